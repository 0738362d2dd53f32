"""Is the issuer on a list that the user trusts?  Trust goes by id, never by name: anybody can take a name."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from wallet.model import Credential
from wallet.report import Check, Code, Result
from wallet.report import check as finding
from wallet.wording import say


class Party(NamedTuple):
    """One issuer on one list."""

    id: str
    name: str = ""
    """What the list calls it; what a credential calls its issuer is no more than a claim."""
    keys: frozenset[str] = frozenset()
    """RFC 7638 thumbprints of the keys it had when it was put there; empty when none were noted."""
    list: str = ""
    """The list's name; empty for the user's own."""
    flagged: str = ""
    """Why the list warns of it; empty for one that is trusted."""
    as_of: datetime | None = None
    """When it was put there, or the date of the list."""


KEY = "key:"
"""Before the thumbprint of a key that a list warns of."""


Follow = Callable[[str, frozenset[str]], frozenset[str]]
"""Given an issuer and the keys that were noted of it: those, and the keys that replaced them in an unbroken chain."""
OWN = say("your own list")


def _as_noted(_: str, keys: frozenset[str]) -> frozenset[str]:
    return keys


class TrustList:
    """All that the user's lists say, the own list first."""

    def __init__(self, parties: Iterable[Party] = (), follow: Follow = _as_noted) -> None:
        self.parties = tuple(parties)
        self._follow = follow

    def with_more(self, parties: Iterable[Party]) -> "TrustList":
        """The same list, and behind it some more."""
        return TrustList((*self.parties, *parties), self._follow)

    def about(self, issuer: str) -> tuple[Party, ...]:
        """What the lists say about that id, byte for byte."""
        return self._by_id.get(issuer, ())

    def warnings_of(self, thumbprint: str) -> tuple[Party, ...]:
        """What the lists say against a key, whoever signs with it."""
        return tuple(party for party in self.about(KEY + thumbprint) if party.flagged) if thumbprint else ()

    def resembling(self, name: str) -> Party | None:
        """One that is trusted and whose name a reader would take for ``name``."""
        return self._by_look.get(skeleton(name)) if name and self._by_look else None

    def keys_of(self, about: Iterable[Party]) -> frozenset[str]:
        """The keys that were noted of an issuer, with those that followed them; empty when none were."""
        noted: frozenset[str] = frozenset().union(*(party.keys for party in about))
        return self._follow(next(iter(about)).id, noted) if noted else noted

    @cached_property
    def _by_id(self) -> dict[str, tuple[Party, ...]]:
        found: dict[str, tuple[Party, ...]] = defaultdict(tuple)
        for party in self.parties:
            found[party.id] += (party,)
        return dict(found)

    @cached_property
    def _by_look(self) -> dict[str, Party]:
        found = ((skeleton(party.name), party) for party in reversed(self.parties) if not party.flagged and party.name)
        return {look: party for look, party in found if look}


def check(credential: Credential, signer: Check, trusted: TrustList, thumbprint: str = "") -> Check:
    """Step 11: whether the user has reason to know the issuer.

    ``signer`` says whether the issuer was tied to the credential at all; a
    trusted name on an unproved credential counts for nothing.  ``thumbprint``
    is that of the key that signed, where known.
    """
    issuer = credential.issuer.id
    about = trusted.about(issuer) if issuer else ()
    thumbprint = thumbprint or signer.key
    for party in (*about, *trusted.warnings_of(thumbprint)):
        if party.flagged:
            return _finding(Code.FLAGGED, party, list=party.list or OWN, reason=party.flagged)
    sealed = signer.code in _SEALED
    if about:
        theirs = not sealed or _is_of_sealer(credential, signer) or thumbprint in trusted.keys_of(about)
        return _on_list(about, signer, trusted, thumbprint) if theirs else _unproved(about)
    if sealed and _is_of_sealer(credential, signer):
        return finding(Code.SEALED_UNDER_LISTED, issuer=credential.issuer.name or issuer)
    if issuer and issuer == credential.holder.id:
        return finding(Code.SELF_ISSUED)
    if (alike := trusted.resembling(credential.issuer.name)) is not None:
        return _finding(Code.NAME_LOOKALIKE, alike, trusted=f"{alike.name} ({alike.id})")
    return finding(Code.NOT_ON_LIST, issuer=issuer) if issuer else finding(Code.ISSUER_UNNAMED)


def _is_of_sealer(credential: Credential, signer: Check) -> bool:
    """Whether a certificate is of whom the credential names: by its id, or where that says nothing, by its name."""
    if "sealer" not in signer.details:
        return True
    sealer, named = (name.casefold().split() for name in (signer.details["sealer"], credential.issuer.name))
    return sealer == named != []


def _on_list(about: tuple[Party, ...], signer: Check, trusted: TrustList, thumbprint: str) -> Check:
    if signer.result is not Result.PASS and signer.code not in _SIGNED_SINCE:
        return _unproved(about)
    party = _first_of(about)
    called = party.name or party.id
    known = trusted.keys_of(about)
    if signer.code is Code.KEY_VANISHED or (thumbprint and known and thumbprint not in known):
        return _finding(Code.ISSUER_KEYS_CHANGED, party, issuer=party.id)
    if party.list:
        return _finding(Code.ON_LIST, party, issuer=called, list=party.list)
    return _finding(Code.ON_YOUR_LIST, party, issuer=called)


def _unproved(about: tuple[Party, ...]) -> Check:
    party = _first_of(about)
    return _finding(Code.NOT_PROVED, party, issuer=party.name or party.id)


def _first_of(about: tuple[Party, ...]) -> Party:
    """What is said of an issuer: the user's own word before that of a list."""
    return next((party for party in about if not party.list), about[0])


_SEALED = (Code.CERTIFICATE, Code.CERT_EXPIRED_SINCE)
_SIGNED_SINCE = (Code.CERT_EXPIRED_SINCE, Code.KEY_RETIRED, Code.KEY_VANISHED)
"""What ties an issuer to what it signed though something has happened to the key since."""


def _finding(code: Code, party: Party, **details: str) -> Check:
    """A finding with the list that it comes from, and the date of that."""
    return finding(code, source=party.list or OWN, as_of=party.as_of, **details)


def looks_like(name: str, other: str) -> bool:
    """Whether a reader could mistake one name for the other."""
    return bool(name and other) and skeleton(name) == skeleton(other) != ""


def skeleton(name: str) -> str:
    """What a name looks like (after Unicode TR 39): without case, marks and spaces, look-alike letters unified."""
    capitals_first = unicodedata.normalize("NFKD", name).translate(_LOOKALIKES)
    plain = capitals_first.casefold().translate(_LOOKALIKES)
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


_DRAWN_ALIKE = {
    "a": "\u0430\u03b1\u0251\u13aa\ua4ee",
    "b": "\u0412\u0392\u044c\u03b2\u13f4\ua4d0",
    "c": "\u0441\u03f2\u13df\ua4da",
    "d": "\u0501\u13a0\ua4d3\ua4d2",
    "e": "\u0395\u0435\u0454\u212e\u13ac\ua4f0",
    "f": "\u03dc\ua4dd",
    "g": "\u0261\u0581\u13fb\u050c\ua4d6",
    "h": "\u0397\u04bb\u043d\u0570\u13bb\ua4e7",
    "j": "\u0458\u037f\u13ab\ua4d9",
    "k": "\u043a\u03ba\u0138\u13e6\ua4d7",
    "l": "1i|\u0456\u04cf\u0131\u03b9\u0269\u01c0\u05d5\u13a5\u13de\ua4e1\ua4f2",
    "m": "\u043c\u03bc\u13b7\ua4df",
    "n": "\u039d\u03b7\u0578\ua4e0",
    "o": "0\u043e\u03bf\u0585\u3007\ua4f3",
    "p": "\u0440\u03c1\u13e2\ua4d1",
    "q": "\u051b",
    "r": "\u13a1\u13d2\ua4e3",
    "s": "\u0455\u10fd\u13da\ua4e2",
    "t": "\u0442\u03c4\u13a2\ua4d4",
    "u": "\u03c5\u057d\ua4f4",
    "v": "\u03bd\u0475\u13d9\ua4e6",
    "w": "\u051d\u0461\u0448\u13b3\ua4ea",
    "x": "\u0445\u03c7\u00d7\ua4eb",
    "y": "\u03a5\u0443\u03b3\u13a9\u13cd\ua4ec",
    "z": "\u03b6\u13c3\ua4dc",
}
"""Letters and digits of other scripts that a reader takes for a Latin letter; capitals where only they are alike."""
_LOOKALIKES = {ord(letter): latin for latin, letters in _DRAWN_ALIKE.items() for letter in letters}

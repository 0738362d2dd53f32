"""Is the issuer on a list that the user trusts?  Trust goes by id, never by name: anybody can take a name."""

import unicodedata
from typing import NamedTuple

from wallet.model import Credential
from wallet.report import Check, Code, Result
from wallet.report import check as finding


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


class TrustList(NamedTuple):
    """All that the user's lists say, the own list first."""

    parties: tuple[Party, ...] = ()

    def about(self, issuer: str) -> tuple[Party, ...]:
        """What the lists say about that id, byte for byte."""
        return tuple(party for party in self.parties if party.id == issuer)


def check(credential: Credential, signer: Check, trusted: TrustList, thumbprint: str = "") -> Check:
    """Step 11: whether the user has reason to know the issuer.

    ``signer`` says whether the issuer was tied to the credential at all; a
    trusted name on an unproved credential counts for nothing.  ``thumbprint``
    is that of the key that signed, where known.
    """
    issuer = credential.issuer.id
    about = trusted.about(issuer)
    for party in about:
        if party.flagged:
            return finding(Code.FLAGGED, list=party.list or "your own list", reason=party.flagged)
    if about:
        return _on_list(about, signer, thumbprint)
    if issuer and issuer == credential.holder.id:
        return finding(Code.SELF_ISSUED)
    for party in trusted.parties:
        if not party.flagged and looks_like(credential.issuer.name, party.name):
            return finding(Code.NAME_LOOKALIKE, trusted=f"{party.name} ({party.id})")
    return finding(Code.NOT_ON_LIST, issuer=issuer)


def _on_list(about: tuple[Party, ...], signer: Check, thumbprint: str) -> Check:
    party = next((party for party in about if not party.list), about[0])
    called = party.name or party.id
    if signer.result is not Result.PASS and signer.code is not Code.CERT_EXPIRED_SINCE:
        return finding(Code.NOT_PROVED, issuer=called)
    noted = frozenset().union(*(entry.keys for entry in about))
    if thumbprint and noted and thumbprint not in noted:
        return finding(Code.ISSUER_KEYS_CHANGED, issuer=party.id)
    if party.list:
        return finding(Code.ON_LIST, issuer=called, list=party.list)
    return finding(Code.ON_YOUR_LIST, issuer=called)


def looks_like(name: str, other: str) -> bool:
    """Whether a hurried reader would take one name for the other."""
    return bool(name and other) and skeleton(name) == skeleton(other) != ""


def skeleton(name: str) -> str:
    """What is left of a name for the eye (after Unicode TR 39): no case, marks, spaces or look-alike letters."""
    capitals_first = unicodedata.normalize("NFKD", name).translate(_LOOKALIKES)
    plain = capitals_first.casefold().translate(_LOOKALIKES)
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


_DRAWN_ALIKE = {
    "a": "\u0430\u03b1\u0251",
    "b": "\u0412\u0392\u044c\u03b2",
    "c": "\u0441\u03f2",
    "d": "\u0501",
    "e": "\u0395\u0435\u0454\u212e",
    "g": "\u0261\u0581",
    "h": "\u0397\u04bb\u043d\u0570",
    "j": "\u0458",
    "k": "\u043a\u03ba",
    "l": "1i|\u0456\u04cf\u0131\u03b9\u0269\u01c0\u05d5",
    "m": "\u043c\u03bc",
    "n": "\u039d\u03b7\u0578",
    "o": "0\u043e\u03bf\u0585\u3007",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "s": "\u0455\u10fd",
    "t": "\u0442\u03c4",
    "u": "\u03c5\u057d",
    "v": "\u03bd\u0475",
    "w": "\u051d\u0461\u0448",
    "x": "\u0445\u03c7",
    "y": "\u03a5\u0443\u03b3",
    "z": "\u03b6",
}
"""Letters and digits of other scripts that a reader takes for a Latin letter; capitals where only they are alike."""
_LOOKALIKES = {ord(letter): latin for latin, letters in _DRAWN_ALIKE.items() for letter in letters}

"""Selective Disclosure for JWTs (RFC 9901): splitting, digests and the processed payload.

Signatures and key binding are checked by :mod:`wallet.proofs`.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from wallet.codec import base64url, jose, limits, strictjson
from wallet.codec.jose import Jws
from wallet.errors import Refused, Unreadable
from wallet.wording import say

_HASHES = {
    "sha-256": "sha256",
    "sha-384": "sha384",
    "sha-512": "sha512",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
}
"""Names of the IANA registry "Named Information Hash Algorithm" of 256 bits and more (section 4.1.1), and Python's."""
_RESERVED = ("_sd", "...")
_CONTAINERS = (dict, list)
_CREDENTIAL = "vc"
"""The claim in which a credential of the first data model stands."""


class Place(NamedTuple):
    """Where in a credential something may be kept back."""

    here: bool
    """Whether it may stand among the members of the object itself."""
    names: frozenset[str] = frozenset()
    """Members within which it may stand too; none where it may be anywhere."""
    inner: "Place | None" = None
    """Where within those; None for anywhere."""

    def within(self, name: str) -> "Place | None":
        """Where it may stand in a member, or with no name in an element of an array; None where it may not."""
        if not self.names or not name or name == _CREDENTIAL:
            return self
        return (self.inner or ANYTHING) if name in self.names else None


ANYTHING = Place(here=True)
_STATUS = frozenset(("credentialStatus", "status"))
ENDS = Place(here=True, names=_STATUS | {"exp", "expirationDate", "validUntil"})
"""When a credential ends, or where it is withdrawn."""
OTHER_ENDS = Place(here=False, names=frozenset(("expirationDate", "validUntil")))
"""When it ends, beside an end that is shown."""
ENTRIES = Place(here=False, names=_STATUS)
"""Within a status, beside those of its entries that are shown."""
_OF_SUBJECT = Place(here=True, names=frozenset(("result",)))
RESULTS = Place(here=False, names=frozenset(("credentialSubject",)), inner=_OF_SUBJECT)
"""What the learner reached."""
TYPES = Place(here=False, names=frozenset(("type",)))
"""What it is a credential of, beside the types that are shown."""


class Disclosure(NamedTuple):
    """One value that the issuer signed only by its digest."""

    text: str
    """As presented; the digest is taken over it."""
    name: str | None
    """The member it adds to an object, or None for an element of an array."""
    value: Any


class SdJwt(NamedTuple):
    """A presentation taken apart; nothing of it is proved."""

    issued: Jws
    """What the issuer signed."""
    disclosures: tuple[Disclosure, ...]
    key_binding: Jws | None
    """What the holder signed for one verifier, if anything."""
    presented: bytes
    """All up to and with the last ``~``: what the key binding's ``sd_hash`` covers."""


def parse(token: str | bytes) -> SdJwt:
    """Take apart ``JWT~disclosure~...~[key binding JWT]`` (section 4).

    Issuers that follow the drafts up to 02 (their section 5.8) leave the last
    ``~`` out.  What then stands last has no dots, so it is no key binding, and
    like every disclosure it counts for nothing unless its digest was signed.
    Raises :class:`Unreadable` when it has no such form or too many
    disclosures, ``Refused("jose_refused")`` from its tokens, and
    ``Refused("hash_mismatch")`` for a disclosure that is not one.
    """
    return _parsed(token if isinstance(token, str) else token.decode("latin-1"))


@lru_cache(maxsize=1)
def _parsed(text: str) -> SdJwt:
    """As :func:`parse`, remembering the last token.

    To open, prove and judge one token it is taken apart four times in a row, which is a third to nearly half
    of the time that all takes.  What is remembered depends on the text alone, and nobody changes
    it (:func:`process` makes new objects), so whoever asks cannot tell.  The steps could hand
    the parsed token on, but what they share (``Outline``) knows nothing of how credentials are secured.
    """
    first, *disclosed = text.split("~")
    if not disclosed:
        raise _unreadable(say("not an SD-JWT: there is no ~ in it"), "not_a_token")
    if disclosed[-1] and "." not in disclosed[-1]:
        text += "~"
        disclosed.append("")
    binding = disclosed.pop()
    if len(disclosed) > limits.DISCLOSURES:
        raise _unreadable(say("it has more than {limit} disclosures", limit=limits.DISCLOSURES), "token_too_large")
    return SdJwt(
        issued=jose.parse_compact(first),
        disclosures=tuple(map(read_disclosure, disclosed)),
        key_binding=jose.parse_compact(binding) if binding else None,
        presented=text[: len(text) - len(binding)].encode("ascii"),
    )


def read_disclosure(text: str) -> Disclosure:
    """One disclosure: base64url of ``[salt, name, value]`` or ``[salt, value]`` (section 4.2)."""
    if len(text) > limits.DISCLOSURE_BYTES:
        raise _unreadable(
            say("a disclosure is larger than {limit} bytes", limit=limits.DISCLOSURE_BYTES),
            "token_too_large",
        )
    data = base64url.decode(text.rstrip("="))  # some issuers pad; what was signed is the digest of the characters
    try:
        parts = strictjson.loads(data)
    except Unreadable as error:
        raise _mismatch(say("a disclosure is {fault}", fault=error.message)) from None
    if not isinstance(parts, list) or len(parts) not in {2, 3} or not all(isinstance(part, str) for part in parts[:-1]):
        raise _mismatch(say("a disclosure is not an array of salt, name and value"))
    return Disclosure(text, parts[1] if len(parts) == 3 else None, parts[-1])


def digest(text: str | bytes, algorithm: str = "sha-256") -> str:
    """Base64url of the digest over the characters of a disclosure or a presentation (section 4.2.3)."""
    if algorithm not in _HASHES:
        raise Refused("feature_unsupported", feature=say("an _sd_alg other than SHA-2 and SHA-3 of 256 to 512 bits"))
    data = text if isinstance(text, bytes) else text.encode("ascii")
    return base64url.encode(hashlib.new(_HASHES[algorithm], data).digest())


def hash_algorithm(claims: dict[str, Any]) -> str:
    """The ``_sd_alg`` of issuer-signed claims; sha-256 unless they say otherwise."""
    algorithm = claims.get("_sd_alg", "sha-256")
    return algorithm if isinstance(algorithm, str) else ""


def process(claims: dict[str, Any], disclosures: Iterable[Disclosure]) -> dict[str, Any]:
    """The processed payload (section 7.1 step 3): ``claims`` with what is disclosed in its places.

    Raises ``Refused("hash_mismatch")`` when a digest or a disclosure occurs
    twice, a disclosure belongs nowhere or in the other kind of place, or a
    name is reserved or taken; ``Refused("too_complex")`` beyond 64 levels.
    """
    algorithm = hash_algorithm(claims)
    found: dict[str, Disclosure] = {}
    for disclosure in disclosures:
        key = digest(disclosure.text, algorithm)
        if key in found:
            raise _mismatch(say("a disclosure is there twice"))
        found[key] = disclosure
    work = _Unfolding(found)
    payload = work.members(claims, 1)
    payload.pop("_sd_alg", None)
    if len(work.used) < len(found):
        raise _mismatch(say("a disclosure belongs to nothing that was signed"))
    return payload


def keeps_back(claims: dict[str, Any], disclosures: Iterable[Disclosure], place: Place = ENDS) -> bool:
    """Whether something may be undisclosed in ``place``: there is a digest there that nothing matches.

    Made for claims that :func:`process` accepted, and bounded for others.
    Raises ``Refused("feature_unsupported")`` as :func:`digest`.
    """
    algorithm = hash_algorithm(claims)
    found = {digest(one.text, algorithm): one for one in disclosures}
    waiting: list[tuple[Any, Place]] = [(claims, place)]
    while waiting:
        node, where = waiting.pop()
        members = list(node.items()) if isinstance(node, dict) else [("", item) for item in node]
        for key in _digests(node):
            disclosure = found.pop(key, None) if isinstance(key, str) else None
            if disclosure is not None:
                members.append((disclosure.name or "", disclosure.value))
            elif where.here:
                return True
        waiting += [
            (value, there)
            for name, value in members
            if type(value) in _CONTAINERS and (there := where.within(name)) is not None
        ]
    return False


def _digests(node: Any) -> list[Any]:
    """The digests of what may stand among the members of an object, or in the place of an element of an array."""
    found = [node["..."]] if isinstance(node, dict) and "..." in node else []
    listed = node.get("_sd") if isinstance(node, dict) else None
    return found + listed if isinstance(listed, list) else found


class _Unfolding:
    """Puts disclosed values where their digests stand, from the outside in."""

    def __init__(self, found: dict[str, Disclosure]) -> None:
        self.found = found
        self.seen: set[str] = set()
        self.used: set[str] = set()

    def value(self, value: Any, depth: int) -> Any:
        if depth > limits.JSON_DEPTH:
            raise Refused("too_complex")
        if isinstance(value, dict):
            return self.members(value, depth + 1)
        if isinstance(value, list):
            return self.elements(value, depth + 1)
        return value

    def members(self, members: dict[str, Any], depth: int) -> dict[str, Any]:
        digests = members.get("_sd", [])
        if not isinstance(digests, list) or "..." in members:
            raise _mismatch(say("a reserved name is used for something else"))
        out = {name: self.value(value, depth) for name, value in members.items() if name != "_sd"}
        for key in digests:
            disclosure = self.take(key)
            if disclosure is None:
                continue
            name = disclosure.name
            if name is None:
                raise _mismatch(say("an array element is disclosed as a member"))
            if name in _RESERVED or name in out:
                raise _mismatch(say("a disclosed name is reserved or already there"))
            out[name] = self.value(disclosure.value, depth)
        return out

    def elements(self, items: list[Any], depth: int) -> list[Any]:
        out = []
        for item in items:
            if not isinstance(item, dict) or item.keys() != {"..."}:
                out.append(self.value(item, depth))
                continue
            disclosure = self.take(item["..."])
            if disclosure is None:
                continue
            if disclosure.name is not None:
                raise _mismatch(say("a member is disclosed as an array element"))
            out.append(self.value(disclosure.value, depth))
        return out

    def take(self, key: Any) -> Disclosure | None:
        """What ``key`` discloses; None for a decoy or something withheld."""
        if not isinstance(key, str):
            raise _mismatch(say("a digest is not text"))
        if key in self.seen:
            raise _mismatch(say("a digest is there twice"))
        self.seen.add(key)
        if key in self.found:
            self.used.add(key)
        return self.found.get(key)


def _mismatch(detail: str) -> Refused:
    return Refused("hash_mismatch", detail=detail)


def _unreadable(message: str, slug: str) -> Unreadable:
    return Unreadable(message, hint=say("copy the whole token, from its eyJ to its last ~ or end"), slug=slug)

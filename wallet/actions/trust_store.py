"""Whom the checker trusts, in the form that judging needs: from the decisions and lists of a wallet, or from files."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from wallet.codec import strictjson
from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.results.trust import ListLine, Mark
from wallet.trust.base import Anchor, Named
from wallet.trust.recognition import KEY, Party, TrustList
from wallet.wording import say

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.actions.evidence_store import EvidenceStore
    from wallet.vault.changing import Readable

REGISTER = "trust"
"""The register that holds a decision; the latest on any device counts."""
ABOUT = "issuer:"
CERTIFICATE = "certificate:"
KIND = "registry"
"""Objects that hold an imported list: issuers as ``[id, name]``, certificates as ``[DER in base64, name]``."""


class Trust(NamedTuple):
    """Whom the checker trusts, as judging needs it."""

    issuers: TrustList
    pins: Mapping[str, frozenset[str]]
    """Issuer to the only keys that are accepted from it."""
    anchors: tuple[bytes, ...]
    """Trust anchors for seals: certificates, DER."""
    accepted: Mapping[str, frozenset[str]] = {}
    """Issuer to the keys that were noted when it was trusted."""


NOBODY = Trust(TrustList(), {}, ())


class ImportedList(NamedTuple):
    """An imported list with its members."""

    line: ListLine
    id: bytes
    parties: tuple[Named, ...]
    certificates: tuple[Anchor, ...]


def of_wallet(vault: "Readable", store: "EvidenceStore") -> Trust:
    """Everything that was decided in the wallet."""
    decided, lists = marks(vault), registries(vault)
    if not decided and not lists:
        return NOBODY

    def follow(issuer: str, noted: frozenset[str]) -> frozenset[str]:
        from wallet.actions.history import copies_of
        from wallet.keys.past import followed

        return followed(noted, copies_of(store, issuer))

    return put_together(decided, certificates(vault), lists, follow)


def put_together(
    decided: Iterable[Mark],
    own: Mapping[str, bytes],
    lists: Iterable[ImportedList],
    follow: Any = None,
) -> Trust:
    """Decisions and lists as one; decisions go first, and no list can bring in a certificate that was flagged."""
    decided, lists = tuple(decided), tuple(lists)
    parties = [_party(mark) for mark in decided if not mark.id.startswith(CERTIFICATE)]
    parties += [_warning(mark) for mark in decided if mark.tier == "flagged" and mark.id.startswith("did:key:")]
    for one in lists:
        reason = say("listed there") if one.line.tier == "flagged" else ""
        dated = one.line.dated
        parties += [Party(id_, name, list=one.line.name, flagged=reason, as_of=dated) for id_, name in one.parties]
    distrusted = {mark.id for mark in decided if mark.tier == "flagged"}
    anchors = [der for name, der in own.items() if name not in distrusted]
    anchors += [anchor.der for one in lists if one.line.tier != "flagged" for anchor in one.certificates]
    pins = {mark.id: frozenset(mark.pins) for mark in decided if mark.pins and mark.tier == "trusted"}
    trusted = TrustList(parties, follow) if follow else TrustList(parties)
    accepted = {mark.id: frozenset(mark.keys) for mark in decided if mark.keys and mark.tier == "trusted"}
    return Trust(trusted, pins, _without(anchors, distrusted), accepted)


def both(one: Trust, other: Trust) -> Trust:
    """Two sources of trust as one; keys that are pinned in either are accepted."""
    if other is NOBODY or one is NOBODY:
        return one if other is NOBODY else other
    pins = {issuer: one.pins.get(issuer, frozenset()) | keys for issuer, keys in other.pins.items()}
    anchors = dict.fromkeys((*other.anchors, *one.anchors))
    return Trust(other.issuers.with_more(one.issuers.parties), {**one.pins, **pins}, tuple(anchors), other.accepted)


def _without(anchors: Iterable[bytes], distrusted: set[str]) -> tuple[bytes, ...]:
    from hashlib import sha256

    unique = dict.fromkeys(anchors)
    return tuple(der for der in unique if CERTIFICATE + sha256(der).hexdigest() not in distrusted)


def _party(mark: Mark) -> Party:
    flagged = (mark.note or say("no reason was noted")) if mark.tier == "flagged" else ""
    return Party(mark.id, mark.name, frozenset(mark.keys) | frozenset(mark.pins), flagged=flagged, as_of=mark.at)


def _warning(mark: Mark) -> Party:
    """The entry that flags a did:key's key under whatever id it signs."""
    from wallet.keys.did_key import public_key
    from wallet.keys.jwk import thumbprint

    try:
        return _party(mark)._replace(id=KEY + thumbprint(public_key(mark.id)))
    except Refused:
        return _party(mark)


def marks(vault: "Readable") -> tuple[Mark, ...]:
    """Every decision, by tier and then by name."""
    found = (_mark(on, said) for on, said in vault.holding(REGISTER).items())
    decided = [mark for mark in found if mark is not None]
    return tuple(sorted(decided, key=lambda mark: (mark.tier != "flagged", mark.name.casefold(), mark.id)))


def certificates(vault: "Readable") -> dict[str, bytes]:
    """The certificates that were decided on one by one: their mark's id to their DER."""
    held = vault.holding(REGISTER).items()
    return {on: b64decode(said["der"]) for on, said in held if on.startswith(CERTIFICATE) and "der" in said}


def _mark(on: str, said: Any) -> Mark | None:
    try:
        until = said.get("until")
        return Mark(
            on.removeprefix(ABOUT),
            said["tier"],
            said["name"],
            said["note"],
            datetime.fromisoformat(said["at"]),
            tuple(said.get("keys", ())),
            tuple(said.get("pins", ())),
            datetime.fromisoformat(until) if until else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # written by a newer version


def register(mark: Mark, der: bytes = b"") -> tuple[str, str, JsonObject]:
    """The register that says ``mark``."""
    from base64 import b64encode

    said: JsonObject = {"tier": mark.tier, "name": mark.name, "note": mark.note, "at": mark.at.isoformat()}
    said |= {"keys": list(mark.keys), "pins": list(mark.pins)}
    if der and mark.until:
        said |= {"der": b64encode(der).decode(), "until": mark.until.isoformat()}
    return place(mark.id), REGISTER, said


def place(id_: str) -> str:
    """What the register of a mark is about."""
    return id_ if id_.startswith(CERTIFICATE) else ABOUT + id_


def registries(vault: "Readable") -> tuple[ImportedList, ...]:
    """The imported lists with their members, the newest of each name, by name."""
    newest: dict[str, ImportedList] = {}
    for one in sorted(_registries(vault), key=lambda one: (one.line.dated, one.line.imported, one.id)):
        newest[one.line.name] = one
    return tuple(newest[name] for name in sorted(newest))


def _registries(vault: "Readable") -> Iterator[ImportedList]:
    for held in vault.objects(KIND):
        said, content = held.summary, strictjson.loads(vault.body(held.id))
        line = ListLine(
            said["name"],
            said["kind"],
            said["tier"],
            datetime.fromisoformat(said["dated"]),
            datetime.fromisoformat(said["imported"]),
            said["issuers"],
            said["certificates"],
            said["left_out"],
        )
        parties = tuple(Named(*pair) for pair in content["issuers"])
        yield ImportedList(
            line, held.id, parties, tuple(Anchor(b64decode(der), n) for der, n in content["certificates"])
        )

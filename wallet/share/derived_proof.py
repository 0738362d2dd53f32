"""``ecdsa-sd-2023``: a proof that shows less, made from the issuer's base proof (VC DI ECDSA 1.0, 3.5 and 3.6).

The issuer signed every statement by itself.  The holder passes on those that
follow from the chosen fields, with their signatures, and keeps the base proof,
from which anybody could show everything.  No key is needed.
"""

import hmac
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wallet.codec import base64url, cbor, jsonld, multiformats, rdfc, strictjson
from wallet.codec.base_proof import ECDSA_SD_BASE as _BASE
from wallet.codec.base_proof import ECDSA_SD_DERIVED as _DERIVED
from wallet.codec.contexts import ContextLibrary
from wallet.codec.signing_input import unsecured
from wallet.errors import Refused, Unreadable
from wallet.model import JsonObject
from wallet.report import check
from wallet.share.fields import Field, Picks
from wallet.wording import say

_NODE = "urn:bnid:"
_KEYWORDS = frozenset({"@context", "id", "@id", "type", "@type", "proof"})
Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Base:
    signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory: tuple[Pointer, ...]


def fields(document: JsonObject) -> tuple[Field, ...]:
    """What can be chosen: every value of the credential, with those that the issuer demands marked."""
    base = _read(document["proof"])
    return tuple(
        Field(path, value, any(path[: len(one)] == one for one in base.mandatory))
        for path, value in _leaves(unsecured(document), ())
    )


def _leaves(value: Any, path: Pointer) -> Iterable[tuple[Pointer, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [(str(name), one) for name, one in members if name not in _KEYWORDS]
    if inner:
        for name, one in inner:
            yield from _leaves(one, (*path, name))
    elif path:
        yield path, value


def derive(document: JsonObject, picks: Picks, library: ContextLibrary) -> bytes:
    """The credential with the picked fields and a derived proof, as JSON text.

    Raises :class:`~wallet.errors.Unreadable` (``not_derived``) for a base proof
    that is broken or whose credential cannot be taken apart.
    """
    try:
        return _derive(document, picks, library)
    except Refused as refusal:
        why = check(refusal.code, source="", as_of=None, key="", **refusal.details)
        raise _failed(why.message, why.hint) from None


def _derive(document: JsonObject, picks: Picks, library: ContextLibrary) -> bytes:
    base = _read(document["proof"])
    plain = unsecured(document)
    chosen = [*base.mandatory, *(one.path for one in fields(document) if not one.required and picks.shows(one))]
    whole = _Statements(plain, base.hmac_key, library)
    mandatory, combined = whole.places(base.mandatory), whole.places(chosen)
    others = [place for place in range(len(whole.lines)) if place not in mandatory]
    if len(others) != len(base.signatures):
        raise _failed(say("it does not have a signature for each statement"))
    signatures = [mark for place, mark in zip(others, base.signatures, strict=True) if place in combined]
    revealed = select(plain, chosen)
    parts = [
        base.signature,
        base.public_key,
        signatures,
        whole.label_map(chosen),
        [at for at, place in enumerate(sorted(combined)) if place in mandatory],
    ]
    value = multiformats.multibase_encode(_DERIVED + cbor.dumps(parts), "u")
    return strictjson.dumps({**revealed, "proof": {**document["proof"], "proofValue": value}}).encode()


def _read(proof: JsonObject) -> _Base:
    """The components of a base proof value (3.5.2 to 3.5.3)."""
    try:
        parts = cbor.loads(multiformats.multibase_decode(proof.get("proofValue")).removeprefix(_BASE))
        signature, public_key, hmac_key, signatures, pointers = parts
        pointed = tuple(_pointer(one) for one in pointers)
        held = [bytes(memoryview(one)) for one in (signature, public_key, hmac_key, *signatures)]
    except (Refused, TypeError, ValueError, AttributeError):
        raise _failed(say("its base proof is broken")) from None
    return _Base(held[0], held[1], held[2], tuple(held[3:]), pointed)


def _pointer(text: str) -> Pointer:
    """RFC 6901."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


class _Statements:
    """A credential as the statements that the issuer signed, in order, and which fields they come from."""

    def __init__(self, plain: JsonObject, hmac_key: bytes, library: ContextLibrary) -> None:
        self.library = library
        self.named = _named(plain)
        quads = self._quads(self.named)
        if rdfc.canonicalize(quads) != rdfc.canonicalize(jsonld.walk(plain, library).quads):
            raise _failed(say("its fields cannot be told apart"))
        self.digests = {
            node: hmac.digest(hmac_key, label.removeprefix("_:").encode(), sha256)
            for node, label in rdfc.issue_labels(quads).items()
        }
        self.labels = {node: f"_:u{base64url.encode(digest)}" for node, digest in self.digests.items()}
        self.lines = self._lines(quads)

    def places(self, pointers: Sequence[Pointer]) -> frozenset[int]:
        """Places of the statements that follow from what the pointers name."""
        wanted = set(self._lines(self._quads(select(self.named, pointers)))) if pointers else set()
        return frozenset(at for at, line in enumerate(self.lines) if line in wanted)

    def label_map(self, pointers: Sequence[Pointer]) -> dict[int, bytes]:
        """Canonical label of each blank node that is left, as a checker finds it, to the one that was signed."""
        issued = rdfc.issue_labels(self._quads(select(self.named, pointers)))
        found = {int(label.removeprefix("_:c14n")): self.digests[node] for node, label in issued.items()}
        return dict(sorted(found.items()))

    def _quads(self, named: JsonObject) -> list[Any]:
        """The statements, with the ids that :func:`_named` added turned back into blank nodes."""
        quads = jsonld.walk(named, self.library).quads
        return [tuple(_blank(term) for term in quad) for quad in quads]

    def _lines(self, quads: list[Any]) -> list[str]:
        return rdfc.to_nquads(dict.fromkeys(quads), self.labels).split("\n")[:-1]


def _blank(term: str) -> str:
    return f"_:b{term[len(_NODE) + 1 : -1]}" if term.startswith(f"<{_NODE}") else term


def _named(plain: JsonObject) -> JsonObject:
    """A copy in which every object without an id has one, so that a node is the same in every selection."""
    copy: JsonObject = deepcopy(plain)
    waiting, number = [copy], 0
    while waiting:
        one: Any = waiting.pop()
        if isinstance(one, dict):
            if not one.keys() & {"id", "@id", "@value", "@list", "@set"}:
                one["@id"], number = f"{_NODE}{number}", number + 1
            waiting += [inner for name, inner in one.items() if name not in _KEYWORDS]
        elif isinstance(one, list):
            waiting += one
    return copy


def select(document: JsonObject, pointers: Sequence[Pointer]) -> JsonObject:
    """The parts that the pointers name, in their surrounding objects, of which ids and types are kept (3.4.13).

    Raises :class:`~wallet.errors.Unreadable` for a pointer to nothing.
    """
    chosen = {**_head(document), "@context": deepcopy(document["@context"])}
    for pointer in pointers:
        _pick(document, chosen, pointer)
    return dict(_dense(chosen))


def _pick(whole: Any, chosen: Any, pointer: Pointer) -> None:
    for at, step in enumerate(pointer):
        key: Any = int(step) if isinstance(whole, list) and step.isdecimal() else step
        try:
            inner = whole[key]
        except (KeyError, IndexError, TypeError):
            raise _failed(say("it has no field {field}", field=".".join(pointer)[:80])) from None
        if at == len(pointer) - 1:
            chosen[key] = deepcopy(inner)
        elif key not in chosen:
            chosen[key] = _Sparse() if isinstance(inner, list) else _head(inner)
        whole, chosen = inner, chosen[key]


class _Sparse(dict[int, Any]):
    """A list of which some elements are left out."""


def _head(value: Any) -> JsonObject:
    if not isinstance(value, dict):
        return {}
    return {name: deepcopy(value[name]) for name in ("id", "@id", "type", "@type") if name in value}


def _dense(value: Any) -> Any:
    if isinstance(value, _Sparse):
        return [_dense(value[at]) for at in sorted(value)]
    return {name: _dense(one) for name, one in value.items()} if isinstance(value, dict) else value


def _failed(why: str, hint: str = "") -> Unreadable:
    return Unreadable(
        say("it goes out only as a derived copy, and none can be made of it: {why}", why=why),
        hint=hint or say("ask the issuer for a copy without selective disclosure"),
        slug="not_derived",
    )

"""Packs: the only files that hold data, immutable and named by their SHA-256.  FORMAT.md, section 4."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Damaged, Internal, Unreadable
from wallet.model import JsonObject
from wallet.vault.background import hashing
from wallet.vault.buffer import Part
from wallet.vault.sealing import (
    BODY_LIMIT,
    BODY_STEP,
    HEAD_LIMIT,
    HEAD_STEP,
    OVERHEAD,
    Keys,
    canonical,
    frame,
    framed_size,
    unframe,
)
from wallet.vault.stored import Stored, as_json
from wallet.wording import say

MAGIC = b"WVPK"
VERSION = 1
PREFIX = 20
"""Bytes before the sealed head: magic, version, key id, length of the head."""
KEY_ID = slice(8, 16)
"""Where the key id is among them."""
SMALLEST = 4096
PACK_LIMIT = 256 * 1024 * 1024
BODIES_WRITTEN = 64 * 1024 * 1024
"""Sealed bodies that one written pack holds; more are split."""
PARENTS_LIMIT = 1024
HEAD_VALUES = 20_000_000
"""JSON values in one head; its inflated size is what really bounds it."""
BIGGEST_INT = 2**53
_PACK_NAME = re.compile(r"[0-9a-f]{64}\.wvp")

Stamp = tuple[int, int, str, int, int]
"""When an operation happened: milliseconds, counter, device, sequence, index.  Greater is later."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation: ``set`` gives a register a value, ``drop`` takes dots away."""

    op: str
    on: str = ""
    key: str = ""
    value: Any = None
    dots: tuple[str, ...] = ()
    """``pack:object``, both hex."""
    at: Stamp | None = None
    """The original stamp of an operation that was carried over."""

    @property
    def retires(self) -> bool:
        """Whether it says that a root key is used no more."""
        return self.op == "set" and self.key == "retired" and self.value is True and self.on.startswith("key:")

    def as_json(self) -> JsonObject:
        """The operation as a head holds it."""
        own = {"op": "set", "on": self.on, "key": self.key, "val": self.value}
        if self.op == "drop":
            own = {"op": "drop", "dots": list(self.dots)}
        return own | ({"at": list(self.at)} if self.at else {})


@dataclass(frozen=True, slots=True)
class Head:
    """What a pack says, apart from the bodies."""

    dev: str
    seq: int
    hlc: tuple[int, int]
    """Hybrid logical clock: milliseconds and a counter."""
    parents: tuple[str, ...]
    objects: tuple[Stored, ...]
    ops: tuple[Op, ...]
    superseded: tuple[str, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    """Highest sequence per device that ``superseded`` covers."""
    grounds: str = ""
    """What every noted verdict rests on once this pack is written, as :mod:`wallet.vault.grounds` sums it up;
    empty when some may not follow from that."""

    def stamp(self, index: int) -> Stamp:
        """The stamp of the operation at ``index``."""
        return self.ops[index].at or (*self.hlc, self.dev, self.seq, index)


@dataclass(frozen=True, slots=True)
class Pack:
    """One valid pack file."""

    name: str
    """SHA-256 of the file, hex."""
    head: Head
    start: int
    """Where its rest begins, in bytes from the start of the file."""
    key_id: bytes = b""
    """Of the root key it is sealed under."""

    def dot(self, stored: Stored) -> str:
        """The name of the addition of one of its objects, as a ``drop`` tells it: by the pack it was born in."""
        return f"{stored.born or self.name}:{stored.id}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to keep: its bytes verbatim, and what lists show of it without opening them."""

    kind: str
    """``credential``, ``evidence``, ``stack``, ``context``, ``share`` or ``holder-key``."""
    body: bytes
    summary: JsonObject = field(default_factory=dict)


def seal_body(keys: Keys, object_id: bytes, body: bytes, nonce: bytes) -> bytes:
    """``body`` sealed, bound to this wallet and to its id."""
    return keys.pack.seal(nonce, _body_label(keys, object_id), frame(body, BODY_STEP))


def seal_bodies(keys: Keys, bodies: Iterable[tuple[bytes, bytes]], nonce: bytes) -> Iterator[bytes]:
    """As :func:`seal_body` for many, each an object's id and its bytes."""
    label = _body_label(keys, b"")
    return keys.pack.seal_each(nonce, ((label + name, frame(body, BODY_STEP)) for name, body in bodies))


def open_body(keys: Keys, object_id: bytes, sealed: bytes) -> bytes:
    """The bytes that were kept.  Raises :class:`~wallet.errors.Damaged`."""
    return unframe(keys.pack.open(_body_label(keys, object_id), sealed), BODY_STEP, BODY_LIMIT)


def _body_label(keys: Keys, object_id: bytes) -> bytes:
    return b"body\0" + keys.vault_id + keys.key_id + object_id


def _head_label(keys: Keys) -> bytes:
    return b"head\0" + keys.vault_id + keys.key_id + VERSION.to_bytes(4, "big")


def padded(length: int) -> int:
    """The size of a pack that needs ``length`` bytes: Padmé, at most 12 % more, few distinct sizes."""
    length = max(SMALLEST, length)
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def build(
    keys: Keys,
    head: Head,
    bodies: Sequence[Part],
    random: Callable[[int], bytes],
) -> list[Part]:
    """A pack in parts; ``bodies`` are sealed, one after the other at the offsets of ``head.objects``.

    The head states the size of the whole and the hash of all that follows it,
    and that hash changes how far the head compresses; where the two do not
    settle the head is left uncompressed, whose length they cannot change.
    """
    length, hashed = sum(map(len, bodies)), hashing(bodies)
    objects = as_json(head.objects)
    head_size = framed_size(len(_head_text(head, "0" * 64, length, objects)), HEAD_STEP) + OVERHEAD
    for compress in (True, True, True, True, True, False, False, False):
        size = padded(PREFIX + head_size + length)
        filler = random(size - PREFIX - head_size - length)
        rest = hashed.result().copy()
        rest.update(filler)
        text = frame(_head_text(head, rest.hexdigest(), size, objects), HEAD_STEP, compress=compress)
        if len(text) + OVERHEAD == head_size:
            return [*beginning(keys, text, random(24)), *bodies, filler]
        head_size = len(text) + OVERHEAD
    raise Internal("the size of a pack did not settle")


def beginning(keys: Keys, framed_head: bytes, nonce: bytes) -> list[Part]:
    """All of a pack that comes before its rest, in parts."""
    length = len(framed_head) + OVERHEAD
    prefix = b"".join((MAGIC, VERSION.to_bytes(4, "big"), keys.key_id, length.to_bytes(4, "big"), nonce))
    return [prefix, keys.pack.encrypt(nonce, _head_label(keys), framed_head)]


def start_of_rest(prefix: Part) -> int:
    """Where the rest of a pack begins that starts with ``prefix``: in bytes, behind its head."""
    return PREFIX + int.from_bytes(prefix[16:PREFIX], "big")


def _head_text(head: Head, rest: str, size: int, objects: bytes) -> bytes:
    """The head as JSON, its members in order; ``objects`` is its largest one as text, which need not be made again."""
    marks = {"marks": dict(head.marks)} if head.marks else {}
    grounds = {"grounds": head.grounds} if head.grounds else {}
    before = canonical({"dev": head.dev, **grounds, "hlc": list(head.hlc), **marks, "need": []})
    after: JsonObject = {
        "ops": [op.as_json() for op in head.ops],
        "parents": list(head.parents),
        "rest": rest,
        "seq": head.seq,
        "size": size,
        "sup": list(head.superseded),
        "v": VERSION,
    }
    return b"".join((before[:-1], b',"objs":', objects, b",", canonical(after)[1:]))


def is_name(name: str) -> bool:
    """Whether ``name`` is that of a pack file."""
    return _PACK_NAME.fullmatch(name) is not None


def body_keys(keys: Keys, prefix: bytes) -> Keys:
    """The keys that a pack is sealed under, from its first 20 bytes.  Raises :class:`~wallet.errors.Damaged`."""
    if len(prefix) < PREFIX or prefix[:4] != MAGIC:
        raise Damaged(say("it is no pack"))
    if int.from_bytes(prefix[4:8], "big") != VERSION:
        raise _too_new()
    return keys.holding(prefix[KEY_ID])


def read(keys: Keys, name: str, data: bytes) -> Pack:
    """A whole pack, whose head is opened and which is checked against everything the head says of it.

    Raises :class:`~wallet.errors.Damaged`, slug ``pack_damaged``, ``too_new``, ``other_key`` or ``no_key``.
    """
    try:
        own = body_keys(keys, data[:PREFIX])
        end = start_of_rest(data)
        plain = unframe(own.pack.open(_head_label(own), data[PREFIX:end]), HEAD_STEP, HEAD_LIMIT)
        value = strictjson.loads(plain, limit=HEAD_LIMIT, values=HEAD_VALUES)
        rest = memoryview(data)[end:]
        head = _head(value, len(data), len(rest), sha256(rest).hexdigest())
        _check_retirement(keys, own, head)
        return Pack(name, head, end, own.key_id)
    except Damaged as error:
        raise Damaged(error.message, hint=error.hint, slug=_slug(error)) from None
    except (Unreadable, KeyError, TypeError, ValueError):
        raise Damaged(say("its header holds an impossible value"), slug="pack_damaged") from None


def _check_retirement(keys: Keys, own: Keys, head: Head) -> None:
    """A key may be retired only under a newer one: whoever got hold of an old key must not retire its successor."""
    retired = [op.on.removeprefix("key:") for op in head.ops if op.retires]
    if any(other.epoch >= own.epoch and other.key_id.hex() in retired for other in (keys, *keys.others)):
        raise ValueError


def _too_new() -> Damaged:
    return Damaged(
        say("a newer version of wallet wrote it"), hint=say("upgrade wallet on this computer"), slug="too_new"
    )


def _slug(error: Damaged) -> str:
    return error.kind if error.kind in ("too_new", "other_key", "no_key") else "pack_damaged"


def _head(value: JsonObject, size: int, rest_size: int, rest: str) -> Head:
    if value["v"] != VERSION or _list(value["need"]):
        raise _too_new()
    if value["size"] != size or value["rest"] != rest:
        raise Damaged(say("its content was replaced"))
    parents, superseded = (tuple(map(_pack_id, _list(value[name]))) for name in ("parents", "sup"))
    if len(parents) > PARENTS_LIMIT:
        raise ValueError
    marks = value.get("marks", {})
    if not isinstance(marks, dict):
        raise TypeError
    return Head(
        dev=_hex(value["dev"], 8),
        seq=_count(value["seq"]),
        hlc=_clock(value["hlc"]),
        parents=parents,
        objects=tuple(_stored(stored, rest_size) for stored in _list(value["objs"])),
        ops=tuple(_op(op) for op in _list(value["ops"])),
        superseded=superseded,
        marks={_hex(dev, 8): _count(seq) for dev, seq in marks.items()},
        grounds=_hex(value["grounds"], 16) if "grounds" in value else "",
    )


def _stored(value: JsonObject, rest_size: int) -> Stored:
    offset, length = _count(value["off"]), _count(value["len"])
    if offset + length > rest_size or not isinstance(value["sum"], dict):
        raise ValueError
    born = value.get("born", "")
    return Stored(_hex(value["id"], 16), _text(value["kind"]), offset, length, value["sum"], born and _pack_id(born))


def _op(value: JsonObject) -> Op:
    at = _stamp(value["at"]) if "at" in value else None
    if value["op"] == "set":
        return Op("set", _text(value["on"]), _text(value["key"]), value["val"], at=at)
    if value["op"] == "drop":
        return Op("drop", dots=tuple(map(_dot, _list(value["dots"]))), at=at)
    raise ValueError


def _dot(value: Any) -> str:
    pack, _, object_id = _text(value).partition(":")
    return f"{_pack_id(pack)}:{_hex(object_id, 16)}"


def _stamp(value: Any) -> Stamp:
    milliseconds, counter, dev, seq, index = _list(value)
    return _count(milliseconds), _count(counter), _hex(dev, 8), _count(seq), _count(index)


def _clock(value: Any) -> tuple[int, int]:
    milliseconds, counter = _list(value)
    return _count(milliseconds), _count(counter)


def _pack_id(value: Any) -> str:
    return _hex(value, 32)


def _hex(value: Any, size: int) -> str:
    if not isinstance(value, str) or len(value) != 2 * size or bytes.fromhex(value).hex() != value:
        raise ValueError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= BIGGEST_INT:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value

"""The fountain code ``WP1``: a file too large for one QR code, as a sequence of codes of which enough will do.

A frame is ``WP1:<id>:<seq>-<n>:<base45>``.  The payload is u32be(length) and the
raw deflate stream (RFC 1951) of the file, filled with zeros to n fragments of
one size; ``id`` is the first eight base32 letters of the SHA-256 of that stream.
Frames 1 to n hold the fragments.  Frame ``seq`` > n holds the XOR of those whose
bits are set in SHAKE-256(id || u32be(seq)), read as a little-endian number of n
bits, or of fragment seq mod n when none is.  A reader may meet frames in any
order and needs as many as make the fragments solvable: n, or a few more.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from hashlib import sha256, shake_256
from typing import NamedTuple

from wallet.codec import base45
from wallet.codec.inflate import RAW, deflate, inflate
from wallet.errors import Unreadable
from wallet.wording import say

PREFIX = "WP1:"
PARTS_LIMIT = 300
"""Fragments of one file: more than anybody will hold a camera to."""
FRAMES_LIMIT = 2_000
"""Frames that are looked at together: the work of solving grows with frames times fragments."""
FRAME_LIMIT = 4_296
"""Letters of the largest QR code."""
_FRAME = re.compile(r"WP1:([A-Z2-7]{8}):([1-9][0-9]{0,8})-([1-9][0-9]{0,2}):([0-9A-Z $%*+\-./:]+)")
_HEADER = len("WP1:ABCDEFGH:600-300:")


class Frame(NamedTuple):
    """One code of a sequence."""

    id: str
    seq: int
    of: int
    """Fragments in all."""
    data: bytes


class Missing(NamedTuple):
    """What a sequence that is not whole still needs."""

    id: str
    more: int
    """How many more frames it takes at least."""
    of: int
    """Fragments in all."""
    absent: tuple[int, ...]
    """The plain frames that were not seen."""


class Found(NamedTuple):
    """What a pile of frames came to."""

    files: tuple[bytes, ...]
    """Every file that is whole."""
    missing: tuple[Missing, ...] = ()
    damaged: tuple[str, ...] = ()
    """Ids of sequences that were solved and are not what their id says."""


def frames(data: bytes, letters: int) -> list[str]:
    """A file as frames of at most so many letters: first the n plain ones, then n mixed ones.

    Raises :class:`~wallet.errors.Unreadable` (``too_many_parts``).
    """
    stream = deflate(data)
    payload = len(stream).to_bytes(4, "big") + stream
    room = max((letters - _HEADER) // 3 * 2, 0)
    if len(payload) > room * PARTS_LIMIT:
        raise Unreadable(
            say("{size} bytes would take more than {limit} codes", size=len(data), limit=PARTS_LIMIT),
            hint=say("share a bundle instead: wallet share REF -o bundle.zip"),
            slug="too_many_parts",
        )
    count = -(-len(payload) // room)
    size = -(-len(payload) // count)
    fragments = [int.from_bytes(payload[n * size : (n + 1) * size].ljust(size, b"\0"), "big") for n in range(count)]
    name = _name(stream)
    made = []
    for seq in range(1, 2 * count + 1):
        mixed = 0
        for n in _bits(_mask(name, seq, count)):
            mixed ^= fragments[n]
        made.append(f"{PREFIX}{name}:{seq}-{count}:{base45.encode(mixed.to_bytes(size, 'big'))}")
    return made


def parse(text: str) -> Frame | None:
    """The frame that a text spells, or None when it spells none."""
    found = _FRAME.fullmatch(text) if len(text) <= FRAME_LIMIT else None
    if found is None or int(found[3]) > PARTS_LIMIT:
        return None
    try:
        return Frame(found[1], int(found[2]), int(found[3]), base45.decode(found[4]))
    except Unreadable:
        return None


def assemble(texts: Iterable[str], *, limit: int) -> Found:
    """The files that a pile of frames makes up; at most ``limit`` bytes each.

    Frames of different files, sizes or counts are never mixed, and what is no
    frame is passed over.  Raises :class:`~wallet.errors.Unreadable`:
    ``too_many_frames``, or what :func:`wallet.codec.inflate.inflate` raises.
    """
    piles: dict[tuple[str, int, int], dict[int, Frame]] = {}
    for count, frame in enumerate(filter(None, map(parse, texts)), start=1):
        if count > FRAMES_LIMIT:
            raise Unreadable(
                say("more than {limit} codes of sequences at once", limit=FRAMES_LIMIT),
                hint=say("name fewer files at once"),
                slug="too_many_frames",
            )
        piles.setdefault((frame.id, frame.of, len(frame.data)), {}).setdefault(frame.seq, frame)
    files: list[bytes] = []
    missing: list[Missing] = []
    damaged: list[str] = []
    for (name, of, size), pile in piles.items():
        rows = _independent(pile.values())
        if len(rows) < of:
            absent = tuple(seq for seq in range(1, of + 1) if seq not in pile)
            missing.append(Missing(name, of - len(rows), of, absent))
        elif stream := _stream(name, b"".join(one.to_bytes(size, "big") for one in _solved(rows))):
            files.append(inflate(stream, limit=limit, wbits=RAW))
        else:
            damaged.append(name)
    return Found(tuple(files), tuple(missing), tuple(damaged))


def _independent(pile: Iterable[Frame]) -> dict[int, tuple[int, int]]:
    """Frames that say something new, by their highest fragment: which fragments each mixes, and their XOR."""
    rows: dict[int, tuple[int, int]] = {}
    for frame in pile:
        if len(rows) == frame.of:
            break
        mask, value = _mask(frame.id, frame.seq, frame.of), int.from_bytes(frame.data, "big")
        while mask:
            top = mask.bit_length() - 1
            if top not in rows:
                rows[top] = (mask, value)
                break
            mask, value = mask ^ rows[top][0], value ^ rows[top][1]
    return rows


def _solved(rows: dict[int, tuple[int, int]]) -> list[int]:
    """The fragments in order, each freed of the lower ones that it is mixed with."""
    solved: list[int] = []
    for top in range(len(rows)):
        mask, value = rows[top]
        for n in _bits(mask ^ (1 << top)):
            value ^= solved[n]
        solved.append(value)
    return solved


def _mask(name: str, seq: int, count: int) -> int:
    """The fragments in a frame, as the bits of a number."""
    if seq <= count:
        return 1 << (seq - 1)
    drawn = shake_256(name.encode() + seq.to_bytes(4, "big")).digest(-(-count // 8))
    return int.from_bytes(drawn, "little") & ((1 << count) - 1) or 1 << (seq % count)


def _bits(mask: int) -> Iterator[int]:
    return (n for n in range(mask.bit_length()) if mask >> n & 1)


def _stream(name: str, payload: bytes) -> bytes:
    """The deflate stream in the fragments; "" when it is not the one that ``name`` stands for."""
    length = int.from_bytes(payload[:4], "big")
    stream = payload[4 : 4 + length]
    whole = len(stream) == length and not any(payload[4 + length :]) and _name(stream) == name
    return stream if whole else b""


def _name(stream: bytes) -> str:
    return b32encode(sha256(stream).digest()).decode()[:8]

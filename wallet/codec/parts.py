"""``WP1``: a file too large for one QR code, as a sequence of codes of which any sufficient number will do.

A frame is ``WP1:<id>:<seq>-<n>:<base45>``.  The payload is u32be(length) and the
raw deflate stream (RFC 1951) of the file, filled with zeros to n fragments of
one size; ``id`` is the first eight base32 letters of the SHA-256 of that stream.
Frames 1 to n hold the fragments.  Frame ``seq`` > n holds the XOR of those whose
bits are set in SHAKE-256(id || u32be(seq)), read as a little-endian number of n
bits, or of fragment seq mod n when none is.  A reader may meet frames in any
order and needs as many as make the fragments solvable: n, or a few more.
"""

import re
import zlib
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256, shake_256
from typing import NamedTuple

from wallet.codec import base45
from wallet.codec.inflate import RAW, inflate
from wallet.errors import Unreadable

PREFIX = "WP1:"
PARTS_LIMIT = 2_000
FRAME_LIMIT = 4_296
"""Letters of the largest QR code."""
_FRAME = re.compile(r"WP1:([A-Z2-7]{8}):([1-9][0-9]{0,8})-([1-9][0-9]{0,3}):([0-9A-Z $%*+\-./:]+)")
_HEADER = len("WP1:ABCDEFGH:1000-1000:")


class Frame(NamedTuple):
    """One code of a sequence."""

    id: str
    seq: int
    of: int
    """Fragments in all."""
    data: bytes


class Found(NamedTuple):
    """What a pile of frames came to."""

    files: tuple[bytes, ...]
    """Every file that is whole."""
    missing: tuple[tuple[str, int, int], ...]
    """For each that is not: its id, how many more frames it takes at least, and its fragments."""


def frames(data: bytes, letters: int) -> list[str]:
    """A file as frames of at most so many letters: first the n plain ones, then n mixed ones.

    Raises :class:`~wallet.errors.Unreadable` (``too_many_parts``).
    """
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = engine.compress(data) + engine.flush()
    payload = len(stream).to_bytes(4, "big") + stream
    size = (letters - _HEADER) // 3 * 2
    count = -(-len(payload) // max(size, 1))
    if size < 1 or count > PARTS_LIMIT:
        raise Unreadable(
            f"it would take more than {PARTS_LIMIT} codes",
            hint="share a bundle instead: wallet share REF -o bundle.zip",
            slug="too_many_parts",
        )
    size = -(-len(payload) // count)
    fragments = [int.from_bytes(payload[n * size : (n + 1) * size].ljust(size, b"\0"), "big") for n in range(count)]
    name = _name(stream)
    made = []
    for seq in range(1, 2 * count + 1):
        mixed = 0
        for n in _members(name, seq, count):
            mixed ^= fragments[n]
        made.append(f"{PREFIX}{name}:{seq}-{count}:{base45.encode(mixed.to_bytes(size, 'big'))}")
    return made


def parse(text: str) -> Frame | None:
    """A frame, or None when the text is none."""
    found = _FRAME.fullmatch(text.strip()) if len(text) <= FRAME_LIMIT + 2 else None
    if found is None or int(found[3]) > PARTS_LIMIT:
        return None
    try:
        return Frame(found[1], int(found[2]), int(found[3]), base45.decode(found[4]))
    except Unreadable:
        return None


def assemble(texts: Iterable[str], *, limit: int) -> Found:
    """The files that a pile of frames makes up; at most ``limit`` bytes each.

    Frames of different files, sizes or counts are never mixed.  Raises
    :class:`~wallet.errors.Unreadable` (``parts_damaged``) when frames were
    solved and are not what their id says.
    """
    piles: dict[tuple[str, int, int], dict[int, Frame]] = {}
    for frame in filter(None, map(parse, texts)):
        piles.setdefault((frame.id, frame.of, len(frame.data)), {})[frame.seq] = frame
    whole, missing = [], []
    for (name, count, size), pile in piles.items():
        solved, rank = _solved(name, count, list(pile.values()))
        if solved is None:
            missing.append((name, count - rank, count))
        else:
            whole.append(_checked(name, b"".join(one.to_bytes(size, "big") for one in solved), limit))
    return Found(tuple(whole), tuple(missing))


def _solved(name: str, count: int, pile: list[Frame]) -> tuple[list[int] | None, int]:
    """The fragments, by elimination over GF(2), or None; and how many independent frames there are."""
    rows: dict[int, tuple[int, int]] = {}
    for frame in pile:
        mask = sum(1 << n for n in _members(name, frame.seq, count))
        value = int.from_bytes(frame.data, "big")
        while mask:
            top = mask.bit_length() - 1
            if top not in rows:
                rows[top] = (mask, value)
                break
            mask, value = mask ^ rows[top][0], value ^ rows[top][1]
    if len(rows) < count:
        return None, len(rows)
    solved: list[int] = []
    for top in range(count):
        mask, value = rows[top]
        for n in range(top):
            if mask >> n & 1:
                value ^= solved[n]
        solved.append(value)
    return solved, count


def _members(name: str, seq: int, count: int) -> list[int]:
    """The fragments, from 0, in a frame."""
    if seq <= count:
        return [seq - 1]
    drawn = shake_256(name.encode() + seq.to_bytes(4, "big")).digest(-(-count // 8))
    bits = int.from_bytes(drawn, "little")
    return [n for n in range(count) if bits >> n & 1] or [seq % count]


def _checked(name: str, payload: bytes, limit: int) -> bytes:
    length = int.from_bytes(payload[:4], "big")
    stream = payload[4 : 4 + length]
    if len(stream) != length or any(payload[4 + length :]) or _name(stream) != name:
        raise Unreadable("the codes of a sequence do not belong together", hint="scan them again", slug="parts_damaged")
    return inflate(stream, limit=limit, wbits=RAW)


def _name(stream: bytes) -> str:
    return b32encode(sha256(stream).digest()).decode()[:8]

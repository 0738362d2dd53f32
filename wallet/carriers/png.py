"""Badges baked into PNG pictures, as a text chunk named after the standard (OB 2.0 and 3.0 "Baking").

The chunks are walked here (PNG third edition, section 5); pixels are never
decoded.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from wallet.carriers.base import NO_BADGE, Inner, baked
from wallet.codec.inflate import inflate
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import joined, say

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
_KEYWORDS = (KEYWORD, b"openbadges", b"clrcredential")
"""What badges are filed under: by OB 3.0, by OB 2.0, and where 1EdTech's validator looks for learner records."""
CHUNKS_LIMIT = 10_000
TEXT_LIMIT = 10 * 1024 * 1024

_PADDING = b" \t\r\n\0"
"""What copying and storing leave behind the end of a file, and what can hide nothing."""
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_DOWNLOAD_AGAIN = say("download the picture again from where you got the badge")
_STRIPPED = say(
    "phones, chats and photo editors strip badges from pictures: "
    "download the file again on a computer, or ask the issuer for the JSON file"
)


class Chunk(NamedTuple):
    """One chunk of a PNG file."""

    kind: bytes
    data: bytes
    start: int
    """Offset in the file."""


class Png:
    """The row for PNG pictures."""

    label = say("PNG picture")

    def recognises(self, data: bytes) -> bool:
        """By its signature."""
        return data.startswith(SIGNATURE)

    def unwrap(self, data: bytes, name: str, _inner: Inner) -> list[Payload]:
        """The one badge inside.

        Two badge chunks are refused, since readers disagree on which counts,
        and so is anything but blanks after the end, where pictures hide other files.
        """
        texts = [text for chunk in chunks(data, name) if (text := _badge_text(chunk)) is not None]
        if not texts:
            raise Unreadable(
                say("{name} is a picture without a badge inside", name=name), hint=_STRIPPED, slug=NO_BADGE
            )
        if len(texts) > 1:
            raise _damaged(name, say("has two badges inside"), "png_two_badges")
        return [baked(texts[0], "png", name, data)]


CARRIER = Png()


def wrap(picture: bytes, credential: bytes) -> bytes:
    """``picture`` with ``credential`` baked in as uncompressed iTXt (OB 3.0 section 5.3.1), replacing an earlier one.

    Raises :class:`~wallet.errors.Unreadable` when the picture is no sound PNG.
    """
    parts = [SIGNATURE]
    for chunk in chunks(picture, say("the picture")):
        if chunk.kind == b"IEND":
            parts.append(_encoded(b"iTXt", KEYWORD + b"\0\0\0\0\0" + credential))
        if _badge_keyword(chunk) is None:
            parts.append(_encoded(chunk.kind, chunk.data))
    return b"".join(parts)


def chunks(data: bytes, name: str) -> Iterator[Chunk]:
    """Every chunk up to and with IEND, its checksum compared.  Raises :class:`~wallet.errors.Unreadable`."""
    place = len(SIGNATURE)
    if not data.startswith(SIGNATURE):
        raise _damaged(name, say("is no PNG picture"), "png_damaged")
    for _ in range(CHUNKS_LIMIT):
        if len(data) < place + 12:
            raise _damaged(name, say("is cut short"), "png_damaged")
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if len(data) < end:
            raise _damaged(name, say("is cut short"), "png_damaged")
        if crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise _damaged(name, say("is damaged: a checksum is wrong"), "png_damaged")
        yield Chunk(kind, data[place + 8 : end - 4], place)
        if kind == b"IEND":
            if data[end:].strip(_PADDING):
                raise _damaged(name, say("goes on after the end of the picture"), "png_trailing_data")
            return
        place = end
    raise _damaged(name, say("has more than {chunks_limit} chunks", chunks_limit=CHUNKS_LIMIT), "too_large")


def _badge_keyword(chunk: Chunk) -> bytes | None:
    keyword = chunk.data.split(b"\0", 1)[0] if chunk.kind in _TEXT_CHUNKS else b""
    return keyword if keyword in _KEYWORDS else None


def _badge_text(chunk: Chunk) -> bytes | None:
    """The text of a badge chunk, inflated and in UTF-8; None for any other chunk."""
    keyword = _badge_keyword(chunk)
    if keyword is None:
        return None
    rest = chunk.data[len(keyword) + 1 :]
    if chunk.kind == b"tEXt":
        return _as_utf_8(rest)
    if chunk.kind == b"zTXt":
        return _as_utf_8(inflate(rest[1:], limit=TEXT_LIMIT))
    compressed, _method, *_ = (*rest[:2], 0, 0)
    text = rest[2:].split(b"\0", 2)[-1]
    return inflate(text, limit=TEXT_LIMIT) if compressed else text


def _as_utf_8(text: bytes) -> bytes:
    """Text that is ISO 8859-1 by the standard (PNG third edition, 11.3.3), and UTF-8 from bakers that never read it."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text


def _encoded(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def _damaged(name: str, how: str, slug: str) -> Unreadable:
    return Unreadable(joined(" ", (name, how)), hint=_DOWNLOAD_AGAIN, slug=slug)

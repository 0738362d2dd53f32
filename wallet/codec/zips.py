"""Reading zip archives into memory, never onto a disk (APPNOTE 6.3.10, stored and deflated members only).

What two programs could read differently is refused: a name twice, overlapping
members, headers that disagree, links, encryption.  Declared sizes are not
believed; every limit holds on bytes that were actually produced.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from wallet.codec.limits import MIB
from wallet.errors import Unreadable
from wallet.wording import say

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MAGIC = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_RATIO, _RATIO_FROM = 200, MIB
"""How many times its packed size one member may unpack to, and from which size on that counts."""
_TOGETHER, _TOGETHER_FROM = 20, 16 * MIB
"""The same for all members together: what was written by people or signed is packed to a tenth at best."""
_SIZES_LATER = 0x0008
_ENCRYPTED = 0x0041
_ZIP64, _IN_ZIP64 = 0x0001, 0xFFFFFFFF
_TYPE, _REGULAR, _FOLDER = 0xF000, (0, 0x8000), (0, 0x4000)


_END, _END_WITHIN = b"PK\x05\x06", 22 + 0xFFFF
"""Of the end record, which may have a comment of 64 KiB (APPNOTE 4.3.16)."""
_MANY = 1_000


class Limits(NamedTuple):
    """How much an archive may hold; sizes are bytes."""

    members: int
    total: int
    each: int
    names: re.Pattern[str]
    """What a member may be called, folders included (they end in a slash)."""


def hidden_in(data: bytes) -> bool:
    """Whether programs find an archive with members in ``data``, however it begins: they look for it from the end."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    if data.rfind(_END, -_END_WITHIN) < 0:
        return False
    if data.count(_CENTRAL) > _MANY:
        return True  # a table of contents as long as that is not read
    try:
        with ZipFile(BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error, OverflowError):
        return False


def names(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The names of all members, sorted; () when ``data`` is no such archive."""
    try:
        with _opened(data, limits) as archive:
            return tuple(sorted(info.filename for info in archive.infolist()))
    except Unreadable:
        return ()


def members(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Every file in the archive ``data``, by name.

    Raises :class:`~wallet.errors.Unreadable`: ``zip_damaged``, ``zip_unsafe``
    or ``zip_too_large``.
    """
    return dict(each(data, limits))


def each(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The same one by one, after the whole table of contents was found sound; only one is held at a time."""
    left = min(limits.total, max(_TOGETHER * len(data), _TOGETHER_FROM))
    with _opened(data, limits) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        _check_layout(data, infos, archive.start_dir)
        for info in infos:
            if info.is_dir():
                continue
            content = _read(archive, info, min(left, limits.each))
            left -= len(content)
            yield info.filename, content


def _opened(data: bytes, limits: Limits) -> "ZipFile":
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    if not data.startswith(MAGIC):
        raise _damaged(say("it does not begin like one"))
    if data.count(_CENTRAL) > limits.members:
        raise _too_large(say("more than {limit} members", limit=limits.members))
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error, OverflowError):
        raise _damaged(say("its table of contents is broken")) from None
    _check_names(archive.infolist(), limits)
    return archive


def _check_names(infos: "list[ZipInfo]", limits: Limits) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if name != info.orig_filename or not limits.names.fullmatch(name):
            raise _unsafe(say("a member has a name that does not belong in it"))
        twin = name.casefold().rstrip("/")
        if twin in seen:
            raise _unsafe(say("two members go by one name"))
        seen.add(twin)
        if info.flag_bits & _ENCRYPTED:
            raise _unsafe(say("a member is encrypted"))
        if info.compress_type not in (0, 8):
            raise _unsafe(say("a member is packed in an unusual way"))
        kind = info.external_attr >> 16 & _TYPE
        if kind not in (_FOLDER if info.is_dir() else _REGULAR):
            raise _unsafe(say("a member is a link or a device"))


def _check_layout(data: bytes, infos: "list[ZipInfo]", end: int) -> None:
    """Members stand one after another and say the same in both of their headers."""
    position = 0
    for info in infos:
        head = data[info.header_offset : info.header_offset + 30]
        if info.header_offset < position or len(head) < 30 or not head.startswith(MAGIC):
            raise _unsafe(say("its members overlap"))
        flags, method, _, crc, packed, size, name_size, extra_size = struct.unpack("<6xHHIIIIHH", head)
        extra = info.header_offset + 30 + name_size
        if packed == size == _IN_ZIP64:
            packed, size = _zip64_sizes(data[extra : extra + extra_size])
        stated = (method, crc, packed, size)
        agreed = (info.compress_type, info.CRC, info.compress_size, info.file_size)
        if stated != agreed and not (flags & _SIZES_LATER and method == info.compress_type):
            raise _unsafe(say("its headers disagree"))
        position = extra + extra_size + info.compress_size
    if position > end:
        raise _unsafe(say("its members overlap"))


def _zip64_sizes(extra: bytes) -> tuple[int, int]:
    """Packed and unpacked size in the first header of a Zip64 member, which may be small (APPNOTE 4.5.3)."""
    place = 0
    while place + 20 <= len(extra):
        kind, length, size, packed = struct.unpack_from("<HHQQ", extra, place)
        if kind == _ZIP64 and length >= 16:
            return packed, size
        place += 4 + length
    return _IN_ZIP64, _IN_ZIP64


def _read(archive: "ZipFile", info: "ZipInfo", limit: int) -> bytes:
    from zipfile import BadZipFile

    try:
        with archive.open(info) as member:
            data = member.read(limit + 1)
    except (BadZipFile, ValueError, NotImplementedError, EOFError, OSError, zlib.error, struct.error):
        raise _damaged(say("a member cannot be unpacked")) from None
    if len(data) > limit:
        raise _too_large(say("a member unpacks to more than a bundle may hold"))
    if len(data) > _RATIO_FROM and len(data) > _RATIO * info.compress_size:
        raise _too_large(say("a member unpacks to a suspicious size"))
    if len(data) != info.file_size:
        raise _damaged(say("a member is not as long as it says"))
    return data


def _damaged(why: str) -> Unreadable:
    return Unreadable(
        say("the zip file is damaged: {why}", why=why), hint=say("ask the sender to send it again"), slug="zip_damaged"
    )


def _unsafe(why: str) -> Unreadable:
    return Unreadable(
        say("the zip file is refused: {why}", why=why), hint=say("ask the sender how it was made"), slug="zip_unsafe"
    )


def _too_large(why: str) -> Unreadable:
    return Unreadable(
        say("the zip file is too large: {why}", why=why),
        hint=say("ask the sender for fewer at once"),
        slug="zip_too_large",
    )

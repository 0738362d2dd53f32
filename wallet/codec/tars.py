"""Reading tar archives in memory, never onto a disk (POSIX.1-2017, pax, "ustar Interchange Format").

What two programs could read differently is refused: a name twice, a header
whose sum is off, a size that another header replaces, links, and anything
after the end.  The standard library's reader does not serve: in many releases a
negative size sends it round in a circle for ever (CVE-2025-8194).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wallet.codec.zips import Limits
from wallet.errors import Unreadable
from wallet.wording import say

_BLOCK = 512
_MAGIC, _MAGIC_AT = b"ustar", 257
_SUM = slice(148, 156)
_REGULAR, _FOLDER, _EXTENDED = (b"0", b"\0"), b"5", b"x"
_RECORD = re.compile(rb"([1-9][0-9]{0,7}) ")
_LONGER = ("size", "GNU.sparse", "hdrcharset")
"""Keywords of an extended header that change how the member after it is read, by how they begin."""


class _Member(NamedTuple):
    name: str
    kind: bytes
    start: int
    size: int


def begins_one(data: bytes) -> bool:
    """Whether ``data`` begins with the header of such an archive."""
    return len(data) >= _BLOCK and data.startswith(_MAGIC, _MAGIC_AT)


def each(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Every file in the archive ``data``, after all of its headers were found sound; nothing in it is packed.

    Raises :class:`~wallet.errors.Unreadable`: ``tar_damaged``, ``tar_unsafe`` or ``tar_too_large``.
    """
    for member in _files(data, limits):
        yield member.name, data[member.start : member.start + member.size]


def _files(data: bytes, limits: Limits) -> list[_Member]:
    found: dict[str, _Member] = {}
    longer = ""
    for count, member in enumerate(_members(data)):
        if count >= limits.members or member.size > limits.each:
            raise _too_large()
        if member.kind == _EXTENDED:
            longer = _named(data[member.start : member.start + member.size])
            continue
        named, longer = member._replace(name=longer or member.name), ""
        if not limits.names.fullmatch(named.name):
            raise _unsafe(say("a member has a name that does not belong in it"))
        if named.kind != _FOLDER and found.setdefault(named.name.casefold(), named) is not named:
            raise _unsafe(say("two members go by one name"))
    return list(found.values())


def _members(data: bytes) -> Iterator[_Member]:
    """The headers one after another, up to the block of zeros that ends them."""
    place = 0
    while (header := data[place : place + _BLOCK]).strip(b"\0"):
        member = _read(header, place + _BLOCK)
        place = member.start + -(-member.size // _BLOCK) * _BLOCK
        yield member
    if len(data) < place + _BLOCK:
        raise _damaged(say("its end is missing"))
    if data[place:].strip(b"\0"):
        raise _unsafe(say("something stands after its end"))


def _read(header: bytes, start: int) -> _Member:
    plain = header[: _SUM.start] + b" " * 8 + header[_SUM.stop :]
    if not begins_one(header) or sum(plain) != _octal(header[_SUM]):
        raise _damaged(say("its table of contents is broken"))
    kind = header[156:157]
    if kind not in (*_REGULAR, _FOLDER, _EXTENDED):
        raise _unsafe(say("a member is no plain file"))
    name, folder = (field.partition(b"\0")[0].decode("utf-8", "replace") for field in (header[:100], header[345:500]))
    return _Member(f"{folder}/{name}" if folder else name, kind, start, _octal(header[124:136]))


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise _damaged(say("its table of contents is broken"))
    return int(digits or b"0", 8)


def _named(records: bytes) -> str:
    """The name that an extended header gives to the member after it, if any: records of length, keyword and value."""
    name, place = "", 0
    while place < len(records):
        record = _RECORD.match(records, place)
        if not record or not record.end() < (end := place + int(record[1])) <= len(records):
            raise _damaged(say("its table of contents is broken"))
        keyword, _, value = records[record.end() : end].decode("utf-8", "replace").partition("=")
        if keyword.startswith(_LONGER):
            raise _unsafe(say("its headers disagree"))
        name = value.removesuffix("\n") if keyword == "path" else name
        place = end
    return name


def _damaged(why: str) -> Unreadable:
    return Unreadable(
        say("the tar file is damaged: {why}", why=why), hint=say("ask the sender to send it again"), slug="tar_damaged"
    )


def _unsafe(why: str) -> Unreadable:
    return Unreadable(
        say("the tar file is refused: {why}", why=why), hint=say("unpack it, then import the folder"), slug="tar_unsafe"
    )


def _too_large() -> Unreadable:
    return Unreadable(
        say("the tar file holds too much"), hint=say("unpack it, then import the folder"), slug="tar_too_large"
    )

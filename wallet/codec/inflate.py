"""The one place where compressed bytes are unpacked, never beyond a stated size; and raw deflate, to pack them."""

import zlib

from wallet.errors import Unreadable
from wallet.wording import say

ZLIB = 15
GZIP = 31
RAW = -15
"""Values of ``wbits``: RFC 1950, RFC 1952 and bare RFC 1951."""


def inflate(data: bytes, *, limit: int, wbits: int = ZLIB) -> bytes:
    """Unpack one whole compressed stream of at most ``limit`` bytes inflated.

    Memory stays near ``limit`` whatever the stream claims.  Raises
    :class:`Unreadable`: ``inflate_too_large``, or ``inflate_damaged`` when the
    stream is broken, cut short or followed by anything.
    """
    engine = zlib.decompressobj(wbits)
    try:
        inflated = engine.decompress(data, limit + 1)
    except zlib.error:
        raise _damaged(say("not a valid compressed stream")) from None
    if len(inflated) > limit:
        raise Unreadable(
            say("compressed data is larger than {limit} bytes when unpacked", limit=limit),
            hint=say("no honest credential needs this; ask whoever made the file for a fresh copy"),
            slug="inflate_too_large",
        )
    if not engine.eof:
        raise _damaged(say("cut short"))
    if engine.unused_data:
        raise _damaged(say("followed by more bytes"))
    return inflated


def deflate(data: bytes) -> bytes:
    """``data`` as a raw deflate stream (RFC 1951), as small as can be."""
    engine = zlib.compressobj(9, zlib.DEFLATED, RAW)
    return engine.compress(data) + engine.flush()


def _damaged(how: str) -> Unreadable:
    hint = say("get the original file again: from the issuer, your own download, or whoever sent it")
    return Unreadable(say("compressed data is {how}", how=how), hint=hint, slug="inflate_damaged")

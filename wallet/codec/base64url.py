"""Base64url without padding (RFC 4648 section 5), accepted only in its one canonical spelling.

Two spellings of the same bytes would let a token be changed without breaking
its signature, so padding, other alphabets, white space and set bits behind the
last byte are all refused.
"""

from binascii import a2b_base64, b2a_base64
from typing import Any

from wallet.errors import Refused
from wallet.wording import say

_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


def encode(data: bytes) -> str:
    """``data`` as base64url without padding."""
    return _encoded(data).decode("ascii")


def decode(text: Any) -> bytes:
    """The bytes that ``text`` spells.

    Raises ``Refused("jose_refused")`` for anything that :func:`encode` would
    not have written, text or not.
    """
    try:
        spelled = text.encode("ascii")
        data = a2b_base64(spelled.translate(_FROM_URL) + b"==")
        if _encoded(data) == spelled:
            return data
    except (AttributeError, TypeError, ValueError):
        pass
    raise Refused("jose_refused", detail=say("base64url that is not canonical"))


def _encoded(data: bytes) -> bytes:
    return b2a_base64(data, newline=False).translate(_TO_URL, b"=")

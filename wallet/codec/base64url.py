"""Base64url without padding (RFC 4648 section 5), accepted only in its one canonical spelling.

Two spellings of the same bytes would let a token be changed without breaking
its signature, so padding, other alphabets, white space and set bits behind the
last byte are all refused.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from wallet.errors import Refused


def encode(data: bytes) -> str:
    """``data`` as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: Any) -> bytes:
    """The bytes that ``text`` spells.

    Raises ``Refused("jose_refused")`` for anything that :func:`encode` would
    not have written, text or not.
    """
    try:
        data = urlsafe_b64decode(text + "==")
        if encode(data) == text:
            return data
    except (TypeError, ValueError):
        pass
    raise Refused("jose_refused", detail="base64url that is not canonical")

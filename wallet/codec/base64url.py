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
_ENDS = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}
"""Characters beyond the last four -> what the last of them may be: of its six bits four or two must be unset."""


def encode(data: bytes) -> str:
    """``data`` as base64url without padding."""
    return b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")


def decode(text: Any) -> bytes:
    """The bytes that ``text`` spells.

    Raises ``Refused("jose_refused")`` for anything that :func:`encode` would
    not have written, text or not.
    """
    try:
        spelled = text.encode("ascii")
        beyond = len(spelled) % 4
        if not (b"+" in spelled or b"/" in spelled or b"=" in spelled or (beyond and spelled[-1] not in _ENDS[beyond])):
            usual = spelled.replace(b"-", b"+").replace(b"_", b"/")
            return a2b_base64(usual + b"=" * (-beyond % 4), strict_mode=True)
    except (AttributeError, TypeError, LookupError, ValueError):
        pass
    raise Refused("jose_refused", detail=say("base64url that is not canonical"))

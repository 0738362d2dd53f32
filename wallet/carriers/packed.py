"""``CW1:`` text: a credential packed for a QR code, base45 (RFC 9285) of raw deflate (RFC 1951)."""

from wallet.carriers.base import MEMBER_LIMIT, Inner
from wallet.codec import base45
from wallet.codec.inflate import RAW, inflate
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

PREFIX = b"CW1:"
LETTERS_LIMIT = 4_296
"""Of the largest QR code (ISO/IEC 18004, table 7): more was not read from one, and unpacks to a thousandfold."""


class Packed:
    """The row for what ``wallet qr --as self`` puts into a code."""

    label = say("packed text of a QR code")

    def recognises(self, data: bytes) -> bool:
        """By the prefix."""
        return data.lstrip(b" \t\r\n").startswith(PREFIX)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """What was packed: the credential's own bytes."""
        text = data.strip(b" \t\r\n")
        if len(text) > LETTERS_LIMIT or not text.isascii():
            raise Unreadable(
                say("{name} is no packed credential", name=name), hint=say("scan the code again"), slug="cw1_damaged"
            )
        packed = base45.decode(text.removeprefix(PREFIX).decode("ascii"))
        return inner(inflate(packed, limit=MEMBER_LIMIT, wbits=RAW), name)


CARRIER = Packed()

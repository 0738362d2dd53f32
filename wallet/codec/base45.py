"""Base45 (RFC 9285): bytes in the 45 characters that QR codes hold most densely."""

from wallet.errors import Unreadable
from wallet.wording import say

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}


def encode(data: bytes) -> str:
    """``data`` as base45: three characters for two bytes, two for a last odd one."""
    out = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            out.append(_ALPHABET[digit])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes that ``text`` spells.

    Raises :class:`Unreadable` (``base45_malformed``) for other characters, an
    impossible length, or a group that stands for more than its bytes can hold.
    """
    try:
        digits = [_DIGITS[character] for character in text]
    except KeyError:
        raise _malformed() from None
    out = bytearray()
    for start in range(0, len(digits), 3):
        group = digits[start : start + 3]
        number = 0
        for digit in reversed(group):
            number = number * 45 + digit
        size = len(group) - 1
        if size == 0 or number >= 256**size:
            raise _malformed()
        out += number.to_bytes(size, "big")
    return bytes(out)


def _malformed() -> Unreadable:
    return Unreadable(say("not base45 text"), hint=say("scan the code again"), slug="base45_malformed")

"""Base45 (RFC 9285): bytes in the 45 characters that QR codes hold most densely."""

from struct import pack

from wallet.errors import Unreadable
from wallet.wording import say

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NO_DIGIT = 255
_DIGITS = bytes(_ALPHABET.find(chr(byte)) % 256 for byte in range(256))
"""What each byte stands for; ``find`` says -1, which is ``_NO_DIGIT``, of one that is not in the alphabet."""


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
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits or len(digits) % 3 == 1:
        raise _malformed()
    last = digits[-2:] if len(digits) % 3 else b""
    whole = digits[: len(digits) - len(last)]
    pairs = [low + 45 * middle + 2025 * high for low, middle, high in zip(*[iter(whole)] * 3, strict=True)]
    odd = [last[0] + 45 * last[1]] if last else []
    if max(pairs, default=0) >= 256**2 or max(odd, default=0) >= 256:
        raise _malformed()
    return pack(f">{len(pairs)}H", *pairs) + bytes(odd)


def _malformed() -> Unreadable:
    return Unreadable(say("not base45 text"), hint=say("scan the code again"), slug="base45_malformed")

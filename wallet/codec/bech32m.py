"""Bech32m (BIP 350): short secrets and keys as text with a checksum against typing errors.

Up to 90 characters any four wrong ones are noticed; the checksum says nothing
about who wrote the text.
"""

from collections.abc import Iterable

from wallet.errors import Unreadable
from wallet.wording import say

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32M = 0x2BC830A3
_CHECKSUM = 6
LONGEST = 90
"""Characters that BIP 173 allows in all."""


def encode(prefix: str, data: bytes) -> str:
    """``data`` behind a lower-case ``prefix`` (the human-readable part); upper-case it freely as a whole."""
    words = _regroup(data, 8, 5)
    checksum = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM]) ^ _BECH32M
    words += [checksum >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return prefix + "1" + "".join(_ALPHABET[word] for word in words)


def decode(text: str) -> tuple[str, bytes]:
    """The prefix, lower case, and the bytes of a text of at most :data:`LONGEST` characters.

    Raises :class:`Unreadable` (``bech32m_malformed``) for mixed case, other
    characters, a wrong checksum or bits left over.
    """
    prefix, words = _words(text)
    spare = len(words) * 5 % 8
    data = bytes(_regroup(words, 5, 8)[: len(words) * 5 // 8])
    if spare > 4 or (words and words[-1] & (1 << spare) - 1):
        raise _malformed(say("it ends in bits that belong to no byte"))
    return prefix, data


def _words(text: str) -> tuple[str, list[int]]:
    """The prefix and the five-bit words before the checksum, which must hold."""
    lower = text.lower()
    prefix, one, tail = lower.rpartition("1")
    if len(text) > LONGEST or not one or not prefix or len(tail) < _CHECKSUM:
        raise _malformed(say("it is too long, too short or has no prefix"))
    if text not in (lower, text.upper()) or not all("!" <= character <= "~" for character in text):
        raise _malformed(say("it mixes upper and lower case or has foreign characters"))
    try:
        words = [_DIGITS[character] for character in tail]
    except KeyError:
        raise _malformed(say("it holds a character that is not used")) from None
    if _polymod([*_expand(prefix), *words]) != _BECH32M:
        raise _malformed(say("its checksum is wrong: something was mistyped"))
    return prefix, words[:-_CHECKSUM]


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(words: Iterable[int]) -> int:
    """The BCH remainder of BIP 173."""
    remainder = 1
    for word in words:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ word
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                remainder ^= generator
    return remainder


def _regroup(values: Iterable[int], width: int, new: int) -> list[int]:
    """Groups of ``width`` bits as groups of ``new`` bits, the last filled up with zeros."""
    held = bits = 0
    out = []
    for value in values:
        held = held << width | value
        bits += width
        while bits >= new:
            bits -= new
            out.append(held >> bits)
            held &= (1 << bits) - 1
    return [*out, held << (new - bits)] if bits else out


def _malformed(reason: str) -> Unreadable:
    return Unreadable(
        say("not a valid code: {reason}", reason=reason),
        hint=say("compare it with the original, character by character"),
        slug="bech32m_malformed",
    )

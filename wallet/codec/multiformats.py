"""Base58btc, multibase and the multicodec prefixes of public keys (W3C Controlled Identifiers 2.4 and 2.5).

Everything is hostile: any fault becomes ``Refused("proof_malformed")``, so a
broken key or proof value is an outcome and never a traceback.
"""

from typing import Any, NamedTuple

from wallet.codec import base64url, limits
from wallet.errors import Refused, malformed_proof
from wallet.wording import say

_ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NO_DIGIT = 255
_TOGETHER = 128
"""Digits that are read together; a key or a signature has fewer, but for one of RSA."""
_ALL = 58**_TOGETHER
_LANES = tuple(
    (8 * n, 58**n, int.from_bytes((bytes(n) + b"\xff" * n) * (_TOGETHER // (2 * n)), "big"))
    for n in (1, 2, 4, 8, 16, 32, 64)
)
"""Bits of a lane, what its upper neighbour counts, and a mask of every second lane; lanes double each time."""
JWK = "JWK"
"""The kind of a Multikey whose bytes are a JSON Web Key, which says itself what it is (``jwk_jcs-pub``)."""
_DIGITS = bytes(_ALPHABET.index(byte) if byte in _ALPHABET else _NO_DIGIT for byte in range(256))


class _KeyCodec(NamedTuple):
    """One multicodec for public keys; ``heads`` are the bytes its keys may start with, if only some."""

    kind: str
    code: int
    size: int = 0
    heads: bytes = b""

    def fits(self, raw: bytes) -> bool:
        """Whether ``raw`` has the shape of such a key; the curve itself is not consulted."""
        if self.kind == "RSA":
            return _is_rsa_sequence(raw)
        if self.kind == JWK:
            return raw[:1] == b"{"
        return len(raw) == self.size and (not self.heads or raw[0] in self.heads)


_COMPRESSED = b"\x02\x03"
_CODECS = (
    _KeyCodec("Ed25519", 0xED, 32),
    _KeyCodec("P-256", 0x1200, 33, _COMPRESSED),
    _KeyCodec("P-384", 0x1201, 49, _COMPRESSED),
    _KeyCodec("P-521", 0x1202, 67, _COMPRESSED),
    _KeyCodec("secp256k1", 0xE7, 33, _COMPRESSED),
    _KeyCodec("RSA", 0x1205),
    _KeyCodec(JWK, 0xEB51),
)
_BY_CODE = {codec.code: codec for codec in _CODECS}
_BY_KIND = {codec.kind: codec for codec in _CODECS}
_NOT_FOR_SIGNING = {0xEC: "X25519", 0x1204: "X448"}
_UNSUPPORTED = {
    0xEA: "BLS12-381 G1",
    0xEB: "BLS12-381 G2",
    0xEE: "BLS12-381 G1G2",
    0xEF: "sr25519",
    0x1203: "Ed448",
    0x1206: "SM2",
    0x1210: "ML-DSA-44",
    0x1211: "ML-DSA-65",
    0x1212: "ML-DSA-87",
    **dict.fromkeys(range(0x1220, 0x122C), "SLH-DSA"),
}
"""What the multicodec table has besides that signs."""


def base58_encode(data: bytes) -> str:
    """``data`` in base58 with the Bitcoin alphabet."""
    number = int.from_bytes(data, "big")
    digits = bytearray()
    while number:
        number, digit = divmod(number, 58)
        digits.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits[::-1].decode("ascii")


def base58_decode(text: str) -> bytes:
    """The bytes that base58btc ``text`` spells; at most ``limits.MULTIBASE_CHARS`` characters."""
    if len(text) > limits.MULTIBASE_CHARS:
        raise malformed_proof(say("a value that is too long"))
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise malformed_proof(say("characters that are not base58"))
    digits = bytes(-len(digits) % _TOGETHER) + digits
    number = 0
    for start in range(0, len(digits), _TOGETHER):
        number = number * _ALL + _spelled(digits[start : start + _TOGETHER])
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _spelled(digits: bytes) -> int:
    """The number that :data:`_TOGETHER` base58 digits spell, by putting all neighbours together at once.

    Each digit has a lane of its own, at first a byte, in one large number.  The upper of two neighbours counts
    ``base`` times as much as the lower; together they fit where the two were, since 58 is less than 256.
    """
    number = int.from_bytes(digits, "big")
    for bits, base, lower in _LANES:
        number = (number & lower) + base * (number >> bits & lower)
    return number


def multibase_encode(data: bytes, base: str = "z") -> str:
    """``data`` as multibase: ``z`` base58btc or ``u`` base64url without padding."""
    return "z" + base58_encode(data) if base == "z" else "u" + base64url.encode(data)


def multibase_decode(text: Any) -> bytes:
    """The bytes of a multibase string with header ``z`` or ``u``.

    Raises ``Refused("proof_malformed")`` for any other header, a wrong
    character, or something that is no string.
    """
    if not isinstance(text, str):
        raise malformed_proof(say("a value that is no multibase text"))
    if text.startswith("z"):
        return base58_decode(text[1:])
    if not text.startswith("u"):
        raise malformed_proof(say("a value in an unknown multibase"))
    try:
        return base64url.decode(text[1:])
    except Refused as error:
        raise malformed_proof(error.details["detail"]) from None


def decode_key(multibase: Any) -> tuple[str, bytes]:
    """Kind (as in :class:`wallet.model.PublicKey`, or :data:`JWK`) and raw bytes of a Multikey's public key.

    Raises ``Refused("proof_malformed")`` when it is no signature key or its
    length or first byte does not fit its kind, and
    ``Refused("feature_unsupported")`` for kinds known but not supported.
    """
    code, raw = _varint(multibase_decode(multibase))
    codec = _BY_CODE.get(code)
    if codec is not None and codec.fits(raw):
        return codec.kind, raw
    if codec is not None:
        raise malformed_proof(say("a key that is not the shape of a {kind} key", kind=codec.kind))
    if code in _UNSUPPORTED:
        raise Refused("feature_unsupported", feature=say("{kind} keys", kind=_UNSUPPORTED[code]))
    raise malformed_proof(say("a key of kind {code}, which does not sign", code=_NOT_FOR_SIGNING.get(code, hex(code))))


def encode_key(kind: str, raw: bytes) -> str:
    """The Multikey spelling (``z...``) of a public key; curves take the compressed point."""
    codec = _BY_KIND[kind]
    if not codec.fits(raw):
        raise ValueError(f"not the shape of a {kind} key")
    return "z" + base58_encode(_to_varint(codec.code) + raw)


def _varint(data: bytes) -> tuple[int, bytes]:
    """A leading unsigned varint and what follows; only its shortest spelling, at most three bytes."""
    code = 0
    for place, byte in enumerate(data[:3]):
        code |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            if byte == 0 and place:
                break
            return code, data[place + 1 :]
    raise malformed_proof(say("a key without a proper multicodec prefix"))


def _to_varint(code: int) -> bytes:
    out = bytearray()
    while code >= 0x80:
        out.append(code & 0x7F | 0x80)
        code >>= 7
    out.append(code)
    return bytes(out)


def _is_rsa_sequence(raw: bytes) -> bool:
    """A DER SEQUENCE with a two-byte length that ends with the data, as every key of 1,024 bits or more has."""
    return (
        raw[:2] == b"\x30\x82" and int.from_bytes(raw[2:4], "big") == len(raw) - 4 and len(raw) <= limits.RSA_KEY_BYTES
    )

"""CBOR (RFC 8949) as proofs use it: integers, byte and text strings, arrays and maps, in one spelling each.

Only what proofs need.  Indefinite lengths, floats, longer spellings than needed
and repeated map keys are refused, so that one value has one encoding; tag 64
(RFC 8746, bytes as a typed array) is accepted around bytes, where some issuers'
software puts it.
"""

from typing import Any

from wallet.errors import Refused
from wallet.wording import say

_DEPTH = 8
_ITEMS = 4_096
"""Values in one encoding; no honest proof has a tenth of it."""
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_TYPED_ARRAY = 64


def loads(data: bytes) -> Any:
    """The one value that ``data`` encodes; raises ``Refused("proof_malformed")`` for anything else."""
    reader = _Reader(data)
    value = reader.value(_DEPTH)
    if reader.place != len(data):
        raise _malformed(say("more bytes follow its end"))
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0
        self.items = 0

    def value(self, depth: int) -> Any:
        """The next value; ``depth`` levels of nesting are left."""
        self.items += 1
        if depth == 0 or self.items > _ITEMS:
            raise _malformed(say("it is too large"))
        major, number = self.head()
        if major in (_UNSIGNED, _NEGATIVE):
            return number if major == _UNSIGNED else -1 - number
        if major == _BYTES:
            return self.take(number)
        if major == _TEXT:
            return self.text(number)
        if major == _ARRAY:
            return [self.value(depth - 1) for _ in range(number)]
        if major == _MAP:
            return self.map(number, depth)
        return self.tagged(major, number, depth)

    def head(self) -> tuple[int, int]:
        """Major type and argument, in the shortest spelling (RFC 8949 section 4.2.1)."""
        first = self.take(1)[0]
        major, short = first >> 5, first & 0x1F
        if short < 24:
            return major, short
        if short > 27:
            raise _malformed(say("it has a value of indefinite length"))
        size = 1 << (short - 24)
        number = int.from_bytes(self.take(size))
        if number < (24 if size == 1 else 1 << (4 * size)):
            raise _malformed(say("a number takes more bytes than needed"))
        return major, number

    def take(self, size: int) -> bytes:
        end = self.place + size
        if end > len(self.data):
            raise _malformed(say("it ends too early"))
        taken = self.data[self.place : end]
        self.place = end
        return taken

    def text(self, size: int) -> str:
        try:
            return self.take(size).decode()
        except UnicodeDecodeError:
            raise _malformed(say("a text is not UTF-8")) from None

    def map(self, size: int, depth: int) -> dict[int | str, Any]:
        members: dict[int | str, Any] = {}
        for _ in range(size):
            key = self.value(1)
            if not isinstance(key, int | str) or key in members:
                raise _malformed(say("a map has a bad or repeated key"))
            members[key] = self.value(depth - 1)
        return members

    def tagged(self, major: int, number: int, depth: int) -> bytes:
        inner = self.value(depth - 1) if (major, number) == (_TAG, _TYPED_ARRAY) else None
        if not isinstance(inner, bytes):
            raise _malformed(say("a value of a type that no proof has"))
        return inner


def _malformed(detail: str) -> Refused:
    return Refused("proof_malformed", detail=say("as CBOR, {detail}", detail=detail))


def dumps(value: Any) -> bytes:
    """The one encoding of integers, bytes, texts, lists and maps, map members in their order (4.2.1)."""
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        return _head(_TEXT, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(_ARRAY, len(value)) + b"".join(map(dumps, value))
    if isinstance(value, dict):
        return _head(_MAP, len(value)) + b"".join(dumps(name) + dumps(one) for name, one in value.items())
    return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | 24 + size]) + number.to_bytes(1 << size)

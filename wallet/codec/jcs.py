"""JSON Canonicalization Scheme (RFC 8785)."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from wallet.errors import Refused
from wallet.wording import say

Put: TypeAlias = Callable[[str], object]

_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
_string = json.JSONEncoder(ensure_ascii=False).encode
"""Escapes exactly what RFC 8785 3.2.2.2 escapes, and in the same way."""

_CAREFUL_NUMBER = re.compile(rb"[:,\[]-?(?:[0-9]{16}|[0-9]+\.[0-9]+[,\]}e]|[0-9]+e[-+]?[0-9])")
"""Perhaps a float, or an int beyond 2^53."""
_CAREFUL_ORDER = re.compile(rb"[\xee-\xf4]")
"""UTF-8 of U+E000 and above, where UTF-16 sorts otherwise than code points do."""


def canonicalize(value: Any) -> bytes:
    """The canonical UTF-8 form of a JSON value as :func:`wallet.codec.strictjson.loads` returns it.

    RFC 8785 takes I-JSON, whose numbers are IEEE 754 doubles.  An int is
    written as the double it equals; one that a double cannot hold is
    ``Refused("feature_unsupported")`` and not rounded, since two different
    numbers must not have one canonical form.
    """
    try:
        if isinstance(value, dict | list):
            # The library's encoder differs from RFC 8785 only in what the two patterns find.
            text = _plain(value).encode()
            if not (_CAREFUL_NUMBER.search(text) or (not text.isascii() and _CAREFUL_ORDER.search(text))):
                return text
        out: list[str] = []
        _write(value, out.append)
        return "".join(out).encode()
    except ValueError:
        raise Refused("feature_unsupported", feature=say("text or a number that JSON cannot hold")) from None


def _write(value: Any, put: Put) -> None:
    if isinstance(value, dict):
        _write_object(value, put)
    elif isinstance(value, list):
        separator = "["
        for item in value:
            put(separator)
            _write(item, put)
            separator = ","
        put("]" if value else "[]")
    elif isinstance(value, float):
        put(number(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        put(_integer(value))
    else:
        put(_string(value))


def _write_object(value: dict[str, Any], put: Put) -> None:
    separator = "{"
    for name in sorted(value, key=_utf16):
        put(separator)
        put(_string(name))
        put(":")
        _write(value[name], put)
        separator = ","
    put("}" if value else "{}")


def _utf16(name: str) -> bytes:
    """Big-endian UTF-16: its bytes sort as its code units do (RFC 8785 3.2.3)."""
    return name.encode("utf-16-be")


def _integer(value: int) -> str:
    try:
        text = number(float(value))
    except OverflowError:
        text = ""
    if not text or Decimal(text) != value:
        raise Refused("feature_unsupported", feature=say("a whole number that a double cannot hold"))
    return text


def number(value: float) -> str:
    """``value`` as ECMAScript writes it (ECMA-262 Number::toString), as RFC 8785 3.2.2.3 demands.

    Python's ``repr`` finds the same shortest digits; only their layout differs.
    Raises ``ValueError`` for NaN and the infinities, which have no exponent.
    """
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + int(exponent)
    minus = "-" if sign else ""
    return minus + _lay_out(text, point)


def _lay_out(digits: str, point: int) -> str:
    """``digits`` with the decimal point behind the first ``point`` of them."""
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    if 0 < point <= 21:
        whole, rest = digits[:point].ljust(point, "0"), digits[point:]
        return f"{whole}.{rest}" if rest else whole
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"

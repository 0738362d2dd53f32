"""The one JSON reader: RFC 8259 and RFC 7493 (I-JSON), with no leniency and bounded work.

What two programs could read differently is refused: repeated members, numbers
out of range, lone surrogates, byte order marks, text after the end.
"""

import json
import re
from collections import Counter
from math import isinf
from typing import Any, NoReturn

from wallet.codec import limits
from wallet.errors import Unreadable
from wallet.wording import recalled, say

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_BRACKETS_ALIKE = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_OPENING = bytes(byte for byte in range(256) if byte not in b"[{")
_ALL_BUT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b"[]{},")
_ASK = say("ask whoever made the file for a fresh copy")
_COMPLAINTS = (
    say("expecting value"),
    say("expecting property name enclosed in double quotes"),
    say("expecting ':' delimiter"),
    say("expecting ',' delimiter"),
    say("illegal trailing comma before end of object"),
    say("illegal trailing comma before end of array"),
    say("unterminated string starting"),
    say("invalid control character"),
    say("invalid \\escape"),
    say("invalid \\uXXXX escape"),
)
"""Whatever the parser of the standard library finds fault with, its case and ends trimmed."""


def loads(data: bytes, *, limit: int = limits.JSON_BYTES, values: int = limits.JSON_VALUES) -> Any:
    """Read one JSON text (RFC 8259) of at most ``limit`` bytes and ``values`` values.

    Returns dicts, lists, strings, ints of any size up to 64 digits, finite
    floats, booleans and None.  Raises :class:`Unreadable` with a slug that
    starts ``json_`` for everything else; never ``RecursionError``.
    """
    if len(data) > limit:
        raise _refused("json_too_large", say("it is larger than {limit} bytes", limit=limit))
    _check_structure(data, values)
    text = _decode(data)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _explain(text, error)
    if b"\\" in data and _SURROGATE_ESCAPE.search(data):
        _check_surrogates(value)
    return value


def dumps(value: Any) -> str:
    """``value`` as compact JSON, not escaped beyond need; NaN and Infinity raise ``ValueError``."""
    return _ENCODER.encode(value)


def dumps_sorted(value: Any) -> bytes:
    """``value`` as compact JSON in UTF-8, members sorted: much of it in a fifth of the time of :func:`dumps`.

    For what holds no NaN or Infinity.  Raises ``ValueError`` for a lone surrogate.
    """
    import orjson

    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # a whole number of more than 64 bits
        return _SORTED_ENCODER.encode(value).encode()


def _check_structure(data: bytes, values: int) -> None:
    """Refuse too much nesting and too many values before the parser meets them.

    Counting brackets is enough for ordinary documents, since those inside
    strings only make the count larger, and no text holds more values than
    bytes.  Beyond that only what stands between strings is looked at: every
    second piece between quotes, once escaped ones are gone.  Each round of the
    loop then removes the innermost pairs, so the number of rounds is the
    depth.  Brackets that never close are depth as well.
    """
    if len(data) <= values and len(data.translate(None, _ALL_BUT_OPENING)) <= limits.JSON_DEPTH:
        return
    too_many = _refused("json_too_many_values", say("it holds more than {limit} values", limit=values))
    plain = data.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in data else data
    if plain.count(b'"') > 4 * values:  # two quotes for a value that is a string, and two for its name
        raise too_many
    structure = b"".join(plain.split(b'"')[::2]).translate(_BRACKETS_ALIKE, _ALL_BUT_STRUCTURE)
    if 1 + structure.count(b"[") + structure.count(b",") > values:
        raise too_many
    pairs = structure.replace(b",", b"")
    depth = 0
    while b"[]" in pairs and depth <= limits.JSON_DEPTH:
        pairs = pairs.replace(b"[]", b"")
        depth += 1
    if depth + pairs.count(b"[") > limits.JSON_DEPTH:
        raise _refused("json_too_deep", say("it is nested more than {limit} levels deep", limit=limits.JSON_DEPTH))


def _decode(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refused(
            "json_bad_encoding", say("it starts with a byte order mark"), say("save it as UTF-8 without BOM")
        )
    if b"\0" in data:
        raise _refused("json_bad_encoding", say("it holds zero bytes"), say("save it as UTF-8, not UTF-16"))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = say("byte {place} is not UTF-8", place=error.start + 1)
        raise _refused("json_bad_encoding", message, say("save it as UTF-8")) from None


def _explain(text: str, error: json.JSONDecodeError) -> NoReturn:
    """Say where and why the parser stopped, quoting nothing of the text."""
    if not text.strip(" \t\r\n"):
        raise _refused("json_empty", say("it is empty")) from None
    place = say("line {lineno}, column {offset}", lineno=error.lineno, offset=error.colno)
    if error.msg == "Extra data":
        hint = say("one file holds one credential: split it")
        raise _refused("json_trailing_data", say("more text follows its end at {place}", place=place), hint) from None
    reason = error.msg[0].lower() + error.msg[1:].removesuffix(" at").removesuffix(": ")
    raise _refused(
        "json_malformed", say("{reason} at {place}", reason=recalled(reason, _COMPLAINTS), place=place)
    ) from None


def _check_surrogates(value: Any) -> None:
    try:
        dumps(value).encode()
    except UnicodeEncodeError:
        raise _refused("json_lone_surrogate", say("it holds half of a character (a lone surrogate)")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
    raise _refused("json_duplicate_key", say("it has the member {name!a} twice in one object", name=name[:40]))


def _integer(literal: str) -> int:
    _check_length(literal)
    return int(literal)


def _float(literal: str) -> float:
    _check_length(literal)
    value = float(literal)
    if isinf(value):
        raise _refused("json_number_overflow", say("it holds a number that is too large to be exact"))
    return value


def _check_length(literal: str) -> None:
    if len(literal) > limits.JSON_NUMBER_CHARS:
        message = say("it holds a number of more than {limit} characters", limit=limits.JSON_NUMBER_CHARS)
        raise _refused("json_number_too_long", message)


def _constant(name: str) -> NoReturn:
    raise _refused("json_not_a_number", say("it holds {name}, which JSON does not have", name=name))


def _refused(slug: str, reason: str, hint: str = _ASK) -> Unreadable:
    return Unreadable(say("not acceptable as JSON: {reason}", reason=reason), hint=hint, slug=slug)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
_SORTED_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)

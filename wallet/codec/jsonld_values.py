"""Strings, numbers and languages of JSON as literals of canonical N-Quads."""

import re
from typing import Any

from wallet.codec import jcs
from wallet.errors import Refused
from wallet.wording import say

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
I18N = "https://www.w3.org/ns/i18n#"

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""A language tag that N-Quads can hold; RFC 5646 has more rules, which no processor applies here."""
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord(character): text
    for character, text in {
        "\b": "\\b",
        "\t": "\\t",
        "\n": "\\n",
        "\f": "\\f",
        "\r": "\\r",
        '"': '\\"',
        "\\": "\\\\",
    }.items()
}
_ESCAPED = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_UNESCAPED = {"b": "\b", "t": "\t", "f": "\f"}
_INTEGRAL = 1e21
"""Numbers from here on are doubles, as in JavaScript (JSON-LD 1.1 API 8.2.2 step 10)."""


def escape(text: str) -> str:
    """``text`` between the quotes of a canonical N-Quads literal (RDFC-1.0 section 5)."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.translate(_ESCAPES)


def as_urdna2015(literal: str) -> str:
    """``literal`` as URDNA2015 wrote it, before RDFC-1.0: of the control characters only LF and CR are escaped.

    Different literals stay different, since backslashes stay escaped.
    """
    return _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _UNESCAPED.get(found[2], found[0]), literal
    )


def literal(text: str, datatype: str) -> str:
    """A literal of ``text``, which is escaped."""
    return f'"{text}{literal_end(datatype)}'


def literal_end(datatype: str) -> str:
    """What follows the text of a literal; the type of plain strings is never written (RDFC-1.0 section 5)."""
    return '"' if datatype in ("", XSD + "string") else f'"^^<{datatype}>'


def native(value: Any, datatype: str) -> str:
    """A JSON number or boolean as a literal, of ``datatype`` where one is given (JSON-LD 1.1 API 8.2.2)."""
    if isinstance(value, bool):
        return literal(str(value).lower(), datatype or XSD + "boolean")
    if datatype != XSD + "double" and value == value // 1 and abs(value) < _INTEGRAL:
        return literal(str(int(value)), datatype or XSD + "integer")
    return literal(double(value), datatype or XSD + "double")


def double(value: Any) -> str:
    """The canonical form of xsd:double, with at most 15 digits after the point (JSON-LD 1.1 API 8.6)."""
    try:
        mantissa, exponent = f"{float(value):.15E}".split("E")
    except OverflowError:
        raise Refused("feature_unsupported", feature=say("a number beyond the range of doubles")) from None
    whole, _, fraction = mantissa.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"


def json_literal(value: Any) -> str:
    """Any JSON value as one literal (JSON-LD 1.1 API 8.2.2 step 2).  Raises :class:`Refused`."""
    return f'"{escape(jcs.canonicalize(value).decode())}"^^<{RDF}JSON>'


def unsigned(field: str) -> Refused:
    """The refusal of a ``field`` that JSON-LD would drop, so that no signature would cover it."""
    return Refused("undefined_term", field=field[:80])


def nothing_signed() -> Refused:
    """The refusal of a document of which JSON-LD keeps no statement."""
    return Refused("undefined_term", field=say("all of it"))


def language_tag(value: Any, field: str) -> str:
    """A language tag in lower case.  Anything else is refused, since JSON-LD would drop it unsigned."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise unsigned(field)
    return value.lower()

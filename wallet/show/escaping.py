"""The one escaper of untrusted text.

A signature says who wrote a text, not that it is harmless on a terminal.  What
a reader cannot see is made visible: control characters, which move the cursor
or retitle the window; direction controls, which make a name read as another;
and characters of no width, which make two different names look the same.
"""

import unicodedata
from pathlib import PurePath

from wallet.wording import Message

FIELD_LIMIT = 2_000
"""Characters of one field that are shown; ``--json`` carries all of it."""

ZWNJ, ZWJ = "\u200c", "\u200d"
_TEXT_STYLES = "\ufe0e\ufe0f"
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols by category, yet nothing to see: grapheme joiner, Hangul fillers, blank Braille."""
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Formats by category, yet drawn: signs that stand over Arabic, Syriac and Kaithi numbers."""
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINING_SCRIPTS = (
    (0x0600, 0x08FF),  # Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic
    (0x0900, 0x0DFF),  # the Indic scripts
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1800, 0x18AF),  # Mongolian
    (0xFB50, 0xFDFF),  # Arabic presentation forms
    (0xFE70, 0xFEFC),
)


def escape(text: str, *, limit: int = FIELD_LIMIT, lines: bool = False) -> str:
    r"""``text`` with everything invisible written as ``\u{...}``, cut after ``limit`` characters.

    The result holds no control character; with ``lines`` a line feed and a tab
    stay as they are.  Escaping twice changes nothing.  A message stays one, with its values escaped.
    """
    cut = text if len(text) <= limit else text[:limit] + "..."
    if cut.isascii() and cut.isprintable():
        return cut
    if isinstance(cut, Message) and cut.template.isprintable():
        texts = {name: value for name, value in cut.values.items() if isinstance(value, str | PurePath)}
        return cut.filled(**{name: escape(v if isinstance(v, str) else str(v)) for name, v in texts.items()})
    if lines:
        cut = cut.replace("\r\n", "\n")
    kept = "\n\t" if lines else ""
    return "".join(
        char if char in kept or _may_stand(cut, i, char) else f"\\u{{{ord(char):x}}}" for i, char in enumerate(cut)
    )


def _may_stand(text: str, index: int, char: str) -> bool:
    if char in (ZWNJ, ZWJ):
        return _joins(char, text[index - 1 : index], text[index + 1 : index + 2])
    if char in _TEXT_STYLES or "\U000e0100" <= char <= "\U000e01ef":
        return _styles(text[index - 1 : index], text[index + 1 : index + 2])
    if "\ufe00" <= char <= "\ufe0d" or char in _INVISIBLE_LETTERS:
        return False
    return char in _VISIBLE_FORMATS or unicodedata.category(char) not in _HIDDEN_CATEGORIES


def _joins(char: str, before: str, after: str) -> bool:
    """Whether a joiner does its work here: inside a run of a script or of emoji that needs it."""
    if _script_joins(before) and (_script_joins(after) or unicodedata.combining(before) == 9):
        return True
    return char == ZWJ and _is_symbol(before) and _is_symbol(after)


def _script_joins(char: str) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in _JOINING_SCRIPTS) and char.isprintable()


def _is_symbol(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f")


def _styles(before: str, after: str) -> bool:
    """Whether a variation selector has something to vary: a symbol, a keycap or an ideograph."""
    if not before or before.isascii():
        return bool(before) and before in "#*0123456789" and after == "\u20e3"
    category = unicodedata.category(before)
    return _is_symbol(before) or category in ("Sm", "Po", "Pd") or (category == "Lo" and before >= "\u3400")

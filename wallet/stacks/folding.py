"""How names are compared: by what people read, not by how it is spelled in bytes."""

import unicodedata

LIMIT_TEXT = 2_000
"""Characters of a name that are looked at, as it is written and folded; a longer one fits no pattern.

Folded, one character may become eighteen (U+FDFA).
"""


def too_long(text: str) -> bool:
    """Whether a text is over the limit, so that nothing can be said of what it fits."""
    if len(text) > LIMIT_TEXT or text.isascii():
        return len(text) > LIMIT_TEXT
    return len(_folded(text)) > LIMIT_TEXT


def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, casefolded, spaces collapsed; "" when over the limit."""
    if len(text) > LIMIT_TEXT:
        return ""
    folded = _folded(text)
    return folded if len(folded) <= LIMIT_TEXT else ""


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

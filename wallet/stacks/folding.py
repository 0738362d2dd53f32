"""How names are compared: by what people read, not by how it is spelled in bytes."""

import unicodedata

LIMIT_TEXT = 2_000
"""Characters of a name that are looked at; a longer one fits no pattern."""


def too_long(text: str) -> bool:
    """Whether a text is over the limit, so that nothing can be said of what it fits."""
    return len(text) > LIMIT_TEXT


def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, casefolded, spaces collapsed; "" when over the limit."""
    if too_long(text):
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""How names are compared: by what people read, not by how it is spelled in bytes."""

import unicodedata

LIMIT_TEXT = 2_000
"""Characters of a name that are looked at; a longer one fits no pattern."""


def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, casefolded, spaces collapsed; "" when over the limit."""
    if len(text) > LIMIT_TEXT:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""A language in which every message stands between marks: what is outside of them never went through one."""

import re
from typing import Any

from wallet.wording import Catalogue, Message


class Marked(Catalogue):
    """English between « and »."""

    language = "en"

    def text(self, text: str) -> str:
        """A message between marks, its values that are messages too; any other text as it is."""
        if not isinstance(text, Message):
            return text
        values: dict[str, Any] = {
            name: self.text(value) if isinstance(value, str) else value for name, value in text.values.items()
        }
        return f"«{text.filled(**values)}»" if text.values else f"«{text}»"

    def own(self, template: str) -> str:
        """The same for a text of the program's own."""
        return f"«{template}»" if template else ""


def outside(text: str) -> str:
    """What is between no marks; a message that is cut to fit its column ends with its line."""
    inner = re.compile(r"«[^«»]*»")
    while inner.search(text):
        text = inner.sub("", text)
    return re.sub(r"«[^«»\n]*$", "", text, flags=re.MULTILINE)

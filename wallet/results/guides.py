"""Topics to read: ``help``."""

from typing import NamedTuple


class Guide(NamedTuple):
    """``help``: one topic."""

    topic: str
    about: str
    """What it tells, in a clause."""
    text: str
    """Markdown."""

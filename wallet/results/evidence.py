"""Saved documents of issuers: ``evidence``."""

from datetime import datetime
from typing import NamedTuple


class Copy(NamedTuple):
    """A saved copy of a document on another server, without its content."""

    url: str
    sha256: str
    media_type: str
    bytes: int
    first_seen: datetime
    """When it was saved."""
    last_seen: datetime
    """When the server last served the same."""
    saved_by: str
    """What led to it: ``refresh``, ``import``, or ``add`` by hand."""
    named_by: tuple[str, ...] = ()
    """Titles of credentials that name it, as far as they were the reason to save it."""
    came_from: str = ""
    """Where redirects led, when that was elsewhere."""
    newest: bool = True
    """Whether it is the copy that counts for its URL."""
    ahead: bool = False
    """Whether it is dated after now, by a clock that was wrong; such a copy does not count until it is seen again."""


class Kept(NamedTuple):
    """``evidence show``: one document, every copy of it, and what the newest holds."""

    copies: tuple[Copy, ...]
    """Newest first; all of one URL."""
    data: bytes
    used_by: tuple[tuple[str, str], ...] = ()
    """Reference and title of each credential whose checks look at it."""


class EvidenceExported(NamedTuple):
    """``evidence export``: a folder that was written."""

    path: str
    copies: int
    bytes: int

"""Codes to scan: ``qr``."""

from typing import NamedTuple


class QrMade(NamedTuple):
    """``qr``: a code that was read back before this was returned."""

    text: str
    form: str
    """``link``, ``raw``, ``cw1`` or ``text``."""
    version: int
    modules: int
    level: str
    matrix: tuple[tuple[bool, ...], ...]
    """Dark modules, without the quiet zone."""
    path: str = ""
    """Where the picture was written; empty for the terminal."""
    describes: str = ""
    """The title of the credential, or empty for plain text."""
    size: int = 0
    """Bytes of the credential; 0 for plain text."""


class QrSequence(NamedTuple):
    """``qr --as parts``: codes of one size, each read back, that are one credential together."""

    describes: str
    size: int
    """Bytes of the credential."""
    parts: int
    """So many different codes are enough, or a few more; the first so many are."""
    frames: tuple[QrMade, ...]
    """The parts, then codes that stand in for a part that was missed, if there are any."""
    path: str = ""
    frame_ms: int = 0
    """How long each is shown in an animation."""
    form: str = "parts"

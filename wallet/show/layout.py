"""Fitting escaped text into columns, where one character may take none, one or two."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from wallet.wording import Message, counted, joined, say

COMMAND = ": wallet "
"""How a command begins at the end of a hint."""
CUT = "…"
"""Stands at the end of what was cut."""
UNTITLED = say("(without a title)")
Style = TypeVar("Style")


def cells(text: str) -> int:
    """Columns that escaped ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def clip(text: str, width: int, sign: str = CUT) -> str:
    """``text`` in at most ``width`` columns, ending in ``sign`` where it was cut."""
    if cells(text) <= width:
        return text
    kept, room = "", width - cells(sign)
    for char in text:
        room -= _cell(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + sign


def abridged(digest: str) -> str:
    """The start of a digest, with a sign that it goes on."""
    return f"{digest[:16]}..."


def pad(text: str, width: int) -> str:
    """``text`` filled up with spaces to ``width`` columns."""
    return text + " " * (width - cells(text))


def wrap(text: str, width: int) -> list[str]:
    """``text`` broken between words into lines of at most ``width`` columns; at least one line."""
    lines, line = [], ""
    for word in _words(text, width):
        if line and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def hinted(text: str, width: int) -> list[str]:
    """``text`` as :func:`wrap` breaks it, but for a command at its end, which stays in one piece to be pasted.

    Where it does not fit behind the words before it, it stands on a line of its own, however long.
    """
    if cells(text) <= width:
        return [text]
    before, found, command = text.rpartition(COMMAND)
    if not found:
        return [text] if text.startswith(COMMAND.strip(": ")) else wrap(text, width)
    return [*wrap(before + ":", width), COMMAND.lstrip(": ") + command]


def restyled(lines: Sequence[str], runs: Iterable[tuple[str, Style]]) -> Iterator[tuple[tuple[str, Style], ...]]:
    """``lines`` as runs of one style each, where :func:`wrap` or :func:`hinted` made them of the text of ``runs``.

    Those leave out or exchange spaces and nothing else, so the styles follow letter by letter.
    """
    letters = [(letter.isspace(), style) for text, style in runs for letter in text]
    at = 0
    for line in lines:
        found = []
        for letter in line:
            while letters[at][0] and letter != " ":
                at += 1
            found.append((letter, letters[at][1]))
            at += 1
        parts = groupby(found, lambda one: one[1])
        yield tuple(("".join(letter for letter, _ in part), style) for style, part in parts)


def _words(text: str, width: int) -> Iterator[str]:
    for word in text.split():
        kept, room = "", width
        for char in word if cells(word) > width else ():
            room -= _cell(char)
            if room < 0 and kept:
                yield kept
                kept, room = "", width - _cell(char)
            kept += char
        yield kept or word


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def day(moment: datetime | None) -> str:
    """The date in UTC, or nothing."""
    return moment.date().isoformat() if moment else ""


def count(number: int, thing: str, things: str = "") -> Message:
    """``1 credential``, ``2 credentials``."""
    return counted(number, "{n} " + thing, "{n} " + (things or thing + "s"))


def span(seconds: int) -> Message:
    """``45 seconds``, ``15 minutes``, ``2 hours 5 minutes``: rounded down to what matters."""
    if seconds < 60:
        return count(seconds, "second")
    hours, minutes = divmod(seconds // 60, 60)
    parts = [count(hours, "hour")] if hours else []
    return joined(" ", [*parts, count(minutes, "minute")] if minutes else parts)

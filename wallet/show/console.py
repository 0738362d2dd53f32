"""The only module that writes to a terminal: lines of styled pieces, each escaped as it is written.

Nothing reaches a stream unescaped, because nothing but a :class:`Console`
writes to one.  Styles are named by meaning; a plain console drops them, so
nothing may be said by colour alone.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import NamedTuple, TextIO, TypeAlias

from wallet.errors import Unwritable, WalletError, reason
from wallet.show.escaping import escape
from wallet.show.layout import COMMAND, CUT, cells, clip, hinted, pad, restyled, wrap
from wallet.wording import Catalogue, Message, catalogue, say

Piece: TypeAlias = "str | tuple[str, str]"
"""Text, or text and the name of its style."""
Line: TypeAlias = "tuple[Piece, ...]"

STYLES = {
    "good": "32",
    # Magenta, since yellow cannot be read on white.
    "note": "35",
    "unknown": "35",
    "bad": "1;31",
    "strong": "1",
    "dim": "2",
    # Both colours are always set: a code must read the same on every theme.
    # The first is the module above, the second the one below, which is drawn: its colour is the ink.
    "light light": "38;5;231;48;5;231",
    "light dark": "38;5;16;48;5;231",
    "dark light": "38;5;231;48;5;16",
    "dark dark": "38;5;16;48;5;16",
}
PLAIN_WIDTH = 10_000
"""Lines that go to a file or a pipe are not wrapped."""
_CUT_IN_ASCII = "..."


class ClosedPipe(Exception):
    """Whoever read the output has stopped; the program ends without a message."""


class Streams(NamedTuple):
    """Where one run of the program reads and writes."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO


class _Memory(io.StringIO):
    """A stream in memory that takes the same characters as the real one."""

    encoding = ""

    def __init__(self, encoding: str | None) -> None:
        super().__init__()
        self.encoding = encoding or ""


class Console:
    """One stream and what it can show."""

    def __init__(self, stream: TextIO, environment: Mapping[str, str] = os.environ, *, plain: bool = False) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        dumb = self.is_terminal and environment.get("TERM") == "dumb"
        self.plain = plain or dumb or bool(environment.get("WALLET_PLAIN"))
        """Whether it is for a screen reader or braille: one ``key: value`` a line, words in place of symbols."""
        self.styled = self.is_terminal and not self.plain and _may_colour(environment)
        self.erases = self.is_terminal and not self.plain and _has_escapes(environment)
        """Whether lines can be taken off the screen again."""
        self.wide = (stream.encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
        """Whether the stream takes any character."""
        fitted = self.is_terminal and not self.plain
        self.width = _size(stream, environment, "COLUMNS", 0, 40, 80) if fitted else PLAIN_WIDTH
        self.height = _size(stream, environment, "LINES", 1, 1, 24) if fitted else PLAIN_WIDTH
        self.words: Catalogue = catalogue(environment)

    def aside(self) -> "Console":
        """A console of the same abilities that writes to memory, to be used elsewhere, also in another process."""
        page = copy(self)
        page.stream = _Memory(self.stream.encoding)
        return page

    def written(self) -> str:
        """What a console that was made by :meth:`aside` has been given."""
        return self.stream.getvalue() if isinstance(self.stream, _Memory) else ""

    def said(self, text: str) -> str:
        """``text`` escaped and, when it is a message, in the reader's language: for what is fitted into columns."""
        return self.drawn(escape(self.words.text(text)))

    def drawn(self, text: str) -> str:
        """Escaped ``text`` in the characters of the stream, which may take more columns: for what is fitted into them.

        Of what another alphabet would need, a cut alone is common: its sign is spelled out.
        """
        if self.wide:
            return text
        encoding = self.stream.encoding or "ascii"
        try:
            return text.encode(encoding).decode(encoding)
        except UnicodeEncodeError:
            spelled = text.replace(CUT, _CUT_IN_ASCII)
            return spelled.encode(encoding, "backslashreplace").decode(encoding)

    def clip(self, text: str, width: int) -> str:
        """Escaped ``text`` in at most ``width`` columns, with a sign at its end where it was cut."""
        return clip(self.drawn(text), width, self.drawn(CUT))

    def fit(self, text: str, width: int) -> str:
        """Escaped ``text`` in exactly ``width`` columns, cut or filled up."""
        return pad(self.clip(text, width), width)

    def line(self, *pieces: Piece) -> None:
        """One line; more where a terminal would break a command, or a sentence within a word.

        Raises :class:`~wallet.errors.Unwritable`, or :class:`ClosedPipe`.
        """
        for fitted in self._fitted(pieces):
            self._put(fitted)

    def _fitted(self, pieces: Line) -> Iterator[Line]:
        """A sentence on a terminal as lines that it can show, the command at its end whole.

        Anything else stays as it is: columns were fitted already, and an example is to be copied.
        """
        runs = self._wider(pieces)
        said = "".join(text for text, _ in runs)
        text = said.lstrip(" ")
        indent = said[: len(said) - len(text)]
        lines = _broken(text, max(20, self.width - len(indent)))
        for line in restyled(lines, runs):
            yield (indent, *line)
        if not lines:
            yield pieces

    def _wider(self, pieces: Line) -> list[tuple[str, str]]:
        """The escaped texts and styles of a sentence or hint that is wider than the terminal; of all else nothing."""
        if self.width == PLAIN_WIDTH:
            return []
        runs = [piece if isinstance(piece, tuple) else (piece, "") for piece in pieces]
        if not any(isinstance(text, Message) or COMMAND in text for text, _ in runs):
            return []
        texts = [self.words.text(text) for text, _ in runs]
        escaped = [(escape(text, limit=len(text)), style) for text, (_, style) in zip(texts, runs, strict=True)]
        return escaped if sum(cells(text) for text, _ in escaped) > self.width else []

    def _put(self, pieces: Line) -> None:
        line = "".join(self._piece(piece) for piece in pieces).rstrip(" ")
        self._write((_closed_up(line) if self.plain else line) + "\n")

    def lines(self, lines: Iterable[Line]) -> None:
        """One line for each tuple of pieces."""
        for pieces in lines:
            self.line(*pieces)

    def sign(self, symbol: str, plainer: str, word: str) -> str:
        """A symbol as far as the stream can show it, before a text; the ``word`` for it in plain output."""
        if self.plain:
            return word
        return f"{symbol if self.wide else plainer} "

    def label(self, text: str, width: int) -> str:
        """What stands before a value: in a column of ``width`` or more, or with a colon in plain output."""
        text = self.said(text)
        return f"{text}: " if self.plain and text else f"{text.ljust(width - 1)} "

    def records(self, found: Iterable[Iterable[tuple[str, str]]]) -> None:
        """A table for screen readers: a line for each value that there is, and an empty line between two rows."""
        for at, record in enumerate(found):
            if at:
                self.line()
            for name, value in record:
                if value:
                    self.line(name, ": ", value)

    def prompt(self, text: str) -> str:
        """A question in the reader's language, for a cursor behind it, that a terminal need not break within a word."""
        said = self.words.text(text)
        return said if cells(said) <= self.width else "\n".join(wrap(said, self.width)) + " "

    def erase(self, lines: int) -> None:
        """Take the last ``lines`` lines off the screen, where that can be done."""
        if self.erases:
            self._write(f"\x1b[{lines}A\x1b[J")
            self.flush()

    def page(self, text: str) -> None:
        """Lines that :meth:`aside` was given, as they are.  Raises as :meth:`line` does."""
        self._write(text)

    def document(self, text: str) -> None:
        """Text that needs no escaping, because it is ASCII and its maker escaped it.  Raises as :meth:`line` does."""
        self._write(text + "\n")

    def binary(self, data: bytes) -> None:
        """Bytes as they are, for a file or a pipe; a terminal gets them line by line, escaped."""
        if self.is_terminal or not hasattr(self.stream, "buffer"):
            self._write(escape(data.decode("utf-8", "backslashreplace"), limit=len(data), lines=True))
            return
        self.flush()
        try:
            self.stream.buffer.write(data)
        except (OSError, ValueError) as error:
            raise _unwritten(error) from error

    def flush(self) -> None:
        """Hand over what is buffered.  Raises as :meth:`line` does."""
        try:
            self.stream.flush()
        except (OSError, ValueError) as error:
            raise _unwritten(error) from error

    def styled_text(self, text: str, style: str) -> str:
        """Escaped text in a style, where the stream shows styles; for :meth:`page`."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if style and self.styled else text

    def _piece(self, piece: Piece) -> str:
        text, style = piece if isinstance(piece, tuple) else (piece, "")
        text = self.words.text(text)
        return self.styled_text(escape(text, limit=len(text)), style)  # layout has cut each field to its bound

    def _write(self, text: str) -> None:
        try:
            self.stream.write(self.drawn(text))
        except (OSError, ValueError) as error:
            raise _unwritten(error) from error


def complain(console: Console, error: WalletError) -> None:
    """An error and what to do next, worded alike for every command."""
    console.line(say("wallet: error: {message}", message=_bounded(console, error.message)))
    for candidate in getattr(error, "candidates", ()):
        console.line("  ", console.clip(console.said(candidate), max(20, console.width - 2)))
    if error.hint:
        console.line(say("wallet: hint: {hint}", hint=_bounded(console, error.hint)))


def warn(console: Console, text: str) -> None:
    """A warning."""
    console.line(say("wallet: warning: {text}", text=_bounded(console, text)))


def _broken(text: str, room: int) -> list[str]:
    """A sentence as lines; none where there is nothing to say, or where it names what is copied in one piece."""
    if COMMAND in text:
        return hinted(text, room)
    if any(cells(word) > room for word in text.split()):  # such as a path: the terminal breaks it
        return []
    return wrap(text, room) if text else []


def _bounded(console: Console, text: str) -> str:
    return escape(console.words.text(text), limit=500)


def _closed_up(line: str) -> str:
    """Without the gaps that make columns; what indents a line stays, up to eight spaces."""
    words = line.lstrip(" ")
    return line[: len(line) - len(words)][:8] + re.sub("  +", " ", words)


def _may_colour(environment: Mapping[str, str]) -> bool:
    return not environment.get("NO_COLOR") and _has_escapes(environment)


def _has_escapes(environment: Mapping[str, str]) -> bool:
    return os.name != "nt" or bool(environment.get("WT_SESSION") or environment.get("TERM"))


def _size(stream: TextIO, environment: Mapping[str, str], name: str, axis: int, least: int, usual: int) -> int:
    """Columns or lines of a terminal, as the environment or the terminal itself has it."""
    stated = environment.get(name, "")
    if stated.isdecimal() and int(stated):
        return max(least, min(int(stated), 1000))
    try:
        return max(least, os.get_terminal_size(stream.fileno())[axis] or usual)
    except (OSError, ValueError):
        return usual


def _unwritten(error: OSError | ValueError) -> Exception:
    """What a failed write means; a stream that is closed raises ValueError."""
    if isinstance(error, BrokenPipeError):
        return ClosedPipe()
    if isinstance(error, ValueError):
        return Unwritable(
            say("the output cannot be written: {reason}", reason=say("the stream is closed")),
            hint=say("if it is not wanted, send it to {nowhere}", nowhere=os.devnull),
        )
    return Unwritable(
        say("the output cannot be written: {reason}", reason=reason(error)),
        hint=say("free some space or choose another place"),
    )

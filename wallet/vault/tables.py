"""Summaries by column, so that listing ten thousand objects parses only the members it shows."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.model import JsonObject
from wallet.wording import say

COLUMN_LIMIT = 1 << 30
COLUMN_VALUES = 1 << 30


class _Piece:
    """Consecutive values of a column, as values, as text, or as both.

    The text is one JSON array, or for strings, which most columns hold, the
    strings themselves, which are read in a tenth of the time: a zero byte
    before each, since none holds one.
    """

    __slots__ = ("_count", "_text", "_values")

    def __init__(self, values: list[Any] | None = None, text: bytes | None = None, count: int = 0) -> None:
        self._values = values
        self._text = text
        self._count = count
        """How many values ``text`` has to hold."""

    def values(self) -> list[Any]:
        if self._values is None:
            found = _parsed(self._text or b"")
            if not isinstance(found, list) or len(found) != self._count:
                raise Unreadable(say("a column of the cache has another length"), hint="wallet check")
            self._values = found
        return self._values

    def text(self) -> bytes:
        if self._text is None:
            values = self._values or []
            self._text = _strings(values) or strictjson.dumps_sorted(values)
        return self._text


class Column:
    """One member of every summary in a table; parsed and encoded no earlier than somebody asks, and once."""

    __slots__ = ("_pieces",)

    def __init__(self, values: list[Any] | None = None, *, text: bytes | None = None, count: int = 0) -> None:
        self._pieces = [] if values is None and text is None else [_Piece(values, text, count)]

    @property
    def values(self) -> list[Any]:
        """The values in order."""
        return self._piece().values()

    def extend(self, other: "Column") -> None:
        """Take in the values of another column; neither is looked at."""
        self._pieces = [*self._pieces, *other._pieces]  # noqa: SLF001 - of the same class

    def text(self) -> bytes:
        """The values as :class:`_Piece` has them."""
        texts = [piece.text() for piece in self._pieces]
        if texts and all(text.startswith(b"\0") for text in texts):
            return b"".join(texts)
        if any(text.startswith(b"\0") for text in texts):
            texts = [strictjson.dumps_sorted(piece.values()) for piece in self._pieces]
        return b"[" + b",".join([inner for text in texts if (inner := text[1:-1])]) + b"]"

    def _piece(self) -> _Piece:
        """All of it as one piece."""
        if len(self._pieces) != 1:
            self._pieces = [_Piece([value for piece in self._pieces for value in piece.values()])]
        return self._pieces[0]


def _strings(values: list[Any]) -> bytes:
    """Strings as they are; nothing when these are not all strings, or one holds a zero byte."""
    with suppress(TypeError):
        text = "\0" + "\0".join(values)
        if text.count("\0") == len(values):
            return text.encode()
    return b""


def _parsed(text: bytes) -> Any:
    if text.startswith(b"\0"):
        return text.decode(errors="replace").split("\0")[1:]
    return strictjson.loads(text, limit=COLUMN_LIMIT, values=COLUMN_VALUES)


class Table:
    """The summaries of one kind of object that have the same members."""

    __slots__ = ("columns", "count", "kind", "members")

    def __init__(
        self, kind: str, members: Sequence[str], count: int = 0, columns: Sequence[Column] | None = None
    ) -> None:
        self.kind = kind
        self.members = tuple(members)
        self.count = count
        self.columns = tuple(columns or (Column() for _ in self.members))

    def add(self, summary: JsonObject) -> int:
        """Take in one more summary; its index."""
        return self.add_columns([Column([summary[member]]) for member in self.members], 1)

    def add_columns(self, columns: Sequence[Column], count: int) -> int:
        """Take in ``count`` more summaries by their members; the index of the first."""
        first = self.count
        for column, more in zip(self.columns, columns, strict=True):
            column.extend(more)
        self.count += count
        return first

    def summary(self, index: int) -> JsonObject:
        """One summary."""
        return {member: column.values[index] for member, column in zip(self.members, self.columns, strict=True)}

    def summaries(self, only: Collection[str] | None) -> list[JsonObject]:
        """Every summary, with all its members or ``only`` some."""
        shown = [n for n, member in enumerate(self.members) if only is None or member in only]
        names = [self.members[n] for n in shown]
        columns = [self.columns[n].values for n in shown]
        if not columns:
            return [{} for _ in range(self.count)]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

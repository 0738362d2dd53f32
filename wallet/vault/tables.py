"""Summaries by column, so that listing ten thousand objects parses only the members it shows."""

from collections.abc import Collection, Sequence
from typing import Any

from wallet.codec import strictjson
from wallet.model import JsonObject

COLUMN_LIMIT = 1 << 30
COLUMN_VALUES = 1 << 30


class Column:
    """One member of every summary in a table; kept as JSON text until somebody asks."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: bytes | None = None) -> None:
        self._text = text
        self._values: list[Any] = []

    @property
    def values(self) -> list[Any]:
        """The values in order."""
        if self._text is not None:
            self._values = strictjson.loads(self._text, limit=COLUMN_LIMIT, values=COLUMN_VALUES)
            self._text = None
        return self._values

    def text(self) -> bytes:
        """The values as one JSON array."""
        return strictjson.dumps(self.values).encode() if self._text is None else self._text


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
        for member, column in zip(self.members, self.columns, strict=True):
            column.values.append(summary[member])
        self.count += 1
        return self.count - 1

    def add_all(self, summaries: Sequence[JsonObject]) -> int:
        """Take in many; the index of the first."""
        first = self.count
        for member, column in zip(self.members, self.columns, strict=True):
            column.values.extend([summary[member] for summary in summaries])
        self.count += len(summaries)
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

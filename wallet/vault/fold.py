"""What the wallet holds, as a pure function of the set of valid packs.  FORMAT.md, section 6.

Folding packs in any order, all at once or one by one, gives the same state.
That is why two copies of a wallet can be merged by any tool that syncs files.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from typing import Any, NamedTuple

from wallet.codec import strictjson
from wallet.model import JsonObject
from wallet.vault.packs import Op, Pack, Stamp
from wallet.vault.stored import Stored, tabulated
from wallet.vault.tables import Table


class Row(NamedTuple):
    """One dot: an object as one pack holds it."""

    id: str
    pack: int
    """Index into :attr:`State.packs`."""
    offset: int
    """Of the sealed body, from the start of the pack file."""
    length: int
    born: str
    """The pack it came from when it was carried over, else empty."""
    table: tuple[str, ...]
    """Key in :attr:`State.tables`."""
    line: int
    """Of its summary in that table."""


def rows(values: Iterable[tuple[str, int, int, int, str, tuple[str, ...], int]]) -> Iterator[Row]:
    """The same as ``Row(*each)``, four times as fast."""
    return map(tuple.__new__, repeat(Row), values)


@dataclass(slots=True)
class Frontier:
    """The shape of the set of packs: where a writer continues, and what reveals that packs were lost."""

    heads: set[str] = field(default_factory=set)
    """Packs that no pack that counts names as its parent; one that was replaced says nothing of this any more."""
    grounds: dict[str, str] = field(default_factory=dict)
    """What noted verdicts rest on by each of the heads, as :attr:`~wallet.vault.packs.Head.grounds`."""
    absent: set[str] = field(default_factory=set)
    """Parents, of packs that count, that are not there."""
    present: set[str] = field(default_factory=set)
    superseded: set[str] = field(default_factory=set)
    runs: dict[str, list[list[int]]] = field(default_factory=dict)
    """Device to the sequence numbers seen from it, as sorted runs of first and last."""
    marks: dict[str, int] = field(default_factory=dict)
    """Device to the number up to which packs that replaced others answer for all of its packs."""
    forks: set[str] = field(default_factory=set)
    """Devices that gave one sequence number twice: a copied machine."""
    hlc: tuple[int, int] = (0, 0)
    retired: set[str] = field(default_factory=set)
    """Names of root keys that were replaced; packs under one that come later are held aside."""

    def add(self, pack: Pack) -> None:
        """Take one more pack into account."""
        head = pack.head
        self.present.add(pack.name)
        self.superseded.update(head.superseded)
        self.retired.update(op.on.removeprefix("key:") for op in head.ops if op.retires)
        # Only what this pack says is gone through: all that was ever replaced may be ten thousand names.
        if pack.name not in self.absent and pack.name not in self.superseded:
            self.heads.add(pack.name)
            self.grounds[pack.name] = head.grounds
        # What is behind a replaced one, the pack that replaced it answers for, as far as it knew of that.
        parents = () if pack.name in self.superseded else head.parents
        self.absent.update(name for name in parents if not self.knows(name))
        self.absent -= {pack.name, *head.superseded}
        for name in self.heads.intersection((*parents, *head.superseded)):
            self.heads.remove(name)
            del self.grounds[name]
        self.hlc = max(self.hlc, head.hlc)
        for dev, last in head.marks.items():  # apart from the packs met: one that comes back was written only once
            self.marks[dev] = max(last, self.marks.get(dev, 0))
        if not self._count(head.dev, head.seq) and pack.name not in self.superseded:
            self.forks.add(head.dev)

    @property
    def devices(self) -> set[str]:
        """Every device that wrote."""
        return {*self.runs, *self.marks}

    def last(self, dev: str) -> int:
        """The highest sequence number of a device; 0 before its first pack."""
        met = self.runs[dev][-1][1] if dev in self.runs else 0
        return max(met, self.marks.get(dev, 0))

    def gaps(self) -> int:
        """How many packs are missing by their devices' numbering."""
        return sum(self._gaps(dev) for dev in self.runs)

    def _gaps(self, dev: str) -> int:
        answered = self.marks.get(dev, 0)
        beyond = sum(last - max(first - 1, answered) for first, last in self.runs[dev] if last > answered)
        return self.last(dev) - answered - beyond

    def knows(self, name: str) -> bool:
        """Whether a pack is here, or another one has its content."""
        return name in self.present or name in self.superseded

    def _count(self, dev: str, seq: int) -> bool:
        """Note a sequence number; False when it was met before."""
        runs = self.runs.setdefault(dev, [])
        new = all(not first <= seq <= last for first, last in runs)
        merged = [seq, seq]
        apart = []
        for run in runs:
            if run[1] + 1 < merged[0] or merged[1] + 1 < run[0]:
                apart.append(run)
            else:
                merged = [min(run[0], merged[0]), max(run[1], merged[1])]
        self.runs[dev] = sorted([*apart, merged])
        return new


@dataclass(slots=True)
class State:
    """Objects, registers and what they were folded from."""

    packs: list[str] = field(default_factory=list)
    """Names of the packs that :attr:`Row.pack` points into."""
    rows: list[Row] = field(default_factory=list)
    """Dots that are in no ``drop``."""
    tables: dict[tuple[str, ...], Table] = field(default_factory=dict)
    """Summaries, by kind and the names of their members."""
    drops: set[str] = field(default_factory=set)
    registers: dict[str, dict[str, tuple[Stamp, Any]]] = field(default_factory=dict)
    """The latest write of each register, by what it is about and then by its key."""

    def add(self, packs: Iterable[Pack]) -> None:
        """Fold in packs that no other pack supersedes and that supersede none already folded."""
        packs = list(packs)
        self._drop({dot for pack in packs for op in pack.head.ops for dot in op.dots})
        for index, pack in enumerate(packs, len(self.packs)):
            self._list(pack, index)
            for number, op in enumerate(pack.head.ops):
                if op.op == "set":
                    self._set(op, pack.head.stamp(number))
        self.packs += [pack.name for pack in packs]

    def _drop(self, dots: set[str]) -> None:
        """Take dots away for ever; of many packs all at once, since every row is looked at."""
        dropped = dots - self.drops
        if dropped:
            self.drops |= dropped
            self.rows = [row for row in self.rows if self.dot(row) not in dropped]

    def dot(self, row: Row) -> str:
        """The name of one addition of an object: ``pack:object``."""
        return f"{row.born or self.packs[row.pack]}:{row.id}"

    def objects(self) -> dict[str, Row]:
        """Every object that is present, by id; of several dots the one with the least name."""
        found = {row.id: row for row in self.rows}
        if len(found) == len(self.rows):
            return found
        for row in self.rows:
            if self.dot(row) < self.dot(found[row.id]):
                found[row.id] = row
        return found

    def summary(self, row: Row) -> JsonObject:
        """What lists show of one object."""
        return self.tables[row.table].summary(row.line)

    def summaries(self, kind: str, only: Collection[str] | None = None) -> dict[tuple[str, ...], list[JsonObject]]:
        """The summaries of one kind as rows refer to them; ``only`` some of their members."""
        return {key: table.summaries(only) for key, table in self.tables.items() if table.kind == kind}

    def compacted(self) -> "State":
        """The same without the summaries of objects that were dropped."""
        if len(self.rows) == sum(table.count for table in self.tables.values()):
            return self
        other = State(list(self.packs), drops=self.drops, registers=self.registers)
        for row in self.rows:
            other.rows.append(row._replace(line=other._table(row.table).add(self.summary(row))))
        return other

    @property
    def dropped(self) -> set[str]:
        """Objects that were ever dropped; some may have been added again."""
        return {dot.partition(":")[2] for dot in self.drops}

    def dots(self, ids: Iterable[str]) -> list[str]:
        """The dots of these objects, as a ``drop`` names them."""
        wanted = set(ids)
        return sorted({self.dot(row) for row in self.rows if row.id in wanted})

    def about(self, on: str) -> JsonObject:
        """The registers about one thing that hold a value."""
        if on not in self.registers:
            return {}
        return {key: value for key, (_, value) in self.registers[on].items() if value is not None}

    def _list(self, pack: Pack, index: int) -> None:
        """Its objects that are not dropped, table by table."""
        kept: Sequence[Stored] = pack.head.objects
        if self.drops:
            kept = [one for one in kept if pack.dot(one) not in self.drops]
        for key, (group, columns) in tabulated(kept).items():
            line = self._table(key).add_columns(columns, len(group))
            ids, _, offsets, lengths, _, births = zip(*group, strict=True)
            places = (pack.start + offset for offset in offsets)
            lines = count(line)
            self.rows += rows(zip(ids, repeat(index), places, lengths, births, repeat(key), lines))

    def _table(self, key: tuple[str, ...]) -> Table:
        if key not in self.tables:
            self.tables[key] = Table(key[0], key[1:])
        return self.tables[key]

    def _set(self, op: Op, stamp: Stamp) -> None:
        keys = self.registers.setdefault(op.on, {})
        held = keys.get(op.key)
        if held is None or (stamp, strictjson.dumps(op.value)) > (held[0], strictjson.dumps(held[1])):
            # A copied machine can give one stamp twice.  Then any rule will do that every device follows.
            keys[op.key] = (stamp, op.value)


def fold(packs: Iterable[Pack]) -> tuple[Frontier, State]:
    """The state of a set of packs, whatever their order."""
    packs = sorted(packs, key=lambda pack: pack.name)
    frontier, state = Frontier(), State()
    frontier.superseded.update(name for pack in packs for name in pack.head.superseded)
    for pack in packs:
        frontier.add(pack)
    state.add(pack for pack in packs if pack.name not in frontier.superseded)
    return frontier, state

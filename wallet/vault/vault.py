"""An unlocked wallet: reading it, and the one way to change it."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wallet.errors import Busy, Damaged, Locked, NotFound, Unreadable, Unwritable
from wallet.model import JsonObject
from wallet.vault.contents import Contents, Location, Problem
from wallet.vault.files import reading
from wallet.vault.grounds import JUDGED, KINDS, REGISTERS, changed, summed_up
from wallet.vault.listed_slots import missing as missing_slots
from wallet.vault.listed_slots import problems as slot_problems
from wallet.vault.packs import PREFIX, Item, Op, body_keys, open_body, seal_bodies
from wallet.vault.place import Place, fingerprint
from wallet.vault.sealing import BODY_LIMIT, Keys
from wallet.vault.writer import Batch, Means, Writer
from wallet.wording import say

INCOMPLETE = (
    "pack_damaged", "pack_unreadable", "pack_missing", "pack_arriving", "rolled_back", "late_old_key", "other_key",
    "too_new", "new_key",
)  # fmt: skip
"""Findings after which an answer about the whole wallet may lack something."""
_LOST = ("pack_damaged", "pack_unreadable", "pack_missing", "pack_arriving")
_NEWER = ("other_key", "new_key", "pack_arriving")
"""Findings of packs that may be under a newer key."""
_MENDING = say(
    "to mend it: wallet repair; what is still missing then comes from a backup, wallet restore FILE,"
    " or from another device of yours"
)
Register = tuple[str, str, Any]
"""What it is about, its key, and its value or None to unset it."""


class Added(NamedTuple):
    """One item of :meth:`Vault.add`."""

    id: bytes
    already_held: bool


class Object(NamedTuple):
    """One object without its body."""

    id: bytes
    kind: str
    summary: JsonObject
    about: JsonObject
    """The registers about it: its tags and note."""


class Columns(NamedTuple):
    """Many objects, by column."""

    ids: list[str]
    members: list[list[Any]]


class Vault:
    """A wallet that was unlocked.

    Holds no open file and no lock between calls, so nothing needs closing.
    """

    def __init__(self, place: Place, keys: Keys, means: Means, problems: Sequence[Problem] = ()) -> None:
        self.place = place
        self.keys = keys
        self.now = means.clock
        self._files = means.files
        self.problems_outside = tuple(problems)
        """What was wrong with the key slots when they were last looked at."""
        with reading(say("the wallet")):
            self.contents = Contents(means.files, place, keys, means.clock)
        self.writer = Writer(place, keys, means, self.contents)

    def objects(self, kind: str, only: Collection[str] | None = None) -> tuple[Object, ...]:
        """Every object of a kind, in the order of their ids; ``only`` some members of their summaries."""
        with reading(say("the wallet")):
            held, state = self.contents.objects, self.contents.state
        summaries = state.summaries(kind, only)
        return tuple(
            Object(bytes.fromhex(name), kind, summaries[row.table][row.line], state.about(name))
            for name, row in sorted(held.items())
            if row.table in summaries
        )

    def object(self, object_id: bytes) -> Object:
        """One object.  Raises :class:`~wallet.errors.NotFound`."""
        name = object_id.hex()
        with reading(say("the wallet")):
            row, state = self.contents.objects.get(name), self.contents.state
        if row is None:
            raise NotFound(say("the wallet does not hold that object"), hint="wallet list")
        table = state.tables[row.table]
        return Object(object_id, table.kind, table.summary(row.line), state.about(name))

    def columns(self, kind: str, members: Sequence[str]) -> Columns:
        """Every object of a kind, in no order: their ids in hex, and some members of their summaries by column.

        Raises ``KeyError`` when the summaries do not all have these members.
        """
        with reading(say("the wallet")):
            held, state = self.contents.objects, self.contents.state
        ids: list[str] = []
        columns: list[list[Any]] = [[] for _ in members]
        for key, table in state.tables.items():
            rows = [row for row in held.values() if row.table == key] if key[0] == kind else ()
            if rows:
                ids += [row.id for row in rows]
                lines = [row.line for row in rows]
                named = dict(zip(key[1:], table.columns, strict=True))
                for column, member in zip(columns, members, strict=True):
                    column.extend(map(named[member].values.__getitem__, lines))
        return Columns(ids, columns)

    def body(self, object_id: bytes) -> bytes:
        """The bytes of an object, exactly as they were added.

        Raises :class:`~wallet.errors.NotFound`, and :class:`~wallet.errors.Damaged`
        when they are there no longer or may be in a damaged file (``pack_damaged``)
        or in one under a key that another passphrase opens (``other_key``).
        """
        with reading(say("the wallet")):
            where = self.contents.locate(object_id)
            try:
                if where is not None:
                    return self._open_body(object_id, where)
            except (OSError, Damaged) as error:
                self.contents.forget_cache()
                other = self.contents.locate(object_id)
                if other not in (None, where):
                    return self._open_body(object_id, other)
                raise _out_of_reach(object_id, self.contents.bad.values()) from error
        if self.contents.bad:
            raise _out_of_reach(object_id, self.contents.bad.values())
        raise NotFound(say("the wallet does not hold that object"), hint="wallet list")

    def about(self, on: str) -> JsonObject:
        """The registers about one thing: an object, by its id in hex, or something else, such as ``slot:NAME``."""
        return self.contents.state.about(on)

    def holding(self, key: str) -> JsonObject:
        """The value of the register ``key`` of everything that has one, by what it is about."""
        registers = self.contents.state.registers
        return {on: keys[key][1] for on, keys in registers.items() if key in keys and keys[key][1] is not None}

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Everything found wrong so far that did not keep the rest from being read."""
        with reading(say("the wallet")):
            return tuple(dict.fromkeys(self._found()))

    def _found(self) -> list[Problem]:
        found = [*self.problems_outside, *self.writer.problems, *self.contents.problems()]
        if self.writer.older_key():
            message = say("this opens an older key: it is an older passphrase, or an older copy was put back")
            found.append(Problem("rolled_back", message))
        elif self.writer.rolled_back():
            found.append(Problem("rolled_back", say("an older copy of this wallet was put back: newer packs are gone")))
        return found + slot_problems(self._files, self.place, self.keys, self.contents)

    def missing_slots(self) -> list[str]:
        """Names of the key slots that the wallet lists and that are not in its folder."""
        return missing_slots(self._files.names(self.place.slots), self.contents)

    @property
    def problems(self) -> tuple[str, ...]:
        """:attr:`findings` as sentences for people; if packs are missing or damaged, the last says what to do."""
        found = self.findings
        lost = any(problem.slug in _LOST for problem in found)
        return (*(problem.message for problem in found), *((_MENDING,) if lost else ()))

    @property
    def incomplete(self) -> bool:
        """Whether something that was added may be missing from answers."""
        return any(problem.slug in INCOMPLETE for problem in self.findings)

    @property
    def apart(self) -> frozenset[bytes]:
        """The names of the root keys at hand, besides the newest, that no change of key retired."""
        retired = self.contents.frontier.retired
        return frozenset(other.key_id for other in self.keys.others if other.key_id.hex() not in retired)

    @property
    def outdated(self) -> bool:
        """Whether packs are here under a key that another passphrase opens: what is written now will be late."""
        return any(problem.slug == "other_key" for problem in self.contents.bad.values())

    @property
    def fingerprint(self) -> str:
        """Twelve letters that two devices with the same content share."""
        return fingerprint(self.keys.vault_id, self.contents.frontier.heads)

    def about_slots(self) -> dict[str, str]:
        """As :meth:`wallet.vault.contents.Contents.about_slots`."""
        return self.contents.about_slots()

    @property
    def behind(self) -> bool:
        """Whether noted verdicts may not follow from what is known by now, though all of that is here."""
        return not self.contents.grounds and not self.contents.frontier.absent

    @property
    def writable(self) -> bool:
        """Whether a change could probably be written now, and under a key that is not about to be replaced."""
        try:
            with self.writer.writing(wait=0):
                newer = any(problem.slug in _NEWER for problem in self.contents.bad.values())
                return not newer and os.access(self.place.packs, os.W_OK)
        except (Busy, Damaged, Locked, Unwritable):
            return False

    def add(
        self,
        items: Iterable[Item],
        instead_of: Collection[bytes] = (),
        registers: Iterable[Register] = (),
        *,
        judged: bool = False,
    ) -> list[Added]:
        """Keep items; what is held already, and can be read, is not written again.

        ``instead_of`` are ids of objects that the items replace: they are dropped
        together with the last item, unless they are among the items themselves.
        With the last item ``registers`` are set, too.  ``judged``: the verdicts that they
        and the summaries note follow from what was known when this vault was last looked at,
        and from what is added; no other verdict is changed by that.

        One call writes one pack, so all of it is kept or nothing, unless the
        bodies need more than 64 MiB.  Raises ``Unreadable`` (``too_large``),
        ``Busy``, ``Unwritable``, ``Damaged`` (``rolled_back``).
        """
        items = list(items)
        for item in items:
            _check_size(item)
        sets = _sets(registers)
        with self.writer.writing():
            fresh: dict[bytes, Item] = {}
            added = []
            for item in items:
                object_id = self.keys.object_id(item.kind, item.body)
                held = object_id in fresh or self._holds(object_id)
                added.append(Added(object_id, held))
                if not held:
                    fresh[object_id] = item
            gone = {one.hex() for one in instead_of} - {one.id.hex() for one in added}
            grounds = self._grounds_after(fresh, gone, sets, judged=judged)
            self._commit(fresh, (*self._drop(gone), *sets), grounds)
        return added

    def set(self, on: str, key: str, value: Any) -> None:
        """Give a register a value, or unset it with None; the latest write on any device wins."""
        self.set_all([(on, key, value)])

    def set_all(self, values: Iterable[Register]) -> None:
        """Give several registers their values in one commit."""
        ops = _sets(values)
        if ops:
            with self.writer.writing():
                self.writer.commit(ops=ops, grounds=self._grounds_after({}, (), ops, judged=False))

    def settle(self, registers: Iterable[Register]) -> None:
        """Set registers, after which all noted verdicts follow from what was known when this vault was last looked at.

        Nothing is written if another process did that meanwhile.
        """
        ops = _sets(registers)
        with self.writer.writing():
            if self.behind:
                self.writer.commit(ops=ops, grounds="" if self.writer.overtaken else self._summed_up({}, (), ops))

    def drop(self, ids: Iterable[bytes]) -> int:
        """Remove objects, leaving tombstones; returns how many there were.

        A copy that another device adds meanwhile stays.
        """
        names = {object_id.hex() for object_id in ids}
        with self.writer.writing():
            present = names & self.contents.objects.keys()
            if present:
                grounds = self._grounds_after({}, present, (), judged=False)
                self.writer.commit(ops=self._drop(present), grounds=grounds)
        return len(present)

    def _grounds_after(
        self, fresh: Mapping[bytes, Item], gone: Collection[str], sets: Sequence[Op], *, judged: bool
    ) -> str:
        """As :attr:`~wallet.vault.contents.Contents.grounds`, after a change."""
        before, held = self.contents.grounds, self.contents.objects if gone else {}
        kinds = {item.kind for item in fresh.values()}
        rests_on = changed(kinds | {held[name].table[0] for name in gone if name in held}, {op.key for op in sets})
        if not rests_on and JUDGED not in kinds:
            return before
        if not before or not judged or self.writer.overtaken:
            return ""
        return self._summed_up(fresh, gone, sets) if rests_on else before

    def _summed_up(self, fresh: Mapping[bytes, Item], gone: Collection[str], sets: Sequence[Op]) -> str:
        """What verdicts rest on after a change, summed up."""
        ids = {name for name, row in self.contents.objects.items() if row.table[0] in KINDS}
        ids = ids.difference(gone) | {name.hex() for name, item in fresh.items() if item.kind in KINDS}
        later = {key: {op.on: op.value for op in sets if op.key == key} for key in REGISTERS}
        return summed_up(ids, {key: self.holding(key) | later[key] for key in REGISTERS})

    def _holds(self, object_id: bytes) -> bool:
        """Whether an object is here and whole: the cache may know of one whose pack was damaged since."""
        if self.contents.locate(object_id) is None:
            return False
        try:
            self.body(object_id)
        except (Damaged, NotFound):
            return False
        return True

    def _commit(self, fresh: Mapping[bytes, Item], ops: Sequence[Op], grounds: str) -> None:
        """A pack for each batch; the last one also holds the operations, and says what verdicts rest on then."""
        for batch, last in self._batches(fresh):
            if not last:
                self.writer.commit(batch, grounds="")
            elif batch.objects or ops:
                self.writer.commit(batch, ops, grounds=grounds)

    def _drop(self, names: Collection[str]) -> tuple[Op, ...]:
        """The operation that drops those of the objects ``names`` (ids in hex) that are there; empty if none is."""
        dots = self.contents.state.dots(names) if names else ()
        return (Op("drop", dots=tuple(dots)),) if dots else ()

    def begin(self) -> None:
        """Write the first pack of a new wallet, which lists its key slots."""
        with self.writer.writing():
            self.writer.commit()

    def remember(self) -> None:
        """As :meth:`wallet.vault.writer.Writer.remember`."""
        self.writer.remember()

    def _batches(self, fresh: Mapping[bytes, Item]) -> Iterator[tuple[Batch, bool]]:
        """The items sealed, one batch for each pack, and whether it is the last, which may hold none."""
        batch = Batch()
        bodies = seal_bodies(self.keys, ((name, item.body) for name, item in fresh.items()), self.writer.random(24))
        for (name, item), sealed in zip(fresh.items(), bodies, strict=True):
            if not batch.takes(sealed):
                yield batch, False
                batch = Batch()
            batch.add(name.hex(), item.kind, item.summary, sealed)
        yield batch, True

    def _open_body(self, object_id: bytes, where: Location) -> bytes:
        path = self.place.pack(where.pack)
        keys = body_keys(self.keys, self._files.read(path, PREFIX))
        return open_body(keys, object_id, self._files.read(path, where.length, where.offset))


def _sets(registers: Iterable[Register]) -> tuple[Op, ...]:
    return tuple(Op("set", *one) for one in registers)


def _check_size(item: Item) -> None:
    if len(item.body) > BODY_LIMIT:
        raise Unreadable(say("it is larger than 16 MiB"), hint=say("no credential needs that"), slug="too_large")


def _out_of_reach(object_id: bytes, bad: Iterable[Problem]) -> Damaged:
    if {problem.slug for problem in bad} == {"other_key"}:
        return Damaged(
            say("{object_id} may be under a key that another passphrase opens", object_id=object_id.hex()[:12]),
            hint=say("use the passphrase that was chosen last: wallet unlock"),
            slug="other_key",
        )
    return Damaged(
        say("the file that holds {object_id} is damaged or missing", object_id=object_id.hex()[:12]),
        hint=say("put a copy of the wallet's packs folder back from a backup or another device"),
        slug="pack_damaged",
    )

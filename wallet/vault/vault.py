"""An unlocked wallet: reading it, and the one way to change it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from wallet.errors import Busy, Damaged, NotFound, Unreadable
from wallet.model import JsonObject
from wallet.vault.contents import Contents, Location, Problem
from wallet.vault.files import Files, check_folder, locked, make_folders, put, reading, writing
from wallet.vault.packs import (
    BODIES_WRITTEN,
    PACK_LIMIT,
    PARENTS_LIMIT,
    PREFIX,
    Head,
    Item,
    Op,
    Pack,
    Stored,
    build,
    head_size,
    open_body,
    seal_body,
)
from wallet.vault.place import (
    HEADER_LIMIT,
    Place,
    Random,
    Seen,
    check_header,
    fingerprint,
    make_note,
    read_header,
    read_seen,
)
from wallet.vault.sealing import BODY_LIMIT, Keys, digest

LEFTOVER_SECONDS = 24 * 60 * 60
"""Another device's unfinished file is taken away after this."""


class Means(NamedTuple):
    """What the vault uses of its surroundings, so that tests can pass their own."""

    clock: Callable[[], datetime]
    random: Random
    files: Files


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


class Vault:
    """A wallet that was unlocked.

    Holds no open file and no lock between calls, so nothing needs closing.
    """

    def __init__(self, place: Place, keys: Keys, means: Means, problems: Sequence[Problem] = ()) -> None:
        self.place = place
        self._keys = keys
        self._clock = means.clock
        self._random = means.random
        self._files = means.files
        self._problems = list(problems)
        self._seen = self._recall()
        with reading("the wallet"):
            self._contents = Contents(self._files, place, keys, self._clock)

    def objects(self, kind: str, only: Collection[str] | None = None) -> tuple[Object, ...]:
        """Every object of a kind, in the order of their ids; ``only`` some members of their summaries."""
        with reading("the wallet"):
            held, state = self._contents.objects, self._contents.state
        summaries = state.summaries(kind, only)
        return tuple(
            Object(bytes.fromhex(name), kind, summaries[row.table][row.line], state.about(name))
            for name, row in sorted(held.items())
            if row.table in summaries
        )

    def body(self, object_id: bytes) -> bytes:
        """The bytes of an object, exactly as they were added.

        Raises :class:`~wallet.errors.NotFound`, and :class:`~wallet.errors.Damaged`
        (``pack_damaged``) when they are there no longer or may be in a damaged file.
        """
        with reading("the wallet"):
            where = self._contents.locate(object_id)
            try:
                if where is not None:
                    return self._open_body(object_id, where)
            except (OSError, Damaged) as error:
                self._contents.forget_cache()
                other = self._contents.locate(object_id)
                if other not in (None, where):
                    return self._open_body(object_id, other)
                raise _body_damaged(object_id) from error
        if self._contents.bad:
            raise _body_damaged(object_id)
        raise NotFound("the wallet does not hold that object", hint="wallet list")

    def about(self, on: str) -> JsonObject:
        """The registers about something other than an object, such as ``wallet``."""
        return self._contents.state.about(on)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Everything found wrong so far that did not keep the rest from being read."""
        with reading("the wallet"):
            return tuple(dict.fromkeys(self._found()))

    def _found(self) -> list[Problem]:
        found = [*self._problems, *self._contents.problems()]
        if self._rolled_back():
            found.append(Problem("rolled_back", "an older copy of this wallet was put back: newer packs are gone"))
        slots = self.about_slots()
        found += [
            Problem("slot_unlisted", f"key slot {name[:12]} is not one of yours, or an old one that came back")
            for name in self._files.names(self.place.slots)
            if slots and name.endswith(".json") and slots.get(name) != "live"
        ]
        return found

    @property
    def problems(self) -> tuple[str, ...]:
        """:attr:`findings` as sentences for people."""
        return tuple(problem.message for problem in self.findings)

    @property
    def fingerprint(self) -> str:
        """Twelve letters that two devices with the same content share."""
        return fingerprint(self._keys.vault_id, self._contents.frontier.heads)

    def about_slots(self) -> dict[str, str]:
        """What the wallet itself says of its key slots: file name to ``live`` or ``gone``."""
        registers = self._contents.state.registers
        return {
            on.removeprefix("slot:"): keys["state"][1]
            for on, keys in registers.items()
            if on.startswith("slot:") and "state" in keys
        }

    def add(self, items: Iterable[Item]) -> list[Added]:
        """Keep items; what is held already is not written again.

        One call is one pack and so there as a whole or not at all, unless the
        bodies need more than 64 MiB.  Raises ``Unreadable`` (``too_large``),
        ``Busy``, ``Unwritable``, ``Damaged`` (``rolled_back``).
        """
        items = list(items)
        for item in items:
            _check_size(item)
        with self._writing():
            fresh: dict[bytes, Item] = {}
            added = []
            for item in items:
                object_id = self._keys.object_id(item.kind, item.body)
                held = object_id in fresh or self._contents.locate(object_id) is not None
                added.append(Added(object_id, held))
                if not held:
                    fresh[object_id] = item
            for batch in self._batches(fresh):
                self._commit(batch, ())
        return added

    def set(self, on: str, key: str, value: Any) -> None:
        """Give a register a value, or unset it with None; the latest write on any device wins."""
        self.set_all([(on, key, value)])

    def set_all(self, values: Iterable[tuple[str, str, Any]]) -> None:
        """Give several registers their values in one commit: for each the thing, the register and the value."""
        ops = tuple(Op("set", *one) for one in values)
        if ops:
            with self._writing():
                self._commit((), ops)

    def drop(self, ids: Iterable[bytes]) -> int:
        """Take objects away, leaving a tombstone; how many were there.

        A copy that another device adds meanwhile stays.
        """
        names = {object_id.hex() for object_id in ids}
        with self._writing():
            present = names & self._contents.objects.keys()
            if present:
                self._commit((), (Op("drop", dots=tuple(self._contents.state.dots(present))),))
        return len(present)

    def begin(self) -> None:
        """Write the first pack of a new wallet, which lists its key slots."""
        with self._writing():
            self._commit((), ())

    def remember(self) -> None:
        """Note what is here for the next time, if nobody else is writing; failing to is no error."""
        if self._rolled_back() or not (self._contents.stale() or self._seen_now() != self._seen):
            return
        with suppress(OSError, Busy, Damaged):
            make_folders(self._files, self.place.memory)
            with locked(self.place.lock, 0):
                self._contents.refresh()
                self._seen = self._recall()
                if not self._rolled_back():
                    self._write_seen()
                    self._write_cache()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock over an up-to-date view of the folder; refuse to build on a rolled-back one."""
        with writing("the change"):
            make_folders(self._files, self.place.memory)
            with locked(self.place.lock, self._files.lock_seconds):
                self._check_folder()
                self._contents.refresh()
                self._seen = self._recall()
                if self._rolled_back():
                    raise Damaged(
                        "an older copy of this wallet was put back, so nothing new is written",
                        hint="put the newest copy of the folder back, or let your sync finish",
                        slug="rolled_back",
                    )
                self._clean()
                yield
                with suppress(OSError):
                    self._write_cache()

    def _check_folder(self) -> None:
        for folder in (self.place.root, self.place.slots, self.place.packs, self.place.temporary):
            check_folder(self._files, folder)
        header = read_header(self._files.read(self.place.header, HEADER_LIMIT + 1))
        check_header(header, self._keys)
        make_folders(self._files, self.place.temporary)

    def _clean(self) -> None:
        """Take away what interrupted runs left: ours at once, since we hold the lock, others' after a day."""
        memory, temporary = self.place.memory, self.place.temporary
        left = [memory / name for name in self._files.names(memory) if name.startswith(self._seen.dev)]
        for name in self._files.names(temporary):
            info = self._files.info(temporary / name)
            age = self._clock().timestamp() - info.st_mtime if info else 0.0
            if name.startswith(self._seen.dev) or age > LEFTOVER_SECONDS:
                left.append(temporary / name)
        for path in left:
            with suppress(OSError):
                self._files.remove(path)

    def _batches(self, fresh: dict[bytes, Item]) -> Iterator[list[tuple[bytes, Item, bytes]]]:
        """Sealed items in groups of at most 64 MiB."""
        batch: list[tuple[bytes, Item, bytes]] = []
        size = 0
        for object_id, item in fresh.items():
            sealed = seal_body(self._keys, object_id, item.body, self._random(24))
            if batch and size + len(sealed) > BODIES_WRITTEN:
                yield batch
                batch, size = [], 0
            batch.append((object_id, item, sealed))
            size += len(sealed)
        if batch:
            yield batch

    def _commit(self, batch: Sequence[tuple[bytes, Item, bytes]], ops: Sequence[Op]) -> None:
        """Write one pack: FORMAT.md, section 9.  The rename in it is the commit."""
        if not self._contents.frontier.present:
            ops = [*ops, *self._slot_ops()]
        head = self._head(batch, ops)
        data = build(self._keys, head, [sealed for _, _, sealed in batch], self._random)
        name = digest(data)
        target = self.place.pack(name)
        check_folder(self._files, target.parent)
        if self._files.info(target.parent) is None:
            self._files.make_folder(target.parent)
            self._files.sync_folder(self.place.packs)
        self._put(self.place.temporary, target, data)
        self._contents.extend([Pack(name, head, PREFIX + int.from_bytes(data[16:20], "big"))])
        try:
            self._write_seen()
        except OSError as error:
            reason = error.strerror or "unknown reason"
            self._problems.append(Problem("seen_not_saved", f"saved, but this computer could not note it: {reason}"))

    def _head(self, batch: Sequence[tuple[bytes, Item, bytes]], ops: Sequence[Op]) -> Head:
        frontier, dev = self._contents.frontier, self._seen.dev
        stored, offset = [], 0
        for object_id, item, sealed in batch:
            stored.append(Stored(object_id.hex(), item.kind, offset, len(sealed), item.summary))
            offset += len(sealed)
        highest = max(frontier.hlc, self._seen.hlc)
        now = int(self._clock().timestamp() * 1000)
        return Head(
            dev=dev,
            seq=1 + max(frontier.last(dev), self._seen.marks.get(dev, 0)),
            hlc=(now, 0) if now > highest[0] else (highest[0], highest[1] + 1),
            parents=tuple(sorted(frontier.heads)[:PARENTS_LIMIT]),
            objects=tuple(stored),
            ops=tuple(ops),
        )

    def _slot_ops(self) -> list[Op]:
        names = [name for name in self._files.names(self.place.slots) if name.endswith(".json")]
        return [Op("set", f"slot:{name}", "state", "live") for name in names]

    def _recall(self) -> Seen:
        """What was here the last time; a copied machine gets a new name as a writer."""
        path = self.place.memory / "seen.bin"
        try:
            seen = read_seen(self._keys, self.place, self._files.read(path, PACK_LIMIT))
        except FileNotFoundError:
            return Seen(self._random(8).hex())
        except (OSError, Damaged):
            self._problems.append(Problem("seen_damaged", "what this computer remembered of the wallet is damaged"))
            return Seen(self._random(8).hex())
        return seen

    def _seen_now(self) -> Seen:
        frontier, seen = self._contents.frontier, self._seen
        copied = seen.dev in frontier.forks or frontier.last(seen.dev) > seen.marks.get(seen.dev, 0) + 1
        return seen.after(frontier, self._random(8).hex() if copied else seen.dev)

    def _rolled_back(self) -> bool:
        known = self._contents
        return any(not known.frontier.knows(name) and name not in known.bad for name in self._seen.heads)

    def _write_seen(self) -> None:
        self._seen = self._seen_now()
        memory, note = self.place.memory, self.place.memory / "place.json"
        if self._files.info(note) is None:
            self._put(memory, note, make_note(self.place, self._keys.vault_id.hex()))
        self._put(memory, memory / "seen.bin", self._seen.sealed(self._keys, self.place, self._random(24)))

    def _put(self, folder: Path, target: Path, data: bytes) -> None:
        """Replace a file durably; its temporary name in ``folder`` starts with the name of this writer."""
        put(self._files, folder / f"{self._seen.dev}-{self._random(8).hex()}", target, data)

    def _write_cache(self) -> None:
        if self._contents.stale():
            self._contents.write_cache(self._random)

    def _open_body(self, object_id: bytes, where: Location) -> bytes:
        path = self.place.pack(where.pack)
        head_size(self._keys, self._files.read(path, PREFIX))
        sealed = self._files.read(path, where.length, where.offset)
        return open_body(self._keys, object_id, sealed)


def _check_size(item: Item) -> None:
    if len(item.body) > BODY_LIMIT:
        raise Unreadable("it is larger than 16 MiB", hint="no credential needs that", slug="too_large")


def _body_damaged(object_id: bytes) -> Damaged:
    return Damaged(
        f"the file that holds {object_id.hex()[:12]} is damaged or missing",
        hint="put a copy of the wallet's packs folder back from a backup or another device",
        slug="pack_damaged",
    )

"""Changing the folder: one lock, one pack a change, one rename that commits it.  FORMAT.md, section 9."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from wallet.errors import Busy, Damaged, Locked, reason
from wallet.model import JsonObject
from wallet.vault.background import hashing
from wallet.vault.buffer import Buffer
from wallet.vault.contents import Contents, Problem
from wallet.vault.files import Files, check_folder, locked, make_folders, put, put_parts, writing
from wallet.vault.packs import BODIES_WRITTEN, PACK_LIMIT, PARENTS_LIMIT, Head, Op, Pack, build, start_of_rest
from wallet.vault.place import (
    HEADER_LIMIT,
    Place,
    Random,
    Seen,
    check_header,
    make_note,
    noted_epoch,
    noted_slots,
    read_header,
    read_note,
    read_seen,
)
from wallet.vault.sealing import Keys
from wallet.vault.slots import SLOT_LIMIT
from wallet.vault.slots import read as read_slot
from wallet.vault.stored import Stored
from wallet.wording import say

LEFTOVER_SECONDS = 24 * 60 * 60
"""After this long, an unfinished file of another device is removed."""


class Means(NamedTuple):
    """What the vault needs from its surroundings; tests pass their own."""

    clock: Callable[[], datetime]
    random: Random
    files: Files


class Batch:
    """Objects on their way into one pack."""

    def __init__(self) -> None:
        self.objects: list[Stored] = []
        self.bodies = Buffer()
        """Sealed, one after the other."""

    def takes(self, sealed: bytes) -> bool:
        """Whether one more fits: a pack holds at most 64 MiB, or a single body."""
        return not self.objects or self.bodies.size + len(sealed) <= BODIES_WRITTEN

    def add(self, name: str, kind: str, summary: JsonObject, sealed: bytes, born: str = "") -> None:
        """Add an object by its id in hex; ``born`` is the pack it came from, if it is carried over."""
        self.objects.append(Stored(name, kind, self.bodies.size, len(sealed), summary, born))
        self.bodies.add(sealed)


class Writer:
    """Writes to the wallet folder of one place, and keeps what this computer remembers of it."""

    def __init__(self, place: Place, keys: Keys, means: Means, contents: Contents) -> None:
        self.place = place
        self.keys = keys
        self.means = means
        self.random = means.random
        self.files = means.files
        self.contents = contents
        self.problems: list[Problem] = []
        self.overtaken = False
        """Whether something was written between the last look at the folder and the lock that is held."""
        self._seen = self._recall()

    @contextmanager
    def writing(self, *, accept_rollback: bool = False, wait: float | None = None) -> Iterator[None]:
        """Hold the lock over an up-to-date view of the folder; refuse to build on a rolled-back one.

        ``wait``: for how many seconds for somebody else's lock; by default as long as for every change.

        Raises :class:`~wallet.errors.Busy`, :class:`~wallet.errors.Damaged` and, when the root key was
        changed since the wallet was opened, :class:`~wallet.errors.Locked` (``key_changed``).
        """
        with writing(say("the change")):
            make_folders(self.files, self.place.memory)
            with locked(self.place.lock, self.files.lock_seconds if wait is None else wait):
                self._check_folder()
                self._check_key()
                before = frozenset(self.contents.frontier.heads)
                self.contents.refresh()
                self.overtaken = before != self.contents.frontier.heads
                self._seen = self._recall()
                if self.rolled_back() and not accept_rollback:
                    raise self._old_copy()
                self._clean()
                yield
                with suppress(OSError):
                    self._write_cache()

    def commit(
        self,
        batch: Batch | None = None,
        ops: Sequence[Op] = (),
        superseded: Collection[str] = (),
        marks: Mapping[str, int] | None = None,
        grounds: str | None = None,
    ) -> None:
        """Write one pack; to be called within :meth:`writing`.  The rename in it is the commit.

        ``grounds`` are as :attr:`~wallet.vault.contents.Contents.grounds` will be, unless they stay what they are.
        """
        batch = batch or Batch()
        grounds = self.contents.grounds if grounds is None else grounds
        if not self.contents.frontier.present:
            names = self.files.names(self.place.slots)
            ops = [*ops, *self.slot_ops(name for name in names if name.endswith(".json"))]
        head = self._head(batch.objects, ops, tuple(sorted(superseded)), marks or {}, grounds)
        parts = build(self.keys, head, batch.bodies.parts(), self.random)
        naming = hashing(parts)
        put_parts(self.files, self._temporary(), lambda: self._pack_place(naming.result().hexdigest()), parts)
        pack = Pack(naming.result().hexdigest(), head, start_of_rest(parts[0]), self.keys.key_id)
        self.contents.written(pack)
        try:
            self.write_seen()
        except OSError as error:
            message = say("saved, but this computer could not note it: {reason}", reason=reason(error))
            self.problems.append(Problem("seen_not_saved", message))

    def put(self, target: Path, data: bytes) -> None:
        """Replace a file of the wallet durably."""
        put(self.files, self._temporary(), target, data)

    def take_away(self, paths: Sequence[Path]) -> None:
        """Remove files that something durable has replaced; failing to is no error, since the next run tries again."""
        for path in paths:
            with suppress(OSError):
                self.files.remove(path)
        for folder in {path.parent for path in paths}:
            with suppress(OSError):
                self.files.sync_folder(folder)

    def remember(self) -> None:
        """Remember the current state for the next run, unless another process is writing; failing to is no error."""
        if self.rolled_back() or not (self.contents.stale() or self._seen_now() != self._seen):
            return
        with suppress(OSError, Busy, Damaged):
            make_folders(self.files, self.place.memory)
            with locked(self.place.lock, 0):
                self.contents.refresh()
                self._seen = self._recall()
                if not self.rolled_back():
                    self.write_seen()
                    self._write_cache()

    def rolled_back(self) -> bool:
        """Whether packs that were the newest here at the last run are gone, or the key that they were under."""
        aside = self._aside()
        gone = any(not self.contents.frontier.knows(name) and name not in aside for name in self._seen.heads)
        return gone or self.older_key()

    def older_key(self) -> bool:
        """Whether the wallet was under a newer root key at the last run than those that were opened now.

        Whoever got hold of the old one may have put back a copy from before it was changed.  What this
        computer saw since is sealed under the newer one, so that nothing but this number tells.
        """
        return self.keys.epoch < self._epoch

    def _old_copy(self) -> Damaged:
        if self.older_key() and self.keys.unopened:
            return Damaged(
                say("this passphrase opens a key that was replaced, so nothing new is written"),
                hint=say(
                    "use the passphrase that was chosen last: wallet unlock;"
                    " if there is none: wallet repair --accept-rollback"
                ),
                slug="other_key",
            )
        return Damaged(
            say("an older copy of this wallet was put back, so nothing new is written"),
            hint=say("let your sync finish; if there is no newer copy: wallet repair --accept-rollback"),
            slug="rolled_back",
        )

    def accept_rollback(self) -> None:
        """Miss no longer what is gone.

        From here on this place writes as a new device: were the numbers of the old one continued
        behind those that are gone, every device would count these as missing for ever.
        """
        if self.rolled_back():
            self._epoch = self.keys.epoch
            self._seen = Seen(self.random(8).hex(), hlc=self._seen.hlc)

    def _aside(self) -> set[str]:
        """Packs that are here and do not count: no older copy was put back, and other findings tell of them."""
        return {*self.contents.bad, *self.contents.late}

    def write_seen(self) -> None:
        """Remember the current state.  May raise ``OSError``."""
        self._seen = self._seen_now()
        memory, noted = self.place.memory, read_note(self.files, self.place)
        note = make_note(self.place, self.keys.vault_id.hex(), self._slots_to_note(noted), self.keys.epoch)
        if note != noted:
            put(self.files, self._temporary(memory), self.place.note, note)
        sealed = self._seen.sealed(self.keys, self.place, self.random(24))
        put(self.files, self._temporary(memory), memory / "seen.bin", sealed)

    def _slots_to_note(self, noted: bytes) -> Collection[str]:
        """What the wallet lists, and what it listed before as long as it is not said to be gone."""
        before = noted_slots(noted)
        if before and not self.contents.slots_told():
            return before
        return self.contents.live_slots() | (before - self.contents.about_slots().keys())

    def _check_folder(self) -> None:
        for folder in (self.place.root, self.place.slots, self.place.packs, self.place.temporary):
            check_folder(self.files, folder)
        header = read_header(self.files.read(self.place.header, HEADER_LIMIT + 1))
        check_header(header, self.keys)
        make_folders(self.files, self.place.temporary)

    def _check_key(self) -> None:
        """Refuse to write under a root key that was replaced since the wallet was opened: it would come too late.

        A change of key takes all slots of the old one away.  Slots that were added prove nothing: anybody can.
        """
        names = self.files.names(self.place.slots)
        if names and not any(self._of_this_key(name) for name in names):
            raise Locked(
                say("the key of this wallet was changed meanwhile"),
                hint=say("run the command again"),
                slug="key_changed",
            )

    def _of_this_key(self, name: str) -> bool:
        with suppress(OSError, Damaged):
            data = self.files.read(self.place.slots / name, SLOT_LIMIT + 1)
            return read_slot(name, data).key_id == self.keys.key_id
        return False

    def _clean(self) -> None:
        """Remove what interrupted runs left: our own files at once, since we hold the lock, others' after a day."""
        memory, temporary = self.place.memory, self.place.temporary
        left = [memory / name for name in self.files.names(memory) if name.startswith(self._seen.dev)]
        for name in self.files.names(temporary):
            info = self.files.info(temporary / name)
            age = self.means.clock().timestamp() - info.st_mtime if info else 0.0
            if name.startswith(self._seen.dev) or age > LEFTOVER_SECONDS:
                left.append(temporary / name)
        for path in left:
            with suppress(OSError):
                self.files.remove(path)

    def _head(
        self,
        objects: Sequence[Stored],
        ops: Sequence[Op],
        superseded: tuple[str, ...],
        marks: Mapping[str, int],
        grounds: str,
    ) -> Head:
        frontier, dev = self.contents.frontier, self._seen.dev
        highest = max(frontier.hlc, self._seen.hlc)
        now = int(self.means.clock().timestamp() * 1000)
        return Head(
            dev=dev,
            seq=1 + max(frontier.last(dev), self._seen.marks.get(dev, 0)),
            hlc=(now, 0) if now > highest[0] else (highest[0], highest[1] + 1),
            parents=tuple(sorted(frontier.heads)[:PARENTS_LIMIT]),
            objects=tuple(objects),
            ops=tuple(ops),
            superseded=superseded,
            marks=marks,
            grounds=grounds,
        )

    def slot_ops(self, names: Iterable[str]) -> list[Op]:
        """The operations that list key slots, by their file names, as live from now on."""
        moment = self.means.clock().isoformat()
        written = (("state", "live"), ("since", moment))
        return [Op("set", f"slot:{name}", key, value) for name in names for key, value in written]

    def _recall(self) -> Seen:
        """The state at the last run; without it this place starts as a new writer."""
        path = self.place.memory / "seen.bin"
        self._epoch = self._noted_epoch()
        try:
            return read_seen(self.keys, self.place, self.files.read(path, PACK_LIMIT))
        except FileNotFoundError:
            return Seen(self.random(8).hex())
        except (OSError, Damaged):
            if self.older_key():
                return Seen(self.random(8).hex())  # it is sealed under the newer key
            self.problems.append(Problem("seen_damaged", say("what this computer remembered of the wallet is damaged")))
            return Seen(self.random(8).hex())

    def _noted_epoch(self) -> int:
        with suppress(OSError):
            return noted_epoch(read_note(self.files, self.place))
        return 0

    def _seen_now(self) -> Seen:
        frontier, seen = self.contents.frontier, self._seen
        copied = seen.dev in frontier.forks or frontier.last(seen.dev) > seen.marks.get(seen.dev, 0) + 1
        return seen.after(frontier, self.random(8).hex() if copied else seen.dev, self._aside())

    def _temporary(self, folder: Path | None = None) -> Path:
        """Where a file is written before it gets its final name; starts with the name of this writer."""
        return (folder or self.place.temporary) / f"{self._seen.dev}-{self.random(8).hex()}"

    def _pack_place(self, name: str) -> Path:
        """Where a pack goes; its folder is made if need be, and refused if others may write to it."""
        target = self.place.pack(name)
        check_folder(self.files, target.parent)
        if self.files.info(target.parent) is None:
            self.files.make_folder(target.parent)
            self.files.sync_folder(self.place.packs)
        return target

    def _write_cache(self) -> None:
        if self.contents.stale():
            self.contents.write_cache(self.random)

"""Power cuts on paper: what may be left of a wallet when writes and renames that were not synced are lost or torn."""

import shutil
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from vault_desk import CHEAP, PASSPHRASE, Desk, Quick, credential, held

from wallet.errors import WalletError
from wallet.vault import Vault, slots
from wallet.vault.access import change_slots, key_slots
from wallet.vault.compaction import compact

SECOND = b"battery staple"


@dataclass
class Inode:
    """A file as the program wrote it, and as much of it as is certain to survive."""

    now: bytes = b""
    safe: bytes | None = None


@dataclass
class Disk:
    """The names and contents that a power cut may leave behind."""

    safe: dict[Path, Inode | None] = field(default_factory=dict)
    """Durable names: files, and folders as None."""
    pending: list[tuple[Path, Path | None, Inode | None]] = field(default_factory=list)
    """Name operations not yet synced, in order: new name, old name of a rename, and what it names."""

    def states(self, random: Random, count: int) -> Iterator[dict[Path, bytes | None]]:
        for number in range(count):
            chance = (0.0, 1.0, 0.5)[min(number, 2)]
            names = dict(self.safe)
            for new, old, inode in self.pending:
                if random.random() < chance or chance == 1.0:
                    _apply(names, new, old, inode)
            yield {
                path: None if inode is None else _torn(inode, random) for path, inode in names.items()
                if all(parent in names or parent not in self.folders() for parent in path.parents)
            }  # fmt: skip

    def folders(self) -> set[Path]:
        return {new for new, _, inode in self.pending if inode is None}


def _apply(names: dict[Path, Inode | None], new: Path, old: Path | None, inode: Inode | None) -> None:
    if old == new:
        names.pop(new, None)  # a removal
        return
    if old is not None:
        names.pop(old, None)
    names[new] = inode


def _torn(inode: Inode, random: Random) -> bytes:
    if inode.safe == inode.now:
        return inode.now
    half = len(inode.now) // 2
    zeros = bytes(len(inode.now) - half)
    return random.choice([inode.safe or b"", inode.now[:half], inode.now[:half] + zeros, bytes(half), inode.now])


class Recording(Quick):
    """Does everything for real and keeps account of what a power cut could undo; calls ``after`` at every step."""

    def __init__(self, after: Callable[[Disk], None]) -> None:
        self.disk = Disk()
        self.handles: dict[int, Inode] = {}
        self.inodes: dict[Path, Inode] = {}
        self.after = after

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._named(path, None, None)

    def create(self, path: Path) -> int:
        handle = super().create(path)
        self.handles[handle] = self.inodes[path] = Inode()
        self._named(path, None, self.inodes[path])
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        taken = super().write(handle, data)
        self.handles[handle].now += bytes(data[:taken])
        self.after(self.disk)
        return taken

    def sync(self, handle: int) -> None:
        super().sync(handle)
        self.handles[handle].safe = self.handles[handle].now
        self.after(self.disk)

    def close(self, handle: int) -> None:
        super().close(handle)
        del self.handles[handle]

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.inodes[new] = self.inodes.pop(old)
        self._named(new, old, self.inodes[new])

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._named(path, path, None)

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        kept = []
        for operation in self.disk.pending:
            new, old, _ = operation
            if folder in (new.parent, (old or new).parent):
                _apply(self.disk.safe, *operation)
            else:
                kept.append(operation)
        self.disk.pending = kept
        self.after(self.disk)

    def _named(self, new: Path, old: Path | None, inode: Inode | None) -> None:
        self.disk.pending.append((new, old, inode))
        self.after(self.disk)


def put_down(folder: Path, state: dict[Path, bytes | None]) -> None:
    """Make a folder look as a power cut left it."""
    shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    for path, data in sorted(state.items()):
        if data is None:
            path.mkdir(mode=0o700, exist_ok=True)
    for path, data in state.items():
        if data is not None and path.parent.is_dir():
            path.write_bytes(data)


class Moment(NamedTuple):
    """What a power cut left, and what had been promised until then."""

    state: dict[Path, bytes | None]
    exists: bool
    """Whether the wallet had been acknowledged."""
    acknowledged: dict[bytes, bytes]
    secrets: tuple[bytes, ...]
    """One of these has to open it."""

    def key(self) -> Hashable:
        return frozenset(self.state.items()), self.exists, frozenset(self.acknowledged), self.secrets


class Life:
    """A wallet from its beginning to its compaction, with the power cut after every step."""

    def __init__(self, desk: Desk, kind: type[Recording], per_step: int) -> None:
        self.desk = desk
        self.moments: list[Moment] = []
        self._random = Random(4)
        self._per_step = per_step
        self._exists = False
        self._acknowledged: dict[bytes, bytes] = {}
        self._secrets: tuple[bytes, ...] = (PASSPHRASE,)
        desk.files = kind(self._cut)

    def _cut(self, disk: Disk) -> None:
        self.moments += [
            Moment(state, self._exists, dict(self._acknowledged), self._secrets)
            for state in disk.states(self._random, self._per_step)
        ]

    def live(self) -> None:
        made = self.desk.create().vault
        self._exists = True
        for number in range(3):
            self.add(made, number)
        removed = next(reversed(self._acknowledged))
        del self._acknowledged[removed]  # from here on it may be gone
        made.drop([removed])
        self.new_passphrase(made)
        compact(made, at_once=True)
        self.add(made, 3)

    def add(self, made: Vault, number: int) -> None:
        (added,) = made.add([credential(number)])
        self._acknowledged[added.id] = credential(number).body

    def new_passphrase(self, made: Vault) -> None:
        old = [slot.name for slot in key_slots(made) if slot.type == "argon2id"]
        new = slots.passphrase_slot(made.keys, SECOND, CHEAP, bytes(16))
        self._secrets = (PASSPHRASE, SECOND)
        change_slots(made, [new], old)
        self._secrets = (SECOND,)

    def bad(self) -> Iterator[Moment]:
        """The moments that somebody would regret; those that are alike are looked at once."""
        distinct = {moment.key(): moment for moment in self.moments}
        return (moment for moment in distinct.values() if not _survives(self.desk, moment))


def _survives(desk: Desk, moment: Moment) -> bool:
    put_down(desk.folder, moment.state)
    after = Desk(desk.folder, desk.name, random=Random(9).randbytes)
    try:
        if not moment.exists and not after.place.header.exists():
            return after.create().vault.problems == ()
        secret = next((one for one in moment.secrets if _opens(after, one)), b"")
        opened = after.open(secret)
        bad = {finding.slug for finding in opened.findings} - {"slot_unlisted"}  # an interrupted change of passphrase
        if bad or not moment.acknowledged.items() <= held(opened).items():
            return False
        opened.add([credential(77)])
        return {finding.slug for finding in after.open(secret).findings} <= {"slot_unlisted"}
    except WalletError:
        return False


def _opens(desk: Desk, secret: bytes) -> bool:
    try:
        desk.open(secret)
    except WalletError:
        return False
    return True

"""Failing system calls, power cuts, killed processes and several writers: nothing acknowledged is lost."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from vault_desk import PASSPHRASE, Desk, Quick, credential, held, items

from wallet import vault
from wallet.errors import Busy, Unwritable, WalletError
from wallet.vault import Files, Vault

MUTATING = ("make_folder", "create", "write", "sync", "close", "rename", "sync_folder", "remove", "restrict")


class Failing(Quick):
    """Fails at one call, counted from 0; a failing write takes half of what it was offered first."""

    def __init__(self, at: int, code: int) -> None:
        self.at = at
        self.code = code
        self.calls = 0
        self.failed = ""

    def _count(self, name: str) -> bool:
        self.calls += 1
        if self.calls - 1 == self.at:
            self.failed = name
        return self.calls - 1 == self.at

    def _wrap(self, name: str, *arguments: Any) -> Any:
        due = self._count(name)
        if due and name == "write":
            handle, data = arguments
            super().write(handle, data[: len(data) // 2])
        elif due and name == "close":
            super().close(*arguments)
        if due:
            raise OSError(self.code, os.strerror(self.code))
        return getattr(super(), name)(*arguments)


def _failing(name: str) -> Callable[..., Any]:
    def method(self: Failing, *arguments: Any) -> Any:
        return self._wrap(name, *arguments)

    return method


for _name in MUTATING:
    setattr(Failing, _name, _failing(_name))


def mutate(opened: Vault) -> None:
    opened.add([credential(2)])


def mutate_much(opened: Vault) -> None:
    opened.add(items(100, 360))


def drop(opened: Vault) -> None:
    opened.drop([one.id for one in opened.objects("credential")])


def note(opened: Vault) -> None:
    opened.set("wallet", "name", "Ada")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (mutate, errno.EIO),
        (mutate, errno.ENOSPC),
        (mutate, errno.EDQUOT),
        (mutate_much, errno.ENOSPC),
        (drop, errno.EIO),
        (note, errno.ENOSPC),
    ],
)
def test_every_failing_call_of_every_change(tmp_path: Path, change: Callable[[Vault], None], code: int) -> None:
    original = Desk(tmp_path / "original")
    original.folder.mkdir()
    original.create().vault.add([credential(1)])
    at, failed, refused = 0, set(), set()
    while True:
        folder = tmp_path / str(at)
        shutil.copytree(original.folder, folder)
        desk = Desk(folder, random=Random(at).randbytes)
        opened = desk.open()
        opened._files = opened.writer.files = opened.contents._files = opened.contents._cache._files = files = Failing(
            at, code
        )
        before, acknowledged = held(desk.open()), False
        try:
            change(opened)
            acknowledged = True
        except Unwritable as error:
            refused.add((error.kind, error.exit_code))
        if not files.failed:
            break
        failed.add(files.failed)
        again = Desk(folder, random=Random(1000 + at).randbytes).open()
        after = held(again)
        assert again.problems == ()
        if change is drop:
            assert len(after) == 0 if acknowledged else len(after) in (0, 1)
        elif change is note:
            assert again.about("wallet") == {"name": "Ada"} or not acknowledged
        else:
            assert before.items() <= after.items()
            added = len(after) - len(before)
            assert added == (260 if change is mutate_much else 1) if acknowledged else added in (0, 1, 260)
        change(again)
        assert Desk(folder).open().problems == ()
        assert list((desk.wallet / "tmp").iterdir()) == []
        at += 1
    assert refused == {("unwritable", 15), ("maybe_saved", 15)}
    assert failed >= {"create", "write", "sync", "close", "rename", "sync_folder"}
    assert at >= 12


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_every_failing_call_of_making_a_wallet(tmp_path: Path, code: int) -> None:
    at = 0
    while True:
        folder = tmp_path / "desk"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        desk = Desk(folder, files=Failing(at, code), random=Random(at).randbytes)
        acknowledged = False
        try:
            desk.create()
            acknowledged = True
        except Unwritable:
            pass
        if not desk.files.failed:  # type: ignore[attr-defined]  # the class above
            break
        healthy = Desk(folder, random=Random(1000 + at).randbytes)
        if acknowledged or (desk.wallet / "wallet.json").exists():
            healthy.open().add([credential(1)])
        else:
            healthy.create().vault.add([credential(1)])
        assert len(held(healthy.open())) == 1
        assert healthy.open().problems == ()
        at += 1
    assert at >= 40


def test_a_disk_that_does_not_confirm_says_so(desk: Desk) -> None:
    desk.create()

    class Unconfirmed(Quick):
        def sync_folder(self, folder: Path) -> None:
            if folder.parent.name == "packs":
                raise OSError(errno.EIO, "Input/output error")

    desk.files = Unconfirmed()
    with pytest.raises(Unwritable) as caught:
        desk.open().add([credential(1)])
    assert caught.value.kind == "maybe_saved"
    desk.files = Quick()
    assert desk.open().add([credential(1)])[0].already_held


def test_memory_that_cannot_be_kept_is_mentioned_but_saved_is_saved(desk: Desk) -> None:
    desk.create()

    class Forgetful(Quick):
        def rename(self, old: Path, new: Path) -> None:
            if new.name == "seen.bin":
                raise OSError(errno.ENOSPC, "No space left on device")
            super().rename(old, new)

    desk.files = Forgetful()
    opened = desk.open()
    assert not opened.add([credential(1)])[0].already_held
    assert {finding.slug for finding in opened.findings} == {"seen_not_saved"}
    desk.files = Quick()
    assert desk.open().problems == ()
    assert len(held(desk.open())) == 1


def test_a_wallet_that_cannot_be_written_can_be_read(desk: Desk) -> None:
    desk.create().vault.add([credential(1)])

    class ReadOnly(Files):
        pass

    def refuse(*_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in MUTATING:
        setattr(ReadOnly, name, refuse)
    desk.files = ReadOnly()
    opened = desk.open()
    assert len(held(opened)) == 1
    with pytest.raises(Unwritable) as caught:
        opened.add([credential(2)])
    assert "read-only" in str(caught.value)
    assert "--wallet" in (caught.value.hint or "")


# --- power cuts: what was not synced may be there, in part, or not at all ----


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


class Unsynced(Recording):
    """A mutant that does not wait for file contents."""

    def sync(self, handle: int) -> None:
        pass


class UnsyncedFolders(Recording):
    """A mutant that does not wait for names."""

    def sync_folder(self, folder: Path) -> None:
        pass


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


def power_cuts(desk: Desk, kind: type[Recording], per_step: int) -> tuple[int, int]:
    """Make and fill a wallet, cutting the power after every step; how many states there were and how many were bad."""
    random = Random(4)
    found: list[tuple[dict[Path, bytes | None], dict[bytes, bytes], bool]] = []
    acknowledged: dict[bytes, bytes] = {}
    exists = False

    def after(disk: Disk) -> None:
        found.extend((state, dict(acknowledged), exists) for state in disk.states(random, per_step))

    desk.files = kind(after)
    made = desk.create().vault
    exists = True
    for number in range(3):
        (added,) = made.add([credential(number)])
        acknowledged[added.id] = credential(number).body
    del acknowledged[added.id]  # from here on it may be gone
    made.drop([added.id])
    after(desk.files.disk)
    bad = sum(not survives(desk, state, held_then, exists=made_then) for state, held_then, made_then in found)
    return len(found), bad


def survives(desk: Desk, state: dict[Path, bytes | None], acknowledged: dict[bytes, bytes], *, exists: bool) -> bool:
    put_down(desk.folder, state)
    after = Desk(desk.folder, desk.name, random=Random(9).randbytes)
    try:
        if not exists and not after.place.header.exists():
            return after.create().vault.problems == ()
        opened = after.open()
        if not acknowledged.items() <= held(opened).items() or opened.problems:
            return False
        opened.add([credential(77)])
        return after.open().problems == ()
    except WalletError:
        return False


def test_power_cuts_lose_nothing(desk: Desk) -> None:
    states, bad = power_cuts(desk, Recording, 2)
    assert states >= 150
    assert bad == 0


@pytest.mark.long
def test_many_power_cuts_lose_nothing(desk: Desk) -> None:
    states, bad = power_cuts(desk, Recording, 60)
    assert states >= 5_000
    assert bad == 0


@pytest.mark.parametrize("mutant", [Unsynced, UnsyncedFolders])
def test_the_power_cuts_are_hard_enough_to_tell(desk: Desk, mutant: type[Recording]) -> None:
    _, bad = power_cuts(desk, mutant, 1)
    assert bad > 0


# --- processes ---------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from wallet import vault
from wallet.vault import Item, Passphrase, Place
folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
place = Place(folder / "wallet", folder / "state", folder / "cache")
opened = vault.open(place, Passphrase(sys.argv[4].encode()))
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, first + count):
    (added,) = opened.add([Item("credential", b"%d" % number, {"n": number})])
    print(added.id.hex(), flush=True)
"""


def writer(desk: Desk, first: int, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(desk.folder), str(first), str(count), PASSPHRASE.decode()]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def acknowledged_by(process: "subprocess.Popen[str]") -> set[bytes]:
    out, _ = process.communicate()
    return {bytes.fromhex(line) for line in out.splitlines() if line != "ready"}


def test_four_writers_at_once(desk: Desk) -> None:
    desk.clock.at = datetime.now(UTC)
    desk.create()
    writers = [writer(desk, 100 * n, 8) for n in range(4)]
    for process in writers:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"  # all four are unlocked before the first may start
    sets = [acknowledged_by(process) for process in writers]
    assert [process.returncode for process in writers] == [0] * 4
    assert set().union(*sets) == set(held(desk.open()))
    assert len(held(desk.open())) == 32
    assert desk.open().problems == ()
    assert len(desk.open().contents.frontier.heads) == 1


@pytest.mark.parametrize("rounds", [6, pytest.param(1000, marks=pytest.mark.long)])
def test_killed_while_adding(desk: Desk, rounds: int) -> None:
    desk.clock.at = datetime.now(UTC)
    desk.create()
    random, safe = Random(3), set()
    for number in range(rounds):
        process = writer(desk, 1000 * number, 400)
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        first = [process.stdout.readline() for _ in range(random.randint(0, 3))]
        time.sleep(random.random() * 0.02)
        os.kill(process.pid, signal.SIGKILL)
        safe |= acknowledged_by(process) | {bytes.fromhex(line) for line in first}
        opened = desk.open()
        assert safe <= set(held(opened))
        assert opened.problems == ()
    assert safe
    desk.open().add([credential(1)])
    assert list((desk.wallet / "tmp").iterdir()) == []


def test_a_busy_wallet_says_so(desk: Desk) -> None:
    from wallet.vault.files import locked

    desk.create()

    class Impatient(Quick):
        lock_seconds = 0.05

    desk.files = Impatient()
    opened = desk.open()
    with locked(desk.place.lock, 0):
        with pytest.raises(Busy) as caught:
            opened.add([credential(1)])
        assert caught.value.exit_code == 11
        assert len(held(desk.open())) == 0
    assert len(opened.add([credential(1)])) == 1


def test_a_writer_notices_that_the_wallet_is_gone(desk: Desk) -> None:
    opened = desk.create().vault
    shutil.rmtree(desk.wallet)
    with pytest.raises(WalletError) as caught:
        opened.add([credential(1)])
    assert caught.value.exit_code in (10, 13, 15)
    assert not (desk.wallet / "packs").exists()
    assert not vault.exists(desk.place)

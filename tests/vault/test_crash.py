"""Failing system calls, power cuts, killed processes and several writers: nothing acknowledged is lost."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from failing_files import MUTATING, Failing
from power_cuts import Life, Recording
from vault_desk import PASSPHRASE, Desk, Quick, credential, held, items

from wallet.errors import Busy, Unwritable, WalletError
from wallet.vault import Files, Vault
from wallet.vault.compaction import compact


def mutate(opened: Vault) -> None:
    opened.add([credential(2)])


def mutate_much(opened: Vault) -> None:
    opened.add(items(100, 360))


def drop(opened: Vault) -> None:
    opened.drop([one.id for one in opened.objects("credential")])


def replace(opened: Vault) -> None:
    opened.add([credential(3)], instead_of=[one.id for one in opened.objects("credential")])


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
        (replace, errno.EIO),
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
        elif change is replace:
            assert list(after.values()) == [credential(3).body] or (after == before and not acknowledged)
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


def test_power_cuts_lose_nothing(desk: Desk) -> None:
    life = Life(desk, Recording, 1)
    life.live()
    assert len(life.moments) >= 150
    assert list(life.bad()) == []


@pytest.mark.long
def test_many_power_cuts_lose_nothing(desk: Desk) -> None:
    life = Life(desk, Recording, 36)
    life.live()
    assert len(life.moments) >= 5_000
    assert list(life.bad()) == []


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


@pytest.mark.parametrize(("count", "each"), [(4, 8), pytest.param(8, 100, marks=pytest.mark.long)])
def test_several_writers_at_once(desk: Desk, count: int, each: int) -> None:
    desk.clock.at = datetime.now(UTC)
    desk.create()
    writers = [writer(desk, 1000 * n, each) for n in range(count)]
    for process in writers:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"  # all are unlocked before the first may start
    sets = [acknowledged_by(process) for process in writers]
    assert [process.returncode for process in writers] == [0] * count
    assert set().union(*sets) == set(held(desk.open()))
    assert len(held(desk.open())) == count * each
    assert desk.open().problems == ()
    assert len(desk.open().contents.frontier.heads) == 1


VICTIMS = """
import os, sys
from pathlib import Path
from wallet import vault
from wallet.vault import Item, Passphrase, Place
import wallet.vault.cache, filelock
folder, passphrase = Path(sys.argv[1]), sys.argv[2].encode()
place = Place(folder / "wallet", folder / "state", folder / "cache")
for line in sys.stdin:
    child = os.fork()
    if not child:
        opened = vault.open(place, Passphrase(passphrase))
        print(os.getpid(), flush=True)
        for number in range(int(line), int(line) + 400):
            (added,) = opened.add([Item("credential", b"%d" % number, {"n": number})])
            os.write(1, added.id.hex().encode() + b"\\n")
        os._exit(0)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""
"""Forks one writer for each line, so that a thousand of them do not each load Python."""


@pytest.mark.parametrize("rounds", [6, pytest.param(1000, marks=pytest.mark.long)])
def test_killed_while_adding(desk: Desk, rounds: int) -> None:
    desk.clock.at = datetime.now(UTC)
    desk.create()
    random, safe = Random(3), set[bytes]()
    command = [sys.executable, "-c", VICTIMS, str(desk.folder), PASSPHRASE.decode()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as victims:
        assert victims.stdin is not None
        assert victims.stdout is not None
        for number in range(rounds):
            victims.stdin.write(f"{1000 * number}\n")
            victims.stdin.flush()
            child = int(victims.stdout.readline())
            safe |= {bytes.fromhex(victims.stdout.readline()) for _ in range(random.randint(0, 3))}
            time.sleep(random.random() * 0.02)
            os.kill(child, signal.SIGKILL)
            while (line := victims.stdout.readline()) != "dead\n":
                safe.add(bytes.fromhex(line))
            opened = desk.open()
            assert safe <= set(held(opened))
            assert opened.problems == ()
            if number % 50 == 49:
                compact(opened, at_once=True)
        victims.stdin.close()
    assert len(safe) > rounds // 2
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
    assert caught.value.exit_code == 15
    assert not (desk.wallet / "packs").exists()
    assert not desk.exists()

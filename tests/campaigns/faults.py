"""Fail every write-class system call of every command that changes something, one at a time, with strace.

    python tests/campaigns/faults.py [--every 1] [--only import] [--seed 0]

For each command it counts the calls that touch the wallet, its memory or its
cache, and runs the command once for each call and kind of failure: killed at
that moment, or the call refused with EIO, ENOSPC, EDQUOT or EINTR.  After each
run the wallet has to open, to be whole, and to be as it was before or as it is
after the command; as after, if the command said that it was done.  Every error
has to be one of the documented ones.  ``--every N`` takes one point in N.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from vault_desk import CHEAP, PASSPHRASE

from wallet import vault
from wallet.actions import demo
from wallet.errors import ExitCode, Locked, WalletError
from wallet.vault import Passphrase, Place
from wallet.vault.upkeep import check

CALLS = (
    "openat",
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "unlink",
    "unlinkat",
    "chmod",
)
KINDS = ("signal=SIGKILL", "error=EIO", "error=ENOSPC", "error=EDQUOT", "error=EINTR")
DRIVER = (
    "import wallet.vault.slots as s; s.calibrated = lambda *_: s.Cost(64, 1, 1);"
    "from wallet.__main__ import main; main()"
)
COMMANDS = {
    "init": ("init", "--recovery-file", "code", "--wallet", "new"),
    "import": ("import", "databases.json", "data-project.png"),
    "tag": ("tag", "statistics", "python"),
    "note": ("note", "statistics", "a note"),
    "hide": ("hide", "statistics"),
    "remove": ("remove", "statistics", "--yes"),
    "undo": ("undo",),
    "stack": ("stack", "import", "data-basics.toml"),
    "password": ("password", "--new-password-file", "second"),
    "slots": ("slots", "add", "keyfile", "--to", "key"),
    "rekey": ("rekey", "--yes", "--new-password-file", "second", "--recovery-file", "code"),
    "gc": ("gc",),
    "gc --now": ("gc", "--now"),
    "repair": ("repair",),
    "restore": ("restore", "older.backup"),
    "sync": ("sync", "remote.git"),
}
"""What is run; before ``undo`` something is removed."""


class Point(NamedTuple):
    """One call of a command."""

    call: str
    number: int
    """Which of the calls of that name it is, from 1."""


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "WALLET_DIR": str(folder / "w"),
        "WALLET_STATE_DIR": str(folder / "s"),
        "WALLET_CACHE_DIR": str(folder / "c"),
        "WALLET_PASSWORD_FILE": str(folder / "secret"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def wallet(folder: Path, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-c", DRIVER, *words]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)


def prepare(folder: Path) -> None:
    """A wallet with two badges, a tag, a removal and a backup of an earlier state."""
    from datetime import UTC, datetime

    for name, data in demo.files(datetime(2026, 11, 22, tzinfo=UTC), os.urandom).items():
        (folder / name).write_bytes(data)
    for name, text in (("secret", PASSPHRASE), ("second", b"battery staple")):
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o600)
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "remote.git")], check=True)
    vault.create(place(folder), PASSPHRASE, cost=CHEAP)
    for words in (
        ("import", "statistics.json"),
        ("backup", "create", "older.backup"),
        ("import", "spreadsheets.jwt"),
        ("tag", "spreadsheets", "old"),
        ("import", "databases.json"),
        ("remove", "databases", "--yes"),
    ):
        done = wallet(folder, *words)
        assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / "c", ignore_errors=True)


def place(folder: Path) -> Place:
    return Place(folder / "w", folder / "s", folder / "c")


def state(folder: Path) -> str:
    """All that a wallet holds, whatever opens it; raises ``AssertionError`` when something is wrong with it."""
    for passphrase in (PASSPHRASE, b"battery staple"):
        try:
            opened = vault.open(place(folder), Passphrase(passphrase))
        except Locked:
            continue
        found = check(opened, read_data=True)
        bad = {problem.slug for problem in found.problems} - {"slot_unlisted", "late_old_key"}
        assert not bad, bad
        held = {
            one.id.hex(): (opened.body(one.id).hex(), sorted(one.about.items())) for one in opened.objects("credential")
        }
        return json.dumps([held, sorted(one.id.hex() for one in opened.objects("stack"))], sort_keys=True)
    raise AssertionError("nothing opens it")


def points(folder: Path, words: tuple[str, ...]) -> Iterator[Point]:
    """The calls of a command that touch our folders, in the order that strace counts them."""
    log = folder / "strace.log"
    done = wallet(folder, *words, before=("strace", "-y", "-o", str(log), "-e", f"trace={','.join(CALLS)}"))
    assert done.returncode == 0, done.stderr
    counts: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        call = line.partition("(")[0]
        if call not in CALLS or "= ?" in line:
            continue
        counts[call] += 1
        ours = re.search(rf"{re.escape(str(folder))}/(w|s|c|new|code|key)\b", line)
        if ours and (call != "openat" or "O_CREAT" in line or "O_DIRECTORY" in line):
            yield Point(call, counts[call])


def run(original: Path, words: tuple[str, ...], point: Point, kind: str, states: tuple[str, str]) -> str:
    """One failure; what it came to, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="wallet-faults-") as name:
        folder = Path(name) / "x"
        shutil.copytree(original, folder, symlinks=True)
        inject = (
            "strace",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"trace={point.call}",
            "-e",
            f"inject={point.call}:{kind}:when={point.number}",
        )
        done = wallet(folder, *words, before=inject)
        known = {int(code) for code in ExitCode}
        if "Traceback" in done.stderr or (done.returncode not in known and done.returncode not in (-9, 137)):
            return f"untyped: {done.returncode} {done.stderr[-300:]}"
        if done.returncode in (70, 1) and words[0] != "repair":
            return f"untyped: {done.returncode} {done.stderr[-300:]}"
        try:
            after = state(folder)
        except (AssertionError, WalletError) as error:
            return f"lost: {error}"
        if done.returncode == 0 and after != states[1]:
            return "lost: it said that it was done"
        if after not in states:
            return "torn: neither as before nor as after"
        return "acknowledged" if done.returncode == 0 else "refused" if done.returncode > 0 else "killed"


def campaign(only: str, every: int, seed: int) -> int:
    outcomes: Counter[str] = Counter()
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="wallet-faults-") as name:
        original = Path(name) / "x"
        original.mkdir()
        prepare(original)
        for title, words in COMMANDS.items():
            if only not in ("", title):
                continue
            trial = Path(name) / "trial"
            shutil.copytree(original, trial)
            before = state(trial)
            found = list(points(trial, words))
            states = (before, state(trial))
            shutil.rmtree(trial)
            for point in found:
                for kind in KINDS:
                    if draw.randrange(every):
                        continue
                    outcome = run(original, words, point, kind, states)
                    outcomes[outcome.partition(":")[0]] += 1
                    if ":" in outcome:
                        print(f"{title}: {point.call} {point.number} {kind}: {outcome}", flush=True)
            print(f"{title}: {len(found)} calls; so far {dict(outcomes)}", flush=True)
    print(f"{outcomes.total()} failures injected: {dict(outcomes)}")
    return sum(count for outcome, count in outcomes.items() if outcome in ("untyped", "lost", "torn"))


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--only", default="")
    words.add_argument("--every", type=int, default=1)
    words.add_argument("--seed", type=int, default=0)
    chosen = words.parse_args()
    sys.exit(1 if campaign(chosen.only, chosen.every, chosen.seed) else 0)

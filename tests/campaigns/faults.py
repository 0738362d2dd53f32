"""Fail every write-class system call of every command that changes something, one at a time, with strace.

    PYTHONPATH=tests python tests/campaigns/faults.py [--every 1] [--only import] [--seed 0]

For each command it counts the calls that touch the wallet, its memory or its
cache, and runs the command once for each call and kind of failure: killed at
that moment, the call refused with EIO, ENOSPC, EDQUOT or EINTR, a write that
takes half of what it is offered, and a file that may grow no further.  After each
run the wallet has to open, to be whole, and to be as it was before or as it is
after the command; as after, if the command said that it was done.  Every error
has to be one of the documented ones.  ``--every N`` takes one point in N.

Each run is a fork of one process that has loaded the program; strace attaches
to it before it begins.
"""

import argparse
import contextlib
import ctypes
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, NoReturn

from issuer_kit import College
from vault_desk import CHEAP, PASSPHRASE

from wallet import vault
from wallet.__main__ import main
from wallet.actions import demo
from wallet.errors import ExitCode, Locked, WalletError
from wallet.vault import Passphrase, Place, slots
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
PR_SET_PTRACER = 0x59616D61
SHORT, FULL = "short write", "no larger"
COMMANDS = {
    "init": ("init", "--recovery-file", "code", "--wallet", "new"),
    "import": ("import", "data-project.png"),
    "tag": ("tag", "statistics", "python"),
    "note": ("note", "statistics", "a note"),
    "hide": ("hide", "statistics"),
    "unhide": ("unhide", "spreadsheets"),
    "remove": ("remove", "statistics", "--yes"),
    "undo": ("undo",),
    "stack": ("stack", "import", "data-basics.toml"),
    "stack remove": ("stack", "remove", "kept", "--yes"),
    "evidence": ("evidence", "add", "https://college.example/.well-known/did.json", "college.example.did.json"),
    "context": ("contexts", "add", "terms.json", "--url", "https://college.example/terms/v1"),
    "trust": ("trust", "add", "did:web:university.example", "--name", "University"),
    "flag": ("trust", "flag", "did:web:mill.example", "--reason", "sells degrees"),
    "trust import": ("trust", "import", "registry.txt", "--name", "Registry"),
    "trust remove": ("trust", "remove", "did:web:academy.example"),
    "identity": ("identity", "add", "you@mail.example"),
    "share": ("share", "statistics", "-o", "bundle.zip", "--yes"),
    "batch": ("batch", "commands"),
    "backup": ("backup", "create", "new.backup"),
    "part": ("backup", "create", "part.backup", "statistics", "--new-password-file", "second"),
    "password": ("password", "--new-password-file", "second"),
    "slots": ("slots", "add", "keyfile", "--to", "key"),
    "slots remove": ("slots", "remove", "recovery code", "--yes"),
    "rekey": ("rekey", "--yes", "--new-password-file", "second", "--recovery-file", "code"),
    "gc": ("gc",),
    "gc --now": ("gc", "--now"),
    "repair": ("repair",),
    "restore": ("restore", "older.backup"),
    "sync": ("sync", "remote.git"),
}
"""What is run."""
STACK = """\
format = "wallet-stack/1"
id = "urn:uuid:00000000-0000-4000-8000-000000000001"
name = "Kept"
[[require]]
match = { name = "Statistics" }
"""
TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(?:\+00:00|Z)?")


class Point(NamedTuple):
    """One call of a command."""

    call: str
    number: int
    """Which of the calls of that name it is, from 1."""


class Done(NamedTuple):
    """How a run ended."""

    code: int
    """Negative: the number of the signal."""
    errors: str


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "WALLET_DIR": str(folder / "w"),
        "WALLET_STATE_DIR": str(folder / "s"),
        "WALLET_CACHE_DIR": str(folder / "c"),
        "WALLET_PASSWORD_FILE": str(folder / "secret"),
    }


def wallet(folder: Path, *words: str, strace: tuple[str, ...] = (), short: int = 0, largest: int = 0) -> Done:
    """Run a command in a fork of this process: under strace, with one short write, or with files that stay small."""
    (gate, go), (ready, at_gate) = os.pipe(), os.pipe()
    errors = folder.parent / f"{folder.name}.stderr"
    child = os.fork()
    if not child:
        _become(folder, words, (gate, at_gate), errors, short, largest)
    os.close(at_gate)
    os.read(ready, 1)  # what fails from now on is the program's, and not what comes before it
    tracer = _attached(child, strace) if strace else None
    os.write(go, b"x")
    _, status = os.waitpid(child, 0)
    for handle in (gate, go, ready):
        os.close(handle)
    if tracer:
        tracer.wait()
    return Done(os.waitstatus_to_exitcode(status), errors.read_text(errors="replace"))


def _become(
    folder: Path, words: tuple[str, ...], gate: tuple[int, int], errors: Path, short: int, largest: int
) -> NoReturn:
    """The program, once the gate opens."""
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(os.open(errors, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), 2)
        os.chdir(folder)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1))  # so that strace may attach where only parents may
        around = environment(folder)
        os.environ.clear()
        os.environ.update(around)
        sys.argv = ["wallet", *words]
        if short:
            _shorten(short)
        if largest:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        os.write(gate[1], b"x")
        os.read(gate[0], 1)
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:  # noqa: BLE001 - the fork must not go on as this process
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _shorten(number: int) -> None:
    """Let one write take half of what it is offered."""
    write, calls = os.write, iter(range(1, 1 << 30))

    def halved(handle: int, data: memoryview) -> int:
        return write(handle, data[: len(data) // 2] if next(calls) == number and len(data) > 1 else data)

    os.write = halved


def _attached(child: int, strace: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    tracer = subprocess.Popen(["strace", "-qq", *strace, "-p", str(child)], stderr=subprocess.DEVNULL)
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text() and tracer.poll() is None:
        time.sleep(0.001)
    time.sleep(0.005)  # it has stopped the child, and lets it go on once its filters are set
    return tracer


def prepare(folder: Path) -> None:
    """A wallet with two badges, a tag, a removal, a stack, a backup of an earlier state, and badges to decide on."""
    from datetime import UTC, datetime

    for name, data in demo.files(datetime(2026, 11, 22, tzinfo=UTC), os.urandom).items():
        (folder / name).write_bytes(data)
    for name, text in (("secret", PASSPHRASE), ("second", b"battery staple")):
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o600)
    (folder / "kept.toml").write_text(STACK)
    (folder / "older.txt").write_text("did:web:mill.example Mill\n")
    (folder / "registry.txt").write_text("did:web:university.example University\n")
    issuers = [College(host=f"{name}.example") for name in ("college", "university", "mill", "academy")]
    for one in issuers:  # the badge of the first waits for the document that is added
        (folder / f"{one.host}.jwt").write_bytes(one.badge(f"Logic at {one.host}"))
        (folder / f"{one.host}.did.json").write_bytes(one.document())
    (folder / "terms.json").write_text('{"@context": {"course": "https://college.example/terms#course"}}')
    (folder / "commands").write_text("tag statistics one\nnote statistics 'in a batch'\n")
    subprocess.run(["git", "init", "-q", "--bare", "--template=", str(folder / "remote.git")], check=True)
    vault.create(place(folder), PASSPHRASE, cost=CHEAP)
    for words in (
        ("import", "statistics.json"),
        ("backup", "create", "older.backup"),
        ("import", "spreadsheets.jwt"),
        ("tag", "spreadsheets", "old"),
        ("hide", "spreadsheets"),
        ("stack", "import", "kept.toml"),
        ("import", "databases.json"),
        ("remove", "databases", "--yes"),
        *(("import", f"{one.host}.jwt") for one in issuers),
        *(("evidence", "add", one.did_url, f"{one.host}.did.json") for one in issuers[1:]),
        ("trust", "add", "did:web:academy.example"),
        ("trust", "import", "older.txt", "--name", "Registry"),
    ):
        done = wallet(folder, *words)
        assert done.code == 0, (words, done)
    shutil.rmtree(folder / "c", ignore_errors=True)


def warm(folder: Path) -> None:
    """Load into this process what the commands load, so that its forks need not."""
    from wallet.cli import run
    from wallet.show.console import Streams

    page = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    was = Path.cwd()
    os.chdir(folder)
    for words in COMMANDS.values():
        with contextlib.suppress(WalletError):
            run(list(words), Streams(page, page, page), environment(folder))
    os.chdir(was)


def place(folder: Path) -> Place:
    return Place(folder / "w", folder / "s", folder / "c")


def state(folder: Path) -> str:
    """All that a wallet holds, whatever opens it; raises ``AssertionError`` when something is wrong with it.

    What comes with the time of day or with random numbers is counted only.
    """
    for passphrase in (b"battery staple", PASSPHRASE):
        try:
            opened = vault.open(place(folder), Passphrase(passphrase))
        except Locked:
            continue
        found = check(opened, read_data=True)
        bad = {problem.slug for problem in found.problems} - {"slot_unlisted", "late_old_key"}
        assert not bad, bad
        kept = ("credential", "stack", "context")
        ids = sorted(one.id for kind in kept for one in opened.objects(kind))
        held = [(name.hex(), sha256(opened.body(name)).hexdigest()) for name in ids]
        others = Counter(row.table[0] for row in opened.contents.objects.values())
        registers = sorted(
            (on, key, TIME.sub("TIME", json.dumps(value, sort_keys=True)))
            for on, keys in opened.contents.state.registers.items()
            for key, (_, value) in keys.items()
            if not on.startswith(("slot:", "key:")) and value is not None
        )
        return json.dumps([held, sorted(others.items()), registers])
    raise AssertionError("nothing opens it")


def points(folder: Path, words: tuple[str, ...]) -> Iterator[Point]:
    """The calls of a command that touch our folders, in the order that strace counts them."""
    log = folder.parent / "strace.log"
    done = wallet(folder, *words, strace=("-y", "-o", str(log), "-e", f"trace={','.join(CALLS)}"))
    assert done.code == 0, (words, done)
    counts: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        call = line.partition("(")[0]
        if call not in CALLS or "= ?" in line:
            continue
        counts[call] += 1
        ours = re.search(rf"{re.escape(str(folder))}/(w|s|c|new|code|key|bundle.zip|new.backup|part.backup)\b", line)
        if ours and (call != "openat" or "O_CREAT" in line or "O_DIRECTORY" in line):
            yield Point(call, counts[call])


def kinds(point: Point) -> tuple[str, ...]:
    return (*KINDS, SHORT, FULL) if point.call == "write" else KINDS


def run(original: Path, words: tuple[str, ...], point: Point, kind: str, states: tuple[str, str]) -> str:
    """One failure; what it came to, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="wallet-faults-") as name:
        folder = Path(name) / "x"
        shutil.copytree(original, folder, symlinks=True)
        if kind == SHORT:
            done = wallet(folder, *words, short=point.number)
        elif kind == FULL:
            done = wallet(folder, *words, largest=300 * point.number)
        else:
            inject = f"inject={point.call}:{kind}:when={point.number}"
            done = wallet(folder, *words, strace=("-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject))
        known = {int(code) for code in ExitCode}
        if "Traceback" in done.errors or done.code not in known | {-9} or "battery staple" in done.errors:
            return f"untyped: {done.code} {done.errors[-300:]}"
        if done.code in (70, 1) and words[0] != "repair":
            return f"untyped: {done.code} {done.errors[-300:]}"
        try:
            after = state(folder)
        except (AssertionError, WalletError) as error:
            return f"lost: {error}"
        if done.code == 0 and after != states[1]:
            return "lost: it said that it was done"
        if after not in states and not (words[0] == "batch" and done.code):
            return "torn: neither as before nor as after"
        return "acknowledged" if done.code == 0 else "refused" if done.code > 0 else "killed"


def campaign(only: str, every: int, seed: int) -> int:
    outcomes: Counter[str] = Counter()
    draw = random.Random(seed)
    slots.calibrated = lambda *_: CHEAP  # the forks make wallets and passphrases too
    with tempfile.TemporaryDirectory(prefix="wallet-faults-") as name:
        original = Path(name) / "x"
        original.mkdir()
        prepare(original)
        shutil.copytree(original, Path(name) / "warm")
        warm(Path(name) / "warm")
        for title, words in COMMANDS.items():
            if only not in ("", title):
                continue
            trial = Path(name) / "trial"
            shutil.copytree(original, trial)
            found = list(points(trial, words))
            assert found, "strace saw nothing"
            after = state(trial)
            shutil.rmtree(trial)
            shutil.copytree(original, trial)
            states = (state(trial), after)
            shutil.rmtree(trial)
            for point in found:
                for kind in kinds(point):
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

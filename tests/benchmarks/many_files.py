"""``wallet verify`` over a folder of many mixed files: one process against several, and peak memory.

    python tests/benchmarks/many_files.py [FILES] [JOBS] [ROUNDS]

Makes FILES files (10,000) in a temporary folder: badges of 25 issuers in four
kinds, and every tenth with a defect, by name.  Runs with ``--jobs 1`` and
``--jobs JOBS`` (2) go in turn, ROUNDS (5) of each, so that a machine that slows
down slows both; the ratio is that of the medians.  Beside it stands what this
machine gives to two bare loops, one after the other and at once, in the same
rounds: no program can do better.  Memory is that of the largest process.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from time import perf_counter
from typing import NamedTuple

from wallet.actions import demo

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUERS = 25
A_FOLDER = 500


def _unsigned(data: bytes) -> bytes:
    return json.dumps({name: value for name, value in json.loads(data).items() if name != "proof"}).encode()


DEFECTS: dict[str, Callable[[bytes], bytes]] = {
    "changed": lambda data: data.replace(b"Demo College", b"Oxford"),
    "undefined_term_added": lambda data: data[:-1] + b',"gpa":"4.0"}',
    "unsigned": _unsigned,
    "cut_off": lambda data: data[:-40],
    "twice": lambda data: data[:-1] + b',"id":"urn:x"}',
    "plain_text": lambda _: b"Dear graduate, your badge is attached.",
}


class Run(NamedTuple):
    seconds: float
    megabytes: float
    tally: Counter[str]


def make(folder: Path, number: int) -> None:
    """``number`` files in sub-folders of 500."""
    issuers = [
        [(name, data) for name, data in demo.files(NOW, token_bytes).items() if not name.endswith(".toml")]
        for _ in range(ISSUERS)
    ]
    defects = list(DEFECTS.items())
    for place in range(number):
        name, data = issuers[place % ISSUERS][place // ISSUERS % 4]
        if place % 10 == 9:
            defect, spoil = defects[place // 10 % len(defects)]
            name, data = f"{defect}.json", spoil(dict(issuers[place % ISSUERS])["statistics.json"])
        path = folder / f"{place // A_FOLDER:03}" / f"{place:06}-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def verify(folder: Path, *options: str) -> Run:
    """One run from the shell's point of view."""
    begun = perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        command = [sys.executable, "-m", "wallet", "verify", "--jsonl", *options, str(folder)]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        tally, last = Counter[str](), {}
        for line in out:  # not kept: a child's peak begins with what its parent holds
            last = json.loads(line)
            tally[last.get("verdict", last["type"])] += 1
    assert process.returncode == last["exit_code"], "it did not finish"
    return Run(seconds, usage.ru_maxrss / 1024, tally)


def bare(at_once: int) -> float:
    """Seconds that a loop takes in each of several processes at once."""
    begun = perf_counter()
    loop = "x = 0\nfor i in range(20_000_000): x += i"
    processes = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(at_once)]
    for process in processes:
        process.wait()
    return perf_counter() - begun


def main(files: int = 10_000, jobs: int = 2, rounds: int = 5) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place) / "small", Path(place) / "large"
        for folder, number in ((small, max(1, files // 10)), (large, files)):
            folder.mkdir()
            make(folder, number)
        for folder, number in ((small, files // 10), (large, files)):
            run = verify(folder, "--jobs", "1")
            print(f"{number} files, --jobs 1: peak {run.megabytes:.0f} MiB; {dict(run.tally)}")
        one, several, machine = [], [], []
        for _ in range(rounds):
            machine.append(jobs * bare(1) / bare(jobs))
            one.append(verify(large, "--jobs", "1"))
            several.append(verify(large, "--jobs", str(jobs)))
            assert one[-1].tally == several[-1].tally, "the answers differ"
        alone, together = (statistics.median(run.seconds for run in runs) for runs in (one, several))
        print(f"--jobs 1: {files / alone:.0f} files a second, end to end")
        print(f"--jobs {jobs}: {files / together:.0f} files a second; largest process {several[0].megabytes:.0f} MiB")
        print(f"ratio of the medians of {rounds}: {alone / together:.2f}")
        best = min(run.seconds for run in one) / min(run.seconds for run in several)
        print(f"ratio of the best: {best:.2f}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"the same ratio for bare loops: median {statistics.median(machine):.2f}, best {max(machine):.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

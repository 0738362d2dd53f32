"""Start-up and everyday commands as ratios of one interleaved run: whole processes, CPU time, medians.

    python tests/benchmarks/startup.py BADGE.json
    python tests/benchmarks/startup.py --profile BADGE.json

The first prints how often bare Python fits into each command; ``list`` and
``show`` have a wallet of 10,000.  The second says what each spends its time on:
the slowest modules to load, and the slowest functions.

Bars: ``wallet --version`` at most 2.0 times ``import typer``, and ``wallet
verify BADGE.json`` at most 1.6 times ``wallet --version``.  The wallet opens as
cheaply as it can, since guessing a passphrase is made costly on purpose.
"""

import argparse
import cProfile
import io
import os
import pstats
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

ROUNDS = 9
HELD = 10_000
PLACES = {"WALLET_DIR": "w", "WALLET_STATE_DIR": "s", "WALLET_CACHE_DIR": "c", "WALLET_PASSWORD_FILE": "secret"}
COMPLETE = "source completions/wallet.bash; COMP_WORDS=(wallet sta); COMP_CWORD=1; _wallet"
BARE, TYPER, VERSION, VERIFY = "python -c pass", "import typer", "wallet --version", "wallet verify FILE"
BARS = ((VERSION, TYPER), (VERIFY, VERSION))


def commands(badge: str) -> dict[str, list[str]]:
    """Each thing to measure, by name."""
    ours = {
        VERSION: ["--version"],
        "wallet --help": ["--help"],
        "wallet help vault": ["help", "vault"],
        f"wallet list ({HELD:,})": ["list"],
        "wallet show REF": ["show", "only this one"],
        VERIFY: ["verify", badge],
        "wallet qr LINK": ["qr", "https://example.org/badge", "--json"],
    }
    others = {BARE: ["-c", "pass"], TYPER: ["-c", "import typer"]}
    found = {name: [sys.executable, *words] for name, words in others.items()}
    found |= {name: [sys.executable, "-m", "wallet", *words] for name, words in ours.items()}
    return found | {"completion in bash": ["bash", "-c", COMPLETE]}


def wallet(folder: Path, badge: str) -> dict[str, str]:
    """The environment of a wallet that holds so many entries, and one real badge to show."""
    from vault import credential, place
    from vault_desk import CHEAP, PASSPHRASE

    from wallet import vault as vaults

    (folder / "secret").write_bytes(PASSPHRASE)
    (folder / "secret").chmod(0o600)
    made = vaults.create(place(folder), PASSPHRASE, cost=CHEAP).vault
    made.add([credential(number) for number in range(HELD)])
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found |= {name: str(folder / at) for name, at in PLACES.items()}
    renamed = folder / "only.json"
    renamed.write_bytes(Path(badge).read_bytes())
    command = [sys.executable, "-m", "wallet", "import", str(renamed), "--json"]
    done = subprocess.run(command, env=found, capture_output=True, text=True, check=True)
    ref = re.search(r'"ref": ?"([a-z2-7]{10})', done.stdout)
    assert ref
    return found | {"ONLY": ref[1]}


def cpu(command: list[str], environment: dict[str, str]) -> float:
    """Seconds of processor time of one run, its output thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [environment["ONLY"] if word == "only this one" else word for word in command]
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(badge: str, environment: dict[str, str]) -> None:
    """Print the ratios."""
    found = commands(badge)
    times: dict[str, list[float]] = {name: [] for name in found}
    for round_ in range(ROUNDS + 1):
        for name, command in found.items():
            spent = cpu(command, environment)
            if round_:  # the first run of each writes its byte code
                times[name].append(spent)
    for name, other in [*((name, BARE) for name in found if name != BARE), *BARS]:
        ratios = [one / two for one, two in zip(times[name], times[other], strict=True)]
        print(f"{name} / {other}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def profile(badge: str, environment: dict[str, str]) -> None:
    """Print what each command of ours spends its time on."""
    for name, command in commands(badge).items():
        if "wallet" in command:
            words = [environment["ONLY"] if word == "only this one" else word for word in command[3:]]
            timed = [sys.executable, "-X", "importtime", *command[1:3], *words]
            done = subprocess.run(timed, capture_output=True, text=True, check=False, env=environment)
            print(f"\n{name}\n  loading: {_slowest(done.stderr)}\n  running: {_running(words, environment)}")


def _slowest(report: str) -> str:
    rows = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", report)
    rooms: dict[str, int] = {}
    for spent, module in rows:
        rooms[module.split(".")[0]] = rooms.get(module.split(".")[0], 0) + int(spent)
    top = sorted(rooms.items(), key=lambda one: -one[1])[:6]
    return f"{sum(rooms.values()) / 1000:.0f} ms in {len(rows)} modules; " + ", ".join(
        f"{room} {spent / 1000:.0f}" for room, spent in top
    )


def _running(words: list[str], environment: dict[str, str]) -> str:
    from wallet.cli import run
    from wallet.show.console import Streams

    streams = Streams(io.TextIOWrapper(io.BytesIO()), io.StringIO(), io.StringIO())
    profiler = cProfile.Profile()
    profiler.enable()
    run(words, streams, environment)
    profiler.disable()
    rows = pstats.Stats(profiler).stats.items()  # type: ignore[attr-defined] # not in the stubs
    top = sorted(rows, key=lambda one: -one[1][2])[:5]
    return ", ".join(f"{Path(file).name}:{line} {name} {spent[2] * 1000:.0f} ms" for (file, line, name), spent in top)


def main() -> None:
    """Measure, or profile."""
    parser = argparse.ArgumentParser()
    parser.add_argument("badge")
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = wallet(Path(folder), chosen.badge)
        (profile if chosen.profile else measure)(str(Path(chosen.badge).absolute()), environment)


if __name__ == "__main__":
    main()

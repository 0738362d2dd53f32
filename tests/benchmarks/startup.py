"""Start-up as ratios of one interleaved run: whole processes, CPU time, medians.

    python tests/benchmarks/startup.py BADGE.json

Bars: ``wallet --version`` at most 2.0 times ``import typer``, and ``wallet
verify BADGE.json`` at most 1.6 times ``wallet --version``.
"""

import os
import resource
import statistics
import subprocess
import sys

ROUNDS = 15


def cpu(command: list[str]) -> float:
    """Seconds of processor time of one run, its output thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(badge: str) -> None:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import typer": [sys.executable, "-c", "import typer"],
        "wallet --version": [sys.executable, "-m", "wallet", "--version"],
        "wallet verify": [sys.executable, "-m", "wallet", "verify", badge],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 1):
        for name, command in commands.items():
            spent = cpu(command)
            if round_:  # the first run of each writes its byte code
                times[name].append(spent)
    for name, other in (
        ("import typer", "python -c pass"),
        ("wallet --version", "import typer"),
        ("wallet verify", "wallet --version"),
        ("wallet verify", "python -c pass"),
    ):
        ratios = [one / two for one, two in zip(times[name], times[other], strict=True)]
        print(f"{name} / {other}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main(sys.argv[1])

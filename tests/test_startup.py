"""What each command must not load: start-up time is a promise, kept by imports.

Measured in processes of their own, from the modules that a real run leaves in
``sys.modules``.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "rich", "pygments", "cryptography", "cffi", "qrcode", "zxingcpp", "PIL", "fpdf", "pypdf", "pydantic", "urllib3",
    "keyring", "xml", "sqlite3", "asyncio", "multiprocessing", "unittest", "http", "email", "tomllib", "tomli_w",
    "filelock", "zipfile", "platformdirs",
}  # fmt: skip
REST = ("formats", "proofs", "keys", "status", "trust", "vault", "stacks", "share", "carriers", "codec", "actions")

PROBE = """
import sys
from wallet.cli import run
code = run(sys.argv[1:])
sys.stdout.flush()
print(*sorted(sys.modules), file=sys.stderr)
"""


def loaded(*argv: str) -> set[str]:
    """Every module in memory after ``wallet`` ran with ``argv``, its output going to a pipe."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *argv], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    lines = done.stderr.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    return set(lines[-1].split())


def heavy(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & HEAVY


def rooms(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("wallet.")} & set(REST)


@pytest.mark.parametrize("argv", [("--version",), ("--help",), (), ("stack",)], ids=" ".join)
def test_the_program_itself_loads_nothing_that_works(argv: tuple[str, ...]) -> None:
    modules = loaded(*argv)
    assert heavy(modules) == set()
    assert rooms(modules) == set()
    assert {name for name in modules if name.startswith("wallet.cli.")} == {
        "wallet.cli.failing",
        "wallet.cli.invocation",
    }


def test_completions_come_from_static_scripts() -> None:
    """The scripts start no program: a completion costs what the shell costs."""
    folder = Path(__file__).parent.parent / "completions"
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "$(wallet" not in text
        assert "COMPLETE=" not in text

"""The code's style and types, held by the tools that judge them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("command", "mend"),
    [
        (("ruff", "check", "."), "run: ruff check --fix ."),
        (("ruff", "format", "--check", "."), "run: ruff format ."),
        (("mypy",), "run: mypy"),
    ],
    ids=["lint", "format", "types"],
)
def test_the_tools_find_nothing(command: tuple[str, ...], mend: str) -> None:
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{mend}\n{run.stdout[-4000:]}{run.stderr[-1000:]}"

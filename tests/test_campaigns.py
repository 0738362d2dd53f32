"""A sample of each campaign, so that it still runs when it is wanted in full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from campaigns.mutations import mutants
from programs import program

CAMPAIGNS = Path(__file__).parent / "campaigns"


def campaign(name: str, *words: str) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(CAMPAIGNS.parent), str(CAMPAIGNS.parents[1])])}
    command = [sys.executable, str(CAMPAIGNS / name), *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_readers_of_vault_files() -> None:
    said = campaign("vault_fuzz.py", "--count", "6000", "--seed", "7")
    assert "6000 inputs" in said
    assert ", 0 bad" in said


@pytest.mark.parametrize(
    ("only", "every"), [("tag", "8"), ("rekey", "25"), ("repair", "25"), ("gc --now", "25"), ("trust import", "25")]
)
def test_failing_system_calls(only: str, every: str) -> None:
    program("strace", "strace")
    said = campaign("faults.py", "--only", only, "--every", every)
    assert "failures injected" in said
    assert "lost" not in said
    assert "torn" not in said


def test_what_is_no_mistake_is_left_alone() -> None:
    """No test could notice a list of names or an annotation that is wrong."""
    path = "wallet/stacks/progress.py"
    source = (CAMPAIGNS.parents[1] / path).read_text(encoding="utf-8").splitlines()
    changed = {source[mutant.node.lineno - 1].split()[0] for mutant in mutants(path)}  # type: ignore[attr-defined] # an expression or a statement
    assert "__all__" not in changed
    assert "return" in changed


def test_small_mistakes() -> None:
    assert "6 of 6 mutants killed" in campaign("mutants.py", "wallet/status/bits.py", "--sample", "6")

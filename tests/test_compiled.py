"""The compiled build judges as the program does that was not compiled: the tests of judging, run over it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from vectors import SHARED

ROOT = Path(__file__).parent.parent
JUDGING = (
    "tests/codec", "tests/formats", "tests/proofs", "tests/actions",
    "tests/test_vectors.py", "tests/test_metamorphic.py", "tests/test_fail_open.py", "tests/test_verdict.py",
)  # fmt: skip
"""Where they are; they import the folder that they are run in."""


@pytest.mark.long
def test_a_compiled_build_judges_alike(tmp_path: Path) -> None:
    """Takes some minutes, most of them for the compiler."""
    if not shutil.which("cc"):
        pytest.skip("needs a C compiler: none is here")
    checkout, peers = tmp_path / "main", Path("tests/peers/node_modules")
    run(tmp_path, "git", "clone", "--quiet", ROOT, checkout)
    if SHARED.is_dir():
        (tmp_path / "shared").symlink_to(SHARED)
    if (ROOT / peers).is_dir():
        (checkout / peers).symlink_to(ROOT / peers)
    run(checkout, sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "wheel", ".")
    assert any((checkout / "wallet" / "codec").glob("rdfc.*.so")), "nothing was compiled"
    run(checkout, sys.executable, "-m", "pytest", "--quiet", *JUDGING)


def run(folder: Path, *command: str | Path) -> None:
    """Runs what is compiled in ``folder``, rather than what is installed."""
    environment = os.environ | {"HATCH_BUILD_HOOK_ENABLE_MYPYC": "true", "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

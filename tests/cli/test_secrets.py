"""No secret in arguments, environments, tracebacks or core files."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

CRASHING = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
import os, wallet.cli
wallet.cli.run = lambda *_: os.abort()
if sys.argv.pop() == "wallet":
    from wallet.__main__ import main
    main()
os.abort()
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.mark.parametrize("who", ["wallet", "python"])
def test_a_crash_leaves_no_core(tmp_path: Path, who: str) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or "/" in pattern.read_text() or pattern.read_text().startswith("|"):
        pytest.skip("this system does not leave core files where the program runs")
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY and os.geteuid():
        pytest.skip("no process here may leave a core file")
    run = subprocess.run([sys.executable, "-c", CRASHING, who], cwd=tmp_path, capture_output=True, check=False)
    assert run.returncode < 0
    assert bool(list(tmp_path.glob("core*"))) is (who == "python"), "the program leaves none, and others would"


def test_the_limit_holds_before_anything_is_loaded() -> None:
    """One byte: too little for a file, and Linux gives programs that collect cores none either."""
    code = "import wallet.cli as c, resource as r; c.run = lambda *_: print(r.getrlimit(r.RLIMIT_CORE)) or 0;"
    run = subprocess.run(
        [sys.executable, "-c", f"{code} from wallet.__main__ import main; main()"], capture_output=True, check=True
    )
    soft, hard = eval(run.stdout)  # noqa: S307 - a tuple that the line above prints
    assert soft == hard
    assert soft in (0, 1)


def test_nobody_sees_a_secret_in_arguments_or_the_environment(desk: Desk) -> None:
    """While a batch waits with the wallet open, its process shows neither passphrase nor key."""
    passphrase = Path(desk.environment["WALLET_PASSWORD_FILE"]).read_bytes().strip()
    process = subprocess.Popen(
        [sys.executable, "-m", "wallet", "batch", "-"],
        env=os.environ | desk.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write("list\n")
    process.stdin.flush()
    while b"batch" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
        assert process.poll() is None  # not yet the program: its arguments are there once it is
    shown = b"".join(Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ", "comm"))
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "Statistics" in out
    assert passphrase not in shown
    assert b"WALLET_PASSWORD_FILE" in shown

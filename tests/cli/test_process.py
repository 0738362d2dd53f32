"""The program as a process: what a shell sees when a pipe closes, a disk is full or Ctrl-C is pressed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

WALLET = [sys.executable, "-m", "wallet"]


def test_a_closed_pipe_is_silent_and_141() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*WALLET, "completions", "fish"], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_help_into_a_closed_pipe_is_141_too() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*WALLET, "--help"], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("argv", [("completions", "bash"), ("status", "--json")], ids=" ".join)
def test_a_full_disk_is_15(argv: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*WALLET, *argv], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 15
    assert done.stderr.splitlines()[0] == "wallet: error: the output cannot be written: no space left on device"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)], ids=str)
def test_closed_streams_are_no_bug(closed: tuple[int, ...]) -> None:
    shell = " ".join(f"{n}>&-" if n else "0<&-" for n in closed)
    done = subprocess.run(["sh", "-c", f'exec "$@" {shell}', "sh", *WALLET, "status"], capture_output=True, check=False)
    assert done.returncode == (15 if 1 in closed else 0), "what was asked for must not vanish unsaid"
    assert b"Traceback" not in done.stderr
    if closed == (1,):
        assert b"the output cannot be written: the stream is closed" in done.stderr


def test_ctrl_c_is_130() -> None:
    script = (
        "import os, signal, sys; from wallet.cli import invocation, run;"
        "invocation.Invocation.stdin = lambda _: os.kill(os.getpid(), signal.SIGINT);"
        "sys.exit(run(['verify', '-']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_demo_that_is_ended_leaves_no_folder_behind(tmp_path: Path, name: str) -> None:
    """And it ends as the shell expects: by the signal itself, or by 130 after Ctrl-C."""
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    number = getattr(signal, name)
    with subprocess.Popen(
        [*WALLET, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as demo:
        assert demo.stdout is not None
        assert any(line.startswith("$ wallet import") for line in demo.stdout)
        assert list(tmp_path.iterdir())
        demo.send_signal(number)
        _, complaint = demo.communicate(timeout=60)
    assert (demo.returncode, complaint) == (130 if name == "SIGINT" else -number, "")
    assert not list(tmp_path.iterdir())


def test_a_demo_whose_reader_stops_is_silent_and_141(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen([*WALLET, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as demo:
        assert demo.stdout is not None
        assert demo.stderr is not None
        demo.stdout.readline()
        demo.stdout.close()
        assert (demo.stderr.read(), demo.wait(60)) == (b"", 141)
    assert not list(tmp_path.iterdir())


def test_what_nohup_ignores_stays_ignored() -> None:
    script = (
        "import os, signal, sys, wallet.cli; from wallet.__main__ import main;"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "wallet.cli.run = lambda _: os.kill(os.getpid(), signal.SIGHUP) or 0;"
        "main()"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_bug_is_70_and_one_line() -> None:
    script = "import wallet.cli, sys; wallet.cli.program = lambda: 1 / 0; sys.exit(wallet.cli.run(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", script, "list"], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert done.stderr.startswith("wallet: error: something went wrong inside wallet: ZeroDivisionError at ")
    assert len(done.stderr.splitlines()) == 2


def test_secrets_stay_out_of_what_others_can_see(tmp_path: Path) -> None:
    """Neither output nor a traceback holds the passphrase, also when things fail."""
    canary = "canary-7f3a9e"
    secret = tmp_path / "secret"
    secret.write_text(canary)
    secret.chmod(0o600)
    environment = os.environ | {
        "WALLET_DIR": str(tmp_path / "w"),
        "WALLET_PASSWORD_FILE": str(secret),
        "WALLET_DEBUG": "1",
    }
    for argv in (["init"], ["list"], ["show", "x"], ["import", "missing.json"], ["list", "--password-file", "missing"]):
        done = subprocess.run([*WALLET, *argv], capture_output=True, text=True, env=environment, check=False)
        assert canary not in done.stdout + done.stderr
    for path in (tmp_path / "w").rglob("*"):
        assert not path.is_file() or canary.encode() not in path.read_bytes()

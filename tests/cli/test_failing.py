"""Every way to fail has its own exit code, and none of the unexpected ones is 1."""

import errno
import io
import json
from collections.abc import Callable

import pytest
import typer
from command_desk import Desk, make_desk

from wallet.cli.failing import guarded
from wallet.cli.invocation import Invocation
from wallet.errors import Ambiguous, ExitCode, Locked, NoWallet, Unwritable, WalletError
from wallet.show.console import ClosedPipe, Streams

__all__ = ["make_desk"]


class Full(io.StringIO):
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def invocation(stdout: io.StringIO | None = None, **environment: str) -> Invocation:
    return Invocation(Streams(io.StringIO(), stdout or io.StringIO(), io.StringIO()), environment)


def raising(error: BaseException) -> Callable[[], ExitCode]:
    def call() -> ExitCode:
        raise error

    return call


def outcome(error: BaseException, **environment: str) -> tuple[int, str]:
    one = invocation(**environment)
    code = guarded(one, raising(error))
    return code, one.streams.stderr.getvalue()  # type: ignore[attr-defined] # a StringIO


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (
            NoWallet("no wallet at /w", hint="wallet init"),
            10,
            "wallet: error: no wallet at /w\nwallet: hint: wallet init\n",
        ),
        (Locked("wrong passphrase"), 12, "wallet: error: wrong passphrase\n"),
        (FileNotFoundError(2, "No such file or directory", "a.json"), 5, "a.json: no such file or directory"),
        (PermissionError(13, "Permission denied", "a.json"), 5, "a.json: permission denied"),
        (OSError(errno.ENOSPC, "No space left on device", "x.png"), 15, "x.png: no space left on device"),
        (
            OSError(errno.EROFS, "Read-only file system"),
            15,
            "wallet: error: read-only file system\nwallet: hint: choose another place\n",
        ),
        (Unwritable("x.png exists"), 15, "x.png exists"),
        (KeyboardInterrupt(), 130, ""),
        (typer.Abort(), 130, ""),
        (ClosedPipe(), 141, ""),
        (BrokenPipeError(), 141, ""),
        (typer.BadParameter("it is odd"), 2, "wallet: error: invalid value: it is odd\nwallet: hint: wallet --help\n"),
        (ValueError("the secret"), 70, "ValueError at cli/failing.py:"),
        (RecursionError(), 70, "RecursionError"),
        (MemoryError(), 70, "MemoryError"),
        (AssertionError("no"), 70, "AssertionError"),
        (SystemExit(1), 70, "SystemExit"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_each_failure_has_its_code_and_words(error: BaseException, code: int, words: str) -> None:
    got, said = outcome(error)
    assert got == code
    assert words in said
    assert bool(said) == bool(words)


def test_a_bug_shows_no_values_unless_asked_to() -> None:
    code, said = outcome(ValueError("the secret"))
    assert (code, "the secret" in said, "Traceback" in said) == (70, False, False)
    assert "WALLET_DEBUG=1" in said
    _, said = outcome(ValueError("the reason"), WALLET_DEBUG="1")
    assert "Traceback" in said
    assert "the reason" in said


def test_a_closed_pipe_that_typer_turned_into_an_exit_is_still_a_closed_pipe() -> None:
    error = SystemExit(1)
    error.__context__ = BrokenPipeError()
    assert outcome(error) == (141, "")


def test_output_that_cannot_be_flushed_is_unwritable() -> None:
    one = invocation(Full())
    assert guarded(one, lambda: ExitCode.OK) == 15


def test_json_carries_the_error_and_stderr_says_it_too() -> None:
    one = invocation()
    one.command, one.json = "show", True
    error: WalletError = Ambiguous("'data' matches 2 credentials", ("a", "b"), hint="wallet show a")
    assert guarded(one, raising(error)) == 6
    stdout: io.StringIO = one.streams.stdout  # type: ignore[assignment] # a StringIO
    assert json.loads(stdout.getvalue()) == {
        "schema": "wallet/1",
        "command": "show",
        "exit_code": 6,
        "data": None,
        "errors": [
            {
                "slug": "ambiguous",
                "message": "'data' matches 2 credentials",
                "hint": "wallet show a",
                "candidates": ["a", "b"],
            }
        ],
    }


def test_what_a_person_is_warned_of_a_program_reads_too(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    said = desk("export", "--json")
    assert said.err == f"wallet: warning: {said.document['warnings'][0]}\n"
    assert "warnings" not in desk("list", "--json").document, "only where there are any"


def test_an_error_about_one_input_of_several_names_it(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    files = [desk.file("open.toml", b"["), desk.file("empty.json", b"")]
    for line in (("import", *files), ("verify", *files), ("stack", "validate", *files)):
        assert [error["source"] for error in desk(*line, "--json").document["errors"]] == files
    assert "source" not in desk("show", "nothing", "--json").document["errors"][0]

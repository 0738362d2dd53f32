r"""Sessions at a terminal, replayed through the entry point.

``transcripts/*.txt`` read like a screen::

    # what this shows
    == badge.json          an inline file, up to the line that is just ==
    {"a": 1}
    ==
    $ wallet verify badge.json
    what standard output must be; ... stands for any text within a line
    ! a pattern that a line of standard error must match
    => 5                   the exit code, when it is not 0

``$ wallet import - < badge.json`` feeds standard input.  A command's block ends
at an empty line; a line of output that is empty is written as ``.``.
"""

import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from vault_desk import CHEAP

from wallet.cli import run
from wallet.show.console import Streams

FOLDER = Path(__file__).parent / "transcripts"


class Step(NamedTuple):
    line: int
    command: str
    stdout: list[str]
    stderr: list[str]
    code: int


def steps(text: str) -> Iterator[Step | tuple[str, str]]:
    """Commands, and inline files as name and content, in order."""
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        if line.startswith("== "):
            content = iter(lambda: next(lines)[1], "==")
            yield line[3:].split()[0], "".join(one + "\n" for one in content)
        elif line.startswith("$ "):
            block = list(iter(lambda: next(lines, (0, ""))[1], ""))
            out = [one if one != "." else "" for one in block if not one.startswith(("! ", "=> "))]
            err = [one[2:] for one in block if one.startswith("! ")]
            yield Step(number, line[2:], out, err, next((int(one[3:]) for one in block if one.startswith("=> ")), 0))
        else:
            assert not line or line.startswith("#"), f"line {number} is neither command, file nor comment"


def replay(step: Step) -> tuple[int, list[str], list[str]]:
    command, _, source = step.command.partition(" < ")
    stdin = Path(source).read_bytes() if source else b""
    streams = Streams(io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"), Written(), Written())
    program, *argv = shlex.split(command)
    assert program == "wallet"
    code = run(argv, streams)
    return code, lines_of(streams.stdout), lines_of(streams.stderr)


class Written(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n")


def lines_of(stream: io.TextIOBase) -> list[str]:
    stream.flush()
    return stream.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined,no-any-return] # a Written


def fits(pattern: str, line: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("...")), line) is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_session_goes_as_written(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)  # seconds a session otherwise
    for step in steps(path.read_text(encoding="utf-8")):
        if not isinstance(step, Step):
            Path(step[0]).write_text(step[1], encoding="utf-8")
            Path(step[0]).chmod(0o600)
            continue
        code, out, err = replay(step)
        where = f"{path.name}:{step.line}: $ {step.command}"
        assert code == step.code, f"{where}\n{err}"
        assert len(out) == len(step.stdout), f"{where}\n" + "\n".join(out)
        for expected, line in zip(step.stdout, out, strict=True):
            assert fits(expected, line), f"{where}\n{line}"
        assert len(err) == len(step.stderr), f"{where}\n" + "\n".join(err)
        for pattern, line in zip(step.stderr, err, strict=True):
            assert re.fullmatch(pattern, line), f"{where}\n{line}"


def test_there_are_sessions() -> None:
    assert list(FOLDER.glob("*.txt"))

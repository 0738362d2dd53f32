"""What is written about the program is so: commands, options, exit codes."""

import io
import re
import shlex
from pathlib import Path

import pytest

from wallet.cli import COMMANDS, GROUPS, run
from wallet.errors import ExitCode
from wallet.report import Code, words
from wallet.show.console import Streams

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]+")


def command_lines(text: str) -> list[str]:
    """Every line of a fenced block that runs ``wallet``, without its prompt."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    lines = [re.sub(r"^.*&& (\S*/)?(?=wallet )", "", line) for line in lines]
    return [line for line in lines if re.match(r"wallet( |$)", line) and not line.startswith(("wallet: ", "wallet 0"))]


def command_of(line: str) -> str:
    words = shlex.split(line, comments=True)[1:]
    return " ".join(words[:2]) if words[:1] and words[0] in GROUPS else " ".join(words[:1])


def help_of(name: str) -> str:
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    assert run([*name.split(), "--help"], streams) == 0
    return streams.stdout.getvalue()  # type: ignore[attr-defined,no-any-return] # a StringIO


@pytest.mark.parametrize("line", command_lines(README))
def test_every_command_line_of_the_readme_is_one(line: str) -> None:
    name = command_of(line)
    assert name in COMMANDS or name in ("", "--version", "--help"), line
    known = set(_OPTION.findall(help_of(name))) if name in COMMANDS else {"--version", "--help"}
    assert set(_OPTION.findall(line)) <= known, line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"wallet {name}" in README or f"`{name}`" in README


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_in_the_readme(code: ExitCode) -> None:
    assert re.search(rf"^\|[^|]*\b{int(code)}\b[^|]*\|", README, flags=re.MULTILINE), f"no table row for {code!r}"


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_in_the_help_are_command_lines(name: str) -> None:
    text = help_of(name)
    known = set(_OPTION.findall(text.partition("Example:")[0]))
    for line in text.partition("Example:")[2].strip().splitlines():
        assert command_of(line.strip()) == name
        assert set(_OPTION.findall(line)) <= known, line


_HINT = re.compile(r"""hint=f?"(?:[^"]*: )?(wallet [a-z]+)""")


def test_hints_name_commands() -> None:
    """Each command line that a hint offers for pasting begins with a command."""
    for path in sorted((ROOT / "wallet").rglob("*.py")):
        for line in _HINT.findall(path.read_text(encoding="utf-8")):
            assert command_of(line) in {*COMMANDS, *GROUPS}, f"{path.name}: {line}"


@pytest.mark.parametrize("code", Code)
def test_hints_of_checks_name_commands(code: Code) -> None:
    for line in re.findall(r"\b(wallet [a-z]+(?: [a-z]+)?)", words(code).hint):
        assert command_of(line) in {*COMMANDS, *GROUPS}, line

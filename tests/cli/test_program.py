"""The table of commands: complete, lazily loaded, explained in the learner's words."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

from wallet import cli
from wallet.cli import COMMANDS, GROUPS, run
from wallet.show.console import Streams


def outcome(*argv: str) -> tuple[int, str, str]:
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    code = run(argv, streams)
    return code, streams.stdout.getvalue(), streams.stderr.getvalue()  # type: ignore[attr-defined] # StringIOs


def test_bare_wallet_gives_the_overview_and_exit_code_2() -> None:
    code, out, err = outcome()
    assert (code, out) == (2, "")
    for name, row in COMMANDS.items():
        if " " not in name:
            assert f"  {name} " in err
            assert row.help in err


def test_a_bare_group_gives_its_own_overview() -> None:
    code, _, err = outcome("stack")
    assert code == 2
    assert GROUPS["stack"].help in err
    assert [name for name in COMMANDS if name.startswith("stack ") and f"  {name.split()[1]} " not in err] == []


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("list --nonsense --json", "list"),
        ("stack show --json", "stack show"),
        ("--json list", ""),
        ("nonsense --json", ""),
        ("export --as nonsense --json", "export"),
    ],
)
def test_wrong_use_is_a_document_too_for_who_asked_for_one(line: str, command: str) -> None:
    code, out, err = outcome(*line.split())
    said = json.loads(out)
    assert (code, said["exit_code"], said["command"], said["data"]) == (2, 2, command, None)
    assert [error["slug"] for error in said["errors"]] == ["usage"]
    assert err.startswith("wallet: error: ")


@pytest.mark.parametrize(
    ("line", "option", "path"),
    [("--json list", "--json", "wallet"), ("stack --no-input list", "--no-input", "wallet stack"),
     ("--wallet w list", "--wallet", "wallet")],
)  # fmt: skip
def test_a_shared_option_before_the_command_is_told_where_it_belongs(line: str, option: str, path: str) -> None:
    code, _, err = outcome(*line.split())
    assert code == 2
    assert err == f"wallet: error: {option} comes after the command\nwallet: hint: {path} COMMAND {option}\n"


@pytest.mark.parametrize("path", ["", "list", "stack", "stack show", "help"])
def test_a_short_spelling_asks_for_help_too(path: str) -> None:
    assert outcome(*path.split(), "-h") == outcome(*path.split(), "--help")


def test_the_overview_names_the_options_that_commands_share() -> None:
    _, out, _ = outcome("--help")
    for option in ("--json", "--no-input", "--wallet DIR", "--plain"):
        assert option in " ".join(out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_what_can_be_repeated_or_left_out_is_written_in_one_way(name: str) -> None:
    usage = outcome(*name.split(), "--help")[1].splitlines()[0]
    assert re.fullmatch(rf"Usage: wallet {name} \[OPTIONS\]( \[[A-Z|]+(\.\.\.)?\]| {{[A-Z|]+(\.\.\.)?}})*", usage)


def test_help_is_a_result() -> None:
    code, out, err = outcome("--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: wallet ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_what_a_script_says_to_all(name: str) -> None:
    text = outcome(*name.split(), "--help")[1]
    assert [option for option in ("--json", "--plain", "--no-input") if f"  {option} " not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    code, out, err = outcome(*name.split(), "--help")
    assert (code, err) == (0, "")
    text = " ".join(out.split())
    assert COMMANDS[name].help in text, "the overview and the command's own help begin alike"
    assert f"Usage: wallet {name} " in out
    assert "Example:" in out
    assert f"  wallet {name}" in out.partition("Example:")[2]
    assert "--json" in out
    assert max(len(line) for line in out.splitlines()) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_help_lines_are_one_clear_sentence(name: str) -> None:
    line = COMMANDS[name].help
    assert line[0].isupper()
    assert line.endswith(".")
    assert len(line) <= 60


def test_no_option_takes_a_secret() -> None:
    for name in COMMANDS:
        _, out, _ = outcome(*name.split(), "--help")
        assert "--password " not in out
        assert "--passphrase " not in out


def test_a_run_leaves_nothing_behind() -> None:
    assert outcome("--version") == outcome("--version")
    assert outcome("lst")[0] == 2
    assert outcome("--version")[0] == 0


def test_a_completion_request_in_the_environment_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_WALLET_COMPLETE", "complete_bash")
    assert outcome("--version")[0] == 0


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    """What of the command line each command's help leaves in memory.

    A test run has loaded everything, so one process that has loaded no command
    begins another for each.
    """
    script = (
        "import io, os, sys; from wallet.cli import COMMANDS, run; from wallet.show.console import Streams\n"
        "for name in COMMANDS:\n"
        "    if os.fork():\n"
        "        os.wait()\n"
        "        continue\n"
        "    run([*name.split(), '--help'], Streams(io.StringIO(), io.StringIO(), io.StringIO()))\n"
        "    print(name, *(m for m in sys.modules if m.startswith('wallet.cli.')), sep='\\t', flush=True)\n"
        "    os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: set(modules) for name, *modules in lines}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin as copies")
@pytest.mark.parametrize("name", COMMANDS)
def test_naming_a_command_loads_no_other(loaded: dict[str, set[str]], name: str) -> None:
    own = f"wallet.cli.{COMMANDS[name].module}"
    assert {f"wallet.cli.{row.module}" for row in COMMANDS.values()} & loaded[name] == {own}


def test_the_table_and_the_files_agree() -> None:
    package = cli.__path__[0]
    from pathlib import Path

    found = {path.stem for path in Path(package).glob("*.py")}
    assert {row.module for row in COMMANDS.values()} <= found

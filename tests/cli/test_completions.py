"""Completion scripts: as printed, and doing what they say in a real shell."""

import subprocess
from pathlib import Path

import pytest
from programs import program

from wallet.cli import COMMANDS, GROUPS
from wallet.cli.completions import Shell, script

FOLDER = Path(__file__).parent.parent.parent / "completions"
FILES = {
    Shell.BASH: "wallet.bash",
    Shell.ZSH: "_wallet",
    Shell.FISH: "wallet.fish",
    Shell.POWERSHELL: "wallet.ps1",
}
TOP = {name.split()[0] for name in COMMANDS}


@pytest.mark.parametrize("shell", Shell)
def test_the_files_are_as_printed(shell: Shell) -> None:
    path = FOLDER / FILES[shell]
    assert path.read_text(encoding="utf-8") == script(shell), f"wallet completions {shell} > completions/{path.name}"


@pytest.mark.parametrize("shell", Shell)
def test_every_command_and_option_is_there(shell: Shell) -> None:
    text = script(shell)
    for word in (*TOP, *(name.split()[-1] for name in COMMANDS), "--json", "--password-file", "json-resume"):
        stem = word[2:] if shell is Shell.FISH and word.startswith("--") else word
        assert stem in text
    assert "@" not in text.replace("$@", "").replace("@{", "").replace("@(", "")


def bash(*words: str) -> set[str]:
    """What bash offers for the last of ``words``."""
    quoted = " ".join(f"'{word}'" for word in words)
    code = f"{script(Shell.BASH)}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _wallet; echo ${{COMPREPLY[*]}}"
    done = subprocess.run([program("bash", "bash"), "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def fish(line: str) -> set[str]:
    code = f"{script(Shell.FISH)}\ncomplete -C '{line}'"
    done = subprocess.run([program("fish", "fish"), "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {found.split("\t")[0] for found in done.stdout.splitlines()}


def test_bash_offers_commands_then_options_then_values() -> None:
    assert bash("wallet", "") == TOP | {"--version", "--help"}
    assert bash("wallet", "i") == {"init", "import", "identity"}
    assert bash("wallet", "stack", "s") == {"share", "show"}
    assert {"--json", "--help"} <= bash("wallet", "stack", "show", "--")
    assert "--evidence" in bash("wallet", "verify", "--e")
    assert bash("wallet", "export", "--as", "j") == {"json", "json-resume"}
    assert bash("wallet", "completions", "f") == {"fish"}
    assert bash("wallet", "show", "x") == set(), "file names are left to bash"


def test_fish_offers_commands_then_options_then_values() -> None:
    assert fish("wallet ") >= TOP
    assert "show" in fish("wallet stack s")
    assert "--evidence" in fish("wallet verify --e")
    assert fish("wallet export --as j") == {"json", "json-resume"}
    assert "--evidence" not in fish("wallet list --e")


@pytest.mark.parametrize(("name", "shell"), [("bash", Shell.BASH), ("zsh", Shell.ZSH), ("fish", Shell.FISH)])
def test_the_shell_takes_the_script(name: str, shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(script(shell), encoding="utf-8")
    done = subprocess.run([program(name, name), "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_groups_are_not_commands() -> None:
    assert not set(GROUPS) & set(COMMANDS)

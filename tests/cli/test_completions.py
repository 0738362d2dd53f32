"""Completion scripts: as printed, and doing what they say in a real shell."""

import os
import subprocess
from pathlib import Path

import pytest
from command_desk import Desk, Said
from programs import program, search_path

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
    assert bash("wallet", "") == TOP | {"--version", "--plain", "--help"}
    assert bash("wallet", "i") == {"init", "import", "identity"}
    assert bash("wallet", "stack", "s") == {"share", "show"}
    assert {"--json", "--help"} <= bash("wallet", "stack", "show", "--")
    assert "--evidence" in bash("wallet", "verify", "--e")
    assert bash("wallet", "export", "--as", "j") == {"json", "json-resume"}
    assert bash("wallet", "completions", "f") == {"fish"}
    assert bash("wallet", "help", "s") >= {"sharing", "stacks", "scripts", "share", "stack"}
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


def installed(shell: Shell, home: Path) -> Said:
    return Desk(home)("completions", "--install", SHELL=f"/bin/{shell}", XDG_CONFIG_HOME=os.environ["XDG_CONFIG_HOME"])


@pytest.mark.parametrize("shell", [Shell.BASH, Shell.ZSH, Shell.FISH])
def test_one_command_sets_it_up_and_doing_it_again_changes_nothing(shell: Shell, own_home: Path) -> None:
    first = installed(shell, own_home)
    files = {path: path.read_bytes() for path in own_home.rglob("*") if path.is_file()}
    again = installed(shell, own_home)
    assert (first.code, again.code) == (0, 0)
    assert "wrote " in first.out
    assert files == {path: path.read_bytes() for path in own_home.rglob("*") if path.is_file()}


def test_what_a_start_up_file_holds_stays(own_home: Path) -> None:
    (own_home / ".bashrc").write_bytes(b"alias ll='ls -l' # \xff, without a newline")
    assert "added a line to" in installed(Shell.BASH, own_home).out
    assert "reads it already" in installed(Shell.BASH, own_home).out
    held = (own_home / ".bashrc").read_bytes()
    assert held.startswith(b"alias ll='ls -l' # \xff, without a newline\n[ -r ")
    assert held.count(b"\n") == 2


def test_a_shell_without_a_script_is_named(own_home: Path) -> None:
    said = Desk(own_home)("completions", "--install", SHELL="/bin/ksh")
    assert (said.code, said.err.splitlines()[1]) == (2, "wallet: hint: wallet completions bash --install")


ASKS = {
    Shell.BASH: ("bash", ["-ic", "COMP_WORDS=(wallet sta); COMP_CWORD=1; _wallet; echo ${COMPREPLY[*]}"]),
    Shell.ZSH: ("zsh", ["-ic", "echo ${_comps[wallet]}; (( $+functions[_wallet] )) && echo status stack"]),
    Shell.FISH: ("fish", ["-c", "complete -C 'wallet sta'"]),
}


@pytest.mark.parametrize("shell", ASKS)
def test_a_new_shell_completes_after_it(shell: Shell, own_home: Path) -> None:
    name, words = ASKS[shell]
    found = program(name, name)
    assert installed(shell, own_home).code == 0
    environment = os.environ | {"ZDOTDIR": str(own_home), "PATH": search_path()}
    done = subprocess.run(  # in a session of its own: an interactive shell wants a terminal, and must not get ours
        [found, *words], capture_output=True, text=True, check=False, env=environment, start_new_session=True
    )
    assert {"stack", "status"} <= set(done.stdout.split()), done.stderr


def test_powershell_reads_it_from_its_profile(own_home: Path) -> None:
    said = Desk(own_home)("completions", "powershell", "--install", "--json")
    profile = Path(said.data["startup"])
    assert profile.read_text() == f"if (Test-Path '{said.data['script']}') {{ . '{said.data['script']}' }}\n"
    assert Path(said.data["script"]).read_text() == script(Shell.POWERSHELL)

"""Putting a completion script where a shell finds it, with a line in the shell's own start-up file if it needs one."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from wallet.cli.output import write
from wallet.errors import UsageError
from wallet.settings import configuration
from wallet.wording import say


class Setup(NamedTuple):
    """How one shell is made to complete ``wallet``."""

    script: Path
    """Where the script goes."""
    startup: Path | None = None
    """The shell's start-up file, where the script is not found by its place alone."""
    line: str = ""
    """What that file has to hold."""


class Done(NamedTuple):
    """What an installation did."""

    shell: str
    script: str
    startup: str
    """The start-up file that reads the script; empty where none has to."""
    added: bool
    """Whether the line was put in now, and not there before."""


def current(environment: Mapping[str, str]) -> str:
    """The name of the learner's shell.  Raises :class:`~wallet.errors.UsageError` when there is no telling."""
    named = Path(environment.get("SHELL", "")).name
    if named in ("bash", "zsh", "fish"):
        return named
    if named == "pwsh" or (os.name == "nt" and "PSModulePath" in environment):
        return "powershell"
    raise UsageError(
        say("the shell that you use is not recognised"), hint="wallet completions bash --install", slug="shell_unknown"
    )


def install(shell: str, text: str, environment: Mapping[str, str]) -> Done:
    """Write the script and, where it is needed, one line; doing so again changes nothing more.

    Raises :class:`OSError`, and :class:`~wallet.errors.Unwritable`.
    """
    setup = _setup(shell, Path.home(), environment)
    setup.script.parent.mkdir(parents=True, exist_ok=True)
    write(setup.script, text.encode(), force=True)
    added = setup.startup is not None and _added(setup.startup, setup.line)
    return Done(shell, str(setup.script), str(setup.startup or ""), added)


def _setup(shell: str, home: Path, environment: Mapping[str, str]) -> Setup:
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    if shell == "fish":
        return Setup(config / "fish" / "completions" / "wallet.fish")
    script = configuration().parent / f"completions.{shell}"
    quoted = "'" + str(script).replace("'", "''" if shell == "powershell" else "'\\''") + "'"
    if shell == "bash":
        return Setup(script, home / ".bashrc", f"[ -r {quoted} ] && . {quoted}")
    if shell == "zsh":
        folder = Path(environment.get("ZDOTDIR") or home)
        begun = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }"
        return Setup(script, folder / ".zshrc", f"{begun}; [ -r {quoted} ] && . {quoted}")
    profiles = home / "Documents" / "PowerShell" if os.name == "nt" else config / "powershell"
    return Setup(script, profiles / "profile.ps1", f"if (Test-Path {quoted}) {{ . {quoted} }}")


def _added(startup: Path, line: str) -> bool:
    """Put ``line`` at the end of a start-up file, unless it holds it already."""
    held = startup.read_text(encoding="utf-8", errors="surrogateescape") if startup.exists() else ""
    if line in held.splitlines():
        return False
    startup.parent.mkdir(parents=True, exist_ok=True)
    gap = "" if not held or held.endswith("\n") else "\n"
    with startup.open("a", encoding="utf-8") as file:  # at its end, so that nothing of the learner's is rewritten
        file.write(f"{gap}{line}\n")
    return True

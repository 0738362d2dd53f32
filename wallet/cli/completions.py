"""``wallet completions``: a script for the learner's shell, written from the table of commands.

The scripts hold every word themselves and start no program, so that
completing takes no noticeable time.  A word that is no command
or option is left to the shell, which completes file names.
"""

from enum import StrEnum
from typing import Annotated, Any

import typer

from wallet.cli import completion_scripts as scripts
from wallet.cli import completion_setup as setup
from wallet.cli.completion_scripts import Place
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, command
from wallet.errors import ExitCode
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.wording import say


class Shell(StrEnum):
    """The shells there are scripts for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


_WRITERS = {
    Shell.BASH: scripts.bash,
    Shell.ZSH: scripts.zsh,
    Shell.FISH: scripts.fish,
    Shell.POWERSHELL: scripts.powershell,
}


@command(ANSWERING, example="wallet completions --install\nwallet completions fish --install\nwallet completions bash")
def completions(
    invocation: Invocation,
    shell: Annotated[
        Shell | None,
        typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell; yours by default.", show_choices=False),
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Set it up for every new terminal, and say what was written.")
    ] = False,
) -> ExitCode:
    """Complete commands in your shell: set up, or print it.

    After an update of wallet, install it again.
    """
    chosen = shell or Shell(setup.current(invocation.environment))
    text = script(chosen)
    if install:
        done = setup.install(chosen.value, text, invocation.environment)
        return invocation.answer(done._asdict(), lambda out: _said(done, out))
    return invocation.answer({"shell": chosen.value, "script": text}, lambda out: out.binary(text.encode()))


def _said(done: setup.Done, out: Console) -> None:
    out.line(say("wrote {script}", script=escape(done.script)))
    if done.startup:
        out.line(
            say("added a line to {startup}", startup=escape(done.startup))
            if done.added
            else say("{startup} reads it already", startup=escape(done.startup))
        )
    out.line((say("It works in every new terminal."), "dim"))


def script(shell: Shell) -> str:
    """The whole script for one shell."""
    from wallet.cli import program

    found: list[Place] = []
    _collect(program(), "", found)
    return _WRITERS[shell](found)


def _collect(node: Any, path: str, found: list[Place]) -> None:
    """Add the place after ``node`` and every place below it."""
    below = dict(getattr(node, "commands", {}))
    options = [parameter for parameter in node.params if parameter.param_type_name == "option"]
    named = [(spelling, option) for option in options for spelling in option.opts if spelling.startswith("--")]
    words = [(name, one.help.splitlines()[0]) for name, one in below.items()]
    context = typer.Context(node)
    words += [(choice, "") for p in node.params if p not in options for choice in _choices(p, context)]
    words += [*((spelling, option.help) for spelling, option in named), ("--help", say("Show this message and exit."))]
    chosen = ((spelling, _choices(option, context)) for spelling, option in named)
    values = tuple((spelling, choices) for spelling, choices in chosen if choices)
    found.append(Place(path, tuple(words), values, bool(below)))
    for name, one in below.items():
        _collect(one, f"{path} {name}".strip(), found)


def _choices(parameter: Any, context: Any) -> tuple[str, ...]:
    """The words that a parameter takes, where those are known; file names are left to the shell."""
    return tuple(item.value for item in parameter.shell_complete(context, "") if item.type == "plain" and item.value)

"""The options that commands share, and the decorator that gives a command its share of them."""

import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from wallet.cli.arguments import file_or_text, utf8
from wallet.cli.invocation import Invocation
from wallet.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Command:
    """A command as Typer can build it."""

    function: Callable[..., ExitCode]
    epilog: str
    """Examples, shown below the options."""


def option(name: str, kind: Any, text: str, *, metavar: str | None = None) -> Parameter:
    """One option that a command can share: ``--name``, a flag when ``kind`` is bool."""
    spelling = "--" + name.replace("_", "-")
    annotation = Annotated[kind, typer.Option(spelling, help=text, metavar=metavar, show_default=False)]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=False if kind is bool else None, annotation=annotation)


ANSWERING = (
    option("json", bool, "Answer with one JSON document, for programs."),
    option("plain", bool, "For screen readers: key: value lines, no symbols."),
    option("no_input", bool, "Never ask for anything; fail instead."),
)
"""How to answer: for every command, also where there is nothing to ask, so that a script can say the same to all."""

UNLOCKING = (
    option("wallet", Path | None, "The wallet to use, instead of yours.", metavar="DIR"),
    option("password_file", str | None, "Read the passphrase from FILE; - is standard input.", metavar="FILE"),
    option("password_command", str | None, "Run COMMAND to get the passphrase.", metavar="COMMAND"),
)
"""Which wallet and how to open it.  No option holds a secret."""


NEW_PASSPHRASE = typer.Option(
    "--new-password-file",
    metavar="FILE",
    help="Read the new passphrase from FILE; - is standard input.",
    parser=file_or_text,
)
"""For commands that set a passphrase."""


def command(*groups: tuple[Parameter, ...], example: str) -> Callable[[Callable[..., ExitCode]], Command]:
    """A command from a function of an :class:`Invocation` and its own parameters.

    The shared options in ``groups`` are added to its signature and end up on
    the invocation, so that no command lists or passes them.
    """

    def decorate(function: Callable[..., ExitCode]) -> Command:
        shared = [option for group in groups for option in group]
        own = list(inspect.signature(function).parameters.values())[1:]

        @wraps(function)
        def called(ctx: typer.Context, **values: Any) -> ExitCode:
            invocation: Invocation = ctx.find_root().obj
            name = ctx.command_path.partition(" ")[2]
            invocation.begin(name, {option.name: values.pop(option.name) for option in shared})
            return function(invocation, **values)

        context = Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        keyword = [_read_as_text(own_one).replace(kind=Parameter.KEYWORD_ONLY) for own_one in own]
        vars(called)["__signature__"] = Signature([context, *keyword, *shared])
        return Command(called, "\b\nExample:\n" + "\n".join("  " + line for line in example.splitlines()))

    return decorate


def _read_as_text(parameter: Parameter) -> Parameter:
    """The same parameter, refusing what is not UTF-8 unless it has a parser of its own; a ``Path`` stays as it is."""
    kind, *infos = get_args(parameter.annotation)
    if kind not in (str, str | None, list[str], list[str] | None) or infos[0].parser:
        return parameter
    info = copy(infos[0])
    info.parser = utf8
    return parameter.replace(annotation=Annotated[kind, info])

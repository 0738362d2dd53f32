"""``wallet stack ...``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import stack
from wallet.actions.inputs import read_file
from wallet.cli.arguments import moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import machine, stacks

_At = Annotated[str | None, typer.Option("--at", metavar="DATE", help="Count as if it were that day.")]


@command(ANSWERING, UNLOCKING, example="wallet stack import data-analyst.toml")
def import_(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A stack file, in TOML.")],
) -> ExitCode:
    """Save a stack file, or bring an older one up to date."""
    data = read_file(file)
    result = stack.import_(opened(invocation), data)
    return invocation.answer(machine.plain(result), lambda out: stacks.imported(result, out))


@command(ANSWERING, UNLOCKING, example="wallet stack list")
def list_(invocation: Invocation, at: _At = None) -> ExitCode:
    """List the saved stacks and how far each is."""
    day = moment(at, invocation.clock())
    result = stack.list_(opened(invocation), day)
    return invocation.answer({"stacks": machine.plain(result)}, lambda out: stacks.listed(result, out))


@command(ANSWERING, UNLOCKING, example="wallet stack show 'data analyst'")
def show(
    invocation: Invocation,
    name: Annotated[str, typer.Argument(metavar="STACK", help="Its name, a unique part of it, or its id.")],
    at: _At = None,
) -> ExitCode:
    """Show what counts toward a stack and what is missing."""
    day = moment(at, invocation.clock())
    result = stack.show(opened(invocation), name, day)
    return invocation.answer(machine.plain(result), lambda out: stacks.shown(result, out), warnings=result.warnings)

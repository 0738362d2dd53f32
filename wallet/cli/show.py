"""``wallet show``."""

from typing import Annotated

import typer

from wallet.actions import find
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.arguments import REF_HELP, moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import credentials, machine


@command(ANSWERING, UNLOCKING, example="wallet show k7wd3a\nwallet show 'data governance'")
def show(
    invocation: Invocation,
    ref: Annotated[str, typer.Argument(metavar="REF", help=REF_HELP)],
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="Judge as if it were that day.")] = None,
    holder: Annotated[
        str, typer.Option("--holder", metavar="ID", help="Whose it must be: an id, e-mail or name.")
    ] = "",
    eu_elements: Annotated[
        bool, typer.Option("--eu-elements", help="Also which elements of a European micro-credential it carries.")
    ] = False,
) -> ExitCode:
    """Show one credential and how far it can be relied on."""
    asked = Asked(moment(at, invocation.clock()), holder=holder)
    vault = opened(invocation)
    result = find.show(vault, ref, of_wallet(vault), asked)
    if eu_elements:
        from wallet.actions.skills import eu_elements as elements_of

        result = result._replace(eu_elements=elements_of(result))
    return invocation.answer(machine.plain(result), lambda out: credentials.shown(result, out))

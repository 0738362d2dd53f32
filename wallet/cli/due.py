"""``wallet due``."""

from typing import Annotated

import typer

from wallet.actions import due
from wallet.actions.grounds import Asked
from wallet.cli.arguments import span
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import due as shown
from wallet.show import machine


@command(ANSWERING, UNLOCKING, example="wallet due\nwallet due --within 90d --json")
def due_(
    invocation: Invocation,
    within: Annotated[str, typer.Option("--within", metavar="TIME", help="How far ahead to look: 30d, 12w.")] = "30d",
    all_: Annotated[bool, typer.Option("--all", help="Name each one, however many there are.")] = False,
) -> ExitCode:
    """List what ends soon, what changed, and what to look up.

    Of each kind it names a few, of what ends the next or the last, and counts
    the rest. It asks no server. It ends with 0 when nothing wants your
    attention, else with 3, so that a scheduled job can tell, and with 13 while
    a part of the wallet cannot be read.
    """
    ahead = span(within)  # what is no time is said before a passphrase is asked for
    result = due.due(opened(invocation), ahead, Asked(invocation.clock()))
    code = ExitCode.OK if result.nothing else ExitCode.NOTES
    return invocation.answer(machine.plain(result), lambda out: shown.due(result, out, all_=all_), code, whole=True)

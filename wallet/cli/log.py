"""``wallet log``."""

from typing import Annotated

import typer

from wallet.actions import disclosures, find
from wallet.cli.arguments import REF_HELP
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import bundles, machine


@command(ANSWERING, UNLOCKING, example="wallet log\nwallet log statistics\nwallet log --json")
def log(
    invocation: Invocation,
    refs: Annotated[list[str] | None, typer.Argument(metavar="REF...", help=REF_HELP)] = None,
) -> ExitCode:
    """Show what you shared, when and with whom.

    The newest stands first. The record is in the wallet, encrypted like the rest, and nobody else sees
    it. What was sent cannot be called back.
    """
    vault = opened(invocation)
    wanted = [entry.ref for entry in find.several(vault, refs)] if refs else []
    found = disclosures.log(vault, wanted)
    return invocation.answer({"shares": machine.plain(found)}, lambda out: bundles.log(found, out), whole=True)

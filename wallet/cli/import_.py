"""``wallet import``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions.add import add
from wallet.actions.inputs import read_all
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import credentials, machine


@command(ANSWERING, UNLOCKING, example="wallet import badge.png transcript.json\nwallet import ~/Downloads/badges")
def import_(
    invocation: Invocation,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE|FOLDER|-", help="Files, folders, or - for standard input.")
    ],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="DIR", help="Saved documents of issuers that you believe.")
    ] = None,
) -> ExitCode:
    """Put badge and credential files into the wallet.

    The original bytes are kept exactly, encrypted. A credential that is
    already held is said to be, and nothing changes. What it needs of the
    folder that --evidence names is kept with it.
    """
    vault = opened(invocation)
    inputs = read_all(files, invocation.stdin())
    result = add(vault, inputs, of_wallet(vault, evidence), Asked(invocation.clock()))
    return invocation.answer(
        machine.added(result),
        lambda out: credentials.added(result, out),
        result.exit_code(),
        errors=[failure.error for failure in result.failures],
    )

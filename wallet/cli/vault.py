"""``wallet init`` and ``wallet status``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import maintain
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import write
from wallet.cli.prompts import acknowledged, named, new_passphrase
from wallet.errors import ExitCode, UsageError
from wallet.results import Created
from wallet.show import machine, vaults
from wallet.show.console import warn


@command(ANSWERING, UNLOCKING, example="wallet init\nwallet init --wallet ~/Sync/wallet")
def init(
    invocation: Invocation,
    recovery_file: Annotated[
        Path | None, typer.Option("--recovery-file", metavar="FILE", help="Write the recovery code there.")
    ] = None,
) -> ExitCode:
    """Make a new, encrypted wallet.

    It asks for a passphrase and shows a recovery code, once. Whoever has
    neither of them cannot open the wallet, and nobody can reset them.
    """
    folders = invocation.directories()
    if maintain.status(folders, None).exists:  # before anybody thinks up a passphrase in vain
        raise UsageError(f"there is already a wallet at {folders.wallet}", hint="wallet status", slug="wallet_exists")
    result = maintain.init(folders, new_passphrase(invocation))
    if recovery_file:
        write(recovery_file, (result.recovery_code + "\n").encode(), force=False, private=True)
    data = {"wallet": result.wallet, "recovery_file": str(recovery_file) if recovery_file else None}
    invocation.answer(data, lambda out: vaults.created(result, out))
    if recovery_file is None:
        _reveal(invocation, result)
    return ExitCode.OK


def _reveal(invocation: Invocation, result: Created) -> None:
    """Show the recovery code once, to a person; what is piped may be kept where others read it."""
    if not invocation.out.is_terminal or invocation.json:
        warn(
            invocation.err,
            "the recovery code is only shown on a terminal; to get one, start again with --recovery-file FILE",
        )
        return
    shown = vaults.recovery(result, invocation.out)
    invocation.out.flush()
    acknowledged(invocation, "Press Enter when you have it on paper; it is then cleared here. ")
    invocation.out.erase(shown + 1)


@command(ANSWERING, UNLOCKING, example="wallet status")
def status(invocation: Invocation) -> ExitCode:
    """Say where the wallet is and how it is.

    It asks for nothing. Without a source for the passphrase it says what
    anybody can see who has the folder.
    """
    folders = invocation.directories()
    result = maintain.status(folders, None)
    secret = named(invocation) if result.exists else None
    if secret is not None:
        result = maintain.status(folders, maintain.unlock(folders, secret))
    return invocation.answer(machine.plain(result), lambda out: vaults.status(result, out), warnings=result.warnings)

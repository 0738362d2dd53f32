"""``wallet sync``."""

from typing import Annotated

import typer

from wallet.actions import maintain
from wallet.actions import sync as syncing
from wallet.actions.grounds import Asked
from wallet.cli.arguments import file_or_text
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, NoWallet
from wallet.show import machine
from wallet.show.synced import synced


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet sync git@example.org:me/wallet.git\nwallet sync drive:wallet\nwallet sync",
)
def sync(
    invocation: Invocation,
    remote: Annotated[
        str | None,
        typer.Argument(
            metavar="REMOTE",
            help="A git address or an rclone remote; the last one by default.",
            parser=file_or_text,
        ),
    ] = None,
    accept_rollback: Annotated[
        bool, typer.Option("--accept-rollback", help="Go on although files are gone there, and put ours back.")
    ] = False,
) -> ExitCode:
    """Keep the wallet the same on several devices.

    It runs your own git or rclone, which see encrypted files only. What is new
    there comes here, what is new here goes there, and nothing is replaced. On a
    device without a wallet it makes one from the remote. A folder in Syncthing
    or Dropbox needs no such command.
    """
    folders = invocation.directories()
    target = syncing.Target(folders, remote, invocation.environment, ask=not invocation.no_input)
    try:
        maintain.check_present(folders)
        target.remote()  # what is none is said before a passphrase is asked for
        vault = opened(invocation)
    except NoWallet:
        done = syncing.clone(target)
        warnings: tuple[str, ...] = ()
    else:
        done = syncing.sync(vault, target, Asked(invocation.clock()), accept_rollback=accept_rollback)
        warnings = vault.problems
    code = ExitCode.DAMAGED if done.damaged else ExitCode.OK
    return invocation.answer(machine.plain(done), lambda out: synced(done, out), code, warnings=warnings)

"""``wallet init`` and ``wallet status``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import maintain
from wallet.cli.invocation import Invocation
from wallet.cli.opening import caught_up, without_asking
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import check_free
from wallet.cli.prompts import SOURCES, named, new_passphrase, with_named
from wallet.cli.revealing import keeper, reveal, shows
from wallet.errors import ExitCode
from wallet.settings import configuration
from wallet.show import machine, vaults
from wallet.wording import say

_NO_CODE = say(
    "the wallet has no recovery code, since nobody would have seen it; to get one: wallet slots add recovery --to FILE"
)


@command(ANSWERING, UNLOCKING, example="wallet init\nwallet init --wallet ~/Sync/wallet")
def init(
    invocation: Invocation,
    recovery_file: Annotated[
        Path | None, typer.Option("--recovery-file", metavar="FILE", help="Write the recovery code there.")
    ] = None,
) -> ExitCode:
    """Make a new, encrypted wallet.

    It asks for a passphrase and shows a recovery code, once. Whoever has
    neither of them cannot open the wallet, and nobody can reset them. Where
    there is neither a terminal nor a file for the code, none is made.
    """
    folders = invocation.directories()
    maintain.check_free(folders)
    if recovery_file is not None:
        check_free(recovery_file)
    keep = keeper(recovery_file) if recovery_file is not None or shows(invocation) else None
    secret = named(invocation) or new_passphrase(invocation, hint=SOURCES)
    result = maintain.init(folders, secret, invocation.clock, keep)
    data = {"wallet": result.wallet, "recovery_file": str(recovery_file) if recovery_file else None}
    warnings = [] if keep else [_NO_CODE]
    invocation.answer(data, lambda out: vaults.created(result, out), warnings=warnings)
    if keep and recovery_file is None:
        reveal(invocation, result.recovery_code)
    return ExitCode.OK


@command(ANSWERING, UNLOCKING, example="wallet status\nwallet status --explain")
def status(
    invocation: Invocation,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what the encryption protects against, and what not.")
    ] = False,
) -> ExitCode:
    """Say where the wallet is and what state it is in.

    It asks for nothing. Without a session or a source for the passphrase it
    says what anybody can see who has the folder.
    """
    folders = invocation.directories()
    result = maintain.status(folders, None)
    if result.exists:
        secret = named(invocation)
        if secret is not None:
            vault = with_named(invocation, secret, lambda given: maintain.unlock(folders, given, invocation.clock))
            result = maintain.status(folders, caught_up(invocation, vault), say("passphrase source"))
        elif held := without_asking(invocation):
            vault = caught_up(invocation, held.vault)
            result = maintain.status(folders, vault, held.source, held.seconds_left)
    result = result._replace(config=str(configuration()))
    return invocation.answer(
        {**machine.plain(result), **({"explained": list(vaults.EXPLAINED)} if explain else {})},
        lambda out: vaults.status(result, out, explain=explain),
        warnings=result.warnings,
    )

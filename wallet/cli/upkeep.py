"""``wallet check``, ``wallet repair`` and ``wallet gc``: keeping the wallet sound."""

from typing import Annotated

import typer

from wallet.actions import maintain, upkeep
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.prompts import unlock
from wallet.errors import Damaged, ExitCode
from wallet.show import machine
from wallet.show import upkeep as shown


@command(ANSWERING, UNLOCKING, example="wallet check\nwallet check --read-data")
def check(
    invocation: Invocation,
    read_data: Annotated[
        bool, typer.Option("--read-data", help="Open everything and compare it with its name.")
    ] = False,
) -> ExitCode:
    """Check the files of the wallet.

    It reads every file and says which are damaged or missing. It ends with 0
    when nothing is wrong and with 1 when something is.
    """
    result = upkeep.check(opened(invocation), read_data=read_data)
    code = ExitCode.REJECTED if result.problems else ExitCode.OK
    return invocation.answer(machine.plain(result), lambda out: shown.examined(result, out), code)


@command(ANSWERING, UNLOCKING, example="wallet repair\nwallet repair --accept-rollback")
def repair(
    invocation: Invocation,
    accept_rollback: Annotated[
        bool, typer.Option("--accept-rollback", help="Go on from an older copy, or without what is gone for good.")
    ] = False,
    accept_other_wallet: Annotated[
        bool, typer.Option("--accept-other-wallet", help="Take the wallet that is there now for the right one.")
    ] = False,
    adopt_late: Annotated[
        bool, typer.Option("--adopt-late", help="Count what a device of yours wrote with the old key.")
    ] = False,
) -> ExitCode:
    """Repair the wallet as far as possible.

    Broken files go to lost+found and are never deleted. It ends with 1 when
    something is still wrong.
    """
    if accept_other_wallet:
        upkeep.accept_other_wallet(invocation.directories())
    vault = _opened_somehow(invocation)
    result = upkeep.repair(vault, accept_rollback=accept_rollback, adopt_late=adopt_late)
    code = ExitCode.REJECTED if result.problems else ExitCode.OK
    return invocation.answer(machine.plain(result), lambda out: shown.mended(result, out), code)


def _opened_somehow(invocation: Invocation) -> Opened:
    """The wallet, even when ``wallet.json`` has to be made again first."""
    try:
        maintain.check_present(invocation.directories())
        return opened(invocation)
    except Damaged as error:
        upkeep.check_rescue(invocation.directories(), error)
    folders = invocation.directories()
    return unlock(invocation, lambda secret: upkeep.rescue(folders, secret))


@command(ANSWERING, UNLOCKING, example="wallet gc\nwallet gc --now")
def gc(
    invocation: Invocation,
    now: Annotated[bool, typer.Option("--now", help="Take replaced files away at once, not after 30 days.")] = False,
) -> ExitCode:
    """Put the wallet into fewer files.

    What was removed is gone for good once the old files are. They stay for 30
    days, so that devices that were away can follow.
    """
    result = upkeep.tidy(opened(invocation), at_once=now)
    return invocation.answer(machine.plain(result), lambda out: shown.tidied(result, out))

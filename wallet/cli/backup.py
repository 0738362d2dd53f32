"""``wallet backup`` and ``wallet restore``."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from wallet.actions import backup as backups
from wallet.actions import find
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.arguments import REF_HELP, file_or_text
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, NEW_PASSPHRASE, UNLOCKING, command
from wallet.cli.output import check_free
from wallet.cli.prompts import asked, from_file, named, new_from_file, new_passphrase
from wallet.errors import ExitCode, Locked, NoWallet
from wallet.show import backups as shown
from wallet.show import machine
from wallet.wording import say

T = TypeVar("T")

SECRET = typer.Option(
    "--backup-password-file",
    metavar="FILE",
    help="Read the backup's own passphrase or recovery code from FILE.",
    parser=file_or_text,
)
_AGAIN = say("type it again, or the recovery code of the backup in its place")


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet backup create stick.backup\nwallet backup create two.backup statistics databases",
)
def create(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    refs: Annotated[list[str] | None, typer.Argument(metavar="REF...", help=REF_HELP)] = None,
    own_passphrase: Annotated[
        bool, typer.Option("--own-passphrase", help="Choose a passphrase for this backup alone.")
    ] = False,
    new: Annotated[str | None, NEW_PASSPHRASE] = None,
) -> ExitCode:
    """Write the wallet, or a part of it, to one encrypted file.

    The whole wallet needs no passphrase to be backed up; its own opens the
    backup. With references only those credentials are in it, under a
    passphrase that you choose. The word create may be left out. It ends with 13
    when a damaged file of the wallet had to be left out.
    """
    check_free(file)
    passphrase = new_from_file(invocation, new)
    if not (refs or own_passphrase or new):
        result = backups.whole(invocation.directories(), file)
    else:
        vault = opened(invocation)
        chosen = find.several(vault, refs) if refs else None
        passphrase = passphrase or new_passphrase(invocation)
        result = backups.part(vault, chosen, file, passphrase, of_wallet(vault), Asked(invocation.clock()))
    warnings = [
        say("{name} is damaged and not in the backup; see what can be done: wallet check", name=name)
        for name in result.left_out
    ]
    code = ExitCode.DAMAGED if result.left_out else ExitCode.OK
    return invocation.answer(machine.plain(result), lambda out: shown.backed_up(result, out), code, warnings=warnings)


@command(
    ANSWERING, UNLOCKING, example="wallet backup verify wallet.backup\nwallet backup verify wallet.backup --read-data"
)
def verify(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    read_data: Annotated[bool, typer.Option("--read-data", help="Open everything in it as well.")] = False,
    secret: Annotated[str | None, SECRET] = None,
) -> ExitCode:
    """Say whether a backup is whole.

    Without a passphrase it compares every file with its hash. It ends with 1
    when something is damaged.
    """
    found = backups.read(file)
    if read_data:
        own = _own(invocation)
        result = backups.verify_all(found, own, partial(_unlocked, invocation, secret, own))
    else:
        result = backups.verify(found)
    code = ExitCode.REJECTED if result.damaged or result.problems else ExitCode.OK
    return invocation.answer(machine.plain(result), lambda out: shown.checked(result, out), code)


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet restore wallet.backup\nwallet restore two.backup --backup-password-file secret.txt",
)
def restore(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    revive: Annotated[bool, typer.Option("--revive", help="Bring back what was removed from the wallet, too.")] = False,
    secret: Annotated[str | None, SECRET] = None,
) -> ExitCode:
    """Put what a backup holds into the wallet, or make one of it.

    Nothing that the wallet holds is replaced, and running it twice is harmless.
    It ends with 1 when a part of the backup is damaged.
    """
    found = backups.read(file)
    own = _own(invocation)
    folders, when = invocation.directories(), Asked(invocation.clock())
    result = backups.restore(found, folders, own, partial(_unlocked, invocation, secret, own), when, revive=revive)
    code = ExitCode.REJECTED if result.damaged else ExitCode.OK
    return invocation.answer(machine.plain(result), lambda out: shown.restored(result, out), code)


def _own(invocation: Invocation) -> Opened | None:
    try:
        return opened(invocation)
    except NoWallet:
        return None
    except Locked as error:
        if error.kind != "wrong_secret":
            raise
        hint = say("that is to open your wallet; what opens the backup: --backup-password-file FILE")
        raise Locked(error.message, hint=hint, slug=error.kind) from error


def _unlocked(invocation: Invocation, file: str | None, own: Opened | None, opener: Callable[[bytes], T]) -> T:
    """What ``opener`` gives for the backup's own secret: from its own source, or typed in three tries."""
    if file is not None:
        return opener(from_file(file, invocation, "--backup-password-file"))
    found = named(invocation) if own is None else None  # what is to open the new wallet opens its backup
    if found is not None:
        return opener(found)
    try:
        return asked(invocation, opener, say("Passphrase of the backup: "), backups.SECRET_HINT)
    except Locked as error:
        hint = _AGAIN if error.kind == "wrong_secret" else error.hint
        raise Locked(error.message, hint=hint, slug=error.kind) from error

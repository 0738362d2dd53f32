"""``wallet contexts ...``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import contexts
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import read_all, read_file
from wallet.actions.knowledge import of_wallet, saved
from wallet.cli.arguments import file_or_text
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, NotFound, NoWallet
from wallet.show import contexts as shown
from wallet.show import machine
from wallet.wording import say

_Bundled = Annotated[bool, typer.Option("--bundled", help="Only what comes with the program; opens no wallet.")]
_URL = say("The URL by which credentials name it.")


@command(ANSWERING, UNLOCKING, example="wallet contexts list\nwallet contexts list --bundled")
def list_(
    invocation: Invocation,
    bundled: _Bundled = False,
) -> ExitCode:
    """List the vocabularies that are installed."""
    vault = None if bundled else _wallet(invocation)
    result = contexts.lines(_knowledge(vault, invocation.clock()).contexts)
    return invocation.answer({"contexts": machine.plain(result)}, lambda out: shown.listed(result, out), whole=True)


@command(ANSWERING, UNLOCKING, example="wallet contexts add college-v1.json --url https://college.example/terms/v1")
def add(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The official JSON-LD context document.")],
    url: Annotated[str, typer.Option("--url", metavar="URL", help=_URL)] = "",
) -> ExitCode:
    """Add a vocabulary that you trust to the wallet.

    Get it from who publishes it, not from whoever sent you the credential. A
    URL that is known already cannot be given another text. Files are verified
    without the wallet, so they need it named: wallet verify --context.
    """
    data = read_file(file)
    contexts.meaning(url, data)  # what cannot be used is said before a passphrase is asked for
    result = contexts.add(opened(invocation), url, data, Asked(invocation.clock()))
    return invocation.answer(machine.plain(result), lambda out: shown.added(result, out))


@command(ANSWERING, UNLOCKING, example="wallet contexts remove https://college.example/terms/v1")
def remove(
    invocation: Invocation, url: Annotated[str, typer.Argument(metavar="URL", help="One that you added.")]
) -> ExitCode:
    """Take a vocabulary that you added out of the wallet."""
    number = contexts.remove(opened(invocation), url, Asked(invocation.clock()))
    if not number:
        raise NotFound(
            say("you added no vocabulary {url}", url=url[:200]), hint=say("see those there are: wallet contexts list")
        )
    return invocation.answer({"removed": number}, lambda out: shown.removed(url, out))


@command(ANSWERING, UNLOCKING, example="wallet contexts check badge.json\nwallet contexts check")
def check(
    invocation: Invocation,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="Credentials; those of the wallet by default.", parser=file_or_text),
    ] = None,
    bundled: _Bundled = False,
) -> ExitCode:
    """Say whether the vocabularies of credentials are installed.

    It ends with 4 when one is missing.
    """
    if files:
        items = read_all(files, invocation.stdin())
        knowledge = _knowledge(None if bundled else _wallet(invocation), invocation.clock())
    else:
        vault = opened(invocation)
        items, knowledge = contexts.originals(vault), _knowledge(None if bundled else vault, invocation.clock())
    result = contexts.named_in(items, knowledge, Asked(invocation.clock()))
    code = ExitCode.OK if all(one.editions for one in result) else ExitCode.CANNOT_TELL
    return invocation.answer({"contexts": machine.plain(result)}, lambda out: shown.used(result, out), code)


def _wallet(invocation: Invocation) -> Opened | None:
    """The wallet if there is one: what was added to it counts too."""
    try:
        return opened(invocation)
    except NoWallet:
        return None


def _knowledge(vault: Opened | None, now: datetime) -> Knowledge:
    return saved(now) if vault is None else of_wallet(vault)

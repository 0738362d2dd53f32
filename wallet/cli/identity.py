"""``wallet identity ...``."""

from typing import Annotated

import typer

from wallet.actions import identities, identity_store
from wallet.actions.grounds import Asked
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.results.trust import IdentityChanged
from wallet.show import identities as shown
from wallet.show import machine

_Who = Annotated[str, typer.Argument(metavar="EMAIL|URL|DID|NAME", help="As issuers know you.")]


@command(ANSWERING, UNLOCKING, example="wallet identity list")
def list_(invocation: Invocation) -> ExitCode:
    """List the addresses, ids and names that issuers know you by."""
    result = identity_store.list_(opened(invocation))
    return invocation.answer({"identities": machine.plain(result)}, lambda out: shown.listed(result, out), whole=True)


@command(ANSWERING, UNLOCKING, example="wallet identity add you@mail.example\nwallet identity add 'Your Name'")
def add(invocation: Invocation, who: _Who) -> ExitCode:
    """Say that an address, id or name is yours.

    Badges often name their recipient only as a hash; with your addresses it can
    be told whose they are. Nothing of this leaves the wallet.
    """
    said = identities.checked(who)
    return _answer(invocation, identities.add(opened(invocation), said, Asked(invocation.clock())))


@command(ANSWERING, UNLOCKING, example="wallet identity remove old@mail.example")
def remove(invocation: Invocation, who: _Who) -> ExitCode:
    """Say that an address, id or name is no longer yours."""
    return _answer(invocation, identities.remove(opened(invocation), who, Asked(invocation.clock())))


def _answer(invocation: Invocation, result: IdentityChanged) -> ExitCode:
    return invocation.answer(machine.plain(result), lambda out: shown.changed(result, out))

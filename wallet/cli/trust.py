"""``wallet trust ...``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import subjects, trust
from wallet.actions.grounds import Asked
from wallet.actions.trust import Decision, ListOptions
from wallet.cli.arguments import file_or_text, moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.results.trust import TrustChanged
from wallet.show import machine
from wallet.show import trust as shown
from wallet.wording import say

_WHO = say("An issuer's id, a key, a file with a key or certificate, or a REF for who issued that.")
_Who = Annotated[str, typer.Argument(metavar="WHO", help=_WHO, parser=file_or_text)]
_Name = Annotated[str, typer.Option("--name", metavar="NAME", help="What to call it.")]


@command(ANSWERING, UNLOCKING, example="wallet trust list")
def list_(invocation: Invocation) -> ExitCode:
    """List whom you trust, whom you flagged, and imported lists."""
    result = trust.list_(opened(invocation))
    return invocation.answer(machine.plain(result), lambda out: shown.listed(result, out), whole=True)


@command(ANSWERING, UNLOCKING, example="wallet trust show statistics\nwallet trust show did:web:college.example")
def show(invocation: Invocation, who: _Who) -> ExitCode:
    """Show how well an issuer is known, and its keys over time."""
    subjects.check(who)  # said before a passphrase is asked for
    result = trust.show(opened(invocation), who)
    return invocation.answer(machine.plain(result), lambda out: shown.shown(result, out))


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet trust add statistics\n"
    "wallet trust add did:web:college.example --name 'Example College'\n"
    "wallet trust add root.pem",
)
def add(
    invocation: Invocation,
    who: _Who,
    name: _Name = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, for yourself.")] = "",
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key", metavar="KEY", help="Accept no other key from it: a key or its file.", parser=file_or_text
        ),
    ] = None,
) -> ExitCode:
    """Trust an issuer, a key or a certificate from now on.

    Trust goes by id: compare it with one that the issuer gives you itself. The
    keys that it has now are noted, so that a change of them will be noticed.
    """
    subjects.check(who)  # said before a passphrase is asked for
    decision = Decision(name, note, trust.pins(key or ()))
    result = trust.add(opened(invocation), who, decision, Asked(invocation.clock()))
    return _answer(invocation, result)


@command(ANSWERING, UNLOCKING, example="wallet trust flag did:web:mill.example --reason 'sells degrees'")
def flag(
    invocation: Invocation,
    who: _Who,
    name: _Name = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is shown with each verdict.")] = "",
) -> ExitCode:
    """Warn of an issuer: nothing it signs is relied on."""
    subjects.check(who)  # said before a passphrase is asked for
    result = trust.flag(opened(invocation), who, Decision(name, reason), Asked(invocation.clock()))
    return _answer(invocation, result)


@command(ANSWERING, UNLOCKING, example="wallet trust remove 'Example College'")
def remove(
    invocation: Invocation,
    who: Annotated[
        str,
        typer.Argument(
            metavar="WHO",
            help="Its id or name, a key or its file, a REF for who issued that, or the name of a list.",
            parser=file_or_text,
        ),
    ],
) -> ExitCode:
    """Take back what you decided, or a list you imported."""
    return _answer(invocation, trust.remove(opened(invocation), who, Asked(invocation.clock())))


@command(ANSWERING, UNLOCKING, example="wallet trust import registry.json --name 'DCC registry' --at 2026-11-01")
def import_(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list, as its publisher gives it out.")],
    name: _Name = "",
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="Its date, if it does not say.")] = None,
    flagged: Annotated[bool, typer.Option("--flag", help="It lists whom to beware of.")] = False,
) -> ExitCode:
    """Import a list of known issuers from a file.

    It reads registries of the Digital Credentials Consortium, lists of OpenID
    Federation, trusted lists of the EU, and plain text with an id and a name on
    each line. Get it from who publishes it: no signature in it is checked. A
    list of the same name takes the place of the earlier one.
    """
    dated = moment(at, invocation.clock()) if at else None
    options = ListOptions(name, dated, flagged)
    now = invocation.clock()
    found = trust.read_list(file, options, now)
    return _answer(invocation, trust.import_(opened(invocation), found, Asked(now)))


def _answer(invocation: Invocation, result: TrustChanged) -> ExitCode:
    return invocation.answer(machine.plain(result), lambda out: shown.changed(result, out))

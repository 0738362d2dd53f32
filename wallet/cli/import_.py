"""``wallet import``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import maintain
from wallet.actions.add import add
from wallet.actions.grounds import Asked
from wallet.actions.inputs import STDIN, count, read_all
from wallet.actions.knowledge import of_wallet, saved
from wallet.cli.arguments import file_or_text, is_url, pasted
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, Interrupted
from wallet.results.checking import Failure
from wallet.results.credentials import Added
from wallet.show import credentials, machine
from wallet.show.progress import Bar
from wallet.wording import say


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet import badge.png transcript.json\nwallet import ~/Downloads/badges\n"
    "wallet import https://college.example/badges/7",
)
def import_(
    invocation: Invocation,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|URL...",
            help="Files, folders, addresses; - is standard input.",
            parser=file_or_text,
        ),
    ],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="DIR", help="Saved documents of issuers that you believe.")
    ] = None,
    allow_http: Annotated[
        bool,
        typer.Option("--allow-http", help="Ask over plain http, which others can change, where an address says so."),
    ] = False,
) -> ExitCode:
    """Put badge and credential files into the wallet.

    The original bytes are kept exactly, encrypted. A credential that is
    already held is said to be, and nothing changes. What it needs of the
    folder that --evidence names is kept with it. Only for an address does it
    ask servers: for the badge or the page that shows it, and for what the badge
    names.
    """
    files = list(map(pasted, files))
    addresses = [name for name in files if is_url(name)]
    others = [name for name in files if not is_url(name)]
    if not addresses and not any(name == STDIN or Path(name).exists() for name in others):
        return _answered(invocation, _not_there(invocation, others))
    if evidence is not None:
        saved(invocation.clock(), evidence)  # what cannot be used is said before a passphrase is asked for
    vault = opened(invocation)
    result = Added((), ())
    try:
        if others:
            bar = Bar(invocation.err, lambda: count(others))
            items = bar.over(read_all(others, invocation.stdin()))
            result = add(vault, items, of_wallet(vault, evidence), Asked(invocation.clock()))
        if addresses:
            result = result.and_(_from_web(invocation, vault, addresses, evidence, http=allow_http))
    except Interrupted as interrupted:
        raise _with_a_way_on(invocation, interrupted, result) from interrupted
    return _answered(invocation, result)


def _with_a_way_on(invocation: Invocation, interrupted: Interrupted, result: Added) -> Interrupted:
    """The same with what to do next; files that were read before the addresses are in the wallet by then."""
    hint = say("run it again: {command}", command=invocation.typed() or "wallet import FILE")
    told = say("interrupted: the files were added, nothing of the addresses") if result.added else interrupted.message
    return Interrupted(told, hint=hint)


def _not_there(invocation: Invocation, names: list[str]) -> Added:
    """Why none of ``names`` can be read: said before a passphrase is asked for."""
    maintain.check_present(invocation.directories())
    unread = read_all(names, invocation.stdin())
    return Added((), tuple(Failure(one.name, one.error) for one in unread if one.error is not None))


def _answered(invocation: Invocation, result: Added) -> ExitCode:
    return invocation.answer(
        machine.added(result),
        lambda out: credentials.added(result, out),
        result.exit_code(),
        errors=[failure.error.about(failure.source) for failure in result.failures],
    )


def _from_web(
    invocation: Invocation, vault: Opened, addresses: list[str], evidence: Path | None, *, http: bool
) -> Added:
    """What is at addresses; whatever could ask a server is loaded only here."""
    from wallet.actions import web
    from wallet.actions.online import FetchOptions, Online, fetcher

    asker = fetcher(invocation.clock, invocation.environment, invocation.network)
    online = Online(asker, invocation.clock, FetchOptions(http=http))
    knowledge = of_wallet(vault, evidence, (), online.lookup)
    return add(vault, web.inputs(addresses, online), knowledge, Asked(invocation.clock()), online)

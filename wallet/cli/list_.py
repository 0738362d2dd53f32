"""``wallet list``."""

from typing import Annotated

import typer

from wallet.actions import find, selection
from wallet.actions.selection import SORTS, VERDICTS, Selection, day, verdict
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import machine
from wallet.show.listing import listed


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet list\nwallet list python --verdict verified --json\nwallet list --sort expires --limit 5",
)
def list_(
    invocation: Invocation,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD...", help="Only those that say all of this.")
    ] = None,
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Only with this tag of yours.")] = None,
    issuer: Annotated[str, typer.Option("--issuer", metavar="TEXT", help="Part of the issuer's name or id.")] = "",
    verdicts: Annotated[
        list[str] | None, typer.Option("--verdict", metavar="SLUG", help=f"One of: {', '.join(VERDICTS)}.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="NAME", help="As wallet formats names it.")] = "",
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Issued on that day or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Issued on that day or before.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Only those that you hide.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Those that you hide as well.")] = False,
    sort: Annotated[str, typer.Option("--sort", metavar="ORDER", help=f"One of: {', '.join(SORTS)}.")] = "added",
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N.")] = None,
) -> ExitCode:
    """List what the wallet holds, last added first.

    What came in at once is in the order of its titles; --sort issued puts what
    was issued last on top, --sort expires what ends next.

    Words are looked for in titles, issuers, skills, tags and notes. The verdict
    is the one from the day the credential was last checked, with a word where
    the credential has ended or is yet to begin; wallet show checks it again. It
    ends with 13 when parts of the wallet are missing or damaged, so that the list
    may not be whole.
    """
    wanted = Selection(
        words=tuple(words or ()),
        tags=tuple(tags or ()),
        issuer=issuer,
        verdicts=tuple(map(verdict, verdicts or ())),
        format=selection.format_(format_) if format_ else "",
        since=day(since) if since else None,
        until=day(until) if until else None,
        hidden=True if hidden else None if all_ else False,
        sort=selection.order(sort),
        limit=limit,
    )
    look = find.everything if invocation.json else find.overview
    result = look(opened(invocation), wanted)
    return invocation.answer(
        lambda: {"credentials": machine.plain(result.entries), "hidden": result.hidden, "more": result.more},
        lambda out: listed(result, invocation.clock(), out),
        whole=True,
    )

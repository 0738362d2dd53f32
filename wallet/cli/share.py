"""``wallet share``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import find
from wallet.actions import share as sharing
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.arguments import REF_HELP
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import write
from wallet.cli.prompts import confirmed
from wallet.errors import ExitCode
from wallet.show import bundles, machine


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet share 'data governance' -o bundle.zip\nwallet share k7wd3a q3gubq -o bundle.zip --to 'Acme'",
)
def share(
    invocation: Invocation,
    refs: Annotated[list[str], typer.Argument(metavar="REF...", help=REF_HELP)],
    to_file: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The zip file to write.")],
    audience: Annotated[str, typer.Option("--to", metavar="WHOM", help="Whom it is for; noted in the bundle.")] = "",
    days: Annotated[int, typer.Option("--for-days", min=1, max=3650, help="How long it should be checked.")] = 90,
    no_expiry: Annotated[bool, typer.Option("--no-expiry", help="Set no end to that.")] = False,
    challenge: Annotated[str, typer.Option("--challenge", metavar="TEXT", help="What the receiver asked for.")] = "",
    domain: Annotated[str, typer.Option("--domain", metavar="NAME", help="The only site it is meant for.")] = "",
    as_me: Annotated[bool, typer.Option("--as-me", help="Use your lasting key; receivers can link shares.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would go out.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is written.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Make a signed bundle that an employer can check.

    It holds the original files and your signature over all of them. A signed
    credential cannot be partly hidden: everything in it goes out.
    """
    vault = opened(invocation)
    entries = find.several(vault, refs)
    asked = Asked(invocation.clock())
    known = of_wallet(vault)
    leaves = sharing.preview(vault, entries, known, asked)
    if preview:
        return invocation.answer({"leaves": list(leaves)}, lambda out: bundles.leaving(leaves, out))
    if not yes:
        bundles.leaving(leaves, invocation.err)
        if not confirmed(invocation, "Write the bundle?"):
            raise typer.Abort
    terms = sharing.Terms(audience, None if no_expiry else days, challenge, domain, as_me=as_me)
    data, result = sharing.share(vault, entries, terms, known, asked)
    write(to_file, data, force=force)
    result = result._replace(path=str(to_file))
    return invocation.answer(machine.plain(result), lambda out: bundles.shared(result, out))

"""``wallet show``."""

from typing import Annotated

import typer

from wallet.actions import find
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.arguments import REF_HELP, moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.results.credentials import Shown
from wallet.show import credentials, machine
from wallet.show.console import Console


@command(ANSWERING, UNLOCKING, example="wallet show k7wd3a\nwallet show 'data governance' --image")
def show(
    invocation: Invocation,
    ref: Annotated[str, typer.Argument(metavar="REF", help=REF_HELP)],
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="Judge as if it were that day.")] = None,
    holder: Annotated[
        str, typer.Option("--holder", metavar="ID", help="Whose it must be: an id, e-mail or name.")
    ] = "",
    eu_elements: Annotated[
        bool, typer.Option("--eu-elements", help="Also which elements of a European micro-credential it carries.")
    ] = False,
    image: Annotated[bool, typer.Option("--image", help="Also the badge's picture, where the terminal can.")] = False,
) -> ExitCode:
    """Show one credential and how far it can be relied on.

    Of pictures only one that is inside the file is shown; none is fetched. How
    each answer was found, wallet verify REF --explain tells.
    """
    asked = Asked(moment(at, invocation.clock()), holder=holder)
    vault = opened(invocation)
    result = find.show(vault, ref, of_wallet(vault), asked)
    if eu_elements:
        from wallet.actions.skills import eu_elements as elements_of

        result = result._replace(eu_elements=elements_of(result))
    if image:
        return _with_picture(invocation, vault, result)
    return invocation.answer(machine.plain(result), lambda out: credentials.shown(result, out))


def _with_picture(invocation: Invocation, vault: Opened, result: Shown) -> ExitCode:
    from wallet.actions import pictures as inside
    from wallet.cli.graphics import protocol
    from wallet.show import pictures

    picture = inside.of(vault, result)
    way = protocol(invocation) if picture.png and not invocation.json else ""

    def show(out: Console) -> None:
        credentials.shown(result, out)
        out.line()
        pictures.shown(picture, way, out)

    return invocation.answer({**machine.plain(result), "picture": pictures.document(picture)}, show)

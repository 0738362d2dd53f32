"""``wallet qr``."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wallet.actions.export import picture, qr_of_credential, qr_of_text
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import write
from wallet.errors import ExitCode, Unwritable, UsageError
from wallet.results import QrMade
from wallet.show import machine
from wallet.show import qr as codes
from wallet.show.console import Console

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")


class Form(StrEnum):
    """How a credential goes into a code."""

    AUTO = "auto"
    LINK = "link"
    SELF = "self"


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet qr 'data governance'\nwallet qr https://example.org/badge -o badge.png\nwallet qr --text 'hello'",
)
def qr(
    invocation: Invocation,
    what: Annotated[
        str, typer.Argument(metavar="REF|TEXT", help="A credential of the wallet, or a link or other text.")
    ],
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="A .png or .svg file.")] = None,
    text: Annotated[bool, typer.Option("--text", help="It is text, not a credential.")] = False,
    form: Annotated[Form, typer.Option("--as", metavar="FORM", help="auto, link, or self for the whole.")] = Form.AUTO,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Turn a credential or any text into a QR code.

    What looks like a link is text. Each code is read back by another
    program's decoder before it counts as made.
    """
    if to is not None and to.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"{to} is neither .png nor .svg", hint="name the picture like badge.png", slug="bad_suffix")
    result = _made(invocation, what, text=text, form=form)
    if to is not None:
        write(to, picture(result, to.suffix.lower()), force=force)
        result = result._replace(path=str(to))
    return _answered(invocation, result)


def _made(invocation: Invocation, what: str, *, text: bool, form: Form) -> QrMade:
    if text or _SCHEME.match(what):
        return qr_of_text(what)
    vault = opened(invocation)
    return qr_of_credential(vault, what, of_wallet(vault), Asked(invocation.clock()), form=form.value)


def _answered(invocation: Invocation, result: QrMade) -> ExitCode:
    if not result.path and not invocation.json and not codes.fits(result, invocation.out):
        raise Unwritable("the code cannot be drawn here: no colours, or too few columns", hint="add -o code.png")

    def show(out: Console) -> None:
        if not result.path:
            codes.drawn(result, out)
        codes.about(result, out)

    data = machine.plain(result)
    data["matrix"] = ["".join("01"[dark] for dark in row) for row in result.matrix]
    return invocation.answer(data, show, warnings=codes.cautions(result))

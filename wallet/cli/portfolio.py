"""``wallet export --as pdf``: what would leave, the question, the file."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from wallet.actions import portfolio
from wallet.actions import share as actions
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli import sharing
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened
from wallet.cli.output import STDOUT, check_free, write
from wallet.errors import ExitCode, NotFound
from wallet.model import Entry
from wallet.results.sharing import Exported
from wallet.show import machine
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import Catalogue, say


class PdfRequest(NamedTuple):
    """What the command line says about the PDF."""

    to: Path
    audience: str
    font: Path | None
    words: Catalogue
    """The language of the document."""
    unverified: bool
    yes: bool
    force: bool
    whole: bool
    """Whether it is of all that the wallet holds, as far as conditions fit."""


def export(invocation: Invocation, vault: Opened, entries: Sequence[Entry], request: PdfRequest) -> ExitCode:
    """Show what the originals tell, ask, and write the PDF that they are attached to."""
    to = _destination(invocation, request)
    asked, known = Asked(invocation.clock()), of_wallet(vault)
    every = actions.prepare(vault, entries, known, asked, unverified=request.unverified)
    ready = every if request.unverified else every.verified()
    left_out = len(entries) - len(ready.reports)
    if not ready.reports:
        raise NotFound(
            say("there is nothing to put into a PDF{why}", why=say(": none of it is verified") if left_out else ""),
            hint=say("take in what is not verified, marked: --include-unverified") if left_out else "wallet list",
        )
    refused = sharing.left_out(ready)
    terms = sharing.with_pdf(invocation, actions.Terms(request.audience, lasts=None, words=request.words), request.font)
    sharing.consent(invocation, ready, terms, None, yes=request.yes, question=say("Write the PDF?"))
    with portfolio.export(vault, ready, terms, known, asked, str(request.to)) as result:
        if to is not None:
            write(to, result.data, force=request.force)
    data = {
        "path": str(request.to),
        "media_type": result.media_type,
        "included": result.included,
        "left_out": left_out,
        "refused": list(refused),
        "leaves": machine.plain(ready.leaving),
    }
    warnings = [*refused, *sharing.unverified(left_out - len(refused))]
    return invocation.answer(data, lambda out: _show(result, to, out), warnings=warnings, whole=request.whole)


def _destination(invocation: Invocation, request: PdfRequest) -> Path | None:
    """The file that is to be written, known to be free; None for a PDF that goes to a pipe or a file of the shell's."""
    if request.to == STDOUT and not (invocation.json or invocation.out.is_terminal):
        return None
    check_free(request.to, force=request.force)
    return request.to


def _show(result: Exported, to: Path | None, out: Console) -> None:
    if to is None:
        out.binary(result.data)
        return
    out.line(
        say(
            "wrote {included} to {to}, the signed files attached",
            included=count(result.included, "credential"),
            to=escape(str(to)),
        )
    )
    out.line(say("The receiver checks them with: wallet verify {to}", to=escape(quote(str(to)))))

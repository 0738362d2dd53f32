"""``wallet evidence ...``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import evidence
from wallet.actions.grounds import Asked
from wallet.actions.inputs import read_file
from wallet.cli.arguments import moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import STDOUT, check_free, check_new_folder, write, write_folder
from wallet.errors import ExitCode
from wallet.show import evidence as shown
from wallet.show import machine

_History = Annotated[bool, typer.Option("--history", help="Older copies too, not only the newest.")]


@command(ANSWERING, UNLOCKING, example="wallet evidence list\nwallet evidence list --history")
def list_(invocation: Invocation, history: _History = False) -> ExitCode:
    """List the saved documents of issuers, and how old they are."""
    result = evidence.lines(opened(invocation), history=history)
    now = invocation.clock()
    return invocation.answer(
        {"documents": machine.plain(result)}, lambda out: shown.listed(result, now, out), whole=True
    )


@command(
    ANSWERING, UNLOCKING, example="wallet evidence show college.example\nwallet evidence show did.json -o did.json"
)
def show(
    invocation: Invocation,
    url: Annotated[str, typer.Argument(metavar="URL", help="Its address, or a part of that.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the document there.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace that file.")] = False,
) -> ExitCode:
    """Show one saved document, its copies, and who needs it."""
    if output not in (None, STDOUT):
        check_free(output, force=force)
    result = evidence.show(opened(invocation), url, Asked(invocation.clock()))
    if output == STDOUT:
        return invocation.answer(shown.document(result), lambda out: out.binary(result.data))
    if output:
        write(output, result.data, force=force)
    return invocation.answer(shown.document(result), lambda out: shown.shown(result, out))


@command(ANSWERING, UNLOCKING, example="wallet evidence export saved\nwallet evidence export saved-all --history")
def export(
    invocation: Invocation,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    history: _History = False,
) -> ExitCode:
    """Write the saved documents to a folder to check with."""
    check_new_folder(folder)
    files, result = evidence.export(opened(invocation), folder, history=history)
    write_folder(folder, files)
    return invocation.answer(machine.plain(result), lambda out: shown.exported(result, out), whole=True)


@command(ANSWERING, UNLOCKING, example="wallet evidence add https://college.example/.well-known/did.json did.json")
def add(
    invocation: Invocation,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it is published: https://... or did:...")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy, as you got it from there.")],
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="When it was copied; now by default.")] = None,
) -> ExitCode:
    """Keep a copy of an issuer's document that you got.

    For computers without a network. Get it from the issuer's own site, never
    from whoever sent you the credential: you will be believing it.
    """
    now = invocation.clock()
    data, copied = read_file(file), moment(at, now)
    evidence.check_copy(url, data, copied, now)
    result = evidence.add(opened(invocation), url, data, copied, Asked(now))
    return invocation.answer(machine.plain(result), lambda out: shown.added(result, out))

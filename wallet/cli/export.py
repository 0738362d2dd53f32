"""``wallet export``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import find
from wallet.actions.export import export as exported
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.arguments import REF_HELP
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import write
from wallet.errors import ExitCode
from wallet.results import Exported
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count


class Kind(StrEnum):
    """What can be exported."""

    JSON = "json"
    MARKDOWN = "markdown"
    JSON_RESUME = "json-resume"


@command(ANSWERING, UNLOCKING, example="wallet export 'data governance' --as json-resume -o resume.json")
def export(
    invocation: Invocation,
    refs: Annotated[list[str] | None, typer.Argument(metavar="[REF]...", help=REF_HELP + " All by default.")] = None,
    kind: Annotated[Kind, typer.Option("--as", metavar="KIND", help="json, markdown or json-resume.")] = Kind.JSON,
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it there.")] = None,
    unverified: Annotated[
        bool, typer.Option("--include-unverified", help="Also what is not verified; it is marked.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Write credentials out, or a summary for a resume.

    A summary is unsigned: whoever reads it has your word only. To let them
    check, send a bundle: wallet share.
    """
    vault = opened(invocation)
    entries = find.several(vault, refs) if refs else find.everything(vault).entries
    asked = Asked(invocation.clock())
    result = exported(vault, entries, kind.value, of_wallet(vault), asked, unverified=unverified)
    if to is not None:
        write(to, result.data, force=force)
    return _answered(invocation, result, to)


def _answered(invocation: Invocation, result: Exported, to: Path | None) -> ExitCode:
    warnings = []
    if result.left_out:
        warnings = [
            f"{count(result.left_out, 'credential')} left out, not verified; --include-unverified takes them in"
        ]
    data = {
        "path": str(to) if to else None,
        "media_type": result.media_type,
        "included": result.included,
        "left_out": result.left_out,
        "text": None if to else result.data.decode(),
    }

    def show(out: Console) -> None:
        if to is None:
            out.binary(result.data)
        else:
            out.line(f"wrote {count(result.included, 'credential')} to {escape(str(to))}")

    return invocation.answer(data, show, warnings=warnings)

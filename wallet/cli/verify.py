"""``wallet verify``."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from wallet.actions.inputs import read_all
from wallet.actions.judge import Asked
from wallet.actions.knowledge import saved
from wallet.actions.verify import files, held
from wallet.cli.arguments import is_file, moment
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.results import Judged
from wallet.show import machine, reports


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet verify badge.png\nwallet verify bundle.zip --holder did:key:z6Mk...\nwallet verify",
)
def verify(
    invocation: Invocation,
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|REF]...", help="Files, or credentials of the wallet; all by default."),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="DIR", help="Saved documents of issuers that you believe.")
    ] = None,
    holder: Annotated[str, typer.Option("--holder", metavar="ID", help="Whose it must be: an id or e-mail.")] = "",
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="Judge as if it were that day.")] = None,
    expect_challenge: Annotated[
        str, typer.Option("--expect-challenge", metavar="TEXT", help="The challenge a bundle must answer.")
    ] = "",
    expect_domain: Annotated[
        str, typer.Option("--expect-domain", metavar="TEXT", help="Whom a bundle must be made for.")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="End with 3 when there are notes.")] = False,
) -> ExitCode:
    """Check credentials, files or a bundle that somebody sent.

    It works offline and needs no wallet for files. It ends with 0 when they
    can be relied on, 1 when not, 4 when nobody can tell from here.
    """
    asked = Asked(moment(at, invocation.clock()), expect_challenge, expect_domain, holder)
    result = _judged(invocation, what or [], asked, evidence)
    return invocation.answer(
        machine.judged(result),
        lambda out: reports.judged(result, out),
        result.exit_code(strict=strict),
        errors=[failure.error for failure in result.failures],
    )


def _judged(invocation: Invocation, what: list[str], asked: Asked, evidence: Path | None) -> Judged:
    """Files and credentials of the wallet in the order they were named; the wallet is opened only for its own."""

    @cache
    def vault() -> Any:
        from wallet.cli.opening import opened

        return opened(invocation)

    def judged(are_files: bool, names: list[str]) -> Judged:
        if are_files:
            return files(read_all(names, invocation.stdin()), saved(evidence), asked)
        from wallet.actions import find  # the vault is not loaded for files

        entries = find.several(vault(), names) if names else find.everything(vault()).entries
        return held(vault(), entries, saved(evidence), asked)

    groups = [(are_files, list(names)) for are_files, names in groupby(what, key=is_file)] or [(False, [])]
    found = [judged(are_files, names) for are_files, names in groups]
    return Judged(
        tuple(result for one in found for result in one.results), tuple(left for one in found for left in one.left_out)
    )

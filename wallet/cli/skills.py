"""``wallet skills`` and ``wallet gap``."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from wallet.actions import contained
from wallet.actions import skills as action
from wallet.actions.file_names import as_text
from wallet.actions.inputs import read_file
from wallet.cli.arguments import moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import check_free, write
from wallet.errors import ExitCode, Unreadable
from wallet.show import machine
from wallet.show import skills as shown
from wallet.wording import say

_At = Annotated[str | None, typer.Option("--at", metavar="DATE", help="Count as if it were that day.")]


@command(ANSWERING, UNLOCKING, example="wallet skills\nwallet skills --framework ESCO")
def skills(
    invocation: Invocation,
    framework: Annotated[
        str, typer.Option("--framework", metavar="NAME", help="Only skills of that framework, such as ESCO.")
    ] = "",
    at: _At = None,
) -> ExitCode:
    """List the skills that your credentials name.

    Each with the credentials that show it. What is not verified, or has ended,
    is marked.
    """
    day = moment(at, invocation.clock())
    result = action.skills(contained.everything(opened(invocation), day), day)
    wanted = framework.casefold()
    chosen = tuple(one for one in result if not wanted or one.framework.casefold() == wanted)
    others = len(result) - len(chosen)
    return invocation.answer(
        {"skills": machine.plain(chosen)}, lambda out: shown.listed(chosen, out, others=others), whole=True
    )


@command(ANSWERING, UNLOCKING, example="wallet gap job.txt\nwallet gap job.json --stack toward-the-job.toml")
def gap(
    invocation: Invocation,
    job: Annotated[
        Path,
        typer.Argument(metavar="JOB", help="TOML, JSON Resume job, JDX or HR Open JSON, or text with a skill a line."),
    ],
    to: Annotated[
        Path | None, typer.Option("--stack", metavar="FILE", help="Write what is missing as a stack file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
    at: _At = None,
) -> ExitCode:
    """Compare your credentials with what a job asks for.

    A skill is covered when a verified credential is aligned to it, names it or
    is called so; partly, when that credential is not verified or has ended, or
    when only the words of a title fit.
    """
    data, day = read_file(job), moment(at, invocation.clock())
    if to is not None:
        check_free(to, force=force)
    try:
        result = action.gap(data, job.name, contained.everything(opened(invocation), day), day)
    except Unreadable as error:
        raise error.naming(str(job)) from None
    if to is not None and any(one.state != "covered" for one in result.lines):
        title = say("Toward {stem}", stem=as_text(job.stem))
        write(to, action.missing_stack(data, job.name, result, title, f"urn:uuid:{uuid4()}"), force=force)
        result = result._replace(stack=str(to))
    elif to is not None:
        result = result._replace(
            warnings=(*result.warnings, say("everything is covered, so there is no stack to write"))
        )
    return invocation.answer(
        machine.plain(result), lambda out: shown.gap(result, out), warnings=result.warnings, whole=True
    )


@command(ANSWERING, example="wallet frameworks\nwallet frameworks --json")
def frameworks(invocation: Invocation) -> ExitCode:
    """List the levels and credit units that stacks can ask for.

    Each with its source. Levels of different frameworks are never compared,
    and units never added.
    """
    result = action.frameworks()
    return invocation.answer(machine.plain(result), lambda out: shown.frameworks(result, out))

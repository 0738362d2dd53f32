"""``wallet stack new``, ``edit`` and ``validate``: writing rule files."""

import re
import shlex
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from wallet.actions import saved_stacks, stack_files
from wallet.actions.stack_files import TEMPLATES, Draft
from wallet.cli.arguments import SavedStack
from wallet.cli.editing import edited
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import beyond_stdout, check_free, write
from wallet.cli.prompts import asks, question
from wallet.errors import ExitCode, Unreadable, UsageError
from wallet.results.stacks import StackImported
from wallet.show import machine, stacks
from wallet.show.console import complain, warn
from wallet.wording import joined, say

_CREDITS = re.compile(r"\s*(\d{1,7}(?:\.\d{1,6})?)\s+(\S.*?)\s*")


@command(
    ANSWERING,
    example="wallet stack new 'Data analyst'\n"
    "wallet stack new 'Data analyst' --needs 'SQL*' --needs 'Python*'\n"
    "wallet stack new 'My thirty ECTS' --from eu",
)
def new(
    invocation: Invocation,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the goal is called.")],
    needs: Annotated[
        list[str] | None, typer.Option("--needs", metavar="NAME", help="A badge it takes; * is any text.")
    ] = None,
    enough: Annotated[int, typer.Option("--any", min=0, metavar="N", help="N of the badges are enough.")] = 0,
    credits_: Annotated[
        str, typer.Option("--credits", metavar="'N UNIT'", help="Credits it takes, such as '30 ects'.")
    ] = "",
    issuer: Annotated[str, typer.Option("--issuer", metavar="ID", help="The only issuer whose badges count.")] = "",
    template: Annotated[
        str, typer.Option("--from", metavar="TEMPLATE", help=f"Start from one of: {', '.join(TEMPLATES)}.")
    ] = "",
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Write a first stack file with a comment beside every choice.

    On a terminal it asks a few questions, unless options say it all.
    """
    if template and template not in TEMPLATES:
        known = joined(", ", (joined("", (key, " (", one.label, ")")) for key, one in TEMPLATES.items()))
        raise UsageError(
            say("there is no template {name!r}", name=template[:40]),
            hint=say("use one of: {known}", known=known),
            slug="no_template",
        )
    path = beyond_stdout(to or Path(_file_name(name)))
    if path is not None:
        check_free(path, force=force)
    draft = Draft(name, f"urn:uuid:{uuid4()}", tuple(needs or ()), enough, _credits(credits_), issuer)
    if not template and not draft.needs and not draft.credits:
        draft = _asked(invocation, draft)
    data = stack_files.first(draft, template)
    told = {"path": str(path) if path else None, "id": draft.id, "name": name, "text": None if path else data.decode()}
    if path is None:
        return invocation.answer(told, lambda out: out.binary(data))
    write(path, data, force=force)
    return invocation.answer(told, lambda out: stacks.begun(str(path), out))


@command(ANSWERING, example="wallet stack validate data-analyst.toml")
def validate(
    invocation: Invocation,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Stack files, in TOML.")],
) -> ExitCode:
    """Say whether stack files can be used.

    An error names file, line and key; the other files are read all the same.
    """
    checked, errors = [], []
    for path in files:
        try:
            checked.append(stack_files.validate(path))
        except Unreadable as error:
            errors.append(error.about(str(path)))
    code = ExitCode.UNREADABLE if errors else ExitCode.OK
    return invocation.answer(
        {"stacks": machine.plain(checked)}, lambda out: stacks.validated(checked, out), code, errors=errors
    )


@command(ANSWERING, UNLOCKING, example="wallet stack edit 'data analyst'")
def edit(
    invocation: Invocation,
    name: SavedStack,
) -> ExitCode:
    """Change the rules of a stack in your editor.

    They are checked before they are saved.
    """
    vault = opened(invocation)
    before = saved_stacks.rules(vault, name)
    after, result = _until_good(invocation, vault, name, before)
    if after == before:
        return invocation.answer({"changed": False}, lambda out: out.line(say("nothing was changed")))
    told = {"changed": True, **machine.plain(result)}
    return invocation.answer(told, lambda out: stacks.imported([result] if result else [], out))


def _until_good(invocation: Invocation, vault: Opened, name: str, before: bytes) -> tuple[bytes, StackImported | None]:
    """The rules as a person left them and saved; raises what they are refused for when the person gives up."""
    after = before
    by_hand = say(
        "wallet stack export {name} -o FILE, change FILE, then: wallet stack import FILE", name=shlex.quote(name)
    )
    while True:
        after = edited(invocation, after, ".toml", by_hand)
        if after == before:
            return after, None
        try:
            return after, saved_stacks.import_(vault, after, edits=name)
        except Unreadable as error:
            complain(invocation.err, error)
            if not asks(invocation) or question(invocation, say("Edit again? [Y/n] ")).casefold().startswith("n"):
                raise


def _asked(invocation: Invocation, draft: Draft) -> Draft:
    """What a person says to a few questions.  Raises UsageError where nobody can be asked."""
    if not asks(invocation):
        raise UsageError(
            say("what the stack asks for is not said"),
            hint=say(
                "name badges or credits: wallet stack new {name} --needs 'SQL*' --credits '10 ects'",
                name=shlex.quote(draft.name),
            ),
            slug="stack_not_said",
        )
    needs: list[str] = []
    while text := question(
        invocation, say("Badge {n} that it takes (* is any text; Enter when done): ", n=len(needs) + 1)
    ):
        needs.append(text)
    enough = _asked_enough(invocation, len(needs)) if len(needs) > 1 else 0
    credits_ = _asked_credits(invocation)
    if not needs and credits_ is None:
        raise UsageError(say("a stack asks for at least one badge or some credits"), hint=say("run it again"))
    return Draft(draft.name, draft.id, tuple(needs), enough, credits_, draft.issuer)


def _asked_enough(invocation: Invocation, listed: int) -> int:
    """How many of the badges are enough; 0 for all of them."""
    while text := question(invocation, say("How many of these {listed} are enough? (Enter for all): ", listed=listed)):
        if text.isdecimal() and len(text) < 5 and 0 < int(text) <= listed:
            return int(text) % listed
        warn(invocation.err, say("write a number from 1 to {listed}", listed=listed))
    return 0


def _asked_credits(invocation: Invocation) -> tuple[str, str] | None:
    """An amount of credits and its unit; asked again until it can be used."""
    while text := question(invocation, say("Credits that it takes, such as 30 ects (Enter for none): ")):
        try:
            found = _credits(text)
            stack_files.first(Draft("x", "urn:x", credits=found))
        except UsageError:
            warn(invocation.err, say("write an amount and a unit, such as 30 ects"))
        except Unreadable as error:
            problem = error.message.partition(": ")[2].partition(" (line")[0]
            warn(invocation.err, "; ".join(filter(None, (problem, error.hint))))
        else:
            return found
    return None


def _credits(text: str) -> tuple[str, str] | None:
    if not text.strip():
        return None
    found = _CREDITS.fullmatch(text)
    if found is None:
        raise UsageError(
            say("{text!r} is no number of credits", text=text[:40]), hint=say("write it as: --credits '30 ects'")
        )
    return found[1], found[2]


def _file_name(name: str) -> str:
    """A file name that any system takes."""
    return (re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "stack")[:80] + ".toml"

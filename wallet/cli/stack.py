"""``wallet stack ...``: the saved stacks, and how far each is."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import find, saved_stacks, stack, stack_files, what_if
from wallet.actions.grounds import Asked
from wallet.actions.inputs import read_each
from wallet.actions.knowledge import of_wallet
from wallet.actions.stack import Question
from wallet.cli.arguments import SavedStack, file_or_text, moment
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import beyond_stdout, check_free, write
from wallet.cli.prompts import agreed
from wallet.errors import ExitCode, Unreadable
from wallet.show import machine, stacks
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.wording import Catalogue, say

_Name = Annotated[
    str,
    typer.Argument(
        metavar="STACK",
        help=say("Its name, a unique part of it or its id; or a stack file."),
        parser=file_or_text,
    ),
]
_At = Annotated[str | None, typer.Option("--at", metavar="DATE", help="Count as if it were that day.")]
_With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="FILE", help="What if you held the credentials in FILE?", parser=file_or_text),
]
_Assume = Annotated[
    list[str] | None, typer.Option("--assume", metavar="NAME", help="What if you held a badge of that name or id?")
]
_Alone = Annotated[
    bool, typer.Option("--alone", help="Count only what --with and --assume name, nothing that you hold.")
]
_Effort = Annotated[
    int, typer.Option("--effort", min=1, max=1000, metavar="N", help="Search N times as long for the best answer.")
]


class Table(StrEnum):
    """Named equivalences of credit units."""

    CMF = "cmf"
    UK_ECTS = "uk-ects"


_Convert = Annotated[
    Table | None,
    typer.Option("--convert", metavar="TABLE", help="Also show sums converted by cmf or uk-ects; never counted."),
]


@command(
    ANSWERING, UNLOCKING, example="wallet stack import data-analyst.toml\nwallet stack import pathway.jsonld --dry-run"
)
def import_(
    invocation: Invocation,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Stack files in TOML, or pathways in JSON.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be saved, and save nothing.")] = False,
) -> ExitCode:
    """Save stack files, or bring older ones up to date.

    Stack files that they name come along. Pathways in CTDL (Credential
    Engine) or of Badgr, the associations of a CLR and the alignments of a
    badge are imported too, with a list of what they ask for that no rule checks.
    """
    if dry_run:
        checked = [stack_files.validate(path) for path in files]
        return invocation.answer({"stacks": machine.plain(checked)}, lambda out: stacks.validated(checked, out))
    found = [(path, stack_files.to_save(path)) for path in files]
    vault = opened(invocation)
    results = []
    for path, rules in found:
        try:
            saved = saved_stacks.import_(vault, rules.data, stack_files.beside(path))
        except Unreadable as error:
            raise error.naming(str(path)) from None
        results.append(saved._replace(losses=stack_files.losses(rules.imported)))
    return invocation.answer({"stacks": machine.plain(results)}, lambda out: stacks.imported(results, out))


@command(ANSWERING, UNLOCKING, example="wallet stack list")
def list_(invocation: Invocation, at: _At = None) -> ExitCode:
    """List the saved stacks and how far each is."""
    day = moment(at, invocation.clock())
    result = stack.list_(opened(invocation), day)
    return invocation.answer({"stacks": machine.plain(result)}, lambda out: stacks.listed(result, out), whole=True)


@command(ANSWERING, UNLOCKING, example="wallet stack show 'data analyst'\nwallet stack show analyst --with new.json")
def show(
    invocation: Invocation,
    name: _Name,
    at: _At = None,
    with_: _With = None,
    assume: _Assume = None,
    alone: _Alone = False,
    convert: _Convert = None,
    effort: _Effort = 1,
) -> ExitCode:
    """Show what counts toward a stack and what is missing."""
    asked = _question(invocation, name, at, with_, assume, alone=alone)._replace(effort=effort, convert=convert or "")
    result = stack.show(asked)
    return invocation.answer(
        machine.plain(result), lambda out: stacks.shown(result, out), warnings=result.warnings, whole=True
    )


@command(ANSWERING, UNLOCKING, example="wallet stack check 'data analyst' && echo ready")
def check(
    invocation: Invocation,
    name: _Name,
    at: _At = None,
    with_: _With = None,
    assume: _Assume = None,
    alone: _Alone = False,
    effort: _Effort = 1,
) -> ExitCode:
    """Say whether a stack is complete, for scripts.

    It ends with 0 if it is, else with 1, with 4 when the search stopped before
    it could be told, and with 13 while a part of the wallet cannot be read.
    """
    result = stack.show(_question(invocation, name, at, with_, assume, alone=alone)._replace(effort=effort))
    codes = {"in_progress": ExitCode.REJECTED, "not_proven": ExitCode.CANNOT_TELL}
    code = codes.get(result.state, ExitCode.OK)
    return invocation.answer(
        machine.plain(result), lambda out: stacks.checked(result, out), code, warnings=result.warnings, whole=True
    )


@command(ANSWERING, UNLOCKING, example="wallet stack next 'data analyst'\nwallet stack next analyst --assume Excel")
def next_(
    invocation: Invocation,
    name: _Name,
    at: _At = None,
    with_: _With = None,
    assume: _Assume = None,
    alone: _Alone = False,
    effort: _Effort = 1,
) -> ExitCode:
    """Show the cheapest way to complete a stack."""
    asked = _question(invocation, name, at, with_, assume, alone=alone)._replace(effort=effort)
    result = stack.next_(asked)
    return invocation.answer(
        machine.plain(result), lambda out: stacks.steps(result, out), warnings=asked.supposing, whole=True
    )


@command(ANSWERING, UNLOCKING, example="wallet stack why 'data analyst'\nwallet stack why analyst 'Python basics'")
def why(
    invocation: Invocation,
    name: _Name,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A credential to say everything about.")] = "",
    at: _At = None,
    with_: _With = None,
    alone: _Alone = False,
    effort: _Effort = 1,
) -> ExitCode:
    """Explain what counts toward a stack and why.

    Also what else could count, and what keeps the rest from counting.
    """
    asked = _question(invocation, name, at, with_, None, alone=alone)._replace(effort=effort)
    about = find.choose(asked.entries, ref).ref if ref else ""
    result = stack.why(asked, about)
    return invocation.answer(
        machine.plain(result),
        lambda out: stacks.explained(result, out, about=about),
        warnings=asked.supposing,
        whole=True,
    )


class Kind(StrEnum):
    """How a stack can be written out."""

    TOML = "toml"
    JSON = "json"
    MARKDOWN = "markdown"


@command(ANSWERING, UNLOCKING, example="wallet stack export 'data analyst' -o analyst.toml")
def export(
    invocation: Invocation,
    name: SavedStack,
    kind: Annotated[
        Kind, typer.Option("--as", metavar="KIND", help="toml: the rules; json or markdown: with your progress.")
    ] = Kind.TOML,
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it there.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
    at: _At = None,
) -> ExitCode:
    """Write the rules of a stack, or your progress, to a file."""
    day, to = moment(at, invocation.clock()), beyond_stdout(to)
    if to is not None:
        check_free(to, force=force)
    data = _exported(opened(invocation), name, kind, day, invocation.out.words)
    if to is not None:
        write(to, data, force=force)
    told = {"path": str(to) if to else None, "text": None if to else data.decode()}
    return invocation.answer(told, lambda out: _written(out, data, to))


@command(ANSWERING, UNLOCKING, example="wallet stack remove 'data analyst'")
def remove(
    invocation: Invocation,
    name: SavedStack,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> ExitCode:
    """Forget the rules of a stack; credentials stay.

    Keep a copy with wallet stack export.
    """
    vault = opened(invocation)
    chosen = saved_stacks.choose(saved_stacks.named(vault), name)
    agreed(invocation, say("Forget the rules of {name}?", name=chosen.name), yes=yes)
    result = saved_stacks.remove(vault, chosen.id)
    return invocation.answer(
        machine.plain(result), lambda out: out.line(say("removed: {name}", name=escape(result.name)))
    )


def _question(
    invocation: Invocation, name: str, at: str | None, with_: list[str] | None, assume: list[str] | None, *, alone: bool
) -> Question:
    """A stack of the wallet or of a file, against what is held and what is supposed to be, or that ``alone``."""
    path = Path(name)
    from_file = stack_files.read(path) if name.endswith(".toml") or path.is_file() else None
    day, supposed = moment(at, invocation.clock()), read_each(with_ or (), invocation.stdin())
    vault = opened(invocation)
    asked = stack.of_wallet(vault, from_file, day) if from_file else stack.question(vault, name, day)
    if alone:
        asked = asked.without_held()
    for entry, members in what_if.of_files(supposed, of_wallet(vault), Asked(day)):
        asked = asked.with_more([entry], members)
    return asked.with_more(what_if.assumed(assume or (), day))


def _exported(vault: Opened, name: str, kind: Kind, day: datetime, words: Catalogue) -> bytes:
    if kind is Kind.TOML:
        return saved_stacks.rules(vault, name)
    result = stack.show(stack.question(vault, name, day))
    if kind is Kind.JSON:
        return machine.text(machine.plain(result))
    return stacks.markdown(result, words).encode()


def _written(out: Console, data: bytes, to: Path | None) -> None:
    if to is None:
        out.binary(data)
    else:
        out.line(say("wrote {to}", to=escape(str(to))))

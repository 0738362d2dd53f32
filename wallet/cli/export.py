"""``wallet export``."""

import shlex
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer

from wallet.actions import find, selection, stack
from wallet.actions.export import ExportOptions, merged
from wallet.actions.export import export as exported
from wallet.actions.export import worded as worded_kinds
from wallet.actions.grounds import Asked
from wallet.actions.inputs import read_file
from wallet.actions.knowledge import of_wallet
from wallet.actions.selection import Selection
from wallet.cli import originals, portfolio, sharing
from wallet.cli.invocation import Invocation
from wallet.cli.opening import Opened, opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import STDOUT, beyond_stdout, check_free, write
from wallet.errors import ExitCode, Unreadable, UsageError
from wallet.model import Entry
from wallet.results.sharing import Exported
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import say


class Kind(StrEnum):
    """What can be exported."""

    JSON = "json"
    JSON_RESUME = "json-resume"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    HTML = "html"
    LATEX = "latex"
    LINKEDIN = "linkedin"
    SCHEMA_ORG = "schema-org"
    LER_RS = "ler-rs"
    PDF = "pdf"
    ORIGINAL = "original"


Refs: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="REF...", help="Its short id, or a unique part of its title; all by default."),
]
As: TypeAlias = Annotated[Kind, typer.Option("--as", metavar="KIND", help=f"One of: {', '.join(Kind)}.")]
To: TypeAlias = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it there.")]
Into: TypeAlias = Annotated[
    Path | None, typer.Option("--into", metavar="RESUME", help="Put the entries into this JSON Resume.")
]
Template: TypeAlias = Annotated[
    Path | None, typer.Option("--template", metavar="FILE", help="Fill in a Jinja template of yours.")
]
Select: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="KEY=VALUE", help="tag, stack, issuer, verdict, format, since, until, word, hidden."
    ),
]
Unverified: TypeAlias = Annotated[
    bool, typer.Option("--include-unverified", help="Also what is not verified; it is marked.")
]
Audience: TypeAlias = Annotated[str, typer.Option("--for", metavar="WHOM", help="Whom a PDF is for.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", help="Do not ask before a PDF is written.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")]


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet export --as json-resume -o resume.json\n"
    "wallet export --into resume.json --select tag=python\n"
    "wallet export --template cv.tex.j2 -o cv.tex\n"
    "wallet export 'data governance' --as pdf -o certificate.pdf\n"
    "wallet export 'data governance' --as original -o badge.json",
)
def export(
    invocation: Invocation,
    refs: Refs = None,
    kind: As = Kind.JSON,
    to: To = None,
    into: Into = None,
    template: Template = None,
    select: Select = None,
    unverified: Unverified = False,
    audience: Audience = "",
    font: sharing.Font = None,
    language: sharing.Language = "",
    yes: Yes = False,
    force: Force = False,
) -> ExitCode:
    """Write credentials out, or a summary for a resume.

    A summary is unsigned: whoever reads it has your word only. To let them
    check, send a bundle (wallet share) or a PDF (--as pdf): the signed files
    are attached to it, so you see first what it tells about you. --as original
    gives back the very file that you imported.
    """
    _check(kind, to, into, template)
    if into is not None:
        _check_resume(into)
    words = sharing.spoken(invocation, language)
    _check_kind(kind, for_pdf=bool(audience or font), worded=bool(language), selected=bool(select))
    sharing.check_font(font)
    if kind is Kind.ORIGINAL:
        return originals.export(invocation, refs or (), beyond_stdout(to), force=force)
    pdf = _pdf_file(to, refs or ()) if kind is Kind.PDF else None
    if to not in (None, STDOUT):
        check_free(to, force=force)
    filled = (template.name, _text(template)) if template else None
    conditions = _conditions(select or [])
    vault = opened(invocation)
    entries = _chosen(invocation, vault, refs or [], conditions)
    if pdf is not None:
        request = portfolio.PdfRequest(pdf, audience, font, words, unverified, yes, force, whole=not refs)
        return portfolio.export(invocation, vault, entries, request)
    form = Kind.JSON_RESUME if into else kind
    options = ExportOptions(form.value, unverified, invocation.settings().name, words, filled)
    result = exported(vault, entries, options, of_wallet(vault), Asked(invocation.clock()))
    target = into or beyond_stdout(to)
    changed = _put(result, target, into_resume=into is not None, force=force)
    return _answered(invocation, result, target, whole=not refs, changed=changed)


def _check(kind: Kind, to: Path | None, into: Path | None, template: Path | None) -> None:
    if into and (to or template or kind not in (Kind.JSON, Kind.JSON_RESUME)):
        raise UsageError(say("--into is a file of its own kind"), hint="wallet export --into resume.json")
    if template and kind is not Kind.JSON:
        raise UsageError(say("--template and --as exclude each other"), hint="wallet export --template FILE")


def _check_kind(kind: Kind, *, for_pdf: bool, worded: bool, selected: bool) -> None:
    """Refuse options that this kind of export has no use for.  Raises :class:`~wallet.errors.UsageError`."""
    if for_pdf and kind is not Kind.PDF:
        raise UsageError(say("--for and --font are for a PDF"), hint="wallet export REF --as pdf -o FILE.pdf")
    read_by_people = (*worded_kinds(), Kind.PDF)
    if worded and kind not in read_by_people:  # --into and --template leave JSON, which is not
        raise UsageError(
            say("--language is for what people read: {kinds}", kinds=", ".join(read_by_people)),
            hint="wallet export --as text --language en",
        )
    if selected and kind is Kind.ORIGINAL:
        raise UsageError(
            say("--select chooses among many, and an original is one file"),
            hint="wallet export REF --as original -o FILE",
        )


def _pdf_file(to: Path | None, refs: Sequence[str]) -> Path:
    """Where the PDF goes.  Raises :class:`~wallet.errors.UsageError` (``no_output``)."""
    if to is None:
        hint = f"wallet export {shlex.join([*refs, '--as', 'pdf', '-o'])} FILE.pdf"
        raise UsageError(say("say where to write the PDF"), hint=hint, slug="no_output")
    return to


def _check_resume(resume: Path) -> None:
    """Find out before a passphrase is asked for whether there is a resume to put anything into.

    Raises :class:`~wallet.errors.Unreadable`.
    """
    try:
        read_file(resume)
    except Unreadable as error:
        if resume.exists():
            raise
        begin = say("begin one: wallet export --as json-resume -o {resume}", resume=shlex.quote(str(resume)))
        raise Unreadable(error.message, hint=begin, slug=error.kind) from error


def _put(result: Exported, target: Path | None, *, into_resume: bool, force: bool) -> bool:
    """Write an export to its file, if it has one; whether there was anything to change."""
    if target is None:
        return True
    if into_resume:
        return _put_into(target, result)
    write(target, result.data, force=force)
    return True


def _put_into(resume: Path, result: Exported) -> bool:
    """Bring a resume up to date in one step; whether there was anything to change.

    It is read again just before, so that nothing is lost that another run put
    there meanwhile; it stays as private as it is, and a link stays a link.
    """
    path = resume.resolve()
    while True:
        old = read_file(path)
        new = merged(old, result)
        if new == old:
            return False
        if read_file(path) == old:
            write(path, new, force=True, private=not path.stat().st_mode & 0o077)
            return True


def _text(file: Path) -> str:
    try:
        return read_file(file).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(say("{file} is not UTF-8 text", file=file), hint=say("save the template as UTF-8")) from error


class _Conditions(NamedTuple):
    """What ``--select`` asks for."""

    any: bool
    stacks: tuple[str, ...]
    wanted: Selection


def _conditions(select: list[str]) -> _Conditions:
    stacks = tuple(one.removeprefix("stack=") for one in select if one.startswith("stack="))
    wanted = selection.parsed(one for one in select if not one.startswith("stack="))
    return _Conditions(bool(select), stacks, wanted)


def _chosen(invocation: Invocation, vault: Opened, refs: list[str], conditions: _Conditions) -> tuple[Entry, ...]:
    """The credentials that are named, or all, as far as every condition holds."""
    found = find.several(vault, refs) if refs else find.everything(vault, conditions.wanted).entries
    if refs and conditions.any:
        found = selection.select(found, conditions.wanted).entries
    for name in conditions.stacks:
        counted = {entry.ref for entry in stack.counted(stack.question(vault, name, invocation.clock()))}
        found = tuple(entry for entry in found if entry.ref in counted)
    return found


def _warnings(result: Exported) -> Iterator[str]:
    yield from sharing.unverified(result.left_out)
    if not (result.left_out or result.included):
        yield say("no credential fits, so there is nothing in it; see those there are: wallet list")
    if result.experimental:
        yield say("this format is experimental: no other program was found to prove it with")


def _answered(invocation: Invocation, result: Exported, to: Path | None, *, whole: bool, changed: bool) -> ExitCode:
    data = {
        "path": str(to) if to else None,
        "media_type": result.media_type,
        "included": result.included,
        "left_out": result.left_out,
        "experimental": result.experimental,
        "changed": changed,
        "text": None if to else result.data.decode(),
    }

    def show(out: Console) -> None:
        included = count(result.included, "credential")
        if to is None:
            out.binary(result.data)
        elif not changed:
            out.line(say("{to} is up to date: {included}", to=escape(str(to)), included=included))
        else:
            out.line(say("wrote {included} to {to}", included=included, to=escape(str(to))))

    return invocation.answer(data, show, warnings=[*_warnings(result)], whole=whole)

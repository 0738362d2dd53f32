"""What all commands that write a bundle have in common: its terms, the consent, and writing it."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from wallet.actions import share as actions
from wallet.actions.share import Prepared, Terms
from wallet.cli.arguments import span
from wallet.cli.invocation import Invocation
from wallet.cli.output import check_free, check_new_folder, write, write_folder
from wallet.cli.prompts import agreed
from wallet.errors import ExitCode, Unreadable, UsageError
from wallet.results.sharing import Shared
from wallet.settings import font_folders
from wallet.show import bundles, machine
from wallet.show.layout import count
from wallet.wording import Catalogue, languages, named, say

TO_PATH_HELP = say("Where to write it: a name with .zip, or a new folder.")
LONGEST = timedelta(days=3650)

Audience: TypeAlias = Annotated[str, typer.Option("--for", metavar="WHOM", help="Whom it is for; noted in the bundle.")]
Expires: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--expires",
        metavar="SPAN",
        help="How long to check the share: 90d, 2w. Ends no credential.",
        show_default=f"{actions.USUAL.days}d",
    ),
]
NoExpiry: TypeAlias = Annotated[bool, typer.Option("--no-expiry", help="Set no end to that.")]
Challenge: TypeAlias = Annotated[str, typer.Option("--challenge", metavar="TEXT", help="What the receiver asked for.")]
Domain: TypeAlias = Annotated[str, typer.Option("--domain", metavar="NAME", help="The only site it is meant for.")]
Font: TypeAlias = Annotated[
    Path | None, typer.Option("--font", metavar="FILE", help="A font for the PDF, when those here lack a letter.")
]
Language: TypeAlias = Annotated[
    str, typer.Option("--language", metavar="CODE", help="Of the pages: en, de. Yours by default.", show_default=False)
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", help="Do not ask before it is written.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace the zip file if it exists.")]


def lasting(expires: str | None, *, no_expiry: bool = False) -> timedelta | None:
    """How long a share is meant to be checked; 90 days by default.  Raises :class:`~wallet.errors.UsageError`."""
    if no_expiry:
        return None
    found = span(expires) if expires is not None else actions.USUAL
    if not timedelta() < found <= LONGEST:
        raise UsageError(
            say("a share is meant to be checked for a minute to ten years"),
            hint=say("write it as 90d"),
            slug="bad_span",
        )
    return found


def destination(path: Path | None, refs: Sequence[str] = (), audience: str = "", *, force: bool) -> Path:
    """Where a bundle of ``refs`` for ``audience`` goes, known to be free.

    Raises :class:`~wallet.errors.UsageError` and :class:`~wallet.errors.Unwritable`.
    """
    if path is None:
        whom = ["--for", audience] if audience else []
        hint = f"wallet share {shlex.join([*refs, '-o', 'bundle.zip', *whom])}"
        raise UsageError(say("say where to write the bundle"), hint=hint, slug="no_output")
    if path.suffix == ".zip":
        check_free(path, force=force)
    else:
        check_new_folder(path)
    return path


def check_font(font: Path | None) -> None:
    """Refuse a font that is not there.  Raises :class:`~wallet.errors.Unreadable` (``bad_font``)."""
    if font is not None and not font.is_file():
        raise Unreadable(
            say("{path} is no font that can be used", path=font),
            hint=say("name a .ttf or .otf file: --font FILE.ttf"),
            slug="bad_font",
        )


def spoken(invocation: Invocation, language: str) -> Catalogue:
    """The language of what others will read: the one that was asked for, else the learner's own.

    Raises :class:`~wallet.errors.UsageError` (``no_such_language``).
    """
    if not language:
        return invocation.out.words
    found = named(language)
    if found is None:
        raise UsageError(
            say("there are no words in {language!r}", language=language[:40]),
            hint=say("choose one of: {languages}", languages=", ".join(("en", *sorted(languages())))),
            slug="no_such_language",
        )
    return found


def with_pdf(invocation: Invocation, terms: Terms, font: Path | None) -> Terms:
    """The same terms with a PDF that bears the learner's name."""
    fonts = actions.fonts(font_folders(invocation.environment), font)
    return replace(terms, name=invocation.settings().name, fonts=fonts)


def preview(invocation: Invocation, prepared: Prepared, audience: str, until: datetime | None) -> ExitCode:
    """Only say what personal data would leave."""
    return invocation.answer(
        {"leaves": machine.plain(prepared.leaving)},
        lambda out: bundles.leaving(prepared.leaving, audience, until, out),
        warnings=bundles.doubts(prepared.leaving),
    )


def consent(
    invocation: Invocation,
    prepared: Prepared,
    terms: Terms,
    until: datetime | None,
    *,
    yes: bool,
    question: str = say("Write the bundle?"),
) -> None:
    """Show what personal data would leave, and go on only when the learner agrees.

    Raises :class:`~wallet.errors.UsageError` when nobody can be asked, or the answer is no.
    """
    if not yes:
        bundles.leaving(prepared.leaving, terms.audience, until, invocation.err)
    agreed(invocation, question, yes=yes)


def left_out(prepared: Prepared) -> tuple[str, ...]:
    """Why credentials that were wanted cannot go out, as warnings."""
    return tuple(
        say("left out: {message}; {hint}", message=error.message, hint=error.hint) for error in prepared.refused
    )


def unverified(number: int) -> Iterator[str]:
    """A warning about the credentials that are left out because they are not verified, if there are any."""
    if number:
        left_out = count(number, "credential")
        yield say("{left_out} left out, not verified; --include-unverified takes them in", left_out=left_out)


def hand_out(made: Shared, files: dict[str, bytes], path: Path, *, force: bool) -> Shared:
    """Write a bundle as the name of ``path`` says; what to say about it.  Raises :class:`~wallet.errors.Unwritable`."""
    if path.suffix != ".zip":
        write_folder(path, files)
        return made
    data, result = actions.packed(files, made)
    write(path, data, force=force)
    return result


def told(invocation: Invocation, result: Shared) -> ExitCode:
    """Say what was written, and what whoever gets it cannot rely on."""
    warnings = bundles.doubts(result.leaves)
    return invocation.answer(machine.plain(result), lambda out: bundles.shared(result, out), warnings=warnings)

"""``wallet qr``."""

import re
from contextlib import suppress
from enum import StrEnum
from itertools import cycle
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from wallet.actions.codes import CodeOptions, of_credential, of_text, picture, pictures
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import check_free, check_new_folder, write, write_folder
from wallet.errors import ExitCode, Unwritable, UsageError
from wallet.results.codes import QrMade, QrSequence
from wallet.show import qr as codes
from wallet.show.console import Console
from wallet.wording import Catalogue, say

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_SUFFIXES = (".png", ".svg", ".gif", "")


class Form(StrEnum):
    """How a credential goes into a code."""

    AUTO = "auto"
    LINK = "link"
    SELF = "self"
    PARTS = "parts"


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet qr 'data governance'\nwallet qr https://example.org/badge -o badge.png\n"
    "wallet qr 'data governance' --as parts -o badge.gif\nwallet qr --text 'hello'",
)
def qr(
    invocation: Invocation,
    what: Annotated[
        str, typer.Argument(metavar="REF|TEXT", help="A credential of the wallet, or a link or other text.")
    ],
    to: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A .png, .svg or .gif file; a folder for parts."),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="It is text, not a credential.")] = False,
    form: Annotated[
        Form, typer.Option("--as", metavar="FORM", help="link, self for the whole, parts of it, or auto.")
    ] = Form.AUTO,
    frame_ms: Annotated[
        int, typer.Option("--frame-ms", metavar="N", min=50, max=5000, help="How long each part is shown.")
    ] = 300,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Turn a credential or any text into a QR code.

    A credential that has a public address becomes a link to it, else one code
    that holds it, else a sequence of codes: an animation in the terminal or a
    .gif, a sheet to print as .png or .svg, or a folder of pictures. What looks
    like a link is text. Each code is read back by another program's decoder
    before it counts as made.
    """
    if to is not None:
        if to.suffix.lower() not in _SUFFIXES:
            raise UsageError(
                say("{to} is no .png, .svg or .gif", to=to),
                hint=say("name the picture like badge.png"),
                slug="bad_suffix",
            )
        if to.suffix:
            check_free(to, force=force)
        else:
            check_new_folder(to)
    made = _made(invocation, what, Form.AUTO if text else form, to, text=text)
    if isinstance(made, QrSequence):
        made = made._replace(frame_ms=frame_ms if to is None or to.suffix.lower() == ".gif" else 0)
    if to is None:
        return _on_screen(invocation, made, what)
    _written(made, to, invocation.out.words, force=force)
    made = made._replace(path=str(to))
    return invocation.answer(
        lambda: codes.document(made), lambda out: codes.about(made, out), warnings=codes.cautions(made)
    )


def _made(invocation: Invocation, what: str, form: Form, to: Path | None, *, text: bool) -> QrMade | QrSequence:
    if text or _SCHEME.match(what):
        return of_text(what)
    options = CodeOptions(form.value)
    if to is not None and to.suffix.lower() != ".gif":
        options = options.on_paper()
    elif to is None and not invocation.json:
        room = codes.largest(invocation.out)
        if not room:
            why = say("this is no terminal with colours and UTF-8, or it is too small")
            raise _no_room(why, file="code.gif" if form is Form.PARTS else "code.png")
        options = options._replace(part=min(codes.easiest(invocation.out), options.part))
        if form is Form.AUTO:  # what was asked for is refused with the room that it takes
            options = options._replace(largest=room)
    vault = opened(invocation)
    return of_credential(vault, what, of_wallet(vault), Asked(invocation.clock()), options)


def _no_room(why: str, *, file: str = "code.png") -> Unwritable:
    return Unwritable(
        say("the code cannot be drawn here: {why}", why=why),
        hint=say("write it to a file: add -o {file}", file=quote(file)),
    )


def _too_large(modules: int, out: Console, ref: str) -> Unwritable:
    """What one code takes and what there is; a credential, which has a ``ref``, can be shown in parts instead."""
    if not (out.styled and out.wide):
        return _no_room(say("this is no terminal with colours and UTF-8"))
    wants = modules + 4, (modules + 5) // 2 + 1
    why = say(
        "the code takes {columns} columns and {lines} lines, and this terminal has {width} and {height}",
        columns=wants[0],
        lines=wants[1],
        width=out.width,
        height=out.height,
    )
    if ref:
        again = say(
            "make the window larger, add -o code.png, or show it in parts: wallet qr {ref} --as parts", ref=quote(ref)
        )
        return Unwritable(why, hint=again)
    return Unwritable(why, hint=say("make the window larger, or write it to a file: add -o code.png"))


def _written(made: QrMade | QrSequence, to: Path, words: Catalogue, *, force: bool) -> None:
    suffix = to.suffix.lower()
    if suffix:
        write(to, picture(made, suffix, words), force=force)
    elif isinstance(made, QrSequence):
        write_folder(to, pictures(made))
    else:
        raise UsageError(
            say("{to} would be a folder, and this is one code", to=to),
            hint=say("add -o {file}, or --as parts for a folder of several", file=quote(f"{to}.png")),
            slug="bad_suffix",
        )


def _on_screen(invocation: Invocation, made: QrMade | QrSequence, what: str) -> ExitCode:
    one = made.frames[0] if isinstance(made, QrSequence) else made
    how = codes.drawing(one.modules, invocation.out)
    if isinstance(made, QrSequence):
        if invocation.json or invocation.no_input or how is None or not invocation.streams.stdin.isatty():
            raise _no_room(
                say("{n} codes in turn take a terminal and a key to end it", n=len(made.frames)), file="code.gif"
            )
        _played(invocation, made, how)
    elif how is None and not invocation.json:
        raise _too_large(one.modules, invocation.out, "" if made.form in ("link", "text") else what)

    def show(out: Console) -> None:
        codes.about(made, out)
        if isinstance(made, QrMade) and how is not None:
            codes.drawn(made, how, out)

    return invocation.answer(lambda: codes.document(made), show, warnings=codes.cautions(made, how))


def _played(invocation: Invocation, made: QrSequence, how: codes.Drawing) -> None:
    """Show the codes in turn until a key is pressed."""
    from wallet.cli.keys import keys

    out = invocation.out
    with suppress(KeyboardInterrupt), keys(invocation.streams.stdin) as pressed, codes.stage(out):
        for number in cycle(range(len(made.frames))):
            codes.frame(made, number, how, out)
            if pressed(made.frame_ms / 1000):
                return

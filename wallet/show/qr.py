"""QR codes on a terminal, black on white whatever its theme, and what is said about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import NamedTuple

from wallet.model import JsonObject
from wallet.results.codes import QrMade, QrSequence
from wallet.show import machine
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count, span, wrap
from wallet.wording import say

EASY = 20
"""The largest version that a phone reads from a screen without care."""
_BORDERS = (4, 2)
"""Light modules around a code: what the standard asks for, and what readers can do with where there is no more room."""
_HALVES = {"light light": " ", "dark dark": " ", "dark light": "▄", "light dark": "▄"}
"""What draws two modules in a cell: nothing where they are alike, and the lower half where they differ.  Fonts leave
gaps around the upper half; read off xterm at six sizes by zxing, zbar and jsQR, 17 of 18 against 13."""
_OTHER_PAGE, _BACK = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
_WHOLE = say("the whole credential: whoever scans it has all that it says about you")


class Drawing(NamedTuple):
    """How a code is drawn in cells."""

    full: bool
    """Two cells a module, which no font can spoil; else a cell for two modules, one above the other."""
    border: int


def drawing(modules: int, console: Console) -> Drawing | None:
    """The best way to draw a code here and have a line left for the prompt; None without room or colours."""
    if not (console.styled and console.wide):
        return None
    for border in _BORDERS:
        side = modules + 2 * border
        if 2 * side <= console.width and side < console.height:
            return Drawing(full=True, border=border)
        if side <= console.width and -(-side // 2) < console.height:
            return Drawing(full=False, border=border)
    return None


def largest(console: Console, border: int = _BORDERS[-1]) -> int:
    """The largest version that can be drawn here with such a border; 0 when none can."""
    ways = ((version, drawing(17 + 4 * version, console)) for version in range(1, 41))
    return max((version for version, way in ways if way and way.border >= border), default=0)


def easiest(console: Console) -> int:
    """The largest version with the border of the standard, if there is one."""
    return largest(console, _BORDERS[0]) or largest(console)


def drawn(made: QrMade, how: Drawing, console: Console) -> None:
    """The code, both colours always set."""
    side = made.modules + 2 * how.border
    for top in range(0, side, 1 if how.full else 2):
        below = top if how.full else top + 1
        cells = (f"{_shade(made, how, top, left)} {_shade(made, how, below, left)}" for left in range(side))
        runs = [(style, len(list(run))) for style, run in groupby(cells)]
        console.line(*((("  " if how.full else _HALVES[style]) * length, style) for style, length in runs))


def _shade(made: QrMade, how: Drawing, row: int, column: int) -> str:
    row, column = row - how.border, column - how.border
    inside = 0 <= row < made.modules and 0 <= column < made.modules
    return "dark" if inside and made.matrix[row][column] else "light"


@contextmanager
def stage(console: Console) -> Iterator[None]:
    """A page of the terminal that is gone again afterwards, with what was there before as it was."""
    console.page(_OTHER_PAGE)
    try:
        yield
    finally:
        console.page(_BACK)
        console.flush()


def frame(sequence: QrSequence, number: int, how: Drawing, console: Console) -> None:
    """One code of a sequence in place of the one before, and below it what to do."""
    console.page("\x1b[H")
    made = sequence.frames[number]
    drawn(made, how, console)
    shown = (
        say("part {number} of {parts}", number=number + 1, parts=sequence.parts)
        if number < sequence.parts
        else say("for a part that was missed")
    )
    line = console.clip(
        console.said(say("{shown}; hold a camera to it; any key ends this", shown=shown)), console.width - 1
    )
    console.page(line.ljust(console.width - 1))
    console.flush()


def about(made: QrMade | QrSequence, console: Console) -> None:
    """What the code holds and who can read it."""
    one, codes = (made.frames[0], len(made.frames)) if isinstance(made, QrSequence) else (made, 1)
    size: str = say(
        "version {version}, level {level}, {modules} x {modules} modules",
        version=one.version,
        level=one.level,
        modules=one.modules,
    )
    if isinstance(made, QrSequence):
        size = say("{codes} for {bytes} bytes, each {size}", codes=count(codes, "code"), bytes=made.size, size=size)
    else:
        size = say("{size}, {characters}", size=size, characters=count(len(made.text), "character"))
    if made.describes:
        console.line(say("of {describes}", describes=escape(made.describes)))
    for text in (
        say("holds {what}", what=holds(made)),
        say("can be read by {whom}", whom=read_by(made)),
        say("{size}; read back and equal", size=size),
    ):
        console.lines((line,) for line in wrap(console.said(text), console.width))
    if made.path:
        console.line(say("written to {path}", path=escape(made.path)))


def holds(made: QrMade | QrSequence) -> str:
    """What is in the code, and so in the hands of whoever scans it."""
    if isinstance(made, QrSequence):
        return say("in {parts} {whole}", parts=count(made.parts, "part"), whole=_WHOLE)
    if made.text.startswith("https://"):
        return say("a link to {hostname}, which learns of each visit", hostname=made.text.split("/")[2])
    return say("the text itself") if made.form == "text" else _WHOLE


def read_by(made: QrMade | QrSequence) -> str:
    """Which programs can read it."""
    if isinstance(made, QrSequence):
        return say("wallet, from pictures of the codes in any order: wallet verify PICTURE...")
    if made.form == "cw1":
        return say("wallet, from a picture of it: wallet verify PICTURE")
    if made.text.startswith("https://"):
        return say("any phone")
    return say(
        "any scanner, as text{also}",
        also="" if made.form == "text" else say("; wallet, from a picture: wallet verify PICTURE"),
    )


def cautions(made: QrMade | QrSequence, how: Drawing | None = None) -> tuple[str, ...]:
    """What to know before relying on the code."""
    found = []
    if isinstance(made, QrSequence) and made.frame_ms:
        seconds = -(-made.parts * made.frame_ms // 1000)
        found += (
            [say("it takes {seconds} to show all {parts} parts", seconds=span(seconds), parts=made.parts)]
            if seconds > 20
            else []
        )
    if isinstance(made, QrMade) and made.version > EASY:
        size = say("version {version} of 40 for {n} characters", version=made.version, n=len(made.text))
        found.append(say("a dense code, {size}: print it large, or show it in parts: --as parts", size=size))
    if how is not None and how.border < _BORDERS[0]:
        found.append(
            say(
                "the white border is {border} modules wide, not {borders}: the terminal has no more room",
                border=how.border,
                borders=_BORDERS[0],
            )
        )
    return tuple(found)


def document(made: QrMade | QrSequence) -> JsonObject:
    """All of it for a program; the matrix of one code, the texts of several."""
    if isinstance(made, QrSequence):
        one = made.frames[0]
        data = {**made._asdict(), "version": one.version, "level": one.level, "modules": one.modules}
        data["frames"] = [each.text for each in made.frames]
    else:
        data = machine.plain(made)
        data["matrix"] = ["".join("01"[dark] for dark in row) for row in made.matrix]
    return {**data, "holds": holds(made), "read_by": read_by(made), "cautions": list(cautions(made))}

"""QR codes on a terminal, black on white whatever its theme."""

from itertools import groupby

from wallet.results import QrMade
from wallet.show.console import Console
from wallet.show.escaping import escape

BORDER = 4
"""Light modules around a code; readers look for them."""
EASY = 20
"""The largest version that a phone reads from a screen without care."""
_HALF = "▀"


def fits(made: QrMade, console: Console) -> bool:
    """Whether the code can be drawn here so that a camera can read it."""
    return console.styled and console.wide and made.modules + 2 * BORDER <= console.width


def drawn(made: QrMade, console: Console) -> None:
    """The code, two modules high a line, both colours always set."""
    side = made.modules + 2 * BORDER
    for top in range(0, side, 2):
        styles = groupby(f"{_shade(made, top, left)} {_shade(made, top + 1, left)}" for left in range(side))
        console.line(*((_HALF * len(list(run)), style) for style, run in styles))


def about(made: QrMade, console: Console) -> None:
    """What the code holds and who can read it."""
    whom = {"link": "a link; any phone opens it", "cw1": "the whole credential; wallet reads it"}
    console.line(
        f"version {made.version}, level {made.level}, {made.modules} x {made.modules} modules, "
        f"{len(made.text)} characters; read back and equal"
    )
    form = "link" if made.text.startswith("https://") else made.form
    console.line(f"holds {whom.get(form, 'the text itself; any scanner shows it')}")
    if made.describes:
        console.line(f"of {escape(made.describes)}")
    if made.path:
        console.line(f"written to {escape(made.path)}")


def cautions(made: QrMade) -> tuple[str, ...]:
    """What to know before relying on the code."""
    if made.version <= EASY:
        return ()
    size = f"version {made.version} of 40 for {len(made.text)} characters"
    return (f"a dense code, {size}: print it large, or send a bundle instead",)


def _shade(made: QrMade, row: int, column: int) -> str:
    row, column = row - BORDER, column - BORDER
    inside = 0 <= row < made.modules and 0 <= column < made.modules
    return "dark" if inside and made.matrix[row][column] else "light"

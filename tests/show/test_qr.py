"""A code on a terminal: black on white whatever the theme, and readable as drawn."""

import re

import pytest
from show_samples import colours, pipe, said, screen

from wallet.results import QrMade
from wallet.show import qr

MATRIX = tuple(tuple((row * 7 + column) % 3 == 0 for column in range(21)) for row in range(21))
MADE = QrMade("https://example.org/1", "link", 1, 21, "M", MATRIX, describes="Data\x1b")
DARK, LIGHT = "16", "231"


def modules(text: str) -> list[list[bool]]:
    """Read the picture back from its colours: upper modules in the foreground, lower in the background."""
    rows: list[list[bool]] = []
    for line in text.splitlines():
        upper, lower = [], []
        for ink, paper, run in re.findall(r"\x1b\[38;5;(\d+);48;5;(\d+)m(▀+)\x1b\[0m", line):
            upper += [ink == DARK] * len(run)
            lower += [paper == DARK] * len(run)
        rows += [upper, lower]
    return rows


def test_what_is_drawn_is_the_code_with_a_border_of_four() -> None:
    console = colours()
    qr.drawn(MADE, console)
    drawn = modules(said(console))
    assert len(drawn) == 30, "29 rows and one of paper below"
    assert all(len(row) == 29 for row in drawn)
    assert [row[4:25] for row in drawn[4:25]] == [list(row) for row in MATRIX]
    border = [*drawn[:4], *drawn[25:], *(row[:4] + row[25:] for row in drawn)]
    assert not any(cell for row in border for cell in row)


@pytest.mark.parametrize(
    ("console", "fit"), [(colours(29), False), (colours(80), True), (screen(), False), (pipe(), False)]
)
def test_it_is_drawn_only_where_it_can_be_read(console: qr.Console, *, fit: bool) -> None:
    assert qr.fits(MADE._replace(modules=40), console) is fit


def test_what_it_holds_is_said() -> None:
    console = pipe()
    qr.about(MADE._replace(path="x.png"), console)
    assert said(console).splitlines() == [
        "version 1, level M, 21 x 21 modules, 21 characters; read back and equal",
        "holds a link; any phone opens it",
        "of Data\\u{1b}",
        "written to x.png",
    ]

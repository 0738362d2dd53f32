"""A code on a terminal: black on white whatever the theme, and readable as drawn."""

import re

import pytest
from show_samples import Screen, colours, pipe, said, screen

from wallet.results.codes import QrMade, QrSequence
from wallet.show import qr
from wallet.show.console import Console

MATRIX = tuple(tuple((row * 7 + column) % 3 == 0 for column in range(21)) for row in range(21))
MADE = QrMade("https://example.org/1", "link", 1, 21, "M", MATRIX, describes="Data\x1b")
DARK, LIGHT = "16", "231"


def modules(text: str) -> list[list[bool]]:
    """Read the picture back from its colours: the lower half of a cell is ink where it is drawn, the rest paper."""
    rows: list[list[bool]] = []
    for line in text.splitlines():
        upper, lower = [], []
        for ink, paper, run in re.findall(r"\x1b\[38;5;(\d+);48;5;(\d+)m([▄ ]+)\x1b\[0m", line):
            upper += [paper == DARK] * len(run)
            lower += [(ink if "▄" in run else paper) == DARK] * len(run)
        rows += [upper, lower]
    return rows


@pytest.mark.parametrize("border", [4, 2])
def test_what_is_drawn_is_the_code_with_its_border(border: int) -> None:
    console, end = colours(), 21 + border
    qr.drawn(MADE, qr.Drawing(full=False, border=border), console)
    drawn = modules(said(console))
    assert len(drawn) == 22 + 2 * border, "an odd number of rows and one of paper below"
    assert all(len(row) == end + border for row in drawn)
    assert [row[border:end] for row in drawn[border:end]] == [list(row) for row in MATRIX]
    around = [*drawn[:border], *drawn[end:], *(row[:border] + row[end:] for row in drawn)]
    assert not any(cell for row in around for cell in row)


def test_where_there_is_room_a_module_is_two_cells() -> None:
    console = colours()
    qr.drawn(MADE, qr.Drawing(full=True, border=4), console)
    drawn = modules(said(console))[::2]
    assert [row[8:50:2] for row in drawn[4:25]] == [list(row) for row in MATRIX]
    assert all(row[::2] == row[1::2] for row in drawn)
    assert "▄" not in said(console)


@pytest.mark.parametrize(
    ("columns", "lines", "modules_", "how"),
    [
        (80, 24, 21, (False, 4)),
        (80, 30, 21, (True, 4)),
        (80, 24, 37, (False, 4)),
        (80, 24, 41, (False, 2)),
        (80, 24, 45, None),
        (120, 40, 65, (False, 4)),
        (120, 40, 69, (False, 4)),
        (120, 40, 77, None),
        (200, 55, 45, (True, 4)),
        (200, 55, 97, (False, 4)),
    ],
)
def test_it_is_drawn_as_well_as_there_is_room(
    columns: int, lines: int, modules_: int, how: tuple[bool, int] | None
) -> None:
    console = Console(Screen(), {"TERM": "xterm", "COLUMNS": str(columns), "LINES": str(lines)})
    assert qr.drawing(modules_, console) == how


@pytest.mark.parametrize("console", [screen(), pipe()])
def test_it_is_not_drawn_without_colours(console: Console) -> None:
    assert qr.drawing(21, console) is None
    assert qr.largest(console) == qr.easiest(console) == 0


def test_the_border_is_not_given_up_for_larger_parts() -> None:
    console = Console(Screen(), {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"})
    assert (qr.largest(console), qr.easiest(console)) == (6, 5)


def test_a_page_of_its_own_is_left_whatever_happens() -> None:
    console = colours()
    with pytest.raises(KeyboardInterrupt), qr.stage(console):
        raise KeyboardInterrupt
    assert said(console) == "\x1b[?1049h\x1b[?25l\x1b[?25h\x1b[?1049l"


def test_what_it_holds_is_said() -> None:
    console = pipe()
    qr.about(MADE._replace(path="x.png"), console)
    assert said(console).splitlines() == [
        "of Data\\u{1b}",
        "holds a link to example.org, which learns of each visit",
        "can be read by any phone",
        "version 1, level M, 21 x 21 modules, 21 characters; read back and equal",
        "written to x.png",
    ]


@pytest.mark.parametrize(
    ("form", "text", "holds", "read_by"),
    [
        ("text", "hello", "the text itself", "any scanner, as text"),
        ("raw", "{}", "the whole credential", "wallet verify"),
        ("cw1", "CW1:00", "the whole credential", "wallet verify"),
    ],
)
def test_whoever_scans_it_is_named(form: str, text: str, holds: str, read_by: str) -> None:
    made = MADE._replace(form=form, text=text)
    assert holds in qr.holds(made)
    assert read_by in qr.read_by(made)


def test_what_is_hard_to_scan_is_said_with_numbers() -> None:
    assert qr.cautions(MADE) == ()
    (dense,) = qr.cautions(MADE._replace(version=30, text="x" * 1700))
    assert "version 30 of 40 for 1700 characters" in dense
    (narrow,) = qr.cautions(MADE, qr.Drawing(full=False, border=2))
    assert "2 modules wide, not 4" in narrow
    slow = QrSequence("Data", 16_000, 95, (MADE,) * 190, frame_ms=300)
    assert qr.cautions(slow) == ("it takes 29 seconds to show all 95 parts",)

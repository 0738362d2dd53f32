"""The list and one credential in full."""

from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from show_samples import AT, GOOD, credential, entry, in_list, pipe, report, said, screen

from wallet.errors import Unreadable
from wallet.model import Achievement, Alignment, Credits, Issuer, Level
from wallet.results.checking import Failure, LeftOut
from wallet.results.credentials import Added, AddedOne, Shown
from wallet.show import credentials, listing
from wallet.show.layout import cells

LONG = "A very long title about the governance of data in the public sector, in two parts"


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_fits_the_terminal(width: int) -> None:
    console = screen(width)
    entries = (entry(), entry(title=LONG, verdict="rejected"), entry(title="数据治理导论" * 5, issued=None))
    listing.listed(in_list(entries), AT, console)
    lines = said(console).splitlines()
    assert max(cells(line) for line in lines) <= width
    assert lines[0].split() == ["REF", "VERDICT", "TITLE", "ISSUER", "ISSUED"]
    assert lines[1].startswith("k7wd3a  ✓ verified with notes  Introduction")
    assert "✗ do not rely on this" in lines[2]
    assert lines[-1] == "3 credentials"
    assert len({line.index("Example") for line in lines[1:3]}) == 1, "columns are straight"


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_fits_a_terminal_of_few_characters(width: int) -> None:
    """There a cut and a letter of another alphabet are spelled out, which takes more columns."""
    console = screen(width)
    console.wide, console.stream.encoding = False, "ascii"  # type: ignore[misc]
    entries = (entry(title=LONG), entry(title="数据治理导论" * 5), entry(title="Überblick"))
    listing.listed(in_list(entries), AT, console)
    lines = said(console).splitlines()
    assert max(map(len, lines)) <= width
    assert "..." in lines[0 if width == 40 else 1]
    assert width == 40 or len({line.index("Example") for line in lines[1:-1]}) == 1, "columns are straight"


@pytest.mark.parametrize("width", [40, 60, 72])
def test_on_a_narrow_terminal_each_credential_has_lines_of_its_own(width: int) -> None:
    console = screen(width)
    listing.listed(in_list((entry(), entry(title="数据治理导论" * 5, issued=None, verdict="rejected"))), AT, console)
    lines = said(console).splitlines()
    assert max(cells(line) for line in lines) <= width
    assert lines[0].startswith("k7wd3a  Introduction to Data")
    assert lines[1:3] == ["        ✓ verified with notes", "        2026-05-22  Example University"]
    assert lines[4:] == ["        ✗ do not rely on this", "        Example University", "2 credentials"]


def test_what_has_ended_is_marked_whatever_the_verdict_was() -> None:
    console = pipe()
    ends = (AT, AT + timedelta(seconds=1), AT.astimezone(timezone(timedelta(hours=5))), None)
    listing.listed(in_list(tuple(entry(verdict="verified", valid_until=end) for end in ends)), AT, console)
    marked = ["✓ verified, ended" in line for line in said(console).splitlines()[1:]]
    assert marked == [True, False, True, False]


def test_what_is_yet_to_begin_is_marked() -> None:
    console = pipe()
    days = (AT, AT + timedelta(days=1), None)
    listing.listed(in_list(tuple(entry(verdict="verified", issued=day) for day in days)), AT, console)
    marked = ["✓ verified, not begun" in line for line in said(console).splitlines()[1:]]
    assert marked == [False, True, False]


def test_the_list_in_a_pipe_cuts_nothing() -> None:
    console = pipe()
    listing.listed(in_list((entry(title=LONG),)), AT, console)
    heads, line = said(console).splitlines()
    assert LONG in line
    assert heads.index("ISSUER") == line.index("Example University")


def test_a_list_says_of_how_many_these_are_the_first() -> None:
    console = screen(120)
    listing.listed(in_list((entry(),))._replace(more=6), AT, console)
    assert said(console).splitlines()[-1] == "1 of 7 credentials"


def test_an_empty_wallet_says_what_to_do() -> None:
    console = pipe()
    listing.listed(in_list(()), AT, console)
    assert said(console) == "The wallet is empty. Put something in it: wallet import FILE\n"


def test_hostile_titles_stay_in_their_line() -> None:
    console = screen()
    listing.listed(in_list((entry(title="a\nb\x1b[2J", issuer=Issuer("did:x", "\u202eevil")),)), AT, console)
    lines = said(console).splitlines()
    assert len(lines) == 3
    assert "a\\u{a}b\\u{1b}[2J" in lines[1]


def test_everything_about_one_credential() -> None:
    achievement = Achievement(
        "urn:a",
        "Data Governance",
        "Course",
        "Who may use data",
        "Pass the exam",
        Level("EQF", "6"),
        Credits(Decimal("2.5"), "ects", earned=False),
        (Alignment("ESCO", "S5.6", "manage data", "https://e"), Alignment("", "X1", "", "")),
        ("data",),
    )
    said_by = credential(achievements=(achievement,))
    console = screen()
    credentials.shown(Shown(entry(), said_by, report(GOOD)), console)
    lines = said(console).splitlines()
    for line in (
        "  about   Where data comes from.",
        "          Who may use it.",
        "  to Ada (did:example:learner)",
        "  for     Data Governance (Course)",
        "  earned  Pass the exam",
        "  level   EQF 6",
        "  credit  2.5 ects, offered, not stated as earned",
        "  skills  manage data, X1",
        "  topics  data",
        "  tags    work",
        "  file    badge.json, added 2026-11-22",
        "  ref     k7wd3abcdefghijklmnopqrstu",
    ):
        assert line in lines
    assert not any(line.startswith("  note ") for line in lines)
    assert max(cells(line) for line in lines if "→" not in line) <= 80


def test_line_breaks_of_a_description_cannot_leave_its_column() -> None:
    console = pipe()
    credentials.shown(Shown(entry(), credential(description="a\r\n✓ VERIFIED\n\x1b[A"), report(GOOD)), console)
    lines = said(console).splitlines()
    assert "          ✓ VERIFIED" in lines
    assert "          \\u{1b}[A" in lines


def test_an_import_says_what_happened_to_each_input() -> None:
    console = pipe()
    failures = (Failure("x.json", Unreadable("x.json is empty")),)
    added = tuple(AddedOne("badge.json", entry(), report(), already_held=held) for held in (False, True))
    credentials.added(Added(added, failures, (LeftOut("d/readme", "it is plain text"),)), console)
    assert said(console).splitlines() == [
        "k7wd3a  added: Introduction to Data Governance",
        "        ✓ verified with notes",
        "k7wd3a  already held: Introduction to Data Governance",
        "        ✓ verified with notes",
        "left out: d/readme: it is plain text",
        "1 added, 1 already held, 1 not read",
    ]

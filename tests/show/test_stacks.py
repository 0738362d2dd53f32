"""Stacks: a bar that is full only when nothing is missing, and a tree that says what fills it."""

import pytest
from show_samples import AT, Screen, ascii_pipe, pipe, said, screen

from wallet.results.stacks import NotCounted, Piece, StackImported, StackLine, StackShown
from wallet.show import stacks
from wallet.show.console import Console
from wallet.show.layout import cells

CORE = Piece(
    "require[0]",
    "Core",
    "all",
    met=False,
    have=1,
    need=2,
    rule="all 2",
    pieces=(
        Piece(
            "require[0].all[0]", "Statistics", "one", met=True, have=1, need=1, filled_by=(("k7wd3abcd", "Stats\x1b"),)
        ),
        Piece("require[0].all[1]", "Governance", "one", met=False, have=0, need=1, optional=True),
    ),
)
STACK = StackShown(
    "urn:stack:x",
    "Graduate Certificate",
    "What it is about",
    "in_progress",
    proven=True,
    at=AT,
    have=1,
    need=2,
    pieces=(CORE,),
    not_counted=(NotCounted("abcdefgh", "SQL", "expired", "it ended on 2024-01-01"),),
    missing=("Governance: earn it",),
)


def test_the_whole_stack() -> None:
    console = pipe()
    stacks.shown(STACK, console)
    assert said(console).splitlines() == [
        "Graduate Certificate",
        "  ██████████░░░░░░░░░░  1 of 2  in progress, as of 2026-11-22",
        "  What it is about",
        "",
        "  ○ Core  (not met, all 2)",
        "    ✓ Statistics",
        "        k7wd3a  Stats\\u{1b}",
        "    ○ Governance  (not met, optional)",
        "",
        "Held, but not counted:",
        "  - abcdef SQL: it ended on 2024-01-01",
        "",
        "Still missing:",
        "  - Governance: earn it",
    ]


def test_plain_is_words_alone() -> None:
    console = Console(Screen(), {"COLUMNS": "100"}, plain=True)
    stacks.shown(STACK, console)
    stacks.listed((StackLine("u", "Way", "complete", 2, 2),), console)
    lines = said(console).splitlines()
    assert lines[1] == "  has 1 of 2: in progress, as of 2026-11-22"
    assert lines[4:8] == [
        "  not met: Core (all 2)",
        "    met: Statistics",
        "        k7wd3a: Stats\\u{1b}",
        "    not met: Governance (optional)",
    ]
    assert lines[-3:] == ["stack: Way", "has: 2 of 2", "is: complete"]
    assert said(console).isascii()


def test_what_is_not_proven_is_said_to_be() -> None:
    console = pipe()
    stacks.shown(STACK._replace(state="not_proven", proven=False), console)
    text = said(console)
    assert "not proven, as of 2026-11-22\n  best found, more may count: search longer with --effort 10\n" in text
    assert "Still missing in the best found:\n" in text
    assert "best found" in stacks.markdown(STACK._replace(proven=False))


def test_the_account_for_others_keeps_the_warnings() -> None:
    text = stacks.markdown(STACK._replace(warnings=("weak match: anybody could have issued what fills Core",)))
    assert "weak match: anybody could have issued what fills Core" in text


def test_without_unicode() -> None:
    console = ascii_pipe()
    stacks.shown(STACK, console)
    text = said(console)
    assert text.isascii()
    assert "##########----------  1 of 2" in text
    assert "    + Statistics" in text
    assert "    o Governance" in text


@pytest.mark.parametrize(
    ("have", "need", "filled"), [(0, 3, 0), (1, 3, 6), (3, 3, 20), (999, 1000, 19), (0, 0, 20), (5, 3, 20)]
)
def test_the_bar_is_full_only_when_nothing_is_missing(have: int, need: int, filled: int) -> None:
    console = ascii_pipe()
    console.line(*stacks.bar(have, need, console))
    assert said(console) == "#" * filled + "-" * (20 - filled) + f"  {have} of {need}\n"


@pytest.mark.parametrize("width", [80, 120])
def test_every_line_fits(width: int) -> None:
    console = screen(width)
    long = "A requirement with quite a long name that goes on for ever and ever, and then some"
    piece = CORE._replace(name=long + "!", rule=long, filled_by=(("abcdefgh", long),))
    stacks.shown(STACK._replace(pieces=(piece,), missing=(long * 2,), description=long * 2), console)
    stacks.listed((StackLine("u", long, "not_proven", 1, 12), StackLine("v", "b", "complete", 2, 2)), console)
    assert max(cells(line) for line in said(console).splitlines()) <= width


def test_lists_and_imports() -> None:
    console = pipe()
    stacks.listed((), console)
    stacks.imported([StackImported("urn:x", "Grad", replaced=False, requirements=3)], console)
    stacks.imported([StackImported("urn:x", "Grad", replaced=True, requirements=1)], console)
    assert said(console).splitlines() == [
        "No stacks are saved. Begin one: wallet stack new NAME. Save one: wallet stack import FILE",
        "saved: Grad, 3 requirements",
        "brought up to date: Grad, 1 requirement",
    ]


def test_no_name_in_an_account_is_a_command_a_link_or_a_mention() -> None:
    """What makes a site of such files looks for its own signs first, and a forge for addresses and people."""
    hostile = "{% include secret %} {{ x }} https://evil.example www.evil.example me@evil.example @you $x$ :boom:"
    text = stacks.markdown(STACK._replace(name=hostile, missing=(hostile,), warnings=(hostile,)))
    assert not [sign for sign in ("{%", "%}", "{{", "}}", "https:", "www.", "e@e", " @y", " $x", " :b") if sign in text]
    assert text.count(r"\{\% include") == 3

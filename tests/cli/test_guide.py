"""``wallet help``: topics on a terminal, read aloud, as data, and as pages for man."""

import subprocess
from pathlib import Path

import pytest
from command_desk import Desk
from programs import program
from show_samples import colours, said, screen

from wallet.actions.guides import TOPICS, guide
from wallet.cli import COMMANDS
from wallet.show import guides
from wallet.show.layout import cells


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_without_a_topic_it_lists_them(desk: Desk) -> None:
    said = desk("help")
    assert [line.split()[0] for line in said.out.splitlines()[: len(TOPICS)]] == list(TOPICS)
    assert [one["topic"] for one in desk("help", "--json").data["topics"]] == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_its_terminal_but_for_what_is_pasted(topic: str) -> None:
    console = screen(60)
    guides.shown(guide(topic), console)
    for line in said(console).splitlines():
        assert cells(line) <= 60 or line.startswith("    "), line
    assert "`" not in said(console)
    assert "|---" not in said(console)


def test_a_word_keeps_its_type_where_a_line_is_broken() -> None:
    console = colours(40)
    guides.shown(guide("scripts"), console)
    assert "\x1b[1m--json\x1b[0m prints one document" in said(console)


def test_a_table_is_read_out_row_by_row(desk: Desk) -> None:
    said = desk("help", "verdicts", "--plain")
    assert "headline: CANNOT TELL\nmeaning: a signature" in said.out


def test_the_name_of_a_command_gives_its_own_help(desk: Desk) -> None:
    assert desk("help", "stack", "show").out == desk("stack", "show", "--help").out
    assert desk("help", "stack").out == desk("stack", "--help").out
    assert desk("help", "list", "--json").data["command"] == "list"


def test_what_there_is_no_help_on_is_named(desk: Desk) -> None:
    said = desk("help", "unicorns")
    assert (said.code, said.err) == (6, "wallet: error: there is no help on 'unicorns'\nwallet: hint: wallet help\n")


@pytest.mark.parametrize("topic", ["", *TOPICS])
def test_man_takes_the_page_without_a_warning(desk: Desk, topic: str) -> None:
    groff = program("groff", "groff-base")
    page = desk("help", "--man", *([topic] if topic else []))
    command = [groff, "-man", "-ww", "-Tascii", "-P-cbou"]
    done = subprocess.run(command, input=page.out, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    for word in COMMANDS if not topic else ():
        assert f"wallet {word}" in done.stdout

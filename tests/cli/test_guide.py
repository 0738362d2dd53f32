"""``wallet help``: topics on a terminal, read aloud, as data, and as pages for man."""

import re
import subprocess
from pathlib import Path

import pytest
from command_desk import Desk
from programs import program
from show_samples import colours, said, screen

from wallet.actions.guides import TOPICS, guide
from wallet.cli import COMMANDS
from wallet.report import QUESTIONS, Verdict
from wallet.show import guides
from wallet.show.layout import cells
from wallet.show.markdown import blocks
from wallet.wording import catalogue, languages

LANGUAGES = sorted(languages())
SPOKEN = {"note", "unknown", "FAIL", "Hinweis", "ungeklärt", "FEHLER", "key: value", "Name: Wert"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_without_a_topic_it_lists_them(desk: Desk) -> None:
    said = desk("help")
    assert [line.split()[0] for line in said.out.splitlines()[: len(TOPICS)]] == list(TOPICS)
    assert [one["topic"] for one in desk("help", "--json").data["topics"]] == list(TOPICS)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_its_terminal_but_for_what_is_pasted(topic: str, language: str) -> None:
    console = screen(60)
    guides.shown(guide(topic, language), console)
    for line in said(console).splitlines():
        assert cells(line) <= 60 or line.startswith("    "), line
    assert "`" not in said(console)
    assert "|---" not in said(console)


def test_a_heading_is_broken_between_words_too() -> None:
    console = colours(40)
    guides.shown(guide("scripts"), console)
    assert said(console).startswith(
        "\x1b[1mScripts: JSON, exit codes, passphrases,\x1b[0m\n\x1b[1mno questions\x1b[0m\n\n"
    )


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


def test_a_point_in_a_page_for_man_stands_beside_its_bullet(desk: Desk) -> None:
    groff = program("groff", "groff-base")
    command = [groff, "-man", "-Tascii", "-P-cbou"]
    page = desk("help", "--man", "vault").out
    shown = subprocess.run(command, input=page, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^ *o +Forgotten +the +passphrase\? ", shown, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["list", "stack show", "stack"])
def test_a_command_is_a_page_for_man_too(desk: Desk, name: str) -> None:
    groff = program("groff", "groff-base")
    page = desk("help", "--man", *name.split())
    command = [groff, "-man", "-ww", "-Tascii", "-P-cbou"]
    done = subprocess.run(command, input=page.out, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    for line in desk(*name.split(), "--help").out.splitlines():
        assert line.strip() in done.stdout


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["", *TOPICS])
def test_man_takes_the_page_in_each_language(desk: Desk, topic: str, language: str) -> None:
    groff = program("groff", "groff-base")
    page = desk("help", "--man", *([topic] if topic else []), WALLET_LANGUAGE=language)
    assert page.out.isascii(), "whatever the encoding that man expects"
    command = [groff, "-man", "-ww", "-Tutf8", "-P-cbou"]
    done = subprocess.run(command, input=page.out, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    assert (
        done.stdout
        != subprocess.run(
            command,
            input=desk("help", "--man", *([topic] if topic else [])).out,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_says_the_same_in_each_language(topic: str, language: str) -> None:
    """As many headings, rows and points, and the same commands, options and examples in the same order of kinds."""
    english, other = guide(topic).text, guide(topic, language).text
    assert other != english
    assert [block.kind for block in blocks(other)] == [block.kind for block in blocks(english)]
    assert [len(block.rows) for block in blocks(other)] == [len(block.rows) for block in blocks(english)]
    assert examples(other) == examples(english)
    assert pasted(other) == pasted(english)


def examples(text: str) -> list[str]:
    return re.findall(r"^```.*?^```", text, flags=re.MULTILINE | re.DOTALL)


def pasted(text: str) -> list[str]:
    """What stands between backticks outside of the examples, but for words that the program says to people."""
    found = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return sorted({" ".join(one.split()) for one in found} - SPOKEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_topics_speak_the_language_of_the_person_and_json_english(desk: Desk, language: str) -> None:
    spoken = {"WALLET_LANGUAGE": language}
    assert desk("help", "vault", **spoken).out != desk("help", "vault").out
    assert desk("help", **spoken).out != desk("help").out
    for words in (["help"], ["help", "vault"], ["help", "--man", "vault"], ["help", "--man"]):
        assert desk(*words, "--json", **spoken).out == desk(*words, "--json").out


def test_german_topics_use_the_words_of_the_program() -> None:
    """Verdicts, questions and standings are called in the topic as they are called beside a credential."""
    spoken = catalogue({"WALLET_LANGUAGE": "de"})
    text = guide("verdicts", "de").text
    for verdict in Verdict:
        assert f"| {spoken.text(verdict.headline)} |" in text
    for question in QUESTIONS.values():
        assert f"| {spoken.text(question)} |" in text

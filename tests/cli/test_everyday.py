"""Tags, notes, hiding, removing, and finding: what a learner does every day."""

from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import College


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def titles(desk: Desk, *options: str) -> list[str]:
    return [one["title"] for one in desk("list", "--json", *options).data["credentials"]]


def test_tags_are_given_taken_away_and_listed(desk: Desk) -> None:
    one = desk("tag", "statistics", "python", "data science", "--json").data
    assert one["tags"] == ["data science", "python"]
    desk("tag", "databases", "python")
    assert desk("tag", "--json").data["tags"] == {"data science": 1, "python": 2}
    assert desk("tag", "statistics", "--remove", "python", "--json").data["tags"] == ["data science"]
    assert desk("tag", "statistics", "--remove", "python").code == 6
    assert desk("tag", "--remove", "x").code == 2
    assert [desk("tag", "statistics", nothing).code for nothing in ("", "+", " - ")] == [2, 2, 2]
    assert desk("tag", "statistics", "c++", "--json").data["tags"] == ["c++", "data science"]
    assert titles(desk, "--tag", "python") == titles(desk, "databases")


def test_those_that_a_name_fits_are_told_apart_by_whom_and_when(desk: Desk) -> None:
    """And where there are many, so is where all of them stand."""
    said = desk("show", "a", "--json").document["errors"][0]
    assert [one.split("  ")[2:] for one in said["candidates"]] == [["Demo College", "2026-10-23"]] * len(
        said["candidates"]
    )
    college = College()
    for number in range(20):
        desk("import", desk.file(f"{number}.jwt", college.badge(f"A {number}")))
    said = desk("show", "a", "--json").document["errors"][0]
    assert len(said["candidates"]) == 20
    assert said["hint"].endswith(": wallet list a")


def test_a_credential_is_told_alike_whatever_it_was_found_by(desk: Desk) -> None:
    every = desk("list", "--json").data["credentials"]
    assert all(one["achievements"] for one in every)
    for query in (["statist"], ["--issuer", "demo"], ["--verdict", "verified_with_notes"], ["--limit", "1"]):
        found = desk("list", "--json", *query).data["credentials"]
        assert found
        assert all(one in every for one in found)


def test_who_says_no_is_told_that_nothing_was_changed(desk: Desk) -> None:
    desk.terminal = True
    said = desk("remove", "statistics", stdin=b"n\n")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("[y/N] nothing was changed\n")
    desk.terminal = False
    assert len(titles(desk)) == 4


def test_a_format_that_there_is_not_is_refused(desk: Desk) -> None:
    assert len(titles(desk, "--format", "open-badges-3")) == 4
    for line in (("list", "--format", "ob3"), ("export", "--select", "format=ob3")):
        said = desk(*line)
        assert (said.code, said.out) == (2, "")
        assert "there is no format 'ob3'\nwallet: hint: see those there are: wallet formats" in said.err


def test_a_note_is_written_shown_replaced_and_cleared(desk: Desk) -> None:
    assert desk("note", "statistics", "ask for a letter", "--json").data["note"] == "ask for a letter"
    assert "ask for a letter" in desk("note", "statistics").out
    assert "ask for a letter" in desk("show", "statistics").out
    assert desk("note", "statistics", "-", "--json", stdin="zwölf\nlines".encode()).data["note"] == "zwölf\nlines"
    assert desk("note", "statistics", "--clear", "--json").data["note"] == ""
    assert desk("note", "statistics", "x", "--clear").code == 2
    assert desk("note", "statistics", "x" * 10_001).code == 2
    assert desk("note", "statistics", "-", stdin=b"\xff").code == 5


@pytest.mark.parametrize("line", [("note", "statistics"), ("note", "statistics", "--clear"), ("tag", "statistics")])
def test_where_there_is_nothing_that_is_said_and_how_to_begin(desk: Desk, line: tuple[str, ...]) -> None:
    said = desk(*line)
    ref = said.out[:6]
    assert f"it has no {line[0]}" in said.out
    hint = said.out.splitlines()[-1].split(": ", 1)[1].split()
    assert hint[:3] == ["wallet", line[0], ref]
    assert desk(*hint[1:3], "something").out.count("it has no") == 0


def test_what_is_shown_again_is_said_to_be(desk: Desk) -> None:
    desk("hide", "statistics")
    assert "in lists, stacks and exports again" in desk("unhide", "statistics").out


def test_hidden_ones_are_left_out_unless_they_are_named(desk: Desk) -> None:
    before = titles(desk)
    assert desk("hide", "statistics", "--json").data["credentials"][0]["hidden"] is True
    said = desk("list", "--json").data
    assert (len(said["credentials"]), said["hidden"]) == (3, 1)
    assert len(titles(desk, "--hidden")) == 1
    assert titles(desk, "--all") == before
    assert desk("show", "statistics").code == 0
    assert "Statistics" not in desk("export", "--as", "markdown").out
    assert "Statistics" in desk("export", "statistics", "--as", "markdown").out
    assert desk("unhide", "statistics").code == 0
    assert titles(desk) == before


def test_what_is_removed_comes_back_with_its_tags(desk: Desk) -> None:
    desk("tag", "statistics", "python")
    before = desk("list", "--json").data
    assert desk("remove", "statistics").code == 2, "it has to be confirmed"
    assert desk("remove", "statistics", "databases", "--yes", "--json").code == 0
    assert len(titles(desk)) == 2
    listed = desk("undo", "--list", "--json").data["removed"]
    assert len(listed) == 2
    assert all(one["at"] for one in listed)
    assert len(desk("undo", "--json").data["brought_back"]) == 2
    assert desk("list", "--json").data == before
    assert desk("undo").code == 6


def test_removals_are_undone_one_after_the_other(desk: Desk) -> None:
    desk("remove", "statistics", "--yes")
    desk("remove", "databases", "--yes")
    assert desk("undo", "statistics").code == 0
    assert desk("undo", "statistics").code == 6
    assert desk("undo", "--json").data["brought_back"][0]["title"].startswith("Databases")
    assert len(titles(desk)) == 4


def test_removed_ones_can_be_brought_back_after_tidying_up_unless_it_was_at_once(desk: Desk) -> None:
    desk("remove", "statistics", "--yes")
    desk("gc")
    assert desk("undo").code == 0
    desk("remove", "statistics", "--yes")
    desk("gc", "--now")
    assert desk("undo").code == 6
    assert desk("import", "statistics.json").code == 0
    assert len(titles(desk)) == 4


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("STATIST",), 1),
        (("demo", "data"), 4),
        (("nowhere",), 0),
        (("--issuer", "demo"), 4),
        (("--issuer", "nobody"), 0),
        (("--verdict", "rejected"), 0),
        (("--since", "2000-01-01"), 4),
        (("--until", "2000-01-01"), 0),
        (("--limit", "2"), 2),
        (("--format", "europass"), 0),
    ],
)
def test_a_list_holds_only_what_fits_every_condition(desk: Desk, options: tuple[str, ...], count: int) -> None:
    assert len(titles(desk, *options)) == count


@pytest.mark.parametrize("words", [(), ("demo",)])
def test_the_first_of_a_list_are_not_taken_for_all_of_it(desk: Desk, words: tuple[str, ...]) -> None:
    for limit, more in (("1", 3), ("4", 0)):
        assert desk("list", *words, "--limit", limit, "--json").data["more"] == more
    assert desk("list", *words, "--json").data["more"] == 0


def test_orders_and_wrong_words(desk: Desk) -> None:
    assert titles(desk, "--sort", "title") == sorted(titles(desk), key=str.casefold)
    for options in (("--sort", "colour"), ("--verdict", "fine"), ("--since", "yesterday"), ("--limit", "0")):
        assert desk("list", *options).code == 2
    assert "None of 4 credentials fits" in desk("list", "nowhere").out

"""``--plain``: one ``key: value`` a line, so that the parts can be told apart by ear and by a script."""

import re
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

READ = """
list
show statistics
verify statistics.json
import statistics.json
gap job.txt
log
slots list
trust list
trust show demo
formats
frameworks
contexts list
contexts check statistics.json
help
identity list
skills
tag
stack list
undo --list
status
"""
PAIR = re.compile(r" *(- )?\S.*?[:?] \S.*")
"""A name, a value behind it."""
SENTENCE = re.compile(r"[^ ].*[.:]|To read one: .*|Where .*|What .*|How .*|Whose .*|\d+ .*")
"""Headings, totals, and what to do next."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = command_desk(tmp_path, monkeypatch).fill()
    made.file("job.txt", b"Statistics\nCooking\n")
    for line in (
        "trust add demo",
        "identity add me@mail.example",
        "tag statistics maths",
        "share statistics -o b.zip --for Acme --yes",
        "remove databases --yes",
    ):
        assert made(*(line.replace("demo", _ref(made)).split())).code == 0, line
    return made


def _ref(desk: Desk) -> str:
    return str(desk("list", "statistics", "--json").data["credentials"][0]["ref"])


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_each_line_is_a_name_and_its_value(desk: Desk, line: str) -> None:
    said = desk(*line.replace("demo", _ref(desk)).split(), "--plain").out
    assert said
    left = [one for one in said.splitlines() if one and not PAIR.fullmatch(one) and not SENTENCE.fullmatch(one)]
    assert left == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("gap job.txt", ["skill", "is", "why"]),
        ("log", ["shared", "for", "as", "credential", "told", "record"]),
        ("slots list", ["slot", "is", "since", "costs"]),
        ("trust list", ["trust", "since", "name", "id"]),
        ("trust show demo", ["name", "id", "trust", "why", "since", "calls itself", "issued"]),
        ("frameworks", ["framework", "place", "levels", "source", "unit", "meaning"]),
        ("contexts list", ["vocabulary", "edition", "holds", "SHA-256"]),
        ("contexts check statistics.json", ["vocabulary", "is", "needed"]),
        ("import statistics.json", ["ref", "is", "title", "verdict"]),
        ("verify statistics.json", ["title", "issuer", "issued", "source", "as of"]),
        ("skills", ["skill", "shown by"]),
    ],
)
def test_what_each_part_is_stands_before_it(desk: Desk, line: str, names: list[str]) -> None:
    said = desk(*line.replace("demo", _ref(desk)).split(), "--plain").out
    for name in names:
        assert re.search(rf"^ *{name}: \S", said, flags=re.MULTILINE), name


def test_a_digest_is_whole_or_says_that_it_is_not(desk: Desk) -> None:
    for line in ("log", "contexts list", "verify b.zip"):
        for digest, sign in re.findall(r"\b([0-9a-f]{16,64})(\.\.\.)?", desk(*line.split()).out):
            assert (len(digest), sign) in ((64, ""), (16, "...")), line


def test_a_reference_stands_before_what_it_refers_to(desk: Desk) -> None:
    ref = _ref(desk)[:6]
    for line in ("share statistics --preview", "stack show data", "gap job.txt"):
        said = desk(*line.split(), "--plain")
        assert f"{ref}: Statistics" in said.out + said.err, line

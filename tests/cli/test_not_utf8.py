"""Arguments of any bytes: text has to be UTF-8, the name of a file does not."""

import os
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

from wallet.cli import COMMANDS, program
from wallet.cli.arguments import file_or_text, url_and_file, utf8

BAD = os.fsdecode(b"caf\xe9")
SECRETS = {"password_file", "password_command"}
"""Read before there is a wallet, kept nowhere: a file, and what names a program."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_says_how_its_text_is_read(name: str) -> None:
    group = program()
    *groups, last = name.split()
    for word in groups:
        group = group.commands[word]
    unread = [one.name for one in group.commands[last].params if type(one.type).__name__ == "StringParamType"]
    parsers = {getattr(one.type, "func", None) for one in group.commands[last].params}
    assert set(filter(None, unread)) <= SECRETS
    assert parsers <= {None, utf8, file_or_text, url_and_file}


@pytest.mark.parametrize(
    "line",
    [
        ("note", "statistics", BAD),
        ("tag", "statistics", BAD),
        ("qr", "--text", BAD),
        ("import", f"https://{BAD}"),
        ("import", f"<HTTPS://{BAD}>"),
        ("contexts", "add", "statistics.json", "--url", BAD),
        ("stack", "new", BAD, "--needs", "x"),
        ("stack", "new", "x", "--needs", BAD),
        ("share", "statistics", "-o", "b.zip", "--yes", "--for", BAD),
        ("share", "statistics", "-o", "b.zip", "--yes", "--domain", BAD),
        ("share", "statistics", "-o", "b.zip", "--yes", "--challenge", BAD),
        ("stack", "share", "data basics", "-o", "b.zip", "--yes", "--for", BAD),
        ("export", "--as", "pdf", "-o", "a.pdf", "--yes", "--for", BAD),
        ("trust", "add", "statistics", "--name", BAD),
        ("trust", "add", "statistics", "--note", BAD),
        ("trust", "flag", "statistics", "--reason", BAD),
        ("trust", "import", "list.txt", "--name", BAD),
        ("list", BAD),
        ("verify", "statistics.json", "--context", f"https://college.example/{BAD}=statistics.json"),
    ],
    ids=lambda line: " ".join(line[:2]) + " " + line[-2],
)
def test_text_that_is_not_utf8_is_wrong_use(desk: Desk, line: tuple[str, ...]) -> None:
    said = desk(*line)
    assert (said.code, said.out) == (2, "")
    assert "that is not UTF-8 text" in said.err
    assert desk("log", "--json").data["shares"] == []
    assert not list(Path().glob("*.zip"))


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_the_name_of_a_file_may_be_any_bytes(desk: Desk) -> None:
    Path(f"{BAD}.json").write_bytes(Path("statistics.json").read_bytes())
    Path(f"{BAD}.txt").write_text("did:web:college.example Example College\n")
    for line in (
        ("verify", f"{BAD}.json"),
        ("import", f"{BAD}.json"),
        ("verify", "statistics.json", "--context", f"https://college.example/v1={BAD}.json"),
        ("share", "statistics", "-o", f"{BAD}.zip", "--yes"),
        ("share", "statistics", "--site", f"{BAD}-site", "--yes"),
        ("export", "--as", "pdf", "-o", f"{BAD}.pdf", "--yes"),
        ("stack", "new", "x", "--needs", "y", "-o", f"{BAD}.toml"),
        ("stack", "show", f"{BAD}.toml", "--with", f"{BAD}.json"),
        ("trust", "import", f"{BAD}.txt"),
        ("gap", f"{BAD}.txt", "--stack", f"{BAD}-gap.toml"),
    ):
        said = desk(*line)
        assert said.code == 0, (line, said.err)
    assert desk("stack", "show", f"{BAD}-none.toml").code == 5, "it names a file, that is not there"
    shares = desk("log", "--json").data["shares"]
    assert {one["path"] for one in shares} == {rf"caf\udce9{end}" for end in (".zip", "-site", ".pdf")}
    assert desk("trust", "list", "--json").data["lists"][0]["name"] == r"caf\udce9"

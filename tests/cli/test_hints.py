"""What to do next: hints name the option and the command of who reads them, and what is known by its name."""

import json
import re
import shlex
from pathlib import Path

import pytest
import sd_kit
from command_desk import Desk
from command_desk import desk as command_desk

from wallet.show import progress


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.mark.parametrize(
    "line",
    [
        "verify statistics.json --report {there}/a.html",
        "share statistics --site {there}/web --yes",
        "slots add keyfile --to {there}/a.key",
        "export -o {there}/a.json",
    ],
)
def test_another_place_is_chosen_with_the_same_option(desk: Desk, line: str) -> None:
    said = desk(*line.format(there=desk.file("no-folder", b"")).split())
    assert said.code == 15
    assert "wallet: hint: choose another place\n" in said.err


@pytest.mark.parametrize("line", ["backup stick", "backup create stick statistics", "export -o stick --force"])
def test_where_a_folder_is_named_for_a_file_a_file_in_it_is_asked_for(desk: Desk, line: str) -> None:
    Path("stick").mkdir()
    said = desk(*line.split())
    assert said.code == 15
    assert "wallet: error: stick is a folder\nwallet: hint: name a file in it: stick/FILE\n" in said.err


def test_for_whom_a_share_is_stays_in_the_command_that_says_where(desk: Desk) -> None:
    said = desk("share", "statistics", "--for", "Home at the Park")
    assert "wallet: hint: wallet share statistics -o bundle.zip --for 'Home at the Park'\n" in said.err


@pytest.mark.parametrize("command", ["import", "verify"])
def test_a_hint_does_not_name_another_command(desk: Desk, command: str) -> None:
    Path("empty").mkdir()
    for name in ("-", "empty"):
        said = desk(command, name)
        assert said.code == 5
        assert "wallet: hint: " in said.err
        assert not any(f"wallet {other}" in said.err for other in {"import", "verify"} - {command})


@pytest.mark.parametrize(
    "line", ["hide data", "remove data --yes", "show data", "note data data", "--plain tag data x"]
)
def test_of_a_name_that_fits_several_the_command_itself_is_offered_with_a_clear_one(desk: Desk, line: str) -> None:
    said = desk(*line.split())
    assert said.code == 6
    offered = said.err.rpartition("such as: ")[2].strip()
    ref = said.err.splitlines()[1].split()[0].removesuffix(":")
    assert offered == f"wallet {line}".replace("data", ref, 1)
    assert desk(*shlex.split(offered)[1:]).code == 0


def test_a_command_that_gives_the_passphrase_is_not_repeated(desk: Desk) -> None:
    said = desk("hide", "data", "--password-command", "echo correct horse")
    assert "wallet: hint: wallet show " in said.err
    assert "correct horse" not in said.err


def test_names_with_blanks_stand_in_quotes(desk: Desk) -> None:
    desk.terminal = True
    assert "--evidence 'my copies'" in desk("evidence", "export", "my copies").out
    assert "wallet stack import 'my stack.toml'" in desk("stack", "new", "A", "--needs", "B", "-o", "my stack.toml").out
    assert "wallet stack new 'it$HOME\\x' " in desk("stack", "new", "it$HOME\\x", "--no-input").err
    assert "add -o 'a b.png'" in desk("qr", "statistics", "-o", "a b").err
    assert "wallet note 'a b' --clear" in desk("note", "a b", "--clear", "text").err


def test_a_text_that_no_code_holds_is_no_credential(desk: Desk) -> None:
    assert "shorter text" in desk("qr", "--text", "x" * 5_000, "-o", "x.png").err


@pytest.mark.parametrize("command", ["import", "verify"])
def test_a_stack_file_among_credentials_is_told_as_one(desk: Desk, command: str) -> None:
    said = desk(command, "data-basics.toml")
    assert said.code == 5
    assert "data-basics.toml is the rules of a stack" in said.err
    assert "wallet stack import FILE" in said.err


def test_no_skill_of_a_framework_is_not_no_skill(desk: Desk) -> None:
    assert desk("skills", "--framework", "ESCO").out == "None of 5 skills is of that framework.\n"


def test_a_long_command_is_not_repeated(desk: Desk) -> None:
    assert "wallet: hint: wallet show " in desk("note", "data", "x" * 300).err


def test_one_credential_in_two_files_is_told_by_their_names(desk: Desk) -> None:
    badge = Path("databases.json").read_bytes()
    Path("again.json").write_bytes(badge.replace(b"{", b"{ ", 1))
    assert desk("import", "again.json").code == 0
    lines = desk("show", "databases").err.splitlines()[1:3]
    assert sorted(line.split()[-1] for line in lines) == ["again.json", "databases.json"]


def test_what_is_known_is_named(desk: Desk) -> None:
    said = desk("stack", "edit", "data basics", "--no-input")
    assert "wallet stack export 'data basics' -o FILE" in said.err
    desk("backup", "my own.backup")
    assert "wallet backup verify 'my own.backup' --read-data" in desk("backup", "verify", "my own.backup").out
    desk.terminal = True
    assert "wallet backup verify 'my other.backup'" in desk("backup", "my other.backup").out
    desk.terminal = False
    for ref in ("statistics", "databases", "spreadsheets", "project"):
        assert desk("remove", ref, "--yes").code == 0
    assert "wallet stack why 'Data basics'" in desk("stack", "share", "data basics", "-o", "b.zip").err


@pytest.mark.parametrize("line", ["import -", "verify -", "note statistics -"])
def test_a_line_that_the_terminal_cut_off_is_not_taken_for_all_that_was_pasted(desk: Desk, line: str) -> None:
    desk.terminal = True
    said = desk(*line.split(), stdin=b"eyJ" + b"x" * 4092 + b"\n")
    assert said.code == 5
    assert "the terminal cuts off a line of more than 4095 characters" in said.err.replace("\n", " ")
    assert "name that file instead of -" in said.err.replace("\n", " ")
    desk.terminal = False
    assert "cuts off" not in desk(*line.split(), stdin=b"eyJ" + b"x" * 4092 + b"\n").err


def hints(desk: Desk, title: str) -> dict[str, str]:
    """What to do about each answer, of a credential in the wallet."""
    return {one["id"]: one["hint"] for one in desk("show", title, "--json").data["report"]["checks"]}


def test_who_trusts_the_issuer_of_what_nobody_signed_is_sent_to_no_server(desk: Desk) -> None:
    """A URN is pasted like any other id, and no look-up would ever tie it to a credential without a signature."""
    badge = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "name": "Unsigned",
        "issuer": "urn:uuid:4ca4a241-fc3b-4d92-978e-f56fa96ae795",
        "credentialSubject": {"id": "did:example:you"},
    }
    desk("import", desk.file("unsigned.json", json.dumps(badge).encode()))
    command = hints(desk, "unsigned")["recognition"].rpartition(": wallet ")[2]
    assert desk(*shlex.split(command)).code == 0
    assert hints(desk, "unsigned")["recognition"].startswith("first it has to be known whether its key signed")
    assert "wallet refresh" not in desk("show", "unsigned").out


def test_how_to_choose_what_a_master_copy_shows_can_be_pasted(desk: Desk) -> None:
    desk("import", desk.file("base.json", json.dumps(sd_kit.base_proof()).encode()))
    newest = desk("list", "--json").data["credentials"][0]["ref"][:6]
    command = hints(desk, newest)["integrity"].rpartition(": wallet ")[2]
    assert command == f"share {newest} --fields"
    said = desk(*command.split())
    assert (said.code, "your choice" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("import {there}", 4),
        ("import statistics.json databases.json", 2),
        ("verify", 4),
        ("verify statistics databases spreadsheets.jwt", 3),
    ],
)
def test_what_takes_long_shows_how_far_it_is(
    desk: Desk, line: str, total: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "PERIOD", 0)
    there = Path("there")
    there.mkdir()
    for name in ("statistics.json", "databases.json", "spreadsheets.jwt", "data-project.png"):
        (there / name).write_bytes(Path(name).read_bytes())
    desk.terminal = True
    shown = set(re.findall(r"\d/\d+", desk(*line.format(there=there).split()).err))
    assert f"{total - 1}/{total}" in shown
    assert all(one.endswith(f"/{total}") for one in shown)

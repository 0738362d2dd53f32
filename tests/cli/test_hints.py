"""What to do next: hints name the option and the command of who reads them, and what is known by its name."""

from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk


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


@pytest.mark.parametrize("command", ["import", "verify"])
def test_a_hint_does_not_name_another_command(desk: Desk, command: str) -> None:
    Path("empty").mkdir()
    for name in ("-", "empty"):
        said = desk(command, name)
        assert said.code == 5
        assert "wallet: hint: " in said.err
        assert not any(f"wallet {other}" in said.err for other in {"import", "verify"} - {command})


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

"""Getting back the very file that was imported."""

from hashlib import sha256
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.mark.parametrize("name", ["statistics.json", "data-project.png"])
def test_an_original_comes_back_byte_for_byte(desk: Desk, name: str) -> None:
    whole = Path(name).read_bytes()
    ref = next(one["ref"] for one in desk("list", "--json", "--all").data["credentials"] if one["name"] == name)
    said = desk("export", ref, "--as", "original", "-o", "again", "--json")
    assert (said.code, Path("again").read_bytes()) == (0, whole)
    assert (said.data["bytes"], said.data["sha256"]) == (len(whole), sha256(whole).hexdigest())
    assert desk("export", ref, "--as", "original", "-o", "again").code == 15, "nothing is written over"
    assert desk("export", ref, "--as", "original", "-o", "again", "--force").code == 0


def test_an_original_goes_into_a_pipe(desk: Desk) -> None:
    assert desk("export", "statistics", "--as", "original").out == Path("statistics.json").read_text()


def test_an_original_needs_a_place_and_is_of_one(desk: Desk) -> None:
    assert desk("export", "--as", "original", "-o", "x").code == 2
    assert desk("export", "statistics", "databases", "--as", "original", "-o", "x").code == 2
    nowhere = desk("export", "statistics", "--as", "original", "--json")
    assert (nowhere.code, "--as original -o statistics.json" in nowhere.err) == (2, True)
    assert desk("export", "statistics", "--as", "original", "-o", "x", "--include-unverified").code == 0
    assert not (Path("x").stat().st_mode & 0o111)

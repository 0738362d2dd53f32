"""Files are written whole or not at all, and never over something by accident."""

import os
import stat
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

from wallet.cli.output import write
from wallet.errors import Unwritable


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write(tmp_path / "x.png", b"data", force=False)
    assert (tmp_path / "x.png").read_bytes() == b"data"
    assert names(tmp_path) == ["x.png"]


def test_an_existing_file_is_replaced_only_with_force(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(b"old")
    with pytest.raises(Unwritable, match="exists") as caught:
        write(path, b"new", force=False)
    assert "--force" in str(caught.value.hint)
    assert path.read_bytes() == b"old"
    write(path, b"new", force=True)
    assert path.read_bytes() == b"new"


WITHOUT_FORCE = [
    ("init --wallet other --recovery-file taken", "choose another name"),
    ("slots add recovery --to taken", "choose another name"),
    ("slots add keyfile --to taken", "choose another name"),
    ("rekey --yes --new-password-file secret --recovery-file taken", "choose another name"),
    ("verify statistics.json --report taken.html", "choose another name"),
    ("share statistics --yes -o taken", "choose the name of a new folder"),
    ("qr statistics --as parts -o taken", "choose the name of a new folder"),
    ("evidence export taken", "choose the name of a new folder"),
]


@pytest.mark.parametrize(("line", "hint"), WITHOUT_FORCE, ids=[line for line, _ in WITHOUT_FORCE])
def test_no_option_is_offered_that_would_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, hint: str
) -> None:
    desk = command_desk(tmp_path, monkeypatch).fill()
    for name in ("taken", "taken.html"):
        Path(name).write_text("precious")
    said = desk(*line.split())
    assert (said.code, f"{hint}\n" in said.err, "--force" in said.err) == (15, True, False), said.err
    assert Path("taken").read_text() == Path("taken.html").read_text() == "precious"
    said = desk("verify", "statistics.json", "--report", "missing/checked.html")
    assert (said.code, "choose another place\n" in said.err) == (15, True), said.err


@pytest.mark.parametrize("force", [None, False, True])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, *, force: bool | None) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, Path(os.devnull)):
        with pytest.raises(Unwritable, match=r"is (no file|a folder)") as caught:
            write(path, b"x", force=force)
        assert "--force" not in str(caught.value.hint)
    assert Path(os.devnull).is_char_device()


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"precious")
    link = tmp_path / "x.png"
    link.symlink_to(target)
    write(link, b"new", force=True)
    assert target.read_bytes() == b"precious"
    assert not link.is_symlink()


def test_a_missing_folder_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="no such file or directory") as caught:
        write(tmp_path / "absent" / "x.png", b"x", force=False)
    assert caught.value.exit_code == 15
    assert names(tmp_path) == []


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="no space left"):
        write(tmp_path / "x.png", b"x", force=False)
    assert names(tmp_path) == []


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_was_made_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    path = tmp_path / "x.png"
    synced = os.fsync

    def fsync(handle: int) -> None:
        synced(handle)
        path.write_bytes(b"somebody else's")

    def none(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", none)
    write(tmp_path / "y.png", b"data", force=False)
    assert (tmp_path / "y.png").read_bytes() == b"data"
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Unwritable, match="exists"):
        write(path, b"data", force=False)
    assert path.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["x.png", "y.png"]
    write(path, b"data", force=True)
    assert path.read_bytes() == b"data"


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs names with the file")
def test_the_name_of_a_private_file_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(stat.S_ISDIR(os.fstat(handle).st_mode)))
    write(tmp_path / "code.txt", b"x", force=False, private=True)
    assert synced == [False, True]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_a_private_file_is_for_its_owner(tmp_path: Path) -> None:
    write(tmp_path / "code.txt", b"x", force=False, private=True)
    assert (tmp_path / "code.txt").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("stack new x --needs A -o -", "# "),
        ("stack export data-basics -o -", "format"),
        ("export -o -", "{"),
        ("export --as markdown -o -", "- "),
        ("export statistics --as pdf --yes -o -", "%PDF-"),
    ],
)
def test_a_dash_is_standard_output(desk: Desk, line: str, begins: str) -> None:
    said = desk(*("data basics" if word == "data-basics" else word for word in line.split()))
    assert said.code == 0, said.err
    assert said.out.startswith(begins)
    assert not Path("-").exists()


def test_a_dash_answers_in_the_document_too(desk: Desk) -> None:
    said = desk("stack", "new", "x", "--needs", "A", "-o", "-", "--json").data
    assert (said["path"], "A" in said["text"]) == (None, True)
    assert desk("export", "-o", "-", "--json").data["path"] is None


@pytest.mark.parametrize(
    "line",
    [
        "share statistics --yes -o -",
        "share statistics --yes --site -",
        "stack share basics --yes -o -",
        "export statistics --as pdf --yes --json -o -",
        "qr statistics -o -",
        "verify statistics.json --report -",
        "slots add keyfile --to -",
        "evidence export -",
        "backup create -",
        "backup create - statistics --new-password-file secret",
    ],
)
def test_what_standard_output_cannot_take_is_wrong_use(desk: Desk, line: str) -> None:
    said = desk(*line.split())
    assert said.code == 2
    assert not Path("-").exists()
    assert desk("log", "--json").data["shares"] == []

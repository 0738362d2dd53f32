"""Files, folders and standard input: found lazily, read within limits, never raising."""

import io
from pathlib import Path

import pytest

from wallet.actions import inputs
from wallet.actions.inputs import Found, count, find, read, read_all
from wallet.codec import limits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.json", "a.json", "sub/c.json", ".hidden", "sub/.git/config"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "link.json").symlink_to(tmp_path / "a.json")
    (tmp_path / "loop").symlink_to(tmp_path)
    return tmp_path


def test_a_folder_is_walked_in_order_without_links_and_hidden_files(folder: Path) -> None:
    found = list(find([str(folder)], io.BytesIO()))
    assert [one.name for one in found] == [str(folder / name) for name in ("a.json", "b.json", "sub/c.json")]
    assert {one.folder for one in found} == {str(folder)}
    assert [read(one).data for one in found] == [b"a.json", b"b.json", b"sub/c.json"]


def test_inputs_keep_the_order_in_which_they_were_named(folder: Path) -> None:
    names = [str(folder / "b.json"), "-", str(folder / "sub"), "nowhere.json"]
    assert [one.name for one in find(names, io.BytesIO(b"x"))] == [
        str(folder / "b.json"),
        "-",
        str(folder / "sub" / "c.json"),
        "nowhere.json",
    ]
    assert count(names) == 4


def test_the_count_is_that_of_the_inputs(folder: Path) -> None:
    (folder / "empty").mkdir()
    names = [str(folder), str(folder / "empty"), "-", "nowhere.json", str(folder / "a.json")]
    assert count(names) == len(list(find(names, io.BytesIO())))


def test_an_empty_folder_is_an_error_and_not_nothing(tmp_path: Path) -> None:
    (one,) = find([str(tmp_path)], io.BytesIO())
    error = read(one).error
    assert error is not None
    assert error.kind == "no_credentials"


def test_an_empty_name_is_not_the_folder_one_is_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (one,) = find([""], io.BytesIO())
    error = read(one).error
    assert error is not None
    assert (error.kind, count([""])) == ("no_such_file", 1)


@pytest.mark.parametrize("address", ["https://college.example/7", "http://college.example/7"])
def test_who_opens_no_address_says_who_does(address: str) -> None:
    error = read(Found(address)).error
    assert error is not None
    assert error.kind == "address_refused"
    assert f"wallet import {address}" in str(error.hint)


def test_what_cannot_be_read_says_why(folder: Path) -> None:
    missing, too_much = read(Found("nowhere.json")), read(Found("-", data=bytes(limits.FILE_BYTES + 1)))
    assert missing.error is not None
    assert too_much.error is not None
    assert (missing.error.kind, too_much.error.kind) == ("no_such_file", "too_large")
    assert read(Found("-", data=bytes(limits.FILE_BYTES))).error is None
    assert read(Found(str(folder))).error is not None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("my bage.json", "did you mean 'my badge.json'?"),
        ("gone/my badge.json", "check the name and that you may read it"),
        ("x", "check the name and that you may read it"),
    ],
)
def test_a_name_that_is_nearly_right_is_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my badge.json").write_text("{}")
    error = read(Found(name)).error
    assert error is not None
    assert error.hint == hint


def test_one_run_of_import_has_limits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "FILES_LIMIT", 2)
    assert [one.error and one.error.kind for one in read_all([str(folder)], io.BytesIO())] == [None, None, "too_large"]
    monkeypatch.setattr(inputs, "FILES_LIMIT", 3)
    assert [one.error for one in read_all([str(folder)], io.BytesIO())] == [None, None, None]
    monkeypatch.setattr(inputs, "RUN_LIMIT", 12)
    assert [one.error and one.error.kind for one in read_all([str(folder)], io.BytesIO())] == [None, None, "too_large"]

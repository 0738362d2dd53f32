"""Results as they come, in the order of the inputs, whoever finds them; and totals that hide no failure."""

import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

import pytest

from wallet.actions import demo
from wallet.actions import verify as verifying
from wallet.actions.grounds import Asked
from wallet.actions.inputs import Found, find
from wallet.actions.verify import ALONE, Jobs, Task, cores, files
from wallet.errors import ExitCode, Internal, Unreadable
from wallet.results.checking import Checked, Tally
from wallet.show import machine
from wallet.show.console import Console
from wallet.show.reports import Said
from wallet.wording import languages, say

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TASK = Task(Asked(NOW), NOW, partial(machine.outcome, explain=False))


@pytest.fixture(scope="module")
def badges() -> dict[str, bytes]:
    return {name: data for name, data in demo.files(NOW, bytes).items() if not name.endswith(".toml")}


@pytest.fixture
def folder(badges: dict[str, bytes], tmp_path: Path) -> Path:
    """Forty files in four folders, one of them changed, one no credential."""
    for number in range(40):
        name = list(badges)[number % 4]
        place = tmp_path / f"{number // 10}"
        place.mkdir(exist_ok=True)
        (place / f"{number:02}-{name}").write_bytes(badges[name])
    changed = badges["statistics.json"].replace(b"Demo College", b"Oxford")
    (tmp_path / "1" / "10-changed.json").write_bytes(changed)
    (tmp_path / "2" / "readme.txt").write_text("nothing to see")
    return tmp_path


@pytest.fixture
def lean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)


def checked(*names: Path, jobs: Jobs = ALONE, task: Task = TASK) -> list[Checked]:
    return list(files(find([str(name) for name in names], io.BytesIO()), task, jobs))


@pytest.mark.usefixtures("lean")
def test_several_processes_answer_as_one_does(folder: Path) -> None:
    alone = checked(folder)
    assert checked(folder, jobs=Jobs(2, patience=0.0)) == alone
    assert [one.said["source"] for one in alone] == sorted(one.said["source"] for one in alone)
    verdicts = [one.verdict for one in alone]
    assert (verdicts.count("verified_with_notes"), verdicts.count("rejected"), verdicts.count("left_out")) == (40, 1, 1)


@pytest.mark.usefixtures("lean")
@pytest.mark.parametrize("language", sorted(languages()))
def test_several_processes_speak_the_language_of_the_reader(folder: Path, language: str) -> None:
    page = Console(io.StringIO(), {"WALLET_LANGUAGE": language}).aside()
    task = Task(Asked(NOW), NOW, Said(page))
    alone = checked(folder, task=task)
    assert checked(folder, jobs=Jobs(2, patience=0.0), task=task) == alone
    assert page.said(say("left out: {source}: {reason}")).partition("{")[0] in "".join(one.said for one in alone)


def test_what_is_quick_starts_no_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wallet.actions.processes", None)
    assert len(checked(folder, jobs=Jobs(8, patience=60.0))) == 42


def test_inputs_are_looked_for_as_results_are_taken(badges: dict[str, bytes]) -> None:
    drawn: list[Found] = []

    def endless() -> Iterator[Found]:
        while True:
            drawn.append(Found("-", data=badges["databases.json"]))
            yield drawn[-1]

    first = list(islice(files(endless(), TASK), 3))
    assert [one.verdict for one in first] == ["verified_with_notes"] * 3
    assert len(drawn) == 3


def test_a_folder_must_hold_a_credential_but_not_every_file_must_be_one(folder: Path, tmp_path: Path) -> None:
    bare, empty = tmp_path / "bare", tmp_path / "empty"
    bare.mkdir()
    empty.mkdir()
    (bare / "a.txt").write_text("plain")
    results = checked(folder / "2", bare, empty, folder / "3")
    failures = [one.error for one in results if one.error]
    assert [failure.kind for failure in failures] == ["no_credentials", "no_credentials"]
    assert [str(bare) in failures[0].message, str(empty) in failures[1].message] == [True, True]
    sources = [one.said["source"] for one in results]
    assert sources.index(str(bare)) == sources.index(str(bare / "a.txt")) + 1, "where the folder stands in the order"


def test_an_archive_says_which_of_its_members_were_not_read(badges: dict[str, bytes], tmp_path: Path) -> None:
    good = badges["statistics.json"]
    archive = tmp_path / "all.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("good.json", good)
        file.writestr("damaged.png", b"\x89PNG\r\n\x1a\n")
        file.writestr("cut.json", good[:-20])
    named = {one.said["source"]: one.verdict for one in checked(archive)}
    inside = {
        f"{archive}!good.json": "verified_with_notes",
        f"{archive}!cut.json": "unreadable",
        f"{archive}!damaged.png": "left_out",
    }
    assert named == inside
    with ZipFile(archive, "w") as file:
        file.writestr("damaged.png", b"\x89PNG\r\n\x1a\n")
    assert [one.verdict for one in checked(archive)] == ["left_out", "unreadable"]


def test_a_named_file_that_is_no_credential_is_a_failure(folder: Path) -> None:
    (result,) = checked(folder / "2" / "readme.txt")
    assert (result.verdict, result.exit_code) == ("unreadable", ExitCode.UNREADABLE)


def test_a_bug_met_in_one_file_silences_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(found: Found) -> object:
        if found.name.endswith("databases.json"):
            raise KeyError(found.name)
        return _read(found)

    _read = verifying.read_input
    monkeypatch.setattr(verifying, "read_input", broken)
    tally = Tally()
    results = checked(folder / "0")
    for result in results:
        tally.add(result)
    failed = [result.error for result in results if result.error]
    assert len(results) == 10
    assert {type(error) for error in failed} == {Internal}
    assert isinstance(failed[0].__cause__, KeyError)
    assert tally.exit_code == ExitCode.INTERNAL


def test_a_process_that_ends_is_told_of_as_a_bug() -> None:
    found, (result,) = verifying._lost(TASK, Found("a.pdf"))
    assert found.name == "a.pdf"
    assert (result.verdict, result.exit_code) == ("unreadable", ExitCode.INTERNAL)
    assert json.dumps(result.said)


def test_everyone_who_waits_is_told_of_each_input(folder: Path) -> None:
    told: list[None] = []
    checked(folder, jobs=Jobs(done=lambda: told.append(None)))
    assert len(told) == 42


@pytest.mark.parametrize(
    ("codes", "first"),
    [
        ((), ExitCode.OK),
        ((ExitCode.CANNOT_TELL, ExitCode.REJECTED), ExitCode.REJECTED),
        ((ExitCode.REJECTED, ExitCode.UNREADABLE), ExitCode.UNREADABLE),
        ((ExitCode.DAMAGED,), ExitCode.DAMAGED),
        ((ExitCode.UNREADABLE, ExitCode.INTERNAL, ExitCode.DAMAGED), ExitCode.INTERNAL),
    ],
)
def test_no_failure_is_hidden_by_the_totals(codes: tuple[ExitCode, ...], first: ExitCode) -> None:
    tally = Tally()
    for code in codes:
        tally.add(Checked("", "unreadable", code, Unreadable("x")))
    assert tally.exit_code == first


def test_there_is_a_core() -> None:
    assert cores() >= 1

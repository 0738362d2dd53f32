"""A script that brings a resume up to date every night: nothing for nothing, all or nothing, and an exit code each."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from command_desk import Desk, Said
from command_desk import desk as command_desk

MINE = {"basics": {"name": "Ada"}, "certificates": [{"name": "Mine"}], "meta": {"theme": "even"}}
RESUME = Path("resume.json")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    found = command_desk(tmp_path, monkeypatch).fill()
    RESUME.write_text(json.dumps(MINE))
    return found


def nightly(desk: Desk, *more: str) -> Said:
    return desk("export", "--as", "json-resume", "--into", "resume.json", "--no-input", "--json", *more)


def names() -> list[str]:
    return [one["name"] for one in json.loads(RESUME.read_text())["certificates"]]


def test_a_night_without_news_leaves_the_file_alone(desk: Desk) -> None:
    first = nightly(desk)
    assert (first.code, first.data["changed"], first.data["included"]) == (0, True, 4)
    once, before = RESUME.read_bytes(), RESUME.stat()
    desk.at += timedelta(days=1)
    second = nightly(desk)
    assert (second.code, second.data["changed"]) == (0, False)
    assert (RESUME.read_bytes(), RESUME.stat().st_mtime_ns) == (once, before.st_mtime_ns)
    assert RESUME.stat().st_ino == before.st_ino
    assert "is up to date: 4 credentials" in desk("export", "--into", "resume.json").out


def test_what_the_learner_moved_or_wrote_stays_so(desk: Desk) -> None:
    nightly(desk)
    document = json.loads(RESUME.read_text())
    document["certificates"].reverse()
    document["certificates"].append({"name": "Later"})
    RESUME.write_text(json.dumps(document))
    assert nightly(desk).data["changed"] is False, "the layout of the file is the learner's too"
    assert names()[-2:] == ["Mine", "Later"]


def test_what_is_no_longer_verified_goes(desk: Desk) -> None:
    nightly(desk)
    issuer = json.loads(Path("statistics.json").read_text())["issuer"]["id"]
    assert desk("trust", "flag", issuer, "--reason", "fraud").code == 0
    said = nightly(desk)
    assert (said.code, said.data["included"], said.data["left_out"], said.data["changed"]) == (0, 0, 4, True)
    assert names() == ["Mine"]
    assert "4 credentials left out" in said.err


def test_a_run_for_some_leaves_the_others(desk: Desk) -> None:
    nightly(desk)
    every = names()
    desk("tag", "statistics", "python")
    assert nightly(desk, "--select", "tag=python").code == 0
    assert names() == every


def test_a_link_stays_a_link_and_a_private_file_private(desk: Desk) -> None:
    RESUME.rename("real.json")
    Path("real.json").chmod(0o600)
    RESUME.symlink_to("real.json")
    assert nightly(desk).code == 0
    assert RESUME.is_symlink()
    assert Path("real.json").stat().st_mode & 0o777 == 0o600
    assert len(names()) == 5


@pytest.mark.parametrize(
    ("content", "environment", "code"),
    [
        (None, {}, 5),
        ("[]", {}, 5),
        ("{", {}, 5),
        ('{"certificates": {}}', {}, 5),
        ("{}", {"WALLET_DIR": "nowhere"}, 10),
        ("{}", {"WALLET_PASSWORD_FILE": "wrong"}, 12),
    ],
)
def test_each_failure_has_its_code_and_changes_nothing(
    desk: Desk, content: str | None, environment: dict[str, str], code: int
) -> None:
    desk.file("wrong", b"not the passphrase\n")
    Path("wrong").chmod(0o600)
    RESUME.unlink()
    if content is not None:
        RESUME.write_text(content)
    said = desk("export", "--as", "json-resume", "--into", "resume.json", "--no-input", "--json", **environment)
    assert said.code == code
    assert said.document["exit_code"] == code
    assert RESUME.exists() is (content is not None)
    assert content is None or RESUME.read_text() == content


def test_runs_at_the_same_time_leave_a_whole_file(desk: Desk) -> None:
    argv = [sys.executable, "-m", "wallet", "export", "--into", "resume.json", "--no-input"]
    environment = os.environ | desk.environment
    running = [
        subprocess.Popen(
            [*argv, "--select", f"word={word}"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for word in ("statistics", "databases", "spreadsheets", "project")
    ]
    for one in running:
        _, error = one.communicate(timeout=120)
        assert one.returncode == 0, error
    document = json.loads(RESUME.read_text())
    assert (document["basics"], document["meta"], names()[0]) == (MINE["basics"], MINE["meta"], "Mine")
    assert 2 <= len(names()) == len(set(names())) <= 5
    assert nightly(desk).code == 0
    assert len(names()) == 5
    assert not list(Path().glob(".resume*")), "nothing unfinished lies about"

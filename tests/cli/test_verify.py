"""``wallet verify``: the forms of its answer, and what it says on the way."""

import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wallet.actions import demo
from wallet.cli import run
from wallet.show.console import Streams

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CANONICAL = '<https://badges.example.org/achievements/statistics> <https://schema.org/name> "Statistics" .'


class Said(NamedTuple):
    code: int
    out: str
    err: str


class _Stream(io.StringIO):
    encoding = "utf-8"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("badges")
    for name, data in demo.files(NOW, bytes).items():
        if not name.endswith(".toml"):
            (place / name).write_bytes(data)
    (place / "edited.json").write_bytes((place / "statistics.json").read_bytes().replace(b"Demo", b"Oxford"))
    (place / "readme.txt").write_text("plain")
    return place


def wallet(*argv: str | Path, stdin: bytes = b"", **environment: str) -> Said:
    streams = Streams(io.TextIOWrapper(io.BytesIO(stdin)), _Stream(), _Stream())
    code = run([str(word) for word in argv], streams, environment)
    return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # ours


def lines(said: Said) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.out.splitlines()]


def test_credentials_in_the_answer_of_a_service(folder: Path, tmp_path: Path) -> None:
    badge, edited = (json.loads((folder / name).read_bytes()) for name in ("statistics.json", "edited.json"))
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"access_token": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "result": [badge, edited]}))
    said = wallet("verify", "--jsonl", answer)
    assert said.code == 1
    assert [(one.get("source"), one.get("verdict")) for one in lines(said)[:3]] == [
        (f"{answer}#/result/0", "verified_with_notes"),
        (f"{answer}#/result/1", "rejected"),
        (f"{answer}#/access_token", None),  # left out
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"},
        {"status-credential": {"type": "StatusList2021Credential", "credentialSubject": {}}, "valid": False},
        {"name": "x"},
    ],
)
def test_an_answer_without_a_credential_is_none(tmp_path: Path, answer: dict[str, Any]) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    said = wallet("verify", tmp_path / "answer.json")
    assert (said.code, said.out) == (5, "")
    assert "no kind of credential that is known" in said.err


def test_an_issuer_that_is_no_address_silences_nobody(tmp_path: Path) -> None:
    badge = {
        "type": "OpenBadgeCredential",
        "issuer": "https://[::1",
        "credentialSubject": {"achievement": {"name": "B"}},
    }
    badge["credentialStatus"] = {"id": "https://[x]/", "type": "1EdTechRevocationList"}
    (tmp_path / "odd.json").write_text(json.dumps(badge))
    said = wallet("verify", "--json", "--online", tmp_path / "odd.json", WALLET_DIR=str(tmp_path / "w"))
    assert said.code == 4


def test_the_demo_can_be_told_to_a_script() -> None:
    said = wallet("demo", "--json", "--no-input")
    document = json.loads(said.out)
    assert (said.code, document["exit_code"]) == (0, 0)
    assert [run["exit_code"] for run in document["data"]["runs"]][:2] == [0, 0]


def test_an_answer_with_too_many_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps({"all": ["eyJhbGciOiJIUzI1NiJ9.e30.c2ln"] * 1001}))
    said = wallet("verify", tmp_path / "answer.json")
    assert (said.code, said.out) == (5, "")
    assert "holds more than 1000 credentials" in said.err


def test_text_comes_in_order_and_ends_in_totals(folder: Path) -> None:
    said = wallet("verify", folder, "nowhere.json")
    assert said.code == 5
    heads = [line for line in said.out.splitlines() if line.startswith(("✓", "✗", "left out"))]
    assert [head.split()[0] for head in heads] == ["✓", "✓", "✗", "left", "✓", "✓"]
    assert said.out.endswith("\n\n6 checked: 4 verified with notes, 1 do not rely on this, 1 unreadable\n")
    assert said.err.startswith("wallet: error: nowhere.json cannot be read")


def test_a_file_that_begins_like_an_option(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-dash.json").write_bytes((folder / "statistics.json").read_bytes())
    said = wallet("verify", "-dash.json")
    assert (said.code, said.err.splitlines()[-1]) == (2, "wallet: hint: if that is a file: wallet verify ./-dash.json")
    assert wallet("verify", "./-dash.json").code == 0
    assert "hint: wallet verify --help" in wallet("verify", "-dash.jso").err


def test_one_result_needs_no_totals_and_begins_at_once(folder: Path) -> None:
    said = wallet("verify", folder / "statistics.json")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("✓ VERIFIED WITH NOTES\n")
    assert "checked:" not in said.out


def test_a_document_a_line_and_the_last_is_the_summary(folder: Path) -> None:
    said = wallet("verify", "--jsonl", folder, "nowhere.json")
    found = lines(said)
    assert said.code == 5
    assert [line["type"] for line in found] == ["result"] * 3 + ["left_out"] + ["result"] * 3 + ["summary"]
    assert [Path(line["source"]).name for line in found[:-1]] == [
        "data-project.png",
        "databases.json",
        "edited.json",
        "readme.txt",
        "spreadsheets.jwt",
        "statistics.json",
        "nowhere.json",
    ]
    assert found[-2]["error"]["slug"] == "no_such_file"
    assert found[-1] == {
        "schema": "wallet/1",
        "type": "summary",
        "exit_code": 5,
        "summary": {
            "verified": 0,
            "verified_with_notes": 4,
            "cannot_tell": 0,
            "rejected": 1,
            "unreadable": 1,
            "left_out": 1,
        },
    }


def test_each_line_is_handed_over_at_once(folder: Path) -> None:
    class Watched(_Stream):
        flushed: list[int]

        def flush(self) -> None:
            self.flushed.append(self.getvalue().count("\n"))

    out = Watched()
    out.flushed = []
    run(["verify", "--jsonl", str(folder)], Streams(io.TextIOWrapper(io.BytesIO()), out, _Stream()), {})
    assert set(range(1, 7)) <= set(out.flushed)


def test_one_document_holds_the_same_results(folder: Path) -> None:
    said = wallet("verify", "--json", folder, "nowhere.json", "--at", "2026-11-22")
    document = json.loads(said.out)
    whole = lines(wallet("verify", "--jsonl", folder, "nowhere.json", "--at", "2026-11-22"))
    bare = [{k: v for k, v in line.items() if k not in ("schema", "type")} for line in whole]
    assert document["data"]["results"] == [line for line in bare[:-1] if "reason" not in line]
    assert document["data"]["left_out"] == [line for line in bare if "reason" in line]
    assert [(error["slug"], error["source"]) for error in document["errors"]] == [("no_such_file", "nowhere.json")]
    assert document["exit_code"] == said.code == 5


def test_two_forms_at_once_are_refused(folder: Path) -> None:
    said = wallet("verify", "--json", "--jsonl", folder)
    assert said.code == 2
    assert "two forms of one answer" in said.err


def test_steps_are_told_when_asked_for(folder: Path) -> None:
    said = wallet("verify", "--explain", folder / "statistics.json")
    numbers = [line.split()[0] for line in said.out.partition("--holder ID\n\n")[2].splitlines()]
    assert numbers == [f"{n}." for n in range(1, 17)]
    assert CANONICAL not in said.out
    (result, _) = lines(wallet("verify", "--explain", "--jsonl", folder / "statistics.json"))
    assert [step.split()[0] for step in result["steps"]] == numbers
    assert "steps" not in lines(wallet("verify", "--jsonl", folder / "statistics.json"))[0]


@pytest.mark.parametrize("name", ["statistics.json", "edited.json", "databases.json", "spreadsheets.jwt"])
def test_the_signed_text_is_quoted_on_request(folder: Path, name: str) -> None:
    (result, _) = lines(wallet("verify", "--canonical", "--jsonl", folder / name))
    quoted = [step for step in result["steps"] if "the signed form of the" in step]
    text = "".join(step.partition("\n")[2] for step in quoted)
    expected = {
        "statistics.json": CANONICAL,
        "edited.json": '"Oxford College"',
        "databases.json": '"name":"Databases"',
        "spreadsheets.jwt": (folder / "spreadsheets.jwt").read_text().rpartition(".")[0],
    }
    assert expected[name] in text
    shown = wallet("verify", "--canonical", folder / name).out
    assert expected[name] in shown


def test_jobs_are_a_number(folder: Path) -> None:
    assert wallet("verify", "--jobs", "0", folder).code == 2
    assert wallet("verify", "--jobs", "2", folder).code == 1


def test_a_context_of_the_checkers_own(folder: Path, tmp_path: Path) -> None:
    context = tmp_path / "v1.json"
    context.write_text('{"@context": {"gpa": "https://college.example/terms#gpa"}}')
    badge = json.loads((folder / "statistics.json").read_bytes())
    badge["@context"].append("https://college.example/v1?a=b")
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(badge))
    unknown, known = (
        lines(wallet("verify", "--jsonl", path, *more))[0]["checks"][1]["code"]
        for more in ((), ("--context", f"https://college.example/v1?a=b={context}"))
    )
    assert (unknown, known) == ("context_unknown", "signature_good")
    (hint,) = [line for line in wallet("verify", path).out.splitlines() if "--context" in line]
    command = shlex.split(hint.partition(": wallet ")[2].replace("FILE", str(context)))
    assert wallet(*command).code == 0, "the hint can be pasted"
    refused = wallet("verify", path, "--context", f"https://www.w3.org/ns/credentials/v2={context}")
    assert refused.code == 5
    assert "is installed already" in refused.err


def test_a_bug_shows_where_it_is_to_who_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("wallet.actions.verify.read_input", broken)
    said = wallet("verify", folder / "statistics.json")
    assert said.code == 70
    assert "KeyError" in said.err
    assert "secret" not in said.err
    assert "Traceback" in wallet("verify", folder / "statistics.json", WALLET_DEBUG="1").err


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_an_interrupt_ends_it_all_quietly(folder: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(4000):
        os.link(folder / "statistics.json", many / f"{number}.json")
    with subprocess.Popen(
        [sys.executable, "-m", "wallet", "verify", "--jsonl", "--jobs", "2", str(many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        time.sleep(1.0)  # into the time when other processes begin or work
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")

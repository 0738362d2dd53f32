"""The document of ``--json``: its shape, and that nothing in it can steer a terminal."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from show_samples import AT, CHANGED, GOOD, credential, entry, report

from wallet.errors import Ambiguous, ExitCode, Unreadable
from wallet.model import Achievement, Credits
from wallet.report import Code, check
from wallet.results.checking import Checked, Failure, LeftOut, Tally
from wallet.results.credentials import Shown
from wallet.results.servers import Request
from wallet.show import machine


def test_the_envelope() -> None:
    error = Ambiguous("two fit", ("a", "b"), hint="wallet show a")
    text = machine.document(machine.Envelope("show", ExitCode.NOT_FOUND, None, (error,)), indent=False)
    assert json.loads(text) == {
        "schema": "wallet/1",
        "command": "show",
        "exit_code": 6,
        "data": None,
        "errors": [{"slug": "ambiguous", "message": "two fit", "hint": "wallet show a", "candidates": ["a", "b"]}],
    }
    assert "\n" not in text


def test_a_report_has_every_key_always() -> None:
    status = replace(check(Code.NOT_WITHDRAWN, source="https://e/1", as_of=AT, date="x"), also=(Code.STATUS_OLD,))
    part = replace(report(), role="endorsement", pointer="/endorsement/0")
    first = machine.outcome(report((*GOOD[:5], status), parts=(part,)))
    second = machine.outcome(Failure("x", Unreadable("x is empty")))
    assert {"source", "ref", "format", "title", "verdict", "overall", "checks", "parts"} <= set(first)
    assert {"source", "ref", "format", "title", "verdict", "overall", "checks", "parts", "error"} == set(second)
    assert second["verdict"] == "unreadable"
    assert second["error"] == {"slug": "unreadable", "message": "x is empty", "hint": None}
    assert first["checks"][5] == {
        "id": "status",
        "result": "pass",
        "code": "not_withdrawn",
        "message": "not withdrawn as of x",
        "source": "https://e/1",
        "as_of": "2026-11-22T12:00:00Z",
        "hint": None,
        "also": ["status_old"],
        "key": None,
    }
    assert first["parts"][0]["pointer"] == "/endorsement/0"
    assert "steps" not in first
    assert machine.report(report(CHANGED, signed=False))["title_is_signed"] is False
    said = machine.plain(report().credential)
    assert {name: first[name] for name in ("holder", "issued", "valid_from", "valid_until")} == {
        "holder": said["holder"],
        "issued": "2026-05-22T12:00:00Z",
        "valid_from": None,
        "valid_until": "2027-11-22T12:00:00Z",
    }


def test_verify_in_one_document() -> None:
    tally = Tally()
    tally.add(Checked({}, "verified_with_notes"))
    tally.add(Checked({}, "left_out"))
    tally.add(Checked({}, "unreadable", ExitCode.UNREADABLE))
    counts = {"verified": 0, "verified_with_notes": 1, "cannot_tell": 0, "rejected": 0, "unreadable": 1}
    asked = Request("https://e/1", "e", "not_found", "the server has no such page", AT)
    assert machine.verified([{"a": 1}], [{"b": 2}], tally, [asked]) == {
        "results": [{"a": 1}],
        "summary": counts,
        "left_out": [{"b": 2}],
        "requests": [machine.plain(asked)],
    }
    assert json.loads(machine.request_line(asked)) == {
        "schema": "wallet/1",
        "type": "request",
        "url": "https://e/1",
        "host": "e",
        "outcome": "not_found",
        "message": "the server has no such page",
        "at": "2026-11-22T12:00:00Z",
        "sha256": "",
        "bytes": 0,
        "retry_after": 0,
        "guess": False,
        "via": [],
    }
    assert json.loads(machine.last_line(tally)) == {
        "schema": "wallet/1",
        "type": "summary",
        "exit_code": 5,
        "summary": {**counts, "left_out": 1},
    }


def test_verify_line_by_line() -> None:
    line = machine.line(replace(report(), steps=("5. a\nb",), parts=(report(),)), explain=True)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["schema"], found["type"], found["steps"]) == ("wallet/1", "result", ["5. a\nb"])
    assert found["parts"][0]["steps"] == []
    left = json.loads(machine.line(LeftOut("a/x.txt", "it is plain text")))
    assert left == {"schema": "wallet/1", "type": "left_out", "source": "a/x.txt", "reason": "it is plain text"}


def test_text_is_whole_and_harmless() -> None:
    hostile = "\x1b[2J\x9b\x7f\u202e\u2028\ud800é" + "x" * 5000
    shown = Shown(entry(title=hostile), credential(), report())
    text = machine.document(machine.Envelope("show", ExitCode.OK, machine.plain(shown)), indent=True)
    assert text.replace("\n", "").isascii()
    assert text.replace("\n", "").isprintable()
    assert json.loads(text)["data"]["entry"]["title"] == hostile


def test_times_and_exact_numbers_keep_their_value() -> None:
    said = credential(achievements=(Achievement("a", "b", credits=Credits(Decimal("2.50"), "ects", earned=True)),))
    data = machine.plain(said)
    assert data["issued"] == "2026-05-22T12:00:00Z"
    assert data["achievements"][0]["credits"] == {"amount": "2.50", "system": "ects", "earned": True}
    assert data["valid_from"] is None


def test_what_has_no_place_in_a_document_is_a_bug() -> None:
    with pytest.raises(TypeError):
        machine.plain(object())

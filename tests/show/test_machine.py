"""The document of ``--json``: its shape, and that nothing in it can steer a terminal."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from show_samples import AT, CHANGED, GOOD, credential, entry, report

from wallet.errors import Ambiguous, ExitCode, Unreadable
from wallet.model import Achievement, Credits
from wallet.report import Code, check
from wallet.results import Envelope, Failure, Judged, Shown
from wallet.show import machine


def test_the_envelope() -> None:
    error = Ambiguous("two fit", ("a", "b"), hint="wallet show a")
    text = machine.document(Envelope("show", ExitCode.NOT_FOUND, None, (error,)), indent=False)
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
    data = machine.judged(Judged((report((*GOOD[:5], status), parts=(part,)), Failure("x", Unreadable("x is empty")))))
    assert list(data) == ["results", "summary", "left_out"]
    first, second = data["results"]
    assert {"source", "ref", "format", "title", "verdict", "checks", "parts"} <= set(first)
    assert {"source", "ref", "format", "title", "verdict", "checks", "parts", "error"} == set(second)
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
    }
    assert first["parts"][0]["pointer"] == "/endorsement/0"
    assert data["summary"] == {
        "verified": 0,
        "verified_with_notes": 1,
        "cannot_tell": 0,
        "rejected": 0,
        "unreadable": 1,
    }
    assert machine.report(report(CHANGED, signed=False))["title_is_signed"] is False


def test_text_is_whole_and_harmless() -> None:
    hostile = "\x1b[2J\x9b\x7f\u202e\u2028\ud800é" + "x" * 5000
    shown = Shown(entry(title=hostile), credential(), report())
    text = machine.document(Envelope("show", ExitCode.OK, machine.plain(shown)), indent=True)
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

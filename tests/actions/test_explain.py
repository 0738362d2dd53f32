"""The sixteen steps of a report, with the values that were compared; the code's own numbers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from wallet.actions import demo
from wallet.actions.explain import explained
from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.model import Document, Part, Payload, StatusRef
from wallet.report import Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = Document("https://e.example/list", b"{}", sha256(b"{}").hexdigest(), "application/json", NOW)
KNOWN = gather({LIST.url: LIST}.get)


@pytest.fixture(scope="module")
def badges() -> dict[str, bytes]:
    return demo.files(NOW, bytes)


def told(data: bytes, name: str = "x.json", **asked: bool) -> list[str]:
    return list(explained(judged(data, name, **asked), KNOWN).steps)


def judged(data: bytes, name: str = "x.json", **asked: bool) -> Report:
    (payload,) = unwrap(data, name)
    return judge(payload, KNOWN, Asked(NOW, **asked))  # type: ignore[arg-type] # a flag


def numbers(steps: list[str]) -> list[int]:
    return [int(step.partition(".")[0].partition(" ")[0]) for step in steps]


@pytest.mark.parametrize("name", ["statistics.json", "databases.json", "spreadsheets.jwt", "data-project.png"])
def test_every_step_is_told_once_and_in_order(badges: dict[str, bytes], name: str) -> None:
    assert numbers(told(badges[name], name)) == list(range(1, 17))


def test_the_values_compared_are_there(badges: dict[str, bytes]) -> None:
    data = badges["data-project.png"]
    steps = told(data)
    credential = unwrap(data, "x")[0].data
    method = json.loads(credential)["proof"]["verificationMethod"]
    assert steps[0] == f"1. taken from png ({len(data)} bytes, SHA-256 {sha256(data).hexdigest()})"
    assert sha256(credential).hexdigest() in steps[1]
    assert "open-badges-3" in steps[2]
    assert f"Ed25519Signature2020 by {method}" in steps[3]
    assert method in steps[4]
    assert "holds" in steps[7]
    assert steps[-1] == "16. verdict: verified_with_notes, since recognition is note"


def test_steps_that_were_not_taken_are_said_not_to_be(badges: dict[str, bytes]) -> None:
    steps = told(badges["statistics.json"].replace(b"Demo", b"Oxford"))
    assert "8. the EdDSA signature over them does not hold" in steps
    assert steps[-2].startswith("11 to 15. not taken")
    assert steps[-1] == "16. verdict: rejected, since integrity is fail"


def test_the_copy_of_a_status_list_is_named(badges: dict[str, bytes]) -> None:
    report = judged(badges["databases.json"])
    kind = "BitstringStatusListEntry"
    refs = tuple(StatusRef(kind, url, "7", "revocation", {}) for url in (LIST.url, "https://e.example/other", ""))
    steps = explained(replace(report, outline=report.outline._replace(status=refs)), KNOWN).steps
    lists = [step for step in steps if step.startswith(f"13. {kind}")]
    at = f"13. {kind} revocation at 7 of"
    assert lists == [
        f"{at} {LIST.url}: the copy of 2026-11-22T12:00:00Z, SHA-256 {LIST.sha256}",
        f"{at} https://e.example/other: no copy is saved",
        f"{at} no address: no copy is saved",
    ]


def test_parts_are_told_on_their_own_and_broken_ones_too(badges: dict[str, bytes]) -> None:
    from wallet.actions.judge import judge_shown

    report = judged(badges["databases.json"])
    broken = Part("credential", "/parts/0", Payload(b"[]", "application/json", "text", "x", b"[]"))
    part = judge_shown(broken, report, KNOWN, Asked(NOW))
    (inner,) = explained(replace(report, parts=(part,)), KNOWN).parts
    assert inner.steps[0].endswith(", at /parts/0")
    assert inner.steps[2].startswith("3. not recognised: required_missing")
    assert inner.steps[-1].startswith("16. verdict: rejected")


def test_the_whole_signed_text_only_on_request(badges: dict[str, bytes]) -> None:
    short, long = (told(badges["statistics.json"], forms=forms) for forms in (False, True))
    quoted = [step for step in long if "\n" in step]
    assert not any("\n" in step for step in short)
    assert [step for step in long if step not in quoted] == short
    hashes = [sha256(step.partition("\n")[2].encode()).hexdigest() for step in quoted]
    assert len(hashes) == 2
    assert all(digest in "".join(short) for digest in hashes), "what is quoted is what was hashed"


def test_what_a_credential_says_is_cut(badges: dict[str, bytes]) -> None:
    report = judged(badges["databases.json"])
    outline = report.outline._replace(issuer_id="x" * 100_000)
    late = replace(report, outline=outline, at=NOW + timedelta(days=1))
    assert max(map(len, explained(late, KNOWN).steps)) < 1000

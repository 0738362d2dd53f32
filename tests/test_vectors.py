"""Every third-party credential gets the verdict it should get.

The expectations are those of the vectors' manifest, mapped to checks as the
table below says.  Exceptions are listed one by one with their reason.
"""

import json
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from vectors import VECTORS, cases

from wallet.actions.inputs import Input
from wallet.actions.judge import Asked
from wallet.actions.knowledge import gather
from wallet.actions.reading import Read, Reader, read
from wallet.model import Document
from wallet.report import CheckId, Code, Report, Result, Verdict
from wallet.results import Failure

CLOCK = datetime(2026, 11, 22, 21, tzinfo=UTC)
KINDS = (
    "ob3-embedded", "ob3-baked", "ob3-jwt", "ob3-endorsement", "vc20", "vc11",
    "ob1-hosted", "ob2-hosted", "ob2-baked", "invalid-input",
)  # fmt: skip
ACCEPTED = {Verdict.VERIFIED, Verdict.VERIFIED_WITH_NOTES}


@cache
def network() -> dict[str, Document]:
    """The stand-in for the issuers' servers, as saved evidence."""
    folder = VECTORS / "network"
    found = {}
    for url, name in json.loads((folder / "urls.json").read_text())["urls"].items():
        if (folder / name).is_file():
            data = (folder / name).read_bytes()
            found[url] = Document(url, data, sha256(data).hexdigest(), "application/json", CLOCK)
    return found


def outcome(row: dict[str, Any], *, evidence: bool = True) -> Report | Failure:
    path = VECTORS / row["path"]
    data = path.read_bytes()
    assert sha256(data).hexdigest() == row["sha256"]
    known = gather(network().get if evidence else lambda _: None)
    found = list(read([Input(row["path"], data)], Reader(known, Asked(CLOCK), lambda _: None)))
    assert found, row["path"]
    first = found[0]
    assert isinstance(first, Read | Failure)
    return first.report if isinstance(first, Read) else first


def found(report: Report, check: CheckId) -> tuple[Result, Code] | None:
    return next(((c.result, c.code) for c in report.checks if c.id is check), None)


@pytest.mark.parametrize("row", cases(*KINDS))
def test_third_party_credential(row: dict[str, Any]) -> None:
    want = row["expected"]
    got = outcome(row)
    if want["parse"] == "error":
        assert isinstance(got, Failure) or got.verdict not in ACCEPTED
        return
    if isinstance(got, Failure):
        assert row["kind"] in ("ob1-hosted", "ob2-hosted", "invalid-input"), got.error.message
        return
    integrity = found(got, CheckId.INTEGRITY)
    assert integrity is not None
    match want["signature"]:
        case "valid":
            assert integrity[0] in (Result.PASS, Result.NOTE) or integrity[1] in UNSUPPORTED, got.checks
        case "invalid":
            assert got.verdict is Verdict.REJECTED, got.checks
        case "unsigned" | "needs-network-key":
            assert integrity[0] is Result.UNKNOWN or got.verdict not in ACCEPTED, got.checks
    if want.get("revoked") is True:
        assert got.verdict is Verdict.REJECTED, got.checks
    if want["signature"] == "valid" and want.get("expired"):
        assert found(got, CheckId.VALIDITY) == (Result.NOTE, Code.EXPIRED)


UNSUPPORTED = {Code.BASE_PROOF, Code.SUITE_UNSUPPORTED}


@pytest.mark.parametrize("row", cases("ob3-embedded", "ob3-baked", "vc20", "vc11", "ob3-endorsement"))
def test_without_any_evidence_nothing_better_is_claimed(row: dict[str, Any]) -> None:
    """Fail-open guard: taking everything saved away never turns a bad verdict into a good one."""
    with_all, without = outcome(row), outcome(row, evidence=False)
    if isinstance(without, Report) and without.verdict in ACCEPTED:
        assert isinstance(with_all, Report)
        assert with_all.verdict in ACCEPTED | {Verdict.REJECTED}

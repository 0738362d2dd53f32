"""What is read in place of a badge that is known by its address alone."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from wallet.actions.judge import Asked, judge
from wallet.actions.knowledge import gather
from wallet.model import Document, Payload
from wallet.report import Check, Report, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL, PROFILE = "https://issuer.example/badges/1", "https://issuer.example/profile"
PICTURE = b"<svg/>"
BADGE: dict[str, Any] = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": URL,
    "recipient": {"type": "email", "hashed": False, "identity": "a@b.example"},
    "issuedOn": "2024-01-01T00:00:00Z",
    "badge": {"type": "BadgeClass", "name": "Robotics", "issuer": PROFILE},
    "verification": {"type": "HostedBadge"},
}


def judged(saved: Any = None, *, origin: str = "saved") -> Report:
    """The report on a picture that holds only ``URL``, when ``saved`` is the copy at that address."""
    data = saved if isinstance(saved, bytes) else json.dumps(saved).encode()
    copies = {} if saved is None else {URL: Document(URL, data, sha256(data).hexdigest(), "text/html", NOW, origin)}
    return judge(Payload(URL.encode(), "text/uri-list", "svg", "badge.svg", PICTURE), gather(copies.get), Asked(NOW))


def codes(report: Report) -> dict[str, str]:
    def code(check: Check) -> str:
        return check.code.value

    return {check.id.value: code(check) for check in report.checks if check.id in {"integrity", "signer", "status"}}


def test_the_saved_copy_is_read_and_judged_as_hosted() -> None:
    report = judged(BADGE)
    assert codes(report) == {
        "integrity": "matches_hosted_copy",
        "signer": "hosted_by_issuer",
        "status": "not_withdrawn",
    }
    assert (report.credential.title, report.outline.format) == ("Robotics", "open-badges-2")
    assert report.outline.payload.original == PICTURE


def test_the_copy_is_held_to_the_issuers_scope() -> None:
    elsewhere = {**BADGE, "badge": {**BADGE["badge"], "issuer": "https://other.example/profile"}}
    assert codes(judged(elsewhere))["signer"] == "hosted_scope"
    assert judged(elsewhere).verdict is Verdict.REJECTED


def test_a_copy_that_names_another_place_is_judged_by_that_place() -> None:
    assert codes(judged({**BADGE, "id": "https://issuer.example/badges/2"}))["integrity"] == "hosted_not_saved"
    unhosted = {name: value for name, value in BADGE.items() if name != "verification"}
    assert codes(judged(unhosted))["integrity"] == "unsigned"


@pytest.mark.parametrize("saved", [None, b"<html>gone</html>", {"error": "gone"}, [], b"", {"id": URL}])
def test_without_a_badge_at_the_address_nothing_is_known(saved: Any) -> None:
    report = judged(saved)
    assert codes(report)["integrity"] == "hosted_not_saved"
    assert codes(report)["signer"] in {"issuer_not_saved", "no_signature"}
    assert report.credential.title == f"Badge at {URL}"
    assert report.verdict is Verdict.CANNOT_TELL


def test_a_copy_from_the_sharer_is_as_good_as_none() -> None:
    report = judged(BADGE, origin="sharer")
    assert (codes(report)["integrity"], report.credential.title) == ("hosted_not_saved", f"Badge at {URL}")
    assert report.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("saved", [{"revoked": True}, {**BADGE, "revoked": True}])
def test_a_notice_of_withdrawal_at_the_address_counts(saved: Any) -> None:
    assert codes(judged(saved))["status"] == "revoked"
    assert judged(saved).verdict is Verdict.REJECTED

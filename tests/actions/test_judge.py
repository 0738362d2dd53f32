"""What is read in place of a badge that is known by its address alone, and what an issuer's older copies say."""

import json
from hashlib import sha256
from typing import Any

import pytest
from issuer_kit import College
from judge_kit import BEFORE, NOW, SINCE, copy, judged_badge, knowing

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.keys.past import SavedCopy
from wallet.model import Document, Payload
from wallet.report import Check, Report, Verdict

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


# --- an issuer whose keys change ---------------------------------------------


def changed_keys(old: College, new: College) -> tuple[SavedCopy, SavedCopy]:
    return copy(old.did_url, old.document(), BEFORE, BEFORE), copy(old.did_url, new.document(), SINCE, NOW)


def test_a_key_that_only_older_copies_list_has_vanished() -> None:
    old, new = College(), College(key_name="key-2")
    copies = changed_keys(old, new)
    assert codes(judged_badge(old.badge(), knowing(*copies)))["signer"] == "key_vanished"
    assert codes(judged_badge(old.badge(), knowing(*copies, past=False)))["signer"] == "method_not_authorised"
    assert codes(judged_badge(old.badge(), knowing(copies[0])))["signer"] == "issuer_document"


def test_nothing_changed_for_whoever_keeps_no_older_copies() -> None:
    known = gather()
    signer = judged_badge(College().badge(), known).checks[2]
    assert known.before_the_change(signer) is known.insisting() is known.held_since(NOW) is known.at(NOW) is known


def test_a_new_key_by_the_name_of_the_old_one_hides_no_signature_of_it() -> None:
    old, new = College(), College()
    copies = changed_keys(old, new)
    assert codes(judged_badge(old.badge(), knowing(*copies))) == {
        "integrity": "signature_good",
        "signer": "key_vanished",
        "status": "status_not_offered",
    }
    assert codes(judged_badge(new.badge(), knowing(*copies)))["signer"] == "issuer_document"
    assert codes(judged_badge(old.badge(), knowing(*copies, past=False)))["integrity"] == "signature_mismatch"
    assert codes(judged_badge(College().badge(), knowing(*copies)))["integrity"] == "signature_mismatch"


def test_what_is_withdrawn_is_for_whoever_had_the_keys_to_say() -> None:
    """Whoever has the site now says nothing about the badges of who had it then."""
    old, new = College(), College(key_name="key-2", withdrawn={7})
    lists = (
        copy(old.list_url, old.status_list(), BEFORE, BEFORE),
        copy(old.list_url, new.status_list(), SINCE, NOW),
    )
    report = judged_badge(old.badge(place=7), knowing(*changed_keys(old, new), *lists))
    (status,) = (check for check in report.checks if check.id.value == "status")
    assert (codes(report)["signer"], status.code.value) == ("key_vanished", "status_old")
    assert status.as_of == BEFORE
    assert codes(judged_badge(new.badge(place=7), knowing(*changed_keys(old, new), *lists)))["status"] == "revoked"


# --- an issuer who is expected -----------------------------------------------


def recognition(report: Report) -> str:
    (found,) = (check for check in report.checks if check.id.value == "recognition")
    return found.code.value


def test_an_issuer_is_expected_by_id() -> None:
    college = College()
    known = knowing(copy(college.did_url, college.document(), BEFORE, NOW))
    assert recognition(judged_badge(college.badge(), known)) == "not_on_list"
    for issuers in ((college.did,), ("did:web:other.example", college.did)):
        assert recognition(judged_badge(college.badge(), known, issuers=issuers)) == "issuer_expected"
    report = judged_badge(college.badge(), known, issuers=("did:web:other.example",))
    assert (recognition(report), report.verdict) == ("issuer_unexpected", Verdict.REJECTED)


def test_an_expected_issuer_has_to_have_signed() -> None:
    """The name alone is anybody's to write."""
    report = judged_badge(College().badge(), gather(), issuers=(College().did,))
    assert (codes(report)["signer"], recognition(report)) == ("issuer_not_saved", "not_on_list")


def test_a_credential_that_names_nobody_is_not_from_whom_one_expects() -> None:
    data = json.dumps({**BADGE, "badge": {"type": "BadgeClass", "name": "Robotics"}}).encode()
    report = judge(Payload(data, "application/json", "text", "x", data), gather(), Asked(NOW, issuers=("did:web:x",)))
    (found,) = (check for check in report.checks if check.id.value == "recognition")
    assert found.message == "not from whom you expect, but from nobody by id"

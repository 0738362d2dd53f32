"""What is read in place of a badge that is known by its address alone, and what an issuer's older copies say."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from issuer_kit import College
from proof_kit import b64

from wallet.actions.judge import Asked, Knowledge, judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.codec import limits
from wallet.codec.rdfc import Work
from wallet.keys.past import SavedCopy
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


# --- an issuer whose keys change ---------------------------------------------

BEFORE, SINCE = NOW - timedelta(days=60), NOW - timedelta(days=30)


def copy(url: str, data: bytes, first: datetime, last: datetime) -> SavedCopy:
    return SavedCopy(Document(url, data, sha256(data).hexdigest(), "application/json", last), first)


def knowing(*copies: SavedCopy, past: bool = True) -> Knowledge:
    """Knowledge of these copies, oldest first, for a credential that was held before the second of any."""
    by_url = {one.document.url: [other for other in copies if other.document.url == one.document.url] for one in copies}
    known = gather(lambda url: by_url[url][-1].document if url in by_url else None)
    return (known._replace(past=lambda url: by_url.get(url, [])) if past else known).held_since(BEFORE)


def judged_badge(data: bytes, knowledge: Knowledge, **asked: Any) -> Report:
    return judge(unwrap(data, "badge.jwt")[0], knowledge, Asked(NOW, **asked))


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


def test_a_saved_list_that_is_several_credentials_says_nothing() -> None:
    college = College()
    documents = copy(college.did_url, college.document(), BEFORE, NOW)
    one = copy(college.list_url, college.status_list(), NOW, NOW)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("list.jwt", college.status_list())
        archive.writestr("badge.jwt", college.badge())
    two = copy(college.list_url, packed.getvalue(), NOW, NOW)
    badge = college.badge(place=7)
    assert codes(judged_badge(badge, knowing(documents, one)))["status"] == "not_withdrawn"
    assert codes(judged_badge(badge, knowing(documents, two)))["status"] == "status_unreadable"


def test_a_token_list_that_names_no_issuer_must_be_the_issuers_own() -> None:
    """Token Status List 5.1 demands no ``iss``; whose list it is, the key alone tells."""
    college, other = College(), College()
    packed = b64(zlib.compress(bytes([0, 0x80])))
    claims = {"sub": college.list_url, "iat": 1700000000, "status_list": {"bits": 1, "lst": packed}}
    documents = copy(college.did_url, college.document(), BEFORE, NOW)

    def status(signed: bytes, place: int) -> str:
        badge = college.badge(status={"status_list": {"idx": place, "uri": college.list_url}})
        return codes(judged_badge(badge, knowing(documents, copy(college.list_url, signed, NOW, NOW))))["status"]

    own = college.token(claims, "statuslist+jwt")
    assert [status(own, place) for place in (14, 15)] == ["not_withdrawn", "revoked"]
    assert status(other.token(claims, "statuslist+jwt"), 14) == "status_bad_signature"
    assert status(college.token({**claims, "exp": 1700000001}, "statuslist+jwt"), 14) == "status_expired"
    assert status(college.token(claims, "vc+jwt"), 14) == "status_unreadable"


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


def test_a_list_that_there_is_no_work_left_to_check_may_be_the_newest() -> None:
    """Else whoever lets the rest of an input take the work could pass off an old list for the newest."""
    college = College()
    document, earlier = (
        copy(college.did_url, college.document(), BEFORE, NOW),
        college.status_list("2025-01-15T00:00:00Z"),
    )
    later = replace(college, withdrawn={7}).status_list("2025-06-15T00:00:00Z")
    seen = ((earlier, BEFORE), (later, SINCE), (earlier, NOW))
    known = knowing(document, *(copy(college.list_url, data, at, at) for data, at in seen))

    def status(steps: int) -> str:
        return codes(judged_badge(college.badge(place=7), known._replace(work=Work(steps))))["status"]

    each = limits.SIGNATURE_STEPS + document.document.data.count(b",")
    assert [status(steps * each) for steps in (1, 2, 3)] == ["status_unreadable"] * 2 + ["status_rolled_back"]

"""Saved status lists, which are proved like any credential before they say anything of one."""

import gzip
import zlib
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from issuer_kit import College
from judge_kit import BEFORE, NOW, SINCE, copy, found, judged, judged_badge, knowing
from proof_kit import Key, b64, credential, make_key, signed

from wallet.actions.grounds import Knowledge
from wallet.codec import limits
from wallet.codec.rdfc import Work
from wallet.report import CheckId


def status(badge: bytes, knowledge: Knowledge) -> str:
    return found(judged_badge(badge, knowledge))[CheckId.STATUS].value


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
    assert status(badge, knowing(documents, one)) == "not_withdrawn"
    assert status(badge, knowing(documents, two)) == "status_unreadable"


def test_a_token_list_that_names_no_issuer_must_be_the_issuers_own() -> None:
    """Token Status List 5.1 demands no ``iss``; whose list it is, the key alone tells."""
    college, other = College(), College()
    packed = b64(zlib.compress(bytes([0, 0x80])))
    claims = {"sub": college.list_url, "iat": 1700000000, "status_list": {"bits": 1, "lst": packed}}
    documents = copy(college.did_url, college.document(), BEFORE, NOW)

    def by(signed: bytes, place: int) -> str:
        badge = college.badge(status={"status_list": {"idx": place, "uri": college.list_url}})
        return status(badge, knowing(documents, copy(college.list_url, signed, NOW, NOW)))

    own = college.token(claims, "statuslist+jwt")
    assert [by(own, place) for place in (14, 15)] == ["not_withdrawn", "revoked"]
    assert by(other.token(claims, "statuslist+jwt"), 14) == "status_bad_signature"
    assert by(college.token({**claims, "exp": 1700000001}, "statuslist+jwt"), 14) == "status_expired"
    assert by(college.token(claims, "vc+jwt"), 14) == "status_unreadable"


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

    def by(steps: int) -> str:
        return status(college.badge(place=7), known._replace(work=Work(steps)))

    each = limits.SIGNATURE_STEPS + document.document.data.count(b",")
    assert [by(steps * each) for steps in (1, 2, 3)] == ["status_unreadable"] * 2 + ["status_rolled_back"]


def test_the_signer_of_a_badge_withdraws_it_even_where_nobody_can_tell_who_that_is() -> None:
    """As of issuers of Open Badges 3.0 who write their key behind their address, and publish it nowhere."""
    key, stranger = make_key(), make_key()
    issuer, address = "https://school.example/issuer", "https://school.example/status/1"
    place = {"statusPurpose": "revocation", "statusListIndex": "5", "statusListCredential": address}
    entry = {"id": f"{address}#5", "type": "BitstringStatusListEntry", **place}
    by = {"verificationMethod": f"{issuer}#{key.multibase}"}
    badge = signed(credential(issuer, credentialStatus=entry), key, "eddsa-jcs-2022", **by)

    def answers(maker: Key, bits: int) -> tuple[str, str]:
        packed = "u" + b64(gzip.compress(bytes([bits]) + bytes(16383)))
        content = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": packed}
        types = ["VerifiableCredential", "BitstringStatusListCredential"]
        bare = credential(issuer, id=address, type=types, credentialSubject=content)
        own = {"verificationMethod": f"{issuer}#{maker.multibase}"}
        report = judged(badge, saved={address: signed(bare, maker, "eddsa-jcs-2022", **own)})
        return report.verdict.value, found(report)[CheckId.STATUS].value

    assert answers(key, 0b100) == ("rejected", "revoked")
    assert answers(key, 0) == ("cannot_tell", "not_withdrawn")
    assert answers(stranger, 0b100) == answers(stranger, 0) == ("cannot_tell", "status_bad_signature")

"""Comprehensive Learner Record 1.0: the record, its assertions, and what vouches for either."""

import json
from decimal import Decimal
from typing import Any

import pytest
from issuer_kit import College
from judge_kit import found, judged
from proof_kit import Json

from wallet import formats
from wallet.actions.grounds import Asked
from wallet.carriers import unwrap
from wallet.errors import Unreadable
from wallet.formats.terms import CLR1, OB2
from wallet.model import Credits, Holder, Outline, View
from wallet.report import CheckId, Code, Verdict

COLLEGE = College()
SAVED = {COLLEGE.did_url: COLLEGE.document().decode()}
CONTEXT = "https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld"
LEARNER = "urn:uuid:6a7c4c1e-0c5e-4b6f-8f0e-5b7f1d8f3a10"
LISTED = "https://college.example/withdrawn"


def line(name: str = "Statistics", issuer: str = COLLEGE.did, **more: Any) -> Json:
    return {
        "id": f"https://college.example/assertions/{name}",
        "type": "Assertion",
        "achievement": {
            "id": f"https://college.example/achievements/{name}",
            "type": "Achievement",
            "achievementType": "ext:Seminar",
            "name": name,
            "description": "Chance and data.",
            "creditsAvailable": 6,
            "requirement": {"narrative": "Pass the test."},
            "alignments": [{"targetName": "Reasoning", "targetUrl": "https://skills.example/1"}],
            "tags": ["maths"],
            "issuer": {"id": issuer, "name": "Example College"},
        },
        "creditsEarned": 4.5,
        "issuedOn": "2025-02-01T00:00:00Z",
        "recipient": {"type": "id", "identity": LEARNER, "hashed": False},
        **more,
    }


def record(*lines: Json, **more: Any) -> Json:
    return {
        "@context": CONTEXT,
        "id": "urn:uuid:30d2a5a4-4a2f-4d3f-9d4e-8f5f0c6b7a21",
        "type": "Clr",
        "name": "Transcript",
        "issuedOn": "2025-06-01T00:00:00Z",
        "learner": {"id": LEARNER, "type": "Profile", "name": "Ada Example", "email": "ada@example.com"},
        "publisher": {"id": COLLEGE.did, "type": "Profile", "name": "Example College"},
        "achievements": None,
        "assertions": list(lines),
        **more,
    }


def signed(document: Json) -> str:
    return COLLEGE.token(document, typ="JWT").decode()


def opened(document: Json) -> Outline:
    (payload,) = unwrap(json.dumps(document).encode(), "file")
    return formats.open_payload(payload)


def test_a_signed_record_vouches_for_its_lines() -> None:
    report = judged(signed(record(line(), line("Law", issuer="https://law.example"))), saved=SAVED)
    assert (report.outline.format, report.verdict) == ("clr-1", Verdict.VERIFIED_WITH_NOTES)
    said = report.credential
    assert (said.title, said.issuer.name, said.achievements) == ("Transcript", "Example College", ())
    assert said.holder == Holder(LEARNER, "Ada Example", "plain:ada@example.com")
    own, law = report.parts
    assert (found(own)[CheckId.INTEGRITY], found(own)[CheckId.SIGNER]) == (
        Code.COVERED_BY_CONTAINER,
        Code.ISSUER_DOCUMENT,
    )
    assert found(law)[CheckId.SIGNER] is Code.VOUCHED_BY_CONTAINER


def test_a_line_says_what_was_achieved() -> None:
    said = judged(signed(record(line(expires="2025-03-01T00:00:00Z"))), saved=SAVED).parts[0].credential
    (earned,) = said.achievements
    assert (said.title, said.kind, said.holder) == ("Statistics", "Assertion", Holder(LEARNER))
    assert (earned.kind, earned.criteria, earned.tags) == ("Seminar", "Pass the test.", ("maths",))
    assert earned.credits == Credits(Decimal("4.5"), "unstated", earned=True)
    assert [one.name for one in earned.alignments] == ["Reasoning"]
    assert said.valid_until is not None


@pytest.mark.parametrize(("said", "code"), [(["Failed"], Code.NOT_COMPLETED), (["Failed", "Completed"], Code.READ)])
def test_a_line_that_was_not_completed_says_so(said: list[str], code: Code) -> None:
    results = [{"value": "1"}, *({"status": word} for word in said)]
    (part,) = judged(signed(record(line(results=results))), saved=SAVED).parts
    assert found(part)[CheckId.FORMAT] is code
    assert (part.credential.title, bool(part.credential.achievements)) == ("Statistics", code is Code.READ)


def test_a_line_need_not_repeat_what_its_record_says() -> None:
    bare = {member: value for member, value in line().items() if member not in ("issuedOn", "recipient")}
    (said,) = judged(signed(record(bare)), saved=SAVED).parts
    assert (said.credential.title, said.verdict) == ("Statistics", Verdict.VERIFIED_WITH_NOTES)


def test_a_line_may_be_signed_itself() -> None:
    report = judged(record(signedAssertions=[signed(line())]), saved=SAVED)
    assert found(report)[CheckId.INTEGRITY] is Code.UNSIGNED
    assert found(report.parts[0])[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD


def test_what_nobody_signed_is_not_taken_for_signed() -> None:
    report = judged(record(line(), verification={"type": "Hosted"}), saved=SAVED)
    assert [found(one)[CheckId.INTEGRITY] for one in (report, *report.parts)] == [Code.UNSIGNED, Code.UNSIGNED]


def test_a_changed_record_is_refused() -> None:
    head, claims, signature = signed(record(line())).split(".")
    other = signed(record(line("Law"))).split(".")[1]
    assert claims != other
    report = judged(f"{head}.{other}.{signature}", saved=SAVED)
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_MISMATCH


def test_the_record_of_another_publisher_is_refused() -> None:
    report = judged(signed(record(publisher={"id": "did:web:other.example"})), saved=SAVED)
    assert report.verdict is not Verdict.VERIFIED_WITH_NOTES


@pytest.mark.parametrize(("ids", "code"), [(["other"], Code.NOT_WITHDRAWN), ([record()["id"]], Code.REVOKED)])
def test_the_publishers_list_of_what_it_withdrew_is_asked(ids: list[str], code: Code) -> None:
    publisher = {"id": COLLEGE.did, "name": "Example College", "revocationList": LISTED}
    saved = {**SAVED, LISTED: {"type": "RevocationList", "issuer": COLLEGE.did, "revokedAssertions": ids}}
    report = judged(signed(record(publisher=publisher)), saved=saved)
    assert found(report)[CheckId.STATUS] is code


def test_a_list_of_what_was_withdrawn_that_only_the_published_profile_names_is_asked() -> None:
    issuer = "https://college.example/profile"
    publisher = {"id": issuer, "type": "Profile", "name": "Example College"}
    whole = signed(record(line(issuer=issuer), line("Law", issuer=issuer), publisher=publisher))
    withdrawn = {"type": "RevocationList", "issuer": issuer, "revokedAssertions": [record()["id"], line()["id"]]}
    named = {**SAVED, issuer: {**publisher, "revocationList": LISTED}, LISTED: withdrawn}
    unnamed = {**SAVED, issuer: publisher}
    for saved, codes in (
        (named, [Code.REVOKED, Code.REVOKED, Code.NOT_WITHDRAWN]),
        (unnamed, [Code.STATUS_NOT_OFFERED] * 3),
        (SAVED, [Code.STATUS_NOT_SAVED] * 3),
    ):
        report = judged(whole, saved=saved)
        assert [found(one)[CheckId.STATUS] for one in (report, *report.parts)] == codes


def test_what_says_that_it_was_withdrawn_is_not_taken_for_good() -> None:
    report = judged(signed(record(line(revoked=True), line("Law"))), saved=SAVED)
    assert [one.verdict for one in report.parts] == [Verdict.CANNOT_TELL, Verdict.VERIFIED_WITH_NOTES]


def test_whose_record_it_is_can_be_asked() -> None:
    whose = [Asked(judged(record()).at, holder=one) for one in (LEARNER, "ada@example.com", "somebody else")]
    codes = [found(judged(signed(record()), asked, SAVED))[CheckId.HOLDER] for asked in whose]
    assert codes == [Code.HOLDER_MATCH, Code.HOLDER_MATCH, Code.HOLDER_MISMATCH]


def test_a_credential_about_records_has_them_as_its_parts() -> None:
    subject = {"type": "ClrSet", "clrs": [record(line())], "signedClrs": [signed(record(line("Law")))]}
    credential = {
        "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": COLLEGE.did,
        "issuanceDate": "2025-06-01T00:00:00Z",
        "credentialSubject": subject,
    }
    plain, token = judged(credential, saved=SAVED).parts
    assert (plain.credential.title, token.credential.title) == ("Transcript", "Transcript")
    assert [one.parts[0].credential.title for one in (plain, token)] == ["Statistics", "Law"]
    assert found(token)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD


def test_a_list_of_records_gives_each() -> None:
    assert len(unwrap(json.dumps([record(), record()]).encode(), "file")) == 2


def test_the_words_of_its_vocabulary_are_read_as_well() -> None:
    tree = {
        "@id": "urn:uuid:1",
        OB2 + "issueDate": [{"@value": "2025-02-01T00:00:00Z"}],
        CLR1 + "creditsEarned": [{"@value": "4.5"}],
        CLR1 + "dtAchievement": [
            {
                "@id": "https://college.example/a",
                "http://schema.org/name": [{"@value": "Statistics"}],
                CLR1 + "dtExtensibleAchievementType": [{"@value": "Course"}],
                OB2 + "issuer": [{"@id": COLLEGE.did}],
                OB2 + "criteria": [{OB2 + "narrative": [{"@value": "Pass the test."}]}],
            }
        ],
    }
    said = formats.read(View(tree, keyed_by="iri"), opened(line()))
    (earned,) = said.achievements
    assert (said.title, earned.kind, earned.criteria) == ("Statistics", "Course", "Pass the test.")
    whole = {CLR1 + "publisher": [{"@id": COLLEGE.did}], CLR1 + "learner": [{"@id": LEARNER}]}
    assert formats.read(View(whole, keyed_by="iri"), opened(record())).holder.id == LEARNER


def test_what_names_no_publisher_is_no_record() -> None:
    with pytest.raises(Unreadable):
        opened({"type": "Clr"})


@pytest.mark.parametrize(
    ("more", "name"),
    [({"type": "VerifiableCredential", "credentialSubject": {}}, "vc-1"), ({"badge": {"name": "x"}}, "open-badges-1")],
)
def test_what_is_of_another_format_stays_so(more: Json, name: str) -> None:
    assert opened({**line(), **more}).format == name


@pytest.mark.parametrize("lack", ["publisher", "issuer", "achievement"])
def test_what_lacks_who_says_it_is_refused(lack: str) -> None:
    whole = record(publisher={}) if lack == "publisher" else line()
    if lack == "issuer":
        whole["achievement"]["issuer"] = {"name": "Nobody by id"}
    elif lack == "achievement":
        whole["achievement"] = {}
    report = judged(whole)
    assert report.verdict is Verdict.REJECTED
    assert lack in report.checks[0].message

"""Step 15: each part of a credential is judged on its own, and leans on its container only as far as that reaches."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from proof_kit import V2, Json, Key, b64, make_key, signed, token

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge, judge_shown
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.model import Credits, Part
from wallet.report import CheckId, Code, Report, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLLEGE, OTHER, LEARNER = make_key(), make_key(), make_key()
CONTEXTS = [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"]


def badge(issuer: Key, name: str = "Welding") -> Json:
    subject = {"id": LEARNER.did, "achievement": {"id": "urn:a", "type": ["Achievement"], "name": name}}
    return {
        "@context": CONTEXTS,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "Issuer"},
        "name": name,
        "credentialSubject": subject,
    }


def transcript(*parts: Any, issuer: Key = COLLEGE) -> Json:
    return {
        "@context": CONTEXTS,
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "College"},
        "name": "Transcript",
        "credentialSubject": {"id": LEARNER.did, "type": ["ClrSubject"], "verifiableCredential": list(parts)},
    }


def presentation(*parts: Any) -> Json:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER.did, "verifiableCredential": parts}


def report_on(document: Json | str, **asked: Any) -> Report:
    data = document if isinstance(document, str) else json.dumps(document)
    (payload,) = unwrap(data.encode(), "file")
    return judge(payload, gather(lambda _: None), Asked(NOW, **asked))


def found(report: Report) -> tuple[Code, Code]:
    """Its integrity and its signer."""
    by_question = {check.id: check.code for check in report.checks}
    return by_question[CheckId.INTEGRITY], by_question[CheckId.SIGNER]


def only_part(report: Report) -> Report:
    (part,) = report.parts
    return part


def test_an_unsigned_part_of_the_same_issuer_is_covered() -> None:
    report = report_on(token(transcript(badge(COLLEGE)), COLLEGE))
    part = only_part(report)
    assert found(part) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)
    assert "Transcript" in part.checks[1].message
    assert part.shown_is_signed
    assert (part.credential.title, part.role, part.pointer) == (
        "Welding", "credential", "/credentialSubject/verifiableCredential/0",
    )  # fmt: skip
    assert part.verdict is report.verdict is Verdict.VERIFIED_WITH_NOTES


def test_for_another_issuer_its_container_only_vouches() -> None:
    part = only_part(report_on(token(transcript(badge(OTHER)), COLLEGE)))
    assert found(part) == (Code.COVERED_BY_CONTAINER, Code.VOUCHED_BY_CONTAINER)
    assert part.checks[2].message.count("Transcript") == part.checks[2].message.count(OTHER.did) == 1
    assert part.verdict is Verdict.VERIFIED_WITH_NOTES


def test_an_issuer_who_is_not_named_is_not_the_containers() -> None:
    nameless = {name: value for name, value in badge(COLLEGE).items() if name != "issuer"}
    part = only_part(report_on(token(transcript(nameless), COLLEGE)))
    assert part.checks[0].code is Code.REQUIRED_MISSING
    assert part.verdict is Verdict.REJECTED


def test_a_container_that_was_changed_has_no_parts_to_speak_of() -> None:
    good = token(transcript(badge(COLLEGE)), COLLEGE)
    head, _, signature = good.split(".")
    _, changed, _ = token(transcript(badge(COLLEGE, "Forgery")), OTHER).split(".")
    report = report_on(f"{head}.{changed}.{signature}")
    assert report.checks[1].code is Code.SIGNATURE_MISMATCH
    assert report.parts == ()
    assert not report.shown_is_signed


def test_what_nobody_signed_covers_nothing() -> None:
    report = report_on(transcript(badge(COLLEGE)))
    assert found(only_part(report)) == (Code.UNSIGNED, Code.NO_SIGNATURE)
    assert not only_part(report).shown_is_signed


def test_a_container_of_a_key_that_is_tied_to_nobody_ties_its_parts_to_nobody() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519"}
    issuer = "https://college.example/profile"
    documents = [transcript(badge(COLLEGE)), badge(COLLEGE)]
    for document in documents:
        document["issuer"]["id"] = issuer
    documents[0]["credentialSubject"]["verifiableCredential"] = [documents[1]]
    report = report_on(token(documents[0], COLLEGE, kid=None, jwk={**jwk, "x": b64(COLLEGE.public.data)}))
    assert found(report) == (Code.SIGNATURE_GOOD, Code.SELF_ASSERTED_KEY)
    assert found(only_part(report)) == (Code.COVERED_BY_CONTAINER, Code.SELF_ASSERTED_KEY)
    assert only_part(report).verdict is Verdict.CANNOT_TELL


def test_a_holder_vouches_for_nothing_in_a_presentation() -> None:
    report = report_on(token(presentation(badge(LEARNER)), LEARNER, typ="vp+jwt"))
    assert found(report)[0] is Code.SIGNATURE_GOOD
    assert found(only_part(report)) == (Code.UNSIGNED, Code.NO_SIGNATURE)
    assert not only_part(report).shown_is_signed


def test_a_signed_part_stands_on_its_own_signature() -> None:
    report = report_on(token(transcript(token(badge(OTHER), OTHER)), COLLEGE))
    assert found(only_part(report)) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)


@pytest.mark.parametrize("outer", [transcript, presentation])
def test_a_forged_part_is_rejected_whoever_signed_around_it(outer: Any) -> None:
    forged = token({**badge(OTHER), "issuer": COLLEGE.did}, OTHER)
    report = report_on(token(outer(forged), COLLEGE if outer is transcript else LEARNER))
    assert only_part(report).verdict is Verdict.REJECTED
    assert report.verdict is not Verdict.REJECTED
    assert report.exit_code() == 1


def test_an_endorsement_that_does_not_hold_is_shown_and_decides_nothing() -> None:
    forged = token({**badge(OTHER), "type": ["VerifiableCredential", "EndorsementCredential"]}, LEARNER)
    report = report_on(token({**badge(COLLEGE), "endorsementJwt": [forged]}, COLLEGE))
    assert (only_part(report).role, only_part(report).verdict) == ("endorsement", Verdict.REJECTED)
    assert report.exit_code() == 0
    assert report.exit_code(strict=True) == 3


def test_a_part_of_a_covered_part_is_covered_by_that() -> None:
    report = report_on(token(transcript({**transcript(badge(COLLEGE)), "name": "Semester"}), COLLEGE))
    semester = only_part(report)
    assert found(semester) == found(only_part(semester)) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)
    assert "Transcript" in semester.checks[1].message
    assert "Semester" in only_part(semester).checks[1].message


def test_a_part_of_a_presentation_within_a_signed_credential_is_only_shown() -> None:
    inner = only_part(only_part(report_on(token(transcript(presentation(badge(COLLEGE))), COLLEGE))))
    assert found(inner) == (Code.UNSIGNED, Code.NO_SIGNATURE)


def test_eight_levels_are_read_and_the_ninth_is_named() -> None:
    document = badge(COLLEGE)
    for _ in range(9):
        document = transcript(document)
    report = report_on(token(document, COLLEGE))
    for _ in range(8):
        report = only_part(report)
        assert found(report)[0] is Code.COVERED_BY_CONTAINER
    last = only_part(report)
    assert (last.verdict, last.checks[0].code) == (Verdict.REJECTED, Code.REQUIRED_MISSING)
    assert "eight" in last.checks[0].message


def test_a_part_that_cannot_be_read_is_named_and_spoils_no_other() -> None:
    report = report_on(token(transcript({"type": "Unknown"}, badge(COLLEGE)), COLLEGE))
    unreadable, read = report.parts
    assert unreadable.checks[0].code is Code.REQUIRED_MISSING
    assert unreadable.checks[0].message.startswith("it lacks a form that can be read: this is JSON")
    assert not unreadable.shown_is_signed
    assert unreadable.pointer == "/credentialSubject/verifiableCredential/0"
    assert found(read) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)


def test_a_part_in_an_envelope_of_another_form_is_not_held_against_the_whole() -> None:
    """COSE is as sound a form as a token: what is not read here proves nothing, and is no forgery."""
    sealed = {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+cose;base64,0oRDoQEm"}
    part = only_part(report_on(token(transcript(sealed), COLLEGE)))
    assert found(part) == (Code.FEATURE_UNSUPPORTED, Code.NO_SIGNATURE)
    assert (part.verdict, part.shown_is_signed) == (Verdict.CANNOT_TELL, False)


def test_a_holder_is_asked_of_the_credentials_and_not_of_who_shows_them() -> None:
    shown = token(presentation(token(badge(COLLEGE), COLLEGE)), LEARNER, typ="vp+jwt")

    def answers(report: Report) -> list[Code]:
        return [check.code for one in (report, only_part(report)) for check in one.checks if check.id is CheckId.HOLDER]

    for holder, code in ((LEARNER.did, Code.HOLDER_MATCH), (OTHER.did, Code.HOLDER_MISMATCH)):
        of_presentation, of_badge = answers(report_on(shown, holder=holder))
        assert of_presentation not in (Code.HOLDER_MATCH, Code.HOLDER_MISMATCH)
        assert of_badge is code


def test_only_who_signed_a_presentation_is_compared_with_the_holders_in_it() -> None:
    claims = presentation(token(badge(COLLEGE), COLLEGE))

    def answer(shown: str | Json) -> Code:
        return next(one.code for one in only_part(report_on(shown)).checks if one.id is CheckId.HOLDER)

    assert answer(token(claims, LEARNER, typ="vp+jwt")) is Code.HOLDER_MATCH
    assert answer(token({**claims, "holder": OTHER.did}, OTHER, typ="vp+jwt")) is Code.HOLDER_DIFFERS
    for unproved in (token(claims, OTHER, typ="vp+jwt"), claims):
        assert answer(unproved) is Code.NOT_ASKED


def test_an_expected_issuer_is_one_of_credentials_and_not_of_who_shows_them() -> None:
    shown = token(presentation(token(badge(COLLEGE), COLLEGE)), LEARNER, typ="vp+jwt")

    def answers(issuer: str) -> list[Code]:
        report = report_on(shown, issuers=(issuer,))
        return [c.code for one in (report, only_part(report)) for c in one.checks if c.id is CheckId.RECOGNITION]

    assert answers(COLLEGE.did)[1:] == [Code.ISSUER_EXPECTED]
    assert answers(OTHER.did)[1:] == [Code.ISSUER_UNEXPECTED]
    assert answers(OTHER.did)[0] is answers(COLLEGE.did)[0] is not Code.ISSUER_UNEXPECTED


def test_what_travels_beside_a_presentation_is_judged_as_a_part_of_it() -> None:
    claims = presentation()
    good = token(claims, LEARNER, typ="vp+jwt")
    head, _, signature = good.split(".")
    changed = f"{head}.{token({**claims, 'id': 'urn:x'}, LEARNER).split('.')[1]}.{signature}"
    (payload,) = unwrap(token(badge(COLLEGE), COLLEGE).encode(), "badge")
    part = Part("credential", "/beside", payload)
    for shown, holder in ((good, Code.HOLDER_MATCH), (changed, Code.NOT_ASKED), (claims, Code.NOT_ASKED)):
        beside = judge_shown(part, report_on(shown), gather(lambda _: None), Asked(NOW))
        assert found(beside) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)
        assert beside.pointer == "/beside"
        assert [check.code for check in beside.checks if check.id is CheckId.HOLDER] == [holder]


def test_challenge_and_domain_are_asked_of_the_presentation_alone() -> None:
    claims = {**presentation(token(badge(COLLEGE), COLLEGE)), "nonce": "n", "aud": "https://employer.example"}
    report = report_on(token(claims, LEARNER, typ="vp+jwt"), challenge="n", domain="https://employer.example")
    assert found(report) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)
    assert found(only_part(report)) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)
    stale = report_on(token(claims, LEARNER, typ="vp+jwt"), challenge="m")
    assert stale.checks[2].code is Code.PURPOSE_WRONG


def test_the_first_three_departures_from_a_formats_rules_are_named() -> None:
    document = badge(COLLEGE)
    document["image"] = 7
    document["credentialSubject"] |= {"result": 7}
    document["credentialSubject"]["achievement"] |= {"criteria": 7, "alignment": 7, "image": 7, "creator": 7}
    report = report_on(token(document, COLLEGE))
    problems = report.credential.problems
    assert len(problems) > 3
    assert report.checks[0].code is Code.UNUSUAL_FORM
    assert report.checks[0].message.endswith(f"rules: {'; '.join(problems[:3])}")


@pytest.mark.parametrize(
    ("of", "said"), [({}, "it does not say what it is of"), ({"id": "urn:another"}, "it is of something else")]
)
def test_an_endorsement_of_something_else_or_nobody_knows_what_says_so(of: Json, said: str) -> None:
    kinds = ["VerifiableCredential", "EndorsementCredential"]
    subject = {**of, "type": ["EndorsementSubject"], "endorsementComment": "Well done"}
    praise = {**badge(OTHER, "Praise"), "type": kinds, "credentialSubject": subject}
    report = report_on(token({**badge(COLLEGE), "endorsementJwt": [token(praise, OTHER)]}, COLLEGE))
    assert only_part(report).checks[0].code is Code.UNUSUAL_FORM
    assert only_part(report).checks[0].details["detail"] == said


RDF = [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", CONTEXTS[1]]


def sealed(document: Json) -> Json:
    """Signed by the college as RDF: what it says, wherever that stands."""
    return signed(document, COLLEGE, "eddsa-rdfc-2022")


def line(name: str, learner: str, **members: Any) -> Json:
    achievement = {"id": f"urn:{name}", "type": ["Achievement"], "name": name, "description": "d", "criteria": {}}
    achievement["criteria"] = {"narrative": "n"}
    subject = {"id": learner, "type": ["AchievementSubject"], "achievement": achievement}
    kinds = ["VerifiableCredential", "OpenBadgeCredential"]
    base = {"@context": RDF, "id": f"urn:line:{name}", "type": kinds, "issuer": COLLEGE.did, "name": name}
    return {**base, "validFrom": "2024-01-01T00:00:00Z", "credentialSubject": subject, **members}


def record(*lines: Json, **subject: Any) -> Json:
    inside = {"id": LEARNER.did, "type": ["ClrSubject"], "verifiableCredential": list(lines), **subject}
    kinds = ["VerifiableCredential", "ClrCredential"]
    base = {"@context": RDF, "id": "urn:record", "type": kinds, "issuer": COLLEGE.did, "name": "Transcript"}
    return {**base, "validFrom": "2024-01-01T00:00:00Z", "credentialSubject": inside}


def test_a_part_is_read_as_it_was_signed() -> None:
    ended = {"@set": [{"@value": "2020-01-01T00:00:00Z", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}]}
    document = sealed(record(line("Welding", "urn:pseudonym:1", validUntil="2020-01-01T00:00:00Z")))
    part = only_part(report_on(document))
    assert found(part) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)
    hidden = json.loads(json.dumps(document))
    hidden["credentialSubject"]["verifiableCredential"][0]["validUntil"] = {**ended, "@context": []}
    again = only_part(report_on(hidden))
    assert found(again) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)
    assert part.credential.valid_until == again.credential.valid_until == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_part_of_a_part_is_read_as_it_was_signed_too() -> None:
    inner = line("Welding", "urn:pseudonym:2")
    middle = record(inner)
    middle |= {"id": "urn:semester", "credentialSubject": {**middle["credentialSubject"], "id": "urn:pseudonym:1"}}
    semester = only_part(report_on(sealed(record(middle))))
    assert found(semester) == found(only_part(semester)) == (Code.COVERED_BY_CONTAINER, Code.ISSUER_KEY)
    assert [one.name for one in only_part(semester).credential.achievements] == ["Welding"]


def test_what_one_signature_does_not_tell_apart_is_not_covered() -> None:
    both = sealed(record(line("Surgery", LEARNER.did, validUntil="2020-01-01T00:00:00Z"), line("Hygiene", LEARNER.did)))
    swapped = json.loads(json.dumps(both))
    one, other = (part["credentialSubject"] for part in swapped["credentialSubject"]["verifiableCredential"])
    one["achievement"], other["achievement"] = other["achievement"], one["achievement"]
    for document in (both, swapped):
        report = report_on(document)
        assert found(report) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY), "the record as a whole is what was signed"
        assert [found(part) for part in report.parts] == [(Code.FEATURE_UNSUPPORTED, Code.NO_SIGNATURE)] * 2
        assert not any(part.shown_is_signed for part in report.parts)


def course(name: str, learner: str = LEARNER.did, credits_: str = "3", **members: Any) -> Json:
    """A line of a transcript, with credits and a grade."""
    made = line(name, learner, **members)
    grade = {"id": f"urn:{name}:grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "ext:Level"}
    made["credentialSubject"]["achievement"]["resultDescription"] = [grade]
    result = {"type": ["Result"], "resultDescription": grade["id"], "value": f"{name[0]}+"}
    made["credentialSubject"] |= {"creditsEarned": float(credits_), "result": [result]}
    return made


def lines_of(document: Json) -> list[Json]:
    found: list[Json] = document["credentialSubject"]["verifiableCredential"]
    return found


STATUS = {
    "id": "https://issuer.example/list",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://issuer.example/list",
}
WITHDRAWN_BY_ID = [*RDF, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
FIRST, LATER = "2020-01-01T00:00:00Z", "2024-06-01T00:00:00Z"


@pytest.mark.parametrize("moved", [False, True])
def test_lines_that_hold_alike_are_covered_together(*, moved: bool) -> None:
    """Which of them says what is open: so are the date and the credits of each, and nothing else is gained."""
    both = sealed(record(course("Welding", validFrom=FIRST), course("Painting", credits_="6", validFrom=LATER)))
    if moved:
        one, other = (part["credentialSubject"] for part in lines_of(both))
        one["achievement"], other["achievement"] = other["achievement"], one["achievement"]
    report = report_on(both)
    assert report.verdict is Verdict.VERIFIED_WITH_NOTES
    assert [found(part) for part in report.parts] == [(Code.COVERED_TOGETHER, Code.ISSUER_KEY)] * 2
    assert [part.credential.title for part in report.parts] == ["Welding", "Painting"], "as each is called itself"
    earned = [part.credential.achievements[0] for part in report.parts]
    names = ["Welding", "Painting"]
    assert [one.name for one in earned] == (names[::-1] if moved else names)
    assert [one.level.value if one.level else "" for one in earned] == [f"{one.name[0]}+" for one in earned]
    assert [one.credits for one in earned] == [None, None]
    assert {(part.credential.issued, part.credential.valid_from) for part in report.parts} == {(None, None)}
    assert {part.credential.holder.id for part in report.parts} == {LEARNER.did}


def test_a_date_that_all_have_is_the_date_of_each() -> None:
    report = report_on(sealed(record(course("Welding"), course("Painting"))))
    assert {part.credential.valid_from for part in report.parts} == {datetime(2024, 1, 1, tzinfo=UTC)}


def graded(name: str, scale: str, value: str, **result: Any) -> Json:
    made = line(name, LEARNER.did)
    described = {"id": scale, "type": ["ResultDescription"], "name": "EQF", "resultType": "ext:Level"}
    made["credentialSubject"]["achievement"]["resultDescription"] = [described]
    made["credentialSubject"]["result"] = [{"type": ["Result"], "resultDescription": scale, "value": value, **result}]
    return made


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        ([graded("Welding", "urn:1", "8"), graded("Painting", "urn:2", "2")], ["8", "2"]),
        ([graded("Welding", "urn:1", "8"), graded("Painting", "urn:1", "2")], []),
        ([graded("Welding", "urn:1", "8"), graded("Welding", "urn:1", "2") | {"id": "urn:again"}], []),
        ([graded("Welding", "urn:1", "8", id="urn:r"), graded("Painting", "urn:2", "2", id="urn:r")], []),
    ],
    ids=["apart", "one scale", "two attempts", "one id"],
)
def test_a_level_is_of_the_achievement_that_alone_is_described_so(lines: list[Json], levels: list[str]) -> None:
    """Which of several was reached where depends on the order of the lines, or on what stands in which of them."""
    for order in (lines, lines[::-1]):
        parts = report_on(sealed(record(*order))).parts
        assert {found(part)[0] for part in parts} <= {Code.COVERED_TOGETHER, Code.FEATURE_UNSUPPORTED}
        covered = [part for part in parts if part.shown_is_signed]
        earned = sorted(
            (one.name, one.level.value) for part in covered for one in part.credential.achievements if one.level
        )
        assert earned == sorted(zip(["Welding", "Painting"], levels, strict=False))


def test_a_result_under_an_id_of_several_is_of_none() -> None:
    whole = sealed(record(graded("Welding", "urn:1", "8", id="urn:r"), graded("Painting", "urn:2", "2", id="urn:r")))
    one, other = (part["credentialSubject"] for part in lines_of(whole))
    one["result"] = [{**other.pop("result")[0], "resultDescription": ["urn:2", "urn:1"], "value": ["8", "2"]}]
    parts = report_on(whole).parts
    assert [one.level for part in parts if part.shown_is_signed for one in part.credential.achievements] == [None] * 2


def test_what_a_line_awards_does_not_count_beside_its_title() -> None:
    whole = sealed(record(line("Surgery", LEARNER.did), line("Hygiene", LEARNER.did)))
    one, other = (part["credentialSubject"] for part in lines_of(whole))
    other["achievement"] = [one.pop("achievement"), other["achievement"]]
    left, took = report_on(whole).parts
    assert [found(part)[0] for part in (left, took)] == [Code.FEATURE_UNSUPPORTED, Code.COVERED_TOGETHER]
    assert [one.name for one in took.credential.achievements] == ["Surgery", "Hygiene"]


@pytest.mark.parametrize("place", ["credentialSubject", "issuer"])
def test_credits_of_a_line_that_awards_several_are_of_none_of_them(place: str) -> None:
    """Not though all but one stand in another place that tells of the learner."""
    several = course("Welding", credits_="30")
    several["credentialSubject"]["achievement"] = [
        one["credentialSubject"]["achievement"] for one in (course("Welding"), course("Painting"))
    ]
    several["issuer"] = LEARNER.did
    whole = sealed(record(several))
    only = lines_of(whole)[0]
    apart = {
        "id": LEARNER.did,
        "type": ["AchievementSubject"],
        "achievement": only["credentialSubject"]["achievement"].pop(),
    }
    if place == "issuer":
        only["issuer"] = apart
    else:
        whole["credentialSubject"] = [whole["credentialSubject"], apart]
    part = only_part(report_on(whole))
    assert found(part)[0] is Code.COVERED_TOGETHER
    assert [(one.name, one.credits) for one in part.credential.achievements] == [("Welding", None)]


def test_the_only_line_keeps_its_date_and_its_credits() -> None:
    part = only_part(report_on(sealed(record(course("Welding", validFrom=FIRST)))))
    assert found(part) == (Code.COVERED_TOGETHER, Code.ISSUER_KEY)
    assert part.credential.valid_from == datetime(2020, 1, 1, tzinfo=UTC)
    assert part.credential.achievements[0].credits == Credits(Decimal(3), "unstated", earned=True)


@pytest.mark.parametrize(
    "other",
    [
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"issuer": OTHER.did},
        {"validFrom": "2026-12-01T00:00:00Z"},
        {"validFrom": {"@value": "soon", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}},
        {"credentialStatus": STATUS},
    ],
    ids=["ends", "another's", "not begun", "no date", "can be withdrawn"],
)
def test_lines_that_hold_on_other_terms_are_not_covered(other: Json) -> None:
    report = report_on(sealed(record(course("Welding"), course("Painting", **other))))
    assert found(report)[0] is Code.SIGNATURE_GOOD
    assert [found(part)[0] for part in report.parts] == [Code.FEATURE_UNSUPPORTED] * 2


def test_lines_that_one_list_withdraws_by_their_ids_are_not_covered() -> None:
    listed = {"credentialStatus": {"id": "https://issuer.example/revoked", "type": "1EdTechRevocationList"}}
    lines = [{**course(name, **listed), "@context": WITHDRAWN_BY_ID} for name in ("Surgery", "Hygiene")]
    for number, code in ((2, Code.FEATURE_UNSUPPORTED), (1, Code.COVERED_TOGETHER)):
        report = report_on(sealed({**record(*lines[:number]), "@context": WITHDRAWN_BY_ID}))
        assert [found(part)[0] for part in report.parts] == [code] * number


def test_a_line_whose_own_signature_has_ended_does_not_lend_what_it_awards() -> None:
    ended = signed(course("Surgery"), COLLEGE, "eddsa-rdfc-2022", expires=FIRST)
    plain, own = report_on(sealed(record(course("Hygiene"), ended))).parts
    assert (found(plain)[0], found(own)[1]) == (Code.FEATURE_UNSUPPORTED, Code.PROOF_EXPIRED)


def semester(about: str, *lines: Json) -> Json:
    """A record that has ended, to stand inside another."""
    made = record(*lines) | {"id": "urn:semester", "validUntil": "2020-01-01T00:00:00Z"}
    made["credentialSubject"]["id"] = about
    return made


def test_a_line_does_not_leave_the_record_inside_the_record_that_ended() -> None:
    whole = record(course("Hygiene"), semester("urn:pseudonym:2", course("Surgery")))
    whole["credentialSubject"]["id"] = "urn:pseudonym:1"
    line_, ended = report_on(sealed(whole)).parts
    assert [found(part)[0] for part in (line_, only_part(ended))] == [Code.FEATURE_UNSUPPORTED] * 2


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("more", [{}, {"validUntil": "2020-01-01T00:00:00Z"}, {"credentialStatus": STATUS}])
def test_a_line_does_not_leave_what_is_no_record_by_its_type(more: Json, *, moved: bool) -> None:
    surgery = line("Surgery", "urn:pseudonym:1")
    subject = {"id": LEARNER.did, "type": ["ClrSubject"], **({} if moved else {"verifiableCredential": [surgery]})}
    other = line("Semester", "", type=["VerifiableCredential"], credentialSubject=subject, **more)
    whole = report_on(sealed(record(other, *([surgery] if moved else []))))
    (found_,) = [report for report in whole.everything() if report.credential.achievements]
    assert found_.verdict is not Verdict.VERIFIED
    assert found_.shown_is_signed is (moved and not more)


@pytest.mark.parametrize("moved", [False, True])
def test_which_of_two_records_of_one_learner_holds_a_line_is_not_told(*, moved: bool) -> None:
    surgery, hygiene = line("Surgery", "urn:pseudonym:1"), line("Hygiene", "urn:pseudonym:2")
    ended = semester(LEARNER.did, *([] if moved else [surgery]), hygiene)
    reports = report_on(sealed(record(ended, *([surgery] if moved else [])))).everything()
    lines = [report for report in reports if report.credential.achievements]
    assert len(lines) == 2
    assert {report.verdict for report in lines} == {Verdict.CANNOT_TELL}


def test_lines_of_which_one_has_not_begun_are_covered_once_it_has() -> None:
    document = sealed(record(course("Welding"), course("Painting", validFrom="2026-12-01T00:00:00Z")))
    (payload,) = unwrap(json.dumps(document).encode(), "file")
    report = judge(payload, gather(lambda _: None), Asked(datetime(2026, 12, 1, tzinfo=UTC)))
    assert [found(part)[0] for part in report.parts] == [Code.COVERED_TOGETHER] * 2


def test_what_a_record_only_speaks_of_is_no_achievement_of_its_lines() -> None:
    """The word means something else under the type of a record's subject, and types can be moved as well."""
    spoken_of = line("Surgery", LEARNER.did)
    spoken_of["credentialSubject"]["type"] = ["ClrSubject"]
    part = only_part(report_on(sealed(record(spoken_of))))
    assert found(part)[0] is Code.COVERED_TOGETHER
    assert part.credential.achievements == ()


def test_a_badge_that_holds_no_credentials_may_be_who_awarded_what_stands_in_another() -> None:
    awarded = line("Surgery", LEARNER.did, validUntil="2099-01-01T00:00:00Z")
    praise = line("Praise", LEARNER.did) | {"type": ["VerifiableCredential", "EndorsementCredential"]}
    report = report_on(sealed({**awarded, "endorsement": [praise]}))
    assert found(report)[0] is Code.FEATURE_UNSUPPORTED, "nor is it clear that the badge itself did"
    assert found(only_part(report))[0] is Code.UNSIGNED


def test_all_that_is_said_of_a_learner_is_not_covered_where_one_of_several_lines_has_it() -> None:
    whole = record(line("Surgery", LEARNER.did, validUntil="2020-01-01T00:00:00Z"), line("Hygiene", LEARNER.did))
    del whole["credentialSubject"]["id"]
    gathered = sealed(whole)
    ended, good = (part["credentialSubject"] for part in gathered["credentialSubject"]["verifiableCredential"])
    good["achievement"] = [ended.pop("achievement"), good["achievement"]]
    del ended["type"]
    report = report_on(gathered)
    assert found(report)[0] is Code.SIGNATURE_GOOD
    assert [found(part) for part in report.parts] == [(Code.FEATURE_UNSUPPORTED, Code.NO_SIGNATURE)] * 2


def test_an_achievement_under_one_id_with_another_is_not_covered_under_either_learner() -> None:
    lines = [line("Surgery", "urn:pseudonym:1"), line("Hygiene", "urn:pseudonym:2")]
    one, other = (part["credentialSubject"]["achievement"] for part in lines)
    other["id"] = one["id"]
    apart = report_on(sealed(record(*lines)))
    one["name"], lines[1]["credentialSubject"]["achievement"] = [one["name"], other["name"]], {"id": one["id"]}
    for report in (apart, report_on(sealed(record(*lines)))):
        assert [found(part)[0] for part in report.parts] == [Code.FEATURE_UNSUPPORTED] * 2


def test_levels_under_one_id_are_not_told_apart() -> None:
    def graded(name: str, level: str) -> Json:
        rubric = [{"id": "urn:level", "type": ["RubricCriterionLevel"], "name": level}]
        made = line(name, f"urn:pseudonym:{name}")
        described = {"id": "urn:d", "type": ["ResultDescription"], "name": "Grade", "resultType": "PerformanceLevel"}
        made["credentialSubject"]["achievement"]["resultDescription"] = [{**described, "rubricCriterionLevel": rubric}]
        return made

    alike = report_on(sealed(record(graded("A", "Pass"), graded("B", "Pass"))))
    assert [found(part)[0] for part in alike.parts] == [Code.COVERED_BY_CONTAINER] * 2
    differ = report_on(sealed(record(graded("A", "Fail"), graded("B", "Distinction"))))
    assert [found(part)[0] for part in differ.parts] == [Code.FEATURE_UNSUPPORTED] * 2


def test_an_endorsement_of_what_it_stands_in_is_covered_by_that() -> None:
    badge_ = line("Surgery", LEARNER.did)
    for of in (badge_["id"], badge_["credentialSubject"]["achievement"]["id"], COLLEGE.did):
        comment = {"id": of, "type": ["EndorsementSubject"], "endorsementComment": "good"}
        endorsement = line("Endorsement", "") | {
            "id": "urn:e",
            "type": ["VerifiableCredential", "EndorsementCredential"],
        }
        report = report_on(sealed({**badge_, "endorsement": [{**endorsement, "credentialSubject": comment}]}))
        assert found(report)[0] is Code.SIGNATURE_GOOD
        assert found(only_part(report))[0] is Code.COVERED_BY_CONTAINER


def status_at(index: str, listed: str = STATUS["id"]) -> Json:
    return {**STATUS, "statusListIndex": index, "statusListCredential": listed}


def test_a_status_whose_id_has_another_too_is_not_covered() -> None:
    lines = [line("Surgery", "urn:pseudonym:1"), line("Hygiene", "urn:pseudonym:2")]
    report = report_on(sealed(record(*(one | {"credentialStatus": status_at("7")} for one in lines))))
    assert [found(part)[0] for part in report.parts] == [Code.COVERED_BY_CONTAINER] * 2
    for one, index in zip(lines, "78", strict=True):
        one["credentialStatus"] = status_at(index)
    report = report_on(sealed(record(*lines)))
    assert found(report)[0] is Code.SIGNATURE_GOOD
    assert [found(part)[0] for part in report.parts] == [Code.FEATURE_UNSUPPORTED] * 2


def test_of_two_ways_to_be_withdrawn_under_one_id_nobody_knows_what_belongs_to_which() -> None:
    both = [status_at("7"), status_at("8", "https://issuer.example/other")]
    assert found(report_on(sealed(line("Surgery", LEARNER.did, credentialStatus=both[0]))))[0] is Code.SIGNATURE_GOOD
    answer = found(report_on(sealed(line("Surgery", LEARNER.did, credentialStatus=both))))[0]
    assert answer is Code.FEATURE_UNSUPPORTED


FORGED = line("Doctor of Medicine", "did:example:attacker")


@pytest.mark.parametrize(
    ("member", "answer"),
    [
        ({"@value": None, "@language": {"verifiableCredential": [FORGED]}}, Code.UNDEFINED_TERM),
        ({"@value": None, "@direction": [{"verifiableCredential": [FORGED]}]}, Code.UNDEFINED_TERM),
        ({"@value": None, "@language": "en", "@direction": "up"}, Code.UNDEFINED_TERM),
        ({"@value": None, "@language": "en", "@direction": "ltr"}, Code.SIGNATURE_GOOD),
        ({"@value": None, "@type": {"verifiableCredential": [FORGED]}}, Code.UNDEFINED_TERM),
    ],
)
def test_nothing_hides_beside_a_value_that_is_none(member: Any, answer: Code) -> None:
    document = {**sealed(line("Attendance", LEARNER.did)), "description": member}
    assert report_on(document).checks[1].code is answer


def test_what_stands_in_a_literal_is_signed_and_no_credential_of_the_record() -> None:
    literal = {"@type": "@json", "@value": {"verifiableCredential": [FORGED]}}
    report = report_on(sealed({**line("Attendance", LEARNER.did), "description": literal}))
    assert found(report)[0] is Code.SIGNATURE_GOOD
    assert found(only_part(report)) == (Code.UNSIGNED, Code.NO_SIGNATURE)


@pytest.mark.parametrize("name", ["vc+jwt", "eddsa-jcs-2022"])
def test_a_text_that_holds_a_credential_is_signed_and_not_what_it_holds(name: str) -> None:
    record = transcript(json.dumps(badge(COLLEGE)), badge(COLLEGE))
    whole = token(record, COLLEGE, typ=name) if "+" in name else signed(record, COLLEGE, name)
    text, line_ = report_on(whole).parts
    assert (text.credential.title, *found(text)) == ("Welding", Code.UNSIGNED, Code.NO_SIGNATURE)
    assert found(line_)[0] is Code.COVERED_BY_CONTAINER


def test_a_subject_is_all_that_the_graph_says_of_it() -> None:
    earned = line("Module", LEARNER.did)
    earned["credentialSubject"] |= {"creditsEarned": 3}
    earned["credentialSubject"]["achievement"] |= {"creditsAvailable": 30}
    whole = sealed(earned)
    split = json.loads(json.dumps(whole))
    learner = split["credentialSubject"]
    moved, achievement = learner.pop("creditsEarned"), learner["achievement"]
    apart = {"id": achievement["id"], "type": ["Achievement"], "creditsAvailable": achievement.pop("creditsAvailable")}
    learner["achievement"] = [achievement, apart]
    split["credentialSubject"] = [learner, {"id": LEARNER.did, "type": ["AchievementSubject"], "creditsEarned": moved}]
    reports = [report_on(document) for document in (whole, split)]
    assert [found(report)[0] for report in reports] == [Code.SIGNATURE_GOOD] * 2
    assert reports[0].credential.achievements == reports[1].credential.achievements
    assert reports[1].credential.achievements[0].credits == Credits(Decimal(3), "unstated", earned=True)


def test_a_record_of_credentials_says_that_nothing_else_was_earned_however_it_is_split() -> None:
    described = line("Surgery", LEARNER.did)["credentialSubject"]["achievement"]
    whole = sealed(record(sealed(line("Hygiene", LEARNER.did)), achievement=[described]))
    split = json.loads(json.dumps(whole))
    parts = split["credentialSubject"].pop("verifiableCredential")
    apart = {"id": LEARNER.did, "type": ["ClrSubject"], "verifiableCredential": parts}
    split["credentialSubject"] = [split["credentialSubject"], apart]
    for document in (whole, split):
        report = report_on(document)
        assert found(report)[0] is found(only_part(report))[0] is Code.SIGNATURE_GOOD
        assert report.credential.achievements == ()


CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"


def endorsed() -> Json:
    """A record that holds a credential of somebody else's, and whose issuer shows an endorsement of it."""
    theirs = signed(line("Surgery", LEARNER.did, issuer=OTHER.did), OTHER, "eddsa-rdfc-2022")
    kinds, good = ["VerifiableCredential", "EndorsementCredential"], {"endorsementComment": "good"}
    endorsement = line("E", "", id="urn:e", type=kinds)
    endorsement["credentialSubject"] = {"id": "urn:record", "type": ["EndorsementSubject"], **good}
    whole = record(theirs)
    return sealed(whole | {"issuer": {"id": COLLEGE.did, "type": ["Profile"], "endorsement": [endorsement]}})


def test_a_record_of_credentials_does_not_look_like_an_award_of_what_is_in_it() -> None:
    whole = endorsed()
    addressed, moved = json.loads(json.dumps(whole)), json.loads(json.dumps(whole))
    addressed["type"] = ["VerifiableCredential", CLR]
    moved["type"] = ["VerifiableCredential"]
    moved["issuer"]["endorsement"][0]["credentialSubject"]["type"].append("ClrCredential")
    reports = [report_on(document) for document in (whole, addressed, moved)]
    assert [found(reports[0])[0], reports[0].credential.achievements] == [Code.SIGNATURE_GOOD, ()]
    codes = [report.checks[1].code for report in reports[1:]]
    assert codes == [Code.KEY_NOT_A_TERM, Code.FEATURE_UNSUPPORTED]


def test_nothing_that_a_credential_is_read_by_stands_in_a_second_place() -> None:
    whole = {name: value for name, value in endorsed().items() if name != "proof"}
    elsewhere = whole["issuer"]["endorsement"][0]["credentialSubject"]
    elsewhere |= {"type": ["EndorsementSubject", "OpenBadgeCredential"], "awardedDate": "2020-01-01T00:00:00Z"}
    assert found(report_on(sealed(whole)))[0] is Code.FEATURE_UNSUPPORTED


def test_what_its_evidence_says_of_the_learner_a_badge_does_not_say_itself() -> None:
    theirs = signed(line("Surgery", LEARNER.did, issuer=OTHER.did), OTHER, "eddsa-rdfc-2022")
    for about in (LEARNER.did, "urn:somebody"):
        ours = line("Hygiene", LEARNER.did, evidence=[theirs])
        theirs["credentialSubject"] |= {"id": about}
        theirs["credentialSubject"]["achievement"] |= {"id": "urn:Hygiene", "creditsAvailable": 500}
        report = report_on(sealed(ours))
        assert found(report) == (Code.FEATURE_UNSUPPORTED, Code.NO_SIGNATURE)
        assert [one.credits for one in report.credential.achievements] == [None]
    theirs["credentialSubject"]["achievement"]["id"] = "urn:Surgery"
    assert found(report_on(sealed(line("Hygiene", LEARNER.did, evidence=[theirs]))))[0] is Code.SIGNATURE_GOOD


OLDER = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
"""Where the word for an achievement stands for another address."""


def in_older_words(document: Any) -> Any:
    """The same, with the vocabulary of Open Badges before 3.0.3."""
    return json.loads(json.dumps(document).replace(RDF[1], OLDER))


def test_what_an_older_edition_calls_an_achievement_is_one_too() -> None:
    theirs = line("Surgery", "urn:somebody", issuer=OTHER.did)
    theirs["credentialSubject"]["achievement"] |= {"id": "urn:Hygiene", "creditsAvailable": 500}
    report = report_on(sealed(in_older_words(line("Hygiene", LEARNER.did, evidence=[theirs]))))
    assert found(report) == (Code.FEATURE_UNSUPPORTED, Code.NO_SIGNATURE)
    lines = report_on(sealed(in_older_words(record(course("Welding"), course("Painting"))))).parts
    assert [found(part)[0] for part in lines] == [Code.COVERED_TOGETHER] * 2
    earned = [one for part in lines for one in part.credential.achievements]
    assert [(one.name, one.level.value if one.level else "") for one in earned] == [
        ("Welding", "W+"), ("Painting", "P+"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code"), [({}, Code.SIGNATURE_GOOD), ({"creditsEarned": 500}, Code.FEATURE_UNSUPPORTED)]
)
def test_who_endorses_a_learner_awards_them_nothing(more: Json, code: Code) -> None:
    subject = {"id": LEARNER.did, "type": ["EndorsementSubject", "AchievementSubject"], "endorsementComment": "good"}
    endorsement = line("E", "", type=["VerifiableCredential", "EndorsementCredential"], issuer=OTHER.did)
    endorsement["credentialSubject"] = {**subject, **more}
    assert found(report_on(sealed(line("Hygiene", LEARNER.did, endorsement=[endorsement]))))[0] is code

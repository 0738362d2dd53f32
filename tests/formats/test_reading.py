"""What each format's reader makes of a credential: of ours, one fact at a time, and of a sample of third-party ones."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from vectors import VECTORS, need

from wallet import carriers, formats
from wallet.errors import Unreadable
from wallet.formats.achievements import RESULTS
from wallet.model import Achievement, Alignment, Credential, Credits, Holder, Issuer, Level, Outline, Payload, View

OB3 = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "did:i", "name": "N"}
OB2 = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://e.org/a",
    "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$1"},
    "verification": {"type": "hosted"},
    "badge": {"id": "https://e.org/b", "name": "B", "issuer": {"id": "https://e.org/i", "name": "I", "url": "u"}},
}
MISSING = object()


def opened(document: dict[str, Any], **header: Any) -> Outline:
    data = json.dumps(document).encode()
    if header:
        from wallet.codec import base64url

        data = f"{base64url.encode(json.dumps(header).encode())}.{base64url.encode(data)}.c2ln".encode()
    return formats.open_payload(Payload(data, "", "text", "test", data))


def read(document: dict[str, Any], **header: Any) -> Credential:
    outline = opened(document, **header)
    return formats.read(View(outline.document), outline)


def badge(achievement: Any = MISSING, **subject: Any) -> Credential:
    about = subject if achievement is MISSING else {**subject, "achievement": achievement}
    return read({**OB3, "credentialSubject": about})


def lacking(document: dict[str, Any]) -> str:
    with pytest.raises(Unreadable) as caught:
        read(document)
    assert caught.value.kind == "required_missing"
    return caught.value.message


def test_dates_go_by_the_names_of_either_version() -> None:
    new = read({**OB3, "credentialSubject": {}, "validFrom": "2020-01-01", "validUntil": "2021-01-01"})
    old = read({**OB3, "credentialSubject": {}, "issuanceDate": "2020-01-01", "expirationDate": "2021-01-01"})
    for one in (new, old):
        assert (one.issued, one.valid_from) == (datetime(2020, 1, 1, tzinfo=UTC),) * 2
        assert one.valid_until == datetime(2021, 1, 1, tzinfo=UTC)


def test_of_repeated_dates_those_count_between_which_it_is_surely_valid() -> None:
    dates = ["2020-01-01", "2021-01-01"]
    for order in (dates, dates[::-1]):
        found = read({**OB3, "credentialSubject": {}, "validFrom": order, "validUntil": order})
        assert (found.valid_from, found.valid_until) == (
            datetime(2021, 1, 1, tzinfo=UTC),
            datetime(2020, 1, 1, tzinfo=UTC),
        )
        assert found.ends_differ


def test_the_day_of_the_award_is_not_the_start_of_validity() -> None:
    one = read({**OB3, "credentialSubject": {}, "validFrom": "2020-01-01", "awardedDate": "2019-01-01"})
    assert (one.issued, one.valid_from) == (datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))


def test_ends_that_differ_and_dates_that_are_none_are_said() -> None:
    for ends in (("2020-01-01", "2021-01-01"), ("2021-01-01", "2020-01-01")):
        one = read({**OB3, "credentialSubject": {}, "validUntil": ends[0], "expirationDate": ends[1]})
        assert "validUntil and expirationDate differ" in one.problems
        assert one.ends_differ
        assert one.valid_until == datetime(2020, 1, 1, tzinfo=UTC)  # whichever of them is meant, it held until then
    alike = read({**OB3, "credentialSubject": {}, "validUntil": "2021-01-01", "expirationDate": "2021-01-01T00:00:00Z"})
    assert (alike.ends_differ, alike.unread_dates) == (False, ())
    none = read({**OB3, "credentialSubject": {}, "validFrom": "soon"})
    assert "validFrom is not a date" in none.problems
    assert none.unread_dates == ("validFrom",)


@pytest.mark.parametrize(
    ("document", "term"),
    [
        ({**OB3, "credentialSubject": {}}, "validUntil"),
        ({**OB3, "type": ["VerifiableCredential", "EuropeanDigitalCredential"], "credentialSubject": {}}, "validUntil"),
        (OB2, "expires"),
        ({**OB2, "type": "Endorsement", "claim": {}, "issuer": "https://e.org/i"}, "expires"),
        ({"recipient": "x", "badge": {"name": "B"}}, "expires"),
        ({"vct": "v", "iss": "i"}, "exp"),
        ({"status_list": {"lst": "x", "bits": 1}, "sub": "u", "iss": "i"}, "exp"),
        ({"type": "VerifiablePresentation"}, "validUntil"),
    ],
)
def test_every_reader_tells_which_dates_it_could_not_read(document: dict[str, Any], term: str) -> None:
    for value in ("2021-01-01", "soon"):
        one = read({**document, term: value}, **({"alg": "x"} if term == "exp" else {}))
        assert (one.unread_dates, one.valid_until is None) == (((term,), True) if value == "soon" else ((), False))


@pytest.mark.parametrize(
    ("issuer", "found"),
    [
        ("did:i", Issuer("did:i")),
        ({"id": "did:i", "name": "I", "url": "u"}, Issuer("did:i", "I", "u")),
        ([{"id": "did:i"}], Issuer("did:i")),
        ([{"id": "did:i", "url": "u"}, {"id": "did:i", "name": "I"}], Issuer("did:i", "I", "u")),
    ],
)
def test_issuers_in_every_shape(issuer: Any, found: Issuer) -> None:
    said = read({**OB3, "issuer": issuer, "credentialSubject": {}})
    assert (said.issuer, said.problems) == (found, ("it names no achievement",))


def test_several_issuers_are_said_to_be_so() -> None:
    one = read({**OB3, "issuer": ["did:i", "did:j"], "credentialSubject": {}})
    assert (one.issuer.id, one.problems[0]) == ("did:i", "it names no achievement")
    assert "it names several issuers; the first is taken" in one.problems


@pytest.mark.parametrize("issuer", [None, {}, {"name": "I"}, 5, []])
def test_no_issuer_is_a_failure(issuer: Any) -> None:
    assert lacking({**OB3, "issuer": issuer, "credentialSubject": {}}) == "issuer"


def test_no_subject_is_a_failure() -> None:
    assert lacking(OB3) == "credentialSubject"


@pytest.mark.parametrize("achievement", [{}, {"name": ""}, {"description": "Ties knots"}])
def test_a_badge_without_a_name_goes_by_its_type(achievement: dict[str, str]) -> None:
    one = read({**OB3, "name": "", "credentialSubject": {"achievement": achievement}})
    assert (one.title, one.description) == ("Open Badge Credential", achievement.get("description", ""))
    assert "it has no name" in one.problems


def test_a_name_that_its_holder_may_keep_back_is_no_fault() -> None:
    proof = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}
    one = read({**OB3, "name": "", "credentialSubject": {"achievement": {}}, "proof": proof})
    assert one.title == "Open Badge Credential"
    assert "its name is not shown" in one.problems


@pytest.mark.parametrize(
    "vocabulary",
    ["https://www.w3.org/ns/credentials/issuer-dependent#", "https://www.w3.org/ns/credentials/undefined-term#"],
)
def test_words_without_a_definition_are_read_as_what_they_are(vocabulary: str) -> None:
    degree = {"@type": [vocabulary + "BachelorDegree"], "https://schema.org/name": [{"@value": "BSc"}]}
    tree = {
        "https://www.w3.org/2018/credentials#issuer": [{"@id": "did:i", vocabulary + "url": [{"@value": "https://u"}]}],
        "https://www.w3.org/2018/credentials#credentialSubject": [{"@id": "did:s", vocabulary + "degree": [degree]}],
    }
    document = {"type": "VerifiableCredential", "issuer": "did:i", "credentialSubject": {"id": "did:s"}}
    one = formats.read(View(tree, keyed_by="iri"), opened(document))
    assert (one.title, one.issuer.url) == ("BSc", "https://u")


def test_a_diploma_in_the_words_of_ebsi_is_read() -> None:
    diploma = {"id": "urn:l", "title": "Master of Ships", "description": "Two years"}
    subject = {"id": "did:s", "givenNames": "Ada", "familyName": "King", "learningAchievement": diploma}
    one = read({"type": ["VerifiableCredential", "X"], "issuer": "i", "credentialSubject": subject})
    assert (one.title, one.holder.name) == ("Master of Ships", "Ada King")
    assert one.achievements == (Achievement("urn:l", "Master of Ships", description="Two years"),)


def test_what_was_achieved_in_the_first_words_for_education_gives_the_title() -> None:
    course = {"id": "urn:c", "type": "EducationalOccupationalCredential", "name": "Knots"}
    subject = {"id": "did:s", "hasAchieved": course}
    one = read({"type": ["VerifiableCredential", "Assertion"], "issuer": "i", "credentialSubject": subject})
    assert one.title == "Knots"
    assert one.achievements == (Achievement("urn:c", "Knots", "Educational Occupational Credential"),)


def test_what_was_achieved_in_the_words_of_the_credential_engine_gives_the_title() -> None:
    degree = {"id": "urn:d", "type": "ceterms:MasterDegree", "ceterms:name": {"en-US": "Master of Knots"}}
    skill = {"id": "urn:k", "ceasn:competencyLabel": "Tying", "ceasn:competencyText": "Ties"}
    subject = {"id": "did:s", "achievement": [degree, skill]}
    document = {"type": "VerifiableCredential", "issuer": "i", "credentialSubject": subject}
    one = read(document)
    assert one.title == "Master of Knots"
    assert [(got.name, got.description) for got in one.achievements] == [
        ("Master of Knots", ""),
        ("Tying", "Ties"),
    ]
    one = read({**document, "credentialSubject": {"id": "did:s", "hasCredential": degree}})
    assert one.achievements == (Achievement("urn:d", "Master of Knots", "Master Degree"),)


def test_names_in_the_words_of_others_are_names() -> None:
    for first, last in (("firstName", "lastName"), ("givenName", "lastName"), ("firstName", "familyName")):
        subject = {"id": "did:s", first: "Ada", last: "King"}
        document = {"type": ["VerifiableCredential"], "issuer": "i", "credentialSubject": subject}
        assert read(document).holder.name == "Ada King"


def test_kinds_and_titles_fall_back_to_types() -> None:
    one = read({"type": ["VerifiableCredential", "AlumniCredential"], "issuer": "i", "credentialSubject": "did:s"})
    assert (one.kind, one.title, one.holder.id) == ("Alumni Credential", "Alumni Credential", "did:s")
    assert read({"type": "VerifiableCredential", "issuer": "i", "credentialSubject": {"id": "x"}}).title == "Credential"


def test_an_achievement_in_full() -> None:
    one = badge(
        {
            "id": "urn:a",
            "name": "A",
            "achievementType": "ext:Course",
            "description": "D",
            "criteria": {"id": "urn:c", "narrative": "do it"},
            "creditsAvailable": 9,
            "alignment": {"targetName": "n", "targetUrl": "u", "targetFramework": "f", "targetCode": "c"},
            "tag": ["x", "y", "x"],
        },
        id="did:s",
        name="Ada",
    )
    assert one.achievements == (
        Achievement(
            "urn:a", "A", "Course", "D", "do it", None, Credits(Decimal(9), "unstated", earned=False),
            (Alignment("f", "c", "n", "u"),), ("x", "y"),
        ),
    )  # fmt: skip
    assert (one.title, one.description, one.holder) == ("N", "D", Holder("did:s", "Ada"))


def test_several_achievements_and_criteria_by_address() -> None:
    one = badge([{"name": "A", "criteria": "urn:c"}, {"name": "B"}])
    assert [(a.name, a.criteria) for a in one.achievements] == [("A", "urn:c"), ("B", "")]


@pytest.mark.parametrize(
    ("earned", "credits_"),
    [
        (2.5, Credits(Decimal("2.5"), "unstated", earned=True)),
        (0, Credits(Decimal(0), "unstated", earned=True)),
        ("many", Credits(Decimal(9), "unstated", earned=False)),
    ],
)
def test_credits_earned_come_before_those_on_offer(earned: Any, credits_: Credits) -> None:
    (one,) = badge({"name": "A", "creditsAvailable": 9}, creditsEarned=earned).achievements
    assert one.credits == credits_


def test_credits_that_may_be_for_any_of_several_are_nobodys() -> None:
    achievements = [{"name": "A", "creditsAvailable": 9}, {"name": "B"}]
    assert [one.credits for one in badge(achievements, creditsEarned=3).achievements] == [None, None]
    (one,) = badge(achievements[0], creditsEarned=[3, 30]).achievements
    assert one.credits is None
    assert [one.credits for one in badge(achievements).achievements] == [
        Credits(Decimal(9), "unstated", earned=False),
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "result", "level"),
    [
        ("RubricCriterionLevel", {"achievedLevel": "l2"}, Level("Mastery", "Expert")),
        ("RubricCriterionLevel", {"achievedLevel": "l1"}, Level("Mastery", "2")),
        ("PerformanceLevel", {"value": "high"}, Level("Mastery", "high")),
        ("PerformanceLevel", {}, None),
        ("LetterGrade", {"value": "A"}, None),
    ],
)
def test_levels_come_from_results(kind: str, result: dict[str, str], level: Level | None) -> None:
    rubric = [{"id": "l1", "level": "2", "name": "x"}, {"id": "l2", "name": "Expert"}]
    described = {"id": "r", "name": "Mastery", "resultType": kind, "rubricCriterionLevel": rubric}
    results = [{"resultDescription": "other", "value": "x"}, {"resultDescription": "r", **result}]
    (one,) = badge({"name": "A", "resultDescription": [described]}, result=results).achievements
    assert one.level == level


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (["Failed"], "Failed"),
        (["Enrolled"], "Enrolled"),
        (["InProgress", "OnHold"], "InProgress"),
        (["Withdrew"], "Withdrew"),
        (["Failed", "Completed"], ""),
        (["Provisional"], ""),
        (["Delayed"], ""),
        ([], ""),
    ],
)
def test_what_was_not_completed_is_no_achievement(said: list[str], word: str) -> None:
    found = badge({"name": "A"}, result=[{"value": "x"}, *({"status": one} for one in said)])
    assert (found.title, found.unfinished, found.shared) == ("N", word, bool(word))
    assert [one.name for one in found.achievements] == ([] if word else ["A"])


def test_of_several_only_that_one_is_none_whose_result_says_so() -> None:
    several = [{"name": "A", "resultDescription": [{"id": "r"}]}, {"name": "B", "resultDescription": {"id": "s"}}]
    found = badge(several, result=[{"resultDescription": "s", "status": "Failed"}, {"status": "Failed"}])
    assert ([one.name for one in found.achievements], found.unfinished) == (["A"], "Failed")


def test_a_level_does_not_depend_on_the_order_of_results() -> None:
    """Nor does it on attempts of which nobody says which was the last."""

    def level(*said: tuple[str, str]) -> Level | None:
        kinds = [{"id": name, "name": name.upper(), "resultType": "PerformanceLevel"} for name in "ba"]
        results = [{"resultDescription": name, "value": value} for name, value in said]
        return badge({"name": "A", "resultDescription": kinds}, result=results).achievements[0].level

    assert {level(("a", "1"), ("b", "2")), level(("b", "2"), ("a", "1"))} == {Level("A", "1")}
    assert level(("a", "1"), ("a", "9"), ("b", "2")) == Level("B", "2")
    assert level(("a", "1"), ("a", ""), ("a", "1")) == Level("A", "1")
    assert level(("a", "1"), ("a", "9")) is None


def test_a_result_in_two_places_is_one() -> None:
    several = [{"name": name, "resultDescription": [{"id": name}]} for name in ("A", "B")]
    result = [{"id": "r", "status": "Failed"}, {"id": "r", "resultDescription": "B"}]
    assert [one.name for one in badge(several, result=result).achievements] == ["A"]


def test_a_level_does_not_depend_on_how_often_it_is_described() -> None:
    def level(*rubric: dict[str, str], **result: str) -> Level | None:
        kinds = [{"id": "r", "resultType": "RubricCriterionLevel"}, {"id": "r", "name": "Mastery"}]
        described = [{**kinds[0], "rubricCriterionLevel": [*rubric]}, kinds[1]]
        results = [{"resultDescription": "r", **result}]
        return badge({"name": "A", "resultDescription": described}, result=results).achievements[0].level

    whole = {"id": "l1", "level": "3", "name": "9 of 10"}
    parts = [{"id": "l1", "level": "3"}, {"id": "l1", "name": "9 of 10"}]
    for rubric in ([whole], parts, parts[::-1]):
        assert level(*rubric, achievedLevel="l1") == Level("Mastery", "3")
    assert level({"level": "3"}, {"level": "9"}) is None  # of levels without an id none was achieved


@pytest.mark.parametrize(("others", "level"), [(RESULTS - 1, Level("Mastery", "high")), (RESULTS, None)])
def test_so_many_results_are_looked_at(others: int, level: Level | None) -> None:
    described = {"id": "r", "name": "Mastery", "resultType": "PerformanceLevel"}
    results = [{"resultDescription": "other"}] * others + [{"resultDescription": "r", "value": "high"}]
    (one,) = badge({"name": "A", "resultDescription": [described]}, result=results).achievements
    assert one.level == level


@pytest.mark.parametrize(
    ("identifier", "holder"),
    [
        ({"identityHash": "sha256$1", "hashed": True, "salt": "s"}, Holder(identity_hash="sha256$1", salt="s")),
        ({"identityHash": "sha256$1", "salt": "s"}, Holder(identity_hash="sha256$1", salt="s")),
        ({"identityHash": "a@e.org", "hashed": False, "salt": "unused"}, Holder(identity_hash="plain:a@e.org")),
        (
            [{"identityHash": "1", "identityType": "studentId"}, {"identityHash": "a", "identityType": "emailAddress"}],
            Holder(identity_hash="plain:a", others=(("plain:1", ""),)),
        ),
        ([{}, "x"], Holder()),
    ],
)
def test_a_recipient_is_read_from_its_hashed_or_plain_identifier(identifier: Any, holder: Holder) -> None:
    assert badge({"name": "A"}, identifier=identifier).holder == holder


def test_the_holders_name_may_be_in_two_parts() -> None:
    assert badge({"name": "A"}, givenName="Ada", familyName="L").holder.name == "Ada L"


def test_an_endorsement_shows_its_comment() -> None:
    document = {"type": "EndorsementCredential", "issuer": "i"}
    one = read({**document, "credentialSubject": {"id": "did:e", "endorsementComment": "Well done"}})
    assert (one.title, one.description, one.holder.id) == ("Endorsement", "Well done", "did:e")


def test_a_record_counts_what_it_describes_only_when_it_holds_nothing() -> None:
    record = {"type": "ClrCredential", "issuer": "i"}
    alone = read({**record, "credentialSubject": {"achievement": [{"name": "A"}]}})
    holding = read({**record, "credentialSubject": {"achievement": [{"name": "A"}], "verifiableCredential": [OB3]}})
    assert ([a.name for a in alone.achievements], holding.achievements) == (["A"], ())
    assert (alone.title, len(opened({**record, "verifiableCredential": [OB3]}).parts)) == ("Learner record", 1)


def test_a_hosted_badge() -> None:
    outline = opened({**OB2, "issuedOn": "2020-01-01", "expires": "2021-01-01"})
    one = formats.read(View(outline.document), outline)
    assert [(n.kind, n.key_id, n.content) for n in outline.proofs] == [
        ("hosted", "https://e.org/a", {"type": "hosted"}),
    ]
    assert [(s.kind, s.url, s.index) for s in outline.status] == [("HostedBadge", "https://e.org/a", "https://e.org/a")]
    assert (one.title, one.issuer, one.issued) == ("B", Issuer("https://e.org/i", "I", "u"), one.valid_from)
    assert (one.holder, one.problems) == (Holder(identity_hash="sha256$1", salt="s"), ())


def test_a_badge_by_address_is_named_by_it_and_issued_by_its_site() -> None:
    outline = opened({**OB2, "badge": "https://e.org:8/b?x=1"})
    one = formats.read(View(outline.document), outline)
    assert (outline.issuer_id, one.issuer.id, one.title) == (
        "https://e.org:8",
        "https://e.org:8",
        "Badge https://e.org:8/b?x=1",
    )
    assert opened({**OB2, "badge": "https://E.org:443/b"}).issuer_id == "https://e.org"
    assert opened({**OB2, "badge": "https://e.org@evil.example/b"}).issuer_id == ""


def test_an_address_alone_is_a_badge_of_which_nothing_else_is_known() -> None:
    address = "https://e.org/a?x=1"
    outline = formats.open_payload(Payload(address.encode(), "text/uri-list", "svg", "x.svg", b"<svg/>"))
    assert outline.format == "open-badges-hosted"
    assert outline.document == {"id": address, "verify": {"type": "hosted", "url": address}}
    assert [(n.kind, n.key_id) for n in outline.proofs] == [("hosted", address)]
    assert [(s.kind, s.url) for s in outline.status] == [("HostedBadge", address)]
    one = formats.read(View(outline.document), outline)
    assert (one.title, one.id, one.issuer, one.problems) == (f"Badge at {address}", address, Issuer(""), ())
    assert opened({"id": address, "verify": {"type": "hosted", "url": address}}).format == "open-badges-hosted"


@pytest.mark.parametrize("address", ["urn:b", "http://[", "", "ftp://e.org/b"])
def test_an_address_that_names_no_site_names_no_issuer(address: str) -> None:
    assert opened({**OB2, "badge": address}).issuer_id == ""


def test_a_signed_badge_names_its_key_and_where_to_look_for_the_list() -> None:
    signed = {**OB2, "verification": {"type": "signed", "creator": "https://e.org/key"}}
    outline = opened({**signed, "badge": "https://e.org/b"}, alg="RS256")
    assert [(n.kind, n.suite, n.key_id) for n in outline.proofs] == [("jws", "RS256", "https://e.org/key")]
    assert [(s.kind, s.url) for s in outline.status] == [("BadgeClass", "https://e.org/b")]
    listed = {
        **signed,
        "badge": {"name": "B", "issuer": {"id": "https://e.org/i", "revocationList": "https://e.org/r"}},
    }
    assert [(s.kind, s.url) for s in opened(listed, alg="RS256").status] == [("RevocationList", "https://e.org/r")]
    unlisted = {**signed, "badge": {"name": "B", "issuer": "https://e.org/i"}}
    assert [(s.kind, s.url) for s in opened(unlisted, alg="RS256").status] == [("BadgeClass", "https://e.org/i")]
    assert opened({**signed, "badge": {"name": "B"}}, alg="RS256").status == ()
    assert opened(signed).proofs == ()


def test_an_assertion_of_another_type_is_unusual() -> None:
    assert read({**OB2, "type": "Other"}).problems == ("its type is not Assertion",)


def test_an_endorsement_of_the_second_generation() -> None:
    document = {key: value for key, value in OB2.items() if key not in ("badge", "recipient")}
    claim = {"id": "https://e.org/b", "endorsementComment": "Good"}
    one = read({**document, "type": "Endorsement", "claim": claim, "issuer": "https://e.org/i"})
    assert (one.kind, one.description, one.issuer.id, one.holder.id) == (
        "Endorsement",
        "Good",
        "https://e.org/i",
        "https://e.org/b",
    )


@pytest.mark.parametrize(
    ("document", "holder", "issued"),
    [
        ({"recipient": "a@e.org", "issued_on": "2011-06-01"}, Holder(identity_hash="plain:a@e.org"), 2011),
        ({"recipient": "sha256$1", "salt": "s", "issuedOn": 1307000000}, Holder("", "", "sha256$1", "s"), 2011),
        ({"identity": {"identity": "sha1$1", "salt": "s"}, "verify": {}}, Holder("", "", "sha1$1", "s"), None),
        ({"recipient": {"hashed": False, "identity": "A@e.org"}}, Holder(identity_hash="plain:A@e.org"), None),
        ({"recipient": "", "expires": None}, Holder(), None),
    ],
)
def test_recipients_and_dates_of_the_first_generation(
    document: dict[str, Any], holder: Holder, issued: int | None
) -> None:
    one = read({**document, "badge": {"name": "B", "issuer": {"origin": "https://e.org", "name": "I"}}})
    assert (one.format, one.holder, one.issuer.id) == ("open-badges-1", holder, "https://e.org")
    assert (one.issued.year if one.issued else None) == issued


def test_alignments_of_the_first_generation() -> None:
    one = read({"recipient": "x", "badge": {"name": "B", "alignment": [{"name": "n", "url": "u"}]}})
    assert one.achievements[0].alignments == (Alignment("", "", "n", "u"),)


def test_a_badge_without_a_badge_is_a_failure() -> None:
    assert lacking({"recipient": {}, "verify": {}}) == "badge"


def credential(**claim: Any) -> Credential:
    return read(
        {
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "issuer": {
                "id": "urn:i",
                "legalName": {"de": "Hochschule", "en": "College"},
                "homepage": {"contentURL": "u"},
            },
            "credentialSubject": {"fullName": {"en": "Ada"}, "hasClaim": {"type": "LearningAchievement", **claim}},
        }
    )


def test_a_european_credential() -> None:
    one = credential(title={"de": "Kurs"}, specifiedBy={"id": "urn:q", "title": {"en": "Course"}})
    assert (one.title, one.issuer, one.holder.name) == ("Kurs", Issuer("urn:i", "College", "u"), "Ada")
    assert [(a.id, a.name, a.kind) for a in one.achievements] == [("urn:q", "Kurs", "Learning Achievement")]


@pytest.mark.parametrize(
    ("claim", "credits_"),
    [
        (
            {"specifiedBy": {"creditPoint": {"point": "5", "framework": {"prefLabel": {"en": "ECTS"}}}}},
            Credits(Decimal(5), "ects", earned=False),
        ),
        (
            {"creditReceived": [{"point": "x"}, {"point": 3, "framework": {"prefLabel": "Hours"}}]},
            Credits(Decimal(3), "other:Hours", earned=True),
        ),
        (
            {"creditReceived": {"point": 1, "framework": "http://data.europa.eu/snb/education-credit/6fcec5c5af"}},
            Credits(Decimal(1), "ects", earned=True),
        ),
        ({"creditReceived": {"point": 1}}, Credits(Decimal(1), "unstated", earned=True)),
        ({}, None),
    ],
)
def test_credit_points_keep_their_system(claim: dict[str, Any], credits_: Credits | None) -> None:
    assert credential(title="T", **claim).achievements[0].credits == credits_


@pytest.mark.parametrize(
    ("specified", "level"),
    [
        ({"eqfLevel": "http://data.europa.eu/snb/eqf/6", "nqfLevel": {"prefLabel": "7"}}, Level("EQF", "6")),
        ({"eqfLevel": {"id": "http://data.europa.eu/snb/eqf/25831c2"}}, None),
        ({"nqfLevel": {"prefLabel": {"en": "7"}, "inScheme": {"prefLabel": "DQR"}}}, Level("DQR", "7")),
        ({"nqfLevel": {"notation": "7"}}, Level("NQF", "7")),
    ],
)
def test_levels_keep_their_framework(specified: dict[str, Any], level: Level | None) -> None:
    assert credential(title="T", specifiedBy=specified).achievements[0].level == level


def test_parts_and_skills_of_an_achievement() -> None:
    part = {"type": "LearningAchievement", "title": "P", "hasPart": [{"type": "LearningAssessment", "title": "Exam"}]}
    skill = {"id": "urn:e", "prefLabel": {"en": "S"}}
    outcome = {"id": "urn:o", "title": "O", "relatedESCOSkill": skill}
    one = credential(title="T", hasPart=[part], specifiedBy={"learningOutcome": outcome})
    assert [a.name for a in one.achievements] == ["T", "P"]
    assert one.achievements[0].alignments == (Alignment("", "", "O", "urn:o"), Alignment("ESCO", "", "S", "urn:e"))


def test_parts_of_parts_are_followed_eight_deep() -> None:
    whole: dict[str, Any] = {"type": "LearningAchievement", "title": "innermost"}
    for level in range(9, 0, -1):
        whole = {"type": "LearningAchievement", "title": str(level), "hasPart": [whole]}
    assert [a.name for a in credential(**whole).achievements] == ["1", "2", "3", "4", "5", "6", "7", "8", "9"]


def test_a_flattened_credential_is_read_by_its_main_node() -> None:
    main = {"type": ["EuropeanDigitalCredential"], "issuer": "urn:i", "credentialSubject": "urn:s"}
    assert read({"@graph": [{"id": "urn:s"}, main, 5]}).issuer.id == "urn:i"


def test_three_generations_of_certificates() -> None:
    first = {
        "type": "BlockchainCertificate",
        "document": {
            "certificate": {"name": "C", "issuer": {"id": "i", "name": "I"}},
            "assertion": {"id": "urn:a", "issuedOn": "2016-01-01"},
            "recipient": {"identity": "a@e.org", "hashed": False, "givenName": "Ada", "familyName": "L"},
        },
        "receipt": {"type": "ChainpointSHA256v2"},
    }
    second = {
        **OB2,
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "verification": {"publicKey": "ecdsa-koblitz-pubkey:1"},
        "signature": {"type": ["MerkleProof2017", "Extension"]},
        "recipientProfile": {"name": "Ada L"},
        "badge": {"name": "C", "issuer": {"id": "i", "name": "I", "revocationList": "https://e.org/r"}},
    }
    third = {
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "issuer": {"id": "i", "name": "I"},
        "credentialSubject": {"name": "Ada L", "claim": {"name": "C"}},
        "proof": {"type": "MerkleProof2019"},
    }
    suites = []
    for document in (first, second, third):
        outline = opened(document)
        one = formats.read(View(outline.document), outline)
        assert (one.format, one.title, one.issuer.name, one.holder.name) == ("blockcerts", "C", "I", "Ada L")
        assert outline.issuer_id == "i"
        suites += [(n.kind, n.suite, n.pointer) for n in outline.proofs]
    assert suites == [
        ("merkle", "ChainpointSHA256v2", "/receipt"),
        ("merkle", "MerkleProof2017", "/signature"),
        ("merkle", "MerkleProof2019", "/proof"),
    ]
    assert [(s.kind, s.url) for s in opened(second).status] == [("RevocationList", "https://e.org/r")]
    assert opened({**first, "receipt": None}).proofs == ()
    first["document"]["assertion"]["expires"] = "soon"  # type: ignore[index] - a dict of dicts
    assert read(first).unread_dates == ("expires",)
    del first["document"]["certificate"]["name"]  # type: ignore[index] - a dict of dicts
    assert lacking(first) == "certificate name"


@pytest.mark.parametrize("kind", [{}, {"@context": "https://w3id.org/blockcerts/v1", "type": "CertificateDocument"}])
@pytest.mark.parametrize("titled", ["title", "name"])
def test_a_certificate_of_the_first_generation_without_its_receipt(kind: dict[str, Any], titled: str) -> None:
    document = {
        **kind,
        "certificate": {titled: "C", "id": "https://e.org/c", "issuer": {"id": "https://e.org/i", "name": "I"}},
        "assertion": {"id": "https://e.org/a", "uid": "a", "issuedOn": "2016-01-01"},
        "recipient": {"identity": "a@e.org", "hashed": False, "givenName": "Ada", "familyName": "L"},
        "verify": {"type": "ECDSA(secp256k1)", "attribute-signed": "uid", "signer": "https://e.org/key.asc"},
        "signature": "IJp",
    }
    outline = opened(document)
    assert (outline.format, outline.issuer_id) == ("blockcerts", "https://e.org/i")
    assert outline.proofs == outline.status == ()
    one = formats.read(View(outline.document), outline)
    assert (one.id, one.title, one.issuer.name, one.holder.name) == ("https://e.org/a", "C", "I", "Ada L")
    assert one.issued == datetime(2016, 1, 1, tzinfo=UTC)
    del document["certificate"][titled]
    assert lacking(document) == "certificate name"


def test_a_token_credential() -> None:
    claims = {"vct": "https://e.org/identity_credential", "iss": "https://e.org", "sub": "did:s", "iat": 1683000000}
    one = read({**claims, "exp": 1883000000, "given_name": "Ada"}, typ="dc+sd-jwt")
    assert (one.title, one.issuer.id, one.holder) == ("Identity credential", "https://e.org", Holder("did:s", "Ada"))
    assert (one.issued, one.valid_from) == (datetime(2023, 5, 2, 4, tzinfo=UTC),) * 2
    assert one.valid_until is not None


def test_the_name_in_a_token_is_its_holders() -> None:
    one = read({"vct": "https://e.org/student_id", "iss": "i", "name": "Ada Example"}, typ="dc+sd-jwt")
    assert (one.title, one.holder.name) == ("Student id", "Ada Example")


def test_a_token_credential_may_call_a_claim_as_the_w3c_does() -> None:
    """Its type says what that means; only a vocabulary or type of the W3C's makes it a credential of theirs."""
    claims = {"vct": "https://e.org/student_id", "iss": "i", "given_name": "Ada", "credentialSubject": {"id": "did:s"}}
    one = read(claims, typ="vc+sd-jwt")
    assert (one.format, one.title, one.issuer.id, one.holder.name) == ("sd-jwt-vc", "Student id", "i", "Ada")
    assert read({**claims, "issuer": "x"}, typ="dc+sd-jwt").format == "sd-jwt-vc"
    assert read({**claims, "type": ["VerifiableCredential", "X"]}, typ="vc+sd-jwt").format == "vc-1"
    assert (
        read(
            {**claims, "@context": ["https://www.w3.org/ns/credentials/v2"], "type": "VerifiableCredential"},
            typ="vc+sd-jwt",
        ).format
        == "vc-2"
    )


@pytest.mark.parametrize(
    ("kind", "title"),
    [("urn:eudi:pid:1", "urn:eudi:pid:1"), ("https://e.org/", "https://e.org/"), ("", "SD-JWT credential")],
)
def test_titles_of_tokens(kind: str, title: str) -> None:
    one = read({"vct": kind, "iss": "i"}, alg="x")
    assert (one.title, one.problems) == (title, () if kind else ("it names no type (vct)",))


def test_status_lists_in_all_forms() -> None:
    token = read({"status_list": {"lst": "x", "bits": 1}, "sub": "u", "iss": "i", "iat": 1, "exp": 2}, alg="x")
    assert (token.title, token.id, token.issuer.id, token.kind) == ("Status list", "u", "i", "Status List Token")
    bare = read({"lst": "x", "bits": 1, "aggregation_uri": "u"})
    assert (bare.format, bare.title, bare.issuer.id) == ("status-list", "Status list", "")
    subject = {"statusPurpose": "revocation", "encodedList": "u"}
    one = read({"type": ["BitstringStatusListCredential"], "issuer": "i", "credentialSubject": subject})
    assert (one.format, one.title, one.description) == ("status-list", "Status list", "about revocation")


@pytest.mark.parametrize("lacked", ["encodedList", "statusPurpose"])
def test_a_list_of_bits_says_what_it_lists_and_what_about(lacked: str) -> None:
    subject = {"statusPurpose": ["revocation"], "encodedList": "u", lacked: None}
    assert lacking({"type": ["BitstringStatusListCredential"], "issuer": "i", "credentialSubject": subject}) == lacked
    older = read({"type": ["StatusList2021Credential"], "issuer": "i", "credentialSubject": subject})
    assert older.title == "Status list"


def test_a_presentation_says_how_many_it_shows() -> None:
    document = {"type": "VerifiablePresentation", "holder": {"id": "did:h", "name": "Ada"}}
    one = read({**document, "verifiableCredential": [{**OB3, "endorsement": [OB3]}]})
    assert (one.title, one.holder, one.issuer.name) == ("Presentation of 1 credential", Holder("did:h", "Ada"), "Ada")
    assert read(document).title == "Presentation of 0 credentials"
    assert read({**document, "name": "Mine"}).title == "Mine"


@pytest.mark.parametrize(
    ("path", "format_", "title", "issuer"),
    [
        ("ob3-embedded/1edtech-simple.json", "open-badges-3", "Teamwork Badge", "Example Corp"),
        ("ob3-baked/1edtech-simple-jwt.png", "open-badges-3", "Teamwork Badge", "Example Corp"),
        ("ob3-jwt/1edtech-simple.jwt", "open-badges-3", "Example University Degree", "Example University"),
        (
            "ob3-embedded/jff-plugfest-3-2023-signed_badge_example-p3.json",
            "open-badges-3",
            "JFF x vc-edu PlugFest 3 Interoperability",
            "Jobs for the Future (JFF) Labs",
        ),
        (
            "ob3-endorsement/1edtech-endorsement-valid.json",
            "endorsement",
            "Example endorsement",
            "State Department of Education",
        ),
        ("clr2/1edtech-simple.jwt", "clr-2", "Sample Transcript", "Example University"),
        ("vc20/learncard-vc-v2-education-degree.json", "vc-2", "Bachelor of Science in Computer Science", None),
        (
            "vc11/dcc-v1-dataIntegrityProof-didkey-legacyRegistry-noStatus-noExpiry-oldDCCExample.json",
            "vc-1",
            "GT Guide",
            None,
        ),
        ("edc-elm/mynextid-edc-mc-signed.jsonld", "europass", "Microcredential", "Velocert OÜ"),
        ("blockcerts/cvjs-v2-mainnet-valid-2.0.json", "blockcerts", "Certified Security Expert", "Learning Machine"),
        (
            "blockcerts/cvjs-v3-mocknet-vc-v2-name-description-multilingual.json",
            "blockcerts",
            "Canadian Id Card",
            None,
        ),
        ("ob1-hosted/badgr-0_5_basic_instance.json", "open-badges-1", "Basic McBadge", "Basic Issuer"),
        ("ob1-hosted/badgeanalysis-null_expires_assertion.json", "open-badges-1", "DPD Project Contributor", None),
        (
            "ob2-hosted/1edtech-basic-assertion.json",
            "open-badges-2",
            "Badge https://example.org/robotics-badge.json",
            "",
        ),
        ("sdjwt/sd-jwt-js-index-L810-ES256.sd-jwt", "sd-jwt-vc", "Identity credential", ""),
    ],
)
def test_third_party_titles(path: str, format_: str, title: str, issuer: str | None) -> None:
    data = need(VECTORS / path).read_bytes()
    (payload,) = carriers.unwrap(data, path)
    outline = formats.open_payload(payload)
    one = formats.read(View(outline.document), outline)
    assert (one.format, one.title) == (format_, title)
    assert issuer is None or one.issuer.name == issuer


def test_a_third_party_microcredential_in_detail() -> None:
    data = need(VECTORS / "edc-elm/mynextid-edc-mc-example.json").read_bytes()
    (payload,) = carriers.unwrap(data, "x")
    outline = formats.open_payload(payload)
    (one,) = formats.read(View(outline.document), outline).achievements
    assert (one.level, one.credits) == (Level("EQF", "6"), Credits(Decimal(5), "ects", earned=False))
    assert ("ESCO", "Game theory") in [(a.framework, a.name) for a in one.alignments]
    assert [s.purpose for s in outline.status] == ["revocation", "suspension"]

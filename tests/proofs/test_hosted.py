from dataclasses import replace
from typing import Any

import pytest
from proof_kit import CONDITIONS, FakeKnown, Json, codes, outline_of

from wallet import proofs
from wallet.model import Outline, ProofNote
from wallet.proofs.badge_issuer import whole
from wallet.report import Proved

URL = "https://issuer.example/assertions/1"


def badge(**members: Any) -> Json:
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": URL,
        "recipient": {"type": "email", "hashed": False, "identity": "a@b.example"},
        "issuedOn": "2024-01-01T00:00:00Z",
        "badge": {"type": "BadgeClass", "name": "Robotics", "issuer": "https://issuer.example/profile"},
        "verification": {"type": "HostedBadge"},
        **members,
    }


def outline(document: Json) -> Outline:
    made = outline_of(document)
    content = document.get("verification") or document.get("verify") or {}
    note = ProofNote("hosted", "hosted", "", None, "", content)
    return Outline(made.format, made.payload, document, None, "", "", (note,), (), ())


def known(copy: Any = None, profile: Any = None, *, origin: str = "saved") -> FakeKnown:
    made = FakeKnown()
    if copy is not None:
        made.save(URL, copy, origin=origin)
    if profile is not None:
        made.save("https://issuer.example/profile", profile)
    return made


def check(document: Json, at_hand: FakeKnown) -> Proved:
    return proofs.check(outline(document), at_hand, CONDITIONS)


def test_the_same_as_the_saved_copy_at_the_issuers_place() -> None:
    proved = check(badge(), known(badge()))
    assert codes(proved) == ("matches_hosted_copy", "hosted_by_issuer")
    assert (proved.view.signed, proved.view.keyed_by) == (True, "term")
    assert proved.checks[0].source == URL
    assert proved.checks[0].as_of is not None


def test_each_step_is_told_in_its_order() -> None:
    same, at_hand = badge(), known(badge())
    digest = at_hand.documents[URL].sha256
    told = (f"5. hosted copy at {URL}", "9. hosted_by_issuer", f"8. the saved copy has SHA-256 {digest}")
    assert check(same, at_hand).steps == check(badge(added=1), at_hand).steps == told
    nowhere = check(badge(id=None), at_hand)
    assert nowhere.steps == ("5. hosted copy at no address", "9. issuer_not_saved")
    assert nowhere.checks[0].source == ""
    assert check(same, known()).steps == told[:2]


CLASS, PROFILE = "https://issuer.example/class", "https://issuer.example/profile"
ISSUER = {"@context": "https://w3id.org/openbadges/v2", "id": PROFILE, "type": "Issuer", "n": 1}
ROBOTICS = {"id": CLASS, "type": "BadgeClass", "name": "Robotics", "issuer": PROFILE}


@pytest.mark.parametrize(
    ("written_out", "same"),
    [
        (ROBOTICS, True),
        ({**ROBOTICS, "@context": "https://w3id.org/openbadges/v2"}, True),
        ({**ROBOTICS, "issuer": ISSUER}, True),
        ({**ROBOTICS, "name": "Rocketry"}, False),
        ({**ROBOTICS, "added": 1}, False),
        ({**ROBOTICS, "issuer": {**ISSUER, "n": True}}, False),
        ({**ROBOTICS, "id": URL}, False),
        ({**ROBOTICS, "id": 5}, False),
        (CLASS, True),
    ],
)
def test_a_class_that_is_written_out_as_it_is_saved_stands_for_its_address(written_out: Any, same: bool) -> None:  # noqa: FBT001 - a parameter
    for badge_class in (ROBOTICS, {**ROBOTICS, "issuer": ISSUER}):
        at_hand = known(badge(badge=CLASS), ISSUER)
        at_hand.save(CLASS, badge_class)
        proved = check(badge(badge=written_out), at_hand)
        assert codes(proved)[0] == ("matches_hosted_copy" if same else "hosted_copy_differs")
    at_hand.save(CLASS, ROBOTICS, origin="sharer")
    assert codes(check(badge(badge=ROBOTICS), at_hand))[0] == "hosted_not_saved"


@pytest.mark.parametrize(
    ("mine", "hosted", "answer"),
    [
        (ROBOTICS, CLASS, "hosted_not_saved"),
        ({**ROBOTICS, "issuer": ISSUER}, ROBOTICS, "hosted_not_saved"),
        ({**ROBOTICS, "issuer": {**ISSUER, "id": URL}}, ROBOTICS, "hosted_copy_differs"),
        ({**ROBOTICS, "id": URL}, CLASS, "hosted_copy_differs"),
        ({**ROBOTICS, "name": "Rocketry"}, {**ROBOTICS, "issuer": ISSUER}, "hosted_copy_differs"),
        (CLASS, ROBOTICS, "matches_hosted_copy"),
        (CLASS, {**ROBOTICS, "id": URL}, "hosted_copy_differs"),
        (ROBOTICS, {**ROBOTICS, "issuer": ISSUER}, "matches_hosted_copy"),
    ],
)
def test_a_class_written_out_on_one_side_only_is_compared_as_far_as_it_can_be(
    mine: Any, hosted: Any, answer: str
) -> None:
    assert codes(check(badge(badge=mine), known(badge(badge=hosted))))[0] == answer


def test_an_object_with_nothing_but_an_address_is_that_address() -> None:
    for mine, hosted in ((CLASS, {"id": CLASS}), ({"id": CLASS}, CLASS)):
        at_hand = known(badge(badge=hosted), ISSUER)
        at_hand.save(CLASS, {**ROBOTICS, "issuer": {"id": PROFILE}})
        at_hand.save(PROFILE, ISSUER)
        proved = check(badge(badge=mine), at_hand)
        assert codes(proved) == ("matches_hosted_copy", "hosted_by_issuer")
        assert proved.view.tree["badge"]["name"] == "Robotics"


@pytest.mark.parametrize("asked", [{"challenge": "c"}, {"domain": "employer.example"}])
def test_a_copy_on_the_web_answers_nobody(asked: dict[str, str]) -> None:
    proved = proofs.check(outline(badge()), known(badge()), CONDITIONS._replace(**asked))
    assert codes(proved) == ("matches_hosted_copy", "purpose_wrong")


def test_without_a_saved_copy_nothing_is_known() -> None:
    proved = check(badge(), known())
    assert codes(proved) == ("hosted_not_saved", "no_signature")
    assert not proved.view.signed
    assert proved.steps[0] == f"5. hosted copy at {URL}"


@pytest.mark.parametrize(
    "change", [{"issuedOn": "2025-01-01T00:00:00Z"}, {"added": True}, {"badge": {"name": "Rocketry"}}]
)
def test_any_difference_from_the_saved_copy_is_a_failure(change: Json) -> None:
    proved = check(badge(**change), known(badge()))
    assert codes(proved) == ("hosted_copy_differs",)
    assert not proved.view.signed


NOTHING = {"expires": None, "evidence": [], "recipient": {**badge()["recipient"], "salt": None}}
"""As issuers' software writes what a badge does not have, in one export and not in another."""


def test_what_says_nothing_is_no_difference() -> None:
    for mine, hosted in ((badge(), badge(**NOTHING)), (badge(**NOTHING), badge())):
        assert codes(check(mine, known(hosted))) == ("matches_hosted_copy", "hosted_by_issuer")
    at_hand = known(badge(badge=CLASS), ISSUER)
    at_hand.save(CLASS, {**ROBOTICS, "tags": []})
    assert codes(check(badge(badge={**ROBOTICS, "alignment": None}), at_hand))[0] == "matches_hosted_copy"


@pytest.mark.parametrize("empty", [{"expires": ""}, {"evidence": {}}, {"evidence": [None]}, {"revoked": None, "n": 0}])
def test_what_may_say_something_is_a_difference(empty: Json) -> None:
    assert codes(check(badge(**empty), known(badge()))) == ("hosted_copy_differs",)


@pytest.mark.parametrize("end", [None, []])
def test_an_end_that_is_left_empty_is_not_the_issuers(end: Any) -> None:
    ended = badge(expires="2020-01-01T00:00:00Z")
    assert codes(check(badge(expires=end), known(ended))) == ("hosted_copy_differs",)
    assert codes(check(ended, known(badge(expires=end)))) == ("hosted_copy_differs",)


CLASS = "https://issuer.example/class"


@pytest.mark.parametrize(
    ("assertion", "profile", "origin", "name"),
    [
        (URL, "https://issuer.example/profile", "saved", "Robotics"),
        (URL, "https://issuer.example/profile", "sharer", ""),
        ("https://evil.example/assertions/1", "https://issuer.example/profile", "saved", ""),
    ],
)
def test_a_badge_class_at_an_address_is_read_when_all_of_it_is_the_issuers(
    assertion: str, profile: str, origin: str, name: str
) -> None:
    at_hand = FakeKnown()
    document = badge(id=assertion, badge=CLASS)
    at_hand.save(assertion, document)
    at_hand.save(CLASS, {"id": "https://a.lie.example/", "name": "Robotics", "issuer": profile}, origin=origin)
    at_hand.save(profile, {"id": profile, "name": "The Issuer"})
    said = check(document, at_hand).view.tree["badge"]
    assert (said.get("name", ""), said.get("id")) == (name, CLASS) if name else said == CLASS
    if name:
        assert said["issuer"] == {"id": profile, "name": "The Issuer"}


def test_true_is_not_one() -> None:
    assert codes(check(badge(extra=1), known(badge(extra=True)))) == ("hosted_copy_differs",)


def test_a_notice_of_withdrawal_is_left_to_the_status_check() -> None:
    notice = {"id": URL, "revoked": True, "revocationReason": "a mistake"}
    assert codes(check(badge(), known(notice))) == ("hosted_not_saved", "no_signature")
    assert codes(check(badge(), known(badge(revoked=True)))) == ("hosted_not_saved", "no_signature")
    for later in ({"revoked": False}, {"revoked": False, "revocationReason": ""}):
        assert codes(check(badge(), known(badge(**later)))) == ("matches_hosted_copy", "hosted_by_issuer")


@pytest.mark.parametrize("copy", [b"\x89PNG", b"[]", b"", b'{"a":1,"a":2}'])
def test_a_saved_copy_that_is_no_json_object_proves_nothing(copy: bytes) -> None:
    assert codes(check(badge(), known(copy))) == ("hosted_not_saved", "no_signature")


def test_numbers_without_one_canonical_form_are_not_compared() -> None:
    huge = badge(number=2**70 + 1)
    assert codes(check(huge, known(huge))) == ("feature_unsupported", "no_signature")


def test_a_copy_that_came_from_the_sharer_is_not_believed() -> None:
    assert codes(check(badge(), known(badge(), origin="sharer"))) == ("hosted_not_saved", "issuer_from_sharer")


@pytest.mark.parametrize(
    ("badge_class", "place"),
    [(CLASS, URL), (CLASS, CLASS), (CLASS, PROFILE), ({"issuer": {"id": PROFILE}}, PROFILE)],
    ids=["badge", "class", "issuer", "issuer of an embedded class"],
)
def test_what_came_over_plain_http_is_believed_with_a_note(badge_class: Any, place: str) -> None:
    document = badge(badge=badge_class)
    at_hand = known(document, ISSUER)
    at_hand.save(CLASS, ROBOTICS)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_by_issuer")
    at_hand.documents[place] = replace(at_hand.documents[place], in_the_open=True)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "published_in_the_open")


def test_an_issuer_profile_from_the_sharer_is_not_believed() -> None:
    at_hand = known(badge())
    at_hand.save("https://issuer.example/profile", {"id": "https://issuer.example/profile"}, origin="sharer")
    assert codes(check(badge(), at_hand)) == ("matches_hosted_copy", "issuer_from_sharer")


def test_a_badge_hosted_elsewhere_is_out_of_scope_even_unsaved() -> None:
    document = badge(id="https://evil.example/assertions/1")
    at_hand = known()
    assert codes(check(document, at_hand)) == ("hosted_not_saved", "hosted_scope")
    at_hand.save("https://evil.example/assertions/1", document)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_scope")


@pytest.mark.parametrize(("owner", "code"), [("college", "hosted_by_issuer"), ("other", "hosted_scope")])
def test_where_many_have_a_path_a_badge_is_in_the_issuers_own(owner: str, code: str) -> None:
    """Anybody can have a path at w3id.org, and publish there what names an issuer that has another."""
    profile = {"id": "https://w3id.org/college/profile"}
    url = f"https://w3id.org/{owner}/badges/1"
    document = badge(id=url, badge={"name": "Robotics", "issuer": profile["id"]})
    at_hand = known()
    at_hand.save(url, document)
    at_hand.save(profile["id"], profile)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", code)


@pytest.mark.parametrize("answer", [{}, {"success": False}, {"status": "maintenance", "id": "urn:1"}])
def test_an_answer_that_is_no_badge_says_nothing_against_one(answer: Json) -> None:
    at_hand = known(badge())
    at_hand.save(badge()["id"], answer)
    assert codes(check(badge(), at_hand))[0] == "hosted_not_saved"


def test_a_long_address_is_cut_where_it_is_named() -> None:
    url = "https://evil.example/" + "x" * 300
    signer = check(badge(id=url), known()).checks[1]
    assert signer.message == f"{url[:200]} is not a place of the issuer's"


def test_the_badge_class_and_the_issuer_are_found_among_the_saved_documents() -> None:
    document = badge(badge="https://classes.example/robotics")
    at_hand = known(document)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "issuer_not_saved")
    at_hand.save("https://classes.example/robotics", {"issuer": "https://issuer.example/profile"})
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_by_issuer")


def test_a_profile_cannot_claim_to_be_another() -> None:
    """The address that leads to a profile counts, not the id in it."""
    document = badge(badge={"issuer": "https://evil.example/profile"})
    at_hand = known(document)
    at_hand.save("https://evil.example/profile", {"id": "https://issuer.example/profile"})
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_scope")


SCOPES = [
    ({"allowedOrigins": "issuer.example"}, True),
    ({"allowedOrigins": ["other.example", "issuer.example"]}, True),
    ({"allowedOrigins": ["https://issuer.example"]}, True),
    ({"allowedOrigins": ["issuer.example:443"]}, True),
    ({"allowedOrigins": ["issuer.example:8443"]}, False),
    ({"allowedOrigins": ["other.example"]}, False),
    ({"allowedOrigins": []}, False),
    ({"allowedOrigins": ["xissuer.example", "issuer.example.evil.example", 7, None]}, False),
    ({"startsWith": "https://issuer.example/assertions/"}, True),
    ({"startsWith": ["https://a.example/", "https://issuer.example/"]}, True),
    ({"startsWith": "https://issuer.example/badges/"}, False),
    ({"startsWith": "https://issuer.exam"}, False),
    ({"startsWith": ""}, False),
    ({"startsWith": "https://issuer.example/", "allowedOrigins": ["other.example"]}, False),
    ({"startsWith": "https://issuer.example/", "allowedOrigins": ["issuer.example"]}, True),
    ({"verificationProperty": "id"}, True),
    ("hosted", True),
    ({"allowedOrigins": None, "startsWith": None}, True),
    ([{"startsWith": "https://issuer.example/assertions/"}], True),
    ([{"startsWith": "https://issuer.example/badges/"}], False),
]


@pytest.mark.parametrize(("rules", "inside"), SCOPES)
def test_a_profile_says_where_its_badges_may_be_hosted(rules: Any, *, inside: bool) -> None:
    profile = {"id": "https://issuer.example/profile", "verification": rules}
    expected = "hosted_by_issuer" if inside else "hosted_scope"
    assert codes(check(badge(), known(badge(), profile))) == ("matches_hosted_copy", expected)


@pytest.mark.parametrize("rules", [{"startsWith": "http://cdn.example/a/"}, {"allowedOrigins": "cdn.example"}])
def test_a_profile_may_allow_another_host(rules: Json) -> None:
    url = "http://cdn.example/a/1"
    document = badge(id=url)
    at_hand = known(profile={"verification": rules})
    at_hand.save(url, document)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_by_issuer")


@pytest.mark.parametrize(
    ("issuer", "inside"),
    [
        ("http://issuer.example/p", True),
        ("https://issuer.example:443/p", True),
        ("http://issuer.example:80/p", True),
        ("https://issuer.example:81/p", False),
        ("https://issuer.example:80/p", False),
        ("https://user@issuer.example/p", False),
        ("https://ISSUER.example/p", True),
        ("https://issuer.example:8443/p", False),
        ("https://www.issuer.example/p", False),
        ("https://issuer.example@evil.example/p", False),
        ("https://[issuer.example/p", False),
        ("https://issuer.example:port/p", False),
        ("https://", False),
    ],
)
def test_the_host_decides(issuer: str, *, inside: bool) -> None:
    document = badge(badge={"issuer": issuer})
    expected = "hosted_by_issuer" if inside else "hosted_scope"
    assert codes(check(document, known(document))) == ("matches_hosted_copy", expected)


def test_an_address_without_a_host_is_nobodys() -> None:
    document = badge(id="https://", badge={"issuer": "https://"})
    at_hand = known()
    at_hand.save("https://", document)
    assert codes(check(document, at_hand)) == ("matches_hosted_copy", "hosted_scope")


def test_open_badges_1_names_its_copy_and_its_issuers_site() -> None:
    document = {
        "uid": "1",
        "recipient": "sha256$00",
        "badge": {"name": "Old", "issuer": {"origin": "https://issuer.example", "name": "Old School"}},
        "verify": {"type": "hosted", "url": URL},
    }
    assert codes(check(document, known(document))) == ("matches_hosted_copy", "hosted_by_issuer")


@pytest.mark.parametrize("member", ["id", "origin", "url"])
def test_an_issuer_that_stands_inside_is_known_by_its_site(member: str) -> None:
    for site, expected in (("https://issuer.example", "hosted_by_issuer"), ("https://other.example", "hosted_scope")):
        document = badge(badge={"issuer": {member: site}})
        assert codes(check(document, known(document))) == ("matches_hosted_copy", expected)


def test_a_hosted_endorsement_names_its_issuer_itself() -> None:
    document = badge(issuer="https://issuer.example/profile", type="Endorsement", claim={"id": "urn:uuid:1"})
    del document["badge"], document["recipient"]
    proved = check(document, known(document))
    assert codes(proved) == ("matches_hosted_copy", "hosted_by_issuer")
    assert proved.view.tree == document


def test_an_address_stands_for_itself_where_what_is_saved_is_no_document_of_the_issuers() -> None:
    profile = "https://issuer.example/profile"
    at_hand = known(badge())
    at_hand.save(profile, b"<html>moved</html>")
    proved = check(badge(), at_hand)
    assert codes(proved) == ("matches_hosted_copy", "hosted_by_issuer")
    assert proved.view.tree["badge"]["issuer"] == profile
    at_hand.save(CLASS, {"name": "Robotics", "issuer": profile}, origin="sharer")
    assert whole(badge(badge=CLASS), at_hand) == badge(badge=CLASS)
    at_hand.save(profile, {"name": "The Issuer"}, origin="sharer")
    assert whole(badge(), at_hand) == badge()


@pytest.mark.parametrize("junk", [None, 7, [], ["x"], "", {"issuer": 7}, {"issuer": {"id": 5}}, {"issuer": ["x"]}])
def test_shapes_that_are_wrong_leave_the_issuer_unknown(junk: Any) -> None:
    document = badge(badge=junk)
    assert codes(check(document, known(document))) == ("matches_hosted_copy", "issuer_not_saved")


@pytest.mark.parametrize("address", [None, 7, "urn:uuid:1", "ftp://issuer.example/1", ["https://issuer.example/1"]])
def test_without_a_web_address_there_is_no_copy(address: Any) -> None:
    document = badge(id=address)
    assert codes(check(document, known(document))) == ("hosted_not_saved", "issuer_not_saved")

"""What a signed graph says of a node is the same wherever in the document that stands."""

from time import process_time
from typing import Any

import pytest
from proof_kit import AT, V2, Json, credential

from wallet.codec import jsonld
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Refused
from wallet.proofs import described
from wallet.proofs.described import as_far_as_signed, part_of, view_of

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
SUBJECT = "https://www.w3.org/2018/credentials#credentialSubject"
NAME = "https://schema.org/name"


def walked(document: Json) -> jsonld.Walk:
    return jsonld.walk(document, ContextLibrary())


def subject(**members: Any) -> Json:
    return {"id": "did:example:learner", "type": ["AchievementSubject"], **members}


@pytest.mark.parametrize("split", [False, True])
def test_a_subject_in_two_places_is_one(*, split: bool) -> None:
    one, other = {"role": "Chair"}, {"licenseNumber": "7"}
    places = [subject(**one), subject(**other)] if split else subject(**one, **other)
    view = view_of(walked(credential("did:example:issuer", OB, credentialSubject=places)))
    (found,) = view.tree[SUBJECT]
    assert found["@id"] == "did:example:learner"
    assert len(found) == 4
    assert bool(view.shared) is split


def test_what_is_written_twice_is_said_once() -> None:
    achievement = {"id": "urn:a", "type": ["Achievement"], "name": "A"}
    learner = subject(achievement=[achievement, dict(achievement)])
    view = view_of(walked(credential("did:example:issuer", OB, credentialSubject=[learner, learner])))
    (found,) = view.tree[SUBJECT]
    assert len(found["https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"]) == 1


def test_what_many_achieved_is_put_together_once() -> None:
    place = {"id": "urn:a", "type": ["Achievement"]}
    achievement = [{**place, "name": "A"}, {**place, "name": "B"}]
    many = [{**subject(achievement=achievement), "id": f"did:example:{number}"} for number in range(3)]
    view = view_of(walked(credential("did:example:issuer", OB, credentialSubject=many)))
    ((first,), *others) = (
        one["https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"] for one in view.tree[SUBJECT]
    )
    assert all(one is first for (one,) in others)


def test_of_what_several_lines_say_each_is_read_with_its_own_results_and_few_identities() -> None:
    """Else each of a thousand lines would look at a hundred thousand values that stand in one of them."""
    many = [{"id": f"urn:result:{number}"} for number in range(100)]
    identities = [{"type": "IdentityObject", "salt": f"{number}"} for number in range(100)]
    lines = [
        {
            "id": f"urn:line:{number}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": "did:example:issuer",
            "credentialSubject": subject(
                achievement={
                    "id": f"urn:a:{number}",
                    "type": ["Achievement"],
                    "resultDescription": [{"id": f"urn:d:{number}", "type": ["ResultDescription"], "name": "Grade"}],
                },
                result=[{"type": ["Result"], "resultDescription": f"urn:d:{number}", "value": "A"}, *many],
                identifier=identities if number else [],
            ),
        }
        for number in range(2)
    ]
    made = credential("did:example:issuer", OB, CLR, type=["VerifiableCredential", "ClrCredential"])
    made["credentialSubject"] = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": lines}
    view = view_of(walked(made))
    for number in range(2):
        part = part_of(view, f"/credentialSubject/verifiableCredential/{number}")
        assert part is not None
        read = as_far_as_signed(part, AT)
        assert read is not None
        (found,) = read.tree[SUBJECT]
        assert len(found["https://purl.imsglobal.org/spec/vc/ob/vocab.html#result"]) == 1
        assert len(found["https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier"]) == 32


@pytest.mark.parametrize(("word", "open_"), [("Failed", True), ("Completed", False)])
@pytest.mark.parametrize("descriptions", [("urn:d:0", "urn:d:0"), ("urn:d:0", "urn:d:1")])
def test_which_of_several_lines_was_not_completed_must_be_told(
    word: str, descriptions: tuple[str, str], *, open_: bool
) -> None:
    lines = []
    for number, description in enumerate(descriptions):
        described = {"id": description, "type": ["ResultDescription"], "name": "Outcome"}
        achievement = {"id": f"urn:a:{number}", "type": ["Achievement"], "resultDescription": [described]}
        status = word if number else "Completed"
        result = [{"type": ["Result"], "resultDescription": description, "status": status, "value": f"{number}"}]
        about = subject(achievement=achievement, result=result)
        lines.append({"type": ["VerifiableCredential"], "issuer": "did:example:issuer", "credentialSubject": about})
    made = credential("did:example:issuer", OB, CLR, type=["VerifiableCredential", "ClrCredential"])
    made["credentialSubject"] = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": lines}
    part = part_of(view_of(walked(made)), "/credentialSubject/verifiableCredential/0")
    assert part is not None
    unclear = open_ and len(set(descriptions)) == 1
    assert (as_far_as_signed(part, AT) is None) is unclear


def test_what_many_credentials_say_of_one_learner_is_looked_at_once() -> None:
    """Else 2 MB of evidence take minutes."""
    kinds, achieved = ["VerifiableCredential"], [{"id": f"urn:a:{number}"} for number in range(3)]
    evidence = [
        {"id": f"urn:e:{number}", "type": kinds, "issuer": "did:example:x", "credentialSubject": other}
        for number in range(2_000)
        for other in [{"id": "urn:other", "type": ["AchievementSubject"], "achievement": achieved}]
    ]
    walk = walked(credential("did:example:issuer", OB, credentialSubject=subject(), evidence=evidence))
    began = process_time()
    assert view_of(walk).signed
    assert process_time() - began < 2  # thirteen seconds when each looked at all of it
    evidence[1_999]["credentialSubject"] = {"type": ["AchievementSubject"], "achievement": {"id": "urn:mine"}}
    mine = subject(achievement={"id": "urn:mine", "type": ["Achievement"]})
    with pytest.raises(Refused):
        view_of(walked(credential("did:example:issuer", OB, credentialSubject=mine, evidence=evidence)))


def test_a_credential_about_many_is_not_looked_at_for_each_of_them() -> None:
    holding = [
        {"id": f"urn:s:{number}", "type": ["ClrSubject"], "verifiableCredential": [{"id": f"urn:held:{number}"}]}
        for number in range(2_000)
    ]
    again = [{"id": one["id"]} for one in holding]
    held = [
        {"id": f"urn:{name}", "type": ["VerifiableCredential"], "issuer": "did:example:x", "credentialSubject": about}
        for name, about in (("one", holding), ("other", again))
    ]
    made = credential("did:example:issuer", OB, CLR, type=["VerifiableCredential", "ClrCredential"])
    made["credentialSubject"] = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": held}
    walk = walked(made)
    began = process_time()
    assert len(view_of(walk).conflicting) == 3 * 2_000  # the subjects in either, and what each of them holds
    assert process_time() - began < 2  # four seconds when all that one holds was looked at for each


A = {"id": "urn:a", "type": ["Achievement"], "name": "A"}


@pytest.mark.parametrize(
    "learner",
    [
        {},
        {"id": "did:example:learner"},
        {"achievement": A},
        subject(achievement=A),
        subject(achievement={"type": ["Achievement"], "name": "A"}),
        subject(achievement="urn:a"),
        subject(achievement={"id": "did:example:learner", "type": ["Achievement"], "name": "A"}),
        subject(achievement=A | {"creator": {"id": "urn:a", "type": ["Profile"], "name": "B"}}),
        subject(achievement=[A, dict(A)]),
        subject(achievement={"@list": [A]}),
        subject(achievement=A, result=[{"type": ["Result"], "achievement": A}]),
        [subject(achievement=A), subject()],
    ],
)
def test_the_view_of_a_plain_badge_is_what_the_rules_for_any_other_make_of_it(
    learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        walk = walked(credential("did:example:issuer", OB, credentialSubject=learner))
    except Refused:
        return  # not every vocabulary has a word for it
    plain = view_of(walk)
    monkeypatch.setattr(described, "_is_plain", lambda _: False)
    view = view_of(walk)
    assert plain == view
    assert (plain.conflicting, plain.shared, plain.nodes) == (view.conflicting, view.shared, view.nodes)


def test_only_what_is_said_in_one_place_is_plain() -> None:
    plain = [
        described._is_plain(walked(credential("did:example:issuer", OB, credentialSubject=learner)))
        for learner in (subject(achievement=A), subject(achievement="urn:a"), [subject(achievement=A), subject()])
    ]
    assert plain == [True, True, False]


def test_what_is_said_twice_alike_is_not_torn() -> None:
    view = view_of(
        walked(credential("did:example:issuer", OB, credentialSubject=[subject(role="a"), subject(role="a")]))
    )
    assert (view.conflicting, view.shared) == (frozenset(), {})


def test_subjects_without_an_id_stay_apart() -> None:
    nameless = [{"type": ["AchievementSubject"], "role": role} for role in ("a", "b")]
    view = view_of(walked(credential("did:example:issuer", OB, credentialSubject=[*nameless, subject(role="c")])))
    assert len(view.tree[SUBJECT]) == 3


def test_a_document_about_nobody_may_be_torn_too() -> None:
    def place(name: str) -> Json:
        return {"id": "did:example:x", "type": ["Profile"], "name": name}

    document = {"@context": [V2, OB], "type": ["Achievement"], "creator": place("a"), "otherIdentifier": []}
    document["related"] = [{"id": "urn:r", "type": ["Related"]}]
    document["endorsement"] = []
    document["image"] = {"id": "did:example:x", "type": "Image", "caption": "b"}
    view = view_of(walked(document))
    assert len(view.conflicting) == 2
    assert SUBJECT not in view.tree


def test_a_part_is_what_the_statements_say_of_it_and_nothing_else() -> None:
    inner = {"id": "urn:e", "type": ["EndorsementCredential", "VerifiableCredential"], "issuer": "did:example:e"}
    inner |= {"validFrom": "2024-01-01T00:00:00Z", "name": "E", "credentialSubject": {"id": "urn:of/this~one"}}
    document = credential("did:example:issuer", OB, credentialSubject=subject(role="a"), endorsement=[inner])
    view = view_of(walked(document))
    part = part_of(view, "/endorsement/0")
    assert part is not None
    assert part.tree["@id"] == "urn:e"
    assert as_far_as_signed(part, AT) is part
    deeper = part_of(part, "/credentialSubject")
    assert deeper is not None
    assert deeper.tree["@id"] == "urn:of/this~one"
    assert part_of(view, "/@context") is None

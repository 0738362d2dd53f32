"""The one rule from checks to a headline, over every combination there is."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from itertools import product

import pytest
from show_samples import report

from wallet.errors import ExitCode, Internal
from wallet.model import Holder, View
from wallet.report import (
    Check,
    CheckId,
    Code,
    Commands,
    Proved,
    Result,
    Tier,
    Verdict,
    asked_online,
    check,
    first_of,
    hinting,
    verdict,
    words,
    worst,
)

EARLY, LATE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
BY_RESULT = {
    question: {result: replace(check(Code.READ), id=question, result=result) for result in Result}
    for question in CheckId
}

CODES = """
format: read unusual_form shown_in_part not_completed required_missing
integrity: signature_good matches_hosted_copy covered_by_container covered_together some_proofs_unchecked
direction_unsigned open_vocabulary unsigned hosted_not_saved key_not_saved context_unknown suite_unsupported
feature_unsupported too_complex base_proof anchor_unchecked signature_mismatch hash_mismatch hosted_copy_differs
undefined_term key_not_a_term term_redefined context_order proof_term_remapped proof_malformed jose_refused
signer: issuer_key issuer_document pinned_key certificate hosted_by_issuer published_in_the_open vouched_by_container
cert_expired_since key_retired key_vanished self_asserted_key issuer_not_saved issuer_from_sharer key_changed
did_unsupported issuer_mismatch method_not_authorised claims_differ purpose_wrong proof_expired hosted_scope
cert_invalid no_signature
recognition: on_your_list on_list sealed_under_listed not_on_list issuer_unnamed not_proved self_issued issuer_expected
issuer_unexpected name_lookalike issuer_keys_changed flagged
validity: in_date no_end_date start_not_shown end_not_shown expired not_yet_valid dates_unreadable dates_contradict
status: not_withdrawn status_old status_message status_not_saved status_expired status_not_yet_valid
status_bad_signature status_other_issuer status_unreadable status_bad_index status_wrong_purpose status_rolled_back
status_unsupported revoked suspended status_not_offered status_not_shown
holder: holder_proved holder_match holder_differs holder_not_comparable holder_not_yours holder_mismatch
holder_unnamed holder_named_otherwise not_asked
"""
"""What scripts meet in ``--json``: none is renamed or taken away, and a new one is written here too."""


def test_what_scripts_rely_on_has_the_names_it_always_had() -> None:
    listed: dict[str, list[str]] = {}
    for word in CODES.split():
        if word.endswith(":"):
            listed[word.removesuffix(":")] = []
        else:
            listed[next(reversed(listed))].append(word)
    assert {
        question.value: [code.value for code in Code if words(code).check is question] for question in CheckId
    } == listed
    assert [result.value for result in Result] == ["pass", "note", "unknown", "fail", "n/a"]
    assert [tier.value for tier in Tier] == ["flagged", "trusted", "known", "self-issued", "unrecognised"]
    assert [one.value for one in Verdict] == ["verified", "verified_with_notes", "cannot_tell", "rejected"]


def expected(results: dict[CheckId, Result]) -> Verdict:
    decisive = {results[CheckId.INTEGRITY], results[CheckId.SIGNER], results[CheckId.STATUS]}
    if Result.FAIL in results.values():
        return Verdict.REJECTED
    if Result.UNKNOWN in decisive:
        return Verdict.CANNOT_TELL
    if {Result.NOTE, Result.UNKNOWN} & set(results.values()):
        return Verdict.VERIFIED_WITH_NOTES
    return Verdict.VERIFIED


def test_every_combination_of_results() -> None:
    for combination in product(Result, repeat=len(CheckId)):
        results = dict(zip(CheckId, combination, strict=True))
        checks = tuple(BY_RESULT[question][result] for question, result in results.items())
        assert verdict(checks) is expected(results), results


def test_an_answer_cannot_be_changed_once_it_is_given() -> None:
    answer = check(Code.READ)
    for given in (answer, words(Code.READ), Proved((answer,), View({}, "term", signed=True)), report()):
        with pytest.raises(FrozenInstanceError):
            setattr(given, fields(given)[0].name, None)
        assert not hasattr(given, "__dict__"), "thousands are held at once"


def test_the_same_answers_can_be_counted() -> None:
    assert check(Code.READ) is check(Code.READ)
    assert len({check(Code.READ, format="a"), check(Code.READ, format="a"), check(Code.NOT_ASKED)}) == 2


def test_what_a_person_reads_first() -> None:
    assert {verdict.value: (verdict.headline, verdict.words) for verdict in Verdict} == {
        "verified": ("VERIFIED", "verified"),
        "verified_with_notes": ("VERIFIED WITH NOTES", "verified with notes"),
        "cannot_tell": ("CANNOT TELL", "cannot tell"),
        "rejected": ("DO NOT RELY ON THIS", "do not rely on this"),
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code.READ, "yes: credential"),
        (Code.COVERED_BY_CONTAINER, "unchanged since the container signed it all"),
        (Code.ISSUER_NOT_SAVED, "no document of the issuer is saved"),
        (Code.IN_DATE, "in date until an unknown date"),
        (Code.STATUS_BAD_INDEX, "the status list has no such place"),
    ],
)
def test_what_is_not_known_is_named_as_such(code: Code, said: str) -> None:
    assert check(code).message == check(code, issuer="", outer="", date="", format="").message == said
    assert check(Code.ISSUER_NOT_SAVED).hint.endswith(": wallet verify FILE --online")
    assert check(Code.NOT_ON_LIST).hint.endswith(": wallet trust add ID")


def test_no_checks_are_no_verdict() -> None:
    with pytest.raises(Internal):
        verdict(())
    with pytest.raises(Internal):
        worst([])


@pytest.mark.parametrize("code", Code)
def test_whatever_is_not_well_says_what_to_do(code: Code) -> None:
    said = words(code)
    assert said.message
    wanting = said.result in (Result.NOTE, Result.UNKNOWN, Result.FAIL)
    assert bool(said.hint) is (wanting or code in (Code.NOT_ASKED, Code.HOLDER_NAMED_OTHERWISE))  # says how to ask
    made = check(code)
    assert (made.id, made.result, made.code) == (said.check, said.result, code)
    assert "{" not in made.message + made.hint


def test_details_fill_the_words_and_nothing_else() -> None:
    assert check(Code.ISSUER_MISMATCH, issuer="did:x").message != check(Code.ISSUER_MISMATCH).message
    assert "the issuer" in check(Code.METHOD_NOT_AUTHORISED).message
    assert check("not_on_list", source="a", as_of=EARLY, key="k") == replace(
        check(Code.NOT_ON_LIST), source="a", as_of=EARLY, key="k"
    )
    with pytest.raises(ValueError, match="made_up"):
        check("made_up")


def test_the_worst_finding_names_the_others_once() -> None:
    good, note = check(Code.SIGNATURE_GOOD), check(Code.OPEN_VOCABULARY)
    unknown, bad = check(Code.KEY_NOT_SAVED), check(Code.SIGNATURE_MISMATCH)
    assert worst([good]) is good
    assert worst([good, note]) == replace(note, also=(good.code,))
    assert worst([good, note, bad, unknown, note]).code is Code.SIGNATURE_MISMATCH
    assert worst([good, note, bad, unknown, note]).also == (good.code, note.code, unknown.code)
    assert worst([note, replace(note, source="second")]).source == ""
    assert worst([unknown, bad]) == replace(bad, also=(unknown.code,))
    assert worst([note, unknown]) == replace(unknown, also=(note.code,))
    assert worst([replace(unknown, also=(Code.TOO_COMPLEX,)), good]).also == (Code.TOO_COMPLEX, good.code)
    assert worst([check(Code.NOT_ASKED), check(Code.HOLDER_MATCH)]).code is Code.HOLDER_MATCH


def test_the_exit_code_of_several_inputs() -> None:
    order = (ExitCode.UNREADABLE, ExitCode.REJECTED, ExitCode.CANNOT_TELL, ExitCode.NOTES, ExitCode.OK)
    for place, code in enumerate(order):
        assert first_of(reversed(order[place:])) is code
    assert first_of([]) is ExitCode.OK
    assert first_of([ExitCode.UNREADABLE, ExitCode.INTERNAL]) is ExitCode.INTERNAL


@pytest.mark.parametrize(
    ("found", "plain", "strict"),
    [
        (Verdict.VERIFIED, 0, 0),
        (Verdict.VERIFIED_WITH_NOTES, 0, 3),
        (Verdict.CANNOT_TELL, 4, 4),
        (Verdict.REJECTED, 1, 1),
    ],
)
def test_the_exit_code_of_one(found: Verdict, plain: int, strict: int) -> None:
    assert (found.exit_code(), found.exit_code(strict=True)) == (plain, strict)
    assert found.headline.isupper()


@pytest.mark.parametrize(
    ("code", "tier"),
    [
        (Code.FLAGGED, Tier.FLAGGED),
        (Code.ON_YOUR_LIST, Tier.TRUSTED),
        (Code.ON_LIST, Tier.KNOWN),
        (Code.SEALED_UNDER_LISTED, Tier.KNOWN),
        (Code.SELF_ISSUED, Tier.SELF_ISSUED),
        (Code.NOT_ON_LIST, Tier.UNRECOGNISED),
        (Code.NAME_LOOKALIKE, Tier.UNRECOGNISED),
        (Code.SIGNATURE_GOOD, None),
    ],
)
def test_how_well_an_issuer_is_known(code: Code, tier: Tier | None) -> None:
    assert replace(report(), checks=(check(code),)).tier is tier


def test_an_answer_is_found_by_its_question_and_none_where_that_was_not_asked() -> None:
    found = replace(report(), checks=(check(Code.READ), check(Code.SIGNATURE_MISMATCH)))
    assert found.answer(CheckId.INTEGRITY) == check(Code.SIGNATURE_MISMATCH)
    assert (found.result(CheckId.FORMAT), found.result(CheckId.INTEGRITY)) == (Result.PASS, Result.FAIL)
    assert found.answer(CheckId.SIGNER) is found.result(CheckId.SIGNER) is None
    backwards = replace(found, checks=found.checks[::-1])
    assert [backwards.answer(one) for one in CheckId] == [found.answer(one) for one in CheckId]


def test_how_old_the_answers_are() -> None:
    dated: list[Check] = [check(Code.READ), check(Code.NOT_WITHDRAWN, as_of=LATE)]
    bare = replace(report(), checks=(check(Code.READ),), parts=())
    part = replace(bare, checks=(check(Code.NOT_WITHDRAWN, as_of=EARLY),))
    assert bare.freshness is None
    assert replace(bare, checks=tuple(dated)).freshness == (LATE, LATE)
    assert replace(bare, checks=tuple(dated), parts=(part, bare)).freshness == (EARLY, LATE)


@pytest.mark.parametrize(
    ("issuer", "named"),
    [
        ("did:x:1", "did:x:1"),
        ("it's", "'it'\"'\"'s'"),
        ("a\nb", "ID"),
        ("--wallet=elsewhere", "ID"),
        ("", "ID"),
        ("x" * 301, "ID"),
        ("x" * 300, "x" * 300),
    ],
)
def test_a_hint_is_a_command_to_paste(issuer: str, named: str) -> None:
    base = report()
    issued = base.credential._replace(issuer=replace(base.credential.issuer, id=issuer))
    checks = (check(Code.NOT_ON_LIST), check(Code.STATUS_NOT_SAVED), check(Code.HOLDER_MISMATCH))
    part = replace(base, credential=issued, checks=checks)
    for one in (part, replace(base, parts=(part,))):
        told = hinting(one, Commands("wallet verify a.json --online", "wallet trust add ID"))
        trust, look_up, other = (told.parts[0] if told.parts else told).checks
        assert trust.hint.endswith(f"wallet trust add {named}")
        assert "wallet verify a.json --online" in look_up.hint
        assert other == checks[2]


@pytest.mark.parametrize(
    ("holder", "named"),
    [
        (Holder("did:x:1", "Ada"), "did:x:1"),
        (Holder("mailto:ada@mail.example"), "ada@mail.example"),
        (Holder(name="Ada Lovelace"), "'Ada Lovelace'"),
        (Holder(identity_hash="plain:ada@mail.example"), "ada@mail.example"),
        (Holder("did:x:1", identity_hash="sha256$00"), "EMAIL"),
        (Holder(name="--wallet=elsewhere"), "EMAIL"),
        (Holder(), "EMAIL"),
    ],
)
def test_a_hint_names_whom_the_credential_names_in_the_open(holder: Holder, named: str) -> None:
    base = replace(report(), checks=(check(Code.NOT_ASKED),))
    one = replace(base, credential=base.credential._replace(holder=holder))
    (told,) = hinting(one, Commands("wallet refresh r")).checks
    assert told.hint == f"if it is yours, say as whom: wallet identity add {named}"
    (told,) = hinting(one, Commands("", claim="wallet verify f --holder ID")).checks
    assert told.hint == "say whose it should be: wallet verify f --holder ID"


def test_a_hint_names_the_vocabulary_that_is_not_installed() -> None:
    missing = replace(report(), checks=(check(Code.CONTEXT_UNKNOWN, url="https://a.example/v1?a&b"),))
    for told, command in (
        (missing, "wallet contexts add FILE --url URL"),
        (hinting(missing, Commands("wallet refresh r")), "wallet contexts add FILE --url 'https://a.example/v1?a&b'"),
        (
            hinting(missing, Commands("", "", "wallet verify URL.json --context URL=FILE")),
            "wallet verify URL.json --context 'https://a.example/v1?a&b'=FILE",
        ),
    ):
        assert told.checks[0].hint.endswith(f": {command}")


def test_nobody_is_sent_to_ask_again() -> None:
    asked = asked_online(replace(report(), checks=(check(Code.STATUS_NOT_SAVED), check(Code.ISSUER_FROM_SHARER))))
    assert not any("--online" in one.hint for one in asked.checks)
    assert all(one.hint for one in asked.checks)


def test_what_holds_others_is_no_better_than_the_worst_of_them() -> None:
    bad = report(checks=(check(Code.SIGNATURE_MISMATCH),))
    unknown = report(checks=(check(Code.UNSIGNED),))
    inner = report(parts=(unknown,))
    assert (inner.verdict, inner.overall) == (Verdict.VERIFIED_WITH_NOTES, Verdict.CANNOT_TELL)
    outer = report(parts=(inner, replace(bad, role="endorsement")))
    assert (outer.verdict, outer.overall) == (Verdict.VERIFIED_WITH_NOTES, Verdict.CANNOT_TELL)
    assert outer.exit_code() == ExitCode.CANNOT_TELL
    assert report(parts=(outer, bad)).overall is Verdict.REJECTED
    assert list(report(parts=(outer, bad)).everything())[1:] == [
        outer,
        inner,
        unknown,
        replace(bad, role="endorsement"),
        bad,
    ]

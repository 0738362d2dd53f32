"""What a credential does not show may be kept back: its end, and where it would be withdrawn."""

import gzip
from itertools import combinations
from typing import Any

import pytest
import sd_kit
from judge_kit import found, judged
from proof_kit import V2, Json, Key, b64, make_key, token
from sd_kit import digest, disclosure

from wallet.codec.contexts import ContextLibrary
from wallet.report import CheckId, Code, Result
from wallet.share import derived_proof
from wallet.share.fields import Picks

COLLEGE: Key = make_key()
END, NICKNAME = disclosure("validUntil", "2020-01-01T00:00:00Z"), disclosure("nickname", "Ada")
CREDENTIAL: Json = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": COLLEGE.did,
    "credentialSubject": {"id": "did:example:learner"},
}
KEPT = (Code.END_NOT_SHOWN, Code.STATUS_NOT_SHOWN)
NONE = (Code.NO_END_DATE, Code.STATUS_NOT_OFFERED)


def codes(claims: Json, *disclosed: str) -> tuple[Code | None, Code | None]:
    report = judged("~".join([token(claims, COLLEGE, typ="vc+sd-jwt"), *disclosed, ""]))
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    return found(report).get(CheckId.VALIDITY), found(report).get(CheckId.STATUS)


@pytest.mark.parametrize("inside", [False, True])
def test_an_end_may_be_kept_back(*, inside: bool) -> None:
    hiding = {**CREDENTIAL, "_sd": [digest(END)]}
    claims = {"iss": COLLEGE.did, "vc": hiding} if inside else {**hiding, "iss": COLLEGE.did}
    assert codes(claims) == KEPT
    assert codes(claims, END) == (Code.EXPIRED, Code.STATUS_NOT_OFFERED)


def test_a_start_may_be_kept_back_of_what_has_not_begun() -> None:
    start = disclosure("validFrom", "2030-01-01T00:00:00Z")
    claims = {**CREDENTIAL, "validUntil": "2031-01-01T00:00:00Z", "_sd": [digest(start)]}
    shown = (codes(claims)[0], codes(claims, start)[0])
    assert shown == (Code.START_NOT_SHOWN, Code.NOT_YET_VALID)
    begun = {**claims, "validFrom": "2020-01-01T00:00:00Z", "_sd": [digest(NICKNAME)]}
    nothing_kept = {**CREDENTIAL, "validUntil": "2031-01-01T00:00:00Z"}
    assert [codes(one)[0] for one in (begun, nothing_kept)] == [Code.IN_DATE] * 2


def test_an_end_may_be_kept_back_beside_one_that_is_shown() -> None:
    shown: Json = {**CREDENTIAL, "validFrom": "2020-01-01T00:00:00Z"}
    early = disclosure("2020-02-01T00:00:00Z")
    for member in ("validUntil", "expirationDate"):
        both = {**shown, member: ["2040-01-01T00:00:00Z", {"...": digest(early)}]}
        assert (codes(both)[0], codes(both, early)[0]) == (Code.END_NOT_SHOWN, Code.EXPIRED)
        one = {**shown, member: "2040-01-01T00:00:00Z", "_sd": [digest(NICKNAME)]}
        assert codes(one)[0] is Code.IN_DATE


@pytest.mark.parametrize("inside", [False, True])
def test_the_end_of_a_token_does_not_stand_for_that_of_a_credential_which_may_be_kept_back(*, inside: bool) -> None:
    hiding = {**CREDENTIAL, "validFrom": "2020-01-01T00:00:00Z", "_sd": [digest(END)]}
    of_token = {"iss": COLLEGE.did, "exp": 2_200_000_000}
    claims = {**of_token, "vc": hiding} if inside else {**hiding, **of_token}
    assert (codes(claims)[0], codes(claims, END)[0]) == (Code.END_NOT_SHOWN, Code.EXPIRED)
    stripped = judged(token(claims, COLLEGE, typ="vc+sd-jwt"))  # its last ~ taken away as well
    assert found(stripped)[CheckId.VALIDITY] is Code.END_NOT_SHOWN
    nothing_hidden = {**hiding, "_sd": []}
    claims = {**of_token, "vc": nothing_hidden} if inside else {**nothing_hidden, **of_token}
    assert codes(claims)[0] is Code.IN_DATE


STATUS = {"id": "https://college.example/list#1", "type": "BitstringStatusListEntry"}
HIDDEN_STATUS, WHOLE = disclosure("credentialStatus", STATUS), disclosure("vc", {**CREDENTIAL, "_sd": [digest(END)]})
ELEMENT = [{"...": digest(HIDDEN_STATUS)}]
WITHIN = {"_sd": [digest(HIDDEN_STATUS)]}


@pytest.mark.parametrize(
    ("claims", "disclosed"),
    [
        ({**CREDENTIAL, "credentialStatus": ELEMENT}, []),
        ({**CREDENTIAL, "status": ELEMENT}, []),
        ({**CREDENTIAL, "status": WITHIN}, []),
        ({**CREDENTIAL, "validUntil": WITHIN}, []),
        ({"iss": COLLEGE.did, "_sd": [digest(WHOLE)]}, [WHOLE]),
        ({**CREDENTIAL, "vct": "https://college.example/types/Degree", "_sd": [digest(END)]}, []),
    ],
    ids=["element", "element of status", "in status", "in the end", "in what is disclosed", "beside a type"],
)
def test_it_may_be_kept_back_wherever_it_would_stand(claims: Json, disclosed: list[str]) -> None:
    assert codes(claims, *disclosed) == KEPT


def test_a_token_without_its_last_tilde_shows_less_than_there_is() -> None:
    report = judged(token({**CREDENTIAL, "_sd": [digest(END)]}, COLLEGE, typ="vc+sd-jwt"))
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert (found(report)[CheckId.VALIDITY], found(report)[CheckId.STATUS]) == KEPT


def test_digests_of_a_kind_that_is_not_known_may_keep_anything_back() -> None:
    claims = {**CREDENTIAL, "_sd_alg": "md5", "_sd": [digest(END)]}
    report = judged("~".join([token(claims, COLLEGE, typ="vc+sd-jwt"), END, ""]))
    assert found(report)[CheckId.INTEGRITY] is Code.FEATURE_UNSUPPORTED
    assert (found(report)[CheckId.VALIDITY], found(report)[CheckId.STATUS]) == KEPT


@pytest.mark.parametrize("hidden", [END, NICKNAME])
def test_what_a_record_keeps_back_may_be_the_end_of_a_line(hidden: str) -> None:
    line = {**CREDENTIAL, "credentialSubject": {"id": "did:example:learner", "_sd": [digest(hidden)]}}
    held = {**CREDENTIAL["credentialSubject"], "verifiableCredential": [line]}
    record = {**CREDENTIAL, "type": ["VerifiableCredential", "ClrCredential"], "credentialSubject": held}

    def part(*disclosed: str) -> tuple[Code | None, ...]:
        (one,) = judged("~".join([token(record, COLLEGE, typ="vc+sd-jwt"), *disclosed, ""])).parts
        assert found(one)[CheckId.INTEGRITY] is Code.COVERED_BY_CONTAINER
        return found(one).get(CheckId.VALIDITY), found(one).get(CheckId.STATUS)

    assert (part(), part(hidden)) == (KEPT, NONE)


def test_what_can_be_kept_back_elsewhere_is_no_end() -> None:
    subject = {**CREDENTIAL["credentialSubject"], "_sd": [digest(NICKNAME)]}
    assert codes({**CREDENTIAL, "iss": COLLEGE.did, "credentialSubject": subject}) == NONE


TYPED: Json = {"iss": COLLEGE.did, "vct": "https://college.example/types/Degree"}


def test_the_issuer_of_a_token_with_a_type_must_show_both() -> None:
    assert codes({**TYPED, "_sd": [digest(END)]}) == NONE


def test_but_not_what_is_within_a_status_that_is_there() -> None:
    listed = disclosure("status_list", {"idx": 7, "uri": "https://college.example/list"})
    claims = {**TYPED, "status": {"_sd": [digest(listed)]}}
    assert codes(claims) == (Code.NO_END_DATE, Code.STATUS_NOT_SHOWN)
    assert codes(claims, listed) == (Code.NO_END_DATE, Code.STATUS_NOT_SAVED)


def test_an_issuer_who_breaks_that_rule_once_may_have_done_so_twice() -> None:
    ends, starts = disclosure("exp", 1_900_000_000), disclosure("nbf", 1_700_000_000)
    withheld = disclosure("status", {"status_list": {"idx": 7, "uri": "https://college.example/list"}})
    claims = {**TYPED, "_sd": [digest(ends), digest(starts), digest(withheld)]}
    assert codes(claims, ends) == (Code.START_NOT_SHOWN, Code.STATUS_NOT_SHOWN)
    assert codes(claims, starts) == KEPT
    assert codes(claims, ends, starts, withheld) == (Code.IN_DATE, Code.STATUS_NOT_SAVED)


def test_nor_is_there_such_a_rule_for_a_token_without_a_type() -> None:
    kind = disclosure("vct", TYPED["vct"])
    assert codes({"iss": COLLEGE.did, "_sd": [digest(NICKNAME)]}) == KEPT
    assert codes({"iss": COLLEGE.did, "_sd": [digest(kind), digest(NICKNAME)]}, kind) == KEPT


# --- what a badge says of itself ---------------------------------------------------------------

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FAILED, COMPLETED = ({"type": ["Result"], "status": word} for word in ("Failed", "Completed"))
ALL_FAILED, ONE_FAILED = disclosure("result", [FAILED]), disclosure(FAILED)
WORD, NOTE = disclosure("status", "Failed"), disclosure("narrative", "Weld")
SUBJECT: Json = {
    "id": "did:example:learner",
    "type": ["AchievementSubject"],
    "achievement": {"id": "urn:a:1", "type": ["Achievement"], "name": "Welding"},
}


def badge(**subject: Any) -> Json:
    kinds = ["VerifiableCredential", "OpenBadgeCredential"]
    held = {**SUBJECT, **subject}
    return {**CREDENTIAL, "@context": [V2, OB], "type": kinds, "name": "Welding", "credentialSubject": held}


def form(claims: Json, *disclosed: str) -> Code | None:
    report = judged("~".join([token(claims, COLLEGE, typ="vc+sd-jwt"), *disclosed, ""]))
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    return found(report).get(CheckId.FORMAT)


@pytest.mark.parametrize(
    ("claims", "hidden"),
    [
        (badge(_sd=[digest(ALL_FAILED)]), ALL_FAILED),
        (badge(result=[{"...": digest(ONE_FAILED)}]), ONE_FAILED),
        (badge(result=[{"type": ["Result"], "_sd": [digest(WORD)]}]), WORD),
        ({"iss": COLLEGE.did, "vc": badge(_sd=[digest(ALL_FAILED)])}, ALL_FAILED),
    ],
    ids=["all results", "one of them", "what it says", "within a token"],
)
def test_that_something_was_not_completed_may_be_kept_back(claims: Json, hidden: str) -> None:
    assert (form(claims), form(claims, hidden)) == (Code.SHOWN_IN_PART, Code.NOT_COMPLETED)
    report = judged(token(claims, COLLEGE, typ="vc+sd-jwt"))  # its last ~ taken away as well
    assert found(report)[CheckId.FORMAT] is Code.SHOWN_IN_PART
    (said,) = [one.message for one in report.checks if one.id is CheckId.FORMAT]
    assert said.startswith("yes, but its holder chose what to show: it may keep back a result")


def test_a_badge_whose_result_is_shown_keeps_back_none_that_counts() -> None:
    assert form(badge(result=[COMPLETED, {"...": digest(ONE_FAILED)}])) is Code.READ
    assert form(badge(achievement={**SUBJECT["achievement"], "criteria": {"_sd": [digest(NOTE)]}})) is Code.READ
    assert form({**badge(), "_sd": [digest(END)]}) is Code.READ
    two = [SUBJECT["achievement"], {"id": "urn:a:2", "type": ["Achievement"], "name": "Law"}]
    assert form(badge(achievement=two, result=[COMPLETED, {"...": digest(ONE_FAILED)}])) is Code.SHOWN_IN_PART


def test_nor_does_it_help_to_keep_back_what_was_not_completed() -> None:
    named = disclosure("achievement", SUBJECT["achievement"])
    subject = {"id": "did:example:learner", "type": ["AchievementSubject"], "_sd": [digest(named)]}
    claims = {**badge(), "credentialSubject": {**subject, "result": [FAILED]}}
    assert (form(claims), form(claims, named)) == (Code.NOT_COMPLETED, Code.NOT_COMPLETED)
    assert form({**claims, "type": ["VerifiableCredential", "Degree"]}) is Code.NOT_COMPLETED
    without = {**claims, "type": ["VerifiableCredential", "Degree"], "credentialSubject": subject}
    assert form(without) is Code.SHOWN_IN_PART
    report = judged(token(claims, COLLEGE, typ="vc+sd-jwt") + "~")
    assert (report.credential.shared, report.credential.achievements) == (True, ())


def test_each_entry_of_a_learner_needs_its_own_result() -> None:
    law = {"id": "urn:a:2", "type": ["Achievement"], "name": "Law"}
    entries = [{**SUBJECT, "result": [COMPLETED]}, {**SUBJECT, "achievement": law, "_sd": [digest(ALL_FAILED)]}]
    claims = {**badge(), "credentialSubject": entries}
    assert (form(claims), form(claims, ALL_FAILED)) == (Code.SHOWN_IN_PART, Code.NOT_COMPLETED)


def test_what_awards_nothing_has_no_result_to_keep_back() -> None:
    subject = {"id": "did:example:learner", "_sd": [digest(NICKNAME)]}
    kinds = ["VerifiableCredential", "StudentCard"]
    assert form({**CREDENTIAL, "type": kinds, "credentialSubject": subject}) is Code.READ


def test_what_it_is_may_be_kept_back() -> None:
    hidden = disclosure("EndorsementCredential")
    claims = {**CREDENTIAL, "name": "Medicine", "type": ["VerifiableCredential", {"...": digest(hidden)}]}
    assert (form(claims), form(claims, hidden)) == (Code.SHOWN_IN_PART, Code.READ)
    typed = [*claims["type"], "StudentCard"]
    assert form({**claims, "type": typed}) is Code.READ


def test_departures_from_the_rules_are_told_with_it() -> None:
    two = [{**SUBJECT, "_sd": [digest(ALL_FAILED)]}, {**SUBJECT, "id": "did:example:another"}]
    (said, *_) = judged(token({**badge(), "credentialSubject": two}, COLLEGE, typ="vc+sd-jwt") + "~").checks
    assert (said.code, said.also) == (Code.SHOWN_IN_PART, (Code.UNUSUAL_FORM,))
    assert said.message.endswith("; it names several learners")


def test_a_line_of_a_record_may_lack_a_result_too() -> None:
    held = {**SUBJECT, "verifiableCredential": [badge()], "_sd": [digest(NICKNAME)]}
    kinds = ["VerifiableCredential", "ClrCredential"]
    record = {**CREDENTIAL, "@context": [V2, OB], "type": kinds, "credentialSubject": held}
    for disclosed, code in (((), Code.SHOWN_IN_PART), ((NICKNAME,), Code.READ)):
        (line,) = judged("~".join([token(record, COLLEGE, typ="vc+sd-jwt"), *disclosed, ""])).parts
        assert found(line)[CheckId.INTEGRITY] is Code.COVERED_BY_CONTAINER
        assert found(line)[CheckId.FORMAT] is code


def test_a_derived_proof_shows_nowhere_what_it_leaves_out() -> None:
    plain = sd_kit.document()
    plain["credentialSubject"]["result"] = [FAILED]
    base = sd_kit.base_proof(plain)
    shown = {
        hide: derived_proof.derive(base, Picks(hide=hide), ContextLibrary()).decode() for hide in ((), ("result",))
    }
    whole, less = (judged(text) for text in shown.values())
    assert found(whole)[CheckId.FORMAT] is Code.NOT_COMPLETED
    assert found(less)[CheckId.FORMAT] is Code.SHOWN_IN_PART
    assert found(less)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert found(judged(base))[CheckId.FORMAT] is Code.NOT_COMPLETED  # the master copy holds all that there is
    assert found(judged(sd_kit.base_proof()))[CheckId.FORMAT] is Code.READ


LISTS = "https://college.example/lists/"


def entry(purpose: str) -> Json:
    of_list = {"statusListCredential": LISTS + purpose, "statusListIndex": "7"}
    return {"type": "BitstringStatusListEntry", "statusPurpose": purpose, **of_list}


def status_list(purpose: str, first: int) -> str:
    packed = "u" + b64(gzip.compress(bytes([first]) + bytes(16 * 1024)))
    subject = {"type": "BitstringStatusList", "statusPurpose": purpose, "encodedList": packed}
    types = ["VerifiableCredential", "BitstringStatusListCredential"]
    return token({**CREDENTIAL, "id": LISTS + purpose, "type": types, "credentialSubject": subject}, COLLEGE)


def test_who_shows_that_it_is_not_on_one_list_may_keep_back_that_it_is_on_another() -> None:
    hidden = disclosure({**entry("revocation"), "statusListIndex": "9"})
    shown = {**CREDENTIAL, "credentialStatus": [{**entry("revocation"), "statusListIndex": "8"}]}
    saved = {LISTS + "revocation": status_list("revocation", 0)}
    for claims, code in (
        ({**shown, "credentialStatus": [*shown["credentialStatus"], {"...": digest(hidden)}]}, Code.STATUS_NOT_SHOWN),
        ({**shown, "_sd": [digest(NICKNAME)]}, Code.NOT_WITHDRAWN),
        (shown, Code.NOT_WITHDRAWN),
    ):
        of_token = {"iss": COLLEGE.did, "vc": claims}
        for one in (claims, of_token):
            report = judged(token(one, COLLEGE, typ="vc+sd-jwt") + "~", saved=saved)
            assert found(report)[CheckId.STATUS] is code


def test_who_shows_that_it_is_not_suspended_may_keep_back_that_it_is_withdrawn() -> None:
    saved = {LISTS + "revocation": status_list("revocation", 1), LISTS + "suspension": status_list("suspension", 0)}
    hidden = disclosure(entry("revocation"))
    both = {**CREDENTIAL, "credentialStatus": [entry("suspension"), {"...": digest(hidden)}]}
    sealed = token(both, COLLEGE, typ="vc+sd-jwt")
    one = {**CREDENTIAL, "credentialStatus": entry("suspension"), "_sd": [digest(disclosure("status", STATUS))]}
    shown = [
        f"{sealed}~",
        f"{token(one, COLLEGE, typ='vc+sd-jwt')}~",
        f"{sealed}~{hidden}~",
        token({**CREDENTIAL, "credentialStatus": entry("suspension")}, COLLEGE),
    ]
    assert [found(judged(one, saved=saved))[CheckId.STATUS] for one in shown] == [
        Code.STATUS_NOT_SHOWN, Code.STATUS_NOT_SHOWN, Code.REVOKED, Code.NOT_WITHDRAWN,
    ]  # fmt: skip


@pytest.mark.parametrize("inside", [False, True])
def test_whatever_is_kept_back_no_warning_becomes_a_pass(*, inside: bool) -> None:
    """Of one credential with every kind of warning, every choice that its holder has."""
    typed, kept = disclosure("EndorsementCredential"), disclosure(entry("revocation"))
    entries = [entry("suspension"), {"...": digest(kept)}]
    kinds = ["VerifiableCredential", "OpenBadgeCredential", {"...": digest(typed)}]
    hidden = [END, disclosure("validFrom", "2019-01-01T00:00:00Z"), disclosure("credentialStatus", entries), typed]
    hidden += [disclosure("result", [{"type": ["Result"], "_sd": [digest(WORD)]}])]
    subject = {**SUBJECT, "_sd": [digest(hidden[-1])]}
    claims = {**badge(), "type": kinds, "credentialSubject": subject, "_sd": [digest(one) for one in hidden[:3]]}
    claims = {"iss": COLLEGE.did, "exp": 2_200_000_000, **({"vc": claims} if inside else claims)}
    sealed = token(claims, COLLEGE, typ="vc+sd-jwt")
    belongs = {kept: hidden[2], WORD: hidden[-1]}
    for size in range(len(hidden) + 1):
        for shown in combinations(hidden, size):
            more = [inner for inner, outer in belongs.items() if outer in shown]
            for extra in ([], more):
                report = judged("~".join([sealed, *shown, *extra, ""]))
                warned = {
                    check.id for check in report.checks if check.result not in (Result.PASS, Result.NOT_APPLICABLE)
                }
                assert warned >= {CheckId.FORMAT, CheckId.VALIDITY, CheckId.STATUS}, (shown, extra)

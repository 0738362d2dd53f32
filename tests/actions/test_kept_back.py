"""What a credential does not show may be kept back: its end, and where it would be withdrawn."""

import gzip
from typing import Any

import pytest
from judge_kit import found, judged
from proof_kit import V2, Json, Key, b64, make_key, token
from sd_kit import digest, disclosure

from wallet.report import CheckId, Code

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


def test_the_issuer_of_a_token_with_a_type_must_show_both() -> None:
    claims: dict[str, Any] = {"iss": COLLEGE.did, "vct": "https://college.example/types/Degree", "_sd": [digest(END)]}
    assert codes(claims) == NONE


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

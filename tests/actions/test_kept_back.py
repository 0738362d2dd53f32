"""What a credential does not show may be kept back: its end, and where it would be withdrawn."""

from typing import Any

import pytest
from judge_kit import found, judged
from proof_kit import V2, Json, Key, make_key, token
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


def test_what_can_be_kept_back_elsewhere_is_no_end() -> None:
    subject = {**CREDENTIAL["credentialSubject"], "_sd": [digest(NICKNAME)]}
    assert codes({**CREDENTIAL, "iss": COLLEGE.did, "credentialSubject": subject}) == NONE


def test_the_issuer_of_a_token_with_a_type_must_show_both() -> None:
    claims: dict[str, Any] = {"iss": COLLEGE.did, "vct": "https://college.example/types/Degree", "_sd": [digest(END)]}
    assert codes(claims) == NONE

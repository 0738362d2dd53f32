"""For whom a presentation was made is shown, and that it was compared with nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from judge_kit import NOW, found, judged
from proof_kit import V2, Json, make_key, signed, token

from wallet.actions.grounds import Asked
from wallet.report import ANYBODY, Audience, CheckId, Code
from wallet.show import machine

COLLEGE, LEARNER = make_key(), make_key()
SITES = ("https://employer.example", "https://other.example")
UNCHECKED = "compared with nothing: add"


def embedded(**members: Any) -> Json:
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER.did}
    return signed(document, LEARNER, "eddsa-rdfc-2022", proofPurpose="authentication", **members)


def as_token(**claims: Any) -> str:
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER.did}
    return token({**document, "iss": LEARNER.did, **claims}, LEARNER, typ="vp+jwt")


@pytest.mark.parametrize(
    ("made", "members"),
    [
        (embedded, {"challenge": "n-1", "domain": [*SITES], "created": "2024-01-02T03:04:05Z"}),
        (as_token, {"nonce": "n-1", "aud": [*SITES], "iat": 1_704_164_645}),
    ],
)
def test_site_and_challenge_are_told(made: Callable[..., Any], members: Json) -> None:
    shown = made(**members)
    silent = judged(shown)
    assert silent.audience == Audience(SITES, "n-1", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert dict(silent.about) == {
        "addressed to": f"{SITES[0]}, {SITES[1]}, {UNCHECKED} --expect-domain and what you expect",
        "in answer to": f"n-1, {UNCHECKED} --expect-challenge and what you expect",
        "made on": "2024-01-02",
    }
    asked = judged(shown, Asked(NOW, "n-1", SITES[1]))
    assert dict(asked.about) == {
        "addressed to": f"{SITES[0]}, {SITES[1]}, as expected",
        "in answer to": "n-1, as expected",
        "made on": "2024-01-02",
    }
    another = judged(shown, Asked(NOW, "n-2", SITES[1]))
    assert dict(another.about)["in answer to"] == "n-1"
    assert (another.exit_code(), asked.exit_code()) == (1, 0)
    said = machine.report(silent)
    assert (said["domains"], said["challenge"], "evidence" in said) == ([*SITES], "n-1", False)


@pytest.mark.parametrize(
    ("made", "members"),
    [
        (embedded, {"created": None}),
        (as_token, {"iat": "x"}),
        (as_token, {"nonce": 7, "aud": [7, None]}),
        (as_token, {"aud": ""}),
    ],
)
def test_what_says_nothing_is_for_anybody(made: Callable[..., Any], members: Json) -> None:
    report = judged(made(**members))
    assert (report.audience, report.about) == (ANYBODY, ())
    assert machine.report(report)["challenge"] is None


def test_an_issuer_addresses_nobody() -> None:
    """Some put in a nonce of their own, which is no challenge to anybody."""
    credential = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": COLLEGE.did,
        "credentialSubject": {"id": LEARNER.did},
    }
    inside = signed(credential, COLLEGE, "eddsa-rdfc-2022", domain=SITES[0], challenge="n")
    for one in (inside, token({**credential, "nonce": "n", "aud": SITES[0]}, COLLEGE)):
        report = judged(one)
        assert report.shown_is_signed
        assert report.about == ()
        for asked in (Asked(NOW, challenge="n"), Asked(NOW, domain=SITES[0])):
            assert found(judged(one, asked))[CheckId.SIGNER] is Code.PURPOSE_WRONG


def test_what_nothing_proves_is_not_told() -> None:
    changed = embedded(challenge="n-1", domain=SITES[0])
    changed["proof"]["domain"] = "https://attacker.example"
    assert judged(changed).about == ()


def test_a_long_one_is_cut() -> None:
    ((_, text), _) = judged(embedded(domain="https://" + "a" * 100_000)).about
    assert len(text) < 250

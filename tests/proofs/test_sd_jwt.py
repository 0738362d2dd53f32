import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from proof_kit import AT, CONDITIONS, FakeKnown, Json, Key, b64, codes, make_key, token
from vectors import VECTORS, need

from wallet import proofs
from wallet.codec import sd_jwt
from wallet.errors import Refused
from wallet.model import FoundKey, KeyRef, Outline, Payload, ProofNote, PublicKey
from wallet.proofs.base import Conditions
from wallet.report import ANYBODY, Audience, Proved

ISSUER, HOLDER = make_key("P-256"), make_key("Ed25519")
CHALLENGED = Conditions(AT, challenge="n-1", domain="https://verifier.example")


def jwk(key: Key) -> Json:
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(key.public.data)}


class Known(FakeKnown):
    """Keys by name, and whatever key a token brings along."""

    def key(self, ref: KeyRef) -> FoundKey:
        if ref.jwk is not None and ref.jwk.get("crv") == "Ed25519":
            x = str(ref.jwk["x"])
            return FoundKey(PublicKey("Ed25519", base64.urlsafe_b64decode(x + "=")), "self_asserted_key")
        return super().key(ref)


def disclosure(*parts: Any) -> str:
    return b64(json.dumps(["salt", *parts]))


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


NAME, DEGREE = disclosure("name", "Ada"), disclosure("degree", "Mathematics")


def issued(**claims: Any) -> str:
    body = {
        "iss": "https://issuer.example",
        "vct": "urn:degree",
        "_sd": [digest(NAME), digest(DEGREE), digest("decoy")],
    }
    return token({**body, **claims}, ISSUER, kid="key-1")


def binding(presented: str, key: Key = HOLDER, typ: str = "kb+jwt", **claims: Any) -> str:
    body = {"iat": 1, "aud": "https://verifier.example", "nonce": "n-1", "sd_hash": digest(presented)}
    return presented + token({**body, **claims}, key, kid=None, typ=typ)


def check(text: str, conditions: Conditions = CONDITIONS, known: FakeKnown | None = None) -> Proved:
    try:
        parsed = sd_jwt.parse(text)
        claims = json.loads(parsed.issued.payload)
        document = sd_jwt.process(claims, parsed.disclosures)
    except Refused:
        document = {}
    note = ProofNote("sd-jwt", "ES256", "key-1", None, "", {})
    payload = Payload(text.encode(), "application/sd-jwt", "text", "test", text.encode())
    issuer = document.get("iss", "https://issuer.example")
    outline = Outline("sd-jwt-vc", payload, document, {}, issuer, "", (note,), (), ())
    known = known or Known({"key-1": FoundKey(ISSUER.public, "issuer_document")})
    return proofs.check(outline, known, conditions)


@pytest.mark.parametrize("disclosed", [(), (NAME,), (DEGREE, NAME)])
def test_any_choice_of_disclosures_is_what_was_signed(disclosed: tuple[str, ...]) -> None:
    proved = check("~".join([issued(), *disclosed, ""]))
    assert codes(proved) == ("signature_good", "issuer_document")
    assert (proved.view.keyed_by, proved.view.signed) == ("term", True)
    assert ("name" in proved.view.tree) == (NAME in disclosed)
    assert "_sd" not in proved.view.tree
    assert proved.steps[0] == f"5. an SD-JWT with {len(disclosed)} disclosures, each found by its digest"


def test_each_step_is_told_in_its_order() -> None:
    holds = check(f"{issued()}~{NAME}~").steps
    assert [step[:2] for step in holds] == ["5.", "6.", "7.", "8.", "9."]
    assert "bytes of header and payload" in holds[2]
    assert (holds[3], holds[4]) == ("8. the issuer's signature holds", "9. issuer_document")
    changed = Known({"key-1": FoundKey(make_key("P-256").public, "issuer_document")})
    fails = check(f"{issued()}~{NAME}~", known=changed).steps
    assert fails == (*holds[:1], fails[1], holds[2], "8. the issuer's signature does not hold")


def test_the_signed_token_is_quoted_on_request() -> None:
    text = f"{issued()}~{NAME}~"
    told = check(text, Conditions(AT, forms=True)).steps
    assert f"7. the signed form of the token:\n{text.split('~', maxsplit=1)[0].rpartition('.')[0]}" in told


@pytest.mark.parametrize(
    "disclosed",
    [
        (disclosure("name", "Eve"),),
        (NAME, NAME),
        (disclosure("vct", "urn:doctor"),),
        (disclosure("_sd", ["x"]),),
        (disclosure("Ada"),),
        (b64("[]"),),
        (b64("{}"),),
        (b64("[1,2,3]"),),
    ],
)
def test_a_disclosure_that_was_not_signed_fails_the_whole(disclosed: tuple[str, ...]) -> None:
    proved = check("~".join([issued(), *disclosed, ""]))
    assert codes(proved) == ("hash_mismatch",)
    assert not proved.view.signed


@pytest.mark.parametrize("name", ["vct", "_sd", "..."])
def test_a_signed_disclosure_may_not_take_a_name_that_is_taken_or_reserved(name: str) -> None:
    bad = disclosure(name, "urn:doctor")
    assert codes(check(f"{issued(_sd=[digest(bad)])}~{bad}~")) == ("hash_mismatch",)


def test_a_digest_that_occurs_twice_fails_the_whole() -> None:
    assert codes(check(f"{issued(_sd=[digest(NAME), digest(NAME)])}~{NAME}~")) == ("hash_mismatch",)


def test_an_unknown_hash_is_unsupported() -> None:
    assert codes(check(f"{issued(_sd_alg='md5')}~{NAME}~")) == ("feature_unsupported", "no_signature")


def test_the_issuers_signature_must_hold() -> None:
    head, body, signature = issued().split(".")
    forged = b64(
        bytes([base64.urlsafe_b64decode(signature + "==")[0] ^ 1]) + base64.urlsafe_b64decode(signature + "==")[1:]
    )
    assert codes(check(f"{head}.{body}.{forged}~{NAME}~")) == ("signature_mismatch",)


def test_without_the_issuers_key_everything_is_open_but_false_disclosures_are_not() -> None:
    assert codes(check(f"{issued()}~{NAME}~", known=FakeKnown())) == ("key_not_saved", "issuer_not_saved")
    false = disclosure("name", "Eve")
    assert codes(check(f"{issued()}~{false}~", known=FakeKnown())) == ("hash_mismatch",)


def test_an_unsigned_token_is_refused() -> None:
    _, body, _ = issued().split(".")
    assert codes(check(f"{b64({'alg': 'none'})}.{body}.~{NAME}~")) == ("jose_refused",)


def test_what_is_no_sd_jwt_is_a_broken_proof() -> None:
    text = f"{issued()}~{NAME}~"
    made = check(text)
    assert made.view.signed
    note = ProofNote("sd-jwt", "", "", None, "", {})
    payload = Payload(b"a~b", "application/sd-jwt", "text", "test", b"")
    outline = Outline("sd-jwt-vc", payload, {}, {}, "x", "", (note,), (), ())
    assert codes(proofs.check(outline, FakeKnown(), CONDITIONS)) == ("proof_malformed",)


def test_a_claim_inside_that_contradicts_the_credential_is_said_of_its_signer() -> None:
    inside = {"id": "urn:uuid:1", "jti": "urn:uuid:2"}
    bare = {"type": ["VerifiableCredential"], "credentialSubject": {}}
    for w3c in ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, bare):
        text = f"{issued(**inside, **w3c)}~"
        assert codes(check(text)) == ("signature_good", "claims_differ")
        assert codes(check(text, known=FakeKnown())) == ("key_not_saved", "claims_differ")


def test_what_a_type_of_its_own_calls_id_or_end_is_not_compared() -> None:
    """A student's number is no ``jti``, and the end of a right to drive no ``exp``: ``vct`` says what they mean."""
    own = {"id": "student 77", "jti": "urn:uuid:2", "validUntil": "2030-01-01", "exp": 2019686400}
    assert codes(check(f"{issued(**own, credentialSubject={})}~")) == ("signature_good", "issuer_document")
    assert codes(check(f"{issued(**own)}~")) == ("signature_good", "issuer_document")


def test_an_end_of_the_signature_itself_is_kept_to() -> None:
    """``validUntil`` says how long the credential holds, ``exp`` how long this token proves it."""
    at = int(AT.timestamp())
    inside = {"type": "VerifiableCredential", "credentialSubject": {}, "validUntil": "2040-01-01T00:00:00Z"}
    assert codes(check(f"{issued(**inside, exp=at)}~")) == ("signature_good", "proof_expired")
    assert codes(check(f"{issued(**inside, exp=at + 1)}~")) == ("signature_good", "issuer_document")


# --- key binding -------------------------------------------------------------------------


def bound() -> str:
    return f"{issued(cnf={'jwk': jwk(HOLDER)})}~{NAME}~"


def test_the_holder_signs_one_presentation_for_one_verifier() -> None:
    proved = check(binding(bound()), CHALLENGED)
    assert codes(proved) == ("signature_good", "issuer_document")
    assert any("holder's signature" in step for step in proved.steps)
    assert proved.audience == Audience(("https://verifier.example",), "n-1", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    assert check(bound()).audience == ANYBODY


def test_a_binding_is_checked_even_when_nobody_asked() -> None:
    assert codes(check(binding(bound(), make_key()))) == ("signature_mismatch",)


def test_a_binding_of_another_presentation_is_refused() -> None:
    presented = bound()
    other = binding(f"{issued(cnf={'jwk': jwk(HOLDER)})}~").rpartition("~")[2]
    assert codes(check(presented + other)) == ("hash_mismatch",)
    assert codes(check(binding(presented, sd_hash=None))) == ("hash_mismatch",)


@pytest.mark.parametrize("claims", [{"nonce": "n-2"}, {"aud": "https://other.example"}])
def test_a_binding_made_for_another_occasion_is_refused(claims: Json) -> None:
    assert codes(check(binding(bound(), **claims), CHALLENGED)) == ("signature_good", "purpose_wrong")
    assert codes(check(binding(bound(), **claims))) == ("signature_good", "issuer_document")


@pytest.mark.parametrize("claim", ["iat", "aud", "nonce"])
@pytest.mark.parametrize("value", [None, [], True])
def test_a_binding_says_when_for_whom_and_in_answer_to_what(claim: str, value: Any) -> None:
    assert codes(check(binding(bound(), **{claim: value}))) == ("jose_refused",)


def test_a_binding_from_the_future_is_not_accepted_yet() -> None:
    ahead = int(AT.timestamp()) + 3600
    assert codes(check(binding(bound(), iat=ahead))) == ("signature_good", "purpose_wrong")
    assert codes(check(binding(bound(), nbf=ahead))) == ("signature_good", "purpose_wrong")


def test_without_a_binding_a_challenge_is_not_answered() -> None:
    assert codes(check(bound(), CHALLENGED)) == ("signature_good", "purpose_wrong")


def test_a_binding_of_another_type_is_refused() -> None:
    assert codes(check(binding(bound(), typ="JWT"))) == ("jose_refused",)


def test_a_binding_is_no_credential_itself() -> None:
    claims = {"iss": ISSUER.did, "vct": "https://college.example/types/Degree", "iat": 1}
    assert codes(check(token(claims, ISSUER, typ="kb+jwt", kid=ISSUER.method) + "~")) == ("jose_refused",)


@pytest.mark.parametrize("cnf", [None, 7, {}, {"jwk": "x"}, {"kid": ["x"]}, {"kid": ""}, {"jwk": None}])
def test_a_binding_needs_a_key_that_the_credential_is_bound_to(cnf: Any) -> None:
    claims = {} if cnf is None else {"cnf": cnf}
    assert codes(check(binding(f"{issued(**claims)}~"))) == ("proof_malformed",)


def test_a_credential_may_be_bound_to_a_key_by_name() -> None:
    presented = f"{issued(cnf={'kid': HOLDER.method})}~"
    keys = {"key-1": FoundKey(ISSUER.public, "issuer_document"), HOLDER.method: FoundKey(HOLDER.public, "issuer_key")}
    assert codes(check(binding(presented), known=Known(keys))) == ("signature_good", "issuer_document")
    del keys[HOLDER.method]
    assert codes(check(binding(presented), known=Known(keys))) == ("key_not_saved", "no_signature")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "ES256"}])
def test_a_binding_has_to_be_signed_as_its_key_demands(header: Json) -> None:
    presented = bound()
    _, body, signature = binding(presented).rpartition("~")[2].split(".")
    head = b64({"typ": "kb+jwt", **header})
    assert codes(check(f"{presented}{head}.{body}.{signature}")) == ("jose_refused",)


# --- the specification's own examples, where they are at hand ---------------------------------


@pytest.mark.parametrize("name", ["sd-jwt-js-index-L810-ES256.sd-jwt", "sd-jwt-js-vc-example-L21-ES256.sd-jwt"])
def test_published_examples_hold_and_break_when_touched(name: str) -> None:
    text = need(VECTORS / "sdjwt" / name).read_text().strip()
    key = json.loads((VECTORS / "network/keys/sd-jwt-rfc-issuer.jwk").read_text())
    point = b"\4" + b"".join(base64.urlsafe_b64decode(key[part] + "=") for part in "xy")

    class WithHolder(FakeKnown):
        def key(self, ref: KeyRef) -> FoundKey:
            if ref.jwk is not None:
                parts = (base64.urlsafe_b64decode(str(ref.jwk[part]) + "=") for part in "xy")
                return FoundKey(PublicKey("P-256", b"\4" + b"".join(parts)), "self_asserted_key")
            return super().key(ref)

    known = WithHolder({"doc-signer-05-25-2022": FoundKey(PublicKey("P-256", point), "issuer_document")})
    assert codes(check(text, known=known)) == ("signature_good", "issuer_document")
    parts = text.split("~")
    assert codes(check("~".join([parts[0], parts[1], parts[1], ""]), known=known)) == ("hash_mismatch",)
    without = "~".join([*parts[:1], *parts[2:]])
    expected = ("hash_mismatch",) if parts[-1] else ("signature_good", "issuer_document")
    assert codes(check(without, known=known)) == expected

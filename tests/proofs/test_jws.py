import base64
import json
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from proof_kit import (
    AT,
    CONDITIONS,
    FakeKnown,
    Json,
    Key,
    b64,
    codes,
    credential,
    knowing,
    make_key,
    outline_of_token,
    token,
)

from wallet import proofs
from wallet.model import FoundKey, Outline, ProofNote
from wallet.proofs.base import Conditions
from wallet.report import Code, Proved, Result

KEYS = {kind: make_key(kind) for kind in ("Ed25519", "P-256", "P-384", "P-521", "secp256k1", "RSA")}
ED = KEYS["Ed25519"]
ISSUED = {"iss": ED.did, "sub": "did:example:learner", "jti": "urn:uuid:8d1d8d2e-0000-4000-8000-000000000001"}


def check(text: str, document: Json, known: FakeKnown | None = None, **options: Any) -> Proved:
    conditions = options.pop("conditions", CONDITIONS)
    return proofs.check(outline_of_token(text, document, **options), known or knowing(ED), conditions)


def checked_claims(claims: Json, **options: Any) -> Proved:
    document = claims.get("vc", claims.get("vp", claims))
    return check(token(claims, ED), document if isinstance(document, dict) else {}, **options)


@pytest.mark.parametrize(
    ("kind", "alg"),
    [
        ("Ed25519", "EdDSA"),
        ("Ed25519", "Ed25519"),
        ("P-256", "ES256"),
        ("P-384", "ES384"),
        ("P-521", "ES512"),
        ("secp256k1", "ES256K"),
        ("RSA", "RS256"),
        ("RSA", "RS384"),
        ("RSA", "RS512"),
        ("RSA", "PS256"),
        ("RSA", "PS384"),
        ("RSA", "PS512"),
    ],
)
def test_each_algorithm_in_both_shapes(kind: str, alg: str) -> None:
    key = KEYS[kind]
    document = credential(key.did)
    for claims in (document, {"vc": document, "iss": key.did}):
        proved = check(token(claims, key, alg), document, knowing(key))
        assert codes(proved) == ("signature_good", "issuer_key")
        assert proved.view.tree == document
        assert (proved.view.keyed_by, proved.view.signed) == ("term", True)
        assert proved.checks[1].source == key.did
        assert [step[:2] for step in proved.steps[:3]] == ["5.", "6.", "7."]


def test_the_key_is_asked_for_by_name_for_the_issuer_and_purpose() -> None:
    known = knowing(ED)
    document = credential("https://issuer.example")
    check(
        token(document, ED, jwk={"kty": "OKP"}, jku="https://evil.example/jwks", x5u="https://evil.example/c"),
        document,
        known,
    )
    (ref,) = known.asked
    assert (ref.id, ref.issuer, ref.purpose, ref.jwk, ref.x5c) == (
        ED.method,
        "https://issuer.example",
        "assertionMethod",
        {"kty": "OKP"},
        (),
    )


def test_each_step_is_told_in_its_order() -> None:
    document = credential(ED.did)
    text = token(document, ED)
    told = (
        "5. a token signed with EdDSA",
        f"6. key: Ed25519 {ED.public.data.hex()} from {ED.did} (issuer_key)",
        f"7. the {len(text.rpartition('.')[0])} bytes of header and payload as they stand",
    )
    assert check(text, document).steps == (*told, "8. the signature over header and payload holds", "9. issuer_key")
    head, body, _ = text.split(".")
    broken = check(f"{head}.{body}.{b64(bytes(64))}", document)
    assert broken.steps == (*told, "8. the signature over header and payload does not hold")
    assert (broken.checks[0].source, broken.view.keyed_by) == (ED.did, "term")
    unknown = check(text, document, FakeKnown())
    assert unknown.steps[1] == "6. key: none (issuer_not_saved)"
    assert len(unknown.steps) == 3


def test_the_signed_text_is_quoted_on_request() -> None:
    document = credential(ED.did)
    text = token(document, ED)
    told = check(text, document, conditions=Conditions(AT, forms=True)).steps
    assert f"7. the signed form of the token:\n{text.rpartition('.')[0]}" in told
    assert not any("the signed form" in step for step in check(text, document).steps)


def test_without_a_kid_the_formats_name_the_key() -> None:
    known = knowing(ED)
    document = credential(ED.did)
    assert codes(check(token(document, ED, kid=None), document, known, key_id=ED.method)) == (
        "signature_good",
        "issuer_key",
    )


def test_a_changed_claim_is_noticed_and_nothing_is_called_signed() -> None:
    document = credential(ED.did)
    head, _, signature = token(document, ED).split(".")
    forged = {**document, "validFrom": "2020-01-01T00:00:00Z"}
    proved = check(f"{head}.{b64(forged)}.{signature}", forged)
    assert codes(proved) == ("signature_mismatch",)
    assert not proved.view.signed


def test_another_partys_signature_is_noticed() -> None:
    document = credential(ED.did)
    text = token(document, make_key(), kid=ED.method)
    assert codes(check(text, document)) == ("signature_mismatch",)


@pytest.mark.parametrize("code", ["issuer_mismatch", "method_not_authorised", "self_asserted_key", "key_changed"])
def test_what_ties_the_key_to_the_issuer_is_the_signer_check(code: str) -> None:
    document = credential(ED.did)
    assert codes(check(token(document, ED), document, knowing(ED, code=code))) == ("signature_good", code)


def test_a_key_that_is_not_saved_leaves_everything_open() -> None:
    document = credential("https://issuer.example")
    proved = check(token(document, ED), document, FakeKnown())
    assert codes(proved) == ("key_not_saved", "issuer_not_saved")
    assert proved.checks[1].message == "no document of https://issuer.example is saved"
    assert not proved.view.signed


def test_a_broken_key_is_a_broken_proof() -> None:
    document = credential(ED.did)
    known = FakeKnown({ED.method: FoundKey(None, "proof_malformed", details=(("detail", "a key of 3 bytes"),))})
    proved = check(token(document, ED), document, known)
    assert codes(proved) == ("proof_malformed",)
    assert proved.checks[0].message == "its signature block is broken: a key of 3 bytes"


def test_a_credential_that_names_no_issuer_was_signed_by_nobody() -> None:
    document = credential("")
    del document["issuer"]
    assert codes(check(token(document, ED), document)) == ("signature_good", "self_asserted_key")


# --- forbidden features --------------------------------------------------------------


def raw_header(text: str, key: Key, claims: Json) -> str:
    signing_input = f"{b64(text)}.{b64(claims)}"
    return f"{signing_input}.{b64(key.sign(signing_input.encode()))}"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "NONE"},
        {"alg": None},
        {"alg": 7},
        {"alg": ["EdDSA"]},
        {"alg": "HS256"},
        {"alg": "HS512"},
        {"alg": "ES256"},
        {"alg": "RS256"},
        {"alg": "EdDSA", "crit": ["exp"]},
        {"alg": "EdDSA", "crit": []},
        {"alg": "EdDSA", "b64": False, "crit": ["b64"]},
        {"alg": "EdDSA", "b64": True},
        {"alg": "EdDSA", "kid": ["did:key:z6Mk"]},
        {"alg": "EdDSA", "kid": 7},
        {"alg": "EdDSA", "kid": {"a": 1}},
        {"alg": "EdDSA", "jwk": "key"},
        {"alg": "EdDSA", "jwk": ["key"]},
        {"alg": "EdDSA", "x5c": "AAAA"},
        {"alg": "EdDSA", "x5c": []},
        {"alg": "EdDSA", "x5c": [7]},
        {"alg": "EdDSA", "x5c": ["@@"]},
        {"alg": "EdDSA", "x5c": ["AAAA"] * 9},
        {"alg": "EdDSA", "zip": "GZ"},
    ],
)
def test_a_forbidden_header_is_refused(header: Json) -> None:
    document = credential(ED.did)
    head = {"kid": ED.method, **{name: value for name, value in header.items() if value is not None}}
    text = raw_header(json.dumps(head), ED, document)
    assert codes(check(text, document)) == ("jose_refused",)


@pytest.mark.parametrize("kind", ["kb+jwt", "at+jwt", "application/secevent+jwt", "OpenID4VCI-proof+JWT"])
def test_a_token_that_was_made_for_something_else_is_no_credential(kind: str) -> None:
    document = credential(ED.did)
    assert codes(check(token(document, ED, typ=kind), document)) == ("jose_refused",)


@pytest.mark.parametrize("kind", ["JWT", "vc+jwt", "vc+ld+jwt", "application/vc+ld+json+jwt", "x+jwt", "", 7])
def test_every_other_type_of_token_may_hold_a_credential(kind: Any) -> None:
    document = credential(ED.did)
    assert codes(check(token(document, ED, typ=kind), document)) == ("signature_good", "issuer_key")


def test_a_header_that_says_its_algorithm_twice_is_refused() -> None:
    document = credential(ED.did)
    text = raw_header('{"alg":"none","alg":"EdDSA","kid":"' + ED.method + '"}', ED, document)
    outline = outline_of_token(token(document, ED), document)
    payload = replace(outline.payload, data=text.encode())
    assert codes(proofs.check(outline._replace(payload=payload), knowing(ED), CONDITIONS)) == ("jose_refused",)


def test_padded_or_loose_base64_is_refused() -> None:
    document = credential(ED.did)
    head, body, signature = token(document, ED).split(".")
    for broken in (
        f"{head}.{body}.{signature}=",
        f"{head}.{body}.{signature[:-1]}+",
        f"{head}.{body}.{signature[:-1]}B",
    ):
        assert codes(check(broken, document)) in (("jose_refused",), ("signature_mismatch",))
    assert codes(check(f"{head}.{body}.{signature}=", document)) == ("jose_refused",)


def test_a_shared_secret_without_a_public_key_is_only_unsupported() -> None:
    document = credential("https://issuer.example")
    text = raw_header('{"alg":"HS256"}', ED, document)
    assert codes(check(text, document, FakeKnown())) == ("suite_unsupported", "no_signature")


@pytest.mark.parametrize("alg", ["ES256KR", "Ed448", "ML-DSA-44", "X" * 1000])
def test_an_unknown_algorithm_is_unsupported(alg: str) -> None:
    document = credential(ED.did)
    text = raw_header(json.dumps({"alg": alg, "kid": ED.method}), ED, document)
    proved = check(text, document)
    assert codes(proved) == ("suite_unsupported", "no_signature")
    assert proved.checks[0].message.endswith(f": {alg[:40]}")
    assert proved.steps[0] == f"5. a token signed with {alg[:20]}"


@pytest.mark.parametrize("text", ["", "a.b", "....", "e30..", "not a token"])
def test_what_is_no_token_is_a_broken_proof(text: str) -> None:
    outline = outline_of_token(token({}, ED), {})
    payload = replace(outline.payload, data=text.encode())
    found = codes(proofs.check(outline._replace(payload=payload), knowing(ED), CONDITIONS))
    assert found in (("proof_malformed",), ("jose_refused",))


@pytest.mark.parametrize("body", [b"[]", b"7", b"", b"{", b'{"a":1,"a":2}', b"\xff"])
def test_claims_that_are_no_object_are_a_broken_proof(body: bytes) -> None:
    assert codes(check(token(body, ED), {})) == ("proof_malformed",)


# --- claims and content -----------------------------------------------------------------


def test_claims_that_agree_are_accepted() -> None:
    old = {**credential(ED.did), "issuanceDate": "2024-01-01T00:00:00.250Z", "expirationDate": "2034-01-01T00:00:00Z"}
    del old["validFrom"]
    claims = {**ISSUED, "vc": old, "nbf": 1704067200.5, "exp": 2019686400}
    assert codes(checked_claims(claims)) == ("signature_good", "issuer_key")


MISSHAPEN = [
    {"iss": {"id": "x"}},
    {"iss": 7},
    {"sub": ["did:example:learner"]},
    {"nbf": "2024-01-01T00:00:00Z"},
    {"nbf": True},
    {"nbf": 1e300},
]


@pytest.mark.parametrize("claim", MISSHAPEN)
def test_claims_of_another_kind_are_refused(claim: Json) -> None:
    inside = credential(ED.did)
    for claims in ({**ISSUED, "vc": inside, **claim}, {**inside, **claim}):
        assert codes(checked_claims(claims)) == ("jose_refused",)
        assert codes(checked_claims({**claims, "jti": "urn:uuid:other"})) == ("jose_refused",)


@pytest.mark.parametrize("claim", [{"sub": "did:example:other"}, {"jti": "urn:uuid:other"}])
def test_who_contradicts_the_content_in_its_token_changed_nothing_and_is_not_relied_on(claim: Json) -> None:
    """The signature holds, so that is what is said of it; with or without the key it is the signer who said both."""
    inside = credential(ED.did)
    for claims in ({**ISSUED, "vc": inside, **claim}, {**inside, **claim}):
        proved = checked_claims(claims)
        assert codes(proved) == ("signature_good", "claims_differ")
        assert (proved.checks[1].result, proved.checks[1].also) == (Result.FAIL, (Code.ISSUER_KEY,))
        assert next(iter(claim)) in proved.checks[1].message
        assert codes(checked_claims(claims, known=FakeKnown())) == ("key_not_saved", "claims_differ")


def test_a_token_signed_by_another_than_the_issuer_inside_is_theirs() -> None:
    """The key of whoever ``iss`` names is looked for; the credential names somebody else."""
    known = knowing(ED)
    proved = checked_claims({**ISSUED, "iss": "did:example:other", "vc": credential(ED.did)}, known=known)
    assert codes(proved) == ("signature_good", "issuer_mismatch")
    assert ED.did in proved.checks[1].message
    assert [ref.issuer for ref in known.asked] == ["did:example:other"]


def test_a_subject_that_repeats_the_issuer_says_nothing() -> None:
    claims = {**ISSUED, "sub": ED.did, "vc": credential(ED.did)}
    assert codes(checked_claims(claims)) == ("signature_good", "issuer_key")


def test_an_end_or_start_other_than_inside_is_kept_to_as_well() -> None:
    """Both have to hold, so no program that goes by either finds another credential in date."""
    inside = credential(ED.did, validUntil="2030-01-01T00:00:00Z")
    at = int(AT.timestamp())
    for claim, code in (
        ({"exp": 1893456000}, "issuer_key"),
        ({"exp": 1900000000}, "issuer_key"),
        ({"exp": at + 1}, "issuer_key"),
        ({"exp": at}, "proof_expired"),
        ({"nbf": at - 86400}, "issuer_key"),
        ({"nbf": at + 86400}, "purpose_wrong"),
    ):
        assert codes(checked_claims({**ISSUED, "vc": inside, **claim})) == ("signature_good", code)


@pytest.mark.parametrize("name", ["issuanceDate", "validFrom"])
def test_a_start_inside_leaves_that_of_the_token_to_be_kept_to(name: str) -> None:
    inside = {member: value for member, value in credential(ED.did).items() if member != "validFrom"}
    claims = {**ISSUED, "vc": {**inside, name: "2024-01-01T00:00:00Z"}, "nbf": int(AT.timestamp()) + 86400}
    assert codes(checked_claims(claims)) == ("signature_good", "purpose_wrong")


@pytest.mark.parametrize("end", ["2025-01-01T02:00:00+02:00", "2025-01-01T00:00:00", "2024-12-31T19:00:00-05:00"])
def test_one_end_in_two_zones_is_one(end: str) -> None:
    """Then it is the credential's own, and for the validity check (RFC 7519 section 2: seconds in UTC)."""
    claims = {"vc": credential(ED.did, validUntil=end), "exp": 1735689600}
    assert codes(checked_claims(claims)) == ("signature_good", "issuer_key")


def test_a_token_may_begin_a_little_before_the_credential_was_issued() -> None:
    """As walt.id's do, so that a clock behind theirs finds them in date."""
    inside = credential(ED.did, issuanceDate="2024-01-02T00:00:00.955254087Z")
    assert codes(checked_claims({**ISSUED, "vc": inside, "nbf": 1704153510})) == ("signature_good", "issuer_key")


def test_a_token_that_is_the_credential_may_end_before_or_after_what_it_says() -> None:
    """There ``exp`` is the end of the signature (VC JOSE COSE 3.1.3), and past it nothing is proved any more."""
    inside = credential(ED.did, validUntil="2030-01-01T00:00:00Z")
    at = int(AT.timestamp())
    for end, code in ((1893456000 + 9, "issuer_key"), (at + 1, "issuer_key"), (at, "proof_expired")):
        assert codes(checked_claims({**inside, "exp": end})) == ("signature_good", code)
    over = credential(ED.did, validUntil="2025-01-01T00:00:00Z")
    assert codes(checked_claims({**over, "exp": 1735689600})) == ("signature_good", "issuer_key")  # said by validity
    assert codes(checked_claims({**over, "exp": 1735689600 + 86400})) == ("signature_good", "proof_expired")
    assert codes(checked_claims({**inside, "exp": "soon"})) == ("jose_refused",)


@pytest.mark.parametrize(("late", "code"), [(0.75, "issuer_key"), (-0.75, "issuer_key"), (1, "proof_expired")])
def test_ends_that_differ_by_less_than_a_second_are_one(late: float, code: str) -> None:
    """Then the end is the credential's own, and for the validity check."""
    for name in ("expirationDate", "validUntil"):
        inside = credential(ED.did, **{name: "2025-01-01T00:00:00Z"})
        assert codes(checked_claims({"vc": inside, "exp": 1735689600 + late})) == ("signature_good", code)


def test_an_unreadable_date_inside_is_for_the_validity_check() -> None:
    for date in ("yesterday", 7, None, ["2024"], "9999-12-31T23:59:59-23:59"):
        inside = credential(ED.did, validFrom=date)
        assert codes(checked_claims({"vc": inside, "nbf": 1704067200})) == ("signature_good", "issuer_key")


@pytest.mark.parametrize("claim", ["vc", "vp"])
@pytest.mark.parametrize("junk", [None, 7, "x", [], True])
def test_a_content_claim_that_is_no_object_is_refused(claim: str, junk: Any) -> None:
    assert codes(checked_claims({claim: junk, "iss": ED.did})) == ("jose_refused",)


def test_several_subjects_have_no_single_id() -> None:
    inside = credential(ED.did, credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}])
    assert codes(checked_claims({**ISSUED, "vc": inside})) == ("signature_good", "issuer_key")
    inside["credentialSubject"] = "did:example:a"
    assert codes(checked_claims({**ISSUED, "vc": inside})) == ("signature_good", "issuer_key")


def test_a_single_subject_in_a_list_has_an_id() -> None:
    inside = credential(ED.did, credentialSubject=[{"id": "did:example:learner"}])
    assert codes(checked_claims({**ISSUED, "vc": inside})) == ("signature_good", "issuer_key")
    inside["credentialSubject"] = [{"id": "did:example:a"}]
    assert codes(checked_claims({**ISSUED, "vc": inside})) == ("signature_good", "claims_differ")


def test_quotes_around_claims_and_names_change_nothing() -> None:
    inside = credential(ED.did)
    claims = {"iss": f'"{ED.did}"', "vc": inside}
    assert codes(check(token(claims, ED, kid=ED.method.replace("#", '"#')), inside)) == ("signature_good", "issuer_key")


def test_a_compressed_token_is_read_within_its_limit() -> None:
    document = credential(ED.did)
    engine = zlib.compressobj(wbits=-15)
    body = engine.compress(json.dumps(document).encode()) + engine.flush()
    assert codes(check(token(body, ED, zip="DEF"), document)) == ("signature_good", "issuer_key")
    engine = zlib.compressobj(wbits=-15)
    bomb = engine.compress(b" " * 2**21) + engine.flush()
    assert codes(check(token(bomb, ED, zip="DEF"), document)) == ("proof_malformed",)


# --- presentations ----------------------------------------------------------------------


def presentation(**claims: Any) -> Json:
    return {"iss": ED.did, "vp": {"type": ["VerifiablePresentation"], "holder": ED.did}, **claims}


def presented(claims: Json, known: FakeKnown | None = None, **asked: str) -> Proved:
    return check(token(claims, ED), claims["vp"], known, presentation=True, conditions=Conditions(AT, **asked))


def test_a_presentation_is_signed_by_its_holder() -> None:
    known = knowing(ED)
    assert codes(presented(presentation(nonce="n", aud="verifier.example"), known)) == ("signature_good", "issuer_key")
    assert [(ref.issuer, ref.purpose) for ref in known.asked] == [(ED.did, "authentication")]
    assert codes(presented(presentation(iss="did:example:other"))) == ("signature_good", "issuer_mismatch")
    assert codes(presented(presentation(sub="did:example:anyone"))) == ("signature_good", "issuer_key")


def test_a_presentation_may_be_signed_for_either_purpose() -> None:
    class Picky(FakeKnown):
        def key(self, ref: Any) -> FoundKey:
            found = super().key(ref)
            return found if ref.purpose == "assertionMethod" else FoundKey(found.key, "method_not_authorised")

    assert codes(presented(presentation(), Picky(knowing(ED).keys))) == ("signature_good", "issuer_key")


def test_a_presentation_without_holder_is_signed_by_whoever_holds_the_key() -> None:
    claims = {"vp": {"type": ["VerifiablePresentation"]}}
    assert codes(presented(claims)) == ("signature_good", "issuer_key")


@pytest.mark.parametrize("aud", ["verifier.example", ["other.example", "verifier.example"]])
def test_challenge_and_domain_are_checked_when_asked(aud: Any) -> None:
    claims = presentation(nonce="n", aud=aud)
    assert codes(presented(claims, challenge="n", domain="verifier.example")) == ("signature_good", "issuer_key")
    assert codes(presented(claims, challenge="m")) == ("signature_good", "purpose_wrong")
    assert codes(presented(claims, domain="verifier")) == ("signature_good", "purpose_wrong")
    assert codes(presented(presentation(), challenge="n")) == ("signature_good", "purpose_wrong")
    assert codes(presented(presentation(aud=7), domain="7")) == ("signature_good", "purpose_wrong")


def test_a_presentation_past_its_end_is_refused_but_a_credential_is_only_expired() -> None:
    at = int(AT.timestamp())
    assert codes(presented(presentation(exp=at))) == ("signature_good", "proof_expired")
    assert codes(presented(presentation(exp=at + 1))) == ("signature_good", "issuer_key")
    inside = credential(ED.did)
    ended = (AT - timedelta(days=1)).timestamp()
    assert codes(checked_claims({"vc": inside, "exp": int(ended)})) == ("signature_good", "issuer_key")


def test_a_bare_presentation_is_about_nobody() -> None:
    subject = {"credentialSubject": {"id": "did:example:b"}, "sub": "did:example:a"}
    claims = {"type": ["X", "VerifiablePresentation"], "holder": ED.did, **subject}
    assert codes(check(token(claims, ED), claims, presentation=True)) == ("signature_good", "issuer_key")
    claims["type"] = "VerifiablePresentations"
    assert "claims_differ" in codes(check(token(claims, ED), claims, presentation=True))


def test_a_presentation_in_the_bare_shape_names_its_holder() -> None:
    claims = {"type": "VerifiablePresentation", "holder": ED.did, "iss": "did:example:other"}
    assert codes(check(token(claims, ED), claims, presentation=True)) == ("signature_good", "issuer_mismatch")


# --- signed Open Badges 2 -------------------------------------------------------------------


def test_a_signed_open_badge_is_tied_to_the_issuer_that_its_badge_class_names() -> None:
    document = {"type": "Assertion", "badge": "https://issuer.example/class", "verification": {"type": "SignedBadge"}}
    text = token(document, ED, kid=None)
    note = ProofNote("jws", "EdDSA", ED.method, None, "", {})
    made = outline_of_token(text, document)
    outline = Outline(
        "open-badges-2", made.payload, document, made.header, "https://issuer.example", "", (note,), (), ()
    )
    known = knowing(ED)
    assert codes(proofs.check(outline, known, CONDITIONS)) == ("signature_good", "issuer_key")
    known.save("https://issuer.example/class", {"issuer": "https://issuer.example/profile"})
    proofs.check(outline, known, CONDITIONS)
    assert [ref.issuer for ref in known.asked] == ["https://issuer.example", "https://issuer.example/profile"]


@pytest.mark.parametrize("named", [ED.method, "https://vault.example/keys/1", "1", ""])
@pytest.mark.parametrize("kid", ["https://vault.example/keys/1", "1", ED.method, None])
def test_a_signed_open_badge_names_its_key_in_its_claims_whatever_its_header_calls_it(named: str, kid: Any) -> None:
    document = {"type": "Assertion", "badge": "https://issuer.example/class", "verification": {"type": "SignedBadge"}}
    made = outline_of_token(token(document, ED, kid=kid), document, key_id=named)
    outline = Outline("open-badges-2", made.payload, document, made.header, ED.did, "", made.proofs, (), ())
    for known in (knowing(ED), FakeKnown({"1": FoundKey(ED.public, "method_not_authorised"), **knowing(ED).keys})):
        found = codes(proofs.check(outline, known, CONDITIONS))
        if ED.method in (named, kid):
            assert found == ("signature_good", "issuer_key")
        else:
            assert found[1] in ("issuer_not_saved", "method_not_authorised")


def test_a_signed_open_badge_is_read_with_what_its_issuer_publishes_of_it() -> None:
    url = "https://issuer.example/class"
    document = {"type": "Assertion", "badge": url, "verification": {"type": "SignedBadge"}}
    text = token(document, ED, kid=None)
    note = ProofNote("jws", "EdDSA", ED.method, None, "", {})
    made = outline_of_token(text, document)
    outline = Outline("open-badges-2", made.payload, document, made.header, "", "", (note,), (), ())
    for known, shown in ((knowing(ED), True), (knowing(ED, code="issuer_from_sharer"), False)):
        known.save(url, {"name": "Robotics", "issuer": "https://issuer.example/profile"})
        known.save("https://issuer.example/profile", {"name": "College"})
        tree = proofs.check(outline, known, CONDITIONS).view.tree
        assert (tree["badge"] == url) is not shown
        assert not shown or (tree["badge"]["name"], tree["badge"]["issuer"]["name"]) == ("Robotics", "College")


@pytest.mark.parametrize("chain", [(b"leaf",), (b"leaf", b"root"), (b"leaf",) * 8, (bytes(2_500),) * 3])
def test_certificates_of_the_header_are_passed_on_as_der(chain: tuple[bytes, ...]) -> None:
    known = knowing(ED)
    document = credential("https://issuer.example")
    check(token(document, ED, x5c=[base64.b64encode(der).decode() for der in chain]), document, known)
    assert known.asked[0].x5c == chain

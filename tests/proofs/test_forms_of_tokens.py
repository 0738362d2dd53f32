"""A token means the same in every form it is written in, compact or within JSON, and is judged the same."""

import hashlib
import json
import zlib
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from judge_kit import NOW, found, judged
from proof_kit import Json, Key, b64, make_key, signed, token

from wallet.actions.grounds import Asked
from wallet.errors import Unreadable
from wallet.keys.did_key import did_of
from wallet.report import CheckId, Code, Result

LATER, BEFORE = int((NOW + timedelta(days=9)).timestamp()), int((NOW - timedelta(days=9)).timestamp())
ISSUER, HOLDER = make_key("P-256"), make_key("P-256")
DID, HOLDER_DID = did_of(ISSUER.public), did_of(HOLDER.public)
VC = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "id": "urn:example:1",
    "issuer": DID,
    "validFrom": "2024-01-01T00:00:00Z",
    "validUntil": "2030-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:learner"},
}


def test_a_credential_signed_within_a_signed_token_is_held_to_both() -> None:
    inner = {name: value for name, value in VC.items() if name not in ("validUntil", "id")}
    inner = signed(inner, ISSUER, "ecdsa-rdfc-2019")
    claims = {"vc": inner, "iss": DID, "jti": "urn:example:1", "exp": LATER}
    report = judged(issued(claims))
    assert (found(report)[CheckId.INTEGRITY], found(report)[CheckId.SIGNER]) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)
    assert report.credential.valid_until == NOW.replace(microsecond=0) + timedelta(days=9)
    assert found(judged(issued({**claims, "exp": BEFORE})))[CheckId.VALIDITY] is Code.EXPIRED
    changed = {**inner, "credentialSubject": {"id": "did:example:other"}}
    assert found(judged(issued({**claims, "vc": changed})))[CheckId.INTEGRITY] is Code.SIGNATURE_MISMATCH
    stranger = issued(claims, HOLDER)
    assert found(judged(stranger[:-4] + "AAAA"))[CheckId.INTEGRITY] is Code.SIGNATURE_MISMATCH
    loose = judged({**claims, "exp": BEFORE})
    assert found(loose)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert loose.credential.valid_until is None, "what stands beside it in no token is nobody's word"


def flattened(compact: str, **header: Any) -> Json:
    protected, payload, signature = compact.split(".")
    return {
        "protected": protected,
        "payload": payload,
        "signature": signature,
        **({"header": header} if header else {}),
    }


def general(compact: str, **header: Any) -> Json:
    whole = flattened(compact, **header)
    return {"payload": whole.pop("payload"), "signatures": [whole]}


def kid(key: Key) -> str:
    did = did_of(key.public)
    return f"{did}#{did.removeprefix('did:key:')}"


def issued(claims: Json, key: Key = ISSUER, **header: Any) -> str:
    return token(claims, key, kid=kid(key), **header)


CLAIMS = {
    "a plain one": ({**VC}, Code.ISSUER_KEY),
    "in a claim": ({"vc": VC, "iss": DID, "sub": "did:example:learner"}, Code.ISSUER_KEY),
    "for somebody else": ({"vc": VC, "iss": DID, "sub": "did:example:other"}, Code.CLAIMS_DIFFER),
    "for somebody else under an alias": (
        {"vc": {**VC, "credentialSubject": [[{"@id": "did:example:learner"}]]}, "iss": DID, "sub": "did:example:other"},
        Code.CLAIMS_DIFFER,
    ),
    "by somebody else": ({"vc": {**VC, "issuer": HOLDER_DID}, "iss": DID}, Code.ISSUER_MISMATCH),
    "of another end": ({"vc": VC, "iss": DID, "exp": LATER}, Code.ISSUER_KEY),
    "of an end that is past": ({"vc": VC, "iss": DID, "exp": BEFORE}, Code.PROOF_EXPIRED),
    "of a start that is to come": ({"vc": VC, "iss": DID, "nbf": LATER}, Code.PURPOSE_WRONG),
    "whose signature is over": ({**VC, "exp": BEFORE}, Code.PROOF_EXPIRED),
    "whose signature does not count yet": ({**VC, "nbf": LATER}, Code.PURPOSE_WRONG),
    "whose signature counts since": ({**VC, "nbf": BEFORE}, Code.ISSUER_KEY),
    "whose signer's clock is ahead": ({**VC, "nbf": int(NOW.timestamp()) + 50}, Code.ISSUER_KEY),
    "without an end": ({"vc": VC, "iss": DID, "exp": None}, Code.ISSUER_KEY),
}


@pytest.mark.parametrize("form", [str, flattened, general])
@pytest.mark.parametrize(("claims", "code"), CLAIMS.values(), ids=CLAIMS)
def test_claims_count_in_every_form(claims: Json, code: Code, form: Any) -> None:
    report = judged(form(issued(claims)))
    assert code in found(report).values()
    assert (report.exit_code() == 1) is (code is not Code.ISSUER_KEY)


@pytest.mark.parametrize("form", [str, flattened, general])
def test_an_end_in_milliseconds_is_a_date_that_cannot_be_read(form: Any) -> None:
    endless = {name: value for name, value in VC.items() if name != "validUntil"}
    for claims in ({"vc": endless, "iss": DID}, endless):
        report = judged(form(issued({**claims, "exp": LATER * 1000})))
        assert found(report)[CheckId.VALIDITY] is Code.DATES_UNREADABLE
        assert report.exit_code(strict=True) == 3
    assert judged(form(issued({**VC, "exp": LATER * 1000}))).exit_code() == 1  # nothing would show it


@pytest.mark.parametrize("form", [str, flattened, general])
@pytest.mark.parametrize(
    ("asked", "claims", "code"),
    [
        (Asked(NOW, "n-1", "https://verifier.example"), {}, Code.HOLDER_PROVED),
        (Asked(NOW, "n-2"), {}, None),
        (Asked(NOW, "", "https://other.example"), {}, None),
        (Asked(NOW), {"exp": BEFORE}, None),
        (Asked(NOW), {"nbf": LATER}, None),
        (Asked(NOW), {"exp": LATER * 1000}, None),
    ],
)
def test_a_presentation_answers_in_every_form(asked: Asked, claims: Json, code: Code | None, form: Any) -> None:
    shown = {"vp": {"type": ["VerifiablePresentation"], "holder": HOLDER_DID, "verifiableCredential": [issued(VC)]}}
    said = {"iss": HOLDER_DID, "nonce": "n-1", "aud": "https://verifier.example", **claims}
    report = judged(form(issued({**shown, **said}, HOLDER)), asked)
    assert found(report).get(CheckId.HOLDER) is code or report.exit_code() == 1
    assert (report.exit_code() == 1) is (code is None)


def test_a_token_has_the_room_for_pictures_that_json_has() -> None:
    picture = "data:image/png;base64," + "A" * 6_000_000
    report = judged(issued({**VC, "credentialSubject": {**VC["credentialSubject"], "image": picture}}))
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD


# --- selective disclosure -------------------------------------------------------------


def disclosure(name: str, value: Any) -> str:
    return b64(json.dumps(["salt", name, value]))


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


NAME, DEGREE = disclosure("name", "Ada"), disclosure("degree", "Mathematics") + "=="
JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": b64(HOLDER.private.public_key().public_numbers().x.to_bytes(32)),
    "y": b64(HOLDER.private.public_key().public_numbers().y.to_bytes(32)),
}
SD = issued(
    {"iss": DID, "vct": "urn:degree", "_sd": [digest(NAME), digest(DEGREE)], "cnf": {"jwk": JWK}}, typ="dc+sd-jwt"
)


def bound(presented: str, **claims: Any) -> str:
    said = {"iat": 1, "aud": "https://verifier.example", "nonce": "n-1", "sd_hash": digest(presented), **claims}
    said = {name: value for name, value in said.items() if value != "-"}
    return token(said, HOLDER, kid=None, typ="kb+jwt")


def disclosing(form: Any, *disclosed: str, **claims: Any) -> str | Json:
    presented = "~".join((SD, *disclosed, ""))
    key_binding = bound(presented, **claims)
    return presented + key_binding if form is str else form(SD, disclosures=list(disclosed), kb_jwt=key_binding)


@pytest.mark.parametrize("form", [str, flattened, general])
def test_disclosures_and_their_binding_count_in_every_form(form: Any) -> None:
    asked = Asked(NOW, "n-1", "https://verifier.example")
    report = judged(disclosing(form, NAME, DEGREE), asked)
    assert found(report)[CheckId.SIGNER] is Code.ISSUER_KEY
    assert {"name": "Ada", "degree": "Mathematics"}.items() <= report.outline.document.items()
    assert judged(disclosing(form, NAME), asked._replace(challenge="n-2")).exit_code() == 1
    assert judged(disclosing(form, NAME, disclosure("degree", "Law")), asked).exit_code() == 1
    assert judged(disclosing(form, NAME, exp=BEFORE), asked).checks[-1].code is not Code.ISSUER_KEY


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": BEFORE}, Code.PROOF_EXPIRED),
        ({"exp": LATER}, Code.ISSUER_KEY),
        ({"nbf": LATER}, Code.PURPOSE_WRONG),
        ({"exp": "soon"}, Code.JOSE_REFUSED),
        ({"nbf": True}, Code.JOSE_REFUSED),
        ({"sd_hash": "-"}, Code.HASH_MISMATCH),
        ({"sd_hash": "another"}, Code.HASH_MISMATCH),
    ],
)
def test_a_binding_holds_for_its_time(claims: Json, code: Code) -> None:
    assert code in found(judged(disclosing(str, NAME, **claims))).values()


def test_drafts_put_what_is_disclosed_beside_the_signature() -> None:
    report = judged({**flattened(SD), "disclosures": [NAME]})
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert report.outline.document["name"] == "Ada"


def test_null_beside_the_signature_says_nothing() -> None:
    unbound = judged({**flattened(SD), "disclosures": [NAME], "kb_jwt": None, "header": {"disclosures": None}})
    assert unbound.outline.document["name"] == "Ada"
    assert found(unbound)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    nothing = judged({**flattened(SD), "disclosures": None, "kb_jwt": None})
    assert "name" not in nothing.outline.document
    assert nothing.outline.proofs == judged(flattened(SD)).outline.proofs


@pytest.mark.parametrize(
    "envelope",
    [
        {**flattened(SD), "disclosures": [NAME], "header": {"disclosures": [DEGREE]}},
        {**flattened(SD), "disclosures": NAME},
        {**flattened(SD), "disclosures": [NAME, 5]},
        {**flattened(SD), "kb_jwt": {}},
        {**flattened(SD), "disclosures": [NAME], "protected": 5},
        {**general(SD), "signatures": [*general(SD, disclosures=[NAME])["signatures"] * 2]},
        {**general(SD), "signatures": [*general(SD)["signatures"] * 2], "disclosures": [NAME]},
        {"payload": "x", "signatures": [], "disclosures": [NAME]},
    ],
)
def test_what_is_disclosed_in_no_form_that_is_read_is_not_ignored(envelope: Json) -> None:
    with pytest.raises(Unreadable) as caught:
        judged(envelope)
    assert caught.value.kind in ("envelope_unsupported", "not_a_token")


def test_a_presentation_in_this_form_answers_itself() -> None:
    shown = {
        "@context": VC["@context"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER_DID,
        "_sd": [digest(NAME)],
    }
    text = issued({**shown, "nonce": "n-1", "aud": "https://verifier.example"}, HOLDER, typ="vp+sd-jwt") + f"~{NAME}~"
    assert found(judged(text, Asked(NOW, "n-1", "https://verifier.example")))[CheckId.HOLDER] is Code.HOLDER_PROVED
    assert judged(text, Asked(NOW, "n-2")).exit_code() == 1
    credential = SD + f"~{NAME}~"
    assert judged(credential, Asked(NOW, "n-1")).exit_code() == 1


# --- other clothes --------------------------------------------------------------------


def test_a_token_as_the_proof_of_its_own_claims_is_what_was_signed() -> None:
    text = issued({"vc": VC, "iss": DID})
    around = {**VC, "name": "Not signed", "proof": {"type": "JwtProof2020", "jwt": text}}
    report = judged(around)
    assert found(report)[CheckId.SIGNER] is Code.ISSUER_KEY
    assert "name" not in report.outline.document
    assert judged({**around, "proof": [around["proof"]]}).outline.document == report.outline.document
    forged = judged({**around, "credentialSubject": {**VC["credentialSubject"], "degree": "PhD"}})
    assert found(forged)[CheckId.INTEGRITY] is Code.SUITE_UNSUPPORTED
    twice = judged({**around, "proof": [around["proof"]] * 2})
    assert twice.checks[1].result is not Result.PASS
    assert judged({**around, "proof": {"type": "JwtProof2020", "jwt": 5}}).checks[1].result is not Result.PASS


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("data:application/vc+jwt,{}", True),
        ("data:application/VC+JWT,{}", True),
        ("DATA:application/jwt;charset=utf-8,{}", True),
        ("data:application/vc+sd-jwt;a=b;c=d,{}~", True),
        ("data:application/vc-ld+jwt,{}", True),
        ("data:application/vp+ld+json+jwt,{}", True),
        ("data:application/dc+sd-jwt,{}~", True),
        ("data:text/plain,{}", False),
        ("data:application/vc+cose,{}", False),
        ("data:application/vc+jwt;base64,[]", True),
        ("data:application/vc+jwt;charset=utf-8;BASE64,[]", True),
        ("data:application/vc+jwt;base64,{}", True),
        ("data:application/vc+jwt,[]", False),
        ("data:application/vc+jwt;base64,[]*", False),
        ("data:application/vc+jwt;base64,\xe4", False),
        ("data:application/vc+jwt;base64,5OQ=", False),
        ("data:application/vc+jwt;base64,x", False),
        ("https://e.org/{}", False),
    ],
)
def test_media_types_of_envelopes(address: str, is_one: bool) -> None:  # noqa: FBT001 - a parameter
    envelope = {
        "@context": VC["@context"],
        "type": "EnvelopedVerifiableCredential",
        "id": address.replace("{}", issued(VC)).replace("[]", b64encode(issued(VC).encode()).decode()),
    }
    if is_one:
        assert found(judged(envelope))[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    else:
        with pytest.raises(Unreadable) as caught:
            judged(envelope)
        assert caught.value.kind == "envelope_unsupported"


@pytest.mark.parametrize("crit", [["sigT"], ["sigT", "x"], ["b64"], [], "sigT", ["exp"]])
def test_a_seal_in_compact_form_may_say_when_it_was_made(crit: Any) -> None:
    report = judged(issued(VC, crit=crit, sigT="2026-01-01T00:00:00Z"))
    assert (found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD) is (crit == ["sigT"])
    assert found(judged(issued(VC, crit=["sigT"])))[CheckId.INTEGRITY] is Code.JOSE_REFUSED


@pytest.mark.parametrize("shown", ["o2Zkb2NUeXBl", "https://e.org/credential", ""])
def test_what_a_presentation_shows_in_no_known_form_is_not_passed_over(shown: str) -> None:
    held = {"vp": {"type": ["VerifiablePresentation"], "holder": HOLDER_DID, "verifiableCredential": [shown]}}
    report = judged(issued({**held, "iss": HOLDER_DID}, HOLDER))
    (part,) = report.parts
    assert part.exit_code() == 4
    assert report.exit_code() == 4


# --- keys -------------------------------------------------------------------------------

WEB = "did:web:issuer.example"
PLACE = "https://issuer.example/.well-known/did.json"


def published(*methods: Json) -> Json:
    named = [{"id": f"{WEB}#{n}", "controller": WEB, "type": "JsonWebKey2020", **one} for n, one in enumerate(methods)]
    return {"id": WEB, "verificationMethod": named, "assertionMethod": [one["id"] for one in named]}


def p256(key: Key) -> Json:
    numbers = key.private.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32)), "y": b64(numbers.y.to_bytes(32))}


UNNAMED = token({"vc": {**VC, "issuer": WEB}, "iss": WEB}, ISSUER, kid=None)
OTHERS = [
    {"publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},
    {"publicKeyJwk": p256(HOLDER)},
    {"publicKeyJwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}},
]
STRANGE = {"type": "EcdsaSecp256k1RecoveryMethod2020", "blockchainAccountId": "eip155:1:0xabc"}


@pytest.mark.parametrize(
    ("methods", "signer", "integrity"),
    [
        ([{"publicKeyJwk": p256(ISSUER)}], Code.ISSUER_DOCUMENT, Code.SIGNATURE_GOOD),
        ([*OTHERS, {"publicKeyJwk": p256(ISSUER)}], Code.ISSUER_DOCUMENT, Code.SIGNATURE_GOOD),
        ([STRANGE, {"publicKeyJwk": p256(ISSUER)}], Code.ISSUER_DOCUMENT, Code.SIGNATURE_GOOD),
        (OTHERS, Code.METHOD_NOT_AUTHORISED, Code.KEY_NOT_SAVED),
        ([*OTHERS, STRANGE], Code.NO_SIGNATURE, Code.FEATURE_UNSUPPORTED),
        (
            [*OTHERS, {"publicKeyJwk": {"kty": "OKP", "crv": "Ed448", "x": "AA"}}],
            Code.NO_SIGNATURE,
            Code.FEATURE_UNSUPPORTED,
        ),
    ],
)
def test_a_token_need_not_say_which_of_the_issuers_keys_made_it(
    methods: list[Json], signer: Code, integrity: Code
) -> None:
    report = judged(UNNAMED, saved={PLACE: published(*methods)})
    assert (found(report)[CheckId.SIGNER], found(report)[CheckId.INTEGRITY]) == (signer, integrity)


def test_what_a_resolver_answers_is_the_document_inside() -> None:
    answer = {"didDocument": published({"publicKeyJwk": p256(ISSUER)}), "didDocumentMetadata": {}}
    assert found(judged(UNNAMED, saved={PLACE: answer}))[CheckId.SIGNER] is Code.ISSUER_DOCUMENT


def test_a_key_without_a_name_goes_by_its_thumbprint() -> None:
    from wallet.keys.jwk import thumbprint

    issuer = "https://issuer.example"
    text = token({"iss": issuer, "vct": "urn:x"}, ISSUER, kid=thumbprint(ISSUER.public), typ="dc+sd-jwt") + "~"
    keys = {"keys": [p256(HOLDER), p256(ISSUER), {"kty": "?"}]}
    saved = {f"{issuer}/.well-known/jwt-vc-issuer": {"issuer": issuer, "jwks": keys}}
    assert found(judged(text, saved=saved))[CheckId.SIGNER] is Code.ISSUER_DOCUMENT


@pytest.mark.parametrize("spelled", ["{}", "0x{}"])
@pytest.mark.parametrize("kind", ["P-256", "secp256k1", "Ed25519"])
def test_bare_bytes_of_a_key(kind: str, spelled: str) -> None:
    from wallet.keys.jwk import compressed

    key = make_key(kind)
    types = {"P-256": "EcdsaSecp256r1VerificationKey2019", "secp256k1": "EcdsaSecp256k1VerificationKey2019"}
    method = {
        "type": types.get(kind, "Ed25519VerificationKey2018"),
        "publicKeyHex": spelled.format(compressed(key.public).hex()),
    }
    text = token({"vc": {**VC, "issuer": WEB}, "iss": WEB}, key, kid=f"{WEB}#0")
    assert found(judged(text, saved={PLACE: published(method)}))[CheckId.SIGNER] is Code.ISSUER_DOCUMENT
    for broken in ("zz", "00", 5, "0x" + "05" * 33):
        report = judged(text, saved={PLACE: published({**method, "publicKeyHex": broken})})
        assert found(report)[CheckId.INTEGRITY] is Code.PROOF_MALFORMED


def test_a_list_that_a_token_names_beside_its_credential_is_asked() -> None:
    place = "https://issuer.example/list"
    bits = {"bits": 1, "lst": b64(zlib.compress(b"\x01"))}
    listed = issued({"sub": place, "iat": BEFORE, "iss": DID, "status_list": bits}, typ="statuslist+jwt")
    claims = {"vc": VC, "iss": DID, "status": {"status_list": {"idx": 0, "uri": place}}}
    assert found(judged(issued(claims), saved={place: listed}))[CheckId.STATUS] is Code.REVOKED

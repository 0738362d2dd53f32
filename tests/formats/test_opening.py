"""Steps 2 to 4: the strict load, lifting out of tokens, and outlines."""

import json
from pathlib import Path
from typing import Any

import pytest
from vectors import VECTORS, cases, need

from wallet import carriers, formats
from wallet.codec import base64url
from wallet.errors import Unreadable
from wallet.formats import opening, outlines
from wallet.model import Payload, StatusRef, View

VC = {"type": ["VerifiableCredential"], "issuer": "did:x", "credentialSubject": {}}


def payload(data: bytes | Any, media_type: str = "application/json") -> Payload:
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Payload(data, media_type, "text", "test", data)


def compact(claims: Any, **header: Any) -> bytes:
    encode = lambda value: base64url.encode(json.dumps(value).encode())  # noqa: E731 - shorter than a function
    return f"{encode({'alg': 'EdDSA', **header})}.{encode(claims)}.c2ln".encode()


def refusal(data: bytes | Any) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        formats.open_payload(payload(data))
    return caught.value


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"{" + b" " * (11 * 1024 * 1024) + b"}", "json_too_large"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "json_too_deep"),
        (b'{"a":NaN}', "json_not_a_number"),
        (b'{"a":1,"a":2}', "json_duplicate_key"),
        (b'{"a":1}{"b":2}', "json_trailing_data"),
        (b'{"a":"\\ud800"}', "json_lone_surrogate"),
        (b"[1]", "json_not_an_object"),
        (b"a.b", "not_a_token"),
        (b"a.b.c.d.e", "token_encrypted"),
        (b"eyJhbGciOiJFZERTQSJ9.W10.c2ln", "token_without_claims"),
        (b"eyJhbGciOiJFZERTQSJ9.e30=.c2ln", "jose_refused"),
        (b"bm9wZQ.e30.c2ln", "jose_refused"),
        ({"payload": "{}", "signatures": []}, "not_a_token"),
        ({"payload": "{}", "signatures": [{"protected": 5}]}, "not_a_token"),
        ({"payload": "W10", "protected": "eyJhbGciOiJFZERTQSJ9", "signature": "x"}, "token_without_claims"),
        ({"payload": "*", "protected": "eyJhbGciOiJFZERTQSJ9", "signature": "x"}, "jose_refused"),
    ],
)
def test_hostile_texts_are_refused_by_name(data: bytes | Any, slug: str) -> None:
    error = refusal(data)
    assert error.kind == slug
    assert error.hint


def test_a_credential_in_a_vc_claim_is_completed_from_the_registered_ones() -> None:
    vc = {"type": ["VerifiableCredential"], "credentialSubject": {"name": "A"}}
    claims = {"vc": vc, "iss": '"did:i"', "sub": "did:s", "jti": "urn:j", "nbf": 1262304000.5, "exp": 1893456000}
    outline = formats.open_payload(payload(compact(claims)))
    assert outline.document == {
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:s", "name": "A"},
        "id": "urn:j",
        "issuer": "did:i",
        "issuanceDate": "2010-01-01T00:00:00.500000Z",
        "expirationDate": "2030-01-01T00:00:00Z",
    }
    assert (outline.issuer_id, outline.holder_id) == ("did:i", "did:s")


@pytest.mark.parametrize("issuer", [{"name": "School"}, {"id": "", "name": "School"}, {"id": None, "name": "School"}])
def test_an_issuer_that_leaves_its_id_to_the_token_has_it_from_there(issuer: dict[str, Any]) -> None:
    outline = formats.open_payload(payload(compact({"vc": {**VC, "issuer": issuer}, "iss": "did:i"})))
    assert outline.document["issuer"] == {"name": "School", "id": "did:i"}
    assert outline.issuer_id == "did:i"


@pytest.mark.parametrize("nothing", ["", None])
def test_what_is_empty_in_the_credential_is_completed_too(nothing: Any) -> None:
    """An end that only the token names must not be lost because the credential has an empty place for it."""
    said = {"id": nothing, "issuer": nothing, "issuanceDate": nothing, "expirationDate": nothing}
    vc = {"type": ["VerifiableCredential"], **said, "credentialSubject": {"id": nothing, "name": "A"}}
    claims = {"vc": vc, "iss": "did:i", "sub": "did:s", "jti": "urn:j", "nbf": 1262304000, "exp": 1893456000}
    outline = formats.open_payload(payload(compact(claims)))
    credential = formats.read(View(outline.document), outline)
    assert (credential.id, credential.issuer.id, credential.holder.id) == ("urn:j", "did:i", "did:s")
    assert [str(credential.valid_from), str(credential.valid_until)] == [
        "2010-01-01 00:00:00+00:00",
        "2030-01-01 00:00:00+00:00",
    ]


def test_what_the_credential_says_itself_is_kept() -> None:
    vc = {**VC, "id": "urn:own", "validFrom": "2020-01-01", "validUntil": "?", "credentialSubject": {"id": "own"}}
    claims = {"vc": vc, "iss": "other", "sub": "other", "jti": "other", "nbf": 1, "exp": 2}
    assert formats.open_payload(payload(compact(claims))).document == vc


@pytest.mark.parametrize(
    "claims",
    [
        {"vc": VC, "nbf": True, "exp": [1]},
        {"vc": VC, "nbf": "soon", "exp": None, "iss": 5, "sub": [], "jti": {}},
        {"vc": {**VC, "credentialSubject": []}, "sub": "x"},
    ],
)
def test_registered_claims_of_odd_types_complete_nothing(claims: dict[str, Any]) -> None:
    assert formats.open_payload(payload(compact(claims))).document == claims["vc"]


def test_a_date_beyond_any_calendar_is_left_for_the_reader_to_report() -> None:
    outline = formats.open_payload(payload(compact({"vc": VC, "nbf": 1751362936226, "exp": 1e300})))
    assert (outline.document["issuanceDate"], outline.document["expirationDate"]) == ("1751362936226", "1e+300")


@pytest.mark.parametrize("own", [None, {"type": "x"}, [{"type": "x"}]])
def test_the_status_of_a_token_is_asked_wherever_its_credential_is(own: Any) -> None:
    listed = {"status_list": {"idx": 3, "uri": "https://e.org/l"}}
    outline = formats.open_payload(
        payload(compact({"vc": {**VC, **({"status": own} if own else {})}, "status": listed}))
    )
    assert outline.status[-1] == StatusRef("status_list", "https://e.org/l", "3", "", listed["status_list"])
    assert len(outline.status) == (2 if own else 1)


def test_a_presentation_claim_names_its_holder_in_iss() -> None:
    claims = {"vp": {"type": "VerifiablePresentation"}, "iss": "did:h", "jti": "urn:j"}
    outline = formats.open_payload(payload(compact(claims, kid="k")))
    assert (outline.format, outline.issuer_id, outline.holder_id) == ("presentation", "did:h", "did:h")
    assert outline.purposes == ("authentication", "assertionMethod")
    assert [(n.kind, n.suite, n.key_id) for n in outline.proofs] == [("jws", "EdDSA", "k")]


def test_a_presentation_claim_needs_no_type_to_be_one() -> None:
    claims = {"vp": {"verifiableCredential": [compact(VC).decode()]}, "iss": "did:h"}
    outline = formats.open_payload(payload(compact(claims)))
    assert (outline.format, len(outline.parts)) == ("presentation", 1)
    assert refusal(compact({"vp": {}})).kind == "not_a_credential"


def test_a_token_that_is_the_credential_lends_it_its_issuer() -> None:
    claims = {"type": "VerifiableCredential", "credentialSubject": {"name": "A"}, "iss": "did:i"}
    assert formats.open_payload(payload(compact(claims))).issuer_id == "did:i"


@pytest.mark.parametrize(("more", "form"), [({}, "sd-jwt-vc"), ({"credentialSubject": {}}, "vc-1")])
def test_the_first_drafts_had_the_type_of_a_disclosable_token_in_another_claim(more: Any, form: str) -> None:
    claims = {"type": "VerifiableCredential", "iss": "https://e.org", "_sd": [], **more}
    outline = formats.open_payload(payload(compact(claims, typ="vc+sd-jwt") + b"~", "application/sd-jwt"))
    assert (outline.format, outline.issuer_id) == (form, "https://e.org")
    assert formats.read(View(outline.document), outline).kind in {"VerifiableCredential", "Credential"}


def test_wrapped_claims_outside_a_token_are_lifted_too() -> None:
    outline = formats.open_payload(payload({"vp": {"type": "VerifiablePresentation"}}))
    assert (outline.format, outline.header, outline.proofs) == ("presentation", None, ())


def test_a_bare_token_is_the_credential_itself() -> None:
    assert formats.open_payload(payload(compact(VC))).document == VC


def test_what_a_token_may_not_do_is_left_to_its_proof() -> None:
    outline = formats.open_payload(payload(compact(VC, alg="none", crit=["b64"], b64=False)))
    assert [(n.kind, n.suite) for n in outline.proofs] == [("jws", "none")]


def test_disclosures_that_do_not_fit_leave_the_claims_as_they_are() -> None:
    claims = {"vct": "https://e.org/t", "_sd": []}
    outline = formats.open_payload(payload(compact(claims) + b"~WyJzIiwiYSIsMV0~"))
    assert (outline.format, outline.document) == ("sd-jwt-vc", claims)
    assert outline.proofs[0].kind == "sd-jwt"


def test_a_seal_in_json_is_opened_as_its_payload() -> None:
    sealed = {"payload": json.dumps(VC), "signatures": [{"protected": "eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2V9"}]}
    outline = formats.open_payload(payload(sealed))
    assert (outline.document, outline.header) == (VC, {"alg": "RS256", "b64": False})
    assert [(n.kind, n.pointer) for n in outline.proofs] == [("jades", "/signatures/0")]


def test_proofs_are_listed_as_written() -> None:
    nodes = [
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "verificationMethod": {"id": "did:x#k"}},
        {"type": ["Ed25519Signature2020"], "created": "2020-01-01T00:00:00Z", "proofPurpose": "assertionMethod"},
        {"type": "MerkleProof2019"},
        {"type": "DataIntegrityProof", "cryptosuite": "merkle-proof-2019"},
        {"type": "ChainedProof2021", "chainedProofType": "MerkleProof2019"},
        {},
        "junk",
        {"type": 5, "cryptosuite": [], "verificationMethod": 7, "created": {}, "proofPurpose": []},
    ]
    outline = formats.open_payload(payload({**VC, "proof": nodes}))
    assert [(n.kind, n.suite, n.key_id, n.pointer) for n in outline.proofs] == [
        ("data-integrity", "eddsa-rdfc-2022", "did:x#k", "/proof/0"),
        ("data-integrity", "Ed25519Signature2020", "", "/proof/1"),
        ("merkle", "MerkleProof2019", "", "/proof/2"),
        ("merkle", "merkle-proof-2019", "", "/proof/3"),
        ("merkle", "ChainedProof2021", "", "/proof/4"),
        ("data-integrity", "", "", "/proof/7"),
    ]
    assert outline.proofs[1].created is not None
    assert outline.proofs[1].content is outline.document["proof"][1]


@pytest.mark.parametrize("proof", [None, {}, [], "x", 5])
def test_no_proof_is_no_proof(proof: Any) -> None:
    assert formats.open_payload(payload({**VC, "proof": proof})).proofs == ()


def test_sixteen_proofs_are_read_and_seventeen_refused() -> None:
    proof = {"type": "X"}
    assert len(formats.open_payload(payload({**VC, "proof": [proof] * 16})).proofs) == outlines.PROOFS_LIMIT
    assert refusal({**VC, "proof": [proof] * 17}).kind == "too_many_proofs"


@pytest.mark.parametrize("name", ["credentialStatus", "status"])
def test_no_status_entry_is_left_out(name: str) -> None:
    entry = {"type": "StatusList2021Entry", "statusListCredential": "https://a.example/1", "statusListIndex": "7"}
    assert len(formats.open_payload(payload({**VC, name: [entry] * 32})).status) == outlines.STATUS_LIMIT
    assert refusal({**VC, name: [entry] * 33}).kind == "too_many_status_entries"
    both = {**VC, "credentialStatus": entry, "status": [entry] * 32}
    assert refusal(both).kind == "too_many_status_entries"


def test_an_unknown_status_mechanism_is_not_taken_for_none() -> None:
    (ref,) = formats.open_payload(payload({**VC, "status": {"identifier_list": {"id": "1"}}})).status
    assert (ref.kind, ref.url) == ("", "")
    assert formats.open_payload(payload({**VC, "status": {}})).status == ()
    assert formats.open_payload(payload({**VC, "status": "active"})).status == ()


@pytest.mark.parametrize(
    ("entry", "ref"),
    [
        (
            {
                "type": "BitstringStatusListEntry",
                "statusListCredential": "u",
                "statusListIndex": 7,
                "statusPurpose": "revocation",
            },
            ("BitstringStatusListEntry", "u", "7", "revocation"),
        ),
        (
            {"type": ["RevocationList2020Status"], "revocationListCredential": "u", "revocationListIndex": "07"},
            ("RevocationList2020Status", "u", "07", ""),
        ),
        (
            {"id": "https://e.org/r", "type": "1EdTechRevocationList"},
            ("1EdTechRevocationList", "https://e.org/r", "", ""),
        ),
        ("https://e.org/s", ("", "https://e.org/s", "", "")),
        ({"statusListIndex": True, "statusListCredential": {}}, ("", "", "", "")),
        (5, ("", "", "", "")),
    ],
)
def test_status_entries_are_listed_even_when_odd(entry: Any, ref: tuple[str, ...]) -> None:
    (found,) = formats.open_payload(payload({**VC, "credentialStatus": entry})).status
    assert (found.kind, found.url, found.index, found.purpose) == ref


def test_the_status_claim_of_a_token() -> None:
    claims = {"vct": "t", "status": {"status_list": {"idx": 3, "uri": "https://e.org/l"}}}
    assert formats.open_payload(payload(compact(claims))).status == (
        StatusRef("status_list", "https://e.org/l", "3", "", {"idx": 3, "uri": "https://e.org/l"}),
    )


@pytest.mark.parametrize("claim", [{"status_list": 5}, [{"status_list": {"idx": 1.5}}]])
def test_an_odd_status_claim_is_still_a_status(claim: Any) -> None:
    (found,) = formats.open_payload(payload(compact({"vct": "t", "status": claim}))).status
    assert (found.url, found.index) == ("", "")


def test_parts_are_found_at_any_depth_with_their_place() -> None:
    token = compact(VC).decode()
    document = {
        "type": "VerifiablePresentation",
        "verifiableCredential": [
            VC,
            token,
            {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt," + token},
            {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+sd-jwt,{token}~"},
            "https://e.org/elsewhere",
            5,
        ],
        "a/b": {"~": [{"endorsement": VC, "endorsementJwt": [token]}]},
        "endorsement": [{"id": "https://e.org/elsewhere"}, "https://e.org/elsewhere"],
        "proof": {"verifiableCredential": VC},
    }
    found = formats.open_payload(payload(document)).parts
    assert [(p.role, p.pointer, p.payload.media_type) for p in found] == [
        ("credential", "/verifiableCredential/0", "application/json"),
        ("credential", "/verifiableCredential/1", "application/jwt"),
        ("enveloped", "/verifiableCredential/2", "application/jwt"),
        ("enveloped", "/verifiableCredential/3", "application/sd-jwt"),
        ("credential", "/verifiableCredential/4", "text/plain"),
        ("endorsement", "/a~1b/~0/0/endorsement", "application/json"),
        ("endorsement", "/a~1b/~0/0/endorsementJwt/0", "application/jwt"),
    ]
    assert json.loads(found[0].payload.data) == VC
    assert found[2].payload.data == token.encode()
    assert found[2].payload.name == "test#/verifiableCredential/2"


@pytest.mark.parametrize("leading", [b"", b" \n"])
def test_parts_are_found_however_the_text_spells_or_wraps_the_name_of_their_member(leading: bytes) -> None:
    whole = {**VC, "evidence": {"endorsement": VC}}
    text = json.dumps(whole).encode()
    header = base64url.encode(b'{"alg":"EdDSA"}')
    signed = {"payload": base64url.encode(text), "protected": header, "signature": "c2ln"}
    for data in (text, text.replace(b"endorsement", b"endors\\u0065ment"), json.dumps(signed).encode(), compact(whole)):
        (part,) = formats.open_payload(payload(leading + data)).parts
        assert (part.role, part.pointer) == ("endorsement", "/evidence/endorsement")


def test_parts_of_parts_are_their_own_business() -> None:
    inner = {**VC, "type": "VerifiablePresentation", "verifiableCredential": VC}
    (part,) = formats.open_payload(payload({"type": "VerifiablePresentation", "verifiableCredential": inner})).parts
    assert len(formats.open_payload(part.payload).parts) == 1


def test_a_thousand_parts_are_read_and_one_more_refused() -> None:
    one = {"type": "X"}
    full = {"type": "VerifiablePresentation", "verifiableCredential": [one] * outlines.PARTS_LIMIT}
    assert len(formats.open_payload(payload(full)).parts) == outlines.PARTS_LIMIT
    full["verifiableCredential"] = [one] * (outlines.PARTS_LIMIT + 1)
    assert refusal(full).kind == "too_many_parts"


@pytest.mark.parametrize("row", cases("invalid-input"))
def test_no_invalid_input_opens(row: dict[str, Any]) -> None:
    def open_all() -> None:
        for one in carriers.unwrap((VECTORS / row["path"]).read_bytes(), row["path"]):
            formats.open_payload(one)

    if row["path"].endswith(("mozilla-bakery-bad-json.svg", "mozilla-bakery-no-json.svg")):
        open_all()  # their text is broken, but the address beside it is not
        return
    with pytest.raises(Unreadable) as caught:
        open_all()
    assert caught.value.hint, row["path"]


def test_a_health_card_is_inflated() -> None:
    path: Path = need(VECTORS / "vc11/smart-health-card-example00.jws.jwt")
    outline = formats.open_payload(payload(path.read_bytes(), "application/jwt"))
    assert outline.format == "vc-1"
    assert outline.issuer_id.startswith("https://")
    assert formats.read(View(outline.document), outline).issuer.id == outline.issuer_id


def test_lifting_leaves_its_input_alone() -> None:
    claims = {"vc": {"credentialSubject": {}}, "sub": "x", "iss": "y"}
    before = json.dumps(claims)
    opening.lifted(claims)
    assert json.dumps(claims) == before


@pytest.mark.parametrize("claims", [{"list": [{"...": "digest"}]}, {"name": "Ada", "address": {"_sd": ["digest"]}}])
@pytest.mark.parametrize("header", [{}, {"typ": "JWT"}, {"crit": ["x"]}])
def test_a_token_with_disclosures_is_one_whatever_it_says(claims: Any, header: Any) -> None:
    token = compact(claims, **header)
    assert formats.open_payload(payload(token + b"~", "application/sd-jwt")).format == "sd-jwt-vc"
    assert refusal(token).kind == "not_a_credential"


@pytest.mark.parametrize("claims", [{}, {"iss": "https://login.example", "sub": "a", "nonce": "n", "name": "Ada"}])
@pytest.mark.parametrize("header", [{}, {"typ": "JWT"}, {"typ": "at+jwt"}, {"crit": ["x"]}])
def test_a_tilde_behind_another_token_makes_no_credential_of_it(claims: Any, header: Any) -> None:
    """Whoever has a token to log in with could show it as a credential of who issued it."""
    token = compact(claims, **header)
    for behind in (b"", b"~", b"~~", b"~eyJhIl0~"):
        assert refusal(token + behind).kind == "not_a_credential"


def test_a_tilde_elsewhere_makes_no_token() -> None:
    assert refusal({"name": "eyJ~"}).kind == "not_a_credential"


@pytest.mark.parametrize("kind", ["EnvelopedVerifiableCredential", ["EnvelopedVerifiablePresentation"]])
@pytest.mark.parametrize("media_type", ["vc+jwt", "vp+jwt", "jwt", "vc+ld+json+jwt"])
def test_an_envelope_is_opened_and_what_stands_around_the_token_is_not_read(kind: Any, media_type: str) -> None:
    token = compact({**VC, "name": "inside"}).decode()
    around = {"type": kind, "id": f"data:application/{media_type},{token}", "name": "outside", "proof": {"type": "x"}}
    outline = formats.open_payload(payload(around))
    assert outline.document["name"] == "inside"
    assert outline.payload.data == token.encode()
    assert json.loads(outline.payload.original) == around
    assert [proof.kind for proof in outline.proofs] == ["jws"]


def test_an_envelope_of_disclosures() -> None:
    token = compact({"vct": "x"}).decode() + "~"
    around = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/dc+sd-jwt,{token}"}
    assert formats.open_payload(payload(around)).format == "sd-jwt-vc"


@pytest.mark.parametrize("more", [{"iss": "https://e.org"}, {"_sd": ["x"]}, {"cnf": {"jwk": {}}, "exp": 1}])
def test_the_claims_of_a_disclosable_token_are_read_where_nobody_signed_them(more: dict[str, Any]) -> None:
    outline = formats.open_payload(payload({"vct": "https://e.org/t", **more}))
    assert (outline.format, outline.proofs) == ("sd-jwt-vc", ())


@pytest.mark.parametrize("more", [{}, {"display": []}, {"format": "dc+sd-jwt"}, {"vct": 7, "iss": "i"}, {"vct": ["x"]}])
def test_what_only_names_the_type_of_a_disclosable_token_is_no_credential(more: dict[str, Any]) -> None:
    assert refusal({"vct": "https://e.org/t", "name": "n", **more}).kind == "not_a_credential"


@pytest.mark.parametrize("kind", ["vp", "vc-ld", "vp-ld", "vc+ld+json", "vp+ld+json"])
def test_an_envelope_by_the_media_types_of_the_standard_and_its_drafts(kind: str) -> None:
    token = compact(VC).decode()
    around = {"type": "EnvelopedVerifiableCredential"}
    for form, address in (("jws", f"{kind}+jwt,{token}"), ("sd-jwt", f"{kind}+sd-jwt,{token}~")):
        opened = formats.open_payload(payload({**around, "id": f"data:application/{address}"}))
        assert [proof.kind for proof in opened.proofs] == [form]


@pytest.mark.parametrize(
    "address",
    ["", "data:application/vc+cose;base64,0oRDoQEm", "data:application/vc+jwt,", 'data:application/vc+jwt,{"type":"x"}',
     "https://e.org/1", "data:application/vc+jwtX,eyJ"],
)  # fmt: skip
def test_an_envelope_of_another_form_is_named(address: str) -> None:
    around = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential"}
    assert refusal({**around, "id": address}).kind == "envelope_unsupported"


@pytest.mark.parametrize("claims", [{"credentialSubject": {"id": "urn:x"}}, {"verifiableCredential": []}])
def test_what_has_claims_of_its_own_is_not_taken_for_a_token_in_it(claims: dict[str, Any]) -> None:
    """Else a file of forged claims counts as verified for the honest token in it."""
    token = compact(VC).decode()
    protected, inner, signature = token.split(".")
    around = {"type": ["VerifiableCredential"], **claims}
    sealed = {**around, "payload": inner, "signatures": [{"protected": protected, "signature": signature}]}
    outline = formats.open_payload(payload(sealed))
    assert (outline.header, outline.proofs, outline.document) == (None, (), sealed)
    wrapped = {**around, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token}"}
    assert refusal(wrapped).kind == "envelope_unsupported"
    shown = {"type": ["VerifiablePresentation"], "verifiableCredential": [wrapped]}
    (part,) = formats.open_payload(payload(shown)).parts
    assert json.loads(part.payload.data) == wrapped


def test_only_an_envelope_is_opened() -> None:
    token = compact(VC).decode()
    assert formats.open_payload(payload({**VC, "id": f"data:application/vc+jwt,{token}"})).header is None


def test_a_token_that_is_the_credential_lends_it_the_dates_that_it_leaves_out() -> None:
    """VC JOSE COSE 3.1: what has ended for whoever reads tokens must not seem endless here."""
    outline = formats.open_payload(payload(compact({**VC, "nbf": 1704067200, "exp": 1735689600})))
    dates = [outline.document[name] for name in ("issuanceDate", "expirationDate")]
    assert dates == ["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]
    own = {"validFrom": "2023-01-01T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z"}
    kept = formats.open_payload(payload(compact({**VC, **own, "nbf": 1704067200, "exp": 1735689600}))).document
    assert "issuanceDate" not in kept
    assert "expirationDate" not in kept
    assert "expirationDate" not in formats.open_payload(payload(compact({"vct": "x", "exp": 1735689600}))).document

"""Every suite of embedded proofs over documents that PyLD canonicalized and ``cryptography`` signed."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from jsonld_cases import table
from proof_kit import (
    AT,
    CONDITIONS,
    ED_2020,
    JWS_2020,
    V1,
    V2,
    FakeKnown,
    Json,
    Key,
    base58,
    codes,
    credential,
    jcs,
    knowing,
    make_key,
    nquads,
    outline_of,
    proof,
    sign,
    signed,
)

from wallet import proofs
from wallet.codec.contexts import ContextLibrary
from wallet.model import FoundKey
from wallet.proofs.base import Conditions
from wallet.report import Proved

KEYS = {kind: make_key(kind) for kind in ("Ed25519", "P-256", "P-384", "secp256k1", "RSA")}
ED = KEYS["Ed25519"]
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519", ()),
    ("eddsa-jcs-2022", "Ed25519", ()),
    ("ecdsa-rdfc-2019", "P-256", ()),
    ("ecdsa-rdfc-2019", "P-384", ()),
    ("ecdsa-jcs-2019", "P-256", ()),
    ("ecdsa-jcs-2019", "P-384", ()),
    ("Ed25519Signature2020", "Ed25519", (ED_2020,)),
    ("Ed25519Signature2018", "Ed25519", (V1,)),
    ("JsonWebSignature2020", "Ed25519", (JWS_2020,)),
    ("JsonWebSignature2020", "P-256", (JWS_2020,)),
    ("JsonWebSignature2020", "P-384", (JWS_2020,)),
    ("JsonWebSignature2020", "secp256k1", (JWS_2020,)),
    ("JsonWebSignature2020", "RSA", (JWS_2020,)),
    ("EcdsaSecp256k1Signature2019", "secp256k1", (V1,)),
]
IDS = [f"{suite}-{kind}" for suite, kind, _ in SUITES]
RDF = [row for row in SUITES if "-jcs-" not in row[0]]
RDF_IDS = [f"{suite}-{kind}" for suite, kind, _ in RDF]


def plain(key: Key, contexts: tuple[str, ...] = (), **members: Any) -> Json:
    """A credential of version 2, or of version 1 where the suite's terms are only defined there."""
    document = credential(key.did, *contexts, **members)
    if contexts and contexts[0] in (V1, JWS_2020, ED_2020):
        document["@context"] = [V1, *(context for context in contexts if context != V1)]
        document["issuanceDate"] = document.pop("validFrom")
    return document


def check(
    document: Json, known: FakeKnown | None = None, conditions: Conditions = CONDITIONS, **options: Any
) -> Proved:
    return proofs.check(outline_of(document, **options), known or knowing(*KEYS.values()), conditions)


@pytest.mark.parametrize(("suite", "kind", "contexts"), SUITES, ids=IDS)
def test_what_was_signed_elsewhere_holds_here(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key = KEYS[kind]
    proved = check(signed(plain(key, contexts), key, suite))
    assert codes(proved) == ("signature_good", "issuer_key")
    assert proved.view.signed
    assert proved.view.keyed_by == ("term" if "-jcs-" in suite else "iri")
    assert [step[0] for step in proved.steps] == list("56789")
    assert proved.steps[0] == f"5. {suite} proof by {key.method}"
    assert proved.steps[1] == f"6. key: {kind} {key.public.data.hex()[:64]} from {key.did} (issuer_key)"


@pytest.mark.parametrize(("suite", "kind", "contexts"), SUITES, ids=IDS)
def test_any_change_to_a_value_is_noticed(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key = KEYS[kind]
    good = signed(plain(key, contexts), key, suite)
    for change in (
        {"id": "urn:uuid:8d1d8d2e-0000-4000-8000-000000000002"},
        {"credentialSubject": {"id": "did:example:mallory"}},
        {"issuer": {"id": key.did, "type": "https://schema.org/Thing"}},
        {"proof": {**good["proof"], "created": "2025-01-01T00:00:00Z"}},
        {"proof": {**good["proof"], "challenge": "x"}},
    ):
        proved = check({**good, **change})
        assert codes(proved) == ("signature_mismatch",), change
        assert not proved.view.signed
        assert proved.view.tree == {**good, **change}


CONTROLS = 'a tab\t, \a\b\f\x7f, \r\n, "\\t"'


@pytest.mark.parametrize(
    "literal",
    [
        b'"a tab\t, \a\b\f\x7f, \\r\\n, \\"\\\\t\\""',
        b'"a tab\\t, \\u0007\\b\\f\\u007F, \\r\\n, \\"\\\\t\\""',
    ],
    ids=["before RDFC-1.0", "RDFC-1.0"],
)
def test_control_characters_hold_as_older_and_newer_software_signs_them(literal: bytes) -> None:
    document, node = plain(ED, name="NAME"), proof(ED, "eddsa-rdfc-2022")
    forms = nquads({"@context": document["@context"], **node}), nquads(document).replace(b'"NAME"', literal)
    data = b"".join(sha256(form).digest() for form in forms)
    good = {**document, "name": CONTROLS, "proof": {**node, "proofValue": "z" + base58(ED.sign(data))}}
    assert codes(check(good)) == ("signature_good", "issuer_key")
    for other in ("\\t", "t", " ", "\n"):
        assert codes(check({**good, "name": CONTROLS.replace("\t", other)})) == ("signature_mismatch",)
    assert codes(check({**good, "name": CONTROLS.replace("\\t", "\t")})) == ("signature_mismatch",)


@pytest.mark.parametrize(
    "moved",
    [
        {"validUntil": "2025-01-01T00:00:00Z"},
        {"evidence": {"id": "urn:example:evidence"}},
        {"credentialSubject": {"id": "urn:example:another"}},
    ],
    ids=lambda moved: next(iter(moved)),
)
@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
def test_what_a_credential_says_of_itself_cannot_be_moved_out_of_sight(
    suite: str, kind: str, contexts: tuple[str, ...], moved: Json
) -> None:
    """The signed statements are the same wherever they stand; readers of the credential look in one place."""
    key, ident = KEYS[kind], {"id": "urn:example:this"}
    whole = plain(key, contexts, **ident, about=ident, **moved)
    whole["@context"] = [*whole["@context"], {"about": {"@id": "urn:example:about", "@type": "@id"}}]
    if V1 in whole["@context"] and "validUntil" in moved:
        whole["expirationDate"] = whole.pop("validUntil")
    name = "expirationDate" if "expirationDate" in whole else next(iter(moved))
    secured = signed(whole, key, suite)
    assert codes(check(secured))[0] == "signature_good"
    hidden = {member: value for member, value in secured.items() if member != name}
    hidden["about"] = {**ident, "type": ["VerifiableCredential"], name: whole[name]}
    assert codes(check(hidden)) == ("feature_unsupported", "no_signature")


def test_each_step_is_told_in_its_order() -> None:
    good = signed(plain(ED), ED, "eddsa-jcs-2022")
    options = {name: value for name, value in good["proof"].items() if name != "proofValue"}
    bare = {name: value for name, value in good.items() if name != "proof"}
    hashes = [sha256(jcs(part)).hexdigest() for part in (options, bare)]
    told = (
        f"5. eddsa-jcs-2022 proof by {ED.method}",
        f"6. key: Ed25519 {ED.public.data.hex()} from {ED.did} (issuer_key)",
        f"7. under the usual vocabularies: sha256 of the proof options {hashes[0]}, of the document {hashes[1]}",
    )
    assert check(good).steps == (*told, "8. the EdDSA signature over them holds", "9. issuer_key")
    broken = check({**good, "proof": {**good["proof"], "proofValue": "z" + base58(b"\1" * 64)}})
    assert broken.steps == (*told, "8. the EdDSA signature over them does not hold")
    assert broken.checks[0].source == ED.did
    late = check({**good, "proof": {**good["proof"], "verificationMethod": 7}})
    assert late.steps == ("refused: proof_malformed",)


@pytest.mark.parametrize(("suite", "kind", "contexts"), SUITES, ids=IDS)
def test_another_key_is_noticed(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key, other = KEYS[kind], make_key(kind)
    good = signed(plain(key, contexts), other, suite, verificationMethod=key.method)
    assert codes(check(good)) == ("signature_mismatch",)


@pytest.mark.parametrize(("suite", "kind", "contexts"), SUITES, ids=IDS)
def test_a_key_that_is_not_saved_leaves_integrity_and_signer_open(
    suite: str, kind: str, contexts: tuple[str, ...]
) -> None:
    key = KEYS[kind]
    proved = check(signed(plain(key, contexts), key, suite), FakeKnown())
    assert codes(proved) == ("key_not_saved", "issuer_not_saved")
    assert not proved.view.signed
    assert proved.steps[1] == "6. key: none (issuer_not_saved)"


@pytest.mark.parametrize(("suite", "kind", "contexts"), SUITES, ids=IDS)
def test_a_key_of_another_kind_is_a_broken_proof(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key, wrong = KEYS[kind], make_key("P-521")
    known = FakeKnown({key.method: FoundKey(wrong.public, "issuer_key")})
    assert codes(check(signed(plain(key, contexts), key, suite), known)) == ("proof_malformed",)


@pytest.mark.parametrize(("suite", "text"), [("eddsa-rdfc-2022", "#validFrom>"), ("eddsa-jcs-2022", '"validFrom":')])
def test_the_signed_text_is_quoted_on_request(suite: str, text: str) -> None:
    good = signed(plain(ED), ED, suite)
    told = check(good, conditions=Conditions(AT, forms=True)).steps
    options, document = (step for step in told if "the signed form of the" in step)
    assert options.startswith("7. the signed form of the proof options:\n")
    assert document.startswith("7. the signed form of the document:\n")
    assert text in document
    assert "proofValue" not in options + document
    assert not any("the signed form" in step for step in check(good).steps)


# --- what is not signed ------------------------------------------------------------------


@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gpa": "4.0"}, "undefined_term"),
        ({"gpa": None}, "undefined_term"),
        ({"credentialSubject": {"id": "did:example:learner", "gpa": {"value": 4}}}, "undefined_term"),
        ({"Issuer": "did:example:other"}, "undefined_term"),
        ({"https://schema.org/award": "gold"}, "key_not_a_term"),
        ({"xsd:award": "gold"}, "key_not_a_term"),
    ],
)
def test_nothing_can_be_added_beside_the_signature(
    suite: str, kind: str, contexts: tuple[str, ...], change: Json, code: str
) -> None:
    key = KEYS[kind]
    good = signed(plain(key, contexts), key, suite)
    for known in (None, FakeKnown()):
        found = codes(check({**good, **change}, known))
        assert len(found) == 1
        assert found[0] in {code, "undefined_term", "key_not_a_term"}


VC = "https://www.w3.org/2018/credentials#"
SLIPPED_IN: dict[str, tuple[Any, Json, str]] = {
    "a term made null": ({"VerifiableCredential": None}, {}, "term_redefined"),
    "all terms made null": (None, {}, "term_redefined"),
    "an alias of a type": ({"Certificate": f"{VC}VerifiableCredential"}, {}, "term_redefined"),
    "an alias of a term": ({"author": f"{VC}issuer"}, {"author": "did:example:other"}, "term_redefined"),
    "an alias of a keyword": ({"kind": "@type"}, {"kind": "https://e.example/Gold"}, "term_redefined"),
    "an alias of a keyword for names": ({"key": "@id"}, {"key": "urn:x"}, "term_redefined"),
    "a copy that means another": ({"VerifiableCredential": "https://e.example/Other"}, {}, "term_redefined"),
    "a copy without its own scope": ({"VerifiableCredential": f"{VC}VerifiableCredential"}, {}, "term_redefined"),
    "a context in a context": ({"@context": {"gpa": "https://e.example/gpa"}}, {"gpa": "4.0"}, "term_redefined"),
    "a new term for nothing": ({"gpa": None}, {"gpa": "4.0"}, "term_redefined"),
    "a signature by another name": ({"seal": "https://w3id.org/security#proof"}, {}, "proof_term_remapped"),
    "a new term": ({"gpa": "https://e.example/gpa"}, {"gpa": "4.0"}, "signature_mismatch"),
    "a vocabulary for all": ({"@vocab": "https://e.example/"}, {"gpa": "4.0"}, "signature_mismatch"),
}


@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
@pytest.mark.parametrize(("context", "members", "code"), SLIPPED_IN.values(), ids=list(SLIPPED_IN))
def test_no_context_can_be_slipped_in_behind(
    suite: str, kind: str, contexts: tuple[str, ...], context: Any, members: Json, code: str
) -> None:
    key = KEYS[kind]
    good = signed(plain(key, contexts), key, suite)
    changed = {**good, "@context": [*good["@context"], context], **members}
    assert codes(check(changed)) == (code,)
    assert not check(changed).view.signed


@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
def test_contexts_keep_their_order(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key = KEYS[kind]
    document = plain(key, contexts)
    good = signed({**document, "@context": [*dict.fromkeys([*document["@context"], ED_2020])]}, key, suite)
    assert codes(check(good)) == ("signature_good", "issuer_key")
    assert codes(check({**good, "@context": [*reversed(good["@context"])]})) == ("context_order",)


@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
def test_a_word_that_the_type_defines_anew_changes_nothing(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    """What holds within a credential comes from its type, whatever was said of the same word before."""
    key = KEYS[kind]
    good = signed(plain(key, contexts), key, suite)
    changed = check({**good, "@context": [*good["@context"], {"issuer": "https://e.example/issuer"}]})
    assert codes(changed) == ("signature_good", "issuer_key")
    assert changed.view == check(good).view


@pytest.mark.parametrize(("suite", "kind", "contexts"), RDF, ids=RDF_IDS)
def test_a_member_added_to_the_proof_is_not_overlooked(suite: str, kind: str, contexts: tuple[str, ...]) -> None:
    key = KEYS[kind]
    good = signed(plain(key, contexts), key, suite)
    assert codes(check({**good, "proof": {**good["proof"], "approved": True}})) == ("undefined_term",)
    twice = {**good["proof"], "jws": "x..y", "proofValue": "zx", **good["proof"]}
    assert codes(check({**good, "proof": twice}))[0] in {"undefined_term", "signature_mismatch", "proof_malformed"}


def test_under_jcs_every_member_is_signed() -> None:
    good = signed(plain(ED), ED, "eddsa-jcs-2022")
    for change in ({"gpa": "4.0"}, {"https://schema.org/award": "gold"}, {"proof": {**good["proof"], "x": 1}}):
        assert codes(check({**good, **change})) == ("signature_mismatch",)


def test_under_jcs_a_context_added_behind_is_left_out_of_the_view() -> None:
    document = plain(ED, ("https://w3id.org/security/data-integrity/v2",))
    node = sign(document, ED, "eddsa-jcs-2022")
    longer = {**document, "@context": [*document["@context"], {"issuer": "https://evil.example/"}], "proof": node}
    proved = check(longer)
    assert codes(proved) == ("signature_good", "issuer_key")
    assert proved.view.tree["@context"] == document["@context"]


@pytest.mark.parametrize("context", [[V1], [], [V2, V1], V1])
def test_under_jcs_the_proofs_context_begins_the_documents(context: Any) -> None:
    document = plain(ED)
    node = sign({**document, "@context": context}, ED, "eddsa-jcs-2022")
    expected = ("signature_good", "issuer_key") if context == [] else ("proof_malformed",)
    assert codes(check({**document, "proof": node})) == expected


def test_a_jcs_proof_may_do_without_a_context() -> None:
    document = plain(ED)
    del document["@context"]
    node = sign({**document, "@context": None}, ED, "eddsa-jcs-2022")
    assert node.pop("@context") is None
    options = proof(ED, "eddsa-jcs-2022")
    data = sha256(jcs(options)).digest() + sha256(jcs(document)).digest()
    node = {**options, "proofValue": "z" + base58(ED.sign(data))}
    assert codes(check({**document, "proof": node})) == ("signature_good", "issuer_key")


# --- the proof node ---------------------------------------------------------------------------


BROKEN_MEMBERS = [
    {"verificationMethod": None},
    {"verificationMethod": 7},
    {"verificationMethod": ["did:key:z6Mk"]},
    {"verificationMethod": {"id": ED.method}},
    {"verificationMethod": "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x"},
    {"verificationMethod": "did:example:issuer"},
    {"verificationMethod": "https://issuer.example/a b"},
    {"verificationMethod": ""},
    {"proofPurpose": None},
    {"proofPurpose": 7},
    {"proofPurpose": ["assertionMethod"]},
    {"created": "yesterday"},
    {"created": 7},
    {"created": "2024-13-01T00:00:00Z"},
    {"created": ["2024-01-01T00:00:00Z"]},
    {"expires": "2024"},
    {"expires": "0001-01-01T00:00:00+23:00"},
    {"challenge": 7},
    {"challenge": ["x"]},
    {"domain": 7},
    {"domain": {"a": 1}},
    {"domain": ["x", 7]},
    {"previousProof": 7},
    {"previousProof": []},
    {"previousProof": [7]},
    {"previousProof": {"id": "urn:uuid:1"}},
    {"previousProof": "urn:uuid:1"},
    {"previousProof": ["urn:uuid:1"] * 17},
]


@pytest.mark.parametrize("member", ["created", "expires"])
def test_the_moment_that_is_none_is_named(member: str) -> None:
    good = signed(plain(ED), ED, "eddsa-jcs-2022")
    integrity = check({**good, "proof": {**good["proof"], member: "soon"}}).checks[0]
    assert f"its {member} is not a date and time" in integrity.message


@pytest.mark.parametrize("members", BROKEN_MEMBERS, ids=range(len(BROKEN_MEMBERS)))
def test_a_misshapen_proof_is_broken(members: Json) -> None:
    good = signed(plain(ED), ED, "eddsa-rdfc-2022")
    node = {name: value for name, value in {**good["proof"], **members}.items() if value is not None}
    assert codes(check({**good, "proof": node})) == ("proof_malformed",)


@pytest.mark.parametrize(
    "value",
    [None, 7, "", "z", "z0", "u" + "A" * 86, "m", "z" + base58(bytes(63)), "z" + base58(bytes(65)), ["z"], "zO0Il"],
    ids=str,
)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-jcs-2019", "Ed25519Signature2020"])
def test_a_proof_value_is_base58_of_the_right_length(suite: str, value: Any) -> None:
    key = KEYS["P-256"] if suite.startswith("ecdsa") else ED
    good = signed(plain(key, (ED_2020,) if suite[0] == "E" else ()), key, suite)
    assert codes(check({**good, "proof": {**good["proof"], "proofValue": value}})) == ("proof_malformed",)


def test_the_length_for_another_curve_does_not_hold() -> None:
    key = KEYS["P-256"]
    good = signed(plain(key), key, "ecdsa-rdfc-2019")
    node = {**good["proof"], "proofValue": "z" + base58(bytes(range(96)))}
    assert codes(check({**good, "proof": node})) == ("signature_mismatch",)


def detached(key: Key, header: Json) -> Json:
    from proof_kit import b64

    document = plain(key, (JWS_2020,))
    good = signed(document, key, "JsonWebSignature2020")
    tail = good["proof"]["jws"].split("..")[1]
    return {**good, "proof": {**good["proof"], "jws": f"{b64(header)}..{tail}"}}


B64 = {"b64": False, "crit": ["b64"]}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "EdDSA"}, "jose_refused"),
        ({"alg": "EdDSA", "b64": True, "crit": ["b64"]}, "jose_refused"),
        ({"alg": "EdDSA", "b64": False}, "jose_refused"),
        ({"alg": "EdDSA", "b64": False, "crit": ["b64", "exp"]}, "jose_refused"),
        ({"alg": "none", **B64}, "jose_refused"),
        ({"alg": "NONE", **B64}, "jose_refused"),
        ({"alg": "HS256", **B64}, "jose_refused"),
        ({"alg": 7, **B64}, "jose_refused"),
        ({**B64}, "jose_refused"),
        ({"alg": "ES256K-R", **B64}, "suite_unsupported"),
        ({"alg": "ES256", **B64}, "proof_malformed"),
        ({"alg": "RS256", **B64}, "suite_unsupported"),
        ({"alg": "EdDSA", "kid": "x", **B64}, "signature_mismatch"),
    ],
    ids=str,
)
def test_the_header_of_a_detached_signature_says_just_so(header: Json, code: str) -> None:
    assert codes(check(detached(ED, header)))[0] == code


@pytest.mark.parametrize("suite", ["JsonWebSignature2020", "EcdsaSecp256k1Signature2019"])
def test_a_detached_suite_with_a_proof_value_is_another_form_of_it(suite: str) -> None:
    made = {**signed(plain(ED, (JWS_2020,)), ED, "JsonWebSignature2020")}
    node = {name: value for name, value in made["proof"].items() if name != "jws"} | {"type": suite, "proofValue": "z1"}
    assert codes(check({**made, "proof": node}))[0] == "suite_unsupported"


def test_a_long_name_of_an_algorithm_is_cut() -> None:
    proved = check(detached(ED, {"alg": "X" * 300, **B64}))
    assert proved.checks[0].message.endswith(f": {'X' * 40}")


@pytest.mark.parametrize("jws", [None, 7, "", "a.b", "e30", "..", "a.b.c.d.e", "eyJhbGciOiJFZERTQSJ9.e30.AA"], ids=str)
def test_a_detached_signature_has_its_form(jws: Any) -> None:
    good = detached(ED, {"alg": "EdDSA", **B64})
    node = {name: value for name, value in {**good["proof"], "jws": jws}.items() if value is not None}
    assert codes(check({**good, "proof": node}))[0] in {"proof_malformed", "jose_refused"}


# --- authority -------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "capabilityInvocation"])
def test_a_credential_is_signed_for_assertion(purpose: str) -> None:
    good = signed(plain(ED), ED, "eddsa-rdfc-2022", proofPurpose=purpose)
    assert codes(check(good)) == ("signature_good", "purpose_wrong")


def test_a_long_purpose_is_cut_where_it_is_named() -> None:
    proved = check(signed(plain(ED), ED, "eddsa-jcs-2022", proofPurpose="p" * 300))
    assert proved.checks[1].message == f"signed for another purpose: {'p' * 80}"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_proof_ends(suite: str) -> None:
    good = signed(plain(ED), ED, suite, expires="2026-11-22T21:00:00Z")
    proved = check(good)
    assert codes(proved) == ("signature_good", "proof_expired")
    assert proved.checks[1].message.endswith("until 2026-11-22")
    earlier = Conditions(AT - timedelta(seconds=1))
    assert codes(check(good, conditions=earlier)) == ("signature_good", "issuer_key")


@pytest.mark.parametrize(
    "code", ["issuer_mismatch", "method_not_authorised", "self_asserted_key", "issuer_document", "issuer_from_sharer"]
)
def test_what_ties_the_key_is_the_signer_check(code: str) -> None:
    good = signed(plain(ED), ED, "eddsa-rdfc-2022")
    assert codes(check(good, knowing(ED, code=code))) == ("signature_good", code)


def test_the_key_is_asked_for_under_the_purpose_that_the_proof_names() -> None:
    known = knowing(ED)
    check(signed(plain(ED), ED, "eddsa-rdfc-2022"), known)
    (ref,) = known.asked
    assert (ref.id, ref.issuer, ref.purpose, ref.jwk, ref.x5c) == (ED.method, ED.did, "assertionMethod", None, ())


def test_a_credential_without_issuer_was_signed_by_nobody() -> None:
    document = plain(ED)
    del document["issuer"]
    assert codes(check(signed(document, ED, "eddsa-rdfc-2022"))) == ("signature_good", "self_asserted_key")


def presentation(**members: Any) -> Json:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "holder": ED.did, **members}


def presented(document: Json, known: FakeKnown | None = None, **asked: str) -> Proved:
    return check(document, known, Conditions(AT, **asked), presentation=True)


@pytest.mark.parametrize("domain", ["verifier.example", ["other.example", "verifier.example"]])
def test_a_presentation_answers_a_challenge_for_a_domain(domain: Any) -> None:
    members = {"proofPurpose": "authentication", "challenge": "c-1", "domain": domain}
    good = signed(presentation(), ED, "eddsa-rdfc-2022", **members)
    assert codes(presented(good)) == ("signature_good", "issuer_key")
    assert codes(presented(good, challenge="c-1", domain="verifier.example")) == ("signature_good", "issuer_key")
    assert codes(presented(good, challenge="c-2")) == ("signature_good", "purpose_wrong")
    assert codes(presented(good, domain="elsewhere.example")) == ("signature_good", "purpose_wrong")
    silent = signed(presentation(), ED, "eddsa-rdfc-2022", proofPurpose="authentication")
    assert codes(presented(silent, challenge="c-1")) == ("signature_good", "purpose_wrong")
    assert codes(presented(silent, domain="verifier.example")) == ("signature_good", "purpose_wrong")


def test_a_presentation_belongs_to_its_holder() -> None:
    known = knowing(ED)
    good = signed(presentation(), ED, "eddsa-jcs-2022", proofPurpose="authentication")
    assert codes(presented(good, known)) == ("signature_good", "issuer_key")
    document = presentation()
    del document["holder"]
    good = signed(document, ED, "eddsa-jcs-2022", proofPurpose="assertionMethod")
    assert codes(presented(good, known)) == ("signature_good", "issuer_key")
    assert [ref.issuer for ref in known.asked] == [ED.did, ""]


# --- readings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code"), [({}, "direction_unsigned"), ({"rdfDirection": "i18n-datatype"}, "signature_good")], ids=str
)
def test_a_texts_direction_may_have_been_signed_or_dropped(how: dict[str, str], code: str) -> None:
    name = {"@value": "HTML و CSS", "@language": "ar", "@direction": "rtl"}
    document = plain(ED, name=name)
    options = proof(ED, "eddsa-rdfc-2022")
    content = nquads(document, **how)
    data = sha256(nquads({"@context": document["@context"], **options})).digest() + sha256(content).digest()
    node = {**options, "proofValue": "z" + base58(ED.sign(data))}
    assert codes(check({**document, "proof": node})) == (code, "issuer_key")
    turned = {**document, "name": {**name, "@direction": "ltr"}}
    expected = ("direction_unsigned", "issuer_key") if code == "direction_unsigned" else ("signature_mismatch",)
    assert codes(check({**turned, "proof": node})) == expected


def test_a_proof_may_bring_the_vocabulary_of_its_own_type() -> None:
    document = plain(ED, (V1,))
    good = signed(document, ED, "JsonWebSignature2020", **{"@context": [JWS_2020]})
    assert codes(check(good)) == ("signature_good", "issuer_key")
    del good["proof"]["@context"]
    assert codes(check(good)) == ("undefined_term",)


def test_the_editions_read_under_are_named_where_there_are_several() -> None:
    assert check(signed(plain(ED), ED, "eddsa-rdfc-2022")).checks[0].source == ""
    several = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    proved = check(signed(plain(ED, (several,)), ED, "eddsa-rdfc-2022"))
    assert codes(proved) == ("signature_good", "issuer_key")
    assert proved.checks[0].source.startswith(f"{several} (")
    assert V2 not in proved.checks[0].source


@pytest.mark.parametrize(
    "url",
    [
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://imsglobal.github.io/openbadges-specification/context.json",
    ],
)
def test_a_badge_signed_over_the_draft_of_open_badges_holds(url: str) -> None:
    """What is signed does not name the vocabulary: only what its words stood for on the day of signing."""
    jff = "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json"
    achievement = {"id": "urn:a", "type": ["Achievement"], "name": "Welding", "achievementType": "Badge"}
    subject = {"id": "did:example:learner", "type": ["AchievementSubject"], "achievement": achievement}
    document = plain(ED, (V1, jff))
    document["credentialSubject"] = subject
    good = signed(document, ED, "Ed25519Signature2018")
    good["@context"] = [url if one == jff else one for one in good["@context"]]
    proved = check(good)
    assert codes(proved) == ("signature_good", "issuer_key")
    assert proved.checks[0].source.startswith(f"{url} (draft)")
    achievement["name"] = "Surgery"
    assert codes(check(good)) == ("signature_mismatch",)


# --- words that mean something else -----------------------------------------------------------------


def test_a_redefined_proof_word_is_refused() -> None:
    for inline in (
        {"DataIntegrityProof": "https://evil.example/proof"},
        {"MyProof": "https://w3id.org/security#DataIntegrityProof"},
        {"proof": "https://evil.example/proof"},
        {"proofPurpose": "https://evil.example/purpose"},
        {"assertionMethod": "https://evil.example/method"},
    ):
        document = plain(ED)
        document["@context"].append(inline)
        node = {**sign(plain(ED), ED, "eddsa-rdfc-2022")}
        assert codes(check({**document, "proof": node}))[0] in {"proof_term_remapped", "term_redefined"}, inline


WORD, NO_WORD = {"@context": {"gpa": "https://college.example/#gpa"}}, {"@context": {}}


@pytest.mark.parametrize(
    ("editions", "code"),
    [
        ((WORD, NO_WORD), "signature_mismatch"),
        ((NO_WORD, WORD), "signature_mismatch"),
        ((NO_WORD, NO_WORD), "undefined_term"),
    ],
)
def test_what_one_edition_of_a_vocabulary_can_read_is_read_and_compared(editions: tuple[Json, ...], code: str) -> None:
    url = "https://college.example/words/v1"
    tables = [table(url, text, str(number)) for number, text in enumerate(editions, start=1)]
    known = replace(knowing(ED), contexts=ContextLibrary().with_added(tables))
    node = proof(ED, "eddsa-rdfc-2022", proofValue="z" + "1" * 64)
    assert codes(check({**plain(ED, (url,)), "gpa": "4.0", "proof": node}, known)) == (code,)


@pytest.mark.parametrize("purpose", ["assertionMethod", "authentication"])
def test_a_purpose_is_what_it_is_called_in_a_vocabulary_that_was_added_too(purpose: str) -> None:
    """Else a proof for one purpose could stand for another (VC Data Integrity 1.0, 2.1: ``proofPurpose``)."""
    security, url = "https://w3id.org/security#", "https://college.example/signing/v1"
    meant = {"assertionMethod": security + "assertionMethod", "authentication": security + "authenticationMethod"}
    swapped = dict(zip(meant, reversed(meant.values()), strict=True))
    node = proof(ED, "Ed25519Signature2020", proofPurpose=purpose, proofValue="z" + "1" * 64)
    for terms, code in ((meant, "signature_mismatch"), (swapped, "proof_term_remapped")):
        members = {
            "created": {
                "@id": "http://purl.org/dc/terms/created",
                "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
            },
            "verificationMethod": {"@id": security + "verificationMethod", "@type": "@id"},
            "proofPurpose": {"@id": security + "proofPurpose", "@type": "@vocab", "@context": terms},
        }
        context = {"Ed25519Signature2020": {"@id": security + "Ed25519Signature2020", "@context": members}}
        known = replace(knowing(ED), contexts=ContextLibrary().with_added([table(url, {"@context": context})]))
        assert codes(check({**plain(ED, (V1, url)), "proof": node}, known)) == (code,)


def test_a_method_that_means_another_place_is_refused() -> None:
    document = plain(ED)
    document["@context"].append({"keys": "https://evil.example/"})
    node = sign(plain(ED), ED, "eddsa-rdfc-2022", verificationMethod="keys:1")
    known = FakeKnown({"keys:1": FoundKey(ED.public, "issuer_key")})
    assert codes(check({**document, "proof": node}, known)) == ("proof_term_remapped",)


def test_a_type_that_only_means_a_known_one_is_refused() -> None:
    document = plain(ED)
    document["@context"].append({"MaybeProof": "https://w3id.org/security#JsonWebSignature2020"})
    node = {**sign(plain(ED), ED, "eddsa-rdfc-2022"), "type": "MaybeProof"}
    assert codes(check({**document, "proof": node})) == ("proof_term_remapped",)


def test_editions_are_named_and_an_unknown_vocabulary_leaves_it_open() -> None:
    unknown = plain(ED)
    node = sign(unknown, ED, "eddsa-rdfc-2022")
    unknown["@context"].append("https://vocabulary.example/v1")
    assert codes(check({**unknown, "proof": node})) == ("context_unknown", "no_signature")


# --- types that are not supported ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "SomeProofType"},
        {"type": "RsaSignature2018"},
        {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"},
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-2022"},
        {"type": "DataIntegrityProof", "cryptosuite": ["eddsa-rdfc-2022"]},
        {"type": "DataIntegrityProof"},
        {"type": ["DataIntegrityProof"], "cryptosuite": "eddsa-rdfc-2022"},
        {"type": {"a": 1}},
        {},
        {"type": "x" * 10_000},
    ],
    ids=lambda kind: str(kind)[:40],
)
def test_an_unknown_kind_of_proof_is_unsupported(kind: Json) -> None:
    good = signed(plain(ED), ED, "eddsa-rdfc-2022")
    node = {name: value for name, value in good["proof"].items() if name not in ("type", "cryptosuite")}
    proved = check({**good, "proof": {**node, **kind}})
    assert codes(proved) == ("suite_unsupported", "no_signature")
    assert proved.checks[0].message.endswith(f": {str(kind.get('cryptosuite', kind.get('type')))[:80]}")


def test_a_proof_that_names_no_suite_is_called_by_its_kind() -> None:
    outline = outline_of(signed(plain(ED), ED, "eddsa-rdfc-2022"))
    notes = tuple(note._replace(kind="wax", suite="", content={}) for note in outline.proofs)
    proved = proofs.check(outline._replace(proofs=notes), knowing(ED), CONDITIONS)
    assert proved.checks[0].message == "its kind of signature is not supported: wax"
    assert proved.steps == ("5. wax is not supported",)


def test_nothing_leaves_the_given_outline_changed() -> None:
    outline = outline_of(signed(plain(ED), ED, "eddsa-rdfc-2022"))
    before = outline._replace()
    proofs.check(outline, knowing(ED), CONDITIONS)
    assert outline == before

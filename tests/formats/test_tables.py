"""Contracts that every row of the table keeps: it loads, is told apart, and survives hostile shapes."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vectors import VECTORS, manifest, need

from wallet import carriers, formats
from wallet.codec import base64url, jsonld
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Internal, Refused, Unreadable
from wallet.formats import general, other_documents, vc_1, vc_2
from wallet.formats.base import Fields, Opened
from wallet.formats.terms import IRIS
from wallet.model import Credential, Outline, Payload, View

BY_KIND = {
    "ob3-embedded": {"open-badges-3", "vc-2"},  # one vector calls itself OtherCredential
    "ob3-baked": {"open-badges-3"},
    "ob3-jwt": {"open-badges-3"},
    "ob3-endorsement": {"endorsement"},
    "clr2": {"clr-2"},
    "edc-elm": {"europass", "vc-1", "presentation"},  # one is an alumni credential, one shows another
    "blockcerts": {"blockcerts"},
    "ob1-hosted": {"open-badges-1"},
    "ob2-hosted": {"open-badges-2"},
    "ob2-baked": {"open-badges-1", "open-badges-hosted"},  # two hold only an address that can be read
    "ob2-signed-jws": {"open-badges-2"},
    "vc11": {"vc-1"},
    "vc20": {"vc-2", "vc-1"},  # one is a 1.1 credential in the 2.0 folder
    "tcp-ler": {"vc-1"},
    "sdjwt": {"sd-jwt-vc", "vc-2"},
    "vp": {"presentation"},
    "statuslist": {"status-list"},
}


def payload(document: Any) -> Payload:
    data = json.dumps(document).encode()
    return Payload(data, "application/json", "text", "test", data)


def token(claims: Any, **header: Any) -> Payload:
    head = base64url.encode(json.dumps({"alg": "EdDSA", **header}).encode())
    data = f"{head}.{base64url.encode(json.dumps(claims).encode())}.c2ln".encode()
    return Payload(data, "application/jwt", "text", "test", data)


def opened() -> Iterator[tuple[dict[str, Any], Outline]]:
    """Every third-party credential that opens; skips the test that asks where there are none."""
    need(VECTORS / "manifest.json")
    for row in manifest():
        data = (VECTORS / row["path"]).read_bytes()
        try:
            for one in carriers.unwrap(data, row["path"]):
                yield row, formats.open_payload(one)
        except Unreadable:
            continue


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_row_loads_and_has_words(name: str) -> None:
    format_ = formats.by_id(name)
    assert format_.label
    assert not format_.label[0].isspace()
    assert formats.by_id(name) is format_


@pytest.mark.parametrize("name", carriers.CARRIERS)
def test_every_carrier_loads_and_has_words(name: str) -> None:
    carrier = carriers.by_id(name)
    assert carrier.label
    assert carrier.recognises(b"") is (name == "text")


def test_a_format_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(Internal):
        formats.by_id("paper")


@pytest.mark.parametrize("name", formats.FORMATS)
@pytest.mark.parametrize("document", [{}, {"type": 1}, {"@context": {"a": 1}}, {"type": [[["x"]]], "badge": None}])
def test_rows_recognise_nothing_in_nonsense(name: str, document: Any) -> None:
    assert formats.by_id(name).recognises(Opened.of(document)) is False


def test_third_party_credentials_are_told_apart() -> None:
    seen = set()
    for row, outline in opened():
        if row["kind"] in BY_KIND:
            assert outline.format in BY_KIND[row["kind"]], row["path"]
            seen.add(outline.format)
    assert seen == set(formats.FORMATS) - {"clr-1"}, "of CLR 1.0 there is no vector yet"


def test_payloads_keep_the_bytes_they_came_from() -> None:
    for row, outline in opened():
        data = (VECTORS / row["path"]).read_bytes()
        kept = outline.payload
        assert kept.original in (data, data.strip(), kept.data)
        assert outline.document == formats.open_payload(kept).document


def test_signed_views_and_plain_ones_say_the_same() -> None:
    """Reading by IRI, from the tree that is signed, gives what reading by name gives."""
    library = ContextLibrary()
    compared = 0
    for row, outline in opened():
        if outline.header is not None or "learncard" in row["path"]:  # examples vocabulary: their names mean nothing
            continue
        bare = {key: value for key, value in outline.document.items() if key not in ("proof", "signature")}
        try:
            tree = jsonld.walk(bare, library, choice=next(jsonld.combinations(bare, library)), bases=()).tree
        except Refused:
            continue
        by_name, by_iri = (read_or_reason(View(*view), outline) for view in ((bare,), (tree, "iri")))
        if isinstance(by_name, Credential) and isinstance(by_iri, Credential):
            assert differing(by_name, by_iri) <= {"kind", "achievements"}, row["path"]
            assert [a.name for a in by_name.achievements] == [a.name for a in by_iri.achievements]
            compared += 1
        else:
            assert by_name == by_iri, row["path"]
    assert compared > 100


def read_or_reason(view: View, outline: Outline) -> Credential | str:
    try:
        return formats.read(view, outline)
    except Unreadable as error:
        return error.message


def differing(one: Credential, other: Credential) -> set[str]:
    return {name for name in Credential.__slots__ if getattr(one, name) != getattr(other, name)}


SAMPLES: list[dict[str, Any]] = [
    {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:x",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "N",
        "issuer": {"id": "did:x", "name": "I", "url": "u", "image": {"id": "i"}},
        "validFrom": "2020-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialStatus": [{"type": "BitstringStatusListEntry", "statusListIndex": "1", "statusListCredential": "u"}],
        "proof": [{"type": "DataIntegrityProof", "cryptosuite": "x", "created": "2020-01-01T00:00:00Z"}],
        "endorsement": [{"type": ["VerifiableCredential"]}],
        "credentialSubject": {
            "id": "did:y",
            "identifier": [{"identityHash": "h", "hashed": True, "salt": "s", "identityType": "emailAddress"}],
            "creditsEarned": 5,
            "result": [{"resultDescription": "r1", "achievedLevel": "l1", "value": "A"}],
            "achievement": {
                "id": "urn:a",
                "name": {"en": "A"},
                "criteria": {"narrative": "do"},
                "alignment": [{"targetName": "t", "targetUrl": "u"}],
                "tag": ["x"],
                "resultDescription": [
                    {
                        "id": "r1",
                        "resultType": "RubricCriterionLevel",
                        "rubricCriterionLevel": [{"id": "l1", "level": "3"}],
                    }
                ],
            },
        },
    },
    {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://e.org/a",
        "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$1"},
        "issuedOn": "2020-01-01",
        "expires": None,
        "verification": {"type": "hosted", "url": "https://e.org/a"},
        "badge": {
            "name": "B",
            "issuer": {"id": "https://e.org/i", "revocationList": "u"},
            "alignment": [{"name": "x"}],
        },
    },
    {
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": {"id": "urn:i", "legalName": {"de": "I"}, "homepage": {"contentURL": "u"}},
        "status": [{"type": "StatusList2021Entry", "statusListCredential": "u", "statusListIndex": 4}],
        "displayParameter": {"title": {"fr": "T"}},
        "credentialSubject": {
            "fullName": {"en": "F"},
            "hasClaim": {
                "title": {"en": "C"},
                "type": "LearningAchievement",
                "hasPart": [{"type": "LearningAchievement", "title": {"en": "P"}}],
                "specifiedBy": {
                    "eqfLevel": {"id": "http://data.europa.eu/snb/eqf/6"},
                    "creditPoint": {"point": "5", "framework": {"prefLabel": {"en": "ECTS"}}},
                    "learningOutcome": [{"title": {"en": "L"}, "relatedESCOSkill": [{"prefLabel": {"en": "S"}}]}],
                },
            },
        },
    },
    {
        "type": "BlockchainCertificate",
        "document": {
            "certificate": {"name": "C", "issuer": {"id": "i"}},
            "assertion": {"issuedOn": "2020-01-01"},
            "recipient": {"identity": "x", "hashed": False},
        },
        "receipt": {"type": "ChainpointSHA256v2"},
    },
    {"certificate": {"title": "C"}, "assertion": {"issuedOn": "2020-01-01"}, "recipient": {"identity": "x"}},
    {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": "VerifiablePresentation", "holder": "did:x"},
    {"vct": "https://e.org/t", "iss": "i", "iat": 1, "status": {"status_list": {"idx": 1, "uri": "u"}}},
    {"status_list": {"bits": 1, "lst": "x"}, "sub": "u", "iat": 1},
    {"bits": 1, "lst": "x"},
]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6) | st.just("eyJ.~.x"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "@value", "@list", "en", "type", "x", "@id", "url"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_shapes_never_crash(data: st.DataObject) -> None:
    document = json.loads(json.dumps(data.draw(st.sampled_from(SAMPLES))))
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(document, data)
    one = token(document) if data.draw(st.booleans()) else payload(document)
    try:
        outline = formats.open_payload(one)
    except Unreadable:
        return
    for view in (View(outline.document), View(_as_iris(outline.document), "iri")):
        found = read_or_reason(view, outline)
        assert found, "neither a credential nor a reason"


def _mutate(document: Any, data: st.DataObject) -> None:
    """Put something odd in the place of one value, at any depth."""
    node = document
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            node[key] = data.draw(ODD)
            return
        node = node[key]


def _as_iris(value: Any) -> Any:
    """A tree keyed by IRI with the same odd values in it, where a walk can leave them: each property is a list."""
    if not isinstance(value, dict):
        return {"@value": value}
    if "@value" in value or "@list" in value:
        return {name: _listed(of) if name == "@list" else of for name, of in value.items() if name[0] == "@"}
    special = {"id": "@id", "type": "@type"}
    return {special.get(k) or IRIS.get(k, (k,))[0]: v if k in special else _listed(v) for k, v in value.items()}


def _listed(value: Any) -> list[Any]:
    return [_as_iris(item) for item in (value if isinstance(value, list) else [value])]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | st.builds(lambda b: b'{"a":' + b, st.binary(max_size=100)))
def test_bytes_of_any_kind_never_crash(data: bytes) -> None:
    with suppress(Unreadable):
        for one in carriers.unwrap(data, "x"):
            formats.open_payload(one)


def test_unknown_terms_are_simply_absent() -> None:
    fields = Fields({"https://example.org/x": [1]}, by_iri=True, problems=[], unread_dates=[])
    assert fields.text("no such term") == ""


@pytest.mark.parametrize(
    ("document", "slug"),
    [
        ({"type": "BadgeClass"}, "badge_class"),
        ({"name": "x", "criteria": "u", "issuer": "u"}, "badge_class"),
        ({"type": "RevocationList"}, "revocation_list"),
        ({"revokedAssertions": []}, "revocation_list"),
        ({"type": "CryptographicKey"}, "key_document"),
        ({"kty": "OKP"}, "key_document"),
        ({"keys": []}, "key_document"),
        ({"id": "did:web:x", "verificationMethod": []}, "did_document"),
        ({"type": ["Achievement"]}, "achievement"),
        ({"type": "https://w3id.org/openbadges#AlignmentObject"}, "achievement"),
        ({"basics": {"name": "x"}}, "json_resume"),
        ({"credential_issuer": "https://e.org", "credential_configuration_ids": ["x"]}, "credential_offer"),
        ({"credential_issuer": "https://e.org", "grants": {}}, "credential_offer"),
        ({"credential_issuer": "https://e.org"}, "not_a_credential"),
        ({"response_type": "vp_token", "dcql_query": {}}, "presentation_request"),
        ({"presentation_definition": {}}, "presentation_request"),
        ({"ciphertext": "x"}, "wallet_locked"),
        (
            {
                "@context": [vc_1.CONTEXT, "https://w3id.org/wallet/v1"],
                "type": ["VerifiableCredential", "EncryptedWallet"],
                "issuer": "did:example:holder",
                "credentialSubject": {"encryptedWalletContents": {"ciphertext": "x"}},
            },
            "wallet_locked",
        ),
        ({"passTypeIdentifier": "pass.example", "formatVersion": 1}, "apple_pass"),
        ({"@context": "http://credreg.net/ctdl/schema/context/json"}, "ctdl"),
        ({"@type": "ceterms:Course"}, "ctdl"),
        ({"@graph": [{"ceterms:name": {}}]}, "ctdl"),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}, "json_schema"),
        ({"@context": {"badge": "https://w3id.org/openbadges#badge"}}, "vocabulary"),
        ({"@context": ["https://e.org/v1", {"x": "https://e.org/x"}]}, "vocabulary"),
        ({"@context": "https://e.org/v1"}, "not_a_credential"),
        ({"version": "2.0", "data": {"name": "x"}, "signature": {"targetHash": "ab", "proof": []}}, "open_attestation"),
        ({"data": {}, "signature": 5}, "not_a_credential"),
        ({"schema_id": "s", "cred_def_id": "c", "values": {}, "signature": {}}, "anoncreds"),
        ({"type": "Issuer"}, "issuer_profile"),
        ({"@context": vc_2.CONTEXT, "id": "did:web:x", "type": ["Profile"], "name": "x"}, "issuer_profile"),
        ({"@context": vc_1.CONTEXT, "type": "Achievement", "criteria": {}}, "achievement"),
        ({"name": "x", "url": "u"}, "issuer_profile"),
        ({"hello": "world"}, "not_a_credential"),
    ],
)
def test_what_is_no_credential_is_named(document: Any, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        formats.open_payload(payload(document))
    assert caught.value.kind == slug
    assert caught.value.hint


def test_a_token_that_is_no_credential_is_called_a_token() -> None:
    assert "token" in other_documents.no_credential({}, {}).message


def test_general_reading_is_shared_by_both_generations() -> None:
    document = {"type": "VerifiableCredential", "issuer": "i", "credentialSubject": {"degree": {"name": "BSc"}}}
    outline = formats.open_payload(payload(document))
    assert outline.format == "vc-1"
    assert general.read(View(document), outline).title == "BSc"

"""From the name of a key to the key, and what ties it to the issuer."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wallet.codec import base64url, jcs
from wallet.codec.multiformats import base58_encode, encode_key
from wallet.keys import RESOLVERS, Keys, documents, own
from wallet.keys.jwk import public_key, thumbprint
from wallet.model import Document, KeyRef, PublicKey

SAVED_AT = datetime(2026, 5, 1, tzinfo=UTC)
ALICE = own.from_secret(bytes(range(32)))
MALLORY = own.from_secret(bytes(32))
DID = "did:web:school.example"
DID_URL = "https://school.example/.well-known/did.json"
HTTPS = "https://school.example/issuers/1"


def multikey(key: own.OwnKey = ALICE) -> str:
    return key.did.removeprefix("did:key:")


def raw(key: own.OwnKey = ALICE) -> PublicKey:
    return Keys(lambda _: None).key(KeyRef(key.did, key.did, "assertionMethod")).key  # type: ignore[return-value]  # known to be found


def jwk_of(key: own.OwnKey = ALICE, **more: Any) -> dict[str, Any]:
    return {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(raw(key).data), **more}


def document(url: str, content: Any, origin: str = "saved", at: datetime = SAVED_AT) -> Document:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Document(url, data, sha256(data).hexdigest(), "application/json", at, origin)


def keys(*documents: Document, **more: Any) -> Keys:
    saved = {d.url: d for d in documents}
    return Keys(saved.get, **more)


def ref(method: str, issuer: str, purpose: str = "assertionMethod", **more: Any) -> KeyRef:
    return KeyRef(method, issuer, purpose, **more)


def did_document(did: str = DID, key: own.OwnKey = ALICE, **changes: Any) -> dict[str, Any]:
    method = {"id": f"{did}#key-1", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey(key)}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#key-1"], **changes}


# --- ids that are their own key ------------------------------------------------


@pytest.mark.parametrize("method", [ALICE.did, ALICE.verification_method])
def test_a_did_key_is_its_own_issuer_with_and_without_fragment(method: str) -> None:
    found = keys().key(ref(method, ALICE.did))
    assert (found.code, found.key) == ("issuer_key", PublicKey("Ed25519", raw().data))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("P-256", bytes.fromhex("026b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")),
        ("secp256k1", bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
    ],
)
def test_a_did_key_of_another_curve(kind: str, data: bytes) -> None:
    did = "did:key:" + encode_key(kind, data)
    assert keys().key(ref(did, did)).key == PublicKey(kind, data)


def did_of_jwk(text: bytes) -> str:
    """The id of a natural person as EBSI makes it: multicodec jwk_jcs-pub, 0xeb51."""
    return "did:key:z" + base58_encode(b"\xd1\xd6\x03" + text)


@pytest.mark.parametrize(
    "jwk",
    [
        jwk_of(),
        {
            "kty": "EC", "crv": "P-256",
            "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
        },
    ],
)  # fmt: skip
def test_a_did_key_that_spells_a_jwk(jwk: dict[str, Any]) -> None:
    did = did_of_jwk(jcs.canonicalize(jwk))
    found = keys().key(ref(f"{did}#{did.removeprefix('did:key:')}", did))
    assert (found.code, found.key) == ("issuer_key", public_key(jwk))
    listed = did_document()
    listed["verificationMethod"][0]["publicKeyMultibase"] = did.removeprefix("did:key:")
    assert keys(document(DID, listed)).key(ref(f"{DID}#key-1", DID)).key == public_key(jwk)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(jwk_of()).encode(),  # not canonical
        jcs.canonicalize(jwk_of(kid="1")),  # more than the key
        jcs.canonicalize(jwk_of(d="AA")),  # its private half
        jcs.canonicalize(jwk_of()) + b" ",
        b'{"kty"',
        b"{}",
    ],
)
def test_a_jwk_in_a_did_key_has_one_spelling(text: bytes) -> None:
    did = did_of_jwk(text)
    assert keys().key(ref(did, did)).code == "proof_malformed"


@pytest.mark.parametrize(
    "method",
    [
        f"{ALICE.did}#{multikey(MALLORY)}",
        f"{ALICE.did}#",
        f"{ALICE.did}#key-1",
        f"{ALICE.did}?service=x",
        "did:key:z6MkjZRsdasZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "did:key:",
        "did:key:z",
        "did:key:uABCD",
        "did:key:z0OIl",
        "xxx:" + multikey(),
        "javascript:alert(1)",
    ],
)
def test_a_name_that_is_no_key_is_malformed(method: str) -> None:
    found = keys().key(ref(method, ALICE.did))
    assert (found.key, found.code) == (None, "proof_malformed")


def test_an_issuer_that_is_a_key_is_not_signed_for_by_another() -> None:
    assert keys().key(ref(MALLORY.did, ALICE.did)).code == "issuer_mismatch"
    web = keys(document(DID, did_document())).key(ref(f"{DID}#key-1", MALLORY.did))
    assert (web.code, web.key) == ("issuer_mismatch", raw())


def did_jwk(**more: Any) -> str:
    return "did:jwk:" + base64url.encode(json.dumps(jwk_of(**more)).encode())


@pytest.mark.parametrize("fragment", ["", "#0", "#own-name"])
def test_a_did_jwk_is_its_own_issuer(fragment: str) -> None:
    did = did_jwk(kid="own-name")
    found = keys().key(ref(did + fragment, did))
    assert (found.code, found.key) == ("issuer_key", raw())


@pytest.mark.parametrize(
    "method",
    [
        did_jwk() + "#1",
        did_jwk() + "#",
        did_jwk(kid="") + "#",
        did_jwk(kid=["x"]) + "#x",
        did_jwk(d="AAAA"),
        did_jwk(use="enc"),
        did_jwk(key_ops=["encrypt"]),
        did_jwk(alg="ECDH-ES"),
        did_jwk() + "=",
        "did:jwk:e30",
        "did:jwk:W10",
        "did:jwk:",
        "did:jwk:" + "A" * 20_000,
    ],
)
def test_a_did_jwk_that_holds_no_signing_key_is_malformed(method: str) -> None:
    found = keys().key(ref(method, method.partition("#")[0]))
    assert (found.key, found.code) == (None, "proof_malformed")


@pytest.mark.parametrize("limits", [{"use": "enc"}, {"key_ops": ["deriveKey"]}, {"alg": "ECDH-ES"}])
@pytest.mark.parametrize("issuer", ["", HTTPS])
def test_a_key_that_is_brought_along_must_be_for_signing(issuer: str, limits: dict[str, Any]) -> None:
    assert keys().key(ref("", issuer, "authentication", jwk=jwk_of())).key == raw()
    found = keys().key(ref("", issuer, "authentication", jwk=jwk_of(**limits)))
    assert (found.key, found.code) == (None, "proof_malformed")


@pytest.mark.parametrize("kid", ["", "0", "#0", "MZ8PfT7IjGcP2", "urn:ietf:params:oauth:jwk-thumbprint:sha-256:x"])
def test_a_token_need_not_name_the_key_of_an_issuer_that_is_its_own(kid: str) -> None:
    did = did_jwk()
    assert keys().key(ref(kid, did)).code == "issuer_key"


ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"


def test_the_kid_of_a_token_may_be_any_text() -> None:
    """RFC 7515 4.1.4: what keeps keys for issuers names them in its own way, as key services do."""
    assert keys().key(ref(ARN, did_jwk(), any_name=True)).code == "issuer_key"
    assert keys().key(ref(ARN, did_jwk())).code == "proof_malformed"
    key_set = document("https://school.example/.well-known/jwks.json", {"keys": [jwk_of(kid=ARN), jwk_of(MALLORY)]})
    found = keys(key_set).key(ref(ARN, HTTPS, any_name=True))
    assert (found.code, found.key) == ("issuer_document", raw())
    assert keys(key_set).key(ref(ARN + "0", HTTPS, any_name=True)).code == "method_not_authorised"


@pytest.mark.parametrize("method", [ALICE.did, did_jwk(), did_jwk() + "#0"])
def test_a_presentation_without_holder_is_its_signers(method: str) -> None:
    assert keys().key(ref(method, "", "authentication")).code == "issuer_key"


# --- saved documents -----------------------------------------------------------


@pytest.mark.parametrize("url", [DID, DID_URL])
def test_a_did_web_is_found_under_its_id_and_under_its_address(url: str) -> None:
    found = keys(document(url, did_document())).key(ref(f"{DID}#key-1", DID))
    assert (found.code, found.key, found.source, found.as_of) == ("issuer_document", raw(), url, SAVED_AT)


def test_of_two_copies_of_a_did_document_the_newer_counts() -> None:
    old = document(DID, did_document())
    new = document(DID_URL, did_document(key=MALLORY), at=SAVED_AT.replace(year=2027))
    assert keys(old, new).key(ref(f"{DID}#key-1", DID)).key == raw(MALLORY)


def test_any_other_did_is_found_under_its_id() -> None:
    did = "did:example:foo"
    assert keys(document(did, did_document(did))).key(ref(f"{did}#key-1", did)).code == "issuer_document"
    unsaved = keys().key(ref(f"{did}#key-1", did))
    assert (unsaved.code, dict(unsaved.details)) == ("did_unsupported", {"method": "did:example"})


def test_an_embedded_method_and_a_relative_id_count() -> None:
    method = {"id": "#k", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": jwk_of()}
    content = {"id": DID, "assertionMethod": [method]}
    assert keys(document(DID, content)).key(ref(f"{DID}#k", DID)).code == "issuer_document"


def test_a_kid_relative_to_the_issuer() -> None:
    house = keys(document(DID, did_document()))
    for kid in ("#key-1", "key-1", "", DID):
        assert house.key(ref(kid, DID)).code == "issuer_document", kid


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"assertionMethod": []}, "method_not_authorised"),
        ({"assertionMethod": None}, "method_not_authorised"),
        ({"assertionMethod": [f"{DID}#key-2"]}, "method_not_authorised"),
        ({"authentication": [f"{DID}#key-1"], "assertionMethod": []}, "method_not_authorised"),
        ({"assertionMethod": {"id": f"{DID}#key-1"}}, "proof_malformed"),
    ],
)
def test_a_key_that_the_issuer_does_not_list_for_this_is_not_authorised(changes: dict[str, Any], code: str) -> None:
    found = keys(document(DID, did_document(**changes))).key(ref(f"{DID}#key-1", DID))
    assert found.code == code


def with_method(**changes: Any) -> dict[str, Any]:
    content = did_document()
    content["verificationMethod"][0].update(changes)
    return content


@pytest.mark.parametrize(
    "changes",
    [
        {"controller": "did:web:else.example"},
        {"controller": ["did:web:else.example"]},
        {"controller": 7},
        {"revoked": "2026-01-01T00:00:00Z"},
        {"expires": "2026-01-01T00:00:00Z"},
        {"revoked": True},
    ],
)
def test_a_method_of_another_controller_or_past_its_end_is_not_authorised(changes: dict[str, Any]) -> None:
    found = keys(document(DID, with_method(**changes))).key(ref(f"{DID}#key-1", DID))
    assert (found.code, found.key) == ("method_not_authorised", raw())


def test_a_method_that_ends_after_the_copy_was_saved_still_counts() -> None:
    content = with_method(expires="2030-01-01T00:00:00Z")
    assert keys(document(DID, content)).key(ref(f"{DID}#key-1", DID)).code == "issuer_document"


def test_the_purpose_asked_for_decides() -> None:
    content = did_document(assertionMethod=[], authentication=[f"{DID}#key-1"])
    house = keys(document(DID, content))
    assert house.key(ref(f"{DID}#key-1", DID, "authentication")).code == "issuer_document"
    assert house.key(ref(f"{DID}#key-1", DID)).code == "method_not_authorised"


@pytest.mark.parametrize("purpose", ["verificationMethod", "publicKey", "keyAgreement", "id", ""])
def test_a_purpose_that_is_no_way_to_sign_finds_nothing(purpose: str) -> None:
    content = did_document(keyAgreement=[f"{DID}#key-1"])
    assert keys(document(DID, content)).key(ref(f"{DID}#key-1", DID, purpose)).code == "method_not_authorised"


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "EcdsaSecp256r1VerificationKey2019"},
        {"type": ["Multikey", "RsaVerificationKey2018"]},
        {"publicKeyMultibase": "z6Mk"},
        {"publicKeyMultibase": None},
        {"publicKeyJwk": "no"},
        {"publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(bytes(32))}},
    ],
)
def test_a_listed_method_whose_key_is_broken_is_malformed(changes: dict[str, Any]) -> None:
    found = keys(document(DID, with_method(**changes))).key(ref(f"{DID}#key-1", DID))
    assert (found.key, found.code) == (None, "proof_malformed")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff", {"id": "did:web:else.example"}, {}])
def test_a_document_that_is_not_the_issuers_is_as_good_as_none(content: Any) -> None:
    found = keys(document(DID, content), document(DID_URL, content)).key(ref(f"{DID}#key-1", DID))
    assert (found.key, found.code) == (None, "issuer_not_saved")


def test_the_sharers_copy_neither_proves_nor_denies() -> None:
    theirs = document(DID, did_document(), "sharer")
    assert keys(theirs).key(ref(f"{DID}#key-1", DID)).code == "issuer_from_sharer"
    assert keys(theirs).key(ref(f"{DID}#key-2", DID)).code == "issuer_from_sharer"


def test_ones_own_copy_comes_before_a_sharers_newer_one() -> None:
    mine = document(DID, did_document())
    theirs = document(DID_URL, did_document(key=MALLORY), "sharer", SAVED_AT.replace(year=2099))
    found = keys(mine, theirs).key(ref(f"{DID}#key-1", DID))
    assert (found.code, found.key) == ("issuer_document", raw())


def test_a_key_of_the_sharers_is_the_sharers_word_whoever_names_it() -> None:
    other = "did:web:keys.example"
    mine = document(DID, did_document(assertionMethod=[f"{other}#key-1"]))
    for origin, code in (("saved", "issuer_document"), ("sharer", "issuer_from_sharer")):
        theirs = document(other, did_document(other, MALLORY), origin)
        found = keys(mine, theirs).key(ref(f"{other}#key-1", DID))
        assert (found.code, found.key) == (code, raw(MALLORY))


def test_a_key_that_came_over_plain_http_is_said_to_have() -> None:
    listed = document(DID, did_document())
    found = keys(replace(listed, in_the_open=True)).key(ref(f"{DID}#key-1", DID))
    assert (found.code, found.key) == ("published_in_the_open", raw())


def test_a_link_of_the_sharers_does_not_make_a_saved_key_set_the_issuers() -> None:
    key_set = document("https://evil.example/keys", {"keys": [jwk_of(MALLORY, kid="m")]})
    for url, content in ((HTTPS, profile()), (WELL_KNOWN, {"issuer": HTTPS})):
        theirs = document(url, {**content, "jwks_uri": key_set.url}, "sharer")
        assert keys(theirs, key_set).key(ref("m", HTTPS)).code == "issuer_from_sharer"


def test_a_document_that_names_itself_a_thousand_times_is_read_once() -> None:
    read = []
    saved = document(DID, did_document(assertionMethod=[f"{DID}#q{n}" for n in range(2000)]))
    Keys(lambda url: read.append(url) or (saved if url == DID else None)).key(ref(f"{DID}#key-1", DID))
    assert len(read) == 2


HOSTILE = [None, True, 7, 1.5, "x", "", [], {}, [[]], [None], {"id": []}, [{"id": {}}], {"id": {"id": 1}}, "#", ["#"]]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "member",
    [
        "id",
        "verificationMethod",
        "publicKey",
        "assertionMethod",
        "authentication",
        "keys",
        "jwks",
        "jwks_uri",
        "controller",
        "publicKeyJwk",
        "publicKeyPem",
        "kty",
        "issuer",
    ],
)
def test_nothing_in_a_document_makes_it_raise(member: str, value: Any) -> None:
    for subject, url in ((DID, DID), (HTTPS, HTTPS)):
        content = {**did_document(subject), member: value}
        saved = [
            document(url, content),
            document(HTTPS.replace("/issuers", "/.well-known/jwt-vc-issuer/issuers"), content),
        ]
        for kid in (f"{subject}#key-1", "", "kid", f"{subject}#{multikey()}"):
            found = keys(*saved).key(ref(kid, subject))
            assert found.code


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "member",
    ["id", "type", "controller", "owner", "publicKeyMultibase", "publicKeyJwk", "publicKeyBase58", "publicKeyPem"],
)
def test_nothing_in_a_method_makes_it_raise(member: str, value: Any) -> None:
    for kid in (f"{DID}#key-1", "", f"{DID}#{multikey()}"):
        assert keys(document(DID, with_method(**{member: value}))).key(ref(kid, DID)).code


# --- https issuers ---------------------------------------------------------------


def profile(**more: Any) -> dict[str, Any]:
    return {"id": HTTPS, "type": "Profile", "name": "School", **more}


def test_a_key_in_the_fragment_is_self_asserted_until_the_issuers_document_lists_it() -> None:
    method = f"{HTTPS}#{multikey()}"
    saved = keys(document(HTTPS, profile())).key(ref(method, HTTPS))
    assert keys().key(ref(method, HTTPS)) == saved._replace(code="self_asserted_key")
    listed = {"id": method, "type": "Multikey", "controller": HTTPS, "publicKeyMultibase": multikey()}
    good = keys(document(HTTPS, profile(assertionMethod=[listed]))).key(ref(method, HTTPS))
    assert (good.code, good.key) == ("issuer_document", raw())
    other = {**listed, "id": f"{HTTPS}#x", "publicKeyMultibase": multikey(MALLORY)}
    assert (
        keys(document(HTTPS, profile(assertionMethod=[other]))).key(ref(method, HTTPS)).code == "method_not_authorised"
    )


def test_a_key_in_the_fragment_of_a_did_web_is_self_asserted_too() -> None:
    found = keys().key(ref(f"{DID}#{multikey()}", DID))
    assert (found.code, found.key, dict(found.details)) == ("self_asserted_key", raw(), {"issuer": DID})


def test_a_listed_method_whose_id_spells_one_key_holds_no_other() -> None:
    method = {"id": ALICE.verification_method, "type": "Multikey", "controller": DID}
    for key, code in ((ALICE, "issuer_document"), (MALLORY, "proof_malformed")):
        listed = {**method, "publicKeyMultibase": multikey(key)}
        house = keys(document(DID_URL, did_document(verificationMethod=[listed], assertionMethod=[listed["id"]])))
        assert house.key(ref(listed["id"], DID)).code == code


def test_a_fragment_that_is_meant_as_a_key_but_is_none_is_malformed() -> None:
    found = keys().key(ref(f"{HTTPS}#z6MkjZRsdasZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", HTTPS))
    assert (found.key, found.code) == (None, "proof_malformed")
    assert keys().key(ref(f"{HTTPS}#zebra", HTTPS)).code == "issuer_not_saved"


def test_a_did_key_signing_for_another_issuer_counts_once_that_issuer_lists_it() -> None:
    assert keys().key(ref(ALICE.did, "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164")).code == "self_asserted_key"
    listing = profile(assertionMethod=[ALICE.verification_method])
    found = keys(document(HTTPS, listing)).key(ref(ALICE.verification_method, HTTPS))
    assert (found.code, found.key) == ("issuer_document", raw())
    assert keys(document(HTTPS, listing)).key(ref(MALLORY.did, HTTPS)).code == "method_not_authorised"


@pytest.mark.parametrize("member", ["verificationMethod", "publicKey"])
def test_a_profile_without_relationships_lists_by_its_key_properties(member: str) -> None:
    method = {"id": f"{HTTPS}#k", "controller": HTTPS, "publicKeyBase58": base58_encode(raw().data)}
    assert keys(document(HTTPS, profile(**{member: method}))).key(ref(f"{HTTPS}#k", HTTPS)).code == "issuer_document"


def test_an_open_badges_2_key_document_counts_when_both_sides_agree() -> None:
    pem = "-----BEGIN PUBLIC KEY-----\n" + b64encode(bytes.fromhex("302a300506032b6570032100") + raw().data).decode()
    pem += "\n-----END PUBLIC KEY-----\n"
    url = "https://school.example/key.json"
    key = {"id": url, "type": "CryptographicKey", "owner": HTTPS, "publicKeyPem": pem}
    issuer = document(HTTPS, profile(publicKey=url))
    good = keys(issuer, document(url, key)).key(ref(url, HTTPS))
    assert (good.code, good.key) == ("issuer_document", raw())
    spelled_out = keys(issuer, document(url, {**key, "owner": {"id": HTTPS, "type": "Issuer"}})).key(ref(url, HTTPS))
    assert (spelled_out.code, spelled_out.key) == ("issuer_document", raw())
    for owner in ("https://else.example", {"id": "https://else.example"}, {}):
        stolen = keys(issuer, document(url, {**key, "owner": owner})).key(ref(url, HTTPS))
        assert stolen.code == "method_not_authorised"
    unlisted = keys(document(HTTPS, profile(publicKey=url + "x")), document(url, key)).key(ref(url, HTTPS))
    assert unlisted.code == "method_not_authorised"


WELL_KNOWN = "https://school.example/.well-known/jwt-vc-issuer/issuers/1"


@pytest.mark.parametrize(
    ("url", "content"),
    [
        (HTTPS, {"keys": [jwk_of(kid="k")]}),
        (WELL_KNOWN, {"issuer": HTTPS, "jwks": {"keys": [jwk_of(kid="k")]}}),
        ("https://school.example/.well-known/jwks.json", {"keys": [jwk_of(kid="k")]}),
        ("https://school.example/issuers/1/.well-known/jwks.json", {"keys": [jwk_of(kid="k")]}),
    ],
)
def test_a_key_set_at_one_of_the_issuers_places(url: str, content: dict[str, Any]) -> None:
    house = keys(document(url, content))
    assert house.key(ref("k", HTTPS)).code == "issuer_document"
    assert house.key(ref("", HTTPS, jwk=jwk_of())).code == "issuer_document"
    assert house.key(ref("other", HTTPS)).code == "method_not_authorised"
    assert house.key(ref("", HTTPS, jwk=jwk_of(MALLORY))).code == "issuer_document", "the one key, whatever is brought"


def test_a_key_set_that_the_issuer_links_to() -> None:
    elsewhere = "https://keys.example/set"
    key_set = document(elsewhere, {"keys": [jwk_of(kid="k"), jwk_of(MALLORY, kid="m")]})
    for url, content in ((HTTPS, profile(jwks_uri=elsewhere)), (WELL_KNOWN, {"issuer": HTTPS, "jwks_uri": elsewhere})):
        house = keys(document(url, content), key_set)
        assert house.key(ref("k", HTTPS)).code == "issuer_document"
        assert house.key(ref(f"{elsewhere}#m", HTTPS)).key == raw(MALLORY)
        assert keys(document(url, content)).key(ref("k", HTTPS)) == keys().key(ref("k", HTTPS)), "no key set is saved"
    assert keys(document(WELL_KNOWN, {"issuer": "https://else.example", "jwks_uri": elsewhere}), key_set).key(
        ref("k", HTTPS)
    ) == keys().key(ref("k", HTTPS))


@pytest.mark.parametrize(
    ("kid", "issuer", "code"),
    [
        (f"{HTTPS}/keys#k", HTTPS, "issuer_document"),
        ("https://school.example/.well-known/keys#k", HTTPS, "issuer_document"),
        ("https://school.example/issuers/2/keys#k", HTTPS, "issuer_not_saved"),
        ("https://school.example/issuers/1/../2#k", HTTPS, "issuer_not_saved"),
        ("https://school.example/~student/keys#k", "https://school.example", "issuer_not_saved"),
        ("https://school.example.evil.example/keys#k", "https://school.example", "issuer_not_saved"),
        ("https://else.example/.well-known/keys#k", HTTPS, "issuer_not_saved"),
        ("https://school.example:443/.well-known/keys#k", HTTPS, "issuer_document"),
        ("https://school.example/issuers/1/keys#k", "https://School.example:443/issuers/1", "issuer_document"),
        ("https://school.example:8443/.well-known/keys#k", HTTPS, "issuer_not_saved"),
        ("https://user@school.example/keys#k", "https://user@school.example", "issuer_not_saved"),
    ],
)
def test_a_key_set_at_the_address_of_its_kid_counts_only_at_the_issuers_own_places(
    kid: str, issuer: str, code: str
) -> None:
    saved = document(kid.partition("#")[0], {"keys": [jwk_of(kid="k")]})
    found = keys(saved).key(ref(kid, issuer))
    assert (found.code, found.key) == (code, raw())


def test_keys_that_are_not_for_signing_are_passed_over() -> None:
    house = keys(
        document(HTTPS, {"keys": [jwk_of(kid="k", use="enc"), "junk", jwk_of(MALLORY, kid="m", key_ops=["verify"])]})
    )
    assert house.key(ref("k", HTTPS)).code == "method_not_authorised"
    assert house.key(ref("m", HTTPS)).code == "issuer_document"


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        ({"exp": 4_000_000_000, "revoked": None}, "issuer_document"),
        ({"revoked": {"revoked_at": 4_000_000_000}}, "issuer_document"),
        ({"exp": 1}, "method_not_authorised"),
        ({"exp": "soon"}, "method_not_authorised"),
        ({"revoked": {"revoked_at": 1, "reason": "compromised"}}, "method_not_authorised"),
        ({"revoked": {}}, "method_not_authorised"),
        ({"revoked": True}, "method_not_authorised"),
    ],
)
def test_a_jwk_that_has_ended_counts_no_longer(ended: dict[str, Any], code: str) -> None:
    key_set = document(HTTPS, {"keys": [jwk_of(kid="k", **ended)]})
    assert keys(key_set).key(ref("k", HTTPS)).code == code
    method = {"id": f"{HTTPS}#k", "type": "JsonWebKey", "controller": HTTPS, "publicKeyJwk": jwk_of(**ended)}
    controlled = document(HTTPS, {"id": HTTPS, "assertionMethod": [method]})
    assert keys(controlled).key(ref(f"{HTTPS}#k", HTTPS)).code == code


def test_a_key_from_the_header_is_self_asserted() -> None:
    found = keys().key(ref("", HTTPS, jwk=jwk_of()))
    assert (found.code, found.key) == ("self_asserted_key", raw())
    assert keys().key(ref("", HTTPS, jwk={"kty": "oct", "k": "AAAA"})).code == "proof_malformed"


# --- pins ------------------------------------------------------------------------


def test_a_pin_outweighs_what_is_unknown_and_notices_another_key() -> None:
    pins = {HTTPS: frozenset({thumbprint(raw())})}
    assert keys(pins=pins).key(ref("", HTTPS, jwk=jwk_of())).code == "pinned_key"
    changed = keys(pins=pins).key(ref("", HTTPS, jwk=jwk_of(MALLORY)))
    assert (changed.code, dict(changed.details)) == ("key_changed", {"issuer": HTTPS})
    assert keys(pins=pins).key(ref("", "https://else.example", jwk=jwk_of())).code == "self_asserted_key"


def test_a_pin_does_not_mend_what_the_issuer_denies() -> None:
    pins = {DID: frozenset({thumbprint(raw())}), MALLORY.did: frozenset({thumbprint(raw())})}
    denied = keys(document(DID, did_document(assertionMethod=[])), pins=pins).key(ref(f"{DID}#key-1", DID))
    assert denied.code == "method_not_authorised"
    assert keys(pins=pins).key(ref(ALICE.did, MALLORY.did)).code == "issuer_mismatch"


def test_every_resolver_recognises_its_own_names() -> None:
    rows = {name: import_module(module).RESOLVER for name, module in RESOLVERS.items()}
    first = [next(name for name, row in rows.items() if row.recognises(m)) for m in (ALICE.did, did_jwk(), HTTPS, "k")]
    assert first == ["did:key", "did:jwk", "saved documents", "saved documents"]


def test_the_learners_key_signs_under_its_own_did() -> None:
    made = own.generate(lambda size: bytes(range(size)))
    assert made == ALICE
    assert made.did == "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
    assert made.verification_method == f"{made.did}#{multikey()}"
    assert "secret" not in repr(made)
    Ed25519PublicKey.from_public_bytes(raw().data).verify(made.sign(b"message"), b"message")
    with pytest.raises(ValueError, match="32"):
        own.from_secret(b"short")


def test_public_key_of_the_helper() -> None:
    assert public_key(jwk_of()) == raw()


@pytest.mark.parametrize("controller", ["", DID, [""]])
def test_names_within_a_document_may_be_relative_to_it(controller: Any) -> None:
    method = {"id": "#key-1", "type": "Multikey", "controller": controller, "publicKeyMultibase": multikey()}
    content = {"id": DID, "verificationMethod": [method], "assertionMethod": ["#key-1"]}
    asked = ref(f"{DID}#key-1", DID)
    assert keys(document(DID_URL, content)).key(asked).code == "issuer_document"
    elsewhere = {**content, "verificationMethod": [{**method, "controller": "#other"}]}
    assert keys(document(DID_URL, elsewhere)).key(asked).code == "method_not_authorised"


def test_a_bare_pem_file_is_a_key_that_nothing_ties_to_an_issuer_without_keys() -> None:
    url = "https://school.example/key.pem"
    pem = Ed25519PublicKey.from_public_bytes(raw().data).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    asked = ref(url, HTTPS, any_name=True)
    found = keys(document(url, pem)).key(asked)
    assert (found.code, found.key) == ("issuer_not_saved", raw())
    profile = document(HTTPS, {"id": HTTPS, "name": "School"})
    assert keys(document(url, pem), profile).key(asked).code == "self_asserted_key"
    assert keys(document(url, pem[:-40])).key(asked).code == "proof_malformed"


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({}, "issuer_document"),
        ({"deactivated": False}, "issuer_document"),
        ([], "issuer_document"),
        ({"deactivated": True}, "method_not_authorised"),
    ],
)
def test_a_did_that_was_deactivated_allows_no_key(about: Any, code: str) -> None:
    answer = {"didDocument": did_document(), "didDocumentMetadata": about}
    assert keys(document(DID_URL, answer)).key(ref(f"{DID}#key-1", DID)).code == code


@pytest.mark.parametrize("end", ["expires", "revoked"])
def test_a_key_that_had_ended_when_it_signed_does_not_count(end: str) -> None:
    content = did_document()
    content["verificationMethod"][0][end] = "2026-06-01T00:00:00Z"
    assert datetime(2026, 6, 1, tzinfo=UTC) > SAVED_AT
    for day, code in ((1, "issuer_document"), (31, "issuer_document"), (32, "method_not_authorised")):
        signed_at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=day - 1)
        asked = ref(f"{DID}#key-1", DID, at=signed_at)
        assert keys(document(DID_URL, content)).key(asked).code == code
    assert keys(document(DID_URL, content)).key(ref(f"{DID}#key-1", DID)).code == "issuer_document"


def test_of_keys_that_share_a_kid_the_one_that_made_the_token_counts() -> None:
    place = "https://school.example/.well-known/jwks.json"
    both = [jwk_of(MALLORY, kid="k"), jwk_of(kid="k")]
    by_alice = ref("k", HTTPS, made=lambda key: key == raw())
    found = keys(document(place, {"keys": both})).key(by_alice)
    assert (found.code, found.key) == ("issuer_document", raw())
    ours = document(WELL_KNOWN, {"issuer": HTTPS, "jwks": {"keys": both[:1]}})
    found = keys(ours, document(place, {"keys": both}, "sharer")).key(by_alice)
    assert (found.code, found.key) == ("issuer_document", raw(MALLORY)), "what the sharer lists stands behind"


def test_few_keys_without_a_name_go_by_their_thumbprint() -> None:
    """Thousands of them took a minute for each file that names their issuer, since each has to be read for it."""
    others = [jwk_of(own.from_secret(bytes((n,)) * 32)) for n in range(1, documents.TRIES_LIMIT)]
    place = f"{HTTPS}/.well-known/jwks.json"
    named = ref(thumbprint(raw()), HTTPS)
    assert keys(document(place, {"keys": [*others, jwk_of()]})).key(named).code == "issuer_document"
    late = {"keys": [*others, jwk_of(MALLORY), jwk_of()]}
    assert keys(document(place, late)).key(named).code == "method_not_authorised"

"""The signed bytes that a browser gets: with two hashes and a key it has to be able to check the signature."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from proof_kit import (
    ALGS,
    ED_2020,
    JWS_2020,
    V1,
    FakeKnown,
    Json,
    credential,
    jcs,
    knowing,
    make_key,
    nquads,
    outline_of,
    outline_of_token,
    sign,
    signed,
    token,
)

from wallet.model import Outline, SignedBytes
from wallet.proofs import signatures
from wallet.proofs.signed_bytes import signed_bytes

KEYS = {kind: make_key(kind) for kind in ("Ed25519", "P-256", "P-384")}
ED = KEYS["Ed25519"]


def document_for(suite: str, kind: str) -> Json:
    document = credential(KEYS[kind].did)
    if suite[0].isupper():
        document["@context"] = [V1, ED_2020 if suite.startswith("Ed") else JWS_2020]
        document["issuanceDate"] = document.pop("validFrom")
    return document


def holds(found: SignedBytes) -> bool:
    hashes = (hashlib.new(found.hash_name, text.encode()).digest() for text in (found.options, found.document))
    return signatures.verify(found.key, found.alg, found.signature, found.prefix.encode() + b"".join(hashes))


@pytest.mark.parametrize(
    ("suite", "kind", "form", "alg", "hash_name"),
    [
        ("eddsa-rdfc-2022", "Ed25519", "rdfc", "EdDSA", "sha256"),
        ("eddsa-jcs-2022", "Ed25519", "jcs", "EdDSA", "sha256"),
        ("ecdsa-rdfc-2019", "P-256", "rdfc", "ES256", "sha256"),
        ("ecdsa-jcs-2019", "P-384", "jcs", "ES384", "sha384"),
        ("Ed25519Signature2020", "Ed25519", "rdfc", "EdDSA", "sha256"),
        ("JsonWebSignature2020", "P-256", "rdfc", "ES256", "sha256"),
    ],
)
def test_each_suite_is_laid_out_so_that_hashes_and_a_key_suffice(
    suite: str, kind: str, form: str, alg: str, hash_name: str
) -> None:
    document = document_for(suite, kind)
    found = signed_bytes(outline_of(signed(document, KEYS[kind], suite)), knowing(KEYS[kind]))
    assert found is not None
    assert (found.form, found.alg, found.hash_name, found.key) == (form, alg, hash_name, KEYS[kind].public)
    assert found.document == (jcs(document) if form == "jcs" else nquads(document)).decode()
    assert bool(found.prefix) == (suite == "JsonWebSignature2020")
    assert holds(found)
    assert not holds(found._replace(document=found.document.replace("learner", "another")))


@pytest.mark.parametrize("kind", KEYS)
def test_a_token_is_given_as_it_is(kind: str) -> None:
    key = KEYS[kind]
    document = credential(key.did)
    text = token(document, key)
    outline = outline_of_token(text, document)
    assert signed_bytes(outline, knowing(key)) == SignedBytes(
        "jws", text, "", b"", ALGS[kind], key.public, "sha256", ""
    )
    spaced = outline._replace(payload=replace(outline.payload, data=f" {text}\n".encode()))
    assert signed_bytes(spaced, knowing(key)) == signed_bytes(outline, knowing(key))
    changed = token({**document, "name": "x"}, key).rpartition(".")[0] + "." + text.rpartition(".")[2]
    assert signed_bytes(outline_of_token(changed, document), knowing(key)) is None


def without_a_key() -> tuple[Outline, FakeKnown]:
    return outline_of(signed(credential(ED.did), ED, "eddsa-jcs-2022")), FakeKnown()


def token_without_a_key() -> tuple[Outline, FakeKnown]:
    return outline_of_token(token(credential(ED.did), ED), credential(ED.did)), FakeKnown()


def changed_since() -> tuple[Outline, FakeKnown]:
    return outline_of({**signed(credential(ED.did), ED, "eddsa-jcs-2022"), "name": "x"}), knowing(ED)


def of_a_kind_that_no_page_knows(kind: Any) -> tuple[Outline, FakeKnown]:
    return outline_of({**credential(ED.did), "proof": {"type": kind}}), knowing(ED)


@pytest.mark.parametrize(
    "made",
    [
        without_a_key(),
        token_without_a_key(),
        changed_since(),
        of_a_kind_that_no_page_knows("MerkleProof2019"),
        of_a_kind_that_no_page_knows(["Ed25519Signature2020"]),
        (outline_of(credential(ED.did)), knowing(ED)),
    ],
)
def test_no_bytes_are_given_for_a_signature_that_does_not_hold(made: tuple[Outline, FakeKnown]) -> None:
    assert signed_bytes(*made) is None


def test_a_signature_of_the_issuer_goes_before_one_of_somebody_else() -> None:
    document, other = credential(ED.did), make_key()
    both = [sign(document, other, "eddsa-jcs-2022"), sign(document, ED, "eddsa-jcs-2022")]
    known = knowing(ED)
    known.keys |= knowing(other, code="issuer_mismatch").keys
    for proofs in (both, both[::-1]):
        found = signed_bytes(outline_of({**document, "proof": proofs}), known)
        assert found is not None
        assert found.key == ED.public
    alone = signed_bytes(outline_of({**document, "proof": both[0]}), known)
    assert alone is not None
    assert alone.key == other.public


def test_the_first_signature_that_holds_is_given_whatever_stands_before_it() -> None:
    document = credential(ED.did)
    good = sign(document, ED, "eddsa-jcs-2022")
    for before in (
        {**good, "verificationMethod": 5},  # refused
        {**good, "cryptosuite": "unknown-2030"},  # of a suite that no page knows
        sign(document, make_key(), "eddsa-jcs-2022"),  # its key is not known
        {**good, "created": "2024-01-03T00:00:00Z"},  # does not hold
    ):
        found = signed_bytes(outline_of({**document, "proof": [before, good]}), knowing(ED))
        assert found is not None
        assert json.loads(found.options)["created"] == good["created"]
        assert holds(found)

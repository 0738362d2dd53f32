import hashlib

import pytest

from wallet.codec import signing_input


@pytest.mark.parametrize(("name", "size"), [("sha256", 32), ("sha384", 48)])
def test_options_come_before_the_document(name: str, size: int) -> None:
    document, options = '_:c14n0 <urn:p> "é" .\n', '<urn:o> <urn:p> "x" .\n'
    data = signing_input.hash_data(document, options, hash=name)
    assert data[:size] == hashlib.new(name, options.encode()).digest()
    assert data[size:] == hashlib.new(name, document.encode()).digest()


def test_sha256_unless_asked_otherwise() -> None:
    assert signing_input.hash_data(b"", b"").hex() == hashlib.sha256(b"").hexdigest() * 2


def test_proof_options_lose_nothing_but_the_signature() -> None:
    proof = {"type": "T", "proofValue": "z1", "jws": "a..b", "@context": "urn:own"}
    assert signing_input.proof_options(proof) == {"type": "T", "jws": "a..b", "@context": "urn:own"}
    assert signing_input.proof_options(proof, ["urn:c"]) == {"type": "T", "jws": "a..b", "@context": ["urn:c"]}
    assert signing_input.proof_options(proof, signature="jws") == {
        "type": "T",
        "proofValue": "z1",
        "@context": "urn:own",
    }
    assert proof["proofValue"] == "z1"


def test_unsecured_is_the_document_without_its_proof() -> None:
    document = {"id": "urn:x", "proof": {"type": "T"}, "inner": {"proof": 1}}
    assert signing_input.unsecured(document) == {"id": "urn:x", "inner": {"proof": 1}}
    assert "proof" in document

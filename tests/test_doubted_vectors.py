"""Vectors that are said to need only a key or a chain, and are refused here: two other programs say why.

PyLD canonicalises each as a whole; pyoxigraph does what PyLD expanded.  Neither
knows anything of this program, and both come to what it came to.
"""

import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jsonld_oracle import canonical, expand, loader, official_documents
from pyld import jsonld as pyld
from test_vectors import network, outcome
from vectors import VECTORS, manifest, need

from wallet.codec import multiformats
from wallet.proofs.receipt import read_receipt
from wallet.report import Report, Verdict

Json = dict[str, Any]


def read(path: str) -> Json:
    return dict(json.loads(need(VECTORS / path).read_text()))


def bare(document: Json) -> Json:
    """What a signature or receipt of ``document`` covers."""
    return {name: value for name, value in document.items() if name not in ("proof", "signature")}


def forms(document: Json) -> tuple[bytes, bytes]:
    """The canonical N-Quads by each of the two programs."""
    options: Json = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None}
    options["documentLoader"] = loader(official_documents())
    quads, _ = expand(document, official_documents(), None)
    by_oxigraph = "".join(f"{line} .\n" for line in canonical(quads))
    return str(pyld.normalize(document, options)).encode(), by_oxigraph.encode()


def verdict(path: str) -> tuple[Verdict, str]:
    report = outcome(next(row for row in manifest() if row["path"] == path), network())
    assert isinstance(report, Report)
    return report.verdict, report.checks[1].code.value


@pytest.mark.parametrize(
    "path",
    [
        "blockcerts/cvjs-v3-testnet-v3-hashlink.json",
        "blockcerts/cert-schema-2.0-alpha-sample_valid.json",
        "blockcerts/cert-schema-3.0-bbba8553-8ec1-445f-82c9-a57251dd731c.json",
    ],
)
def test_a_receipt_is_of_something_else(path: str) -> None:
    document = read(path)
    target = read_receipt(document.get("proof") or document["signature"]).target
    assert target not in {sha256(form).digest() for form in forms(bare(document))}
    assert verdict(path) == (Verdict.REJECTED, "hash_mismatch")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("ob3-embedded/1edtech-complete_v1.json", ("credentialSchema", 0, "type")),
        ("blockcerts/cvjs-v3-blockcerts-3.0-beta-did-ethereum-ropsten.json", ("id",)),
    ],
)
def test_a_part_of_it_is_not_signed_whatever_the_key(path: str, place: tuple[str | int, ...]) -> None:
    document = read(path)
    before = forms(bare(document))
    parent: Any = document
    for step in place[:-1]:
        parent = parent[step]
    assert parent[place[-1]]
    parent[place[-1]] = "somethingElse"
    assert forms(bare(document)) == before
    assert verdict(path) == (Verdict.REJECTED, "undefined_term")


def test_one_of_two_signatures_does_not_hold() -> None:
    path = "blockcerts/cert-schema-3.1-example.3.1.multisigned.json"
    document = read(path)
    proof = document["proof"][0]
    _, key = multiformats.decode_key(proof["verificationMethod"].partition("#")[2])
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    signed = zip(forms({"@context": document["@context"], **options}), forms(bare(document)), strict=True)
    for options_form, document_form in signed:
        data = sha256(options_form).digest() + sha256(document_form).digest()
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(key).verify(multiformats.multibase_decode(proof["proofValue"]), data)
    assert verdict(path) == (Verdict.REJECTED, "signature_mismatch")


def test_a_key_binding_is_followed_by_nothing() -> None:
    """RFC 9901, 4: only a token without key binding ends in a tilde; a disclosure has no dots."""
    path = "sdjwt/w3c-jose-cose-L2416-ES384.sd-jwt"
    *_, last, end = need(VECTORS / path).read_text().strip().split("~")
    assert (last.count("."), end) == (2, "")
    assert verdict(path) == (Verdict.REJECTED, "jose_refused")

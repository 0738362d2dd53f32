"""Which row of the table takes which proof, by the name that ``wallet formats`` tells."""

from typing import Any

import pytest

from wallet import proofs
from wallet.model import ProofNote


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("data-integrity", {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}, "data-integrity"),
        ("data-integrity", {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}, "ecdsa-sd-2023"),
        ("data-integrity", {"type": "Ed25519Signature2018"}, "ed25519-2020"),
        ("data-integrity", {"type": "Ed25519Signature2020"}, "ed25519-2020"),
        ("data-integrity", {"type": "JsonWebSignature2020"}, "jws-2020"),
        ("data-integrity", {"type": "EcdsaSecp256k1Signature2019"}, "jws-2020"),
        ("data-integrity", {"type": "SomeProofType"}, "other"),
        ("data-integrity", {"type": "SomeProofType", "cryptosuite": "eddsa-jcs-2022"}, "other"),
        ("data-integrity", {"type": "SomeProofType", "cryptosuite": "ecdsa-sd-2023"}, "other"),
        ("data-integrity", {}, "other"),
        ("jws", {}, "jws"),
        ("sd-jwt", {}, "sd-jwt"),
        ("jades", {}, "jades"),
        ("merkle", {}, "merkle"),
        ("hosted", {}, "hosted"),
        ("none", {}, "none"),
        ("made up", {}, "other"),
    ],
)
def test_each_proof_is_checked_by_the_row_of_its_kind(kind: str, content: dict[str, Any], name: str) -> None:
    assert proofs.kind_of(ProofNote(kind, "", "", None, "", content)) is proofs.by_id(name)


def test_the_types_that_name_their_suite_are_told_by_the_names_of_both() -> None:
    rows = [proofs.by_id(name) for name in ("ed25519-2020", "jws-2020")]
    assert [row.label for row in rows] == [
        "Ed25519Signature2020, Ed25519Signature2018",
        "JsonWebSignature2020, EcdsaSecp256k1Signature2019",
    ]
    assert len({type(row) for row in rows}) == 1

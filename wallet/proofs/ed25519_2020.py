"""``Ed25519Signature2020`` and ``2018``: predecessors of ``eddsa-rdfc-2022``, with which most badges are signed."""

from wallet.proofs.data_integrity import proof_value
from wallet.proofs.embedded import ByType, Signature, Suite
from wallet.proofs.jws_2020 import open_detached

_ALGORITHMS = ("EdDSA",)
SUITES: dict[str, Suite] = {
    "Ed25519Signature2020": Suite(
        "Ed25519Signature2020",
        "https://w3id.org/security#Ed25519Signature2020",
        _ALGORITHMS,
        lambda proof: Signature(proof_value(proof, {64})),
    ),
    "Ed25519Signature2018": Suite(
        "Ed25519Signature2018", "https://w3id.org/security#Ed25519Signature2018", _ALGORITHMS, open_detached, "jws"
    ),
}

PROOF = ByType(SUITES)

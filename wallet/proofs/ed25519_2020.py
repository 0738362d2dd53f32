"""``Ed25519Signature2020`` and ``2018``: the forerunners of ``eddsa-rdfc-2022`` under which most badges are signed."""

from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known
from wallet.proofs.data_integrity import proof_value
from wallet.proofs.embedded import Signature, Suite, check_proof
from wallet.proofs.jws_2020 import open_detached
from wallet.report import Proved

_ALGORITHMS = ("EdDSA",)
SUITES = {
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


class Ed25519Signature:
    """The row for both proof types."""

    label = ", ".join(SUITES)

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is of one of these types."""
        kind = note.content.get("type")
        return isinstance(kind, str) and kind in SUITES

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 under the named type."""
        return check_proof(SUITES[note.content["type"]], outline, note, known, conditions)


PROOF = Ed25519Signature()

"""``DataIntegrityProof``: VC DI EdDSA 1.0 and VC DI ECDSA 1.0, but for selective disclosure."""

from collections.abc import Callable, Iterator

from wallet.codec import multiformats
from wallet.errors import Refused
from wallet.model import JsonObject, Outline, ProofNote
from wallet.proofs.base import Conditions, Known
from wallet.proofs.canonical import Attempt, Covered, jcs, rdfc
from wallet.proofs.embedded import Signature, Suite, check_proof
from wallet.report import Proved
from wallet.wording import say

TYPE = "DataIntegrityProof"
TYPE_IRI = "https://w3id.org/security#DataIntegrityProof"

_LENGTHS = {"EdDSA": 64, "ES256": 64, "ES384": 96}
_EDDSA = ("EdDSA",)
_ECDSA = ("ES256", "ES384")


def _suite(name: str, algorithms: tuple[str, ...], form: Callable[[Covered], Iterator[Attempt]]) -> Suite:
    lengths = {_LENGTHS[alg] for alg in algorithms}
    return Suite(
        name, TYPE_IRI, algorithms, lambda proof: Signature(proof_value(proof, lengths)), form=form, hash_by_curve=True
    )


SUITES = {
    "eddsa-rdfc-2022": _suite("eddsa-rdfc-2022", _EDDSA, rdfc),
    "eddsa-jcs-2022": _suite("eddsa-jcs-2022", _EDDSA, jcs),
    "ecdsa-rdfc-2019": _suite("ecdsa-rdfc-2019", _ECDSA, rdfc),
    "ecdsa-jcs-2019": _suite("ecdsa-jcs-2019", _ECDSA, jcs),
}


def proof_value(proof: JsonObject, lengths: set[int]) -> bytes:
    """The signature in ``proofValue``: base58btc multibase of one of ``lengths``; raises Refused."""
    text = proof.get("proofValue")
    if not isinstance(text, str) or not text.startswith("z"):
        raise Refused("proof_malformed", detail=say("its value is not in base58"))
    value = multiformats.multibase_decode(text)
    if len(value) not in lengths:
        raise Refused("proof_malformed", detail=say("its value has the wrong length"))
    return value


class DataIntegrity:
    """The row for the cryptosuites that sign a whole document."""

    label = say("Data Integrity: {suites}", suites=", ".join(SUITES))

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is of this type and names one of these cryptosuites."""
        suite = note.content.get("cryptosuite")
        return note.content.get("type") == TYPE and isinstance(suite, str) and suite in SUITES

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 under the named cryptosuite."""
        return check_proof(SUITES[note.content["cryptosuite"]], outline, note, known, conditions)


PROOF = DataIntegrity()

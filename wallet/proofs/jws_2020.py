"""Proofs whose signature is a detached JWS: ``JsonWebSignature2020`` and ``EcdsaSecp256k1Signature2019``."""

from wallet.codec import jose
from wallet.errors import Refused, Unreadable
from wallet.model import JsonObject, Outline, ProofNote
from wallet.proofs import signatures
from wallet.proofs.base import Conditions, Known
from wallet.proofs.embedded import Signature, Suite, check_proof
from wallet.report import Proved
from wallet.wording import say


def open_detached(proof: JsonObject) -> Signature:
    """The signature in ``jws``: ``header..signature`` over the hashes as they stand (RFC 7797).

    Raises :class:`~wallet.errors.Refused`: ``jose_refused`` for what the
    header may not say, ``proof_malformed`` when it is no such token.
    """
    token = proof.get("jws")
    if token is None and "proofValue" in proof:
        raise Refused("suite_unsupported", suite=say("{type} with a proofValue", type=str(proof.get("type"))[:40]))
    if not isinstance(token, str):
        raise Refused("proof_malformed", detail=say("it holds no signature"))
    try:
        jws = jose.parse_detached(token, b"")
    except Unreadable as error:
        raise Refused("proof_malformed", detail=error.message) from error
    alg = jws.header.get("alg")
    if not isinstance(alg, str) or alg.lower() == "none" or alg.startswith("HS"):
        raise Refused("jose_refused", detail=say("a detached signature without a public key's algorithm"))
    if jws.header.get("b64") is not False:
        raise Refused("jose_refused", detail=say("a detached signature over encoded hashes"))
    if not signatures.supported(alg):
        raise Refused("suite_unsupported", suite=alg[:40])
    return Signature(jws.signature, alg, prefix=jws.signing_input)


_SUITES = {
    "JsonWebSignature2020": ("EdDSA", "ES256K", "ES256", "ES384", "PS256"),
    "EcdsaSecp256k1Signature2019": ("ES256K",),
}
SUITES = {
    name: Suite(name, f"https://w3id.org/security#{name}", algorithms, open_detached, "jws")
    for name, algorithms in _SUITES.items()
}


class DetachedJws:
    """The row for both proof types."""

    label = ", ".join(SUITES)

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is of one of these types."""
        kind = note.content.get("type")
        return isinstance(kind, str) and kind in SUITES

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 under the named type."""
        return check_proof(SUITES[note.content["type"]], outline, note, known, conditions)


PROOF = DetachedJws()

"""Proofs whose signature is a detached JWS: ``JsonWebSignature2020`` and ``EcdsaSecp256k1Signature2019``."""

from wallet.codec import jose
from wallet.errors import Refused, Unreadable
from wallet.model import JsonObject
from wallet.proofs import signatures
from wallet.proofs.embedded import ByType, Signature, Suite
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
SUITES: dict[str, Suite] = {
    name: Suite(name, f"https://w3id.org/security#{name}", algorithms, open_detached, "jws")
    for name, algorithms in _SUITES.items()
}

PROOF = ByType(SUITES)

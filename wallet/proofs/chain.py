"""Proof sets and proof chains: what exactly each proof of a document covers (VC Data Integrity 2.1.2, 4.7)."""

from typing import Any

from wallet.codec.signing_input import unsecured
from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.wording import say

NAMED_LIMIT = 16
"""Previous proofs that one proof may name: as many as a credential may carry."""
LINKS_LIMIT = 8
"""Proofs in a chain."""


def secured_document(document: JsonObject, proof: JsonObject) -> JsonObject:
    """What ``proof`` covers: the document without its proofs, except those that ``proof`` names as previous.

    Raises :class:`~wallet.errors.Refused` (``proof_malformed``) when a previous
    proof is missing or ambiguous, or when the chain is circular or longer than
    eight links.
    """
    bare = unsecured(document)
    if "previousProof" not in proof:
        return bare
    proofs = proofs_of(document)
    _check_chain_ends(proof, proofs)
    return {**bare, "proof": list(_previous_proofs(proof, proofs).values())}


def secured_documents(document: JsonObject, proof: JsonObject) -> list[JsonObject]:
    """What ``proof`` covers by the specification, then what some software signs instead.

    That software names a previous proof, yet every one of its proofs signs the
    document alone.  Such a signature still covers the whole content, so it is
    accepted; it vouches for no other proof.  Raises as :func:`secured_document`.
    """
    secured = secured_document(document, proof)
    return [secured, unsecured(document)] if "previousProof" in proof else [secured]


def proofs_of(document: JsonObject) -> list[Any]:
    """The proofs that a document carries, whatever their shape."""
    proofs = document.get("proof", [])
    return proofs if isinstance(proofs, list) else [proofs]


def _check_chain_ends(proof: JsonObject, proofs: list[Any]) -> None:
    """Follow the chain back link by link.  Every branch must end within the limit, which a circle never does."""
    links = [proof]
    for _ in range(LINKS_LIMIT):
        found: dict[str, JsonObject] = {}
        for link in links:
            if "previousProof" in link:
                found |= _previous_proofs(link, proofs)
        if not found:
            return
        links = list(found.values())
    raise Refused("proof_malformed", detail=say("its chain of proofs runs in a circle or is too long"))


def _previous_proofs(proof: JsonObject, proofs: list[Any]) -> dict[str, JsonObject]:
    """The proofs that ``proof`` names as previous, by id."""
    named = proof["previousProof"]
    ids = [named] if isinstance(named, str) else named
    if not isinstance(ids, list) or not 0 < len(ids) <= NAMED_LIMIT or any(not isinstance(name, str) for name in ids):
        raise Refused("proof_malformed", detail=say("it does not name its earlier proof in a valid way"))
    return {name: _only(name, proofs) for name in ids}


def _only(name: str, proofs: list[Any]) -> JsonObject:
    """The one proof whose id is ``name``."""
    found = [proof for proof in proofs if isinstance(proof, dict) and proof.get("id") == name]
    if len(found) != 1:
        raise Refused("proof_malformed", detail=say("an earlier proof that it names is missing or ambiguous"))
    return found[0]

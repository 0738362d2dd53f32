"""Proof sets and chains: which part of a document one of its proofs covers (VC Data Integrity 2.1.2, 4.7)."""

from typing import Any

from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.wording import say

NAMED_LIMIT = 16
"""Earlier proofs that one proof may name: as many as a credential may carry."""
LINKS_LIMIT = 8


def secured_document(document: JsonObject, proof: JsonObject) -> JsonObject:
    """What ``proof`` covers: the document without proofs, but for those that it names as its forerunners.

    Raises :class:`~wallet.errors.Refused` (``proof_malformed``) when a
    forerunner is missing or ambiguous, or when the chain runs in a circle or
    has more than eight links.
    """
    bare = _without_proofs(document)
    if "previousProof" not in proof:
        return bare
    beside = proofs_of(document)
    _check_start(proof, beside)
    return {**bare, "proof": list(_forerunners(proof, beside).values())}


def secured_documents(document: JsonObject, proof: JsonObject) -> list[JsonObject]:
    """What ``proof`` covers, and what some software signs in its place.

    That software names an earlier proof but lets every proof sign the document
    alone.  This is a sound signature of the whole content, so it counts as
    one; it says nothing of the chain.  Raises as :func:`secured_document`.
    """
    secured = secured_document(document, proof)
    return [secured, _without_proofs(document)] if "previousProof" in proof else [secured]


def _without_proofs(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "proof"}


def proofs_of(document: JsonObject) -> list[Any]:
    """The proofs that a document carries, whatever their shape."""
    proofs = document.get("proof", [])
    return proofs if isinstance(proofs, list) else [proofs]


def _check_start(proof: JsonObject, beside: list[Any]) -> None:
    """Go back link by link; all ways must end, and a circle never does."""
    links = [proof]
    for _ in range(LINKS_LIMIT):
        found: dict[str, JsonObject] = {}
        for link in links:
            if "previousProof" in link:
                found |= _forerunners(link, beside)
        if not found:
            return
        links = list(found.values())
    raise Refused("proof_malformed", detail=say("its chain of proofs runs in a circle or is too long"))


def _forerunners(proof: JsonObject, beside: list[Any]) -> dict[str, JsonObject]:
    named = proof["previousProof"]
    ids = [named] if isinstance(named, str) else named
    if not isinstance(ids, list) or not 0 < len(ids) <= NAMED_LIMIT or any(not isinstance(name, str) for name in ids):
        raise Refused("proof_malformed", detail=say("it names its earlier proof in no proper way"))
    return {name: _only(name, beside) for name in ids}


def _only(name: str, beside: list[Any]) -> JsonObject:
    found = [proof for proof in beside if isinstance(proof, dict) and proof.get("id") == name]
    if len(found) != 1:
        raise Refused("proof_malformed", detail=say("an earlier proof that it names is missing or ambiguous"))
    return found[0]

"""Blockcerts: a receipt claims that the credential's hash is covered by a Merkle root in a blockchain transaction.

Chainpoint 2 receipts (Blockcerts 1.2), ``MerkleProof2017`` (2.x) and
``MerkleProof2019`` (3.x, also as the cryptosuite ``merkle-proof-2019`` and
inside ``ChainedProof2021``).  Hash, path and root are recomputed here.  Whether
the root is in the chain, and whether the issuer made that transaction, cannot
be seen offline.  Anybody can write a consistent receipt, so one proves nothing
by itself.
"""

from hashlib import sha256
from itertools import takewhile

from wallet.codec.jsonld import Walk
from wallet.codec.rdfc import Work, canonicalize
from wallet.codec.signing_input import unsecured
from wallet.errors import Refused
from wallet.model import JsonObject, Outline, ProofNote
from wallet.proofs.base import Conditions, Known, outcome_of, unproved
from wallet.proofs.canonical import choices, walks_of, written
from wallet.proofs.chain import proofs_of, secured_document
from wallet.proofs.receipt import Receipt, read_receipt
from wallet.report import Code, Proved, check
from wallet.wording import say


class Merkle:
    """The row for blockchain receipts."""

    label = say("Blockcerts: MerkleProof2017, MerkleProof2019")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is a receipt."""
        return note.kind == "merkle"

    def check(self, outline: Outline, note: ProofNote, known: Known, _conditions: Conditions) -> Proved:
        """Integrity: hash, path and root; never better than ``anchor_unchecked``."""
        return outcome_of(outline, lambda steps: _check(outline, note, known, steps))


PROOF = Merkle()


def _check(outline: Outline, note: ProofNote, known: Known, steps: list[str]) -> Proved:
    receipt = read_receipt(note.content)  # 5
    steps.append(f"5. a receipt of {receipt.chain}, transaction {receipt.transaction[:80]}")
    if not _covered(outline.document, note, receipt, known, steps):  # 7
        raise Refused("hash_mismatch", detail=say("its content is not what the receipt covers"))
    if _climbed(receipt) != receipt.root:  # 8
        raise Refused("hash_mismatch", detail=say("the receipt does not lead to its own root"))
    steps.append(f"8. {len(receipt.path)} steps lead from it to the root {receipt.root.hex()}")
    integrity = check(Code.ANCHOR_UNCHECKED, chain=receipt.chain, transaction=receipt.transaction[:200])
    # No key signed the receipt: the method that it names is a claim, and says nothing about the issuer either way.
    return unproved(outline, integrity, steps)


def _covered(document: JsonObject, note: ProofNote, receipt: Receipt, known: Known, steps: list[str]) -> bool:
    """Whether some reading of the document has the hash that the receipt starts from.

    Raises :class:`~wallet.errors.Refused` when none of them can be read at all.
    """
    if known.work is not None:
        known.work.check()
    refusal: Refused | None = None
    readable = False
    readings = ((secured, choice) for secured in _forms(document, note) for choice in choices(secured, known.contexts))
    for secured, choice in readings:
        try:
            walks = written(walks_of(secured, known.contexts, choice, bases=()))
        except Refused as refused_one:
            refusal = refusal or refused_one
            continue
        digests = [_digest(walk, known.work) for walk in walks]  # one too complex may be the one: no mismatch is known
        readable = True
        found = ", ".join(digest.hex() for digest in digests)
        steps.append(f"7. SHA-256 of the content: {found}; the receipt covers {receipt.target.hex()}")
        if receipt.target in digests:
            return True
    if refusal is not None and not readable:
        raise refusal
    return False


def _digest(walk: Walk, work: Work | None) -> bytes:
    return sha256(canonicalize(walk.quads, work=work).encode()).digest()


def _forms(document: JsonObject, note: ProofNote) -> list[JsonObject]:
    """What the receipt may cover: the document without it, alone or with the proofs that came before it.

    Where it stands tells its generation; a receipt of the first covers nothing but the ``document`` beside it.
    """
    if note.pointer == "/receipt":
        inner = document.get("document")
        if not isinstance(inner, dict):
            raise Refused("proof_malformed", detail=say("a receipt, but nothing that it covers"))
        return [{"@context": document.get("@context"), **inner}]
    if note.pointer == "/signature":
        return [{name: value for name, value in document.items() if name != "signature"}]
    bare, proof = unsecured(document), note.content
    proofs = proofs_of(document)
    previous = proof.get("previousProof")
    if isinstance(previous, dict):
        if previous not in proofs:
            raise Refused("proof_malformed", detail=say("an earlier proof that it names is missing or ambiguous"))
        return [{**bare, "proof": previous}]
    before = list(takewhile(lambda other: other != proof, proofs)) if previous is None else []
    return [secured_document(document, proof), *([{**bare, "proof": before}] if before else [])]


def _climbed(receipt: Receipt) -> bytes:
    """The root that the path leads to."""
    digest = receipt.target
    for side, sibling in receipt.path:
        digest = sha256(sibling + digest if side == "left" else digest + sibling).digest()
    return digest

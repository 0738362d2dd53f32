"""How a credential is secured: steps 5 to 9 of verification (:mod:`wallet.actions.judge`), a module a kind of proof."""

from dataclasses import replace
from functools import cache
from importlib import import_module

from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known, ProofKind
from wallet.proofs.together import together
from wallet.report import Proved

PROOFS = {
    "data-integrity": "wallet.proofs.data_integrity",
    "ecdsa-sd-2023": "wallet.proofs.ecdsa_sd_2023",
    "ed25519-2020": "wallet.proofs.ed25519_2020",
    "jws-2020": "wallet.proofs.jws_2020",
    "jws": "wallet.proofs.jws",
    "sd-jwt": "wallet.proofs.sd_jwt",
    "jades": "wallet.proofs.jades",
    "merkle": "wallet.proofs.merkle",
    "hosted": "wallet.proofs.hosted",
    "none": "wallet.proofs.unsigned",
    "other": "wallet.proofs.unsupported",
}
"""Name -> module whose ``PROOF`` is a :class:`~wallet.proofs.base.ProofKind`; the first to recognise a proof is it."""


@cache
def by_id(name: str) -> ProofKind:
    """The kind called ``name`` in the table."""
    found: ProofKind = import_module(PROOFS[name]).PROOF
    return found


def kind_of(note: ProofNote) -> ProofKind:
    """The kind that checks this proof; the last row of the table takes any."""
    return next(kind for kind in map(by_id, PROOFS) if kind.recognises(note))


def check(outline: Outline, known: Known, conditions: Conditions) -> Proved:
    """What the proofs of one credential establish together; :mod:`wallet.proofs.together` has the rules.

    A token may hold a credential with proofs of its own.  Those cover the
    credential as written inside, while the token's signature covers its claims
    too; where both hold, what is read comes from the token.
    """
    notes = outline.proofs or (ProofNote("none", "", "", None, "", {}),)
    chained = ["previousProof" in note.content for note in notes]
    if outline.written is None:
        return together([kind_of(note).check(outline, note, known, conditions) for note in notes], chained)
    inside = replace(outline, document=outline.written)
    results = [kind_of(note).check(inside if note.pointer else outline, note, known, conditions) for note in notes]
    found = together(results, chained)
    of_token = results[0].view
    return replace(found, view=of_token) if found.view.signed and of_token.signed else found

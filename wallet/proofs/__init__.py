"""How a credential is secured: steps 5 to 9 of verification, one module per kind of proof."""

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
"""Name -> module whose ``PROOF`` object is a :class:`~wallet.proofs.base.ProofKind`; the first to recognise counts."""


@cache
def by_id(name: str) -> ProofKind:
    """The kind called ``name`` in the table."""
    found: ProofKind = import_module(PROOFS[name]).PROOF
    return found


def kind_of(note: ProofNote) -> ProofKind:
    """The kind that checks this proof; the last row takes any."""
    return next(kind for kind in map(by_id, PROOFS) if kind.recognises(note))


def check(outline: Outline, known: Known, conditions: Conditions) -> Proved:
    """What the proofs of one credential establish together (VC Data Integrity 2.1.1 and 2.1.2).

    How several count as one is told in :mod:`wallet.proofs.together`.
    """
    notes = outline.proofs or (ProofNote("none", "", "", None, "", {}),)
    last = ["previousProof" in note.content for note in notes]
    if outline.written is None:
        return together([kind_of(note).check(outline, note, known, conditions) for note in notes], last)
    within = replace(outline, document=outline.written)
    results = [kind_of(note).check(within if note.pointer else outline, note, known, conditions) for note in notes]
    found = together(results, last)
    whole = results[0].view  # where the token holds, so does what its claims add, such as an end
    return replace(found, view=whole) if found.view.signed and whole.signed else found

"""How a credential is secured: steps 5 to 9 of verification (:mod:`wallet.actions.judge`), a module a kind of proof."""

from dataclasses import replace
from functools import cache
from importlib import import_module

from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known, ProofKind
from wallet.proofs.together import together
from wallet.report import GOOD, Proved

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
    too; where both hold, and the issuer made the token, what is read comes from that.
    """
    notes = outline.proofs or (ProofNote("none", "", "", None, "", {}),)
    chained = ["previousProof" in note.content for note in notes]
    if outline.written is None:
        return together([kind_of(note).check(outline, note, known, conditions) for note in notes], chained)
    inside = outline._replace(document=outline.written)
    results = [kind_of(note).check(inside if note.pointer else outline, note, known, conditions) for note in notes]
    found, token = together(results, chained), results[0]
    if not found.view.signed:
        return found
    return replace(found, view=token.view) if _is_the_issuers(token) else replace(found, without_claims=True)


def _is_the_issuers(token: Proved) -> bool:
    """Whether the issuer made a token: then what its claims add holds, such as an end.

    Anybody can put a token of their own around a signed credential, and name the learner in it.
    """
    return token.view.signed and token.checks[1].result in GOOD

"""How a credential is secured: steps 5 to 9 of verification, one module per kind of proof."""

from dataclasses import replace
from importlib import import_module

from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known, ProofKind, unproved
from wallet.proofs.chain import PROOFS_LIMIT
from wallet.report import Check, Code, Proved, Result, worst
from wallet.report import check as finding

PROOFS = {
    "data-integrity": "wallet.proofs.data_integrity",
    "ed25519-2020": "wallet.proofs.ed25519_2020",
    "jws-2020": "wallet.proofs.jws_2020",
    "jws": "wallet.proofs.jws",
    "hosted": "wallet.proofs.hosted",
    "none": "wallet.proofs.unsigned",
}
"""Name -> module whose ``PROOF`` object is a :class:`~wallet.proofs.base.ProofKind`; the first to recognise counts."""

_BEST_FIRST = (Result.PASS, Result.NOTE, Result.UNKNOWN, Result.FAIL, Result.NOT_APPLICABLE)


def kind_of(note: ProofNote) -> ProofKind | None:
    """The kind that checks this proof, or None when there is none."""
    for module in PROOFS.values():
        kind: ProofKind = import_module(module).PROOF
        if kind.recognises(note):
            return kind
    return None


def check(outline: Outline, known: Known, conditions: Conditions) -> Proved:
    """What the proofs of one credential establish together (VC Data Integrity 2.1.1 and 2.1.2).

    Every proof that can be checked must hold, and one of them must be the
    issuer's.  Good proofs by others are co-signatures.  A proof of an unknown
    type neither helps nor hides; one that could not be checked is a note,
    unless it seals earlier ones: then the whole is as unknown as that seal.
    """
    notes = outline.proofs or (ProofNote("none", "", "", None, "", {}),)
    if len(notes) > PROOFS_LIMIT:
        return unproved(outline, finding(Code.TOO_COMPLEX), [f"5. more than {PROOFS_LIMIT} proofs"])
    results = [_check_one(outline, note, known, conditions) for note in notes]
    if len(results) == 1:
        return results[0]
    steps = tuple(f"proof {n}: {step}" for n, result in enumerate(results, start=1) for step in result.steps)
    return replace(_together(results, _sealing(notes, results)), steps=steps)


def _check_one(outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
    kind = kind_of(note)
    if kind is None:
        suite = (note.suite or note.kind)[:80]
        return unproved(outline, finding(Code.SUITE_UNSUPPORTED, suite=suite), [f"5. {suite} is not supported"])
    return kind.check(outline, note, known, conditions)


def _integrity(result: Proved) -> Check:
    return result.checks[0]


def _holds(result: Proved) -> bool:
    return _integrity(result).result in (Result.PASS, Result.NOTE)


def _unsupported(result: Proved) -> bool:
    return _integrity(result).code is Code.SUITE_UNSUPPORTED


def _sealing(notes: tuple[ProofNote, ...], results: list[Proved]) -> Proved | None:
    """A supported proof over earlier proofs that could not be checked: the last seal is unknown."""
    for note, result in zip(notes, results, strict=True):
        if "previousProof" in note.content and not _holds(result) and not _unsupported(result):
            return result
    return None


def _together(results: list[Proved], sealing: Proved | None) -> Proved:
    """The findings of several proofs as one."""
    failed = [result for result in results if _integrity(result).result is Result.FAIL]
    good = [result for result in results if _holds(result)]
    if failed:
        return replace(failed[0], checks=(worst(map(_integrity, failed)),))
    if sealing is not None or not good:
        return sealing or min(results, key=_unsupported)
    best = min(good, key=lambda result: _BEST_FIRST.index(result.checks[1].result))
    integrity = worst([_integrity(best), *map(_integrity, good), *_unchecked(results)])
    if any(map(_unsupported, results)):
        integrity = replace(integrity, also=(*integrity.also, Code.SUITE_UNSUPPORTED))
    return replace(best, checks=(integrity, _with_co_signers(best.checks[1], good)))


def _unchecked(results: list[Proved]) -> list[Check]:
    """The note on proofs that could not be checked; an unknown type is nothing to hold against a good proof."""
    open_ = [result for result in results if not _holds(result) and not _unsupported(result)]
    return [finding(Code.SOME_PROOFS_UNCHECKED, n=str(len(open_)))] if open_ else []


def _with_co_signers(signer: Check, good: list[Proved]) -> Check:
    """The best signer, with what the other good proofs were found to be."""
    others = dict.fromkeys(result.checks[1].code for result in good)
    return replace(signer, also=(*signer.also, *(code for code in others if code is not signer.code)))

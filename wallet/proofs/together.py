"""Combining the findings on several proofs of one credential (VC Data Integrity 2.1.1 and 2.1.2).

Every proof that can be checked must hold, and one of them must be the
issuer's.  Valid proofs by others are co-signatures.  A proof of an unknown type
is passed over.  One that could not be checked is a note, unless it covers
previous proofs: then the whole is as unknown as that proof.
"""

from collections.abc import Sequence
from dataclasses import replace

from wallet.report import GOOD, Check, Code, Proved, Result, check, worst
from wallet.wording import say

BEST_FIRST = (Result.PASS, Result.NOTE, Result.UNKNOWN, Result.FAIL, Result.NOT_APPLICABLE)
"""Of several valid proofs that of the issuer stands for all."""


def together(results: Sequence[Proved], chained: Sequence[bool] = ()) -> Proved:
    """The findings of one or more proofs as one.

    ``chained`` says of each proof whether it covers previous ones; empty when none does.
    """
    if len(results) == 1:
        return results[0]
    steps = tuple(
        say("proof {n}: {step}", n=n, step=step) for n, result in enumerate(results, start=1) for step in result.steps
    )
    return replace(_judged(results, chained), steps=steps)


def _judged(results: Sequence[Proved], chained: Sequence[bool]) -> Proved:
    failed = [result for result in results if _integrity(result).result is Result.FAIL]
    good = [result for result in results if _holds(result)]
    if failed:
        return replace(failed[0], checks=(worst(map(_integrity, failed)),))
    over_others = [result for result, is_chained in zip(results, chained, strict=False) if is_chained]
    unknown = [result for result in over_others if not _holds(result) and not _unsupported(result)]
    if unknown or not good:
        return (unknown or sorted(results, key=_unsupported))[0]
    best = min(good, key=lambda result: BEST_FIRST.index(result.checks[1].result))
    integrity = worst([_integrity(best), *map(_integrity, good), *_unchecked(results)])
    if any(map(_unsupported, results)):
        integrity = replace(integrity, also=(*integrity.also, Code.SUITE_UNSUPPORTED))
    return replace(best, checks=(integrity, _with_co_signers(best.checks[1], good)))


def _integrity(result: Proved) -> Check:
    return result.checks[0]


def _holds(result: Proved) -> bool:
    return _integrity(result).result in GOOD


def _unsupported(result: Proved) -> bool:
    return _integrity(result).code is Code.SUITE_UNSUPPORTED


def _unchecked(results: Sequence[Proved]) -> list[Check]:
    """The note on proofs that could not be checked, if any; those of an unknown type do not count against the rest."""
    unchecked = [result for result in results if not _holds(result) and not _unsupported(result)]
    return [check(Code.SOME_PROOFS_UNCHECKED, n=str(len(unchecked)))] if unchecked else []


def _with_co_signers(signer: Check, good: Sequence[Proved]) -> Check:
    """The answer about the best signer, with the codes of the other valid proofs in ``also``."""
    others = dict.fromkeys(result.checks[1].code for result in good)
    return replace(signer, also=(*signer.also, *(code for code in others if code is not signer.code)))

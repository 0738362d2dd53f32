"""Proofs of a kind that nothing here can check: named, and neither passed nor failed."""

from wallet.codec import jsonld
from wallet.errors import Refused
from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known, refused, unproved
from wallet.proofs.canonical import contexts_of
from wallet.report import Code, Proved, check
from wallet.wording import say


class Unsupported:
    """The last row: it takes whatever no other recognises."""

    label = say("any other: named, not checked")

    def recognises(self, _note: ProofNote) -> bool:
        """Always."""
        return True

    def check(self, outline: Outline, note: ProofNote, known: Known, _conditions: Conditions) -> Proved:
        """Integrity ``suite_unsupported``; but a context that gives a known term of proofs another meaning fails."""
        suite = (note.suite or note.kind)[:80]
        steps = [f"5. {suite} is not supported"]
        try:
            jsonld.walk({"@context": contexts_of(outline.document, note.content)}, known.contexts)
        except Refused as refusal:
            if refusal.code == Code.PROOF_TERM_REMAPPED:
                return refused(outline, refusal, steps)
        return unproved(outline, check(Code.SUITE_UNSUPPORTED, suite=suite), steps)


PROOF = Unsupported()

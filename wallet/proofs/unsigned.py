"""A credential that nobody signed: it is read and shown, and called unsigned."""

from wallet.model import Outline, ProofNote
from wallet.proofs.base import Conditions, Known, unproved
from wallet.report import Code, Proved, check
from wallet.wording import say


class Unsigned:
    """The row for a credential without any proof."""

    label = say("no signature")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the format found no proof."""
        return note.kind == "none"

    def check(self, outline: Outline, _note: ProofNote, _known: Known, _conditions: Conditions) -> Proved:
        """Integrity ``unsigned``; nothing is proved."""
        return unproved(outline, check(Code.UNSIGNED), (say("no proof: nothing to compare"),))


PROOF = Unsigned()

"""What every kind of proof is handed, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wallet.codec.contexts import ContextLibrary

from wallet.model import Document, FoundKey, KeyRef, Outline, ProofNote
from wallet.report import Proved


class Known(Protocol):
    """What the checker has at hand: keys, saved documents, vocabularies.  Never a socket."""

    @property
    def contexts(self) -> ContextLibrary:
        """The JSON-LD vocabularies that are installed."""

    def key(self, ref: KeyRef) -> FoundKey:
        """The key that ``ref`` names and what ties it to the issuer; never raises."""

    def document(self, url: str) -> Document | None:
        """The newest saved copy of ``url``."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what a proof must hold besides its signature."""

    at: datetime
    """The moment judged for; proofs may expire."""
    challenge: str = ""
    """Demanded of a presentation's proof; empty when none was asked for."""
    domain: str = ""


class ProofKind(Protocol):
    """One row of :data:`wallet.proofs.PROOFS`; a module's ``PROOF`` object."""

    label: str

    def recognises(self, note: ProofNote) -> bool:
        """Whether this kind made the proof; cheap, never raises."""

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 of verification for one proof; never raises on hostile input."""

"""What every kind of proof is handed, what it gives back, and how both are put together."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from wallet.codec.contexts import ContextLibrary
from wallet.codec.rdfc import Work
from wallet.errors import Refused, Unreadable
from wallet.model import Document, FoundKey, KeyRef, Outline, ProofNote, View
from wallet.report import ANYBODY, Audience, Check, CheckId, Code, Proved, Result, check, words, worst
from wallet.wording import say

_TIED = (Code.ISSUER_KEY, Code.ISSUER_DOCUMENT, Code.PINNED_KEY)


class Known(Protocol):
    """What the checker has at hand: keys, saved documents, vocabularies.  Never a socket."""

    @property
    def contexts(self) -> ContextLibrary:
        """The JSON-LD vocabularies that are installed."""

    @property
    def work(self) -> Work | None:
        """What is left of the work on the input that is judged; None when what is checked is all of it."""

    def key(self, ref: KeyRef) -> FoundKey:
        """The key that ``ref`` names and what ties it to the issuer; never raises."""

    def document(self, url: str) -> Document | None:
        """The newest saved copy of ``url``."""


class Conditions(NamedTuple):
    """Under what a proof must hold besides its signature."""

    at: datetime
    """The moment judged for; proofs may expire."""
    challenge: str = ""
    """Demanded of a presentation's proof; empty when none was asked for."""
    domain: str = ""
    forms: bool = False
    """Whether the steps quote the whole text that was signed."""


class ProofKind(Protocol):
    """One row of :data:`wallet.proofs.PROOFS`; a module's ``PROOF`` object."""

    label: str
    """For people; a ``say()``, unless it is a name that is the same in every language."""

    def recognises(self, note: ProofNote) -> bool:
        """Whether this kind made the proof; cheap, never raises."""

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 of verification for one proof; never raises on hostile input."""


def signatory(outline: Outline) -> str:
    """Who must have authorised the key: the issuer, or the holder of a presentation.

    A presentation that names no holder is signed by whoever controls the key,
    which the empty string says.
    """
    return outline.holder_id if is_presentation(outline) else outline.issuer_id


def is_presentation(outline: Outline) -> bool:
    """Whether the holder signed it: only then may a proof be for authentication."""
    return "authentication" in outline.purposes


def signed_by(found: FoundKey, outline: Outline) -> Check:
    """Step 9 for a signature that holds under ``found.key``: what ties that key to the issuer."""
    if not signatory(outline) and not is_presentation(outline) and found.code in _TIED:
        # Without an issuer the keys take the method's own controller for one,
        # and anybody could sign for nobody.
        return check(Code.SELF_ASSERTED_KEY, source=found.source)
    details = {"issuer": signatory(outline), **dict(found.details)}
    return check(found.code, source=found.source, as_of=found.as_of, key=found.thumbprint, **details)


def proved(
    integrity: Iterable[Check],
    signer: Iterable[Check],
    view: View,
    steps: Iterable[str],
    audience: Audience = ANYBODY,
) -> Proved:
    """What a signature that holds establishes."""
    return Proved((worst(integrity), worst(signer)), view, tuple(steps), audience)


def unproved(outline: Outline, integrity: Check, steps: Iterable[str] = (), signer: Check | None = None) -> Proved:
    """What is left when nothing could be proved: words that nobody stands behind.

    An integrity failure ends the questions.  Otherwise a signer that could
    only be named, not shown to have signed, is not reported as a pass.
    """
    view = View(outline.document, keyed_by="term", signed=False)
    if integrity.result is Result.FAIL:
        return Proved((integrity,), view, tuple(steps))
    if signer is None or signer.result in (Result.PASS, Result.NOTE):
        signer = check(Code.NO_SIGNATURE)
    return Proved((integrity, signer), view, tuple(steps))


def refused(outline: Outline, refusal: Refused, steps: Iterable[str] = ()) -> Proved:
    """A codec's refusal as an outcome."""
    finding = check(refusal.code, source="", as_of=None, **refusal.details)
    return unproved(outline, finding, (*steps, say("refused: {code}", code=refusal.code)))


def answered(outline: Outline, work: Callable[[list[str]], Proved]) -> Proved:
    """What ``work`` finds, which notes its steps as it goes; what it cannot read or refuses is an outcome as well."""
    steps: list[str] = []
    try:
        return work(steps)
    except Refused as refusal:
        return refused(outline, refusal, steps)
    except Unreadable as error:
        return unproved(outline, check(Code.PROOF_MALFORMED, detail=error.message), steps)


def keyless(outline: Outline, found: FoundKey, steps: Iterable[str]) -> Proved:
    """The outcome when no key could be had; a method that names a broken key is a broken proof."""
    if words(Code(found.code)).check is CheckId.INTEGRITY:
        return unproved(outline, check(found.code, source="", as_of=None, **dict(found.details)), steps)
    integrity = check(Code.KEY_NOT_SAVED, source=found.source, as_of=found.as_of)
    return unproved(outline, integrity, steps, signed_by(found, outline))


def describe(found: FoundKey) -> str:
    """A found key in words for ``--explain``."""
    if found.key is None:
        return f"none ({found.code})"
    return f"{found.key.kind} {found.key.data[:32].hex()} from {found.source or 'the proof'} ({found.code})"


def quote(what: str, signed: str | bytes) -> str:
    """A signed text in full, for ``--explain``, on lines of its own."""
    text = signed if isinstance(signed, str) else signed.decode()
    return f"the signed form of the {what}:\n{text}"

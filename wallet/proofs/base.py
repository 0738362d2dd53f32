"""What every kind of proof is handed, what it gives back, and how both are put together."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from wallet.codec.contexts import ContextLibrary
from wallet.codec.rdfc import Work
from wallet.errors import Refused, Unreadable
from wallet.model import Document, FoundKey, KeyRef, Outline, ProofNote, View
from wallet.report import ANYBODY, GOOD, Audience, Check, CheckId, Code, Proved, Result, check, words, worst
from wallet.wording import say

_TIED = (Code.ISSUER_KEY, Code.ISSUER_DOCUMENT, Code.PUBLISHED_IN_THE_OPEN, Code.PINNED_KEY)


class Known(Protocol):
    """What the checker has at hand, offline: keys, saved documents and vocabularies."""

    @property
    def contexts(self) -> ContextLibrary:
        """The JSON-LD vocabularies that are installed."""

    @property
    def work(self) -> Work | None:
        """The work that is left for the input that is judged; None for no limit shared with other checks."""

    def key(self, ref: KeyRef) -> FoundKey:
        """The key that ``ref`` names and what ties it to the issuer; never raises."""

    def document(self, url: str) -> Document | None:
        """The newest saved copy of ``url``."""


class Conditions(NamedTuple):
    """What a proof must satisfy besides its signature."""

    at: datetime
    """The moment to judge for, since proofs may expire."""
    challenge: str = ""
    """The challenge that a presentation must answer; empty for none."""
    domain: str = ""
    """The domain that a presentation must be made for; empty for any."""
    forms: bool = False
    """Whether the steps quote the canonical forms that were signed."""


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

    Empty for a presentation that names no holder: whoever controls the key signed it.
    """
    return outline.holder_id if is_presentation(outline) else outline.issuer_id


def is_presentation(outline: Outline) -> bool:
    """Whether it is signed by a holder: only then may a proof be for authentication."""
    return "authentication" in outline.purposes


def signed_by(found: FoundKey, outline: Outline) -> Check:
    """Step 9 for a signature that holds under ``found.key``: what ties that key to the issuer."""
    if not signatory(outline) and not is_presentation(outline) and found.code in _TIED:
        # With no issuer to ask for, the key was tied to its own controller: anybody could have signed this.
        return check(Code.SELF_ASSERTED_KEY, source=found.source)
    details = {"issuer": signatory(outline), **dict(found.details)}
    return check(found.code, source=found.source, as_of=found.as_of, key=found.thumbprint, **details)


def audience_checks(meant: Audience, conditions: Conditions) -> list[Check]:
    """Findings where a presentation was not made for whom, or in answer to what, ``conditions`` demand, if anything.

    A credential answers nobody, whatever its issuer wrote: it was made before
    anybody asked, and whoever has a copy can show it.
    """
    findings = []
    if conditions.challenge and meant.challenge != conditions.challenge:
        findings.append(check(Code.PURPOSE_WRONG, purpose=say("it does not answer your challenge")))
    if conditions.domain and conditions.domain not in meant.domains:
        findings.append(check(Code.PURPOSE_WRONG, purpose=say("it was made for another domain")))
    return findings


def proved(
    integrity: Iterable[Check],
    signer: Iterable[Check],
    view: View,
    steps: Iterable[str],
    audience: Audience = ANYBODY,
) -> Proved:
    """The outcome of a signature that holds."""
    return Proved((worst(integrity), worst(signer)), view, tuple(steps), audience)


def unproved(outline: Outline, integrity: Check, steps: Iterable[str] = (), signer: Check | None = None) -> Proved:
    """The outcome when nothing could be proved: the view is not signed.

    A failure of integrity needs no signer check.  Otherwise a signer who is
    merely named, and not shown to have signed, is not reported as a pass.
    """
    view = View(outline.document, keyed_by="term", signed=False)
    if integrity.result is Result.FAIL:
        return Proved((integrity,), view, tuple(steps))
    if signer is None or signer.result in GOOD:
        signer = check(Code.NO_SIGNATURE)
    return Proved((integrity, signer), view, tuple(steps))


def refused(outline: Outline, refusal: Refused, steps: Iterable[str] = ()) -> Proved:
    """A codec's refusal as an outcome."""
    finding = check(refusal.code, source="", as_of=None, **refusal.details)
    return unproved(outline, finding, (*steps, say("refused: {code}", code=refusal.code)))


def outcome_of(outline: Outline, work: Callable[[list[str]], Proved]) -> Proved:
    """What ``work`` finds, which adds its steps to the list that it gets; Refused and Unreadable become outcomes."""
    steps: list[str] = []
    try:
        return work(steps)
    except Refused as refusal:
        return refused(outline, refusal, steps)
    except Unreadable as error:
        return unproved(outline, check(Code.PROOF_MALFORMED, detail=error.message), steps)


def keyless(outline: Outline, found: FoundKey, steps: Iterable[str], findings: Iterable[Check] = ()) -> Proved:
    """The outcome when there is no key, with ``findings`` on the signer that need none.

    If there is no key because it is broken, so is the proof.
    """
    if is_broken(found):
        return unproved(outline, check(found.code, source="", as_of=None, **dict(found.details)), steps)
    integrity = check(Code.KEY_NOT_SAVED, source=found.source, as_of=found.as_of)
    return unproved(outline, integrity, steps, worst([signed_by(found, outline), *findings]))


def is_broken(found: FoundKey) -> bool:
    """Whether there is no key because what names it is broken or not supported: no look-up would change that."""
    return found.key is None and words(Code(found.code)).check is CheckId.INTEGRITY


def describe(found: FoundKey) -> str:
    """A found key in words for ``--explain``."""
    if found.key is None:
        return f"none ({found.code})"
    return f"{found.key.kind} {found.key.data[:32].hex()} from {found.source or 'the proof'} ({found.code})"


def quote(what: str, signed: str | bytes) -> str:
    """A signed text in full, for ``--explain``, on lines of its own."""
    text = signed if isinstance(signed, str) else signed.decode()
    return f"the signed form of the {what}:\n{text}"

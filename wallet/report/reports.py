"""All that was found out about one credential, and the commands that its hints name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from shlex import quote
from typing import NamedTuple

from wallet.errors import ExitCode
from wallet.model import Credential, Holder, Outline, View
from wallet.report.checks import Check
from wallet.report.codes import CheckId, Code, Result
from wallet.report.outcomes import CLAIM, SAVED, SHARE, TRUST, VOCABULARY, words
from wallet.report.verdicts import Verdict, verdict, worst_of
from wallet.wording import Message, say

_PASTED = 300
"""Characters of an id that still goes into a command to paste."""


class Tier(StrEnum):
    """How well an issuer is known to whoever checks."""

    FLAGGED = "flagged"
    TRUSTED = "trusted"
    KNOWN = "known"
    SELF_ISSUED = "self-issued"
    UNRECOGNISED = "unrecognised"


_TIERS = {
    Code.FLAGGED: Tier.FLAGGED,
    Code.ON_YOUR_LIST: Tier.TRUSTED,
    Code.ON_LIST: Tier.KNOWN,
    Code.SEALED_UNDER_LISTED: Tier.KNOWN,
    Code.SELF_ISSUED: Tier.SELF_ISSUED,
}


class Audience(NamedTuple):
    """For whom a holder's proof was made, and in answer to what; empty where it does not say.

    ``domain`` and ``challenge`` (VC Data Integrity 1.0, 2.1), or ``aud`` and
    ``nonce`` (RFC 7519 4.1.3, RFC 9901 4.3).
    """

    domains: tuple[str, ...] = ()
    challenge: str = ""
    signed: datetime | None = None
    """When, as its signer says; what was signed long ago may have been shown to others since."""


ANYBODY = Audience()
"""Of what says nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What the proofs of one credential established (steps 5 to 9)."""

    checks: tuple[Check, ...]
    """Exactly one for integrity and, unless integrity failed, one for signer."""
    view: View
    """The signed values; on a failed or absent proof the bare document with ``signed`` False."""
    steps: tuple[str, ...] = ()
    """What was compared, for ``--explain``; sentences, and on request the whole text that was signed."""
    audience: Audience = ANYBODY
    without_claims: bool = False
    """Whether proofs within a token are all that counts, since its claims are not the issuer's to add."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found out about one credential."""

    source: str
    """The input as the user named it."""
    outline: Outline
    credential: Credential
    """Read from the signed view; see ``shown_is_signed``."""
    at: datetime
    checks: tuple[Check, ...]
    parts: "tuple[Report, ...]" = ()
    role: str = "credential"
    pointer: str = ""
    ref: str = ""
    shown_is_signed: bool = False
    """False when the words shown are only what the file claims."""
    steps: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    """What whoever shows it signed about the whole: label and text."""
    audience: Audience = ANYBODY

    @property
    def is_bundle(self) -> bool:
        """Whether it was sent as a bundle, of which its sender signed a list of all files."""
        return self.outline.payload.carrier == "bundle" and bool(self.about)

    @property
    def has_ended(self) -> bool:
        """Whether it is over, by its own dates, at the moment that it is judged for: a note, and in no headline."""
        ends = self.credential.valid_until
        return ends is not None and ends <= self.at

    @property
    def freshness(self) -> tuple[datetime, datetime] | None:
        """When the oldest and the newest document was saved that this and its parts rest on; None when on none."""
        dates = [one.as_of for one in self.checks if one.as_of is not None]
        dates += [date for part in self.parts if part.freshness for date in part.freshness]
        return (min(dates), max(dates)) if dates else None

    @property
    def verdict(self) -> Verdict:
        """The headline of this credential alone, parts left out."""
        return verdict(self.checks)

    @property
    def is_vouched_for(self) -> bool:
        """Whether its named issuer did not sign it, and somebody else says that it is from there."""
        signer = self.answer(CheckId.SIGNER)
        vouched = Code.VOUCHED_BY_CONTAINER
        return signer is not None and (signer.code is vouched or vouched in signer.also)

    def answer(self, question: CheckId) -> Check | None:
        """The answer to ``question``; None where it was not asked: of what was changed or cannot be read, few are."""
        return next((one for one in self.checks if one.id is question), None)

    def result(self, question: CheckId) -> Result | None:
        """How ``question`` came out; None where it was not asked."""
        found = self.answer(question)
        return found.result if found else None

    @property
    def overall(self) -> Verdict:
        """The worst headline of this and of all that is in it; endorsements do not count."""
        return worst_of([self.verdict, *(part.overall for part in self.parts if part.role != "endorsement")])

    def everything(self) -> "Iterator[Report]":
        """This and the reports on all that is in it."""
        yield self
        for part in self.parts:
            yield from part.everything()

    @property
    def tier(self) -> Tier | None:
        """How well the issuer is known; None where that was not asked."""
        found = self.answer(CheckId.RECOGNITION)
        return _TIERS.get(found.code, Tier.UNRECOGNISED) if found else None

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """Worst of the container and its parts; endorsements do not count."""
        return self.overall.exit_code(strict=strict)


class Commands(NamedTuple):
    """What to type about what was checked."""

    lookup: str
    trust: str = TRUST
    """It ends in ``ID``, which becomes the id of whoever issued each part."""
    vocabulary: str = VOCABULARY
    """Its last ``URL`` becomes that of the vocabulary that is not installed."""
    saved: str = SAVED
    claim: str = CLAIM
    """A final ``EMAIL`` becomes the id or name of whomever each part names, if it does so in the open."""
    share: str = SHARE


def hinting(report: Report, commands: Commands) -> Report:
    """The same report, parts included, with commands to paste where its hints name any."""
    trust = commands.trust.removesuffix("ID") + pasted(report.credential.issuer.id)
    known = commands._replace(trust=trust, claim=_claim(commands.claim, report.credential.holder))
    checks = tuple(_told(one, known) if "{" in words(one.code).hint else one for one in report.checks)
    return replace(report, checks=checks, parts=tuple(hinting(part, commands) for part in report.parts))


def _claim(command: str, holder: Holder) -> Message:
    """How to say whose it is; an address that is there only as a hash is the learner's to type."""
    if not command.endswith("EMAIL"):
        return say("say whose it should be: {command}", command=command)
    known = "" if holder.is_hashed else holder.stated or holder.name
    command = command.removesuffix("EMAIL") + pasted(known.removeprefix("mailto:"), "EMAIL")
    return say("if it is yours, say as whom: {command}", command=command)


def _told(one: Check, commands: Commands) -> Check:
    before, _, after = commands.vocabulary.rpartition("URL")
    named = commands._replace(vocabulary=before + pasted(one.details.get("url", ""), "URL") + after)
    return replace(one, details={**one.details, **named._asdict()})


def asked_online(report: Report) -> Report:
    """The same report, parts included, for one whose servers were just asked: its hints send nobody to ask again."""
    checks = tuple(replace(one, asked=True) for one in report.checks)
    return replace(report, checks=checks, parts=tuple(map(asked_online, report.parts)))


def pasted(identifier: str, unknown: str = "ID") -> str:
    """An id for a command to paste, or ``unknown`` where a shell, a reader or the command could take it for another."""
    fits = identifier.isprintable() and 0 < len(identifier) <= _PASTED and not identifier.startswith("-")
    return quote(identifier) if fits else unknown

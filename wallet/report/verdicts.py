"""The rule that turns checks into a headline, and headlines into an exit code."""

from collections.abc import Iterable
from enum import StrEnum

from wallet.errors import ExitCode, Internal
from wallet.report.checks import Check
from wallet.report.codes import CheckId, Result
from wallet.wording import say


class Verdict(StrEnum):
    """The headline over a report, the best first."""

    VERIFIED = "verified"
    VERIFIED_WITH_NOTES = "verified_with_notes"
    CANNOT_TELL = "cannot_tell"
    REJECTED = "rejected"

    @property
    def headline(self) -> str:
        """The words a person reads first."""
        return _HEADLINES[self]

    @property
    def words(self) -> str:
        """The same within a line."""
        return _VERDICTS[self]

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """The exit code for one input with this verdict."""
        if self is Verdict.VERIFIED_WITH_NOTES and strict:
            return ExitCode.NOTES
        return _EXIT_CODES[self]


RELIABLE = frozenset((Verdict.VERIFIED, Verdict.VERIFIED_WITH_NOTES))
"""The headlines of what can be relied on."""
_HEADLINES = {
    Verdict.VERIFIED: say("VERIFIED"),
    Verdict.VERIFIED_WITH_NOTES: say("VERIFIED WITH NOTES"),
    Verdict.CANNOT_TELL: say("CANNOT TELL"),
    Verdict.REJECTED: say("DO NOT RELY ON THIS"),
}
_VERDICTS = {
    Verdict.VERIFIED: say("verified"),
    Verdict.VERIFIED_WITH_NOTES: say("verified with notes"),
    Verdict.CANNOT_TELL: say("cannot tell"),
    Verdict.REJECTED: say("do not rely on this"),
}
_EXIT_CODES = {
    Verdict.VERIFIED: ExitCode.OK,
    Verdict.VERIFIED_WITH_NOTES: ExitCode.OK,
    Verdict.CANNOT_TELL: ExitCode.CANNOT_TELL,
    Verdict.REJECTED: ExitCode.REJECTED,
}
_BETTER_FIRST = tuple(Verdict)
_DECISIVE = {CheckId.INTEGRITY, CheckId.SIGNER, CheckId.STATUS}


def verdict(checks: tuple[Check, ...]) -> Verdict:
    """The headline, by the first rule that applies.

    An empty list is a bug: a credential that nothing was asked about must not
    come out as verified.  Raises :class:`~wallet.errors.Internal`.
    """
    if not checks:
        raise Internal("a report without checks has no verdict")
    if any(c.result is Result.FAIL for c in checks):
        return Verdict.REJECTED
    if any(c.result is Result.UNKNOWN and c.id in _DECISIVE for c in checks):
        return Verdict.CANNOT_TELL
    if any(c.result in (Result.NOTE, Result.UNKNOWN) for c in checks):
        return Verdict.VERIFIED_WITH_NOTES
    return Verdict.VERIFIED


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several headlines: none may be relied on further than the least of them."""
    return max(verdicts, key=_BETTER_FIRST.index)


_ORDER = (ExitCode.UNREADABLE, ExitCode.REJECTED, ExitCode.CANNOT_TELL, ExitCode.NOTES, ExitCode.OK)


def first_of(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code of several inputs: any that no verdict gives, such as 70, then the first met of 5, 1, 4, 3, 0."""
    met = set(codes)
    strange = met.difference(_ORDER)
    return max(strange) if strange else next((code for code in _ORDER if code in met), ExitCode.OK)

"""Why a credential counts nowhere: one code for every copy that fills no place."""

from collections.abc import Iterator
from dataclasses import dataclass

from wallet.stacks import units
from wallet.stacks.holdings import Copy, Holding
from wallet.stacks.matching import suits, why_not_counted
from wallet.stacks.plan import Counts, Plan
from wallet.stacks.rules import Leaf, Sum
from wallet.stacks.solver import Solution
from wallet.wording import say

MESSAGES = {
    "rejected": say("its check failed"),
    "not_verified": say("it could not be verified: wallet show REF says what it lacks"),
    "not_signed": say("it has no signature: ask its issuer for a signed copy"),
    "not_strict": say("this stack counts only credentials verified without notes"),
    "not_yet_valid": say("it was issued, or begins to hold, later than the day that is looked at"),
    "expired": say("it has expired"),
    "too_old": say("it was issued too long ago"),
    "no_issue_date": say("it does not say when it was issued"),
    "issuer_not_trusted": say("its issuer is on none of your lists"),
    "not_mine": say("nothing shows that it was issued to you"),
    "unit_differs": say("its credits are in another unit, and units are never mixed"),
    "unit_unstated": say("it does not say in which unit its credits are, or how many they are"),
    "no_credits": say("it states 0 credits, which add nothing"),
    "over_max_items": say("it fits, but that sum takes no more credentials"),
    "duplicate_of": say("another copy of the same achievement counts already"),
    "not_needed": say("it fits, but its place is filled"),
    "not_matched": say("it fits nothing here"),
}


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A copy that fills no place, and why."""

    copy: Copy
    code: str
    message: str


def not_counted(plan: Plan, solution: Solution) -> Iterator[NotCounted]:
    """Every copy that fills no place and is in no sum, in the order of references, with the reason."""
    used = {copy.label for _, copy in plan.used(solution)}
    judge = _Judge(plan, solution)
    for holding in plan.holdings:
        counted = any(copy.label in used for copy in holding.copies)
        for copy in holding.copies:
            if copy.label not in used:
                code = "duplicate_of" if counted else judge.code(holding, copy)
                yield NotCounted(copy, code, MESSAGES[code])


class _Judge:
    """Finds the reason for one copy after another."""

    def __init__(self, plan: Plan, solution: Solution) -> None:
        self._at = plan.at
        self._first: dict[str, str] = {}
        """By label of a copy: what keeps it from counting in the first place that it fits, or ""."""
        self._sums: list[tuple[Sum, Counts, bool]] = []
        self._fitting = {copy.label for found in plan.candidates.values() for copy in found.values()}
        for requirement in plan.stack.walk():
            form, counts = requirement.form, plan.counts.get(requirement.path, ())
            if isinstance(form, Leaf):
                for label, (_, code) in plan.fitting[requirement.path].items():
                    self._first.setdefault(label, code)
            elif isinstance(form, Sum):
                full = len(solution.given.get(requirement.path, ())) == form.max_items
                self._sums.append((form, counts, full))

    def code(self, holding: Holding, copy: Copy) -> str:
        """The reason why ``copy`` of an unused holding counts nowhere."""
        if copy.label in self._fitting:
            return "not_needed"
        reasons = [self._first[copy.label]] if copy.label in self._first else []
        for form, counts, full in self._sums:
            if suits(form.source, copy, self._at) and copy.achievement.credits is not None:
                reasons.append(why_not_counted(copy, counts, self._at) or _unit_code(form, copy, full=full))
        if not reasons:
            return "not_matched"
        return reasons[0] or ("duplicate_of" if len(holding.copies) > 1 else "not_needed")


def _unit_code(form: Sum, copy: Copy, *, full: bool) -> str:
    _, code = units.amount_of(copy.achievement.credits, form.system, form.unstated_as)
    return code or ("over_max_items" if full else "not_needed")

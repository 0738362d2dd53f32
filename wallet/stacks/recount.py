"""Checks every solution by counting again from the rules, without sharing code with the solver."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wallet.errors import Internal
from wallet.stacks.flow import Token
from wallet.stacks.holdings import Copy
from wallet.stacks.matching import fits, suits, why_not_counted
from wallet.stacks.plan import DONE_BY_HAND, Counts, Plan, badge_path
from wallet.stacks.rules import All, AnyOf, Form, Leaf, Manual, Nested, Requirement, Reuse, Stack, Sum
from wallet.stacks.solver import Solution
from wallet.stacks.units import amount_of


def recount(plan: Plan, solution: Solution) -> None:
    """Check ``solution`` against the rules without any of the solver's own reckoning.

    Raises :class:`~wallet.errors.Internal` when a holding does not fit where it
    was put, serves twice where it may not, or the units missing differ.
    """
    asked = {path: (form, counts) for path, form, counts in _places(plan.stack.require, (plan.stack.count,))}
    for path, (_, number) in solution.filled.items():
        form, counts = asked[path]
        if isinstance(form, Leaf):
            copy = plan.candidates[path][number]
            _check(plan, copy, number, counts, fitting=fits(form, copy, plan.at))
        elif not (isinstance(form, Manual) and form.is_done(plan.at) and number == DONE_BY_HAND):
            raise Internal(f"{path} was filled with nothing")
    for path, parts in solution.given.items():
        form, counts = asked[path]
        if not isinstance(form, Sum):
            raise Internal(f"{path} adds up nothing")
        _check_sum(plan, path, form, counts, parts)
    _refuse_double_use(plan, solution)
    unmet = sum(_unmet(r, plan, solution) for r in plan.stack.require if not r.optional)
    if unmet > solution.unmet or (unmet < solution.unmet and solution.unmet == solution.at_least):
        raise Internal(f"two ways of counting disagree: {unmet} and {solution.unmet} units missing")


def _places(parts: Iterable[Requirement], counts: Counts) -> Iterator[tuple[str, Form, Counts]]:
    """Every place that can be filled, with the limits that hold there."""
    for part in parts:
        yield part.path, part.form, counts
        inner = counts
        if isinstance(part.form, Nested):
            inner = (*counts, part.form.stack.count)
            if part.form.badge:
                yield badge_path(part.path), part.form.badge, inner
        yield from _places(part.parts, inner)


def _check(plan: Plan, copy: Copy, number: int, counts: Counts, *, fitting: bool) -> None:
    if not fitting or copy not in plan.holdings[number].copies:
        raise Internal(f"{copy.label} was counted where it does not fit")
    if why_not_counted(copy, counts, plan.at):
        raise Internal(f"{copy.label} was counted although it may not count")


def _check_sum(plan: Plan, path: str, form: Sum, counts: Counts, parts: tuple[tuple[Token, int], ...]) -> None:
    if len(parts) > (form.max_items or len(parts)) or len({token for token, _ in parts}) < len(parts):
        raise Internal(f"{path} adds up more than it may")
    for (_, number), amount in parts:
        copy, _ = plan.summands[path][number]
        _check(plan, copy, number, counts, fitting=suits(form.source, copy, plan.at))
        stated = copy.achievement.credits
        if stated is None or amount_of(stated, form.system, form.unstated_as)[0] != amount:
            raise Internal(f"{copy.label} was added with an amount that it does not state")


def _refuse_double_use(plan: Plan, solution: Solution) -> None:
    if plan.stack.count.reuse is Reuse.ANY:
        return
    groups = plan.stack.count.reuse is Reuse.ACROSS_GROUPS
    uses = [(path, number) for path, (_, number) in solution.filled.items() if number != DONE_BY_HAND]
    uses += [(path, number) for path, parts in solution.given.items() for (_, number), _ in parts]
    counted = Counter((path.split("]")[0] if groups else "", number) for path, number in uses)
    if any(count > 1 for count in counted.values()):
        raise Internal("a holding was counted twice")


def _unmet(requirement: Requirement, plan: Plan, solution: Solution) -> int:
    """Units that ``requirement`` lacks, from what is filled alone."""
    match requirement.form:
        case Leaf() | Manual():
            return 0 if requirement.path in solution.filled else 1
        case All(parts):
            return _all_unmet(parts, plan, solution)
        case AnyOf(n, parts):
            return sum(sorted(_unmet(part, plan, solution) for part in parts)[:n])
        case Sum(at_least):
            return int(sum(amount for _, amount in solution.given.get(requirement.path, ())) < at_least)
        case Nested(_, Stack(require=parts)):
            badge = badge_path(requirement.path)
            within = _all_unmet(parts, plan, solution)
            return min(within, int(badge not in solution.filled)) if plan.candidates.get(badge) else within


def _all_unmet(parts: Iterable[Requirement], plan: Plan, solution: Solution) -> int:
    return sum(_unmet(part, plan, solution) for part in parts if not part.optional)

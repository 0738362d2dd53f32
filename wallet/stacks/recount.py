"""A second opinion on every solution: counted from the rules, sharing no code with the solver."""

from collections import Counter

from wallet.errors import Internal
from wallet.stacks.flow import Token
from wallet.stacks.matching import fits, why_not_counted
from wallet.stacks.plan import DONE_BY_HAND, Plan
from wallet.stacks.rules import All, AnyOf, Leaf, Manual, Requirement, Reuse
from wallet.stacks.solver import Solution


def recount(plan: Plan, solution: Solution) -> None:
    """Check ``solution`` against the rules without any of the solver's own reckoning.

    Raises :class:`~wallet.errors.Internal` when a holding does not fit where it
    was put, serves twice where it may not, or the units missing differ.
    """
    leaves = {r.path: r.form for r in plan.stack.walk()}
    for path, (_, number) in solution.filled.items():
        form = leaves[path]
        if isinstance(form, Leaf):
            copy = plan.candidates[path][number]
            if copy not in plan.holdings[number].copies or fits(form, copy, plan.at) is not None:
                raise Internal(f"{path} was filled with something that does not fit")
            if why_not_counted(copy, plan.stack.count, plan.at):
                raise Internal(f"{path} was filled with something that may not count")
    _refuse_double_use(plan, solution)
    unmet = sum(_unmet(r, solution.filled) for r in plan.stack.require if not r.optional)
    if unmet > solution.unmet or (unmet < solution.unmet and solution.unmet == solution.at_least):
        raise Internal(f"two ways of counting disagree: {unmet} and {solution.unmet} units missing")


def _refuse_double_use(plan: Plan, solution: Solution) -> None:
    if plan.stack.count.reuse is Reuse.ANY:
        return
    groups = plan.stack.count.reuse is Reuse.ACROSS_GROUPS
    uses: Counter[Token] = Counter(
        (path.split("]")[0] if groups else "", number)
        for path, (_, number) in solution.filled.items()
        if number != DONE_BY_HAND
    )
    if any(count > 1 for count in uses.values()):
        raise Internal("a holding was counted twice")


def _unmet(requirement: Requirement, filled: dict[str, Token]) -> int:
    """Units that ``requirement`` lacks, from the places that are filled alone."""
    match requirement.form:
        case Leaf() | Manual():
            return 0 if requirement.path in filled else 1
        case All(parts):
            return sum(_unmet(part, filled) for part in parts if not part.optional)
        case AnyOf(n, parts):
            return sum(sorted(_unmet(part, filled) for part in parts)[:n])

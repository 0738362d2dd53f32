"""How far a wallet is along a stack, requirement by requirement, with a reason for whatever does not count.

The solver proposes which holding fills which place; what is reported here is
counted again from the rules, and a contradiction is an error, not a result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wallet.model import Entry
from wallet.stacks import plan as planning
from wallet.stacks import units, wording
from wallet.stacks.cautions import cautions
from wallet.stacks.holdings import Holding, holdings
from wallet.stacks.lines import Filled, Line, Missing, Summed, View, wanted, weak
from wallet.stacks.matching import counting_copy
from wallet.stacks.reasons import MESSAGES, NotCounted, not_counted
from wallet.stacks.recount import recount
from wallet.stacks.rules import Leaf, Match, Stack, Sum
from wallet.stacks.solver import LIMIT_WORK, Solution
from wallet.wording import say

__all__ = ["MESSAGES", "Filled", "Line", "Missing", "NotCounted", "Progress", "Summed", "awarded", "check"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A stack against a wallet at one moment."""

    stack: Stack
    state: str
    """``complete``, ``complete_as_stated``, ``awarded``, ``in_progress`` or ``not_proven``."""
    at: datetime
    have: int
    need: int
    missing_at_least: int
    """Proven: no way of counting lacks fewer units."""
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    not_counted: tuple[NotCounted, ...]
    warnings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    """What the rules take for granted and no credential says."""

    @property
    def proven(self) -> bool:
        """Whether the number of missing units is certain."""
        return self.need - self.have == self.missing_at_least


def check(stack: Stack, entries: Iterable[Entry], at: datetime, *, work: int = LIMIT_WORK) -> Progress:
    """How far ``entries`` go toward ``stack`` at ``at``; the order of ``entries`` does not matter."""
    held = holdings(entries)
    plan = planning.make(stack, held, at)
    solution = planning.best(plan, work)
    recount(plan, solution)
    view = View(plan, solution)
    lines = tuple(view.line(r, wanted=not r.optional) for r in stack.require)
    badge = awarded(stack, held, at)
    return Progress(
        stack=stack,
        state=_state(solution, lines, badge),
        at=at,
        have=solution.met,
        need=solution.met + solution.unmet,
        missing_at_least=solution.at_least,
        lines=lines,
        missing=tuple(m for line in lines if line.wanted for m in line.missing),
        not_counted=tuple(not_counted(plan, solution)),
        warnings=tuple(cautions(lines, badge, at)),
        assumptions=tuple(_assumptions(lines)),
    )


def awarded(stack: Stack, held: tuple[Holding, ...], at: datetime) -> Filled | None:
    """The badge given for finishing, when it is held."""
    if not stack.completion_ids:
        return None
    leaf = Leaf(stack.completion_ids, Match())
    found = (counting_copy(leaf, holding, (stack.count,), at) for holding in held)
    copy = next((copy for copy in found if copy is not None), None)
    return None if copy is None else Filled(copy, weak(leaf, copy))


def _state(solution: Solution, lines: tuple[Line, ...], badge: Filled | None) -> str:
    if badge is not None:
        return "awarded"
    if solution.unmet:
        return "in_progress" if solution.unmet == solution.at_least else "not_proven"
    by_word = any(line.wanted and line.kind == "manual" for line in wanted(lines))
    return "complete_as_stated" if by_word else "complete"


def _assumptions(lines: tuple[Line, ...]) -> Iterator[str]:
    """Bare numbers that the rules give a unit, and credits that are offered rather than earned."""
    for line in wanted(lines):
        form, summed = line.requirement.form, line.summed
        if summed is None or not isinstance(form, Sum):
            continue
        label = wording.label(line.requirement)
        stated = [copy.achievement.credits for copy, _ in summed.by]
        bare = sum(1 for one in stated if one is not None and units.unit(one.system) == units.UNSTATED)
        offered = sum(1 for one in stated if one is not None and not one.earned)
        if bare:
            yield say(
                "{label}: {bare} state no unit; the rules take it for {unstated_as}",
                label=label,
                bare=bare,
                unstated_as=units.words(form.unstated_as),
            )
        if offered:
            yield say(
                "{label}: the credits of {offered} are offered, not stated as earned", label=label, offered=offered
            )

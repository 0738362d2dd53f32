"""How far a wallet is along a stack, requirement by requirement, with a reason for whatever does not count.

The solver proposes which holding fills which place; what is reported here is
counted again from the rules, and a contradiction is an error, not a result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from wallet.model import Entry
from wallet.report import CheckId
from wallet.stacks import plan as planning
from wallet.stacks import wording
from wallet.stacks.holdings import Copy, Holding, holdings, passed
from wallet.stacks.matching import counting_copy, fits, why_not_counted
from wallet.stacks.recount import recount
from wallet.stacks.rules import All, AnyOf, Leaf, Manual, Match, Requirement, Stack, Texts
from wallet.stacks.solver import LIMIT_WORK, Solution

MESSAGES = {
    "rejected": "its check failed",
    "not_verified": "it could not be verified; saving what its issuer publishes may help",
    "not_strict": "this stack counts only credentials verified without notes",
    "not_yet_valid": "it was issued later than the day that is looked at",
    "expired": "it has expired",
    "too_old": "it was issued too long ago",
    "no_issue_date": "it does not say when it was issued",
    "issuer_not_trusted": "its issuer is on none of your lists",
    "not_mine": "nothing shows that it was issued to you",
    "duplicate_of": "another copy of the same achievement counts already",
    "not_needed": "it fits, but its place is filled",
    "not_matched": "it fits nothing here",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills a place: a copy of a holding, or the learner's word for a manual one."""

    copy: Copy | None
    weak: bool = False
    """Anyone could have issued it under that name."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do about an unmet place."""

    kind: str
    """``earn``, ``renew``, ``check``, ``trust``, ``manual``, or ``any`` of several."""
    path: str
    label: str
    """The place, for people."""
    near: Copy | None = None
    """What would count once renewed, checked or trusted."""
    n: int = 1
    """How many of ``of`` are needed, when there is a choice."""
    of: "tuple[Missing, ...]" = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement and its progress, in units: a place is one unit."""

    requirement: Requirement
    kind: str
    """``one``, ``all``, ``any`` or ``manual``."""
    met: bool
    have: int
    need: int
    wanted: bool
    """False for optional parts and for alternatives that were not taken."""
    filled_by: Filled | None = None
    missing: tuple[Missing, ...] = ()
    parts: "tuple[Line, ...]" = ()


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A copy that fills no place, and why."""

    copy: Copy
    code: str
    message: str


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
    view = _View(plan, solution)
    lines = tuple(view.line(r, wanted=not r.optional) for r in stack.require)
    awarded = _awarded(stack, held, at)
    return Progress(
        stack=stack,
        state=_state(solution, lines, awarded),
        at=at,
        have=solution.met,
        need=solution.met + solution.unmet,
        missing_at_least=solution.at_least,
        lines=lines,
        missing=tuple(m for line in lines if line.wanted for m in line.missing),
        not_counted=tuple(_not_counted(plan, solution)),
        warnings=tuple(_warnings(lines, awarded)),
    )


def _awarded(stack: Stack, held: tuple[Holding, ...], at: datetime) -> Filled | None:
    """The badge given for finishing, when it is held."""
    if not stack.completion_ids:
        return None
    leaf = Leaf(stack.completion_ids, Match())
    found = (counting_copy(leaf, holding, (stack.count,), at) for holding in held)
    copy = next((copy for copy in found if copy is not None), None)
    return None if copy is None else Filled(copy, _weak(leaf, copy))


def _state(solution: Solution, lines: tuple[Line, ...], awarded: Filled | None) -> str:
    if awarded is not None:
        return "awarded"
    if solution.unmet:
        return "in_progress" if solution.unmet == solution.at_least else "not_proven"
    by_word = any(line.wanted and line.kind == "manual" for line in _each(lines))
    return "complete_as_stated" if by_word else "complete"


def _each(lines: Iterable[Line]) -> Iterator[Line]:
    """All lines that are asked for, down to single places."""
    for line in lines:
        if line.wanted:
            yield line
            yield from _each(line.parts)


_TAKEN, _OPEN, _ELSE = range(3)


class _View:
    """The lines of a report, from a plan and its solution."""

    def __init__(self, plan: planning.Plan, solution: Solution) -> None:
        self._plan = plan
        self._solution = solution

    def line(self, requirement: Requirement, *, wanted: bool) -> Line:
        """The line of ``requirement`` and those below it."""
        match requirement.form:
            case Leaf() | Manual():
                return self._place(requirement, wanted=wanted)
            case All(parts):
                lines = tuple(self.line(part, wanted=wanted and not part.optional) for part in parts)
                counted = [line for line in lines if not line.requirement.optional]
                return _sum(requirement, lines, counted, (m for x in counted for m in x.missing), wanted=wanted)
            case AnyOf(n, parts):
                return self._any(requirement, n, parts, wanted=wanted)

    def _place(self, requirement: Requirement, *, wanted: bool) -> Line:
        form = requirement.form
        kind = "one" if isinstance(form, Leaf) else "manual"
        token = self._solution.filled.get(requirement.path)
        if token is None:
            lack = (self._missing(requirement),)
            return Line(requirement, kind, met=False, have=0, need=1, wanted=wanted, missing=lack)
        filled = Filled(None)
        if isinstance(form, Leaf):
            copy = self._plan.candidates[requirement.path][token[1]]
            filled = Filled(copy, _weak(form, copy))
        return Line(requirement, kind, met=True, have=1, need=1, wanted=wanted, filled_by=filled)

    def _any(self, requirement: Requirement, n: int, parts: tuple[Requirement, ...], *, wanted: bool) -> Line:
        """``n`` parts are counted: those taken, then open places, any of which would do."""
        standing = [self._standing(part) for part in parts]
        order = sorted(range(len(parts)), key=lambda i: standing[i])
        taken, spare = order[:n], [i for i in order if standing[i] == _OPEN]
        lack = sum(1 for i in taken if standing[i] == _OPEN)
        wanted_here = set(taken) | set(spare if lack else ())
        lines = tuple(self.line(part, wanted=wanted and i in wanted_here) for i, part in enumerate(parts))
        missing = [m for i in taken if standing[i] != _OPEN for m in lines[i].missing]
        each = [m for i in spare for m in lines[i].missing]
        if lack == len(each):
            missing += each
        elif lack:
            missing.append(Missing("any", requirement.path, wording.label(requirement), n=lack, of=tuple(each)))
        return _sum(requirement, lines, [lines[i] for i in sorted(taken)], missing, wanted=wanted)

    def _standing(self, part: Requirement) -> int:
        if part.path in self._solution.chosen or part.path in self._solution.filled:
            return _TAKEN
        return _OPEN if isinstance(part.form, Leaf | Manual) else _ELSE

    def _missing(self, requirement: Requirement) -> Missing:
        """What to do about an unfilled place: the nearest thing held, else to earn one."""
        label = wording.label(requirement)
        form = requirement.form
        if not isinstance(form, Leaf):
            return Missing("manual", requirement.path, label)
        near: dict[str, Copy] = {}
        for copy in (copy for holding in self._plan.holdings for copy in holding.copies):
            kind = _REMEDIES.get(why_not_counted(copy, self._plan.stack.count, self._plan.at))
            if kind is not None and kind not in near and fits(form, copy, self._plan.at) is None:
                near[kind] = copy
        for kind in ("check", "trust", "renew"):
            if kind in near:
                return Missing(kind, requirement.path, label, near[kind])
        return Missing("earn", requirement.path, label)


_REMEDIES = {"not_verified": "check", "issuer_not_trusted": "trust", "expired": "renew", "too_old": "renew"}


def _sum(
    requirement: Requirement, lines: tuple[Line, ...], counted: list[Line], missing: Iterable[Missing], *, wanted: bool
) -> Line:
    have, need = sum(line.have for line in counted), sum(line.need for line in counted)
    kind = "all" if isinstance(requirement.form, All) else "any"
    return Line(requirement, kind, have == need, have, need, wanted, None, tuple(missing), lines)


def _weak(leaf: Leaf, copy: Copy) -> bool:
    """Whether somebody other than the issuer meant could have made what fills this place.

    An issuer on the checker's lists, one that the rule names by its id, and an
    achievement id on the issuer's own site are not weak; the learner's own tag is.
    """
    keys = {c.key for c in leaf.match.conditions if isinstance(c, Texts)}
    if "my_tag" in keys:
        return True
    if "issuer" in keys or passed(copy.entry, CheckId.RECOGNITION):
        return False
    return not leaf.ids or not _own_site(copy)


def _own_site(copy: Copy) -> bool:
    issuer = copy.entry.issuer.id
    host = issuer.removeprefix("did:web:").split(":")[0] if issuer.startswith("did:web:") else _host(issuer)
    return host != "" and host == _host(copy.achievement.id)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" else ""


def _not_counted(plan: planning.Plan, solution: Solution) -> Iterator[NotCounted]:
    used = {plan.candidates[path][n].label for path, (_, n) in solution.filled.items() if n != planning.DONE_BY_HAND}
    fitting = {copy.label for found in plan.candidates.values() for copy in found.values()}
    leaves = [r.form for r in plan.stack.walk() if isinstance(r.form, Leaf)]
    for holding in plan.holdings:
        counted = any(copy.label in used for copy in holding.copies)
        for copy in holding.copies:
            if copy.label in used:
                continue
            if counted:
                code = "duplicate_of"
            elif copy.label in fitting:
                code = "not_needed"
            elif any(fits(leaf, copy, plan.at) is None for leaf in leaves):
                code = why_not_counted(copy, plan.stack.count, plan.at) or "duplicate_of"
            else:
                code = "not_matched"
            yield NotCounted(copy, code, MESSAGES[code])


def _warnings(lines: tuple[Line, ...], awarded: Filled | None) -> Iterator[str]:
    weak = [line.requirement for line in _each(lines) if line.filled_by is not None and line.filled_by.weak]
    if weak:
        named = ", ".join(wording.label(requirement) for requirement in weak[:3]) + (", ..." if len(weak) > 3 else "")
        yield f"weak_match: {len(weak)} filled by name or tag from issuers on none of your lists: {named}"
    if awarded is not None and awarded.weak:
        yield "weak_match: the badge for finishing comes from an issuer on none of your lists"

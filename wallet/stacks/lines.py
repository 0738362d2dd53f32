"""The lines of a report: each requirement with what fills it and what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wallet.codec.web import home, origin
from wallet.report import CheckId
from wallet.stacks import units, wording
from wallet.stacks.holdings import Copy, passed
from wallet.stacks.matching import suits, why_not_counted
from wallet.stacks.plan import Plan, badge_path, option_path
from wallet.stacks.rules import All, AnyOf, Leaf, Manual, Match, Nested, Requirement, Sum, Texts
from wallet.stacks.solver import Solution
from wallet.wording import say


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
    """``earn``, ``credits``, ``renew``, ``check``, ``trust``, ``sign``, ``manual``, or ``any`` of several."""
    path: str
    label: str
    """The place, for people."""
    near: Copy | None = None
    """What would count once renewed, checked or trusted."""
    n: int = 1
    """How many of ``of`` are needed, when there is a choice."""
    of: "tuple[Missing, ...]" = ()


@dataclass(frozen=True, slots=True)
class Summed:
    """What adds up toward a sum; amounts are millionths of ``system``."""

    system: str
    have: int
    need: int
    by: tuple[tuple[Copy, int], ...]
    others: tuple[tuple[str, int], ...] = ()
    """What would fit but for its unit: each unit and how much there is of it, never converted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement and its progress, in units: a place is one unit."""

    requirement: Requirement
    kind: str
    """``one``, ``all``, ``any``, ``credits``, ``stack`` or ``manual``."""
    met: bool
    have: int
    need: int
    wanted: bool
    """False for optional parts and for alternatives that were not taken."""
    filled_by: Filled | None = None
    missing: tuple[Missing, ...] = ()
    parts: "tuple[Line, ...]" = ()
    summed: Summed | None = None

    def copies(self) -> Iterator[Copy]:
        """What counts here, not in the parts."""
        if self.filled_by is not None and self.filled_by.copy is not None:
            yield self.filled_by.copy
        yield from (copy for copy, _ in (self.summed.by if self.summed else ()))


def wanted(lines: Iterable[Line]) -> Iterator[Line]:
    """All lines that are asked for, down to single places."""
    for line in lines:
        if line.wanted:
            yield line
            yield from wanted(line.parts)


_TAKEN, _OPEN, _ELSE = range(3)


class View:
    """The lines of a report, from a plan and its solution."""

    def __init__(self, plan: Plan, solution: Solution) -> None:
        self._plan = plan
        self._solution = solution

    def line(self, requirement: Requirement, *, wanted: bool) -> Line:
        """The line of ``requirement`` and those below it."""
        match requirement.form:
            case Leaf() | Manual():
                return self._place(requirement, wanted=wanted)
            case All(parts):
                return self._all(requirement, parts, wanted=wanted)
            case AnyOf(n, parts):
                return self._any(requirement, n, parts, wanted=wanted)
            case Sum() as form:
                return self._summed(requirement, form, wanted=wanted)
            case Nested() as form:
                return self._nested(requirement, form, wanted=wanted)

    def _all(self, requirement: Requirement, parts: tuple[Requirement, ...], *, wanted: bool) -> Line:
        lines = tuple(self.line(part, wanted=wanted and not part.optional) for part in parts)
        counted = [line for line in lines if not line.requirement.optional]
        return _together(requirement, lines, counted, (m for x in counted for m in x.missing), wanted=wanted)

    def _nested(self, requirement: Requirement, form: Nested, *, wanted: bool) -> Line:
        badge = badge_path(requirement.path)
        held = self._plan.candidates[badge] if form.badge is not None else {}
        if form.badge is None or not held or option_path(requirement.path) in self._solution.chosen:
            return self._all(requirement, form.stack.require, wanted=wanted)
        token = self._solution.filled.get(badge)
        if token is None:
            spent = any(copy in held.values() for _, copy in self._plan.used(self._solution))
            what = _itself(requirement, form) if spent else wording.label(requirement)
            lack = (Missing("earn", badge, what),)
            return Line(requirement, "stack", met=False, have=0, need=1, wanted=wanted, missing=lack)
        copy = self._plan.candidates[badge][token[1]]
        filled = Filled(copy, weak(form.badge, copy))
        return Line(requirement, "stack", met=True, have=1, need=1, wanted=wanted, filled_by=filled)

    def _summed(self, requirement: Requirement, form: Sum, *, wanted: bool) -> Line:
        found = self._plan.summands[requirement.path]
        given = self._solution.given.get(requirement.path, ())
        by = tuple((found[number][0], amount) for (_, number), amount in given)
        have = sum(amount for _, amount in by)
        met = have >= form.at_least
        missing = () if met else (_more(requirement, form, [amount for _, amount in by]),)
        summed = Summed(form.system, have, form.at_least, by, self._other_units(requirement.path, form))
        return Line(requirement, "credits", met, int(met), 1, wanted, None, missing, (), summed)

    def _other_units(self, path: str, form: Sum) -> tuple[tuple[str, int], ...]:
        """What fits but for its unit, summed unit by unit."""
        found: dict[str, int] = {}
        for holding in self._plan.holdings:
            for copy in holding.copies:
                stated = copy.achievement.credits
                if stated is None or not suits(form.source, copy, self._plan.at) or self._barred(path, copy):
                    continue
                amount = units.millionths(stated.amount)
                if amount and units.amount_of(stated, form.system, form.unstated_as)[0] is None:
                    unit = units.unit(stated.system)
                    found[unit] = found.get(unit, 0) + amount
                    break
        return tuple(sorted(found.items()))

    def _barred(self, path: str, copy: Copy) -> str:
        """The code that keeps ``copy`` from counting at the place ``path``; "" when nothing does."""
        return why_not_counted(copy, self._plan.counts[path], self._plan.at)

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
            filled = Filled(copy, weak(form, copy))
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
        return _together(requirement, lines, [lines[i] for i in sorted(taken)], missing, wanted=wanted)

    def _standing(self, part: Requirement) -> int:
        if part.path in self._solution.chosen or part.path in self._solution.filled:
            return _TAKEN
        return _OPEN if isinstance(part.form, Leaf | Manual) else _ELSE

    def _missing(self, requirement: Requirement) -> Missing:
        """What to do about an unfilled place: the nearest thing held, else to earn one."""
        label = wording.label(requirement)
        if not isinstance(requirement.form, Leaf):
            return Missing("manual", requirement.path, label)
        near: dict[str, Copy] = {}
        for copy, code in self._plan.fitting[requirement.path].values():
            if code in _REMEDIES:
                near.setdefault(_REMEDIES[code], copy)
        for kind in ("check", "trust", "renew", "sign"):
            if kind in near:
                return Missing(kind, requirement.path, label, near[kind])
        return Missing("earn", requirement.path, label)


def _itself(requirement: Requirement, form: Nested) -> str:
    """A nested stack as what there is to earn while its badge, which is held, fills another place."""
    name = requirement.name or say("the stack {name}", name=form.stack.name)
    return say("{name} itself, since its badge counts elsewhere already", name=name)


def _more(requirement: Requirement, form: Sum, given: Sequence[int]) -> Missing:
    """What a sum that was ``given`` so much lacks; one that is full takes a larger credential for its smallest."""
    full = len(given) == form.max_items
    lack = form.at_least - sum(given) + (min(given) if full else 0)
    values = {
        "at_least": units.shown(lack),
        "system": units.words(form.system),
        "requirement": wording.label(requirement),
    }
    more = (
        say("one credential of {at_least} {system} or more in place of a smaller one: {requirement}", **values)
        if full
        else say("{at_least} more {system}: {requirement}", **values)
    )
    return Missing("credits", requirement.path, more)


_REMEDIES = {
    "not_verified": "check",
    "not_signed": "sign",
    "issuer_not_trusted": "trust",
    "expired": "renew",
    "too_old": "renew",
}


def _together(
    requirement: Requirement, lines: tuple[Line, ...], counted: list[Line], missing: Iterable[Missing], *, wanted: bool
) -> Line:
    have, need = sum(line.have for line in counted), sum(line.need for line in counted)
    kind = {All: "all", AnyOf: "any"}.get(type(requirement.form), "stack")
    return Line(requirement, kind, have == need, have, need, wanted, None, tuple(missing), lines)


def weak(leaf: Leaf, copy: Copy) -> bool:
    """Whether somebody other than the issuer meant could have made what fills this place.

    An issuer on the checker's lists, one that the rule names by its id, and an
    achievement id on the issuer's own site are not weak; the learner's own tag is.
    """
    return _anybodys(leaf.match, copy) and not (leaf.ids and _own_site(copy) and not _asks(leaf.match, "my_tag"))


def weakly_summed(form: Sum, summed: Summed) -> bool:
    """Whether somebody other than the issuers meant could have made some of what was added up."""
    return any(_anybodys(form.source, copy) for copy, _ in summed.by)


def _anybodys(match: Match, copy: Copy) -> bool:
    """Whether neither the rule nor a list of the checker says who the issuer is."""
    named = _asks(match, "issuer") or passed(copy.entry, CheckId.RECOGNITION)
    return _asks(match, "my_tag") or not named


def _asks(match: Match, key: str) -> bool:
    return any(isinstance(one, Texts) and one.key == key for one in match.conditions)


def _own_site(copy: Copy) -> bool:
    site = origin(home(copy.entry.issuer.id))
    return "issuer" not in copy.unread and site.startswith("https://") and site == origin(copy.achievement.id)

"""Why a place is met or not: what counts there, what else could, and what keeps the rest from counting."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wallet.model import Entry
from wallet.stacks import plan as planning
from wallet.stacks import units, wording
from wallet.stacks.holdings import Copy, holdings
from wallet.stacks.matching import fits, suits, test, why_not_counted
from wallet.stacks.plan import Plan
from wallet.stacks.reasons import MESSAGES
from wallet.stacks.recount import recount
from wallet.stacks.rules import AtLevel, Condition, Either, Leaf, Match, Not, Requirement, Stack, Sum, Texts, Within
from wallet.stacks.solver import LIMIT_WORK, Solution
from wallet.wording import joined, say

USED_ELSEWHERE = "used_elsewhere"


@dataclass(frozen=True, slots=True)
class Reason:
    """One copy at one place: why it counts there, or the first thing that keeps it from counting."""

    copy: Copy
    code: str
    """``counted``, a code of :data:`wallet.stacks.reasons.MESSAGES`, or ``used_elsewhere``."""
    text: str
    """For people: what was asked and what was found."""


@dataclass(frozen=True, slots=True)
class Place:
    """A requirement that credentials fill, and what can be said of each that comes near."""

    requirement: Requirement
    counts: tuple[Reason, ...]
    could: tuple[Reason, ...]
    """What fits and may count, but is not needed here or fills another place."""
    barred: tuple[Reason, ...]
    """What fits and may not count."""
    unlike: tuple[Reason, ...] = ()
    """What does not fit, with the first condition that it misses; only for copies that were asked about."""


def explain(
    stack: Stack, entries: Iterable[Entry], at: datetime, *, about: str = "", work: int = LIMIT_WORK
) -> tuple[Place, ...]:
    """Every place of ``stack`` in file order; ``about`` is the reference of a credential to say everything about."""
    plan = planning.make(stack, holdings(entries), at)
    solution = planning.best(plan, work)
    recount(plan, solution)
    view = _View(plan, solution, about)
    return tuple(view.place(r, r.form) for r in stack.walk() if isinstance(r.form, Leaf | Sum))


class _View:
    def __init__(self, plan: Plan, solution: Solution, about: str) -> None:
        self._plan = plan
        self._about = about
        self._used = {copy.label: path for path, copy in plan.used(solution)}
        """Label of a copy to the path of a place that it fills."""
        self._names = {r.path: wording.label(r) for r in plan.stack.walk()}

    def place(self, requirement: Requirement, form: Leaf | Sum) -> Place:
        """Everything about one requirement."""
        counts, could, barred, unlike = [], [], [], []
        fitting = self._fitting(requirement.path)
        for copy in (copy for holding in self._plan.holdings for copy in holding.copies):
            if self._used.get(copy.label) == requirement.path:
                counts.append(Reason(copy, "counted", joined("; ", _because(form, copy))))
            elif copy.label in fitting:
                could.append(self._spare(copy))
            elif self._is_like(requirement.path, form, copy):
                barred.append(self._barred(requirement.path, form, copy))
            elif copy.ref == self._about:
                unlike.append(Reason(copy, "not_matched", _missed(form, copy, self._plan.at)))
        return Place(requirement, tuple(counts), tuple(could), tuple(barred), tuple(unlike))

    def _fitting(self, path: str) -> set[str]:
        found = {copy.label for copy in self._plan.candidates.get(path, {}).values()}
        return found | {copy.label for copy, _ in self._plan.summands.get(path, {}).values()}

    def _is_like(self, path: str, form: Leaf | Sum, copy: Copy) -> bool:
        if isinstance(form, Leaf):
            return copy.label in self._plan.fitting[path]
        return copy.achievement.credits is not None and suits(form.source, copy, self._plan.at)

    def _spare(self, copy: Copy) -> Reason:
        elsewhere = self._used.get(copy.label)
        if elsewhere is None:
            return Reason(copy, "not_needed", MESSAGES["not_needed"])
        return Reason(
            copy,
            USED_ELSEWHERE,
            say("it fits, and counts toward {elsewhere}", elsewhere=self._names.get(elsewhere, elsewhere)),
        )

    def _barred(self, path: str, form: Leaf | Sum, copy: Copy) -> Reason:
        code = why_not_counted(copy, self._plan.counts.get(path, ()), self._plan.at)
        if not code and isinstance(form, Sum):
            _, code = units.amount_of(copy.achievement.credits, form.system, form.unstated_as)
        return Reason(copy, code or "duplicate_of", MESSAGES[code or "duplicate_of"])


def _because(form: Leaf | Sum, copy: Copy) -> Iterator[str]:
    """What was asked for and met, in words."""
    if isinstance(form, Sum):
        stated = copy.achievement.credits
        if stated is not None:
            amount, _ = units.amount_of(stated, form.system, form.unstated_as)
            given = say("gives {amount} {system}", amount=units.shown(amount or 0), system=units.words(form.system))
            yield given if stated.earned else say("{given}, as offered", given=given)
        conditions = form.source.conditions
    else:
        if form.ids:
            yield say("its achievement is {id}", id=copy.achievement.id)
        conditions = form.match.conditions
    yield from (joined(": ", (wording.phrase(one), _found(one, copy))) for one in conditions)


def _missed(form: Leaf | Sum, copy: Copy, at: datetime) -> str:
    """The first condition that ``copy`` does not meet: what was wanted, and what was found."""
    if isinstance(form, Sum):
        missed = _first_missed(form.source, copy, at)
        return missed or say("wanted a number of credits, found none")
    if form.ids and not fits(Leaf(form.ids, Match()), copy, at):
        return say(
            "wanted achievement {ids}, found {id}", ids=wording.either(form.ids), id=copy.achievement.id or say("no id")
        )
    return _first_missed(form.match, copy, at)


def _first_missed(match: Match, copy: Copy, at: datetime) -> str:
    for condition in match.conditions:
        if not test(condition, copy, at):
            return say(
                "wanted {condition}, found {found}", condition=wording.phrase(condition), found=_found(condition, copy)
            )
    return ""


def _found(condition: Condition, copy: Copy) -> str:
    """What ``copy`` has where ``condition`` looks."""
    match condition:
        case Texts("my_tag"):
            asked = copy.my_tags.intersection(condition.folded)  # who is sent this need not learn the others
            return ", ".join(sorted(asked)) or say("none")
        case Texts(key):
            return _datum(key, copy) or say("none")
        case AtLevel():
            level = copy.achievement.level
            return f"{level.framework} {level.value}".strip() if level else say("no level")
        case Within():
            issued = copy.entry.issued
            return say("issued {issued}", issued=issued.date().isoformat()) if issued else say("no date of issue")
        case Either(options):
            return joined("; ", dict.fromkeys(_found(one, copy) for option in options for one in option.conditions))
        case Not(inner):
            return joined("; ", dict.fromkeys(_found(one, copy) for one in inner.conditions))


def _datum(key: str, copy: Copy) -> str:
    issuer = copy.entry.issuer
    plain = {
        "id": copy.achievement.id,
        "name": copy.achievement.name,
        "issuer": say("{id}, whom the seal does not name", id=issuer.id) if "issuer" in copy.unread else issuer.id,
        "issuer_name": issuer.name,
        "type": copy.achievement.kind,
    }
    if key in plain:
        return plain[key]
    several = {"alignment": copy.alignments, "skill": copy.skills, "tag": copy.tags}[key]
    return ", ".join(sorted(several)[:6])

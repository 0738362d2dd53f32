"""A stack and what is held, as the demands that the solver meets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from wallet.stacks.flow import Pool, Slot, Token
from wallet.stacks.holdings import Copy, Holding
from wallet.stacks.matching import counting_amount, fits, why_not_counted
from wallet.stacks.rules import All, AnyOf, Counting, Leaf, Manual, Nested, Requirement, Reuse, Stack, Sum
from wallet.stacks.solver import Node, Solution, choice, solve
from wallet.stacks.sums import Total

Counts: TypeAlias = tuple[Counting, ...]
"""The limits of a stack and of those around it; all of them hold."""
DONE_BY_HAND = -1
"""Stands for a holding in the token of a manual requirement that is done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The demands of a stack."""

    stack: Stack
    holdings: tuple[Holding, ...]
    at: datetime
    candidates: dict[str, dict[int, Copy]] = field(default_factory=dict)
    """By path of a leaf: the holdings that fit it and may count, each by its best copy."""
    fitting: dict[str, dict[str, tuple[Copy, str]]] = field(default_factory=dict)
    """By path of a leaf: every copy that fits it, by its label, and the code of what keeps it from counting, or ""."""
    summands: dict[str, dict[int, tuple[Copy, int]]] = field(default_factory=dict)
    """By path of a sum: the holdings that may be added, each by its best copy and amount in millionths."""
    counts: dict[str, Counts] = field(default_factory=dict)
    """By path of a leaf or a sum: the limits that hold there."""
    nodes: list[Node] = field(default_factory=list)
    optional: list[tuple[tuple[str, ...], tuple[Node, ...]]] = field(default_factory=list)
    """Demands that are filled last, each with the options that must have been taken."""

    def used(self, solution: Solution) -> Iterator[tuple[str, Copy]]:
        """Every copy that ``solution`` counts, after the path of the place or sum that it counts toward."""
        for path, (_, number) in solution.filled.items():
            if number != DONE_BY_HAND:
                yield path, self.candidates[path][number]
        for path, given in solution.given.items():
            yield from ((path, self.summands[path][number][0]) for (_, number), _ in given)


def badge_path(path: str) -> str:
    """The path of the place that the badge for finishing a nested stack fills."""
    return f"{path}.or_id"


def option_path(path: str) -> str:
    """The path of a nested stack as one of two ways; the other is its badge."""
    return f"{path}.stack"


def make(stack: Stack, holdings: Sequence[Holding], at: datetime) -> Plan:
    """What ``stack`` asks for, in terms of ``holdings`` at ``at``."""
    plan = Plan(stack, tuple(holdings), at)
    for requirement in stack.require:
        nodes = _Builder(plan, requirement.path).nodes(requirement, (), (stack.count,))
        if requirement.optional:
            plan.optional.append(((), nodes))
        else:
            plan.nodes.extend(nodes)
    return plan


def best(plan: Plan, work: int) -> Solution:
    """The best solution; optional demands get what is left over and change nothing else."""
    main = solve(plan.nodes, work=work)
    taken = set(main.used())
    extras = [without(node, taken) for needs, nodes in plan.optional if main.chosen.issuperset(needs) for node in nodes]
    extra = solve(extras, work=work)
    return replace(
        main, filled=main.filled | extra.filled, chosen=main.chosen | extra.chosen, given=main.given | extra.given
    )


def without(node: Node, taken: set[Token]) -> Node:
    """``node`` as it is once ``taken`` are gone."""

    def left(slots: Iterable[Slot]) -> tuple[Slot, ...]:
        return tuple(Slot(s.path, tuple(t for t in s.tokens if t not in taken)) for s in slots)

    if isinstance(node, Pool):
        return Pool(node.path, node.n, left(node.slots))
    if isinstance(node, Total):
        return replace(node, amounts=tuple((t, amount) for t, amount in node.amounts if t not in taken))
    options = [(o.path, tuple(without(part, taken) for part in o.parts)) for o in node.options]
    return choice(node.path, node.n, left(node.slots), options)


class _Builder:
    """Turns one top-level requirement into demands."""

    def __init__(self, plan: Plan, group: str) -> None:
        self._plan = plan
        self._group = group

    def nodes(self, requirement: Requirement, inside: tuple[str, ...], counts: Counts) -> tuple[Node, ...]:
        """The demands of ``requirement``; ``inside`` are the options that it lies in, ``counts`` what limits it."""
        path = requirement.path
        match requirement.form:
            case Leaf() | Manual():
                return (Pool(path, 1, (self._slot(requirement, path, counts),)),)
            case All(parts):
                return self._all(parts, inside, counts)
            case AnyOf(n, parts):
                if n == len(parts) and self._plan.stack.count.reuse is not Reuse.ANY:
                    return self._all(parts, inside, counts)
                return (self._any(path, n, parts, inside, counts),)
            case Sum() as form:
                return (self._total(path, form, counts),)
            case Nested() as form:
                return self._nested(path, form, inside, counts)

    def _all(self, parts: tuple[Requirement, ...], inside: tuple[str, ...], counts: Counts) -> tuple[Node, ...]:
        needed: list[Node] = []
        for part in parts:
            nodes = self.nodes(part, inside, counts)
            if part.optional:
                self._plan.optional.append((inside, nodes))
            else:
                needed += nodes
        return tuple(needed)

    def _any(self, path: str, n: int, parts: tuple[Requirement, ...], inside: tuple[str, ...], counts: Counts) -> Node:
        slots = [self._slot(part, path, counts) for part in parts if isinstance(part.form, Leaf | Manual)]
        more = [part for part in parts if not isinstance(part.form, Leaf | Manual)]
        options = [(part.path, self.nodes(part, (*inside, part.path), counts)) for part in more]
        return choice(path, n, slots, options) if options else Pool(path, n, tuple(slots))

    def _nested(self, path: str, form: Nested, inside: tuple[str, ...], counts: Counts) -> tuple[Node, ...]:
        """The stack within, or the badge for finishing it: an alternative only once that is held.

        What the stack within demands of all that counts toward it, it demands of that badge too.
        """
        within = (*counts, form.stack.count)
        badge = badge_path(path)
        place = self._place(badge, form.badge, badge, within) if form.badge else Slot(badge, ())
        if not place.tokens:
            return self._all(form.stack.require, inside, within)
        option = option_path(path)
        return (choice(path, 1, [place], [(option, self._all(form.stack.require, (*inside, option), within))]),)

    def _slot(self, requirement: Requirement, scope: str, counts: Counts) -> Slot:
        form = requirement.form
        if isinstance(form, Leaf):
            return self._place(requirement.path, form, scope, counts)
        done = isinstance(form, Manual) and form.is_done(self._plan.at)
        return Slot(requirement.path, ((requirement.path, DONE_BY_HAND),) if done else ())

    def _place(self, path: str, leaf: Leaf, scope: str, counts: Counts) -> Slot:
        found: dict[int, Copy] = {}
        fitting = {}
        for number, holding in enumerate(self._plan.holdings):
            for copy in holding.copies:
                if fits(leaf, copy, self._plan.at):
                    code = why_not_counted(copy, counts, self._plan.at)
                    fitting[copy.label] = copy, code
                    if not code:
                        found.setdefault(number, copy)
        self._plan.candidates[path], self._plan.counts[path], self._plan.fitting[path] = found, counts, fitting
        return Slot(path, tuple((self._scope(scope), number) for number in found))

    def _total(self, path: str, form: Sum, counts: Counts) -> Total:
        found = {}
        for number, holding in enumerate(self._plan.holdings):
            summand = counting_amount(form, holding, counts, self._plan.at)
            if summand is not None:
                found[number] = summand
        self._plan.summands[path], self._plan.counts[path] = found, counts
        amounts = [((self._scope(path), number), amount) for number, (_, amount) in found.items()]
        amounts.sort(key=lambda one: (-one[1], one[0]))
        return Total(path, form.at_least, tuple(amounts), form.max_items or max(1, len(amounts)))

    def _scope(self, own: str) -> str:
        """Tokens of one scope exclude each other; how far reuse goes decides the scope."""
        reuse = self._plan.stack.count.reuse
        return {Reuse.NONE: "", Reuse.ACROSS_GROUPS: self._group, Reuse.ANY: own}[reuse]

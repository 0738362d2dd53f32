"""A stack and what is held, as the demands that the solver meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wallet.stacks.flow import Pool, Slot, Token
from wallet.stacks.holdings import Copy, Holding
from wallet.stacks.matching import counting_copy
from wallet.stacks.rules import All, AnyOf, Counting, Leaf, Manual, Requirement, Reuse, Stack
from wallet.stacks.solver import Node, Solution, choice, solve

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
    nodes: list[Node] = field(default_factory=list)
    optional: list[tuple[tuple[str, ...], tuple[Node, ...]]] = field(default_factory=list)
    """Demands that are filled last, each with the options that must have been taken."""


def make(stack: Stack, holdings: Sequence[Holding], at: datetime) -> Plan:
    """What ``stack`` asks for, in terms of ``holdings`` at ``at``."""
    plan = Plan(stack, tuple(holdings), at)
    for requirement in stack.require:
        builder = _Builder(plan, requirement.path, (stack.count,))
        nodes = builder.nodes(requirement, ())
        if requirement.optional:
            plan.optional.append(((), nodes))
        else:
            plan.nodes.extend(nodes)
    return plan


def best(plan: Plan, work: int) -> Solution:
    """The best solution; optional demands get what is left over and change nothing else."""
    main = solve(plan.nodes, work=work)
    taken = set(main.filled.values())
    extras = [without(node, taken) for needs, nodes in plan.optional if main.chosen.issuperset(needs) for node in nodes]
    extra = solve(extras, work=work)
    return Solution(main.unmet, main.met, main.at_least, main.filled | extra.filled, main.chosen | extra.chosen)


def without(node: Node, taken: set[Token]) -> Node:
    """``node`` as it is once ``taken`` are gone."""

    def left(slots: Iterable[Slot]) -> tuple[Slot, ...]:
        return tuple(Slot(s.path, tuple(t for t in s.tokens if t not in taken)) for s in slots)

    if isinstance(node, Pool):
        return Pool(node.path, node.n, left(node.slots))
    options = [(o.path, tuple(without(part, taken) for part in o.parts)) for o in node.options]
    return choice(node.path, node.n, left(node.slots), options)


class _Builder:
    """Turns one top-level requirement into demands."""

    def __init__(self, plan: Plan, group: str, counts: tuple[Counting, ...]) -> None:
        self._plan = plan
        self._group = group
        self._counts = counts

    def nodes(self, requirement: Requirement, inside: tuple[str, ...]) -> tuple[Node, ...]:
        """The demands of ``requirement``; ``inside`` are the options that it lies in."""
        match requirement.form:
            case Leaf() | Manual():
                return (Pool(requirement.path, 1, (self._slot(requirement, requirement.path),)),)
            case All(parts):
                return self._all(parts, inside)
            case AnyOf(n, parts):
                if n == len(parts) and self._plan.stack.count.reuse is not Reuse.ANY:
                    return self._all(parts, inside)
                return (self._any(requirement.path, n, parts, inside),)

    def _all(self, parts: tuple[Requirement, ...], inside: tuple[str, ...]) -> tuple[Node, ...]:
        needed: list[Node] = []
        for part in parts:
            nodes = self.nodes(part, inside)
            if part.optional:
                self._plan.optional.append((inside, nodes))
            else:
                needed += nodes
        return tuple(needed)

    def _any(self, path: str, n: int, parts: tuple[Requirement, ...], inside: tuple[str, ...]) -> Node:
        slots = [self._slot(part, path) for part in parts if isinstance(part.form, Leaf | Manual)]
        more = [part for part in parts if not isinstance(part.form, Leaf | Manual)]
        options = [(part.path, self.nodes(part, (*inside, part.path))) for part in more]
        return choice(path, n, slots, options) if options else Pool(path, n, tuple(slots))

    def _slot(self, requirement: Requirement, scope: str) -> Slot:
        form = requirement.form
        if isinstance(form, Manual):
            return Slot(requirement.path, ((requirement.path, DONE_BY_HAND),) if form.done else ())
        if not isinstance(form, Leaf):
            raise TypeError
        found = {}
        for number, holding in enumerate(self._plan.holdings):
            copy = counting_copy(form, holding, self._counts, self._plan.at)
            if copy is not None:
                found[number] = copy
        self._plan.candidates[requirement.path] = found
        return Slot(requirement.path, tuple((self._scope(scope), number) for number in found))

    def _scope(self, own: str) -> str:
        """Tokens of one scope exclude each other; how far reuse goes decides the scope."""
        reuse = self._plan.stack.count.reuse
        return {Reuse.NONE: "", Reuse.ACROSS_GROUPS: self._group, Reuse.ANY: own}[reuse]

"""The best way to count: which holding fills which place, and which alternatives to take.

Objective, in order: fewest unmet units, least missing of the sums, most units
met, file order, reference order.  Parts that share no holding are solved apart; within a part the
alternatives are searched with proven bounds and each leaf of the search is a
maximum flow.  Work is counted in tokens looked at and demands weighed, never
in seconds, so the same wallet gives the same answer everywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from wallet.errors import Internal
from wallet.stacks.flow import Flow, Pool, Slot, Token
from wallet.stacks.sums import Search, Taken, Total, fill_one

LIMIT_WORK = 1_000_000
"""Tokens looked at and demands weighed that one stack may cost before the best found is returned as such."""
LIMIT_NESTED = 100
"""Choices that depend on each other and are searched; beyond that the cheapest option is taken."""


@dataclass(frozen=True, slots=True)
class Option:
    """One part of a choice that is more than a single place."""

    path: str
    parts: "tuple[Node, ...]"
    least: int
    most: int
    fewest: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A demand for ``n`` of its parts, some of which are more than a single place."""

    path: str
    n: int
    slots: tuple[Slot, ...]
    options: tuple[Option, ...]
    """Cheapest first."""

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells this demand from every other of the same problem."""
        return self.path, self.n, len(self.options)

    @property
    def most(self) -> int:
        """Units it can have at most."""
        return sum(sorted([1] * len(self.slots) + [o.most for o in self.options])[-self.n :])

    @property
    def fewest(self) -> int:
        """Units it asks for at least."""
        return sum(sorted([1] * len(self.slots) + [o.fewest for o in self.options])[: self.n])

    @property
    def least(self) -> int:
        """Units it lacks even when every token is free."""
        costs = [0 if slot.tokens else 1 for slot in self.slots] + [o.least for o in self.options]
        return sum(sorted(costs)[: self.n])

    def tokens(self) -> Iterable[Token]:
        """Every token that could serve it."""
        yield from (token for slot in self.slots for token in slot.tokens)
        yield from (token for option in self.options for part in option.parts for token in part.tokens())

    def pieces(self) -> "tuple[tuple[Node, ...], ...]":
        """Its single places as one demand, then each option."""
        return ((Pool(self.path, len(self.slots), self.slots),), *(option.parts for option in self.options))

    def branches(self) -> "Iterator[tuple[str, tuple[Node, ...]]]":
        """Every way to go on: each option as the first that is taken, then none of them.

        Yields the path of the option, or "", and what remains to be met.
        """
        for i, option in enumerate(self.options):
            others = self.options[i + 1 :]
            if self.n - 1 <= len(self.slots) + len(others):
                rest = _choice(self.path, self.n - 1, self.slots, others) if self.n > 1 else ()
                yield option.path, (*option.parts, *rest)
        if self.n <= len(self.slots):
            yield "", (Pool(self.path, self.n, self.slots),)


Node: TypeAlias = Pool | Total | Choice


def _choice(path: str, n: int, slots: tuple[Slot, ...], options: Sequence[Option]) -> tuple[Node, ...]:
    return (Choice(path, n, slots, tuple(options)),) if options else (Pool(path, n, slots),)


def choice(path: str, n: int, slots: Sequence[Slot], options: Sequence[tuple[str, tuple[Node, ...]]]) -> Node:
    """``n`` of ``slots`` and ``options`` together; options are (path, parts)."""
    sized = [_option(where, parts) for where, parts in options]
    return _choice(path, n, tuple(slots), sorted(sized, key=lambda o: o.least))[0]


def _option(path: str, parts: tuple[Node, ...]) -> Option:
    return Option(path, parts, sum(p.least for p in parts), sum(p.most for p in parts), sum(p.fewest for p in parts))


@dataclass(frozen=True, slots=True)
class Solution:
    """A way to count, and how good any other way could be."""

    unmet: int = 0
    met: int = 0
    short: int = 0
    """What sums lack, in millionths of each."""
    at_least: int = 0
    """No way of counting leaves fewer units unmet than this: proven."""
    filled: dict[str, Token] = field(default_factory=dict)
    """Token by path of the slot."""
    chosen: frozenset[str] = frozenset()
    """Paths of the options that were taken."""
    given: dict[str, tuple[tuple[Token, int], ...]] = field(default_factory=dict)
    """What was added up, by path of the sum."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Smaller is better."""
        return self.unmet, self.short, -self.met

    def used(self) -> Iterator[Token]:
        """Every token that fills a place or is part of a sum."""
        yield from self.filled.values()
        yield from (token for parts in self.given.values() for token, _ in parts)

    def taking(self, path: str) -> "Solution":
        """This solution of an option's parts as one that takes the option; "" takes none."""
        return replace(self, chosen=self.chosen | {path}) if path else self

    def plus(self, other: "Solution") -> "Solution":
        """Both, for parts that share nothing."""
        return Solution(
            self.unmet + other.unmet,
            self.met + other.met,
            self.short + other.short,
            self.at_least + other.at_least,
            self.filled | other.filled,
            self.chosen | other.chosen,
            self.given | other.given,
        )


def solve(nodes: Sequence[Node], *, work: int = LIMIT_WORK) -> Solution:
    """The best way to meet ``nodes``, or the best found and a proven bound once ``work`` is used up."""
    return _Search(work).whole(tuple(nodes))


class _Search:
    def __init__(self, work: int) -> None:
        self._left = work
        self._known: dict[tuple[tuple[str, int, int], ...], Solution] = {}

    def whole(self, nodes: tuple[Node, ...], depth: int = 0) -> Solution:
        """Solve the parts that share no token one by one."""
        total = Solution()
        self._left -= sum(1 for node in nodes for _ in node.tokens())
        for part in _apart([(node,) for node in nodes]):
            key = tuple(node.key for node in part)
            if key not in self._known:
                self._known[key] = _bounded(self._part(part, depth), part)
            total = total.plus(self._known[key])
        return total

    def _part(self, nodes: tuple[Node, ...], depth: int) -> Solution:
        choices = [node for node in nodes if isinstance(node, Choice)]
        if not choices:
            return self._counted(nodes)
        if len(nodes) == 1 and len(_apart(choices[0].pieces())) == len(choices[0].options) + 1:
            return self._separate(choices[0], depth)
        if self._left <= 0 or depth >= LIMIT_NESTED:
            return self._cheapest(nodes)
        return self._branch(choices[0], tuple(node for node in nodes if node is not choices[0]), depth)

    def _branch(self, first: Choice, others: tuple[Node, ...], depth: int) -> Solution:
        """Try every way to meet ``first`` that its bound does not rule out."""
        best: Solution | None = None
        for path, nodes in first.branches():
            if best is not None and self._left <= 0:
                return replace(best, at_least=min(best.at_least, self._least((first, *others))))
            together = (*nodes, *others)
            least = self._least(together)
            most = sum(node.most for node in together) - least
            if best is not None and (least, self._short(together), -most) >= best.rank:
                continue
            found = self.whole(together, depth + 1).taking(path)
            bound = found.at_least if best is None else min(best.at_least, found.at_least)
            best = replace(found if best is None or found.rank < best.rank else best, at_least=bound)
        if best is None:
            raise Internal("a choice between fewer parts than it asks for")
        return best

    def _least(self, nodes: tuple[Node, ...]) -> int:
        """The proven bound of ``nodes`` together; weighing them is work too."""
        self._left -= len(nodes)
        return sum(node.least for node in nodes)

    def _short(self, nodes: tuple[Node, ...]) -> int:
        """What the sums among ``nodes`` lack in any case."""
        return sum(node.short for node in nodes if isinstance(node, Total))

    def _separate(self, choice: Choice, depth: int) -> Solution:
        """A choice whose parts share nothing: the best ``n`` of them, each solved alone."""
        places = self._counted((Pool(choice.path, len(choice.slots), choice.slots),))
        alone = [Solution(met=1, filled={path: token}) for path, token in places.filled.items()]
        alone += [Solution(unmet=1, at_least=1)] * places.unmet
        alone += [self.whole(o.parts, depth + 1).taking(o.path) for o in choice.options]
        total = Solution()
        for solution in sorted(alone, key=lambda s: s.rank)[: choice.n]:
            total = total.plus(solution)
        return replace(total, at_least=sum(sorted(s.at_least for s in alone)[: choice.n]))

    def _cheapest(self, nodes: tuple[Node, ...]) -> Solution:
        """Out of work: take the parts that look cheapest, and keep the bound that is proven."""
        least = sum(node.least for node in nodes)
        taken: list[str] = []
        plain: list[Node] = []
        waiting = list(reversed(nodes))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Choice):
                path, rest = next(node.branches())
                taken.append(path)
                waiting += reversed(rest)
            else:
                plain.append(node)
        found = self._counted(tuple(plain))
        return replace(found, at_least=min(least, found.at_least), chosen=frozenset(taken) - {""})

    def _counted(self, nodes: tuple[Node, ...]) -> Solution:
        """Places and sums without any choice left between them."""
        pools = [node for node in nodes if isinstance(node, Pool)]
        totals = [node for node in nodes if isinstance(node, Total)]
        flow = Flow()
        flow.add_all(pools)
        demand = sum(pool.n for pool in pools)
        bound = demand - flow.met + sum(total.least for total in totals)
        self._left -= flow.steps + len(nodes)
        taken, proven = self._summed(totals, pools, flow)
        unmet, short, met = taken.rank(totals, demand)
        given = {path: tuple(parts) for path, parts in taken.given.items()}
        return Solution(unmet, -met, short, unmet if proven else bound, taken.flow.filled(), given=given)

    def _summed(self, totals: list[Total], pools: list[Pool], flow: Flow) -> tuple[Taken, bool]:
        """Totals beside the pools of ``flow``, and whether no better way exists."""
        if not totals:
            return Taken(flow), True
        if len(totals) == 1:
            taken = fill_one(totals[0], flow)
            self._left -= taken.flow.steps - flow.steps
            return taken, True
        search = Search(totals, pools, max(self._left, 0))
        taken, proven = search.run(flow)
        self._left = search.work
        return taken, proven


def _bounded(found: Solution, nodes: tuple[Node, ...]) -> Solution:
    """``found`` with a bound that takes no search: of more units than there are tokens, the rest stays unmet."""
    if found.unmet == found.at_least:
        return found
    beyond = sum(node.fewest for node in nodes) - len({token for node in nodes for token in node.tokens()})
    return replace(found, at_least=max(found.at_least, beyond))


def _apart(bundles: Sequence[tuple[Node, ...]]) -> list[tuple[Node, ...]]:
    """Bundles of nodes, those that share a token joined, in the given order."""
    group = list(range(len(bundles)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    first_with: dict[Token, int] = {}
    for i, bundle in enumerate(bundles):
        for token in (token for node in bundle for token in node.tokens()):
            a, b = root(i), root(first_with.setdefault(token, i))
            group[max(a, b)] = min(a, b)
    found: dict[int, tuple[Node, ...]] = {}
    for i, bundle in enumerate(bundles):
        found[root(i)] = found.get(root(i), ()) + bundle
    return list(found.values())

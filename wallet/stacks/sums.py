"""Sums of credits beside places that want the same holdings.

For one sum the sets of holdings that the places can spare form a matroid, so
taking the largest amounts first is exact.  Several sums that share holdings
are a knapsack of sorts: they are searched with bounds, within counted work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from wallet.stacks.flow import Flow, Pool, Token

LIMIT_BRANCHED = 200
"""Tokens that the search decides one by one; it goes as deep as there are tokens."""
SHARE = 10**6
"""What is missing of a sum is weighed in millionths of that sum, since units cannot be compared."""


@dataclass(frozen=True, slots=True)
class Total:
    """A demand for tokens that add up; one unit of progress."""

    path: str
    need: int
    """In millionths of its unit."""
    amounts: tuple[tuple[Token, int], ...]
    """Largest first."""
    max_items: int

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells this demand from every other of the same problem."""
        return self.path, 1, 0

    @property
    def most(self) -> int:
        """Units it can have at most."""
        return 1

    @property
    def fewest(self) -> int:
        """Units it asks for."""
        return 1

    @property
    def least(self) -> int:
        """1 when it cannot be met even with every token free."""
        return int(self.reachable() < self.need)

    @property
    def short(self) -> int:
        """What it lacks even then, as a share."""
        return self.share(self.need - self.reachable())

    def reachable(self) -> int:
        """What every token together gives."""
        return sum(amount for _, amount in self.amounts[: self.max_items])

    def share(self, lack: int) -> int:
        """``lack`` as a share of the whole."""
        return max(0, lack) * SHARE // self.need

    def tokens(self) -> list[Token]:
        """Every token that could be added."""
        return [token for token, _ in self.amounts]


@dataclass(slots=True)
class Taken:
    """One way to meet pools and totals together."""

    flow: Flow
    given: dict[str, list[tuple[Token, int]]] = field(default_factory=dict)
    """What each total was given."""

    def rank(self, totals: Sequence[Total], demand: int) -> tuple[int, int, int]:
        """Units unmet, share missing, units met negated: smaller is better."""
        lacks = [total.need - sum(amount for _, amount in self.given.get(total.path, ())) for total in totals]
        open_ = sum(1 for lack in lacks if lack > 0)
        short = sum(total.share(lack) for total, lack in zip(totals, lacks, strict=True))
        return demand - self.flow.met + open_, short, open_ - len(totals) - self.flow.met


def fill_one(total: Total, flow: Flow) -> Taken:
    """The best way to meet one total beside the pools of ``flow``; exact.

    A place is given up only when that alone completes the sum.
    """
    spared = _spared(total, flow.copy(), flow.met)
    lack = total.need - sum(amount for _, amount in spared.given[total.path])
    if lack > 0 and flow.met:
        given_up = _spared(total, flow.copy(), flow.met - 1)
        if sum(amount for _, amount in given_up.given[total.path]) >= total.need:
            return given_up
    return spared


def _spared(total: Total, flow: Flow, at_least: int) -> Taken:
    """The largest amounts that leave ``at_least`` units filled, until the sum is met."""
    given: list[tuple[Token, int]] = []
    lack = total.need
    for token, amount in total.amounts:
        if lack <= 0 or len(given) == total.max_items or not amount:
            break
        if flow.drop(token, at_least=at_least):
            given.append((token, amount))
            lack -= amount
    return Taken(flow, {total.path: given})


class Search:
    """Branch and bound over which total each token goes to, if any."""

    def __init__(self, totals: Sequence[Total], pools: Sequence[Pool], work: int) -> None:
        self.work = work
        """What is left of the budget."""
        self._totals = tuple(totals)
        self._demand = sum(pool.n for pool in pools)
        amounts: dict[Token, dict[int, int]] = {}
        for place, total in enumerate(totals):
            for token, amount in total.amounts:
                if amount:
                    amounts.setdefault(token, {})[place] = amount
        self._items = sorted(amounts.items(), key=lambda item: (-max(item[1].values()), item[0]))
        self._best: tuple[tuple[int, int, int], Taken] | None = None

    def run(self, flow: Flow) -> tuple[Taken, bool]:
        """The best way found, and whether nothing better can be."""
        self._try(0, flow, [[] for _ in self._totals])
        if self._best is None:
            return Taken(flow, {total.path: [] for total in self._totals}), False
        return self._best[1], self.work > 0

    def _try(self, place: int, flow: Flow, given: list[list[tuple[Token, int]]]) -> None:
        self.work -= 1 + len(self._totals)
        if self._best is not None and (self.work <= 0 or self._bound(place, flow, given) >= self._best[0]):
            return
        lacks = self._lacks(given)
        if place == len(self._items) or all(lack <= 0 for lack in lacks):
            self._record(flow, given)
            return
        if place >= LIMIT_BRANCHED:
            self.work = 0
            self._record(flow, given)
            return
        token, amounts = self._items[place]
        for number, amount in amounts.items():
            if lacks[number] > 0 and len(given[number]) < self._totals[number].max_items:
                without = flow.copy()
                without.drop(token, at_least=0)
                self.work -= without.steps - flow.steps
                more = [[*one, (token, amount)] if i == number else one for i, one in enumerate(given)]
                self._try(place + 1, without, more)
        self._try(place + 1, flow, given)

    def _lacks(self, given: list[list[tuple[Token, int]]]) -> list[int]:
        return [t.need - sum(a for _, a in one) for t, one in zip(self._totals, given, strict=True)]

    def _record(self, flow: Flow, given: list[list[tuple[Token, int]]]) -> None:
        found = Taken(flow, {t.path: one for t, one in zip(self._totals, given, strict=True)})
        rank = found.rank(self._totals, self._demand)
        if self._best is None or rank < self._best[0]:
            self._best = rank, found

    def _bound(self, place: int, flow: Flow, given: list[list[tuple[Token, int]]]) -> tuple[int, int, int]:
        """No completion ranks better: each total on its own takes the largest tokens that are left."""
        open_, short = 0, 0
        for number, (total, lack) in enumerate(zip(self._totals, self._lacks(given), strict=True)):
            room = total.max_items - len(given[number])
            left = [amounts[number] for _, amounts in self._items[place:] if number in amounts]
            after = lack - sum(sorted(left, reverse=True)[:room]) if lack > 0 else lack
            open_ += after > 0
            short += total.share(after)
        return self._demand - flow.met + open_, short, open_ - len(self._totals) - flow.met

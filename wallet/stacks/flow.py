"""Maximum flow from tokens through slots to pools: who can fill what, all at once.

A pool asks for ``n`` of its slots; a slot takes one token; a token serves one
slot.  Filling unit after unit by augmenting paths is exact, and a unit once
filled stays filled, so pools asked earlier are served first.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Token: TypeAlias = tuple[str, int]
"""A holding within a scope; how far one holding may be reused decides the scope."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one token."""

    path: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """A demand for ``n`` of its slots."""

    path: str
    n: int
    slots: tuple[Slot, ...]

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells this demand from every other of the same problem."""
        return self.path, self.n, 0

    @property
    def most(self) -> int:
        """Units it can have at most."""
        return self.n

    @property
    def fewest(self) -> int:
        """Units it asks for at least."""
        return self.n

    @property
    def least(self) -> int:
        """Units it lacks even when every token is free."""
        return self.n - min(self.n, sum(1 for slot in self.slots if slot.tokens))

    def tokens(self) -> Iterable[Token]:
        """Every token that could serve it."""
        return (token for slot in self.slots for token in slot.tokens)


class Flow:
    """An assignment of tokens to slots that fills as many units as can be."""

    def __init__(self) -> None:
        self._pools: list[Pool] = []
        self._slots: list[Slot] = []
        self._pool_of: list[int] = []
        self._slots_of: list[range] = []
        self._held: list[Token | None] = []
        self._owner: dict[Token, int] = {}
        self._gone: set[Token] = set()
        self._spent: set[Token] = set()
        """Tokens from which no free one can be reached, by searches that failed; until one is dropped none ever can."""
        self.met = 0
        """Units filled."""
        self.steps = 0
        """Tokens looked at so far: the work that was done."""

    def add(self, pool: Pool) -> int:
        """Make room for ``pool``; the number to pass to :meth:`fill`."""
        number, first = len(self._pools), len(self._slots)
        self._pools.append(pool)
        self._slots += pool.slots
        self._slots_of.append(range(first, len(self._slots)))
        self._pool_of += [number] * len(pool.slots)
        self._held += [None] * len(pool.slots)
        return number

    def add_all(self, pools: Iterable[Pool]) -> None:
        """Fill what can be filled of ``pools``, the earlier first."""
        for pool in pools:
            number = self.add(pool)
            for _ in range(pool.n):
                if not self.fill(number):
                    break

    def copy(self) -> "Flow":
        """The same assignment, to try something on."""
        other = Flow()
        other._pools, other._slots = self._pools, self._slots
        other._pool_of, other._slots_of = self._pool_of, self._slots_of
        other._held, other._owner = self._held.copy(), self._owner.copy()
        other._gone, other._spent = self._gone.copy(), self._spent.copy()
        other.met, other.steps = self.met, self.steps
        return other

    def drop(self, token: Token, *, at_least: int) -> bool:
        """Take ``token`` out if ``at_least`` units stay filled without it; else change nothing and return False."""
        if token not in self._owner:
            self._gone.add(token)
            return True
        self._spent.clear()
        slot = self._owner.pop(token)
        self._held[slot] = None
        self._gone.add(token)
        self.met -= 1
        if self.fill(self._pool_of[slot]) or self.met >= at_least:
            return True
        self._gone.discard(token)
        self._held[slot], self._owner[token] = token, slot
        self.met += 1
        return False

    def filled(self) -> dict[str, Token]:
        """The token in each filled slot, by the slot's path."""
        return {slot.path: held for slot, held in zip(self._slots, self._held, strict=True) if held is not None}

    def fill(self, number: int) -> bool:
        """Fill one more unit of a pool, moving earlier fillings where needed; False when none can be."""
        token_from: dict[Token, int] = {}
        slot_from: dict[int, int] = dict.fromkeys(self._open_slots(number), -1)
        queue = deque(slot_from)
        while queue:
            slot = queue.popleft()
            self.steps += len(self._slots[slot].tokens)
            for token in self._slots[slot].tokens:
                if token in token_from or token == self._held[slot] or token in self._gone or token in self._spent:
                    continue
                token_from[token] = slot
                owner = self._owner.get(token)
                if owner is None:
                    self._shift(token, token_from, slot_from)
                    self.met += 1
                    return True
                for reached in (owner, *self._open_slots(self._pool_of[owner])):
                    if reached not in slot_from:
                        slot_from[reached] = owner
                        queue.append(reached)
        self._spent |= token_from.keys()
        return False

    def _open_slots(self, number: int) -> list[int]:
        return [slot for slot in self._slots_of[number] if self._held[slot] is None]

    def _shift(self, token: Token, token_from: dict[Token, int], slot_from: dict[int, int]) -> None:
        """Walk the augmenting path back from a free token, moving each token one place on."""
        while True:
            slot = token_from[token]
            giver = slot_from[slot]
            freed = None if giver < 0 else self._held[giver]
            if giver >= 0:
                self._held[giver] = None
            self._held[slot], self._owner[token] = token, slot
            if freed is None:
                return
            token = freed

"""The rules of a stack as a frozen tree: what must be held, and what may count.

:mod:`wallet.stacks.definition` reads this tree from TOML,
:mod:`wallet.stacks.matching` and :mod:`wallet.stacks.progress` evaluate it.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from wallet.model import Level
from wallet.report import RELIABLE, Verdict
from wallet.stacks.folding import fold

_EARLIEST = timedelta(hours=14)
"""How far ahead of UTC a day begins where it begins first."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as ISO 8601 writes it; ``text`` is what the author wrote."""

    text: str
    months: int
    days: int

    def before(self, at: datetime) -> datetime:
        """The moment this long before ``at``; a day that a month lacks becomes its last."""
        total = at.year * 12 + at.month - 1 - self.months
        if total < 12:
            return datetime.min.replace(tzinfo=at.tzinfo)
        year, month = total // 12, total % 12 + 1
        moved = at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
        room = moved - datetime.min.replace(tzinfo=at.tzinfo)
        return moved - min(timedelta(days=self.days), room)


@dataclass(frozen=True, slots=True)
class Texts:
    """The datum ``key`` is one of ``wanted``; globs for ``name`` and ``issuer_name``."""

    key: str
    wanted: tuple[str, ...]
    folded: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """``wanted`` as names are compared."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", tuple(map(fold, self.wanted)))


@dataclass(frozen=True, slots=True)
class AtLevel:
    """The level stands in ``relation`` to ``value``, within one framework."""

    framework: str
    relation: str
    """``>=``, ``<=``, ``>``, ``<`` or ``=``."""
    value: Decimal
    text: str
    """As the author wrote it."""


@dataclass(frozen=True, slots=True)
class Within:
    """Issued no longer ago than ``period``."""

    period: Period


@dataclass(frozen=True, slots=True)
class Match:
    """Conditions that must all hold; no conditions fit anything."""

    conditions: "tuple[Condition, ...]" = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of ``options`` fits."""

    options: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``match`` does not fit."""

    match: Match


Condition: TypeAlias = Texts | AtLevel | Within | Either | Not


def matches_in(condition: Condition) -> tuple[Match, ...]:
    """The matches that a condition is made of."""
    match condition:
        case Either(options):
            return options
        case Not(match):
            return (match,)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """Met by one holding that is one of ``ids`` (when any are given) and fits ``match``."""

    ids: tuple[str, ...]
    match: Match


@dataclass(frozen=True, slots=True)
class All:
    """Met when every part is."""

    parts: "tuple[Requirement, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Met when ``n`` of the parts are; two leaves among them never share a holding."""

    n: int
    parts: "tuple[Requirement, ...]"


@dataclass(frozen=True, slots=True)
class Manual:
    """Met when the learner says so: ``done`` is the day they did."""

    text: str
    done: date | None

    def is_done(self, at: datetime) -> bool:
        """Whether that day has begun at ``at``, in whatever time zone it is the earliest."""
        if self.done is None:
            return False
        return datetime.combine(self.done, time.min, at.tzinfo) - at <= _EARLIEST


@dataclass(frozen=True, slots=True)
class Sum:
    """Met when distinct holdings add up to ``at_least`` in one unit."""

    at_least: int
    """In millionths of the unit."""
    system: str
    """A slug of :mod:`wallet.stacks.units`."""
    source: Match
    """What may be added; no conditions take anything."""
    unstated_as: str = ""
    """The unit that the author takes a bare number for; "" leaves bare numbers out."""
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """Met when another stack is, or when the badge for finishing it is held."""

    reference: str
    """As written: a file or an id."""
    stack: "Stack"
    badge: Leaf | None
    """Any of the achievements given for finishing."""
    source: bytes = field(default=b"", compare=False, repr=False)
    """Its file, as it was read."""


Form: TypeAlias = Leaf | All | AnyOf | Sum | Nested | Manual


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a stack."""

    path: str
    """Where it stands in the file: ``require[2].of[0]``."""
    form: Form
    name: str = ""
    note: str = ""
    optional: bool = False

    def walk(self) -> "Iterator[Requirement]":
        """This requirement and all below it, in file order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def parts(self) -> "tuple[Requirement, ...]":
        """The requirements directly below this one."""
        match self.form:
            case All(parts) | AnyOf(_, parts):
                return parts
            case Nested(_, stack):
                return stack.require
            case _:
                return ()


class Reuse(StrEnum):
    """How many places one holding may fill."""

    NONE = "none"
    ACROSS_GROUPS = "across-groups"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Counting:
    """What may count at all, before any requirement is looked at."""

    verdicts: frozenset[Verdict] = RELIABLE
    """``rejected`` is never among them."""
    not_expired: bool = True
    issued_within: Period | None = None
    trusted_only: bool = False
    mine_only: bool = False
    reuse: Reuse = Reuse.NONE


@dataclass(frozen=True, slots=True)
class Stack:
    """A ``wallet-stack/1`` file."""

    id: str
    name: str
    require: tuple[Requirement, ...]
    count: Counting = Counting()
    issuer: str = ""
    url: str = ""
    description: str = ""
    level: Level | None = None
    credits: tuple[str, str] | None = None
    """System and value; shown only, never counted."""
    completion_ids: tuple[str, ...] = ()
    """Achievements given for finishing: one of them held and nothing else is asked."""

    def walk(self) -> Iterator[Requirement]:
        """Every requirement, in file order."""
        for requirement in self.require:
            yield from requirement.walk()

    def names(self) -> Iterator[Nested]:
        """The stacks that its own file names, in file order; not those that these name in turn."""
        todo = list(reversed(self.require))
        while todo:
            one = todo.pop()
            if isinstance(one.form, Nested):
                yield one.form
            else:
                todo += reversed(one.parts)

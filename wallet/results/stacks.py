"""What credentials add up to: ``stack``."""

from datetime import datetime
from typing import NamedTuple


class Amounts(NamedTuple):
    """What a sum of credits has and needs, as exact decimal numbers."""

    system: str
    """The unit's slug: ``ects``."""
    have: str
    need: str
    others: tuple[tuple[str, str], ...] = ()
    """Unit and amount of what would fit but for its unit; never added."""


class Piece(NamedTuple):
    """A named place in a stack: a requirement, its progress and what fills it."""

    path: str
    """``require[0].of[2]``."""
    name: str
    kind: str
    """``one``, ``all``, ``any``, ``credits``, ``stack`` or ``manual``."""
    met: bool
    have: int
    need: int
    rule: str = ""
    """``any 2 of 4``, for people."""
    filled_by: tuple[tuple[str, str], ...] = ()
    """Reference and title of each credential that counts here."""
    missing: str = ""
    """What to do about it when unmet."""
    optional: bool = False
    pieces: "tuple[Piece, ...]" = ()
    equivalent: str = ""
    """What a sum would be with other units converted; shown when asked for, never counted."""
    amounts: Amounts | None = None
    """For a sum of credits."""


class NotCounted(NamedTuple):
    """A credential that fits a stack but does not count, and why."""

    ref: str
    title: str
    code: str
    message: str


class StackShown(NamedTuple):
    """``stack show``: one stack against the wallet."""

    id: str
    name: str
    description: str
    state: str
    """``complete``, ``complete_as_stated``, ``awarded``, ``in_progress`` or ``not_proven``."""
    proven: bool
    at: datetime
    have: int
    need: int
    pieces: tuple[Piece, ...]
    not_counted: tuple[NotCounted, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class StackLine(NamedTuple):
    """``stack list``: one stack in a line."""

    id: str
    name: str
    state: str
    have: int
    need: int


class StackLosses(NamedTuple):
    """What became of the parts of a pathway that was published for another program."""

    kind: str
    """What it was read as: ``CTDL pathway``."""
    kept: int
    """Places that an achievement's id fills."""
    weak: int
    """Places that any badge of that name fills."""
    manual: int
    """Things to confirm by hand."""
    dropped: tuple[tuple[str, str], ...]
    """Part of the source, and what of it is not checked."""


class StackImported(NamedTuple):
    """``stack import``: the stack that was saved."""

    id: str
    name: str
    replaced: bool
    requirements: int
    losses: StackLosses | None = None
    """For a pathway of another kind."""


class StackRemoved(NamedTuple):
    """``stack remove``: the rules that the wallet no longer holds."""

    id: str
    name: str


class Step(NamedTuple):
    """One thing to do toward a stack."""

    kind: str
    """``earn``, ``credits``, ``renew``, ``check``, ``trust``, ``manual``, or ``any`` of several."""
    path: str
    text: str
    near: str = ""
    """The reference of a credential that nearly counts."""
    command: str = ""
    """What to type about it, where there is something."""
    of: "tuple[Step, ...]" = ()
    """What there is to choose from."""


class StackNext(NamedTuple):
    """``stack next``: the cheapest way to completion."""

    id: str
    name: str
    state: str
    proven: bool
    have: int
    need: int
    steps: tuple[Step, ...]


class WhyOne(NamedTuple):
    """One credential at one place of a stack, and why it counts there or does not."""

    ref: str
    title: str
    code: str
    text: str


class WhyPlace(NamedTuple):
    """One place of a stack and all that comes near it."""

    path: str
    name: str
    rule: str
    counts: tuple[WhyOne, ...]
    could: tuple[WhyOne, ...]
    """What fits but is not needed, or fills another place."""
    barred: tuple[WhyOne, ...]
    """What fits but may not count."""
    unlike: tuple[WhyOne, ...] = ()
    """What does not fit, for a credential that was asked about."""


class StackWhy(NamedTuple):
    """``stack why``: every place with its reasons."""

    id: str
    name: str
    places: tuple[WhyPlace, ...]


class StackChecked(NamedTuple):
    """``stack validate``: a file whose rules can be used."""

    id: str
    name: str
    requirements: int
    losses: StackLosses | None = None

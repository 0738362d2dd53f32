"""The credentials of the wallet: ``import``, ``list``, ``show``, ``due``, and what the learner says of them."""

from datetime import datetime
from typing import NamedTuple

from wallet.errors import ExitCode
from wallet.model import Credential, Entry
from wallet.report import Report
from wallet.results.checking import Failure, LeftOut
from wallet.results.servers import Request


class AddedOne(NamedTuple):
    """One credential that is in the wallet now."""

    source: str
    entry: Entry
    report: Report
    already_held: bool


class Added(NamedTuple):
    """``import``: what is held now and what could not be read."""

    added: tuple[AddedOne, ...]
    failures: tuple[Failure, ...]
    left_out: tuple[LeftOut, ...] = ()
    requests: "tuple[Request, ...]" = ()
    """What was asked of servers, for addresses."""

    def and_(self, other: "Added") -> "Added":
        """Both, in this order."""
        return Added(
            self.added + other.added,
            self.failures + other.failures,
            self.left_out + other.left_out,
            self.requests + other.requests,
        )

    def exit_code(self) -> ExitCode:
        """5 when any named input failed, else 0: a bad verdict is kept and shown, not an error."""
        return self.failures[0].error.exit_code if self.failures else ExitCode.OK


class Line(NamedTuple):
    """What ``list`` shows of one credential; long lists are made of these alone."""

    ref: str
    """At least the letters of it that people see."""
    verdict: str
    title: str
    issuer: str
    """Its name, or its id."""
    day: str
    """When it was issued, as 2026-05-01, or nothing."""
    until: str
    """The moment it ends, in UTC as ISO 8601 writes it, or nothing."""


class CredentialList(NamedTuple):
    """``list``: summaries, newest first."""

    entries: tuple[Entry, ...]
    """Empty when only lines were asked for."""
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()
    incomplete: bool = False
    """Whether files of the wallet are missing or damaged, so that something may be left out."""
    hidden: int = 0
    """How many fit but are hidden."""
    held: int = 0
    """How many the wallet holds in all."""
    more: int = 0
    """How many fit beyond the number that was asked for."""


class EuElement(NamedTuple):
    """``show --eu-elements``: one of the eleven elements of a European micro-credential."""

    number: int
    name: str
    state: str
    """``stated``, ``partial`` or ``absent``."""
    where: str
    ask: str
    """What to ask the issuer for."""


class Shown(NamedTuple):
    """``show``: everything about one credential."""

    entry: Entry
    credential: Credential
    report: Report
    eu_elements: tuple["EuElement", ...] = ()
    """Filled when it was asked for."""


class Picture(NamedTuple):
    """``show --image``: a badge's picture, shrunk to what a terminal shows, or why there is none."""

    source: str = ""
    """``baked``: the badge is inside it; ``signed`` or only ``claimed``: it is inside the badge."""
    width: int = 0
    height: int = 0
    """Of the picture itself, in pixels."""
    png: bytes = b""
    """Made anew from its pixels."""
    columns: int = 0
    rows: int = 0
    """Of the shrunk picture, in pixels."""
    palette: bytes = b""
    """Red, green and blue of each colour."""
    pixels: bytes = b""
    """An index into the palette each, row by row."""
    problem: str = ""


class DueOne(NamedTuple):
    """``due``: one credential that wants attention."""

    ref: str
    title: str
    issuer: str
    what: str
    at: datetime | None
    """When it ends, when it changed, or when it was last asked for."""


class Due(NamedTuple):
    """``due``."""

    at: datetime
    within_days: int
    refreshed: datetime | None
    """When servers were last asked for anything."""
    ended: tuple[DueOne, ...]
    ending: tuple[DueOne, ...]
    changed: tuple[DueOne, ...]
    """At the last refresh."""
    missing: tuple[DueOne, ...]
    """What cannot be judged without a document that is not held."""
    old: tuple[DueOne, ...]
    """What was judged with documents that are more than 30 days old."""

    @property
    def nothing(self) -> bool:
        """Whether nothing wants attention."""
        return not any((self.ended, self.ending, self.changed, self.missing, self.old))


class Removed(NamedTuple):
    """One credential that was removed and can be brought back."""

    ref: str
    title: str
    at: datetime
    """When it was removed."""


class Noted(NamedTuple):
    """What the learner says of one credential."""

    ref: str
    title: str
    tags: tuple[str, ...]
    note: str
    hidden: bool

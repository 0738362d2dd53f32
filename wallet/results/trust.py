"""Whom the learner believes, and who the learner is: ``trust`` and ``identity``."""

from datetime import datetime
from typing import NamedTuple

from wallet.results.servers import Renewed


class Mark(NamedTuple):
    """``trust``: what the learner decided about one issuer, key or certificate."""

    id: str
    """A DID, an https address, ``key:`` and a thumbprint, or ``certificate:`` and a SHA-256."""
    tier: str
    """``trusted`` or ``flagged``."""
    name: str
    note: str
    at: datetime
    keys: tuple[str, ...] = ()
    """Thumbprints of the keys it had then."""
    pins: tuple[str, ...] = ()
    """Thumbprints of the only keys that are accepted from it."""
    until: datetime | None = None
    """When a certificate ends."""


class ListLine(NamedTuple):
    """``trust``: one list that was imported."""

    name: str
    kind: str
    """``dcc``, ``federation``, ``eu`` or ``plain``."""
    tier: str
    """What its members are: ``known`` or ``flagged``."""
    dated: datetime
    imported: datetime
    issuers: int
    certificates: int
    left_out: int = 0


class TrustListed(NamedTuple):
    """``trust list``."""

    marks: tuple[Mark, ...]
    lists: tuple[ListLine, ...]


class KeySeen(NamedTuple):
    """``trust show``: one key of an issuer, and when its saved documents listed it."""

    thumbprint: str
    first: datetime
    last: datetime
    now: bool
    """Whether the newest copy lists it."""
    noted: bool
    """Whether it was among its keys when the issuer was put on the list."""


class TrustShown(NamedTuple):
    """``trust show``: everything that bears on one issuer."""

    id: str
    tier: str
    mark: Mark | None
    lists: tuple[tuple[str, str, datetime], ...]
    """Name of each list it is on, what that calls it, and the list's date."""
    keys: tuple[KeySeen, ...]
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each credential of the wallet that names it as issuer."""
    calls_itself: tuple[str, ...] = ()
    """The names that those credentials give it; anybody can take any name."""


class TrustChanged(NamedTuple):
    """``trust add``, ``flag``, ``remove`` and ``import``: what was decided, and what is judged otherwise now."""

    marks: tuple[Mark, ...]
    lists: tuple[ListLine, ...]
    removed: bool
    credentials: tuple["Renewed", ...]


class Identity(NamedTuple):
    """``identity``: one way in which issuers know the learner."""

    text: str
    kind: str
    """``did``, ``email``, ``url`` or ``name``."""
    at: datetime


class IdentityChanged(NamedTuple):
    """``identity add`` and ``remove``."""

    identity: Identity
    removed: bool
    yours: int
    """How many credentials are known to be the learner's now."""
    credentials: tuple["Renewed", ...]

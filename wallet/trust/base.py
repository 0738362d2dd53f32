"""What a published list of issuers says, whichever kind it is of."""

from datetime import UTC, datetime
from typing import NamedTuple

from wallet.errors import Unreadable
from wallet.wording import say


class Named(NamedTuple):
    """One issuer on a list."""

    id: str
    name: str = ""


class Anchor(NamedTuple):
    """One certificate on a list, as DER, with the name of the service that has it."""

    der: bytes
    name: str = ""


class Registry(NamedTuple):
    """What a file says."""

    kind: str
    """``dcc``, ``federation``, ``eu`` or ``plain``."""
    name: str
    """What the list calls itself; may be empty."""
    dated: datetime | None
    """The list's own date, where it has one."""
    parties: tuple[Named, ...] = ()
    certificates: tuple[Anchor, ...] = ()
    left_out: int = 0
    """Lines or services that name nobody who is to be relied on."""


def no_registry(name: str) -> Unreadable:
    """The error for a file that is no list of issuers."""
    return Unreadable(
        say("{name} is no list of issuers that can be read", name=name),
        hint=say("a plain list works too: a text file with an id and a name on each line"),
        slug="no_registry",
    )


def when(text: str) -> datetime | None:
    """A date and time as lists write it, in UTC; one without a zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None

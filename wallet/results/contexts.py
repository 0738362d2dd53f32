"""What can be read and checked: ``contexts`` and ``formats``."""

from typing import NamedTuple

from wallet.results.servers import Renewed


class ContextLine(NamedTuple):
    """``contexts list``: one edition of one context."""

    url: str
    edition: str
    sha256: str
    """Of the official document."""
    terms: int
    added: bool
    """Whether the user added it; the others come with the program."""


class ContextAdded(NamedTuple):
    """``contexts add``: a context that can be used from now on."""

    url: str
    sha256: str
    terms: int
    already_held: bool
    credentials: tuple[Renewed, ...] = ()
    """Those that are judged otherwise now."""


class ContextUse(NamedTuple):
    """``contexts check``: a context that credentials name."""

    url: str
    editions: tuple[str, ...]
    """Those that are installed; none when it is missing."""
    fits: tuple[str, ...]
    """Those under which a signature held, where there are several."""
    credentials: int
    """How many name it."""


class Row(NamedTuple):
    """``formats``: one thing that is supported."""

    id: str
    label: str


class Supported(NamedTuple):
    """``formats``: everything that can be read and checked, from the tables that do it."""

    carriers: tuple[Row, ...]
    formats: tuple[Row, ...]
    proofs: tuple[Row, ...]
    keys: tuple[Row, ...]
    status: tuple[Row, ...]
    contexts: int

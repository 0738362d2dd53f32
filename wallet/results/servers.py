"""What servers were asked, and what is judged otherwise since: ``refresh``, and all that goes online."""

from datetime import datetime
from typing import NamedTuple

from wallet.errors import ExitCode
from wallet.results.checking import Failure


class Request(NamedTuple):
    """One request to one server, and what came of it."""

    url: str
    host: str
    """The server; empty for what is no address at all."""
    outcome: str
    """Slug: ``fetched``, ``unchanged``, or why not."""
    message: str
    at: datetime
    sha256: str = ""
    bytes: int = 0
    retry_after: int = 0
    """Seconds that a busy server asked for."""
    guess: bool = False
    """Whether no credential names it: one of the usual places of issuers' keys."""
    via: tuple[str, ...] = ()
    """Further servers that were asked, since the one before redirected there."""


class DocumentChange(NamedTuple):
    """``refresh``: a document that is not what it was, or is held for the first time."""

    url: str
    kind: str
    """``new`` or ``changed``."""
    detail: str = ""
    """What changed, where that can be said."""


class Renewed(NamedTuple):
    """``refresh``: one credential before and after."""

    ref: str
    title: str
    before: str
    """Slug of the verdict, with the documents held until now."""
    after: str
    reasons: tuple[str, ...] = ()
    """The answers that differ from before, as sentences."""
    remarks: tuple[str, ...] = ()
    """Those among them that are no good news."""

    @property
    def changed(self) -> bool:
        """Whether anything about it is different now."""
        return self.before != self.after or bool(self.reasons)


class ContextOffer(NamedTuple):
    """``refresh``: a vocabulary that credentials need and that was looked up."""

    url: str
    sha256: str
    terms: int
    kept: bool = False


class Refreshed(NamedTuple):
    """``refresh``: what was asked of whom, and what is different now."""

    at: datetime
    credentials: tuple[Renewed, ...]
    requests: tuple[Request, ...]
    changes: tuple[DocumentChange, ...]
    contexts: tuple[ContextOffer, ...] = ()
    failures: tuple[Failure, ...] = ()
    """Credentials that could not be read."""

    @property
    def failed(self) -> tuple[Request, ...]:
        """Requests that brought nothing, guesses left out."""
        return tuple(one for one in self.requests if not one.sha256 and not one.guess)

    def exit_code(self) -> ExitCode:
        """14 when servers were asked and none gave anything."""
        if self.failed and not any(one.sha256 for one in self.requests):
            return ExitCode.NETWORK
        return ExitCode.OK

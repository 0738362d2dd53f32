"""What asking a server can come to: a document, or one of a closed set of reasons why not."""

from enum import StrEnum
from typing import NamedTuple

from wallet.model import Document
from wallet.wording import say


class Outcome(StrEnum):
    """How one request ended; stable for scripts."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    URL_REFUSED = "url_refused"
    ADDRESS_REFUSED = "address_refused"
    PROXY_REFUSED = "proxy_refused"
    NAME_UNKNOWN = "name_unknown"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECT_REFUSED = "redirect_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_FOUND = "not_found"
    GONE = "gone"
    DENIED = "denied"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    WRONG_CONTENT = "wrong_content"
    NOT_ASKED = "not_asked"

    @property
    def words(self) -> str:
        """The outcome for people."""
        return _WORDS[self]


_WORDS = {
    Outcome.FETCHED: say("fetched"),
    Outcome.UNCHANGED: say("the same as before"),
    Outcome.URL_REFUSED: say("not an address that is fetched from"),
    Outcome.ADDRESS_REFUSED: say("leads into a private network"),
    Outcome.PROXY_REFUSED: say("the proxy cannot be used"),
    Outcome.NAME_UNKNOWN: say("no server by that name"),
    Outcome.UNREACHABLE: say("the server cannot be reached"),
    Outcome.TLS_FAILED: say("the server could not prove its identity"),
    Outcome.TOO_SLOW: say("the server was too slow"),
    Outcome.TOO_LARGE: say("the answer is too large"),
    Outcome.REDIRECT_REFUSED: say("redirected to an address that is not followed"),
    Outcome.TOO_MANY_REDIRECTS: say("redirected too many times"),
    Outcome.NOT_FOUND: say("the server has no such page"),
    Outcome.GONE: say("the server says that it is gone"),
    Outcome.DENIED: say("the server wants to know who asks"),
    Outcome.BUSY: say("the server asks to come back later"),
    Outcome.SERVER_ERROR: say("the server has a fault"),
    Outcome.BAD_ANSWER: say("the answer is broken"),
    Outcome.WRONG_CONTENT: say("the answer is something else than was asked for"),
    Outcome.NOT_ASKED: say("not asked"),
}


class Limits(NamedTuple):
    """What one document may cost."""

    seconds: float = 20.0
    """From the first name lookup to the last byte, redirects included."""
    size: int = 10 * 1024 * 1024
    """Bytes, on the wire and unpacked alike."""
    redirects: int = 5


class Validators(NamedTuple):
    """What a server may compare with, when a copy is held already (RFC 9110 13.1)."""

    etag: str = ""
    modified: str = ""


class Fetched(NamedTuple):
    """A document that arrived whole."""

    document: Document
    """Under the URL that was asked for, wherever redirects led."""
    final: str
    """The URL that gave it."""
    validators: Validators = Validators()
    outcome: Outcome = Outcome.FETCHED
    via: tuple[str, ...] = ()
    """Other hosts that were asked because one before them redirected there."""


class Unchanged(NamedTuple):
    """The server says that the copy at hand is still the same (304)."""

    url: str
    outcome: Outcome = Outcome.UNCHANGED
    via: tuple[str, ...] = ()
    """Other hosts that were asked because one before them redirected there."""


class Failed(NamedTuple):
    """No document, and why."""

    url: str
    outcome: Outcome
    detail: str = ""
    """Details for people; of what the server sent it holds no more than the status code."""
    retry_after: int = 0
    """Seconds that a busy server asked for; 0 when it named none."""
    body: bytes = b""
    """What came with 410, since a withdrawn badge says so there."""
    via: tuple[str, ...] = ()
    """Other hosts that were asked because one before them redirected there."""

    @property
    def message(self) -> str:
        """Why not, in one clause."""
        return (
            say("{outcome}: {detail}", outcome=self.outcome.words, detail=self.detail)
            if self.detail
            else self.outcome.words
        )


class Stop(Exception):
    """Ends one request; never leaves this package."""

    def __init__(self, outcome: Outcome, detail: str = "", *, retry_after: int = 0, body: bytes = b"") -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.detail = detail
        self.retry_after = retry_after
        self.body = body

    def at(self, url: str) -> Failed:
        """The value that is handed out."""
        return Failed(url, self.outcome, self.detail, self.retry_after, self.body)

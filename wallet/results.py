"""What actions hand to ``show``: plain tuples, free of any terminal."""

from datetime import datetime
from typing import NamedTuple

from wallet.errors import ExitCode, WalletError
from wallet.model import Credential, Entry, JsonObject
from wallet.report import Report, Verdict, first_of


class Failure(NamedTuple):
    """One input that gave no answer."""

    source: str
    error: WalletError


class LeftOut(NamedTuple):
    """A file inside a folder or archive that holds no credential; not an error of the command."""

    source: str
    reason: str


class Judged(NamedTuple):
    """``verify``: reports and failures in the order of the inputs."""

    results: tuple[Report | Failure, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The inputs that gave no verdict."""
        return tuple(r for r in self.results if isinstance(r, Failure))

    def tally(self) -> dict[str, int]:
        """How many inputs came out how, by verdict slug and ``unreadable``."""
        counted = {verdict.value: 0 for verdict in Verdict} | {"unreadable": 0}
        for result in self.results:
            counted["unreadable" if isinstance(result, Failure) else result.verdict.value] += 1
        return counted

    def exit_code(self, *, strict: bool) -> ExitCode:
        """The first met of 5, 1, 4, 3, 0 over all inputs."""
        return first_of(
            r.error.exit_code if isinstance(r, Failure) else r.exit_code(strict=strict) for r in self.results
        )


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

    def exit_code(self) -> ExitCode:
        """5 when any named input failed, else 0: a bad verdict is kept and shown, not an error."""
        return self.failures[0].error.exit_code if self.failures else ExitCode.OK


class Listed(NamedTuple):
    """``list``: summaries, newest first."""

    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()


class Shown(NamedTuple):
    """``show``: everything about one credential."""

    entry: Entry
    credential: Credential
    report: Report


class Created(NamedTuple):
    """``init``: a new wallet and the code that opens it when the passphrase is lost."""

    wallet: str
    recovery_code: str


class Status(NamedTuple):
    """``status``: what can be said of a wallet, the counts only when it is unlocked."""

    wallet: str
    exists: bool
    locked: bool
    slots: tuple[str, ...] = ()
    """Kinds of key slots, such as ``passphrase`` and ``recovery code``."""
    counts: dict[str, int] | None = None
    """Credentials by verdict, and ``stacks``; None while locked."""
    fingerprint: str = ""
    """Twelve letters to compare between devices."""
    warnings: tuple[str, ...] = ()


class Piece(NamedTuple):
    """A named place in a stack: a requirement, its progress and what fills it."""

    path: str
    """``require[0].of[2]``."""
    name: str
    kind: str
    """``all``, ``any`` or ``one``; more kinds may come."""
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
    """``complete``, ``awarded``, ``in_progress`` or ``not_proven``."""
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


class StackImported(NamedTuple):
    """``stack import``: the stack that was saved."""

    id: str
    name: str
    replaced: bool
    requirements: int


class Exported(NamedTuple):
    """``export``: the finished text and how many credentials it leaves out."""

    data: bytes
    media_type: str
    included: int
    left_out: int
    """Credentials that were asked for but are not verified."""


class Shared(NamedTuple):
    """``share``: a bundle that was written."""

    path: str
    bytes: int
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each."""
    in_presentation: int
    holder: str
    """The did:key that signed the presentation."""
    created: datetime
    expires: datetime | None
    leaves: tuple[str, ...]
    """What personal data goes out, one phrase each."""


class QrMade(NamedTuple):
    """``qr``: a code that was read back before this was returned."""

    text: str
    form: str
    """``link``, ``raw``, ``cw1`` or ``text``."""
    version: int
    modules: int
    level: str
    matrix: tuple[tuple[bool, ...], ...]
    """Dark modules, without the quiet zone."""
    path: str = ""
    """Where the picture was written; empty for the terminal."""
    describes: str = ""
    """The title of the credential, or empty for plain text."""


class Envelope(NamedTuple):
    """One ``--json`` document before it is serialised."""

    command: str
    exit_code: ExitCode
    data: JsonObject | None
    errors: tuple[WalletError, ...] = ()

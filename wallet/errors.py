"""What can go wrong, and the exit code each kind ends the program with.

A verdict is never an exception: ``rejected`` and ``cannot_tell`` are values in
:mod:`wallet.report`.  Only what keeps the program from answering is raised.
"""

from enum import IntEnum
from typing import ClassVar, Self

from wallet.wording import say


class ExitCode(IntEnum):
    """The exit codes that scripts may rely on; the help topic on scripts lists them for users."""

    OK = 0
    REJECTED = 1
    USAGE = 2
    NOTES = 3
    CANNOT_TELL = 4
    UNREADABLE = 5
    NOT_FOUND = 6
    NO_WALLET = 10
    BUSY = 11
    LOCKED = 12
    DAMAGED = 13
    NETWORK = 14
    UNWRITABLE = 15
    INTERNAL = 70
    INTERRUPTED = 130
    CLOSED_PIPE = 141


_REASONS = {
    str(one): one
    for one in (
        say("no such file or directory"),
        say("permission denied"),
        say("operation not permitted"),
        say("is a directory"),
        say("not a directory"),
        say("file exists"),
        say("file name too long"),
        say("no space left on device"),
        say("disk quota exceeded"),
        say("read-only file system"),
        say("input/output error"),
        say("too many levels of symbolic links"),
    )
}
"""What a system answers most often; whatever else it says is quoted as it is."""


def reason(error: OSError) -> str:
    """Why the system refused, in a clause."""
    said = (error.strerror or "").lower()
    return _REASONS.get(said, said) or say("unknown reason")


class WalletError(Exception):
    """A failure the user can act on.

    ``message`` is lower case, names the thing and quotes neither a secret nor
    raw credential text; ``hint`` is what to do next, as a command to paste
    where there is one.  ``slug`` is the stable name that ``--json`` carries;
    an instance may narrow the slug of its class.  ``source`` is the input that it
    is about, where there may be several.
    """

    slug: ClassVar[str] = "error"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL

    def __init__(self, message: str, *, hint: str | None = None, slug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.kind = slug or self.slug
        self.source = ""

    def about(self, source: str) -> Self:
        """The same error, about one input of several."""
        self.source = source
        return self


class UsageError(WalletError):
    """Options that contradict each other, found only after the command line was parsed."""

    slug = "usage"
    exit_code = ExitCode.USAGE


class Declined(UsageError):
    """A person was asked and said no: nothing is wrong, and nothing was done."""

    slug = "declined"


class Unreadable(WalletError):
    """An input that is missing, malformed, unknown or over a limit."""

    slug = "unreadable"
    exit_code = ExitCode.UNREADABLE

    def naming(self, name: str) -> "Unreadable":
        """The same error with the name of its input in the message: parsers do not know it."""
        if name in self.message:
            return self
        return Unreadable(say("{name}: {message}", name=name, message=self.message), hint=self.hint, slug=self.kind)


class BrokenEvidence(WalletError):
    """A saved document that a check needs is missing or not what was saved, which is no fault of the credential."""

    slug = "evidence"
    exit_code = ExitCode.UNREADABLE


class NotFound(WalletError):
    """Nothing matches a reference: no credential, stack or other named thing."""

    slug = "not_found"
    exit_code = ExitCode.NOT_FOUND


class Ambiguous(NotFound):
    """A reference that matches more than one thing; ``candidates`` are ready to show.

    ``wanted`` is that reference as it was typed, and ``clear`` one that only the first candidate has.
    """

    slug = "ambiguous"

    def __init__(
        self, message: str, candidates: tuple[str, ...], *, hint: str | None = None, wanted: str = "", clear: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates
        self.wanted, self.clear = wanted, clear


class NoWallet(WalletError):
    """There is no wallet at the chosen place."""

    slug = "no_wallet"
    exit_code = ExitCode.NO_WALLET


class Busy(WalletError):
    """Another process holds the wallet's lock."""

    slug = "busy"
    exit_code = ExitCode.BUSY


class Locked(WalletError):
    """The wallet could not be unlocked: no source, a failed source or a wrong passphrase."""

    slug = "locked"
    exit_code = ExitCode.LOCKED


class Damaged(WalletError):
    """A file of the wallet is not what was written there."""

    slug = "damaged"
    exit_code = ExitCode.DAMAGED


class NetworkFailed(WalletError):
    """Nothing that was asked for could be fetched."""

    slug = "network"
    exit_code = ExitCode.NETWORK


class Unwritable(WalletError):
    """Output could not be written, as on a full disk, in a read-only folder or over an existing file."""

    slug = "unwritable"
    exit_code = ExitCode.UNWRITABLE


class Interrupted(WalletError):
    """Ctrl-C or a signal, where it is known what of the work was kept."""

    slug = "interrupted"
    exit_code = ExitCode.INTERRUPTED


class Internal(WalletError):
    """A bug: the program contradicted itself, and the user did nothing wrong."""

    slug = "internal"
    exit_code = ExitCode.INTERNAL


class Refused(Exception):
    """Signed bytes that cannot be built, or may not be trusted once built.

    Raised inside codecs and turned into a check by :mod:`wallet.proofs`, never
    shown as an error.  ``code`` is the value of a :class:`wallet.report.Code`
    (codecs know no reports); ``details`` fill the placeholders of its message.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def malformed_proof(detail: str) -> Refused:
    """A proof, or a key of one, that is not written as its specification says; ``detail`` is what of it, in words."""
    return Refused("proof_malformed", detail=detail)

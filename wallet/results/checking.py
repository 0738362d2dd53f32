"""What checking came to: of ``verify``, and of every command that reads what it is given."""

from typing import Any, NamedTuple, TypeAlias

from wallet.errors import ExitCode, WalletError
from wallet.report import Report, Verdict, first_of


class Failure(NamedTuple):
    """One input that gave no answer."""

    source: str
    error: WalletError


class LeftOut(NamedTuple):
    """A file inside a folder or archive that holds no credential; not an error of the command."""

    source: str
    reason: str


Outcome: TypeAlias = Report | Failure | LeftOut
"""What checking one thing came to."""


class Checked(NamedTuple):
    """``verify``: one outcome in the form it is given out in, and what the totals need of it."""

    said: Any
    verdict: str
    """Slug of the verdict over it and all that is in it, ``unreadable`` or ``left_out``."""
    exit_code: ExitCode = ExitCode.OK
    error: WalletError | None = None


class Tally:
    """``verify``: totals that grow result by result, however many there are."""

    def __init__(self) -> None:
        self.counts = {verdict.value: 0 for verdict in Verdict} | {"unreadable": 0}
        """How many came out how; what was left out is no result."""
        self.left_out = 0
        self._codes = {ExitCode.OK}

    def add(self, checked: Checked) -> None:
        """Count one more."""
        if checked.verdict == "left_out":
            self.left_out += 1
            return
        self.counts[checked.verdict] += 1
        self._codes.add(checked.exit_code)

    @property
    def exit_code(self) -> ExitCode:
        """The first met, in the order of :func:`wallet.report.first_of`."""
        return first_of(self._codes)

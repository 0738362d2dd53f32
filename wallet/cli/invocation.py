"""One call of one command: its streams, how it should answer, and how it may unlock.

Every command pays for what is imported here, so no type of a result is.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from wallet.errors import Damaged, Declined, ExitCode, NotFound, Unwritable, WalletError
from wallet.settings import Directories, Settings, directories, load
from wallet.show.console import ClosedPipe, Console, Streams, complain, warn
from wallet.wording import say

_REPEATED = 200
"""Letters of a command that a hint may repeat."""
_OUTDATED = say(
    "this wallet has another passphrase by now: what is written under this one does not count until it is taken over: "
    "wallet repair --adopt-late"
)
_BEHIND = say(
    "some verdicts were noted on another device without what is known here, and the wallet cannot be written to now; "
    "to check one again: wallet show REF"
)


def now() -> datetime:
    """The time of this computer, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _damaged(problem: Any) -> Damaged:
    return Damaged(problem.message, hint="wallet check", slug=problem.slug)


class UnlockedBatch(NamedTuple):
    """A wallet that the batch this call is part of has unlocked, and what that batch was asked for."""

    folders: Directories
    key: Any
    """Passed on, never looked into here."""
    json: bool = False
    no_input: bool = False
    line: int | None = None
    """The line of the batch that this call is."""


class Invocation:
    """What a command is handed besides its own arguments."""

    def __init__(
        self,
        streams: Streams,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], datetime] = now,
        network: Any = None,
        batch: UnlockedBatch | None = None,
    ) -> None:
        self.streams = streams
        self.environment = environment
        self.clock = clock
        self.network = network
        """A test's own internet; None for the real one."""
        self.batch = batch
        self.vault: Any = None
        """The wallet once it is open."""
        self.words: tuple[str, ...] = ()
        """What was typed after the name of the program."""
        self.command = ""
        self.json = False
        self.no_input = False
        self.wallet: Path | None = None
        self.password_file: str | None = None
        self.password_command: str | None = None
        self.out = Console(streams.stdout, environment)
        self.err = Console(streams.stderr, environment)

    def begin(self, command: str, options: Mapping[str, Any]) -> None:
        """Take the shared options of ``command``, by name; what its batch was asked for holds for it too."""
        self.command = command
        for name, value in options.items():
            if name != "plain":
                setattr(self, name, value or getattr(self.batch, name, value))
            elif value:
                self.speak_plainly()

    def speak_plainly(self) -> None:
        """From now on one ``key: value`` a line, without colours, symbols and columns."""
        self.out = Console(self.streams.stdout, self.environment, plain=True)
        self.err = Console(self.streams.stderr, self.environment, plain=True)

    def typed(self, *words: str) -> str:
        """The command as it was typed, or of these ``words``, to be pasted.

        Empty where a text in it makes it long, or a command that gives the passphrase might hold that.
        """
        from shlex import join

        if self.password_command:
            return ""

        line = join(["wallet", *(words or self.words)])
        return line if len(line) <= _REPEATED else ""

    def stdin(self) -> Any:
        """Standard input as bytes; whoever would have to type them is told so when they are read."""
        if not self.streams.stdin.isatty():
            return self.streams.stdin.buffer
        from wallet.cli.keyboard import Keyboard

        return Keyboard(self.streams.stdin, self.err, no_input=self.no_input)

    def settings(self) -> Settings:
        """The learner's ``config.toml``."""
        return load()

    def directories(self) -> Directories:
        """Where the wallet of this call, its state and its cache are."""
        return directories(self.wallet, self.settings(), self.environment)

    def answer(
        self,
        data: dict[str, Any] | Callable[[], dict[str, Any]],
        show: Callable[[Console], None],
        code: ExitCode = ExitCode.OK,
        *,
        errors: Iterable[WalletError] = (),
        warnings: Iterable[str] = (),
        whole: bool = False,
    ) -> ExitCode:
        """Give the result: as a document with ``--json``, else as ``show`` writes it; the rest goes to stderr.

        ``data`` may be made only when it is wanted.  ``whole``: it rests on all that
        the wallet holds, so while a part of that is missing or damaged it ends with 13,
        and what is wrong stands among the errors of the document.
        """
        errors, warnings = tuple(errors), tuple(warnings)
        damage: tuple[WalletError, ...] = ()
        if whole and self.vault is not None:
            warnings = (*self.vault.problems, *((_BEHIND,) if self.vault.behind else ()), *warnings)
            if self.vault.incomplete:
                code, damage = ExitCode.DAMAGED, tuple(_damaged(one) for one in self.vault.findings)
        elif self.vault is not None and self.vault.outdated:
            warnings = (_OUTDATED, *warnings)
        if self.json:
            self._document(code, data() if callable(data) else data, (*errors, *damage), warnings)
        else:
            show(self.out)
        self.out.flush()
        for text in warnings:
            warn(self.err, text)
        for error in errors:
            complain(self.err, error)
        return code

    def fail(self, error: WalletError) -> ExitCode:
        """Report that there is no result at all."""
        lost = isinstance(error, NotFound) and self.vault is not None and self.vault.incomplete
        warnings = tuple(self.vault.problems) if lost else ()  # what is not found may be in what cannot be read
        if self.json:
            with suppress(ClosedPipe, Unwritable):  # that may be the very error
                self._document(error.exit_code, None, (error,), warnings)
                self.out.flush()
        for text in warnings:
            warn(self.err, text)
        if isinstance(error, Declined):
            self.err.line(error.message)
        else:
            complain(self.err, error)
        return error.exit_code

    def _document(
        self,
        code: ExitCode,
        data: dict[str, Any] | None,
        errors: tuple[WalletError, ...],
        warnings: tuple[str, ...] = (),
    ) -> None:
        from wallet.show import machine

        line = self.batch.line if self.batch else None
        envelope = machine.Envelope(self.command, code, data, errors, warnings, line)
        self.out.document(machine.document(envelope, indent=self.out.is_terminal))

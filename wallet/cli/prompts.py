"""Where a passphrase comes from: a command, a file, or the person at the terminal.

The first source that is named wins.  A named source that fails is an error and
never a prompt: a script must not hang, and a person must not type a passphrase
into what they took for something else.  No option, variable or argument holds
the secret itself, because other programs can read those.
"""

import os
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from wallet.cli.invocation import Invocation
from wallet.errors import Declined, Locked, UsageError, reason
from wallet.settings import expanded
from wallet.show.console import warn
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import say

T = TypeVar("T")

COMMAND_SECONDS = 30
COMMAND_LIMIT = 4096
TRIES = 3
SHORT = 8
"""A passphrase of fewer characters is soon guessed by whoever has the folder (NIST SP 800-63B-3 section 5.1.1.2)."""
EITHER = say("Passphrase, or recovery code: ")
"""How to ask whoever may have forgotten the passphrase."""
PASSPHRASE = say("Passphrase: ")
_GUESSED = say("a short passphrase: whoever gets a copy of the wallet can guess it; change it: wallet password")
_NEW = say("name a file that holds the new one: --new-password-file FILE")
_ASKED = say("to be asked for it without showing it, leave that option out")
SOURCES = say("name a source: --password-file FILE, --password-command COMMAND, or a variable: wallet help scripts")


def unlock(invocation: Invocation, opener: Callable[[bytes], T]) -> T:
    """What ``opener`` gives for the first source that is named, else for what a person types.

    A named source gets one try.  Raises :class:`~wallet.errors.Locked`.
    """
    found = named(invocation)
    return with_named(invocation, found, opener) if found is not None else asked(invocation, opener)


def with_named(invocation: Invocation, secret: bytes, opener: Callable[[bytes], T]) -> T:
    """What ``opener`` gives for the secret of a named source.

    Raises :class:`~wallet.errors.Locked`: of one that does not fit it says where it came from, since nobody typed it.
    """
    try:
        return opener(secret)
    except Locked as wrong:
        if wrong.kind != "wrong_secret":
            raise
        hint = say("it came from {source}: put that right, or do without it", source=_source(invocation))
        raise Locked(wrong.message, hint=hint, slug=wrong.kind) from wrong


def asked(invocation: Invocation, opener: Callable[[bytes], T], text: str = PASSPHRASE, hint: str = SOURCES) -> T:
    """What ``opener`` gives for what a person types: a passphrase or a recovery code.

    There are three tries, each after a longer wait; the first asks with ``text``.  Raises
    :class:`~wallet.errors.Locked` when nobody can be asked, with ``hint``, or none of them fits.
    """
    for attempt in range(1, TRIES):
        try:
            return opener(ask(invocation, text, hint))
        except Locked as wrong:
            if wrong.kind not in ("wrong_secret", "bad_secret"):
                raise
            warn(
                invocation.err,
                say("{message}; {tries} left", message=wrong.message, tries=count(TRIES - attempt, "try", "tries")),
            )
            time.sleep(0.5 * 2**attempt)
            text = EITHER
    return opener(ask(invocation, text, hint))


def new_from_file(invocation: Invocation, file: str | None) -> bytes | None:
    """The new passphrase in the file that an option names; None where none is named.

    It is read before the old passphrase is asked for, so that nobody types that in vain.
    Raises :class:`~wallet.errors.Locked`, and as :func:`~wallet.actions.maintain.chosen`.
    """
    from wallet.actions.maintain import chosen

    return None if file is None else chosen(from_file(file, invocation, "--new-password-file"))


def new_passphrase(invocation: Invocation, hint: str = _NEW) -> bytes:
    """A new passphrase, typed twice by a person; ``hint`` is as for :func:`ask`.

    Raises :class:`~wallet.errors.Locked` when nobody can be asked, and as :func:`~wallet.actions.maintain.chosen`.
    """
    from wallet.actions.maintain import chosen

    for _ in range(TRIES):
        first = ask(invocation, say("New passphrase: "), hint)
        if first == ask(invocation, say("The same again: "), hint):
            if len(first.decode()) < SHORT:
                warn(invocation.err, _GUESSED)
            return chosen(first)
        warn(invocation.err, say("the two differ"))
    raise Locked(say("no passphrase was chosen"), hint=say("run the command again"))


def asks(invocation: Invocation) -> bool:
    """Whether there is a person at a terminal who may be asked."""
    return not invocation.no_input and invocation.streams.stdin.isatty() and invocation.err.is_terminal


def question(invocation: Invocation, text: str) -> str:
    """What a person types in answer to ``text``; empty at the end of the input."""
    invocation.err.page(invocation.err.prompt(text))
    invocation.err.flush()
    return invocation.streams.stdin.readline().strip()


def agreed(invocation: Invocation, text: str, *, yes: bool) -> None:
    """Go on only when ``--yes`` was given or a person agrees.

    Raises :class:`~wallet.errors.UsageError` when nobody can be asked, and
    :class:`~wallet.errors.Declined` when the answer is no.
    """
    if yes:
        return
    if not asks(invocation):
        raise UsageError(
            say("this has to be confirmed, and nobody can be asked"),
            hint=say("run it again with --yes"),
            slug="not_confirmed",
        )
    if not says_yes(invocation, text):
        raise Declined(say("nothing was changed"))


def says_yes(invocation: Invocation, text: str) -> bool:
    """Whether a person answers with yes, in English or in their own language."""
    yes = {"yes", invocation.err.words.text(say("yes"))}
    answer = question(invocation, say("{question} [y/N] ", question=escape(text))).casefold()
    return answer in yes | {word[0] for word in yes}


def acknowledged(invocation: Invocation, question: str) -> bool:
    """Wait until a person has pressed Enter; whether there is one who may be asked to."""
    from getpass import getpass

    if invocation.no_input or not _terminal():
        return False
    with suppress(EOFError):
        getpass(invocation.err.prompt(question))
    return True


def ask(invocation: Invocation, question: str, hint: str = SOURCES) -> bytes:
    """A passphrase typed on the terminal itself, whatever standard input is.

    Who only presses Enter is asked again.  Raises :class:`~wallet.errors.Locked`,
    with a ``hint`` that names the option for it, when nobody can be asked or nothing is typed.
    """
    from getpass import getpass

    if invocation.no_input:
        raise Locked(say("no passphrase, and --no-input forbids asking for one"), hint=hint, slug="no_password_source")
    if not _terminal():
        raise Locked(say("no passphrase, and no terminal to ask on"), hint=hint, slug="no_password_source")
    for _ in range(TRIES):
        try:
            typed = getpass(invocation.err.prompt(question))
        except EOFError:
            invocation.err.line()  # what follows starts in a line of its own
            break
        if typed:
            return passphrase(typed.encode("utf-8", "surrogateescape"), say("the terminal"))
        warn(invocation.err, say("nothing was typed"))
    raise Locked(say("no passphrase was typed"), hint=hint)


def passphrase(raw: bytes, source: str) -> bytes:
    """``raw`` in the one form that keys are derived from; one that no wallet takes is a source that fails."""
    from wallet.actions.access import usable

    try:
        return usable(raw)
    except UsageError as error:
        raise _failed(source, error.message) from error


def named(invocation: Invocation) -> bytes | None:
    """What the first source that is named holds, or None; never asks.

    It may be a passphrase, a recovery code or a key file.  Raises
    :class:`~wallet.errors.Locked` when that source fails.
    """
    if invocation.password_command and invocation.password_file:
        raise UsageError(
            say("--password-command and --password-file exclude each other"), hint=f"wallet {invocation.command} --help"
        )
    environment = invocation.environment
    # An empty name is a named source too, and fails: another one must not take the place of a variable that is not set.
    if invocation.password_command is not None:
        return _from_command(invocation.password_command)
    if invocation.password_file is not None:
        return from_file(invocation.password_file, invocation, _source(invocation))
    if command := environment.get("WALLET_PASSWORD_COMMAND"):
        return _from_command(command)
    if file := environment.get("WALLET_PASSWORD_FILE"):
        return from_file(file, invocation, _source(invocation))
    if file := invocation.settings().key_file:
        return from_file(file, invocation, _source(invocation))
    return None


def _source(invocation: Invocation) -> str:
    """Where :func:`named` finds a secret, as it is written."""
    environment = invocation.environment
    if invocation.password_command is not None:
        return "--password-command"
    if invocation.password_file is not None:
        return "--password-file"
    variables = ("WALLET_PASSWORD_COMMAND", "WALLET_PASSWORD_FILE")
    return next((name for name in variables if environment.get(name)), say("key_file in config.toml"))


def _from_command(command: str) -> bytes:
    """What a command prints, run without a shell and without this program's standard input."""
    import shlex
    import subprocess

    source = say("the password command")
    try:
        done = subprocess.run(  # noqa: S603 - the learner's own command, named by the learner; no shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, IndexError) as error:
        raise _failed(source, say("it cannot be run")) from error
    except subprocess.TimeoutExpired as error:
        raise _failed(
            source, say("it took longer than {command_seconds} seconds", command_seconds=COMMAND_SECONDS)
        ) from error
    if done.returncode:
        raise _failed(source, say("it ended with exit code {returncode}", returncode=done.returncode))
    if len(done.stdout) > COMMAND_LIMIT:
        raise _failed(source, say("it printed more than 4 KiB"))
    return passphrase(_line(done.stdout), source)


def from_file(name: str, invocation: Invocation, named_by: str) -> bytes:
    """The content of a file that nobody else may read, of a descriptor, or of standard input.

    Raises :class:`~wallet.errors.Locked` when it holds no passphrase.  The name of
    a file that is not there is not said, but who named it: it may be the passphrase itself.
    """
    if name == "-":
        stdin, told = invocation.streams.stdin, say("standard input")
        if stdin.isatty():
            raise _failed(told, say("it is a terminal, which would show it"), hint=_ASKED)
        return _bounded(stdin.buffer.read(COMMAND_LIMIT + 1), told)
    told = say("the file that {named_by} names", named_by=named_by)
    if not name:
        raise _failed(told, say("its name is empty"))
    try:
        descriptor = os.open(expanded(name), os.O_RDONLY)
    except OSError as error:
        raise _failed(told, reason(error)) from error
    source = say("the password file {name}", name=name)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _failed(source, say("it is a folder"))
    with os.fdopen(descriptor, "rb") as file:
        # Asked of the open file, so that it cannot be exchanged in between.
        _private(os.fstat(file.fileno()), source, name)
        return _bounded(file.read(COMMAND_LIMIT + 1), source)


def _private(found: os.stat_result, source: str, name: str) -> None:
    """A pipe is fine; a file must belong to the user or the system, and nobody else may be able to read it."""
    if not stat.S_ISREG(found.st_mode) or os.name == "nt":
        return
    if found.st_uid not in (os.geteuid(), 0):
        raise _failed(source, say("it belongs to another user"))
    if found.st_mode & 0o077:
        import shlex

        private = say("keep it to yourself: chmod 600 {name}", name=shlex.quote(name))
        raise _failed(source, say("others may read it"), hint=private)


def _bounded(raw: bytes, source: str) -> bytes:
    if len(raw) > COMMAND_LIMIT:
        raise _failed(source, say("it holds more than 4 KiB"))
    return passphrase(_line(raw), source)


def _line(raw: bytes) -> bytes:
    """Without the one newline that programs and editors put at the end."""
    return raw.removesuffix(b"\n").removesuffix(b"\r") if raw.endswith(b"\n") else raw


def _failed(source: str, why: str, *, hint: str = say("check the source of the passphrase and run it again")) -> Locked:
    return Locked(
        say("no passphrase from {source}: {why}", source=source, why=why), hint=hint, slug="password_source_failed"
    )


def _terminal() -> bool:
    if os.name == "nt":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True

"""``wallet unlock``, ``wallet lock`` and ``wallet batch``: one passphrase for several commands."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import access, maintain
from wallet.cli.arguments import span
from wallet.cli.invocation import Invocation, UnlockedBatch
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, Unreadable, UsageError, reason
from wallet.show import vaults
from wallet.show.console import warn
from wallet.wording import counted, say

BATCH_LIMIT = 1024 * 1024
_ALONE = ("batch", "demo", "init", "unlock")
_ENDING = (ExitCode.INTERRUPTED, ExitCode.CLOSED_PIPE)
"""How a command ends after which nobody wants the next one."""


@command(ANSWERING, UNLOCKING, example="wallet unlock\nwallet unlock --for 2h")
def unlock(
    invocation: Invocation,
    how_long: Annotated[str, typer.Option("--for", metavar="TIME", help="How long: 15m, 2h, at most 12h.")] = "15m",
) -> ExitCode:
    """Leave the wallet open for a while, in every terminal.

    The key stays in this computer's memory and on no disk. Programs that run
    as you can read it meanwhile.
    """
    seconds = access.check_seconds(int(span(how_long).total_seconds()))
    left = access.begin_session(invocation.directories(), opened(invocation, fresh=True), seconds)
    return invocation.answer({"expires_in": left}, lambda out: vaults.unlocked(left, out))


@command(ANSWERING, (UNLOCKING[0],), example="wallet lock")
def lock(invocation: Invocation) -> ExitCode:
    """Close the wallet again before its time is over."""
    was_open = access.end_session(invocation.directories())
    return invocation.answer({"was_open": was_open}, lambda out: vaults.locked(out, was_open=was_open))


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet batch commands.txt\nwallet batch - --keep-going",
)
def batch(
    invocation: Invocation,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A command a line, without 'wallet'; standard input by default."),
    ] = None,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Go on after a command that failed.")] = False,
) -> ExitCode:
    """Run many commands with one passphrase.

    Lines are read like a shell reads words, with quotes but without variables;
    # begins a comment. It ends with the exit code of the first command that did
    not end with 0, and says which line that was.
    """
    lines = list(_commands(file, invocation))
    folders = invocation.directories()
    unlocked = UnlockedBatch(folders, maintain.root_key(opened(invocation)), invocation.json, invocation.no_input)
    first = ExitCode.OK
    for at, (number, words) in enumerate(lines, 1):
        code = _run(words, invocation, unlocked._replace(line=number))
        first = first or code
        if code in _ENDING:
            break
        if code:
            warn(invocation.err, _how_it_ended(number, words, code, 0 if keep_going else len(lines) - at))
            invocation.err.flush()
            if not keep_going:
                break
    return first


def _run(words: list[str], invocation: Invocation, batch: UnlockedBatch) -> ExitCode:
    """One command of the batch, in the wallet that is open and by no other passphrase."""
    from wallet.cli import run

    environment = {**invocation.environment, "WALLET_DIR": str(batch.folders.wallet)}
    if invocation.out.plain:
        environment["WALLET_PLAIN"] = "1"
    for name in ("WALLET_PASSWORD_FILE", "WALLET_PASSWORD_COMMAND"):
        environment.pop(name, None)
    streams, clock, network = invocation.streams, invocation.clock, invocation.network
    return ExitCode(run(words, streams, environment, clock=clock, network=network, batch=batch))


def _how_it_ended(number: int, words: list[str], code: ExitCode, left: int) -> str:
    """Which line it was; of its words only the command, since the others may be private."""
    from wallet.cli import named

    ended = say(
        "line {number} ({command}) ended with {code}", number=number, command=named(words) or words[0], code=code
    )
    if not left:
        return ended
    return counted(
        left,
        "{ended}; {n} command after it was not run: --keep-going goes on",
        "{ended}; {n} commands after it were not run: --keep-going goes on",
        ended=ended,
    )


def _commands(file: Path | None, invocation: Invocation) -> Iterator[tuple[int, list[str]]]:
    """Number and words of each line that holds a command, all checked before the first one runs."""
    for number, line in enumerate(_text(file, invocation).splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise UsageError(
                say("line {number} has an open quote", number=number), hint=say("close it and run the batch again")
            ) from error
        words = words[1:] if words[:1] == ["wallet"] else words
        if words and words[0] in _ALONE:
            raise UsageError(
                say("line {number}: {words} cannot be part of a batch", number=number, words=words[0]),
                hint=say("run it on its own"),
            )
        if words:
            yield number, words


def _say_that_it_waits(invocation: Invocation) -> None:
    """Where the commands would come from a keyboard, whoever sits at it is told; nobody is kept waiting unasked."""
    if not invocation.streams.stdin.isatty():
        return
    if invocation.no_input:
        raise UsageError(say("no file of commands is named, and nobody can be asked"), hint="wallet batch FILE")
    invocation.err.line((say("Type a command a line, without 'wallet', and end with Ctrl-D."), "dim"))
    invocation.err.flush()


def _text(file: Path | None, invocation: Invocation) -> str:
    try:
        if file is None or str(file) == "-":
            _say_that_it_waits(invocation)
            raw = invocation.streams.stdin.buffer.read(BATCH_LIMIT + 1)
        else:
            with file.open("rb") as opened_file:
                raw = opened_file.read(BATCH_LIMIT + 1)
        if len(raw) > BATCH_LIMIT:
            raise Unreadable(say("the batch is larger than 1 MiB"), hint=say("split it"))
        return raw.decode()
    except OSError as error:
        raise Unreadable(say("{file} cannot be read: {strerror}", file=file, strerror=reason(error))) from error
    except UnicodeDecodeError as error:
        raise Unreadable(say("the batch is not UTF-8 text"), hint=say("write one command a line")) from error

"""What a failure becomes: one line, a hint and an exit code.

Exit code 1 means *rejected* and must never mean anything else, so everything
is caught here: what Typer and Python would end with 1 gets a code of its own.
"""

import errno
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import typer

from wallet.cli.invocation import Invocation
from wallet.errors import (
    Ambiguous,
    ExitCode,
    Internal,
    Interrupted,
    Unreadable,
    Unwritable,
    UsageError,
    WalletError,
    reason,
)
from wallet.show.console import ClosedPipe
from wallet.wording import recalled, say

_PACKAGE = Path(__file__).parent.parent
_TYPERS = (
    say("no such option: {option} (Possible options: {options})"),
    say("no such option: {option}"),
    say("no such command {command}. Did you mean {near}?"),
    say("no such command {command}"),
    say("missing command"),
    say("missing argument {name}"),
    say("missing option {name}"),
    say("option {name} requires an argument"),
    say("option {name} does not take a value"),
    say("got unexpected extra argument ({word})"),
    say("got unexpected extra arguments ({words})"),
    say("invalid value for {name}: {problem}"),
    say("that is not UTF-8 text"),
    say("{value} is not one of {choices}"),
    say("{value} is not in the range {range}"),
    say("{value} is not a valid integer"),
    say("{value} is not a valid integer range"),
    say("{value} is not a valid int"),
    say("{value} is not a valid int range"),
    say("{value} is not a valid float"),
    say("{value} is not a valid boolean"),
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


def guarded(invocation: Invocation, call: Callable[[], ExitCode]) -> ExitCode:
    """The exit code of ``call``, whatever it raises."""
    try:
        code = call()
        invocation.out.flush()
        if code is ExitCode.INTERRUPTED:  # what Typer makes of Ctrl-C while a command runs
            return _interrupted(invocation)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(invocation)
    except (ClosedPipe, BrokenPipeError):
        return ExitCode.CLOSED_PIPE
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the outermost frame: a bug must not exit 1
        if isinstance(error.__context__, BrokenPipeError):  # Typer turns a closed pipe into an exit
            return ExitCode.CLOSED_PIPE
        return _failed(invocation, _meaning(invocation, error))
    return code


def _interrupted(invocation: Invocation) -> ExitCode:
    with suppress(ClosedPipe, WalletError):
        if invocation.err.is_terminal:
            invocation.err.line()  # the shell's prompt starts in a line of its own
            invocation.err.flush()
    return ExitCode.INTERRUPTED


def _failed(invocation: Invocation, error: WalletError) -> ExitCode:
    if isinstance(error, Ambiguous):
        error.hint = _clearer(invocation, error) or error.hint
    if isinstance(error, Interrupted):
        _interrupted(invocation)
    with suppress(ClosedPipe, WalletError):  # nobody reads the output any more
        invocation.fail(error)
    return error.exit_code


def _clearer(invocation: Invocation, error: Ambiguous) -> str:
    """The command that was typed, with a name that fits one thing only; empty where the name is not among its words."""
    words = list(invocation.words)
    command = invocation.command.split()
    try:
        at = words.index(error.wanted, words.index(command[-1]) + 1)
    except (IndexError, ValueError):  # no command, or the name was read from elsewhere
        return ""
    words[at] = error.clear
    typed = invocation.typed(*words)
    return say("name the one you mean, such as: {command}", command=typed) if typed else ""


def _meaning(invocation: Invocation, error: BaseException) -> WalletError:
    """The same failure as an error that has words."""
    if isinstance(error, WalletError):
        return error
    if isinstance(error, typer.TyperException):
        return _usage(invocation, error)
    if isinstance(error, OSError):
        return _system(error)
    if invocation.environment.get("WALLET_DEBUG") == "1":
        traceback.print_exception(error, file=invocation.streams.stderr)
    return Internal(
        say("something went wrong inside wallet: {error} at {place}", error=type(error).__name__, place=_place(error)),
        hint=say("run it again with WALLET_DEBUG=1 and report what it prints, with `wallet --version`"),
    )


def _usage(invocation: Invocation, error: typer.TyperException) -> WalletError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "wallet"
    option = getattr(error, "option_name", "")
    if context and hasattr(context.command, "commands") and option in _shared_options():
        return UsageError(
            say("{option} comes after the command", option=option),
            hint=say("{path} COMMAND {option}", path=path, option=option),
        )
    text = error.format_message().rstrip(".").replace("\n", " ")
    told = recalled(text[:1].lower() + text[1:], _TYPERS)
    return UsageError(told, hint=(option and _file_meant(invocation)) or say("{path} --help", path=path))


def _file_meant(invocation: Invocation) -> str:
    """The command that would have named a file, where its name begins like an option."""
    words = [f"./{word}" if word[:1] == "-" and Path(word).is_file() else word for word in invocation.words]
    meant = invocation.typed(*words) if words != list(invocation.words) else ""
    return say("if that is a file: {command}", command=meant) if meant else ""


def _shared_options() -> set[str]:
    from wallet.cli.options import ANSWERING, UNLOCKING

    return {"--" + one.name.replace("_", "-") for one in (*ANSWERING, *UNLOCKING)}


def _system(error: OSError) -> WalletError:
    why = reason(error)
    named = say("{file}: {reason}", file=error.filename, reason=why) if error.filename else why
    if error.errno in _NO_ROOM:
        full = error.errno != errno.EROFS
        hint = say("free some space or choose another place") if full else say("choose another place")
        return Unwritable(named, hint=hint)
    return Unreadable(named, hint=say("check the name and that you may read it"))


def _place(error: BaseException) -> str:
    """The deepest line of this program that it passed through, without a word of what was being worked on."""
    paths = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [f"{path.relative_to(_PACKAGE)}:{line}" for path, line in paths if path.is_relative_to(_PACKAGE)]
    return ours[-1] if ours else "start"

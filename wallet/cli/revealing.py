"""Where a recovery code goes: into a file, or before the eyes of a person, once."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from wallet.actions.maintain import Keep
from wallet.cli.invocation import Invocation
from wallet.cli.output import check_free, write
from wallet.cli.prompts import acknowledged
from wallet.errors import UsageError
from wallet.show import vaults
from wallet.wording import say


def shows(invocation: Invocation) -> bool:
    """Whether a person would see a code: what is piped may be kept where others read it."""
    return invocation.out.is_terminal and not invocation.json


def check_place(invocation: Invocation, file: Path | None, hint: str) -> None:
    """Refuse, before anything is made, what would leave a code that nobody has.

    Raises :class:`~wallet.errors.UsageError` and :class:`~wallet.errors.Unwritable`.
    """
    if file is not None:
        check_free(file)
    elif not shows(invocation):
        raise UsageError(say("the new recovery code needs a place to go"), hint=hint)


def keeper(file: Path | None) -> Keep:
    """What puts a secret into ``file`` before it opens anything; without one it is shown afterwards."""

    def keep(secret: bytes) -> Callable[[], None]:
        if file is None:
            return lambda: None
        write(file, secret, private=True)
        return partial(_take_back, file)

    return keep


def _take_back(file: Path) -> None:
    with suppress(OSError):  # it does no harm but to be in the way
        file.unlink()


def reveal(invocation: Invocation, code: str) -> None:
    """Show the code on the terminal until Enter is pressed; without a person to press it, it stays there."""
    shown = vaults.recovery(code, invocation.out)
    invocation.out.flush()
    after = say("it is then cleared here") if invocation.out.erases else say("then clear the screen")
    question = say("Press Enter when you have it on paper; {after}. ", after=after)
    if acknowledged(invocation, question):
        invocation.out.erase(shown + invocation.err.prompt(question).count("\n") + 1)

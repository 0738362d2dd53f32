"""``wallet tag``, ``note``, ``hide``, ``unhide``, ``remove`` and ``undo``."""

from shlex import quote
from typing import Annotated

import typer

from wallet.actions import everyday, find
from wallet.actions.grounds import Asked
from wallet.cli.arguments import REF_HELP
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.prompts import agreed
from wallet.errors import ExitCode, Unreadable, UsageError
from wallet.show import everyday as shown
from wallet.show import machine
from wallet.show.layout import count
from wallet.show.listing import short
from wallet.wording import say

REF = typer.Argument(metavar="REF", help=REF_HELP)
REFS = typer.Argument(metavar="REF...", help=REF_HELP)


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet tag statistics python 'data science'\nwallet tag statistics --remove python\nwallet tag",
)
def tag(
    invocation: Invocation,
    ref: Annotated[str | None, typer.Argument(metavar="REF", help=REF_HELP)] = None,
    tags: Annotated[list[str] | None, typer.Argument(metavar="TAG...", help="Tags to give it.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help="A tag to take away.")] = None,
) -> ExitCode:
    """Give a credential tags of your own, or list them all.

    They stay in the wallet, and nobody who receives a credential sees them.
    """
    if ref is None and remove:
        raise UsageError(say("--remove needs a credential"), hint="wallet tag REF --remove TAG")
    everyday.check_tags(tags or ())
    vault = opened(invocation)
    if ref is None:
        found = everyday.tags(vault)
        return invocation.answer({"tags": found}, lambda out: shown.tags(found, out), whole=True)
    one = everyday.tag(vault, ref, tags or (), remove or ())
    none = "" if one.tags else say("it has no tags; give it some: wallet tag {ref} TAG...", ref=short(one.ref))
    return invocation.answer(machine.plain(one), lambda out: shown.noted([one], out, none))


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet note statistics 'ask for a reference'\nwallet note statistics\nwallet note statistics --clear",
)
def note(
    invocation: Invocation,
    ref: Annotated[str, REF],
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The note; - is standard input.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the note away.")] = False,
) -> ExitCode:
    """Write a note beside a credential, or read it.

    It stays in the wallet, and nobody who receives the credential sees it.
    """
    if clear and text is not None:
        raise UsageError(say("--clear and a text exclude each other"), hint=f"wallet note {quote(ref)} --clear")
    if text == "-":
        text = _typed(invocation)
    if text is not None:
        everyday.check_note(text)
    one = everyday.note(opened(invocation), ref, "" if clear else text)
    none = "" if one.note else say("it has no note; write one: wallet note {ref} TEXT", ref=short(one.ref))
    return invocation.answer(machine.plain(one), lambda out: shown.noted([one], out, none))


def _typed(invocation: Invocation) -> str:
    try:
        text: bytes = invocation.stdin().read(4 * everyday.NOTE_LETTERS + 1)
        return text.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(say("the note is not UTF-8 text"), hint="wallet note REF 'TEXT'") from error


@command(ANSWERING, UNLOCKING, example="wallet hide 'old course'")
def hide(invocation: Invocation, refs: Annotated[list[str], REFS]) -> ExitCode:
    """Leave credentials out of lists, stacks and exports.

    They stay in the wallet and can be named as before.
    """
    found = everyday.hide(opened(invocation), refs, hidden=True)
    return invocation.answer({"credentials": machine.plain(found)}, lambda out: shown.noted(found, out))


@command(ANSWERING, UNLOCKING, example="wallet unhide 'old course'")
def unhide(invocation: Invocation, refs: Annotated[list[str], REFS]) -> ExitCode:
    """Show hidden credentials again."""
    found = everyday.hide(opened(invocation), refs, hidden=False)
    again = say("in lists, stacks and exports again")
    return invocation.answer({"credentials": machine.plain(found)}, lambda out: shown.noted(found, out, again))


@command(ANSWERING, UNLOCKING, example="wallet remove k7wd3a\nwallet remove 'old course' --yes")
def remove(
    invocation: Invocation,
    refs: Annotated[list[str], REFS],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> ExitCode:
    """Take credentials out of the wallet, on all your devices.

    wallet undo brings them back for at least 30 days.
    """
    vault = opened(invocation)
    chosen = find.several(vault, refs)
    titles = ", ".join(entry.title or find.short(entry) for entry in chosen[:3])
    more = say(" and {n} more", n=len(chosen) - 3) if len(chosen) > 3 else ""
    agreed(
        invocation,
        say("Remove {n} ({titles}{more})?", n=count(len(chosen), "credential"), titles=titles, more=more),
        yes=yes,
    )
    gone = everyday.remove(vault, chosen)
    return invocation.answer({"removed": machine.plain(gone)}, lambda out: shown.removed(gone, out))


@command(ANSWERING, UNLOCKING, example="wallet undo\nwallet undo 'old course'\nwallet undo --list")
def undo(
    invocation: Invocation,
    refs: Annotated[list[str] | None, typer.Argument(metavar="REF...", help="What to bring back.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list what can be brought back.")] = False,
) -> ExitCode:
    """Bring back what was removed, the last removal by default.

    Tags and notes come back with it.
    """
    vault = opened(invocation)
    if list_:
        found = everyday.removed(vault)
        return invocation.answer({"removed": machine.plain(found)}, lambda out: shown.removals(found, out))
    back = everyday.undo(vault, refs or (), Asked(invocation.clock()))
    return invocation.answer({"brought_back": machine.plain(back)}, lambda out: shown.brought_back(back, out))

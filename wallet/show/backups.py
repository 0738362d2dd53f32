"""Backups as text."""

from shlex import quote

from wallet.results.vaults import BackedUp, BackupChecked, Restored
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import say

_SHOWN = 20


def backed_up(result: BackedUp, console: Console) -> None:
    """Where the backup is, and what to do with it."""
    what = say("the wallet") if result.credentials is None else count(result.credentials, "credential")
    console.line(
        say(
            "wrote {what} to {path} ({bytes} KiB) and read it back",
            what=what,
            path=escape(result.path),
            bytes=result.bytes // 1024,
        )
    )
    if console.is_terminal:
        path = escape(quote(result.path))
        console.line(
            (say("Keep it on another disk. Try it now and then: wallet backup verify {path}", path=path), "dim")
        )


def checked(result: BackupChecked, console: Console) -> None:
    """Whether a backup is whole."""
    if not result.damaged:
        console.line(say("{files} are as they were written", files=count(result.files, "file")))
    damaged = (say("damaged: {name}", name=escape(name)) for name in result.damaged[:_SHOWN])
    for wrong in (*damaged, *map(escape, result.problems[:_SHOWN])):
        console.line((console.sign("!", "!", say("wrong: ")), "bad"), wrong)
    if result.credentials is not None:
        _opened(result.credentials, result.lacks, console)
        return
    path = escape(quote(result.path))
    how = say("To open everything in it as well: wallet backup verify {path} --read-data", path=path)
    console.line((how, "dim"))


def _opened(credentials: int, lacks: int | None, console: Console) -> None:
    """What a backup holds, and how much less that is than the wallet holds, where that is known."""
    held = count(credentials, "credential")
    console.line(say("it holds {credentials}, each opened and found to be whole", credentials=held))
    if lacks:
        lacked = count(lacks, "credential")
        console.line(say("it lacks {lacks} that the wallet has now: wallet backup NEWFILE", lacks=lacked))
    elif lacks == 0:
        console.line(say("it lacks nothing that the wallet has now"))


def restored(result: Restored, console: Console) -> None:
    """What came out of a backup."""
    if result.made:
        console.line(say("made a wallet at {wallet}; what opened the old one opens it", wallet=escape(result.wallet)))
    for title in result.new[:_SHOWN]:
        console.line((console.sign("+", "+", say("new: ")), "good"), escape(title) or say("untitled"))
    if len(result.new) > _SHOWN:
        console.line(say("  and {n} more", n=len(result.new) - _SHOWN))
    held = say(", {already_held} held already", already_held=result.already_held) if result.already_held else ""
    console.line(say("{n} new{held}", n=count(len(result.new), "credential"), held=held))
    for title in result.removed[:_SHOWN]:
        console.line(
            say("stays removed: {title}", title=escape(title)),
            (say("; to bring it back: wallet restore FILE --revive"), "dim"),
        )
    for name in result.damaged[:_SHOWN]:
        console.line(
            (console.sign("!", "!", say("wrong: ")), "bad"), say("damaged in the backup: {name}", name=escape(name))
        )

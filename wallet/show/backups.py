"""Backups as text."""

from wallet.results import BackedUp, BackupChecked, Restored
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count

_SHOWN = 20


def backed_up(result: BackedUp, console: Console) -> None:
    """Where the backup is, and what to do with it."""
    what = "the wallet" if result.credentials is None else count(result.credentials, "credential")
    console.line(f"wrote {what} to {escape(result.path)} ({result.bytes // 1024} KiB) and read it back")
    if console.is_terminal:
        console.line(("Keep it on another disk. Try it now and then: wallet backup verify FILE", "dim"))


def checked(result: BackupChecked, console: Console) -> None:
    """Whether a backup is whole."""
    console.line(f"{count(result.files, 'file')} are as they were written" if not result.damaged else "")
    for name in result.damaged[:_SHOWN]:
        console.line((console.sign("!", "!", "wrong"), "bad"), f"damaged: {escape(name)}")
    for problem in result.problems[:_SHOWN]:
        console.line((console.sign("!", "!", "wrong"), "bad"), escape(problem))
    if result.credentials is None:
        console.line(("To open everything in it as well: wallet backup verify FILE --read-data", "dim"))
        return
    console.line(f"it holds {count(result.credentials, 'credential')}, each opened and found to be whole")
    if result.lacks:
        console.line(f"it lacks {count(result.lacks, 'credential')} that the wallet has now: wallet backup NEWFILE")
    elif result.lacks == 0:
        console.line("it lacks nothing that the wallet has now")


def restored(result: Restored, console: Console) -> None:
    """What came out of a backup."""
    if result.made:
        console.line(f"made a wallet at {escape(result.wallet)}; what opened the old one opens it")
    for title in result.new[:_SHOWN]:
        console.line((console.sign("+", "+", "new"), "good"), escape(title) or "untitled")
    if len(result.new) > _SHOWN:
        console.line(f"  and {len(result.new) - _SHOWN} more")
    held = f", {result.already_held} held already" if result.already_held else ""
    console.line(f"{count(len(result.new), 'credential')} new{held}")
    for title in result.removed[:_SHOWN]:
        console.line(f"stays removed: {escape(title)}", ("; to bring it back: wallet restore FILE --revive", "dim"))
    for name in result.damaged[:_SHOWN]:
        console.line((console.sign("!", "!", "wrong"), "bad"), f"damaged in the backup: {escape(name)}")

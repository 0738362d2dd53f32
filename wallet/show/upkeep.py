"""The state of the wallet's files as text."""

from collections.abc import Sequence

from wallet.results import Examined, Mended, Tidied, Wrong
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count

_NEXT = {
    "pack_damaged": "wallet repair",
    "pack_unreadable": "look after that disk, then: wallet check",
    "slot_damaged": "wallet repair",
    "slot_unlisted": "wallet slots list",
    "stray_file": "wallet repair",
    "object_damaged": "put the packs folder back from a backup: wallet restore FILE",
    "pack_missing": "let your sync finish, or: wallet restore FILE",
    "rolled_back": "let your sync finish; without a newer copy: wallet repair --accept-rollback",
    "other_key": "forget the old passphrase, then use the one that was chosen last: wallet lock",
    "late_old_key": "if they are from a device of yours: wallet repair --adopt-late",
}


def examined(result: Examined, console: Console) -> None:
    """What was looked at and what is wrong."""
    console.line(f"read {count(result.packs, 'pack')} with {count(result.objects, 'object')}")
    if result.opened is not None:
        console.line(f"opened {result.opened} of them; each is what it was when it was added")
    _problems(result.problems, console)
    if not result.problems:
        console.line(("nothing is wrong", "good"))


def mended(result: Mended, console: Console) -> None:
    """What was done and what is still wrong."""
    for what, files in (
        ("made again", result.rewritten),
        ("got its name back", result.adopted),
        ("put aside in lost+found", result.put_aside),
    ):
        for file in files:
            console.line(f"{what}: {escape(file)}")
    if result.adopted_late:
        console.line(f"took over {count(result.adopted_late, 'pack')} written under the old key")
    _problems(result.problems, console)
    if not result.problems:
        console.line(("nothing is wrong any more", "good"))


def tidied(result: Tidied, console: Console) -> None:
    """How many packs there were, are, and wait."""
    if result.before == result.after and not result.taken_away:
        console.line("there was nothing to tidy up")
    elif result.before != result.after:
        console.line(f"{count(result.before, 'pack')} became {result.after}")
    if result.taken_away:
        console.line(f"took away {count(result.taken_away, 'file')} that newer ones replace")
    if result.waiting:
        console.line(
            f"{count(result.waiting, 'replaced file')} stay for 30 days, until your other devices have followed",
            ("; earlier: wallet gc --now", "dim"),
        )


def _problems(problems: Sequence[Wrong], console: Console) -> None:
    for slug, message in problems:
        console.line((console.sign("!", "!", "wrong"), "bad"), escape(message))
        if slug in _NEXT:
            console.line("    ", (_NEXT[slug], "dim"))

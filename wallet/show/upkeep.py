"""The state of the wallet's files as text."""

from collections.abc import Sequence

from wallet.results.vaults import Examined, FileProblem, Mended, Tidied
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import say

_NEXT = {
    "pack_damaged": say("wallet repair; what is still missing then: wallet restore FILE, or another device of yours"),
    "pack_arriving": say(
        "let your sync finish, then: wallet repair; what is still missing then:"
        " wallet restore FILE, or another device of yours"
    ),
    "pack_unreadable": say("look after that disk, then: wallet check"),
    "slot_damaged": "wallet repair",
    "slot_unlisted": "wallet slots list",
    "slot_missing": say(
        "let your sync finish, or: wallet restore FILE; if you want it no more: wallet slots remove SLOT"
    ),
    "stray_file": "wallet repair",
    "object_damaged": say("put the packs folder back from a backup: wallet restore FILE"),
    "pack_missing": say(
        "let your sync finish, or: wallet restore FILE, or another device of yours;"
        " if it is gone for good: wallet repair --accept-rollback"
    ),
    "rolled_back": say("let your sync finish; without a newer copy: wallet repair --accept-rollback"),
    "other_key": say(
        "forget the old passphrase, then use the one that was chosen last: wallet unlock;"
        " if two devices changed the key, choose the passphrase of one on the other: wallet password"
    ),
    "too_new": say(
        "upgrade wallet on this computer; if no device of yours has a newer one, move that file out of the packs folder"
    ),
    "new_key": say("run the command again"),
    "late_old_key": say("if they are from a device of yours: wallet repair --adopt-late"),
}


def examined(result: Examined, console: Console) -> None:
    """What was looked at and what is wrong."""
    console.line(
        say("read {packs} with {objects}", packs=count(result.packs, "pack"), objects=count(result.objects, "object"))
    )
    if result.opened is not None:
        console.line(say("opened {opened} of them; each is what it was when it was added", opened=result.opened))
    _problems(result.problems, console)
    if not result.problems:
        console.line((say("nothing is wrong"), "good"))


def mended(result: Mended, console: Console) -> None:
    """What was done and what is still wrong."""
    for what, files in (
        (say("made again"), result.rewritten),
        (say("got its name back"), result.adopted),
        (say("put aside in lost+found"), result.put_aside),
    ):
        for file in files:
            console.line(what, ": ", escape(file))
    if result.adopted_late:
        console.line(say("took over {packs} written under the old key", packs=count(result.adopted_late, "pack")))
    _problems(result.problems, console)
    if not result.problems:
        console.line((say("nothing is wrong now"), "good"))


def tidied(result: Tidied, console: Console) -> None:
    """How many packs there were, are, and wait."""
    if result.before == result.after and not result.taken_away:
        console.line(say("there was nothing to tidy up"))
    elif result.before != result.after:
        console.line(say("{before} became {after}", before=count(result.before, "pack"), after=result.after))
    if result.taken_away:
        console.line(say("took away {files} that newer ones replace", files=count(result.taken_away, "file")))
    if result.waiting:
        console.line(
            say(
                "{files} stay for 30 days, until your other devices have followed",
                files=count(result.waiting, "replaced file"),
            ),
            (say("; earlier: wallet gc --now"), "dim"),
        )


def _problems(problems: Sequence[FileProblem], console: Console) -> None:
    for slug, message in problems:
        console.line((console.sign("!", "!", say("wrong: ")), "bad"), message)
        if slug in _NEXT:
            console.line("    ", (_NEXT[slug], "dim"))

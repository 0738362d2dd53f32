"""What a sync did, as text."""

from wallet.results.vaults import Synced
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.wording import say

_SHOWN = 20


def synced(result: Synced, console: Console) -> None:
    """What came, what went, and what is wrong at the remote."""
    if result.made:
        console.line(
            say(
                "made a wallet of {files_came} from {remote}",
                files_came=count(result.files_came, "file"),
                remote=escape(result.remote),
            )
        )
        console.line((say("what opens it there opens it here: wallet list"), "dim"))
    else:
        _exchanged(result, console)
    for name in result.damaged[:_SHOWN]:
        console.line(
            (console.sign("!", "!", say("wrong: ")), "bad"), say("damaged there, left alone: {name}", name=escape(name))
        )


def _exchanged(result: Synced, console: Console) -> None:
    for title in result.new[:_SHOWN]:
        console.line(
            (console.sign("+", "+", say("new: ")), "good"),
            escape(title) or say("(without a title)"),
            (say("  new here"), "dim"),
        )
    for title in result.removed[:_SHOWN]:
        console.line(
            (console.sign("-", "-", say("gone: ")), "bad"),
            escape(title) or say("(without a title)"),
            (say("  removed on another device"), "dim"),
        )
    console.line(
        say(
            "{remote}: {files_came} came, {files_went} went",
            remote=escape(result.remote),
            files_came=count(result.files_came, "file"),
            files_went=result.files_went,
        )
        if result.files_came or result.files_went or result.taken_away
        else say("{remote} and this device hold the same", remote=escape(result.remote))
    )
    if result.taken_away:
        console.line(
            say(
                "took away {taken_away} there that the wallet needs no more",
                taken_away=count(result.taken_away, "file"),
            )
        )

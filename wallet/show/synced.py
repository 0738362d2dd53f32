"""What a sync did, as text."""

from wallet.results import Synced
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count

_SHOWN = 20


def synced(result: Synced, console: Console) -> None:
    """What came, what went, and what is wrong at the remote."""
    if result.made:
        console.line(f"made a wallet of {count(result.files_came, 'file')} from {escape(result.remote)}")
        console.line(("what opens it there opens it here: wallet list", "dim"))
        return
    for title in result.new[:_SHOWN]:
        console.line(
            (console.sign("+", "+", "new"), "good"), escape(title) or "(without a title)", ("  new here", "dim")
        )
    for title in result.removed[:_SHOWN]:
        console.line(
            (console.sign("-", "-", "gone"), "bad"),
            escape(title) or "(without a title)",
            ("  removed on another device", "dim"),
        )
    console.line(
        f"{escape(result.remote)}: {count(result.files_came, 'file')} came, {result.files_went} went"
        if result.files_came or result.files_went or result.taken_away
        else f"{escape(result.remote)} and this device hold the same"
    )
    if result.taken_away:
        console.line(f"took away {count(result.taken_away, 'file')} there that the wallet needs no more")
    for name in result.damaged[:_SHOWN]:
        console.line((console.sign("!", "!", "wrong"), "bad"), f"damaged there, left alone: {escape(name)}")

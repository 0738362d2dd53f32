"""What a learner says of credentials, as text."""

from collections.abc import Mapping, Sequence

from wallet.results.credentials import Noted, Removed
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, day
from wallet.show.listing import label, short
from wallet.wording import say


def tags(found: Mapping[str, int], console: Console) -> None:
    """Every tag and how often it is given."""
    if not found:
        console.line(say("No credential has a tag yet. Give one: wallet tag REF python"))
    for name, number in found.items():
        console.line(console.label(escape(name), cells(escape(name)) + 2), (count(number, "credential"), "dim"))


def noted(found: Sequence[Noted], console: Console, besides: str = "") -> None:
    """The tags and the note of some credentials, and ``besides`` below each."""
    wide = max(cells(console.said(name)) for name in (say("tags"), say("note"))) + 2
    for one in found:
        console.line((label(one.ref, console), "strong"), escape(one.title) or say("(without a title)"))
        if one.tags:
            console.line(("        " + console.label(say("tags"), wide), "dim"), ", ".join(map(escape, one.tags)))
        for line in escape(one.note, lines=True).splitlines():
            console.line(("        " + console.label(say("note"), wide), "dim"), line)
        if one.hidden:
            console.line(
                (say("        hidden from lists, stacks and exports; show it again: "), "dim"),
                f"wallet unhide {short(one.ref)}",
            )
        if besides:
            console.line(("        " + console.said(besides), "dim"))


def removed(found: Sequence[Removed], console: Console) -> None:
    """What was taken away."""
    for one in found:
        title = escape(one.title) or say("(without a title)")
        console.line(say("removed "), (label(one.ref, console), "strong"), title)
    console.line((say("To bring back what was removed last: wallet undo"), "dim"))


def brought_back(found: Sequence[Removed], console: Console) -> None:
    """What is in the wallet again."""
    for one in found:
        title = escape(one.title) or say("(without a title)")
        console.line(say("back again "), (label(one.ref, console), "strong"), title)


def removals(found: Sequence[Removed], console: Console) -> None:
    """What can be brought back."""
    if not found:
        console.line(say("Nothing was removed that could be brought back."))
    for one in found:
        title = escape(one.title) or say("(without a title)")
        if console.plain:
            console.line(label(one.ref, console), title, say(", removed {at}", at=day(one.at)))
        else:
            console.line((short(one.ref), "strong"), say("  removed {at}  ", at=day(one.at)), title)

"""What needs attention as text, with the command for each."""

from collections.abc import Iterator

from wallet.results.credentials import Due, DueOne
from wallet.show import reports
from wallet.show.console import Console, Line
from wallet.show.layout import UNTITLED, count, day
from wallet.show.listing import label, short
from wallet.wording import say

NAMED = 8
"""How many credentials of a part are named, unless all are wanted."""


def due(result: Due, console: Console, *, all_: bool = False) -> None:
    """A part for each kind; parts with nothing in them are left out."""
    parts = (
        (say("Has ended"), result.ended, say("ask the issuer how to renew it")),
        (
            say("Ends within {within_days}", within_days=count(result.within_days, "day")),
            result.ending,
            say("ask the issuer how to renew it"),
        ),
        (
            say("Changed at the last refresh, {refreshed}", refreshed=day(result.refreshed)),
            result.changed,
            "wallet show REF",
        ),
        (say("Cannot be judged yet"), result.missing, "wallet refresh REF"),
        (say("Not looked up for a while"), result.old, "wallet refresh --older-than 30d"),
    )
    if result.nothing:
        console.line(say("Nothing is due within {within_days}.", within_days=count(result.within_days, "day")))
    for title, ones, hint in parts:
        if ones:
            console.lines(_part(title, ones, hint, console, named=len(ones) if all_ else NAMED))
    if not result.nothing:
        asked = (
            say("servers were last asked on {refreshed}", refreshed=day(result.refreshed))
            if result.refreshed
            else say("no server was asked yet")
        )
        console.line((asked, "dim"))


def _part(title: str, ones: tuple[DueOne, ...], hint: str, console: Console, *, named: int) -> Iterator[Line]:
    yield ((title, "strong"),)
    for one in ones[:named]:
        title_ = console.clip(console.said(one.title or UNTITLED), max(20, console.width - 10))
        yield ("  ", label(one.ref, console), title_)
        yield ("          ", (console.clip(console.said(one.what), max(20, console.width - 10)), "dim"))
    if len(ones) > named:
        yield ("  ", (say("and {n} more: wallet due --all", n=len(ones) - named), "dim"))
    yield from reports.hint(_pasted(hint, ones), console, console.width)
    yield ("",)


def _pasted(hint: str, ones: tuple[DueOne, ...]) -> str:
    """The command with what it is about filled in, where all of that is named."""
    if "REF" not in hint:
        return hint  # as the message that it is
    if "refresh" not in hint:
        return hint.replace("REF", short(ones[0].ref))
    return hint.replace("REF", " ".join(short(one.ref) for one in ones) if len(ones) <= NAMED else "--all")

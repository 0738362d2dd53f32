"""What wants attention as text: what it is, and what to type about it."""

from collections.abc import Iterator

from wallet.results import Due, DueOne
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import clip, count, day


def due(result: Due, console: Console) -> None:
    """A part for each kind; parts with nothing in them are left out."""
    parts = (
        ("Has ended", result.ended, "ask the issuer how to renew it"),
        (f"Ends within {count(result.within_days, 'day')}", result.ending, "ask the issuer how to renew it"),
        (f"Changed at the last refresh, {day(result.refreshed)}", result.changed, "wallet show REF"),
        ("Cannot be judged yet", result.missing, "wallet refresh REF"),
        ("Not looked up for a while", result.old, "wallet refresh --older-than 30d"),
    )
    if result.nothing:
        console.line(f"Nothing is due within {count(result.within_days, 'day')}.")
    for title, ones, hint in parts:
        if ones:
            console.lines(_part(title, ones, hint, console))
    if not result.nothing:
        asked = f"servers were last asked on {day(result.refreshed)}" if result.refreshed else "no server was asked yet"
        console.line((asked, "dim"))


def _part(title: str, ones: tuple[DueOne, ...], hint: str, console: Console) -> Iterator[Line]:
    yield ((title, "strong"),)
    for one in ones:
        named = clip(escape(one.title) or "(without a title)", max(20, console.width - 10))
        yield ("  ", escape(one.ref[:6]), "  ", named)
        yield ("          ", (clip(escape(one.what), max(20, console.width - 10)), "dim"))
    yield ("    ", (console.sign("→", "->", "next"), "dim"), (_pasted(hint, ones), "dim"))
    yield ("",)


def _pasted(hint: str, ones: tuple[DueOne, ...]) -> str:
    """The command with what it is about filled in, where that is one or few."""
    refs = " ".join(escape(one.ref[:6]) for one in ones) if "refresh" in hint and len(ones) <= 8 else ones[0].ref[:6]
    return hint.replace("REF", refs if len(ones) <= 8 or "refresh" not in hint else "--all")

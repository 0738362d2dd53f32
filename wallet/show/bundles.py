"""Bundles as text: what would go out, and what was made."""

from collections.abc import Sequence

from wallet.results import Shared
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import clip, count, day
from wallet.show.listing import short


def leaving(phrases: Sequence[str], console: Console) -> None:
    """What personal data goes out, before it does."""
    if not phrases:
        console.line("Nothing in these credentials names you.")
        return
    console.line("Whoever gets this will see, besides the credentials' own words:")
    for phrase in phrases:
        console.line("  - ", escape(phrase))


def shared(result: Shared, console: Console) -> None:
    """The bundle that was written and how the other side checks it."""
    path = escape(result.path)
    console.line((f"wrote {path}, {_size(result.bytes)}", "strong"))
    for ref, title in result.credentials:
        console.line(f"  {short(ref)}  ", clip(escape(title), max(20, console.width - 10)))
    beside = len(result.credentials) - result.in_presentation
    if beside:
        console.line(f"{count(beside, 'credential')} beside the presentation: its kind cannot be put inside")
    if result.expires:
        console.line(f"This share is meant to be checked until {day(result.expires)}; the credentials do not end then.")
    console.line(f"The receiver checks it with: wallet verify {path}")


def _size(number: int) -> str:
    return f"{number} bytes" if number < 10_000 else f"{number // 1024} KiB"

"""The credentials that are judged otherwise since the learner changed something, as text."""

from collections.abc import Iterator, Sequence

from wallet.results.servers import Renewed
from wallet.show import reports
from wallet.show.console import Console, Line
from wallet.show.layout import UNTITLED, wrap
from wallet.show.listing import label
from wallet.wording import say

SHOWN = 20


def listed(credentials: Sequence[Renewed], console: Console) -> None:
    """The credentials that are judged otherwise since something was changed, and why."""
    for one in credentials[:SHOWN]:
        console.lines(_renewed(one, console))
    if len(credentials) > SHOWN:
        console.line((say("... and {n} more: wallet list", n=len(credentials) - SHOWN), "dim"))


def _renewed(one: Renewed, console: Console) -> Iterator[Line]:
    yield (label(one.ref, console), console.clip(console.said(one.title or UNTITLED), max(20, console.width - 10)))
    if one.before != one.after:
        before, after = (reports.verdict_words(slug) for slug in (one.before, one.after))
        yield (say("        was {before}, is now {after}", before=before, after=after),)
    for reason in one.reasons:
        for line in wrap(console.said(reason), max(20, console.width - 10)):
            yield ("        ", (line, "dim"))

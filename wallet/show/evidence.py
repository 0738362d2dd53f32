"""Saved documents of issuers as text: what is held, since when, and for whom."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from shlex import quote

from wallet.model import JsonObject
from wallet.results.evidence import Copy, EvidenceExported, Kept
from wallet.show import machine
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import abridged, count, day, wrap
from wallet.show.listing import label
from wallet.wording import joined, say

SHOWN_LINES = 200
_BY = {"refresh": say("looked up"), "import": say("came with an import"), "add": say("added by hand")}


def listed(copies: tuple[Copy, ...], now: datetime, console: Console) -> None:
    """One line a copy: its day, its age and its address."""
    if not copies:
        console.line(say("No documents of issuers are saved yet. Look them up: wallet refresh"))
        return
    if console.plain:
        console.records(
            (
                (say("seen"), day(one.last_seen)),
                (say("age"), _age(now, one.last_seen)),
                (say("address"), escape(one.url)),
                _place(one),
            )
            for one in copies
        )
        return
    seen, age, address = (console.said(head) for head in (say("SEEN"), say("AGE"), say("ADDRESS")))
    console.line((f"{seen:<10}  {age:<9}  {address}", "strong"))
    for copy in copies:
        age = console.said(_age(now, copy.last_seen)).ljust(9)
        style = "" if copy.newest else "dim"
        line = f"{day(copy.last_seen)}  {age}  {escape(copy.url)}" + (console.said(_aside(copy)))
        console.line((console.clip(line, console.width), style))
    if console.is_terminal:
        console.line((count(len(copies), "document"), "dim"))


def shown(result: Kept, console: Console) -> None:
    """The newest copy in full, the others in a line."""
    newest, *older = result.copies
    console.line((escape(newest.url), "strong"))
    for name, text, style in _facts(newest, older):
        console.line("  ", console.label(name, 9), (text, style))
    for ref, title in result.used_by:
        console.line("  ", console.label(say("for"), 9), label(ref, console), escape(title))
    console.line()
    text = escape(result.data.decode("utf-8", "backslashreplace"), limit=len(result.data) * 4, lines=True)
    lines = [line for one in text.splitlines() for line in wrap(one, max(20, console.width - 2))]
    for line in lines[:SHOWN_LINES]:
        console.line("  ", line)
    if len(lines) > SHOWN_LINES:
        console.line(
            (
                say("  ... and {lines}; all of it with -o FILE", lines=count(len(lines) - SHOWN_LINES, "more line")),
                "dim",
            )
        )


def _facts(newest: Copy, older: Sequence[Copy]) -> Iterator[tuple[str, str, str]]:
    yield say("saved"), joined(", ", (day(newest.first_seen), _by(newest))), ""
    if newest.last_seen > newest.first_seen:
        yield say("seen"), say("{last_seen}, still the same", last_seen=day(newest.last_seen)), ""
    yield (
        say("is"),
        say(
            "{media_type}, {bytes} bytes, SHA-256 {sha256}",
            media_type=escape(newest.media_type),
            bytes=newest.bytes,
            sha256=newest.sha256,
        ),
        "",
    )
    if newest.ahead:
        yield say("beware"), say("dated ahead of its time; it does not count until it is looked up again"), "unknown"
    if newest.came_from:
        yield say("from"), escape(newest.came_from), ""
    for copy in older:
        span = say("{first_seen} to {last_seen}", first_seen=day(copy.first_seen), last_seen=day(copy.last_seen))
        yield (
            say("before"),
            say("{span}, {copy}, SHA-256 {sha256}", span=span, copy=_by(copy), sha256=abridged(copy.sha256)),
            "dim",
        )


def document(result: Kept) -> JsonObject:
    """The data of ``evidence show``: the content as text, and every copy."""
    return {
        "copies": machine.plain(result.copies),
        "content": result.data.decode("utf-8", "backslashreplace"),
        "used_by": [{"ref": ref, "title": title} for ref, title in result.used_by],
    }


def exported(result: EvidenceExported, console: Console) -> None:
    """Where it is and how to use it."""
    console.line(
        say(
            "{path}  {copies}, {bytes} bytes",
            path=escape(result.path),
            copies=count(result.copies, "document"),
            bytes=result.bytes,
        )
    )
    console.line((say("check with it: wallet verify FILE --evidence {path}", path=escape(quote(result.path))), "dim"))


def added(copy: Copy, console: Console) -> None:
    """The copy that counts from now on."""
    word = say("kept") if copy.newest else say("kept, though a newer copy is held")
    console.line(
        say(
            "{word}: {url}, as of {last_seen}, SHA-256 {sha256}",
            word=word,
            url=escape(copy.url),
            last_seen=day(copy.last_seen),
            sha256=abridged(copy.sha256),
        )
    )


def _place(copy: Copy) -> tuple[str, str]:
    return say("copy"), say("dated ahead") if copy.ahead else say("newest") if copy.newest else say("older")


def _aside(copy: Copy) -> str:
    """What sets a copy apart from the one that counts."""
    if copy.ahead:
        return say("  (dated ahead of its time: it does not count)")
    return "" if copy.newest else say("  (older copy)")


def _by(copy: Copy) -> str:
    named = ", ".join(escape(title) for title in copy.named_by)
    return joined(
        "", (_BY.get(copy.saved_by, escape(copy.saved_by)), say(" for {named}", named=named) if named else "")
    )


def _age(now: datetime, then: datetime) -> str:
    days = max(0, (now - then).days)
    return say("today") if not days else count(days, "day")

"""What was asked of which server, and how it answered."""

from collections.abc import Sequence

from wallet.report import Result
from wallet.results.servers import Request
from wallet.show import reports
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import abridged, count
from wallet.wording import joined, say

_NOT_SENT = ("url_refused", "address_refused", "not_asked")
"""Outcomes of what was refused here, before any server heard of it."""


def asked(requests: Sequence[Request], console: Console) -> None:
    """A line for each request; one that found nothing at a usual place was only a try."""
    if not requests:
        console.line((say("No server was asked: nothing that was checked needs one."), "dim"))
        return
    servers = hosts(requests)
    console.line(
        (
            say("Asked just now, of {servers}:", servers=count(len(servers), "server"))
            if servers
            else say("No server was asked:"),
            "strong",
        )
    )
    for one in requests:
        result = Result.PASS if one.sha256 else Result.NOT_APPLICABLE if one.guess else Result.NOTE
        console.line("  ", reports.marked(result, console.clip(escape(one.url), max(20, console.width - 4)), console))
        console.line("      ", (outcome(one), "dim" if one.sha256 or one.guess else "note"))
        if one.via:
            console.line("      ", (say("redirected to {servers}", servers=", ".join(map(escape, one.via))), "note"))


def hosts(requests: Sequence[Request]) -> list[str]:
    """The servers that were asked, those among them to which others redirected, in the order of asking."""
    each = (host for one in requests for host in (*(one.host,) * (one.outcome not in _NOT_SENT), *one.via))
    return list(dict.fromkeys(each))


def outcome(one: Request) -> str:
    """The outcome of a request, in a clause."""
    if one.sha256:
        size = (
            say(", {bytes} bytes, SHA-256 {sha256}", bytes=one.bytes, sha256=abridged(one.sha256)) if one.bytes else ""
        )
        return joined("", (escape(one.message), size))
    later = (
        say("; it asks to wait {retry_after}", retry_after=count(one.retry_after, "second")) if one.retry_after else ""
    )
    return joined("", (escape(one.message), later, say("; only a usual place for keys") if one.guess else ""))

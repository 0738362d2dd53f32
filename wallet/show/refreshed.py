"""The result of a refresh: who was asked, what changed, and what could not be fetched."""

from collections.abc import Iterator

from wallet.report import Verdict
from wallet.results.servers import ContextOffer, Refreshed, Renewed, Request
from wallet.show import reports
from wallet.show.asked import hosts, outcome
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import UNTITLED, count, wrap
from wallet.show.listing import label
from wallet.wording import joined, say

HOST_CHARS = 80


def refreshed(result: Refreshed, console: Console) -> None:
    """First what changed for the learner, then what could not be had, then who was asked."""
    if not result.requests:
        console.line(_nothing(result))
        return
    for one in result.credentials:
        if one.changed:
            console.lines(_changed(one, console))
    for change in result.changes:
        if change.detail:
            console.line(say("changed: {url}", url=escape(change.url)))
            console.line("        ", (change.detail, "note"))
    for offer in result.contexts:
        console.lines(_offered(offer))
    for request in result.failed:
        console.lines(_failed(request, console))
    console.lines(_summary(result, console))


def _nothing(result: Refreshed) -> str:
    if not result.credentials:
        return say("The wallet is empty. Put something in it: wallet import FILE")
    return say("Nothing to look up: all that is needed is in the credentials, or was seen lately.")


def _changed(one: Renewed, console: Console) -> Iterator[Line]:
    yield (
        label(one.ref, console),
        (console.clip(console.said(one.title or UNTITLED), max(20, console.width - 10)), ""),
    )
    if one.before == one.after:
        yield (say("        still "), _verdict(one.after))
    else:
        yield (say("        was "), _verdict(one.before), say(", is now "), _verdict(one.after))
    for reason in one.reasons:
        for line in wrap(console.said(reason), max(20, console.width - 10)):
            yield ("        ", (line, "dim"))


def _verdict(slug: str) -> tuple[str, str]:
    style = {Verdict.REJECTED.value: "bad", Verdict.CANNOT_TELL.value: "unknown"}.get(slug, "good")
    return reports.verdict_words(slug), style


def _offered(offer: ContextOffer) -> Iterator[Line]:
    word = say("kept") if offer.kept else say("not kept")
    yield (say("vocabulary {word}: {url}", word=word, url=escape(offer.url)),)
    if not offer.kept:
        yield (
            (
                say(
                    "        keep it if you trust its publisher: wallet refresh --context {sha256}", sha256=offer.sha256
                ),
                "dim",
            ),
        )


def offer(one: ContextOffer) -> Iterator[Line]:
    """What a person is asked about."""
    yield (say("A credential needs the vocabulary {url}", url=escape(one.url)),)
    yield (say("  It gives {terms} a meaning. SHA-256 {sha256}", terms=count(one.terms, "word"), sha256=one.sha256),)


def _failed(request: Request, console: Console) -> Iterator[Line]:
    yield ((say("not fetched: "), "note"), console.clip(escape(request.url), max(20, console.width - 13)))
    yield ("        ", (outcome(request), "dim"))


def _summary(result: Refreshed, console: Console) -> Iterator[Line]:
    got = [one for one in result.requests if one.sha256]
    named = ", ".join(escape(host, limit=HOST_CHARS) for host in hosts(result.requests))
    told = say("asked: {named}", named=named) if named else say("no server was asked")
    new = sum(change.kind == "new" for change in result.changes)
    changed = len(result.changes) - new
    same = len(got) - len(result.changes)
    parts = (
        [say("{new} new", new=new)] * bool(new)
        + [say("{changed} changed", changed=changed)] * bool(changed)
        + [say("{same} the same", same=same)] * bool(same)
    )
    parts += [say("{n} not fetched, what was saved before still counts", n=len(result.failed))] * bool(result.failed)
    yield (
        (
            say(
                "{credentials} looked up: {parts}",
                credentials=count(len(result.credentials), "credential"),
                parts=joined(", ", parts) or say("nothing new"),
            ),
            "strong",
        ),
    )
    for line in wrap(console.said(told), console.width):
        yield ((line, "dim"),)

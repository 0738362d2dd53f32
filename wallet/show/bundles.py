"""Bundles as text: what would go out, what was made, and what was shared before."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime

from wallet.report import Verdict
from wallet.results.sharing import Disclosed, Fields, Leaving, Published, Shared
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import abridged, count, day, wrap
from wallet.show.listing import label, short
from wallet.wording import say

_DOUBTED = {verdict.value: verdict for verdict in (Verdict.CANNOT_TELL, Verdict.REJECTED)}


def leaving(going: Sequence[Leaving], audience: str, until: datetime | None, console: Console) -> None:
    """What personal data goes out, before it does."""
    whom = escape(audience) if audience else say("Whoever gets this")
    console.line((say("{whom} will see all that these credentials say, and so:", whom=whom), "strong"))
    for one in going:
        console.line("  ", label(one.ref, console), console.clip(escape(one.title), max(20, console.width - 10)))
        if one.verdict in _DOUBTED:
            _item("! ", say("who checks it is told: {verdict}", verdict=_DOUBTED[one.verdict].words), console)
        for phrase in one.tells:
            _item("- ", phrase, console)
        if not one.tells:
            _item("- ", say("nothing in it names you"), console)
        if one.hidden:
            _item(console.said(say("hidden: ")), ", ".join(one.hidden), console)
        elif one.choices:
            _item(
                "",
                say(
                    "you can hide {choices}: wallet share {ref} --fields",
                    choices=count(one.choices, "field"),
                    ref=short(one.ref),
                ),
                console,
            )
    warning = say("{until} What is sent cannot be called back.", until=_until(until))
    console.lines((line,) for line in wrap(console.said(warning), max(20, console.width - 2)))


def doubts(going: Sequence[Leaving]) -> list[str]:
    """A warning for each credential that whoever gets it will not be able to rely on."""
    return [
        say(
            "{title} ({ref}): who checks it is told: {verdict}",
            title=escape(one.title)[:80],
            ref=short(one.ref),
            verdict=_DOUBTED[one.verdict].words,
        )
        for one in going
        if one.verdict in _DOUBTED
    ]


def _item(bullet: str, text: str, console: Console) -> None:
    """The text indented, and the lines after the first below it."""
    first, *more = wrap(console.said(text), max(20, console.width - 10 - len(bullet)))
    console.line(" " * 10 + bullet, first)
    for line in more:
        console.line(" " * (10 + len(bullet)), line)


def _until(until: datetime | None) -> str:
    """When the share ends, worded so that nobody takes that for the end of a credential."""
    if until is None:
        return say("The share has no end date; each credential has its own dates.")
    return say("The share is meant to be checked until {until}; the credentials do not end then.", until=day(until))


def fields(found: Sequence[Fields], console: Console) -> None:
    """Which fields can be shown or hidden."""
    for at, one in enumerate(found):
        if at:
            console.line()
        console.line((label(one.ref, console) + console.clip(escape(one.title), max(20, console.width - 10)), "strong"))
        if not one.fields:
            console.line(say("  its signature covers all of it as one: it goes out whole"))
        for field in one.fields:
            word = say("always shown") if field.required else say("your choice")
            value = escape(field.value, limit=80) if isinstance(field.value, str) and field.value else ""
            name = console.label(escape(field.name), len(escape(field.name)) + 2) if value else escape(field.name)
            console.line("  ", console.label(word, 14), console.clip(name + value, max(20, console.width - 16)))
    if any(not field.required for one in found for field in one.fields):
        console.line(say("Show only some with --reveal FIELD, or all but some with --hide FIELD."))


def log(found: Sequence[Disclosed], console: Console) -> None:
    """What was shared, newest first."""
    if not found:
        console.line(say("Nothing was shared yet. To share: wallet share REF -o bundle.zip"))
    if console.plain:
        console.records(map(_log_read_out, found))
        return
    for at, one in enumerate(found):
        if at:
            console.line()
        console.line((day(one.at), "strong"), "  ", (_for_whom(one), "strong"), f"  {escape(one.path)}")
        for ref, title in one.credentials:
            console.line("  ", label(ref, console), console.clip(escape(title), max(20, console.width - 10)))
        for phrase in one.told:
            _item("- ", phrase, console)
        if one.hidden:
            _item(console.said(say("hidden: ")), ", ".join(one.hidden), console)
        console.line("  ", (_record(one), "dim"))


def _for_whom(one: Disclosed) -> str:
    if one.kind == "site":
        return say("for everybody on the web")
    return say("for {audience}", audience=escape(one.audience)) if one.audience else say("for nobody by name")


def _log_read_out(one: Disclosed) -> Iterator[tuple[str, str]]:
    yield say("shared"), day(one.at)
    named = say("everybody on the web") if one.kind == "site" else escape(one.audience)
    yield say("for"), named or say("nobody by name")
    yield say("as"), escape(one.path)
    yield from ((say("credential"), f"{short(ref)}, {escape(title)}") for ref, title in one.credentials)
    yield from ((say("told"), phrase) for phrase in one.told)
    yield say("hidden"), ", ".join(map(escape, one.hidden))
    yield say("record"), _record(one)


def _record(one: Disclosed) -> str:
    if one.kind == "site":
        return say("pages for the web, seen for as long as they are there")
    end = (
        say("share to be checked until {until}", until=day(one.until))
        if one.until
        else say("share without an end date")
    )
    what = say("file") if one.kind == "pdf" else say("manifest")
    return say("{end}; {what} {digest}", end=end, what=what, digest=abridged(one.manifest))


def shared(result: Shared, console: Console) -> None:
    """The bundle that was written and how the other side checks it."""
    path = escape(result.path)
    console.line((say("wrote {path}, {bytes}", path=path, bytes=_size(result.bytes)), "strong"))
    for ref, title in result.credentials:
        console.line("  ", label(ref, console), console.clip(escape(title), max(20, console.width - 10)))
    beside = len(result.credentials) - result.in_presentation
    if beside:
        console.line(
            say("{beside} beside the presentation: its kind cannot be put inside", beside=count(beside, "credential"))
        )
    console.lines((line,) for line in wrap(console.said(_until(result.expires)), console.width))
    if result.evidence:
        console.line(
            say(
                "{evidence} of issuers went along, for a check without a network",
                evidence=count(result.evidence, "saved document"),
            )
        )
    answering = f" --challenge {shlex.quote(result.challenge)}" if result.asked else ""
    answering += f" --domain {shlex.quote(result.domain)}" if result.domain else ""
    console.line(say("The receiver checks it with: wallet verify "), escape(shlex.quote(result.path) + answering))


def published(result: Published, console: Console) -> None:
    """The pages that were written, what went and what stayed."""
    path = escape(result.path)
    if result.written or result.removed:
        console.line((say("wrote {files} in {path}", files=count(len(result.written), "file"), path=path), "strong"))
    else:
        console.line((say("{path} is up to date", path=path), "strong"))
    for one in result.pages:
        title = console.clip(escape(one.title), max(20, console.width - 10))
        console.line("  ", label(one.ref, console), title, "  ", (escape(one.url or one.path), "dim"))
    unverified = result.left_out - len(result.refused)
    if unverified:
        console.line(
            say(
                "{left_out} not verified and left out; add --include-unverified",
                left_out=count(unverified, "credential"),
            )
        )
    for heading, names in (
        (say("removed, no longer shown:"), result.removed),
        (say("left as it was, not ours:"), result.left),
    ):
        for name in names[:20]:
            console.line(heading, " ", escape(name))
    if result.base_url:
        console.line(say("Put the folder where "), escape(result.base_url), say(" shows it: the QR codes lead there."))
    else:
        console.line(say("Put the folder on any web host. For QR codes say where it will be: --base-url URL"))


def _size(number: int) -> str:
    return say("{number} bytes", number=number) if number < 10_000 else say("{number} KiB", number=number // 1024)

"""Bundles as text: what would go out, what was made, and what was shared before."""

import shlex
from collections.abc import Sequence
from datetime import datetime

from wallet.results import Disclosed, Fields, Leaving, Published, Shared
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import clip, count, day, wrap
from wallet.show.listing import short


def leaving(going: Sequence[Leaving], audience: str, until: datetime | None, console: Console) -> None:
    """What personal data goes out, before it does."""
    whom = escape(audience) if audience else "Whoever gets this"
    console.line((f"{whom} will see all that these credentials say, and so:", "strong"))
    for one in going:
        console.line(f"  {short(one.ref)}  ", clip(escape(one.title), max(20, console.width - 10)))
        for phrase in one.tells:
            _item("- ", escape(phrase), console)
        if not one.tells:
            _item("- ", "nothing in it names you", console)
        if one.hidden:
            _item("hidden: ", escape(", ".join(one.hidden)), console)
        elif one.choices:
            _item("", f"you can hide {count(one.choices, 'field')}: wallet share {short(one.ref)} --fields", console)
    for line in wrap(f"{_until(until)} What is sent cannot be called back.", max(20, console.width - 2)):
        console.line(line)


def _item(bullet: str, text: str, console: Console) -> None:
    """Further in, and lines that follow under the first."""
    first, *more = wrap(text, max(20, console.width - 10 - len(bullet)))
    console.line(" " * 10 + bullet, first)
    for line in more:
        console.line(" " * (10 + len(bullet)), line)


def _until(until: datetime | None) -> str:
    """Nobody may read that a credential ends with the share of it."""
    if until is None:
        return "The share has no end date; each credential has its own dates."
    return f"The share is meant to be checked until {day(until)}; the credentials do not end then."


def fields(found: Sequence[Fields], console: Console) -> None:
    """Which fields can be shown or hidden."""
    for at, one in enumerate(found):
        if at:
            console.line()
        console.line((f"{short(one.ref)}  {clip(escape(one.title), max(20, console.width - 10))}", "strong"))
        if not one.fields:
            console.line("  its signature covers all of it as one: it goes out whole")
        for field in one.fields:
            word = "always shown" if field.required else "your choice"
            value = field.value if isinstance(field.value, str) else ""
            text = f"{escape(field.name)}{'  ' + escape(value, limit=80) if value else ''}"
            console.line(f"  {word:<13} ", clip(text, max(20, console.width - 16)))
    if any(not field.required for one in found for field in one.fields):
        console.line("Show only some with --reveal FIELD, or all but some with --hide FIELD.")


def log(found: Sequence[Disclosed], console: Console) -> None:
    """What was shared, newest first."""
    if not found:
        console.line("Nothing was shared yet. To share: wallet share REF -o bundle.zip")
    for at, one in enumerate(found):
        if at:
            console.line()
        whom = f"for {escape(one.audience)}" if one.audience else "for nobody by name"
        console.line((f"{day(one.at)}  {whom}", "strong"), f"  {escape(one.path)}")
        for ref, title in one.credentials:
            console.line(f"  {short(ref)}  ", clip(escape(title), max(20, console.width - 10)))
        for phrase in one.told:
            _item("- ", escape(phrase), console)
        if one.hidden:
            _item("hidden: ", escape(", ".join(one.hidden)), console)
        console.line("  ", (_record(one), "dim"))


def _record(one: Disclosed) -> str:
    if one.kind == "site":
        return "pages for the web, seen for as long as they are there"
    end = f"share to be checked until {day(one.until)}" if one.until else "share without an end date"
    what = "file" if one.kind == "pdf" else "manifest"
    return f"{end}; {what} {one.manifest[:16]}"


def shared(result: Shared, console: Console) -> None:
    """The bundle that was written and how the other side checks it."""
    path = escape(result.path)
    console.line((f"wrote {path}, {_size(result.bytes)}", "strong"))
    for ref, title in result.credentials:
        console.line(f"  {short(ref)}  ", clip(escape(title), max(20, console.width - 10)))
    beside = len(result.credentials) - result.in_presentation
    if beside:
        console.line(f"{count(beside, 'credential')} beside the presentation: its kind cannot be put inside")
    console.lines((line,) for line in wrap(_until(result.expires), console.width))
    if result.evidence:
        console.line(f"{count(result.evidence, 'saved document')} of issuers went along, for a check without a network")
    answering = f" --challenge {shlex.quote(result.challenge)}" if result.asked else ""
    answering += f" --domain {shlex.quote(result.domain)}" if result.domain else ""
    console.line("The receiver checks it with: wallet verify ", escape(shlex.quote(result.path) + answering))


def published(result: Published, console: Console) -> None:
    """The pages that were written, what went and what stayed."""
    path = escape(result.path)
    if result.written or result.removed:
        console.line((f"wrote {count(len(result.written), 'file')} in {path}", "strong"))
    else:
        console.line((f"{path} is up to date", "strong"))
    for one in result.pages:
        title = clip(escape(one.title), max(20, console.width - 10))
        console.line(f"  {short(one.ref)}  ", title, "  ", (escape(one.url or one.path), "dim"))
    if result.left_out:
        console.line(f"{count(result.left_out, 'credential')} not verified and left out; add --include-unverified")
    for heading, names in (("removed, no longer shown:", result.removed), ("left as it was, not ours:", result.left)):
        for name in names[:20]:
            console.line(f"{heading} ", escape(name))
    if result.base_url:
        console.line("Put the folder where ", escape(result.base_url), " shows it: the QR codes lead there.")
    else:
        console.line("Put the folder on any web host. For QR codes say where it will be: --base-url URL")


def _size(number: int) -> str:
    return f"{number} bytes" if number < 10_000 else f"{number // 1024} KiB"

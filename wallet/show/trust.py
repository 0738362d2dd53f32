"""Whom the learner trusts as text: decisions, lists, one issuer in full, and what a decision changed."""

from collections.abc import Iterator

from wallet.report import Tier
from wallet.results import KeySeen, ListLine, Mark, Renewed, TrustChanged, TrustListed, TrustShown
from wallet.show import reports
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import clip, count, day, wrap

_STYLES = {Tier.FLAGGED.value: "bad", Tier.TRUSTED.value: "good", Tier.KNOWN.value: "good"}
_KINDS = {
    "dcc": "known-issuer registry",
    "federation": "federation list",
    "eu": "trusted list of the EU",
    "plain": "plain list",
}
_MEANINGS = {
    Tier.FLAGGED.value: "you or a list of yours warn of it",
    Tier.TRUSTED.value: "you decided to trust it",
    Tier.KNOWN.value: "it is on a list that you imported",
    Tier.UNRECOGNISED.value: "neither you nor a list of yours says anything about it",
}
SHOWN = 20


def listed(result: TrustListed, console: Console) -> None:
    """Decisions first, then lists."""
    if not result.marks and not result.lists:
        console.line("You have not said whom you trust yet.")
        console.line(("To trust the issuer of a credential you hold: wallet trust add REF", "dim"))
        return
    for mark in result.marks:
        console.lines(_mark(mark, console))
    for one in result.lists:
        console.lines(_list(one, console))


def _mark(mark: Mark, console: Console) -> Iterator[Line]:
    name = escape(mark.name) or escape(mark.id)
    yield ((mark.tier.ljust(9), _STYLES[mark.tier]), day(mark.at), "  ", (clip(name, console.width - 21), "strong"))
    if mark.name:
        yield (" " * 21, escape(mark.id))  # whole: it is there to be compared
    if mark.pins:
        yield (" " * 21, (f"only with {count(len(mark.pins), 'key')} that you pinned", "dim"))
    if mark.until:
        yield (" " * 21, (f"this certificate ends on {day(mark.until)}", "dim"))
    for line in wrap(escape(mark.note), max(20, console.width - 21)) if mark.note else ():
        yield (" " * 21, (line, "dim"))


def _list(one: ListLine, console: Console) -> Iterator[Line]:
    name = clip(escape(one.name), max(20, console.width - 21))
    yield ((one.tier.ljust(9), _STYLES.get(one.tier, "")), day(one.dated), "  ", (name, "strong"))
    yield (" " * 21, (_contents(one), "dim"))


def _contents(one: ListLine) -> str:
    parts = [_KINDS.get(one.kind, "list")]
    parts += [count(one.issuers, "issuer")] * bool(one.issuers)
    parts += [count(one.certificates, "certificate")] * bool(one.certificates)
    parts += [f"{one.left_out} left out"] * bool(one.left_out)
    return ", ".join((*parts, f"imported {day(one.imported)}"))


def shown(result: TrustShown, console: Console) -> None:
    """The tier with its reasons, then the keys, then what is held from it."""
    mark = result.mark
    console.line((escape(mark.name if mark and mark.name else result.id), "strong"))
    console.line(f"  {escape(result.id)}")
    console.line("  ", (result.tier, _STYLES.get(result.tier, "")), f": {_MEANINGS.get(result.tier, '')}")
    if mark:
        console.line(f"  {mark.tier} since {day(mark.at)}" + (f": {escape(mark.note)}" if mark.note else ""))
    for name in result.calls_itself[:SHOWN]:
        console.line(f"  calls itself {escape(name)}")
    for name, called, dated in result.lists:
        console.line(f"  on {escape(name)}, as of {day(dated)}" + (f", as {escape(called)}" if called else ""))
    for key in result.keys:
        console.line("  ", _key(key))
    if mark and mark.pins:
        console.line(f"  only accepted with {count(len(mark.pins), 'pinned key')}: {', '.join(map(escape, mark.pins))}")
    for ref, title in result.credentials[:SHOWN]:
        console.line(f"  issued {escape(ref[:6])}  {escape(title)}")
    if len(result.credentials) > SHOWN:
        console.line((f"  ... and {len(result.credentials) - SHOWN} more", "dim"))
    if result.tier == Tier.UNRECOGNISED.value:
        hint = "  compare the id with one that the issuer gives you itself, then: wallet trust add " + escape(result.id)
        console.line((hint, "dim"))


def _key(key: KeySeen) -> str:
    span = f"listed since {day(key.first)}" if key.now else f"listed {day(key.first)} to {day(key.last)}, no longer"
    known = "" if not key.noted else ", one of those you trusted"
    return f"key {escape(key.thumbprint)}: {span}{known}"


def changed(result: TrustChanged, console: Console) -> None:
    """What was decided, and which credentials are judged otherwise now."""
    word = "removed: " if result.removed else ""
    for mark in result.marks:
        console.line(f"{word}{mark.tier}: {reports.named(mark.name, mark.id)}")
        if not result.removed and mark.keys:
            console.line((f"         noted {count(len(mark.keys), 'key')} of it: another one will be noticed", "dim"))
    for one in result.lists:
        console.line(f"{word}{one.tier}: {escape(one.name)}, as of {day(one.dated)}")
        console.line((f"         {_contents(one)}", "dim"))
    for renewed in result.credentials[:SHOWN]:
        console.lines(_renewed(renewed, console))
    if len(result.credentials) > SHOWN:
        console.line((f"... and {len(result.credentials) - SHOWN} more: wallet list", "dim"))


def _renewed(one: Renewed, console: Console) -> Iterator[Line]:
    yield (f"{escape(one.ref[:6])}  ", clip(escape(one.title) or "(without a title)", max(20, console.width - 10)))
    if one.before != one.after:
        before, after = (reports.VERDICT_WORDS.get(slug, "unreadable") for slug in (one.before, one.after))
        yield (f"        was {before}, is now {after}",)
    for reason in one.reasons:
        for line in wrap(escape(reason), max(20, console.width - 10)):
            yield ("        ", (line, "dim"))

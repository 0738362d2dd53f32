"""Whom the learner trusts as text: decisions, lists, one issuer in full, and what a decision changed."""

from collections.abc import Iterator

from wallet.report import Tier
from wallet.results.trust import KeySeen, ListLine, Mark, TrustChanged, TrustListed, TrustShown
from wallet.show import renewed, reports
from wallet.show.console import Console, Line, Piece
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, day, hinted, pad, wrap
from wallet.show.listing import label
from wallet.wording import joined, say

TIERS = {
    Tier.FLAGGED.value: say("flagged"),
    Tier.TRUSTED.value: say("trusted"),
    Tier.KNOWN.value: say("known"),
    Tier.SELF_ISSUED.value: say("self-issued"),
    Tier.UNRECOGNISED.value: say("unrecognised"),
}
"""Tiers as they read within a line."""
_STYLES = {Tier.FLAGGED.value: "bad", Tier.TRUSTED.value: "good", Tier.KNOWN.value: "good"}
_KINDS = {
    "dcc": say("known-issuer registry"),
    "federation": say("federation list"),
    "eu": say("trusted list of the EU"),
    "plain": say("plain list"),
}
_MEANINGS = {
    Tier.FLAGGED.value: say("you or a list of yours warn of it"),
    Tier.TRUSTED.value: say("you decided to trust it"),
    Tier.KNOWN.value: say("it is on a list that you imported"),
    Tier.UNRECOGNISED.value: say("neither you nor a list of yours says anything about it"),
}
SHOWN = 20
_DAY = 12
"""Columns of a date and the gap behind it."""


def listed(result: TrustListed, console: Console) -> None:
    """Decisions first, then lists."""
    if not result.marks and not result.lists:
        console.line(say("You have not said whom you trust yet."))
        console.line((say("To trust the issuer of a credential you hold: wallet trust add REF"), "dim"))
        return
    if console.plain:
        console.records((*map(_mark_read_out, result.marks), *map(_list_read_out, result.lists)))
        return
    for mark in result.marks:
        console.lines(_mark(mark, console))
    for one in result.lists:
        console.lines(_list(one, console))


def _mark(mark: Mark, console: Console) -> Iterator[Line]:
    name = escape(mark.name) or escape(mark.id)
    tier, indent = _tier(mark.tier, console)
    yield (tier, day(mark.at).ljust(_DAY), (console.clip(name, max(20, console.width - len(indent))), "strong"))
    if mark.name:
        yield (indent, escape(mark.id))  # whole: it is there to be compared
    if mark.pins:
        yield (indent, (_pinned(mark), "dim"))
    if mark.until:
        yield (indent, (say("this certificate ends on {until}", until=day(mark.until)), "dim"))
    for line in wrap(escape(mark.note), max(20, console.width - len(indent))) if mark.note else ():
        yield (indent, (line, "dim"))


def _mark_read_out(mark: Mark) -> Iterator[tuple[str, str]]:
    yield say("trust"), TIERS[mark.tier]
    yield say("since"), day(mark.at)
    yield say("name"), escape(mark.name)
    yield say("id"), escape(mark.id)
    yield say("keys"), _pinned(mark) if mark.pins else ""
    yield say("until"), day(mark.until)
    yield say("note"), escape(mark.note)


def _pinned(mark: Mark) -> str:
    return say("only with {keys} that you pinned", keys=count(len(mark.pins), "key"))


def _list(one: ListLine, console: Console) -> Iterator[Line]:
    tier, indent = _tier(one.tier, console)
    name = console.clip(escape(one.name), max(20, console.width - len(indent)))
    yield (tier, day(one.dated).ljust(_DAY), (name, "strong"))
    yield (indent, (_contents(one), "dim"))


def _list_read_out(one: ListLine) -> Iterator[tuple[str, str]]:
    yield say("list"), escape(one.name)
    yield say("trust"), TIERS.get(one.tier, one.tier)
    yield say("as of"), day(one.dated)
    yield say("holds"), _contents(one)


def _tier(tier: str, console: Console) -> tuple[Piece, str]:
    """A tier in its column, and what indents the lines below behind it and its date."""
    wide = max(cells(console.said(TIERS[one])) for one in _STYLES) + 2
    word = pad(console.said(TIERS.get(tier, tier)), wide)
    return (word, _STYLES.get(tier, "")), " " * (wide + _DAY)


def _contents(one: ListLine) -> str:
    parts = [_KINDS.get(one.kind, say("list"))]
    parts += [count(one.issuers, "issuer")] * bool(one.issuers)
    parts += [count(one.certificates, "certificate")] * bool(one.certificates)
    parts += [say("{left_out} left out", left_out=one.left_out)] * bool(one.left_out)
    return joined(", ", (*parts, say("imported {imported}", imported=day(one.imported))))


def shown(result: TrustShown, console: Console) -> None:
    """The tier with its reasons, then the keys, then what is held from it."""
    if console.plain:
        console.records([_shown_read_out(result, console)])
        return
    mark = result.mark
    console.line((escape(mark.name if mark and mark.name else result.id), "strong"))
    console.line(f"  {escape(result.id)}")
    tier = (TIERS.get(result.tier, result.tier), _STYLES.get(result.tier, ""))
    console.line("  ", tier, ": ", _MEANINGS.get(result.tier, ""))
    for reason in _reasons(result):
        console.line(reason)
    for key in result.keys:
        console.line("  ", _key(key))
    if mark and mark.pins:
        console.line(
            say(
                "  only accepted with {keys}: {pins}",
                keys=count(len(mark.pins), "pinned key"),
                pins=", ".join(map(escape, mark.pins)),
            )
        )
    for ref, title in result.credentials[:SHOWN]:
        issued = label(ref, console) + escape(title)
        console.line(say("  issued {credential}", credential=issued))
    if len(result.credentials) > SHOWN:
        console.line((say("  ... and {n} more", n=len(result.credentials) - SHOWN), "dim"))
    if result.tier == Tier.UNRECOGNISED.value:
        text = say(
            "compare the id with one that the issuer gives you itself, then: wallet trust add {id}",
            id=escape(result.id),
        )
        console.lines(("  ", (line, "dim")) for line in hinted(console.said(text), console.width - 2))


def _reasons(result: TrustShown) -> Iterator[str]:
    """What the learner decided about an issuer, what it calls itself, and which lists name it."""
    if mark := result.mark:
        yield say(
            "  {tier} since {at}{note}",
            tier=TIERS[mark.tier],
            at=day(mark.at),
            note=f": {escape(mark.note)}" if mark.note else "",
        )
    for name in result.calls_itself[:SHOWN]:
        yield say("  calls itself {name}", name=escape(name))
    for name, called, dated in result.lists:
        yield say(
            "  on {name}, as of {dated}{called}",
            name=escape(name),
            dated=day(dated),
            called=say(", as {called}", called=escape(called)) if called else "",
        )


def _shown_read_out(result: TrustShown, console: Console) -> Iterator[tuple[str, str]]:
    mark = result.mark
    yield say("name"), escape(mark.name) if mark else ""
    yield say("id"), escape(result.id)
    yield say("trust"), TIERS.get(result.tier, result.tier)
    yield say("why"), _MEANINGS.get(result.tier, "")
    yield say("since"), day(mark.at) if mark else ""
    yield say("note"), escape(mark.note) if mark else ""
    yield say("keys"), _pinned(mark) if mark and mark.pins else ""
    yield from ((say("calls itself"), escape(name)) for name in result.calls_itself[:SHOWN])
    for name, called, dated in result.lists:
        yield say("list"), escape(name)
        yield say("as of"), day(dated)
        yield say("named there"), escape(called)
    for key in result.keys:
        yield say("key"), f"{escape(key.thumbprint)}, {console.said(_since(key))}"
    yield from ((say("issued"), label(ref, console) + escape(title)) for ref, title in result.credentials)


def _since(key: KeySeen) -> str:
    """When it was listed, and whether it is one that was noted."""
    span = (
        say("listed since {first}", first=day(key.first))
        if key.now
        else say("listed {first} to {last}, no longer", first=day(key.first), last=day(key.last))
    )
    return joined("", (span, "" if not key.noted else say(", one of those you trusted")))


def _key(key: KeySeen) -> str:
    return say("key {thumbprint}: {since}", thumbprint=escape(key.thumbprint), since=_since(key))


def changed(result: TrustChanged, console: Console) -> None:
    """What was decided, and which credentials are judged otherwise now."""
    word = say("removed: ") if result.removed else ""
    for mark in result.marks:
        console.line(word, TIERS[mark.tier], ": ", reports.named(mark.name, mark.id))
        if not result.removed and mark.keys:
            console.line(
                (
                    say("         noted {keys} of it: another one will be noticed", keys=count(len(mark.keys), "key")),
                    "dim",
                )
            )
    for one in result.lists:
        console.line(
            say(
                "{word}{tier}: {name}, as of {dated}",
                word=word,
                tier=TIERS.get(one.tier, one.tier),
                name=escape(one.name),
                dated=day(one.dated),
            )
        )
        console.line("         ", (_contents(one), "dim"))
    renewed.listed(result.credentials, console)

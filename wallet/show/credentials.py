"""Credentials as text: the list, one in full, and what an import brought."""

from collections.abc import Iterator

from wallet.model import Achievement, Credits, Level
from wallet.report import Report, Verdict
from wallet.results.credentials import Added, AddedOne, Shown
from wallet.show import eu_elements, reports
from wallet.show.asked import asked
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import UNTITLED, cells, day, wrap
from wallet.show.listing import STYLES, short
from wallet.wording import Message, joined, say


def shown(result: Shown, console: Console) -> None:
    """Everything a learner may want to know about one credential, then how far to rely on it."""
    console.lines(reports.screen(result.report, console))
    console.line()
    said = result.credential
    achievements = (row for one in said.achievements for row in _achievement(one, said.description))
    rows = [(label, text) for label, text in (*_about(result), *achievements, *_kept(result)) if text.strip()]
    wide = max(8, *(cells(console.said(label)) + 2 for label, _ in rows))
    for label, text in rows:
        console.lines(_labelled(label, text, wide, console))
    if result.eu_elements:
        eu_elements.elements(result.eu_elements, console)


def _kept(result: Shown) -> Iterator[tuple[str, str]]:
    yield say("file"), say("{name}, added {added}", name=result.entry.name, added=day(result.entry.added))
    yield say("ref"), result.entry.ref


def _about(result: Shown) -> Iterator[tuple[str, str]]:
    said = result.credential
    yield say("about"), said.description
    yield say("id"), said.id
    yield say("tags"), ", ".join(result.entry.tags)
    yield say("note"), result.entry.note


def _achievement(one: Achievement, said: str) -> Iterator[tuple[str, str]]:
    """One achievement; its description only where it is not what the credential has ``said``."""
    yield say("for"), " ".join(part for part in (one.name, f"({one.kind})" if one.kind else "") if part)
    yield say("about"), "" if one.description == said else one.description
    yield say("earned"), one.criteria
    yield say("level"), _level(one.level) if one.level else ""
    yield say("credit"), _credits(one.credits) if one.credits else ""
    yield say("skills"), ", ".join(alignment.name or alignment.code or alignment.url for alignment in one.alignments)
    yield say("topics"), ", ".join(one.tags)


def _level(level: Level) -> str:
    return f"{level.framework} {level.value}".strip()


def _credits(credit: Credits) -> Message:
    stated = "" if credit.earned else say(", offered, not stated as earned")
    system = say("without a unit") if credit.system == "unstated" else credit.system
    return joined("", (f"{credit.amount} ", system, stated))


def _labelled(label: str, text: str, wide: int, console: Console) -> Iterator[Line]:
    """A labelled paragraph; the text's own line breaks start new lines, indented like the rest."""
    parts = escape(console.words.text(text), lines=True).splitlines()
    lines = [line for part in parts for line in wrap(part, max(20, console.width - 2 - wide))]
    for number, line in enumerate(lines):
        yield (("  " + console.label(label if not number else "", wide), "dim"), line)


def added(result: Added, console: Console) -> None:
    """A line for each credential that is held now."""
    if console.plain:
        console.records(map(_added_read_out, result.added))
    else:
        console.lines(line for one in result.added for line in _added_one(one, console))
    for left in result.left_out:
        console.line(
            (say("left out: {source}: {reason}", source=escape(left.source), reason=escape(left.reason)), "dim")
        )
    new = sum(not one.already_held for one in result.added)
    old = len(result.added) - new
    if len(result.added) + len(result.failures) > 1:
        parts = [say("{new} added", new=new)] + [say("{old} already held", old=old)] * bool(old)
        parts += [say("{n} not read", n=len(result.failures))] * bool(result.failures)
        console.line((joined(", ", parts), "strong"))
    if result.requests:
        asked(result.requests, console)
    elif any(not one.already_held and _could_be_asked(one.report) for one in result.added):
        console.line((say("ask the issuers' servers for what is missing: wallet refresh"), "dim"))


def _could_be_asked(report: Report) -> bool:
    """Whether its issuer's servers may have what keeps it from being judged."""
    return report.verdict is Verdict.CANNOT_TELL and any("--online" in check.hint for check in report.checks)


def _added_read_out(one: AddedOne) -> Iterator[tuple[str, str]]:
    yield say("ref"), short(one.entry.ref)
    yield say("is"), _arrival(one)
    yield say("title"), escape(one.entry.title) or UNTITLED
    yield say("verdict"), reports.verdict_words(one.report.verdict.value)


def _arrival(one: AddedOne) -> str:
    return say("already held") if one.already_held else say("added")


def _added_one(one: AddedOne, console: Console) -> Iterator[Line]:
    verdict = one.report.verdict
    result, style = STYLES[verdict.value]
    word = _arrival(one)
    title = console.clip(console.said(one.entry.title or UNTITLED), max(20, console.width - 20))
    yield (short(one.entry.ref), "  ", word, ": ", title)
    yield ("        ", (reports.marked(result, reports.verdict_words(verdict.value), console), style))

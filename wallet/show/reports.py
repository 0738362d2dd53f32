"""Reports as text: one screen a credential, a headline and then a row for each question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wallet.report import QUESTIONS, Check, CheckId, Report, Result, Verdict
from wallet.results.checking import LeftOut, Outcome
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import UNTITLED, cells, day, hinted, pad, wrap
from wallet.wording import joined, say

INDENT = 2
NARROW = 20
"""Columns that an answer needs beside its question; with fewer it stands below."""


class Look(NamedTuple):
    """How a result appears; the symbols differ in shape, so that no colour is needed."""

    symbol: str
    ascii: str
    style: str
    word: str
    """Stands before an answer that is not good."""
    plain: str
    """Stands in place of the symbol in plain output."""


_LOOKS = {
    Result.PASS: Look("✓", "+", "good", "", say("good: ")),
    Result.NOTE: Look("!", "!", "note", say("note: "), say("note: ")),
    Result.UNKNOWN: Look("?", "?", "unknown", say("unknown: "), say("unknown: ")),
    Result.FAIL: Look("✗", "x", "bad", say("FAIL: "), say("FAIL: ")),
    Result.NOT_APPLICABLE: Look("-", "-", "dim", "", say("not judged: ")),
}
_HEADS = {
    Verdict.VERIFIED: Result.PASS,
    Verdict.VERIFIED_WITH_NOTES: Result.PASS,
    Verdict.CANNOT_TELL: Result.UNKNOWN,
    Verdict.REJECTED: Result.FAIL,
}
VERDICT_WORDS = {verdict.value: verdict.words for verdict in Verdict} | {"unreadable": say("unreadable")}
"""Verdict slugs as they read within a line."""
_HINTED, _REJECTING = (Result.NOTE, Result.UNKNOWN, Result.FAIL, Result.NOT_APPLICABLE), (Result.FAIL,)
_STOPPED = say("The other questions are not asked: their answers would be about a changed file.")
_ROLES = {"credential": say("inside it"), "enveloped": say("inside it"), "endorsement": say("an endorsement of it")}


@dataclass(frozen=True, slots=True)
class Said:
    """Puts outcomes into text for ``console``, here or in another process."""

    console: Console
    """Writes to memory; see :meth:`Console.aside`."""
    explain: bool = False

    def __call__(self, outcome: Outcome) -> str:
        """The lines of one outcome; none for a failure, which is an error and no result."""
        page = self.console.aside()
        if isinstance(outcome, Report):
            page.lines(screen(outcome, page, explain=self.explain))
        elif isinstance(outcome, LeftOut):
            page.line(
                (
                    say("left out: {source}: {reason}", source=escape(outcome.source), reason=escape(outcome.reason)),
                    "dim",
                )
            )
        return page.written()


def totals(tally: dict[str, int]) -> str:
    """``3 checked: 2 verified, 1 cannot tell``."""
    return say("{tally} checked: {said}", tally=sum(tally.values()), said=by_verdict(tally))


def by_verdict(tally: Mapping[str, int]) -> str:
    """``2 verified, 1 cannot tell``; empty when there are none."""
    return joined(
        ", ",
        [
            say("{n} {verdict}", n=tally[slug], verdict=VERDICT_WORDS.get(slug, slug))
            for slug in sorted(tally, key=_best_first)
            if tally[slug]
        ],
    )


def _best_first(slug: str) -> int:
    return [*VERDICT_WORDS].index(slug) if slug in VERDICT_WORDS else len(VERDICT_WORDS)


def verdict_words(slug: str) -> str:
    """A verdict as it reads within a line; what is no verdict is unreadable."""
    return VERDICT_WORDS.get(slug, VERDICT_WORDS["unreadable"])


def screen(report: Report, console: Console, *, indent: int = 0, explain: bool = False) -> Iterator[Line]:
    """One report: headline, what it is, the questions, perhaps the steps, and its parts further in."""
    yield from shift(_summary(report, console, console.width - indent), indent)
    yield ("",)
    yield from shift(rows(report, console, console.width - indent, inside=bool(indent)), indent)
    if explain:
        yield ("",)
        yield from shift(steps(report, console, console.width - indent), indent)
    if report.is_bundle:
        yield from _freshness(report, console)
    for part in report.parts:
        yield ("",)
        yield (" " * (indent + INDENT), (say("{role}:", role=_ROLES.get(part.role, _ROLES["credential"])), "strong"))
        yield from screen(part, console, indent=indent + 2 * INDENT, explain=explain)


def _freshness(report: Report, console: Console) -> Iterator[Line]:
    """How old what a bundle's answers rest on is: what changed since cannot show."""
    found = report.freshness
    text = say("Nothing that was saved was needed: the issuers' ids are their keys, and no status was looked up.")
    if found:
        oldest, newest = (day(moment) for moment in found)
        dates = oldest if oldest == newest else say("between {oldest} and {newest}", oldest=oldest, newest=newest)
        text = say("The answers rest on documents saved {dates}; what changed later does not show.", dates=dates)
    yield ("",)
    for line in wrap(console.said(text), max(20, console.width - INDENT)):
        yield (" " * INDENT, (line, "dim"))


def steps(report: Report, console: Console, width: int) -> Iterator[Line]:
    """The numbered steps that were taken; a signed text that one quotes stands below it line by line, unbroken."""
    for step in report.steps:
        said, *quoted = console.words.text(step).split("\n")
        number, _, text = said.partition(" ")
        for at, line in enumerate(wrap(escape(text, limit=len(text)), max(20, width - 2 * INDENT - 3))):
            yield (" " * INDENT, ("" if at else number).ljust(5), line)
        for line in quoted:
            yield (" " * 2 * INDENT, (line, "dim"))


def shift(lines: Iterator[Line], indent: int) -> Iterator[Line]:
    """The same lines, further in."""
    for pieces in lines:
        yield (" " * indent, *pieces) if indent else pieces


def headline(verdict: Verdict, console: Console) -> Line:
    """The words a person reads first."""
    result = _HEADS[verdict]
    look = _LOOKS[result]
    return ((console.sign(look.symbol, look.ascii, say("verdict: ")) + verdict.headline, look.style),)


def marked(result: Result, text: str, console: Console) -> str:
    """``text`` behind the symbol of a result."""
    look = _LOOKS[result]
    return console.sign(look.symbol, look.ascii, "") + text


def rows(report: Report, console: Console, width: int, *, inside: bool = False) -> Iterator[Line]:
    """A row for each question that was asked, with a hint under each answer that is no pass.

    Of what is rejected only under what it is rejected for: nobody is to trust its issuer because of it.  How to have
    a question asked is said once, around everything: not of what lies ``inside``.
    """
    hinted_at = _REJECTING if report.verdict is Verdict.REJECTED else _HINTED[: -1 if inside else None]
    for check in report.checks:
        yield from _row(check, console, width)
        if check.hint and check.result in hinted_at:
            yield from hint(check.hint, console, width)
    if report.result(CheckId.INTEGRITY) is Result.FAIL:
        for line in wrap(console.said(_STOPPED), max(20, width - INDENT)):
            yield (" " * INDENT, (line, "dim"))


def _summary(report: Report, console: Console, width: int) -> Iterator[Line]:
    """What it is; words that nothing proves are announced as such and stand in no strong type."""
    said = report.credential
    indent = " " * INDENT
    yield headline(report.overall, console)
    if report.overall is not report.verdict:
        yield (indent, (_of_what_is_inside(report), _LOOKS[_HEADS[report.overall]].style))
    if not report.shown_is_signed:
        yield (indent, (say("It says it is this, and nothing proves it:"), "note"))
    if console.plain:
        yield from ((indent, console.label(label, 0), text) for label, text in _facts(report) if text)
        return
    texts: list[tuple[str, str]] = [(escape(said.title) or UNTITLED, "strong" if report.shown_is_signed else "")]
    texts += [(_from(report, issuer), "") for issuer in (named(said.issuer.name, said.issuer.shown_id),) if issuer]
    texts += [(_whom(report, holder), "") for holder in (_holder(report),) if holder]
    texts += [(dates, "") for dates in (_dates(report),) if dates]
    for text, style in texts:
        for line in wrap(console.said(text), max(20, width - 2 * INDENT)):
            yield (indent, (line, style))
    for label, text in report.about:
        told = f"{console.said(label)}: {console.said(text)}"
        for at, line in enumerate(wrap(told, max(20, width - 2 * INDENT))):
            yield (indent * (2 if at else 1), line)
    if report.source:
        seen = say("{source}, as of {at}", source=escape(report.source), at=day(report.at))
        yield from ((indent, (line, "dim")) for line in wrap(console.said(seen), max(20, width - 2 * INDENT)))


def _of_what_is_inside(report: Report) -> str:
    """A line where the credentials inside make the verdict worse than the container's own."""
    inside = [part.overall for part in report.parts if part.role != "endorsement"]
    worst = report.overall
    return say(
        "{n} of {all} inside: {worst}; what is around them: {verdict}",
        n=inside.count(worst),
        all=len(inside),
        worst=worst.words,
        verdict=report.verdict.words,
    )


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    """The same for screen readers: label and value of each, empty where there is none."""
    said = report.credential
    yield say("title"), escape(said.title) or UNTITLED
    yield (
        say("said to be from") if report.is_vouched_for else say("issuer"),
        named(said.issuer.name, said.issuer.shown_id),
    )
    yield say("holder"), _holder(report)
    yield say("issued"), day(said.issued or said.valid_from)
    yield say("ended") if report.has_ended else say("until"), day(said.valid_until)
    yield from ((label, text) for label, text in report.about)
    yield say("source"), escape(report.source)
    yield say("as of"), day(report.at) if report.source else ""


def _holder(report: Report) -> str:
    """Whom it names in the open; who shows a presentation stands there already, as who it is from."""
    holder = report.credential.holder
    return "" if report.outline.format == "presentation" else named(holder.name, holder.stated)


def _whom(report: Report, holder: str) -> str:
    """To whom it was awarded; an endorsement is awarded to nobody, but of somebody or something."""
    endorses = report.outline.format == "endorsement"
    return say("of {holder}", holder=holder) if endorses else say("to {holder}", holder=holder)


def _from(report: Report, issuer: str) -> str:
    """By whom it was issued, or is said to be by whoever vouches for it."""
    if report.is_vouched_for:
        return say("said to be from {issuer}", issuer=issuer)
    return say("from {issuer}", issuer=issuer)


def _dates(report: Report) -> str:
    said = report.credential
    issued = said.issued or said.valid_from
    ends = day(said.valid_until)
    known = (
        say("issued {issued}", issued=day(issued)) if issued else "",
        say("ended {ends}", ends=ends) if report.has_ended else say("until {ends}", ends=ends) if ends else "",
    )
    return joined(", ", [part for part in known if part])


def named(name: str, identifier: str) -> str:
    """A name with the id beside it, since anyone can take any name."""
    name, identifier = escape(name), escape(identifier)
    return f"{name} ({identifier})" if name and identifier else name or identifier


def _row(check: Check, console: Console, width: int) -> Iterator[Line]:
    look = _LOOKS[check.result]
    questions = {id_: console.said(question) for id_, question in QUESTIONS.items()}
    asked = max(map(cells, questions.values())) + 2
    answer_at = INDENT + asked
    word = "" if console.plain else look.word  # which then stands where the symbol would
    sign = (console.sign(look.symbol, look.ascii, look.plain), look.style)
    answer = console.said(word) + console.said(check.message)
    if width - answer_at - 2 < NARROW:
        answer_at = 2 * INDENT
        first, *more = wrap(answer, max(NARROW, width - answer_at - 2))
        yield from ((" " * INDENT, line) for line in wrap(questions[check.id], max(NARROW, width - INDENT)))
        yield (" " * answer_at, sign, (first, look.style))
    else:
        first, *more = wrap(answer, width - answer_at - 2)
        yield (" " * INDENT, pad(questions[check.id], asked), sign, (first, look.style))
    for line in more:
        yield (" " * (answer_at + 2), (line, look.style))
    if check.as_of is not None and check.source:
        template = say("as of: {as_of}, {source}") if console.plain else say("as of {as_of}, {source}")
        seen = template.filled(as_of=day(check.as_of), source=escape(check.source))
        yield (" " * (answer_at + 2), (console.clip(console.said(seen), max(20, width - answer_at - 2)), "dim"))


def hint(text: str, console: Console, width: int) -> Iterator[Line]:
    """What to do next, behind an arrow; a command in it is never broken."""
    sign = console.sign("→", "->", say("next: "))
    first, *more = hinted(console.said(text), max(20, width - 4 - cells(sign)))
    yield (" " * 4, (sign, "dim"), (first, "dim"))
    for line in more:
        yield (" " * (4 + cells(sign)), (line, "dim"))

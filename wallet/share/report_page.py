"""The answer of a check as one page, to be put on file: what was checked, when, by what, and each answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from wallet.report import QUESTIONS, Report, Result, Verdict
from wallet.share.markup import Markup, page, rows, tag
from wallet.wording import Catalogue, Message, joined, say

_CLASSES = {
    Verdict.VERIFIED: "good",
    Verdict.VERIFIED_WITH_NOTES: "good",
    Verdict.CANNOT_TELL: "open",
    Verdict.REJECTED: "bad",
}
WORDS = {
    Result.PASS: "✓ ",
    Result.NOTE: say("Note: "),
    Result.UNKNOWN: say("Unknown: "),
    Result.FAIL: say("FAILED: "),
    Result.NOT_APPLICABLE: "",
}
TITLE = say("Check of credentials")
LABEL = say(
    "This page was written by whoever ran the check. It records answers and proves nothing by itself: to be sure, "
    "check the file named below again."
)


def render(reports: Sequence[Report], at: datetime, version: str, words: Catalogue) -> bytes:
    """The page for ``reports``, checked at ``at`` by this ``version`` of the program, in the language of ``words``."""
    title_, said = words.text(TITLE), words.text(checked(reports, at, version))
    return page(
        title_,
        tag("header", tag("h1", title_), tag("p", said, class_="soft")),
        tag("main", tag("p", words.text(LABEL), class_="note"), *(_report(one, 2, words) for one in reports)),
        language=words.language,
    )


def checked(reports: Sequence[Report], at: datetime, version: str) -> Message:
    """When and by what, and for which other moment, if one was asked for."""
    judged = {f"{one.at:%Y-%m-%d %H:%M} UTC" for one in reports if one.at != at}
    said = say(
        "Checked {at} UTC with wallet {version}, without a network unless a source below says so.",
        at=f"{at:%Y-%m-%d %H:%M}",
        version=version,
    )
    return said + say(" Judged as of {moments}.", moments=", ".join(sorted(judged))) if judged else said


def facts(report: Report, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """What a report is about, label and text; empty texts are to be left out."""
    said = report.credential
    issued = said.issued or said.valid_from
    shown, endorses = (report.outline.format == name for name in ("presentation", "endorsement"))
    digest = "" if report.is_bundle or report.pointer else sha256(report.outline.payload.original).hexdigest()
    told = ((words.text(label), words.text(text)) for label, text in report.about)
    return (
        (words.text(_by(report, shown=shown)), _named(said.issuer.name, said.issuer.shown_id)),
        (
            words.text(say("Endorses") if endorses else say("Awarded to")),
            "" if shown else _named(said.holder.name, said.holder.stated),
        ),
        (words.text(say("Issued")), f"{issued:%Y-%m-%d}" if issued else ""),
        (words.text(say("Begins")), f"{said.begins:%Y-%m-%d}" if said.begins else ""),
        (
            words.text(say("Ended") if report.has_ended else say("Ends")),
            f"{said.valid_until:%Y-%m-%d}" if said.valid_until else "",
        ),
        *((label[:1].upper() + label[1:], text) for label, text in told),
        (words.text(say("File")), report.source),
        ("SHA-256", digest),
        (words.text(say("Rests on")), words.text(rests_on(report))),
    )


def _by(report: Report, *, shown: bool) -> str:
    """What the issuer that is named is to it."""
    if shown:
        return say("Shown by")
    return say("Said to be from") if report.is_vouched_for else say("Issuer")


def _named(name: str, identifier: str) -> str:
    """A name with the id beside it, since anyone can take any name."""
    return f"{name} ({identifier})" if name and identifier else name or identifier


def rests_on(report: Report) -> str:
    """How old the documents are that the answers rest on."""
    if report.freshness is None:
        return ""
    oldest, newest = (f"{moment:%Y-%m-%d}" for moment in report.freshness)
    if oldest == newest:
        return say("documents saved on {day}; what changed later does not show", day=oldest)
    return say(
        "documents saved between {oldest} and {newest}; what changed later does not show", oldest=oldest, newest=newest
    )


def answers(report: Report, words: Catalogue, passed: str = WORDS[Result.PASS]) -> Iterator[tuple[str, str]]:
    """Each question and its answer; ``passed`` stands before a good one."""
    for one in report.checks:
        before = passed if one.result is Result.PASS else WORDS[one.result]
        seen = (
            say(" (as of {day}, {source})", day=f"{one.as_of:%Y-%m-%d}", source=one.source)
            if one.as_of and one.source
            else ""
        )
        yield words.text(QUESTIONS[one.id]), words.text(joined("", (before, one.message, seen)))


def title(report: Report, words: Catalogue) -> str:
    """What it is called, announced as a claim where nothing proves it."""
    name = report.credential.title or say("(without a title)")
    return words.text(name if report.shown_is_signed else say("It says it is: {name}", name=name))


def for_itself(report: Report) -> str:
    """That a container is better than what is in it, by which it is headed; empty where it is not."""
    if report.overall is report.verdict:
        return ""
    return say("because of what is in it; taken for itself it is: {verdict}", verdict=report.verdict.words)


def _report(report: Report, level: int, words: Catalogue) -> Markup:
    table = [tag("tr", tag("th", name, scope="row"), tag("td", answer)) for name, answer in answers(report, words)]
    return tag(
        "section",
        tag(f"h{min(level, 6)}", title(report, words), dir="auto"),
        tag("p", words.text(report.overall.headline), class_=_CLASSES[report.overall]),
        *(tag("p", words.text(text)) for text in (for_itself(report),) if text),
        rows(facts(report, words)),
        tag("table", *table),
        *(_report(part, level + 1, words) for part in report.parts),
        class_="card",
    )

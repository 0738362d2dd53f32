"""The answer of a check as one page, to be put on file: what was checked, when, by what, and each answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from wallet.report import QUESTIONS, Report, Result, Verdict
from wallet.share.markup import Markup, page, rows, tag

_CLASSES = {
    Verdict.VERIFIED: "good",
    Verdict.VERIFIED_WITH_NOTES: "good",
    Verdict.CANNOT_TELL: "open",
    Verdict.REJECTED: "bad",
}
WORDS = {
    Result.PASS: "✓ ",
    Result.NOTE: "Note: ",
    Result.UNKNOWN: "Unknown: ",
    Result.FAIL: "FAILED: ",
    Result.NOT_APPLICABLE: "",
}
LABEL = (
    "This page was written by whoever ran the check. It records answers and proves nothing by itself: to be sure, "
    "check the file named below again."
)


def render(reports: Sequence[Report], at: datetime, version: str) -> bytes:
    """The page for ``reports``, checked at ``at`` by this ``version`` of the program."""
    return page(
        "Check of credentials",
        tag("header", tag("h1", "Check of credentials"), tag("p", checked(reports, at, version), class_="soft")),
        tag("main", tag("p", LABEL, class_="note"), *(_report(one, 2) for one in reports)),
    )


def checked(reports: Sequence[Report], at: datetime, version: str) -> str:
    """When and by what, and for which other moment, if one was asked for."""
    judged = {f"{one.at:%Y-%m-%d %H:%M} UTC" for one in reports if one.at != at}
    told = f" Judged as of {', '.join(sorted(judged))}." if judged else ""
    return (
        f"Checked {at:%Y-%m-%d %H:%M} UTC with wallet {version}, without a network unless a source below says so.{told}"
    )


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What a report is about, label and text; empty texts are to be left out."""
    said = report.credential
    issued = said.issued or said.valid_from
    shown = report.outline.format == "presentation"
    digest = "" if report.is_bundle or report.pointer else sha256(report.outline.payload.original).hexdigest()
    return (
        (
            "Shown by" if shown else "Issuer",
            f"{said.issuer.name} ({said.issuer.shown_id})" if said.issuer.name else said.issuer.shown_id,
        ),
        ("Issued", f"{issued:%Y-%m-%d}" if issued else ""),
        ("Ends", f"{said.valid_until:%Y-%m-%d}" if said.valid_until else ""),
        *((label[:1].upper() + label[1:], text) for label, text in report.about),
        ("File", report.source),
        ("SHA-256", digest),
        ("Rests on", rests_on(report)),
    )


def rests_on(report: Report) -> str:
    """How old the documents are that the answers rest on."""
    if report.freshness is None:
        return ""
    oldest, newest = (f"{moment:%Y-%m-%d}" for moment in report.freshness)
    dates = f"on {oldest}" if oldest == newest else f"between {oldest} and {newest}"
    return f"documents saved {dates}; what changed later does not show"


def answers(report: Report) -> Iterator[tuple[str, str]]:
    """Each question and its answer."""
    for one in report.checks:
        seen = f" (as of {one.as_of:%Y-%m-%d}, {one.source})" if one.as_of and one.source else ""
        yield QUESTIONS[one.id], f"{WORDS[one.result]}{one.message}{seen}"


def title(report: Report) -> str:
    """What it is called, announced as a claim where nothing proves it."""
    name = report.credential.title or "(without a title)"
    return name if report.shown_is_signed else f"It says it is: {name}"


def _of_what_is_inside(report: Report) -> Iterator[Markup]:
    """That a container is better than what is in it."""
    if report.overall is not report.verdict:
        yield tag("p", f"because of what is in it; taken for itself it is: {report.verdict.words}")


def _report(report: Report, level: int) -> Markup:
    table = [tag("tr", tag("th", name, scope="row"), tag("td", answer)) for name, answer in answers(report)]
    return tag(
        "section",
        tag(f"h{min(level, 6)}", title(report), dir="auto"),
        tag("p", report.overall.headline, class_=_CLASSES[report.overall]),
        *_of_what_is_inside(report),
        rows(facts(report)),
        tag("table", *table),
        *(_report(part, level + 1) for part in report.parts),
        class_="card",
    )

"""Certificates as PDF: a page for each credential, a list in front of several, the original files attached.

What is printed is what was signed, read by the sender's own program; the page
itself proves nothing and says so.  Whoever gets it checks the attached files:
``wallet verify FILE.pdf`` reads them out of the document.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from wallet.errors import Unreadable
from wallet.model import Achievement, Credits, Level
from wallet.report import Report, Result, Verdict
from wallet.share import links, qr
from wallet.share.bundle import Enclosed, path_of
from wallet.share.cleaning import clean
from wallet.share.qr import QrCode
from wallet.share.readme import day
from wallet.share.report_page import rests_on
from wallet.share.resume import counts
from wallet.share.sheet import (
    ACCENT,
    BODY,
    BOTTOM,
    HEIGHT,
    INNER,
    LABEL_STYLE,
    MARGIN,
    SMALL,
    SOFT,
    TONES,
    Attached,
    Sheet,
    Style,
)  # fmt: skip
from wallet.share.typeface import Fonts, choose

FOOT = (
    "This page was made by the person who sent it and proves nothing by itself. "
    "The file attached to this document does, for whoever checks it: wallet verify FILE.pdf"
)
_OTHERWISE = (
    "wallet verify FILE.pdf reads it and works without a network. Or save it from the list of attachments and "
    "give it to a verifier that you trust."
)
PRINTED = 25
"""The largest version that still prints with a third of a millimetre a module."""
_SIDE = 42.0
_CAPTIONS = {
    "link": "The web address that the credential gives as its own",
    "raw": "The credential itself, whole: scan it and paste the text into a verifier",
    "cw1": "The credential itself, whole, packed: wallet verify PICTURE reads it",
}


class Occasion(NamedTuple):
    """When and for whom a document is made."""

    at: datetime
    name: str = ""
    """The learner's, as they say."""
    audience: str = ""


class Certificate(NamedTuple):
    """What a page says, cleaned; "" is left out."""

    title: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    verdict: Verdict
    remarks: tuple[str, ...]
    """What a check noted, did not know or refused."""
    file: str
    digest: str
    code: QrCode | None
    caption: str


def render(shared: Sequence[tuple[Report, Enclosed]], occasion: Occasion, fonts: Fonts) -> bytes:
    """The document; the files are attached under the names that they have in a bundle.

    Raises as :func:`wallet.share.typeface.choose`.
    """
    files = [_attached(number, one) for number, (_, one) in enumerate(shared, 1)]
    pages = [_certificate(report, file) for (report, _), file in zip(shared, files, strict=True)]
    title = pages[0].title if len(pages) == 1 else "Credentials"
    front = _front(occasion, len(pages))
    sheet = Sheet(title, choose(_strings((title, front, pages)), fonts), occasion.at, FOOT)
    if len(pages) > 1:
        _summary(sheet, front, pages)
    for page in pages:
        _page(sheet, page, occasion.at)
    for file in files:
        sheet.attach(file, occasion.at)
    return sheet.finished()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _attached(number: int, one: Enclosed) -> Attached:
    return Attached(path_of(number, one).rpartition("/")[2], one.original, one.media_type, one.title)


def _certificate(report: Report, file: Attached) -> Certificate:
    said = report.credential
    name = clean(said.title, limit=300) or "(without a title)"
    code, caption = _code(report)
    return Certificate(
        title=name if report.shown_is_signed else f"It says it is: {name}",
        facts=tuple(_facts(report)),
        texts=tuple(_texts(report)),
        verdict=report.verdict,
        remarks=tuple(_remarks(report)),
        file=file.name,
        digest=sha256(file.data).hexdigest(),
        code=code,
        caption=caption,
    )


def _code(report: Report) -> tuple[QrCode | None, str]:
    """The address of the credential or the credential itself; no code that a printed page cannot hold."""
    link = links.public_address(report.credential)
    data = report.outline.payload.data
    try:
        chosen = qr.payload(data, link=link, wanted="link" if link else "self", max_version=PRINTED)
        return qr.make(chosen.text, max_version=PRINTED), _CAPTIONS[chosen.form]
    except Unreadable:
        return None, "Too large for a code: see the attached file"


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    said = report.credential
    achievement = said.achievements[0] if len(said.achievements) == 1 else Achievement("", "")
    yield "Issued by", clean(said.issuer.name, limit=200)
    yield "Issuer's id", clean(said.issuer.shown_id, limit=200)
    yield "Issued to", clean(said.holder.name or said.holder.id, limit=200)
    yield "Issued on", day(said.issued or said.valid_from)
    yield "Begins on", day(said.begins)
    yield "Ends on", day(said.valid_until)
    yield "Kind", clean(achievement.kind, limit=80)
    yield "Level", _level(achievement.level)
    yield "Credit", _credits(achievement.credits)


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    said = report.credential
    achievement = said.achievements[0] if len(said.achievements) == 1 else Achievement("", "")
    yield "About", clean(achievement.description or said.description, limit=650)
    yield "Earned by", clean(achievement.criteria, limit=400)
    names = [clean(one.name or one.code, limit=100) for one in achievement.alignments]
    once = {name.casefold(): name for name in reversed(names) if name}
    yield "Skills", clean(", ".join(reversed(once.values())), limit=400)
    if len(said.achievements) > 1:
        yield "Achievements", clean("; ".join(clean(one.name, limit=120) for one in said.achievements), limit=900)


def _level(level: Level | None) -> str:
    return clean(f"{level.framework} {level.value}", limit=120) if level else ""


def _credits(credit: Credits | None) -> str:
    if credit is None:
        return ""
    return clean(f"{credit.amount} {credit.system}{'' if credit.earned else ' (offered)'}", limit=120)


def _remarks(report: Report) -> Iterator[str]:
    words = {Result.NOTE: "Note", Result.UNKNOWN: "Not known", Result.FAIL: "FAILED"}
    for one in report.checks:
        if one.result in words:
            yield f"{words[one.result]}: {clean(one.message, limit=200)}"
    if rests_on(report):
        yield f"It rests on {rests_on(report)}."


def _front(occasion: Occasion, count: int) -> tuple[str, str]:
    """The heading and the line below it of a list."""
    whose = clean(occasion.name, limit=120)
    whom = clean(occasion.audience, limit=120)
    made = f"{count} credentials, put together on {day(occasion.at)}{f' for {whom}' if whom else ''}"
    return (f"Credentials of {whose}" if whose else "Credentials"), made


def _summary(sheet: Sheet, front: tuple[str, str], pages: Sequence[Certificate]) -> None:
    sheet.add_page()
    sheet.put("PORTFOLIO", LABEL_STYLE)
    sheet.put(front[0], Style(24, bold=True), before=2)
    sheet.put(front[1], SMALL, before=1)
    sheet.ln(5)
    for number, page in enumerate(pages, 1):
        sheet.need(18)
        sheet.rule(after=2.5)
        top = sheet.get_y()
        sheet.text_at(MARGIN, 9, str(number), Style(11, ACCENT, bold=True))
        sheet.set_y(top)
        sheet.text_at(MARGIN + 9, INNER - 9, page.title, Style(11, bold=True))
        facts = dict(page.facts)
        for text in (facts["Issued by"], facts["Issued on"], f"attached: {page.file}"):
            if text:
                sheet.text_at(MARGIN + 9, INNER - 9, text, SMALL)
        if not counts(page.verdict):
            sheet.text_at(MARGIN + 9, INNER - 9, page.verdict.headline, Style(8.5, TONES[page.verdict], bold=True))
        sheet.ln(2.5)
    sheet.rule()


def _page(sheet: Sheet, page: Certificate, at: datetime) -> None:
    sheet.add_page()
    sheet.start_section(sheet.face.spelled(page.title)[:100])
    sheet.put("CREDENTIAL", LABEL_STYLE, before=8)
    size = 30 if len(page.title) <= 40 else 20 if len(page.title) <= 120 else 13
    sheet.put(page.title, Style(size, bold=True), before=2.5)
    sheet.put(dict(page.facts)["Issued by"], Style(13, SOFT), before=2)
    sheet.rule(before=7, after=6)
    sheet.pairs(page.facts, MARGIN, 34, Style(9.5))
    for name, text in page.texts:
        if text:
            sheet.need(15)
            sheet.put(name.upper(), LABEL_STYLE, before=5)
            sheet.put(text, BODY, before=1)
    _check(sheet, page, at)


def _check(sheet: Sheet, page: Certificate, at: datetime) -> None:
    """The shaded field at the bottom: what the sender's check said, how to check oneself, the code."""
    width, left, beside = INNER - _SIDE - 18, MARGIN + INNER - _SIDE - 6, Style(7.5, SOFT)
    lines = list(_how(page, at))
    picture = _SIDE + 1.5 if page.code else 0
    sides = (
        sum(sheet.height_of(text, width, style) + gap for text, style, gap in lines),
        picture + sheet.height_of(page.caption, _SIDE, beside),
    )
    height = max(sides) + 12
    sheet.ln(7)
    sheet.need(height + 3)
    top = max(sheet.get_y(), HEIGHT - BOTTOM - height - 3)
    sheet.card(top, height)
    if page.code is not None:
        sheet.code(page.code, left, top + 6, _SIDE, page.caption)
    sheet.set_y(top + 6 + picture)
    sheet.text_at(left, _SIDE, page.caption, beside, align="C")
    sheet.set_y(top + 6)
    for text, style, gap in lines:
        sheet.text_at(MARGIN + 6, width, text, style)
        sheet.ln(gap)


def _how(page: Certificate, at: datetime) -> Iterator[tuple[str, Style, float]]:
    """Lines of the field, their looks and the room below each."""
    yield "HOW TO CHECK IT", LABEL_STYLE, 1
    yield "Do not rely on this page. The original file is attached to this document:", Style(9), 1
    yield page.file, Style(9, bold=True), 1
    yield _OTHERWISE, Style(9), 1
    yield f"SHA-256 {page.digest}", Style(6.5, SOFT), 3
    yield f"WHAT THE SENDER'S CHECK SAID ON {day(at).upper()}", LABEL_STYLE, 1
    yield page.verdict.headline, Style(9, TONES[page.verdict], bold=True), 0.5
    for remark in page.remarks:
        yield remark, Style(8, SOFT), 0.5

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
from wallet.report import Report, Result
from wallet.share import links, qr
from wallet.share.bundle import Enclosed, path_of
from wallet.share.cleaning import clean
from wallet.share.page_words import UNFINISHED, UNTITLED
from wallet.share.qr import QrCode
from wallet.share.report_page import WORDS, rests_on
from wallet.share.resume import counts, day
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
    WARN,
    Attached,
    Sheet,
    Style,
)  # fmt: skip
from wallet.share.typeface import Fonts, choose
from wallet.wording import Catalogue, Message, counted, joined, say

FOOT = say(
    "This page was made by the person who sent it and proves nothing by itself. "
    "The file attached to this document does, for whoever checks it: wallet verify FILE.pdf"
)
_DISTRUST = say("Do not rely on this page. The original file is attached to this document:")
_OTHERWISE = say(
    "wallet verify FILE.pdf reads it and works without a network. Or save it from the list of attachments and "
    "give it to a verifier that you trust."
)
PRINTED = 25
"""The largest version that still prints with a third of a millimetre a module."""
_CREDENTIALS = say("Credentials")
_WARNING = Style(9, WARN, bold=True)
_SIDE = 42.0
_CAPTIONS = {
    "link": say("The web address that the credential gives as its own"),
    "raw": say("The credential itself, whole: scan it and paste the text into a verifier"),
    "cw1": say("The credential itself, whole, packed: wallet verify PICTURE reads it"),
}
_NO_CODE = say("Too large for a code: see the attached file")


class Occasion(NamedTuple):
    """When and for whom a document is made."""

    at: datetime
    name: str = ""
    """The learner's, as they say."""
    audience: str = ""


class Certificate(NamedTuple):
    """What a page says, cleaned and in the reader's language; "" is left out."""

    heading: str
    title: str
    issuer: str
    warning: str
    """That it was not completed, if it was not."""
    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    how: tuple[tuple[str, Style, float], ...]
    """How to check it and what the sender's check said: lines, their looks and the room below each."""
    code: QrCode | None
    caption: str
    listed: tuple[tuple[str, Style], ...]
    """What stands below its title in a list of several."""


def render(shared: Sequence[tuple[Report, Enclosed]], occasion: Occasion, fonts: Fonts, words: Catalogue) -> bytes:
    """The document in the language of ``words``; the files are attached under the names that they have in a bundle.

    Raises as :func:`wallet.share.typeface.choose`.
    """
    files = [_attached(number, one) for number, (_, one) in enumerate(shared, 1)]
    pages = [_certificate(report, file, occasion.at, words) for (report, _), file in zip(shared, files, strict=True)]
    front, foot = _front(occasion, len(pages), words), words.text(FOOT)
    name = pages[0].title if len(pages) == 1 else words.text(_CREDENTIALS)
    face = choose(_strings((name, foot, front, pages)), fonts)
    sheet = Sheet(name, face, occasion.at, foot, words.language)
    if len(pages) > 1:
        _summary(sheet, front, pages)
    for page in pages:
        _page(sheet, page)
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


def _certificate(report: Report, file: Attached, at: datetime, words: Catalogue) -> Certificate:
    said = report.credential
    name = clean(said.title, limit=300) or UNTITLED
    code, caption = _code(report)
    issuer, issued = clean(said.issuer.name, limit=200), day(said.issued or said.valid_from)
    warning = words.text(UNFINISHED.filled(status=said.unfinished)) if said.unfinished else ""
    attached = words.text(say("attached: {file}", file=file.name))
    verdict = (words.text(report.verdict.headline), Style(8.5, TONES[report.verdict], bold=True))
    return Certificate(
        heading=words.text(say("CREDENTIAL")),
        title=words.text(name if report.shown_is_signed else say("It says it is: {name}", name=name)),
        issuer=issuer,
        warning=warning,
        facts=tuple((words.text(label), words.text(text)) for label, text in _facts(report)),
        texts=tuple((words.text(label).upper(), text) for label, text in _texts(report)),
        how=tuple((words.text(text), style, gap) for text, style, gap in _how(report, file, at, words)),
        code=code,
        caption=words.text(caption),
        listed=(
            *((text, SMALL) for text in (issuer, issued, attached) if text),
            *(((warning, _WARNING),) if warning else ()),
            *(() if counts(report.verdict) else (verdict,)),
        ),
    )


def _code(report: Report) -> tuple[QrCode | None, Message]:
    """The address of the credential or the credential itself; no code that a printed page cannot hold."""
    link = links.public_address(report.credential)
    data = report.outline.payload.data
    try:
        chosen = qr.payload(data, link=link, wanted="link" if link else "self", max_version=PRINTED)
        return qr.make(chosen.text, max_version=PRINTED), _CAPTIONS[chosen.form]
    except Unreadable:
        return None, _NO_CODE


def _facts(report: Report) -> Iterator[tuple[Message, str]]:
    said = report.credential
    achievement = said.achievements[0] if len(said.achievements) == 1 else Achievement("", "")
    yield say("Issued by"), clean(said.issuer.name, limit=200)
    yield say("Issuer's id"), clean(said.issuer.shown_id, limit=200)
    yield say("Issued to"), clean(said.holder.name or said.holder.id, limit=200)
    yield say("Issued on"), day(said.issued or said.valid_from)
    yield say("Begins on"), day(said.begins)
    yield say("Ends on"), day(said.valid_until)
    yield say("Kind"), clean(achievement.kind, limit=80)
    yield say("Level"), _level(achievement.level)
    yield say("Credit"), _credits(achievement.credits)


def _texts(report: Report) -> Iterator[tuple[Message, str]]:
    said = report.credential
    achievement = said.achievements[0] if len(said.achievements) == 1 else Achievement("", "")
    yield say("About"), clean(achievement.description or said.description, limit=650)
    yield say("Earned by"), clean(achievement.criteria, limit=400)
    names = [clean(one.name or one.code, limit=100) for one in achievement.alignments]
    once = {name.casefold(): name for name in reversed(names) if name}
    yield say("Skills"), clean(", ".join(reversed(once.values())), limit=400)
    if len(said.achievements) > 1:
        yield say("Achievements"), clean("; ".join(clean(one.name, limit=120) for one in said.achievements), limit=900)


def _level(level: Level | None) -> str:
    return clean(f"{level.framework} {level.value}", limit=120) if level else ""


def _credits(credit: Credits | None) -> str:
    if credit is None:
        return ""
    unit = say("without a unit") if credit.system == "unstated" else clean(credit.system, limit=80)
    amount = joined(" ", (f"{credit.amount:f}", unit))
    return amount if credit.earned else say("{credits} (offered)", credits=amount)


def _remarks(report: Report, words: Catalogue) -> Iterator[str]:
    """What a check noted, did not know or refused, and what its answers rest on."""
    for one in report.checks:
        if one.result in (Result.NOTE, Result.UNKNOWN, Result.FAIL):
            yield clean(words.text(joined("", (WORDS[one.result], one.message))), limit=200)
    if rests_on(report):
        yield words.text(say("It rests on {documents}.", documents=rests_on(report)))


def _front(occasion: Occasion, count: int, words: Catalogue) -> tuple[str, str, str]:
    """The label, the heading and the line below it of a list."""
    whose = clean(occasion.name, limit=120)
    whom = clean(occasion.audience, limit=120)
    made = counted(
        count,
        "{n} credential, put together on {day}",
        "{n} credentials, put together on {day}",
        day=day(occasion.at),
    )
    made = say("{made} for {whom}", made=made, whom=whom) if whom else made
    named = say("Credentials of {whose}", whose=whose) if whose else _CREDENTIALS
    return words.text(say("PORTFOLIO")), words.text(named), words.text(made)


def _summary(sheet: Sheet, front: tuple[str, str, str], pages: Sequence[Certificate]) -> None:
    label, heading, made = front
    sheet.add_page()
    sheet.put(label, LABEL_STYLE)
    sheet.put(heading, Style(24, bold=True), before=2)
    sheet.put(made, SMALL, before=1)
    sheet.ln(5)
    for number, page in enumerate(pages, 1):
        sheet.need(18)
        sheet.rule(after=2.5)
        top = sheet.get_y()
        sheet.text_at(MARGIN, 9, str(number), Style(11, ACCENT, bold=True))
        sheet.set_y(top)
        sheet.text_at(MARGIN + 9, INNER - 9, page.title, Style(11, bold=True))
        for text, style in page.listed:
            sheet.text_at(MARGIN + 9, INNER - 9, text, style)
        sheet.ln(2.5)
    sheet.rule()


def _page(sheet: Sheet, page: Certificate) -> None:
    sheet.add_page()
    sheet.start_section(sheet.face.spelled(page.title)[:100])
    sheet.put(page.heading, LABEL_STYLE, before=8)
    size = 30 if len(page.title) <= 40 else 20 if len(page.title) <= 120 else 13
    sheet.put(page.title, Style(size, bold=True), before=2.5)
    sheet.put(page.issuer, Style(13, SOFT), before=2)
    sheet.put(page.warning, _WARNING, before=2)
    sheet.rule(before=7, after=6)
    sheet.pairs(page.facts, MARGIN, 34, Style(9.5))
    for label, text in page.texts:
        if text:
            sheet.need(15)
            sheet.put(label, LABEL_STYLE, before=5)
            sheet.put(text, BODY, before=1)
    _check(sheet, page)


def _check(sheet: Sheet, page: Certificate) -> None:
    """The shaded field at the bottom: what the sender's check said, how to check oneself, the code."""
    width, left, beside = INNER - _SIDE - 18, MARGIN + INNER - _SIDE - 6, Style(7.5, SOFT)
    picture = _SIDE + 1.5 if page.code else 0
    sides = (
        sum(sheet.height_of(text, width, style) + gap for text, style, gap in page.how),
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
    for text, style, gap in page.how:
        sheet.text_at(MARGIN + 6, width, text, style)
        sheet.ln(gap)


def _how(report: Report, file: Attached, at: datetime, words: Catalogue) -> Iterator[tuple[str, Style, float]]:
    """Lines of the field, their looks and the room below each."""
    yield say("HOW TO CHECK IT"), LABEL_STYLE, 1
    yield _DISTRUST, Style(9), 1
    yield file.name, Style(9, bold=True), 1
    yield _OTHERWISE, Style(9), 1
    yield f"SHA-256 {sha256(file.data).hexdigest()}", Style(6.5, SOFT), 3
    yield say("WHAT THE SENDER'S CHECK SAID ON {day}", day=day(at)), LABEL_STYLE, 1
    yield report.verdict.headline, Style(9, TONES[report.verdict], bold=True), 0.5
    for remark in _remarks(report, words):
        yield remark, Style(8, SOFT), 0.5

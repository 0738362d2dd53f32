"""The answer of a check as a PDF, to be put on file; says what the page of HTML says."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wallet.report import Report, Result, Verdict
from wallet.share.cleaning import clean
from wallet.share.report_page import LABEL, WORDS, answers, checked, facts, title
from wallet.share.sheet import INNER, LABEL_STYLE, MARGIN, SMALL, TONES, Sheet, Style
from wallet.share.typeface import Fonts, choose

_FOOT = "The record of a check, written by whoever ran it. It proves nothing by itself."
_LONGEST = 400
_STEP = 5.0
"""How far what is inside another credential stands to the right, at most four times."""
_QUESTION = 60.0
_SMALLER = Style(8.5)


class _Part(NamedTuple):
    """What is said of one credential, cleaned."""

    depth: int
    title: str
    verdict: Verdict
    facts: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


def render(reports: Sequence[Report], at: datetime, version: str, fonts: Fonts) -> bytes:
    """The document for ``reports``, checked at ``at`` by this ``version`` of the program.

    Raises as :func:`wallet.share.typeface.choose`.
    """
    parts = [part for one in reports for part in _parts(one, 0)]
    texts = (text for part in parts for text in _texts(part))
    sheet = Sheet("Check of credentials", choose(texts, fonts), at, _FOOT)
    sheet.add_page()
    sheet.put("RECORD OF A CHECK", LABEL_STYLE)
    sheet.put("Check of credentials", Style(20, bold=True), before=1.5)
    sheet.put(checked(reports, at, version), SMALL, before=1)
    sheet.put(LABEL, SMALL, before=1)
    for part in parts:
        _draw(sheet, part)
    return sheet.finished()


def _parts(report: Report, depth: int) -> Iterator[_Part]:
    """A report and those within it, outer ones first."""
    stated = tuple((label, clean(text, limit=_LONGEST)) for label, text in facts(report))
    said = tuple((question, _plain(answer)) for question, answer in answers(report))
    yield _Part(min(depth, 4), clean(title(report), limit=_LONGEST), report.verdict, stated, said)
    for part in report.parts:
        yield from _parts(part, depth + 1)


def _plain(answer: str) -> str:
    """An answer without the tick that few fonts hold."""
    return clean(f"Good: {answer[2:]}" if answer.startswith(WORDS[Result.PASS]) else answer, limit=_LONGEST)


def _texts(part: _Part) -> Iterator[str]:
    yield part.title
    for label, text in (*part.facts, *part.answers):
        yield label
        yield text


def _draw(sheet: Sheet, part: _Part) -> None:
    left = MARGIN + part.depth * _STEP
    width = INNER - part.depth * _STEP
    sheet.need(40)
    sheet.rule(before=3.5, after=3)
    sheet.text_at(left, width, part.title, Style(13 if part.depth == 0 else 11, bold=True))
    sheet.text_at(left, width, part.verdict.headline, Style(10, TONES[part.verdict], bold=True))
    sheet.ln(1)
    sheet.pairs(part.facts, left, 32, _SMALLER)
    sheet.ln(1)
    sheet.pairs(part.answers, left, _QUESTION, _SMALLER)

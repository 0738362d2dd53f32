"""The answer of a check as a PDF, to be put on file; says what the page of HTML says."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wallet.report import Report, Verdict
from wallet.share.cleaning import clean
from wallet.share.report_page import LABEL, TITLE, answers, checked, facts, for_itself, title
from wallet.share.sheet import INNER, LABEL_STYLE, MARGIN, SMALL, TONES, Sheet, Style
from wallet.share.typeface import Fonts, choose
from wallet.wording import Catalogue, say

_FOOT = say("The record of a check, written by whoever ran it. It proves nothing by itself.")
_GOOD = say("Good: ")
"""Before a good answer, in place of the tick that few fonts hold."""
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
    """The worst of its own and of what is in it, as the page has it."""
    headline: str
    for_itself: str
    facts: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


def render(reports: Sequence[Report], at: datetime, version: str, fonts: Fonts, words: Catalogue) -> bytes:
    """The document for ``reports``, checked at ``at`` by this ``version`` of the program, in the language of ``words``.

    Raises as :func:`wallet.share.typeface.choose`.
    """
    parts = [part for one in reports for part in _parts(one, 0, words)]
    own = (say("RECORD OF A CHECK"), TITLE, checked(reports, at, version), LABEL, _FOOT)
    kind, heading, said, note, foot = spoken = [words.text(text) for text in own]
    face = choose((*spoken, *(text for part in parts for text in _texts(part))), fonts)
    sheet = Sheet(heading, face, at, foot, words.language)
    sheet.add_page()
    sheet.put(kind, LABEL_STYLE)
    sheet.put(heading, Style(20, bold=True), before=1.5)
    sheet.put(said, SMALL, before=1)
    sheet.put(note, SMALL, before=1)
    for part in parts:
        _draw(sheet, part)
    return sheet.finished()


def _parts(report: Report, depth: int, words: Catalogue) -> Iterator[_Part]:
    """A report and those within it, outer ones first."""
    stated = tuple((label, clean(text, limit=_LONGEST)) for label, text in facts(report, words))
    said = tuple((question, clean(answer, limit=_LONGEST)) for question, answer in answers(report, words, _GOOD))
    named = clean(title(report, words), limit=_LONGEST)
    headed = report.overall, words.text(report.overall.headline), words.text(for_itself(report))
    yield _Part(min(depth, 4), named, *headed, stated, said)
    for part in report.parts:
        yield from _parts(part, depth + 1, words)


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
    sheet.text_at(left, width, part.headline, Style(10, TONES[part.verdict], bold=True))
    if part.for_itself:
        sheet.text_at(left, width, part.for_itself, _SMALLER)
    sheet.ln(1)
    sheet.pairs(part.facts, left, 32, _SMALLER)
    sheet.ln(1)
    sheet.pairs(part.answers, left, _QUESTION, _SMALLER)

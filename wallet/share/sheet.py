"""PDF documents: A4 pages with a plain look, with flowing text and attached files.

Loaded only where a PDF is made.  Nothing on a sheet is a link, a form or an
action: addresses are text to be read.  The same calls give the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from wallet.errors import Unreadable
from wallet.report import Verdict
from wallet.share import qr
from wallet.share.cleaning import clean
from wallet.share.qr import QrCode
from wallet.share.typeface import CORE, Typeface, in_core
from wallet.wording import say

MARGIN, WIDTH, HEIGHT = 22.0, 210.0, 297.0
"""Millimetres, as everything here."""
INNER = WIDTH - 2 * MARGIN
BOTTOM = 27.0
"""Below it only the foot of the page stands."""
INK, SOFT, LINE, CARD, ACCENT = (27, 31, 36), (80, 90, 102), (212, 217, 224), (246, 248, 250), (18, 74, 110)
GOOD, WARN, BAD = (18, 101, 58), (122, 75, 0), (163, 22, 33)
FAMILY, CORE_FAMILY = "text", "helvetica"
LINE_HEIGHT = 1.35

Colour = tuple[int, int, int]


class Style(NamedTuple):
    """How a text looks."""

    size: float = 10
    """Points."""
    colour: Colour = INK
    bold: bool = False
    spacing: float = 0
    """Points between letters, for a label in capitals."""

    @property
    def height(self) -> float:
        """Of a line."""
        return self.size * LINE_HEIGHT * 25.4 / 72


LABEL_STYLE = Style(7.5, ACCENT, bold=True, spacing=0.45)
SMALL = Style(8.5, SOFT)
BODY = Style(10)
TONES = {
    Verdict.VERIFIED: GOOD,
    Verdict.VERIFIED_WITH_NOTES: GOOD,
    Verdict.CANNOT_TELL: WARN,
    Verdict.REJECTED: BAD,
}


class Attached(NamedTuple):
    """A file that is attached to the document."""

    name: str
    data: bytes
    media_type: str
    title: str = ""


class Sheet(FPDF):
    """A document to be drawn from top to bottom; ``foot`` stands at the bottom of each page."""

    def __init__(self, title: str, face: Typeface, at: datetime, foot: str, language: str) -> None:
        """``at`` is the time that the file says it was made, ``language`` a tag of BCP 47.

        Raises :class:`~wallet.errors.Unreadable` (``bad_font``).
        """
        super().__init__()
        self.face, self.foot = face, foot
        self.core_fonts_encoding = CORE
        self.alias_nb_pages("")  # a text that holds its mark would turn into a number
        self.set_margin(MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_creation_date(at)
        self.set_title(clean(title, limit=200))
        self.set_lang(language)
        self.set_creator("wallet")
        self.face_family = self._fonts() if face.regular else CORE_FAMILY

    def _fonts(self) -> str:
        try:
            self.add_font(FAMILY, "", self.face.regular)
            self.add_font(FAMILY, "B", self.face.bold)
            names = [f"beside{number}" for number, _ in enumerate(self.face.beside)]
            for name, path in zip(names, self.face.beside, strict=True):
                self.add_font(name, "", path)
        except Exception as error:  # whatever the font libraries raise on a file that is no proper font
            raise Unreadable(
                say("{path} is no font that can be used", path=self.face.regular),
                hint=say("name a .ttf or .otf file: --font FILE.ttf"),
                slug="bad_font",
            ) from error
        self.set_fallback_fonts(names, exact_match=False)
        return FAMILY

    def footer(self) -> None:
        """The foot, under a line, with the number of the page."""
        self.set_y(17 - BOTTOM - 10)
        self.rule()
        top = self.get_y() + 1.5
        self.set_y(top)
        self.text_at(MARGIN, INNER - 14, self.foot, Style(7.5, SOFT))
        self.set_y(top)
        self.text_at(WIDTH - MARGIN - 12, 12, str(self.page_no()), Style(7.5, SOFT), align="R")

    def header(self) -> None:
        """A band along the upper edge."""
        self.set_fill_color(*ACCENT)
        self.rect(0, 0, WIDTH + 1, 3.2, style="F")
        self.set_y(MARGIN)

    def text_at(self, left: float, width: float, text: str, style: Style = BODY, *, align: str = "L") -> None:
        """``text`` from ``left`` on, in lines no longer than ``width``; what follows stands below it."""
        self._dress(style, text)
        self.set_x(left)
        if self.face.beside:
            # A text that begins in another font would change the font for its first line alone: fpdf2 notes the change
            # as made for the page, yet writes it where it ends with the line.
            self.cell(0.1, 0.1, " ", new_x=XPos.LEFT, new_y=YPos.TOP)
        self.multi_cell(
            width, style.height, self.face.spelled(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT, padding=0
        )
        self.set_char_spacing(0)

    def put(self, text: str, style: Style = BODY, *, before: float = 0) -> None:
        """``text`` over the whole width; nothing for an empty one."""
        if text:
            self.ln(before)
            self.text_at(MARGIN, INNER, text, style)

    def rule(self, *, before: float = 0, after: float = 0) -> None:
        """A thin line from margin to margin."""
        self.ln(before)
        self.set_draw_color(*LINE)
        self.set_line_width(0.25)
        self.line(MARGIN, self.get_y(), WIDTH - MARGIN, self.get_y())
        self.ln(after)

    def pairs(self, pairs: Sequence[tuple[str, str]], left: float, label: float, style: Style) -> None:
        """Labels and texts in two columns; what has no text is left out."""
        for name, text in pairs:
            if text:
                self.need(3 * style.height)
                top, page = self.get_y(), self.page_no()
                self.text_at(left, label - 2, name, style._replace(colour=SOFT))
                below = self.get_y()
                self.set_y(top)
                self.text_at(left + label, WIDTH - MARGIN - left - label, text, style)
                if self.page_no() == page:
                    self.set_y(max(below, self.get_y()) + 0.7)

    def need(self, height: float) -> None:
        """Go on on another page unless so much room is left on this one."""
        if self.get_y() + height > HEIGHT - BOTTOM:
            self.add_page()

    def card(self, top: float, height: float) -> None:
        """A shaded field from margin to margin."""
        self.set_fill_color(*CARD)
        self.set_draw_color(*LINE)
        self.set_line_width(0.25)
        self.rect(MARGIN, top, INNER, height, style="DF", round_corners=True, corner_radius=2.5)

    def code(self, code: QrCode, left: float, top: float, side: float, alt: str) -> None:
        """A QR code with its quiet zone, ``side`` wide."""
        self.image(BytesIO(qr.png(code)), left, top, side, side, alt_text=alt)

    def height_of(self, text: str, width: float, style: Style) -> float:
        """How high :meth:`text_at` would be."""
        self._dress(style, text)
        spelled = self.face.spelled(text)
        lines: Any = self.multi_cell(width, style.height, spelled, dry_run=True, output="LINES", padding=0)
        self.set_char_spacing(0)
        return len(lines) * style.height

    def attach(self, file: Attached, at: datetime) -> None:
        """Attach a file to the document, byte for byte, as the data behind what is drawn (ISO 32000-2, 7.11.3)."""
        self.embed_file(
            bytes=file.data,
            basename=file.name,
            mime_type=file.media_type,
            modification_date=at,
            desc=clean(file.title, limit=200),
            associated_file_relationship="Data",
        )

    def finished(self) -> bytes:
        """The finished file."""
        return bytes(self.output())

    def _dress(self, style: Style, text: str) -> None:
        # Letters of Western Europe stand beside one another as they are; the others may join, move or run backwards.
        self.set_text_shaping(use_shaping_engine=not in_core(text))
        self.set_font(self.face_family, "B" if style.bold else "", style.size)
        self.set_text_color(*style.colour)
        self.set_char_spacing(style.spacing)

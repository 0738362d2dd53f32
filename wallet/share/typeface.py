"""Fonts for PDF files: every letter is drawn as it is written, or no file is made.

The fonts that each PDF reader has hold the letters of Western Europe.  For
others a font of this computer goes into the file, only the letters used; none
ships with the program.  A letter that no font has is an error, since a name
with ``?`` in it is another name; a pictograph is written out in words.
"""

import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from wallet.errors import Unreadable
from wallet.wording import say

CORE = "cp1252"
"""What the fonts of every reader hold (ISO 32000-1, annex D: WinAnsiEncoding)."""

_TEXT = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("FreeSans.ttf", "FreeSansBold.ttf"),
)
"""Fonts of text with their bold, best first."""
_BESIDE = (
    "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf", "NotoSansTamil-Regular.ttf", "NotoSansThai-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf", "NotoSansArmenian-Regular.ttf", "NotoSansGeorgian-Regular.ttf",
    "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
    "wqy-microhei.ttc", "Arial Unicode.ttf", "ARIALUNI.TTF", "PingFang.ttc", "Hiragino Sans GB.ttc",
    "AppleSDGothicNeo.ttc", "msyh.ttc", "YuGothR.ttc", "malgun.ttf", "Nirmala.ttf", "Nirmala.ttc", "LeelawUI.ttf",
    "NotoEmoji-Regular.ttf", "Symbola.ttf", "seguisym.ttf", "NotoSansSymbols2-Regular.ttf", "unifont.ttf",
)  # fmt: skip
"""Fonts for letters that the one of the text lacks, best first."""
_LETTERS = ("L", "M", "N")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


class Fonts(NamedTuple):
    """Where fonts may be found."""

    folders: tuple[Path, ...] = ()
    chosen: Path | None = None
    """The learner's own choice, used before all others."""


class Typeface(NamedTuple):
    """The font files to draw with, none where the fonts of every reader hold it all."""

    regular: Path | None = None
    bold: Path | None = None
    beside: tuple[Path, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """Characters that no font has and what stands for each."""

    def spelled(self, text: str) -> str:
        """``text`` with every character that cannot be drawn in words."""
        return text.translate({ord(char): word for char, word in self.words}) if self.words else text


def choose(texts: Iterable[str], fonts: Fonts) -> Typeface:
    """Fonts that hold every character of ``texts``.

    Raises :class:`~wallet.errors.Unreadable`: ``font_missing`` names the letter
    that none holds, ``bad_font`` a file that is no font.
    """
    wanted = set().union(*texts) - {"\n"}
    missing = {char for char in wanted if not in_core(char)}
    if not missing and fonts.chosen is None:
        return Typeface()
    found = _installed(fonts.folders)
    pairs = [(found[name], found.get(bold, found[name])) for name, bold in _TEXT if name in found]
    pairs = [(fonts.chosen, fonts.chosen), *pairs] if fonts.chosen else pairs
    if not pairs:
        return Typeface(words=_words(missing))
    regular, bold = pairs[0]
    missing = wanted - (_held(regular, strict=regular == fonts.chosen) & _held(bold))
    beside = []
    for path in [*(one for one, _ in pairs), *(found[name] for name in _BESIDE if name in found)]:
        if missing and missing & (held := _held(path)):
            beside.append(path)
            missing -= held
    return Typeface(regular, bold, tuple(beside), _words(missing))


def in_core(text: str) -> bool:
    """Whether the fonts of every reader hold all of ``text``."""
    try:
        text.encode(CORE)
    except UnicodeEncodeError:
        return False
    return True


def _words(missing: set[str]) -> tuple[tuple[str, str], ...]:
    return tuple((char, _word(char)) for char in sorted(missing))


def _word(char: str) -> str:
    """What stands for a character that is no letter: its name, or nothing where there is nothing to see."""
    category, code = unicodedata.category(char), ord(char)
    if category in ("Cf", "Cc") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in _SKIN_TONES:
        return ""
    name = unicodedata.name(char, "")
    if category.startswith(_LETTERS):
        raise Unreadable(
            say("no font here has the letter {letter}", letter=f"U+{code:04X} {name}".rstrip()),
            hint=say("name a font that has it: wallet export REF --as pdf --font FILE.ttf -o FILE.pdf"),
            slug="font_missing",
        )
    return f"[{name.lower() or f'U+{code:04X}'}]"


def _installed(folders: Sequence[Path]) -> dict[str, Path]:
    """Where the fonts lie that are known by name; of two alike the first."""
    known = {name for pair in _TEXT for name in pair} | set(_BESIDE)
    found: dict[str, Path] = {}
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(known.intersection(names)):
                found.setdefault(name, Path(place, name))
    return found


def _held(path: Path, *, strict: bool = False) -> frozenset[str]:
    """The characters that a font can draw; with ``strict`` a file that is not a font is an error."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as font:
            return frozenset(chr(code) for code, glyph in (font.getBestCmap() or {}).items() if glyph != ".notdef")
    except (TTLibError, OSError, ValueError, KeyError, AssertionError) as error:
        if not strict:
            return frozenset()
        raise Unreadable(
            say("{path} is no font that can be used", path=path),
            hint=say("name a .ttf or .otf file: --font FILE.ttf"),
            slug="bad_font",
        ) from error

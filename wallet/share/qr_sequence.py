"""A credential too large for one code as a sequence of them: made, animated, and laid out to be printed."""

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from wallet.codec import fountain
from wallet.errors import Unreadable
from wallet.share.qr import QUIET_ZONE, QrCode, bordered, make, path
from wallet.wording import Catalogue, counted, say

ON_SCREEN, ON_PAPER = 12, 20
"""The largest versions of a part: cameras have a moment for one on a screen, and time for one on paper."""
SHEET_LIMIT = 24
"""Codes on one sheet: what fits a page and is still read from one photograph."""
COLUMNS = 4
_PIXELS = 6
_MASK = 2
"""The text of a part is as good as random, so that one mask (ISO/IEC 18004, 7.8) is as good as another."""
_LABEL = 6
"""Modules of room for the words below a code."""
_ALPHANUMERIC = (
    0, 25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249,
)  # fmt: skip
"""Letters of the 45 that a code of each version holds at level L (ISO/IEC 18004, table 7)."""


def sequence(data: bytes, *, max_version: int = ON_SCREEN, mixed: bool = True) -> list[QrCode]:
    """``data`` as codes of one size, no larger than ``max_version``, which is at most 20; each is read back.

    First the n parts, then, if ``mixed``, as many of which each stands in for
    a part that was missed.  Raises :class:`~wallet.errors.Unreadable` (``too_many_parts``).
    """
    frames = fountain.frames(data, _ALPHANUMERIC[max_version])
    wanted = frames if mixed else frames[: len(frames) // 2]
    version = make(max(frames, key=len), max_version=max_version, mask=_MASK).version
    return [make(frame, min_version=version, max_version=max_version, mask=_MASK) for frame in wanted]


def gif(codes: Sequence[QrCode], milliseconds: int) -> bytes:
    """An animation of codes that repeats for ever (GIF89a with the Netscape loop)."""
    first, *others = map(_picture, codes)
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=others, duration=milliseconds, loop=0)
    return out.getvalue()


def _picture(code: QrCode) -> Any:
    """A code and its quiet zone, in pixels of one bit."""
    from PIL import Image

    side = code.modules + 2 * QUIET_ZONE
    grey = Image.frombytes("L", (side, side), bytes(0 if dark else 255 for row in bordered(code) for dark in row))
    return grey.convert("1").resize((side * _PIXELS, side * _PIXELS), Image.Resampling.NEAREST)


def sheet_svg(codes: Sequence[QrCode], words: Catalogue) -> str:
    """All codes on one page, each with its number in the language of ``words``, in units of one module.

    Raises as :func:`sheet_png`.
    """
    width, height = _extent(codes)
    named = counted(len(codes), "{n} QR code", "{n} QR codes")
    drawn = "".join(
        f'<g transform="translate({x} {y})"><path fill="#000" d="{path(code)}"/>'
        f'<text x="{side / 2:g}" y="{side + 2}" text-anchor="middle">{escape(label)}</text></g>'
        for code, label, x, y, side in _cells(codes, words)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * _PIXELS}" height="{height * _PIXELS}" '
        f'viewBox="0 0 {width} {height}" shape-rendering="crispEdges" stroke="none" '
        f'role="img" aria-label="{escape(words.text(named))}" font-family="sans-serif" font-size="4">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{drawn}</svg>\n'
    )


def sheet_png(codes: Sequence[QrCode], words: Catalogue) -> bytes:
    """The same page as pixels.

    Raises :class:`~wallet.errors.Unreadable` (``too_many_parts``) for more
    codes than one page holds.
    """
    from PIL import Image, ImageDraw, ImageFont

    width, height = _extent(codes)
    page = Image.new("1", (width * _PIXELS, height * _PIXELS), 1)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(4 * _PIXELS)
    for code, label, x, y, side in _cells(codes, words):
        page.paste(_picture(code), (x * _PIXELS, y * _PIXELS))
        pen.text(((x + side / 2) * _PIXELS, (y + side) * _PIXELS), label, fill=0, font=font, anchor="mm")
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def _cells(codes: Sequence[QrCode], words: Catalogue) -> Iterator[tuple[QrCode, str, int, int, int]]:
    """Each code, the words below it, its place on the page, and its side with the quiet zone."""
    side = codes[0].modules + 2 * QUIET_ZONE
    for number, code in enumerate(codes):
        row, column = divmod(number, COLUMNS)
        label = words.text(say("part {number} of {parts}", number=number + 1, parts=len(codes)))
        yield code, label, column * side, row * (side + _LABEL), side


def _extent(codes: Sequence[QrCode]) -> tuple[int, int]:
    """Width and height of the page in modules; raises when it cannot hold them."""
    if len(codes) > SHEET_LIMIT:
        raise Unreadable(
            say("{n} codes do not fit a sheet, which holds {limit}", n=len(codes), limit=SHEET_LIMIT),
            hint=say("write an animation, -o codes.gif, or a folder of pictures, -o codes"),
            slug="too_many_parts",
        )
    side = codes[0].modules + 2 * QUIET_ZONE
    return side * min(COLUMNS, len(codes)), (side + _LABEL) * -(-len(codes) // COLUMNS)

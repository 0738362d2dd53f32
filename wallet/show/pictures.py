"""A badge's picture on a terminal that can show one: Kitty's protocol, iTerm2's, or Sixel; and in words on any other.

What is written is a picture made anew from pixels, in base64 or in Sixel's
printable characters: no byte of the badge's own file reaches the terminal.
"""

from base64 import b64encode
from collections.abc import Iterator
from itertools import groupby

from wallet.model import JsonObject
from wallet.results.credentials import Picture
from wallet.show.console import Console
from wallet.show.layout import wrap
from wallet.wording import say

KITTY, ITERM2, SIXEL = "kitty", "iterm2", "sixel"
_CHUNK = 4096
"""Letters of one Kitty escape, by its specification."""
_BAND = 6
"""Rows of pixels that one row of Sixel characters stands for (DEC STD 070, 9)."""


def shown(picture: Picture, protocol: str, console: Console) -> None:
    """The picture, if ``protocol`` names a way to draw it here, and a line on what it is."""
    drawn = bool(picture.png and protocol)
    if drawn:
        console.page(_ESCAPES[protocol](picture) + "\n")
    console.lines(((line, "dim"),) for line in wrap(console.said(_words(picture, drawn=drawn)), console.width))


def _words(picture: Picture, *, drawn: bool) -> str:
    if picture.problem:
        return say("no picture: {problem}", problem=picture.problem)
    size = say(
        "picture of {width} x {height} pixels, {source}",
        width=picture.width,
        height=picture.height,
        source=_SOURCES[picture.source],
    )
    return size if drawn else say("{size}; not drawn, since this terminal shows no pictures", size=size)


_SOURCES = {
    "baked": say("in which the badge was found; no signature covers it"),
    "signed": say("part of what was signed"),
    "claimed": say("part of the credential; no signature was found good"),
}


def document(picture: Picture) -> JsonObject:
    """What there is to know of the picture, for a program."""
    return {
        "source": picture.source or None,
        "width": picture.width or None,
        "height": picture.height or None,
        "problem": picture.problem or None,
    }


def kitty(picture: Picture) -> str:
    """Escapes of Kitty's graphics protocol: a PNG file in chunks, no answer wanted."""
    text = b64encode(picture.png).decode("ascii")
    chunks = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    first = "a=T,f=100,q=2,"
    return "".join(
        f"\x1b_G{first if not n else ''}m={int(n + 1 < len(chunks))};{chunk}\x1b\\" for n, chunk in enumerate(chunks)
    )


def iterm2(picture: Picture) -> str:
    """The escape of iTerm2's inline images: a PNG file at its own size."""
    head = f"File=inline=1;size={len(picture.png)};width={picture.columns}px;height={picture.rows}px"
    return f"\x1b]1337;{head}:{b64encode(picture.png).decode('ascii')}\a"


def sixel(picture: Picture) -> str:
    """A Sixel picture: the palette in percent, then bands of six rows, a colour at a time."""
    palette = "".join(
        f"#{number};2;" + ";".join(str(round(value * 100 / 255)) for value in picture.palette[3 * number :][:3])
        for number in range(len(picture.palette) // 3)
    )
    bands = "-".join(_band(picture, top) for top in range(0, picture.rows, _BAND))
    return f'\x1bP0;1;0q"1;1;{picture.columns};{picture.rows}{palette}{bands}\x1b\\'


def _band(picture: Picture, top: int) -> str:
    width = picture.columns
    rows = [picture.pixels[row * width : (row + 1) * width] for row in range(top, min(top + _BAND, picture.rows))]
    colours = sorted(set().union(*rows))
    return "$".join(f"#{colour}" + "".join(_runs(rows, colour)) for colour in colours)


def _runs(rows: list[bytes], colour: int) -> Iterator[str]:
    """One colour of a band, column by column: a bit a row, and repeats counted."""
    columns = (sum(1 << n for n, value in enumerate(column) if value == colour) for column in zip(*rows, strict=True))
    for bits, run in groupby(columns):
        length = len(list(run))
        char = chr(63 + bits)
        yield f"!{length}{char}" if length > 3 else char * length


_ESCAPES = {KITTY: kitty, ITERM2: iterm2, SIXEL: sixel}

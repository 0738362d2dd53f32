"""Pictures on a terminal: what is written, decoded again to the same pixels."""

import io
import re
from base64 import b64decode
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from show_samples import colours, pipe, said

from wallet.results.credentials import Picture
from wallet.show import pictures


def sample(columns: int, rows: int, shades: int, seed: int = 0) -> Picture:
    draw = Random(seed)
    palette = draw.randbytes(3 * shades)
    # Runs of all lengths, as pictures have them.
    pixels = b"".join(bytes([draw.randrange(shades)]) * draw.choice((1, 2, 3, 4, 9, 40)) for _ in range(columns * rows))
    pixels = pixels[: columns * rows]
    image = Image.frombytes("P", (columns, rows), pixels)
    image.putpalette(palette)
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return Picture("baked", 10 * columns, 10 * rows, out.getvalue(), columns, rows, palette, pixels)


def rgb(picture: Picture) -> list[tuple[int, ...]]:
    return [tuple(picture.palette[3 * index :][:3]) for index in picture.pixels]


def pixels_of(png: bytes) -> list[tuple[int, ...]]:
    raw = Image.open(io.BytesIO(png)).convert("RGB").tobytes()
    return [tuple(raw[start : start + 3]) for start in range(0, len(raw), 3)]


def unkitty(text: str) -> bytes:
    escapes = re.findall(r"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", text)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in escapes) == text
    assert escapes[0][0].startswith("a=T,f=100,q=2,m=")
    assert [keys[-3:] for keys, _ in escapes] == ["m=1"] * (len(escapes) - 1) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in escapes)
    assert all(len(data) % 4 == 0 for _, data in escapes)
    return b64decode("".join(data for _, data in escapes))


def uniterm2(text: str) -> bytes:
    found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+);width=\d+px;height=\d+px:([A-Za-z0-9+/=]*)\a", text)
    assert found is not None
    data = b64decode(found[2])
    assert len(data) == int(found[1])
    return data


def unsixel(text: str) -> list[tuple[int, ...]]:
    """A decoder of its own: raster attributes, colours in percent, repeats, returns and new bands."""
    found = re.fullmatch(r'\x1bP0;1;0q"1;1;(\d+);(\d+)([!-~]*)\x1b\\', text)
    assert found is not None
    width, height = int(found[1]), int(found[2])
    known: dict[int, tuple[int, ...]] = {}
    canvas: dict[tuple[int, int], tuple[int, ...]] = {}
    x = top = colour = 0
    for define, select, repeat, char in re.findall(r"#(\d+;2;\d+;\d+;\d+)|#(\d+)|(?:!(\d+))?([?-~$-])", found[3]):
        if define:
            number, _, *percent = map(int, define.split(";"))
            known[number] = tuple(percent)
        elif select:
            colour = int(select)
        elif char == "$":
            x = 0
        elif char == "-":
            x, top = 0, top + 6
        else:
            for _ in range(int(repeat or 1)):
                for bit in range(6):
                    if ord(char) - 63 >> bit & 1:
                        assert (x, top + bit) not in canvas, "no pixel is painted twice"
                        canvas[x, top + bit] = known[colour]
                x += 1  # noqa: SIM113 - other characters set it too
    assert len(canvas) == width * height
    return [canvas[x, y] for y in range(height) for x in range(width)]


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (240, 180)])
def test_kitty_and_iterm2_get_the_same_png(size: tuple[int, int]) -> None:
    picture = sample(*size, 64)
    assert pixels_of(unkitty(pictures.kitty(picture))) == rgb(picture)
    assert pixels_of(uniterm2(pictures.iterm2(picture))) == rgb(picture)


@given(st.integers(1, 40), st.integers(1, 20), st.integers(1, 64), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_sixel_paints_every_pixel_once_in_its_colour(columns: int, rows: int, shades: int, seed: int) -> None:
    picture = sample(columns, rows, shades, seed)
    percent = [tuple(round(value * 100 / 255) for value in pixel) for pixel in rgb(picture)]
    assert unsixel(pictures.sixel(picture)) == percent


@pytest.mark.parametrize("protocol", ["kitty", "iterm2", "sixel", ""])
def test_words_go_with_it(protocol: str) -> None:
    console = colours()
    pictures.shown(sample(8, 8, 4), protocol, console)
    words = "picture of 80 x 80 pixels, in which the badge was found; no signature covers it"
    assert words in said(console).replace("\n", " ")
    assert ("this terminal shows no pictures" in said(console).replace("\n", " ")) is (not protocol)
    assert (getattr(pictures, protocol)(sample(8, 8, 4)) if protocol else "picture of") in said(console)


def test_why_there_is_none_is_said() -> None:
    console = pipe()
    pictures.shown(Picture(problem="the credential has none"), "kitty", console)
    assert said(console) == "no picture: the credential has none\n"

"""``wallet show --image``: only a picture that is inside the file, decoded apart, drawn where the terminal can."""

import base64
import io
import os
import pty
import select
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_desk import NOW, Desk, desk
from PIL import Image
from real_terminals import PATIENCE, WALLET, Look, Screen, screen

from wallet.actions import demo
from wallet.carriers import child, png
from wallet.cli.graphics import protocol
from wallet.cli.invocation import Invocation
from wallet.errors import Unreadable
from wallet.keys.own import generate
from wallet.show.console import Streams

__all__ = ["screen"]
RED, BLUE = (204, 0, 0), (0, 51, 204)


def flag(form: str = "PNG", side: int = 120) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", (side, side), RED)
    image.paste(BLUE, (0, side // 2, side, side))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def badge(name: str, image: Any, *, signed: bool = True) -> bytes:
    issuer = generate(bytes)
    made = demo._badge(name, "x", issuer, NOW)
    if image is not None:
        made["credentialSubject"]["achievement"]["image"] = image
    proof = demo._rdfc_proof(NOW)
    data = demo._embedded(made, issuer, proof)
    return data if signed else data.replace(b"for beginners", b"for everybody")


def data_url(kind: str, data: bytes) -> dict[str, str]:
    return {"id": f"data:image/{kind};base64,{base64.b64encode(data).decode()}", "type": "Image"}


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A wallet with a badge in a picture: a flag."""
    made = desk(tmp_path, monkeypatch)
    (made.folder / "flag.png").write_bytes(png.wrap(flag(), badge("Flag", None)))
    assert made("init").code == 0
    assert made("import", "flag.png").code == 0
    return made


@pytest.mark.parametrize(
    ("image", "signed", "source", "problem"),
    [
        (data_url("png", flag()), True, "signed", None),
        (data_url("jpeg", flag("JPEG")), True, "signed", None),
        (data_url("png", flag()), False, "claimed", None),
        (data_url("svg+xml", b"<svg/>"), True, None, "an SVG drawing"),
        ({"id": "https://example.org/a.png", "type": "Image"}, True, None, "nothing is fetched"),
        (data_url("webp", b"RIFF"), True, None, "cannot be drawn"),
        (data_url("png", b"no picture"), True, None, "it is damaged"),
        (data_url("png", flag()[:-40]), True, None, "it is damaged"),
        (None, True, None, "the credential has none"),
    ],
)
def test_where_a_picture_comes_from_is_said(
    filled: Desk, image: Any, source: str | None, problem: str | None, *, signed: bool
) -> None:
    filled("import", filled.file("other.json", badge("Other", image, signed=signed)))
    said = filled("show", "other", "--image", "--json")
    assert said.code == 0, said.err
    found = said.data["picture"]
    assert (found["source"], found["width"]) == (source, 120 if source else None)
    assert (problem or "") in (found["problem"] or "")
    assert bool(problem) == bool(found["problem"])
    text = filled("show", "other", "--image").out
    assert ("no picture: " if problem else "picture of 120 x 120 pixels") in text.replace("\n", " ")
    assert "\x1b" not in text


def huge() -> bytes:
    """A PNG of 60,000 x 60,000 pixels that is a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return png.SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_and_the_rest_is_shown(filled: Desk) -> None:
    filled("import", filled.file("bomb.png", png.wrap(huge(), badge("Bomb", None))))
    said = filled("show", "bomb", "--image", "--json")
    assert said.code == 0
    assert "too large" in said.data["picture"]["problem"]


@pytest.mark.parametrize("cut", [0, 8, 40, 100, 300])
def test_damage_ends_in_words(cut: int) -> None:
    with pytest.raises(Unreadable):
        child.run("picture", flag()[:cut], "it")


def test_nothing_of_the_file_reaches_the_terminal(filled: Desk) -> None:
    """The PNG that is sent is a new one: no text chunk, no comment, no badge."""
    items = dict(child.run("picture", (filled.folder / "flag.png").read_bytes(), "it"))
    assert {chunk.kind for chunk in png.chunks(items["png"], "it")} == {b"IHDR", b"IDAT", b"IEND"}


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm2"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-kitty", "TMUX": "socket,1,0"}, ""),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, ""),
        ({"TERM": "dumb", "TERM_PROGRAM": "iTerm.app"}, ""),
        ({"TERM": "xterm"}, ""),
    ],
)
def test_terminals_are_known_by_name(environment: dict[str, str], found: str) -> None:
    invocation = Invocation(Streams(io.StringIO(), Terminal(), Terminal()), environment)
    assert protocol(invocation) == found


def at_a_terminal(filled: Desk, answer: bytes, *options: str) -> tuple[bytes, float]:
    """What ``wallet show --image`` writes to a terminal that answers the one question so, and the seconds it took."""
    leader, follower = pty.openpty()
    environment = {**os.environ, **filled.environment, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    for name in ("TMUX", "STY", "NO_COLOR", "TERM_PROGRAM"):
        environment.pop(name, None)
    argv = [sys.executable, "-m", "wallet", "show", "flag", "--image", *options]
    process = subprocess.Popen(argv, stdin=follower, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    said, began, asked = b"", time.monotonic(), 0.0
    while time.monotonic() - began < PATIENCE and select.select([leader], [], [], PATIENCE)[0]:
        try:
            said += os.read(leader, 65536)
        except OSError:  # the other side is closed
            break
        if b"\x1b[c" in said and not asked:
            asked = time.monotonic()
            os.write(leader, answer)
    assert process.wait(PATIENCE) == 0
    os.close(leader)
    return said, time.monotonic() - (asked or time.monotonic())


@pytest.mark.parametrize(
    ("answer", "draws"),
    [
        (b"\x1b[?62;4;22c", True),
        (b"\x1b[?1;2;4;6;9;15c", True),
        (b"\x1b[?64;1;2;14;24c", False),
        (b"\x1b[?6c", False),
        (b"", False),
        (b"\x1b[?62;4", False),
        (b"x" * 5000, False),
    ],
    ids=["sixel", "vt340", "none", "vt102", "silent", "cut", "noise"],
)
def test_any_other_terminal_is_asked_once_and_for_a_moment(filled: Desk, answer: bytes, *, draws: bool) -> None:
    said, _ = at_a_terminal(filled, answer)
    assert said.count(b"\x1b[c") == 1
    assert (b"\x1bP0;1;0q" in said) is draws
    assert (b"this terminal shows no pictures" in said.replace(b"\r\n", b" ")) is not draws


def test_nothing_is_asked_when_nobody_may_be(filled: Desk) -> None:
    assert b"\x1b[c" not in at_a_terminal(filled, b"", "--no-input")[0]
    assert b"\x1b[c" not in at_a_terminal(filled, b"", "--json")[0]


Drawn = Callable[[tuple[int, int, int]], int]


def area(picture: Path) -> Drawn:
    with Image.open(picture) as opened:
        pixels = opened.convert("RGB")
    counts = {pixel: number for number, pixel in pixels.getcolors(1 << 24) or []}
    return lambda wanted: sum(
        number
        for pixel, number in counts.items()
        if all(abs(one - other) <= 6 for one, other in zip(pixel, wanted, strict=True))
    )


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_real_terminal_draws_it(theme: str, screen: Screen, filled: Desk) -> None:
    look = Look("xterm", theme, 100, 45, more=("-ti", "vt340"))
    with screen.shows(look, f"{WALLET} show flag --image", filled.environment):
        drawn = area(screen.picture(f"flag-{theme}.png"))
    assert abs(drawn(RED) - 120 * 60) < 200
    assert abs(drawn(BLUE) - 120 * 60) < 200


def test_a_real_terminal_without_sixel_gets_words(screen: Screen, filled: Desk) -> None:
    with screen.shows(Look("urxvt", "dark", 100, 45), f"{WALLET} show flag --image", filled.environment):
        drawn = area(screen.picture("flag-words.png"))
    assert drawn(RED) == drawn(BLUE) == 0

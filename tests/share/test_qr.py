"""Codes read back by three programs that nobody here wrote: zxing, zbar, and an SVG through zxing."""

import re
import struct
import subprocess
import zlib
from pathlib import Path
from random import Random
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import program

from wallet.codec import base45
from wallet.codec.inflate import RAW, inflate
from wallet.errors import Internal, Unreadable
from wallet.share import qr
from wallet.share.links import https_only
from wallet.wording import ENGLISH

TEXTS = [
    "https://example.org/credentials/k7?x=1",
    "CW1:" + "ABC123 $%*+-./:" * 20,
    "shc:/" + "1234567890" * 60,
    "é",
    "Ünïcode ✓ 漢字 متن",
    "x" * 858,
    "two\nlines",
]


def pixels(png: bytes) -> tuple[memoryview, int]:
    """Grey values of a 1-bit PNG, by another way than the writer's."""
    side, _, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (depth, colour) == (1, 0)
    size = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompressobj().decompress(png[41 : 41 + size])
    stride = side // 8 + 1
    grey = bytearray()
    for y in range(side):
        line = raw[y * stride + 1 : (y + 1) * stride]
        grey += bytes(255 * (line[x // 8] >> (7 - x % 8) & 1) for x in range(side))
    return memoryview(bytes(grey)).cast("B", (side, side)), side


def read(image: memoryview) -> bytes:
    (found,) = zxingcpp.read_barcodes(image)
    return bytes(found.bytes)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_png_reads_back_with_zxing(text: str) -> None:
    code = qr.make(text)
    image, side = pixels(qr.png(code))
    assert side == (code.modules + 8) * 8
    assert read(image) == text.encode()


@pytest.mark.parametrize("text", TEXTS[:3] + TEXTS[5:6], ids=["url", "cw1", "digits", "long"])
def test_a_png_reads_back_with_zbar(text: str, tmp_path: Path) -> None:
    zbarimg = program("zbarimg", "zbar-tools")
    picture = tmp_path / "code.png"
    picture.write_bytes(qr.png(qr.make(text)))
    run = subprocess.run([zbarimg, "-q", "--raw", "--oneshot", picture], capture_output=True, check=True)
    assert run.stdout.decode().removesuffix("\n") == text


def test_an_svg_draws_the_same_modules() -> None:
    code = qr.make(TEXTS[0])
    drawing = qr.svg(code, ENGLISH)
    side = code.modules + 2 * qr.QUIET_ZONE
    assert f'viewBox="0 0 {side} {side}"' in drawing
    assert "crispEdges" in drawing
    grid = [[255] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing):
        for step in range(int(length)):
            grid[int(y)][int(x) + step] = 0
    grey = b"".join(bytes(v for v in row for _ in range(4)) * 4 for row in grid)
    assert read(memoryview(grey).cast("B", (side * 4, side * 4))) == TEXTS[0].encode()
    assert drawing.count("\n") == 1


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=40, deadline=None)
def test_any_text_survives(text: str) -> None:
    assert qr.make(text).text == text


def test_the_smallest_version_with_spare_room_used_for_correction() -> None:
    assert (qr.make("x" * 106).version, qr.make("x" * 107).version) == (5, 6)
    assert qr.make("https://example.org/abc").level == "M"
    assert qr.make("a", level="M").level == "H"
    assert (qr.make("x" * 84, level="M").version, qr.make("x" * 85, level="M").version) == (5, 6)
    assert qr.make("shc:/" + "1" * 1200).version <= 15


def test_a_row_of_zeros_that_the_library_cannot_write_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        qr.make("https://x.example/" + "0" * 1500)
    assert caught.value.kind == "qr_too_large"


def test_too_large_says_the_numbers() -> None:
    with pytest.raises(Unreadable) as caught:
        qr.make("x" * 900, max_version=20)
    assert caught.value.kind == "qr_too_large"
    assert caught.value.message == "900 bytes are too many for a QR code: needs version 21, allowed are 20"
    with pytest.raises(Unreadable) as caught:
        qr.make("x" * 2954)
    assert "2954 bytes" in caught.value.message
    assert "more than any QR code holds" in caught.value.message


def test_a_code_that_holds_another_text_is_a_bug() -> None:
    code = qr.make("https://example.org/a")
    other = qr.QrCode("https://example.org/b", code.version, code.level, code.matrix)
    with pytest.raises(Internal):
        qr.scan_back(other)
    blank = qr.QrCode("x", 1, "L", ((False,) * 21,) * 21)
    with pytest.raises(Internal):
        qr.scan_back(blank)


@given(st.binary(max_size=500))
def test_packed_credentials_unpack_to_the_same_bytes(data: bytes) -> None:
    text = qr.cw1(data)
    assert text.startswith("CW1:")
    assert inflate(base45.decode(text[4:]), limit=1000, wbits=RAW) == data


def test_how_a_credential_goes_into_a_code() -> None:
    data = b'{"name": "' + b"credential " * 120 + b'"}'
    link = "https://example.org/c/1"
    assert qr.payload(data, link=link) == qr.Payload("link", link)
    assert qr.payload(b'{"a": 1}', link=link, wanted="self") == qr.Payload("raw", '{"a": 1}')
    assert qr.payload(data).form == "cw1"
    assert qr.payload(data, wanted="raw", max_version=40).form == "raw"
    assert qr.payload(b"\xff\xfe").form == "cw1"
    assert qr.payload(data, link=link, wanted="parts").form == "parts"
    large = Random(1).randbytes(1_000).hex().encode()
    assert qr.payload(large).form == "parts", "no easy code holds it"
    assert qr.payload(large, wanted="self").form == "cw1", "a dense one does"
    assert qr.payload(data, max_version=1).form == "parts", "the screen holds no code for it"
    too_big: dict[str, Any] = {"wanted": "raw", "max_version": qr.EASY}
    for refused, slug in (({"wanted": "link"}, "qr_no_link"), (too_big, "qr_too_large")):
        with pytest.raises(Unreadable) as caught:
            qr.payload(data, **refused)
        assert caught.value.kind == slug
    with pytest.raises(Unreadable) as caught:
        qr.payload(b"\xff", wanted="raw")
    assert caught.value.kind == "qr_too_large"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://example.org/ü\u202e", "https://example.org/%C3%BC%E2%80%AE"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/%41", "https://example.org/%41"),
        ("https://example.org/%4", ""),
        ("http://example.org/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://user@example.org/", ""),
        ("https://example.org:/", ""),
        ("https://example.org:99999/", ""),
        ("https://ex\u0430mple.org/", ""),
        ("https:///x", ""),
        ("https://[::1/", ""),
        ("https://a.example/ b", ""),
        ("https://a.example/\x1b[2J", ""),
        ("https://a.example/" + "x" * 2_000, ""),
    ],
)  # fmt: skip
def test_only_plain_https_addresses_become_links(url: str, kept: str) -> None:
    assert https_only(url) == kept

"""Decoders of QR codes that nobody here wrote, each given a picture as a file."""

import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image
from programs import PEERS, node_with, program


def zxing(picture: Path) -> bytes:
    with Image.open(picture) as opened:
        (found,) = zxingcpp.read_barcodes(opened.convert("L"))
    return bytes(found.bytes)


def zbar(picture: Path) -> bytes:
    argv = [program("zbarimg", "zbar-tools"), "-q", "--raw", "--oneshot", picture]
    return subprocess.run(argv, capture_output=True, check=True).stdout.removesuffix(b"\n")


def jsqr(picture: Path) -> bytes:
    argv = [node_with("jsqr", "pngjs"), PEERS / "jsqr.mjs", picture]
    return subprocess.run(argv, capture_output=True, check=True).stdout


READERS = {"zxing": zxing, "zbar": zbar, "jsqr": jsqr}


def rasterised(drawing: Path) -> Path:
    """An SVG as a PNG, drawn by librsvg."""
    picture = drawing.with_suffix(".from-svg.png")
    subprocess.run([program("rsvg-convert", "librsvg2-bin"), "--output", picture, drawing], check=True)
    return picture

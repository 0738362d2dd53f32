"""QR codes: the smallest that holds a text, as a picture, each verified with a second decoder.

ISO/IEC 18004 by way of the ``qrcode`` library, whose segment splitting keeps
codes small; the pictures are written here, so that no imaging library is needed.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from wallet.codec import base45
from wallet.codec.inflate import deflate
from wallet.errors import Internal, Unreadable
from wallet.wording import Catalogue, say

QUIET_ZONE = 4
"""Light modules around a code (ISO/IEC 18004, 6.3.8)."""
PIXELS = 8
"""Picture elements a module."""
LEVELS = ("L", "M", "Q", "H")
LARGEST = 40
EASY = 20
"""The largest version that cameras read well from screens."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A text and the modules that hold it."""

    text: str
    version: int
    level: str
    matrix: tuple[tuple[bool, ...], ...]
    """Dark modules, row by row, without the quiet zone."""

    @property
    def modules(self) -> int:
        """Modules along one side, without the quiet zone."""
        return len(self.matrix)


@dataclass(frozen=True, slots=True)
class Payload:
    """A text that stands for a credential in a code."""

    form: str
    """``link``, ``raw``, ``cw1``, or ``parts`` for a sequence of codes."""
    text: str


def make(
    text: str, *, level: str = "L", min_version: int = 1, max_version: int = LARGEST, mask: int | None = None
) -> QrCode:
    """The smallest code from ``min_version`` on that holds ``text``, read back and found equal.

    ``level`` is the least error correction; more is used when the same size
    has room for it.  Naming a ``mask`` (ISO/IEC 18004, 7.8) saves most of the
    work, which is to try all eight.  Raises :class:`~wallet.errors.Unreadable`
    with slug ``qr_too_large`` when no version up to ``max_version`` holds the text.
    """
    version = smallest_version(text, level)
    if version is None or version > max_version:
        raise too_large(text, version, max_version)
    version = max(version, min_version)
    stronger = LEVELS[LEVELS.index(level) + 1 :]
    chosen = [level, *(one for one in stronger if (smallest_version(text, one) or LARGEST + 1) <= version)][-1]
    maker = _maker(text, chosen)
    maker.version, maker.mask_pattern = version, mask
    try:
        maker.make(fit=False)
    except ValueError:  # qrcode 8.2 cannot divide a block that is all zeros, as of a long row of the digit 0
        raise too_large(text, None, max_version) from None
    matrix = tuple(tuple(bool(module) for module in row) for row in maker.modules)
    code = QrCode(text, version, chosen, matrix)
    scan_back(code)
    return code


def too_large(text: str, version: int | None, max_version: int, *, hint: str = "") -> Unreadable:
    """The error for a text that no version up to ``max_version`` holds, with the numbers."""
    size = len(text.encode())
    needs = (
        say("more than any QR code holds")
        if version is None
        else say("needs version {version}, allowed are {max_version}", version=version, max_version=max_version)
    )
    return Unreadable(
        say("{size} bytes are too many for a QR code: {needs}", size=size, needs=needs),
        hint=hint or say("choose a shorter text, such as a web address"),
        slug="qr_too_large",
    )


def smallest_version(text: str, level: str = "L") -> int | None:
    """The smallest version, 1 to 40, that holds ``text``; None when none does."""
    from qrcode.exceptions import DataOverflowError

    maker = _maker(text, level)
    try:
        return int(maker.best_fit())
    except (DataOverflowError, ValueError):
        return None


def _maker(text: str, level: str) -> Any:
    from qrcode import QRCode, constants

    maker = QRCode(error_correction=getattr(constants, f"ERROR_CORRECT_{level}"), border=0)
    maker.add_data(text.encode())
    return maker


def scan_back(code: QrCode) -> None:
    """Read ``code`` with an independent decoder, at four picture elements a module.

    Raises :class:`~wallet.errors.Internal` unless exactly its text comes back.
    """
    import zxingcpp

    scale = 4
    side = (code.modules + 2 * QUIET_ZONE) * scale
    rows = (bytes(0 if dark else 255 for dark in row for _ in range(scale)) * scale for row in bordered(code))
    image = memoryview(b"".join(rows)).cast("B", (side, side))
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    if len(found) != 1 or found[0].bytes != code.text.encode():
        raise Internal("the QR code does not read back as the text that was put in")


def bordered(code: QrCode) -> Iterator[tuple[bool, ...]]:
    """The modules row by row, within the quiet zone."""
    side = (False,) * QUIET_ZONE
    blank = (False,) * (code.modules + 2 * QUIET_ZONE)
    yield from (blank,) * QUIET_ZONE
    yield from ((*side, *row, *side) for row in code.matrix)
    yield from (blank,) * QUIET_ZONE


def png(code: QrCode) -> bytes:
    """A picture of one bit a pixel (PNG, ISO/IEC 15948), black on white with the quiet zone."""
    side = (code.modules + 2 * QUIET_ZONE) * PIXELS
    # Eight pixels a module make each module exactly one byte.
    lines = ((b"\x00" + bytes(0x00 if dark else 0xFF for dark in row)) * PIXELS for row in bordered(code))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(lines), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def svg(code: QrCode, words: Catalogue) -> str:
    """A drawing in units of one module, named in the language of ``words``: a white square and one path of runs."""
    side, name = code.modules + 2 * QUIET_ZONE, escape(words.text(say("QR code")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * PIXELS}" height="{side * PIXELS}" '
        f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges" stroke="none" role="img" aria-label="{name}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path(code)}"/></svg>\n'
    )


def path(code: QrCode) -> str:
    """The dark modules as one SVG path, a subpath for each run of them."""
    return "".join(_runs(code))


def _runs(code: QrCode) -> Iterator[str]:
    for y, row in enumerate(code.matrix, QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length


def cw1(data: bytes) -> str:
    """``data`` as ``CW1:`` and base45 of raw deflate (RFC 1951, RFC 9285): all of it in a code."""
    return "CW1:" + base45.encode(deflate(data))


def payload(
    data: bytes, *, link: str = "", wanted: str = "auto", max_version: int = LARGEST, name: str = "REF"
) -> Payload:
    """How a credential goes into a code: a link, its text as it is, that text packed, or in parts.

    ``data`` is the credential itself, ``link`` its public address if it has one,
    ``name`` how hints refer to it.  ``wanted`` is ``auto``, ``link``, ``self`` (raw
    or packed), ``raw``, ``cw1`` or ``parts``.  ``auto`` prefers the link, then one
    easy code, else parts; a raw text is preferred to a packed one, since any
    scanner can read it.  Raises :class:`~wallet.errors.Unreadable`:
    ``qr_no_link``, ``qr_too_large``.
    """
    if wanted == "link" and not link:
        raise Unreadable(
            say("the credential has no public web address"),
            hint=say("put the credential itself into the code: wallet qr {name} --as self", name=name),
            slug="qr_no_link",
        )
    if link and wanted in ("auto", "link"):
        return Payload("link", link)
    if wanted == "parts":
        return Payload("parts", "")
    forms = [Payload("raw", text)] if wanted != "cw1" and (text := _text(data)) else []
    if wanted != "raw":
        forms.append(Payload("cw1", cw1(data)))
    sizes = [(version if (version := smallest_version(form.text)) else LARGEST + 1, form) for form in forms]
    easy = [form for version, form in sizes if version <= min(EASY, max_version)]
    if easy or wanted == "auto":
        return easy[0] if easy else Payload("parts", "")
    version, smallest = min(sizes, key=lambda one: one[0], default=(LARGEST + 1, Payload("raw", "")))
    if version > max_version:
        raise too_large(
            smallest.text,
            version if version <= LARGEST else None,
            max_version,
            hint=say("as a sequence of codes: wallet qr {name} --as parts", name=name),
        )
    return smallest


def _text(data: bytes) -> str:
    """``data`` as text; "" when it is not UTF-8."""
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""

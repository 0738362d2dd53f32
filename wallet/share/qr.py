"""QR codes: the smallest that holds a text, as a picture, read back before it is believed.

ISO/IEC 18004 by way of the ``qrcode`` library, whose segment splitting keeps
codes small; the pictures are written here, so that no imaging library is needed.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wallet.codec import base45, parts
from wallet.errors import Internal, Unreadable

QUIET_ZONE = 4
"""Light modules around a code (ISO/IEC 18004, 6.3.8)."""
PIXELS = 8
"""Picture elements a module."""
ANIMATION_PIXELS = 6
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
    """``link``, ``raw`` or ``cw1``."""
    text: str


def make(text: str, *, level: str = "L", max_version: int = LARGEST) -> QrCode:
    """The smallest code that holds ``text``, read back and found equal.

    ``level`` is the least error correction; more is used when the same size
    has room for it.  Raises :class:`~wallet.errors.Unreadable` with slug
    ``qr_too_large`` when no version up to ``max_version`` holds the text.
    """
    version = smallest_version(text, level)
    if version is None or version > max_version:
        raise too_large(text, version, max_version)
    chosen = max(
        (one for one in LEVELS[LEVELS.index(level) :] if smallest_version(text, one) == version), key=LEVELS.index
    )
    maker = _maker(text, chosen)
    maker.version = version
    maker.make(fit=False)
    matrix = tuple(tuple(bool(module) for module in row) for row in maker.modules)
    code = QrCode(text, version, chosen, matrix)
    scan_back(code)
    return code


def too_large(text: str, version: int | None, max_version: int) -> Unreadable:
    """The error for a text that no version up to ``max_version`` holds, with the numbers."""
    size = len(text.encode())
    needs = "more than any QR code holds" if version is None else f"needs version {version}, allowed are {max_version}"
    return Unreadable(
        f"{size} bytes are too many for a QR code: {needs}",
        hint="share a bundle instead: wallet share REF -o bundle.zip",
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
    rows = (bytes(0 if dark else 255 for dark in row for _ in range(scale)) * scale for row in _with_border(code))
    image = memoryview(b"".join(rows)).cast("B", (side, side))
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    if len(found) != 1 or found[0].bytes != code.text.encode():
        raise Internal("the QR code does not read back as the text that was put in")


def _with_border(code: QrCode) -> Iterator[tuple[bool, ...]]:
    side = (False,) * QUIET_ZONE
    blank = (False,) * (code.modules + 2 * QUIET_ZONE)
    yield from (blank,) * QUIET_ZONE
    yield from ((*side, *row, *side) for row in code.matrix)
    yield from (blank,) * QUIET_ZONE


def png(code: QrCode) -> bytes:
    """A picture of one bit a pixel (PNG, ISO/IEC 15948), black on white with the quiet zone."""
    side = (code.modules + 2 * QUIET_ZONE) * PIXELS
    # Eight pixels a module make each module exactly one byte.
    lines = ((b"\x00" + bytes(0x00 if dark else 0xFF for dark in row)) * PIXELS for row in _with_border(code))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(lines), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def svg(code: QrCode) -> str:
    """A drawing in units of one module: a white square and one path of runs."""
    side = code.modules + 2 * QUIET_ZONE
    runs = "".join(_runs(code))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * PIXELS}" height="{side * PIXELS}" '
        f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img" aria-label="QR code">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{runs}"/></svg>\n'
    )


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
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return "CW1:" + base45.encode(engine.compress(data) + engine.flush())


def payload(data: bytes, *, link: str = "", wanted: str = "auto", max_version: int = LARGEST) -> Payload:
    """How a credential goes into a code: a link, its text as it is, or that text packed.

    ``data`` is the credential itself, ``link`` its public address if it has
    one.  ``wanted`` is ``auto``, ``link``, ``self`` (raw or packed), ``raw``
    or ``cw1``; ``auto`` prefers the link, and any scanner reads the text as it
    is while that makes an easy code.  Raises
    :class:`~wallet.errors.Unreadable`: ``qr_no_link``, ``qr_too_large``.
    """
    if wanted == "link" and not link:
        raise Unreadable(
            "the credential has no public web address",
            hint="put the credential itself into the code: wallet qr REF --as self",
            slug="qr_no_link",
        )
    if link and wanted in ("auto", "link"):
        return Payload("link", link)
    forms = [Payload("raw", text)] if wanted != "cw1" and (text := _text(data)) else []
    if wanted != "raw":
        forms.append(Payload("cw1", cw1(data)))
    sizes = [smallest_version(form.text) for form in forms]
    fitting = [(v, f) for v, f in zip(sizes, forms, strict=True) if v is not None and v <= max_version]
    if fitting:
        easy = [form for version, form in fitting if version <= EASY]
        return easy[0] if easy else min(fitting, key=lambda one: one[0])[1]
    last = forms[-1] if forms else Payload("raw", "")
    raise too_large(last.text, sizes[-1] if sizes else None, max_version)


ALPHANUMERIC = (
    0, 25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249, 1352, 1460,
    1588, 1704, 1853, 1990, 2132, 2223, 2369, 2520, 2677, 2840, 3009, 3183, 3351, 3537, 3729, 3927, 4087, 4296,
)  # fmt: skip
"""Letters of the 45 that a code of each version holds at level L (ISO/IEC 18004, table 7)."""


def sequence(data: bytes, *, max_version: int = 12) -> list[QrCode]:
    """``data`` as the codes of a sequence (:mod:`wallet.codec.parts`), each read back; none larger than ``max_version``.

    Raises :class:`~wallet.errors.Unreadable` (``too_many_parts``).
    """
    return [make(frame, max_version=max_version) for frame in parts.frames(data, ALPHANUMERIC[max_version])]


def gif(codes: Sequence[QrCode], milliseconds: int) -> bytes:
    """An animation of codes that repeats for ever."""
    import io

    from PIL import Image

    side = (max(code.modules for code in codes) + 2 * QUIET_ZONE) * ANIMATION_PIXELS
    frames = []
    for code in codes:
        rows = bytes(0 if dark else 255 for row in _with_border(code) for dark in row)
        small = code.modules + 2 * QUIET_ZONE
        picture = Image.frombytes("L", (small, small), rows)
        frames.append(picture.resize((side, side), Image.Resampling.NEAREST).convert("1"))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=milliseconds, loop=0)
    return out.getvalue()


def _text(data: bytes) -> str:
    """``data`` as text; "" when it is none."""
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""

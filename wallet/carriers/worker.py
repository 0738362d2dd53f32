"""The other side of :mod:`wallet.carriers.child`: foreign parsers in a process of their own.

Run alone, as ``python -I worker.py pdf|qr|picture``: standard input holds the file,
standard output gets the items found.  Nothing of the wallet is imported.
"""

import contextlib
import io
import itertools
import struct
import sys
from collections.abc import Iterator
from typing import Any

UNREADABLE, ENCRYPTED, TOO_LARGE, MISSING = 3, 4, 5, 6
"""Exit codes: why nothing was found."""
MEMORY = 512 * 1024 * 1024
SECONDS = 10
"""Of this process's own time, and of the clock of who waits for it."""
OUTPUT_LIMIT = 32 * 1024 * 1024
ATTACHMENTS_LIMIT = 100
OBJECTS_LIMIT = 10_000
"""Of a PDF's pages, annotations and lists of files; what is attached beyond them is not found."""
PIXELS_LIMIT = 40_000_000
FRAMES_PIXELS_LIMIT = 3 * PIXELS_LIMIT
"""Of all frames of an animation together; they are never in memory at once."""
FRAMES_LIMIT = 1_000
CODES_LIMIT = 32
SHOWN_SIDE = 240
"""Pixels of the longer side of a picture on a terminal: about twelve lines."""
COLOURS = 64
"""A Sixel terminal has 256 at best, and some 64."""
_LEADING_TO_FILES = ("/Pages", "/Kids", "/Annots", "/FS", "/AF")
"""Members of a PDF's objects, the last of them followed first."""


class Refusal(Exception):
    """Giving up for a reason that has an exit code."""

    def __init__(self, reason: int) -> None:
        super().__init__(reason)
        self.reason = reason


def pdf(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files attached to a PDF (ISO 32000-2 section 7.11.4), each once, then its XMP metadata."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refusal(ENCRYPTED)
    room = OUTPUT_LIMIT
    found: dict[tuple[str, bytes], None] = {}
    for name, stream in _attached(reader):
        content = stream.get_data()
        room -= 0 if (name, content) in found else len(content)
        found[name, content] = None  # the same under both of its names is one file
        if len(found) > ATTACHMENTS_LIMIT or room < 0:
            raise Refusal(TOO_LARGE)
    yield from found
    metadata: Any = reader.root_object.get("/Metadata")
    if metadata is not None:
        yield "XMP", metadata.get_object().get_data()


def _attached(reader: Any) -> Iterator[tuple[str, Any]]:
    """Name and stream of each embedded file: those in the name tree, then those that stand elsewhere alone.

    Under its two names (7.11.4, table 44) it may differ, and readers disagree on which counts.
    """
    listed = ((file.name, file.pdf_object) for file in itertools.islice(reader.attachment_list, OBJECTS_LIMIT))
    elsewhere = ((file.get("/UF", file.get("/F", "")), file) for file in _specifications(reader.root_object))
    seen = set()
    for name, specification in itertools.chain(listed, elsewhere):
        streams = _resolved(specification.get("/EF"))
        for key in ("/UF", "/F") if isinstance(streams, dict) else ():
            reference = streams.get(key)
            if reference is not None and reference not in seen:
                seen.add(reference)
                yield str(name), reference.get_object()


def _specifications(catalog: Any) -> Iterator[Any]:
    """The file specifications of associated files (ISO 32000-2 section 14.13) and of annotations (12.5.6.15).

    They are looked for in the catalog and in the pages, in this order; no object is followed twice.
    """
    waiting, seen = [catalog], {}
    for _ in range(OBJECTS_LIMIT):
        if not waiting:
            return
        found = _resolved(waiting.pop())
        if id(found) in seen:
            continue
        seen[id(found)] = found  # kept, so that no other object gets its id
        if isinstance(found, list):
            waiting += found[:OBJECTS_LIMIT][::-1]
        elif isinstance(found, dict):
            waiting += [found.get(key) for key in _LEADING_TO_FILES if key in found]
            if "/EF" in found:
                yield found


def _resolved(value: Any) -> Any:
    """What a reference leads to; None where that cannot be read, since a PDF may be broken where no file hangs."""
    from pypdf.errors import PyPdfError

    try:
        return None if value is None else value.get_object()
    except PyPdfError:
        return None


def qr(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The text of each QR code in a PNG, JPEG or GIF picture, each text once."""
    import zxingcpp

    found: dict[bytes, None] = {}
    for frame in _frames(data):
        codes = zxingcpp.read_barcodes(_opaque(frame), text_mode=zxingcpp.TextMode.Plain)
        if len(codes) > CODES_LIMIT:
            raise Refusal(TOO_LARGE)
        found |= dict.fromkeys(code.text.encode() for code in codes)
    yield from ((f"code {number}", text) for number, text in enumerate(found, start=1))


def picture(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A PNG, JPEG or GIF picture made small: as a new PNG file, and as indices into a palette."""
    from PIL import Image

    frame = next(_frames(data))
    small = frame.convert("RGBA")
    small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    new = Image.new("RGBA", small.size)  # without whatever else the file held: profiles, comments
    new.paste(small)
    out = io.BytesIO()
    new.save(out, "PNG")
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    few = ground.quantize(COLOURS)
    yield "size", struct.pack(">IIII", *frame.size, *small.size)
    yield "png", out.getvalue()
    yield "palette", bytes(few.getpalette() or b"")[: 3 * COLOURS]
    yield "pixels", few.tobytes()


def _frames(data: bytes) -> Iterator[Any]:
    """The frames of an animation, or the one picture; their size is looked at before their pixels are."""
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = None  # its own limit warns before it refuses; the ones here are ours
    picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF"))
    room = FRAMES_PIXELS_LIMIT
    if picture.width * picture.height > PIXELS_LIMIT:
        raise Refusal(TOO_LARGE)
    for count, frame in enumerate(ImageSequence.Iterator(picture), start=1):
        room -= frame.width * frame.height
        if room < 0 or count > FRAMES_LIMIT:
            raise Refusal(TOO_LARGE)
        yield frame


def _opaque(picture: Any) -> Any:
    """In shades of grey, on white where it is transparent: codes drawn on nothing would be black on black."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("L", picture.size, 255)
        ground.paste(layered.convert("L"), mask=layered.getchannel("A"))
        return ground
    return picture.convert("L")


def main(kind: str) -> int:
    """Write what is found in standard input to standard output; the exit code tells what went wrong."""
    _limit()
    sys.setrecursionlimit(2_000)
    try:
        items = [(label.encode(errors="replace")[:400], data) for label, data in FINDERS[kind](sys.stdin.buffer.read())]
    except ImportError:
        return MISSING
    except (MemoryError, RecursionError):
        return TOO_LARGE
    except Refusal as refusal:
        return refusal.reason
    except Exception:  # noqa: BLE001 - foreign parsers raise what they like on hostile input; it ends here
        return UNREADABLE
    for label, data in items:
        sys.stdout.buffer.write(struct.pack(">II", len(label), len(data)) + label + data)
    return 0


FINDERS = {"pdf": pdf, "qr": qr, "picture": picture}


def _limit() -> None:
    """Memory and CPU time, where the system can hold a process to them; elsewhere the parent's clock does."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

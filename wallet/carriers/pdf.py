"""Credentials attached to PDF certificates, or noted in their metadata."""

import html
import re
from collections.abc import Iterator
from itertools import islice

from wallet.carriers import child
from wallet.carriers.base import MEMBER_LIMIT, Inner, check_alone, may_be_credential
from wallet.codec import zips
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

_START = b"%PDF-"
_START_WITHIN = 1024
"""Readers look for the mark this far in."""
_METADATA = "XMP"
_NOTES_LIMIT = 100
"""JSON objects in the metadata of one file that are looked at."""
_JSON_STARTS = re.compile(rb"(<!\[CDATA\[|>)\s*+(?={)")


class Pdf:
    """The row for PDF files."""

    label = say("PDF attachment")

    def recognises(self, data: bytes) -> bool:
        """By the mark at its start."""
        head = data[:_START_WITHIN]
        return _START in head and not head.lstrip().startswith((b"{", b"[", b"<"))

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """Its attachments and metadata, each unwrapped by content; the PDF is kept when it holds just one.

        Beside a credential, what is attached and cannot be read is told: it may be one to other readers.
        """
        items = child.run("pdf", data, name, inner.patience)
        if not any(zips.hidden_in(content) for _, content in items):  # an archive that is attached is told below
            check_alone(data, name)
        found: list[Payload] = []
        others: list[tuple[str, Unreadable]] = []
        for label, content in items:
            noted = _noted(content, inner, name) if label == _METADATA else []
            place = f"{name}!{label[:200]}"
            try:
                found += noted or inner(content, place)
            except Unreadable as error:
                others += [(place, error)] if label != _METADATA else []  # a PDF may carry anything besides
        if not found:
            raise Unreadable(
                say("{name} is a PDF without a credential attached", name=name),
                hint=say("a printed certificate proves nothing by itself: ask for the badge or JSON file"),
                slug="pdf_without_credential",
            )
        for where, why in others:
            inner.left_out(where, why)
        if len(found) == 1 and len(data) <= MEMBER_LIMIT:
            one = found[0]
            return [Payload(one.data, one.media_type, "pdf", name, data)]
        return found


CARRIER = Pdf()


def _noted(metadata: bytes, inner: Inner, name: str) -> list[Payload]:
    """The credentials among the JSON objects that XMP metadata (ISO 16684-1) holds."""
    noted: list[Payload] = []
    for text in islice(_objects(metadata), _NOTES_LIMIT):
        try:
            noted += filter(may_be_credential, inner(text, f"{name}!{_METADATA}"))
        except Unreadable:
            continue
    return noted


def _objects(metadata: bytes) -> Iterator[bytes]:
    """What begins like a JSON object right after a tag or in a CDATA section (XML 1.0 section 2.7), in linear time.

    The metadata is not parsed: tools that write it break its XML, and a credential has to prove itself anyway.
    """
    place = 0
    while start := _JSON_STARTS.search(metadata, place):
        literal = start[1] != b">"
        place = metadata.find(b"]]>" if literal else b"<", start.end())
        if place < 0:
            return
        text = metadata[start.end() : place]
        yield text if literal else html.unescape(text.decode("utf-8", "replace")).encode()

"""Credentials attached to PDF certificates, or noted in their metadata."""

from wallet.carriers import child
from wallet.carriers.base import MEMBER_LIMIT, Inner
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

_START = b"%PDF-"
_START_WITHIN = 1024
"""Readers look for the mark this far in."""


class Pdf:
    """The row for PDF files."""

    label = say("PDF attachment")

    def recognises(self, data: bytes) -> bool:
        """By the mark at its start."""
        head = data[:_START_WITHIN]
        return _START in head and not head.lstrip().startswith((b"{", b"[", b"<"))

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """Its attachments and metadata, each unwrapped by content; the PDF is kept when it holds just one."""
        found: list[Payload] = []
        for label, content in child.run("pdf", data, name):
            try:
                found += inner(content, f"{name}!{label[:200]}")
            except Unreadable:
                continue  # a PDF may carry anything besides
        if not found:
            raise Unreadable(
                say("{name} is a PDF without a credential attached", name=name),
                hint=say("a printed certificate proves nothing by itself: ask for the badge or JSON file"),
                slug="pdf_without_credential",
            )
        if len(found) == 1 and len(data) <= MEMBER_LIMIT:
            one = found[0]
            return [Payload(one.data, one.media_type, "pdf", name, data)]
        return found


CARRIER = Pdf()

"""The picture of a badge: only one that is inside the file; decoded in the child process that all pictures are."""

import base64
import binascii
import re
import struct

from wallet.actions import find
from wallet.carriers import child
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.report import Report
from wallet.results.credentials import Picture, Shown
from wallet.vault import Vault
from wallet.wording import say

_LIMIT = 4 * 1024 * 1024
"""Of a picture written as text."""
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)


def of(vault: Vault, result: Shown) -> Picture:
    """The picture of a credential in the wallet, or why there is none to show.  Nothing is fetched."""
    payload = find.payload(vault, result.entry)
    try:
        data, source = _inside(payload, result.report)
        return _decoded(data, source)
    except Unreadable as error:
        return Picture(problem=error.message)


def _inside(payload: Payload, report: Report) -> tuple[bytes, str]:
    """The bytes of the picture, and what vouches for them."""
    text = report.credential.image
    if payload.carrier == "png":
        return payload.original, "baked"
    if payload.carrier == "svg" or text.startswith("data:image/svg"):
        raise Unreadable(say("it is an SVG drawing, which may hold programs and is not drawn"))
    if not text:
        raise Unreadable(say("the credential has none"))
    found = _DATA.fullmatch(text) if len(text) <= _LIMIT else None
    if found is None:
        raise Unreadable(
            say("what the credential has in its place cannot be drawn")
            if text.startswith("data:")
            else say("the credential has only the address of one, and nothing is fetched")
        )
    try:
        return base64.b64decode(found[2]), "signed" if report.shown_is_signed else "claimed"
    except binascii.Error:
        raise Unreadable(say("the one in the credential is damaged")) from None


def _decoded(data: bytes, source: str) -> Picture:
    """Raises :class:`~wallet.errors.Unreadable` as :func:`wallet.carriers.child.run` does."""
    items = dict(child.run("picture", data, "it"))
    width, height, columns, rows = struct.unpack(">IIII", items["size"])
    if len(items["pixels"]) != columns * rows:
        raise Unreadable(say("it could not be decoded"))
    return Picture(source, width, height, items["png"], columns, rows, items["palette"], items["pixels"])

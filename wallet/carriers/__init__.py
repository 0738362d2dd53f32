"""Where a credential sits, one module a kind of file.

The first rows that recognise the bytes take them; names and media types are
never believed.  Modules load when asked for.
"""

from functools import cache, partial
from importlib import import_module

from wallet.carriers.base import NO_BADGE, Carrier, Inner, Patience, Skipped
from wallet.codec import limits
from wallet.errors import Internal, Unreadable
from wallet.model import Payload
from wallet.wording import say

CARRIERS = {
    "png": "wallet.carriers.png",
    "svg": "wallet.carriers.svg",
    "qr-image": "wallet.carriers.qr_image",
    "archive": "wallet.carriers.archive",
    "tar": "wallet.carriers.tar",
    "pdf": "wallet.carriers.pdf",  # known by a mark further in, where an archive may have a member of this kind
    "packed": "wallet.carriers.packed",
    "sequence": "wallet.carriers.sequence",
    "text": "wallet.carriers.text",
}
_DEPTH_LIMIT = 3
"""A token in a QR code in a picture in an archive."""
_OUTERMOST = ("archive", "tar")
"""The carriers that are opened in no other."""
_ANYTHING = "text"
"""The last carrier, which takes what no other knows."""
_HEAD = 64
_TEXT_STARTS = (b"{", b"[", b"eyJ")
"""How JSON and tokens begin, and no other kind of file: most badges are one of them, and need no other row loaded."""


@cache
def by_id(name: str) -> Carrier:
    """The carrier called ``name``, a key of ``CARRIERS``."""
    found: Carrier = import_module(CARRIERS[name]).CARRIER
    return found


def _not_told(_name: str, _error: Unreadable) -> None:
    """For whoever asks only for the credentials."""


def unwrap(data: bytes, name: str, *, left_out: Skipped = _not_told) -> list[Payload]:
    """Step 1: the credentials in ``data``, at least one, each with the bytes that the wallet keeps.

    ``name`` is only for people; ``left_out`` is told of each member of an
    archive that holds none.  Raises :class:`~wallet.errors.Unreadable`,
    which says what the file is instead and what to do.
    """
    if len(data) > limits.FILE_BYTES:
        raise Unreadable(
            say("{name} is larger than 32 MiB; no credential is", name=name),
            hint=say("import the credential files themselves: wallet import FILE"),
            slug="too_large",
        )
    return _unwrap(data, name, left_out, Patience(), depth=0)


def _unwrap(data: bytes, name: str, left_out: Skipped, patience: Patience, *, depth: int) -> list[Payload]:
    """Ask each carrier that recognises ``data``; one that finds no badge lets the next one look."""
    if depth > _DEPTH_LIMIT:
        raise Unreadable(
            say("{name} is a file within a file within a file", name=name), hint=say("unpack it first"), slug="too_deep"
        )
    inner = Inner(partial(_unwrap, left_out=left_out, patience=patience, depth=depth + 1), left_out, patience)
    no_badge: Unreadable | None = None
    for key in (_ANYTHING,) if data[:_HEAD].lstrip().startswith(_TEXT_STARTS) else CARRIERS:
        carrier = by_id(key)
        if not carrier.recognises(data):
            continue
        if key in _OUTERMOST and depth:
            raise Unreadable(
                say("{name} is an archive within another file", name=name), hint=say("unpack it first"), slug="too_deep"
            )
        if key == _ANYTHING and no_badge is not None:
            break
        try:
            return carrier.unwrap(data, name, inner)
        except Unreadable as error:
            if error.kind != NO_BADGE:
                raise
            no_badge = no_badge or error
    raise no_badge or Internal("no carrier takes what is left over")

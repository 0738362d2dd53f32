"""What a credential says, one module a format.

``FORMATS`` is ordered from the most specific to the most general: the first
that recognises a document reads it.  Modules load when asked for.
"""

from functools import cache
from importlib import import_module

from wallet.errors import Internal
from wallet.formats import opening, other_documents
from wallet.formats.base import Format
from wallet.model import Credential, Outline, Payload, View

FORMATS = {
    "presentation": "wallet.formats.presentation",
    "status-list": "wallet.formats.status_list",
    "endorsement": "wallet.formats.endorsement",
    "clr-2": "wallet.formats.clr_2",
    "clr-1": "wallet.formats.clr_1",
    "open-badges-3": "wallet.formats.open_badges_3",
    "europass": "wallet.formats.europass",
    "blockcerts": "wallet.formats.blockcerts",
    "open-badges-2": "wallet.formats.open_badges_2",
    "open-badges-1": "wallet.formats.open_badges_1",
    "open-badges-hosted": "wallet.formats.hosted_address",
    "vc-2": "wallet.formats.vc_2",
    "vc-1": "wallet.formats.vc_1",
    "sd-jwt-vc": "wallet.formats.sd_jwt_vc",
}


@cache
def by_id(name: str) -> Format:
    """The format called ``name``.  Raises :class:`~wallet.errors.Internal` for one that is not in the table."""
    if name not in FORMATS:
        raise Internal(f"there is no format {name}")
    found: Format = import_module(FORMATS[name]).FORMAT
    return found


def open_payload(payload: Payload) -> Outline:
    """Steps 2 to 4: load strictly, recognise, list proofs, status and parts.

    Raises :class:`~wallet.errors.Unreadable` when it is malformed, over a limit
    or no credential; then the message says what it is instead, if that can be told.
    """
    opened = opening.load(payload)
    if isinstance(opened, Payload):
        return open_payload(opened)
    document, header = opened.document, opened.header
    for name in FORMATS:
        format_ = by_id(name)
        if format_.recognises(opened):
            outline = format_.outline(payload, document, header)
            return outline if opened.written is None else outline._replace(written=opened.written)
    if opening.is_sd_jwt(payload):  # whatever its claims are: most of them may be hidden
        return by_id("sd-jwt-vc").outline(payload, document, header)
    raise other_documents.no_credential(document, header)


def read(view: View, outline: Outline) -> Credential:
    """Step 10: the credential, from signed values only.

    Raises :class:`~wallet.errors.Unreadable` (``required_missing``).
    """
    return by_id(outline.format).read(view, outline)

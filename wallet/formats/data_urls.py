"""Credentials that travel inside a ``data:`` address (VC Data Model 2.0, sections 4.12 and 4.13)."""

from wallet.formats.base import Opened, id_of
from wallet.model import JsonObject

JWT, SD_JWT = "application/jwt", "application/sd-jwt"
TOKEN_START = "eyJ"  # noqa: S105 - how base64url spells the start of a JSON object
_ENVELOPES = frozenset(("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"))
_KINDS = ("vc", "vp", "dc", "vc-ld", "vp-ld", "vc+ld+json", "vp+ld+json")
"""How media types of tokens begin: VC JOSE COSE 1.0 section 6.1, SD-JWT VC, and the drafts of either."""
_DATA_URLS = {
    "data:application/jwt,": JWT,
    **{f"data:application/{kind}+jwt,": JWT for kind in _KINDS},
    **{f"data:application/{kind}+sd-jwt,": SD_JWT for kind in _KINDS},
}


def is_envelope(opened: Opened) -> bool:
    """Whether it only holds a credential or presentation in another form."""
    return not _ENVELOPES.isdisjoint(opened.types)


def enveloped(document: JsonObject) -> tuple[str, str] | None:
    """The token that the ``data:`` address of an envelope spells, and its media type; None for any other form."""
    address = id_of(document)
    for prefix, media_type in _DATA_URLS.items() if address[:5] == "data:" else ():
        token = address.removeprefix(prefix)
        if token != address and token.startswith(TOKEN_START):
            return token, media_type
    return None

"""Credentials that travel inside a ``data:`` address (VC Data Model 2.0, sections 4.12 and 4.13)."""

from wallet.formats.base import id_of, types_of
from wallet.model import JsonObject

JWT, SD_JWT = "application/jwt", "application/sd-jwt"
TOKEN_START = "eyJ"  # noqa: S105 - how base64url spells the start of a JSON object
_ENVELOPES = frozenset(("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"))
_DATA_URLS = {
    "data:application/vc+jwt,": JWT,
    "data:application/vp+jwt,": JWT,
    "data:application/jwt,": JWT,
    "data:application/vc+ld+json+jwt,": JWT,
    "data:application/vc+sd-jwt,": SD_JWT,
    "data:application/dc+sd-jwt,": SD_JWT,
    "data:application/vc+ld+json+sd-jwt,": SD_JWT,
}


def is_envelope(document: JsonObject) -> bool:
    """Whether it only holds a credential or presentation in another form."""
    return not _ENVELOPES.isdisjoint(types_of(document))


def enveloped(document: JsonObject) -> tuple[str, str] | None:
    """The token that the ``data:`` address of an envelope spells, and its media type; None for any other form."""
    address = id_of(document)
    for prefix, media_type in _DATA_URLS.items() if address[:5] == "data:" else ():
        token = address.removeprefix(prefix)
        if token != address and token.startswith(TOKEN_START):
            return token, media_type
    return None

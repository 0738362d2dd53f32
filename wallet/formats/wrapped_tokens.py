"""JSON that only wraps a token: in a ``data:`` URL, as a proof, or in the JSON form of RFC 9901.

In each case the token is all that was signed; nothing around it is read, and
where that has claims of its own about a subject, it is no mere wrapping.
"""

import re
from base64 import b64decode
from typing import Any

from wallet.errors import Unreadable
from wallet.formats.base import Opened, id_of, one_or_many
from wallet.model import JsonObject
from wallet.wording import say

JWT, SD_JWT = "application/jwt", "application/sd-jwt"
OTHER = "text/plain"
"""For text where a credential belongs, in a form that is not supported, such as an ISO mdoc."""
TOKEN_START = "eyJ"  # noqa: S105 - how base64url spells the start of a JSON object
_ENVELOPES = frozenset(("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"))
_DATA_URL = re.compile(
    r"data:application/(?:(?:(?:vc|vp)(?:-ld|\+ld\+json)?|dc)\+(?:sd-)?)?jwt((?:;[^,;]{0,80}){0,4}),([^,]+)",
    re.ASCII | re.IGNORECASE,
)
"""Media types of tokens: VC JOSE COSE 1.0 section 6.1, SD-JWT VC, and the drafts of either."""
_BESIDE = ("disclosures", "kb_jwt")
"""Members beside a signature in the JSON form of RFC 9901; null counts as absent."""
_JWT_PROOF = "JwtProof2020"
"""How Veramo and others publish a token: its claims as JSON, with the token itself as their proof."""


def token_in(opened: Opened) -> str | None:
    """The token that a document merely wraps; None where the document is itself the credential.

    Raises :class:`~wallet.errors.Unreadable` (``envelope_unsupported``) for an
    envelope (VC Data Model 2.0, 4.12 and 4.13) of anything but a token.
    """
    if not _ENVELOPES.isdisjoint(opened.types):
        token = enveloped(opened.document)
        if token is None:
            raise unsupported()
        return token
    proofs = one_or_many(opened.document.get("proof"))
    if len(proofs) != 1 or not isinstance(proofs[0], dict) or proofs[0].get("type") != _JWT_PROOF:
        return None
    held = proofs[0].get("jwt")
    return held if isinstance(held, str) and held.startswith(TOKEN_START) else None


def enveloped(document: JsonObject) -> str | None:
    """The token in the ``data:`` URL of an envelope, in base64 or not (RFC 2397); None if it holds anything else."""
    found = _DATA_URL.fullmatch(id_of(document))
    if found is None or claims_something(document):
        return None
    token = found[2]
    if found[1].lower().endswith(";base64") and not token.startswith(TOKEN_START):
        token = _from_base64(token)
    return token if token.startswith(TOKEN_START) else None


def claims_something(document: JsonObject) -> bool:
    """Whether what might be wrapped around a token has claims of its own: then those are what is to be judged."""
    return "credentialSubject" in document or "verifiableCredential" in document


def _from_base64(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode("ascii")
    except ValueError:
        return ""


def sd_jwt_in(envelope: JsonObject) -> str | None:
    """An SD-JWT in JSON form (RFC 9901 section 8) converted to its compact form; None for JSON without disclosures.

    Raises :class:`~wallet.errors.Unreadable` (``envelope_unsupported``) for one with several signatures.
    """
    listed = envelope.get("signatures")
    nodes = [node for node in (envelope, *(listed if isinstance(listed, list) else ())) if isinstance(node, dict)]
    headers = [node["header"] for node in nodes if isinstance(node.get("header"), dict)]
    said = [{name: place[name] for name in _BESIDE if place.get(name) is not None} for place in (*nodes, *headers)]
    beside = [place for place in said if place]
    if not beside:
        return None
    *others, signature = nodes
    token: list[Any] = [signature.get("protected"), envelope.get("payload"), signature.get("signature")]
    disclosed = beside[0].get("disclosures", [])
    disclosed = [*disclosed, beside[0].get("kb_jwt", "")] if isinstance(disclosed, list) else [None]
    if len(others) > 1 or len(beside) > 1 or not all(isinstance(text, str) for text in (*token, *disclosed)):
        raise unsupported()
    return "~".join((".".join(token), *disclosed))


def unsupported() -> Unreadable:
    """The error for an envelope whose content is in a form that is not supported."""
    return Unreadable(
        say("this is the envelope of a credential in a form that is not supported"),
        hint=say("ask for the credential as a JSON file or a token"),
        slug="envelope_unsupported",
    )

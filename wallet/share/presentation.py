"""Verifiable presentations (VC Data Model 2.0, 4.13): credentials as they are, under proofs of who shows them.

The proof is a set of two independent ones (VC Data Integrity 2.1.1), since
readers differ in the purpose they ask for.  Its credentials are spliced in as
original text: no number or string is written anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wallet.codec import jsonld, multiformats, rdfc, strictjson
from wallet.codec.contexts import ContextLibrary
from wallet.codec.signing_input import hash_data, proof_options
from wallet.errors import Internal, Refused, Unreadable
from wallet.model import JsonObject, Outline
from wallet.share.manifest import timestamp
from wallet.wording import say

CONTEXT = "https://www.w3.org/ns/credentials/v2"
PURPOSES = ("authentication", "assertionMethod")
_PROOF_TYPES = frozenset({"DataIntegrityProof", "Ed25519Signature2020"})
_LIMIT_ONE = 1024 * 1024
"""Bytes of a credential that a presentation takes in; a larger one travels beside it."""


class Signer(Protocol):
    """The key of whoever shows the credentials."""

    @property
    def did(self) -> str:
        """Its ``did:key``."""

    @property
    def verification_method(self) -> str:
        """The DID URL by which a proof names it."""

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature over ``message``."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For what and how long a presentation is made."""

    id: str
    """A URI; within a bundle the hash of its manifest."""
    created: datetime
    challenge: str
    expires: datetime | None = None
    domain: str = ""


def embeddable(outline: Outline, library: ContextLibrary) -> bool:
    """Whether a presentation can hold the credential and every reader can still canonicalize the whole."""
    types = {note.content.get("type") for note in outline.proofs}
    if outline.header is not None or types.isdisjoint(_PROOF_TYPES) or len(outline.payload.data) > _LIMIT_ONE:
        return False
    try:
        _canonical(_unsigned("urn:uuid:0", "did:key:z", [outline.payload.data]), library)
    except (Refused, Unreadable):
        return False
    return True


def sign(credentials: Sequence[bytes], signer: Signer, terms: Terms, library: ContextLibrary) -> bytes:
    """A signed presentation of ``credentials``, each the text of one that is :func:`embeddable`.

    Raises :class:`~wallet.errors.Unreadable` (``share_too_large``) when they
    are too many for readers to check together.
    """
    text = _unsigned(terms.id, signer.did, credentials)
    try:
        canonical = _canonical(text, library)
    except (Refused, Unreadable) as error:
        if isinstance(error, Refused) and error.code != "too_complex":
            raise Internal("a credential that no presentation can hold was put into one") from None
        raise Unreadable(
            say("{n} credentials are too many for one presentation", n=len(credentials)),
            hint=say("share them in two bundles"),
            slug="share_too_large",
        ) from None
    proofs = [_proof(canonical, purpose, signer, terms, library) for purpose in PURPOSES]
    return text[:-1] + b',"proof":' + strictjson.dumps(proofs).encode() + b"}"


def _unsigned(identifier: str, holder: str, credentials: Sequence[bytes]) -> bytes:
    """The presentation without proof, its credentials spliced in."""
    head = {"@context": [CONTEXT], "id": identifier, "type": ["VerifiablePresentation"], "holder": holder}
    text = strictjson.dumps(head).encode()
    if not credentials:
        return text
    return text[:-1] + b',"verifiableCredential":[' + b",".join(one.strip() for one in credentials) + b"]}"


def _canonical(text: bytes, library: ContextLibrary) -> str:
    return rdfc.canonicalize(jsonld.walk(strictjson.loads(text), library).quads)


def _proof(canonical: str, purpose: str, signer: Signer, terms: Terms, library: ContextLibrary) -> JsonObject:
    """One proof (VC DI EdDSA 1.0, 3.2): its options are canonicalized under the presentation's own context."""
    stated = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": timestamp(terms.created),
        "expires": timestamp(terms.expires) if terms.expires else "",
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose,
        "challenge": terms.challenge,
        "domain": terms.domain,
    }
    proof: JsonObject = {key: value for key, value in stated.items() if value}
    options = rdfc.canonicalize(jsonld.walk(proof_options(proof, [CONTEXT]), library).quads)
    signature = signer.sign(hash_data(canonical, options))
    return {**proof, "proofValue": multiformats.multibase_encode(signature)}

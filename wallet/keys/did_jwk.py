"""did:jwk: an id that spells its own key as a JWK (https://github.com/quartzjer/did-jwk)."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wallet.codec import base64url, strictjson
from wallet.errors import Refused, Unreadable
from wallet.keys.jwk import broken, may_sign
from wallet.keys.jwk import public_key as key_of_jwk
from wallet.model import FoundKey, KeyRef, PublicKey
from wallet.wording import say

if TYPE_CHECKING:  # an issuer that is its own key needs no saved document
    from wallet.keys.places import Lookup

_DID_CHARS = 16 * 1024
"""Holds an RSA key of 8,192 bits, spelt twice in base64."""


@lru_cache(maxsize=256)
def public_key(method: str) -> PublicKey:
    """The key that ``did:jwk:...`` or ``did:jwk:...#0`` names.

    Some issuers write the JWK's own ``kid`` for the ``0``; it is part of the id
    and names the same key.  Raises ``Refused("proof_malformed")`` when it is
    broken, has a private half, is not for signing, or another fragment is asked
    for.
    """
    did, hash_sign, fragment = method.partition("#")
    document = _document(did)
    key = key_of_jwk(document)
    if hash_sign and fragment not in ("0", document.get("kid") or "0"):
        raise broken(say("a did:jwk has one key only, #0"))
    if not may_sign(document):
        raise broken(say("a did:jwk whose key is not for signing"))
    return key


def _document(did: str) -> Any:
    if len(did) > _DID_CHARS:
        raise broken(say("a did:jwk that is too long"))
    try:
        return strictjson.loads(base64url.decode(did.removeprefix("did:jwk:")))
    except (Refused, Unreadable):
        raise broken(say("a did:jwk that holds no JSON")) from None


class _DidJwk:
    def recognises(self, method: str) -> bool:
        return method.startswith("did:jwk:")

    def find(self, ref: KeyRef, lookup: "Lookup") -> FoundKey:
        key = public_key(ref.id)
        did = ref.id.partition("#")[0]
        if ref.issuer in ("", did):  # a presentation that names no holder is its signer's
            return FoundKey(key, "issuer_key", source=did)
        from wallet.keys.documents import find

        return find(ref, lookup, key)


RESOLVER = _DidJwk()

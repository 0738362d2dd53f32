"""did:jwk: an id that spells its own key as a JWK (https://github.com/quartzjer/did-jwk)."""

from functools import lru_cache
from typing import Any

from wallet.codec import base64url, strictjson
from wallet.errors import Refused, Unreadable
from wallet.keys.jwk import broken, may_sign
from wallet.keys.jwk import public_key as key_of_jwk
from wallet.keys.self_named import SelfNamed
from wallet.model import PublicKey
from wallet.wording import say

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


RESOLVER = SelfNamed("did:jwk:", public_key)

"""did:key: an id that is its own key (https://w3c-ccg.github.io/did-key-spec/)."""

from functools import lru_cache

from wallet.codec.multiformats import encode_key
from wallet.keys.jwk import broken, compressed
from wallet.keys.multikey import public_key as key_of_multikey
from wallet.keys.self_named import SelfNamed
from wallet.model import PublicKey
from wallet.wording import say


@lru_cache(maxsize=256)
def public_key(method: str) -> PublicKey:
    """The key that ``did:key:z...`` or ``did:key:z...#z...`` names.

    Raises ``Refused("proof_malformed")`` when it is broken or when the
    fragment names anything but the key itself.
    """
    did, hash_sign, fragment = method.partition("#")
    multikey = did.removeprefix("did:key:")
    if not multikey.startswith("z"):
        raise broken(say("a did:key that is not base58"))
    if hash_sign and fragment != multikey:
        raise broken(say("a did:key that names another key than its own"))
    return key_of_multikey(multikey)


def did_of(key: PublicKey) -> str:
    """The did:key whose key that is.  Raises ``Refused("proof_malformed")`` for bytes that are no key."""
    return "did:key:" + encode_key(key.kind, compressed(key))


RESOLVER = SelfNamed("did:key:", public_key)

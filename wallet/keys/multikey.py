"""Multikeys to public keys (W3C Controlled Identifiers 1.0, 2.2.2), also ones that spell a JWK, as EBSI's do."""

from typing import Any

from wallet.codec import jcs, strictjson
from wallet.codec.multiformats import JWK, decode_key
from wallet.errors import Unreadable
from wallet.keys.jwk import broken, public_members
from wallet.keys.jwk import public_key as key_of_jwk
from wallet.model import PublicKey
from wallet.wording import say


def public_key(multikey: Any) -> PublicKey:
    """The key that ``multikey`` spells: as the bytes of its kind, or as a JWK (multicodec ``jwk_jcs-pub``).

    Of a JWK only one spelling is taken: the members that the key needs, in
    canonical form (RFC 8785), so that one key has one id.  Raises ``Refused``
    as :func:`~wallet.codec.multiformats.decode_key` and
    :func:`wallet.keys.jwk.public_key` do.
    """
    kind, raw = decode_key(multikey)
    if kind != JWK:
        return PublicKey(kind, raw)
    try:
        key = key_of_jwk(strictjson.loads(raw))
    except Unreadable:
        raise broken(say("a key that is no JSON object")) from None
    if jcs.canonicalize(public_members(key)) != raw:
        raise broken(say("a JWK with more than its key, or not in canonical form"))
    return key

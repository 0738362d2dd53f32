"""The public key of a verification method, in whichever of its spellings (W3C Controlled Identifiers 2.2)."""

from typing import Any

from wallet.codec.multiformats import base58_decode
from wallet.keys.jwk import broken, rsa_key, same
from wallet.keys.jwk import public_key as key_of_jwk
from wallet.keys.multikey import public_key as key_of_multikey
from wallet.model import JsonObject, PublicKey
from wallet.wording import say

KINDS = {
    "Ed25519VerificationKey2018": "Ed25519",
    "Ed25519VerificationKey2020": "Ed25519",
    "EcdsaSecp256k1VerificationKey2019": "secp256k1",
    "EcdsaSecp256r1VerificationKey2019": "P-256",
    "RsaVerificationKey2018": "RSA",
}
"""Types of verification method that hold one kind of key only; the others say nothing of it."""
_PEM_CHARS = 8192


def public_key(method: JsonObject) -> PublicKey:
    """The key that a verification method, or a JWK of a key set, holds.

    Raises ``Refused("proof_malformed")`` when there is none, more than one
    different, a broken one, or one that does not fit the method's ``type``.
    """
    if "kty" in method:
        return key_of_jwk(method)
    keys = [read(method[name]) for name, read in _SPELLINGS.items() if method.get(name) is not None]
    if not keys:
        raise broken(say("a verification method without a key"))
    if any(not same(keys[0], other) for other in keys):
        raise broken(say("a verification method with two different keys"))
    _check_type(method.get("type"), keys[0])
    return keys[0]


def has_key(method: JsonObject) -> bool:
    """Whether a key of some spelling stands in ``method``, good or broken."""
    return "kty" in method or any(method.get(name) is not None for name in _SPELLINGS)


def _check_type(types: Any, key: PublicKey) -> None:
    for kind in types if isinstance(types, list) else [types]:
        fixed = KINDS.get(kind) if isinstance(kind, str) else None
        if fixed is not None and fixed != key.kind:
            raise broken(say("a {kind} that holds a key of type {key_type}", kind=kind, key_type=key.kind))


def _from_base58(text: Any) -> PublicKey:
    """``publicKeyBase58``: the bare bytes of a key; only Ed25519 tells itself by length."""
    if not isinstance(text, str):
        raise broken(say("a key that is no text"))
    raw = base58_decode(text)
    if len(raw) == 32:
        return PublicKey("Ed25519", raw)
    if len(raw) == 33 and raw[0] in b"\x02\x03":
        return PublicKey("secp256k1", raw)
    raise broken(say("a key of the wrong length"))


def _from_pem(text: Any) -> PublicKey:
    """``publicKeyPem``: a SubjectPublicKeyInfo or, from older tools, a PKCS#1 key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if not isinstance(text, str) or len(text) > _PEM_CHARS:
        raise broken(say("a key that is no PEM text"))
    try:
        return from_library(load_pem_public_key(text.encode()))
    except (ValueError, UnsupportedAlgorithm):
        raise broken(say("a key that is no PEM text")) from None


def from_library(key: Any) -> PublicKey:
    """A key of the ``cryptography`` library as a value; ``Refused("proof_malformed")`` if of no kind known here."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey("Ed25519", key.public_bytes_raw())
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return rsa_key(numbers.n, numbers.e)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return PublicKey(_CURVES[key.curve.name], point)
    raise broken(say("a key of unknown type"))


_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
_SPELLINGS = {
    "publicKeyMultibase": key_of_multikey,
    "publicKeyJwk": key_of_jwk,
    "publicKeyBase58": _from_base58,
    "publicKeyPem": _from_pem,
}

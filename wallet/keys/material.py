"""The public key of a verification method, in whichever of its spellings (W3C Controlled Identifiers 2.2)."""

from typing import Any

from wallet.codec.multiformats import base58_decode
from wallet.errors import Refused
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
"""Types of verification method that hold one kind of key only; other types may hold any."""
_PEM_CHARS = 8192


def public_key(method: JsonObject) -> PublicKey:
    """The key that a verification method, or a JWK of a key set, holds.

    Raises ``Refused("proof_malformed")`` when there is no key, two different
    ones, a broken one, or one that does not fit the method's ``type``, and
    ``Refused("feature_unsupported")`` for a kind or spelling that is not supported.
    """
    if "kty" in method:
        return key_of_jwk(method)
    spelled = [(name, read) for name, read in _SPELLINGS.items() if method.get(name) is not None]
    keys = [_of_its_kind(read(method[name]), method, name) for name, read in spelled]
    if not keys and (strange := strange_spelling(method)):
        raise Refused("feature_unsupported", feature=say("a key written as {name}", name=strange))
    if not keys:
        raise broken(say("a verification method without a key"))
    if any(not same(keys[0], other) for other in keys):
        raise broken(say("a verification method with two different keys"))
    _check_type(method.get("type"), keys[0])
    return keys[0]


def has_key(method: JsonObject) -> bool:
    """Whether ``method`` holds a key in any supported spelling, valid or broken."""
    return "kty" in method or any(method.get(name) is not None for name in _SPELLINGS)


def strange_spelling(method: JsonObject) -> str:
    """The member of ``method`` that holds or stands for a key in an unsupported spelling; empty when there is none."""
    return next((name for name in _STRANGE if method.get(name) is not None), "")


def _of_its_kind(key: PublicKey, method: JsonObject, spelling: str) -> PublicKey:
    """``key``, but 33 bare bytes can be a point of two curves, of which the method's type says one."""
    types = method.get("type")
    kinds = {KINDS.get(kind) for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)}
    return PublicKey("P-256", key.data) if spelling in _BARE and key.kind == "secp256k1" and "P-256" in kinds else key


def _check_type(types: Any, key: PublicKey) -> None:
    for kind in types if isinstance(types, list) else [types]:
        fixed = KINDS.get(kind) if isinstance(kind, str) else None
        if fixed is not None and fixed != key.kind:
            raise broken(say("a {kind} that holds a key of type {key_type}", kind=kind, key_type=key.kind))


def _from_base58(text: Any) -> PublicKey:
    """``publicKeyBase58``: the bare bytes of a key."""
    if not isinstance(text, str):
        raise broken(say("a key that is no text"))
    return _bare(base58_decode(text))


def _from_hex(text: Any) -> PublicKey:
    """``publicKeyHex``, as did:ethr documents have it: the bare bytes of a key."""
    try:
        return _bare(bytes.fromhex(text.removeprefix("0x")))
    except (AttributeError, ValueError):
        raise broken(say("a key that is not hexadecimal")) from None


def _bare(raw: bytes) -> PublicKey:
    """A key of bytes that do not say what kind they are: Ed25519 is told by its length, curves by their first byte."""
    if len(raw) == 32:
        return PublicKey("Ed25519", raw)
    if (len(raw) == 33 and raw[0] in b"\x02\x03") or (len(raw) == 65 and raw[0] == 4):
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
    """A key of the ``cryptography`` library as a value; ``Refused("feature_unsupported")`` if of no kind known here."""
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
    raise Refused("feature_unsupported", feature=say("a key of another type"))


_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
_SPELLINGS = {
    "publicKeyMultibase": key_of_multikey,
    "publicKeyJwk": key_of_jwk,
    "publicKeyBase58": _from_base58,
    "publicKeyPem": _from_pem,
    "publicKeyHex": _from_hex,
}
_BARE = ("publicKeyBase58", "publicKeyHex")
_STRANGE = ("blockchainAccountId", "ethereumAddress", "publicKeyGpg", "publicKeyBase64")
"""Members that hold a key in a spelling that is not read, or stand for one."""

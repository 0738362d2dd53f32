"""The one place where a signature on a credential is verified.

A key's type decides which algorithms may be used with it (RFC 8725 section 3.1), so a
token cannot talk the checker into another one.  Keys are loaded strictly: a key
under which anybody could sign, or that no honest tool makes, is no key.
"""

from functools import cache, lru_cache
from typing import Any

from wallet.errors import Refused
from wallet.model import PublicKey
from wallet.wording import say

ALGORITHMS: dict[str, tuple[str, ...]] = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "secp256k1": ("ES256K",),
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
"""Kind of key -> the JOSE names of the algorithms that it fixes (RFC 7518, 8037, 8812, 9864)."""

_COORDINATE = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
_RSA_BITS = range(2048, 8192 + 1)
_RSA_EXPONENTS = range(65537, 1 << 32, 2)

_P = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_LOW_ORDER = {0, 1, _P - 1, _ORDER_8, _P - _ORDER_8}
"""The y coordinates of the eight points under which a signature proves nothing."""


def supported(alg: str) -> bool:
    """Whether any kind of key goes with ``alg``."""
    return any(alg in names for names in ALGORITHMS.values())


def fits(key: PublicKey, alg: str) -> bool:
    """Whether ``alg`` may be used with this kind of key."""
    return alg in ALGORITHMS.get(key.kind, ())


def verify(key: PublicKey, alg: str, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` over ``message`` was made by the owner of ``key``.

    ``alg`` is a JOSE name; ECDSA signatures are the fixed-length ``r || s`` of
    RFC 7518 section 3.4.  Raises :class:`~wallet.errors.Refused` with
    ``proof_malformed`` when the key is unusable or does not go with ``alg``.
    """
    from cryptography.exceptions import InvalidSignature

    if not fits(key, alg):
        raise Refused(
            "proof_malformed", detail=say("{alg} does not go with a key of type {kind}", alg=alg, kind=key.kind)
        )
    loaded = _load(key)
    try:
        if key.kind == "Ed25519":
            loaded.verify(signature, message)
        elif key.kind == "RSA":
            loaded.verify(signature, message, _padding(alg), _hash(alg))
        else:
            loaded.verify(_der(signature, _COORDINATE[key.kind]), message, _ecdsa(alg))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _load(key: PublicKey) -> Any:
    """The library's key object; raises Refused when the key must not be used."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        if key.kind == "Ed25519":
            return _load_ed25519(key.data)
        if key.kind == "RSA":
            return _load_rsa(key.data)
        return _load_point(key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused("proof_malformed", detail=say("the {kind} key is not a valid one", kind=key.kind)) from error


def _load_ed25519(data: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _P or y in _LOW_ORDER:
        raise ValueError("not a point of full order in its canonical form")
    return Ed25519PublicKey.from_public_bytes(data)


def _load_point(key: PublicKey) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    curves: dict[str, ec.EllipticCurve] = {
        "P-256": ec.SECP256R1(),
        "P-384": ec.SECP384R1(),
        "P-521": ec.SECP521R1(),
        "secp256k1": ec.SECP256K1(),
    }
    return ec.EllipticCurvePublicKey.from_encoded_point(curves[key.kind], key.data)


def _load_rsa(data: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    loaded = load_der_public_key(data)
    if not isinstance(loaded, RSAPublicKey) or loaded.key_size not in _RSA_BITS:
        raise ValueError("not an RSA key of 2048 to 8192 bits")
    if loaded.public_numbers().e not in _RSA_EXPONENTS:
        raise ValueError("an exponent that is even or outside 65537 to 2^32")
    return loaded


def _der(signature: bytes, size: int) -> bytes:
    """DER of a fixed-length ECDSA signature; another length is simply a wrong signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    if len(signature) != 2 * size:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))


@cache
def _ecdsa(alg: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.ECDSA(_hash(alg))


@cache
def _padding(alg: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import padding

    if alg.startswith("RS"):
        return padding.PKCS1v15()
    # RFC 7518 section 3.5: the salt is as long as the hash.
    return padding.PSS(padding.MGF1(_hash(alg)), padding.PSS.DIGEST_LENGTH)


@cache
def _hash(alg: str) -> Any:
    from cryptography.hazmat.primitives import hashes

    return {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[alg.removesuffix("K")[2:]]

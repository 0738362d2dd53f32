"""The one place where a signature on a credential is verified.

A key's type decides which algorithms may be used with it (RFC 8725 section 3.1), so a
token cannot talk the checker into another one.  Keys are loaded strictly: a key
under which anybody could sign, or that no honest tool makes, is no key.
"""

from functools import cache, lru_cache
from typing import Any

from wallet.codec import limits
from wallet.codec.rdfc import Work
from wallet.errors import Refused
from wallet.model import CURVE_BYTES, RSA_BITS, RSA_EXPONENTS, PublicKey
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

_SLOW = ("P-384", "P-521", "secp256k1")
_ED25519_KEY, _ED25519_SIGNATURE = 32, 64

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


def verify(key: PublicKey, alg: str, signature: bytes, message: bytes, work: Work | None = None) -> bool:
    """Whether ``signature`` over ``message`` was made by the owner of ``key``.

    ``alg`` is a JOSE name; ECDSA signatures are the fixed-length ``r || s`` of
    RFC 7518 section 3.4.  ``work`` is what is left for the input that it is
    in: one of 6 MB has room for thirteen thousand signatures, which take half a minute.
    Raises :class:`~wallet.errors.Refused`: ``too_complex`` when too little is
    left, ``proof_malformed`` when the key is unusable or does not go with ``alg``.
    """
    if work is not None:
        work.spend(limits.SIGNATURE_STEPS_SLOW if key.kind in _SLOW else limits.SIGNATURE_STEPS)
    if not fits(key, alg):
        raise Refused(
            "proof_malformed", detail=say("{alg} does not go with a key of type {kind}", alg=alg, kind=key.kind)
        )
    loaded = _load(key)
    if key.kind == "Ed25519":
        return _ed25519_holds(loaded, signature, message)

    from cryptography.exceptions import InvalidSignature

    try:
        if key.kind == "RSA":
            loaded.verify(signature, message, _padding(alg), _hash(alg))
        else:
            loaded.verify(_der(signature, CURVE_BYTES[key.kind]), message, _ecdsa(alg))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _load(key: PublicKey) -> Any:
    """The library's key object, bytes for Ed25519; raises Refused when the key must not be used."""
    if key.kind == "Ed25519":
        if not _full_order(key.data):
            raise _unusable(key)
        return key.data

    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _load_rsa(key.data) if key.kind == "RSA" else _load_point(key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unusable(key) from error


def _unusable(key: PublicKey) -> Refused:
    return Refused("proof_malformed", detail=say("the {kind} key is not a valid one", kind=key.kind))


def _full_order(data: bytes) -> bool:
    """Whether an Ed25519 key is in its canonical form and no point under which a signature proves nothing."""
    y = int.from_bytes(data, "little") & (2**255 - 1)
    return len(data) == _ED25519_KEY and y < _P and y not in _LOW_ORDER


def _ed25519_holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032 section 5.1.7, by libsodium: half the time of OpenSSL, and it refuses an R of small order too."""
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    # The library wants both in one, so another length would move the border between them.
    if len(signature) != _ED25519_SIGNATURE:
        return False
    try:
        crypto_sign_open(signature + message, key)
    except BadSignatureError:
        return False
    return True


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
    if not isinstance(loaded, RSAPublicKey) or loaded.key_size not in RSA_BITS:
        raise ValueError("not an RSA key of 2048 to 8192 bits")
    if loaded.public_numbers().e not in RSA_EXPONENTS:
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

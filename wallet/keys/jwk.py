"""JSON Web Keys to public keys and back (RFC 7517, 7518 section 6, 8037), and their thumbprints (RFC 7638)."""

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wallet.codec import base64url, strictjson
from wallet.errors import Refused
from wallet.model import CURVE_BYTES, RSA_BITS, RSA_EXPONENTS, JsonObject, PublicKey
from wallet.wording import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_NOT_FOR_SIGNING = ("X25519", "X448", "oct")
_ENCRYPTING = ("RSA1_5", "RSA-OAEP", "ECDH-")
"""How the algorithms begin that encrypt to a public key of a kind that could also sign (RFC 7518 4.1)."""
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def public_key(jwk: Any) -> PublicKey:
    """The public key that ``jwk`` spells.

    Raises ``Refused("feature_unsupported")`` for other curves and types, and
    ``Refused("proof_malformed")`` for anything else: coordinates of another
    length, base64url that is not canonical, weak RSA keys, keys that are
    not for signing, and keys published with their private half.
    """
    if not isinstance(jwk, dict):
        raise broken(say("a key that is no JSON object"))
    if not _PRIVATE.isdisjoint(jwk):
        raise broken(say("a key published with its private half"))
    kind = jwk.get("kty")
    curve = jwk.get("crv")
    if kind == "OKP" and curve == "Ed25519":
        return PublicKey("Ed25519", _octets(jwk, "x", 32))
    if kind == "EC" and isinstance(curve, str) and curve in CURVE_BYTES:
        size = CURVE_BYTES[curve]
        return PublicKey(curve, b"\x04" + _octets(jwk, "x", size) + _octets(jwk, "y", size))
    if kind == "RSA":
        return rsa_key(_number(jwk, "n"), _number(jwk, "e"))
    named = curve if kind in ("EC", "OKP") else kind
    if isinstance(named, str) and named and named not in _NOT_FOR_SIGNING:
        raise Refused("feature_unsupported", feature=say("{kind} keys", kind=named[:40]))
    raise broken(say("a key of unknown type"))


@lru_cache(maxsize=1024)  # as many as are looked at for one issuer, which a file may ask for with each credential in it
def rsa_key(modulus: int, exponent: int) -> PublicKey:
    """An RSA key that is neither weak nor too costly to use; ``Refused("proof_malformed")`` otherwise."""
    if modulus.bit_length() not in RSA_BITS or not modulus & 1:
        raise broken(say("an RSA key of an unsafe length"))
    if exponent not in RSA_EXPONENTS:
        raise broken(say("an RSA key with an unsafe exponent"))
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    return PublicKey("RSA", _pkcs1(RSAPublicNumbers(exponent, modulus).public_key()))


def may_sign(jwk: JsonObject) -> bool:
    """Whether ``use``, ``key_ops`` and ``alg`` leave signatures to this key (RFC 7517 4.2 to 4.4)."""
    operations, algorithm = jwk.get("key_ops"), jwk.get("alg")
    may_verify = operations is None or (isinstance(operations, list) and "verify" in operations)
    encrypts = isinstance(algorithm, str) and algorithm.startswith(_ENCRYPTING)
    return jwk.get("use", "sig") == "sig" and may_verify and not encrypts


@lru_cache(maxsize=256)
def thumbprint(key: PublicKey) -> str:
    """RFC 7638 thumbprint with SHA-256, base64url: one name for a key however it was written.

    Raises ``Refused("proof_malformed")`` for bytes that are no point of their curve.
    """
    members = public_members(key)
    return base64url.encode(sha256(strictjson.dumps(dict(sorted(members.items()))).encode()).digest())


def same(one: PublicKey, other: PublicKey) -> bool:
    """Whether two keys are the same, compressed points and whole ones alike."""
    return one.kind == other.kind and compressed(one) == compressed(other)


def broken(detail: str) -> Refused:
    """The refusal of a key that cannot be one."""
    return Refused("proof_malformed", detail=detail)


def _octets(jwk: JsonObject, name: str, size: int) -> bytes:
    data = _decoded(jwk, name)
    if len(data) != size:
        raise broken(say("a key of the wrong length"))
    return data


def _number(jwk: JsonObject, name: str) -> int:
    data = _decoded(jwk, name)
    if len(data) > RSA_BITS.stop // 8 + 1:  # some libraries put a zero before it (RFC 7518 6.3.1.1)
        raise broken(say("an RSA key of an unsafe length"))
    return int.from_bytes(data, "big")


def _decoded(jwk: JsonObject, name: str) -> bytes:
    try:
        return base64url.decode(jwk.get(name))
    except Refused:
        raise broken(say("a key that is not base64url")) from None


def compressed(key: PublicKey) -> bytes:
    """SEC 1 2.3.3: which of two points has an x is told by the parity of y."""
    size = CURVE_BYTES.get(key.kind)
    if size is None or key.data[:1] != b"\x04":
        return key.data
    return bytes([2 + (key.data[-1] & 1)]) + key.data[1 : 1 + size]


def public_members(key: PublicKey) -> dict[str, str]:
    """The members of a JWK that a thumbprint covers (RFC 7638 3.2, RFC 8037 2): all that a key needs.

    Raises ``Refused("proof_malformed")`` as :func:`thumbprint`.
    """
    encode = base64url.encode
    if key.kind == "Ed25519":
        return {"crv": "Ed25519", "kty": "OKP", "x": encode(key.data)}
    if key.kind == "RSA":
        modulus, exponent = _rsa_numbers(key.data)
        return {"e": encode(exponent), "kty": "RSA", "n": encode(modulus)}
    point = key.data if key.data[:1] == b"\x04" else _whole_point(key)
    size = CURVE_BYTES[key.kind]
    return {"crv": key.kind, "kty": "EC", "x": encode(point[1 : 1 + size]), "y": encode(point[1 + size :])}


def _whole_point(key: PublicKey) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    curves: dict[str, type[ec.EllipticCurve]] = {
        "P-256": ec.SECP256R1,
        "P-384": ec.SECP384R1,
        "P-521": ec.SECP521R1,
        "secp256k1": ec.SECP256K1,
    }
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(curves[key.kind](), key.data)
    except ValueError:
        raise broken(say("a key that is no point of its curve")) from None
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _pkcs1(key: "RSAPublicKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def _rsa_numbers(der: bytes) -> tuple[bytes, bytes]:
    """Modulus and exponent of a PKCS#1 key, as unsigned big-endian bytes (RFC 8017 A.1.1)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise broken(say("an RSA key that is not DER")) from None
    if not isinstance(key, RSAPublicKey) or _pkcs1(key) != der:  # the library reads other structures too
        raise broken(say("an RSA key that is not DER"))
    numbers = key.public_numbers()
    return _unsigned(numbers.n), _unsigned(numbers.e)


def _unsigned(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")

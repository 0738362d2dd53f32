"""JSON Web Keys and their thumbprints."""

from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from wallet.codec import base64url
from wallet.errors import Refused
from wallet.keys.jwk import may_sign, public_key, rsa_key, same, thumbprint
from wallet.keys.material import from_library
from wallet.model import CURVE_BYTES, PublicKey

# Example key and thumbprint of RFC 7638 section 3.1.
RFC7638_N = (
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM"
    "stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5h"
    "ajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)
ED_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # RFC 8037 appendix A
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
    "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
}  # the generator of the curve


def test_thumbprints_of_the_standards_examples() -> None:
    rsa_public = public_key({"kty": "RSA", "n": RFC7638_N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})
    assert thumbprint(rsa_public) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    ed25519 = public_key({"kty": "OKP", "crv": "Ed25519", "x": ED_X})
    assert thumbprint(ed25519) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_thumbprint_of_a_point_covers_what_rfc_7638_says() -> None:
    text = f'{{"crv":"P-256","kty":"EC","x":"{EC["x"]}","y":"{EC["y"]}"}}'
    assert thumbprint(public_key({**EC, "kid": "other"})) == base64url.encode(sha256(text.encode()).digest())


def test_a_point_and_its_short_form_are_the_same_key() -> None:
    whole = public_key(EC)
    short = PublicKey("P-256", b"\x03" + base64url.decode(EC["x"]))
    other = PublicKey("P-256", b"\x02" + base64url.decode(EC["x"]))
    assert whole.data[:1] == b"\x04"
    assert len(whole.data) == 65
    assert same(whole, short)
    assert not same(whole, other)
    assert not same(whole, PublicKey("secp256k1", whole.data))
    assert thumbprint(whole) == thumbprint(short) != thumbprint(other)


def test_an_rsa_key_becomes_pkcs1() -> None:
    numbers = rsa.RSAPublicNumbers(65537, int.from_bytes(base64url.decode(RFC7638_N), "big"))
    expected = numbers.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    assert public_key({"kty": "RSA", "n": RFC7638_N, "e": "AQAB"}) == PublicKey("RSA", expected)
    assert from_library(numbers.public_key()) == PublicKey("RSA", expected)


@pytest.mark.parametrize("curve", ["P-384", "P-521", "secp256k1"])
def test_each_curve_has_coordinates_of_its_own_length(curve: str) -> None:
    size = CURVE_BYTES[curve]
    for length, good in ((size, True), (size - 1, False), (size + 1, False)):
        jwk = {
            "kty": "EC",
            "crv": curve,
            "x": base64url.encode(b"\x01" * length),
            "y": base64url.encode(b"\x02" * length),
        }
        if good:
            assert public_key(jwk) == PublicKey(curve, b"\x04" + b"\x01" * size + b"\x02" * size)
        else:
            with pytest.raises(Refused):
                public_key(jwk)


def number(value: int) -> str:
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@pytest.mark.parametrize(
    ("jwk", "kind"),
    [
        ({**EC, "crv": "P-257"}, "P-257"),
        ({"kty": "OKP", "crv": "Ed448", "x": ED_X}, "Ed448"),
        ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}, "AKP"),
        ({"kty": "x" * 100}, "x" * 40),
    ],
)
def test_keys_of_other_kinds_are_not_supported_and_no_fault(jwk: Any, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        public_key(jwk)
    assert (caught.value.code, caught.value.details["feature"]) == ("feature_unsupported", f"{kind} keys")


def test_a_zero_before_a_number_changes_nothing() -> None:
    plain = {"kty": "RSA", "n": RFC7638_N, "e": "AQAB"}
    spelled = base64url.encode(b"\0" + base64url.decode(RFC7638_N))
    assert public_key({**plain, "n": spelled, "e": "AAEAAQ"}) == public_key(plain)


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        [],
        "jwk",
        {},
        {"kty": 7},
        {"kty": "OKP"},
        {"kty": "OKP", "crv": "X25519", "x": ED_X},
        {"kty": "OKP", "crv": "Ed25519"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
        {"kty": "OKP", "crv": "Ed25519", "x": ED_X + "="},
        {"kty": "OKP", "crv": "Ed25519", "x": ED_X[:-1] + "p"},
        {"kty": "OKP", "crv": "Ed25519", "x": ED_X[:-2]},
        {"kty": "OKP", "crv": "Ed25519", "x": ED_X, "d": "secret"},
        {**EC, "crv": "P-384"},
        {**EC, "crv": []},
        {**EC, "y": None},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "RSA", "n": RFC7638_N},
        {"kty": "RSA", "n": RFC7638_N, "e": "AQ"},
        {"kty": "RSA", "n": RFC7638_N, "e": "Aw"},
        {"kty": "RSA", "n": RFC7638_N, "e": number(65538)},
        {"kty": "RSA", "n": RFC7638_N, "e": number((1 << 32) + 1)},
        {"kty": "RSA", "n": number((1 << 2046) + 1), "e": "AQAB"},
        {"kty": "RSA", "n": number((1 << 8192) + 1), "e": "AQAB"},
        {"kty": "RSA", "n": number(1 << 2047), "e": "AQAB"},
        {"kty": "RSA", "n": "A" * 100_000, "e": "AQAB"},
        {"kty": "RSA", "n": RFC7638_N, "e": "AQAB", "oth": []},
    ],
)
def test_what_is_no_safe_public_key_is_malformed(jwk: Any) -> None:
    with pytest.raises(Refused) as caught:
        public_key(jwk)
    assert caught.value.code == "proof_malformed"


def test_rsa_limits_themselves_are_accepted() -> None:
    for bits in (2048, 8192):
        assert rsa_key((1 << bits - 1) + 1, 65537).kind == "RSA"
    assert rsa_key((1 << 2047) + 1, (1 << 32) - 1).kind == "RSA"


WHOLE = rsa_key(int.from_bytes(base64url.decode(RFC7638_N), "big"), 65537).data
SPKI = load_der_public_key(WHOLE).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x82\xff\xff",
        b"\x02\x01\x01",
        b"\x30\x03\x02\x01\x01",
        WHOLE + b"\0",
        WHOLE[:-1],
        WHOLE.replace(b"\x30\x82", b"\x30\x83\0", 1),
        SPKI,
    ],
)
def test_a_thumbprint_of_a_broken_rsa_key_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        thumbprint(PublicKey("RSA", data))
    assert caught.value.code == "proof_malformed"


def test_a_thumbprint_of_a_point_off_the_curve_is_refused() -> None:
    with pytest.raises(Refused):
        thumbprint(PublicKey("P-256", b"\x02" + b"\xff" * 32))


@pytest.mark.parametrize(
    ("members", "signs"),
    [
        ({}, True),
        ({"use": "sig"}, True),
        ({"use": "enc"}, False),
        ({"use": None}, False),
        ({"key_ops": ["verify"]}, True),
        ({"key_ops": ["sign", "verify"]}, True),
        ({"key_ops": ["encrypt"]}, False),
        ({"key_ops": "verify"}, False),
        ({"alg": "EdDSA"}, True),
        ({"alg": "ESP256"}, True),
        ({"alg": "ECDH-ES+A256KW"}, False),
        ({"alg": "RSA-OAEP-256", "key_ops": ["verify"]}, False),
        ({"alg": "RSA1_5", "use": "sig"}, False),
        ({"alg": 7}, True),
    ],
)
def test_use_operations_and_algorithm_say_whether_a_key_signs(members: dict[str, Any], signs: bool) -> None:  # noqa: FBT001 - a table
    assert may_sign(members) is signs

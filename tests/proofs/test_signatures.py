import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from proof_kit import make_key

from wallet.errors import Refused
from wallet.model import RSA_BITS, RSA_EXPONENTS, PublicKey
from wallet.proofs import signatures

PAIRS = [(kind, alg) for kind, algs in signatures.ALGORITHMS.items() for alg in algs]
KEYS = {kind: make_key(kind) for kind in signatures.ALGORITHMS}
P = 2**255 - 19


def refusal(key: PublicKey, alg: str) -> str:
    with pytest.raises(Refused) as caught:
        signatures.verify(key, alg, bytes(64), b"message")
    assert caught.value.code == "proof_malformed"
    return caught.value.details["detail"]


@pytest.mark.parametrize(("kind", "alg"), PAIRS)
def test_each_algorithm_verifies_what_was_signed_and_nothing_else(kind: str, alg: str) -> None:
    key = KEYS[kind]
    good = key.sign(b"message", alg)
    assert signatures.verify(key.public, alg, good, b"message")
    assert signatures.verify(key.public, alg, good, b"massage") is False
    assert not signatures.verify(key.public, alg, bytes([good[0] ^ 1]) + good[1:], b"message")
    assert not signatures.verify(key.public, alg, good[:-1], b"message")
    assert not signatures.verify(key.public, alg, good + b"\0", b"message")
    assert not signatures.verify(make_key(kind).public, alg, good, b"message")


@pytest.mark.parametrize(("kind", "alg"), PAIRS)
def test_an_algorithm_goes_with_its_own_kind_of_key_only(kind: str, alg: str) -> None:
    assert signatures.supported(alg)
    for other, key in KEYS.items():
        assert signatures.fits(key.public, alg) is (alg in signatures.ALGORITHMS[other])
        if other != kind:
            assert refusal(key.public, alg) == f"{alg} does not go with a key of type {other}"


@pytest.mark.parametrize("alg", ["none", "HS256", "EdDSA2", "", "ES257", "RSA1_5"])
def test_an_algorithm_that_is_not_implemented_fits_nothing(alg: str) -> None:
    assert not signatures.supported(alg)
    assert not any(signatures.fits(key.public, alg) for key in KEYS.values())


def test_an_uncompressed_point_is_the_same_key() -> None:
    key = KEYS["P-256"]
    form = serialization.PublicFormat.UncompressedPoint
    data = key.private.public_key().public_bytes(serialization.Encoding.X962, form)
    assert signatures.verify(PublicKey("P-256", data), "ES256", key.sign(b"m"), b"m")


@pytest.mark.parametrize("zero", ["r", "s"])
def test_a_zero_in_an_ecdsa_signature_is_no_signature(zero: str) -> None:
    key = KEYS["P-256"]
    r, s = key.sign(b"m")[:32], key.sign(b"m")[32:]
    broken = bytes(32) + s if zero == "r" else r + bytes(32)
    assert not signatures.verify(key.public, "ES256", broken, b"m")


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "secp256k1"])
def test_an_ecdsa_signature_has_one_spelling(kind: str) -> None:
    key = KEYS[kind]
    (alg,) = signatures.ALGORITHMS[kind]
    good = key.sign(b"m")
    r, s = good[: len(good) // 2], good[len(good) // 2 :]
    assert signatures.verify(key.public, alg, r + s, b"m")
    assert not signatures.verify(key.public, alg, r + b"\0" + s, b"m")
    assert not signatures.verify(key.public, alg, r + b"\0\0" + s, b"m")


def test_der_is_not_the_form_of_an_ecdsa_signature_here() -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = KEYS["P-256"]
    assert not signatures.verify(key.public, "ES256", key.private.sign(b"m", ec.ECDSA(hashes.SHA256())), b"m")


def test_a_scalar_beyond_the_order_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    key = KEYS["Ed25519"]
    good = key.sign(b"m")
    s = int.from_bytes(good[32:], "little") + order
    assert not signatures.verify(key.public, "EdDSA", good[:32] + s.to_bytes(32, "little"), b"m")


@pytest.mark.parametrize("border", [0, 32, 63, 65])
def test_nothing_is_gained_by_moving_bytes_between_signature_and_message(border: int) -> None:
    """One library wants both in one piece, where only the length tells them apart."""
    key = KEYS["Ed25519"]
    both = key.sign(b"message") + b"message"
    assert signatures.verify(key.public, "EdDSA", both[:64], both[64:])
    assert not signatures.verify(key.public, "EdDSA", both[:border], both[border:])


@pytest.mark.parametrize("y", sorted({0, 1, P - 1, P, P + 1} | signatures._LOW_ORDER))
def test_an_ed25519_signature_whose_point_is_of_small_order_is_refused(y: int) -> None:
    """R = identity and s = 0 holds under keys of small order, and no honest signer makes it."""
    signature = y.to_bytes(32, "little") + bytes(32)
    assert not signatures.verify(KEYS["Ed25519"].public, "EdDSA", signature, b"m")


@given(data=st.data())
def test_two_libraries_agree_on_ed25519(data: st.DataObject) -> None:
    """What libsodium takes OpenSSL takes, and whatever is but a changed signature neither does."""
    key = KEYS["Ed25519"]
    message = data.draw(st.binary(max_size=200))
    good = key.sign(message)
    at, bit = data.draw(st.integers(0, 63)), data.draw(st.integers(0, 8))
    changed = good[:at] + bytes([good[at] ^ (1 << bit & 255)]) + good[at + 1 :]
    holds = signatures.verify(key.public, "EdDSA", changed, message)
    assert holds is (changed == good)
    try:
        key.private.public_key().verify(changed, message)
    except InvalidSignature:
        assert not holds
    else:
        assert holds


@pytest.mark.parametrize("y", sorted({0, 1, P - 1, P, P + 1} | signatures._LOW_ORDER))
@pytest.mark.parametrize("sign", [0, 1])
def test_a_point_of_small_order_is_no_key(y: int, sign: int) -> None:
    data = (y | sign << 255).to_bytes(32, "little")
    assert refusal(PublicKey("Ed25519", data), "EdDSA") == "the Ed25519 key is not a valid one"


def test_the_points_refused_are_those_of_order_up_to_eight() -> None:
    """On -x^2 + y^2 = 1 + d x^2 y^2 doubling gives y' = (y^2 + x^2) / (2 - y^2 + x^2), with x^2 = (y^2-1)/(d y^2+1)."""
    d = -121665 * pow(121666, -1, P) % P

    def doubled(y: int) -> int:
        yy = y * y % P
        xx = (yy - 1) * pow(d * yy + 1, -1, P) % P
        return (yy + xx) * pow(2 - yy + xx, -1, P) % P

    assert all(doubled(doubled(doubled(y))) == 1 for y in signatures._LOW_ORDER)
    assert len({y for y in signatures._LOW_ORDER if 0 <= y < P}) == 5


def test_rsa_keys_have_2048_to_8192_bits() -> None:
    """Keys of the largest size take a minute to make, so the bounds are read where they are used."""
    assert (RSA_BITS[0], RSA_BITS[-1]) == (2048, 8192)
    assert (RSA_EXPONENTS[0], RSA_EXPONENTS[-1]) == (65537, 2**32 - 1)
    assert 65538 not in RSA_EXPONENTS


@pytest.mark.parametrize("data", [b"", b"\x01" * 31, b"\x01" * 33])
def test_an_ed25519_key_has_32_bytes(data: bytes) -> None:
    assert refusal(PublicKey("Ed25519", data), "EdDSA") == "the Ed25519 key is not a valid one"


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "secp256k1"])
@pytest.mark.parametrize("data", [b"", b"\0", b"\x02" + b"\xff" * 32, b"\x04" + b"\x01" * 64])
def test_a_point_off_its_curve_is_no_key(kind: str, data: bytes) -> None:
    assert "not a valid one" in refusal(PublicKey(kind, data), signatures.ALGORITHMS[kind][0])


def rsa_key(bits: int, exponent: int = 65537) -> PublicKey:
    numbers = rsa.generate_private_key(65537, bits).public_key().public_numbers()
    public = rsa.RSAPublicNumbers(exponent, numbers.n).public_key()
    return PublicKey("RSA", public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1))


def test_short_rsa_keys_are_refused() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signatures, "RSA_BITS", range(2049, 8193))
        signatures._load.cache_clear()
        assert refusal(KEYS["RSA"].public, "RS256") == "the RSA key is not a valid one"
    signatures._load.cache_clear()
    assert refusal(rsa_key(1024), "RS256") == "the RSA key is not a valid one"


@pytest.mark.parametrize("exponent", [3, 65535, 2**32 + 1])
def test_odd_exponents_outside_the_range_are_refused(exponent: int) -> None:
    assert refusal(rsa_key(2048, exponent), "PS256") == "the RSA key is not a valid one"


def test_even_exponents_are_refused() -> None:
    odd = KEYS["RSA"].public
    assert odd.data.endswith(b"\x02\x03\x01\x00\x01")
    assert refusal(PublicKey("RSA", odd.data[:-1] + b"\x02"), "PS256") == "the RSA key is not a valid one"


def test_bytes_that_are_another_kind_of_key_are_not_an_rsa_key() -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    data = KEYS["P-256"].private.public_key().public_bytes(serialization.Encoding.DER, form)
    assert "not a valid one" in refusal(PublicKey("RSA", data), "RS256")
    assert "not a valid one" in refusal(PublicKey("RSA", b"\x30\x03junk"), "RS256")


def test_an_unknown_kind_of_key_goes_with_nothing() -> None:
    assert refusal(PublicKey("Ed448", bytes(57)), "EdDSA") == "EdDSA does not go with a key of type Ed448"

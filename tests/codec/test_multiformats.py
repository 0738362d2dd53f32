import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import limits, multiformats
from wallet.errors import Refused

KEYS = {
    "Ed25519": bytes(range(32)),
    "P-256": b"\x02" + bytes(range(32)),
    "P-384": b"\x03" + bytes(range(48)),
    "P-521": b"\x02" + bytes(range(66)),
    "secp256k1": b"\x03" + bytes(range(32)),
    "RSA": b"\x30\x82\x01\x0a" + bytes(0x10A),
}


def detail(value: Any) -> str:
    with pytest.raises(Refused) as caught:
        multiformats.decode_key(value)
    assert caught.value.code == "proof_malformed"
    return caught.value.details["detail"]


def key(prefix: str, raw: bytes) -> str:
    return multiformats.multibase_encode(bytes.fromhex(prefix) + raw)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\0", "1"),
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_base58_values_of_the_draft(data: bytes, text: str) -> None:
    # draft-msporny-base58 section 5.
    assert multiformats.base58_encode(data) == text
    assert multiformats.base58_decode(text) == data


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("Ed25519", "z6Mk"),
        ("P-256", "zDn"),
        ("P-384", "z82"),
        ("P-521", "z2J9"),
        ("secp256k1", "zQ3s"),
        ("RSA", "z4MX"),
    ],
)
def test_keys_start_as_the_did_key_method_says(kind: str, start: str) -> None:
    text = multiformats.encode_key(kind, KEYS[kind])
    assert text.startswith(start)
    assert multiformats.decode_key(text) == (kind, KEYS[kind])


def test_each_base_has_its_letter() -> None:
    assert multiformats.multibase_encode(b"\0\1") == "z12"
    assert multiformats.multibase_encode(b"\0\1", "u") == "uAAE"


def test_the_same_key_in_base64url() -> None:
    data = b"\xed\x01" + KEYS["Ed25519"]
    assert multiformats.decode_key(multiformats.multibase_encode(data, "u")) == ("Ed25519", KEYS["Ed25519"])


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("change", [lambda raw: raw[:-1], lambda raw: raw + b"\0", lambda _: b""])
def test_a_key_of_the_wrong_length_is_refused(kind: str, change: Any) -> None:
    raw = change(KEYS[kind])
    with pytest.raises(ValueError, match=f"not the shape of a {kind} key"):
        multiformats.encode_key(kind, raw)
    prefix = {"Ed25519": "ed01", "P-256": "8024", "P-384": "8124", "P-521": "8224", "secp256k1": "e701", "RSA": "8524"}
    assert detail(key(prefix[kind], raw)) == f"a key that is not the shape of a {kind} key"


def test_a_key_may_be_spelt_as_a_jwk() -> None:
    assert multiformats.decode_key(key("d1d603", b'{"kty":"x"}')) == (multiformats.JWK, b'{"kty":"x"}')
    assert detail(key("d1d603", b'["kty"]')) == "a key that is not the shape of a JWK key"


def test_a_point_must_be_compressed() -> None:
    """SEC 1, 2.3.3: such a point begins with 2 or 3, for the sign of its y."""
    for head in set(range(256)) - {2, 3}:
        assert "not the shape of a P-256 key" in detail(key("8024", bytes([head]) + bytes(32)))


def test_an_rsa_key_has_a_limit() -> None:
    body = bytes(limits.RSA_KEY_BYTES - 4)
    raw = b"\x30\x82" + len(body).to_bytes(2, "big") + body
    assert multiformats.decode_key(key("8524", raw)) == ("RSA", raw)
    longer = b"\x30\x82" + (len(body) + 1).to_bytes(2, "big") + body + b"\0"
    assert "not the shape of a RSA key" in detail(key("8524", longer))
    assert "not the shape of a RSA key" in detail(key("8524", b"\x02" + raw[1:]))


def test_keys_that_do_not_sign_are_named() -> None:
    assert detail(key("ec01", bytes(32))) == "a key of kind X25519, which does not sign"
    assert detail(key("55", bytes(32))) == "a key of kind 0x55, which does not sign"
    assert detail(key("8424", bytes(32))) == "a key of kind X448, which does not sign"
    assert detail(key("ac24", bytes(32))) == "a key of kind 0x122c, which does not sign"  # behind the last SLH-DSA


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("ea01", "BLS12-381 G1"),
        ("eb01", "BLS12-381 G2"),
        ("ee01", "BLS12-381 G1G2"),
        ("8324", "Ed448"),
        ("8624", "SM2"),
        ("9024", "ML-DSA-44"),
        ("9124", "ML-DSA-65"),
        ("9224", "ML-DSA-87"),
        ("ef01", "sr25519"),
        ("a024", "SLH-DSA"),
        ("ab24", "SLH-DSA"),
    ],
)
def test_keys_that_sign_in_a_way_that_is_not_supported_are_named(prefix: str, name: str) -> None:
    with pytest.raises(Refused) as caught:
        multiformats.decode_key(key(prefix, bytes(96)))
    assert (caught.value.code, caught.value.details) == ("feature_unsupported", {"feature": f"{name} keys"})


@pytest.mark.parametrize("prefix", ["", "80", "8080", "80808001", "ed8100", "ed00", "ed0001", "8000"])
def test_a_prefix_has_one_spelling(prefix: str) -> None:
    assert detail(key(prefix, b"")) == "a key without a proper multicodec prefix"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "a value in an unknown multibase"),
        ("f00", "a value in an unknown multibase"),
        ("z0", "characters that are not base58"),
        ("zO", "characters that are not base58"),
        ("zl", "characters that are not base58"),
        ("zé", "characters that are not base58"),
        ("z?", "characters that are not base58"),
        ("z 1", "characters that are not base58"),
        ("uA", "base64url that is not canonical"),
        ("uAA==", "base64url that is not canonical"),
        (None, "a value that is no multibase text"),
        ({"z": 1}, "a value that is no multibase text"),
        (["z6Mk"], "a value that is no multibase text"),
        (b"z6Mk", "a value that is no multibase text"),
    ],
)
def test_hostile_multibase(value: Any, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        multiformats.multibase_decode(value)
    assert (caught.value.code, caught.value.details) == ("proof_malformed", {"detail": reason})


def test_the_longest_value_is_quick_and_a_longer_one_refused() -> None:
    start = time.process_time()
    assert multiformats.base58_decode("2" * limits.MULTIBASE_CHARS)
    assert time.process_time() - start < 0.5
    with pytest.raises(Refused) as caught:
        multiformats.multibase_decode("z" + "2" * (limits.MULTIBASE_CHARS + 1))
    assert caught.value.details == {"detail": "a value that is too long"}


@pytest.mark.parametrize("length", [0, 1, 127, 128, 129, 255, 256, 257, 700])
def test_base58_of_any_length_is_the_number_it_spells(length: int) -> None:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for text in ("z" * length, "2" * length, ("1z2" * length)[:length]):
        number = 0
        for character in text:
            number = number * 58 + alphabet.index(character)
        zeros = len(text) - len(text.lstrip("1"))
        assert multiformats.base58_decode(text) == bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


@given(st.binary(max_size=150))
def test_round_trips(data: bytes) -> None:
    assert multiformats.base58_decode(multiformats.base58_encode(data)) == data
    assert multiformats.multibase_decode(multiformats.multibase_encode(data)) == data
    assert multiformats.multibase_decode(multiformats.multibase_encode(data, "u")) == data


@given(st.text(max_size=80) | st.text(alphabet="z123456789ABCxyz", max_size=80).map("z".__add__))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    try:
        kind, raw = multiformats.decode_key(text)
    except Refused:
        return
    assert multiformats.encode_key(kind, raw) == text

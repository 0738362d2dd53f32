import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import cbor
from wallet.errors import Refused


def head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for place, size in enumerate((1, 2, 4, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | 24 + place]) + number.to_bytes(size)
    raise AssertionError


def encoded(value: object) -> bytes:
    """The shortest encoding of what the decoder knows, by the table of RFC 8949 section 3.1."""
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encoded, value))
    assert isinstance(value, dict)
    return head(5, len(value)) + b"".join(encoded(key) + encoded(item) for key, item in value.items())


INTS = st.integers(-(2**64), 2**64 - 1)
KEYS = INTS | st.text(max_size=5)
VALUES = st.recursive(
    INTS | st.binary(max_size=40) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def depth(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inside), default=0)


@given(VALUES)
def test_the_one_encoding(value: object) -> None:
    assert cbor.dumps(value) == encoded(value)


@given(VALUES)
def test_what_was_encoded_is_read(value: object) -> None:
    if depth(value) <= 8:
        assert cbor.loads(encoded(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("1903e8", 1000),
        ("1bffffffffffffffff", 2**64 - 1),
        ("20", -1),
        ("3903e7", -1000),
        ("4401020304", b"\1\2\3\4"),
        ("6449455446", "IETF"),
        ("62c3bc", "ü"),
        ("83010203", [1, 2, 3]),
        ("a201020304", {1: 2, 3: 4}),
        ("a16161820203", {"a": [2, 3]}),
        ("d84042ffee", b"\xff\xee"),
    ],
)
def test_examples_of_the_specification(data: str, value: object) -> None:
    assert cbor.loads(bytes.fromhex(data)) == value
    assert cbor.dumps(value).hex() == data.removeprefix("d840")  # the tag around bytes is never written


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "ends too early"),
        ("18", "ends too early"),
        ("44010203", "ends too early"),
        ("8201", "ends too early"),
        ("9bffffffffffffffff", "ends too early"),
        ("5bffffffffffffffff00", "ends too early"),
        ("0000", "more bytes follow"),
        ("1817", "more bytes than needed"),
        ("1900ff", "more bytes than needed"),
        ("1a0000ffff", "more bytes than needed"),
        ("1b00000000ffffffff", "more bytes than needed"),
        ("580100", "more bytes than needed"),
        ("9f01ff", "indefinite length"),
        ("5f4101ff", "indefinite length"),
        ("1c", "indefinite length"),
        ("61ff", "not UTF-8"),
        ("a201020103", "repeated key"),
        ("a1410102", "bad or repeated key"),
        ("a18001", "bad or repeated key"),
        ("a1810101", "too large"),
        ("f6", "no proof has"),
        ("f5", "no proof has"),
        ("fb3ff199999999999a", "no proof has"),
        ("c001", "no proof has"),
        ("d84001", "no proof has"),
        ("d8416161", "no proof has"),
        ("81" * 8 + "01", "too large"),
        ("99" + "1000" + "00" * 4096, "too large"),
    ],
)
def test_anything_else_is_refused(data: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        cbor.loads(bytes.fromhex(data))
    assert caught.value.code == "proof_malformed"
    assert why in caught.value.details["detail"]


def test_the_limits_are_reachable() -> None:
    assert cbor.loads(bytes.fromhex("81" * 7 + "01")) == [[[[[[[1]]]]]]]
    assert len(cbor.loads(bytes.fromhex("990fff" + "00" * 4095))) == 4095


@pytest.mark.parametrize(("wrap", "value"), [("81", "01"), ("a101", "01"), ("81", "d84041ff"), ("a101", "d84041ff")])
def test_arrays_maps_and_tags_are_levels_alike(wrap: str, value: str) -> None:
    room = 8 - 1 - value.startswith("d8")
    assert cbor.loads(bytes.fromhex(wrap * room + value))
    with pytest.raises(Refused, match=r"^proof_malformed$"):
        cbor.loads(bytes.fromhex(wrap * (room + 1) + value))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_a_refusal(data: bytes) -> None:
    try:
        value = cbor.loads(data)
    except Refused:
        return
    assert value is not None


@pytest.mark.parametrize("bits", [8, 16, 32])
def test_a_number_takes_the_fewest_bytes_that_hold_it(bits: int) -> None:
    below, first = cbor.dumps((1 << bits) - 1), cbor.dumps(1 << bits)
    assert (len(below), len(first)) == (1 + bits // 8, 1 + bits // 4)

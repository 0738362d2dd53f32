import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import base45
from wallet.errors import Unreadable


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"\xff\xff", "FGW"),
        (b"\xff", "U5"),
    ],
)
def test_values_of_rfc_9285(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "V5", "::", "A", "BB8A", "bb8", "BB_", "É00", "BB8\n", "\0\0\0"])
def test_what_encode_would_not_write_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        base45.decode(text)
    assert caught.value.kind == "base45_malformed"


@given(st.binary())
def test_round_trip(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(alphabet="0123456789ABCXYZ $%*+-./:", max_size=12))
def test_no_two_texts_have_the_same_bytes(text: str) -> None:
    try:
        data = base45.decode(text)
    except Unreadable:
        return
    assert base45.encode(data) == text

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import base64url
from wallet.errors import Refused


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"foob", "Zm9vYg"), (b"\xfb\xff\xfe", "-__-")],
)
def test_values_of_rfc_4648_without_padding(data: bytes, text: str) -> None:
    assert base64url.encode(data) == text
    assert base64url.decode(text) == data


@pytest.mark.parametrize(
    "text",
    ["Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY", "+w", "/w", "Zm 9v", "Zm9v\n", " Zm9v", "Zm9v\r\n\r\n", "Zm9v~", "Zé",
     "Zm9v=", "=", "\0"],
)  # fmt: skip
def test_every_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        base64url.decode(text)
    assert caught.value.code == "jose_refused"
    assert caught.value.details == {"detail": "base64url that is not canonical"}


@pytest.mark.parametrize("value", [None, 1, {}, [], b"Zg", True, ["Zg"]])
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(Refused):
        base64url.decode(value)


@given(st.binary())
def test_round_trip(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data
    assert base64url.encode(data) == urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(("text", "unset"), [("A", 4), ("AA", 2)])
def test_bits_behind_the_last_byte_are_unset(text: str, unset: int) -> None:
    """RFC 4648, 3.5: of the 64 last characters only those that end in zeros are of the one spelling."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for value, character in enumerate(alphabet):
        if value % (1 << unset) == 0:
            assert base64url.encode(base64url.decode(text + character)) == text + character
        else:
            with pytest.raises(Refused, match=r"^jose_refused$"):
                base64url.decode(text + character)


@given(st.text(alphabet="ABab01-_=+/ ", max_size=12))
def test_no_two_texts_have_the_same_bytes(text: str) -> None:
    try:
        data = base64url.decode(text)
    except Refused:
        return
    assert base64url.encode(data) == text

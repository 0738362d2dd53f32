"""What a QR code holds when a credential is packed into it."""

import zlib

import pytest

from wallet.carriers import unwrap
from wallet.carriers.packed import LETTERS_LIMIT
from wallet.codec import base45
from wallet.errors import Unreadable
from wallet.share import qr

BADGE = b'{"type": ["VerifiableCredential"], "credentialSubject": {}}'


def packed(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"CW1:" + base45.encode(engine.compress(data) + engine.flush()).encode()


def test_the_credential_comes_out_byte_for_byte() -> None:
    (payload,) = unwrap(qr.cw1(BADGE).encode() + b"\n", "code")
    assert (payload.data, payload.original, payload.name) == (BADGE, BADGE, "code")


def test_a_picture_of_the_code_is_read_too() -> None:
    (payload,) = unwrap(qr.png(qr.make(qr.cw1(BADGE))), "photo.png")
    assert payload.data == BADGE


@pytest.mark.parametrize(
    "text",
    [
        b"CW1:",
        b"CW1:abc",
        "CW1:Ä".encode(),
        b"CW1:QED8WEX0",
        packed(b""),
        packed(packed(packed(packed(packed(BADGE))))),
    ],
)
def test_what_is_no_packed_credential_is_refused(text: bytes) -> None:
    with pytest.raises(Unreadable):
        unwrap(text, "code")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Unreadable) as refusal:
        unwrap(packed(bytes(20 * 1024 * 1024)), "code")
    assert refusal.value.kind == "cw1_damaged"


def test_no_more_is_read_than_the_largest_code_holds() -> None:
    text = qr.cw1(BADGE).encode()
    blanks = b" " * 10_000
    assert unwrap(blanks + text + blanks, "code")[0].data == BADGE
    for letters, kind in ((LETTERS_LIMIT, "inflate_damaged"), (LETTERS_LIMIT + 1, "cw1_damaged")):
        with pytest.raises(Unreadable) as refusal:
            unwrap((b"CW1:00000" + b"0" * LETTERS_LIMIT)[:letters], "code")
        assert refusal.value.kind == kind

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec.inflate import GZIP, RAW, ZLIB, deflate, inflate
from wallet.errors import Unreadable


def raw(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=RAW)
    return engine.compress(data) + engine.flush()


@given(st.binary(max_size=2000))
def test_round_trips(data: bytes) -> None:
    assert inflate(zlib.compress(data), limit=len(data)) == data
    assert inflate(gzip.compress(data), limit=len(data), wbits=GZIP) == data
    assert inflate(raw(data), limit=len(data), wbits=RAW) == data
    assert inflate(deflate(data), limit=len(data), wbits=RAW) == data


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_the_limit_is_exact(size: int) -> None:
    assert inflate(zlib.compress(bytes(size)), limit=size) == bytes(size)
    with pytest.raises(Unreadable) as caught:
        inflate(zlib.compress(bytes(size + 1)), limit=size)
    assert caught.value.kind == "inflate_too_large"


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    bomb = zlib.compress(bytes(50 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(Unreadable, match="larger than 100000 bytes"):
        inflate(bomb, limit=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_one_form_is_not_taken_for_another() -> None:
    forms = {ZLIB: zlib.compress(b"abc"), GZIP: gzip.compress(b"abc"), RAW: raw(b"abc")}
    for wbits in forms:
        for other, data in forms.items():
            if other != wbits:
                with pytest.raises(Unreadable):
                    inflate(data, limit=1000, wbits=wbits)


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (b"", "cut short"),
        (zlib.compress(b"abc" * 100)[:-1], "cut short"),
        (zlib.compress(b"abc")[:3], "cut short"),
        (b"not compressed", "not a valid compressed stream"),
        (zlib.compress(b"abc")[:-1] + b"\0", "not a valid compressed stream"),
        (gzip.compress(b"abc"), "not a valid compressed stream"),
        (zlib.compress(b"abc") + b"x", "followed by more bytes"),
        (zlib.compress(b"abc") * 2, "followed by more bytes"),
    ],
)
def test_damage_is_told_apart(data: bytes, how: str) -> None:
    with pytest.raises(Unreadable, match=how) as caught:
        inflate(data, limit=1000, wbits=ZLIB)
    assert caught.value.kind == "inflate_damaged"
    assert caught.value.hint

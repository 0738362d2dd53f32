"""Badges baked into PNG pictures: 25 faults, and what is kept of the sound ones."""

import struct
from zlib import compress, crc32

import pytest
from vectors import VECTORS, need

from wallet import carriers
from wallet.carriers import png
from wallet.carriers.base import MEMBER_LIMIT
from wallet.errors import Unreadable

BADGE = b'{"type":["VerifiableCredential"]}'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", compress(b"\0\0"))
END = chunk(b"IEND", b"")


def picture(*between: bytes) -> bytes:
    return png.SIGNATURE + HEAD + b"".join(between) + PIXEL + END


def itxt(text: bytes, keyword: bytes = png.KEYWORD, *, compressed: bool = False) -> bytes:
    flag = b"\1\0" if compressed else b"\0\0"
    return chunk(b"iTXt", keyword + b"\0" + flag + b"en\0translated\0" + (compress(text) if compressed else text))


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, "badge.png")
    return caught.value


@pytest.mark.parametrize(
    "baked",
    [
        itxt(BADGE),
        itxt(BADGE, b"openbadges"),
        itxt(BADGE, b"clrcredential"),
        itxt(BADGE, compressed=True),
        chunk(b"tEXt", b"openbadges\0" + BADGE),
        chunk(b"zTXt", b"openbadges\0\0" + compress(BADGE)),
    ],
    ids=["iTXt", "old keyword", "learner record", "compressed iTXt", "tEXt", "zTXt"],
)
def test_every_text_chunk_is_read_and_the_picture_kept(baked: bytes) -> None:
    data = picture(chunk(b"tEXt", b"Software\0x"), baked)
    (payload,) = carriers.unwrap(data, "badge.png")
    assert (payload.data, payload.original) == (BADGE, data)
    assert (payload.media_type, payload.carrier, payload.name) == ("application/json", "png", "badge.png")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt"])
def test_text_of_a_chunk_without_an_encoding_is_read_as_utf_8_or_else_as_latin_1(kind: bytes, encoding: str) -> None:
    badge = '{"type":["VerifiableCredential"],"name":"Prüfung"}'
    text = badge.encode(encoding)
    baked = chunk(kind, b"openbadges\0" + (text if kind == b"tEXt" else b"\0" + compress(text)))
    (payload,) = carriers.unwrap(picture(baked), "badge.png")
    assert payload.data == badge.encode()


@pytest.mark.parametrize("padding", [b"\n", b"\r\n", b"\0" * 512])
def test_blanks_after_the_end_hide_nothing(padding: bytes) -> None:
    data = picture(itxt(BADGE)) + padding
    (payload,) = carriers.unwrap(data, "badge.png")
    assert (payload.data, payload.original) == (BADGE, data)


def test_international_text_is_utf_8_and_nothing_else() -> None:
    text = '{"name":"Prüfung"}'.encode("latin-1")
    assert carriers.unwrap(picture(itxt(text)), "badge.png")[0].data == text


def test_an_address_may_be_baked() -> None:
    data = picture(itxt(b" https://example.org/a.json\n"))
    (payload,) = carriers.unwrap(data, "badge.png")
    assert (payload.data, payload.media_type) == (b"https://example.org/a.json", "text/uri-list")
    assert payload.original == data


def test_a_token_may_be_baked() -> None:
    (payload,) = carriers.unwrap(picture(itxt(b" eyJhbGciOiJFZERTQSJ9.e30.c2ln\n")), "badge.png")
    assert (payload.data, payload.media_type) == (b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", "application/jwt")


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (picture(), "no_badge_inside"),
        (picture(itxt(BADGE), itxt(BADGE)), "png_two_badges"),
        (picture(itxt(BADGE), itxt(BADGE, b"openbadges")), "png_two_badges"),
        (picture(itxt(BADGE)) + b"PK", "png_trailing_data"),
        (picture(itxt(BADGE)) + b"\0\nPK", "png_trailing_data"),
        (picture(itxt(BADGE))[:-1], "png_damaged"),
        (picture(itxt(BADGE))[:60], "png_damaged"),
        (picture(itxt(BADGE))[: -len(END)], "png_damaged"),
        (picture(itxt(BADGE)[:-4] + b"\0\0\0\0"), "png_damaged"),
        (png.SIGNATURE, "png_damaged"),
        (png.SIGNATURE + b"\xff\xff\xff\xffiTXt", "png_damaged"),
        (picture(*[chunk(b"tEXt", b"a\0b")] * png.CHUNKS_LIMIT), "too_large"),
        (picture(itxt(b"")), "badge_unreadable"),
        (picture(itxt(b"hello")), "badge_unreadable"),
        (picture(itxt(b"\x89PNG\r\n\x1a\n")), "badge_unreadable"),
        (picture(itxt(b"https://example.org/\xc3\xa4")), "badge_unreadable"),
        (picture(itxt(b" " * (png.TEXT_LIMIT + 1), compressed=True)), "inflate_too_large"),
        (picture(chunk(b"iTXt", png.KEYWORD + b"\0\1\0\0\0junk")), "inflate_damaged"),
        (picture(chunk(b"zTXt", b"openbadges\0\0" + compress(BADGE)[:-4])), "inflate_damaged"),
        (picture(chunk(b"zTXt", b"openbadges\0")), "inflate_damaged"),
        (picture(chunk(b"iTXt", png.KEYWORD)), "badge_unreadable"),
        (picture(chunk(b"iTXt", png.KEYWORD + b"\0")), "badge_unreadable"),
        (picture(chunk(b"iTXt", png.KEYWORD + b"\0\0")), "badge_unreadable"),
        (picture(chunk(b"tEXt", b"openbadges")), "badge_unreadable"),
    ],
)
def test_faulty_pictures_are_refused_by_name(data: bytes, slug: str) -> None:
    error = refusal(data)
    assert error.kind == slug
    assert error.hint


def test_the_hint_for_a_bare_picture_says_who_strips_badges() -> None:
    assert "phones" in str(refusal(picture()).hint)


def test_wrapping_replaces_an_earlier_badge_and_keeps_the_rest() -> None:
    before = picture(chunk(b"tEXt", b"Software\0x"), itxt(b'{"old":1}'))
    after = png.wrap(before, BADGE)
    (payload,) = carriers.unwrap(after, "badge.png")
    assert payload.data == BADGE
    kept = [c.kind for c in png.chunks(after, "x") if c.kind != b"iTXt"]
    assert kept == [b"IHDR", b"tEXt", b"IDAT", b"IEND"]


@pytest.mark.parametrize("data", [picture()[:-3], b"GIF89a"])
def test_wrapping_needs_a_sound_picture(data: bytes) -> None:
    with pytest.raises(Unreadable):
        png.wrap(data, BADGE)


def test_a_picture_that_the_wallet_would_not_keep_is_refused() -> None:
    assert refusal(picture(itxt(BADGE), chunk(b"teSt", b"\0" * MEMBER_LIMIT))).kind == "too_large"


@pytest.mark.parametrize("name", ["ob3-baked/1edtech-simple-json.png", "ob3-baked/1edtech-simple-jwt.png"])
def test_third_party_bakes(name: str) -> None:
    data = need(VECTORS / name).read_bytes()
    (payload,) = carriers.unwrap(data, name)
    assert payload.original == data
    assert payload.data[:1] in b"{e"

"""Zip archives: one fault each, nothing extracted, nothing inflated beyond the limits."""

import struct
import tracemalloc
import warnings
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet import carriers
from wallet.carriers import archive, png
from wallet.errors import Unreadable

BADGE = b'{"credentialSubject":{}}'
PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IEND", b""))
)
RATIO_FROM = 1024 * 1024
TOKEN = b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are what some of these archives are about
        with zipfile.ZipFile(out, "w", compression) as file:
            for name, content in members:
                file.writestr(name, content)
    return out.getvalue()


def special(mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("a.json")
    entry.external_attr = mode << 16
    return entry


def patched(data: bytes, mark: bytes, offset: int, value: bytes, which: int = 0) -> bytes:
    """``data`` with ``value`` written at ``offset`` from the ``which``-th occurrence of ``mark``."""
    place = -1
    for _ in range(which + 1):
        place = data.index(mark, place + 1)
    return data[: place + offset] + value + data[place + offset + len(value) :]


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ONE = packed(("a.json", BADGE))
TWO = packed(("a.json", BADGE), ("b.json", BADGE + b" "))


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, "all.zip")
    return caught.value


def test_members_are_read_by_content_with_their_own_bytes() -> None:
    data = packed(("x/readme.txt", b"hello"), ("x/a.bin", BADGE), ("b.png", TOKEN), ("empty", b""), ("x/", b""))
    found = carriers.unwrap(data, "all.zip")
    assert [(p.name, p.data, p.original) for p in found] == [
        ("all.zip!x/a.bin", BADGE, BADGE),
        ("all.zip!b.png", TOKEN, TOKEN),
    ]


def test_a_certificate_of_the_first_blockcerts_is_one() -> None:
    content = b'{"certificate":{},"assertion":{},"recipient":{}}'
    assert [one.data for one in carriers.unwrap(packed(("a.json", content)), "x")] == [content]


def apple_pass(content: bytes, *more: tuple[str, bytes]) -> bytes:
    return packed(("pass.json", content), ("manifest.json", b"{}"), ("signature", b"0"), ("icon.png", PICTURE), *more)


CODE = b'{"message":"%s","format":"PKBarcodeFormatQR"}'


@pytest.mark.parametrize("content", [b'{"barcodes":[7,%s]}' % (CODE % TOKEN), b'{"barcode":%s}' % (CODE % TOKEN)])
def test_the_code_on_a_pass_for_a_phone_may_hold_the_badge(content: bytes) -> None:
    assert [one.data for one in carriers.unwrap(apple_pass(content), "b.pkpass")] == [TOKEN]


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b'{"barcodes":[%s]}' % (CODE % b"https://issuer.example/badge/1"), "badge_by_address"),
        (b'{"barcodes":[%s]}' % (CODE % b"12345"), "not_a_credential"),
        (b'{"barcodes":[]}', "apple_pass"),
        (b'{"barcodes":{},"barcode":{"message":7}}', "apple_pass"),
        (b"[]", "apple_pass"),
        (b"{", "json_malformed"),
    ],
)
def test_a_pass_for_a_phone_without_a_badge_says_what_to_do(content: bytes, slug: str) -> None:
    error = refusal(apple_pass(content))
    assert error.kind == slug
    assert error.hint


def test_what_else_is_packed_with_a_pass_is_not_lost() -> None:
    data = apple_pass(b"{}", ("badge.json", BADGE))
    assert [one.name for one in carriers.unwrap(data, "z")] == ["z!badge.json"]


@pytest.mark.parametrize("name", ["__MACOSX/a.json", ".hidden.json", "x/.DS_Store", "evidence/a.json", "manifest.json"])
def test_what_comes_along_with_credentials_is_passed_over(name: str) -> None:
    content = b'{"files":[]}' if name == "manifest.json" else BADGE
    assert [p.name for p in carriers.unwrap(packed((name, content), ("a.json", BADGE)), "z")] == ["z!a.json"]


@pytest.mark.parametrize(
    "name",
    ["../../evil.json", "/etc/passwd", "C:\\x.json", "..\\x.json", "a\0b.json", "\x1b[2J.json", "CON", "ü" * 500],
)
def test_names_are_labels_and_nothing_is_written(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = carriers.unwrap(packed((name, BADGE)), "z")
    assert found.data == BADGE
    assert len(found.name) <= 2 + archive.NAME_LIMIT
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (packed(), "zip_damaged"),
        (packed(("a.txt", b"hello")), "no_credentials"),
        (packed(("package.json", b'{"name":"x"}')), "no_credentials"),
        (packed(("a.zip", ONE)), "no_credentials"),
        (packed(("a.json", BADGE), ("a.json", BADGE)), "zip_unsafe"),
        (packed(("a.json", BADGE), ("A.JSON", BADGE)), "zip_unsafe"),
        (packed(("ß.json", BADGE), ("ss.json", BADGE)), "zip_unsafe"),
        (packed(("a", BADGE), ("a/", b"")), "zip_unsafe"),
        (packed((special(0o120777), b"/etc/passwd")), "zip_unsafe"),
        (packed((special(0o020666), b"")), "zip_unsafe"),
        (packed((special(0o010666), b"")), "zip_unsafe"),
        (packed((special(0o140666), b"")), "zip_unsafe"),
        (packed(("a.json", BADGE), compression=zipfile.ZIP_BZIP2), "zip_unsafe"),
        (packed(("a.json", BADGE), compression=zipfile.ZIP_LZMA), "zip_unsafe"),
        (patched(ONE, CENTRAL, 10, b"\x63\0"), "zip_unsafe"),
        (patched(patched(ONE, CENTRAL, 8, b"\1\0"), LOCAL, 6, b"\1\0"), "zip_unsafe"),
        (patched(ONE, CENTRAL, 8, b"\x40\0"), "zip_unsafe"),
        (patched(TWO, CENTRAL, 42, b"\0\0\0\0", 1), "zip_unsafe"),
        (patched(TWO, CENTRAL, 42, b"\5\0\0\0", 1), "zip_unsafe"),
        (patched(ONE, CENTRAL, 20, struct.pack("<I", 10_000)), "zip_unsafe"),
        (patched(ONE, LOCAL, 30, b"b"), "zip_damaged"),
        (patched(ONE, LOCAL, 36, b"\xff\xff\xff"), "zip_damaged"),
        (patched(ONE, CENTRAL, 16, b"\0\0\0\0"), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, struct.pack("<I", 5)), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, struct.pack("<I", 500)), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, struct.pack("<I", archive.LIMITS.each + 1)), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, struct.pack("<I", RATIO_FROM + 1)), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, struct.pack("<I", archive.LIMITS.total + 1)), "zip_unsafe"),
        (patched(ONE, CENTRAL, 24, b"\xff\xff\xff\xff"), "zip_unsafe"),
        (patched(ONE, CENTRAL, 42, b"\xff\xff\xff\x7f"), "zip_unsafe"),
        (patched(ONE, CENTRAL, 0, b"XX"), "zip_damaged"),
        (patched(ONE, END, 12, b"\xff\xff\xff\x7f"), "zip_damaged"),
        (patched(ONE, END, 16, b"\xff\xff\xff\x7f"), "zip_unsafe"),
        (patched(ONE, END, 0, b"XXXX"), "zip_damaged"),
        (ONE[:-10], "zip_damaged"),
        (ONE[: len(ONE) // 2], "zip_damaged"),
        (LOCAL, "zip_damaged"),
        (END, "zip_damaged"),
        (LOCAL + b"\xff" * 100, "zip_damaged"),
        (LOCAL + CENTRAL * (archive.LIMITS.members + 1), "zip_too_large"),
    ],
)
def test_faulty_archives_are_refused_by_name(data: bytes, slug: str) -> None:
    error = refusal(data)
    assert error.kind == slug
    assert error.hint


@pytest.mark.parametrize("size", [RATIO_FROM + 1, archive.LIMITS.each, archive.LIMITS.each + 1])
def test_a_bomb_is_refused_before_much_of_it_is_unpacked(size: int) -> None:
    data = packed(("a.json", b" " * size))
    tracemalloc.start()
    assert refusal(data).kind == "zip_too_large"
    assert tracemalloc.get_traced_memory()[1] < 48 * 1024 * 1024
    tracemalloc.stop()


def test_the_ratio_does_not_count_for_small_members() -> None:
    assert carriers.unwrap(packed(("a.json", BADGE + b" " * 1_000_000)), "z")


def test_ten_thousand_members_are_read() -> None:
    data = packed(*[(f"{n}", b"") for n in range(archive.LIMITS.members - 1)], ("a.json", BADGE))
    assert len(carriers.unwrap(data, "z")) == 1


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(4, len(TWO) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes_give_credentials_or_a_refusal(flips: list[tuple[int, int]]) -> None:
    data = bytearray(TWO)
    for place, value in flips:
        data[place] = value
    try:
        found = carriers.unwrap(bytes(data), "z")
    except Unreadable:
        return
    assert all(p.data.strip() == BADGE for p in found)


def left_out(data: bytes) -> dict[str, str]:
    said: dict[str, str] = {}
    carriers.unwrap(data, "all.zip", left_out=lambda name, why: said.update({name: why.kind}))
    return said


def test_every_member_that_holds_no_credential_is_named() -> None:
    picture = png.wrap(PICTURE, BADGE)
    damaged = picture[:60] + b"x" + picture[61:]
    data = packed(
        ("good.png", picture),
        ("damaged.png", damaged),
        ("cut.json", b'{"credentialSubject":'),
        ("package.json", b'{"name":"x"}'),
        ("inner.zip", ONE),
        ("void", b""),
        ("__MACOSX/good.png", b"x"),
        ("x/.DS_Store", b"x"),
    )
    assert [p.name for p in carriers.unwrap(data, "all.zip")] == ["all.zip!good.png", "all.zip!cut.json"]
    assert left_out(data) == {
        "all.zip!damaged.png": "png_damaged",
        "all.zip!package.json": "unreadable",
        "all.zip!inner.zip": "too_deep",
        "all.zip!void": "empty_file",
    }

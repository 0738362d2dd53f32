"""Tar archives as three programs' formats write them, and one fault each."""

import re
import tarfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import tars
from wallet.codec.zips import Limits
from wallet.errors import Unreadable

LIMITS = Limits(members=10, total=9999, each=2000, names=re.compile(r"[^\0]{1,256}"))
FILES = {"profiles/a.json": b"{}", "credentials/b.json": b"x" * 513, "empty": b""}
FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def packed(files: dict[str, bytes], form: int = tarfile.USTAR_FORMAT, **fields: Any) -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in files.items():
            archive.addfile(header(name, content, **fields), BytesIO(content))
    return out.getvalue()


def header(name: str, content: bytes, **fields: Any) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    for field, value in fields.items():
        setattr(entry, field, value)
    return entry


def read(data: bytes) -> dict[str, bytes]:
    return dict(tars.each(data, LIMITS))


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return f"{caught.value.kind}: {caught.value.message}"


def summed(block: bytes) -> bytes:
    """A header with the sum that belongs to it."""
    plain = block[:148] + b" " * 8 + block[156:]
    return block[:148] + b"%06o\0 " % sum(plain) + block[156:]


ONE = packed({"a": b"text"})


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
@pytest.mark.parametrize("mtime", [0, 1.5])
def test_every_file_is_read_in_each_format(form: int, mtime: float) -> None:
    assert tars.begins_one(packed(FILES, form, mtime=mtime))
    assert read(packed(FILES, form, mtime=mtime)) == FILES


def test_names_that_need_room() -> None:
    for name in ("f" * 80 + "/" + "n" * 90, "f" * 120 + "é"):
        assert read(packed({name: b"1", "next": b"2"}, tarfile.PAX_FORMAT)) == {name: b"1", "next": b"2"}
    split = "f" * 80 + "/" + "n" * 90
    assert read(packed({split: b"1"})) == {split: b"1"}


def test_names_that_fill_their_fields() -> None:
    """POSIX.1-2017, pax, "ustar Header Block": behind a name of 100 bytes, or a prefix of 155, there is no NUL."""
    folder, name = "f" * 155, "n" * 100
    data = packed({f"{folder}/{name}": b"1"})
    padded = summed(data[:500] + b"x" + data[501:512]) + data[512:]  # what follows the prefix is no part of it
    assert read(data) == read(padded) == {f"{folder}/{name}": b"1"}


def test_a_name_is_read_to_its_last_character() -> None:
    assert list(read(packed({"é\n": b""}, tarfile.PAX_FORMAT))) == ["é\n"]


def test_a_name_in_other_letters_than_utf_8_is_no_harm() -> None:
    assert read(summed(b"caf\xe9" + ONE[4:512]) + ONE[512:]) == {"caf\ufffd": b"text"}


def test_a_plain_file_may_have_the_type_that_it_had_before_posix() -> None:
    assert read(summed(ONE[:156] + b"\0" + ONE[157:512]) + ONE[512:]) == {"a": b"text"}


def test_folders_hold_nothing_themselves() -> None:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(header("credentials", b"", type=tarfile.DIRTYPE))
        archive.addfile(header("credentials/a", b"1"), BytesIO(b"1"))
    assert read(out.getvalue()) == {"credentials/a": b"1"}


@pytest.mark.parametrize("blank", [b"\0" * 12, b" " * 12, b" " * 11 + b"\0"])
def test_a_size_that_is_left_blank_is_none(blank: bytes) -> None:
    folder = packed({"credentials/": b""}, type=tarfile.DIRTYPE)[:512]
    assert read(summed(folder[:124] + blank + folder[136:512]) + ONE) == {"a": b"text"}


def test_a_sparse_member_is_refused_however_it_is_written() -> None:
    for fields in ({"type": tarfile.GNUTYPE_SPARSE}, {"pax_headers": {"GNU.sparse.realsize": "1000000000"}}):
        assert refusal(packed({"a": b"1"}, tarfile.PAX_FORMAT, **fields)).startswith("tar_unsafe: ")


@pytest.mark.parametrize(
    "kind", [tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.XGLTYPE, b"9"]
)
def test_links_devices_and_what_changes_all_members_are_refused(kind: bytes) -> None:
    data = summed(ONE[:156] + kind + ONE[157:512]) + ONE[512:]
    assert refusal(data) == "tar_unsafe: the tar file is refused: a member is no plain file"


@pytest.mark.parametrize("keyword", ["size", "hdrcharset"])
def test_a_header_that_another_contradicts_is_refused(keyword: str) -> None:
    data = packed({"a": b"text"}, tarfile.PAX_FORMAT, pax_headers={keyword: "2"})
    assert refusal(data) == "tar_unsafe: the tar file is refused: its headers disagree"


def test_a_name_twice_is_refused() -> None:
    twice = ONE[:1024] + ONE
    assert refusal(twice) == "tar_unsafe: the tar file is refused: two members go by one name"
    other = packed({"A": b"text"})
    assert refusal(ONE[:1024] + other) == refusal(twice)


def test_a_name_is_held_to_the_limits() -> None:
    nameless = summed(b"\0" + ONE[1:512]) + ONE[512:]
    assert refusal(nameless) == "tar_unsafe: the tar file is refused: a member has a name that does not belong in it"


def test_what_stands_after_the_end_is_refused() -> None:
    assert refusal(ONE + ONE) == "tar_unsafe: the tar file is refused: something stands after its end"
    assert read(ONE + bytes(5000)) == {"a": b"text"}
    assert read(ONE[:1536]) == {"a": b"text"}
    for byte in range(1, 256):
        assert refusal(ONE + bytes([byte])) == refusal(ONE + ONE)


def test_only_zeros_are_the_end() -> None:
    for byte in range(1, 256):
        data = ONE[:1024] + bytes([byte]) * 512 + bytes(1024)
        assert refusal(data) == "tar_damaged: the tar file is damaged: its table of contents is broken"


@pytest.mark.parametrize("end", [1, 511, 512, 515, 600, 1023, 1024, 1300, 1535])
def test_a_cut_archive_is_damaged(end: int) -> None:
    """Also between members: what is missing must not go unnoticed."""
    assert refusal(ONE[:end]).startswith("tar_damaged: the tar file is damaged: ")


@pytest.mark.parametrize("place", [0, 124, 148, 156, 257, 345])
def test_a_changed_header_is_damaged(place: int) -> None:
    data = ONE[:place] + bytes([ONE[place] ^ 1]) + ONE[place + 1 :]
    assert refusal(data) == "tar_damaged: the tar file is damaged: its table of contents is broken"


@pytest.mark.parametrize("size", [b"\x80" + bytes(10) + b"\4", b"-0000000004\0", b"0000000008\0 ", b"0x4\0        "])
def test_a_size_that_is_no_octal_number_is_damaged(size: bytes) -> None:
    data = summed(ONE[:124] + size + ONE[136:512]) + ONE[512:]
    assert refusal(data) == "tar_damaged: the tar file is damaged: its table of contents is broken"


def test_a_number_is_of_octal_digits_alone() -> None:
    """POSIX.1-2017, pax, "ustar Header Block": digits of ISO/IEC 646, ended by spaces or NULs."""
    for byte in set(range(256)) - set(b"01234567 \0"):
        data = summed(ONE[:124] + b"0000000000" + bytes([byte]) + b"\0" + ONE[136:512]) + ONE[512:]
        assert refusal(data) == "tar_damaged: the tar file is damaged: its table of contents is broken"


@pytest.mark.parametrize("records", [b"x", b"0 a=b\n", b"-6 a=b\n", b"99 a=b\n", b"2 a=b\n", b"0006 a=b\n", b"6a=b\n"])
def test_a_broken_extended_header_is_damaged(records: bytes) -> None:
    data = packed({"a": b"text"}, tarfile.PAX_FORMAT, pax_headers={"comment": "c" * 20})
    at = data.index(b"comment=") - 3
    broken = data[:at] + records + data[at + len(records) :]
    assert refusal(broken) == "tar_damaged: the tar file is damaged: its table of contents is broken"


def test_the_limits_are_exact() -> None:
    most = {f"f{n}": b"" for n in range(LIMITS.members)}
    assert len(read(packed(most))) == LIMITS.members
    assert refusal(packed({**most, "one more": b""})) == "tar_too_large: the tar file holds too much"
    assert len(read(packed({"a": b"x" * LIMITS.each}))["a"]) == LIMITS.each
    assert refusal(packed({"a": b"x" * (LIMITS.each + 1)})) == "tar_too_large: the tar file holds too much"


def test_other_files_begin_none() -> None:
    for data in (b"", b"ustar", ONE[:511], bytes(512), b"{}" + bytes(255) + b"Ustar" + bytes(300)):
        assert not tars.begins_one(data)


@given(st.integers(0, len(ONE) - 1), st.binary(max_size=12))
def test_whatever_stands_there_is_read_or_refused(place: int, junk: bytes) -> None:
    kind = ""
    try:
        read(ONE[:place] + junk + ONE[place + len(junk) :])
    except Unreadable as error:
        kind = error.kind
    assert kind in {"", "tar_damaged", "tar_unsafe", "tar_too_large"}


def test_a_comment_in_other_letters_than_utf_8_is_no_harm() -> None:
    data = packed({"a": b"text"}, tarfile.PAX_FORMAT, pax_headers={"comment": "caf" + "e" * 20})
    assert read(data.replace(b"cafe", b"caf\xe9")) == {"a": b"text"}

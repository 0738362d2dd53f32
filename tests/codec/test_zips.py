"""Archives from a stranger, each with one fault."""

import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from random import Random

import pytest

from wallet.codec import zips
from wallet.codec.limits import MIB
from wallet.errors import Unreadable

LIMITS = zips.Limits(members=4, total=3 * MIB, each=2 * MIB, names=re.compile(r"(?:[a-zA-Z]+/)*(?:[a-zA-Z.]+)?"))
MEMBERS = {"one.json": b"{}", "two.json": b"two " * 100}


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def altered(data: bytes, place: int, value: bytes, *, head: bytes = zips.MAGIC) -> bytes:
    """The archive with bytes of its first header of that kind changed."""
    start = data.index(head) + place
    return data[:start] + value + data[start + len(value) :]


def central(data: bytes, place: int, value: bytes) -> bytes:
    return altered(data, place, value, head=b"PK\x01\x02")


def with_mode(mode: int, name: str = "one.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        made.writestr(info, b"{}")
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_by_name(method: int) -> None:
    data = archive({**MEMBERS, "folder/": b"", "folder/x": b""}, method)
    assert zips.members(data, LIMITS) == {**MEMBERS, "folder/x": b""}
    assert zips.names(data, LIMITS) == ("folder/", "folder/x", "one.json", "two.json")


def test_at_the_limits() -> None:
    full = {"a": bytes(range(256)) * 8 * 1024, "b": bytes(MIB), "c": b"", "d": b""}
    assert zips.members(archive(full, zipfile.ZIP_STORED), LIMITS) == full


def test_an_archive_written_as_a_stream_says_its_sizes_later() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override] # bytes alone are written
            self.data += bytes(data)
            return len(data)

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:  # type: ignore[type-var] # a pipe will do
        made.writestr("one.json", MEMBERS["two.json"])
    assert zips.members(out.data, LIMITS) == {"one.json": MEMBERS["two.json"]}


def test_small_bombs_are_none_only_as_long_as_they_are_few() -> None:
    """Each is read as text, and 9 kB of them took seven seconds."""
    limits = LIMITS._replace(members=100, total=256 * MIB)
    words = [f"{number:x}" for number in range(9_000)]
    honest = json.dumps(words * 10).encode()  # packed to a sixth
    assert len(zips.members(archive({"a" * n: honest for n in range(1, 36)}), limits)) == 35
    assert len(zips.members(archive({"a" * n: bytes(MIB) for n in range(1, 17)}), limits)) == 16
    with pytest.raises(Unreadable) as caught:
        zips.members(archive({"a" * n: bytes(MIB) for n in range(1, 18)}), limits)
    assert caught.value.kind == "zip_too_large"


def zip64(extra: bytes = b"") -> bytes:
    """An archive with sizes in the form for large ones, as ``zip -fz`` writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("one.json")
        info.extra = extra
        with made.open(info, "w", force_zip64=True) as member:
            member.write(b"{}")
    return out.getvalue()


@pytest.mark.parametrize("extra", [b"", b"UT\1\0\0"])
def test_small_members_in_the_form_for_large_ones(extra: bytes) -> None:
    data = zip64(extra)
    assert struct.unpack_from("<II", data, 18) == (0xFFFFFFFF, 0xFFFFFFFF)
    assert zips.members(data, LIMITS) == {"one.json": b"{}"}


PLAIN = archive(MEMBERS, zipfile.ZIP_STORED)
PACKED = archive(MEMBERS)
FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "zip_damaged"),
    "no archive": (lambda: b"{}", "zip_damaged"),
    "cut": (lambda: PLAIN[:-30], "zip_damaged"),
    "something before it": (lambda: b"x" + PLAIN, "zip_damaged"),
    "too many members": (lambda: archive(dict.fromkeys("abcde", b"")), "zip_too_large"),
    "a large member": (lambda: archive({"a": bytes(2 * MIB + 1)}, zipfile.ZIP_STORED), "zip_too_large"),
    "large together": (
        lambda: archive({name: bytes(MIB + 1) for name in "abc"}, zipfile.ZIP_STORED),
        "zip_too_large",
    ),
    "a bomb": (lambda: archive({"a": bytes(2 * MIB)}), "zip_too_large"),
    "a path out": (lambda: archive({"../one": b""}), "zip_unsafe"),
    "an absolute path": (lambda: archive({"/one": b""}), "zip_unsafe"),
    "a name cut short": (lambda: archive({"onexjson": b""}).replace(b"onexjson", b"one\0json"), "zip_unsafe"),
    "twins but for case": (lambda: archive({"one": b"1", "ONE": b"2"}), "zip_unsafe"),
    "a folder and a file": (lambda: archive({"one": b"1", "one/": b""}), "zip_unsafe"),
    "encrypted": (lambda: central(PLAIN, 8, b"\1"), "zip_unsafe"),
    "strongly encrypted": (lambda: central(PLAIN, 8, b"\x40"), "zip_unsafe"),
    "another packing": (lambda: archive(MEMBERS, zipfile.ZIP_BZIP2), "zip_unsafe"),
    "a link": (lambda: with_mode(0o120777), "zip_unsafe"),
    "a device": (lambda: with_mode(0o020777), "zip_unsafe"),
    "a folder that is a file": (lambda: with_mode(0o100777, "one/"), "zip_unsafe"),
    "headers that disagree on the packing": (lambda: altered(PLAIN, 8, b"\x08"), "zip_unsafe"),
    "headers that disagree on the sum": (lambda: altered(PLAIN, 14, b"\0\0\0\0"), "zip_unsafe"),
    "headers that disagree on the size": (lambda: altered(PLAIN, 22, b"\1\0\0\0"), "zip_unsafe"),
    "headers that disagree on the size of a Zip64 member": (lambda: altered(zip64(), 42, b"\3"), "zip_unsafe"),
    "headers that disagree on the packed size of a Zip64 member": (lambda: altered(zip64(), 50, b"\3"), "zip_unsafe"),
    "a Zip64 member without its sizes": (lambda: altered(zip64(), 38, b"\2"), "zip_unsafe"),
    "a Zip64 member with half of its sizes": (lambda: altered(zip64(), 40, b"\x08"), "zip_unsafe"),
    "headers that disagree, the first of them encrypted": (
        lambda: altered(altered(PLAIN, 6, b"\1"), 14, b"\0\0\0\0"),
        "zip_unsafe",
    ),
    "a member that begins within another": (
        lambda: PLAIN.replace(struct.pack("<I", PLAIN.index(b"PK\3\4", 4)), struct.pack("<I", 2)),
        "zip_unsafe",
    ),
    "the same member twice over": (
        lambda: PLAIN.replace(struct.pack("<I", PLAIN.index(b"PK\3\4", 4)), struct.pack("<I", 0)),
        "zip_unsafe",
    ),
    "a member that goes on into the table": (
        lambda: altered(archive({"one.json": b"{}"}), 28, b"\xff\x7f"),
        "zip_unsafe",
    ),
    "a wrong sum": (lambda: PLAIN.replace(b"{}", b"[]"), "zip_damaged"),
    "shorter than it says": (
        lambda: central(altered(PACKED, 22, b"\3\0\0\0"), 24, b"\3\0\0\0"),
        "zip_damaged",
    ),
    "broken packing": (lambda: altered(PACKED, 38, b"\xff\xff"), "zip_damaged"),
}


@pytest.mark.parametrize(("make", "slug"), FAULTS.values(), ids=FAULTS)
def test_one_fault_is_enough(make: Callable[[], bytes], slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        zips.members(make(), LIMITS)
    assert caught.value.kind == slug


@pytest.mark.parametrize(
    ("mode", "name"),
    [(0, "one"), (0o100644, "one"), (0o100755, "one"), (0, "one/"), (0o40755, "one/"), (0o40700, "one/")],
)
def test_files_and_folders_of_any_permissions_are_read(mode: int, name: str) -> None:
    assert zips.names(with_mode(mode, name), LIMITS) == (name,)


def packed(content: bytes, size: int) -> int:
    return len(archive({"a": content[:size]})) - len(archive({"a": b""}, zipfile.ZIP_STORED))


def test_up_to_a_mebibyte_any_packing_is_ordinary() -> None:
    assert zips.members(archive({"a": bytes(MIB)}), LIMITS) == {"a": bytes(MIB)}
    with pytest.raises(Unreadable, match="suspicious"):
        zips.members(archive({"a": bytes(MIB + 1)}), LIMITS)


def test_beyond_that_a_member_unpacks_to_at_most_two_hundred_times_its_size() -> None:
    content = Random(1).randbytes(5_200) + bytes(2 * MIB)
    size = next(size for size in range(200 * 5_200, 2 * MIB, 200) if size == 200 * packed(content, size))
    assert size > MIB
    assert zips.members(archive({"a": content[:size]}), LIMITS) == {"a": content[:size]}
    with pytest.raises(Unreadable, match="suspicious"):
        zips.members(archive({"a": content[: size + 1]}), LIMITS)


@pytest.mark.parametrize("fault", ["a member that begins within another", "the same member twice over"])
def test_members_that_overlap_are_named_as_such(fault: str) -> None:
    with pytest.raises(Unreadable, match="its members overlap"):
        zips.members(FAULTS[fault][0](), LIMITS)


def test_a_size_that_is_too_small_is_no_way_to_hide_the_rest() -> None:
    lying = central(altered(PACKED, 22, b"\1\0\0\0"), 24, b"\1\0\0\0")
    with pytest.raises(Unreadable):
        zips.members(lying, LIMITS)


@pytest.mark.parametrize("data", [b"", b"{}", b"PK\3\4", archive({"../one": b""})])
def test_what_is_no_sound_archive_has_no_names(data: bytes) -> None:
    assert zips.names(data, LIMITS) == ()

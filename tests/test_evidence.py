"""Evidence folders: what is saved is found, what changed since is refused."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from wallet import evidence
from wallet.errors import ExitCode, Unreadable
from wallet.model import Document

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOW = AT + timedelta(days=30)
URL = "https://school.example/status/1"


def document(url: str = URL, data: bytes = b"{}", at: datetime = AT) -> Document:
    return Document(url, data, sha256(data).hexdigest(), "application/json", at)


def line(**changes: Any) -> dict[str, Any]:
    data = b"{}"
    good = {"url": URL, "file": "a.json", "sha256": sha256(data).hexdigest(), "media_type": "application/json"}
    return {**good, "fetched_at": "2026-05-01T12:00:00Z", **changes}


def index(*lines: Any, **changes: Any) -> bytes:
    return json.dumps({"schema": "wallet-evidence/1", "documents": list(lines), **changes}).encode()


def held(*documents: Document) -> evidence.Evidence:
    files = evidence.folder(documents)
    return evidence.parse(files["index.json"], files.__getitem__)


def write(folder: Path, *documents: Document) -> Path:
    for name, data in evidence.folder(documents).items():
        (folder / name).write_bytes(data)
    return folder


def test_what_is_written_is_found_again(tmp_path: Path) -> None:
    saved = [document(), document("did:web:school.example", b'{"id":1}', AT + timedelta(days=1))]
    house = evidence.read_folder(write(tmp_path, *saved), NOW)
    assert [house.lookup(d.url) for d in saved] == saved
    assert house.lookup("https://school.example/status/2") is None


def test_what_came_over_plain_http_is_still_said_to_have(tmp_path: Path) -> None:
    """Else a verdict that rests on the folder would claim more than the wallet that wrote it."""
    saved = replace(document("http://school.example/badge"), in_the_open=True)
    assert evidence.read_folder(write(tmp_path, saved), NOW).lookup(saved.url) == saved
    for said, is_so in ((False, False), (True, True), ("no", True), (None, True)):
        found = evidence.parse(index(line(in_the_open=said)), lambda _: b"{}").lookup(URL)
        assert found is not None
        assert found.in_the_open is is_so


def test_a_copy_that_is_dated_after_now_does_not_count(tmp_path: Path) -> None:
    early, late = document(), document(data=b'{"id":1}', at=NOW + timedelta(seconds=1))
    assert evidence.read_folder(write(tmp_path, early, late), NOW).lookup(URL) == early


def test_the_form_on_disk() -> None:
    files = evidence.folder([document()])
    assert sorted(files) == ["44136fa355b3678a.json", "index.json"]
    assert json.loads(files["index.json"]) == {
        "schema": "wallet-evidence/1",
        "documents": [line(file="44136fa355b3678a.json")],
    }


def test_of_several_copies_the_newest_counts() -> None:
    copies = [document(data=b"old"), document(data=b"new", at=AT + timedelta(hours=1)), document(data=b"older", at=AT)]
    for order in (copies, copies[::-1]):
        found = held(*order).lookup(URL)
        assert found is not None
        assert found.data == b"new"


def test_a_sharers_folder_says_so() -> None:
    files = evidence.folder([document()])
    found = evidence.parse(files["index.json"], files.__getitem__, origin="sharer").lookup(URL)
    assert found is not None
    assert found.origin == "sharer"


def test_only_the_document_asked_for_is_read() -> None:
    read: list[str] = []
    files = evidence.folder([document(), document("https://x.example/", b"x")])

    def reading(name: str) -> bytes:
        read.append(name)
        return files[name]

    house = evidence.parse(files["index.json"], reading)
    assert read == []
    house.lookup(URL)
    house.lookup(URL)
    assert read == ["44136fa355b3678a.json"]


@pytest.mark.parametrize(
    "url",
    ["HTTPS://School.example/status/1", "https://school.example:443/status/1"],
)
def test_addresses_that_every_server_treats_alike_are_one(url: str) -> None:
    assert held(document()).lookup(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/status/1",
        "https://school.example/status/1/",
        "https://school.example/Status/1",
        "https://school.example/status/1?",
        "https://school.example/status/1?x",
        "https://school.example/status/1#x",
        "https://school.example:8443/status/1",
        "https://user@school.example/status/1",
        "https://school.example./status/1",
        "https://school.example:x/status/1",
        "https://[/status/1",
        "",
    ],
)
def test_any_other_address_is_another(url: str) -> None:
    assert held(document()).lookup(url) is None


def test_an_empty_path_is_the_root() -> None:
    assert held(document("https://school.example/")).lookup("https://school.example") is not None


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "evidence_index"),
        (b"[]", "evidence_schema"),
        (b'{"schema":"wallet-evidence/2","documents":[]}', "evidence_schema"),
        (index(documents={}), "evidence_index"),
        (index(*[line()] * 10_001), "evidence_index"),
        (index("x"), "evidence_index"),
        (index(line(url="")), "evidence_index"),
        (index(line(url=7)), "evidence_index"),
        (index(line(url="https://a.example/\n{}")), "evidence_index"),
        (index(line(file="../a.json")), "evidence_index"),
        (index(line(file="a/b.json")), "evidence_index"),
        (index(line(file="/etc/passwd")), "evidence_index"),
        (index(line(file=".hidden")), "evidence_index"),
        (index(line(file="index.json")), "evidence_index"),
        (index(line(file="a\n")), "evidence_index"),
        (index(line(sha256="00")), "evidence_index"),
        (index(line(sha256="A" * 64)), "evidence_index"),
        (index(line(media_type=None)), "evidence_index"),
        (index(line(fetched_at="2026-05-01T12:00:00")), "evidence_index"),
        (index(line(fetched_at="yesterday")), "evidence_index"),
    ],
)
def test_an_index_that_cannot_be_trusted_is_unreadable(data: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        evidence.parse(data, lambda _: b"")
    assert (caught.value.kind, caught.value.exit_code) == (slug, ExitCode.UNREADABLE)
    assert caught.value.hint


def test_as_many_documents_as_allowed() -> None:
    assert evidence.parse(index(*[line()] * 10_000), lambda _: b"{}").lookup(URL) is not None


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"{ }", "evidence_changed"),
        (b"", "evidence_changed"),
        (b" " * (evidence.DOCUMENT_BYTES + 1), "evidence_too_large"),
        (None, "evidence_missing"),
    ],
)
def test_a_document_that_is_not_what_the_index_says_is_refused(tmp_path: Path, data: bytes | None, slug: str) -> None:
    (tmp_path / "index.json").write_bytes(index(line()))
    if data is not None:
        (tmp_path / "a.json").write_bytes(data)
    house = evidence.read_folder(tmp_path, NOW)
    with pytest.raises(Unreadable) as caught:
        house.lookup(URL)
    assert caught.value.kind == slug


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("name", ["index.json", "a.json"])
def test_a_pipe_in_the_place_of_a_copy_is_not_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "index.json").write_bytes(index(line()))
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    with pytest.raises(Unreadable) as caught:
        evidence.read_folder(tmp_path, NOW).lookup(URL)
    assert "is not a file" in caught.value.message


def test_a_folder_without_index_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        evidence.read_folder(tmp_path / "none", NOW)
    assert caught.value.kind == "evidence_missing"
    assert str(tmp_path / "none" / "index.json") in caught.value.message, "the folder that was mistyped is named"


def test_a_document_of_the_largest_size_is_read_and_memory_is_let_go() -> None:
    large = [document(f"https://x.example/{n}", bytes([n]) * evidence.DOCUMENT_BYTES) for n in range(3)]
    house = held(*large)
    assert all(house.lookup(d.url) == d for d in large)
    assert house._kept_bytes <= evidence.KEPT_BYTES


def test_two_documents_whose_digests_begin_alike_are_both_kept() -> None:
    one = document("https://x.example/1", b"one")
    other = Document("https://x.example/2", b"two", one.sha256[:16] + "0" * 48, "text/plain", AT)
    assert sorted(map(len, evidence.folder([one, other]))) == [len("index.json"), 16 + 5, 64 + 5]

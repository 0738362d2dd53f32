from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_desk import Desk

from wallet.codec import strictjson
from wallet.errors import NotFound
from wallet.model import Achievement, Alignment, Credits, Entry, Issuer, Level
from wallet.vault import Item
from wallet.vault.entries import entries, object_id, reference, summary

NOON = datetime(2026, 3, 1, 12, 0, 30, 500_000, tzinfo=UTC)
FULL = Entry(
    ref="",
    format="open-badges-3",
    title="Żółta odznaka",
    issuer=Issuer("did:key:z6Mk", "Uniwersytet", "https://example.edu"),
    issued=NOON - timedelta(days=9),
    valid_until=NOON + timedelta(days=9),
    added=NOON,
    verdict="verified",
    checked=NOON,
    achievements=(
        Achievement(
            "https://example.edu/a",
            "Statistics",
            "Badge",
            level=Level("EQF", "6"),
            credits=Credits(Decimal("2.50"), "ECTS", earned=True),
            alignments=(Alignment("ESCO", "S1", "analyse data", "https://example.eu/s1"),),
            tags=("maths", "data"),
        ),
        Achievement("", "Writing"),
    ),
    name="badge.png",
    media_type="application/json",
    codes=("read", "signature_good"),
    starts=NOON - timedelta(days=1),
    shared=True,
)
BARE = Entry("", "vc-2", "", Issuer(""), None, None, NOON, "cannot_tell", NOON)


def kept(desk: Desk, *given: Entry) -> list[Entry]:
    desk.create().vault.add(
        Item("credential", one.title.encode(errors="replace") or b"-", summary(one)) for one in given
    )
    return list(entries(desk.open()))


def test_an_entry_comes_back_as_it_was(desk: Desk) -> None:
    found = {entry.title: entry for entry in kept(desk, FULL, BARE)}
    for given_ in (FULL, BARE):
        entry = found[given_.title]
        assert len(object_id(entry.ref)) == 16
        assert entry == Entry(entry.ref, *(getattr(given_, field.name) for field in fields(Entry)[1:]))


def test_times_come_back_as_utc(desk: Desk) -> None:
    eastern = timezone(timedelta(hours=-5))
    (entry,) = kept(desk, Entry("", "", "", Issuer(""), NOON.astimezone(eastern), None, NOON, "", NOON))
    assert entry.issued == NOON
    assert entry.issued is not None
    assert entry.issued.utcoffset() == timedelta(0)


def test_achievements_can_be_left_out(desk: Desk) -> None:
    kept(desk, FULL)
    (entry,) = entries(desk.open(), achievements=False)
    assert entry.achievements == ()
    assert entry.title == FULL.title


def test_long_texts_that_only_the_original_holds_are_left_out() -> None:
    wordy = Achievement("id", "name", description="d" * 9999, criteria="c" * 9999)
    said = summary(Entry("", "", "", Issuer(""), None, None, NOON, "", NOON, (wordy,)))
    assert len(strictjson.dumps(said)) < 400


def test_tags_and_notes_are_the_learners_own(desk: Desk) -> None:
    (entry,) = kept(desk, FULL)
    opened = desk.open()
    on = object_id(entry.ref).hex()
    for tag, value in (("python", True), ("ai", True), ("gone", True), ("gone", None)):
        opened.set(on, f"tag:{tag}", value)
    opened.set(on, "note", "ask for the paper copy")
    (entry,) = entries(desk.open())
    assert entry.tags == ("ai", "python")
    assert entry.note == "ask for the paper copy"


def test_names_of_files_may_be_any_bytes(desk: Desk) -> None:
    odd = b"caf\xe9.json".decode(errors="surrogateescape")
    (entry,) = kept(desk, Entry("", "", "\ud800", Issuer(""), None, None, NOON, "", NOON, name=odd))
    assert entry.name == "caf?.json"


@pytest.mark.parametrize(
    "said", [{}, {"title": 7}, {**summary(FULL), "issuer": 5}, {**summary(FULL), "added": "yesterday"},
             {**summary(FULL), "achievements": [[1]]}, {**summary(FULL), "codes": None}]
)  # fmt: skip
def test_a_summary_of_another_shape_hides_nothing_else(desk: Desk, said: dict[str, object]) -> None:
    desk.create().vault.add([Item("credential", b"odd", said), Item("credential", b"good", summary(FULL))])
    found = {entry.verdict for entry in entries(desk.open())}
    assert found == {"unreadable", "verified"}


@given(st.binary(min_size=16, max_size=16))
def test_references_are_base32(id_: bytes) -> None:
    from base64 import b32encode

    assert reference(id_) == b32encode(id_).decode().rstrip("=").lower()
    assert object_id(reference(id_)) == id_


@pytest.mark.parametrize("ref", ["", "a", "a" * 25, "a" * 27, "a" * 25 + "b", "A" * 26, "1" * 26, "ä" * 26, "a" * 32])
def test_texts_that_are_no_reference(ref: str) -> None:
    with pytest.raises(NotFound):
        object_id(ref)

"""``wallet evidence ...`` and what an import keeps of the documents it was checked with."""

import json
from pathlib import Path

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College

from wallet import evidence
from wallet.actions import demo
from wallet.actions.evidence import may_replace
from wallet.model import Document

__all__ = ["make_desk"]


@pytest.fixture
def desk(make_desk: type[Desk]) -> Desk:
    return make_desk()


def folder(desk: Desk, college: College) -> str:
    """What the college publishes, as an evidence folder."""
    from hashlib import sha256

    documents = [
        Document(url, data, sha256(data).hexdigest(), "application/json", desk.at)
        for url, data in college.pages().items()
    ]
    place = desk.folder / "saved"
    place.mkdir()
    for name, data in evidence.folder(documents).items():
        (place / name).write_bytes(data)
    return str(place)


def verdict(desk: Desk, *argv: str) -> str:
    found: str = desk(*argv, "--json").data["report"]["verdict"]
    return found


def test_without_evidence_nobody_can_tell_and_with_it_anybody_can(desk: Desk) -> None:
    college = College()
    badge = desk.file("badge.jwt", college.badge(place=7))
    assert desk("import", badge, "--json").data["added"][0]["report"]["verdict"] == "cannot_tell"
    assert verdict(desk, "show", "statistics") == "cannot_tell"
    again = desk("import", badge, "--evidence", folder(desk, college), "--json").data["added"][0]
    assert (again["already_held"], again["report"]["verdict"]) == (True, "verified_with_notes")
    assert verdict(desk, "show", "statistics") == "verified_with_notes"
    assert desk("verify", "statistics").code == 0


@pytest.mark.parametrize("damage", [b"{}", None])
def test_a_copy_that_is_damaged_is_no_fault_of_the_badge(desk: Desk, damage: bytes | None) -> None:
    """It was called forged; the folder is to blame, and a badge that needs nothing of it is judged as ever."""
    college = College()
    saved = Path(folder(desk, college))
    for copy in saved.glob("[!i]*.json"):
        copy.unlink() if damage is None else copy.write_bytes(damage)
    badge = desk.file("badge.jwt", college.badge(place=7))
    other = desk.file("other.json", (demo.files(desk.at, bytes))["statistics.json"])
    said = desk("verify", badge, other, "--evidence", saved, "--json")
    assert (said.code, said.data["summary"]["unreadable"], said.data["summary"]["verified_with_notes"]) == (5, 1, 1)
    assert said.document["errors"][0]["slug"] == ("evidence_missing" if damage is None else "evidence_changed")
    assert "leave out --evidence" in said.document["errors"][0]["hint"]
    said = desk("import", badge, other, "--evidence", saved, "--json")
    assert (said.code, len(said.data["added"]), len(said.data["failures"])) == (5, 1, 1)
    ref = desk("import", badge, "--json").data["added"][0]["entry"]["ref"]
    assert (desk("verify", ref).code, desk("verify", ref, "--evidence", saved).code) == (4, 5)


def test_an_import_keeps_what_its_verdict_rests_on_and_no_more(desk: Desk) -> None:
    college = College()
    saved = Path(folder(desk, college))
    index = json.loads((saved / "index.json").read_text())
    index["documents"].append({**index["documents"][0], "url": "https://other.example/unused"})
    (saved / "index.json").write_text(json.dumps(index))
    desk("import", desk.file("badge.jwt", college.badge(place=7)), "--evidence", str(saved))
    held = desk("evidence", "list", "--json").data["documents"]
    assert [one["url"] for one in held] == [college.did_url, college.list_url]
    assert {one["saved_by"] for one in held} == {"import"}
    assert held[0]["named_by"] == ["Statistics"]
    assert held[0]["first_seen"] == "2026-11-22T21:00:00Z"
    text = desk("evidence", "list").out
    assert "2026-11-22" in text
    assert college.did_url in text


def test_show_says_who_needs_a_document_and_gives_it_out(desk: Desk) -> None:
    college = College()
    saved = folder(desk, college)
    desk("import", desk.file("badge.jwt", college.badge(place=7)), "--evidence", saved)
    said = desk("evidence", "show", "did.json")
    assert said.code == 0
    assert "came with an import for Statistics" in said.out
    assert "Statistics" in said.out
    data = desk("evidence", "show", "did.json", "--json").data
    assert data["content"] == college.document().decode()
    assert data["used_by"][0]["title"] == "Statistics"
    out = desk.folder / "out.json"
    assert desk("evidence", "show", "did.json", "-o", str(out)).code == 0
    assert desk("evidence", "show", "did.json", "-o", "-").out.encode() == out.read_bytes()
    assert out.read_bytes() == college.document()
    assert desk("evidence", "show", "college.example").code == 6  # it fits both
    assert desk("evidence", "show", "nowhere").code == 6


def test_a_copy_by_hand_makes_the_difference_and_an_older_one_does_not(desk: Desk) -> None:
    college = College()
    desk("import", desk.file("badge.jwt", college.badge()))
    own = desk.file("did.json", college.document())
    assert desk("evidence", "add", college.did_url, own, "--at", "2026-03-01").code == 0
    assert verdict(desk, "show", "statistics") == "verified_with_notes"
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "verified_with_notes"
    stranger = desk.file("older.json", College().document())
    said = desk("evidence", "add", college.did_url, stranger, "--at", "2026-01-01")
    assert "a newer copy is held" in said.out
    assert verdict(desk, "show", "statistics") == "verified_with_notes"
    history = desk("evidence", "list", "--history", "--json").data["documents"]
    assert [one["newest"] for one in history] == [False, True]
    assert len(desk("evidence", "list", "--json").data["documents"]) == 1


def listed(desk: Desk) -> dict[str, str]:
    """The verdicts that lists show, by title."""
    return {one["title"]: one["verdict"] for one in desk("list", "--all", "--json").data["credentials"]}


def test_a_copy_and_the_verdicts_that_follow_from_it_are_one_commit(desk: Desk) -> None:
    """Else a full disk between the two leaves a copy by which nothing was judged."""
    college = College()
    for name in ("Statistics", "Logic"):
        desk("import", desk.file("badge.jwt", college.badge(name)))
    assert desk("hide", "logic").code == 0
    packs = set(desk.folder.rglob("packs/*/*"))
    assert desk("evidence", "add", college.did_url, desk.file("did.json", college.document())).code == 0
    assert len(set(desk.folder.rglob("packs/*/*")) - packs) == 1
    assert listed(desk) == dict.fromkeys(("Statistics", "Logic"), "verified_with_notes"), "the hidden one too"


def test_an_import_judges_what_is_held_by_the_documents_that_it_brings(desk: Desk) -> None:
    """Lists showed that nobody can tell, where what was said of each of them was that it is verified."""
    college = College()
    badges = {name: desk.file(f"{name}.jwt", college.badge(name, place=7)) for name in ("Statistics", "Logic")}
    desk("import", *badges.values())
    assert set(listed(desk).values()) == {"cannot_tell"}
    packs = set(desk.folder.rglob("packs/*/*"))
    desk("import", badges["Statistics"], "--evidence", folder(desk, college))
    assert set(listed(desk).values()) == {"verified_with_notes"}
    assert len(set(desk.folder.rglob("packs/*/*")) - packs) == 1


def test_the_same_content_seen_again_only_moves_its_date(desk: Desk) -> None:
    college = College()
    own, other = desk.file("did.json", college.document()), desk.file("other.json", College().document())
    desk("evidence", "add", college.did_url, own, "--at", "2026-01-01")
    desk("evidence", "add", college.did_url, other, "--at", "2026-02-01")
    desk("evidence", "add", college.did_url, own, "--at", "2026-03-01")
    copies = desk("evidence", "show", "did.json", "--json").data["copies"]
    assert [(one["first_seen"][:10], one["last_seen"][:10]) for one in copies] == [
        ("2026-01-01", "2026-03-01"),
        ("2026-02-01", "2026-02-01"),
    ]


@pytest.mark.parametrize(
    "content",
    [b"<html>gone</html>", b"", b"[]", b'"x"', b"{", b'{"error": "not found"}', b'{"name": "no did"}', b"\x89PNG"],
)
def test_what_is_no_document_is_not_kept(desk: Desk, content: bytes) -> None:
    said = desk("evidence", "add", College().did_url, desk.file("page", content))
    assert said.code == 5
    assert desk("evidence", "list", "--json").data["documents"] == []


def test_a_did_is_told_by_its_own_document_only(desk: Desk) -> None:
    college = College()
    badge, token = b'{"@context": [], "id": "urn:uuid:1"}', college.badge()
    another = json.dumps({**json.loads(college.document()), "id": "did:web:other.example"}).encode()
    for address in (college.did, college.did_url, "did:example:college"):
        for content in (badge, token, another):
            assert desk("evidence", "add", address, desk.file("copy", content)).code == 5
    assert desk("evidence", "list", "--json").data["documents"] == []
    assert desk("evidence", "add", college.did, desk.file("copy", college.document())).code == 0
    desk("import", desk.file("badge.jwt", token))
    assert verdict(desk, "show", "statistics") == "verified_with_notes"


def test_what_is_no_address_is_refused(desk: Desk) -> None:
    assert desk("evidence", "add", "did.json", desk.file("did.json", College().document())).code == 2


def test_what_was_exported_can_be_checked_with_elsewhere(desk: Desk, make_desk: type[Desk]) -> None:
    college = College()
    badge = desk.file("badge.jwt", college.badge(place=7))
    desk("import", badge, "--evidence", folder(desk, college))
    out = str(desk.folder / "out")
    assert desk("evidence", "export", out, "--json").data["copies"] == 2
    assert desk("evidence", "export", out).code == 15
    assert desk("verify", badge).code == 4
    assert desk("verify", badge, "--evidence", out).code == 0
    second = make_desk("there")
    second("import", badge, "--evidence", out)
    assert verdict(second, "show", "statistics") == "verified_with_notes"


def test_an_empty_shelf_says_what_to_type(desk: Desk) -> None:
    assert "wallet refresh" in desk("evidence", "list").out


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        (b'{"badge": "urn:b"}', b"{}", False),
        (b'{"badge": "urn:b"}', b'{"success": false}', False),
        (b'{"name": "College", "url": "https://college.example"}', b'{"success": false}', False),
        (b"eyJ.eyJ.AA", b'{"success": false}', False),
        (b'{"badge": "urn:b"}', b'{"revoked": true}', True),
        (b'{"badge": "urn:b"}', b'{"id": "urn:c"}', True),
        (b'{"badge": "urn:b"}', b"eyJ.eyJ.AA", True),
        (b"{}", b'{"uid-1": "cheated"}', True),
        (b'{"uid-1": "cheated"}', b"{}", True),
        (b"<html>", b"{}", True),
        (b'[{"id": 1}]', b"{}", True),
    ],
)
def test_what_shows_nothing_of_an_issuers_document_is_no_newer_copy_of_one(old: bytes, new: bytes, may: bool) -> None:  # noqa: FBT001 - a parameter
    assert may_replace(old, new) is may

"""A clock that was wrong once must not hide what an issuer says later."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College
from net_server import Internet, internet

__all__ = ["make_desk"]
AHEAD = datetime(2036, 1, 1, tzinfo=UTC)


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(tmp_path, monkeypatch) as started:
        yield started


def evidence(folder: Path, pages: dict[str, bytes], fetched_at: str) -> str:
    """A folder of saved pages, all of one date."""
    folder.mkdir()
    documents = []
    for number, (url, data) in enumerate(pages.items()):
        name, digest = f"page{number}.json", sha256(data).hexdigest()
        (folder / name).write_bytes(data)
        kind = {"media_type": "application/json", "fetched_at": fetched_at}
        documents.append({"url": url, "file": name, "sha256": digest, **kind})
    (folder / "index.json").write_text(json.dumps({"schema": "wallet-evidence/1", "documents": documents}))
    return str(folder)


def withdrawn(desk: Desk, *words: str) -> bool:
    """Whether ``wallet verify`` says that the badge was withdrawn."""
    checks = desk("verify", *words, "--json").data["results"][0]["checks"]
    return {one["id"]: one["code"] for one in checks}["status"] == "revoked"


def refreshed_ahead(net: Internet, make_desk: Callable[..., Desk]) -> tuple[College, Desk]:
    """A wallet with a badge whose issuer's documents were saved while the clock was wrong; it is right again."""
    college = College()
    net.serve(college.pages())
    desk = make_desk("me", net.network)
    now = desk.at
    assert desk("import", desk.file("b.jwt", college.badge(place=7))).code == 0
    desk.at = AHEAD
    assert desk("refresh").code == 0
    desk.at = now
    return college, desk


def test_what_a_wrong_clock_saved_gives_way_to_what_is_looked_up_later(
    net: Internet, make_desk: Callable[..., Desk]
) -> None:
    college, desk = refreshed_ahead(net, make_desk)
    college.withdrawn.add(7)
    net.serve(college.pages())
    assert withdrawn(desk, "statistics", "--online")
    assert desk("refresh").code == 0
    assert withdrawn(desk, "statistics")


def test_a_copy_that_a_wrong_clock_saved_counts_once_it_is_seen_again(
    net: Internet, make_desk: Callable[..., Desk]
) -> None:
    college, desk = refreshed_ahead(net, make_desk)
    copies = desk("evidence", "list", "--json").data["documents"]
    assert {copy["ahead"] for copy in copies} == {True}
    assert "dated ahead" in desk("evidence", "list").out
    assert "dated ahead" in desk("evidence", "list", "--plain").out
    assert "dated ahead of its time; it" in desk("evidence", "show", college.did_url).out
    assert desk("verify", "statistics").code == 4
    assert desk("refresh").code == 0
    assert desk("verify", "statistics").code == 0
    copies = desk("evidence", "list", "--json").data["documents"]
    assert {(copy["ahead"], copy["first_seen"], copy["last_seen"]) for copy in copies} == {
        (False, copies[0]["last_seen"], copies[0]["last_seen"])
    }


@pytest.mark.parametrize("kept", [False, True], ids=["for one check", "in the wallet"])
def test_evidence_of_a_date_to_come_does_not_count(
    tmp_path: Path, net: Internet, make_desk: Callable[..., Desk], *, kept: bool
) -> None:
    college = College()
    folder = evidence(tmp_path / "evidence", college.pages(), "2099-01-01T00:00:00Z")
    college.withdrawn.add(7)
    net.serve(college.pages())
    desk = make_desk("me", net.network)
    badge = desk.file("b.jwt", college.badge(place=7))
    if kept:
        desk("import", badge, "--evidence", folder)
        assert desk("verify", "statistics").code == 4
        assert withdrawn(desk, "statistics", "--online")
    else:
        assert desk("verify", badge, "--evidence", folder).code == 4
        assert withdrawn(desk, badge, "--evidence", folder, "--online")


def test_no_copy_can_be_added_under_a_date_to_come(make_desk: Callable[..., Desk]) -> None:
    college, desk = College(), make_desk("me")
    page = desk.file("did.json", college.document())
    refused = desk("evidence", "add", college.did_url, page, "--at", "2099-01-01")
    assert (refused.code, "yet to come" in refused.err) == (2, True)
    today = desk("evidence", "add", college.did_url, page, "--at", desk.at.date().isoformat(), "--json")
    assert (today.code, today.data["ahead"]) == (0, False)

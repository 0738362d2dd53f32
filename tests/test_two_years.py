"""Two years of a learner and an issuer: what is known stays known, and what changes is said."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College
from net_server import Internet, internet

__all__ = ["make_desk"]


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(tmp_path, monkeypatch) as running:
        yield running


def codes(desk: Desk, ref: str) -> dict[str, str]:
    return {one["id"]: one["code"] for one in desk("show", ref, "--json").data["report"]["checks"]}


def everything(desk: Desk) -> dict[str, Any]:
    """What each credential comes to, with its dates and its words."""
    results = desk("verify", "--json").data["results"]
    return {one["title"]: {key: one[key] for key in ("verdict", "tier", "checks")} for one in results}


def test_two_years(make_desk: type[Desk], net: Internet) -> None:  # noqa: PLR0915 - one story, told in order
    college = College()
    net.serve(college.pages())
    badges = {"Statistics": 7, "Databases": 8}
    for name, place in badges.items():
        net.page(f"https://college.example/badges/{name.lower()}", college.badge(name, place=place))
    desk = make_desk("laptop", net.network)

    # January 2027: imported from the issuer, and its id compared with what its office says.
    desk.at = datetime(2027, 1, 15, 9, tzinfo=UTC)
    for name in badges:
        assert desk("import", f"https://college.example/badges/{name.lower()}").code == 0
    assert desk("trust", "add", college.did, "--name", "Example College").code == 0
    assert {one["verdict"] for one in everything(desk).values()} == {"verified"}

    # On a train.
    desk.network, online = None, desk.network
    net.requests.clear()
    before = everything(desk)
    assert {one["verdict"] for one in before.values()} == {"verified"}
    assert (desk("verify").code, net.requests) == (0, [])

    # June 2027: the college changes keys in good order, and signs its list anew.
    desk.network, desk.at = online, datetime(2027, 6, 15, 9, tzinfo=UTC)
    old_key, old_method = college.key, json.loads(college.document())["verificationMethod"][0]
    college.key, college.key_name = College().key, "key-2"
    document = json.loads(college.document())
    document["verificationMethod"].append({**old_method, "revoked": "2027-06-01T00:00:00Z"})
    net.page(college.did_url, json.dumps(document).encode())
    net.page(college.list_url, college.status_list(since="2027-06-01T00:00:00Z"))
    said = desk("refresh")
    assert "ALARM" not in said.out
    assert "the issuer changed keys since; it listed this one until 2027-01-15" in said.out
    assert codes(desk, "statistics") | {"holder": ""} == {
        "format": "read",
        "integrity": "signature_good",
        "signer": "key_retired",
        "recognition": "on_your_list",
        "validity": "no_end_date",
        "status": "not_withdrawn",
        "holder": "",
    }
    assert desk("verify").code == 0

    # November 2027: one of the two is withdrawn.
    desk.at = datetime(2027, 11, 1, 9, tzinfo=UTC)
    college.withdrawn.add(badges["Databases"])
    net.page(college.list_url, college.status_list(since="2027-10-31T00:00:00Z"))
    said = desk("refresh")
    assert "was verified with notes, is now do not rely on this" in said.out
    assert [one["title"] for one in desk("due", "--json").data["changed"]] == ["Databases"]
    assert (desk("verify", "databases").code, desk("verify", "statistics").code) == (1, 0)
    assert "withdrawn by the issuer, as of 2027-11-01" in desk("show", "databases").out

    # June 2028: the college is no more.  What it said is still what it said, with its date.
    desk.at = datetime(2028, 6, 1, 9, tzinfo=UTC)
    net.names["college.example"] = []
    assert desk("refresh").code == 14
    assert (codes(desk, "statistics")["status"], codes(desk, "databases")["status"]) == ("status_old", "revoked")
    assert (desk("verify", "databases").code, desk("verify", "statistics").code) == (1, 0)
    assert "not withdrawn 213 days ago" in desk("show", "statistics").out

    # January 2029: somebody else has the domain.
    desk.at = datetime(2029, 1, 15, 9, tzinfo=UTC)
    net.names.clear()
    taker = College(key_name="key-1")
    net.serve({taker.did_url: taker.document(), taker.list_url: taker.status_list(since="2029-01-01T00:00:00Z")})
    said = desk("refresh")
    assert "ALARM: since 2029-01-15 the issuer's site lists only other keys; this one until 2027-01-15" in said.out
    found = codes(desk, "statistics")
    assert (found["signer"], found["recognition"]) == ("key_vanished", "issuer_keys_changed")
    # The taker's list of withdrawn badges, which names none, is not the college's.
    assert (found["status"], codes(desk, "databases")["status"]) == ("status_old", "revoked")
    assert (desk("verify", "databases").code, desk("verify", "statistics").code) == (1, 0)
    assert desk("import", desk.file("forged.jwt", taker.badge("Forged"))).code == 0
    assert codes(desk, "forged")["recognition"] == "issuer_keys_changed"
    assert desk("import", desk.file("backdated.jwt", College(key=old_key).badge("Backdated"))).code == 0
    assert desk("verify", "backdated").code == 1

    # On another computer, from a backup.
    backup = str(desk.folder / "backup.zip")
    assert desk("backup", "create", backup).code == 0
    other = Desk(desk.folder.parent / "other")
    other.at = desk.at
    assert other("restore", backup).code == 0
    assert everything(other) == everything(desk)
    assert len(other("evidence", "list", "--history", "--json").data["documents"]) == 7

"""``wallet verify --online``: what is asked of whom, said in every form, and nothing asked without the option."""

import json
from pathlib import Path

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College
from net_server import Internet, onward, status

__all__ = ["make_desk"]


@pytest.fixture
def desk(tmp_path: Path, net: Internet) -> Desk:
    """A computer without a wallet: an employer's."""
    return Desk(tmp_path / "employer", net.network)


def test_without_the_option_no_server_is_asked(desk: Desk, college: College, net: Internet) -> None:
    said = desk("verify", desk.file("badge.jwt", college.badge(place=7)))
    assert (said.code, net.looked_up) == (4, [])
    assert "wallet verify" in said.out
    assert "--online" in said.out


def test_with_it_the_verdict_comes_and_what_was_asked_is_said(desk: Desk, college: College, net: Internet) -> None:
    said = desk("verify", desk.file("badge.jwt", college.badge(place=7)), "--online")
    assert said.code == 0
    assert net.asked() == [college.did_url, college.list_url]
    head, _, asked = said.out.partition("Asked just now, of 1 server:")
    assert "as of 2026-11-22, https://college.example/.well-known/did.json" in head
    assert [line.split()[1] for line in asked.splitlines() if "https://" in line] == net.asked()


def test_what_the_last_round_brings_is_judged_by(
    desk: Desk, college: College, net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.actions.online.ROUNDS", 2)
    assert desk("verify", desk.file("badge.jwt", college.badge(place=7)), "--online").code == 0
    assert net.asked() == [college.did_url, college.list_url]


def test_json_lists_the_requests_beside_the_results(desk: Desk, college: College) -> None:
    badge = desk.file("badge.jwt", college.badge(place=7))
    data = desk("verify", badge, "--online", "--json").data
    assert [(one["url"], one["outcome"]) for one in data["requests"]] == [
        (college.did_url, "fetched"),
        (college.list_url, "fetched"),
    ]
    assert all(len(one["sha256"]) == 64 and one["at"] == "2026-11-22T21:00:00Z" for one in data["requests"])
    assert desk("verify", badge, "--json").data["requests"] == []
    lines = desk("verify", badge, "--online", "--jsonl").lines
    assert [line["type"] for line in lines] == ["result", "request", "request", "summary"]


def test_what_no_server_answers_stays_unknown_and_sends_nobody_round_in_circles(
    desk: Desk, college: College, net: Internet
) -> None:
    net.handlers[college.did_url] = status(500)
    said = desk("verify", desk.file("badge.jwt", college.badge(place=7)), "--online")
    assert said.code == 4
    assert "--online" not in said.out
    assert "the server has a fault" in said.out
    assert net.asked() == [college.did_url]  # the list is for those whose signature holds


def test_many_files_ask_each_server_once(desk: Desk, college: College, net: Internet) -> None:
    files = [desk.file(f"{n}.jwt", college.badge(f"Badge {n}", place=n)) for n in range(4)]
    college.withdrawn.add(2)
    net.serve(college.pages())
    said = desk("verify", *files, "--online", "--jobs", "4")
    assert said.code == 1
    assert "4 checked: 3 verified with notes, 1 do not rely on this" in said.out
    assert net.asked() == [college.did_url, college.list_url]


def test_a_forged_issuer_in_a_bundle_gives_way_to_the_real_one(
    desk: Desk, college: College, net: Internet, make_desk: type[Desk], tmp_path: Path
) -> None:
    """The sharer encloses a document of the college that lists the sharer's own key."""
    forger = College()
    sender = make_desk("sender")
    saved = sender.folder / "saved"
    saved.mkdir()
    from hashlib import sha256

    row = {"url": forger.did_url, "file": "did.json", "sha256": sha256(forger.document()).hexdigest()}
    row |= {"media_type": "application/json", "fetched_at": "2026-11-01T00:00:00Z"}
    (saved / "did.json").write_bytes(forger.document())
    (saved / "index.json").write_text(json.dumps({"schema": "wallet-evidence/1", "documents": [row]}))
    assert sender("import", sender.file("forged.jwt", forger.badge()), "--evidence", str(saved)).code == 0
    bundle = str(tmp_path / "bundle.zip")
    assert sender("share", "statistics", "-o", bundle, "--yes").code == 0
    offline = desk("verify", bundle, "--json")
    assert (offline.code, net.asked()) == (4, [])
    part = offline.data["results"][0]["parts"][0]
    assert "issuer_from_sharer" in {check["code"] for check in part["checks"]}
    online = desk("verify", bundle, "--online", "--json")
    assert (online.code, net.asked()) == (1, [college.did_url])
    part = online.data["results"][0]["parts"][0]
    assert part["checks"][-1]["code"] == "signature_mismatch"  # under the college's own key


def test_it_leaves_the_wallet_as_it_was(make_desk: type[Desk], college: College, net: Internet) -> None:
    desk = make_desk("here", net.network)
    assert desk("import", desk.file("badge.jwt", college.badge(place=7))).code == 0
    assert desk("verify", "statistics", "--online").code == 0
    assert desk("evidence", "list", "--json").data["documents"] == []
    assert desk("verify", "statistics").code == 4


def test_a_badge_that_needs_nobody_asks_nobody(desk: Desk, net: Internet) -> None:
    from command_desk import NOW

    from wallet.actions import demo

    badge = demo.files(NOW, bytes)["statistics.json"]
    said = desk("verify", desk.file("statistics.json", badge), "--online")
    assert (said.code, net.looked_up) == (0, [])
    assert "No server was asked" in said.out


def test_a_redirect_to_another_host_is_named_and_not_followed(desk: Desk, college: College, net: Internet) -> None:
    net.handlers[college.did_url] = onward("https://other.example/did.json")
    net.page("https://other.example/did.json", college.document())
    said = desk("verify", desk.file("badge.jwt", college.badge()), "--online", "--json")
    assert said.code == 4
    assert [one["outcome"] for one in said.data["requests"]] == ["redirect_refused"]

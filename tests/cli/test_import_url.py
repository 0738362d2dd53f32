"""``wallet import URL``: badges by their address, on pages, in pictures, and on the sites that learners know."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_desk import NOW, Desk, make_desk
from issuer_kit import College
from net_server import Internet, internet, onward, status

from wallet.actions import demo, web
from wallet.actions.judge import judge

__all__ = ["make_desk"]
PAGE = "https://college.example/badges/7"
SITES = ("api.credly.com", "www.credly.com", "api.badgr.io", "badgr.com", "api.eu.badgr.io", "moodle.example")


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(tmp_path, monkeypatch, hosts=SITES) as running:
        yield running


@pytest.fixture
def desk(make_desk: type[Desk], net: Internet) -> Desk:
    return make_desk("here", net.network)


def held(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk("list", "--json").data["credentials"]
    return found


def demo_file(name: str) -> bytes:
    return demo.files(NOW, bytes)[name]


def page(inside: str) -> bytes:
    return f"<!doctype html><html><head><title>A badge</title>{inside}</head><body></body></html>".encode()


def test_a_credential_by_its_address_comes_with_all_it_needs(desk: Desk, college: College, net: Internet) -> None:
    net.page(PAGE, college.badge(place=7))
    said = desk("import", PAGE)
    assert said.code == 0
    assert "added: Statistics" in said.out
    assert net.asked() == [PAGE, college.did_url, college.list_url]
    assert all(url in said.out for url in net.asked())
    net.requests.clear()
    assert desk("verify", "statistics").code == 0
    assert net.requests == []
    documents = desk("evidence", "list", "--json").data["documents"]
    assert {(one["url"], one["saved_by"]) for one in documents} == {
        (college.did_url, "import"),
        (college.list_url, "import"),
    }
    assert held(desk)[0]["name"] == PAGE


def test_a_hosted_assertion_by_its_address(desk: Desk, net: Internet) -> None:
    pages = College().hosted()
    net.serve(pages)
    assertion, *_ = pages
    said = desk("import", assertion, "--json")
    assert said.code == 0
    assert said.data["added"][0]["report"]["verdict"] == "verified_with_notes"
    assert {one["url"] for one in said.data["requests"]} == set(pages)


@pytest.mark.parametrize(
    "inside",
    [
        '<link rel="alternate" type="application/json" href="/badges/7.json">',
        "<a class=x href='7.json' download>Download</a>",
        '<meta property="og:image" content="https://college.example/badges/7.png?size=big&amp;x=1">',
        '<img src="https://other.example/img/badge.png">',
        '<a href="javascript:alert(1)">x</a><a href="file:///etc/passwd.json">y</a><a href="7.json">z</a>',
    ],
)
def test_a_page_leads_to_its_badge(desk: Desk, net: Internet, inside: str) -> None:
    net.page(PAGE, page(inside))
    net.page("https://college.example/badges/7.json", demo_file("statistics.json"))
    net.page("https://college.example/badges/7.png?size=big&x=1", demo_file("data-project.png"))
    net.page("https://other.example/img/badge.png", demo_file("data-project.png"))
    assert desk("import", PAGE).code == 0
    assert len(held(desk)) == 1


@pytest.mark.parametrize("kind", ["application/ld+json", "application/json"])
def test_a_badge_that_stands_in_the_page(desk: Desk, net: Internet, kind: str) -> None:
    other = '<script type="application/ld+json">{"@type": "WebPage", "name": "x"}</script>'
    text = demo_file("statistics.json").decode()
    net.page(PAGE, page(f'{other}<script type="{kind}">{text}</script>'))
    assert desk("import", PAGE).code == 0
    assert held(desk)[0]["title"] == "Statistics"


def test_a_picture_by_its_address(desk: Desk, net: Internet) -> None:
    net.page("https://college.example/img", demo_file("data-project.png"))
    assert desk("import", "https://college.example/img").code == 0
    assert held(desk)[0]["title"] == "Data project"


CREDLY = "7e75e005-b03e-4347-af3c-dcab5e629df2"
KNOWN = {
    f"https://www.credly.com/badges/{CREDLY}/public_url": f"https://api.credly.com/v1/obi/v2/badge_assertions/{CREDLY}",
    f"https://www.credly.com/badges/{CREDLY.upper()}": f"https://api.credly.com/v1/obi/v2/badge_assertions/{CREDLY}",
    "https://badgr.com/public/assertions/tfUWNIMYQAqrt_1k1eBLzA?identity__email=me@mail.example": (
        "https://api.badgr.io/public/assertions/tfUWNIMYQAqrt_1k1eBLzA"
    ),
    "https://api.eu.badgr.io/public/assertions/FLJEa_XhRnaNU_Cnht6rvA": (
        "https://api.eu.badgr.io/public/assertions/FLJEa_XhRnaNU_Cnht6rvA"
    ),
    f"https://moodle.example/course/badges/badge.php?hash={'8d' * 20}": (
        f"https://moodle.example/course/badges/assertion.php?b={'8d' * 20}&obversion=2"
    ),
    "https://good.example/#verify?vc=https://college.example/shared/7": "https://college.example/shared/7",
    "https://good.example/check?vc=https%3A%2F%2Fcollege.example%2Fshared%2F7": "https://college.example/shared/7",
}


@pytest.mark.parametrize("address", KNOWN)
def test_pages_of_known_sites_are_turned_into_the_badge(desk: Desk, net: Internet, address: str) -> None:
    net.page(KNOWN[address], demo_file("statistics.json"))
    assert desk("import", address).code == 0
    assert net.asked() == [KNOWN[address]]  # the page itself, and an e-mail address in it, are left out
    assert len(held(desk)) == 1


def test_a_known_site_that_answers_otherwise_is_read_as_any_page(desk: Desk, net: Internet) -> None:
    address = f"https://www.credly.com/badges/{CREDLY}"
    net.page(address, page('<meta name="twitter:image" content="/baked/badge.png">'))
    net.page("https://www.credly.com/baked/badge.png", demo_file("data-project.png"))
    assert desk("import", address).code == 0
    assert len(held(desk)) == 1


def test_redirects_to_another_host_are_followed_for_what_was_asked_for(desk: Desk, net: Internet) -> None:
    net.handlers[PAGE] = onward("https://other.example/statistics")
    net.page("https://other.example/statistics", demo_file("statistics.json"))
    said = desk("import", PAGE)
    assert said.code == 0
    assert "Asked just now, of 2 servers:" in said.out
    assert "redirected to other.example" in said.out
    assert desk("import", PAGE, "--json").data["requests"][0]["via"] == ["other.example"]


@pytest.mark.parametrize(
    ("handler", "code", "slug"),
    [
        (status(404), 14, "network"),
        (status(500), 14, "network"),
        (onward("https://127.0.0.1/"), 14, "network"),
        (status(200, b"<html><img src=logo.gif></html>"), 5, "no_badge_there"),
        (status(200, b'{"hello": 1}'), 5, "no_badge_there"),
        (status(200, b"\x89PNG\r\n\x1a\n"), 5, "no_badge_there"),
    ],
)
def test_where_there_is_none_it_says_why(desk: Desk, net: Internet, handler: Any, code: int, slug: str) -> None:
    net.handlers[PAGE] = handler
    said = desk("import", PAGE, "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (code, slug)
    assert said.data["added"] == []
    assert said.data["requests"][0]["url"] == PAGE
    assert held(desk) == []


def test_a_page_full_of_links_is_not_followed_for_ever(desk: Desk, net: Internet) -> None:
    net.page(PAGE, page("".join(f'<a href="/badge-{n}.json">x</a>' for n in range(500))))
    assert desk("import", PAGE).code == 5
    assert len(net.requests) <= 16


def test_links_that_never_answer_are_not_waited_for_one_after_the_other(
    desk: Desk, net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.0)
    net.page(PAGE, page('<a href="/badge-1.json">x</a><a href="/badge-2.json">x</a>'))
    assert desk("import", PAGE).code == 5
    assert net.asked() == [PAGE]


def test_a_hostile_page_is_read_quickly() -> None:
    from time import process_time

    from wallet.carriers import page as reading

    pages = [
        b'<script type="application/json">' * 60_000,
        b"<a href=" + b'"' * 2_000_000,
        b"<a " * 600_000,
        b'<img src="badge' * 100_000,
        b"<link " + b"a=" * 900_000 + b">",
        b'<a href="x.json">' * 120_000,
    ]
    for data in pages:
        begun = process_time()
        list(reading.embedded(data))
        reading.links(data, PAGE)
        assert process_time() - begun < 2


def test_an_address_comes_as_it_was_copied(desk: Desk, net: Internet) -> None:
    net.page(PAGE, demo_file("statistics.json"))
    assert desk("import", f" <{PAGE}> ").code == 0
    assert net.asked() == [PAGE]


@pytest.mark.parametrize(
    ("address", "slug", "hint"),
    [
        ("ftp://college.example/7", "address_refused", "download what it shows, then: wallet import FILE"),
        ("openbadges://7", "address_refused", "download what it shows, then: wallet import FILE"),
        ("college.example/7", "no_such_file", "if that is an address: wallet import https://college.example/7"),
        ("http://college.example/7", "network", "wallet import http://college.example/7 --allow-http"),
    ],
)
def test_what_is_no_https_address_gets_a_hint(desk: Desk, net: Internet, address: str, slug: str, hint: str) -> None:
    said = desk("import", address, "--json")
    (error,) = said.document["errors"]
    assert (error["slug"], error["hint"]) == (slug, hint)
    assert net.looked_up == []


def test_plain_http_only_when_allowed(desk: Desk, net: Internet) -> None:
    address = "http://college.example/statistics"
    net.handlers["/statistics"] = status(200, demo_file("statistics.json"), Content_Type="application/json")
    assert desk("import", address).code == 14
    assert net.requests == []
    assert desk("import", address, "--allow-http").code == 0


def test_files_beside_addresses_stay_offline(desk: Desk, college: College, net: Internet) -> None:
    net.page(PAGE, demo_file("statistics.json"))
    assert desk("import", desk.file("badge.jwt", college.badge("Databases")), PAGE).code == 0
    assert net.asked() == [PAGE]
    assert len(held(desk)) == 2


def test_an_interrupted_import_says_what_was_kept(desk: Desk, net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the last is read: one commit keeps all of the files or nothing, another what has an address."""
    files = ["statistics.json", "databases.json"]
    for name in files:
        desk.file(name, demo_file(name))
    monkeypatch.chdir(desk.folder)  # a long command is not repeated
    net.page(PAGE, demo_file("statistics.json"))
    left = 1

    def interrupted(*given: Any) -> Any:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        return judge(*given)

    monkeypatch.setattr("wallet.actions.reading.judge", interrupted)
    said = desk("import", *files)
    assert (said.code, held(desk)) == (130, [])
    assert said.err == (
        "wallet: error: interrupted before anything was added\n"
        "wallet: hint: run it again: wallet import statistics.json databases.json\n"
    )
    left = 1
    said = desk("import", files[1], PAGE)
    assert (said.code, [one["title"] for one in held(desk)]) == (130, ["Databases"])
    assert said.err.startswith("wallet: error: interrupted: the files were added, nothing of the addresses\n")


def test_the_same_badge_again_is_held_already(desk: Desk, net: Internet) -> None:
    net.page(PAGE, demo_file("statistics.json"))
    assert desk("import", PAGE).code == 0
    said = desk("import", PAGE, "--json")
    assert said.data["added"][0]["already_held"] is True
    assert json.loads(demo_file("statistics.json"))["name"] == held(desk)[0]["title"]

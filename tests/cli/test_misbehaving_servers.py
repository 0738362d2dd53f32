"""Servers that misbehave, each in a way with a name, against a learner's wallet: an outcome each, and nothing lost."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import net_server
import pytest
from command_desk import Desk, make_desk
from issuer_kit import College
from net_server import PAGE, Handler, Internet, internet, onward, status

from wallet.actions import online
from wallet.net import Fetcher, Limits

__all__ = ["make_desk"]
LOOPED = "https://college.example/.well-known/did.json"
BAD: dict[str, tuple[Handler, str]] = {
    "slow": (net_server.slow, "too_slow"),
    "slow header": (net_server.slow_header, "too_slow"),
    "silent": (net_server.silent, "too_slow"),
    "endless": (net_server.endless, "too_large"),
    "endless interim answers": (net_server.endless_interim, "too_slow"),
    "announced huge": (net_server.announced_huge, "too_large"),
    "gzip bomb": (net_server.bomb, "too_large"),
    "broken gzip": (net_server.broken_gzip, "bad_answer"),
    "unknown packing": (net_server.unknown_coding, "bad_answer"),
    "truncated": (net_server.truncated, "bad_answer"),
    "chunks cut short": (net_server.chunked_cut, "bad_answer"),
    "header flood": (net_server.header_flood, "bad_answer"),
    "long header": (net_server.header_long, "bad_answer"),
    "no HTTP": (net_server.no_http, "bad_answer"),
    "hangs up": (net_server.hang_up, "bad_answer"),
    "redirect loop": (onward(LOOPED), "too_many_redirects"),
    "redirect to a private address": (onward("https://10.0.0.1/did.json"), "redirect_refused"),
    "redirect to another host": (onward("https://other.example/did.json"), "redirect_refused"),
    "redirect to plain http": (onward("http://college.example/did.json"), "redirect_refused"),
    "unasked 304": (status(304), "bad_answer"),
    "404": (status(404), "not_found"),
    "410": (status(410), "gone"),
    "403": (status(403), "denied"),
    "429": (status(429, Retry_After="60"), "busy"),
    "500": (status(500), "server_error"),
    "a page in its place": (status(200, b"<html>for sale</html>", Content_Type="text/html"), "wrong_content"),
    "an error as JSON": (status(200, b'{"error": "no such issuer"}'), "wrong_content"),
    "a picture": (status(200, b"\x89PNG\r\n\x1a\n"), "wrong_content"),
    "somebody else's document": (status(200, PAGE), "wrong_content"),
    "another issuer's document": (status(200, College("other.example").document()), "wrong_content"),
    "nothing": (status(200, b""), "wrong_content"),
}
NAMES: dict[str, tuple[list[str], str]] = {
    "a name that leads nowhere": ([], "name_unknown"),
    "a name that leads into a private network": (["192.168.0.10"], "address_refused"),
    "a name that leads to this computer as well": (["127.0.0.1", "::1"], "address_refused"),
    "a name of the cloud's own data": (["169.254.169.254"], "address_refused"),
}


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    limits = Limits(seconds=0.6, size=1024 * 1024, redirects=3)
    monkeypatch.setattr(online, "Fetcher", partial(Fetcher, limits=limits))
    with internet(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def desk(make_desk: type[Desk], net: Internet, college: College) -> Desk:
    """A wallet that was refreshed while all was well."""
    found = make_desk("here", net.network)
    assert found("import", found.file("badge.jwt", college.badge(place=7))).code == 0
    assert found("refresh").code == 0
    return found


def held(desk: Desk) -> tuple[Any, ...]:
    """All that may not get lost: the evidence, the verdict and what it rests on, the original."""
    documents = desk("evidence", "list", "--history", "--json").data["documents"]
    checks = desk("show", "statistics", "--json").data["report"]["checks"]
    out = desk.folder / "out"
    assert desk("evidence", "show", LOOPED, "-o", str(out), "--force").code == 0
    return documents, checks, desk("verify", "statistics").code, out.read_bytes()


def refreshed(desk: Desk, college: College) -> str:
    said = desk("refresh", "--json")
    assert said.code == 0  # the list of withdrawn badges came
    outcomes = {one["url"]: one["outcome"] for one in said.data["requests"]}
    assert outcomes[college.list_url] in ("fetched", "unchanged")
    found: str = outcomes[college.did_url]
    return found


@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_is_none_has_its_name_and_loses_nothing(
    desk: Desk, college: College, net: Internet, name: str
) -> None:
    handler, expected = BAD[name]
    before = held(desk)
    net.handlers[college.did_url] = handler
    assert refreshed(desk, college) == expected
    assert held(desk) == before


def test_what_was_not_fetched_is_said_and_comes_the_next_time(desk: Desk, college: College, net: Internet) -> None:
    net.handlers[college.did_url] = status(500)
    text = desk("refresh").out
    assert f"not fetched: {college.did_url}" in text
    assert "what was saved before still counts" in text
    net.handlers.clear()
    assert refreshed(desk, college) == "fetched"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_astray_is_not_followed(desk: Desk, net: Internet, name: str) -> None:
    addresses, expected = NAMES[name]
    before = held(desk)
    net.names["college.example"] = addresses
    net.requests.clear()
    said = desk("refresh", "--json")
    assert said.code == 14
    assert {one["outcome"] for one in said.data["requests"]} == {expected}
    assert net.requests == []
    assert held(desk) == before


def test_a_certificate_for_somebody_else(desk: Desk) -> None:
    stranger = College("bank.test")
    desk("import", desk.file("stranger.jwt", stranger.badge("Databases")))
    said = desk("refresh", "databases", "--json")
    assert (said.code, said.data["requests"][0]["outcome"]) == (14, "tls_failed")
    assert held(desk)[2] == 0


def test_there_are_more_than_twenty_five_ways() -> None:
    assert len(BAD) + len(NAMES) + 1 >= 25

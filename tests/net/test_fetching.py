"""Every way in which a server can misbehave has one outcome, and what is whole arrives whole."""

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path

import net_server
import pytest
from net_server import CLOCK, LOOPBACK, PAGE, Authority, Handler, Internet, Line, Request, onward, status

from wallet.net import Failed, Fetched, Fetcher, Limits, Network, Outcome, Unchanged, Validators

QUICK = Limits(seconds=0.6, size=1024 * 1024, redirects=3)
URL = "https://good.example/page"


def fetcher(net: Internet, limits: Limits = QUICK, **environment: str) -> Fetcher:
    return Fetcher(lambda: CLOCK, environment, net.network, limits)


MISBEHAVING: dict[str, tuple[Handler, Outcome]] = {
    "slow": (net_server.slow, Outcome.TOO_SLOW),
    "slow_header": (net_server.slow_header, Outcome.TOO_SLOW),
    "silent": (net_server.silent, Outcome.TOO_SLOW),
    "endless": (net_server.endless, Outcome.TOO_LARGE),
    "endless_interim": (net_server.endless_interim, Outcome.TOO_SLOW),
    "announced_huge": (net_server.announced_huge, Outcome.TOO_LARGE),
    "bomb": (net_server.bomb, Outcome.TOO_LARGE),
    "broken_gzip": (net_server.broken_gzip, Outcome.BAD_ANSWER),
    "unknown_coding": (net_server.unknown_coding, Outcome.BAD_ANSWER),
    "truncated": (net_server.truncated, Outcome.BAD_ANSWER),
    "truncated_without_length": (net_server.truncated_without_length, Outcome.BAD_ANSWER),
    "chunked_garbage": (net_server.chunked_garbage, Outcome.BAD_ANSWER),
    "chunked_cut": (net_server.chunked_cut, Outcome.BAD_ANSWER),
    "header_flood": (net_server.header_flood, Outcome.BAD_ANSWER),
    "header_long": (net_server.header_long, Outcome.BAD_ANSWER),
    "no_http": (net_server.no_http, Outcome.BAD_ANSWER),
    "hang_up": (net_server.hang_up, Outcome.BAD_ANSWER),
    "redirect_loop": (onward(URL), Outcome.TOO_MANY_REDIRECTS),
    "redirect_nowhere": (status(302), Outcome.REDIRECT_REFUSED),
    "redirect_elsewhere": (onward("https://evil.example/page"), Outcome.REDIRECT_REFUSED),
    "redirect_downgrade": (onward("http://good.example/page"), Outcome.REDIRECT_REFUSED),
    "redirect_user_name": (onward("https://good.example@evil.example/"), Outcome.REDIRECT_REFUSED),
    "redirect_huge": (onward("https://good.example/" + "a" * 10_000), Outcome.REDIRECT_REFUSED),
    "redirect_to_file": (onward("file:///etc/passwd"), Outcome.REDIRECT_REFUSED),
    "not_modified_unasked": (status(304), Outcome.BAD_ANSWER),
    "not_found": (status(404), Outcome.NOT_FOUND),
    "gone": (status(410), Outcome.GONE),
    "forbidden": (status(403), Outcome.DENIED),
    "login": (status(401, WWW_Authenticate="Basic"), Outcome.DENIED),
    "too_many": (status(429, Retry_After="120"), Outcome.BUSY),
    "maintenance": (status(503, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), Outcome.BUSY),
    "fault": (status(500), Outcome.SERVER_ERROR),
    "no_content": (status(204), Outcome.BAD_ANSWER),
    "partial": (status(206, PAGE), Outcome.BAD_ANSWER),
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_a_server_that_misbehaves_has_its_outcome(net: Internet, name: str) -> None:
    handler, expected = MISBEHAVING[name]
    net.handlers[URL] = handler
    begun = time.monotonic()
    found = fetcher(net).fetch(URL)
    assert isinstance(found, Failed)
    assert (found.url, found.outcome) == (URL, expected), found
    assert time.monotonic() - begun < 2.5
    assert found.message.startswith(expected.words)
    assert "evil" not in found.detail or name.startswith("redirect")


@pytest.mark.parametrize("size", ["-1", "-0", "-ff"])
def test_a_chunk_of_less_than_nothing_is_not_everything(net: Internet, size: str) -> None:
    """``int("-1", 16)`` is a number, and reading -1 bytes is reading until memory is full."""
    sent: list[int] = []

    def endless(line: Line, _: Request) -> None:
        line.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size.encode() + b"\r\n")
        for _block in range(2000):
            line.raw(b"{" * 65536)
            sent.append(65536)

    net.handlers[URL] = endless
    found = fetcher(net, Limits(seconds=5, size=1024 * 1024)).fetch(URL)
    assert (found.outcome, sum(sent) < 16 * 1024 * 1024) == (Outcome.BAD_ANSWER, True)


@pytest.mark.parametrize("address", ["10.0.0.7", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1", "fd00::1"])
def test_a_name_that_leads_into_a_private_network_is_not_asked(net: Internet, address: str) -> None:
    net.names["good.example"] = [address]
    assert fetcher(net).fetch(URL).outcome is Outcome.ADDRESS_REFUSED
    assert net.requests == []


def test_one_private_address_among_public_ones_is_enough(net: Internet) -> None:
    net.names["good.example"] = [LOOPBACK, "192.168.1.1"]
    assert fetcher(net).fetch(URL).outcome is Outcome.ADDRESS_REFUSED


def test_a_redirect_into_a_private_network_is_not_followed(net: Internet) -> None:
    net.names["www.good.example"] = ["192.168.0.1"]
    net.handlers[URL] = onward("https://www.good.example/admin")
    assert fetcher(net).fetch(URL).outcome is Outcome.ADDRESS_REFUSED
    assert net.asked() == [URL]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]"])
def test_the_rule_that_ships_refuses_this_computer_however_it_is_spelt(net: Internet, host: str) -> None:
    shipped = Fetcher(lambda: CLOCK, {}, Network(tls=lambda: net.tls), QUICK)
    found = shipped.fetch(f"https://{host}:{net.port}/")
    assert found.outcome in (Outcome.ADDRESS_REFUSED, Outcome.NAME_UNKNOWN)
    assert net.requests == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_used(net: Internet) -> None:
    """DNS rebinding: whatever the name leads to a moment later, nobody asks again."""
    net.page(URL, PAGE)
    answers = iter([[LOOPBACK], ["10.0.0.1"]])

    class Rebinding(dict[str, list[str]]):
        def get(self, _host: str, _default: object = None) -> list[str]:  # type: ignore[override] # two answers
            return next(answers)

    net.names = Rebinding()
    assert isinstance(fetcher(net).fetch(URL), Fetched)
    assert net.looked_up == ["good.example"]


def test_a_redirect_to_the_same_name_is_checked_again(net: Internet) -> None:
    """DNS rebinding by way of a redirect: the second connection has a lookup and a check of its own."""
    answers = iter([[LOOPBACK], ["10.0.0.1"]])

    class Rebinding(dict[str, list[str]]):
        def get(self, _host: str, _default: object = None) -> list[str]:  # type: ignore[override] # two answers
            return next(answers)

    net.names = Rebinding()
    net.handlers[URL] = onward("https://good.example/elsewhere")
    assert fetcher(net).fetch(URL).outcome is Outcome.ADDRESS_REFUSED
    assert net.asked() == [URL]


def test_a_name_without_a_server(net: Internet) -> None:
    net.names["good.example"] = []
    assert fetcher(net).fetch(URL).outcome is Outcome.NAME_UNKNOWN


def test_a_lookup_that_hangs_is_given_up(net: Internet) -> None:
    network = net.network._replace(lookup=lambda _host, _port: time.sleep(3) or [])
    found = Fetcher(lambda: CLOCK, {}, network, QUICK).fetch(URL)
    assert found.outcome is Outcome.TOO_SLOW


def test_a_server_that_is_not_there(net: Internet) -> None:
    gone = net.network._replace(lookup=lambda _host, _port: [net_server.Endpoint(LOOPBACK, 1)])
    assert Fetcher(lambda: CLOCK, {}, gone, QUICK).fetch(URL).outcome is Outcome.UNREACHABLE


def test_a_certificate_for_another_host(net: Internet) -> None:
    found = fetcher(net).fetch("https://bank.test/")
    assert found.outcome is Outcome.TLS_FAILED
    assert net.requests == []


def test_a_certificate_that_nobody_vouches_for(net: Internet) -> None:
    strict = net.network._replace(tls=Network().tls)
    assert Fetcher(lambda: CLOCK, {}, strict, QUICK).fetch(URL).outcome is Outcome.TLS_FAILED


def test_a_certificate_that_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_server.Authority, "server", _expired(Authority.server))
    with net_server.internet(tmp_path, monkeypatch) as late:
        assert fetcher(late).fetch(URL).outcome is Outcome.TLS_FAILED


def _expired(make: object) -> object:
    return lambda self, hosts: make(self, hosts, days=-1)  # type: ignore[operator] # the method it stands for


def test_plain_http_is_asked_only_when_it_was_allowed(net: Internet) -> None:
    plain = URL.replace("https", "http")
    net.page(URL, PAGE)  # the stand-in names every page by https
    assert fetcher(net).fetch(plain).outcome is Outcome.URL_REFUSED
    assert net.requests == []
    found = fetcher(net).fetch(plain, http=True)
    assert isinstance(found, Fetched)
    assert found.document.url == plain


def test_what_is_whole_arrives_as_it_was_sent(net: Internet) -> None:
    body = bytes(range(256)) * 4000
    net.page(URL, body)
    found = fetcher(net, Limits(size=len(body))).fetch(URL)
    assert isinstance(found, Fetched)
    assert found.document.data == body
    assert (found.document.url, found.document.media_type) == (URL, "application/json")
    assert found.document.fetched_at == datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert fetcher(net, Limits(size=len(body) - 1)).fetch(URL).outcome is Outcome.TOO_LARGE


def test_an_answer_without_a_length_ends_where_the_connection_properly_does(net: Internet) -> None:
    net.handlers[URL] = lambda line, _: line.raw(b"HTTP/1.1 200 OK\r\n\r\n" + PAGE)
    found = fetcher(net).fetch(URL)
    assert isinstance(found, Fetched)
    assert found.document.data == PAGE


def test_packed_and_chunked_answers_are_unpacked(net: Internet) -> None:
    def chunked(line: Line, _: Request) -> None:
        data = gzip.compress(PAGE)
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        line.raw(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    net.handlers[URL] = chunked
    found = fetcher(net).fetch(URL)
    assert isinstance(found, Fetched)
    assert found.document.data == PAGE


def test_an_answer_that_is_longer_than_announced_is_cut_where_it_said(net: Internet) -> None:
    net.handlers[URL] = lambda line, _: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}extra")
    found = fetcher(net).fetch(URL)
    assert isinstance(found, Fetched)
    assert found.document.data == b"{}"


def test_nothing_of_the_learner_goes_along(net: Internet) -> None:
    net.handlers[URL] = status(302, Location="/next", Set_Cookie="who=you")
    net.page("https://good.example/next", PAGE)
    found = fetcher(net).fetch(f"{URL}#fragment")
    assert found.outcome is Outcome.FETCHED
    for request in net.requests:
        assert set(request.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert request.headers["User-Agent"].startswith("learner-wallet/")
        assert "fragment" not in request.target


def test_redirects_on_one_host_and_from_those_whose_purpose_it_is_are_followed(net: Internet) -> None:
    net.page("https://www.good.example/end", PAGE)
    net.handlers[URL] = onward("https://www.good.example/end", 308)
    found = fetcher(net).fetch(URL)
    assert isinstance(found, Fetched)
    assert (found.document.url, found.final) == (URL, "https://www.good.example/end")


def test_every_host_that_was_asked_is_told(net: Internet) -> None:
    net.handlers[URL] = onward("https://www.good.example/page")
    net.handlers["https://www.good.example/page"] = onward("https://other.example/page")
    net.page("https://other.example/page", PAGE)
    anywhere, bound = fetcher(net).fetch(URL, anywhere=True), fetcher(net).fetch(URL)
    assert (anywhere.outcome, anywhere.via) == (Outcome.FETCHED, ("www.good.example", "other.example"))
    assert (bound.outcome, bound.via) == (Outcome.REDIRECT_REFUSED, ("www.good.example",))
    net.names["other.example"] = ["10.0.0.1"]
    assert fetcher(net).fetch(URL, anywhere=True).via == ("www.good.example",)
    assert fetcher(net).fetch("https://good.example/none").via == ()


def test_to_any_host_only_when_the_answer_is_judged_by_itself(net: Internet) -> None:
    net.page("https://other.example/end", PAGE)
    net.handlers[URL] = onward("https://other.example/end")
    assert fetcher(net).fetch(URL).outcome is Outcome.REDIRECT_REFUSED
    assert fetcher(net).fetch(URL, anywhere=True).outcome is Outcome.FETCHED


def test_a_copy_that_is_held_need_not_be_sent_again(net: Internet) -> None:
    def conditional(line: Line, request: Request) -> None:
        if request.headers.get("If-None-Match") == '"one"':
            line.say(304)
        else:
            line.json(PAGE, ETag='"one"', Last_Modified="Sun, 22 Nov 2026 00:00:00 GMT")

    net.handlers[URL] = conditional
    first = fetcher(net).fetch(URL)
    assert isinstance(first, Fetched)
    assert first.validators == Validators('"one"', "Sun, 22 Nov 2026 00:00:00 GMT")
    assert fetcher(net).fetch(URL, first.validators) == Unchanged(URL)


def test_what_a_gone_badge_says_and_how_long_a_busy_server_wants_is_handed_on(net: Internet) -> None:
    net.handlers[URL] = status(410, b'{"revoked": true}')
    gone = fetcher(net).fetch(URL)
    assert isinstance(gone, Failed)
    assert gone.body == b'{"revoked": true}'
    net.handlers[URL] = status(429, Retry_After="120")
    busy = fetcher(net).fetch(URL)
    assert isinstance(busy, Failed)
    assert (busy.outcome, busy.retry_after) == (Outcome.BUSY, 120)


def test_a_host_beyond_ascii_is_asked_by_its_one_spelling(net: Internet) -> None:
    net.page("https://xn--bcher-kva.example/page%C3%A9", PAGE)
    assert fetcher(net).fetch("https://b\xfccher.example/page\xe9").outcome is Outcome.FETCHED
    assert net.looked_up == ["xn--bcher-kva.example"]
    assert fetcher(net).fetch("https://stra\xdfe.example/").outcome is Outcome.URL_REFUSED


def test_a_proxy_is_used_when_the_surroundings_name_one(net: Internet) -> None:
    net.page(URL, PAGE)
    through = fetcher(net, https_proxy="http://me:secret@proxy.example:3128")
    assert isinstance(through.fetch(URL), Fetched)
    assert net.looked_up == ["proxy.example"]
    asked, served = net.requests
    assert asked.text.startswith("CONNECT good.example:443 ")
    assert asked.headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
    assert "Proxy-Authorization" not in served.headers


@pytest.mark.parametrize(
    "url", ["https://intranet/", "https://printer.local/", "https://127.0.0.1/", "https://0x7f.1/"]
)
def test_a_proxy_is_not_asked_for_what_is_private_by_its_name(net: Internet, url: str) -> None:
    found = fetcher(net, HTTPS_PROXY="http://proxy.example:3128").fetch(url)
    assert found.outcome is Outcome.ADDRESS_REFUSED
    assert net.requests == []


def test_exceptions_from_the_proxy_and_kinds_that_are_not_supported(net: Internet) -> None:
    net.page(URL, PAGE)
    direct = fetcher(net, HTTPS_PROXY="http://proxy.example:3128", NO_PROXY="other.test, .good.example")
    assert direct.fetch(URL).outcome is Outcome.FETCHED
    assert net.looked_up == ["good.example"]
    assert fetcher(net, ALL_PROXY="socks5://proxy.example").fetch(URL).outcome is Outcome.PROXY_REFUSED

"""Web addresses as others write them, which may be none, or may lead elsewhere than they seem."""

import pytest

from wallet.codec.web import climbs, home, host, origin, same_place, site


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Example.org/a?b#c", "example.org"),
        ("https://example.org:8443?b", "example.org:8443"),
        ("HTTPS://example.org:443#c", "example.org"),
        ("http://example.org:80/", "example.org"),
        ("https://example.org:80/", "example.org:80"),
        ("http://example.org:443/", "example.org:443"),
        ("https://[::1]/a", "[::1]"),
        ("https://[::1]:8443/a", "[::1]:8443"),
        ("https://user@host.example/", ""),
        ("https://host.example@evil.example/", ""),
        ("https://evil.example\\@host.example/", ""),
        ("https://host.exa\tmple/", ""),
        ("https://host.example:0443/", ""),
        ("https://host.example:/", ""),
        ("https://host.example:65536/", ""),
        ("https://host.example:port/", ""),
        ("https://", ""),
        ("https:///x", ""),
        (" https://host.example/", ""),
        ("ftp://host.example/", ""),
        ("//host.example/", ""),
        ("https://[::1", ""),
        ("https://[x]/", ""),
        ("https://\u2100.example/", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_the_host_of_what_may_be_no_address(url: str, name: str) -> None:
    assert host(url) == name
    assert origin(url) == (f"{url[: url.index(':')].lower()}://{name}" if name else "")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Host.example:443/A", "https://host.example/A"),
        ("http://host.example:80?q", "http://host.example/?q"),
        ("https://[::1]:443", "https://[::1]/"),
        ("https://user@host.example:443/", "https://user@host.example:443/"),
        ("did:web:host.example", "did:web:host.example"),
    ],
)
def test_one_spelling_for_one_place(url: str, plain: str) -> None:
    assert same_place(url) == plain


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("did:web:host.example", "host.example"),
        ("did:web:host.example:users:ada", "host.example"),
        ("did:web:host.example%3A8443:users:ada", "host.example:8443"),
        ("did:web:host.example%3A443", "host.example"),
        ("https://host.example:443/issuers/1", "host.example"),
        ("http://host.example:80/issuers/1", "host.example"),
        ("did:web:host.example/x", ""),
        ("did:web:evil@host.example", "evil%40host.example"),
        ("did:web:", ""),
        ("did:key:z6Mk", ""),
        ("HTTPS://host.example", ""),
    ],
)
def test_the_site_of_an_issuer(issuer: str, name: str) -> None:
    assert host(home(issuer)) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://issuer.example/college/badges/1", "issuer.example"),
        ("https://w3id.org/college/badges/1?x", "w3id.org/college"),
        ("http://W3ID.org:80/college", "w3id.org/college"),
        ("https://purl.org/College?x", "purl.org/College"),
        ("https://w3id.org/college/../other/1", ""),
        ("https://w3id.org//college", ""),
        ("https://w3id.org", ""),
    ],
)
def test_where_many_have_a_path_the_site_is_what_one_of_them_has(url: str, name: str) -> None:
    assert site(url) == name


@pytest.mark.parametrize(
    ("url", "up"),
    [
        ("https://e.org/a/../b", True),
        ("https://e.org/a/%2e%2E/b", True),
        ("https://e.org/a/.%2e/b", True),
        ("https://e.org/a%2fb", True),
        ("https://e.org/a%5Cb", True),
        ("https://e.org/a\\b", True),
        ("https://e.org/a..b/c.d", False),
        ("https://e.org/a/.well-known/x", False),
        ("https://e.org/a%20b", False),
    ],
)
def test_what_may_lead_up(url: str, up: bool) -> None:  # noqa: FBT001 - a parameter
    assert climbs(url) is up

"""Web addresses as others write them, which may be none, or may lead elsewhere than they seem."""

import pytest

from wallet.codec.web import climbs, host


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Example.org:8443/a?b#c", "example.org"),
        ("https://user@host.example/", "host.example"),
        ("https://[::1]/a", "::1"),
        ("https://[::1", ""),
        ("https://[x]/", ""),
        ("https://\u2100.example/", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_the_host_of_what_may_be_no_address(url: str, name: str) -> None:
    assert host(url) == name


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

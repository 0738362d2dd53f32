"""Addresses are read in one way, and what could be read in two is refused."""

import pytest

from wallet.codec.web import upgraded
from wallet.net.outcomes import Outcome, Stop
from wallet.net.places import read

REFUSED = [
    "", "good.example", "//good.example/", "http://good.example/", "ftp://good.example/", "file:///etc/passwd",
    "data:,x", "javascript:alert(1)", "https://", "https:///path", "https://user@good.example/",
    "https://user:pass@good.example/", "https://good.example:0/", "https://good.example:99999/",
    "https://good.example:x/", "https://good .example/", "https://good.example/a b", "https://good.example\\@evil.example/",
    "https://good.example/\r\nHost: evil", "https://good..example/", "https://-good.example/", "https://[::1",
    "https://[fe80::1%25eth0]/", "https://good.example/" + "a" * 5000, "https://fa\xdf.example/", "https://a\u200db.example/",
    "https://[v1.good.example]/", "https://[v1.good.example]:443/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_to_fetch_from(url: str) -> None:
    with pytest.raises(Stop) as stop:
        read(url)
    assert stop.value.outcome is Outcome.URL_REFUSED


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Good.Example", "https://good.example/"),
        ("https://good.example:443/a?b=c#d", "https://good.example/a?b=c"),
        ("https://good.example.:8443/", "https://good.example:8443/"),
        ("https://good.example/\xe9?q=\xfc", "https://good.example/%C3%A9?q=%C3%BC"),
        ("https://good.example/%2e%2e/x", "https://good.example/%2e%2e/x"),
        ("https://[2606:4700::1111]:444/", "https://[2606:4700::1111]:444/"),
        ("https://m\xfcnchen.example/", "https://xn--mnchen-3ya.example/"),
    ],
)
def test_the_plain_spelling(url: str, plain: str) -> None:
    assert read(url).url == plain


def test_http_is_read_where_it_is_allowed() -> None:
    assert read("http://good.example:80/", http=True).url == "http://good.example/"
    assert upgraded("http://good.example/a") == "https://good.example/a"
    assert upgraded("https://good.example/a") == "https://good.example/a"

"""Lists and pages from strangers, changed at random: read, or refused in words, and never in long."""

from random import Random
from time import process_time

import pytest

from wallet.carriers import page
from wallet.errors import Unreadable
from wallet.trust.registries import read

TRUSTED_LIST = (
    b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeTerritory>XY</SchemeTerritory><TSPService>'
    b"<ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</ServiceTypeIdentifier>"
    b"<X509Certificate>b25l</X509Certificate><ServiceStatus>x/granted</ServiceStatus></ServiceInformation>"
    b"</TSPService></TrustServiceStatusList>"
)
SEEDS = [
    b'{"meta": {"updated": "2021-12-15T18:41:36Z"}, "registry": {"did:key:z6Mk": {"name": "College", "url": "x"}}}',
    b'[{"entity_id": "https://a.example", "ui_infos": {"x": {"display_name": "A"}}}, "did:web:b.example"]',
    b'{"sub": "did:web:a.example", "iat": 1746022185, "metadata": {"federation_entity": {"organization_name": "A"}}}',
    b"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJkaWQ6d2ViOmEuZXhhbXBsZSIsIm1ldGFkYXRhIjp7fX0.c2ln",
    b"did:web:a.example  A college\nhttps://b.example,B\n# remark\n",
    TRUSTED_LIST,
]
BYTES = [
    b"{",
    b"[",
    b'"',
    b"<",
    b">",
    b"&",
    b"\x00",
    b"\xff",
    b"null",
    b"1e999",
    b"<!DOCTYPE a>",
    b"&a;",
    b"]]>",
    b"-1",
]


def changed(random: Random, data: bytes) -> bytes:
    for _ in range(random.randrange(1, 6)):
        at, to = sorted((random.randrange(len(data) + 1), random.randrange(len(data) + 1)))
        match random.randrange(4):
            case 0:
                data = data[:at] + random.choice(BYTES) + data[at:]
            case 1:
                data = data[:at] + data[min(to, at + 8) :]
            case 2:
                data = data[:to] + data[at:to] + data[to:]
            case _:
                data = data[:at] + random.randbytes(1) + data[at + 1 :]
    return data


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_a_list_is_read_or_refused(seed: int) -> None:
    random, begun = Random(seed), process_time()
    read(SEEDS[seed], "list")
    for _ in range(1500):
        try:
            read(changed(random, SEEDS[seed]), "list")
        except Unreadable:
            continue
    assert process_time() - begun < 20


PAGE = (
    b'<html><head><link rel="alternate" type="application/json" href="/b.json">'
    b'<meta property="og:image" content="x.png">'
    b'<script type="application/ld+json">{"@type": "x&amp;y"}</script></head><a href="assertion?x=1">x</a></html>'
)


def test_a_page_is_searched_whatever_it_is() -> None:
    random = Random(7)
    for _ in range(3000):
        data = changed(random, PAGE)
        list(page.embedded(data))
        for link in page.links(data, "https://college.example/b"):
            assert link.startswith(("https://", "http://"))
            page.known_places(link)


@pytest.mark.parametrize(
    "address", ["", "https://[", "https://a:b:c/", "https://\x00", "x" * 10_000, "https://badgr.com"]
)
def test_addresses_of_no_known_site(address: str) -> None:
    assert page.known_places(address) == []

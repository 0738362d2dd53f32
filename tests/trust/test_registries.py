"""Lists of issuers from files: each kind, and what is none."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from wallet.errors import Unreadable
from wallet.trust.base import Named, Registry
from wallet.trust.registries import read
from wallet.trust.trusted_lists import DEPTH_LIMIT, SIZE_LIMIT

COLLEGE = "did:web:college.example"
SITE = "https://school.example"


def from_json(value: object) -> Registry:
    return read(json.dumps(value).encode(), "list.json")


def token(claims: object) -> str:
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'ES256'})}.{part(claims)}.c2ln"


def test_a_known_issuer_registry() -> None:
    found = from_json(
        {
            "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2021-12-15T18:41:36+0000"},
            "registry": {COLLEGE: {"name": "Example  College", "url": SITE}, SITE: {}, "nonsense": {"name": "x"}},
        }
    )
    assert found == Registry(
        "dcc",
        "",
        datetime(2021, 12, 15, 18, 41, 36, tzinfo=UTC),
        (Named(COLLEGE, "Example College"), Named(SITE)),
        left_out=1,
    )


def test_its_older_form_says_entries() -> None:
    assert from_json({"entries": {COLLEGE: {"name": "C"}}}).parties == (Named(COLLEGE, "C"),)


def test_a_federation_as_ids_as_statements_and_as_tokens() -> None:
    statement = {
        "iss": "https://anchor.example",
        "sub": COLLEGE,
        "iat": 1_746_022_185,
        "metadata": {"federation_entity": {"organization_name": "Example College"}},
    }
    wanted = (Named(COLLEGE, "Example College"),)
    assert from_json([COLLEGE, SITE]).parties == (Named(COLLEGE), Named(SITE))
    for found in (
        from_json(statement),
        from_json([statement]),
        from_json([token(statement)]),
        read(token(statement).encode(), "statement.jwt"),
        from_json({"entities": [statement]}),
    ):
        assert (found.kind, found.parties) == ("federation", wanted)
        assert found.dated == datetime(2025, 4, 30, 14, 9, 45, tzinfo=UTC)
    collected = from_json(
        {
            "entities": [{"entity_id": SITE, "ui_infos": {"federation_entity": {"display_name": "School"}}}],
            "last_updated": "2026-01-02T00:00:00Z",
        }
    )
    assert (collected.kind, collected.parties) == ("federation", (Named(SITE, "School"),))
    assert collected.dated == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        f"# mine\n\n{COLLEGE} Example College\n{SITE}\n",
        f"\ufeff{COLLEGE},Example College\r\n{SITE},\r\n",
        f'"{COLLEGE}";"Example College"\n"{SITE}"\n',
    ],
)
def test_a_plain_list(text: str) -> None:
    found = read(text.encode(), "list.txt")
    assert (found.kind, found.parties) == ("plain", (Named(COLLEGE, "Example College"), Named(SITE)))


def test_one_named_twice_is_there_once() -> None:
    assert len(from_json([COLLEGE, COLLEGE]).parties) == 1


NONE = [
    b"",
    b"\xff\xfe\x00",
    b"just some words\nand more\n",
    b"{}",
    b"[]",
    b'[1, null, {}, [], {"id": 7}]',
    b'{"registry": []}',
    b'{"registry": {"x": 1}}',
    b'{"sub": 7, "metadata": {}}',
    b"eyJ.eyJ.x",
    b"eyJhIjoxfQ",
    b'{"issuers": {"a": "b"}}',
    b"<html><body>not found</body></html>",
    b"{",
    b'{"a": 1, "a": 2}',
]  # fmt: skip


@pytest.mark.parametrize("data", NONE, ids=range(len(NONE)))
def test_what_is_no_list_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data, "file")


# A trusted list of the EU, in the little that matters of it.

NAMESPACES = 'xmlns="http://uri.etsi.org/02231/v2#" xmlns:d="http://www.w3.org/2000/09/xmldsig#"'
SVC = "http://uri.etsi.org/TrstSvc"


def service(der: bytes = b"cert", kind: str = "CA/QC", state: str = "granted", more: str = "") -> str:
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{SVC}/Svctype/{kind}</ServiceTypeIdentifier>"
        "<ServiceName><Name xml:lang='en'>Seals</Name></ServiceName><ServiceDigitalIdentity><DigitalId>"
        f"<X509Certificate>\n {b64encode(der).decode()}\n</X509Certificate></DigitalId></ServiceDigitalIdentity>"
        f"<ServiceStatus>{SVC}/TrustedList/Svcstatus/{state}</ServiceStatus></ServiceInformation>{more}</TSPService>"
    )


def trusted_list(*services: str, before: str = "", root: str = "TrustServiceStatusList") -> bytes:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>{before}<{root} {NAMESPACES}><SchemeInformation>"
        "<SchemeTerritory>XY</SchemeTerritory><ListIssueDateTime>2026-10-01T00:00:00Z</ListIssueDateTime>"
        "</SchemeInformation><TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>"
        "<Name xml:lang='en'>Trust Ltd</Name></TSPName></TSPInformation><TSPServices>"
        + "".join(services)
        + f"</TSPServices></TrustServiceProvider></TrustServiceProviderList></{root}>"
    ).encode()


def test_the_certificates_of_services_in_force() -> None:
    history = (
        "<ServiceHistory><ServiceHistoryInstance><ServiceStatus>x/granted</ServiceStatus><X509Certificate>b2xk"
        "</X509Certificate></ServiceHistoryInstance></ServiceHistory>"
    )
    found = read(
        trusted_list(
            service(b"one", more=history),
            service(b"two", state="withdrawn"),
            service(b"three", kind="TSA/QTST"),
            service(b"four", kind="EAA/Pub-EAA"),
        ),
        "xy.xml",
    )
    assert (found.kind, found.name, found.dated) == ("eu", "Trusted list of XY", datetime(2026, 10, 1, tzinfo=UTC))
    assert [(one.der, one.name) for one in found.certificates] == [
        (b"one", "Trust Ltd: Seals"),
        (b"four", "Trust Ltd: Seals"),
    ]
    assert found.left_out == 2


BOMB = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>]>"
HOSTILE = {
    "entities": (trusted_list(service(), before=BOMB), "list_doctype"),
    "external entity": (
        trusted_list(service(), before="<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        "list_doctype",
    ),
    "a document type elsewhere": (
        trusted_list(service(), before="<!DOCTYPE l SYSTEM 'http://evil.example/l.dtd'>"),
        "list_doctype",
    ),
    "cut short": (trusted_list(service())[:-9], "list_damaged"),
    "another encoding": (trusted_list(service()).replace(b"UTF-8", b"UTF-7").replace(b"Ltd", b"\xff"), "list_damaged"),
    "deep": (b"<a>" * (DEPTH_LIMIT + 1), "too_large"),
    "large": (b"<" + b" " * SIZE_LIMIT, "too_large"),
    "long text": (trusted_list(service(b"x" * 100_000)), "too_large"),
    "another root": (trusted_list(service(), root="Other"), "no_registry"),
    "nothing in force": (trusted_list(service(state="withdrawn")), "no_registry"),
    "no base64": (trusted_list(service()).replace(b"<X509Certificate>", b"<X509Certificate>!!"), "no_registry"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(name: str) -> None:
    data, slug = HOSTILE[name]
    with pytest.raises(Unreadable) as refusal:
        read(data, "list.xml")
    assert refusal.value.kind == slug

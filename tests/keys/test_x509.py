"""Certificates: a chain counts only up to what the user trusts, and only for whom it names."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from certificate_kit import AT, YEAR, Made, make
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from wallet.keys import Keys, own
from wallet.keys.material import from_library
from wallet.keys.x509 import CHAIN_LIMIT, Anchors
from wallet.model import FoundKey, KeyRef

HTTPS = "https://school.example/issuers/1"


ROOT = make("Root")
MIDDLE = make("Middle", ROOT)
NAMES = [x509.UniformResourceIdentifier(HTTPS), x509.DNSName("school.example")]


def leaf(by: Made = MIDDLE, **options: Any) -> Made:
    return make("School Seal", by, **{"ca": False, "names": NAMES, **options})


def find(*chain: Made, issuer: str = HTTPS, anchors: tuple[Made, ...] = (ROOT,), at: datetime = AT) -> FoundKey:
    ref = KeyRef("", issuer, "assertionMethod", x5c=tuple(made.der for made in chain))
    return Keys(lambda _: None, anchors=Anchors(tuple(a.der for a in anchors), at)).key(ref)


def test_a_chain_to_an_anchor_of_the_users() -> None:
    seal = leaf()
    found = find(seal, MIDDLE)
    assert (found.code, found.key) == ("certificate", from_library(seal.key.public_key()))
    assert dict(found.details) == {"anchor": "CN=Root", "subject": "School Seal"}
    assert find(seal, MIDDLE, ROOT).code == "certificate"
    assert find(leaf(ROOT)).code == "certificate"


def test_without_the_users_anchor_the_key_is_the_credentials_own_word() -> None:
    chain = (leaf(), MIDDLE, ROOT)
    assert find(*chain, anchors=()).code == "self_asserted_key"
    assert find(*chain, anchors=(make("Root"),)).code == "self_asserted_key"
    ref = KeyRef("", HTTPS, "assertionMethod", x5c=tuple(made.der for made in chain))
    assert Keys(lambda _: None).key(ref).code == "self_asserted_key"
    assert find(make("Self", ca=False, names=NAMES)).code == "self_asserted_key"


@pytest.mark.parametrize(
    ("issuer", "names", "code"),
    [
        (HTTPS, [x509.UniformResourceIdentifier(HTTPS)], "certificate"),
        (HTTPS, [x509.DNSName("school.example")], "certificate"),
        ("https://School.example:8443/", [x509.DNSName("school.example")], "certificate"),
        ("https://user@school.example/", [x509.DNSName("school.example")], "self_asserted_key"),
        (HTTPS, [x509.DNSName("else.example")], "self_asserted_key"),
        (HTTPS, [x509.DNSName("*.example")], "self_asserted_key"),
        (HTTPS, [x509.UniformResourceIdentifier(HTTPS + "0")], "self_asserted_key"),
        (HTTPS, None, "self_asserted_key"),
        ("did:web:school.example", [x509.DNSName("school.example")], "self_asserted_key"),
        ("did:web:school.example", [x509.UniformResourceIdentifier("did:web:school.example")], "certificate"),
        ("urn:epass:org:1", None, "certificate"),
    ],
)
def test_a_certificate_seals_for_whom_it_names(issuer: str, names: Any, code: str) -> None:
    assert find(leaf(names=names), MIDDLE, issuer=issuer).code == code


def test_a_chain_that_does_not_hold_together_is_invalid() -> None:
    other = make("Middle", make("Root"))
    found = find(leaf(), other)
    assert (found.code, dict(found.details)) == (
        "cert_invalid",
        {"detail": "certificate 1 was not issued by the next"},
    )
    assert find(leaf(), MIDDLE, make("Root")).code == "cert_invalid"
    assert find(leaf(), ROOT).code == "cert_invalid"
    assert find(leaf(other), MIDDLE, anchors=()).code == "cert_invalid"


@pytest.mark.parametrize(
    "chain",
    [
        (lambda: leaf(make("Not CA", ROOT, ca=False)), lambda: None),
        (lambda: leaf(sign=False), lambda: MIDDLE),
        (lambda: leaf(make("Short", ROOT, path_length=0)), lambda: None),
    ],
)
def test_a_leaf_without_its_parent_is_self_asserted(chain: Any) -> None:
    made = [link for link in (step() for step in chain) if link is not None]
    assert find(*made).code == "self_asserted_key"


def test_a_parent_must_be_an_authority() -> None:
    no_authority = make("Not CA", ROOT, ca=False, names=NAMES)
    assert find(leaf(no_authority), no_authority).code == "self_asserted_key"
    unmarked = make("Unmarked", ROOT, constraints=False)
    assert find(leaf(unmarked), unmarked).code == "self_asserted_key"


def test_the_length_and_the_names_of_a_chain_are_bounded_by_its_authorities() -> None:
    short = make("Short", ROOT, path_length=0)
    below = make("Below", short)
    assert find(leaf(short), short).code == "certificate"
    assert find(leaf(below), below, short).code == "self_asserted_key"
    narrow = make("Narrow", ROOT, permitted="else.example")
    assert find(leaf(narrow, names=[x509.DNSName("school.example")]), narrow).code == "self_asserted_key"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"permitted": "else.example"}, "self_asserted_key"),
        ({"permitted": "l.example"}, "self_asserted_key"),
        ({"permitted": "school.example"}, "certificate"),
        ({"permitted": "example"}, "certificate"),
        ({"excluded": "else.example"}, "certificate"),
        ({"excluded": "school.example"}, "self_asserted_key"),
        ({"permitted": ""}, "certificate"),
        ({"excluded": ""}, "self_asserted_key"),
    ],
)
@pytest.mark.parametrize("issuer", [HTTPS, "did:web:school.example:a"])
def test_an_authority_of_some_hosts_names_no_other_by_its_address(
    limits: dict[str, str], code: str, issuer: str
) -> None:
    narrow = make("Narrow", ROOT, **limits)
    sealing = leaf(narrow, names=[x509.UniformResourceIdentifier(issuer)])
    assert find(sealing, narrow, issuer=issuer).code == code
    assert find(sealing, issuer=issuer, anchors=(narrow,)).code == code, "the anchor need not come with the chain"


@pytest.mark.parametrize(
    "issuer",
    [
        "https://www@school.example/",
        "https://school.example:443:1/",
        "did:webvh:Qm1:school.example",
        "//school.example/",
        "https://school.example%2f.else.example/",
        "did:web:school.example%2Fa",
        "https:school.example",
    ],
)
def test_an_authority_of_some_hosts_names_nothing_that_has_no_host(issuer: str) -> None:
    sealing = [x509.UniformResourceIdentifier(issuer)]
    for limits in ({"permitted": "else.example"}, {"excluded": "school.example"}):
        narrow = make("Narrow", ROOT, **limits)
        assert find(leaf(narrow, names=sealing), narrow, issuer=issuer).code == "self_asserted_key"
    assert find(leaf(names=sealing), MIDDLE, issuer=issuer).code == "certificate"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"permitted": "else.example"}, "self_asserted_key"),
        ({"permitted": "school.example"}, "certificate"),
        ({"excluded": "school.example"}, "self_asserted_key"),
        ({"excluded": "else.example"}, "certificate"),
    ],
)
def test_an_authority_of_some_addresses_names_no_other_by_its_host(limits: dict[str, str], code: str) -> None:
    narrow = make("Narrow", ROOT, limited=x509.UniformResourceIdentifier, **limits)
    sealing = leaf(narrow, names=[x509.DNSName("school.example")])
    assert find(sealing, narrow).code == code
    assert find(sealing, anchors=(narrow,)).code == code


def test_a_key_that_is_not_for_signing_does_not_seal() -> None:
    assert find(leaf(sign=False), MIDDLE).code == "self_asserted_key"


@pytest.mark.parametrize(
    ("purposes", "code"),
    [
        ("OCSP_SIGNING", "self_asserted_key"),
        ("TIME_STAMPING", "self_asserted_key"),
        ("CODE_SIGNING OCSP_SIGNING", "self_asserted_key"),
        ("CODE_SIGNING EMAIL_PROTECTION", "certificate"),
        ("SERVER_AUTH", "certificate"),
        ("ANY_EXTENDED_KEY_USAGE", "certificate"),
    ],
)
def test_a_key_for_what_is_no_credential_does_not_seal(purposes: str, code: str) -> None:
    named = [getattr(ExtendedKeyUsageOID, name) for name in purposes.split()]
    assert find(leaf(purposes=named), MIDDLE).code == code


def test_a_certificate_that_has_expired_since_is_said_to_have() -> None:
    old = leaf(end=AT - timedelta(days=1))
    assert find(old, MIDDLE).code == "cert_expired_since"
    assert find(leaf(start=AT + timedelta(days=1)), MIDDLE).code == "self_asserted_key"
    assert find(leaf(), MIDDLE, at=AT - 2 * YEAR).code == "self_asserted_key"


def test_broken_and_endless_chains_are_malformed() -> None:
    for chain in ((b"junk",), (b"",), (leaf().der + b"\0",), (leaf().der, b"junk"), (leaf().der,) * (CHAIN_LIMIT + 1)):
        ref = KeyRef("", HTTPS, "assertionMethod", x5c=chain)
        found = Keys(lambda _: None).key(ref)
        assert (found.key, found.code) == (None, "proof_malformed")


def test_keys_of_certificates_obey_the_same_limits() -> None:
    weak = make("Weak", ROOT, ca=False, key=rsa.generate_private_key(65537, 1024))  # noqa: S505 - weak on purpose
    assert find(weak).code == "proof_malformed"
    unknown = make("Unknown", ROOT, ca=False, key=ec.generate_private_key(ec.BrainpoolP256R1()))
    assert find(unknown).code == "feature_unsupported"
    assert find(leaf(key=rsa.generate_private_key(65537, 2048)), MIDDLE).code == "certificate"


def test_a_certificate_says_nothing_about_another_key() -> None:
    other = own.from_secret(bytes(32))
    ref = KeyRef(f"{HTTPS}#{other.did[8:]}", HTTPS, "assertionMethod", x5c=(leaf().der, MIDDLE.der))
    found = Keys(lambda _: None, anchors=Anchors((ROOT.der,), AT)).key(ref)
    assert found.code == "self_asserted_key"


def test_no_change_to_a_certificate_raises() -> None:
    random = Random(7)
    good, house = leaf().der, Keys(lambda _: None, anchors=Anchors((ROOT.der,), AT))
    for _ in range(1000):
        changed = bytearray(good)
        changed[random.randrange(len(good))] = random.randrange(256)
        if changed != good:
            found = house.key(KeyRef("", HTTPS, "assertionMethod", x5c=(bytes(changed), MIDDLE.der)))
            assert found.code in ("proof_malformed", "cert_invalid", "self_asserted_key")


def test_an_authority_whose_signatures_take_long_to_verify_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = rsa.generate_private_key(65537, 3072).private_numbers()
    p, q, swapped = numbers.p, numbers.q, rsa.RSAPublicNumbers(numbers.d, numbers.public_numbers.n)
    halves = 65537 % (p - 1), 65537 % (q - 1), rsa.rsa_crt_iqmp(p, q)
    slow = rsa.RSAPrivateNumbers(p, q, 65537, *halves, swapped).private_key(unsafe_skip_rsa_key_validation=True)
    root = make("Slow", key=slow)
    monkeypatch.setattr("wallet.keys.x509._issued", lambda *_: pytest.fail("it was verified"))
    assert find(leaf(root), root, anchors=(root,)).code == "self_asserted_key"


def test_a_chain_that_winds_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    twins = [make("Twin", key=key) for _ in range(2)]
    sealing = leaf(twins[0])
    assert find(sealing, *twins[:1], anchors=(twins[0],)).code == "certificate"
    monkeypatch.setattr("wallet.keys.x509._anchored", lambda *_: pytest.fail("it was followed"))
    assert find(sealing, *twins, anchors=(ROOT,)).code == "self_asserted_key"

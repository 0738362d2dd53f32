"""Signed badges of Open Badges 1, whose key is a file at an address of the issuer's."""

import json
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from proof_kit import AT, CONDITIONS, Key, b64, codes, make_key, token

from wallet import formats, proofs
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.model import Document
from wallet.report import Proved

SITE = "https://issuer.example"
FILE = f"{SITE}/key.pem"
PROFILE = {"name": "The Issuer", "url": SITE}
CLASS = {"name": "Knots", "description": "d", "criteria": f"{SITE}/c", "issuer": f"{SITE}/issuer"}


@cache
def key() -> Key:
    return make_key("RSA")


def pem(of: Key) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(of.private.public_key().public_bytes(serialization.Encoding.PEM, form))


def badge(address: str = FILE, **members: Any) -> dict[str, Any]:
    recipient = {"type": "email", "hashed": False, "identity": "ada@learner.example"}
    verify = {"type": "signed", "url": address}
    return {
        "uid": "1",
        "recipient": recipient,
        "badge": f"{SITE}/class",
        "issuedOn": 1_400_000_000,
        "verify": verify,
    } | (members)


def check(text: str, files: dict[str, bytes], *, from_sharer: tuple[str, ...] = ()) -> tuple[Proved, str]:
    """What is found of a badge, and its title, with these files saved besides the badge class and the issuer."""
    all_files = {f"{SITE}/class": json.dumps(CLASS).encode(), f"{SITE}/issuer": json.dumps(PROFILE).encode(), **files}
    saved = {
        url: Document(url, data, sha256(data).hexdigest(), "", AT, "sharer" if url in from_sharer else "saved")
        for url, data in all_files.items()
    }
    (payload,) = unwrap(text.encode(), "badge.jwt")
    outline = formats.open_payload(payload)
    proved = proofs.check(outline, gather(saved.get), CONDITIONS)
    return proved, formats.read(proved.view, outline).title


def test_the_key_on_the_issuers_site_is_the_issuers() -> None:
    proved, title = check(token(badge(), key()), {FILE: pem(key())})
    assert codes(proved) == ("signature_good", "issuer_document")
    assert proved.checks[1].source == FILE
    assert proved.checks[1].as_of == AT
    assert title == "Knots"


@pytest.mark.parametrize(
    ("address", "files", "from_sharer"),
    [
        ("https://elsewhere.example/key.pem", ("https://elsewhere.example/key.pem",), ()),
        ("https://issuer.example.evil.example/key.pem", ("https://issuer.example.evil.example/key.pem",), ()),
        (FILE, (FILE,), (FILE,)),
        (FILE, (FILE,), (f"{SITE}/issuer",)),
        (FILE, (FILE,), (f"{SITE}/class",)),
    ],
)
def test_a_key_anywhere_else_or_from_the_sharer_ties_nothing(
    address: str, files: tuple[str, ...], from_sharer: tuple[str, ...]
) -> None:
    saved = dict.fromkeys(files, pem(key()))
    proved, title = check(token(badge(address), key()), saved, from_sharer=from_sharer)
    assert codes(proved) == ("signature_good", "self_asserted_key")
    assert title != "Knots"


def test_a_key_that_the_token_brings_along_is_not_the_one_on_the_site() -> None:
    stranger = make_key("RSA")
    jwk = {"kty": "RSA", **numbers(stranger)}
    text = token(badge(), stranger, jwk=jwk)
    assert "issuer_document" not in codes(check(text, {FILE: pem(key())})[0])
    assert "issuer_document" not in codes(check(text, {})[0])
    assert codes(check(token(badge(), stranger), {FILE: pem(key())})[0]) == ("signature_mismatch",)


def numbers(of: Key) -> dict[str, str]:
    public = of.private.public_key().public_numbers()
    return {
        name: b64(value.to_bytes((value.bit_length() + 7) // 8)) for name, value in (("n", public.n), ("e", public.e))
    }


def test_a_profile_that_lists_other_keys_is_believed_instead() -> None:
    profile = {**PROFILE, "id": f"{SITE}/issuer", "publicKey": [f"{SITE}/other"]}
    proved, _ = check(token(badge(), key()), {FILE: pem(key()), f"{SITE}/issuer": json.dumps(profile).encode()})
    assert codes(proved) == ("signature_good", "method_not_authorised")

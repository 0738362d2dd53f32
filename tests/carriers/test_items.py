"""Credentials that are items of a larger JSON text: where they are found, and where nothing is looked for."""

import base64
import json
from typing import Any

import pytest

from wallet.carriers.items import ITEMS_LIMIT, within
from wallet.errors import Unreadable
from wallet.model import Payload

CREDENTIAL = {"type": ["VerifiableCredential"], "credentialSubject": {"n": 1.5}}
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJ2YyI6e319.c2ln"


def payload(value: Any, media_type: str = "application/json") -> Payload:
    data = json.dumps(value).encode()
    return Payload(data, media_type, "text", "answer.json", data)


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        ({"verifiableCredential": CREDENTIAL}, ["/verifiableCredential"]),  # VC API
        ({"credential": TOKEN, "c_nonce": "x"}, ["/credential"]),  # OpenID4VCI, drafts
        ({"credentials": [{"credential": TOKEN}, {"credential": TOKEN}]}, ["/credentials/0/credential", "..."]),
        ({"data": {"result": [CREDENTIAL, 5, None, "text"]}}, ["/data/result/0"]),
        ({"a/b": {"c~d": {"badge": "u", "recipient": {}}}}, ["/a~1b/c~0d"]),
        ({"data": {"publisher": {}, "learner": {}}}, ["/data"]),  # CLR 1.0
        ({"badge": "https://e.org/b.png", "credential": CREDENTIAL, "x": {"badge": "u"}}, ["/credential"]),
        ({"x": {"type": "VerifiablePresentation", "verifiableCredential": [CREDENTIAL]}}, ["/x"]),
        ({"x": {"@type": "VerifiablePresentation", "verifiableCredential": []}}, ["/x"]),
        ({"x": {**CREDENTIAL, "inner": CREDENTIAL}}, ["/x"]),  # what is inside is that one's own business
        ({"@context": "https://e.org/own", "data": CREDENTIAL}, []),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"badge": {}, "recipient": {}}}, []),
        ({"$schema": "https://e.org/answer.json", "data": CREDENTIAL}, ["/data"]),
        ({"name": "x", "token": "eyJ.", "ids": ["eyJ"]}, []),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": CREDENTIAL}}}}}}}, []),
        ([CREDENTIAL], []),
        ("text", []),
    ],
)
def test_credentials_are_found_at_their_places_in_an_answer(answer: Any, places: list[str]) -> None:
    found = within(payload(answer))
    assert len(found) == len(places)
    assert all(one.name == f"answer.json#{place}" for one, place in zip(found, places, strict=True) if place != "...")


@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("held", [CREDENTIAL | {"name": "~~~???>>>"}, TOKEN])
def test_what_a_message_attaches_as_base64_is_read(held: Any, alphabet: Any) -> None:
    text = alphabet((held if isinstance(held, str) else json.dumps(held)).encode()).decode()
    for attached in (text, text.rstrip("=")):
        [found] = within(payload({"attachments": [{"data": {"base64": attached}}]}))
        assert found.name == "answer.json#/attachments/0/data/base64"
        assert (found.data.decode() if isinstance(held, str) else json.loads(found.data)) == held


@pytest.mark.parametrize("attached", ["?", "", 5, "aGVsbG8", "eyJ", "e30=", {"a": "b"}, "w6k"])
def test_an_attachment_that_is_no_credential_is_passed_over(attached: Any) -> None:
    assert within(payload({"attachments": [{"data": {"base64": attached}}]})) == []


def test_each_is_written_anew_without_what_stood_around_it() -> None:
    one, other = within(payload({"a": CREDENTIAL, "b": TOKEN}))
    assert one.data == one.original == b'{"type":["VerifiableCredential"],"credentialSubject":{"n":1.5}}'
    assert (other.data, other.media_type) == (TOKEN.encode(), "application/jwt")


@pytest.mark.parametrize(
    ("record", "token"),
    [
        ({"document": TOKEN, "disclosures": "WyJh~WyJi"}, f"{TOKEN}~WyJh~WyJi~"),
        ({"document": f"{TOKEN}~", "disclosures": "WyJh~"}, f"{TOKEN}~WyJh~"),
        ({"document": f"{TOKEN}~WyJh~", "disclosures": "WyJi"}, f"{TOKEN}~WyJh~"),
        ({"document": TOKEN, "disclosures": ""}, TOKEN),
        ({"document": TOKEN, "disclosures": None}, TOKEN),
        ({"document": TOKEN, "disclosures": ["WyJh"]}, TOKEN),
    ],
)
def test_disclosures_that_stand_beside_a_token_are_kept_with_it(record: Any, token: str) -> None:
    (one,) = within(payload(record))
    assert one.data == token.encode()


def test_a_credential_that_is_no_token_has_nothing_beside_it() -> None:
    (one,) = within(payload({"document": CREDENTIAL, "disclosures": "WyJh"}))
    assert json.loads(one.data) == CREDENTIAL


def test_only_json_is_looked_into() -> None:
    assert within(payload({"a": CREDENTIAL}, "application/jwt")) == []


def test_there_may_be_a_thousand_and_no_more() -> None:
    assert len(within(payload({"a": [TOKEN] * ITEMS_LIMIT}))) == ITEMS_LIMIT
    with pytest.raises(Unreadable) as caught:
        within(payload({"a": [TOKEN] * (ITEMS_LIMIT + 1)}))
    assert caught.value.kind == "too_large"

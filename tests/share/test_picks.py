"""Showing less than all: SD-JWT disclosures and proofs derived from a base proof, judged by the product's checks."""

import base64
import json

import pytest
import sd_kit
from proof_kit import AT, Json
from vectors import VECTORS, need

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.codec import cbor
from wallet.codec.base_proof import is_base
from wallet.codec.contexts import ContextLibrary
from wallet.errors import NotFound, Unreadable, UsageError
from wallet.model import Payload
from wallet.share import derived_proof, fields, sd_jwt_choice
from wallet.share.fields import Picks

LIBRARY = ContextLibrary()
TOKEN = sd_kit.sd_jwt().encode()


def codes(data: bytes, media_type: str) -> set[str]:
    payload = Payload(data, media_type, "text", "x", data)
    return {one.code.value for one in judge(payload, gather(), Asked(AT)).checks}


def claims(token: bytes) -> list[str]:
    shown = token.decode().split("~")[1:-1]
    return [json.loads(base64.urlsafe_b64decode(one + "=="))[-1] for one in shown]


def test_the_fields_of_a_token_are_named_by_where_they_stand() -> None:
    assert [one.name for one in sd_jwt_choice.fields(TOKEN)] == [
        "nationalities.1", "given_name", "birthdate", "address", "address.street", "address.town",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("picks", "left"),
    [
        (Picks(), ["Ada", "2001-02-03", {}, "Elm Street 1", "Springfield", "FR"]),
        (Picks(hide=("birthdate",)), ["Ada", {}, "Elm Street 1", "Springfield", "FR"]),
        (Picks(reveal=("given_name",)), ["Ada"]),
        (Picks(reveal=("address.town",)), [{}, "Springfield"]),
        (Picks(reveal=("street",)), [{}, "Elm Street 1"]),
        (Picks(reveal=("address",), hide=("street",)), [{}, "Springfield"]),
        (Picks(hide=("address", "nationalities")), ["Ada", "2001-02-03"]),
    ],
)
def test_a_token_shows_what_was_picked_and_still_holds(picks: Picks, left: list[object]) -> None:
    made = sd_jwt_choice.choose(TOKEN, picks)
    assert [one if isinstance(one, str) else {} for one in claims(made)] == left
    assert {"signature_good", "issuer_key"} <= codes(made, "application/sd-jwt")


def test_a_key_binding_for_somebody_else_is_not_passed_on() -> None:
    assert sd_jwt_choice.choose(TOKEN + b"e30.e30.AA", Picks()) == TOKEN


def test_picks_that_fit_nothing_or_cannot_be_are_refused() -> None:
    found = [fields.Field(("issuer", "name"), "x", required=True), fields.Field(("name",), "y")]
    fields.check(Picks(reveal=("issuer",), hide=("name",)), found)
    with pytest.raises(NotFound):
        fields.check(Picks(hide=("nickname",)), found)
    with pytest.raises(UsageError, match="demands"):
        fields.check(Picks(hide=("issuer.name",)), found)


@pytest.fixture(scope="module")
def base() -> Json:
    """Signed when a test asks for it: without the shared contexts that test is skipped, and not all of them."""
    return sd_kit.base_proof()


@pytest.mark.parametrize(
    ("picks", "gone"),
    [
        (Picks(), set()),
        (Picks(hide=("identifier",)), {"ada@example.org", "emailAddress"}),
        (Picks(hide=("identityHash",)), {"ada@example.org"}),
        (Picks(reveal=("validFrom",)), {"ada@example.org", "emailAddress", "Badge of many fields"}),
    ],
)
def test_a_derived_proof_shows_what_was_picked_and_what_is_demanded(base: Json, picks: Picks, gone: set[str]) -> None:
    made = derived_proof.derive(base, picks, LIBRARY)
    assert {"signature_good", "issuer_key"} <= codes(made, "application/json")
    text = made.decode()
    assert {word for word in ("ada@example.org", "emailAddress", "Badge of many fields") if word not in text} == gone
    assert "Welding" in text
    assert "College" in text
    assert not is_base(json.loads(made)["proof"])


def test_a_derived_credential_that_was_changed_is_noticed(base: Json) -> None:
    made = derived_proof.derive(base, Picks(hide=("identifier",)), LIBRARY)
    assert "signature_mismatch" in codes(made.replace(b"Badge of many", b"Badge of more"), "application/json")
    assert "signature_mismatch" in codes(made.replace(b"Welds", b"Bends"), "application/json")


@pytest.mark.parametrize(
    "change",
    [
        {"proofValue": "u2V0A"},
        {"proofValue": "u2V0BhVhA"},
        {"proofValue": "z3"},
        {"proofValue": None},
        {"proofValue": "u" + base64.urlsafe_b64encode(b"\xd9\x5d\x00\x85\x01\x02\x03\x04\x05").decode()},
    ],
)
def test_a_broken_base_proof_is_refused(base: Json, change: Json) -> None:
    with pytest.raises(Unreadable):
        derived_proof.derive({**base, "proof": {**base["proof"], **change}}, Picks(), LIBRARY)


@pytest.mark.parametrize("change", [{"credentialSubject": {}}, {"gpa": 4}, {"name": "Other"}])
def test_a_base_that_is_not_what_was_signed_gives_nothing_that_holds(base: Json, change: Json) -> None:
    try:
        made = derived_proof.derive({**base, **change}, Picks(), LIBRARY)
    except Unreadable:
        return
    assert "signature_good" not in codes(made, "application/json")


def test_published_base_proofs_give_proofs_of_the_published_shape() -> None:
    folder = need(VECTORS / "blockcerts")
    base = json.loads((folder / "cvjs-v3-ecdsa-sd-2023-signed-credential.json").read_text())
    made = json.loads(derived_proof.derive(base, Picks(hide=("name",)), LIBRARY))
    assert made["credentialSubject"]["email"] == base["credentialSubject"]["email"]
    assert "name" not in made["credentialSubject"]
    assert "key_not_saved" in codes(json.dumps(made).encode(), "application/json")


@pytest.mark.parametrize(
    "value", [0, 23, 24, 255, 256, 65_536, -1, -25, b"", b"x" * 300, "é", [], [1, [b"y"]], {1: b"z"}]
)
def test_what_is_encoded_is_decoded_again(value: object) -> None:
    assert cbor.loads(cbor.dumps(value)) == value

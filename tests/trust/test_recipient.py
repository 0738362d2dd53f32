"""Whose it is: ids, hashed and plain identities, and presenters."""

from hashlib import new
from typing import Any

import pytest

from wallet.model import Credential, Holder, Issuer, Outline, Payload
from wallet.report import CheckId, Code, Result
from wallet.report import check as finding
from wallet.trust import recipient

ALICE = "did:key:zAlice"
MAIL = "Alice@School.example"


def ask(holder: Holder, asked: str = "", *, format_: str = "vc-2", **more: Any) -> Code:
    credential = Credential(format_, "", "", "", "", Issuer("x"), holder, None, None, None)
    payload = Payload(b"", "application/json", "text", "x", b"")
    outline = Outline(format_, payload, {}, None, "", "", (), (), ())
    found = recipient.check(credential, asked, outline, **more)
    assert found.id is CheckId.HOLDER
    return found.code


def hashed(identity: str, salt: str = "", algorithm: str = "sha256") -> str:
    return f"{algorithm}${new(algorithm, (identity + salt).encode()).hexdigest()}"


def test_nobody_asked() -> None:
    assert ask(Holder(ALICE)) is Code.NOT_ASKED
    assert ask(Holder(ALICE), format_="presentation") is Code.NOT_ASKED


@pytest.mark.parametrize(
    ("holder", "asked", "code"),
    [
        (Holder(ALICE), ALICE, Code.HOLDER_MATCH),
        (Holder(ALICE), f" {ALICE}\n", Code.HOLDER_MATCH),
        (Holder(ALICE), "did:key:zMallory", Code.HOLDER_MISMATCH),
        (Holder(ALICE), ALICE.lower(), Code.HOLDER_MISMATCH),
        (Holder(), ALICE, Code.HOLDER_NOT_COMPARABLE),
        (Holder(ALICE), MAIL, Code.HOLDER_NOT_COMPARABLE),
        (Holder(identity_hash=hashed(MAIL)), ALICE, Code.HOLDER_NOT_COMPARABLE),
        (Holder("mailto:alice@school.example"), MAIL, Code.HOLDER_MATCH),
        (Holder("mailto:alice@school.example"), f"mailto:{MAIL}", Code.HOLDER_MATCH),
        (Holder("mailto:bob@school.example"), MAIL, Code.HOLDER_MISMATCH),
        (Holder(name="Alice  Smith"), "alice smith", Code.HOLDER_MATCH),
        (Holder(name="Alice Smith"), "Alice Smyth", Code.HOLDER_MISMATCH),
        (Holder(ALICE), "Alice Smith", Code.HOLDER_NOT_COMPARABLE),
        (Holder(identity_hash="plain:alice@school.example"), MAIL, Code.HOLDER_MATCH),
        (Holder(identity_hash="plain:bob@school.example"), MAIL, Code.HOLDER_MISMATCH),
        (Holder(identity_hash="plain:s123"), "S123", Code.HOLDER_MATCH),
        (Holder(identity_hash="plain:https://alice.example"), "https://alice.example", Code.HOLDER_MATCH),
    ],
)
def test_the_recipient_is_compared_with_whom_the_checker_expects(holder: Holder, asked: str, code: Code) -> None:
    assert ask(holder, asked) is code


@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "sha1", "md5"])
def test_a_hashed_identity_with_its_salt_behind_it(algorithm: str) -> None:
    holder = Holder(identity_hash=hashed(MAIL, "salt", algorithm), salt="salt")
    assert ask(holder, MAIL) is Code.HOLDER_MATCH
    assert ask(holder, "bob@school.example") is Code.HOLDER_MISMATCH
    assert ask(Holder(identity_hash=holder.identity_hash), MAIL) is Code.HOLDER_MISMATCH


def test_an_address_hashed_in_lower_case_and_digests_in_upper_case() -> None:
    assert ask(Holder(identity_hash=hashed(MAIL.lower())), MAIL) is Code.HOLDER_MATCH
    algorithm, _, digest = hashed(MAIL).partition("$")
    assert ask(Holder(identity_hash=f"{algorithm.upper()}${digest.upper()}"), MAIL) is Code.HOLDER_MATCH
    assert ask(Holder(identity_hash=digest), MAIL) is Code.HOLDER_MATCH


@pytest.mark.parametrize("salt", ["", "deadsea"])
@pytest.mark.parametrize(
    ("as_hashed", "asked"),
    [
        ("Zoe.O'Neil@school.example", "zoe.o'neil@school.example"),
        ("Zoe.O'Neil@School.Example", "ZOE.O'NEIL@school.example"),
        ("zoe@school.example ", "zoe@school.example"),
        ("zo\u00eb@school.example", "zoe\u0308@school.example"),
        ("Zoe\u0308@school.example", "Zo\u00eb@school.example"),
    ],
)
def test_an_address_may_have_been_hashed_as_nobody_types_it(as_hashed: str, asked: str, salt: str) -> None:
    holder = Holder(identity_hash=hashed(as_hashed, salt), salt=salt)
    assert ask(holder, asked) is Code.HOLDER_MATCH
    assert ask(holder, f"x{asked}") is Code.HOLDER_MISMATCH


@pytest.mark.parametrize(
    "written", ["sha256$", "sha256$00", "sha999$" + "0" * 64, "0" * 63, "$", "sha256$" + "\u0660" * 64, "x"]
)
def test_a_hash_of_no_known_kind_cannot_be_compared(written: str) -> None:
    assert ask(Holder(identity_hash=written), MAIL) is Code.HOLDER_NOT_COMPARABLE


def test_a_presentation_is_its_signers() -> None:
    signed = finding(Code.ISSUER_KEY)
    assert ask(Holder(ALICE), format_="presentation", signer=signed) is Code.HOLDER_PROVED
    unproved = finding(Code.SELF_ASSERTED_KEY)
    assert unproved.result is Result.UNKNOWN
    assert ask(Holder(ALICE), format_="presentation", signer=unproved) is Code.NOT_ASKED
    assert ask(Holder(ALICE), signer=signed) is Code.NOT_ASKED


def test_a_credential_in_a_presentation_is_compared_with_its_presenter() -> None:
    assert ask(Holder(ALICE), presenter=ALICE) is Code.HOLDER_MATCH
    assert ask(Holder("did:key:zBob"), presenter=ALICE) is Code.HOLDER_DIFFERS
    assert ask(Holder(), presenter=ALICE) is Code.HOLDER_NOT_COMPARABLE


ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("salt", ["", "deadsea", "s\u00e4lz"])
@pytest.mark.parametrize("as_hashed", [MAIL, MAIL.lower(), MAIL.upper(), f"mailto:{MAIL.lower()}"])
def test_every_way_in_which_issuers_hashed_an_address(algorithm: str, salt: str, as_hashed: str) -> None:
    written = hashed(as_hashed, salt, algorithm)
    spellings = (written, written.upper(), written.replace("sha", "SHA-"), written.partition("$")[2], f" {written} ")
    for spelled in spellings:
        holder = Holder(identity_hash=spelled, salt=salt)
        assert ask(holder, MAIL) is Code.HOLDER_MATCH, spelled
        assert ask(holder, "bob@school.example") is Code.HOLDER_MISMATCH, spelled


def test_a_salt_that_was_put_first_or_never_used() -> None:
    assert ask(Holder(identity_hash=hashed("salt" + MAIL.lower()), salt="salt"), MAIL) is Code.HOLDER_MATCH
    assert ask(Holder(identity_hash=hashed(MAIL.lower()), salt="salt"), MAIL) is Code.HOLDER_MATCH


def test_any_of_several_identities_is_enough() -> None:
    holder = Holder(identity_hash="plain:bob@school.example", others=(("plain:Bob", ""), (hashed(MAIL, "x"), "x")))
    assert ask(holder, MAIL) is Code.HOLDER_MATCH
    assert ask(holder, "Bob") is Code.HOLDER_MATCH
    assert ask(holder, "carol@school.example") is Code.HOLDER_MISMATCH


def test_an_identity_of_another_kind_says_nothing() -> None:
    assert ask(Holder(identity_hash="plain:Taylor Tuna"), MAIL) is Code.HOLDER_NOT_COMPARABLE
    assert ask(Holder(identity_hash="plain:Taylor Tuna"), "taylor  tuna") is Code.HOLDER_MATCH
    assert ask(Holder(identity_hash=f"plain:{MAIL}"), "Taylor Tuna") is Code.HOLDER_NOT_COMPARABLE


def test_ones_own_identities_inform_and_fail_nothing() -> None:
    mine = ("carol@school.example", MAIL, "Alice Smith", ALICE)
    assert ask(Holder(identity_hash=hashed(MAIL)), mine=mine) is Code.HOLDER_MATCH
    assert ask(Holder(ALICE), mine=mine) is Code.HOLDER_MATCH
    assert ask(Holder(name="Alice Smith"), mine=mine) is Code.HOLDER_MATCH
    assert ask(Holder("did:key:zMallory"), mine=mine) is Code.HOLDER_NOT_YOURS
    assert ask(Holder(identity_hash=hashed("bob@school.example")), mine=mine) is Code.HOLDER_NOT_YOURS
    assert ask(Holder(name="A. Smith"), mine=mine) is Code.HOLDER_NAMED_OTHERWISE  # a name is written in many ways
    for held in ("urn:uuid:8b4a0bd7-54b2-4bbd-9e7c-3ac0f1b1a1f1", "https://badges.example/learners/7"):
        assert ask(Holder(held), mine=(ALICE,)) is Code.HOLDER_NAMED_OTHERWISE  # everybody has ids of several kinds
    assert ask(Holder("http://other.example"), mine=("https://alice.example",)) is Code.HOLDER_NOT_YOURS
    assert ask(Holder(), mine=mine) is ask(Holder()) is Code.HOLDER_UNNAMED
    assert {finding(one).result for one in (Code.HOLDER_NAMED_OTHERWISE, Code.HOLDER_UNNAMED)} == {
        Result.NOT_APPLICABLE
    }
    assert finding(Code.HOLDER_NOT_YOURS).result is Result.NOTE

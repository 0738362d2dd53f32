"""Status lists: what they answer, and each way in which there is no answer."""

import gzip
import json
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from wallet.codec import base64url
from wallet.errors import Unreadable
from wallet.model import Credential, Document, Holder, Issuer, JsonObject, Outline, Payload, StatusRef, View
from wallet.report import Check, CheckId, Code, Proved, Result
from wallet.report import check as finding
from wallet.status import STATUS, Own, ProvedList, Question, answer
from wallet.status.base import LIST_BYTES, UNPACKED_BYTES, NoAnswer, Unpacked

AT = datetime(2026, 6, 1, tzinfo=UTC)
FETCHED = AT - timedelta(days=3)
URL = "https://school.example/status/1"
ISSUER = "did:web:school.example"
OWN_ID = "urn:uuid:1"


def outline(*refs: StatusRef, issuer: str = ISSUER, own_id: Any = OWN_ID) -> Outline:
    payload = Payload(b"", "application/json", "text", "x", b"")
    return Outline("vc-2", payload, {"id": own_id}, None, issuer, "", (), refs, ())


def ref(
    kind: str = "BitstringStatusListEntry", index: str = "5", purpose: str = "revocation", **content: Any
) -> StatusRef:
    return StatusRef(kind, content.pop("url", URL), index, purpose, content)


def document(content: Any, origin: str = "saved", fetched: datetime = FETCHED, url: str = URL) -> Document:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Document(url, data, sha256(data).hexdigest(), "application/json", fetched, origin)


def bits(*places: int, size: int = 16384) -> bytes:
    data = bytearray(size)
    for place in places:
        data[place // 8] |= 0x80 >> place % 8
    return bytes(data)


def encoded(data: bytes) -> str:
    return "u" + base64url.encode(gzip.compress(data, mtime=0))


def bitstring(data: bytes = b"", **changes: Any) -> JsonObject:
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded(data or bits())}
    return {
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "credentialSubject": {**subject, **changes.pop("subject", {})},
        **changes,
    }


GOOD = (finding(Code.SIGNATURE_GOOD), finding(Code.ISSUER_DOCUMENT))


def prover(
    checks: tuple[Check, ...] = GOOD,
    *,
    valid_from: datetime | None = AT - timedelta(days=4),
    valid_until: datetime | None = None,
    view: Callable[[JsonObject], View] = View,
) -> Callable[[Document], ProvedList]:
    """A stand-in for steps 2 to 10 that takes the document's word for everything."""

    def prove(saved: Document) -> ProvedList:
        content = json.loads(saved.data)
        if not isinstance(content, dict) or "broken" in content:
            raise Unreadable("no credential")
        issuer = content.get("issuer", content.get("iss", ""))
        own = str(content.get("id", ""))
        credential = Credential("vc-2", own, "", "", "", Issuer(issuer), Holder(), None, valid_from, valid_until)
        listed = outline(issuer=issuer)._replace(header={"typ": content.pop("typ", "statuslist+jwt")})
        return ProvedList(listed, Proved(checks, view(content)), credential)

    return prove


def ask(
    *refs: StatusRef,
    saved: dict[str, Document] | Document | None = None,
    prove: Callable[[Document], ProvedList] | None = None,
    about: Outline | None = None,
    **more: Any,
) -> Check:
    held = {saved.url: saved} if isinstance(saved, Document) else saved or {}
    return answer(Question(about or outline(*refs), AT, held.get, prove or prover(), **more))


# --- what every list has in common ----------------------------------------------


def test_a_credential_without_status_has_none_to_look_up() -> None:
    assert ask().code is Code.STATUS_NOT_OFFERED


def test_a_place_that_is_clear_is_not_withdrawn_as_of_the_copy() -> None:
    found = ask(ref(), saved=document(bitstring(bits(4, 6))))
    assert (found.id, found.code, found.as_of, found.source) == (CheckId.STATUS, Code.NOT_WITHDRAWN, FETCHED, URL)
    assert found.message == "not withdrawn as of 2026-05-29"
    assert found.also == ()


def test_a_place_that_is_set_is_withdrawn() -> None:
    assert ask(ref(), saved=document(bitstring(bits(5)))).code is Code.REVOKED
    suspending = bitstring(bits(5), subject={"statusPurpose": "suspension"})
    assert ask(ref(purpose="suspension"), saved=document(suspending)).code is Code.SUSPENDED


@pytest.mark.parametrize(("days", "code"), [(30, Code.NOT_WITHDRAWN), (31, Code.STATUS_OLD), (400, Code.STATUS_OLD)])
def test_a_clear_place_in_an_old_copy_is_said_to_be_old(days: int, code: Code) -> None:
    old = document(bitstring(), fetched=AT - timedelta(days=days))
    found = ask(ref(), saved=old)
    assert found.code is code
    if code is Code.STATUS_OLD:
        assert f"{days} days" in found.message
        assert ask(ref(index="5"), saved=replace(old, data=document(bitstring(bits(5))).data)).code is Code.REVOKED


def test_a_list_that_is_not_saved_answers_nothing() -> None:
    assert ask(ref()).code is Code.STATUS_NOT_SAVED
    assert ask(ref(url="")).code is Code.STATUS_UNREADABLE


@pytest.mark.parametrize(
    "checks",
    [
        (finding(Code.UNSIGNED), finding(Code.NO_SIGNATURE)),
        (finding(Code.SIGNATURE_MISMATCH),),
        (finding(Code.KEY_NOT_SAVED), finding(Code.ISSUER_NOT_SAVED)),
        (finding(Code.SIGNATURE_GOOD), finding(Code.SELF_ASSERTED_KEY)),
        (finding(Code.SIGNATURE_GOOD), finding(Code.ISSUER_FROM_SHARER)),
        (finding(Code.SIGNATURE_GOOD), finding(Code.ISSUER_MISMATCH)),
        (finding(Code.CONTEXT_UNKNOWN), finding(Code.ISSUER_KEY)),
        (finding(Code.SIGNATURE_GOOD),),
        (),
    ],
)
def test_only_a_list_signed_by_a_proved_key_counts(checks: tuple[Check, ...]) -> None:
    for data in (bits(), bits(5)):
        assert ask(ref(), saved=document(bitstring(data)), prove=prover(checks)).code is Code.STATUS_BAD_SIGNATURE


@pytest.mark.parametrize(
    ("signer", "own", "withdrawn", "clear"),
    [
        (finding(Code.SELF_ASSERTED_KEY, key="k"), "k", Code.REVOKED, Code.NOT_WITHDRAWN),
        (finding(Code.SELF_ASSERTED_KEY, key="k"), "other", Code.STATUS_BAD_SIGNATURE, Code.STATUS_BAD_SIGNATURE),
        (finding(Code.SELF_ASSERTED_KEY, key="k"), "", Code.STATUS_BAD_SIGNATURE, Code.STATUS_BAD_SIGNATURE),
        (finding(Code.SELF_ASSERTED_KEY), "", Code.STATUS_BAD_SIGNATURE, Code.STATUS_BAD_SIGNATURE),
        (finding(Code.METHOD_NOT_AUTHORISED, key="k"), "k", Code.STATUS_BAD_SIGNATURE, Code.STATUS_BAD_SIGNATURE),
        (finding(Code.ISSUER_FROM_SHARER, key="k"), "k", Code.STATUS_BAD_SIGNATURE, Code.STATUS_BAD_SIGNATURE),
    ],
)
def test_a_list_by_the_very_key_that_signed_the_credential_is_its_signers_word(
    signer: Check, own: str, withdrawn: Code, clear: Code
) -> None:
    prove = prover((finding(Code.SIGNATURE_GOOD), signer))
    for data, code in ((bits(5), withdrawn), (bits(), clear)):
        assert ask(ref(), saved=document(bitstring(data)), prove=prove, own=Own(OWN_ID, key=own)).code is code


def test_a_changed_or_unsigned_list_does_not_count_whoever_signed_it() -> None:
    signer = finding(Code.SELF_ASSERTED_KEY, key="k")
    own = Own(OWN_ID, key="k")
    changed = prover((finding(Code.SIGNATURE_MISMATCH), signer))
    unsigned = prover((finding(Code.SIGNATURE_GOOD), signer), view=lambda tree: View(tree, signed=False))
    for prove in (changed, unsigned):
        found = ask(ref(), saved=document(bitstring(bits(5))), prove=prove, own=own)
        assert found.code is Code.STATUS_BAD_SIGNATURE


def test_a_view_that_is_not_signed_does_not_count() -> None:
    unsigned = prover(view=lambda tree: View(tree, signed=False))
    assert ask(ref(), saved=document(bitstring()), prove=unsigned).code is Code.STATUS_BAD_SIGNATURE


def test_a_list_signed_by_another_party_counts_only_from_the_address_that_the_credential_names() -> None:
    foreign = bitstring(bits(5), issuer="did:web:else.example")
    found = ask(ref(), saved=document(foreign))
    assert (found.code, found.also) == (Code.REVOKED, (Code.STATUS_OTHER_ISSUER,))
    clear = ask(ref(index="6"), saved=document(foreign))
    assert (clear.code, clear.also) == (Code.NOT_WITHDRAWN, (Code.STATUS_OTHER_ISSUER,))
    for index in ("5", "6"):
        assert ask(ref(index=index), saved=document(foreign, "sharer")).code is Code.STATUS_OTHER_ISSUER


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (AT - timedelta(days=1), AT, Code.STATUS_EXPIRED),
        (AT - timedelta(days=1), AT + timedelta(seconds=1), Code.NOT_WITHDRAWN),
        (AT, None, Code.NOT_WITHDRAWN),
        (AT + timedelta(seconds=1), None, Code.STATUS_NOT_YET_VALID),
        (None, None, Code.NOT_WITHDRAWN),
    ],
)
def test_a_list_counts_between_its_own_dates(start: datetime | None, end: datetime | None, code: Code) -> None:
    prove = prover(valid_from=start, valid_until=end)
    assert ask(ref(), saved=document(bitstring()), prove=prove).code is code


def test_a_sharers_list_is_dated_by_what_was_signed_not_by_what_the_sharer_says() -> None:
    theirs = document({**bitstring(), "id": URL}, "sharer", fetched=AT)
    found = ask(ref(), saved=theirs, prove=prover(valid_from=AT - timedelta(days=100)))
    assert (found.code, found.as_of) == (Code.STATUS_OLD, AT - timedelta(days=100))
    assert ask(ref(), saved=theirs, prove=prover(valid_from=None)).code is Code.STATUS_NOT_SAVED


def test_a_list_older_than_one_already_seen_is_noticed() -> None:
    signed = AT - timedelta(days=4)
    for seen, code in (
        (signed, Code.NOT_WITHDRAWN),
        (None, Code.NOT_WITHDRAWN),
        (signed + timedelta(seconds=1), Code.STATUS_ROLLED_BACK),
    ):
        assert ask(ref(), saved=document(bitstring()), newest_seen={URL: seen}.get).code is code
    undated = ask(ref(), saved=document(bitstring()), prove=prover(valid_from=None), newest_seen={URL: signed}.get)
    assert undated.code is Code.STATUS_ROLLED_BACK


@pytest.mark.parametrize("kind", ["VelocityRevocationListJan2021", "", "x" * 500])
def test_a_kind_of_list_that_is_not_known_answers_nothing(kind: str) -> None:
    found = ask(ref(kind), saved=document(bitstring()))
    assert found.code is Code.STATUS_UNSUPPORTED
    assert len(found.message) < 200


def test_the_worst_entry_is_the_answer() -> None:
    house = {
        URL: document(bitstring(bits(5))),
        URL + "s": document(bitstring(subject={"statusPurpose": "suspension"}), url=URL + "s"),
    }
    suspension = ref(purpose="suspension", url=URL + "s")
    clear = ref(index="6")
    assert ask(clear, suspension, saved=house).code is Code.NOT_WITHDRAWN
    assert ask(clear, ref(), saved=house).code is Code.REVOKED
    missing = ask(clear, ref(url=URL + "x"), suspension, saved=house)
    assert (missing.code, missing.also) == (Code.STATUS_NOT_SAVED, (Code.NOT_WITHDRAWN,))


# --- W3C lists ------------------------------------------------------------------


@pytest.mark.parametrize(
    "index", ["", "-1", "+5", "5.0", "0x5", "05", " 5", "5 ", "1e1", "\u0665", "5\n", "9" * 400, "131072"]
)
def test_a_place_that_is_no_plain_decimal_in_range_is_no_place(index: str) -> None:
    assert ask(ref(index=index), saved=document(bitstring())).code is Code.STATUS_BAD_INDEX


def test_the_first_and_the_last_place_are_there() -> None:
    whole = document(bitstring(bits(0, 131071)))
    assert [ask(ref(index=i), saved=whole).code for i in ("0", "1", "131071")] == [
        Code.REVOKED,
        Code.NOT_WITHDRAWN,
        Code.REVOKED,
    ]


def test_a_list_shorter_than_privacy_asks_for_still_answers() -> None:
    assert ask(ref(), saved=document(bitstring(bits(5, size=12500)))).code is Code.REVOKED


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential"]},
        {"type": "BitstringStatusList"},
        {"type": None},
        {"type": ["StatusList2021Credential"]},
        {"credentialSubject": None},
        {"credentialSubject": "x"},
        {"credentialSubject": [{}, {}]},
        {"subject": {"encodedList": None}},
        {"subject": {"encodedList": 7}},
        {"subject": {"encodedList": ""}},
        {"subject": {"encodedList": encoded(bits())[1:]}},
        {"subject": {"encodedList": "z" + encoded(bits())[1:]}},
        {"subject": {"encodedList": encoded(bits()) + "="}},
        {"subject": {"encodedList": encoded(bits())[:-9]}},
        {"subject": {"encodedList": "u" + base64url.encode(zlib.compress(bits()))}},
        {"subject": {"encodedList": [encoded(bits()), encoded(bits(5))]}},
        {"subject": {"statusPurpose": None}},
        {"subject": {"statusPurpose": 7}},
        {"broken": True},
    ],
)
def test_a_list_in_another_form_cannot_be_read(changes: dict[str, Any]) -> None:
    assert ask(ref(), saved=document(bitstring(**changes))).code is Code.STATUS_UNREADABLE


def test_a_list_is_inflated_within_bounds() -> None:
    largest = document(bitstring(bytes(2**23)))
    assert ask(ref(index=str(2**26 - 1)), saved=largest).code is Code.NOT_WITHDRAWN
    assert ask(ref(), saved=document(bitstring(bytes(2**23 + 1)))).code is Code.STATUS_UNREADABLE


def test_the_purpose_of_entry_and_list_must_agree() -> None:
    found = ask(ref(purpose="suspension"), saved=document(bitstring()))
    assert found.code is Code.STATUS_WRONG_PURPOSE
    assert found.message == "the status list is about revocation"
    both = document(bitstring(bits(5), subject={"statusPurpose": ["revocation", "suspension"]}))
    assert ask(ref(purpose="suspension"), saved=both).code is Code.SUSPENDED
    assert ask(ref(purpose=""), saved=document(bitstring())).code is Code.STATUS_UNREADABLE


MESSAGES = [
    {"status": "0x0", "message": "rejected"},
    {"status": "0x2", "message": "under review"},
    "junk",
    {"status": 2},
]


@pytest.mark.parametrize(
    ("places", "messages", "code", "text"),
    [
        ((), MESSAGES, Code.STATUS_MESSAGE, "rejected"),
        ((), MESSAGES[1:], Code.NOT_WITHDRAWN, "not withdrawn"),
        ((), None, Code.NOT_WITHDRAWN, "not withdrawn"),
        ((10,), MESSAGES, Code.STATUS_MESSAGE, "under review"),
        ((11,), MESSAGES, Code.STATUS_MESSAGE, "message 0x1"),
        ((10,), None, Code.STATUS_MESSAGE, "message 0x2"),
        ((10,), {"status": "2", "message": "one"}, Code.STATUS_MESSAGE, "one"),
        ((10,), [{"status": "2", "message": "m" * 900}], Code.STATUS_MESSAGE, "m" * 200),
        ((10,), [{"status": "2", "message": ["m"]}], Code.STATUS_MESSAGE, "message 0x2"),
        ((10,), [{"status": "two", "message": "m"}], Code.STATUS_MESSAGE, "message 0x2"),
    ],
)
def test_a_wide_entry_says_something(places: tuple[int, ...], messages: Any, code: Code, text: str) -> None:
    listed = document(bitstring(bits(*places), subject={"statusPurpose": "message"}))
    found = ask(ref(purpose="message", statusSize=2, statusMessage=messages), saved=listed)
    assert found.code is code
    assert text in found.message


def test_words_for_zero_change_nothing_about_a_list_of_what_is_withdrawn() -> None:
    assert ask(ref(statusMessage=MESSAGES), saved=document(bitstring())).code is Code.NOT_WITHDRAWN


def test_a_wide_entry_about_revocation_is_withdrawn_by_any_number() -> None:
    for places, code in (
        ((), Code.NOT_WITHDRAWN),
        ((10,), Code.REVOKED),
        ((11,), Code.REVOKED),
        ((12,), Code.NOT_WITHDRAWN),
    ):
        assert ask(ref(statusSize=2), saved=document(bitstring(bits(*places)))).code is code


@pytest.mark.parametrize("size", [0, -1, 65, 1.5, True, None, [], "x", "1e1", "100"])
def test_a_size_that_is_none_cannot_be_read(size: Any) -> None:
    assert ask(ref(statusSize=size), saved=document(bitstring())).code is Code.STATUS_UNREADABLE


def test_a_wide_entry_must_fit_the_list() -> None:
    assert ask(ref(index="16383", statusSize="8"), saved=document(bitstring())).code is Code.NOT_WITHDRAWN
    assert ask(ref(index="16384", statusSize=8), saved=document(bitstring())).code is Code.STATUS_BAD_INDEX
    assert ask(ref(index="2047", statusSize=64), saved=document(bitstring())).code is Code.NOT_WITHDRAWN


def iris(tree: JsonObject) -> View:
    """The same list as the JSON-LD walk shows it."""
    vocabulary = "https://www.w3.org/ns/credentials/status#"
    subject = {vocabulary + name: [{"@value": value}] for name, value in tree["credentialSubject"].items()}
    types = [vocabulary + name for name in tree["type"]]
    return View({"@type": types, "https://www.w3.org/2018/credentials#credentialSubject": [subject]}, keyed_by="iri")


def test_a_list_is_read_from_the_signed_view() -> None:
    assert ask(ref(), saved=document(bitstring(bits(5))), prove=prover(view=iris)).code is Code.REVOKED
    hollow = View({"@type": ["https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"]}, keyed_by="iri")
    found = ask(ref(), saved=document(bitstring()), prove=prover(view=lambda _: hollow))
    assert found.code is Code.STATUS_UNREADABLE


@pytest.mark.parametrize(
    ("kind", "credential", "spell"),
    [
        ("StatusList2021Entry", "StatusList2021Credential", lambda d: b64encode(gzip.compress(d)).decode()),
        ("StatusList2021Entry", "StatusList2021Credential", lambda d: base64url.encode(gzip.compress(d))),
        ("StatusList2021Entry", "StatusList2021Credential", lambda d: b64encode(gzip.compress(d)).decode().rstrip("=")),
        ("RevocationList2020Status", "RevocationList2020Credential", lambda d: b64encode(zlib.compress(d)).decode()),
        ("RevocationList2020Status", "RevocationList2020Credential", lambda d: b64encode(gzip.compress(d)).decode()),
    ],
)
def test_the_forerunners_of_the_bitstring(kind: str, credential: str, spell: Callable[[bytes], str]) -> None:
    for data, code in ((bits(), Code.NOT_WITHDRAWN), (bits(5), Code.REVOKED)):
        listed = document(bitstring(type=[credential], subject={"encodedList": spell(data)}))
        assert ask(ref(kind), saved=listed).code is code
    assert ask(ref(kind), saved=document(bitstring())).code is Code.STATUS_UNREADABLE


def test_revocation_list_2020_is_about_revocation_without_saying_so() -> None:
    subject = {"statusPurpose": None, "encodedList": b64encode(zlib.compress(bits(5))).decode()}
    listed = document(bitstring(type=["RevocationList2020Credential"], subject=subject))
    assert ask(ref("RevocationList2020Status", purpose=""), saved=listed).code is Code.REVOKED


# --- IETF lists -------------------------------------------------------------------


def token(data: bytes, width: Any = 1, **changes: Any) -> Document:
    claims = {"iss": ISSUER, "sub": URL, "status_list": {"bits": width, "lst": base64url.encode(zlib.compress(data))}}
    return document({**claims, **changes})


@pytest.mark.parametrize(
    ("width", "data", "values"),
    [
        # The examples of section 4: bits count from the least significant.
        (1, bytes([0xB9, 0xA3]), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
        (2, bytes([0xC9, 0x44, 0xF9]), [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
        (4, bytes([0x21, 0x03]), [1, 2, 3, 0]),
        (8, bytes([0, 1, 2, 0xFF]), [0, 1, 2, 255]),
    ],
)
def test_the_values_of_a_token_list(width: int, data: bytes, values: list[int]) -> None:
    meaning = {0: Code.NOT_WITHDRAWN, 1: Code.REVOKED, 2: Code.SUSPENDED}
    found = [ask(ref("status_list", str(i), ""), saved=token(data, width)).code for i in range(len(values))]
    assert found == [meaning.get(value, Code.STATUS_MESSAGE) for value in values]
    assert ask(ref("status_list", str(len(values)), ""), saved=token(data, width)).code is Code.STATUS_BAD_INDEX


def test_the_two_bit_orders_are_not_mixed_up() -> None:
    assert ask(ref("status_list", "0", ""), saved=token(b"\x01")).code is Code.REVOKED
    assert ask(ref(index="7"), saved=document(bitstring(b"\x01" + bytes(16383)))).code is Code.REVOKED
    assert ask(ref(index="0"), saved=document(bitstring(b"\x01" + bytes(16383)))).code is Code.NOT_WITHDRAWN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sub": URL + "/2"}, Code.STATUS_OTHER_ISSUER),
        ({"sub": None}, Code.STATUS_OTHER_ISSUER),
        ({"typ": "application/statuslist+jwt"}, Code.NOT_WITHDRAWN),
        ({"typ": "JWT"}, Code.STATUS_UNREADABLE),
        ({"typ": "vc+jwt"}, Code.STATUS_UNREADABLE),
        ({"typ": None}, Code.STATUS_UNREADABLE),
        ({"status_list": None}, Code.STATUS_UNREADABLE),
        ({"status_list": []}, Code.STATUS_UNREADABLE),
        ({"status_list": {"bits": 3, "lst": ""}}, Code.STATUS_UNREADABLE),
        ({"status_list": {"bits": True, "lst": ""}}, Code.STATUS_UNREADABLE),
        ({"status_list": {"bits": "1", "lst": ""}}, Code.STATUS_UNREADABLE),
        ({"status_list": {"bits": 1}}, Code.STATUS_UNREADABLE),
        ({"status_list": {"bits": 1, "lst": base64url.encode(gzip.compress(bytes(9)))}}, Code.STATUS_UNREADABLE),
        (
            {"status_list": {"bits": 1, "lst": base64url.encode(zlib.compress(bytes(LIST_BYTES + 1)))}},
            Code.STATUS_UNREADABLE,
        ),
    ],
)
def test_a_token_list_in_another_form_does_not_answer(changes: dict[str, Any], code: Code) -> None:
    assert ask(ref("status_list", "0", ""), saved=token(bytes(9), **changes)).code is code


# --- plain lists ------------------------------------------------------------------


def plain(content: Any = None, origin: str = "saved", **changes: Any) -> Document:
    good = {"id": URL, "issuer": ISSUER, "revokedCredentials": [{"id": "urn:uuid:0"}]}
    return document({**good, **changes} if content is None else content, origin)


def test_a_credential_on_a_plain_list_is_withdrawn() -> None:
    asked = ref("1EdTechRevocationList", "", "")
    assert ask(asked, saved=plain()).code is Code.NOT_WITHDRAWN
    for entries in ([OWN_ID], [{"id": OWN_ID, "revocationReason": "x"}], [{"id": OWN_ID, "revoked": True}]):
        assert ask(asked, saved=plain(revokedCredentials=entries)).code is Code.REVOKED
    assert ask(asked, saved=plain(revokedCredentials=[{"id": OWN_ID, "revoked": False}])).code is Code.NOT_WITHDRAWN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        [],
        {},
        {"revokedCredentials": None},
        {"revokedCredentials": {}},
        {"revokedCredentials": OWN_ID},
        {"revokedCredentials": [{}]},
        {"revokedCredentials": [7]},
        {"revokedCredentials": [[OWN_ID]]},
        {"revokedAssertions": [{"id": ""}]},
    ],
)
def test_a_plain_list_that_is_none_does_not_answer(content: Any) -> None:
    assert ask(ref("1EdTechRevocationList", "", ""), saved=plain(content)).code is Code.STATUS_UNREADABLE


def test_a_plain_list_counts_only_from_the_issuers_own_site() -> None:
    asked = ref("1EdTechRevocationList", "", "")
    assert ask(asked, saved=plain(issuer="did:web:else.example")).code is Code.STATUS_OTHER_ISSUER
    assert ask(asked, saved=plain(issuer={"id": ISSUER})).code is Code.NOT_WITHDRAWN
    for issuer, code in (
        ("did:web:else.example", Code.STATUS_OTHER_ISSUER),
        ("https://else.example/", Code.STATUS_OTHER_ISSUER),
        ("https://school.example.evil.example/", Code.STATUS_OTHER_ISSUER),
        ("", Code.STATUS_OTHER_ISSUER),
        ("https://school.example/issuers/1", Code.NOT_WITHDRAWN),
        ("http://School.example/issuers/1", Code.NOT_WITHDRAWN),
        ("https://school.example:443/issuers/1", Code.NOT_WITHDRAWN),
        ("did:web:school.example%3A443", Code.NOT_WITHDRAWN),
        ("https://school.example:8443/", Code.STATUS_OTHER_ISSUER),
        ("did:web:school.example%3A8443", Code.STATUS_OTHER_ISSUER),
        ("https://user@school.example/", Code.STATUS_OTHER_ISSUER),
        ("https://[school.example/", Code.STATUS_OTHER_ISSUER),
        ("did:web:school.example/x", Code.STATUS_OTHER_ISSUER),
        ("did:key:z6Mk", Code.NOT_WITHDRAWN),
    ):
        about = outline(asked, issuer=issuer)
        assert ask(saved=plain(issuer=issuer), about=about).code is code, issuer
    assert ask(asked, saved=plain(origin="sharer")).code is Code.STATUS_NOT_SAVED


@pytest.mark.parametrize("own_id", [None, "", 7, ["x"]])
def test_a_credential_without_id_has_no_place_on_a_plain_list(own_id: Any) -> None:
    about = outline(ref("1EdTechRevocationList", "", ""), own_id=own_id)
    assert ask(saved=plain(), about=about).code is Code.STATUS_BAD_INDEX


BADGE_ISSUER = "https://school.example"


def badge(kind: str, url: str, own_id: str = OWN_ID) -> Outline:
    return outline(StatusRef(kind, url, own_id, "revocation", {}), issuer=BADGE_ISSUER, own_id=own_id)


def test_an_open_badges_2_list_by_id() -> None:
    revoked = document({"issuer": "https://school.example/issuer", "revokedAssertions": [{"uid": OWN_ID}, "x"]})
    assert ask(about=badge("RevocationList", URL), saved=revoked).code is Code.REVOKED
    assert ask(about=badge("RevocationList", URL, "y"), saved=revoked).code is Code.NOT_WITHDRAWN


def test_an_open_badges_1_list_names_each_badge_by_its_uid() -> None:
    about = badge("RevocationList", URL)._replace(format="open-badges-1")
    reasons = document({OWN_ID: "plagiarism"}, url=URL)
    assert ask(about=about, saved=reasons).code is Code.REVOKED
    assert ask(about=about._replace(format="open-badges-2"), saved=reasons).code is Code.STATUS_UNREADABLE
    assert ask(about=about, saved=document({"other": "error"}, url=URL)).code is Code.NOT_WITHDRAWN
    assert ask(about=about, saved=document({"success": False}, url=URL)).code is Code.STATUS_UNREADABLE


def test_the_list_of_an_issuer_is_found_from_its_badge_class() -> None:
    class_url, issuer_url = "https://school.example/class", "https://school.example/issuer"
    house = {
        class_url: document({"issuer": issuer_url}, url=class_url),
        issuer_url: document({"revocationList": URL}, url=issuer_url),
        URL: document({"revokedAssertions": [OWN_ID]}),
    }
    about = badge("BadgeClass", class_url)
    assert ask(about=about, saved=house).code is Code.REVOKED
    for missing in house:
        assert ask(about=about, saved={k: v for k, v in house.items() if k != missing}).code is Code.STATUS_NOT_SAVED
    listless = {**house, issuer_url: document({"name": "School"}, url=issuer_url)}
    assert ask(about=about, saved=listless).code is Code.STATUS_NOT_OFFERED
    for page in house:  # what a server sends in place of a document says nothing of what the issuer offers
        broken = {**house, page: document({"success": False}, url=page)}
        assert ask(about=about, saved=broken).code is Code.STATUS_UNREADABLE
    inline = {**house, class_url: document({"issuer": {"revocationList": {"id": URL}}}, url=class_url)}
    assert ask(about=about, saved=inline).code is Code.REVOKED
    named = {**house, class_url: document({"issuer": {"id": issuer_url, "name": "School"}}, url=class_url)}
    assert ask(about=about, saved=named).code is Code.REVOKED
    odd = {**house, issuer_url: document({"revocationList": [URL]}, url=issuer_url)}
    assert ask(about=about, saved=odd).code is Code.STATUS_UNREADABLE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"revoked": True}, Code.REVOKED),
        ({"recipient": "a@b.example", "revoked": True}, Code.REVOKED),
        ({"recipient": "a@b.example", "revoked": False}, Code.NOT_WITHDRAWN),
        ({"recipient": "a@b.example", "revoked": None}, Code.NOT_WITHDRAWN),
        ({"badge": "https://issuer.example/class"}, Code.NOT_WITHDRAWN),
        ({"claim": {}}, Code.NOT_WITHDRAWN),
        ({"recipient": "a@b.example", "revoked": "true"}, Code.STATUS_UNREADABLE),
        ({"recipient": "a@b.example", "revoked": 0}, Code.STATUS_UNREADABLE),
        ({"revoked": False}, Code.NOT_WITHDRAWN),
        ({"revoked": None}, Code.STATUS_UNREADABLE),
        ({}, Code.STATUS_UNREADABLE),
        ({"success": False, "error": "try again"}, Code.STATUS_UNREADABLE),
        (b"gone", Code.STATUS_UNREADABLE),
    ],
)
def test_a_hosted_badge_says_itself_whether_it_was_withdrawn(content: Any, code: Code) -> None:
    assert ask(about=badge("HostedBadge", URL), saved=document(content)).code is code
    assert ask(about=badge("HostedBadge", URL), saved=document(content, "sharer")).code is Code.STATUS_NOT_SAVED


# --- the table ---------------------------------------------------------------------

HOSTILE = [None, True, 7, -1, 1.5, "", "x", [], {}, [[]], [None], {"a": {}}, "u" + "A" * 9]


MEMBERS = (
    "type",
    "credentialSubject",
    "status_list",
    "revokedCredentials",
    "revokedAssertions",
    "issuer",
    "sub",
    "revoked",
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("kind", STATUS)
def test_no_row_raises_whatever_a_list_holds(kind: str, value: Any) -> None:
    subject = bitstring()["credentialSubject"]
    contents = [{**bitstring(), "sub": URL, member: value} for member in MEMBERS]
    contents += [bitstring(subject={**subject, name: value}) for name in ("type", "encodedList", "statusPurpose")]
    contents += [
        {"sub": URL, "status_list": {"bits": 1, "lst": "eJxjYGAAAAADAAE", name: value}} for name in ("bits", "lst")
    ]
    for content in contents:
        asked = ref(kind, statusSize=value, statusMessage=value)
        assert ask(asked, saved=document(content), prove=prover_of_any()).id is CheckId.STATUS


@pytest.mark.parametrize("value", HOSTILE)
def test_a_list_whose_bits_are_junk_is_never_a_pass(value: Any) -> None:
    for name in ("encodedList", "statusPurpose"):
        listed = document(bitstring(subject={name: value}))
        assert ask(ref(), saved=listed, prove=prover_of_any()).result is Result.UNKNOWN


def prover_of_any() -> Callable[[Document], ProvedList]:
    """Like :func:`prover`, for content whose issuer need not be a text."""
    inner = prover()

    def prove(saved: Document) -> ProvedList:
        content = json.loads(saved.data)
        return inner(document({**content, "issuer": ISSUER}))._replace(proved=Proved(GOOD, View(content)))

    return prove


def test_a_list_is_unpacked_once_for_all_that_ask_it_and_all_lists_within_bounds() -> None:
    unpacked, made = Unpacked(), list[str]()

    def once(url: str, *, sound: bool = True) -> bytes:
        listed = document({}, url=url)

        def make() -> bytes:
            made.append(url)
            if not sound:
                raise NoAnswer(Code.STATUS_UNREADABLE, listed)
            return bytes(10)

        return unpacked.once(listed, "bits", make, lambda _: LIST_BYTES)

    assert once("a") is once("a")
    for _ in range(2):
        with pytest.raises(NoAnswer):
            once("broken", sound=False)
    assert made == ["a", "broken"]
    for number in range(2, UNPACKED_BYTES // LIST_BYTES):
        once(str(number))
    with pytest.raises(NoAnswer) as none:
        once("one too many")
    assert none.value.check.code is Code.STATUS_UNREADABLE
    assert once("a") == bytes(10)

import hashlib
import hmac
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import base64url, jose, limits
from wallet.codec.jose import Jws
from wallet.errors import Refused, Unreadable

# RFC 7515 appendix A.1 and RFC 7797 section 4: one key, one attached and one unencoded payload.
KEY = base64url.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
ATTACHED = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
UNENCODED = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"
DETACHED = "eyJhbGciOiJIUzI1NiJ9..5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ"


def mac(token: Jws) -> bytes:
    return hmac.digest(KEY, token.signing_input, hashlib.sha256)


def encode(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64url.encode(data)


def refusal(token: str) -> str:
    with pytest.raises(Refused) as caught:
        jose.parse_compact(token)
    assert caught.value.code == "jose_refused"
    return caught.value.details["detail"]


def unreadable(token: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        jose.parse_compact(token)
    assert caught.value.hint
    return caught.value.kind


def test_the_token_of_rfc_7515() -> None:
    token = jose.parse_compact(ATTACHED)
    assert token.header == {"typ": "JWT", "alg": "HS256"}
    assert token.signature == mac(token)
    assert jose.claims(token) == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
    assert jose.parse_compact(ATTACHED.encode()) == token


def test_the_tokens_of_rfc_7797() -> None:
    for text in (UNENCODED, DETACHED):
        token = jose.parse_detached(text, b"$.02")
        assert token.payload == b"$.02"
        assert token.signature == mac(token)
    assert mac(jose.parse_detached(UNENCODED, b"$.03")) != token.signature


HEADER = encode({"alg": "EdDSA"})


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (b'{"alg":"none","alg":"EdDSA"}', "'alg' twice in one object"),
        (b'{"alg":"EdDSA","\\u0061lg":"none"}', "'alg' twice in one object"),
        (b'{"alg":NaN}', "it holds NaN"),
        (b'{"alg":"EdDSA"} {}', "more text follows its end"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\xff", "byte 1 is not UTF-8"),
        (b"[" * 5000, "nested more than 64 levels"),
        (b"alg: none", "a header that is not acceptable as JSON: expecting value at line 1, column 1"),
        ([], "a header that is no JSON object"),
        ("alg", "a header that is no JSON object"),
        (None, "a header that is no JSON object"),
        ({"crit": ["exp"]}, "crit or b64 in its header"),
        ({"crit": []}, "crit or b64 in its header"),
        ({"crit": None}, "crit or b64 in its header"),
        ({"b64": False, "crit": ["b64"]}, "crit or b64 in its header"),
        ({"b64": True}, "crit or b64 in its header"),
        ({"b64": None}, "crit or b64 in its header"),
        ({"kid": "k" * 65_536}, "a header of more than 65536 bytes"),
    ],
)
def test_hostile_headers_are_refused(header: Any, detail: str) -> None:
    assert detail in refusal(f"{encode(header)}.e30.AA")


def test_a_seal_may_insist_on_the_time_that_it_claims() -> None:
    """``sigT`` (ETSI TS 119 182-1, 5.2.1); what ``crit`` names must be there, and only once (RFC 7515 4.1.11)."""
    time = {"alg": "ES256", "sigT": "2026-11-30T12:00:00Z"}
    assert jose.parse_compact(f"{encode({**time, 'crit': ['sigT']})}.e30.AA").header["sigT"] == time["sigT"]
    for header in ({"crit": ["sigT"]}, {**time, "crit": ["exp"]}, {**time, "crit": []}, {**time, "crit": ["sigT"] * 2}):
        assert refusal(f"{encode(header)}.e30.AA") == "crit or b64 in its header"


@pytest.mark.parametrize(
    "token",
    [
        f"{HEADER}=.e30.AA",
        f"{HEADER} .e30.AA",
        f" {HEADER}.e30.AA",
        f"{HEADER}.e30=.AA",
        f"{HEADER}.e31.AA",
        f"{HEADER}.e3 0.AA",
        f"{HEADER}.e30.AA\n",
        f"{HEADER}.e30.AB",
        f"{HEADER}.e30.A",
        f"{HEADER}.e30.AA==",
        f"{HEADER}.e30.+/+/",
        f"{HEADER}.e30.~~~~",
    ],
)
def test_loose_base64_is_refused(token: str) -> None:
    assert refusal(token) == "base64url that is not canonical"


@pytest.mark.parametrize(
    ("token", "slug"),
    [
        ("", "not_a_token"),
        ("..", "not_a_token"),
        (HEADER, "not_a_token"),
        (f"{HEADER}.e30", "not_a_token"),
        (f"{HEADER}.e30.AA.AA", "not_a_token"),
        (f".{HEADER}.AA", "not_a_token"),
        (f"{HEADER}.e30.é", "not_a_token"),
        (f"{HEADER}.e30.\xff".encode("latin-1"), "not_a_token"),
        (f"{HEADER}.AA.AA.AA.AA", "token_encrypted"),
        ("....", "token_encrypted"),
        ("." * limits.TOKEN_BYTES, "not_a_token"),
        ("a" * (limits.TOKEN_BYTES + 1), "token_too_large"),
    ],
)
def test_what_is_no_token_is_unreadable(token: str | bytes, slug: str) -> None:
    assert unreadable(token) == slug


def test_limits_are_exact() -> None:
    start = f"{HEADER}.e30."
    room = limits.TOKEN_BYTES - len(start)
    text = start + "A" * (room - room % 4)
    assert jose.parse_compact(text).payload == b"{}"
    assert unreadable(text + "A" * 4) == "token_too_large"
    largest = encode(b'{"k":"' + b"x" * (65_536 // 4 * 3 - 8) + b'"}')
    assert len(largest) == limits.TOKEN_HEADER_BYTES
    assert jose.parse_compact(f"{largest}.e30.AA").header["k"]
    assert "more than 65536 bytes" in refusal(f"{largest}ICAg.e30.AA")


def test_an_empty_signature_is_left_to_the_one_who_knows_algorithms() -> None:
    token = jose.parse_compact(f"{encode({'alg': 'none'})}.e30.")
    assert (token.header, token.signature) == ({"alg": "none"}, b"")


@pytest.mark.parametrize(
    "header",
    [
        {"b64": False},
        {"b64": False, "crit": ["b64", "exp"]},
        {"b64": False, "crit": []},
        {"b64": True, "crit": ["b64"]},
        {"b64": 0, "crit": ["b64"]},
        {"b64": "false", "crit": ["b64"]},
        {"crit": ["b64"]},
        {"crit": None},
        {"b64": True},
    ],
)
def test_detached_payloads_allow_one_form_of_crit(header: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        jose.parse_detached(f"{encode(header)}..AA", b"x")
    assert caught.value.details == {"detail": "crit or b64 other than of RFC 7797"}


def test_a_detached_token_brings_no_payload() -> None:
    with pytest.raises(Refused) as caught:
        jose.parse_detached(f"{HEADER}.e30.AA", b"x")
    assert caught.value.details == {"detail": "a payload where none belongs"}


def token_of(header: dict[str, Any], payload: bytes) -> Jws:
    return jose.parse_compact(f"{encode(header)}.{base64url.encode(payload)}.AA")


@pytest.mark.parametrize(
    ("payload", "slug"),
    [
        (b"[]", "token_without_claims"),
        (b'"x"', "token_without_claims"),
        (b"null", "token_without_claims"),
        (b"", "json_empty"),
        (b'{"iss":1,"iss":2}', "json_duplicate_key"),
        (b"{", "json_malformed"),
    ],
)
def test_claims_are_one_strict_object(payload: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        jose.claims(token_of({"alg": "EdDSA"}, payload))
    assert caught.value.kind == slug


def deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def test_compressed_claims_are_inflated_within_bounds() -> None:
    header = {"alg": "ES256", "zip": "DEF"}
    largest = b'{"iss":"x"}' + b" " * (limits.TOKEN_INFLATED_BYTES - 11)
    assert jose.claims(token_of(header, deflate(largest))) == {"iss": "x"}
    with pytest.raises(Unreadable) as caught:
        jose.claims(token_of(header, deflate(largest + b" ")))
    assert caught.value.kind == "inflate_too_large"
    with pytest.raises(Unreadable) as caught:
        jose.claims(token_of(header, b"{}"))
    assert caught.value.kind == "inflate_damaged"
    for other in ("GZ", None, ["DEF"]):
        with pytest.raises(Refused) as refused:
            jose.claims(token_of({"zip": other}, deflate(b"{}")))
        assert refused.value.details == {"detail": "an unknown compression"}


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1300819380, datetime(2011, 3, 22, 18, 43, tzinfo=UTC)),
        (1300819380.5, datetime(2011, 3, 22, 18, 43, 0, 500_000, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_numeric_dates(value: float, moment: datetime) -> None:
    assert jose.numeric_date(value) == moment


@pytest.mark.parametrize("value", [None, True, "1300819380", {}, [], 1e300, -1e300, 10**40, -(10**40), 253402300800])
def test_what_is_no_numeric_date(value: Any) -> None:
    assert jose.numeric_date(value) is None


@given(
    st.dictionaries(st.text(max_size=5).filter(lambda n: n not in {"crit", "b64"}), st.text()), st.binary(), st.binary()
)
def test_round_trip(header: dict[str, str], payload: bytes, signature: bytes) -> None:
    protected = encode(header)
    signed = jose.signing_input(protected, payload)
    token = jose.parse_compact(signed + b"." + base64url.encode(signature).encode())
    assert token == Jws(header, payload, signature, signed)
    assert jose.parse_detached(f"{protected}..{base64url.encode(signature)}", payload) == token


@given(st.text(alphabet="eyJ0A.=~ é", max_size=40) | st.binary(max_size=40))
def test_any_text_is_a_token_or_refused(text: str | bytes) -> None:
    with pytest.raises((Refused, Unreadable)):
        jose.claims(jose.parse_compact(text))

"""Compact JSON Web Signatures (RFC 7515, RFC 7797) and the claims of a JWT (RFC 7519), parsed but not verified.

Which ``alg`` fits which key is for :mod:`wallet.proofs`; here a token is only
taken apart, in the one way that its spelling allows.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from wallet.codec import base64url, limits, strictjson
from wallet.codec.inflate import RAW, inflate
from wallet.errors import Refused, Unreadable
from wallet.wording import say

_CLAIMED_TIME = ["sigT"]
"""The one ``crit`` that may be there: JAdES seals say in it when they were made, and nothing rests on that."""


class Jws(NamedTuple):
    """A token taken apart; nothing of it is proved."""

    header: dict[str, Any]
    """The protected header."""
    payload: bytes
    signature: bytes
    signing_input: bytes
    """The bytes under the signature (RFC 7515 section 5.1 step 5)."""


def parse_compact(token: str | bytes) -> Jws:
    """Take apart a compact token that holds its own payload.

    Raises :class:`Unreadable` (``not_a_token``, ``token_encrypted``,
    ``token_too_large``) when there is no such token, and
    ``Refused("jose_refused")`` for one that is: a header that is no JSON
    object, repeats a member or exceeds 64 KiB, base64url in another spelling,
    or ``b64`` or a ``crit`` of more than the claimed time, which this form does not allow here.
    """
    protected, payload, signature = split(token)
    header = read_header(protected)
    understood = "crit" not in header or (header["crit"] == _CLAIMED_TIME and "sigT" in header)
    if "b64" in header or not understood:
        raise _refused(say("crit or b64 in its header"))
    return Jws(header, base64url.decode(payload), base64url.decode(signature), f"{protected}.{payload}".encode("ascii"))


def parse_detached(token: str | bytes, payload: bytes) -> Jws:
    """Take apart a compact token whose ``payload`` is elsewhere (RFC 7515 appendix F).

    With ``b64: false`` the payload is signed as it stands, and ``crit`` must be
    exactly ``["b64"]`` (RFC 7797); without it neither member may be there.
    Raises as :func:`parse_compact`, and refuses a token with its own payload.
    """
    protected, attached, signature = split(token)
    header = read_header(protected)
    if attached:
        raise _refused(say("a payload where none belongs"))
    as_it_stands = header.get("b64") is False and header.get("crit") == ["b64"]
    if not as_it_stands and ("crit" in header or "b64" in header):
        raise _refused(say("crit or b64 other than of RFC 7797"))
    signed = signing_input(protected, payload, b64=not as_it_stands)
    return Jws(header, payload, base64url.decode(signature), signed)


def split(token: str | bytes) -> tuple[str, str, str]:
    """The three parts of a compact token, none decoded yet.

    Raises :class:`Unreadable` when it is too long, not ASCII, or not three
    parts of which the first holds something.  An empty signature is not judged
    here: a token with ``alg: none`` is refused for that, by name.
    """
    if len(token) > limits.TOKEN_BYTES:
        raise Unreadable(
            say("the token is larger than {limit} bytes", limit=limits.TOKEN_BYTES),
            hint=say("ask whoever made it for a fresh copy"),
            slug="token_too_large",
        )
    text = token if isinstance(token, str) else token.decode("latin-1")
    parts = text.split(".", 5)  # five parts are known by a sixth that is missing
    if len(parts) == 5:
        raise Unreadable(
            say("the token is encrypted for somebody"),
            hint=say("ask its sender for a signed copy"),
            slug="token_encrypted",
        )
    if len(parts) != 3 or not parts[0] or not text.isascii():
        raise Unreadable(
            say("not a signed token: those have three parts with dots between them"),
            hint=say("copy the whole token, from its eyJ to its end, without spaces"),
            slug="not_a_token",
        )
    return parts[0], parts[1], parts[2]


def read_header(protected: str) -> dict[str, Any]:
    """The object in a protected header of at most 64 KiB of base64url."""
    if len(protected) > limits.TOKEN_HEADER_BYTES:
        raise _refused(say("a header of more than {limit} bytes", limit=limits.TOKEN_HEADER_BYTES))
    data = base64url.decode(protected)
    try:
        header = strictjson.loads(data)
    except Unreadable as error:
        raise _refused(say("a header that is {fault}", fault=error.message)) from None
    if not isinstance(header, dict):
        raise _refused(say("a header that is no JSON object"))
    return header


def signing_input(protected: str, payload: bytes, *, b64: bool = True) -> bytes:
    """What a signature covers: header, dot, and the payload encoded or (``b64`` false) as it stands."""
    return protected.encode("ascii") + b"." + (base64url.encode(payload).encode("ascii") if b64 else payload)


def claims(jws: Jws) -> dict[str, Any]:
    """The JSON object in the payload; inflated first if the header says ``zip: DEF``.

    Raises :class:`Unreadable` when the payload is no JSON object or inflates to
    more than 1 MiB, and ``Refused("jose_refused")`` for any other ``zip``.
    """
    payload = jws.payload
    if "zip" in jws.header:
        if jws.header["zip"] != "DEF":
            raise _refused(say("an unknown compression"))
        payload = inflate(payload, limit=limits.TOKEN_INFLATED_BYTES, wbits=RAW)
    value = strictjson.loads(payload)
    if not isinstance(value, dict):
        raise Unreadable(
            say("the token holds no claims: its payload is not a JSON object"),
            hint=say("ask whoever made it for a fresh copy"),
            slug="token_without_claims",
        )
    return value


def is_number(value: Any) -> bool:
    """Whether it is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def numeric_date(value: Any) -> datetime | None:
    """The moment a NumericDate means (RFC 7519 section 2), fractions kept; None when it is no such thing."""
    if not is_number(value):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _refused(detail: str) -> Refused:
    return Refused("jose_refused", detail=detail)

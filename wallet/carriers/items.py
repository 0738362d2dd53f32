"""Credentials that are items of a larger JSON text: a list, an exported wallet, the answer of a service."""

from collections.abc import Iterator
from typing import Any

from wallet.carriers.base import JSON, JWT, SD_JWT, media_type
from wallet.codec import base64url, strictjson
from wallet.errors import Refused, Unreadable
from wallet.model import JsonObject, Payload
from wallet.wording import say

ITEMS_LIMIT = 1_000
"""Credentials in one text."""
_AWARD = frozenset(("@context", "recipient", "verification", "verify", "issuedOn", "uid"))
"""What stands beside a badge in an award, and not in whatever else has one."""
_DEPTH = 6
"""Objects and lists around a credential."""
_TO_URL_SAFE = str.maketrans("+/", "-_")
_SCHEMA_MARK = "json-schema.org/"
"""In the ``$schema`` of every JSON Schema (JSON Schema Core 8.1.1), which describes what it has the words of."""


def within(payload: Payload) -> list[Payload]:
    """What looks like a credential in an object that turned out to be none, each named by a pointer to its place.

    An object with a context of its own is left alone: what is in it may mean what it does by that context.
    So is a JSON Schema, which has the words of a credential without being or holding one.
    Raises :class:`~wallet.errors.Unreadable`, slug ``too_large`` or one of the JSON reader's.
    """
    document = strictjson.loads(payload.data) if payload.media_type == JSON else None
    if not isinstance(document, dict) or "@context" in document or is_schema(document):
        return []
    found = limited(below(document), payload.name)
    return [item(value, f"{payload.name}#{pointer}") for pointer, value in found]


def is_schema(document: JsonObject) -> bool:
    """Whether it is a JSON Schema."""
    return _SCHEMA_MARK in str(document.get("$schema"))


def below(value: Any, pointer: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, Any]]:
    """JSON pointer (RFC 6901) and value of the outermost things below ``value`` that look like a whole credential."""
    if not depth:
        return
    for key, inner in enumerate(value) if isinstance(value, list) else value.items():
        place = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if key == "base64":
            inner = _attached(inner)  # noqa: PLW2901
        if looks_whole(inner):
            yield place, _disclosing(inner, value)
        elif isinstance(inner, dict | list):
            yield from below(inner, place, depth - 1)


def _attached(text: Any) -> Any:
    """The JSON or token in the ``base64`` of a message's attachment, in either alphabet, padded or not.

    DIDComm Messaging 2.1, "Attachments"; Aries RFC 0017.  ``text`` itself when it is anything else.
    """
    if not isinstance(text, str):
        return text
    try:
        data = base64url.decode(text.rstrip("=").translate(_TO_URL_SAFE))
        return strictjson.loads(data) if media_type(data) == JSON else data.decode("ascii")
    except (Refused, Unreadable, ValueError):
        return text


def _disclosing(token: Any, beside: Any) -> Any:
    """``token`` with the disclosures that stand beside it, as in walt.id's wallet; the proof says whether they fit."""
    disclosures = beside.get("disclosures") if isinstance(beside, dict) else None
    if not isinstance(token, str) or not isinstance(disclosures, str) or not disclosures or "~" in token.rstrip("~"):
        return token
    return f"{token.rstrip('~')}~{disclosures.strip('~')}~"


def looks_whole(value: Any) -> bool:
    """Whether a value looks like a whole credential: a token, or an object with what only one has."""
    if isinstance(value, str):
        return media_type(value.encode("utf-8", "replace")) in (JWT, SD_JWT)
    if not isinstance(value, dict):
        return False
    shows = "verifiableCredential" in value and ("type" in value or "@type" in value)
    award = "badge" in value and not _AWARD.isdisjoint(value)
    record = "publisher" in value and "learner" in value  # CLR 1.0
    return shows or award or record or "credentialSubject" in value


def item(value: Any, name: str) -> Payload:
    """One of them, an object written anew as compact JSON: what stood around it is no part of it."""
    data = value.encode() if isinstance(value, str) else strictjson.dumps(value).encode()
    return Payload(data, media_type(data), "text", name, data)


def limited(found: Iterator[Any], name: str) -> list[Any]:
    """All of ``found``.  Raises :class:`~wallet.errors.Unreadable` (``too_large``) for more than 1,000."""
    taken = []
    for one in found:
        taken.append(one)
        if len(taken) > ITEMS_LIMIT:
            raise Unreadable(
                say("{name} holds more than {items_limit} credentials", name=name, items_limit=ITEMS_LIMIT),
                hint=say("split the list"),
                slug="too_large",
            )
    return taken

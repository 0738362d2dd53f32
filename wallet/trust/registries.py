"""Lists of issuers that somebody publishes, read from a file: whom they name, and as of when.

Four kinds are told apart by their content: the known-issuer registries of the
Digital Credentials Consortium, lists and statements of OpenID Federation 1.0,
trusted lists of the European Union (:mod:`wallet.trust.trusted_lists`), and
plain lists of ids.  Whoever imports a list believes the file: no signature in
it is checked, so it has to come from where it is published.
"""

from datetime import UTC, datetime
from typing import Any

from wallet.codec import base64url, strictjson
from wallet.errors import Refused, Unreadable
from wallet.model import JsonObject
from wallet.trust.base import Named, Registry, no_registry, when
from wallet.wording import say

LINE_CHARS = 4096
PARTIES = 100_000
NAME_CHARS = 300
_IDS = ("did:", "https://", "http://")
_MEMBERS = ("id", "did", "sub", "entity_id", "issuer")
"""What lists call the id of an issuer."""


def read(data: bytes, name: str) -> Registry:
    """The list in a file that is called ``name`` for people.

    Raises :class:`~wallet.errors.Unreadable` (``no_registry``, ``too_large``,
    or a slug of the JSON loader).
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        from wallet.trust import trusted_lists

        return trusted_lists.read(data, name)
    if start.startswith((b"{", b"[")):
        found = _from_json(strictjson.loads(data), name)
    elif start.startswith(b"eyJ"):
        found = _statements([_claims(token) for token in start.split()], name)
    else:
        found = _plain_text(data, name)
    if not found.parties:
        raise no_registry(name)
    if len(found.parties) > PARTIES:
        raise Unreadable(say("{name} lists more than {parties} issuers", name=name, parties=PARTIES), slug="too_large")
    return found._replace(parties=tuple(dict.fromkeys(found.parties)))


def _from_json(content: Any, name: str) -> Registry:
    if isinstance(content, list):
        return _list(content, name)
    registry = content.get("registry", content.get("entries"))
    if isinstance(registry, dict):
        return _known_issuers(content, registry)
    if isinstance(content.get("sub"), str) and "metadata" in content:
        return _statements([content], name)
    for member in ("entities", "issuers", "trusted", "participants"):
        inner = content.get(member)
        if isinstance(inner, list):
            found = _list(inner, name)
            dated = _moment(content, "last_updated", "updated") or found.dated
            return found._replace(name=_text(content.get("name")), dated=dated)
    raise no_registry(name)


def _known_issuers(content: JsonObject, registry: JsonObject) -> Registry:
    """``{"meta": {...}, "registry": {DID: {"name": ..., "url": ...}}}``."""
    meta = content.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    good = {key: value for key, value in registry.items() if key.startswith(_IDS)}
    parties = tuple(Named(did, _text(said.get("name")) if isinstance(said, dict) else "") for did, said in good.items())
    title = _text(meta.get("name")) or _text(content.get("name"))
    return Registry("dcc", title, _moment(meta, "updated", "created"), parties, left_out=len(registry) - len(good))


def _list(items: list[Any], name: str) -> Registry:
    """Ids, objects with an id, or tokens that are statements of a federation."""
    tokens = [item for item in items if isinstance(item, str) and item.startswith("eyJ")]
    if tokens:
        return _statements([_claims(token.encode()) for token in tokens], name)
    if any(isinstance(item, dict) and "metadata" in item for item in items):
        return _statements(items, name)
    parties = tuple(party for item in items if (party := _party(item)) is not None)
    kind = "federation" if any(isinstance(item, dict) and "entity_id" in item for item in items) else "plain"
    return Registry(kind, "", None, parties, left_out=len(items) - len(parties))


def _party(item: Any) -> Named | None:
    if isinstance(item, str):
        return Named(item) if item.startswith(_IDS) else None
    if not isinstance(item, dict):
        return None
    found = next((item[member] for member in _MEMBERS if isinstance(item.get(member), str)), "")
    if not found.startswith(_IDS):
        return None
    infos = item.get("ui_infos")
    shown = next((info for info in infos.values() if isinstance(info, dict)), {}) if isinstance(infos, dict) else {}
    return Named(found, _text(item.get("name")) or _text(shown.get("display_name")))


def _statements(items: list[Any], name: str) -> Registry:
    """Entity statements (OpenID Federation 1.0, section 3): each is about its ``sub``."""
    good = [item for item in items if isinstance(item, dict) and isinstance(item.get("sub"), str)]
    parties = tuple(Named(item["sub"], _organisation(item)) for item in good if item["sub"].startswith(_IDS))
    if not parties:
        raise no_registry(name)
    issued = [moment for item in good if (moment := _seconds(item.get("iat"))) is not None]
    return Registry("federation", "", max(issued, default=None), parties, left_out=len(items) - len(parties))


def _organisation(statement: JsonObject) -> str:
    metadata = statement.get("metadata")
    kinds = metadata.values() if isinstance(metadata, dict) else ()
    names = (
        _text(kind.get(member))
        for kind in kinds
        if isinstance(kind, dict)
        for member in ("organization_name", "display_name", "legal_name", "client_name")
    )
    return next((found for found in names if found), "")


def _claims(token: bytes) -> Any:
    """The claims of a compact token; empty for anything else."""
    parts = token.decode("ascii", "replace").split(".")
    try:
        return strictjson.loads(base64url.decode(parts[1])) if len(parts) == 3 else None
    except (Refused, Unreadable):
        return None


def _plain_text(data: bytes, name: str) -> Registry:
    """One issuer a line: the id, then perhaps a name; ``#`` begins a remark."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise no_registry(name) from None
    parties, others = [], 0
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        party = _line(text)
        if party is None:
            others += 1
        else:
            parties.append(party)
    if others > len(parties):
        raise no_registry(name)
    return Registry("plain", "", None, tuple(parties), left_out=others)


def _line(text: str) -> Named | None:
    words = text.replace(",", " ", 1).replace(";", " ", 1).split(None, 1) if len(text) <= LINE_CHARS else []
    if not words or not words[0].strip('"').startswith(_IDS):
        return None
    return Named(words[0].strip('"'), _text(words[1].strip(' "')) if len(words) > 1 else "")


def _moment(content: JsonObject, *members: str) -> datetime | None:
    for member in members:
        if isinstance(text := content.get(member), str) and (moment := when(text)) is not None:
            return moment
    return None


def _seconds(value: Any) -> datetime | None:
    if isinstance(value, int | float) and 0 < value < 1e11:
        return datetime.fromtimestamp(value, UTC)
    return None


def _text(value: Any) -> str:
    return " ".join(value.split())[:NAME_CHARS] if isinstance(value, str) else ""

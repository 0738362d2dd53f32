"""``wallet-bundle/1``: the list of what a bundle holds, which the presentation's id pins by its hash."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from wallet.codec import base64url, strictjson
from wallet.errors import Unreadable
from wallet.wording import say

SCHEMA = "wallet-bundle/1"
ROLES = frozenset({"credential", "presentation", "evidence", "account"})
LIMIT_FILES = 2_000
PATH = re.compile(r"(?:credentials|evidence|accounts)/[a-z0-9][a-z0-9.-]{0,99}")
"""Where the files that a manifest lists may lie."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of a bundle."""

    path: str
    bytes: int
    sha256: str
    """Hex."""
    media_type: str
    role: str
    """One of :data:`ROLES`."""
    format: str = ""
    title: str = ""
    in_vp: bool = False
    """Whether the signed presentation holds the credential too."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds, for whom and until when it is meant to be checked."""

    created: datetime
    holder: str
    files: tuple[ListedFile, ...]
    expires: datetime | None = None
    audience: str = ""
    purpose: str = ""


def pin(manifest: bytes) -> str:
    """The URI that names exactly these bytes (RFC 6920): the id of the presentation that covers them."""
    return "ni:///sha-256;" + base64url.encode(sha256(manifest).digest())


def dumps(manifest: Manifest) -> bytes:
    """``manifest`` as indented JSON; what is not stated is left out."""
    head = {
        "schema": SCHEMA,
        "created": timestamp(manifest.created),
        "expires": timestamp(manifest.expires) if manifest.expires else "",
        "holder": manifest.holder,
        "audience": manifest.audience,
        "purpose": manifest.purpose,
    }
    stated: dict[str, Any] = {key: value for key, value in head.items() if value}
    stated["files"] = [_file(listed) for listed in manifest.files]
    return (json.dumps(stated, indent=1, ensure_ascii=False) + "\n").encode()


def timestamp(moment: datetime) -> str:
    """``moment``, an aware UTC time, as XML Schema writes it, to the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _file(listed: ListedFile) -> dict[str, Any]:
    found = {
        "path": listed.path,
        "bytes": listed.bytes,
        "sha256": listed.sha256,
        "media_type": listed.media_type,
        "role": listed.role,
        "format": listed.format,
        "title": listed.title,
    }
    stated: dict[str, Any] = {key: value for key, value in found.items() if value != ""}
    return stated if listed.role in ("evidence", "account") else {**stated, "in_vp": listed.in_vp}


def parse(data: bytes) -> Manifest:
    """The manifest that ``data`` holds.  Raises :class:`~wallet.errors.Unreadable` (``bundle_manifest``)."""
    try:
        content = strictjson.loads(data)
    except Unreadable as error:
        raise _bad(error.message) from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise _bad(say("it is no {schema}", schema=SCHEMA))
    files = content.get("files")
    if not isinstance(files, list) or len(files) > LIMIT_FILES:
        raise _bad(say("it lists no files, or more than {limit}", limit=LIMIT_FILES))
    listed = tuple(_listed(one, place) for place, one in enumerate(files, 1))
    if len({one.path for one in listed}) < len(listed):
        raise _bad(say("it lists a file twice"))
    expires = content.get("expires")
    return Manifest(
        created=_moment(content.get("created"), "created"),
        holder=_text(content, "holder"),
        files=listed,
        expires=None if expires is None else _moment(expires, "expires"),
        audience=_text(content, "audience"),
        purpose=_text(content, "purpose"),
    )


def _listed(one: Any, place: int) -> ListedFile:
    if not isinstance(one, dict):
        raise _bad(say("file {place} is no object", place=place))
    path, digest, size = _text(one, "path"), _text(one, "sha256"), one.get("bytes")
    if not PATH.fullmatch(path) or not _DIGEST.fullmatch(digest):
        raise _bad(say("file {place} has no proper path or SHA-256", place=place))
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise _bad(say("file {place} has no size", place=place))
    role, in_vp = _text(one, "role"), one.get("in_vp", False)
    if role not in ROLES or not isinstance(in_vp, bool):
        raise _bad(say("file {place} has no proper role", place=place))
    return ListedFile(
        path, size, digest, _text(one, "media_type"), role, _text(one, "format"), _text(one, "title"), in_vp
    )


def _text(one: dict[str, Any], key: str) -> str:
    value = one.get(key, "")
    if not isinstance(value, str):
        raise _bad(say("its {key} is no text", key=key))
    return value


def _moment(value: Any, key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _bad(say("its {key} is no time with zone", key=key))
    return moment


def _bad(why: str) -> Unreadable:
    return Unreadable(
        say("the bundle's manifest cannot be read: {why}", why=why),
        hint=say("ask the sender to send it again"),
        slug="bundle_manifest",
    )

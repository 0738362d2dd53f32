"""Credentials as text: JSON, compact tokens, other wallets' exports, and tokens pasted with what stood around them."""

import re
from collections.abc import Iterator
from typing import Any

from wallet.carriers import foreign
from wallet.carriers.base import JSON, XML, Inner, Skipped, media_type
from wallet.carriers.items import below, item, limited, looks_whole
from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.model import JsonObject, Payload
from wallet.wording import say

_TOKEN = re.compile(
    rb"(?<![\w.~-])eyJ[\w-]{8,}+\.[\w-]*+\.[\w-]*+(?!\.[\w-])(?:~[\w-]*+(?:\.[\w-]++\.[\w-]++)?)*", re.ASCII
)
"""A compact token or SD-JWT within other text; runs are possessive and each part begins with its own sign, so linear.

Its groups are not possessive: Python 3.11 takes a wrong end for those now and then.
"""
_TOKEN_LINE = re.compile(rb"[\w.~-]+", re.ASCII)
_OPEN_TOKEN = re.compile(rb"(?<![\w.~-])eyJ[\w.~-]*+\Z", re.ASCII)
_WIDTHS = (range(50, 81), range(900, 999))
"""Where mail programs break lines (RFC 5322 2.1.1); lines of other lengths end where their writer ended them."""
_SOFT_BREAK = re.compile(rb"=[ \t]*\r?\n")
"""A line break that a mail program put in and takes out again, in a message that says so (RFC 2045 6.7)."""
_QUOTED = b"quoted-printable"
_NOISE_LIMIT = 1024 * 1024
"""Bytes of text that are searched for a token."""


class Text:
    """The row for anything that is text."""

    label = say("JSON, a token, or text around one")

    def recognises(self, _data: bytes) -> bool:
        """Always: it is the last row, and says what is wrong with the rest."""
        return True

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """One payload, or one for each credential of a JSON list or an exported wallet."""
        if not data.strip():
            hint = say("pipe a credential into it") if name == "-" else say("download the file again")
            raise Unreadable(say("{name} is empty", name=name), hint=hint, slug="empty_file")
        kind = media_type(data)
        if kind == JSON:
            return _from_json(data, name, inner.left_out)
        if kind == XML:
            return [_payload(data, XML, name)]
        token = data.strip()
        if kind and len(token.split()) == 1:
            return [_payload(token, kind, name)]
        return [_pasted(data, name)]


CARRIER = Text()


def _payload(data: bytes, kind: str, name: str) -> Payload:
    return Payload(data, kind, "text", name, data)


def _from_json(data: bytes, name: str, left_out: Skipped) -> list[Payload]:
    """One credential; a list of them; or the contents of a UniversalWallet2020 export."""
    is_list = data.lstrip()[:1] == b"["
    if not is_list and b'"contents"' not in data:
        return [_payload(data, JSON, name)]
    value = strictjson.loads(data)
    found = limited(_items(value) if is_list else _contents(value), name)
    if found:
        for what in _others(value if is_list else [value]):
            left_out(name, Unreadable(what, slug="no_credential"))
        return [item(value, f"{name}#{place}") for place, value in enumerate(found, start=1)]
    if is_list or _is_export(value):
        raise _empty_export(name, value)
    return [_payload(data, JSON, name)]


def _items(value: list[Any]) -> Iterator[Any]:
    for entry in value:
        contents = list(_contents(entry)) if isinstance(entry, dict) else []
        if contents:
            yield from contents
        elif looks_whole(entry):
            yield entry
        elif isinstance(entry, dict) and not _is_export(entry):
            yield from (inner for _, inner in below(entry))


def _is_export(value: Any) -> bool:
    """Whether it is an exported wallet; a credential that has contents too is judged, not left out for what it has."""
    return isinstance(value, dict) and "contents" in value and not looks_whole(value)


def _contents(wallet: JsonObject) -> Iterator[Any]:
    """The credentials among the contents of an exported wallet; its keys are left alone."""
    contents = wallet["contents"] if _is_export(wallet) else None
    for entry in contents if isinstance(contents, list) else []:
        inner = _inner(entry)
        if looks_whole(inner):
            yield inner


def _others(wallets: list[Any]) -> Iterator[str]:
    """What exported wallets hold besides credentials, by kind and never by content: keys stay where they are."""
    contents = [wallet["contents"] for wallet in wallets if _is_export(wallet)]
    kinds = [_kind(entry) for items in contents for entry in _list(items) if not looks_whole(_inner(entry))]
    for kind in dict.fromkeys(kinds):
        yield say("{kind} of the other wallet, which is not taken over ({number})", kind=kind, number=kinds.count(kind))


def _kind(entry: Any) -> str:
    text = strictjson.dumps(entry) if isinstance(entry, dict) else ""
    if any(mark in text for mark in ("privateKey", "secretKey", '"d":')):
        return say("a private key")
    return say("a profile") if "rofile" in text else say("an entry that is no credential")


def _inner(entry: Any) -> Any:
    """An entry of an export, or the credential in it if it is none itself."""
    return entry.get("credential", entry) if isinstance(entry, dict) and not looks_whole(entry) else entry


def _empty_export(name: str, value: Any) -> Unreadable:
    locked = any(isinstance(entry, dict) and entry.get("status") == "LOCKED" for entry in (value, *_list(value)))
    if locked:
        return Unreadable(
            say("{name} is an encrypted wallet backup", name=name),
            hint=say("export it again without a password in the app it came from"),
            slug="wallet_locked",
        )
    return Unreadable(
        say("{name} lists no credentials", name=name),
        hint=say("export from the other wallet again"),
        slug="no_credentials",
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pasted(data: bytes, name: str) -> Payload:
    """The one token in text that was copied with what stood around it, or was broken into lines by a mail program.

    What has a zero byte is no text: a token at its start would be judged for the archive that others find in it.
    """
    text = data[:_NOISE_LIMIT]
    found = set(_TOKEN.findall(_unbroken(text))) if b"eyJ" in text and b"\0" not in data else set()
    if len(found) > 1:
        raise Unreadable(
            say("{name} holds several tokens among other text", name=name),
            hint=say("save each token as a file of its own"),
            slug="several_tokens",
        )
    if not found:
        raise foreign.name_it(data, name)
    token = found.pop()
    return _payload(token, media_type(token), name)


def _unbroken(text: bytes) -> bytes:
    """``text`` with lines joined where a token goes on: after a full line, by one of nothing but its characters."""
    if _QUOTED in text.lower():
        text = _SOFT_BREAK.sub(b"", text)
    joined: list[bytes] = []
    room = 0  # how long a next line of the same token may be; 0 when no token is open
    for raw in text.splitlines():
        line = raw.strip(b" \t>|*")
        if room >= len(line) > 0 and _TOKEN_LINE.fullmatch(line):
            joined[-1] += line
        else:
            joined.append(line)
        full = any(len(line) in widths for widths in _WIDTHS)
        goes_on = full and (room >= len(line) or _OPEN_TOKEN.search(line))
        room = len(line) if goes_on else 0
    return b"\n".join(joined)

"""The evidence store of a wallet: dated copies of what issuers publish, none of which is ever replaced.

It consists of two kinds of objects.  An ``evidence`` is one version of the
document at one URL, kept once.  A ``lookup`` records one run of requests and
their outcomes.  When a document is found unchanged, only the lookup is added: it
gives the copy a newer date without keeping it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from wallet.codec import strictjson
from wallet.codec.web import host, is_plain, same_place, upgraded
from wallet.errors import Damaged, NotFound
from wallet.evidence import KEPT_BYTES
from wallet.model import Document, JsonObject
from wallet.results.evidence import Copy
from wallet.results.servers import Request
from wallet.vault import Item
from wallet.vault.changing import Readable

KIND = "evidence"
"""Body: the URL, a line feed, the content."""
LOOKUP = "lookup"
"""Body: the summary, as JSON."""
NAMED = 8
"""Titles kept with a copy."""
_SAME = ("fetched", "unchanged")


class Obtained(NamedTuple):
    """A document to keep, and how it was obtained."""

    document: Document
    saved_by: str
    named_by: tuple[str, ...] = ()
    came_from: str = ""
    """Where redirects led; the address itself if that was asked over plain http, and never over https since."""
    etag: str = ""
    modified: str = ""
    """``etag`` and ``modified`` are the server's validators, for conditional requests."""


class StoredCopy(NamedTuple):
    """A copy in the store."""

    id: bytes
    copy: Copy
    etag: str
    modified: str


class EvidenceStore:
    """The evidence of an open wallet, as it was when this was made."""

    def __init__(self, vault: Readable) -> None:
        self._vault = vault
        self._held = _read(vault)
        self._documents: dict[bytes, Document] = {}

    def lookup(self, url: str) -> Document | None:
        """The newest copy of ``url`` that can be read, dated when it was last seen there."""
        for held in reversed(self.counting(url)):
            try:
                return self.document(held)
            except (Damaged, NotFound):
                continue  # `wallet check` reports it; an older copy still says what it says
        return None

    def history(self, url: str) -> tuple[StoredCopy, ...]:
        """Every copy of ``url``, oldest first by when it was last seen; those dated in the future come before all."""
        return tuple(self._held.get(same_place(url), ()))

    def counting(self, url: str) -> tuple[StoredCopy, ...]:
        """Every copy of ``url`` that checks may rest on, oldest first by when it was last seen."""
        return tuple(held for held in self.history(url) if not held.copy.ahead)

    def newest(self, url: str) -> StoredCopy | None:
        """The copy of ``url`` that counts."""
        return next(reversed(self.counting(url)), None)

    def everything(self) -> tuple[StoredCopy, ...]:
        """Every copy of every URL, by URL and then oldest first."""
        return tuple(held for url in sorted(self._held) for held in self._held[url])

    def document(self, held: StoredCopy) -> Document:
        """A copy with its content.  Raises as :meth:`wallet.vault.Vault.body`."""
        if held.id not in self._documents:
            data = self._vault.body(held.id).partition(b"\n")[2]
            said = held.copy
            if sum(len(kept.data) for kept in self._documents.values()) + len(data) > KEPT_BYTES:
                self._documents.clear()
            in_the_open = is_plain(said.came_from)
            self._documents[held.id] = Document(
                said.url, data, said.sha256, said.media_type, said.last_seen, in_the_open=in_the_open
            )
        return self._documents[held.id]

    def items(self, obtained: Iterable[Obtained], requests: Sequence[Request] = (), command: str = "") -> list[Item]:
        """The items to add to the wallet so that it holds these documents and the outcome of ``requests``.

        A document that is held already and can be read is left out.  If it was seen
        again later and no request says so, a lookup is added that does.
        """
        items, seen = [], list(requests)
        asked = {(same_place(request.url), request.sha256) for request in requests}
        for place, one in {(same_place(one.document.url), one.document.sha256): one for one in obtained}.items():
            known = self._known(one.document)
            if known is None or not self._is_sound(known):
                items.append(_item(one))
            elif (known.copy.ahead or known.copy.last_seen < one.document.fetched_at) and place not in asked:
                seen.append(_request(one.document.url, "fetched", one.document.sha256, one.document.fetched_at))
                command = command or one.saved_by
        return [*items, lookup_item(seen, command)] if seen else items

    def _is_sound(self, held: StoredCopy) -> bool:
        try:
            return bool(self.document(held))
        except (Damaged, NotFound):
            return False

    def _known(self, document: Document) -> StoredCopy | None:
        return next((held for held in self.history(document.url) if held.copy.sha256 == document.sha256), None)


def lookup_item(requests: Sequence[Request], command: str) -> Item:
    """The record of one occasion on which servers were asked."""
    at = max(request.at for request in requests)
    asked = [[request.url, request.outcome, request.sha256, _text(request.at)] for request in requests]
    summary = {"at": _text(at), "by": command, "asked": asked}
    return Item(LOOKUP, strictjson.dumps(summary).encode(), summary)


def lookups(vault: Readable) -> tuple[tuple[Request, ...], ...]:
    """Every occasion on which servers were asked, oldest first."""
    found = sorted((held.summary for held in vault.objects(LOOKUP)), key=lambda said: str(said.get("at")))
    return tuple(tuple(_requests(said)) for said in found)


def _read(vault: Readable) -> dict[str, list[StoredCopy]]:
    seen: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for requests in lookups(vault):
        for one in requests:
            if one.outcome in _SAME and one.sha256:
                seen[same_place(one.url), one.sha256].append(one.at)
    found: dict[str, list[StoredCopy]] = defaultdict(list)
    now = vault.now()
    for held in vault.objects(KIND):
        copy = _copy(held.summary)
        if is_plain(copy.came_from) and (same_place(upgraded(copy.url)), copy.sha256) in seen:
            copy = copy._replace(came_from="")  # it is the same over https
        dated = _dated(copy, seen.get((same_place(copy.url), copy.sha256), []), now)
        etag, modified = (str(held.summary.get(name, "")) for name in ("etag", "modified"))
        found[same_place(copy.url)].append(StoredCopy(held.id, dated, etag, modified))
    for copies in found.values():
        copies.sort(key=lambda held: (not held.copy.ahead, held.copy.last_seen, held.copy.first_seen, held.id))
        copies[:-1] = [held._replace(copy=held.copy._replace(newest=False)) for held in copies[:-1]]
    return dict(found)


def _dated(copy: Copy, again: Sequence[datetime], now: datetime) -> Copy:
    """``copy`` with the dates when it was first and last seen.

    Dates in the future, from a clock that was ahead, do not count: such a copy
    would pass for newer than what the server serves until then.
    """
    moments = [moment for moment in (copy.first_seen, *again) if moment <= now]
    if not moments:
        return copy._replace(ahead=True)
    return copy._replace(first_seen=min(moments), last_seen=max(moments))


def _item(one: Obtained) -> Item:
    """One content of one URL: the URL is part of the body, since the same content elsewhere is another document."""
    document = one.document
    summary: JsonObject = {
        "url": document.url,
        "sha256": document.sha256,
        "type": document.media_type,
        "bytes": len(document.data),
        "at": _text(document.fetched_at),
        "by": one.saved_by,
        "for": list(dict.fromkeys(one.named_by))[:NAMED],
        "from": one.came_from,
        "etag": one.etag,
        "modified": one.modified,
    }
    return Item(KIND, document.url.encode() + b"\n" + document.data, summary)


def _copy(said: JsonObject) -> Copy:
    at = datetime.fromisoformat(said["at"])
    return Copy(
        said["url"], said["sha256"], said["type"], said["bytes"], at, at, said["by"], tuple(said["for"]), said["from"]
    )


def _requests(said: JsonObject) -> Iterable[Request]:
    for url, outcome, digest, at in said["asked"]:
        yield _request(url, outcome, digest, datetime.fromisoformat(at))


def _request(url: str, outcome: str, digest: str, at: datetime) -> Request:
    return Request(url, host(url), outcome, "", at, digest)


def _text(moment: datetime) -> str:
    return moment.isoformat()

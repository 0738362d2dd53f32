"""The evidence in the wallet, which is what issuers published: listing it, exporting it, and adding to it by hand."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from wallet import evidence
from wallet.actions import find
from wallet.actions.evidence_store import EvidenceStore, Obtained, StoredCopy
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.judge import judge
from wallet.actions.knowledge import Watch, of_wallet, watched
from wallet.actions.rejudging import rejudge
from wallet.codec import strictjson
from wallet.codec.web import same_place
from wallet.errors import Ambiguous, NotFound, Refused, Unreadable, UsageError
from wallet.evidence import DOCUMENT_BYTES
from wallet.keys.did_web import document_url
from wallet.keys.places import PEM
from wallet.model import Document, Entry
from wallet.results.evidence import Copy, EvidenceExported, Kept
from wallet.vault.changing import Ahead, Change
from wallet.vault.entries import entries
from wallet.wording import say

if TYPE_CHECKING:
    from wallet.vault import Vault

SHOWN = 20
_SCHEMES = ("https://", "http://", "did:")
_TYPES = {b"{": "application/json", b"[": "application/json", b"<": "text/html"}


def lines(vault: "Vault", *, history: bool = False) -> tuple[Copy, ...]:
    """The newest copy of each document, or with ``history`` every copy, by URL."""
    return tuple(held.copy for held in EvidenceStore(vault).everything() if history or held.copy.newest)


def show(vault: "Vault", wanted: str, asked: Asked) -> Kept:
    """One document, by its URL or a part of it that fits no other, with all its copies.

    Raises :class:`~wallet.errors.NotFound` or :class:`~wallet.errors.Ambiguous`.
    """
    store = EvidenceStore(vault)
    copies = store.history(_chosen(store, wanted))
    watches = _watched(vault, find.visible(vault), of_wallet(vault), asked)
    used = tuple((entry.ref, entry.title) for entry, watch in watches if _looks(watch, copies[-1]))
    return Kept(tuple(held.copy for held in reversed(copies)), store.document(copies[-1]).data, used)


def export(vault: "Vault", folder: Path, *, history: bool = False) -> tuple[dict[str, bytes], EvidenceExported]:
    """The files of a ``folder`` that ``verify --evidence`` and ``import --evidence`` read, and what to say about it."""
    store = EvidenceStore(vault)
    chosen = [held for held in store.everything() if history or held.copy.newest]
    files = evidence.folder([store.document(held) for held in chosen])
    return files, EvidenceExported(str(folder), len(chosen), sum(map(len, files.values())))


def add(vault: "Vault", url: str, data: bytes, at: datetime, asked: Asked) -> Copy:
    """Keep a document that the learner got from the issuer, as served at ``url`` at that time.

    The credentials that need it are judged again, so that lists and stacks are
    up to date.  Raises as :func:`check_copy`.
    """
    now = vault.now()
    check_copy(url, data, at, now)
    digest = sha256(data).hexdigest()
    media_type = _TYPES.get(data.lstrip()[:1], "application/jwt")
    document = Document(url, data, digest, media_type, min(at, now))
    change = Change(tuple(EvidenceStore(vault).items([Obtained(document, "add")])))
    watches = _watched(vault, entries(vault), of_wallet(Ahead(vault, change)), asked)
    rejudge(vault, change, (entry for entry, watch in watches if _asks(watch, url)), asked)
    return next(held.copy for held in EvidenceStore(vault).history(url) if held.copy.sha256 == digest)


def check_copy(url: str, data: bytes, at: datetime, now: datetime) -> None:
    """Refuse what cannot be a copy of a document of an issuer, made at ``at``.

    Raises :class:`~wallet.errors.UsageError` for what is no URL or DID and for
    a future date, and as :func:`check_usable`.
    """
    if not url.startswith(_SCHEMES) or not url.isprintable() or " " in url or len(url) > 4096:
        raise UsageError(
            say("say which address this is a copy of"), hint="wallet evidence add https://... FILE", slug="bad_url"
        )
    if at.date() > now.date():
        raise UsageError(
            say("{at:%Y-%m-%d} is yet to come", at=at),
            hint=say("leave --at out for a copy that you got today"),
            slug="bad_date",
        )
    check_usable(url, data)


def check_usable(url: str, data: bytes) -> None:
    """Refuse what cannot be an issuer's document: checks read JSON objects, tokens and PEM keys, and nothing else.

    A web page that a server sends instead of a document must never become the
    newest copy of it.  Raises :class:`~wallet.errors.Unreadable`.
    """
    if len(data) > DOCUMENT_BYTES:
        raise Unreadable(
            say(
                "the copy of {url} is larger than {document_bytes} bytes", url=url[:200], document_bytes=DOCUMENT_BYTES
            ),
            slug="too_large",
        )
    of_did = url.startswith("did:") or url.endswith("/did.json")
    if _is_token(data) or data.startswith(PEM):
        if of_did:
            raise _not_evidence(url, say("no DID document"))
        return
    try:
        content = strictjson.loads(data)
    except Unreadable as error:
        raise _not_evidence(url, error.message) from None
    if not isinstance(content, dict):
        raise _not_evidence(url, say("not an object"))
    if content.keys() & {"error", "errors", "detail", "message", "statusCode"} and not content.keys() & _SIGNS:
        raise _not_evidence(url, say("an error message"))
    if of_did:
        _check_is_of(url, content.get("id"))


def _check_is_of(url: str, did: object) -> None:
    """Refuse a DID document that is not of the DID ``url``, or of one whose document is at ``url``.

    Another's would only hide the right one.
    """
    if not isinstance(did, str) or not did.startswith("did:"):
        raise _not_evidence(url, say("no DID document"))
    if did != url and (did.startswith("did:web:") or url.startswith("did:")):
        try:
            is_own = same_place(document_url(did)) == same_place(document_url(url) if url.startswith("did:") else url)
        except Refused:
            is_own = False
        if not is_own:
            raise _not_evidence(url, say("the document of another issuer"))


_SIGNS = frozenset({"id", "@id", "@context", "keys", "issuer", "badge", "uid", "recipient", "revoked", "payload"})
"""Members of which every document of an issuer has at least one."""


_TOLD_BY = _SIGNS | {"name", "revokedAssertions", "revokedCredentials"}


def may_replace(old: bytes, new: bytes) -> bool:
    """Whether a usable document may become the newest copy of an address from which ``old`` came before.

    An object without any member that issuers' documents have may be the plainest
    list of what was withdrawn (Open Badges 1.0: uids, each with a reason), or an
    answer of the server's that something is wrong there.  It is no newer copy of
    a document that has such members.
    """
    return _is_told(new) or not _is_told(old)


def _is_told(data: bytes) -> bool:
    """Whether a document shows that it is an issuer's."""
    if _is_token(data) or data.startswith(PEM):
        return True
    try:
        content = strictjson.loads(data)
    except Unreadable:
        return False
    return isinstance(content, dict) and not _TOLD_BY.isdisjoint(content)


def _is_token(data: bytes) -> bool:
    text = data.strip()
    return text.startswith(b"eyJ") and text.count(b".") >= 2 and not any(byte in text for byte in b" <\n")


def _not_evidence(url: str, what: str) -> Unreadable:
    return Unreadable(
        say("what is there for {url} is {what}", url=url[:200], what=what),
        hint=say("save the document itself, not a page"),
        slug="not_evidence",
    )


def _chosen(store: EvidenceStore, wanted: str) -> str:
    urls = list(dict.fromkeys(held.copy.url for held in store.everything()))
    exact = [url for url in urls if same_place(url) == same_place(wanted)]
    found = exact or [url for url in urls if wanted.casefold() in url.casefold()]
    if not found:
        raise NotFound(
            say("no saved document matches {wanted!r}", wanted=wanted[:80]),
            hint=say("see what there is: wallet evidence list"),
        )
    if len(found) > 1:
        raise Ambiguous(
            say("{wanted!r} matches {n} documents", wanted=wanted[:80], n=len(found)),
            tuple(found[:SHOWN]),
            hint=f"wallet evidence show {found[0]}",
        )
    return found[0]


def _watched(
    vault: "Vault", chosen: Iterable[Entry], knowledge: Knowledge, asked: Asked
) -> Iterator[tuple[Entry, Watch]]:
    """Credentials of the wallet, and what judging each looks at."""
    for entry in chosen:
        watching, watch = watched(knowledge)
        try:
            judge(find.payload(vault, entry), watching, asked)
        except find.UNJUDGED:
            continue  # one that cannot be read looks at nothing
        yield entry, watch


def _asks(watch: Watch, url: str) -> bool:
    return any(same_place(wanted) == same_place(url) for wanted in watch.asked)


def _looks(watch: Watch, held: StoredCopy) -> bool:
    place = same_place(held.copy.url)
    return any(found is not None and same_place(found.url) == place for found in watch.asked.values())

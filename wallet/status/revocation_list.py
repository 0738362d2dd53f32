"""Plain lists of what was withdrawn, and hosted badges that say it of themselves.

1EdTech Revocation List Status (Open Badges 3.0, CLR 2.0), Open Badges 2.0
``revocationList``, and ``revoked`` in a hosted assertion.  They carry no
signature, so they count only as fetched by the checker from the issuer's own
site; a copy from the sharer is as good as none.
"""

from typing import Any

from wallet.codec import strictjson, web
from wallet.errors import Unreadable
from wallet.model import OF_A_BADGE, Document, JsonObject, StatusRef
from wallet.report import Check, Code, check
from wallet.status.base import NoAnswer, Question, saved, worded

_MEMBERS = ("revokedCredentials", "revokedCredential", "revokedAssertions")


class _Plain:
    def read(self, ref: StatusRef, question: Question) -> Check:
        if ref.kind == "HostedBadge":
            return _hosted(ref, question)
        if ref.kind == "BadgeClass":
            url = _list_of_issuer(ref.url, question)
            return _on_list(url, ref, question) if url else check(Code.STATUS_NOT_OFFERED)
        return _on_list(ref.url, ref, question)


STATUS_KIND = _Plain()


def _hosted(ref: StatusRef, question: Question) -> Check:
    """Open Badges 2.0, "Assertion": the hosted copy of a withdrawn badge says ``revoked: true``.

    That it is not withdrawn is only said by a badge: not by what a server sends in its place when something is wrong.
    """
    document, copy = _fetched(ref.url, question)
    revoked = copy.get("revoked")
    if not isinstance(revoked, bool | None) or (revoked is None and copy.keys().isdisjoint(OF_A_BADGE)):
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    code = Code.REVOKED if revoked else Code.NOT_WITHDRAWN
    return worded(code, document.url, document.fetched_at, question.at)


def _on_list(url: str, ref: StatusRef, question: Question) -> Check:
    document, content = _fetched(url, question)
    if not _is_from(url, content, ref, question.outline.issuer_id):
        raise NoAnswer(Code.STATUS_OTHER_ISSUER, document)
    by_uid = question.outline.format == "open-badges-1" and "@context" not in content
    withdrawn = question.once(document, f"ids {by_uid}", lambda: _withdrawn(content, document, by_uid=by_uid), _size)
    written = question.outline.document
    named = (question.own.id or written.get("id") or ref.index, written.get("uid"))
    own = {name for name in named if isinstance(name, str) and name}
    if not own:
        raise NoAnswer(Code.STATUS_BAD_INDEX, document)
    code = Code.REVOKED if own & withdrawn else Code.NOT_WITHDRAWN
    return worded(code, document.url, document.fetched_at, question.at)


def _withdrawn(content: JsonObject, document: Document, *, by_uid: bool) -> frozenset[str]:
    """Every id on a list; raises :class:`NoAnswer` for one that cannot be read."""
    lists = [content[name] for name in _MEMBERS if name in content]
    if not lists and by_uid and all(isinstance(reason, str) for reason in content.values()):
        lists = [[*content]]  # Open Badges 1.0: the uids, each with the reason
    if not lists or not all(isinstance(entries, list) for entries in lists):
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    found: set[str] = set()
    for names in (_withdrawn_ids(entry) for entries in lists for entry in entries):
        if names is None:
            raise NoAnswer(Code.STATUS_UNREADABLE, document)
        found |= names
    return frozenset(found)


def _size(names: frozenset[str]) -> int:
    return 100 * len(names)


def _withdrawn_ids(entry: Any) -> set[str] | None:
    """The ids that an entry of the list withdraws: () for one that says ``revoked: false``, None for a broken one."""
    if isinstance(entry, dict) and entry.get("revoked") is False:
        return set()
    named = [entry.get("id"), entry.get("uid")] if isinstance(entry, dict) else [entry]
    return {name for name in named if isinstance(name, str) and name} or None


def _list_of_issuer(url: str, question: Question) -> str:
    """The list that an Open Badges 2.0 issuer names, found from its badge class or its profile; empty for none.

    That there is none is only said by a document that is one of these: not by
    what a server sends in its place when something is wrong.
    """
    document, page = _fetched(url, question)
    issuer = page.get("issuer")
    content: JsonObject = issuer if isinstance(issuer, dict) else page
    # What stands inside may be no more than its name.
    named = content.get("id") if content is issuer and "revocationList" not in content else issuer
    if isinstance(named, str) and (named is issuer or web.is_web(named)):
        document, content = _fetched(named, question)
        page = content
    listed = content.get("revocationList")
    if isinstance(listed, dict):
        listed = listed.get("id")
    is_described = any(isinstance(page.get(name), str) for name in ("id", "name"))
    if not isinstance(listed, str) and (listed is not None or not is_described):
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    return listed or ""


def _fetched(url: str, question: Question) -> tuple[Document, JsonObject]:
    document = saved(url, question)
    if document.origin != "saved":
        raise NoAnswer(Code.STATUS_NOT_SAVED, document)
    return document, question.once(document, "json", lambda: _read(document), lambda _: 8 * len(document.data))


def _read(document: Document) -> JsonObject:
    try:
        content = strictjson.loads(document.data)
    except Unreadable:
        raise NoAnswer(Code.STATUS_UNREADABLE, document) from None
    if not isinstance(content, dict):
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    return content


def _is_from(url: str, content: JsonObject, ref: StatusRef, issuer: str) -> bool:
    """Whether a list is the issuer's: on its host, and of that very issuer where the list names one.

    An issuer without a site (did:key) has no host; there the address that it
    signed into the credential is all there is.  Open Badges 2.0 issuers are
    often known by their site alone, so their lists are held to the host.
    """
    named = content.get("issuer", issuer)
    if isinstance(named, dict):
        named = named.get("id")
    if not issuer or (named != issuer and ref.kind == "1EdTechRevocationList"):
        return False
    home = web.home(issuer)
    return not home or (web.host(home) != "" and web.host(url) == web.host(home))

"""Keys that an issuer no longer lists: what the copies tell that were saved while it still did.

A key that vanished may have been retired in good order, or the issuer's site
may have fallen to somebody else.  From outside the two differ in one thing:
whoever keeps order leaves a thread, a key that stands in both the older and
the newer document, be it the old one marked as revoked.  Where every key is
new at once, that is for a person to ask about.

Old copies speak only for what was held before the change: whoever has an old
key could sign anything with it now, and date it back.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from wallet.errors import Refused
from wallet.keys.documents import find, published_keys
from wallet.keys.jwk import thumbprint
from wallet.keys.places import Lookup, sources
from wallet.model import Document, FoundKey, KeyRef


class SavedCopy(NamedTuple):
    """One content of one URL."""

    document: Document
    """Dated when it was last seen there."""
    since: datetime
    """When it was first seen there."""


class Past(NamedTuple):
    """What was saved before, and since when a credential has been held."""

    copies: Callable[[str], Sequence[SavedCopy]]
    """Every copy of a URL, oldest first by when it was last seen."""
    held: datetime
    insist: bool = False
    """Whether the newest copy's key of that name is known to be another one."""
    accepted: Mapping[str, frozenset[str]] = {}
    """Issuer to the thumbprints of keys that the user holds for its own: a thread where it leaves none itself."""


def recall(found: FoundKey, ref: KeyRef, lookup: Lookup, past: Past) -> FoundKey:
    """``found``, a key that the newest copy does not allow, or what an older copy says of it.

    The older copy counts when the credential was held before the first newer
    one was seen.  Raises ``Refused`` as :func:`wallet.keys.documents.find`.
    """
    copies = _copies(found.source, lookup, past)
    for older, newer in reversed(list(pairwise(copies))):
        if past.held >= newer.since:
            break
        again = find(ref, _instead(lookup, found.source, older.document))
        if again.code == "issuer_document":
            since = _estranged(older, copies, past.accepted.get(ref.issuer, frozenset()))
            dates = (("date", _day(older.document.fetched_at)), ("since", _day(since or newer.since)))
            return again._replace(code="key_vanished" if since else "key_retired", details=dates)
    return found


def _copies(url: str, lookup: Lookup, past: Past) -> list[SavedCopy]:
    """Every copy of a document, one that has just come and is not kept yet among them."""
    copies = list(past.copies(url))
    newest = lookup(url)
    if newest is not None and (not copies or newest.sha256 != copies[-1].document.sha256):
        copies.append(SavedCopy(newest, newest.fetched_at))
    return copies


def _estranged(older: SavedCopy, copies: Sequence[SavedCopy], accepted: frozenset[str]) -> datetime | None:
    """Since when no copy lists a key of ``older``, or one that the user accepted with it; None when the newest does."""
    listed = thumbprints(older.document)
    familiar = listed | accepted if listed & accepted else listed

    def is_strange(copy: SavedCopy) -> bool:
        return familiar.isdisjoint(thumbprints(copy.document))

    if not is_strange(copies[-1]):
        return None
    later = sorted((copy for copy in copies if copy.since > older.since), key=lambda copy: copy.since)
    return next((copy.since for copy in later if is_strange(copy)), copies[-1].since)


def before_the_change(url: str, listed_at: datetime, lookup: Lookup, past: Past) -> Lookup:
    """What was saved before a document at ``url``, last seen at ``listed_at``, gave way to one with other keys.

    Whoever has the site now answers for it, and not for who had it then: not
    about what that one has withdrawn either.
    """
    copies = _copies(url, lookup, past)
    older = next((copy for copy in copies if copy.document.fetched_at == listed_at), None)
    since = _estranged(older, copies, frozenset()) if older else None

    def earlier(wanted: str) -> Document | None:
        known = [copy for copy in past.copies(wanted) if since is None or copy.since < since]
        if not known:
            return None
        newest = known[-1]
        served_since = since is not None and newest.document.fetched_at >= since  # by whoever has the site now
        return replace(newest.document, fetched_at=newest.since) if served_since else newest.document

    return earlier


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _instead(lookup: Lookup, url: str, document: Document) -> Lookup:
    """The same lookup, with an older copy where it would give the newest."""

    def older(wanted: str) -> Document | None:
        newest = lookup(wanted)
        return document if newest is not None and newest.url == url else newest

    return older


def noted(issuer: str, lookup: Lookup) -> frozenset[str]:
    """Thumbprints of every key that the issuer's own saved documents list now."""
    saved = [source.saved for source in sources(issuer, lookup) if source.saved.origin == "saved"]
    return frozenset().union(*map(thumbprints, saved))


def thumbprints(document: Document) -> frozenset[str]:
    """Those of every key that a saved document lists, whatever it is for; broken ones are left out."""
    found = set()
    for key in published_keys(document):
        with suppress(Refused):
            found.add(thumbprint(key))
    return frozenset(found)


def followed(noted: frozenset[str], copies: Sequence[SavedCopy]) -> frozenset[str]:
    """``noted`` thumbprints and those of every key that followed them without a break through ``copies``."""
    known = noted
    for copy in sorted(copies, key=lambda one: one.since):
        listed = thumbprints(copy.document)
        if known & listed:
            known |= listed
    return known

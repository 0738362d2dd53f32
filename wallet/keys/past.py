"""Keys that an issuer no longer lists, judged by copies that were saved while it still did.

A key that vanished may have been retired by its issuer, or somebody else may
have taken over the issuer's site.  Seen from outside there is one difference: an
orderly change leaves at least one key in both the older and the newer document,
even if only marked as revoked.  Where all keys are new at once, a person has to
ask the issuer.

Old copies count only for credentials that were held before the change, since
whoever has an old key could use it today and backdate the signature.
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
    """One version of the document at a URL."""

    document: Document
    """Dated when it was last seen there."""
    since: datetime
    """When it was first seen there."""


class Past(NamedTuple):
    """The copies saved over time, and since when the credential that is judged has been held."""

    copies: Callable[[str], Sequence[SavedCopy]]
    """Every copy of a URL, oldest first by when it was last seen."""
    held: datetime
    insist: bool = False
    """Whether to look in older copies although the newest has a key of that name, because that key did not sign."""
    accepted: Mapping[str, frozenset[str]] = {}
    """Issuer to the thumbprints of keys that the user accepted as its own, even if no document connects them."""


def recall(found: FoundKey, ref: KeyRef, lookup: Lookup, past: Past) -> FoundKey:
    """What an older copy says of a key that the newest copy does not allow; ``found`` itself if none allows it.

    An older copy counts only if the credential was held before a newer one was
    first seen.  Raises ``Refused`` as :func:`wallet.keys.documents.find`.
    """
    copies = _copies(found.source, lookup, past)
    for older, newer in reversed(list(pairwise(copies))):
        if past.held >= newer.since:
            break
        again = find(ref, _instead(lookup, found.source, older.document))
        if again.code in ("issuer_document", "published_in_the_open"):
            since = _unrelated_since(older, copies, past.accepted.get(ref.issuer, frozenset()))
            dates = (("date", _day(older.document.fetched_at)), ("since", _day(since or newer.since)))
            return again._replace(code="key_vanished" if since else "key_retired", details=dates)
    return found


def _copies(url: str, lookup: Lookup, past: Past) -> list[SavedCopy]:
    """Every copy of a document, including one that was just fetched and is not kept yet."""
    copies = list(past.copies(url))
    newest = lookup(url)
    if newest is not None and (not copies or newest.sha256 != copies[-1].document.sha256):
        copies.append(SavedCopy(newest, newest.fetched_at))
    return copies


def _unrelated_since(older: SavedCopy, copies: Sequence[SavedCopy], accepted: frozenset[str]) -> datetime | None:
    """When copies began to share no key with ``older``, or with what the user accepted beside it.

    None when the newest copy does share one.
    """
    listed = thumbprints(older.document)
    familiar = listed | accepted if listed & accepted else listed

    def is_unrelated(copy: SavedCopy) -> bool:
        return familiar.isdisjoint(thumbprints(copy.document))

    if not is_unrelated(copies[-1]):
        return None
    later = sorted((copy for copy in copies if copy.since > older.since), key=lambda copy: copy.since)
    return next((copy.since for copy in later if is_unrelated(copy)), copies[-1].since)


def before_the_change(url: str, listed_at: datetime, lookup: Lookup, past: Past) -> Lookup:
    """A lookup of what was saved before unrelated keys replaced the document at ``url``, last seen at ``listed_at``.

    Whoever controls the site now cannot speak for whoever controlled it then,
    not even about which credentials were withdrawn.
    """
    copies = _copies(url, lookup, past)
    older = next((copy for copy in copies if copy.document.fetched_at == listed_at), None)
    since = _unrelated_since(older, copies, frozenset()) if older else None

    def earlier(wanted: str) -> Document | None:
        known = [copy for copy in past.copies(wanted) if since is None or copy.since < since]
        if not known:
            return None
        newest = known[-1]
        # Seen again after the change, but then it was somebody else who served it.
        seen_after = since is not None and newest.document.fetched_at >= since
        return replace(newest.document, fetched_at=newest.since) if seen_after else newest.document

    return earlier


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _instead(lookup: Lookup, url: str, document: Document) -> Lookup:
    """The same lookup, but with the older copy ``document`` in place of the newest at ``url``."""

    def older(wanted: str) -> Document | None:
        newest = lookup(wanted)
        return document if newest is not None and newest.url == url else newest

    return older


def noted(issuer: str, lookup: Lookup) -> frozenset[str]:
    """Thumbprints of every key that the issuer's own saved documents list now."""
    saved = [source.saved for source in sources(issuer, lookup) if source.saved.origin == "saved"]
    return frozenset().union(*map(thumbprints, saved))


def thumbprints(document: Document) -> frozenset[str]:
    """Thumbprints of every key that a saved document lists, whatever it is for; broken keys are left out."""
    found = set()
    for key in published_keys(document):
        with suppress(Refused):
            found.add(thumbprint(key))
    return frozenset(found)


def followed(noted: frozenset[str], copies: Sequence[SavedCopy]) -> frozenset[str]:
    """``noted`` thumbprints, and those of every key connected to them by a chain of copies that share a key."""
    known = noted
    for copy in sorted(copies, key=lambda one: one.since):
        listed = thumbprints(copy.document)
        if known & listed:
            known |= listed
    return known

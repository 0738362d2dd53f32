"""Where an issuer's own documents are published, and reading the saved copies of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from wallet.codec import strictjson
from wallet.codec.web import climbs, is_web, origin, same_place
from wallet.errors import Refused, Unreadable
from wallet.keys.did_web import document_url
from wallet.model import Document, JsonObject

PEM = b"-----BEGIN PUBLIC KEY-----"
Lookup: TypeAlias = Callable[[str], Document | None]
"""The newest saved copy of a URL or DID; never the network."""


class Source(NamedTuple):
    """A saved document in which an issuer says which keys sign for it."""

    subject: str
    """The issuer, or whoever else the document speaks for."""
    content: JsonObject
    saved: Document


def sources(identifier: str, lookup: Lookup) -> Iterator[Source]:
    """Every saved document that speaks for ``identifier``, most specific first.

    A document that cannot be read, or that says it is about somebody else, is
    passed over as if it were not there.
    """
    if identifier.startswith("did:"):
        yield from _did_document(identifier, lookup)
    elif is_web(identifier):
        yield from _web_documents(identifier, lookup)


def read(subject: str, document: Document | None) -> Source | None:
    """``document`` as a JSON object, or None; a DID document is taken out of a resolver's answer.

    A bare PEM file, which Open Badges 1 use as the issuer's key, is read as a document with only that key.
    """
    if document is None:
        return None
    if document.data.startswith(PEM):
        return Source(subject, {"id": document.url, "publicKeyPem": document.data.decode("latin-1")}, document)
    try:
        content = strictjson.loads(document.data)
    except Unreadable:
        return None
    if not isinstance(content, dict):
        return None
    resolved = content.get("didDocument")
    if isinstance(resolved, dict) and "id" not in content:
        content = _in_use(resolved, content)
    return Source(subject, content, document)


def _in_use(resolved: JsonObject, answer: JsonObject) -> JsonObject:
    """The DID document in a resolver's answer; of a DID that was deactivated (DID Core 7.1.3) no more than its id."""
    about = answer.get("didDocumentMetadata")
    deactivated = isinstance(about, dict) and about.get("deactivated") is True
    return {"id": resolved.get("id")} if deactivated else resolved


def is_own_place(url: str, issuer: str) -> bool:
    """Whether whoever publishes at ``url`` must be ``issuer`` or the operator of its host.

    Being on the same host is not enough, since hosts have many tenants.  For an
    issuer that is a whole host, only the well-known places count (RFC 8615).
    """
    site = origin(issuer)
    if not site or not issuer.startswith("https://") or climbs(url):
        return False
    place, folder = same_place(url), same_place(issuer).rstrip("/") + "/"
    return place.startswith(f"{site}/.well-known/") or (folder != site + "/" and place.startswith(folder))


def _did_document(did: str, lookup: Lookup) -> Iterator[Source]:
    """The newest copy of a DID document; its ``id`` must be the DID byte for byte (DID Core 5.1.1).

    A copy that the checker saved goes before one from the sharer, who could claim any date.
    """
    copies = [lookup(did)]
    if did.startswith("did:web:"):
        try:
            place = document_url(did)
        except Refused:
            return
        copies.append(lookup(place))
    for copy in sorted((c for c in copies if c), key=lambda c: (c.origin == "saved", c.fetched_at), reverse=True):
        source = read(did, copy)
        if source is not None and source.content.get("id") == did:
            yield source
            return


def _web_documents(url: str, lookup: Lookup) -> Iterator[Source]:
    profile = read(url, lookup(url))
    if profile is not None and profile.content.get("id", url) == url:
        yield profile
        yield from _linked_key_set(profile, lookup)
    if url.startswith("https://"):
        yield from _well_known(url, lookup)


def _well_known(issuer: str, lookup: Lookup) -> Iterator[Source]:
    """Issuer metadata of SD-JWT VC (section 5) and key sets at the usual places."""
    site = origin(issuer)
    if not site:
        return
    path = same_place(issuer).removeprefix(site).rstrip("/")
    metadata = read(issuer, lookup(f"{site}/.well-known/jwt-vc-issuer{path}"))
    if metadata is not None and metadata.content.get("issuer") == issuer:
        yield metadata
        yield from _linked_key_set(metadata, lookup)
    for place in dict.fromkeys((f"{site}{path}/.well-known/jwks.json", f"{site}/.well-known/jwks.json")):
        key_set = read(issuer, lookup(place))
        if key_set is not None:
            yield key_set


def _linked_key_set(source: Source, lookup: Lookup) -> Iterator[Source]:
    url = source.content.get("jwks_uri")
    if isinstance(url, str) and url.startswith("https://"):
        key_set = read(source.subject, lookup(url))
        if key_set is not None and source.saved.origin == "saved":
            yield key_set
        elif key_set is not None:  # the link came from the sharer, so what it leads to is the sharer's word
            yield key_set._replace(saved=replace(key_set.saved, origin=source.saved.origin))

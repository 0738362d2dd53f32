"""Older copies of what an issuer published, in the form that :mod:`wallet.keys.past` reads."""

from wallet.actions.evidence_store import EvidenceStore
from wallet.errors import Damaged, NotFound, Refused
from wallet.keys.did_web import document_url
from wallet.keys.past import SavedCopy


def copies_at(store: EvidenceStore, url: str) -> tuple[SavedCopy, ...]:
    """Every readable copy of one URL that counts, oldest first by when it was last seen."""
    found = []
    for held in store.counting(url):
        try:
            found.append(SavedCopy(store.document(held), held.copy.first_seen))
        except (Damaged, NotFound):
            continue  # `wallet check` reports it
    return tuple(found)


def copies_of(store: EvidenceStore, issuer: str) -> tuple[SavedCopy, ...]:
    """Every readable copy of the documents in which an issuer lists its keys."""
    places = [issuer]
    if issuer.startswith("did:web:"):
        try:
            places.append(document_url(issuer))
        except Refused:
            return ()
    elif issuer.startswith("https://"):
        site = issuer.rstrip("/")
        places += [f"{site}/.well-known/jwks.json", f"{site}/.well-known/jwt-vc-issuer"]
    return tuple(copy for place in places for copy in copies_at(store, place))

"""Whose key: from the name of a key to the key, offline, and what ties it to the issuer."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from wallet.errors import Refused
from wallet.keys.jwk import broken, thumbprint
from wallet.keys.pinned import Pins, apply_pins
from wallet.model import Document, FoundKey, KeyRef
from wallet.wording import say

if TYPE_CHECKING:  # an issuer that is its own key needs neither documents nor certificates
    from wallet.codec.rdfc import Work
    from wallet.keys.past import Past
    from wallet.keys.places import Lookup
    from wallet.keys.x509 import Anchors

RESOLVERS = {
    "did:key": "wallet.keys.did_key",
    "did:jwk": "wallet.keys.did_jwk",
    "saved documents": "wallet.keys.documents",
}
"""What names a key -> the module whose ``RESOLVER`` finds it; the first to recognise a name counts."""
_OWN_KEY = ("did:key:", "did:jwk:")
_RESOLVABLE = ("did:", "https:", "http:")
_NAMES_KEYS = (*_RESOLVABLE, "urn:")
"""A URN can be the ``kid`` of a key in a set (RFC 9278), though it leads nowhere."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNTIED = frozenset({"self_asserted_key", "issuer_not_saved", "did_unsupported"})


class Resolver(Protocol):
    """One row of :data:`RESOLVERS`."""

    def recognises(self, method: str) -> bool:
        """Whether keys of this name are found here; cheap, never raises."""

    def find(self, ref: KeyRef, lookup: "Lookup") -> FoundKey:
        """The key and what ties it to the issuer; raises ``Refused`` for a broken one."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Finds keys in what is saved; fulfils the key half of :class:`wallet.proofs.base.Known`."""

    lookup: "Lookup"
    pins: Pins = field(default_factory=dict)
    anchors: "Anchors | None" = None
    past: "Past | None" = None
    """Older copies of the issuers' documents, for a credential that was held while those were current."""

    def key(self, ref: KeyRef, work: "Work | None" = None) -> FoundKey:
        """The key that ``ref`` names and what ties it to its issuer.  Never raises.

        For a malformed name or a broken key, ``key`` is None and the code is one
        of integrity, mostly ``proof_malformed``; or ``too_complex``, when the
        documents and certificates take more than is left of ``work``.
        """
        try:
            named = _absolute(ref)
            lookup = self.lookup if work is None else _counted(self.lookup, work)
            found = _resolver(named.id).find(named, lookup)
            if ref.x5c and found.code in _UNTIED:
                from wallet.keys.x509 import judge_chain

                found = judge_chain(found, ref, self.anchors, work)
            if self.past is not None and (found.code == "method_not_authorised" or self.past.insist):
                from wallet.keys.past import recall

                found = recall(found, named, lookup, self.past)
            found = apply_pins(found, ref.issuer, self.pins)
            return FoundKey(*found[:5], thumbprint(found.key)) if found.key else found  # in half the time of _replace
        except Refused as refusal:
            return FoundKey(None, refusal.code, details=tuple(refusal.details.items()))


def _counted(lookup: "Lookup", work: "Work") -> "Lookup":
    """The same lookup, for which each document that it finds is work: it is read anew for every key."""

    def found(url: str) -> Document | None:
        document = lookup(url)
        if document is not None:
            work.read(document.data)
        return document

    return found


@cache
def _by_id(name: str) -> Resolver:
    found: Resolver = import_module(RESOLVERS[name]).RESOLVER
    return found


def _resolver(method: str) -> Resolver:
    return next(row for row in map(_by_id, RESOLVERS) if row.recognises(method))


def _absolute(ref: KeyRef) -> KeyRef:
    """``ref`` with its name made absolute against the issuer.

    A ``kid`` that is a bare name, or any other text, is looked for among the
    issuer's keys.  An issuer that is its own key needs no name.  A token that
    names only its issuer may be signed with any of the issuer's keys.
    """
    name = ref.id
    if name.startswith("#"):
        name = ref.issuer + name
    if not ref.any_name and _SCHEME.match(name) and not name.startswith(_NAMES_KEYS):
        raise broken(say("a verification method that is no DID or web address"))
    if ref.issuer.startswith(_OWN_KEY) and not name.startswith(_RESOLVABLE):
        name = ref.issuer
    elif name == ref.issuer and name.startswith("did:") and not name.startswith(_OWN_KEY):
        name = ""
    return ref if name == ref.id else ref._replace(id=name)

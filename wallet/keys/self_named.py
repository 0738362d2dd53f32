"""Ids that are their own key: every key finder for such a method of DIDs is one of these."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from wallet.model import FoundKey, KeyRef, PublicKey

if TYPE_CHECKING:  # an issuer that is its own key needs no saved document
    from wallet.keys.places import Lookup


class SelfNamed(NamedTuple):
    """The key finder of one method."""

    prefix: str
    """``did:key:``."""
    public_key: Callable[[str], PublicKey]
    """The key that an id spells."""

    def recognises(self, method: str) -> bool:
        """By the id's beginning."""
        return method.startswith(self.prefix)

    def find(self, ref: KeyRef, lookup: "Lookup") -> FoundKey:
        """The key, which is the issuer's when the issuer is that id; else the issuer's documents must list it."""
        key = self.public_key(ref.id)
        did = ref.id.partition("#")[0]
        if ref.issuer in ("", did):  # a presentation that names no holder is its signer's
            return FoundKey(key, "issuer_key", source=did)
        from wallet.keys.documents import find

        return find(ref, lookup, key)

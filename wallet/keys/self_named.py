"""DID methods whose ids are themselves keys (did:key, did:jwk)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from wallet.model import FoundKey, KeyRef, PublicKey

if TYPE_CHECKING:  # an issuer that is its own key needs no saved document
    from wallet.keys.places import Lookup


class SelfNamed(NamedTuple):
    """The resolver of one such method."""

    prefix: str
    """``did:key:``."""
    public_key: Callable[[str], PublicKey]
    """The key that an id spells."""

    def recognises(self, method: str) -> bool:
        """By the prefix."""
        return method.startswith(self.prefix)

    def find(self, ref: KeyRef, lookup: "Lookup") -> FoundKey:
        """The key.  It is the issuer's if the issuer is that DID; otherwise the issuer's documents must list it."""
        key = self.public_key(ref.id)
        did = ref.id.partition("#")[0]
        if ref.issuer in ("", did):  # a presentation that names no holder belongs to whoever signed it
            return FoundKey(key, "issuer_key", source=did)
        from wallet.keys.documents import find

        return find(ref, lookup, key)

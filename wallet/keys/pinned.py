"""Keys that the user pinned, having compared them in person: they outweigh what documents say."""

from collections.abc import Mapping
from typing import TypeAlias

from wallet.keys.jwk import thumbprint
from wallet.model import FoundKey

Pins: TypeAlias = Mapping[str, frozenset[str]]
"""Issuer id -> RFC 7638 thumbprints of the keys that the user accepts from it."""
_FINAL = frozenset({"issuer_mismatch", "method_not_authorised", "purpose_wrong", "proof_malformed", "cert_invalid"})
"""Outcomes that no pin overrides: the key is broken, or the issuer itself denies it."""


def apply_pins(found: FoundKey, issuer: str, pins: Pins) -> FoundKey:
    """``found``, judged by the pins of its issuer where there are any.

    Raises ``Refused("proof_malformed")`` for a broken key.
    """
    pinned = pins.get(issuer)
    if not pinned or found.key is None or found.code in _FINAL:
        return found
    code = "pinned_key" if thumbprint(found.key) in pinned else "key_changed"
    return found._replace(code=code, details=(("issuer", issuer),))

"""The learner's own key: a did:key for Ed25519, kept as 32 secret bytes in the vault."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wallet.codec.multiformats import encode_key

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key that signs presentations (RFC 8032, Ed25519).  Its repr shows no secret."""

    secret: bytes = field(repr=False)
    """The 32 bytes of RFC 8032 5.1.5; all there is to keep."""
    did: str
    """``did:key:z6Mk...``"""

    @property
    def verification_method(self) -> str:
        """The DID URL by which a proof names this key."""
        return f"{self.did}#{self.did.removeprefix('did:key:')}"

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over ``message``."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)


def generate(random_bytes: Callable[[int], bytes]) -> OwnKey:
    """A new key from ``random_bytes``, such as ``secrets.token_bytes``."""
    return from_secret(random_bytes(SECRET_BYTES))


def from_secret(secret: bytes) -> OwnKey:
    """The key that was kept as ``secret``; ``ValueError`` unless it is 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return OwnKey(secret, "did:key:" + encode_key("Ed25519", public))

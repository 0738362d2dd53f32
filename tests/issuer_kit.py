"""A made-up college on the web: its keys, badges, lists of withdrawn badges, and hosted badges.

What it signs is signed by ``cryptography``, through :mod:`proof_kit`, not by
the product.
"""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from proof_kit import Key, b64, make_key

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
TRANSCRIPT_CONTEXTS = [CONTEXTS[0], "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"]
LISTED = {
    "id": "https://college.example/status/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://college.example/status/1",
}
"""An entry of a list that nobody has saved."""


def jwk(key: Key) -> dict[str, Any]:
    """An Ed25519 public key (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(key.public.data)}


@dataclass
class College:
    """An issuer known by did:web, with one key at a time."""

    host: str = "college.example"
    key: Key = field(default_factory=make_key)
    key_name: str = "key-1"
    withdrawn: set[int] = field(default_factory=set)

    @property
    def did(self) -> str:
        return f"did:web:{self.host}"

    @property
    def did_url(self) -> str:
        return f"https://{self.host}/.well-known/did.json"

    @property
    def list_url(self) -> str:
        return f"https://{self.host}/status/1"

    def document(self, **more: Any) -> bytes:
        """The DID document with the present key."""
        method = f"{self.did}#{self.key_name}"
        entry = {"id": method, "type": "JsonWebKey", "controller": self.did, "publicKeyJwk": jwk(self.key)}
        found = {"id": self.did, "verificationMethod": [entry], "assertionMethod": [method], **more}
        return json.dumps(found).encode()

    def token(self, claims: dict[str, Any], typ: str = "vc+jwt") -> bytes:
        """Claims signed with the present key."""
        header = {"alg": "EdDSA", "typ": typ, "kid": f"{self.did}#{self.key_name}"}
        start = f"{b64(header)}.{b64(claims)}"
        return f"{start}.{b64(self.key.sign(start.encode()))}".encode()

    def badge(self, name: str = "Statistics", place: int | None = None, **more: Any) -> bytes:
        """An Open Badges 3.0 token; with a ``place``, one that can be withdrawn."""
        slug = name.lower().replace(" ", "-")
        claims: dict[str, Any] = {
            "@context": CONTEXTS,
            "id": f"https://{self.host}/badges/{slug}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Example College"},
            "validFrom": "2025-01-15T00:00:00Z",
            "name": name,
            "credentialSubject": {
                "id": "did:example:learner",
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": f"https://{self.host}/achievements/{slug}",
                    "type": ["Achievement"],
                    "name": name,
                    "description": f"{name} for beginners.",
                    "criteria": {"narrative": "Pass the test."},
                },
            },
            **more,
        }
        if place is not None:
            claims["credentialStatus"] = {
                "id": f"{self.list_url}#{place}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(place),
                "statusListCredential": self.list_url,
            }
        return self.token(claims)

    def status_list(self, since: str = "2025-01-15T00:00:00Z") -> bytes:
        """The list of those that are withdrawn now, as a token."""
        bits = bytearray(16384)
        for place in self.withdrawn:
            bits[place // 8] |= 0x80 >> place % 8
        claims = {
            "@context": CONTEXTS[:1],
            "id": self.list_url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "validFrom": since,
            "credentialSubject": {
                "id": f"{self.list_url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "u" + b64(gzip.compress(bytes(bits), mtime=0)),
            },
        }
        return self.token(claims)

    def pages(self) -> dict[str, bytes]:
        """Everything it publishes now, by URL."""
        return {self.did_url: self.document(), self.list_url: self.status_list()}

    def hosted(self, scheme: str = "https", **more: Any) -> dict[str, bytes]:
        """An Open Badges 2.0 assertion, its badge class and its issuer, by URL."""
        site = f"{scheme}://{self.host}/ob2"
        context = "https://w3id.org/openbadges/v2"
        assertion = {
            "@context": context,
            "id": f"{site}/assertion",
            "type": "Assertion",
            "recipient": {"type": "email", "hashed": False, "identity": "learner@mail.example"},
            "badge": f"{site}/class",
            "issuedOn": "2020-05-01T00:00:00Z",
            "verification": {"type": "hosted"},
            **more,
        }
        badge = {
            "@context": context,
            "id": f"{site}/class",
            "type": "BadgeClass",
            "name": "Hosted badge",
            "description": "Hosted.",
            "image": f"{site}/image.png",
            "criteria": {"narrative": "Be there."},
            "issuer": f"{site}/issuer",
        }
        issuer = {
            "@context": context,
            "id": f"{site}/issuer",
            "type": "Issuer",
            "name": "Example College",
            "url": f"{scheme}://{self.host}",
            "email": "badges@college.example",
        }
        return {one["id"]: json.dumps(one).encode() for one in (assertion, badge, issuer)}

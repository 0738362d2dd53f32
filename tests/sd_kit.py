"""Credentials from which the holder shows a part, issued without the product's own code."""

import base64
import hashlib
import hmac
import json
import re
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from proof_kit import V2, Json, b64, make_key, nquads, token

ISSUER = make_key("P-256")
_SUITE = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofPurpose": "assertionMethod"}


def disclosure(*parts: Any) -> str:
    return b64(json.dumps(["salt", *parts]))


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


def sd_jwt() -> str:
    """A degree whose name, birth date, address and one of its two nationalities can be hidden."""
    street, town = disclosure("street", "Elm Street 1"), disclosure("town", "Springfield")
    address = disclosure("address", {"_sd": [digest(street), digest(town)]})
    french = disclosure("FR")
    single = [disclosure("given_name", "Ada"), disclosure("birthdate", "2001-02-03"), address]
    claims = {
        "iss": ISSUER.did,
        "vct": "https://college.example/types/BachelorOfScience",
        "degree": "Bachelor of Science",
        "iat": 1_760_000_000,
        "nationalities": ["DE", {"...": digest(french)}],
        "_sd": [digest(one) for one in single],
    }
    header = {"typ": "dc+sd-jwt", "kid": ISSUER.method}
    return "~".join([token(claims, ISSUER, **header), *single, street, town, french, ""])


def document() -> Json:
    return {
        "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER.did, "type": ["Profile"], "name": "College"},
        "name": "Badge of many fields",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": "ada@example.org", "identityType": "emailAddress",
                 "hashed": False},
            ],
            "achievement": {
                "id": "urn:uuid:7a0ae9a8-0a5c-4f39-9e4c-000000000001",
                "type": ["Achievement"],
                "name": "Welding",
                "description": "Welds",
                "criteria": {"narrative": "Weld"},
            },
        },
    }  # fmt: skip


MANDATORY = ["/issuer", "/credentialSubject/achievement"]


def base_proof(plain: Json | None = None) -> Json:
    """:func:`document`, or one like it, with a base proof; PyLD makes the statements, ``cryptography`` signs them."""
    plain, hmac_key = plain or document(), b"\x05" * 32
    proof = {**_SUITE, "created": "2026-01-01T00:00:00Z", "verificationMethod": ISSUER.method}
    options = hashlib.sha256(nquads({**proof, "@context": plain["@context"]})).digest()

    def label(found: re.Match[str]) -> str:
        made = hmac.digest(hmac_key, found[0].removeprefix("_:").encode(), hashlib.sha256)
        return "_:u" + base64.urlsafe_b64encode(made).decode().rstrip("=")

    lines = sorted(re.sub(r"_:c14n\d+", label, line) + "\n" for line in nquads(plain).decode().split("\n")[:-1])
    mandatory = [line for line in lines if _demanded(line)]
    others = [line for line in lines if not _demanded(line)]
    occasion = ec.generate_private_key(ec.SECP256R1())
    numbers = occasion.public_key().public_numbers()
    public = b"\x80\x24" + bytes([2 + numbers.y % 2]) + numbers.x.to_bytes(32)
    signed = options + public + hashlib.sha256("".join(mandatory).encode()).digest()
    parts = [
        _sign(ISSUER.private, signed),
        public,
        hmac_key,
        [_sign(occasion, one.encode()) for one in others],
        MANDATORY,
    ]
    value = "u" + base64.urlsafe_b64encode(b"\xd9\x5d\x00" + _cbor(parts)).decode().rstrip("=")
    return {**plain, "proof": {**proof, "proofValue": value}}


def _demanded(line: str) -> bool:
    """Whether a statement is about the issuer, the achievement, or what leads there."""
    kinds = ("identifier", "Identity", "identity", "hashed", "/credentials#name", "schema.org/name", "validFrom",
             "#result", "#Result", "#status")  # fmt: skip
    about_others = ("welding", "College", "Welding")
    return not any(kind in line for kind in kinds) or any(word in line for word in about_others)


def _sign(key: Any, data: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _cbor(value: Any) -> bytes:
    if isinstance(value, list):
        return _head(0x80, len(value)) + b"".join(map(_cbor, value))
    data = value.encode() if isinstance(value, str) else value
    return _head(0x60 if isinstance(value, str) else 0x40, len(data)) + data


def _head(major: int, size: int) -> bytes:
    return bytes([major + size]) if size < 24 else bytes([major + 24, size])

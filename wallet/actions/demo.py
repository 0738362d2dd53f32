"""The material of ``wallet demo``: badges of an issuer whose key is made on the spot, and a stack of them.

Everything here is signed for real, in the shapes that learners receive: a JSON
file, a token, and a picture with a badge baked into it the way another
vendor's software does.
"""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from wallet.carriers import png
from wallet.codec import base64url, jcs, jsonld, multiformats, rdfc, signing_input, strictjson
from wallet.codec.contexts import ContextLibrary
from wallet.keys.own import OwnKey, generate
from wallet.model import JsonObject

_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_VC_1 = ["https://www.w3.org/2018/credentials/v1", _OPEN_BADGES, "https://w3id.org/security/suites/ed25519-2020/v1"]
_VC_2 = ["https://www.w3.org/ns/credentials/v2", _OPEN_BADGES]
_SITE = "https://badges.example.org/"

STACK = f"""\
format = "wallet-stack/1"
id = "{_SITE}stacks/data-basics"
name = "Data basics"
description = "Two of the three modules, the project, and a presentation."

[[require]]
name = "Modules"
any = 2
of = [
  {{ name = "Spreadsheets", id = "{_SITE}achievements/spreadsheets" }},
  {{ name = "Statistics", id = "{_SITE}achievements/statistics" }},
  {{ name = "Databases", id = "{_SITE}achievements/databases" }},
]

[[require]]
name = "Project"
match = {{ name = "Data project" }}

[[require]]
name = "Presentation"
match = {{ name = "Presenting data*" }}
"""


def files(now: datetime, random_bytes: Callable[[int], bytes]) -> dict[str, bytes]:
    """File name to content: four badges of one demo issuer, and the stack they count toward."""
    issuer = generate(random_bytes)
    issued = now - timedelta(days=30)
    badges = {
        "statistics.json": _embedded(_badge("Statistics", "statistics", issuer, issued), issuer, _rdfc_proof(issued)),
        "databases.json": _embedded(_badge("Databases", "databases", issuer, issued), issuer, _jcs_proof(issued)),
        "spreadsheets.jwt": _token(_badge("Spreadsheets", "spreadsheets", issuer, issued), issuer),
        "data-project.png": png.wrap(
            _medal(), _embedded(_older("Data project", "project", issuer, issued), issuer, _proof_2020(issued))
        ),
    }
    return {**badges, "data-basics.toml": STACK.encode()}


def _badge(name: str, slug: str, issuer: OwnKey, issued: datetime) -> JsonObject:
    """An Open Badges 3.0 credential in the terms of VC 2.0."""
    return {
        "@context": _VC_2,
        "id": f"{_SITE}credentials/{slug}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "Demo College"},
        "validFrom": _time(issued),
        "name": name,
        "credentialSubject": {
            "id": f"{_SITE}learners/you",  # or an identifier: OB 3.0 B.1.2 asks for one of them
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{_SITE}achievements/{slug}",
                "type": ["Achievement"],
                "name": name,
                "description": f"Made up by the demo: {name.lower()} for beginners.",
                "criteria": {"narrative": "Passed the demo's exam."},
                "achievementType": "Badge",
                "tag": [slug, "data"],
            },
        },
    }


def _older(name: str, slug: str, issuer: OwnKey, issued: datetime) -> JsonObject:
    """The same in the terms of VC 1.1, as most vendors still issue it."""
    badge = _badge(name, slug, issuer, issued) | {"@context": _VC_1}
    badge["issuanceDate"] = badge.pop("validFrom")
    return badge


def _proof_2020(created: datetime) -> JsonObject:
    return {"type": "Ed25519Signature2020", "created": _time(created), "proofPurpose": "assertionMethod"}


def _rdfc_proof(created: datetime) -> JsonObject:
    return _proof_2020(created) | {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}


def _jcs_proof(created: datetime) -> JsonObject:
    return _rdfc_proof(created) | {"cryptosuite": "eddsa-jcs-2022"}


def _embedded(badge: JsonObject, issuer: OwnKey, proof: JsonObject) -> bytes:
    """``badge`` with a Data Integrity proof, or the Ed25519Signature2020 that came before it."""
    proof = proof | {"verificationMethod": issuer.verification_method}
    if proof.get("cryptosuite") == "eddsa-jcs-2022":
        proof |= {"@context": badge["@context"]}
        signed = signing_input.hash_data(jcs.canonicalize(badge), jcs.canonicalize(proof))
    else:
        options = signing_input.proof_options(proof, badge["@context"])
        signed = signing_input.hash_data(_canonical(badge), _canonical(options))
    value = multiformats.multibase_encode(issuer.sign(signed))
    return strictjson.dumps(badge | {"proof": proof | {"proofValue": value}}).encode()


def _canonical(node: JsonObject) -> str:
    return rdfc.canonicalize(jsonld.walk(node, ContextLibrary()).quads)


def _token(badge: JsonObject, issuer: OwnKey) -> bytes:
    """``badge`` as a compact token (Securing VCs using JOSE and COSE, 3.1)."""
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": issuer.verification_method}
    claims = badge | {"iss": issuer.did, "jti": badge["id"]}
    signing = b".".join(base64url.encode(jcs.canonicalize(part)).encode() for part in (header, claims))
    return signing + b"." + base64url.encode(issuer.sign(signing)).encode()


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _medal() -> bytes:
    """A small picture to bake a badge into: a grey disc (PNG, ISO/IEC 15948)."""
    side = 64
    middle = (side - 1) / 2
    rows = b"".join(
        b"\0" + bytes(0x90 if (x - middle) ** 2 + (y - middle) ** 2 < (side / 2.2) ** 2 else 0xFF for x in range(side))
        for y in range(side)
    )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return png.SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )

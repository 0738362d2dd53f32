"""Signing credentials without the product's own code, and the fakes that checking them needs.

Keys and signatures come from ``cryptography``, canonical forms from PyLD over
the official contexts, base58 and RFC 8785 from a few lines here: what the
product computes is compared with what it did not compute.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from pyld import jsonld as pyld
from vectors import CONTEXTS, need

from wallet.codec.contexts import ContextLibrary
from wallet.codec.rdfc import Work
from wallet.model import Document, FoundKey, KeyRef, Outline, Payload, ProofNote, PublicKey
from wallet.proofs.base import Conditions
from wallet.report import CheckId, Proved

AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
CONDITIONS = Conditions(AT)
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
ED_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
JWS_2020 = "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json"

Json = dict[str, Any]

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1(), "secp256k1": ec.SECP256K1()}
ALGS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K", "RSA": "RS256"}
_CODES = {"Ed25519": 0xED, "P-256": 0x1200, "P-384": 0x1201, "P-521": 0x1202, "secp256k1": 0xE7, "RSA": 0x1205}
_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


@dataclass(frozen=True)
class Key:
    """A key pair, and the did:key that names it."""

    kind: str
    private: Any
    public: PublicKey

    @property
    def multibase(self) -> str:
        code = _CODES[self.kind]
        head = bytes([code]) if code < 0x80 else bytes([code & 0x7F | 0x80, code >> 7])
        return "z" + base58(head + self.public.data)

    @property
    def did(self) -> str:
        return f"did:key:{self.multibase}"

    @property
    def method(self) -> str:
        return f"{self.did}#{self.multibase}"

    def sign(self, message: bytes, alg: str = "") -> bytes:
        alg = alg or ALGS[self.kind]
        digest = _HASHES.get(alg.removesuffix("K")[2:])
        if self.kind == "Ed25519":
            return bytes(self.private.sign(message))
        if self.kind == "RSA":
            pad = padding.PKCS1v15() if alg.startswith("RS") else padding.PSS(padding.MGF1(digest), digest.digest_size)
            return bytes(self.private.sign(message, pad, digest))
        size = (self.private.curve.key_size + 7) // 8
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(size) + s.to_bytes(size)


def make_key(kind: str = "Ed25519", *, bits: int = 2048) -> Key:
    if kind == "Ed25519":
        private: Any = ed25519.Ed25519PrivateKey.generate()
        data = private.public_key().public_bytes_raw()
    elif kind == "RSA":
        private = rsa.generate_private_key(65537, bits)
        data = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    else:
        private = ec.generate_private_key(CURVES[kind])
        form = serialization.PublicFormat.CompressedPoint
        data = private.public_key().public_bytes(serialization.Encoding.X962, form)
    return Key(kind, private, PublicKey(kind, data))


# --- encodings -----------------------------------------------------------------


def base58(data: bytes) -> str:
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, out = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        out = digits[digit] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def b64(data: bytes | str | Json) -> str:
    if isinstance(data, dict):
        data = json.dumps(data)
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jcs(value: Any) -> bytes:
    """RFC 8785 for the plain values that tests hold: no floats, ASCII member names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def nquads(document: Json, **how: str) -> bytes:
    """Canonical N-Quads by PyLD over the official contexts; skips the test when those are absent."""
    index = json.loads(need(CONTEXTS / "manifest.json").read_text())

    def load(url: str, _options: Any = None) -> Json:
        text = (CONTEXTS / index[url]["file"]).read_text()
        return {"contextUrl": None, "documentUrl": url, "document": json.loads(text), "contentType": "application/json"}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, **how}
    return str(pyld.normalize(document, options)).encode()


# --- embedded proofs ---------------------------------------------------------------


def credential(issuer: str, *contexts: Any, **members: Any) -> Json:
    base: Json = {
        "@context": [V2, *contexts],
        "id": "urn:uuid:8d1d8d2e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:learner"},
    }
    return {**base, **members}


def proof(key: Key, suite: str, **members: Any) -> Json:
    """An unsigned proof node of a cryptosuite (lower case) or a proof type (upper case)."""
    kind = {"type": suite} if suite[0].isupper() else {"type": "DataIntegrityProof", "cryptosuite": suite}
    common = {"created": "2024-01-02T00:00:00Z", "verificationMethod": key.method, "proofPurpose": "assertionMethod"}
    return {**kind, **common, **members}


def sign(document: Json, key: Key, suite: str, *, over: tuple[Json, ...] = (), alg: str = "", **members: Any) -> Json:
    """A signed proof node over ``document``, with ``over`` as the earlier proofs that it covers."""
    node = proof(key, suite, **members)
    bare = {name: value for name, value in document.items() if name != "proof"}
    secured = {**bare, "proof": list(over)} if over else bare
    digest = hashlib.sha384 if "ecdsa-" in suite and key.kind == "P-384" else hashlib.sha256
    if "-jcs-" in suite:
        node = {"@context": document["@context"], **node} if "@context" not in node else node
        options, content = jcs(node), jcs(secured)
    else:
        own = node.pop("@context", [])
        options = nquads({"@context": [*as_list(document["@context"]), *as_list(own)], **node})
        content = nquads(secured)
        node = {**node, **({"@context": own} if own else {})}
    data = digest(options).digest() + digest(content).digest()
    if suite in ("JsonWebSignature2020", "Ed25519Signature2018", "EcdsaSecp256k1Signature2019"):
        alg = alg or ("PS256" if key.kind == "RSA" else ALGS[key.kind])
        head = b64({"alg": alg, "b64": False, "crit": ["b64"]})
        return {**node, "jws": f"{head}..{b64(key.sign(head.encode() + b'.' + data, alg))}"}
    return {**node, "proofValue": "z" + base58(key.sign(data))}


def signed(document: Json, key: Key, suite: str, **members: Any) -> Json:
    return {**document, "proof": sign(document, key, suite, **members)}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# --- tokens -----------------------------------------------------------------------


def token(claims: Json | bytes, key: Key, alg: str = "", **header: Any) -> str:
    alg = alg or ALGS[key.kind]
    head = {"alg": alg, "kid": key.method, **header}
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signing_input = f"{b64({k: v for k, v in head.items() if v is not None})}.{b64(body)}"
    return f"{signing_input}.{b64(key.sign(signing_input.encode(), alg))}"


# --- what checking needs --------------------------------------------------------------


@dataclass
class FakeKnown:
    """Keys by their id; everything asked of it is remembered."""

    keys: dict[str, FoundKey] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    contexts: ContextLibrary = field(default_factory=ContextLibrary)
    asked: list[KeyRef] = field(default_factory=list)
    work: Work | None = None

    def key(self, ref: KeyRef) -> FoundKey:
        self.asked.append(ref)
        return self.keys.get(ref.id, FoundKey(None, "issuer_not_saved"))

    def document(self, url: str) -> Document | None:
        return self.documents.get(url)

    def save(self, url: str, value: Any, *, origin: str = "saved") -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        sha256 = hashlib.sha256(data).hexdigest()
        self.documents[url] = Document(url, data, sha256, "application/json", AT, origin)


def knowing(*keys: Key, code: str = "issuer_key") -> FakeKnown:
    return FakeKnown({key.method: FoundKey(key.public, code, source=key.did) for key in keys})


def outline_of(document: Json, *, kind: str = "data-integrity", presentation: bool = False) -> Outline:
    """What the formats would say of a document with embedded proofs, or without any."""
    nodes = as_list(document["proof"]) if "proof" in document else []
    notes = tuple(ProofNote(kind, str(n.get("cryptosuite", n.get("type"))), "", None, "", n) for n in nodes)
    return _outline(document, json.dumps(document).encode(), None, notes, presentation=presentation)


def outline_of_token(text: str, document: Json, *, presentation: bool = False, key_id: str = "") -> Outline:
    """What the formats would say of a token whose credential is ``document``."""
    head = text.split(".", maxsplit=1)[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    note = ProofNote("jws", str(header.get("alg")), key_id, None, "", header)
    return _outline(document, text.encode(), header, (note,), presentation=presentation)


def _outline(
    document: Json, data: bytes, header: Json | None, notes: tuple[ProofNote, ...], *, presentation: bool
) -> Outline:
    issuer = document.get("issuer", "")
    return Outline(
        format="presentation" if presentation else "vc-2",
        payload=Payload(data, "application/json", "text", "test", data),
        document=document,
        header=header,
        issuer_id="" if presentation else str(issuer.get("id", "") if isinstance(issuer, dict) else issuer),
        holder_id=str(document.get("holder", "")),
        proofs=notes,
        status=(),
        parts=(),
        purposes=("authentication", "assertionMethod") if presentation else ("assertionMethod",),
    )


def codes(proved: Proved) -> tuple[str, ...]:
    """The codes of the integrity and signer checks, their order and number asserted on the way."""
    ids = [found.id for found in proved.checks]
    assert ids in ([CheckId.INTEGRITY], [CheckId.INTEGRITY, CheckId.SIGNER])
    return tuple(str(found.code) for found in proved.checks)

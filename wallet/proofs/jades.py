"""JAdES seals of European Digital Credentials: a JWS in JSON form over the text of the credential.

ETSI TS 119 182-1 over RFC 7515 section 7.2 and RFC 7797.  The payload is signed
as it is written and is never serialised again.  Unprotected headers hold time
stamps for archiving and are not read.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from wallet.codec import base64url, jose, strictjson
from wallet.errors import Refused
from wallet.model import FoundKey, JsonObject, KeyRef, Outline, ProofNote, View
from wallet.proofs import claims_agree, signatures
from wallet.proofs.base import Conditions, Known, describe, keyless, outcome_of, proved, signatory, unproved
from wallet.proofs.certificates import certificates
from wallet.proofs.jws import algorithm, condition_checks, find_key, signer_checks, signing_outline
from wallet.proofs.together import together
from wallet.report import Check, Code, Proved, check
from wallet.wording import say

SEALS_LIMIT = 16
_UNDERSTOOD = {"b64", "sigT", "adoTst"}
"""What ``crit`` may name: raw payload, claimed signing time, time stamp over the content."""
_KNOWN = frozenset(("sigPl", "srCms", "srAts", "sigPId", "sigD", "x5t#o", "sigX5ts"))
"""Further headers of JAdES about the purpose and rules of a seal; a ``crit`` with any of them is unsupported."""


class Jades:
    """The row for sealed European Digital Credentials."""

    label = say("JAdES seal")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the credential came as a JWS in JSON form."""
        return note.kind == "jades"

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 for every seal; all must hold, and the claims must agree as in any token."""
        return outcome_of(outline, lambda _: _check_all(outline, note, known, conditions))


PROOF = Jades()


def _check_all(outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
    text, seals = _opened(strictjson.loads(outline.payload.data))
    claims = _claims(outline, text)
    contradictions = claims_agree.contradictions(claims)
    sealed = _Sealed(outline, note, text, claims, signing_outline(outline, claims), contradictions)
    return together([_check_one(sealed, seal, known, conditions) for seal in seals])


class _Sealed(NamedTuple):
    """What all seals are over."""

    outline: Outline
    note: ProofNote
    text: str
    """The payload as it stands, encoded or not."""
    claims: JsonObject
    signing: Outline
    """The outline of whoever signed, according to the claims."""
    contradictions: list[Check]
    """Where the claims contradict their own content."""


def _claims(outline: Outline, payload: str) -> JsonObject:
    """The object in the payload, which is base64url unless the header of the first seal says otherwise."""
    raw = (outline.header or {}).get("b64") is False
    value = strictjson.loads(payload.encode() if raw else base64url.decode(payload))
    if not isinstance(value, dict):
        raise Refused("proof_malformed", detail=say("it holds no payload with signatures"))
    return value


def _opened(envelope: Any) -> tuple[str, list[Any]]:
    """The payload as written and the signatures over it; the flattened form has one."""
    payload = envelope.get("payload") if isinstance(envelope, dict) else None
    seals = envelope.get("signatures", [envelope]) if isinstance(envelope, dict) else None
    if not isinstance(payload, str) or not isinstance(seals, list) or not 0 < len(seals) <= SEALS_LIMIT:
        raise Refused("proof_malformed", detail=say("it holds no payload with signatures"))
    return payload, seals


def _check_one(sealed: _Sealed, seal: Any, known: Known, conditions: Conditions) -> Proved:
    return outcome_of(sealed.outline, lambda steps: _check(sealed, seal, known, conditions, steps))


def _check(sealed: _Sealed, seal: Any, known: Known, conditions: Conditions, steps: list[str]) -> Proved:
    outline, signing = sealed.outline, sealed.signing
    protected, signature = _parts(seal)
    header = jose.read_header(protected)  # 5
    _check_critical(header, outline)
    steps.append("5. a JAdES seal")
    found = _key(header, sealed.note, known, signing, conditions.at)  # 6
    steps.append(f"6. key: {describe(found)}")
    alg = algorithm(header, found)
    if found.key is None:
        return keyless(signing, found, steps, sealed.contradictions)
    # Encoded or raw, the payload is signed as the characters that stand there.
    signed = f"{protected}.{sealed.text}".encode()  # 7
    steps.append(f"7. the {len(signed)} bytes of header and text as they stand")
    if not signatures.verify(found.key, alg, signature, signed, known.work):  # 8
        steps.append("8. the seal does not hold")
        return unproved(outline, check(Code.SIGNATURE_MISMATCH, source=found.source, as_of=found.as_of), steps)
    signer = [*signer_checks(found, outline, signing), *sealed.contradictions]  # 9
    signer += condition_checks(sealed.claims, outline, conditions)
    steps += ["8. the seal over header and text holds", "9. " + "; ".join(c.code for c in signer)]
    view = View(outline.document, keyed_by="term", signed=True)
    return proved([check(Code.SIGNATURE_GOOD)], signer, view, steps)


def _parts(seal: Any) -> tuple[str, bytes]:
    protected = seal.get("protected") if isinstance(seal, dict) else None
    if not isinstance(protected, str):
        raise Refused("proof_malformed", detail=say("a seal without a protected header"))
    return protected, base64url.decode(seal.get("signature"))


def _check_critical(header: JsonObject, outline: Outline) -> None:
    """``crit`` (RFC 7515 section 4.1.11) may name only headers that are understood and present, and must name ``b64``.

    All seals must agree on whether the payload is raw or encoded.
    """
    critical = header.get("crit", [])
    if not isinstance(critical, list) or not all(isinstance(name, str) for name in critical):
        raise Refused("jose_refused", detail=say("a crit that is no list of names"))
    if _KNOWN.intersection(critical):
        raise Refused("feature_unsupported", feature=say("a seal that rests on {name}", name=", ".join(critical)[:80]))
    if not set(critical) <= header.keys() & _UNDERSTOOD or len(set(critical)) < len(critical):
        raise Refused("jose_refused", detail=say("crit names something not understood"))
    if ("b64" in header) is not ("b64" in critical) or header.get("b64", False) is not False:
        raise Refused("jose_refused", detail=say("b64 other than of RFC 7797"))
    if header.get("b64") != (outline.header or {}).get("b64"):
        raise Refused("jose_refused", detail=say("seals that disagree on what the text is"))
    if "sigD" in header:
        raise Refused("feature_unsupported", feature=say("a seal over something elsewhere"))


def _key(header: JsonObject, note: ProofNote, known: Known, outline: Outline, at: datetime) -> FoundKey:
    """The leaf of ``x5c``; a JAdES ``kid`` names certificate and issuer, not a key of the issuer's."""
    chain = certificates(header)
    if not chain:
        return find_key(header, note, known, outline, at=at)
    thumbprint = header.get("x5t#S256")
    if thumbprint is not None and thumbprint != base64url.encode(sha256(chain[0]).digest()):
        raise Refused("jose_refused", detail=say("a certificate other than the one it names"))
    return known.key(KeyRef("", signatory(outline), outline.purposes[0], x5c=chain))

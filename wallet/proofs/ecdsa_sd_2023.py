"""``ecdsa-sd-2023``: proofs from which the holder may derive others that reveal less (VC DI ECDSA 1.0 section 3.4).

The issuer signs one hash over what is mandatory, and with a key made for the
occasion each other statement by itself.  A derived proof carries those of the
statements that are left.  A base proof would let anybody derive any other: it
is the holder's alone, and showing it is the mistake to point out.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from wallet.codec import base64url, cbor, multiformats, rdfc
from wallet.codec.base_proof import ECDSA_SD as CRYPTOSUITE
from wallet.codec.base_proof import ECDSA_SD_BASE as _BASE
from wallet.codec.base_proof import ECDSA_SD_DERIVED as _DERIVED
from wallet.errors import Refused, malformed_proof
from wallet.model import JsonObject, Outline, ProofNote, PublicKey
from wallet.proofs import signatures
from wallet.proofs.base import Conditions, Known
from wallet.proofs.canonical import Attempt, Covered, Reading, readings
from wallet.proofs.data_integrity import TYPE, TYPE_IRI
from wallet.proofs.embedded import Signature, Suite, check_proof
from wallet.report import Proved
from wallet.wording import say

_P256_PREFIX = b"\x80\x24"
_SIGNATURE_BYTES = 64


class _Derived(NamedTuple):
    """The components of a derived proof value (section 3.5.7)."""

    base_signature: bytes
    """The issuer's, over proof options, the key below and what is mandatory."""
    statement_key: bytes
    """The key made for the occasion, with its multicodec prefix."""
    signatures: tuple[bytes, ...]
    """One for each statement that is not mandatory, in order."""
    labels: dict[str, str]
    """Canonical blank node label to the one that was signed."""
    mandatory: frozenset[int]
    """Places of the mandatory statements."""


def _open(proof: JsonObject) -> Signature:
    return Signature(_read(proof).base_signature)


def _read(proof: JsonObject) -> _Derived:
    """Section 3.5.7; raises Refused: ``base_proof`` for the holder's own, ``proof_malformed``."""
    text = proof.get("proofValue")
    if not isinstance(text, str) or not text.startswith("u"):
        raise malformed_proof(say("its value is not in base64url"))
    value = multiformats.multibase_decode(text)
    if value.startswith(_BASE):
        raise Refused("base_proof")
    if not value.startswith(_DERIVED):
        raise malformed_proof(say("its value starts with unknown bytes"))
    parts = cbor.loads(value.removeprefix(_DERIVED))
    if not isinstance(parts, list) or len(parts) != 5:
        raise malformed_proof(say("its value does not have five parts"))
    base, key, each, labels, mandatory = parts
    if not _all_bytes([base, *each] if isinstance(each, list) else [None]):
        raise malformed_proof(say("its signatures are malformed"))
    if not isinstance(key, bytes) or not key.startswith(_P256_PREFIX):
        raise malformed_proof(say("its key is not of P-256"))
    if not isinstance(mandatory, list) or not all(isinstance(place, int) for place in mandatory):
        raise malformed_proof(say("its mandatory pointers are malformed"))
    return _Derived(base, key, tuple(each), _label_map(labels), frozenset(mandatory))


def _all_bytes(values: list[Any]) -> bool:
    return all(isinstance(value, bytes) and len(value) == _SIGNATURE_BYTES for value in values)


def _label_map(labels: Any) -> dict[str, str]:
    """Section 3.5.4.  Two nodes under one label would become one, so labels must differ."""
    if not isinstance(labels, dict) or not all(
        isinstance(place, int) and isinstance(label, bytes) for place, label in labels.items()
    ):
        raise malformed_proof(say("its labels are malformed"))
    if len(set(labels.values())) < len(labels):
        raise malformed_proof(say("two of its labels are the same"))
    return {f"_:c14n{place}": f"_:u{base64url.encode(label)}" for place, label in labels.items()}


def _attempts(covered: Covered) -> Iterator[Attempt]:
    """Section 3.5.8: the statements that are not mandatory are verified here, the rest is for the issuer's key."""
    derived = _read(covered.proof)
    for reading in readings(covered):
        statements = _statements(reading, derived.labels, covered.work)
        mandatory = "".join(line for place, line in enumerate(statements) if place in derived.mandatory)
        others = [line for place, line in enumerate(statements) if place not in derived.mandatory]
        options_hash = sha256(rdfc.canonicalize(reading.options.quads, work=covered.work).encode()).digest()
        mandatory_hash = sha256(mandatory.encode()).digest()
        if _each_holds(derived, others, covered.work):
            compared = say(
                "sha256 of the proof options {options_hash}, of what is mandatory {mandatory_hash}",
                options_hash=options_hash.hex(),
                mandatory_hash=mandatory_hash.hex(),
            )
            yield reading.attempt(options_hash + derived.statement_key + mandatory_hash, compared, selected=True)


def _statements(reading: Reading, labels: dict[str, str], work: rdfc.Work | None) -> list[str]:
    """The document as sorted N-Quads with the labels that were signed (section 3.5.5)."""
    canonical = rdfc.issue_labels(reading.document.quads, work=work)
    if not set(canonical.values()) <= labels.keys():
        raise malformed_proof(say("a node of the document has no label"))
    renamed = {node: labels[label] for node, label in canonical.items()}
    lines = rdfc.to_nquads(dict.fromkeys(reading.document.quads), renamed)
    # Only LF ends a statement: a literal may hold other characters that Python takes for line ends.
    return [line + "\n" for line in lines.split("\n")[:-1]]


def _each_holds(derived: _Derived, others: list[str], work: rdfc.Work | None) -> bool:
    key = PublicKey("P-256", derived.statement_key.removeprefix(_P256_PREFIX))
    return len(others) == len(derived.signatures) and all(
        signatures.verify(key, "ES256", signature, line.encode(), work)
        for signature, line in zip(derived.signatures, others, strict=True)
    )


_SUITE = Suite(CRYPTOSUITE, TYPE_IRI, ("ES256",), _open, form=_attempts)


class EcdsaSd2023:
    """The row for this cryptosuite."""

    label = say("Data Integrity: ecdsa-sd-2023")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is of this cryptosuite."""
        return note.content.get("type") == TYPE and note.content.get("cryptosuite") == CRYPTOSUITE

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 for a derived proof; a base proof is only named."""
        return check_proof(_SUITE, outline, note, known, conditions)


PROOF = EcdsaSd2023()

"""Proofs that sit in a document's ``proof`` member: what all their suites share.

VC Data Integrity 1.0 sections 4.4 to 4.7.  A suite says how its proof node is
opened and which form of the document is signed; the steps are the same for
all, and numbered as in :mod:`wallet.actions.judge`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from wallet.codec import xsd
from wallet.codec.rdfc import Work
from wallet.errors import Refused, malformed_proof
from wallet.model import FoundKey, JsonObject, KeyRef, Outline, ProofNote, PublicKey
from wallet.proofs import signatures
from wallet.proofs.base import (
    Conditions,
    Known,
    audience_checks,
    describe,
    is_presentation,
    keyless,
    outcome_of,
    proved,
    quote,
    signatory,
    signed_by,
    unproved,
)
from wallet.proofs.canonical import Attempt, Covered, rdfc
from wallet.proofs.chain import secured_documents
from wallet.report import ANYBODY, Audience, Check, Code, Proved, check
from wallet.wording import say

_METHOD = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+", re.ASCII)
_SELF_CONTAINED = ("did:key:", "did:jwk:")


class Signature(NamedTuple):
    """What a suite finds when it opens its proof node."""

    value: bytes
    alg: str = ""
    """JOSE name, where the proof states one; empty when the key's type decides."""
    prefix: bytes = b""
    """What is signed in front of the hashes: the protected header and the dot of a detached JWS."""


class Suite(NamedTuple):
    """What one kind of embedded proof fixes."""

    name: str
    """As written in the proof: a cryptosuite or a proof type."""
    type_iri: str
    """What the proof's ``type`` must mean."""
    algorithms: tuple[str, ...]
    """JOSE names of the algorithms it may use."""
    open: Callable[[JsonObject], Signature]
    """Step 5: raises :class:`~wallet.errors.Refused` on a broken proof node."""
    signature_member: str = "proofValue"
    form: Callable[[Covered], Iterator[Attempt]] = rdfc
    """Step 7: the readings under which the signature may hold."""
    hash_by_curve: bool = False
    """Whether SHA-384 goes with P-384 (VC DI ECDSA 3.2); otherwise SHA-256 goes with every key."""


class ByType:
    """The row for proofs whose ``type`` alone says which suite made them."""

    def __init__(self, suites: Mapping[str, Suite]) -> None:
        self.label = ", ".join(suites)
        self._suites = suites

    def recognises(self, note: ProofNote) -> bool:
        """Whether the proof is of one of these types."""
        kind = note.content.get("type")
        return isinstance(kind, str) and kind in self._suites

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 under the named type."""
        return check_proof(self._suites[note.content["type"]], outline, note, known, conditions)


def check_proof(suite: Suite, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
    """Steps 5 to 9 for one proof of ``suite``; never raises on hostile input."""
    return outcome_of(outline, lambda steps: _check(suite, outline, note, known, conditions, steps=steps))


def _check(
    suite: Suite, outline: Outline, note: ProofNote, known: Known, conditions: Conditions, *, steps: list[str]
) -> Proved:
    proof = note.content
    members = read_members(proof)  # 5
    signature = suite.open(proof)
    steps.append(f"5. {suite.name} proof by {members.method}")
    made = members.created or conditions.at
    found = known.key(KeyRef(members.method, signatory(outline), members.purpose, at=made))  # 6
    steps.append(f"6. key: {describe(found)}")
    alg = algorithm(suite, signature, found.key)
    covered = all_covered(suite, outline, proof, known, alg)  # 7
    attempts = _attempts(suite, covered, steps)
    agreed = signature._replace(alg=alg)
    good = _first_that_holds(attempts, found.key, agreed, steps, known.work, forms=conditions.forms)  # 8
    if good is None:
        return unproved(outline, check(Code.SIGNATURE_MISMATCH, source=found.source, as_of=found.as_of), steps)
    if found.key is None:
        return keyless(outline, found, steps)
    integrity = check(Code.SIGNATURE_GOOD, source=good.editions)
    signer = authority(members, found, outline, conditions)  # 9
    steps.append("9. " + "; ".join(c.code for c in signer))
    return proved((integrity, *good.findings), signer, good.view, steps, audience(members, outline))


def hash_name(suite: Suite, alg: str) -> str:
    """The hash under a signature of ``alg``, named as :mod:`hashlib` does."""
    return "sha384" if suite.hash_by_curve and alg == "ES384" else "sha256"


def all_covered(suite: Suite, outline: Outline, proof: JsonObject, known: Known, alg: str) -> list[Covered]:
    """Everything that ``proof`` may cover, as :func:`wallet.proofs.chain.secured_documents`.  Raises Refused."""
    documents = secured_documents(outline.document, proof)
    rest = proof, suite.type_iri, known.contexts, hash_name(suite, alg), suite.signature_member, known.work
    return [Covered(document, *rest) for document in documents]


def _attempts(suite: Suite, covered: list[Covered], steps: list[str]) -> Iterator[Attempt]:
    """Step 7: every reading of what the proof covers, with its previous proofs first, then without them."""
    for number, one in enumerate(covered):
        if number:
            steps.append("7. not over its earlier proofs; now without them, where it would vouch for none of them")
        yield from suite.form(one)


def _first_that_holds(
    attempts: Iterator[Attempt],
    key: PublicKey | None,
    signature: Signature,
    steps: list[str],
    work: Work | None,
    *,
    forms: bool,
) -> Attempt | None:
    """Step 8: the first attempt under which the signature holds, or None.

    Without a key nothing can be compared, so the first attempt is returned: it
    shows at least that the document can be read.
    """
    for attempt in attempts:
        steps.append(f"7. under {attempt.editions or 'the usual vocabularies'}: {attempt.compared}")
        if forms:
            steps.extend(f"7. {quoted}" for quoted in map(quote, ("proof options", "document"), attempt.forms))
        if key is None:
            return attempt
        holds = signatures.verify(key, signature.alg, signature.value, signature.prefix + attempt.data, work)
        steps.append(f"8. the {signature.alg} signature over them {'holds' if holds else 'does not hold'}")
        if holds:
            return attempt
    return None


def algorithm(suite: Suite, signature: Signature, key: PublicKey | None) -> str:
    """The algorithm that the suite, the proof and the key agree on."""
    allowed = [alg for alg in suite.algorithms if signature.alg in ("", alg)]
    if not allowed and signatures.supported(signature.alg):
        raise Refused("suite_unsupported", suite=f"{suite.name} {signature.alg}")
    fitting = [alg for alg in allowed if key is None or signatures.fits(key, alg)]
    if not fitting:
        raise malformed_proof(say("{name} does not go with this key", name=suite.name))
    return fitting[0]


# --- step 5: the members that every suite has ---------------------------------


class Members(NamedTuple):
    """The members of a proof node that policy looks at."""

    method: str
    purpose: str
    created: datetime | None
    expires: datetime | None
    challenge: str
    domains: tuple[str, ...]


def read_members(proof: JsonObject) -> Members:
    """The members of a proof node, checked for shape; raises Refused (``proof_malformed``)."""
    method, purpose = proof.get("verificationMethod"), proof.get("proofPurpose")
    if not isinstance(method, str) or not names_a_method(method):
        raise malformed_proof(say("its verification method names no key"))
    if not isinstance(purpose, str):
        raise malformed_proof(say("it has no purpose"))
    challenge = proof.get("challenge", "")
    domains = proof.get("domain", [])
    domains = [domains] if isinstance(domains, str) else domains
    if not isinstance(challenge, str) or not isinstance(domains, list) or any(not isinstance(d, str) for d in domains):
        raise malformed_proof(say("its challenge or domain is no text"))
    created, expires = (_moment(proof.get(member), member) for member in ("created", "expires"))
    return Members(method, purpose, created, expires, challenge, tuple(domains))


def names_a_method(method: str) -> bool:
    """Whether this URL can name one key; a DID alone names a document unless it is itself the key."""
    if not _METHOD.fullmatch(method):
        return False
    return not method.startswith("did:") or "#" in method or method.startswith(_SELF_CONTAINED)


def _moment(value: Any, member: str) -> datetime | None:
    moment = xsd.date_time(value)
    if moment is None and value is not None:
        raise malformed_proof(say("its {member} is not a date and time", member=member))
    return moment


# --- step 9: was this key allowed to sign this, for this, now ------------------


def audience(members: Members, outline: Outline) -> Audience:
    """For whom a presentation was made; an issuer's proof is for everybody."""
    return Audience(members.domains, members.challenge, members.created) if is_presentation(outline) else ANYBODY


def authority(members: Members, found: FoundKey, outline: Outline, conditions: Conditions) -> list[Check]:
    """Everything that a valid signature still has to satisfy; the worst finding counts."""
    findings = [signed_by(found, outline)]
    if members.purpose not in outline.purposes:
        findings.append(check(Code.PURPOSE_WRONG, purpose=members.purpose[:80]))
    if members.expires is not None and members.expires <= conditions.at:
        findings.append(check(Code.PROOF_EXPIRED, date=members.expires.date().isoformat()))
    return [*findings, *audience_checks(audience(members, outline), conditions)]

"""Selective disclosure: proofs derived here by the letter of VC DI ECDSA 3.5, over PyLD's canonical form."""

import base64
import hashlib
import json
import re
import secrets
from typing import Any

import pytest
from issuer_kit import CONTEXTS, TRANSCRIPT_CONTEXTS
from judge_kit import found, judged
from proof_kit import (
    CONDITIONS,
    FakeKnown,
    Json,
    Key,
    b64,
    base58,
    codes,
    credential,
    knowing,
    make_key,
    nquads,
    outline_of,
    proof,
)
from vectors import VECTORS, need

from wallet import proofs
from wallet.model import FoundKey
from wallet.report import CheckId, Code, Proved

ISSUER, ONCE = make_key("P-256"), make_key("P-256")
MULTICODEC = b"\x80\x24"
BASE, DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"


def cbor(value: Any) -> bytes:
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    return bytes([major << 5 | 24, number]) if number < 256 else bytes([major << 5 | 25]) + number.to_bytes(2)


def plain() -> Json:
    """Two nameless nodes, and a text with characters that some programs take for line ends."""
    made = credential(ISSUER.did, name="Zoë\u2028\x85 of Line Ends")
    made["credentialSubject"] = {"type": ["VerifiableCredential"]}
    made["termsOfUse"] = [{"type": "VerifiableCredential"}]
    return made


class Parts:
    """The five components of a derived proof, to be altered before they are encoded."""

    def __init__(self, secured: Json, key: Key = ISSUER, mandatory: tuple[int, ...] = (0, 2, 3)) -> None:
        self.options = proof(key, "ecdsa-sd-2023")
        lines = nquads(secured).decode().split("\n")[:-1]
        names = sorted(set(re.findall(r"_:c14n(\d+)", "\n".join(lines))), key=int)
        self.labels: Any = {int(name): secrets.token_bytes(32) for name in names}
        renamed = [re.sub(r"_:c14n(\d+)", lambda m: f"_:u{b64(self.labels[int(m[1])])}", line) for line in lines]
        statements = [line + "\n" for line in sorted(renamed)]
        self.mandatory: Any = list(mandatory)
        required = "".join(line for n, line in enumerate(statements) if n in mandatory)
        self.signatures: Any = [ONCE.sign(s.encode()) for n, s in enumerate(statements) if n not in mandatory]
        self.key: Any = MULTICODEC + ONCE.public.data
        options = nquads({"@context": secured["@context"], **self.options})
        digests = hashlib.sha256(options).digest() + self.key + hashlib.sha256(required.encode()).digest()
        self.base: Any = key.sign(digests)

    def value(self, prefix: bytes = DERIVED) -> str:
        return "u" + b64(prefix + cbor([self.base, self.key, self.signatures, self.labels, self.mandatory]))

    def node(self) -> Json:
        return {**self.options, "proofValue": self.value()}


def check(secured: Json, node: Json, known: FakeKnown | None = None) -> Proved:
    return proofs.check(outline_of({**secured, "proof": node}), known or knowing(ISSUER), CONDITIONS)


@pytest.mark.parametrize("mandatory", [(), (0,), (0, 2, 3), tuple(range(99))])
def test_a_derived_proof_holds(mandatory: tuple[int, ...]) -> None:
    proved = check(plain(), Parts(plain(), mandatory=mandatory).node())
    assert codes(proved) == ("signature_good", "issuer_key")
    assert (proved.view.keyed_by, proved.view.signed) == ("iri", True)
    assert any("of what is mandatory" in step for step in proved.steps)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "another"},
        {"credentialSubject": {"type": ["VerifiableCredential"], "id": "did:example:mallory"}},
        {"description": "added"},
        {"termsOfUse": []},
    ],
)
def test_a_changed_added_or_missing_statement_is_noticed(change: Json) -> None:
    found = codes(check({**plain(), **change}, Parts(plain()).node()))
    assert found in (("signature_mismatch",), ("undefined_term",))


def test_an_added_term_that_no_vocabulary_defines_is_refused() -> None:
    assert codes(check({**plain(), "gpa": "4.0"}, Parts(plain()).node())) == ("undefined_term",)


def test_proof_options_are_signed() -> None:
    node = {**Parts(plain()).node(), "created": "2025-01-01T00:00:00Z"}
    assert codes(check(plain(), node)) == ("signature_mismatch",)


def test_the_issuers_key_signs_what_is_mandatory() -> None:
    other = make_key("P-256")
    node = {**Parts(plain(), other).node(), "verificationMethod": ISSUER.method}
    assert codes(check(plain(), node)) == ("signature_mismatch",)


def test_a_signature_of_the_issuer_does_for_one_credential_only() -> None:
    parts, elsewhere = Parts(plain()), Parts({**plain(), "name": "elsewhere"})
    parts.base = elsewhere.base
    assert codes(check(plain(), parts.node())) == ("signature_mismatch",)


def test_a_statement_may_not_go_without_its_signature() -> None:
    parts = Parts(plain())
    parts.signatures.pop()
    assert codes(check(plain(), parts.node())) == ("signature_mismatch",)


def test_statements_keep_to_their_own_signatures() -> None:
    parts = Parts(plain())
    parts.signatures.reverse()
    assert codes(check(plain(), parts.node())) == ("signature_mismatch",)


def test_moving_a_statement_among_the_mandatory_is_noticed() -> None:
    parts = Parts(plain())
    parts.mandatory.append(1)
    parts.signatures.pop(0)
    assert codes(check(plain(), parts.node())) == ("signature_mismatch",)


def test_labels_must_be_the_signed_ones_and_differ() -> None:
    parts = Parts(plain())
    parts.labels[0] = bytes(32)
    assert codes(check(plain(), parts.node()))[0] == "signature_mismatch"
    parts = Parts(plain())
    parts.labels[1] = parts.labels[0]
    assert codes(check(plain(), parts.node())) == ("proof_malformed",)
    parts = Parts(plain())
    del parts.labels[1]
    assert codes(check(plain(), parts.node())) == ("proof_malformed",)


def test_a_base_proof_is_named_and_not_for_showing() -> None:
    parts = Parts(plain())
    node = {**parts.options, "proofValue": parts.value(BASE)}
    proved = check(plain(), node)
    assert codes(proved) == ("base_proof", "no_signature")
    assert not proved.view.signed


def test_without_the_key_integrity_and_signer_stay_open_but_false_statements_are_noticed() -> None:
    assert codes(check(plain(), Parts(plain()).node(), FakeKnown())) == ("key_not_saved", "issuer_not_saved")
    assert codes(check({**plain(), "name": "x"}, Parts(plain()).node(), FakeKnown())) == ("signature_mismatch",)


def test_a_key_of_another_curve_is_a_broken_proof() -> None:
    known = FakeKnown({ISSUER.method: FoundKey(make_key("P-384").public, "issuer_key")})
    assert codes(check(plain(), Parts(plain()).node(), known)) == ("proof_malformed",)


def record(subject: Json, **held: Any) -> Json:
    """A learner record; ``subject`` is of a credential in it that is not signed itself, if it has any."""
    issuer = {"id": ISSUER.did, "type": ["Profile"]}
    line = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": issuer, "credentialSubject": subject}
    inside = {"verifiableCredential": [{**line, "validFrom": "2024-01-01T00:00:00Z"}]} if subject else {}
    made = credential(issuer, *TRANSCRIPT_CONTEXTS[1:], CONTEXTS[1], type=["VerifiableCredential", "ClrCredential"])
    made["credentialSubject"] = {"id": "did:example:learner", "type": ["ClrSubject"], **inside, **held}
    return made


WELDING = {
    "id": "urn:example:welding",
    "type": ["Achievement"],
    "name": "Welding",
    "description": "Welds",
    "criteria": {"narrative": "Weld"},
}


@pytest.mark.parametrize(
    ("learner", "code"),
    [({"id": "did:example:learner"}, Code.FEATURE_UNSUPPORTED), ({}, Code.COVERED_BY_CONTAINER)],
    ids=["with an id", "without"],
)
def test_what_is_said_of_a_learner_may_be_of_a_credential_that_the_holder_left_out(learner: Json, code: Code) -> None:
    secured = record({**learner, "type": ["AchievementSubject"], "achievement": WELDING})
    report = judged({**secured, "proof": Parts(secured).node()})
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert found(report.parts[0])[CheckId.INTEGRITY] is code


def test_a_record_that_may_hold_more_credentials_awards_nothing_itself() -> None:
    secured = record({}, achievement=[WELDING])
    assert judged({**secured, "proof": Parts(secured).node()}).credential.achievements == ()


BROKEN = [
    ("base", bytes(63)),
    ("base", 7),
    ("key", b"\xed\x01" + bytes(32)),
    ("key", MULTICODEC + bytes(33)),
    ("key", MULTICODEC),
    ("key", 7),
    ("signatures", 7),
    ("signatures", [bytes(63)]),
    ("signatures", [7]),
    ("labels", []),
    ("labels", {0: 7}),
    ("mandatory", 7),
    ("mandatory", [b"1"]),
]


@pytest.mark.parametrize(("part", "value"), BROKEN, ids=str)
def test_a_misshapen_component_is_a_broken_proof(part: str, value: Any) -> None:
    parts = Parts(plain(), mandatory=())
    if part == "signatures" and value == [7]:
        value = [7, *parts.signatures]
    setattr(parts, part, value)
    assert codes(check(plain(), parts.node())) == ("proof_malformed",)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "u",
        "z111",
        "uAAAA",
        "u" + b64(DERIVED),
        "u" + b64(DERIVED + cbor([1])),
        "u" + b64(DERIVED + cbor(7)),
    ],
    ids=str,
)
def test_a_misshapen_value_is_a_broken_proof(value: Any) -> None:
    assert codes(check(plain(), {**proof(ISSUER, "ecdsa-sd-2023"), "proofValue": value})) == ("proof_malformed",)


def test_the_same_value_in_another_base_is_a_broken_proof() -> None:
    node = Parts(plain()).node()
    value = base64.urlsafe_b64decode(node["proofValue"][1:] + "==")
    assert codes(check(plain(), {**node, "proofValue": "z" + base58(value)})) == ("proof_malformed",)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("vc20/w3c-ecdsa-ecdsa-sd-2023-employ-addSignedSDBase.json", "base_proof"),
        ("vc20/w3c-ecdsa-ecdsa-sd-2023-employ-derivedRevealDocument.json", "key_not_saved"),
        ("blockcerts/cvjs-v3-ecdsa-sd-2023-signed-credential.json", "base_proof"),
    ],
)
def test_published_proofs_are_opened(name: str, code: str) -> None:
    made = json.loads(need(VECTORS / name).read_text())
    assert codes(proofs.check(outline_of(made), knowing(ISSUER), CONDITIONS))[0] == code

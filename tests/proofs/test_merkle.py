"""Blockchain receipts: made here over PyLD's canonical form, and those published with Blockcerts."""

import hashlib
import json
from typing import Any

import pytest
from proof_kit import (
    CONDITIONS,
    V1,
    FakeKnown,
    Json,
    base58,
    codes,
    credential,
    knowing,
    make_key,
    nquads,
    outline_of,
    sign,
)
from vectors import VECTORS, need

from wallet import proofs
from wallet.codec.rdfc import Work
from wallet.model import FoundKey, Outline, ProofNote
from wallet.report import Proved

MERKLE = "https://w3id.org/security/suites/merkle-2019/v1"
CHAINED = "https://w3id.org/security/suites/chained-2021/v1"
BLOCKCERTS = "https://w3id.org/blockcerts/v3.1"
METHOD = "did:ion:issuer#key-1"
TRANSACTION = "0x" + "ab" * 32
SIBLING = hashlib.sha256(b"another credential").digest()


def cbor(value: Any) -> bytes:
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    return head(4, len(value)) + b"".join(map(cbor, value))


def head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    power = (number.bit_length() - 1).bit_length() - 3 if number > 255 else 0  # 0 to 2: in 1, 2 or 4 bytes
    return bytes([major << 5 | 24 + power]) + number.to_bytes(1 << power)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def members(target: bytes, *, as_text: bool = True, network: int = 1, chain: int = 0) -> dict[int, Any]:
    """The members of a receipt in which ``target`` stands to the right of one other credential."""

    def inner(digest: bytes) -> bytes:
        return cbor(digest.hex() if as_text else digest)

    anchor = [[0, chain], [1, network], [2, cbor(TRANSACTION)]]
    root = sha256(SIBLING + target)
    return {3: [[0, inner(SIBLING)]], 0: inner(root), 1: inner(target), 2: [anchor]}


def receipt(parts: dict[int, Any], kind: str = "MerkleProof2019", **extra: Any) -> Json:
    node = {"type": kind} if kind[0].isupper() else {"type": "DataIntegrityProof", "cryptosuite": kind}
    value = "z" + base58(cbor([[name, part] for name, part in parts.items()]))
    return {**node, "proofPurpose": "assertionMethod", "verificationMethod": METHOD, "proofValue": value, **extra}


def plain() -> Json:
    made = credential("did:ion:issuer", MERKLE, CHAINED, BLOCKCERTS)
    made["@context"][0] = V1
    made["issuanceDate"] = made.pop("validFrom")
    return made


def check(document: Json, known: FakeKnown | None = None) -> Proved:
    made = outline_of(document)
    notes = []
    for note in made.proofs:
        merkle = str(note.content.get("type")).startswith(("MerkleProof", "Chained"))
        merkle |= note.content.get("cryptosuite") == "merkle-proof-2019"
        notes.append(ProofNote("merkle" if merkle else note.kind, note.suite, "", None, "", note.content))
    outline = Outline("blockcerts-3", made.payload, document, None, made.issuer_id, "", tuple(notes), (), ())
    return proofs.check(outline, known or FakeKnown(), CONDITIONS)


@pytest.mark.parametrize("kind", ["MerkleProof2019", "merkle-proof-2019"])
@pytest.mark.parametrize("as_text", [True, False])
def test_a_right_receipt_matches_but_proves_nothing_offline(kind: str, *, as_text: bool) -> None:
    parts = members(sha256(nquads(plain())), as_text=as_text)
    proved = check({**plain(), "proof": receipt(parts, kind)})
    assert codes(proved) == ("anchor_unchecked", "no_signature")
    assert proved.checks[0].message == "it matches its receipt, but Bitcoin was not consulted"
    assert TRANSACTION in proved.checks[0].hint
    assert not proved.view.signed


def test_a_transaction_in_bytes_is_told_in_the_digits_that_explorers_take() -> None:
    target = sha256(nquads(plain()))
    transaction = bytes.fromhex("ab" * 32)
    anchor = [[0, 0], [1, 1], [2, cbor(transaction)]]
    proved = check({**plain(), "proof": receipt({**members(target), 2: [anchor]})})
    assert codes(proved) == ("anchor_unchecked", "no_signature")
    assert proved.checks[0].details["transaction"] == transaction.hex()


def test_what_was_compared_is_told_in_order() -> None:
    target = sha256(nquads(plain()))
    proved = check({**plain(), "proof": receipt(members(target))})
    root = sha256(SIBLING + target).hex()
    assert proved.steps == (
        f"5. a receipt of Bitcoin, transaction {TRANSACTION}",
        f"7. SHA-256 of the content: {target.hex()}; the receipt covers {target.hex()}",
        f"8. 1 steps lead from it to the root {root}",
    )
    other = check({**plain(), "id": "urn:uuid:other", "proof": receipt(members(target))})
    found = sha256(nquads({**plain(), "id": "urn:uuid:other"})).hex()
    assert other.steps[1] == f"7. SHA-256 of the content: {found}; the receipt covers {target.hex()}"
    assert other.checks[0].message.endswith("its content is not what the receipt covers")


@pytest.mark.parametrize(
    ("chain", "network", "named"),
    [
        (0, 1, "Bitcoin"),
        (0, 3, "Bitcoin (a test network)"),
        (1, 1, "Ethereum"),
        (1, 11155111, "Ethereum (a test network)"),
        (2, 137, "Polygon"),
        (2, 80001, "Polygon (a test network)"),
        (3, 8453, "Base"),
        (3, 84532, "Base (a test network)"),
        (-1, -1, "the blockchain of a test"),
        (8, 42161, "chain 8"),
        (1000, 1, "chain 1000"),
    ],
)
def test_the_chain_is_named(chain: int, network: int, named: str) -> None:
    parts = members(sha256(nquads(plain())), chain=chain, network=network)
    message = check({**plain(), "proof": receipt(parts)}).checks[0].message
    assert message == f"it matches its receipt, but {named} was not consulted"


def test_a_receipt_ties_nothing_to_the_issuer() -> None:
    known = FakeKnown({METHOD: FoundKey(make_key().public, "issuer_key")})
    parts = members(sha256(nquads(plain())))
    assert codes(check({**plain(), "proof": receipt(parts)}, known)) == ("anchor_unchecked", "no_signature")
    assert known.asked == []


def test_a_changed_credential_differs_from_its_receipt() -> None:
    node = receipt(members(sha256(nquads(plain()))))
    assert codes(check({**plain(), "id": "urn:uuid:other", "proof": node})) == ("hash_mismatch",)
    assert codes(check({**plain(), "gpa": "4.0", "proof": node})) == ("undefined_term",)


def test_a_path_that_leads_elsewhere_is_refused() -> None:
    parts = members(sha256(nquads(plain())))
    right = {**parts, 3: [[1, parts[3][0][1]]]}
    empty = {**parts, 3: []}
    other = {**parts, 0: cbor(sha256(b"other").hex())}
    for wrong in (right, empty, other):
        proved = check({**plain(), "proof": receipt(wrong)})
        assert codes(proved) == ("hash_mismatch",)
        assert "root" in proved.checks[0].message


def test_a_path_has_at_most_64_steps() -> None:
    target = root = sha256(nquads(plain()))
    for _ in range(64):
        root = sha256(SIBLING + root)
    parts = {**members(target), 3: [[0, cbor(SIBLING)]] * 64, 0: cbor(root)}
    assert codes(check({**plain(), "proof": receipt(parts)}))[0] == "anchor_unchecked"


def test_an_empty_path_is_a_tree_of_one() -> None:
    target = sha256(nquads(plain()))
    parts = {**members(target), 3: [], 0: cbor(target)}
    assert codes(check({**plain(), "proof": receipt(parts)}))[0] == "anchor_unchecked"


@pytest.mark.parametrize(
    "change",
    [
        {0: None},
        {1: None},
        {2: None},
        {3: None},
        {0: b""},
        {0: cbor("ab")},
        {0: cbor(7)},
        {0: cbor("zz" * 32)},
        {0: 7},
        {2: []},
        {2: [[]]},
        {2: [[[1, 1]]]},
        {2: [[[0, 0], [0, 1]]]},
        {2: 7},
        {2: [[[0, 0], [2, 7]]]},
        {2: [[[0, "x"], [1, 1]]]},
        {3: 7},
        {3: [[2, cbor(SIBLING)]]},
        {3: [[0]]},
        {3: [[[], cbor(SIBLING)]]},
        {3: [[0, cbor(SIBLING)]] * 65},
    ],
    ids=str,
)
def test_a_misshapen_receipt_is_a_broken_proof(change: dict[int, Any]) -> None:
    parts = {**members(sha256(nquads(plain()))), **change}
    node = receipt({name: part for name, part in parts.items() if part is not None})
    assert codes(check({**plain(), "proof": node})) == ("proof_malformed",)


@pytest.mark.parametrize(
    "value", [None, 7, "", "z", "zz", "u", "z" + base58(cbor([[0, 1], [0, 1]])), "z" + base58(cbor([7]))]
)
def test_a_misshapen_value_is_a_broken_proof(value: Any) -> None:
    node = {**receipt(members(bytes(32))), "proofValue": value}
    assert codes(check({**plain(), "proof": node})) == ("proof_malformed",)


# --- behind other proofs ---------------------------------------------------------------------


SIGNER = make_key()


def test_a_receipt_over_an_earlier_proof_leaves_the_whole_open() -> None:
    document = plain()
    document["@context"].insert(1, "https://w3id.org/security/suites/ed25519-2020/v1")
    first = sign(document, SIGNER, "Ed25519Signature2020")
    parts = members(sha256(nquads({**document, "proof": first})))
    last = receipt(parts, "ChainedProof2021", chainedProofType="MerkleProof2019", previousProof=first)
    proved = check({**document, "proof": [first, last]}, knowing(SIGNER))
    assert codes(proved) == ("anchor_unchecked", "no_signature")
    other = {**last, "previousProof": {**first, "created": "2020-01-01T00:00:00Z"}}
    assert codes(check({**document, "proof": [first, other]}, knowing(SIGNER))) == ("proof_malformed",)
    loose = receipt(members(sha256(nquads(document))))
    assert codes(check({**document, "proof": [first, loose]}, knowing(SIGNER))) == (
        "some_proofs_unchecked",
        "issuer_key",
    )


def test_a_receipt_may_cover_the_proofs_before_it_unasked() -> None:
    first = receipt(members(sha256(nquads(plain()))))
    second = receipt(members(sha256(nquads({**plain(), "proof": [first]}))))
    assert codes(check({**plain(), "proof": [first, second]}))[0] == "anchor_unchecked"
    assert codes(check({**plain(), "proof": [second, first]})) == ("hash_mismatch",)


# --- Blockcerts 1 and 2 --------------------------------------------------------------------------


def old_receipt(target: bytes, **change: Any) -> Json:
    made = {
        "type": ["MerkleProof2017", "Extension"],
        "targetHash": target.hex(),
        "merkleRoot": sha256(target + SIBLING).hex(),
        "proof": [{"right": SIBLING.hex()}],
        "anchors": [{"type": "BTCOpReturn", "sourceId": TRANSACTION}],
    }
    return {**made, **change}


def badge() -> Json:
    return {
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "type": "Assertion",
        "id": "urn:uuid:1",
        "issuedOn": "2024-01-01T00:00:00Z",
        "badge": {"type": "BadgeClass", "id": "urn:uuid:2", "name": "Robotics"},
    }


def check_old(document: Json, node: Any, member: str = "signature") -> Proved:
    made = outline_of({**document, member: node})
    note = ProofNote("merkle", "MerkleProof2017", "", None, "", node, f"/{member}")
    whole = {**document, member: node}
    outline = Outline("blockcerts-2", made.payload, whole, None, "https://i.example", "", (note,), (), ())
    return proofs.check(outline, FakeKnown(), CONDITIONS)


def test_a_receipt_of_blockcerts_2() -> None:
    target = sha256(nquads(badge()))
    assert codes(check_old(badge(), old_receipt(target))) == ("anchor_unchecked", "no_signature")
    prefixed = old_receipt(target, targetHash=f"0x{target.hex()}", proof=[{"right": f"0x{SIBLING.hex()}"}])
    assert codes(check_old(badge(), prefixed)) == ("anchor_unchecked", "no_signature")
    changed = {**badge(), "issuedOn": "2025-01-01T00:00:00Z"}
    assert codes(check_old(changed, old_receipt(target))) == ("hash_mismatch",)
    assert codes(check_old({**badge(), "gpa": "4.0"}, old_receipt(target))) == ("undefined_term",)


def test_a_receipt_of_content_with_a_tab() -> None:
    """Software of the time left tabs as they are; RDFC-1.0 escapes them."""
    document = {**badge(), "badge": {**badge()["badge"], "name": "A\tB"}}
    for written, code in ((b"A\tB", "anchor_unchecked"), (b"A\\tB", "anchor_unchecked"), (b"A B", "hash_mismatch")):
        target = sha256(nquads(badge()).replace(b"Robotics", written))
        assert codes(check_old(document, old_receipt(target)))[0] == code


@pytest.mark.parametrize(
    ("anchor", "named"),
    [
        ({"type": "BTCOpReturn"}, "Bitcoin"),
        ({"type": "BTCOpReturn", "chain": "bitcoinTestnet"}, "Bitcoin (bitcoinTestnet)"),
        ({"type": "ETHData", "chain": "x" * 99}, "Ethereum (" + "x" * 38),
        ({"type": "Mock"}, "the blockchain of a test"),
        ({}, "the blockchain of a test"),
    ],
)
def test_the_chain_of_an_old_receipt_is_named(anchor: Json, named: str) -> None:
    node = old_receipt(sha256(nquads(badge())), anchors=[{"sourceId": TRANSACTION, **anchor}])
    message = check_old(badge(), node).checks[0].message
    assert message == f"it matches its receipt, but {named} was not consulted"


def test_a_long_transaction_is_cut_where_it_is_told() -> None:
    long = {"type": "BTCOpReturn", "sourceId": "t" * 300}
    proved = check_old(badge(), old_receipt(sha256(nquads(badge())), anchors=[long]))
    assert proved.steps[0] == f"5. a receipt of Bitcoin, transaction {'t' * 80}"
    assert proved.checks[0].hint.endswith(": " + "t" * 200)


@pytest.mark.parametrize(
    "change",
    [
        {"targetHash": 7},
        {"targetHash": "ab"},
        {"merkleRoot": None},
        {"proof": 7},
        {"proof": ["right"]},
        {"proof": [{"right": SIBLING.hex(), "left": SIBLING.hex()}]},
        {"proof": [{"up": SIBLING.hex()}]},
        {"proof": [{"right": 7}]},
        {"proof": [{"right": SIBLING.hex()}] * 65},
        {"anchors": []},
        {"anchors": [7]},
        {"anchors": [{"type": "BTCOpReturn"}]},
    ],
    ids=str,
)
def test_a_misshapen_old_receipt_is_a_broken_proof(change: Json) -> None:
    assert codes(check_old(badge(), old_receipt(bytes(32), **change))) == ("proof_malformed",)


def test_a_receipt_of_blockcerts_1_stands_beside_what_it_covers() -> None:
    inner = {name: value for name, value in badge().items() if name != "@context"}
    document = {"@context": badge()["@context"], "document": inner}
    target = sha256(nquads(badge()))
    assert codes(check_old(document, old_receipt(target), "receipt")) == ("anchor_unchecked", "no_signature")
    assert codes(check_old({**document, "document": 7}, old_receipt(target), "receipt")) == ("proof_malformed",)


def test_what_a_receipt_covers_goes_by_where_it_stands() -> None:
    """A badge beside the document of another: what is shown is the badge, so the receipt must cover that."""
    node = old_receipt(sha256(nquads(badge())))
    forged = {**badge(), "id": "urn:uuid:other", "document": badge(), "receipt": {}}
    assert codes(check_old(forged, node)) == ("undefined_term",)
    first = {"document": badge(), "signature": old_receipt(sha256(nquads(badge())))}
    assert codes(check_old(first, node, "receipt")) == ("anchor_unchecked", "no_signature")


PUBLISHED = {
    "cvjs-v2-testnet-valid-2.0": "anchor_unchecked",
    "cvjs-v2-mocknet-valid-2.0": "anchor_unchecked",
    "cvjs-v2-ethereum-ropsten-valid-2.0": "anchor_unchecked",
    "cvjs-v2-testnet-tampered-hashes-2.0": "hash_mismatch",
    "cvjs-v3-certificate": "anchor_unchecked",
}


@pytest.mark.parametrize(("name", "code"), PUBLISHED.items())
def test_published_receipts_of_blockcerts_2(name: str, code: str) -> None:
    document = json.loads(need(VECTORS / f"blockcerts/{name}.json").read_text())
    node = document.pop("signature")
    assert codes(check_old(document, node))[0] == code


PUBLISHED_3 = {
    "cvjs-v3-testnet-v3-did": "anchor_unchecked",
    "cvjs-v3-ethereum-sepolia-v3": "anchor_unchecked",
    "cvjs-v3-cert-rl-status-list-2021": "anchor_unchecked",
    "cvjs-v3-mocknet-vc-v2-data-integrity-proof": "anchor_unchecked",
    "cvjs-v3-mocknet-vc-v2-data-integrity-proof-multiple-signatures-non-chained": "anchor_unchecked",
    "cvjs-v3-mocknet-vc-v2-name-description-multilingual": "anchor_unchecked",
    "cvjs-v3-mocknet-vc-v2-credential-subject-array": "undefined_term",
    "cvjs-v3-mocknet-v3-valid": "anchor_unchecked",
    "cvjs-v3-proof-chain-example-secp256k1": "anchor_unchecked",
    "cvjs-v3-testnet-v3--tampered": "undefined_term",
}


@pytest.mark.parametrize(("name", "code"), PUBLISHED_3.items())
def test_published_receipts_of_blockcerts_3(name: str, code: str) -> None:
    assert codes(check(json.loads(need(VECTORS / f"blockcerts/{name}.json").read_text())))[0] == code


def test_a_form_that_cannot_be_read_does_not_hide_that_another_differs() -> None:
    junk = {"type": "SomeProofType", "shade": "green"}
    document = {**plain(), "proof": [junk, receipt(members(bytes(32)))]}
    assert codes(check(document)) == ("hash_mismatch",)
    target = sha256(nquads(plain()))
    document = {**plain(), "proof": [junk, receipt(members(target))]}
    assert codes(check(document)) == ("anchor_unchecked", "no_signature")


SEVERAL_EDITIONS = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def test_content_that_is_too_complex_under_another_edition_is_no_mismatch() -> None:
    document = {**plain(), "credentialSubject": {"id": "urn:who", "p": [{"p": [{"q": "x"}] * 2}] * 2}}
    document["@context"] = [*document["@context"], SEVERAL_EDITIONS, {"p": "urn:example:p", "q": "urn:example:q"}]
    sealed = {**document, "proof": receipt(members(bytes(32)))}
    known = FakeKnown(work=Work(500_000))
    compared = check(sealed, known)
    readings = sum(step.startswith("7.") for step in compared.steps)
    assert codes(compared) == ("hash_mismatch",)
    assert readings > 1
    assert known.work is not None
    each = (500_000 - known.work.left) // readings
    assert codes(check(sealed, FakeKnown(work=Work(each * readings)))) == ("hash_mismatch",)
    short = check(sealed, FakeKnown(work=Work(each * readings - 1)))
    assert codes(short) == ("too_complex", "no_signature")
    assert sum(step.startswith("7.") for step in short.steps) == readings - 1
    assert codes(check(sealed, FakeKnown(work=Work(-1)))) == ("too_complex", "no_signature")

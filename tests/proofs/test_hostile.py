"""Whatever a credential holds, checking it ends in an outcome: never in a traceback, never in an unsigned pass."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_kit import (
    CONDITIONS,
    ED_2020,
    JWS_2020,
    V1,
    FakeKnown,
    Json,
    b64,
    codes,
    credential,
    knowing,
    make_key,
    outline_of,
    outline_of_token,
    signed,
    token,
)

from wallet import proofs
from wallet.model import FoundKey, Outline, ProofNote
from wallet.report import Proved, Result

ED = make_key()
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["@id", "@type", "did:key:z", "https://[", "z", "u", "\ud7ff", "..", ED.method, ED.did]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.just("id"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def version_1(*contexts: str) -> Json:
    made = credential(ED.did)
    made["@context"] = [V1, *contexts]
    made["issuanceDate"] = made.pop("validFrom")
    return made


@pytest.fixture(scope="module")
def documents() -> list[Json]:
    """One good credential for each kind of embedded proof."""
    receipt = {"type": "MerkleProof2019", "proofValue": "z1", "verificationMethod": ED.method}
    old = {"type": ["MerkleProof2017"], "targetHash": "00" * 32, "merkleRoot": "00" * 32, "proof": [], "anchors": [{}]}
    return [
        signed(credential(ED.did), ED, "eddsa-rdfc-2022"),
        signed(credential(ED.did), ED, "eddsa-jcs-2022"),
        signed(version_1(ED_2020), ED, "Ed25519Signature2020"),
        signed(version_1(JWS_2020), ED, "JsonWebSignature2020"),
        {**credential(ED.did), "proof": {**receipt, "previousProof": {"a": 1}}},
        {**credential(ED.did), "proof": receipt, "signature": old},
        {**credential(ED.did), "proof": {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}},
        {"id": "https://i.example/1", "badge": {"issuer": "https://i.example/"}, "verify": {"type": "hosted"}},
    ]


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member and element."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield (*place, key)
        yield from places(inner, (*place, key))


def with_junk(value: Any, place: tuple[Any, ...], junk: Any) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = junk
    return changed


def notes_of(document: Json) -> tuple[ProofNote, ...]:
    """Every proof node under every kind that could be handed it."""
    nodes = document.get("proof", document.get("verify"))
    nodes = [node for node in (nodes if isinstance(nodes, list) else [nodes]) if isinstance(node, dict)]
    kinds = ("data-integrity", "merkle", "hosted")
    return tuple(ProofNote(kind, "suite", "", None, "", node) for kind in kinds for node in nodes)


def assert_outcome(proved: Proved) -> None:
    codes(proved)
    if proved.view.signed:
        assert proved.checks[0].result in (Result.PASS, Result.NOTE)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_member_of_a_document_can_break_the_check(documents: list[Json], data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(documents))
    place = data.draw(st.sampled_from(list(places(document))))
    changed = with_junk(document, place, data.draw(JUNK))
    made = outline_of(credential(ED.did))
    known = knowing(ED)
    known.save("https://i.example/1", data.draw(JUNK))
    for note in notes_of(changed) or (ProofNote("none", "", "", None, "", {}),):
        issuer = data.draw(st.sampled_from([ED.did, "", "https://i.example/"]))
        outline = Outline("vc-2", made.payload, changed, None, issuer, "", (note,), (), ())
        assert_outcome(proofs.check(outline, known, CONDITIONS))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_member_of_a_token_can_break_the_check(data: st.DataObject) -> None:
    claims: Any = {
        **credential(ED.did),
        "iss": ED.did,
        "vc": credential(ED.did),
        "cnf": {"jwk": {}},
        "_sd": [],
        "exp": 1,
    }
    header: Any = {
        "alg": "EdDSA",
        "kid": ED.method,
        "jwk": {},
        "x5c": ["AA=="],
        "typ": "JWT",
        "b64": False,
        "crit": ["b64"],
    }
    for _ in range(data.draw(st.integers(0, 2))):
        claims = with_junk(claims, data.draw(st.sampled_from(list(places(claims)))), data.draw(JUNK))
        header = with_junk(header, data.draw(st.sampled_from(list(places(header)))), data.draw(JUNK))
    for member in data.draw(st.sets(st.sampled_from(["b64", "crit", "x5c", "jwk", "vc", "exp"]))):
        header.pop(member, None)
        claims.pop(member, None)
    body = json.dumps(claims)
    signing_input = f"{b64(json.dumps(header))}.{b64(body)}"
    text = f"{signing_input}.{b64(ED.sign(signing_input.encode()))}"
    for kind, data_ in (("jws", text), ("sd-jwt", f"{text}~{b64('[1]')}~"), ("sd-jwt", f"{text}~{text}")):
        assert_outcome(checked(kind, data_.encode()))
    sealed = {"payload": body, "signatures": [{"protected": b64(json.dumps(header)), "signature": "AA"}]}
    assert_outcome(checked("jades", json.dumps(sealed).encode()))


def checked(kind: str, data: bytes) -> Proved:
    made = outline_of_token(token({}, ED), {})
    note = ProofNote(kind, "", "", None, "", {})
    outline = made._replace(payload=replace(made.payload, data=data), proofs=(note,), issuer_id=ED.did)
    return proofs.check(outline, KnowsEverything(), CONDITIONS)


class KnowsEverything(FakeKnown):
    """Any name leads to the same key."""

    def key(self, _ref: Any) -> FoundKey:
        return FoundKey(ED.public, "issuer_key")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.binary(max_size=60), kind=st.sampled_from(["jws", "sd-jwt", "jades"]))
def test_no_bytes_can_break_the_check(data: bytes, kind: str) -> None:
    assert_outcome(checked(kind, data))

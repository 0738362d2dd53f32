"""Several proofs on one credential: sets, co-signatures, chains and junk."""

from typing import Any

import pytest
from proof_kit import CONDITIONS, FakeKnown, Json, Key, codes, credential, knowing, make_key, outline_of, sign

from wallet import proofs
from wallet.model import FoundKey
from wallet.report import Code, Proved

ISSUER, OTHER, THIRD = make_key(), make_key("P-256"), make_key()
SUITE = {ISSUER: "eddsa-rdfc-2022", OTHER: "ecdsa-rdfc-2019", THIRD: "eddsa-jcs-2022"}
JUNK = {"type": "SomeProofType", "proofPurpose": "assertionMethod"}
DOCUMENT = credential(ISSUER.did)


def known(**codes_: str) -> FakeKnown:
    ties = {"issuer": "issuer_key", "other": "issuer_mismatch", "third": "issuer_mismatch", **codes_}
    named = {"issuer": ISSUER, "other": OTHER, "third": THIRD}
    return FakeKnown({named[who].method: FoundKey(named[who].public, tie) for who, tie in ties.items()})


def by(key: Key, over: tuple[Json, ...] = (), **members: Any) -> Json:
    return sign(DOCUMENT, key, SUITE[key], over=over, **members)


def check(*nodes: Any, at_hand: FakeKnown | None = None) -> Proved:
    return proofs.check(outline_of({**DOCUMENT, "proof": list(nodes)}), at_hand or known(), CONDITIONS)


def broken(node: Json) -> Json:
    return {**node, "created": "2020-01-01T00:00:00Z"}


def test_the_issuers_signature_counts_and_others_are_co_signatures() -> None:
    for nodes in ((by(ISSUER), by(OTHER)), (by(OTHER), by(ISSUER))):
        proved = check(*nodes)
        assert codes(proved) == ("signature_good", "issuer_key")
        assert proved.checks[1].also == (Code.ISSUER_MISMATCH,)
        assert proved.view.signed
        assert {step.split(":")[0] for step in proved.steps} == {"proof 1", "proof 2"}


def test_co_signatures_alone_are_not_the_issuers() -> None:
    assert codes(check(by(OTHER), by(THIRD))) == ("signature_good", "issuer_mismatch")


def test_one_bad_signature_fails_the_whole() -> None:
    for nodes in ((by(ISSUER), broken(by(OTHER))), (broken(by(ISSUER)), by(OTHER)), (JUNK, broken(by(ISSUER)))):
        proved = check(*nodes)
        assert codes(proved) == ("signature_mismatch",)
        assert not proved.view.signed


def test_each_failure_is_named() -> None:
    proved = check(broken(by(ISSUER)), {**by(OTHER), "proofValue": "zx"})
    assert codes(proved) == ("signature_mismatch",)
    assert proved.checks[0].also == (Code.PROOF_MALFORMED,)


def test_junk_neither_helps_nor_hides() -> None:
    alone = check(by(ISSUER))
    beside = check(JUNK, by(ISSUER))
    assert codes(beside) == codes(alone) == ("signature_good", "issuer_key")
    assert beside.checks[0].result == alone.checks[0].result
    assert beside.checks[0].also == (Code.SUITE_UNSUPPORTED,)
    assert beside.view == alone.view
    assert codes(check(JUNK, JUNK)) == ("suite_unsupported", "no_signature")
    sealing = {**JUNK, "previousProof": "urn:uuid:1"}
    assert codes(check(sealing, by(ISSUER))) == ("signature_good", "issuer_key")


def test_a_signature_that_could_not_be_checked_is_a_note() -> None:
    at_hand = knowing(ISSUER)
    proved = check(by(ISSUER), by(OTHER), by(THIRD), at_hand=at_hand)
    assert codes(proved) == ("some_proofs_unchecked", "issuer_key")
    assert "2 more" in proved.checks[0].message
    assert proved.checks[0].also == (Code.SIGNATURE_GOOD,)
    assert proved.view.signed


def test_when_none_could_be_checked_the_most_telling_reason_is_given() -> None:
    assert codes(check(JUNK, by(ISSUER), at_hand=FakeKnown())) == ("key_not_saved", "issuer_not_saved")


def test_the_best_tie_to_the_issuer_counts() -> None:
    at_hand = known(issuer="self_asserted_key", other="issuer_mismatch")
    assert codes(check(by(OTHER), by(ISSUER), at_hand=at_hand)) == ("signature_good", "self_asserted_key")


# --- chains ---------------------------------------------------------------------------------


def chain() -> tuple[Json, Json, Json]:
    first = by(ISSUER, id="urn:uuid:1")
    second = by(OTHER, (first,), id="urn:uuid:2", previousProof="urn:uuid:1")
    third = by(ISSUER, (second,), previousProof="urn:uuid:2")
    return first, second, third


def test_a_chain_holds_link_by_link() -> None:
    assert codes(check(*chain())) == ("signature_good", "issuer_key")
    assert codes(check(*reversed(chain()))) == ("signature_good", "issuer_key")


def test_a_link_may_cover_several_earlier_ones() -> None:
    first, other = by(ISSUER, id="urn:uuid:1"), by(OTHER, id="urn:uuid:2")
    last = by(ISSUER, (first, other), previousProof=["urn:uuid:1", "urn:uuid:2"])
    assert codes(check(first, other, last)) == ("signature_good", "issuer_key")
    jcs = by(THIRD, (first, other), previousProof=["urn:uuid:1", "urn:uuid:2"])
    assert codes(check(first, other, jcs)) == ("signature_good", "issuer_key")


def test_a_chain_minus_one_link_is_broken() -> None:
    first, second, third = chain()
    assert codes(check(first, third)) == ("proof_malformed",)
    assert codes(check(second, third)) == ("proof_malformed",)
    assert codes(check(first, second)) == ("signature_good", "issuer_key")  # its end is not missed


ALONE = "not over its earlier proofs; now without them, where it would vouch for none of them"


@pytest.mark.parametrize("key", [OTHER, THIRD])
def test_a_link_that_covers_the_document_alone_is_sound_and_vouches_for_no_other(key: Key) -> None:
    first = by(ISSUER, id="urn:uuid:1")
    alone = by(key, previousProof="urn:uuid:1")
    proved = check(first, alone)
    assert codes(proved) == ("signature_good", "issuer_key")
    assert [step for step in proved.steps if ALONE in step] == [f"proof 2: 7. {ALONE}"]
    assert proved.steps[-2].endswith("signature over them holds")
    replaced = by(ISSUER, id="urn:uuid:1", created="2024-02-02T00:00:00Z")
    assert codes(check(replaced, alone)) == ("signature_good", "issuer_key")
    assert codes(check(alone)) == ("proof_malformed",)
    assert not [step for step in check(*chain()).steps if ALONE in step]


@pytest.mark.parametrize("key", [OTHER, THIRD])
def test_a_link_that_holds_neither_way_fails(key: Key) -> None:
    first = by(ISSUER, id="urn:uuid:1")
    other = {**DOCUMENT, "validFrom": "2023-01-01T00:00:00Z"}
    assert codes(check(first, sign(other, key, SUITE[key], previousProof="urn:uuid:1"))) == ("signature_mismatch",)
    true = by(key, (first,), previousProof="urn:uuid:1")
    assert codes(check(first, true)) == ("signature_good", "issuer_key")
    replaced = by(ISSUER, id="urn:uuid:1", created="2024-02-02T00:00:00Z")
    assert codes(check(replaced, true)) == ("signature_mismatch",)
    changed = proofs.check(outline_of({**other, "proof": [first, true]}), known(), CONDITIONS)
    assert codes(changed) == ("signature_mismatch",)


def test_a_changed_link_fails_the_ones_behind_it() -> None:
    first, second, _ = chain()
    again = by(ISSUER, id="urn:uuid:1", created="2024-02-02T00:00:00Z")
    assert codes(check(again, second)) == ("signature_mismatch",)
    assert codes(check(first, second)) == ("signature_good", "issuer_key")


def test_a_name_that_two_proofs_bear_is_no_name() -> None:
    first, second, _ = chain()
    assert codes(check(first, by(THIRD, id="urn:uuid:1"), second)) == ("proof_malformed",)


def test_a_circle_and_an_endless_chain_are_broken() -> None:
    own = by(ISSUER, id="urn:uuid:1", previousProof="urn:uuid:1")
    assert codes(check(own)) == ("proof_malformed",)
    pair = (
        by(ISSUER, id="urn:uuid:1", previousProof="urn:uuid:2"),
        by(OTHER, id="urn:uuid:2", previousProof="urn:uuid:1"),
    )
    assert codes(check(*pair)) == ("proof_malformed",)
    links = [by(ISSUER, id="urn:uuid:0")]
    for n in range(1, 10):
        links.append(by(ISSUER, (links[-1],), id=f"urn:uuid:{n}", previousProof=f"urn:uuid:{n - 1}"))
    assert codes(check(*links[:8])) == ("signature_good", "issuer_key")
    assert codes(check(*links[:9])) == ("proof_malformed",)


def test_a_link_names_at_most_sixteen_earlier_ones() -> None:
    first = by(ISSUER, id="urn:uuid:1")
    assert codes(check(first, by(THIRD, (first,), previousProof=["urn:uuid:1"] * 16))) == (
        "signature_good",
        "issuer_key",
    )
    assert codes(check(first, by(THIRD, (first,), previousProof=["urn:uuid:1"] * 17))) == ("proof_malformed",)


def test_a_web_of_names_is_followed_once() -> None:
    names = [f"urn:uuid:{n}" for n in range(16)]
    nodes = [by(ISSUER, id=name, previousProof=names) for name in names]
    assert codes(check(*nodes)) == ("proof_malformed",)


def test_a_last_seal_that_cannot_be_checked_leaves_the_whole_open() -> None:
    first, second, _ = chain()
    proved = check(first, second, at_hand=knowing(ISSUER))
    assert codes(proved) == ("key_not_saved", "issuer_not_saved")
    assert not proved.view.signed


@pytest.mark.parametrize("nodes", [[7], ["x", None], [[]], "x", 7])
def test_what_is_no_proof_node_is_no_proof(nodes: Any) -> None:
    document = {**DOCUMENT, "proof": nodes}
    outline = outline_of(DOCUMENT)

    assert codes(proofs.check(outline._replace(document=document), known(), CONDITIONS)) == ("unsigned", "no_signature")

"""Base proofs, which are their holder's alone, are known by how they begin."""

import base64
from typing import Any

import pytest

from wallet.codec.base_proof import holds_base, is_base


def proof(suite: Any, *start: int, sign: str = "u") -> dict[str, Any]:
    value = base64.urlsafe_b64encode(bytes(start) + bytes(20)).decode().rstrip("=")
    return {"type": "DataIntegrityProof", "cryptosuite": suite, "proofValue": sign + value}


@pytest.mark.parametrize(
    ("suite", "feature", "base"),
    [
        ("ecdsa-sd-2023", 0, True),
        ("ecdsa-sd-2023", 1, False),
        *(("bbs-2023", feature, feature % 2 == 0) for feature in range(2, 9)),
        ("bbs-2023", 0, False),
        ("ecdsa-sd-2023", 2, False),
        ("eddsa-rdfc-2022", 0, False),
        (["bbs-2023"], 2, False),
        (None, 2, False),
    ],
)
def test_the_first_bytes_tell_a_base_proof(suite: Any, feature: int, *, base: bool) -> None:
    made = proof(suite, 0xD9, 0x5D, feature)
    assert is_base(made) is base
    assert holds_base({"a": [{"proof": [{}, made]}]}) is base
    assert not holds_base([[made["proofValue"], 1, None]])


@pytest.mark.parametrize("value", [5, None, "", "u!", "\u00fc"])
def test_what_is_no_value_begins_in_no_way(value: Any) -> None:
    assert not is_base({**proof("bbs-2023", 0xD9, 0x5D, 2), "proofValue": value})


@pytest.mark.parametrize("node", [None, "proof", [], {}])
def test_what_is_no_proof_is_none(node: Any) -> None:
    assert not is_base(node)

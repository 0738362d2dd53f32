"""Reading a blockchain receipt, in its JSON and its CBOR form, into one shape."""

from typing import Any, NamedTuple

from wallet.codec import cbor, multiformats
from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.wording import say

PATH_LIMIT = 64
"""Steps; a tree of 2^64 credentials would be needed for more."""
_CHAINS = {0: ("Bitcoin", 1), 1: ("Ethereum", 1), 2: ("Polygon", 137), 3: ("Base", 8453)}
"""Name and main network by the numbers of lds-merkle-proof-2019, the package that Blockcerts are made with."""
_TEST_CHAIN = -1
_TEST_NAME = say("the blockchain of a test")
_SIDES = {0: "left", 1: "right"}
_ROOT, _TARGET, _ANCHORS, _PATH = range(4)
_CHAIN, _NETWORK, _TRANSACTION = 0, 1, 2


class Receipt(NamedTuple):
    """What a receipt claims."""

    target: bytes
    """SHA-256 of the credential."""
    root: bytes
    path: tuple[tuple[str, bytes], ...]
    """``left`` or ``right``, and the hash that stands there, from the target up."""
    chain: str
    """For people."""
    transaction: str


def read_receipt(proof: JsonObject) -> Receipt:
    """The receipt in a proof node; raises :class:`~wallet.errors.Refused` (``proof_malformed``)."""
    try:
        return _from_cbor(proof["proofValue"]) if "proofValue" in proof else _from_json(proof)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Refused("proof_malformed", detail=say("its receipt is incomplete or malformed")) from error


def _from_json(proof: JsonObject) -> Receipt:
    """Chainpoint 2 and ``MerkleProof2017``: hexadecimal texts."""
    anchor = proof["anchors"][0]
    kind, chain = str(anchor.get("type", "")), str(anchor.get("chain", ""))
    named = next((name for prefix, name in (("BTC", "Bitcoin"), ("ETH", "Ethereum")) if kind.startswith(prefix)), "")
    path = [next(iter(step.items())) for step in _short(proof["proof"]) if len(step) == 1]
    if len(path) != len(proof["proof"]) or any(side not in _SIDES.values() for side, _ in path):
        raise ValueError("a step to neither side")
    return Receipt(
        _hash(proof["targetHash"]),
        _hash(proof["merkleRoot"]),
        tuple((side, _hash(sibling)) for side, sibling in path),
        (named or _TEST_NAME) + (f" ({chain})"[:40] if named and chain else ""),
        str(anchor["sourceId"]),
    )


def _from_cbor(value: Any) -> Receipt:
    """``MerkleProof2019``: pairs of a number that names a member, and its value."""
    members = _members(cbor.loads(multiformats.multibase_decode(value)))
    anchor = _members(members[_ANCHORS][0])
    return Receipt(
        _inner_hash(members[_TARGET]),
        _inner_hash(members[_ROOT]),
        tuple((_SIDES[side], _inner_hash(sibling)) for side, sibling in _short(members[_PATH])),
        _chain(anchor[_CHAIN], anchor.get(_NETWORK)),
        _named(cbor.loads(anchor[_TRANSACTION])) if _TRANSACTION in anchor else "",
    )


def _chain(number: Any, network: Any) -> str:
    """What a chain is called; one without a name here is no fault of the receipt, since new ones are added."""
    if type(number) is not int:
        raise ValueError("no number of a chain")
    if number == _TEST_CHAIN:
        return _TEST_NAME
    if number not in _CHAINS:
        return say("chain {number}", number=number)
    name, main = _CHAINS[number]
    return name if network == main else say("{chain} (a test network)", chain=name)


def _named(transaction: Any) -> str:
    return transaction.hex() if isinstance(transaction, bytes) else str(transaction)


def _members(pairs: Any) -> dict[Any, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _short(path: Any) -> list[Any]:
    if not isinstance(path, list) or len(path) > PATH_LIMIT:
        raise ValueError("no path, or too long a one")
    return path


def _inner_hash(encoded: bytes) -> bytes:
    """A hash is CBOR within bytes: 32 bytes, or the text of their hexadecimal digits."""
    return _hash(cbor.loads(encoded))


def _hash(value: Any) -> bytes:
    digest = value if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("0x"))
    if len(digest) != 32:
        raise ValueError("not 32 bytes")
    return digest

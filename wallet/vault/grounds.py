"""What the verdicts that a wallet notes rest on, summed up: FORMAT.md, section 6.

A verdict is noted when a credential is judged, by what was known on that device.
Each pack says what its writer knew by then, provided that everything there was
judged by all of it.  So two devices whose files meet can tell by a comparison
of the newest packs whether anything has to be judged again.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from wallet.codec import strictjson

JUDGED = "credential"
"""The kind of object that has a verdict."""
KINDS = frozenset(("evidence", "registry", "context"))
"""Kinds of objects that verdicts rest on."""
REGISTERS = frozenset(("trust", "identity"))
"""Keys of registers that verdicts rest on."""


def summed_up(ids: Iterable[str], registers: Mapping[str, Mapping[str, Any]]) -> str:
    """Sixteen bytes, hex, that stand for the objects of :data:`KINDS` and the values of :data:`REGISTERS`.

    ``registers``: for each key the values by what they are about.
    """
    values = {key: {on: value for on, value in held.items() if value is not None} for key, held in registers.items()}
    content = {"ids": sorted(ids), "registers": {key: held for key, held in values.items() if held}}
    return sha256(strictjson.dumps_sorted(content)).hexdigest()[:32]


NOTHING = summed_up((), {})
"""What the verdicts of an empty wallet rest on."""


def changed(kinds: Collection[str], keys: Collection[str]) -> bool:
    """Whether objects of these kinds or registers of these keys are among what verdicts rest on."""
    return not KINDS.isdisjoint(kinds) or not REGISTERS.isdisjoint(keys)

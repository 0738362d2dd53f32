"""Base proofs of selective disclosure: from one anybody could show every field, so it is its holder's alone.

VC DI ECDSA 1.0, 3.5.2 (``ecdsa-sd-2023``) and VC DI BBS 1.0, 3.3.1
(``bbs-2023``): the first bytes of a proof's value say which of the two it is.
"""

from typing import Any

from wallet.codec import multiformats
from wallet.errors import Refused

ECDSA_SD, BBS = "ecdsa-sd-2023", "bbs-2023"
ECDSA_SD_BASE, ECDSA_SD_DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_BASES = {
    ECDSA_SD: (ECDSA_SD_BASE,),
    BBS: tuple(b"\xd9\x5d" + bytes([feature]) for feature in (2, 4, 6, 8)),
}
"""Cryptosuite -> how a base proof begins; of BBS there is one for each of its features."""


def is_base(proof: Any) -> bool:
    """Whether a proof node is a base proof."""
    suite = proof.get("cryptosuite") if isinstance(proof, dict) else None
    if not isinstance(suite, str) or suite not in _BASES:
        return False
    try:
        return multiformats.multibase_decode(proof.get("proofValue")).startswith(_BASES[suite])
    except Refused:
        return False


def holds_base(document: Any) -> bool:
    """Whether there is a base proof anywhere in a document."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if is_base(value):
            return True
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)
    return False

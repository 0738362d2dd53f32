"""did:web: one strict mapping from an id to the https address of its document.

https://w3c-ccg.github.io/did-method-web/#read-resolve.  The id names a host, so
whatever two programs could read as different hosts is refused: upper case,
user names, IP addresses, trailing dots, encoded characters, empty or dotted
path segments.
"""

import re

from wallet.errors import Refused
from wallet.wording import say

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT = re.compile(r"[A-Za-z0-9_~.-]+")
_HOST_CHARS = 253
_DID_CHARS = 2048


def document_url(did: str) -> str:
    """Where the DID document of ``did`` is published.

    ``did:web:host`` is ``https://host/.well-known/did.json``; with a path it is
    ``https://host/path/did.json``.  Raises ``Refused("proof_malformed")`` for an
    id outside the one spelling that is accepted.
    """
    if not did.startswith("did:web:") or len(did) > _DID_CHARS:
        raise _refused()
    place, *path = did.removeprefix("did:web:").split(":")
    host, encoded_colon, port = place.partition("%3A")
    if not _HOST.fullmatch(host) or len(host) > _HOST_CHARS or host.rpartition(".")[2].isdigit():
        raise _refused()  # a last label of digits alone makes it an IP address (RFC 3986 3.2.2)
    if encoded_colon and not (_PORT.fullmatch(port) and int(port) < 1 << 16):
        raise _refused()
    if any(not _SEGMENT.fullmatch(segment) or segment.strip(".") == "" for segment in path):
        raise _refused()
    origin = f"https://{host}:{port}" if port else f"https://{host}"
    return "/".join((origin, *(path or [".well-known"]), "did.json"))


def _refused() -> Refused:
    return Refused("proof_malformed", detail=say("an id that is no did:web"))

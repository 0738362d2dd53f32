"""What a Data Integrity proof signs (VC Data Integrity 1.0 section 4; the eddsa and ecdsa suites' section 3).

Every suite of the family signs ``hash(proof options) || hash(document)``, both
in canonical form; they differ in how that form is made.
"""

import hashlib
from typing import Any


def hash_data(
    document: str | bytes,
    options: str | bytes,
    *,
    hash: str = "sha256",  # noqa: A002 - named as in rdfc
) -> bytes:
    """The hash data of a document and its proof options, both already canonical.

    ``str`` is canonical N-Quads, ``bytes`` canonical JSON.  The result is 64
    bytes for ``sha256`` and 96 for ``sha384`` (P-384 keys).
    """
    return hashlib.new(hash, _utf8(options)).digest() + hashlib.new(hash, _utf8(document)).digest()


def proof_options(proof: dict[str, Any], context: Any = None, *, signature: str = "proofValue") -> dict[str, Any]:
    """``proof`` without the one member that holds its signature, read under ``context`` if one is given.

    The ``-rdfc-`` suites and the older RDF ones canonicalize proof options
    under the document's ``@context``; the ``-jcs-`` ones as they stand.
    ``signature`` is ``jws`` in JsonWebSignature2020 and Ed25519Signature2018.
    """
    options = dict(proof)
    options.pop(signature, None)
    if context is not None:
        options["@context"] = context
    return options


def unsecured(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` without its ``proof``."""
    bare = dict(document)
    bare.pop("proof", None)
    return bare


def _utf8(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text

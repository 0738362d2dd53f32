"""Is it yours?  Comparing whom a credential names with whom the checker expects, or with who presents it."""

from hashlib import new
from hmac import compare_digest

from wallet.model import Credential, Holder, Outline
from wallet.report import Check, Code, Result
from wallet.report import check as finding

NOBODY = Holder()
_HASHES = {"sha256": 64, "sha512": 128, "sha1": 40, "md5": 32}
"""Digests that Open Badges recipients were hashed with, and the hex digits of each."""
_PLAIN = "plain:"
_SHOWN_CHARS = 200


def check(
    credential: Credential, asked: str, outline: Outline, signer: Check | None = None, presenter: str = ""
) -> Check:
    """Step 14: whose it is.

    ``asked`` is an id, an e-mail address or a name that must be the recipient;
    without it a presentation answers by its signature (``signer``), and a
    credential inside one by comparison with ``presenter``, the id that
    presented it.
    """
    holder = credential.holder
    if asked:
        return _expected(holder, asked.strip())
    if outline.format == "presentation" and signer is not None and signer.result is Result.PASS:
        return finding(Code.HOLDER_PROVED)
    if not presenter:
        return finding(Code.NOT_ASKED)
    if not holder.id:
        return finding(Code.HOLDER_NOT_COMPARABLE)
    if holder.id == presenter:
        return finding(Code.HOLDER_MATCH, id=_shown(presenter))
    return finding(Code.HOLDER_DIFFERS)


def _expected(holder: Holder, asked: str) -> Check:
    same = _is_same(holder, asked)
    if same is None:
        return finding(Code.HOLDER_NOT_COMPARABLE)
    return finding(Code.HOLDER_MATCH, id=_shown(asked)) if same else finding(Code.HOLDER_MISMATCH)


def _is_same(holder: Holder, asked: str) -> bool | None:
    """Whether the recipient is ``asked``; None when it is named in a way that cannot be compared.

    An id is compared with an id and an address with an address: that a
    credential names only the one says nothing about the other.
    """
    if "@" in asked and not asked.startswith(("did:", "https:", "http:")):
        return _is_address(holder, asked.removeprefix("mailto:"))
    if ":" in asked:
        return holder.id == asked or _by_identity(holder, asked) or (False if holder.id else None)
    if not holder.name:
        return _by_identity(holder, asked)
    return holder.name.casefold().split() == asked.casefold().split()


def _is_address(holder: Holder, address: str) -> bool | None:
    if holder.id.startswith("mailto:"):
        return holder.id.removeprefix("mailto:").casefold() == address.casefold()
    return _by_identity(holder, address)


def _by_identity(holder: Holder, asked: str) -> bool | None:
    """Against the hashed or plain identity of Open Badges, None when there is none of a known kind.

    Open Badges 2.0 "IdentityObject": the salt follows the identity.  Issuers
    hashed addresses as typed or in lower case, so both are tried.
    """
    written = holder.identity_hash
    if not written:
        return None
    if written.startswith(_PLAIN):
        return written.removeprefix(_PLAIN).strip().casefold() == asked.casefold()
    algorithm, digest = _split(written)
    if not algorithm:
        return None
    candidates = dict.fromkeys((asked, asked.lower()))
    return any(compare_digest(_hashed(algorithm, name + holder.salt), digest) for name in candidates)


def _split(written: str) -> tuple[str, bytes]:
    """Algorithm and digest of ``sha256$hex``; bare hex tells its algorithm by length."""
    algorithm, dollar, digits = written.partition("$")
    if not dollar:
        digits = written
        algorithm = next((name for name, size in _HASHES.items() if size == len(digits)), "")
    if _HASHES.get(algorithm.lower()) != len(digits) or not digits.isascii():
        return "", b""
    return algorithm.lower(), digits.lower().encode()


def _hashed(algorithm: str, text: str) -> bytes:
    return new(algorithm, text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().encode()


def _shown(identifier: str) -> str:
    return identifier[:_SHOWN_CHARS]

"""Whose is it?  Comparing whom a credential names with whom the checker expects, or with who presents it."""

from collections.abc import Iterable, Sequence
from hashlib import new
from hmac import compare_digest
from unicodedata import normalize

from wallet.model import Credential, Holder, Outline
from wallet.report import Check, Code, Result
from wallet.report import check as finding

_HASHES = {"sha256": 64, "sha512": 128, "sha1": 40, "md5": 32, "sha384": 96, "sha224": 56}
"""Digests that Open Badges recipients were hashed with, and the hex digits of each."""
_PLAIN = "plain:"
_SHOWN_CHARS = 200
_WEB = ("did:", "https:", "http:")


def check(
    credential: Credential,
    asked: str,
    outline: Outline,
    signer: Check | None = None,
    presenter: str = "",
    mine: Sequence[str] = (),
) -> Check:
    """Step 14: whose it is.

    ``asked`` is an id, an e-mail address or a name that must be the recipient;
    without it a presentation answers by its signature (``signer``), and a
    credential inside one by comparison with ``presenter``, the id that
    presented it.  ``mine`` are the learner's own identities: they inform, and
    fail nothing.
    """
    holder = credential.holder
    if asked:
        return _expected(holder, asked.strip())
    shown = outline.format == "presentation" and signer is not None and signer.result is Result.PASS
    if shown and presenter in ("", holder.id):  # not a presentation of somebody else's credential
        return finding(Code.HOLDER_PROVED if holder.id else Code.HOLDER_NOT_COMPARABLE)
    if not presenter:
        return _of_mine(holder, mine)
    if not holder.id:
        return finding(Code.HOLDER_NOT_COMPARABLE)
    if holder.id == presenter:
        return finding(Code.HOLDER_MATCH, id=_shown(presenter))
    return finding(Code.HOLDER_DIFFERS)


def _of_mine(holder: Holder, mine: Sequence[str]) -> Check:
    """Whether one of several identities is the recipient.

    That a name is spelled otherwise says nothing, nor does an id of another kind: everybody has several.
    """
    if not (holder.id or holder.name or holder.identity_hash or holder.others):
        return finding(Code.HOLDER_UNNAMED)
    found = {identity: _is_same(holder, identity) for identity in mine}
    if same := [identity for identity, answer in found.items() if answer]:
        return finding(Code.HOLDER_MATCH, id=_shown(same[0]))
    if any(answer is False for identity, answer in found.items() if _is_of_a_kind(holder.id, identity)):
        return finding(Code.HOLDER_NOT_YOURS)
    return finding(Code.HOLDER_NAMED_OTHERWISE if mine else Code.NOT_ASKED)


def _is_of_a_kind(held: str, identity: str) -> bool:
    """Whether an identity can differ from whom a credential names: an address, or an id of the same scheme."""
    if "@" in identity and not identity.startswith(_WEB):
        return True
    schemes = [text.partition(":")[0].lower().replace("https", "http") for text in (held, identity) if ":" in text]
    return len(schemes) == 2 and schemes[0] == schemes[1]


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
    if "@" in asked and not asked.startswith(_WEB):
        return _is_address(holder, asked.removeprefix("mailto:"))
    if ":" in asked:
        return _same_id(holder.id, asked) or _by_identity(holder, asked) or (False if holder.id else None)
    if not holder.name:
        return _by_identity(holder, asked)
    return _same_words(holder.name, asked) or _by_identity(holder, asked) is True


def _same_id(held: str, asked: str) -> bool:
    """Byte for byte; of a web address, a final slash does not count."""
    return bool(held) and (held == asked or (asked.startswith("http") and held.rstrip("/") == asked.rstrip("/")))


def _same_words(one: str, other: str) -> bool:
    return [normalize("NFC", word) for word in one.casefold().split()] == [
        normalize("NFC", word) for word in other.casefold().split()
    ]


def _is_address(holder: Holder, address: str) -> bool | None:
    if holder.id.lower().startswith("mailto:") and holder.id[7:].casefold() == address.casefold():
        return True
    found = _by_identity(holder, address)
    return False if found is None and holder.id.lower().startswith("mailto:") else found


def _by_identity(holder: Holder, asked: str) -> bool | None:
    """Against the hashed or plain identities of Open Badges, None when there is none of a comparable kind."""
    identities = ((holder.identity_hash, holder.salt), *holder.others)
    answers = [_matches(written, salt, asked) for written, salt in identities if written]
    return True if True in answers else False if False in answers else None


def _matches(written: str, salt: str, asked: str) -> bool | None:
    """Against one identity.

    Open Badges 2.0 "IdentityObject": the salt follows the identity; some issuers
    put it first, or forgot it.  A digest fits none of these by chance.
    """
    if written.startswith(_PLAIN):
        return _same_text(written.removeprefix(_PLAIN).strip(), asked)
    algorithm, digest = _split(written)
    if not algorithm:
        return None
    for form in _spellings(asked):
        for text in dict.fromkeys((form + salt, salt + form, form)):
            if compare_digest(_hashed(algorithm, text), digest):
                return True
    return False


def _spellings(asked: str) -> Iterable[str]:
    """How issuers may have written whom they hashed: as typed, in other cases, with a space, in other forms of Unicode.

    A directory has names with capitals in an address, which nobody types.
    """
    name, at, host = asked.rpartition("@")
    cases = (asked, asked.lower(), asked.upper(), asked.capitalize(), asked.title(), name.title() + at + host.lower())
    around = (f"mailto:{asked.lower()}", f"{asked} ", f" {asked}")
    return dict.fromkeys(normalize(form, one) for form in ("NFC", "NFD") for one in (*cases, *around))


def _same_text(held: str, asked: str) -> bool | None:
    """A plain identity; one of another kind than what is asked for says nothing about it."""
    if held.lower().removeprefix("mailto:").casefold() == asked.casefold() or _same_words(held, asked):
        return True
    kinds = [("@" in text and not text.startswith(_WEB), text.startswith(_WEB)) for text in (held, asked)]
    return False if kinds[0] == kinds[1] else None


def _split(written: str) -> tuple[str, bytes]:
    """Algorithm and digest of ``sha256$hex``; bare hex tells its algorithm by length."""
    name, dollar, digits = written.strip().partition("$")
    algorithm = name.lower().replace("-", "").replace("_", "")
    if not dollar:
        digits = name
        algorithm = next((known for known, size in _HASHES.items() if size == len(digits)), "")
    if _HASHES.get(algorithm) != len(digits) or not digits.isascii():
        return "", b""
    return algorithm, digits.lower().encode()


def _hashed(algorithm: str, text: str) -> bytes:
    return new(algorithm, text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().encode()


def _shown(identifier: str) -> str:
    return identifier[:_SHOWN_CHARS]

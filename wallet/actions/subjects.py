"""Parsing whom a decision about trust is about: an id, a key, a certificate, or the issuer of a credential."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from wallet.actions.inputs import read_file
from wallet.actions.trust_store import CERTIFICATE
from wallet.codec import strictjson
from wallet.errors import NotFound, Refused, Unreadable
from wallet.model import PublicKey
from wallet.wording import say

ID_CHARS = 4096
_IDS = ("did:", "https://", "http://", "urn:")
_KEY_CHARS = 40
"""A Multikey is at least as long."""
_THUMBPRINT_CHARS = 43
_ENDINGS = (".pem", ".crt", ".cer", ".der", ".pub", ".jwk", ".jwks", ".json")
"""Of the names of files with a key or certificate: one that is not there is looked for nowhere else."""


class Subject(NamedTuple):
    """Whom a decision is about."""

    id: str
    name: str = ""
    der: bytes = b""
    """Of a certificate."""
    until: datetime | None = None


def read(text: str, otherwise: Callable[[str], Subject]) -> Subject:
    """The subject that ``text`` names: an id, a key, a file with a key or certificate; else what ``otherwise`` finds.

    Raises :class:`~wallet.errors.NotFound` for what is no usable id, and :class:`~wallet.errors.Unreadable`
    for a file that is not there or holds neither key nor certificate.
    """
    named = text.strip()
    if named.startswith(_IDS):
        if not named.isprintable() or " " in named or len(named) > ID_CHARS:
            raise NotFound(say("that is no id of an issuer"), hint=say("see the ids of yours: wallet list --json"))
        return Subject(named.partition("#")[0] if named.startswith("did:") else named)
    if named.startswith((CERTIFICATE, "key:")):
        return Subject(named)
    if named.startswith("z") and len(named) >= _KEY_CHARS and (key := _multikey(named)) is not None:
        return _of_key(key)
    if Path(named).is_file() or Path(named).suffix.lower() in _ENDINGS:
        found = from_file(Path(named))
        if found is None:
            hint = say("is it a list of issuers? wallet trust import {named}", named=named)
            raise Unreadable(
                say("{named} holds neither a key nor a certificate", named=named), hint=hint, slug="no_key"
            )
        return found
    return otherwise(named)


def check(text: str) -> None:
    """Find out without a wallet whether ``text`` names nobody, or a file that is not there.  Raises as :func:`read`."""
    read(text, Subject)


def from_file(path: Path) -> Subject | None:
    """The certificate or key in a file, or None when it holds neither.

    Raises :class:`~wallet.errors.Unreadable` for a broken one.
    """
    data = read_file(path)
    try:
        if b"-----BEGIN CERTIFICATE-----" in data or data[:2] == b"\x30\x82":
            return _certificate(data, path)
        keys = _keys(data)
        return _of_key(keys[0]) if keys else None
    except Refused as refusal:
        detail = refusal.details.get("detail", "a broken key")
        raise Unreadable(say("{path} holds {detail}", path=path, detail=detail), slug="bad_key") from None


def thumbprints(text: str) -> list[str]:
    """The thumbprints (RFC 7638) of the keys that ``text`` is, or names the file of.

    Raises :class:`~wallet.errors.Unreadable` (``bad_key``).
    """
    from wallet.keys.jwk import thumbprint

    if len(text) == _THUMBPRINT_CHARS and text.isascii() and "." not in text and "/" not in text:
        return [text]
    key = _multikey(text.removeprefix("did:key:"))
    try:
        keys = [key] if key else _keys(read_file(Path(text)))
        found = [thumbprint(key) for key in keys]
    except Refused:
        found = []
    if not found:
        raise Unreadable(
            say("{text!r} is no public key", text=text[:80]),
            hint=say("give it as z6Mk..., as its thumbprint, or as a file with a JWK or PEM key"),
            slug="bad_key",
        )
    return found


def _certificate(data: bytes, path: Path) -> Subject:
    from wallet.keys.x509 import certificates

    found = certificates(data)
    if len(found) != 1:
        raise Unreadable(
            say("{path} holds {n} certificates", path=path, n=len(found)),
            hint=say("trust them one by one, each from a file of its own"),
            slug="many_certificates",
        )
    one = found[0]
    return Subject(CERTIFICATE + one.sha256, one.subject, one.der, one.until)


def _keys(data: bytes) -> list[PublicKey]:
    """Every key in a file: a JWK, a JWK set, a PEM public key, or a Multikey as text.  Raises ``Refused``."""
    from wallet.keys.jwk import public_key as of_jwk
    from wallet.keys.material import public_key

    text = data.strip()
    if text.startswith(b"-----BEGIN"):
        return [public_key({"publicKeyPem": text.decode("ascii", "replace")})]
    if text.startswith(b"z") and len(text) < 4 * _THUMBPRINT_CHARS:
        key = _multikey(text.decode("ascii", "replace"))
        return [key] if key else []
    try:
        content = strictjson.loads(data)
    except Unreadable:
        return []
    if not isinstance(content, dict) or not {"kty", "keys"} & content.keys():
        return []
    inner = content.get("keys")
    return [of_jwk(jwk) for jwk in (inner if isinstance(inner, list) else [content])]


def _multikey(text: str) -> PublicKey | None:
    from wallet.keys.multikey import public_key as key_of_multikey

    try:
        return key_of_multikey(text)
    except Refused:
        return None


def _of_key(key: PublicKey) -> Subject:
    """The subject of a bare key: the issuer whose did:key it is."""
    from wallet.keys.did_key import did_of

    return Subject(did_of(key))

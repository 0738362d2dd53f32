"""The ciphers of ``wallet-vault/1``: FORMAT.md, sections 2 and 3.

Everything here is a pure function of its arguments; randomness is passed in.
What does not open raises :class:`~wallet.errors.Damaged`; callers name the file.
"""

import hmac
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from wallet.codec import jcs
from wallet.codec.inflate import inflate
from wallet.errors import Damaged, Unreadable, UsageError
from wallet.model import JsonObject
from wallet.wording import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hmac import HMAC

OVERHEAD = 40
"""Bytes that sealing adds: a 24-byte nonce and a 16-byte tag."""
BODY_STEP = 256
HEAD_STEP = 1024
BODY_LIMIT = 16 * 1024 * 1024
HEAD_LIMIT = 64 * 1024 * 1024
PASSPHRASE_LIMIT = 1024
RAW, ZLIB = b"\0", b"\1"
COMPRESSED_FROM, COMPRESSED_TO = 8 * 1024, 1024 * 1024


def expand(key: bytes, label: str, vault_id: bytes) -> bytes:
    """K(key, label): HKDF-Expand-SHA256 (RFC 5869, 2.3) of one block, 32 bytes."""
    return hmac.digest(key, info(label, vault_id) + b"\x01", "sha256")


def info(label: str, vault_id: bytes) -> bytes:
    """The HKDF ``info`` that ties a key to its purpose and wallet."""
    return b"wallet-vault/1/" + label.encode() + b"/" + vault_id


def stretch(secret: bytes, salt: bytes, vault_id: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a secret that is already random, 32 bytes."""
    return expand(hmac.digest(salt, secret, "sha256"), "kek", vault_id)


def derive(passphrase: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    """Argon2id v1.3 (RFC 9106), 32 bytes; ``memory`` in KiB.  Slow on purpose."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(passphrase)


def passphrase_bytes(passphrase: bytes) -> bytes:
    """The bytes that the key is derived from: the passphrase in Unicode NFC, so that every keyboard gives the same.

    Raises :class:`~wallet.errors.UsageError` (``bad_passphrase``) unless it is UTF-8 and 1 to 1,024 bytes of that form.
    """
    try:
        found = unicodedata.normalize("NFC", passphrase.decode()).encode()
    except UnicodeDecodeError:
        raise UsageError(say("the passphrase is not UTF-8 text"), slug="bad_passphrase") from None
    if not found:
        raise UsageError(say("the passphrase is empty"), slug="bad_passphrase")
    if len(found) > PASSPHRASE_LIMIT:
        raise UsageError(say("the passphrase is longer than 1,024 bytes"), slug="bad_passphrase")
    return found


def canonical(value: JsonObject) -> bytes:
    """Canonical JSON (RFC 8785), the only form in which the wallet writes JSON."""
    return jcs.canonicalize(value)


def same(one: bytes, other: bytes) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(one, other)


_COUNTER = (1 << 96) - 1
_FIRST, _SECOND = (int.from_bytes(bytes((0, i, 0x58, 0)), "big") << 96 for i in (1, 2))


class Sealer:
    """XAES-256-GCM (C2SP) under one key: a 24-byte random nonce, so any number of messages."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - one block, as CMAC asks
        doubled = int.from_bytes(self._block.update(bytes(16)), "big") << 1
        if doubled >> 128:
            doubled ^= (1 << 128) | 0x87
        self._subkey = doubled

    def seal(self, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """``nonce`` (24 bytes), then ciphertext and tag."""
        return nonce + self.encrypt(nonce, aad, plaintext)

    def encrypt(self, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """Ciphertext and tag alone, which behind ``nonce`` are what :meth:`seal` returns."""
        return self._message_cipher(nonce).encrypt(nonce[12:], plaintext, aad)

    def seal_each(self, nonce: bytes, messages: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """As :meth:`seal` for many messages, each the data bound to it and the plaintext.

        The first 12 bytes of ``nonce``, which are random, select one message key
        for all of them; under it the other 12 are counted up, so that none
        comes twice.
        """
        cipher, key, first = self._message_cipher(nonce), nonce[:12], int.from_bytes(nonce[12:], "big")
        for number, (aad, plaintext) in enumerate(messages, first):
            own = (number & _COUNTER).to_bytes(12, "big")
            yield b"".join((key, own, cipher.encrypt(own, plaintext, aad)))

    def open(self, aad: bytes, sealed: bytes) -> bytes:
        """The plaintext.  Raises :class:`~wallet.errors.Damaged` unless sealed so under this key."""
        from cryptography.exceptions import InvalidTag

        if len(sealed) < OVERHEAD:
            raise Damaged(say("it is cut short"))
        nonce = sealed[:24]
        try:
            return self._message_cipher(nonce).decrypt(nonce[12:], memoryview(sealed)[24:], aad)
        except InvalidTag:
            raise Damaged(say("it was altered, or sealed with another key")) from None

    def _message_cipher(self, nonce: bytes) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        masked = self._subkey ^ int.from_bytes(nonce[:12], "big")
        blocks = [(masked ^ constant).to_bytes(16, "big") for constant in (_FIRST, _SECOND)]
        return AESGCM(self._block.update(b"".join(blocks)))


@dataclass(frozen=True, repr=False)
class Keys:
    """Everything derived from one root key; its repr shows no secret."""

    root: bytes
    vault_id: bytes
    epoch: int = 1
    """1 for the first root key of the wallet, and more for each one that it was changed to."""
    others: tuple["Keys", ...] = ()
    """Every other root key that the wallet was ever under."""
    unopened: frozenset[bytes] = frozenset()
    """Names of root keys whose slots are here but were opened by no secret at hand."""

    def holding(self, key_id: bytes) -> "Keys":
        """The keys that go by this name.  Raises :class:`~wallet.errors.Damaged` when they are not at hand."""
        for keys in (self, *self.others):
            if keys.key_id == key_id:
                return keys
        if key_id in self.unopened:
            raise Damaged(
                say("it is sealed under a key that another passphrase opens"),
                hint=say("use the passphrase that you chose last: wallet unlock"),
                slug="other_key",
            )
        raise Damaged(say("it is sealed under a key that this wallet does not hold"), slug="no_key")

    @cached_property
    def key_id(self) -> bytes:
        """Eight bytes that name this root key in the clear."""
        return self._key("key-id")[:8]

    @cached_property
    def pack(self) -> Sealer:
        """Seals heads and bodies of packs."""
        return Sealer(self._key("pack"))

    @cached_property
    def state(self) -> Sealer:
        """Seals what a place has seen."""
        return Sealer(self._key("state"))

    @cached_property
    def cache(self) -> Sealer:
        """Seals the disposable cache."""
        return Sealer(self._key("cache"))

    @cached_property
    def link(self) -> Sealer:
        """Seals the other root keys."""
        return Sealer(self._key("link"))

    @cached_property
    def _first(self) -> "Keys":
        """The first root key: ids and the header keep using it when the root key is changed."""
        return min((self, *self.others), key=lambda keys: keys.epoch)

    @cached_property
    def _ids(self) -> dict[str, "HMAC"]:
        """Kind to an HMAC that has taken in the key and the kind: copying it is cheaper than starting again."""
        return {}

    def object_id(self, kind: str, body: bytes) -> bytes:
        """The 16-byte name of an object: keyed, so that known public credentials cannot be recognised."""
        if kind not in self._ids:
            self._ids[kind] = self._begin_ids(kind)
        made = self._ids[kind].copy()
        made.update(body)
        return made.finalize()[:16]

    def _begin_ids(self, kind: str) -> "HMAC":
        # Not the standard library's, a copy of which takes half as long again.
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.hmac import HMAC

        begun = HMAC(self._first._key("id"), SHA256())  # noqa: SLF001 - of the same class
        begun.update(kind.encode() + b"\0")
        return begun

    def header_mac(self, header: JsonObject) -> bytes:
        """What ``wallet.json`` carries as ``mac``, over its other members."""
        return hmac.digest(self._first._key("header"), canonical(header), "sha256")  # noqa: SLF001 - of the same class

    def _key(self, label: str) -> bytes:
        return expand(self.root, label, self.vault_id)


def frame(content: bytes, step: int, *, compress: bool = True) -> bytes:
    """``content`` ready for sealing: its length is hidden within steps of ``step`` bytes.

    Only content between two sizes is compressed: below, as for a credential, it
    is not worth the time; above, as for ten thousand summaries, it takes too long.
    """
    codec, packed = RAW, content
    if compress and COMPRESSED_FROM <= len(content) <= COMPRESSED_TO:
        smaller = zlib.compress(content, 6)
        if len(smaller) < len(content):
            codec, packed = ZLIB, smaller
    length = len(packed)
    return b"".join((codec, length.to_bytes(4, "big"), packed, bytes(_filler(length, step))))


def framed_size(length: int, step: int) -> int:
    """Bytes that a frame takes which holds ``length`` of them."""
    return 5 + length + _filler(length, step)


def _filler(length: int, step: int) -> int:
    return -(5 + length + OVERHEAD) % step


def unframe(plain: bytes, step: int, limit: int) -> bytes:
    """The content of a frame, at most ``limit`` bytes.  Raises :class:`~wallet.errors.Damaged`."""
    if len(plain) < 5 or (len(plain) + OVERHEAD) % step:
        raise Damaged(say("a sealed part has an impossible length"))
    codec, end = plain[:1], 5 + int.from_bytes(plain[1:5], "big")
    if end > len(plain) or len(plain) - end >= step or any(plain[end:]):
        raise Damaged(say("a sealed part has the wrong padding"))
    if codec == RAW and end - 5 <= limit:
        return plain[5:end]
    if codec == ZLIB:
        return _inflate(plain[5:end], limit)
    raise Damaged(say("a sealed part is packed in an unknown way or too large"))


def _inflate(packed: bytes, limit: int) -> bytes:
    try:
        return inflate(packed, limit=limit)
    except Unreadable:
        raise Damaged(say("a sealed part unpacks to something too large or broken")) from None


def digest(data: bytes) -> str:
    """SHA-256, hex: the name of every file whose name is its content."""
    return sha256(data).hexdigest()

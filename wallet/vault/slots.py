"""Key slots: each holds the root key, wrapped under one secret.  FORMAT.md, section 5.

A slot's ``commit`` is compared before anything is unwrapped, since AES-GCM
would open one ciphertext under two keys; and its cost is checked before
anything is derived, since whoever can write to the folder chose it.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wallet.codec import strictjson
from wallet.errors import Damaged, Refused, Unreadable
from wallet.model import JsonObject
from wallet.vault.sealing import Keys, canonical, derive, digest, expand, passphrase_bytes, same, stretch
from wallet.wording import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SLOT_LIMIT = 64 * 1024
SLOTS_LIMIT = 16
RECOVERY_PREFIX = "walletrescue"
KEY_FILE_PREFIX = "walletkey"
LABELS = {
    "argon2id": "passphrase",
    "recovery": say("recovery code"),
    "keyfile": say("key file"),
    "keyring": say("keyring of this computer"),
}
"""Slot types in words."""

MIB = 1024
"""KiB in a MiB: memory costs are counted in KiB."""
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id derivation takes: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int

    def acceptable(self) -> bool:
        """Whether a reader may run it: FORMAT.md, section 5."""
        return (
            1 <= self.passes <= 64
            and 1 <= self.lanes <= 16
            and 8 * self.lanes <= self.memory <= 2 * GIB
            and self.memory * self.passes <= 8 * GIB
        )


FLOOR = Cost(64 * MIB, 3, 4)
"""The least that a new passphrase slot costs."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One sound slot file; nothing in it is secret."""

    name: str
    """File name within ``keys/``."""
    type: str
    vault_id: bytes
    epoch: int
    key_id: bytes
    fields: JsonObject
    """The whole file as parsed."""


def calibrated(timer: Callable[[], float], memory_available: int) -> Cost:
    """A cost near half a second on this computer, never below :data:`FLOOR`.

    ``memory_available`` is in KiB; at most a quarter of it and 1 GiB are used.
    Memory is raised before passes, since it is what makes guessing expensive.
    """
    start = timer()
    derive(b"calibration", bytes(16), FLOOR.memory, FLOOR.passes, FLOOR.lanes)
    scale = max(1.0, 0.5 / max(timer() - start, 1e-6))
    most = max(FLOOR.memory, min(GIB, memory_available // 4))
    memory = min(most, int(FLOOR.memory * scale) // MIB * MIB)
    passes = int(FLOOR.passes * scale * FLOOR.memory / memory)
    return Cost(memory, min(max(passes, FLOOR.passes), 8 * GIB // memory, 64), FLOOR.lanes)


def cost_here() -> Cost:
    """What a new passphrase slot should cost on this computer."""
    return calibrated(time.perf_counter, memory_available())


def memory_available() -> int:
    """KiB of memory in this computer; the floor's need where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):
        return 4 * FLOOR.memory


def passphrase_slot(keys: Keys, passphrase: bytes, cost: Cost, salt: bytes) -> bytes:
    """A slot file that opens with ``passphrase``.  ``salt``: 16 fresh random bytes."""
    kek = derive(passphrase_bytes(passphrase), salt, cost.memory, cost.passes, cost.lanes)
    fields = {"m": cost.memory, "t": cost.passes, "p": cost.lanes, "salt": salt.hex()}
    return _slot(keys, "argon2id", fields, kek)


def secret_slot(keys: Keys, kind: str, secret: bytes, salt: bytes) -> bytes:
    """A slot file (``recovery``, ``keyfile`` or ``keyring``) that opens with a 32-byte random secret."""
    return _slot(keys, kind, {"salt": salt.hex()}, stretch(secret, salt, keys.vault_id))


def recovery_code(secret: bytes) -> str:
    """A 32-byte secret as people copy it: Bech32m in groups of four, with a checksum."""
    from wallet.codec import bech32m

    text = bech32m.encode(RECOVERY_PREFIX, secret)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def key_file_text(secret: bytes) -> str:
    """A 32-byte secret as the one line of a key file."""
    from wallet.codec import bech32m

    return bech32m.encode(KEY_FILE_PREFIX, secret) + "\n"


def _slot(keys: Keys, kind: str, own: JsonObject, kek: bytes) -> bytes:
    fields = {"type": kind, "vault_id": keys.vault_id.hex(), "epoch": keys.epoch, "key_id": keys.key_id.hex(), **own}
    wrapped = _wrapping(kek, keys.vault_id).encrypt(bytes(12), keys.root, canonical(fields))
    commit = expand(kek, "commit", keys.vault_id)
    return canonical({**fields, "commit": commit.hex(), "wrapped": wrapped.hex()})


def _wrapping(kek: bytes, vault_id: bytes) -> "AESGCM":
    """The cipher of ``wrapped``; its zero nonce is safe because a fresh salt makes every key new."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(expand(kek, "wrap", vault_id))


def read(name: str, data: bytes) -> Slot:
    """The slot in a file of ``keys/``, checked as far as it can be without a secret.

    Raises :class:`~wallet.errors.Damaged`, slug ``slot_damaged``.
    """
    try:
        return _sound(name, data)
    except (Unreadable, Refused, KeyError, ValueError):
        raise _damaged(name) from None


def _sound(name: str, data: bytes) -> Slot:
    fields = strictjson.loads(data, limit=SLOT_LIMIT)
    if name != digest(data) + ".json" or not isinstance(fields, dict) or canonical(fields) != data:
        raise ValueError
    epoch, kind = fields["epoch"], fields["type"]
    if type(epoch) is not int or not 1 <= epoch <= 2**32 or not isinstance(kind, str):
        raise ValueError
    slot = Slot(name, kind, fixed_hex(fields, "vault_id", 16), epoch, fixed_hex(fields, "key_id", 8), fields)
    _check_fields(slot)
    return slot


def _check_fields(slot: Slot) -> None:
    if slot.type not in LABELS:
        return  # kept for a program that knows it
    fixed_hex(slot.fields, "salt", 16)
    fixed_hex(slot.fields, "commit", 32)
    fixed_hex(slot.fields, "wrapped", 48)
    cost = cost_of(slot)
    if cost is not None and not cost.acceptable():
        raise ValueError


def cost_of(slot: Slot) -> Cost | None:
    """What one try takes; None where there is nothing to guess.  Raises ``ValueError`` or ``KeyError``."""
    if slot.type != "argon2id":
        return None
    values = [slot.fields[name] for name in ("m", "t", "p")]
    if any(type(value) is not int for value in values):
        raise ValueError
    return Cost(*values)


def work(slot: Slot) -> int:
    """What one try takes: memory in KiB times passes; 0 for a secret that need not be stretched."""
    cost = cost_of(slot)
    return 0 if cost is None else cost.memory * cost.passes


def fixed_hex(fields: JsonObject, name: str, size: int) -> bytes:
    """The member of that name: ``size`` bytes in lower-case hex.  Raises ``ValueError`` or ``KeyError``."""
    text = fields[name]
    if not isinstance(text, str) or len(text) != 2 * size or bytes.fromhex(text).hex() != text:
        raise ValueError
    return bytes.fromhex(text)


def wrapping_key(slot: Slot, secret: bytes) -> bytes:
    """The key that ``secret`` gives for a slot.  Raises ``MemoryError`` where its cost is too much here."""
    salt = bytes.fromhex(slot.fields["salt"])
    if (cost := cost_of(slot)) is not None:
        return derive(secret, salt, cost.memory, cost.passes, cost.lanes)
    return stretch(secret, salt, slot.vault_id)


def fits(slot: Slot, kek: bytes) -> bool:
    """Whether a wrapping key is the slot's, in constant time."""
    return same(expand(kek, "commit", slot.vault_id), bytes.fromhex(slot.fields["commit"]))


def unwrap(slot: Slot, kek: bytes) -> Keys:
    """The root key that a fitting wrapping key opens.  Raises :class:`~wallet.errors.Damaged` (``slot_damaged``)."""
    from cryptography.exceptions import InvalidTag

    aad = canonical({k: v for k, v in slot.fields.items() if k not in ("commit", "wrapped")})
    wrapped = bytes.fromhex(slot.fields["wrapped"])
    try:
        root = _wrapping(kek, slot.vault_id).decrypt(bytes(12), wrapped, aad)
    except InvalidTag:
        raise _damaged(slot.name) from None
    keys = Keys(root, slot.vault_id, slot.epoch)
    if not same(keys.key_id, slot.key_id):
        raise _damaged(slot.name)
    return keys


def _damaged(name: str) -> Damaged:
    return Damaged(
        say("key slot {name} is damaged", name=name[:12]),
        hint=say("unlock with your recovery code or put a copy of that file back from a backup"),
        slug="slot_damaged",
    )

"""Key slots: each holds the root key, wrapped under one secret.  FORMAT.md, section 5.

A slot's ``commit`` is compared before anything is unwrapped, since AES-GCM
would open one ciphertext under two keys; and its cost is checked before
anything is derived, since whoever can write to the folder chose it.
"""

import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from wallet.codec import strictjson
from wallet.errors import Damaged, Locked, Refused, Unreadable
from wallet.model import JsonObject
from wallet.vault.acquaintance import Acquaintance
from wallet.vault.sealing import Keys, canonical, derive, digest, expand, passphrase_bytes, same, stretch
from wallet.wording import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SLOT_LIMIT = 64 * 1024
SLOTS_LIMIT = 16
RECOVERY_PREFIX = "walletrescue"
KEY_FILE_PREFIX = "walletkey"

_MIB = 1024
"""KiB in a MiB: memory costs are counted in KiB."""
_GIB = 1024 * _MIB
_UNLOCK_WORK = 16 * _GIB
"""Limit on memory (KiB) times passes of all derivations for one unlocking, however many slots there are."""
_STRANGE_WORK = 4 * _GIB
"""The same, once something opened: for slots under other root keys, which another device may have made."""


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
            and 8 * self.lanes <= self.memory <= 2 * _GIB
            and self.memory * self.passes <= 8 * _GIB
        )


FLOOR = Cost(64 * _MIB, 3, 4)
"""The least that a new passphrase slot costs."""


@dataclass(frozen=True, slots=True, repr=False)
class Passphrase:
    """A passphrase, typed or from a password source: 1 to 1,024 bytes of UTF-8."""

    value: bytes


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """A recovery code, printed once when the wallet was made; only its :func:`letters` matter."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class KeyFile:
    """The text of a key file."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class KeyringSecret:
    """What the keyring of the operating system keeps: 32 random bytes."""

    value: bytes


@dataclass(frozen=True, slots=True, repr=False)
class RootKey:
    """The root key itself, of a wallet that was unlocked before."""

    value: bytes
    epoch: int
    """As it was then: the slots that name this key tell it, too, but anybody can add one that lies."""


Unlocking: TypeAlias = Passphrase | RecoveryCode | KeyFile | KeyringSecret | RootKey
_TYPES = {Passphrase: "argon2id", RecoveryCode: "recovery", KeyFile: "keyfile", KeyringSecret: "keyring"}


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


def calibrated(timer: Callable[[], float], memory_available: int, *, target: float = 0.5) -> Cost:
    """A cost near ``target`` seconds on this computer, never below :data:`FLOOR`.

    ``memory_available`` is in KiB; at most a quarter of it and 1 GiB are used.
    Memory is raised before passes, since it is what makes guessing expensive.
    """
    start = timer()
    derive(b"calibration", bytes(16), FLOOR.memory, FLOOR.passes, FLOOR.lanes)
    scale = max(1.0, target / max(timer() - start, 1e-6))
    most = max(FLOOR.memory, min(_GIB, memory_available // 4))
    memory = min(most, int(FLOOR.memory * scale) // _MIB * _MIB)
    passes = int(FLOOR.passes * scale * FLOOR.memory / memory)
    return Cost(memory, min(max(passes, FLOOR.passes), 8 * _GIB // memory, 64), FLOOR.lanes)


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
    if slot.type not in _TYPES.values():
        return  # kept for a program that knows it
    fixed_hex(slot.fields, "salt", 16)
    fixed_hex(slot.fields, "commit", 32)
    fixed_hex(slot.fields, "wrapped", 48)
    if slot.type == "argon2id" and not _cost(slot).acceptable():
        raise ValueError


def cost_of(slot: Slot) -> tuple[int, int, int] | None:
    """What one try takes: memory in KiB, passes, lanes; None where there is nothing to guess."""
    if slot.type != "argon2id":
        return None
    cost = _cost(slot)
    return cost.memory, cost.passes, cost.lanes


def _cost(slot: Slot) -> Cost:
    values = [slot.fields[name] for name in ("m", "t", "p")]
    if any(type(value) is not int for value in values):
        raise ValueError
    return Cost(*values)


def _work(slot: Slot) -> int:
    """What one try takes: memory in KiB times passes; 0 for a secret that need not be stretched."""
    memory, passes, _ = cost_of(slot) or (0, 0, 0)
    return memory * passes


def fixed_hex(fields: JsonObject, name: str, size: int) -> bytes:
    """The member of that name: ``size`` bytes in lower-case hex.  Raises ``ValueError`` or ``KeyError``."""
    text = fields[name]
    if not isinstance(text, str) or len(text) != 2 * size or bytes.fromhex(text).hex() != text:
        raise ValueError
    return bytes.fromhex(text)


def unlock(
    slots: Sequence[Slot],
    unlocking: Unlocking,
    leads_to: Callable[[Keys], Iterable[Keys]] = lambda _: (),
    met: Acquaintance | None = None,
    left_out: int = 0,
    tell: Callable[[str, Collection[str]], None] = lambda *_: None,
) -> list[Keys]:
    """The root keys of the slots that open, the newest first.

    There is one, or there are several after two devices changed the root key
    unknown to each other.  One derivation per slot of the fitting kind, so one
    in all for a wallet with one passphrase; a slot is passed over when its key
    is one that ``leads_to`` gives for a key found before, or when it was tried in
    vain before.  The wallet's own slots, as ``met`` here, are tried first, then
    the cheapest, since anybody who can write to the folder can add others;
    ``left_out`` is how many more there are than are looked at.  ``tell`` is told of
    a slot that opened and of those that did not open with the same secret.  Raises
    :class:`~wallet.errors.Locked` when nothing fits and
    :class:`~wallet.errors.Damaged` when all slots that fit are broken.
    """
    if isinstance(unlocking, RootKey):
        return [_named(slots, unlocking)]
    kind, met = _TYPES[type(unlocking)], met or Acquaintance()
    fitting = sorted((slot for slot in slots if slot.type == kind), key=lambda slot: _rank(slot, met))
    if not fitting and not left_out:
        raise Locked(say("this wallet has no {labels} to unlock with", labels=LABELS[kind]), hint="wallet status")
    trial = _Trial(_secret(unlocking), leads_to, met)
    for slot in fitting:
        trial.on(slot)
    if not trial.found:
        raise trial.broken or _no_fit(kind, left_out + trial.untried, trial.too_large)
    tell(trial.opener, trial.in_vain)
    return sorted(trial.found, key=lambda keys: -keys.epoch)


def _rank(slot: Slot, met: Acquaintance) -> tuple[bool, int, int, str]:
    own = slot.name in met.own
    return not own, 0 if own else _work(slot), -slot.epoch, slot.name


def _no_fit(kind: str, untried: int, too_large: Slot | None) -> Locked:
    if too_large is not None:
        return Locked(
            say(
                "key slot {name} could not be tried: it takes {n} MiB of memory",
                name=too_large.name[:12],
                n=_cost(too_large).memory // _MIB,
            ),
            hint=say("close other programs, or unlock with your recovery code"),
            slug="wrong_secret",
        )
    if untried:
        return Locked(
            say("no key slot that was tried fits, and {n} were not, since there are too many", n=untried),
            hint=say("put the keys folder back from a backup or another device"),
            slug="wrong_secret",
        )
    return Locked(
        _NO_FIT[kind],
        hint=say("type it again, or your recovery code in its place; to choose a new one: wallet password"),
        slug="wrong_secret",
    )


class _Trial:
    """One secret, tried on one slot after the other."""

    def __init__(self, secret: bytes, leads_to: Callable[[Keys], Iterable[Keys]], met: Acquaintance) -> None:
        self.found: list[Keys] = []
        self.opener = ""
        """Name of the first slot that opened."""
        self.in_vain: list[str] = []
        self.untried = 0
        """Slots that were passed over because all of them would take too long."""
        self.too_large: Slot | None = None
        """One that this computer has not enough memory for."""
        self.broken: Damaged | None = None
        """What is wrong with a slot that is for this secret."""
        self._secret, self._leads_to, self._met = secret, leads_to, met
        self._known: set[bytes] = set()
        self._left = _UNLOCK_WORK

    def on(self, slot: Slot) -> None:
        """Try it, unless it is known what would come of that, or it takes too long."""
        if slot.key_id in self._known or slot.name in self._met.strange(self.opener):
            return
        if _work(slot) > self._left:
            self.untried += 1
            return
        self._left -= _work(slot)
        try:
            kek = _kek(slot, self._secret)
        except MemoryError:
            self.too_large = slot
            return
        if same(expand(kek, "commit", slot.vault_id), bytes.fromhex(slot.fields["commit"])):
            self._open(slot, kek)
        else:
            self.in_vain.append(slot.name)

    def _open(self, slot: Slot, kek: bytes) -> None:
        try:
            keys = _unwrap(slot, kek)
        except Damaged as error:
            self.broken = error  # raised if no other one opens: anybody can add a copy that was changed
            return
        self.found.append(keys)
        self.opener = self.opener or slot.name
        self._left = min(self._left, _STRANGE_WORK)
        self._known |= {keys.key_id, *(other.key_id for other in self._leads_to(keys))}


def _named(slots: Sequence[Slot], root: RootKey) -> Keys:
    """The keys of a root key that a slot is for."""
    for slot in slots:
        keys = Keys(root.value, slot.vault_id, root.epoch)
        if same(keys.key_id, slot.key_id):
            return keys
    raise Locked(say("the key of this wallet was changed meanwhile"), hint="wallet unlock", slug="wrong_secret")


def opens(slot: Slot, unlocking: Unlocking) -> bool:
    """Whether a secret fits one slot."""
    if isinstance(unlocking, RootKey) or _TYPES[type(unlocking)] != slot.type:
        return False
    trial = _Trial(_secret(unlocking), lambda _: (), Acquaintance())
    trial.on(slot)
    return bool(trial.found)


LABELS = {
    "argon2id": "passphrase",
    "recovery": say("recovery code"),
    "keyfile": say("key file"),
    "keyring": say("keyring of this computer"),
}
"""Slot types in words."""
_NO_FIT = {
    "argon2id": say("the passphrase is wrong"),
    "recovery": say("this recovery code belongs to another wallet"),
    "keyfile": say("this key file belongs to another wallet"),
    "keyring": say("what this computer's keyring holds does not open this wallet"),
}


def _secret(unlocking: Passphrase | RecoveryCode | KeyFile | KeyringSecret) -> bytes:
    if isinstance(unlocking, Passphrase):
        return passphrase_bytes(unlocking.value)
    if isinstance(unlocking, KeyringSecret):
        return unlocking.value
    if isinstance(unlocking, RecoveryCode):
        return _decoded(letters(unlocking.text), RECOVERY_PREFIX, say("recovery code"))
    return _decoded(letters(unlocking.text), KEY_FILE_PREFIX, say("key file"))


def letters(text: str) -> str:
    """What counts of a code that people copy: its letters and digits, in whatever case and width.

    What they or their programs put between them does not: spaces, dashes, quotes, byte order marks.
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _decoded(text: str, prefix: str, what: str) -> bytes:
    from wallet.codec import bech32m

    try:
        found, secret = bech32m.decode(text)
    except Unreadable:
        found, secret = "", b""
    if found != prefix or len(secret) != 32:
        raise Locked(
            say("that is no {what} of a wallet", what=what),
            hint=say("look for a wrong or missing letter"),
            slug="bad_secret",
        )
    return secret


def _kek(slot: Slot, secret: bytes) -> bytes:
    salt = bytes.fromhex(slot.fields["salt"])
    if slot.type == "argon2id":
        cost = _cost(slot)
        return derive(secret, salt, cost.memory, cost.passes, cost.lanes)
    return stretch(secret, salt, slot.vault_id)


def _unwrap(slot: Slot, kek: bytes) -> Keys:
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

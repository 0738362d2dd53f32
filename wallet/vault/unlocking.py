"""Opening a wallet: the secrets that people bring, and the key slots that each of them fits.  FORMAT.md, section 5.

Anybody who can write to the folder can add slots, so what all of them may cost is limited.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wallet.errors import Damaged, Locked, Unreadable
from wallet.vault.acquaintance import Acquaintance
from wallet.vault.sealing import Keys, passphrase_bytes, same
from wallet.vault.slots import (
    GIB,
    KEY_FILE_PREFIX,
    LABELS,
    MIB,
    RECOVERY_PREFIX,
    Slot,
    fits,
    unwrap,
    work,
    wrapping_key,
)
from wallet.wording import say

_UNLOCK_WORK = 16 * GIB
"""Limit on memory (KiB) times passes of all derivations for one unlocking, however many slots there are."""
_STRANGE_WORK = 4 * GIB
"""The same, once something opened or the wallet's own slots were tried: for those that another device may have made."""


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
_NO_FIT = {
    "argon2id": say("the passphrase is wrong"),
    "recovery": say("this recovery code is of another wallet, or was replaced when the key was changed"),
    "keyfile": say("this key file is of another wallet, or was replaced when the key was changed"),
    "keyring": say("what this computer's keyring holds does not open this wallet"),
}


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
        raise Locked(
            say("this wallet has no {labels} to unlock with", labels=LABELS[kind]),
            hint=say(
                "if another device of yours chose a new one, let your sync finish; to see what opens it: wallet status"
            ),
        )
    trial = _Trial(_secret(unlocking), leads_to, met)
    own = [slot for slot in fitting if slot.name in met.own]
    for slot in own:
        trial.on(slot)
    if own:  # a wrong passphrase must not take a minute because of what anybody added
        trial.spend_no_more_than(_STRANGE_WORK)
    for slot in fitting[len(own) :]:
        trial.on(slot)
    if not trial.found:
        raise trial.broken or _no_fit(kind, left_out + trial.untried, trial.too_large)
    tell(trial.opener, trial.in_vain)
    return sorted(trial.found, key=lambda keys: -keys.epoch)


def _rank(slot: Slot, met: Acquaintance) -> tuple[bool, int, int, str]:
    own = slot.name in met.own
    return not own, 0 if own else work(slot), -slot.epoch, slot.name


def _no_fit(kind: str, untried: int, too_large: Slot | None) -> Locked:
    if too_large is not None:
        return Locked(
            say(
                "key slot {name} could not be tried: it takes {n} MiB of memory",
                name=too_large.name[:12],
                n=too_large.fields["m"] // MIB,
            ),
            hint=say("close other programs, or unlock with your recovery code"),
            slug="wrong_secret",
        )
    if untried:
        return Locked(
            say("no key slot that was tried fits, and {n} were not, since there are too many", n=untried),
            hint=say("type it again, or put the keys folder back from a backup or another device"),
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
        if work(slot) > self._left:
            self.untried += 1
            return
        self._left -= work(slot)
        try:
            kek = wrapping_key(slot, self._secret)
        except MemoryError:
            self.too_large = slot
            return
        if fits(slot, kek):
            self._open(slot, kek)
        else:
            self.in_vain.append(slot.name)

    def spend_no_more_than(self, work: int) -> None:
        """Pass over slots that all together take more than that from now on."""
        self._left = min(self._left, work)

    def _open(self, slot: Slot, kek: bytes) -> None:
        try:
            keys = unwrap(slot, kek)
        except Damaged as error:
            self.broken = error  # raised if no other one opens: anybody can add a copy that was changed
            return
        self.found.append(keys)
        self.opener = self.opener or slot.name
        self.spend_no_more_than(_STRANGE_WORK)
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

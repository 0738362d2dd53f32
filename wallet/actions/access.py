"""Who can open the wallet, and for how long it stays open."""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from wallet import vault as vaults
from wallet.actions.maintain import Keep, code_file, kept_if, place, recognised, root_key
from wallet.errors import Locked, NotFound, UsageError
from wallet.results.vaults import SlotShown
from wallet.settings import Directories
from wallet.vault import KeyringSecret, RootKey, Vault, sessions, slots
from wallet.vault.access import KeySlot, change_slots, key_slots, sound_slots
from wallet.vault.place import slot_file_name
from wallet.vault.sealing import Keys, passphrase_bytes
from wallet.vault.unlocking import opens
from wallet.wording import say

SHORT = 8
"""Letters of a slot's name that are shown, and enough to name it."""
KINDS = {"passphrase": "argon2id", "recovery": "recovery", "keyfile": "keyfile", "keyring": "keyring"}
"""What may open a wallet, as commands name it, and the type of its slots."""
_KEYRING = "wallet"
"""The name under which the keyring of the system lists the wallet's secrets."""
_SAFE_KEYRINGS = ("SecretService", "kwallet", "macOS", "Windows", "libsecret")


class KeptKey(NamedTuple):
    """What opens a wallet without a question: a session, or a secret in this computer's keyring."""

    key: RootKey | KeyringSecret
    source: str
    seconds_left: int | None


def kept_key(folders: Directories) -> KeptKey | None:
    """The session of this wallet, else what the system's keyring keeps for it, else None."""
    where = place(folders)
    outside = vaults.look(where)
    session = sessions.resume(folders.runtime, where, outside.vault_id, sessions.this_computer())
    if session is not None:
        return KeptKey(session.root, "session", session.seconds_left)
    if any(slot.type == "keyring" for slot in outside.slots):
        secret = _from_keyring(outside.vault_id.hex())
        if secret is not None:
            return KeptKey(KeyringSecret(secret), "keyring", None)
    return None


def is_outdated(vault: Vault) -> bool:
    """Whether the wallet was open here under a newer key already than the one that opened it now."""
    return vault.writer.older_key()


def check_seconds(seconds: int) -> int:
    """How long a wallet may stay unlocked.  Raises ``UsageError`` for less than 1 minute or more than 12 hours."""
    if not sessions.SHORTEST <= seconds <= sessions.LONGEST:
        raise UsageError(say("a wallet stays unlocked for 1 minute to 12 hours"), hint="wallet unlock --for 15m")
    return seconds


def begin_session(folders: Directories, vault: Vault, seconds: int) -> int:
    """Leave the wallet unlocked; returns for how many seconds."""
    key = root_key(vault)
    computer = sessions.this_computer()
    return sessions.begin(folders.runtime, place(folders), key, vault.keys.vault_id, seconds, computer).seconds_left


def end_session(folders: Directories) -> bool:
    """Lock the wallet; whether it was unlocked."""
    where = place(folders)
    return sessions.end(folders.runtime, where, vaults.look(where).vault_id)


def shown_slots(vault: Vault) -> tuple[SlotShown, ...]:
    """What opens the wallet."""
    return tuple(_shown(slot) for slot in key_slots(vault))


def change_passphrase(folders: Directories, vault: Vault, passphrase: bytes) -> int:
    """Replace every passphrase by a new one, and lock; returns how many there were.

    The old one still opens copies of the folder that were made before.  Raises as
    :func:`wallet.vault.compaction.unite`: a new one may open only one of two keys.
    """
    from wallet.vault.compaction import unite

    unite(vault)
    old = [slot.name for slot in key_slots(vault) if slot.type == "argon2id" and slot.state == "live"]
    change_slots(vault, [_passphrase_slot(vault.keys, vault, passphrase)], old)
    end_session(folders)
    return len(old)


def add_passphrase(vault: Vault, passphrase: bytes) -> None:
    """Let another passphrase open the wallet as well."""
    change_slots(vault, [_passphrase_slot(vault.keys, vault, passphrase)])


def add_recovery_code(vault: Vault, keep: Keep) -> str:
    """Add a recovery code, which ``keep`` gets first; earlier ones stay valid until they are removed."""
    secret = vault.writer.random(32)
    slot = _secret_slot(vault.keys, vault, "recovery", secret)
    with kept_if(lambda: _is_here(vault, slot), keep(code_file(slots.recovery_code(secret)))):
        change_slots(vault, [slot])
    return slots.recovery_code(secret)


def add_key_file(vault: Vault, keep: Keep) -> None:
    """Let a key file open the wallet; ``keep`` must write the file before the wallet accepts it."""
    secret = vault.writer.random(32)
    slot = _secret_slot(vault.keys, vault, "keyfile", secret)
    with kept_if(lambda: _is_here(vault, slot), keep(slots.key_file_text(secret).encode())):
        change_slots(vault, [slot])


def add_keyring(vault: Vault) -> None:
    """Let the keyring of this computer open the wallet while its user is logged in.

    The slot of the secret that it kept before is replaced; those of other computers' keyrings stay.
    Raises :class:`~wallet.errors.Locked` (``no_keyring``) if there is no keyring that encrypts what it
    keeps, or it does not keep anything now.
    """
    keyring = _keyring()
    if keyring is None:
        raise Locked(
            say("this computer has no keyring that can be used"),
            hint=say("pip install 'learner-wallet[keyring]', and log in to a desktop with a keyring"),
            slug="no_keyring",
        )
    user, secret = vault.keys.vault_id.hex(), vault.writer.random(32)
    slot, before = _secret_slot(vault.keys, vault, "keyring", secret), _from_keyring(user)
    old = [one.name for one in sound_slots(vault) if before and opens(one, KeyringSecret(before))]
    with kept_if(lambda: _is_here(vault, slot), _kept_by(keyring, user, secret.hex())):
        change_slots(vault, [slot], old)


def _kept_by(keyring: Any, user: str, secret: str) -> Callable[[], None]:
    """Give a secret to the keyring; returns what puts back the one that it kept before, if any."""
    try:
        before = keyring.get_password(_KEYRING, user)
        keyring.set_password(_KEYRING, user, secret)
    except Exception as error:  # as in `_from_keyring`
        raise Locked(
            say("the keyring of this computer kept nothing"),
            hint=say("unlock the keyring, then run it again: wallet slots add keyring"),
            slug="no_keyring",
        ) from error

    def put_back() -> None:
        with suppress(Exception):
            if before is None:
                keyring.delete_password(_KEYRING, user)
            else:
                keyring.set_password(_KEYRING, user, before)

    return put_back


def kind(named: str) -> str:
    """The key of :data:`KINDS` that ``named`` means, by that key or by its label; empty for anything else."""
    return next((name for name, type_ in KINDS.items() if named in (name, slots.LABELS[type_])), "")


def label(kind_: str) -> str:
    """A kind in words."""
    return slots.LABELS[KINDS[kind_]]


def named_slot(vault: Vault, named: str) -> KeySlot:
    """The only key slot whose name begins so, or of that kind.  Raises ``NotFound``."""
    type_ = KINDS.get(kind(named))
    fitting = [one for one in key_slots(vault) if (len(named) >= 4 and one.name.startswith(named)) or one.type == type_]
    if len(fitting) != 1:
        what = say("no key slot has") if not fitting else say("{n} key slots have", n=len(fitting))
        raise NotFound(say("{what} that name", what=what), hint="wallet slots list")
    return fitting[0]


def remove_slot(folders: Directories, vault: Vault, slot: KeySlot) -> SlotShown:
    """Remove one key slot.  Raises ``UsageError`` for the last one."""
    change_slots(vault, [], [slot.name])
    end_session(folders)
    return _shown(slot)


def which_slot(folders: Directories, secret: bytes) -> SlotShown:
    """The key slot that a secret opens; nothing is changed.  Raises :class:`~wallet.errors.Locked` when none does."""
    outside = vaults.look(place(folders))
    unlocking = recognised(secret)
    vault = vaults.open(place(folders), unlocking)
    fitting = next(slot for slot in outside.slots if opens(slot, unlocking))
    return next(_shown(slot) for slot in key_slots(vault) if slot.name == fitting.name)


def new_root_key(folders: Directories, vault: Vault, passphrase: bytes, keep: Keep) -> str:
    """Change the root key, seal everything again and lock; returns the new recovery code, which ``keep`` gets first.

    From then on only the passphrase and the new code open the wallet.
    """
    from wallet.vault.compaction import rekey

    secret = vault.writer.random(32)
    made: list[bytes] = []

    def new_slots(keys: Keys) -> list[bytes]:
        made.append(_secret_slot(keys, vault, "recovery", secret))
        return [_passphrase_slot(keys, vault, passphrase), *made]

    with kept_if(lambda: any(_is_here(vault, slot) for slot in made), keep(code_file(slots.recovery_code(secret)))):
        rekey(vault, new_slots)
    end_session(folders)
    return slots.recovery_code(secret)


def usable(passphrase: bytes) -> bytes:
    """``passphrase`` in the form that keys are derived from.  Raises UsageError for one that no wallet takes."""
    return passphrase_bytes(passphrase)


def _passphrase_slot(keys: Keys, vault: Vault, passphrase: bytes) -> bytes:
    usable(passphrase)
    return slots.passphrase_slot(keys, passphrase, slots.cost_here(), vault.writer.random(16))


def _is_here(vault: Vault, slot: bytes) -> bool:
    """Whether the file of a slot was written."""
    return slot_file_name(slot) in vault.writer.files.names(vault.place.slots)


def _secret_slot(keys: Keys, vault: Vault, kind: str, secret: bytes) -> bytes:
    return slots.secret_slot(keys, kind, secret, vault.writer.random(16))


def _shown(slot: KeySlot) -> SlotShown:
    memory, passes = (slot.cost.memory // slots.MIB, slot.cost.passes) if slot.cost else (0, 0)
    return SlotShown(slot.name[:SHORT], slot.label, slot.since, slot.state, memory, passes)


def _from_keyring(user: str) -> bytes | None:
    """The secret in the keyring; None on any failure, since other sources follow."""
    keyring = _keyring()
    if keyring is None:
        return None
    with suppress(Exception):  # a keyring is another program, and may be locked or gone or fail in its own way
        secret = bytes.fromhex(keyring.get_password(_KEYRING, user) or "")
        return secret if len(secret) == 32 else None
    return None


def _keyring() -> Any:
    """The keyring library, unless its backend is one that may keep secrets in plain files."""
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        return None
    store = type(keyring.get_keyring())
    return keyring if any(name in store.__module__ for name in _SAFE_KEYRINGS) else None

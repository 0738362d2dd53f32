"""Links: the root keys that a wallet was under before, each sealed under a later one.  FORMAT.md, section 5."""

from collections.abc import Callable, Collection, Sequence

from wallet.errors import Damaged
from wallet.vault.acquaintance import Acquaintance
from wallet.vault.sealing import Keys, canonical
from wallet.vault.slots import Slot, fixed_hex
from wallet.vault.unlocking import Unlocking, unlock
from wallet.wording import say

TYPE = "link"
LINKS_LIMIT = 64
_ROOT = 32


def link(keys: Keys, nonce: bytes) -> bytes:
    """A file that leads from ``keys`` to all its others.  ``nonce``: 24 fresh random bytes."""
    fields = {
        "type": TYPE,
        "vault_id": keys.vault_id.hex(),
        "epoch": keys.epoch,
        "key_id": keys.key_id.hex(),
        "older": [{"epoch": other.epoch, "key_id": other.key_id.hex()} for other in keys.others],
    }
    sealed = keys.link.seal(nonce, _label(keys), b"".join(other.root for other in keys.others))
    return canonical({**fields, "sealed": sealed.hex()})


def unlocked(
    slots: Sequence[Slot],
    unlocking: Unlocking,
    met: Acquaintance,
    left_out: int,
    tell: Callable[[str, Collection[str]], None],
) -> Keys:
    """The newest root key that a secret opens, with all others that it or the links lead to.

    ``slots``: every sound file of the keys folder, links too; the rest is as for
    :func:`wallet.vault.unlocking.unlock`.  Raises what that and :func:`follow` raise.
    """
    links = [slot for slot in slots if slot.type == TYPE]
    others = [slot for slot in slots if slot.type != TYPE]
    return follow(unlock(others, unlocking, lambda keys: linked(keys, links), met, left_out, tell), slots)


def follow(found: Sequence[Keys], slots: Sequence[Slot]) -> Keys:
    """The newest of some root keys, with all others that it or they lead to.

    Raises :class:`~wallet.errors.Damaged` (``link_missing``) when the first one
    is not among them: without it no name in the wallet can be checked.
    """
    known = {keys.key_id: keys for keys in found}
    for keys in found:
        known.update((other.key_id, other) for other in linked(keys, slots))
    newest = min(known.values(), key=lambda keys: (-keys.epoch, keys.key_id))
    others = tuple(sorted((k for k in known.values() if k is not newest), key=lambda k: (k.epoch, k.key_id)))
    if min(keys.epoch for keys in known.values()) != 1:
        raise Damaged(
            say("a file that leads to this wallet's older keys is missing"),
            hint=say("put the keys folder back from a backup or another device"),
            slug="link_missing",
        )
    unopened = frozenset(slot.key_id for slot in slots) - known.keys()
    return Keys(newest.root, newest.vault_id, newest.epoch, others, unopened)


def linked(keys: Keys, slots: Sequence[Slot]) -> list[Keys]:
    """The root keys in all links of one that are among ``slots``."""
    mine = (slot for slot in slots if slot.type == TYPE and slot.key_id == keys.key_id)
    return [other for slot in mine for other in _opened(keys, slot)]


def _opened(keys: Keys, slot: Slot) -> list[Keys]:
    """The root keys in a link; a link that does not open leads nowhere.

    The seal does not cover the epochs.  Whoever can write to the folder and knows
    a replaced key must not make it the newest, so every one has to be earlier.
    """
    try:
        older = [(_earlier(one["epoch"], keys.epoch), fixed_hex(one, "key_id", 8)) for one in slot.fields["older"]]
        plain = keys.link.open(_label(keys), bytes.fromhex(slot.fields["sealed"]))
    except (Damaged, KeyError, TypeError, ValueError):
        return []
    roots = [plain[start : start + _ROOT] for start in range(0, len(plain), _ROOT)]
    if len(roots) != len(older) or len(plain) % _ROOT:
        return []
    made = [Keys(root, keys.vault_id, epoch) for root, (epoch, _) in zip(roots, older, strict=True)]
    return [one for one, (_, name) in zip(made, older, strict=True) if one.key_id == name]


def _earlier(epoch: object, than: int) -> int:
    if type(epoch) is not int or not 1 <= epoch < than:
        raise ValueError
    return epoch


def _label(keys: Keys) -> bytes:
    return b"link\0" + keys.vault_id + keys.key_id

"""The encrypted wallet directory, format ``wallet-vault/1``: FORMAT.md beside this file.

    made = create(Place(wallet, state, cache), b"passphrase")
    vault = open(place, Passphrase(b"passphrase"))
    vault.add([Item("credential", original, summary)])

What keeps an answer from being given is raised as a kind of
:class:`~wallet.errors.WalletError`; damage that leaves the rest readable is in
:attr:`Vault.findings`.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from wallet.errors import Damaged, NoWallet, UsageError
from wallet.model import JsonObject
from wallet.vault import acquaintance
from wallet.vault import files as disk
from wallet.vault import place as places
from wallet.vault import slots as keyslots
from wallet.vault.contents import Problem
from wallet.vault.files import Files
from wallet.vault.links import LINKS_LIMIT, unlocked
from wallet.vault.links import TYPE as LINK
from wallet.vault.packs import Item
from wallet.vault.place import Place, Random
from wallet.vault.sealing import Keys, passphrase_bytes
from wallet.vault.slots import Cost, Slot
from wallet.vault.unlocking import KeyFile, KeyringSecret, Passphrase, RecoveryCode, RootKey, Unlocking
from wallet.vault.vault import Added, Object, Vault
from wallet.vault.writer import Means
from wallet.wording import say

__all__ = [
    "Added",
    "Cost",
    "Created",
    "Files",
    "Item",
    "KeyFile",
    "KeyringSecret",
    "Object",
    "Outside",
    "Passphrase",
    "Place",
    "Problem",
    "RecoveryCode",
    "RootKey",
    "Unlocking",
    "Vault",
    "calibrated",
    "check_free",
    "create",
    "forget_place",
    "look",
    "open",
    "rescue",
    "rescued",
]

_SLOT_FILES = 2 * (keyslots.SLOTS_LIMIT + LINKS_LIMIT)
"""Files of the keys folder that are looked at."""
Clock = Callable[[], datetime]


class Created(NamedTuple):
    """A new wallet, unlocked, and the code to print once, which is empty when none was made."""

    vault: Vault
    recovery_code: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What anybody who has the folder can see of it."""

    vault_id: bytes
    slots: tuple[Slot, ...]
    links: tuple[Slot, ...]
    problems: tuple[Problem, ...]
    """Key slots that are damaged or belong to another wallet."""
    header: JsonObject
    left_out: int
    """How many more there are than are looked at."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What opens the wallet, in words: ``passphrase``, ``recovery code``, ..."""
        return tuple(dict.fromkeys(keyslots.LABELS.get(slot.type, slot.type[:20]) for slot in self.slots))


def now() -> datetime:
    """The time of this computer."""
    return datetime.now(UTC)


def look(place: Place, *, files: Files | None = None) -> Outside:
    """The header and the key slots, without unlocking.

    Raises :class:`~wallet.errors.NoWallet`, or :class:`~wallet.errors.Damaged`:
    ``header_missing``, ``header_damaged``, ``too_new``, ``unsafe_folder``,
    ``other_wallet``.
    """
    files = files or Files()
    with disk.reading(say("the wallet")):
        return _look(files, place)


def _look(files: Files, place: Place) -> Outside:
    if files.info(place.header) is None:
        raise _missing(files, place)
    for folder in (place.root, place.slots, place.packs):
        disk.check_folder(files, folder)
    if not disk.is_regular(files, place.header):
        raise places.header_damaged()
    header = places.read_header(files.read(place.header, places.HEADER_LIMIT + 1))
    _check_place(files, place, header["vault_id"])
    vault_id, names = bytes.fromhex(header["vault_id"]), _slot_names(files, place)
    found, problems = _slots(files, place, vault_id)
    slots = tuple(slot for slot in found if slot.type != LINK)
    links = tuple(slot for slot in found if slot.type == LINK)[:LINKS_LIMIT]
    left_out = len(slots[keyslots.SLOTS_LIMIT :]) + len(names[_SLOT_FILES:])
    return Outside(vault_id, slots[: keyslots.SLOTS_LIMIT], links, problems, header, left_out)


def _missing(files: Files, place: Place) -> Damaged | NoWallet:
    if _remains(files, place):
        return Damaged(
            say("{root} holds parts of a wallet but no wallet.json", root=place.root),
            hint=say("wait for your sync to finish; if nothing is on its way: wallet repair"),
            slug="header_missing",
        )
    return NoWallet(
        say("there is no wallet at {root}", root=place.root),
        hint=say("make one: wallet init; if you have one elsewhere: wallet help vault"),
    )


def _remains(files: Files, place: Place) -> bool:
    return bool(files.names(place.slots) or files.names(place.packs))


def _check_place(files: Files, place: Place, vault_id: str) -> None:
    """Refuse a folder that was exchanged for another wallet."""
    noted = places.noted_wallet(places.read_note(files, place))
    if noted not in ("", vault_id):
        raise Damaged(
            say("{root} holds another wallet than the last time", root=place.root),
            hint=say("put the right folder back; if you exchanged it yourself: wallet repair --accept-other-wallet"),
            slug="other_wallet",
        )


def _slot_names(files: Files, place: Place) -> list[str]:
    """The files of the keys folder, those first that this computer knows: whoever can write there can add others."""
    known = places.noted_slots(places.read_note(files, place))
    return sorted((n for n in files.names(place.slots) if n.endswith(".json")), key=lambda name: name not in known)


def _slots(files: Files, place: Place, vault_id: bytes | None) -> tuple[tuple[Slot, ...], tuple[Problem, ...]]:
    slots, problems = [], []
    for name in _slot_names(files, place)[:_SLOT_FILES]:
        try:
            slot = keyslots.read(name, files.read(place.slots / name, keyslots.SLOT_LIMIT + 1))
            if vault_id is not None and slot.vault_id != vault_id:
                raise Damaged(say("key slot {name} belongs to another wallet", name=name[:12]), slug="slot_damaged")  # noqa: TRY301 - noted below with the others
            slots.append(slot)
        except Damaged as error:
            problems.append(Problem("slot_damaged", error.message))
        except OSError:
            problems.append(Problem("slot_damaged", say("key slot {name} cannot be read", name=name[:12])))
    return tuple(slots), tuple(problems)


def open(  # noqa: A001 - called as vault.open, which says what it does
    place: Place,
    unlocking: Unlocking,
    *,
    clock: Clock = now,
    random: Random = os.urandom,
    files: Files | None = None,
) -> Vault:
    """Unlock the wallet at ``place``.

    A wrong passphrase costs one key derivation per passphrase slot.  Raises
    what :func:`look` raises, :class:`~wallet.errors.Locked`, and
    :class:`~wallet.errors.Damaged` (``slot_damaged``, ``header_damaged``).
    """
    files = files or Files()
    outside = look(place, files=files)
    if not outside.slots and not outside.left_out:
        raise _no_slot()
    keys = _unlocked(files, place, (*outside.slots, *outside.links), unlocking, outside.left_out)
    places.check_header(outside.header, keys)
    vault = Vault(place, keys, Means(clock, random, files), outside.problems)
    vault.remember()
    return vault


def _unlocked(files: Files, place: Place, found: Sequence[Slot], unlocking: Unlocking, left_out: int) -> Keys:
    """The root key that a secret opens; which slots it does not open need not be found out again."""
    with disk.reading(say("what this computer remembers")):
        met = acquaintance.recall(files, place)
    return unlocked(found, unlocking, met, left_out, partial(acquaintance.remember, files, place, met))


def rescue(
    place: Place,
    unlocking: Unlocking,
    *,
    clock: Clock = now,
    random: Random = os.urandom,
    files: Files | None = None,
) -> Vault:
    """Unlock a wallet whose ``wallet.json`` is missing, damaged or that of another one, and make that file again.

    Raises what :func:`open` raises for everything else that is wrong.
    """
    files = files or Files()
    try:
        return open(place, unlocking, clock=clock, random=random, files=files)
    except Damaged as error:
        vault_id = rescued(place, error, files=files)
    found, _ = _slots(files, place, vault_id)
    keys = _unlocked(files, place, found, unlocking, len(_slot_names(files, place)[_SLOT_FILES:]))
    with disk.writing("wallet.json"):
        disk.make_folders(files, place.temporary)
        if files.info(place.header) is not None and not disk.is_regular(files, place.header):
            disk.set_aside(files, place.header, place.aside)  # no file could take the place of a folder
        disk.put(files, place.temporary / f"new-{random(8).hex()}.tmp", place.header, places.make_header(keys))
    return open(place, unlocking, clock=clock, random=random, files=files)


def rescued(place: Place, error: Damaged, *, files: Files | None = None) -> bytes:
    """The id of the wallet that :func:`rescue` opens although ``error`` was raised; raises that if it does not."""
    files = files or Files()
    if error.kind not in ("header_missing", "header_damaged", "other_wallet"):
        raise error
    ids = Counter(slot.vault_id for slot in _slots(files, place, None)[0])
    noted = next((one for one in ids if one.hex() == places.noted_wallet(places.read_note(files, place))), None)
    if noted is None and error.kind == "other_wallet":
        raise error  # its key slots were exchanged, too
    if not ids:
        raise _no_slot()
    return noted or ids.most_common(1)[0][0]


def _no_slot() -> Damaged:
    return Damaged(
        say("no key slot of this wallet is intact"),
        hint=say("put the keys folder back from a backup"),
        slug="slot_damaged",
    )


def forget_place(place: Place, *, files: Files | None = None) -> None:
    """Forget which wallet was here before, because another was put in its place on purpose."""
    files = files or Files()
    with disk.writing(say("what this computer remembers")):
        for name in ("seen.bin", "place.json"):
            with suppress(FileNotFoundError):
                files.remove(place.memory / name)


def create(  # noqa: PLR0913 - most are for tests, and all but two have defaults
    place: Place,
    passphrase: bytes,
    *,
    keep: Callable[[str], None] | None = lambda _: None,
    clock: Clock = now,
    random: Random = os.urandom,
    cost: Cost | None = None,
    files: Files | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> Created:
    """Make an empty wallet with a passphrase slot and a recovery code.

    ``keep`` gets the code before anything is written, and if it raises, no wallet
    is made; with None there is no recovery code.  ``cost`` is measured on this
    computer unless given.  ``wallet.json`` is written last, so an interrupted run
    leaves no wallet and can be repeated.  Raises
    :class:`~wallet.errors.UsageError` when the folder is in use, else
    ``Unwritable``, ``Busy`` or ``Damaged``.
    """
    files = files or Files()
    passphrase_bytes(passphrase)
    if cost and not cost.acceptable():
        raise UsageError(say("no reader would accept a key derivation of that cost"), slug="bad_cost")
    check_free(place, files=files)
    cost = cost or calibrated(timer)
    keys, secret = Keys(random(32), random(16)), random(32)
    slots = [keyslots.passphrase_slot(keys, passphrase, cost, random(16))]
    code = ""
    if keep is not None:
        code = keyslots.recovery_code(secret)
        slots.append(keyslots.secret_slot(keys, "recovery", secret, random(16)))
    with disk.writing(say("the new wallet")):
        disk.make_folders(files, place.memory)
        with disk.locked(place.lock, files.lock_seconds):
            check_free(place, files=files)
            if keep is not None:
                keep(code)
            _lay_out(files, place, keys, slots, random)
    vault = Vault(place, keys, Means(clock, random, files))
    vault.begin()
    return Created(vault, code)


def calibrated(timer: Callable[[], float] = time.perf_counter) -> Cost:
    """What a new passphrase slot should cost on this computer."""
    return keyslots.calibrated(timer, keyslots.memory_available())


def check_free(place: Place, *, files: Files | None = None) -> None:
    """Refuse a folder that holds a wallet or somebody's files.

    The slots of an interrupted run of our own are no obstacle: ``place.json``,
    written before them, names their wallet.  Raises as :func:`create`.
    """
    files = files or Files()
    with disk.reading(say("the folder")):
        disk.check_folder(files, place.root)
        if files.info(place.header) is not None:
            raise UsageError(
                say("there is already a wallet at {root}", root=place.root), hint="wallet status", slug="wallet_exists"
            )
        if files.names(place.packs) or _foreign_slots(files, place):
            raise _missing(files, place)
        places.check_unused(files, place)


def _foreign_slots(files: Files, place: Place) -> bool:
    names = files.names(place.slots)
    if not names:
        return False
    noted = places.noted_wallet(places.read_note(files, place))
    if len(noted) != 32:
        return True
    slots, problems = _slots(files, place, bytes.fromhex(noted))
    return bool(problems) or len(slots) != len(names)


def _lay_out(files: Files, place: Place, keys: Keys, slots: Sequence[bytes], random: Random) -> None:
    for folder in (place.root, place.slots, place.packs, place.temporary):
        disk.make_folders(files, folder)
        files.restrict(folder)
    for name in files.names(place.slots):
        files.remove(place.slots / name)
    with suppress(FileNotFoundError):
        files.remove(place.memory / "seen.bin")
    named = {places.slot_file_name(slot): slot for slot in slots}
    targets = [
        (place.note, places.make_note(place, keys.vault_id.hex(), named)),
        (place.root / "README.txt", places.readme()),
        *((place.slots / name, slot) for name, slot in named.items()),
        (place.header, places.make_header(keys)),
    ]
    for target, data in targets:
        folder = place.memory if target.parent == place.memory else place.temporary
        disk.put(files, folder / f"new-{random(8).hex()}.tmp", target, data)

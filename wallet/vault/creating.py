"""Making an empty wallet in a folder where nothing is in the way."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from wallet.errors import UsageError
from wallet.vault.files import Files, check_folder, locked, make_folders, put, reading, writing
from wallet.vault.opening import Clock, now
from wallet.vault.outside import missing, read_slots
from wallet.vault.place import (
    Place,
    Random,
    check_unused,
    make_header,
    make_note,
    make_wallet_folders,
    noted_wallet,
    read_note,
    readme,
    slot_file_name,
)
from wallet.vault.sealing import Keys, passphrase_bytes
from wallet.vault.slots import Cost, cost_here, passphrase_slot, recovery_code, secret_slot
from wallet.vault.vault import Vault
from wallet.vault.writer import Means
from wallet.wording import say


class Created(NamedTuple):
    """A new wallet, unlocked, and the code to print once, which is empty when none was made."""

    vault: Vault
    recovery_code: str


def create(  # noqa: PLR0913 - most are for tests, and all but two have defaults
    place: Place,
    passphrase: bytes,
    *,
    keep: Callable[[str], None] | None = lambda _: None,
    clock: Clock = now,
    random: Random = os.urandom,
    cost: Cost | None = None,
    files: Files | None = None,
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
    cost = cost or cost_here()
    keys, secret = Keys(random(32), random(16)), random(32)
    slots = [passphrase_slot(keys, passphrase, cost, random(16))]
    code = ""
    if keep is not None:
        code = recovery_code(secret)
        slots.append(secret_slot(keys, "recovery", secret, random(16)))
    with writing(say("the new wallet")):
        make_folders(files, place.memory)
        with locked(place.lock, files.lock_seconds):
            check_free(place, files=files)
            if keep is not None:
                keep(code)
            _lay_out(files, place, keys, slots, random)
    vault = Vault(place, keys, Means(clock, random, files))
    vault.begin()
    return Created(vault, code)


def check_free(place: Place, *, files: Files | None = None) -> None:
    """Refuse a folder that holds a wallet or somebody's files.

    The slots of an interrupted run of our own are no obstacle: ``place.json``,
    written before them, names their wallet.  Raises as :func:`create`.
    """
    files = files or Files()
    with reading(say("the folder")):
        check_folder(files, place.root)
        if files.info(place.header) is not None:
            raise UsageError(
                say("there is already a wallet at {root}", root=place.root), hint="wallet status", slug="wallet_exists"
            )
        if files.names(place.packs) or _foreign_slots(files, place):
            raise missing(files, place)
        check_unused(files, place)


def _foreign_slots(files: Files, place: Place) -> bool:
    names = files.names(place.slots)
    if not names:
        return False
    noted = noted_wallet(read_note(files, place))
    if len(noted) != 32:
        return True
    slots, problems = read_slots(files, place, bytes.fromhex(noted))
    return bool(problems) or len(slots) != len(names)


def _lay_out(files: Files, place: Place, keys: Keys, slots: Sequence[bytes], random: Random) -> None:
    make_wallet_folders(files, place)
    for name in files.names(place.slots):
        files.remove(place.slots / name)
    with suppress(FileNotFoundError):
        files.remove(place.memory / "seen.bin")
    named = {slot_file_name(slot): slot for slot in slots}
    targets = [
        (place.note, make_note(place, keys.vault_id.hex(), named)),
        (place.root / "README.txt", readme()),
        *((place.slots / name, slot) for name, slot in named.items()),
        (place.header, make_header(keys)),
    ]
    for target, data in targets:
        folder = place.memory if target.parent == place.memory else place.temporary
        put(files, folder / f"new-{random(8).hex()}.tmp", target, data)

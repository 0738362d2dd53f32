"""Unlocking a wallet, with a secret and what its folder shows; also one whose ``wallet.json`` is of no use."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from wallet.errors import Damaged
from wallet.vault.acquaintance import recall, remember
from wallet.vault.files import Files, is_regular, make_folders, put, reading, set_aside, writing
from wallet.vault.links import unlocked
from wallet.vault.outside import FILES_LIMIT, look, read_slots, slot_names
from wallet.vault.place import Place, Random, check_header, make_header, noted_wallet, read_note
from wallet.vault.sealing import Keys
from wallet.vault.slots import Slot
from wallet.vault.unlocking import Unlocking
from wallet.vault.vault import Vault
from wallet.vault.writer import Means
from wallet.wording import say

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time of this computer."""
    return datetime.now(UTC)


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
    check_header(outside.header, keys)
    vault = Vault(place, keys, Means(clock, random, files), outside.problems)
    vault.remember()
    return vault


def _unlocked(files: Files, place: Place, found: Sequence[Slot], unlocking: Unlocking, left_out: int) -> Keys:
    """The root key that a secret opens; which slots it does not open need not be found out again."""
    with reading(say("what this computer remembers")):
        met = recall(files, place)
    return unlocked(found, unlocking, met, left_out, partial(remember, files, place, met))


def rescue(
    place: Place,
    unlocking: Unlocking,
    *,
    clock: Clock = now,
    files: Files | None = None,
) -> Vault:
    """Unlock a wallet whose ``wallet.json`` is missing, damaged or that of another one, and make that file again.

    Raises what :func:`open` raises for everything else that is wrong.
    """
    files = files or Files()
    try:
        return open(place, unlocking, clock=clock, files=files)
    except Damaged as error:
        vault_id = rescued(place, error, files=files)
    found, _ = read_slots(files, place, vault_id)
    keys = _unlocked(files, place, found, unlocking, len(slot_names(files, place)[FILES_LIMIT:]))
    with writing("wallet.json"):
        make_folders(files, place.temporary)
        if files.info(place.header) is not None and not is_regular(files, place.header):
            set_aside(files, place.header, place.aside)  # no file could take the place of a folder
        put(files, place.temporary / f"new-{os.urandom(8).hex()}.tmp", place.header, make_header(keys))
    return open(place, unlocking, clock=clock, files=files)


def rescued(place: Place, error: Damaged, *, files: Files | None = None) -> bytes:
    """The id of the wallet that :func:`rescue` opens although ``error`` was raised; raises that if it does not."""
    files = files or Files()
    if error.kind not in ("header_missing", "header_damaged", "other_wallet"):
        raise error
    ids = Counter(slot.vault_id for slot in read_slots(files, place, None)[0])
    noted = next((one for one in ids if one.hex() == noted_wallet(read_note(files, place))), None)
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
    with writing(say("what this computer remembers")):
        for name in ("seen.bin", "place.json"):
            with suppress(FileNotFoundError):
                files.remove(place.memory / name)

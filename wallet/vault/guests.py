"""Files of another wallet that a sync put into the same folder.

Two people, or one on two new computers, may each make a wallet in a folder that
they share.  What is of the other one is of no use here, but taking it away would
take it from its owner on every device: it may be all that opens that wallet.
"""

from contextlib import suppress
from pathlib import Path

from wallet.errors import Damaged
from wallet.vault.contents import Contents
from wallet.vault.files import Files
from wallet.vault.packs import KEY_ID, PREFIX
from wallet.vault.place import Place
from wallet.vault.slots import SLOT_LIMIT, Slot
from wallet.vault.slots import read as read_slot


def guests(files: Files, place: Place, vault_id: bytes, contents: Contents) -> set[Path]:
    """The sound key slots of other wallets that have packs here, and these packs."""
    packs = {place.pack(name): _key_id(files, place.pack(name)) for name in contents.bad}
    if not any(packs.values()):
        return set()
    paths = [place.slots / name for name in files.names(place.slots)]
    slots = {path: slot.key_id for path in paths if (slot := _slot(files, path)) and slot.vault_id != vault_id}
    both = {*packs.values()} & {*slots.values()}
    return {path for path, key_id in (packs | slots).items() if key_id in both}


def _key_id(files: Files, path: Path) -> bytes:
    """The name of the key that a pack is sealed under; empty when it cannot be read."""
    with suppress(OSError):
        return files.read(path, PREFIX)[KEY_ID]
    return b""


def _slot(files: Files, path: Path) -> Slot | None:
    with suppress(OSError, Damaged):
        return read_slot(path.name, files.read(path, SLOT_LIMIT + 1))
    return None

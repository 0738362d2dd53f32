"""The files of a wallet folder by their names below it: ``wallet.json``, ``README.txt``, key slots and packs.

Key slots and packs are called by their SHA-256, so that a copy from anywhere
can be told from a damaged one without any key.  FORMAT.md, section 1.
"""

import re
from hashlib import sha256
from pathlib import Path

from wallet.errors import Damaged
from wallet.vault import files as disk
from wallet.vault.files import Files
from wallet.vault.packs import PACK_LIMIT
from wallet.vault.place import Place, read_header
from wallet.vault.slots import SLOT_LIMIT

HEADER, README = "wallet.json", "README.txt"
_HASHED = re.compile(r"keys/[0-9a-f]{64}\.json|packs/([0-9a-f]{2})/\1[0-9a-f]{62}\.wvp")


def is_hashed(name: str) -> bool:
    """Whether it is the name of a key slot or a pack."""
    return _HASHED.fullmatch(name) is not None


def is_ours(name: str) -> bool:
    """Whether a wallet has files of that name; those that a sync renamed do not count."""
    return name in (HEADER, README) or is_hashed(name)


def limit(name: str) -> int:
    """The most bytes that a file of that name may have."""
    return PACK_LIMIT if name.startswith("packs/") else SLOT_LIMIT


def fits(name: str, data: bytes) -> bool:
    """Whether ``data`` is what a file of that name may hold, as far as can be told without a key."""
    if name == HEADER:
        return _is_header(data)
    return not is_hashed(name) or sha256(data).hexdigest() == Path(name).stem


def _is_header(data: bytes) -> bool:
    """Whether it is a ``wallet.json``, if only for a newer program."""
    try:
        read_header(data)
    except Damaged as error:
        return error.kind == "too_new"
    return True


def here(files: Files, place: Place) -> dict[str, Path]:
    """The key slots and packs of a folder, by name, unread."""
    found = {f"keys/{name}": place.slots / name for name in files.names(place.slots)}
    for folder in files.names(place.packs):
        found |= {f"packs/{folder}/{name}": place.packs / folder / name for name in files.names(place.packs / folder)}
    return {name: path for name, path in found.items() if is_hashed(name)}


def content(files: Files, path: Path, name: str) -> bytes | None:
    """What the file at ``path`` holds; None when it cannot be read or is not what ``name`` says."""
    try:
        data = files.read(path, limit(name) + 1)
    except OSError:
        return None
    return data if fits(name, data) else None


def put(files: Files, place: Place, name: str, data: bytes) -> None:
    """Write a file durably, in the place of what may be there.  May raise ``OSError``."""
    disk.put_by_way_of(files, place.temporary, place.root / name, data)

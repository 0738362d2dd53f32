"""A whole wallet in one file: a stored zip archive of its folder, sealed as the folder is, with a list of hashes.

    wallet.json, keys/<sha256>.json, packs/<xx>/<sha256>.wvp, README.txt, and
    backup.json: {"schema": "wallet-backup/1", "vault_id", "files": [{"path", "size", "sha256"}]}

Nothing has to be unlocked to make one, or to see that one is whole.
"""

import os
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from wallet.codec import strictjson
from wallet.errors import Damaged, NotFound, Refused, Unreadable, reason
from wallet.model import JsonObject
from wallet.vault import files as disk
from wallet.vault import named
from wallet.vault.files import Files
from wallet.vault.named import HEADER, README
from wallet.vault.packs import Item
from wallet.vault.place import HEADER_LIMIT, Place, check_unused, make_wallet_folders, read_header, slot_file_name
from wallet.vault.sealing import canonical
from wallet.vault.vault import Vault
from wallet.wording import say

SCHEMA = "wallet-backup/1"
LIST = "backup.json"
_LIST_LIMIT = 64 * 1024 * 1024
_FILES_LIMIT = 200_000
_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file, so that two backups of the same state are the same bytes."""
_BATCH = 32 * 1024 * 1024
"""Bytes of objects that are copied at a time."""


class Written(NamedTuple):
    """A backup that was made."""

    files: int
    bytes: int
    left_out: tuple[str, ...]
    """Files of the wallet that are not what their names say, or that the disk does not give out."""


class Backup(NamedTuple):
    """A backup that was read through."""

    path: Path
    vault_id: str
    files: tuple[str, ...]
    """Sound ones."""
    damaged: tuple[str, ...]
    """Files that are missing or not what the list says."""


def write(place: Place, path: Path) -> Written:
    """Put every sound file of the wallet folder into one file at ``path``, which must not exist.

    Holds the lock of the wallet meanwhile, so that nothing is taken away.
    Raises ``Busy``, ``Unwritable``, ``Damaged``.
    """
    files = Files()
    listed, left_out = [], []
    with disk.writing(say("the backup"), say("choose another place")):
        disk.make_folders(files, place.memory)
        with disk.locked(place.lock, files.lock_seconds), _archive(files, path) as archive:
            header = read_header(files.read(place.header, HEADER_LIMIT + 1))
            for name, file in _sources(files, place).items():
                data = named.content(files, file, name)
                if data is None:
                    left_out.append(name)
                else:
                    listed.append(_store(archive, name, data))
            _store(archive, LIST, canonical({"schema": SCHEMA, "vault_id": header["vault_id"], "files": listed}))
    return Written(len(listed), path.stat().st_size, tuple(left_out))


@contextmanager
def _archive(files: Files, path: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive for the owner alone."""
    with os.fdopen(files.create(path), "w+b") as file, zipfile.ZipFile(file, "w") as archive:
        yield archive


def _sources(files: Files, place: Place) -> dict[str, Path]:
    """Every file that belongs to the wallet, by its name in the archive."""
    plain = {name: place.root / name for name in (README, HEADER)}
    return named.here(files, place) | {name: p for name, p in plain.items() if files.info(p) is not None}


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> JsonObject:
    info = zipfile.ZipInfo(name, _DAY)
    info.external_attr = 0o100600 << 16
    archive.writestr(info, data, zipfile.ZIP_STORED)
    return {"path": name, "size": len(data), "sha256": sha256(data).hexdigest()}


def read(path: Path) -> Backup:
    """Read a backup through and compare every file with the list of hashes; needs no secret.

    Raises :class:`~wallet.errors.Unreadable` (``no_backup``) when it is none.
    """
    with _opened(path) as (archive, listed, vault_id):
        sound = [name for name, size, digest in listed if _matching(archive, name, size, digest) is not None]
        whole = set(sound)
        damaged = tuple(name for name, _, _ in listed if name not in whole)
        return Backup(path, vault_id, tuple(sound), damaged)


def unpack(backup: Backup, keep: Callable[[str, bytes], None], below: str = "") -> None:
    """Hand out every sound file of a backup that was read whose name begins so; each is compared once more."""
    sound = {name for name in backup.files if name.startswith(below)}
    with _opened(backup.path) as (archive, listed, _):
        for name, size, digest in listed:
            if name in sound and (data := _matching(archive, name, size, digest)) is not None:
                keep(name, data)


def lay_out(backup: Backup, place: Place) -> None:
    """Make a wallet folder of a backup, at a place where there is none; ``wallet.json`` comes last.

    Raises what :func:`~wallet.vault.place.check_unused` raises, and ``Unwritable``.
    """
    files = Files()
    check_unused(files, place)
    with disk.writing(say("the wallet")):
        make_wallet_folders(files, place)
        ordered: list[tuple[str, bytes]] = []

        def keep(name: str, data: bytes) -> None:
            if name == place.header.name:
                ordered.append((name, data))
            else:
                named.put(files, place, name, data)

        unpack(backup, keep)
        for name, data in ordered:
            named.put(files, place, name, data)


def union(backup: Backup, vault: Vault, slots: Collection[str] = ()) -> int:
    """Add the packs of a backup of the same wallet that the folder lacks, and the key slots that the wallet then lists.

    ``slots`` are the names of others to add.  Returns how many files were added.  Nothing
    is removed, and only files that are not what their names say are replaced.
    """
    added = 0

    def keep(name: str, data: bytes) -> None:
        nonlocal added
        if named.content(vault.writer.files, vault.place.root / name, name) is None:
            named.put(vault.writer.files, vault.place, name, data)
            added += 1

    def keep_listed(name: str, data: bytes) -> None:
        if slot_file_name(data) in listed:
            keep(name, data)

    with vault.writer.writing(accept_rollback=True):
        unpack(backup, keep, "packs/")
        vault.contents.forget_cache()
        listed = {*slots, *vault.contents.live_slots()}
        unpack(backup, keep_listed, "keys/")
    return added


class Transferred(NamedTuple):
    """What became of the objects of another wallet, by their ids there."""

    new: tuple[str, ...]
    held: tuple[str, ...]
    removed: tuple[str, ...]
    """They were removed from the wallet before, and stay so."""
    damaged: tuple[str, ...]


def transfer(
    source: Vault, target: Vault, wanted: Collection[bytes] | None = None, *, revive: bool = False
) -> Transferred:
    """Copy objects with their tags and notes into another wallet, which keeps its own where it has any.

    ``wanted``: ids in ``source``; everything when it is None.  ``revive`` brings
    back what was removed from ``target``.
    """
    done: dict[str, list[str]] = {"new": [], "held": [], "removed": [], "damaged": []}
    gone = target.contents.state.dropped - target.contents.objects.keys()
    for batch in _batches(source, wanted, done["damaged"]):
        ids = {name: target.keys.object_id(item.kind, item.body).hex() for name, item in batch}
        kept = [(name, item) for name, item in batch if revive or ids[name] not in gone]
        done["removed"] += [name for name, _ in batch if not revive and ids[name] in gone]
        for (name, _), one in zip(kept, target.add([item for _, item in kept]), strict=True):
            done["held" if one.already_held else "new"].append(name)
        present = {name: target.about(ids[name]) for name, _ in kept}
        target.set_all(
            (ids[name], key, value)
            for name, _ in kept
            for key, value in source.about(name).items()
            if key not in present[name]
        )
    return Transferred(*(tuple(done[name]) for name in Transferred._fields))


def _batches(source: Vault, wanted: Collection[bytes] | None, damaged: list[str]) -> Iterator[list[tuple[str, Item]]]:
    batch: list[tuple[str, Item]] = []
    size = 0
    for name, row in sorted(source.contents.objects.items()):
        object_id = bytes.fromhex(name)
        if wanted is not None and object_id not in wanted:
            continue
        try:
            body = source.body(object_id)
        except (Damaged, NotFound):
            damaged.append(name)
            continue
        batch.append((name, Item(row.table[0], body, source.contents.state.summary(row))))
        size += len(body)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, list[tuple[str, int, str]], str]]:
    """The archive, what it lists, and the id of the wallet.

    Errors of opening become ``no_backup``; those raised in the ``with`` block pass through unchanged.
    """
    with ExitStack() as stack:
        yield _begun(path, stack)


def _begun(path: Path, stack: ExitStack) -> tuple[zipfile.ZipFile, list[tuple[str, int, str]], str]:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe has no end to look for
            raise _none(path)
        archive = stack.enter_context(zipfile.ZipFile(path))
        said = strictjson.loads(_member(archive, LIST, None), limit=_LIST_LIMIT, values=8 * _FILES_LIMIT)
        if not isinstance(said, dict) or said.get("schema") != SCHEMA:
            raise _none(path)
        return archive, _listed(said), str(said.get("vault_id", ""))
    except OSError as error:
        raise Unreadable(say("{path} cannot be read: {strerror}", path=path, strerror=reason(error))) from error
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError, RuntimeError, Refused) as error:
        raise _none(path) from error


def _listed(said: JsonObject) -> list[tuple[str, int, str]]:
    """Names, sizes and hashes; a name that no wallet has is not looked at."""
    listed = [(one["path"], one["size"], one["sha256"]) for one in said["files"]]
    names = [name for name, _, _ in listed]
    if len(names) > _FILES_LIMIT or len(set(names)) != len(names):
        raise ValueError
    if not all(isinstance(name, str) and named.is_ours(name) and type(size) is int for name, size, _ in listed):
        raise ValueError
    return listed


def _matching(archive: zipfile.ZipFile, name: str, size: int, digest: str) -> bytes | None:
    """A file that is what the list and its name say; None when it is not, or cannot be read."""
    try:
        data = _member(archive, name, size)
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, RuntimeError):  # an encrypted member is one
        return None
    whole = len(data) == size and sha256(data).hexdigest() == digest and named.fits(name, data)
    return data if whole else None


def _member(archive: zipfile.ZipFile, name: str, size: int | None) -> bytes:
    """One file of the archive: stored as it is, and no larger than such a file may be."""
    info = archive.getinfo(name)
    most = _LIST_LIMIT if size is None else named.limit(name)
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > most:
        raise ValueError
    with archive.open(info) as member:
        return member.read(most + 1)


def _none(path: Path) -> Unreadable:
    return Unreadable(
        say("{path} is no backup of a wallet, or its table of contents is damaged", path=path),
        hint=say("import single credentials with: wallet import FILE"),
        slug="no_backup",
    )

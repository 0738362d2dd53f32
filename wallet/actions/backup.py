"""Backups: one file that holds the wallet or a part of it, and restoring from it."""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias

from wallet import vault as vaults
from wallet.actions import find
from wallet.actions.evidence_store import EvidenceStore
from wallet.actions.file_names import name_new, sync_name
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.knowledge import watched
from wallet.actions.maintain import place, recognised, root_key
from wallet.actions.rejudging import catch_up
from wallet.errors import Locked, Unreadable, Unwritable, reason
from wallet.model import Entry
from wallet.results.vaults import BackedUp, BackupChecked, Restored
from wallet.settings import Directories
from wallet.vault import Place, RootKey, Vault, backup, upkeep
from wallet.vault.entries import entries, object_id
from wallet.wording import say

Unlock: TypeAlias = Callable[[Callable[[bytes], Vault]], Vault]
"""Hands what opens the backup to the function that it is given, once more where somebody typed a wrong one."""
SECRET_HINT = say("name a file that holds the backup's own passphrase or recovery code: --backup-password-file FILE")


def whole(folders: Directories, path: Path) -> BackedUp:
    """Back up the whole wallet as it is, sealed under its own secrets; nothing has to be unlocked.

    Damaged files are left out and named; the rest is saved.
    Raises :class:`~wallet.errors.Unwritable` when ``path`` exists.
    """
    vaults.look(place(folders))
    written = _in_one_step(path, lambda unnamed: backup.write(place(folders), unnamed))
    return BackedUp(str(path), written.files, written.bytes, None, written.left_out)


def part(
    vault: Vault, chosen: Sequence[Entry] | None, path: Path, passphrase: bytes, knowledge: Knowledge, asked: Asked
) -> BackedUp:
    """Back up chosen credentials and the documents their verdicts rest on, as a new wallet with its own passphrase.

    With ``chosen`` None everything is included, also the keys that sign shares.
    """
    wanted = None if chosen is None else _with_evidence(vault, chosen, knowledge, asked)
    with _elsewhere() as away:
        made = vaults.create(away, passphrase, clock=vault.now, keep=None).vault
        done = backup.transfer(vault, made, wanted)
        written = _in_one_step(path, lambda unnamed: backup.write(away, unnamed))
        count = sum(1 for _ in entries(made, achievements=False))
    if done.damaged:
        raise Unreadable(
            say("a part of the wallet cannot be read, so the backup lacks it"), hint="wallet check --read-data"
        )
    return BackedUp(str(path), written.files, written.bytes, count)


def _with_evidence(vault: Vault, chosen: Sequence[Entry], knowledge: Knowledge, asked: Asked) -> set[bytes]:
    """The ids of credentials and of every document that judging them looks at."""
    watching, watch = watched(knowledge)
    for entry in chosen:
        find.judged(vault, entry, watching, asked)
    store = EvidenceStore(vault)
    evidence = {held.id for url in watch.asked for held in store.history(url)}
    return {object_id(entry.ref) for entry in chosen} | evidence


def read(path: Path) -> backup.Backup:
    """A backup, read through without a secret.  Raises :class:`~wallet.errors.Unreadable` when it is no backup."""
    return backup.read(path)


def verify(found: backup.Backup) -> BackupChecked:
    """Whether every file of a backup is there and as it was written."""
    return BackupChecked(str(found.path), len(found.files), found.damaged)


def verify_all(found: backup.Backup, own: Vault | None, unlock: Unlock) -> BackupChecked:
    """As :func:`verify`, and whether everything in it opens; and what it lacks, compared with the wallet ``own``.

    ``unlock`` is asked for a secret unless it is a backup of that wallet.
    """
    with _elsewhere() as away:
        backup.lay_out(found, away)
        opened = _opened(away, found, own, unlock)
        problems = tuple(problem.message for problem in upkeep.check(opened, read_data=True).problems)
        inside = _credentials(opened)
        lacks = len(_credentials(own).keys() - inside.keys()) if own and _same(found, own) else None
    return BackupChecked(str(found.path), len(found.files), found.damaged, len(inside), lacks, problems)


def restore(
    found: backup.Backup,
    folders: Directories,
    own: Vault | None,
    unlock: Unlock,
    asked: Asked,
    *,
    revive: bool = False,
) -> Restored:
    """Put what a backup holds into the wallet ``own``, or make a wallet of it where there is none.

    What comes is judged by what is known here, and the other way round.  A second run
    adds nothing.  What was removed from the wallet stays removed
    unless ``revive``.  Raises :class:`~wallet.errors.Locked` and what adding raises.
    """
    with _elsewhere() as away:
        backup.lay_out(found, away)
        opened = _opened(away, found, own, unlock)
        inside = _credentials(opened)
        if own is None:
            backup.lay_out(found, place(folders))
            return Restored(str(folders.wallet), tuple(inside.values()), 0, (), found.damaged, made=True)
        if _same(found, own):
            own, done = _united(found, opened, own, revive=revive)
        else:
            done = backup.transfer(opened, own, revive=revive)
        catch_up(own, asked)
    told = [tuple(inside[name] for name in names if name in inside) for names in done[:3]]
    return Restored(str(folders.wallet), told[0], len(told[1]), told[2], (*found.damaged, *done.damaged))


def _united(found: backup.Backup, opened: Vault, own: Vault, *, revive: bool) -> tuple[Vault, backup.Transferred]:
    """Restore a backup of this very wallet, by adding its files to the folder; the wallet as it can be read then.

    One that was made after the key was changed brings what opens the new key: without that nobody
    could read the packs that it brings, and the wallet is the newer one from then on.
    """
    there, here = set(opened.contents.objects), set(own.contents.objects)
    known = opened.keys.key_id in {keys.key_id for keys in (own.keys, *own.keys.others)}
    backup.union(found, own, () if known else opened.contents.live_slots())
    if not known:
        own = vaults.open(own.place, root_key(opened), clock=own.now)
    removed = (there - own.contents.objects.keys()) & own.contents.state.dropped
    if revive:
        backup.transfer(opened, own, {bytes.fromhex(name) for name in removed}, revive=True)
    new = (there - here) & own.contents.objects.keys()
    return own, backup.Transferred(tuple(new), tuple(there & here), () if revive else tuple(removed), ())


def _same(found: backup.Backup, own: Vault) -> bool:
    return own.keys.vault_id.hex() == found.vault_id


def _opened(away: Place, found: backup.Backup, own: Vault | None, unlock: Unlock) -> Vault:
    """The backup, unlocked: by the keys of the wallet it is a backup of, or by its own secret."""
    if own is not None and _same(found, own):
        for keys in (own.keys, *own.keys.others):
            with suppress(Locked):
                return vaults.rescue(away, RootKey(keys.root, keys.epoch))
    return unlock(partial(_rescued, away, found))


def _rescued(away: Place, found: backup.Backup, secret: bytes) -> Vault:
    """The backup, unlocked by its own secret.  Raises :class:`~wallet.errors.Locked`."""
    unlocking = recognised(secret)
    try:
        return vaults.rescue(away, unlocking)
    except Locked as error:
        raise Locked(
            say("{path}: {message}", path=found.path, message=error.message), hint=SECRET_HINT, slug=error.kind
        ) from error


def _credentials(opened: Vault) -> dict[str, str]:
    """Titles by object id."""
    return {object_id(entry.ref).hex(): entry.title for entry in entries(opened, achievements=False)}


@contextmanager
def _elsewhere() -> Iterator[Place]:
    """A temporary place, for sealed files only."""
    with tempfile.TemporaryDirectory(prefix="wallet-backup-") as name:
        folder = Path(name)
        yield Place(folder / "wallet", folder / "state", folder / "cache")


def _in_one_step(path: Path, write: Callable[[Path], backup.Written]) -> backup.Written:
    """Write a file in one step, so that it is there complete or not at all, and read it again; nothing is replaced."""
    if path.exists() or path.is_symlink():
        raise _taken(path)
    unnamed = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        written = write(unnamed)
        if backup.read(unnamed).damaged:
            raise Unwritable(
                say("{path} was not written as it should be", path=path),
                hint=say("look after that disk, then try again"),
            )
        with unnamed.open("rb") as file:
            os.fsync(file.fileno())
        name_new(unnamed, path)
        sync_name(path)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise Unwritable(
            say("{path} cannot be written: {reason}", path=path, reason=reason(error)), hint=say("choose another place")
        ) from error
    finally:
        with suppress(OSError):  # on a read-only disk there is nothing to remove
            unnamed.unlink(missing_ok=True)
    return written


def _taken(path: Path) -> Unwritable:
    return Unwritable(say("{path} exists", path=path), hint=say("choose another name"))

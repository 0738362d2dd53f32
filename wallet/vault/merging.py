"""Bringing a wallet folder and a copy of it somewhere else to the same state: the union of their files.

What comes is read and compared with its name before it gets that name here;
nothing that is here is replaced.  A file is taken away there only when the
wallet itself says that it is replaced or gone.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from wallet.codec import strictjson
from wallet.errors import Damaged, Locked, Unreadable
from wallet.vault import files as disk
from wallet.vault import named
from wallet.vault.files import Files, is_regular
from wallet.vault.named import HEADER, README
from wallet.vault.place import HEADER_LIMIT, Place, check_unused, make_wallet_folders, read_header
from wallet.vault.sealing import canonical
from wallet.vault.vault import Vault
from wallet.wording import say

_NOTE_LIMIT = 64 * 1024 * 1024


class Remote(Protocol):
    """A place that keeps files by name; those of :mod:`wallet.sync` are such places.

    All of its methods may raise :class:`~wallet.errors.NetworkFailed`.
    """

    name: str

    def listed(self) -> frozenset[str]:
        """The names of all files there now."""
        ...

    def fetch(self, names: frozenset[str], into: Path) -> None:
        """Write those files below a folder, under their names; files that are not there are left out."""
        ...

    def send(self, files: Mapping[str, Path], gone: frozenset[str]) -> None:
        """Add files by name and delete others.

        Raises :class:`wallet.sync.Outrun` when another device wrote there in between: list and try again.
        """
        ...


class Merged(NamedTuple):
    """What went which way, by the files' names."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    taken_away: tuple[str, ...]
    """There, because the wallet no longer needs them."""
    damaged: tuple[str, ...]
    """There, and not what their names say; left alone."""


def merge(vault: Vault, remote: Remote, *, accept_rollback: bool = False) -> Merged:
    """One round: take what is new there, then give what is new here.

    Raises :class:`~wallet.errors.Damaged` when another wallet is there
    (``other_wallet``) or files that were there the last time are gone
    (``remote_rolled_back``), :class:`~wallet.errors.Locked` when they are and the
    key was changed on another device (``key_changed``), and what the remote raises.
    """
    listed = remote.listed()
    there = frozenset(filter(named.is_hashed, listed))
    with tempfile.TemporaryDirectory(prefix="wallet-sync-") as folder:
        here = _sound(vault.writer.files, vault.place)
        if (
            HEADER in listed or not there & here.keys()
        ):  # else an interrupted run sent no header: the rest is ours by its names
            _check_same(vault, remote, listed, Path(folder))
        came, damaged = _take(vault, remote, there - here.keys() - _needless(vault), Path(folder))
    here |= {name: vault.place.root / name for name in came}
    needless = _needless(vault)
    lost = seen(vault.place, remote.name) - there - needless
    if lost and not accept_rollback:
        raise _gone(vault, remote.name, len(lost))
    went = {name: path for name, path in here.items() if name not in there | needless}
    extra = {name: path for name, path in _beside(vault).items() if name not in listed}
    gone = there & needless - here.keys()
    if went or gone or extra:
        remote.send({**went, **extra}, gone)
    note(vault.place, remote.name, (there | went.keys()) - gone - frozenset(damaged))
    return Merged(tuple(sorted(came)), tuple(sorted(went)), tuple(sorted(gone)), tuple(sorted(damaged)))


def _gone(vault: Vault, name: str, n: int) -> Damaged | Locked:
    """The error for files that were at the remote; what says that they are replaced may be under a new key."""
    if {problem.slug for problem in vault.contents.bad.values()} & {"other_key", "new_key"}:
        return Locked(
            say("the key of this wallet was changed on another device"),
            hint=say("wallet unlock with the passphrase that was chosen last, then run it again"),
            slug="key_changed",
        )
    return Damaged(
        say("{n} files that were at {name} the last time are gone: an older copy was put there", n=n, name=name),
        hint=say("if that was you: wallet sync --accept-rollback"),
        slug="remote_rolled_back",
    )


def clone(place: Place, remote: Remote) -> Merged:
    """Make a wallet folder of a copy, at a place where there is none; what is damaged there is left out.

    Raises :class:`~wallet.errors.Unreadable` when there is no wallet (``no_remote_wallet``) or not
    all of it (``remote_incomplete``), and what :func:`~wallet.vault.place.check_unused` raises.
    """
    files = Files()
    check_unused(files, place)
    listed = remote.listed()
    wanted = frozenset(filter(named.is_hashed, listed))
    if wanted and HEADER not in listed:
        raise Unreadable(
            say("the wallet at {name} has no wallet.json: it is not all there yet", name=remote.name),
            hint=say("run this again on the device that has the wallet, then here: wallet sync"),
            slug="remote_incomplete",
        )
    if not wanted:
        raise Unreadable(
            say("there is no wallet at {name}", name=remote.name),
            hint=say("make one: wallet init"),
            slug="no_remote_wallet",
        )
    with tempfile.TemporaryDirectory(prefix="wallet-sync-") as folder, disk.writing(say("the wallet")):
        remote.fetch(wanted | {HEADER, README} & listed, Path(folder))
        make_wallet_folders(files, place)
        came, damaged = _put_all(files, place, [*sorted(wanted), *({README} & listed), HEADER], Path(folder))
    note(place, remote.name, wanted & came)
    return Merged(tuple(sorted(came)), (), (), tuple(sorted(damaged)))


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Let no other sync of this wallet run on this computer meanwhile.

    They share git's copy of the remote and the note of what was there, and a
    commit made from two at once could remove what another device just added.
    Raises :class:`~wallet.errors.Busy`.
    """
    files = Files()
    with disk.writing(say("what this computer remembers of the remote")):
        disk.make_folders(files, place.memory)
    with disk.locked(place.memory / "sync.lock", files.lock_seconds):
        yield


def seen(place: Place, remote: str) -> frozenset[str]:
    """The files that were at a remote when it was last met from here."""
    said = _note(place)
    names = said.get("files") if said.get("remote") == remote else None
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()


def last_remote(place: Place) -> str:
    """The remote that was used last; empty before there was one."""
    found = _note(place).get("remote", "")
    return found if isinstance(found, str) else ""


def note(place: Place, remote: str, names: frozenset[str]) -> None:
    """Remember the remote and what is there."""
    with disk.writing(say("what this computer remembers of the remote")):
        data = canonical({"remote": remote, "files": sorted(names)})
        disk.put_by_way_of(Files(), place.memory, place.memory / "remote.json", data)


def _note(place: Place) -> dict[str, object]:
    try:
        said = strictjson.loads(Files().read(place.memory / "remote.json", _NOTE_LIMIT), limit=_NOTE_LIMIT)
    except (OSError, Unreadable):
        return {}
    return said if isinstance(said, dict) else {}


def _check_same(vault: Vault, remote: Remote, listed: frozenset[str], folder: Path) -> None:
    """Refuse a remote that holds something else than this wallet."""
    if not listed:
        return
    remote.fetch(frozenset((HEADER,)), folder)
    try:
        found = read_header(Files().read(folder / HEADER, HEADER_LIMIT + 1))["vault_id"]
    except (OSError, Damaged):
        found = ""
    if found != vault.keys.vault_id.hex():
        what = say("another wallet") if found else say("something that is no wallet")
        raise Damaged(
            say("{name} holds {what}", name=remote.name, what=what),
            hint=say("name an empty place, or use that wallet: wallet sync REMOTE --wallet NEWFOLDER"),
            slug="other_wallet",
        )


def _take(vault: Vault, remote: Remote, wanted: frozenset[str], folder: Path) -> tuple[set[str], set[str]]:
    """Fetch files and put those that match their names in their places; which came, and which are damaged."""
    if not wanted:
        return set(), set()
    remote.fetch(wanted, folder)
    with vault.writer.writing(accept_rollback=True):
        came, damaged = _put_all(vault.writer.files, vault.place, sorted(wanted), folder)
        vault.contents.forget_cache()
    vault.remember()
    return came, damaged


def _put_all(files: Files, place: Place, names: Iterable[str], folder: Path) -> tuple[set[str], set[str]]:
    """Put fetched files in their places, in this order; which came, and which are not what their names say."""
    came, damaged = set(), set()
    for name in names:
        data = named.content(Files(), folder / name, name)
        if data is None:
            damaged.add(name)
        else:
            named.put(files, place, name, data)
            came.add(name)
    return came, damaged


def _sound(files: Files, place: Place) -> dict[str, Path]:
    """The packs and slots that are here and are what their names say."""
    return {n: path for n, path in named.here(files, place).items() if named.content(files, path, n) is not None}


def _beside(vault: Vault) -> dict[str, Path]:
    """The header, and the text for whoever finds the folder, which its owner may have deleted.

    A link in its place is left out: what it leads to is no part of the wallet, and would be sent as it is.
    """
    paths = {name: vault.place.root / name for name in (HEADER, README)}
    return {name: path for name, path in paths.items() if is_regular(vault.writer.files, path)}


def _needless(vault: Vault) -> frozenset[str]:
    """Files that the wallet says are replaced or gone."""
    packs = {f"packs/{name[:2]}/{name}.wvp" for name in vault.contents.frontier.superseded}
    slots = {f"keys/{name}" for name, state in vault.about_slots().items() if state == "gone"}
    return frozenset(packs | slots)

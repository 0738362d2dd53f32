"""A wallet that stays unlocked for a while: its root key in a file of this computer's memory.

There is no daemon.  The file lies in a folder that is never written to a disk,
for its owner alone; it counts for one start of the computer, one place and one
wallet, and until a moment on a clock that nobody can set back.  Any program of
the same user can read it, as it could read a terminal or this program's memory.
"""

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from wallet.codec import strictjson
from wallet.errors import Damaged, Locked, Refused, Unreadable
from wallet.model import JsonObject
from wallet.vault.files import Files, check_folder, make_folders, put, writing
from wallet.vault.place import Place
from wallet.vault.sealing import canonical
from wallet.vault.unlocking import RootKey
from wallet.wording import say

SHORTEST, LONGEST = 60, 12 * 60 * 60
"""Seconds that a session may last."""
_LIMIT = 4096
_MEMBERS = {"vault_id", "place", "user", "start", "expires", "root", "epoch"}
_IN_MEMORY = ("tmpfs", "ramfs")
_SHARED = Path("/dev/shm")  # noqa: S108 - named in a hint; the folder made in it is checked
"""Where Linux keeps a folder in memory for every user."""


class Session(NamedTuple):
    """An unlocked wallet."""

    root: RootKey
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Computer:
    """What a session needs to know of the computer; a test passes its own."""

    since_start: Callable[[], float]
    """Seconds since the computer was started, those asleep included."""
    start: Callable[[], str]
    """A name for this start of the computer; empty when there is none."""
    file_system: Callable[[Path], str]
    """The kind of file system that a folder lies on."""


def this_computer() -> Computer:
    """The real one."""
    return Computer(_since_start, _start, _file_system)


def begin(folder: Path, place: Place, root: RootKey, vault_id: bytes, seconds: int, computer: Computer) -> Session:
    """Keep the wallet unlocked for so many seconds.

    Raises :class:`~wallet.errors.Locked` (``no_sessions``) where ``folder`` is
    not kept in memory alone.
    """
    files = Files()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if computer.file_system(nearest) not in _IN_MEMORY or not computer.start():
        raise _no_session(nearest, computer)
    expires = int((computer.since_start() + seconds) * 1000)
    about = {**_about(place, vault_id, computer), "expires": expires, "root": root.value.hex(), "epoch": root.epoch}
    with writing(say("the session")):
        make_folders(files, folder)
        check_folder(files, folder)
        files.restrict(folder)
        _remove(path := _path(folder, place, vault_id))
        put(files, path.with_suffix(f".{os.getpid()}"), path, canonical(about), durable=False)
    return Session(root, seconds)


def _no_session(folder: Path, computer: Computer) -> Locked:
    """That nothing is left unlocked; where only the folder that is named is the wrong one, which would do."""
    if computer.start() and _SHARED.is_dir() and computer.file_system(_SHARED) in _IN_MEMORY:
        where = _SHARED / f"wallet-{os.getuid()}"
        return Locked(
            say("{folder} is on a disk, where the key could be found later: nothing is left unlocked", folder=folder),
            hint=say("name a folder in memory, here and for later: export WALLET_RUNTIME_DIR={where}", where=where),
            slug="no_sessions",
        )
    return Locked(
        say("this computer has no folder that is kept in memory alone, so nothing is left unlocked"),
        hint=say("run several commands with one passphrase: wallet batch FILE"),
        slug="no_sessions",
    )


def resume(folder: Path, place: Place, vault_id: bytes, computer: Computer) -> Session | None:
    """The session there is, or None; one that is over or not for here is removed."""
    path = _path(folder, place, vault_id)
    try:
        said = _read(path)
    except (FileNotFoundError, PermissionError):  # another user may have made a folder of that name before us
        return None
    except (OSError, Unreadable, Refused, ValueError):
        _remove(path)
        return None
    left = said["expires"] / 1000 - computer.since_start()
    about = _about(place, vault_id, computer)
    if any(said[name] != value for name, value in about.items()) or not 0 < left <= LONGEST or not about["start"]:
        _remove(path)
        return None
    return Session(RootKey(bytes.fromhex(said["root"]), said["epoch"]), int(left))


def end(folder: Path, place: Place, vault_id: bytes) -> bool:
    """Lock the wallet; whether it was unlocked."""
    path = _path(folder, place, vault_id)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return False
    _remove(path)
    return True


def _path(folder: Path, place: Place, vault_id: bytes) -> Path:
    return folder / f"{vault_id.hex()}-{place.id.hex()}.session"


def _about(place: Place, vault_id: bytes, computer: Computer) -> JsonObject:
    user = os.getuid() if hasattr(os, "getuid") else 0
    return {"vault_id": vault_id.hex(), "place": place.id.hex(), "user": user, "start": computer.start()}


def _read(path: Path) -> JsonObject:
    """What a session file says, if it is one of ours that nobody else could write or read."""
    info = path.lstat()
    if stat.S_IMODE(info.st_mode) & 0o077 or (hasattr(os, "getuid") and info.st_uid != os.getuid()):
        raise ValueError
    data = Files().read(path, _LIMIT)
    said = strictjson.loads(data, limit=_LIMIT)
    if not isinstance(said, dict) or set(said) != _MEMBERS or canonical(said) != data:
        raise ValueError
    if (
        type(said["expires"]) is not int
        or type(said["epoch"]) is not int
        or len(bytes.fromhex(str(said["root"]))) != 32
    ):
        raise ValueError
    return said


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        try:
            path.unlink()
        except PermissionError as error:
            raise Damaged(
                say("the session at {path} cannot be removed", path=path), hint=say("rm '{path}'", path=path)
            ) from error


def _since_start() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _start() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def _file_system(folder: Path) -> str:
    """From the kernel's list of mounts: the longest one that ``folder`` lies below."""
    best, kind = "", ""
    with suppress(OSError):
        for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
            _, at, found, *_ = line.split(" ")
            at = at.replace("\\040", " ")
            if len(at) >= len(best) and Path(os.path.realpath(folder)).is_relative_to(at):
                best, kind = at, found
    return kind

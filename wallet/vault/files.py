"""The few file operations the vault needs, one replaceable object, and the commit built from them.

Tests replace :class:`Files` to let operations fail or to record them; nothing
else in the vault touches the disk.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wallet.errors import Busy, Damaged, Unwritable, reason
from wallet.vault.buffer import Part
from wallet.wording import joined, say

FOLDER_MODE = 0o700
FILE_MODE = 0o600
LOCK_SECONDS = 10.0
_NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
)  # O_NONBLOCK: a FIFO put in place of a file must not hang the reader
_NAME = 200
"""Bytes of a name that leave room for more within the 255 that most systems take."""
_POSIX = os.name == "posix"


class Files:
    """Plain file operations; every method may raise ``OSError``."""

    lock_seconds = LOCK_SECONDS
    """How long a writer waits for another one."""

    def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
        """At most ``limit`` bytes from ``offset`` of a regular file; symbolic links are not followed."""
        handle = os.open(path, _READ | getattr(os, "O_BINARY", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, say("not a regular file"), str(path))
            os.lseek(handle, offset, os.SEEK_SET)
            parts = []
            while limit > 0 and (part := os.read(handle, min(limit, 1 << 24))):
                parts.append(part)
                limit -= len(part)
            return b"".join(parts)
        finally:
            os.close(handle)

    def names(self, folder: Path) -> list[str]:
        """Names in a folder, sorted; what is absent, no folder or a link to one has none.

        A link may have come with a synced folder and lead to files that are not the wallet's.
        """
        try:
            if folder.is_symlink():
                return []
            return sorted(entry.name for entry in folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def info(self, path: Path) -> os.stat_result | None:
        """What ``path`` itself is, or None when there is nothing."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return path.lstat()
        return None

    def make_folder(self, path: Path) -> None:
        """A new folder for the owner alone, whatever the umask."""
        path.mkdir(FOLDER_MODE)
        self.restrict(path)

    def restrict(self, folder: Path) -> None:
        """Take a folder away from everybody but its owner."""
        if _POSIX and stat.S_IMODE(folder.lstat().st_mode) != FOLDER_MODE:
            folder.chmod(FOLDER_MODE)

    def create(self, path: Path) -> int:
        """A descriptor of a file that did not exist, for the owner alone."""
        return os.open(path, _NEW_FILE | getattr(os, "O_BINARY", 0), FILE_MODE)

    def write(self, handle: int, data: memoryview) -> int:
        """How many bytes the system took, maybe fewer than offered."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """Wait until what was written survives a power cut."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Give the descriptor back."""
        os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its final name in one step, replacing what had it."""
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Wait until names given and taken in ``folder`` survive a power cut."""
        if not _POSIX:
            return  # Windows syncs names with the file
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Take a file away."""
        path.unlink()


def is_regular(files: Files, path: Path) -> bool:
    """Whether there is a file, and no link, pipe or folder in its place."""
    info = files.info(path)
    return info is not None and stat.S_ISREG(info.st_mode)


class MaybeSavedError(OSError):
    """The new name was given but not confirmed to be durable."""


def put(files: Files, temporary: Path, target: Path, data: bytes, *, durable: bool = True) -> None:
    """Make ``target`` hold ``data``, as :func:`put_parts` does."""
    put_parts(files, temporary, lambda: target, (data,), durable=durable)


def put_parts(
    files: Files,
    temporary: Path,
    place: Callable[[], Path],
    parts: Iterable[Part],
    *,
    durable: bool = True,
) -> None:
    """Make a file hold ``parts``: all of them or, at whatever moment this stops, what was there before.

    ``place`` is asked for its name once they are written.  The rename is the
    commit.  A failed ``fsync`` is not tried again, since the system may have
    dropped the data and would report success.  Raises ``OSError``, and
    :class:`MaybeSavedError` when only the confirmation failed.
    """
    handle = files.create(temporary)  # a file that exists belongs to somebody else, so a failure leaves it alone
    try:
        _fill(files, handle, parts, durable=durable)
        target = place()
        files.rename(temporary, target)
    except BaseException:
        with suppress(OSError):
            files.remove(temporary)
        raise
    if durable:
        try:
            files.sync_folder(target.parent)
        except OSError as error:
            raise MaybeSavedError(error.errno, error.strerror) from error


def put_by_way_of(files: Files, folder: Path, target: Path, data: bytes) -> None:
    """Make ``target`` hold ``data``, by way of a file in ``folder`` that nobody else writes; folders are made.

    Raises as :func:`check_folder`.
    """
    make_safe_folder(files, target.parent)
    put(files, folder / f"new-{os.urandom(8).hex()}.tmp", target, data)


def set_aside(files: Files, path: Path, folder: Path) -> None:
    """Move what is at ``path`` into ``folder``, which is made, under a name that nothing there has."""
    make_safe_folder(files, folder)
    name, number = path.name, 0
    while files.info(folder / name) is not None:
        number += 1
        name = f"{os.fsdecode(os.fsencode(path.name)[:_NAME])}.{number}"
    files.rename(path, folder / name)
    files.sync_folder(folder)
    files.sync_folder(path.parent)


def _fill(files: Files, handle: int, parts: Iterable[Part], *, durable: bool) -> None:
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[files.write(handle, rest) :]
        if durable:
            files.sync(handle)
    finally:
        files.close(handle)


def make_folders(files: Files, path: Path) -> None:
    """``path`` and what is missing above it, level by level, each durable before the next."""
    if files.info(path) is None:
        make_folders(files, path.parent)
        with suppress(FileExistsError):
            files.make_folder(path)
        files.sync_folder(path.parent)


def make_safe_folder(files: Files, path: Path) -> None:
    """As :func:`make_folders`; one that is there already is refused as :func:`check_folder` does."""
    check_folder(files, path)
    make_folders(files, path)


def check_folder(files: Files, path: Path) -> None:
    """Refuse a folder that another user owns or may write to, or that is no folder at all.

    Raises :class:`~wallet.errors.Damaged`, slug ``unsafe_folder``.
    """
    info = files.info(path)
    if info is None:
        return
    if not stat.S_ISDIR(info.st_mode):
        raise _unsafe(path, say("is not a folder"), say("move it away"))
    if _POSIX and info.st_uid != os.geteuid():
        raise _unsafe(path, say("belongs to another user"), say("chown -R $USER '{path}'", path=path))
    if _POSIX and info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _unsafe(path, say("can be written to by other users"), say("chmod -R go-w '{path}'", path=path))


def _unsafe(path: Path, why: str, hint: str) -> Damaged:
    return Damaged(joined(" ", (str(path), why)), hint=hint, slug="unsafe_folder")


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file at ``path``; wait at most ``seconds`` for another process.

    Raises :class:`~wallet.errors.Busy`.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, mode=FILE_MODE, timeout=seconds, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(
            say("another wallet command is writing"), hint=say("wait for it to end, then run this again")
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(what: str, instead: str | None = None) -> Iterator[None]:
    """Turn a failed write of ``what`` into :class:`~wallet.errors.Unwritable`; ``instead`` is what to do then.

    Without it the advice is about the folder of the wallet.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(what, error, instead) from error


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn a failed read of ``what`` into :class:`~wallet.errors.Damaged`, slug ``wallet_unreadable``."""
    try:
        yield
    except OSError as error:
        hint = _ADVICE.get(error.errno or 0) or say("look after that disk, then try again")
        raise Damaged(
            say("{what} cannot be read: {error}", what=what, error=reason(error)), hint=hint, slug="wallet_unreadable"
        ) from error


def _unwritable(what: str, error: OSError, instead: str | None) -> Unwritable:
    if isinstance(error, MaybeSavedError):
        return Unwritable(
            say("{what} may have been saved: the disk did not confirm it ({error})", what=what, error=reason(error)),
            hint=say("run it again; saving twice is harmless"),
            slug="maybe_saved",
        )
    return Unwritable(
        say("{what} could not be saved: {error}", what=what, error=reason(error)),
        hint=instead or _ADVICE.get(error.errno or 0),
    )


_ADVICE = {
    errno.ENOSPC: say("free some space, then run it again"),
    errno.EDQUOT: say("free some space, then run it again"),
    errno.EROFS: say("the disk is read-only: choose another folder with --wallet"),
    errno.EACCES: say("give yourself the right to write there, or choose another folder with --wallet"),
    errno.EPERM: say("give yourself the right to write there, or choose another folder with --wallet"),
}

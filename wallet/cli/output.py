"""Writing a result to a file: all of it or nothing, and never over a file by accident."""

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wallet.actions.file_names import name_new, sync_name
from wallet.errors import Unwritable, UsageError, reason
from wallet.wording import say

STDOUT = Path("-")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def beyond_stdout(path: Path | None) -> Path | None:
    """The file that an option names; None for standard output, which is what ``-`` and saying nothing mean."""
    return None if path == STDOUT else path


def check_file(path: Path) -> None:
    """Refuse ``-`` where standard output cannot take it.  Raises :class:`~wallet.errors.UsageError`."""
    if path == STDOUT:
        raise UsageError(say("that cannot go to standard output"), hint=say("choose another name"))


def check_free(path: Path, *, force: bool | None = None) -> None:
    """Refuse to write over what is there.

    ``force`` is the ``--force`` of a command, and None for a command without
    that option.  Raises :class:`~wallet.errors.Unwritable`, and
    :class:`~wallet.errors.UsageError` for ``-``.
    """
    check_file(path)
    if (path.exists() or path.is_symlink()) and not (force and path.is_file()):
        raise _taken(path, force=force)


def check_new_folder(folder: Path) -> None:
    """Refuse the name of anything that is there; raises as :func:`check_free`."""
    check_file(folder)
    if folder.exists() or folder.is_symlink():
        raise Unwritable(say("{folder} exists", folder=folder), hint=say("choose the name of a new folder"))


def write(path: Path, data: bytes, *, force: bool | None = None, private: bool = False) -> None:
    """Put ``data`` at ``path`` in one step.

    An existing file is replaced only with ``force``, as in :func:`check_free`; a folder, pipe or device
    never is; ``private`` keeps it from other users, and its name is made to survive a power cut
    like its content, since what it holds may exist nowhere else.  Raises :class:`~wallet.errors.Unwritable`.
    """
    check_free(path, force=force)
    unnamed = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unnamed, _NEW, 0o600 if private else 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            unnamed.replace(path)
        else:
            name_new(unnamed, path)
        if private:
            sync_name(path)
    except OSError as error:
        with suppress(OSError):
            unnamed.unlink()
        raise (_taken(path, force=force) if isinstance(error, FileExistsError) else _unwritable(path, error)) from error


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Put files, by their paths with ``/``, into a new folder.

    It gets its name when all of it is there.  Raises :class:`~wallet.errors.Unwritable`.
    """
    check_new_folder(path)
    unnamed = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        for name, data in files.items():
            place = unnamed.joinpath(*name.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        unnamed.rename(path)
    except OSError as error:
        shutil.rmtree(unnamed, ignore_errors=True)
        raise _unwritable(path, error) from error


SMALL = 16 * 1024 * 1024


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files below ``folder`` by their paths with ``/``, hidden ones left out; empty when it does not exist.

    Only what this program could have written is read: links, and files of more
    than 16 MiB, are there without content.  Raises as :func:`check_free` does.
    """
    check_file(folder)
    if folder.exists() and not folder.is_dir():
        raise Unwritable(say("{folder} is no folder", folder=folder), hint=say("choose another name"))
    found: dict[str, bytes] = {}
    try:
        for place, folders, names in os.walk(folder):
            links = [name for name in folders if (Path(place) / name).is_symlink()]
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for path in (Path(place) / name for name in sorted(names + links) if not name.startswith(".")):
                ours = path.is_file() and not path.is_symlink() and path.stat().st_size <= SMALL
                found[path.relative_to(folder).as_posix()] = path.read_bytes() if ours else b""
    except OSError as error:
        raise _unwritable(folder, error) from error
    return found


def put(folder: Path, name: str, data: bytes) -> None:
    """Write one file of a folder, never through a link out of it.  Raises :class:`~wallet.errors.Unwritable`."""
    path = folder.joinpath(*name.split("/"))
    try:
        if path.parent != folder and path.parent.is_symlink():
            raise Unwritable(
                say("{parent} is a link to somewhere else", parent=path.parent), hint=say("choose another folder")
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    write(path, data, force=True)


def take_away(folder: Path, name: str) -> None:
    """Remove one file of a folder.  Raises :class:`~wallet.errors.Unwritable`."""
    path = folder.joinpath(*name.split("/"))
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _taken(path: Path, *, force: bool | None) -> Unwritable:
    if path.is_dir():
        return Unwritable(
            say("{path} is a folder", path=path), hint=say("name a file in it: {file}", file=path / "FILE")
        )
    if not path.is_file():
        return Unwritable(say("{path} is no file", path=path), hint=say("choose another name"))
    hint = say("choose another name") if force is None else say("choose another name, or replace a file with --force")
    return Unwritable(say("{path} exists", path=path), hint=hint)


def _unwritable(path: Path, error: OSError) -> Unwritable:
    return Unwritable(
        say("{path} cannot be written: {reason}", path=path, reason=reason(error)), hint=say("choose another place")
    )

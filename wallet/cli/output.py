"""Writing a result to a file: all of it or nothing, and never over a file by accident."""

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wallet.errors import Unwritable

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def check_free(path: Path, *, force: bool) -> None:
    """Refuse to write over what is there.  Raises :class:`~wallet.errors.Unwritable`."""
    if (path.exists() or path.is_symlink()) and not (force and path.is_file()):
        what = "exists" if path.is_file() else "is no file"
        raise Unwritable(f"{path} {what}", hint="choose another name, or replace a file with --force")


def write(path: Path, data: bytes, *, force: bool, private: bool = False) -> None:
    """Put ``data`` at ``path`` in one step.

    An existing file is replaced only with ``force``, and anything but a file
    never is; ``private`` keeps it from other users.  Raises :class:`~wallet.errors.Unwritable`.
    """
    check_free(path, force=force)
    unnamed = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unnamed, _NEW, 0o600 if private else 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unnamed.replace(path)
    except OSError as error:
        with suppress(OSError):
            unnamed.unlink()
        reason = (error.strerror or "unknown reason").lower()
        raise Unwritable(f"{path} cannot be written: {reason}", hint="choose another place with -o") from error


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Put files, by their paths with ``/``, into a new folder.

    It gets its name when all of it is there.  Raises :class:`~wallet.errors.Unwritable`.
    """
    check_free(path, force=False)
    unnamed = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        for name, data in files.items():
            place = unnamed.joinpath(*name.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        unnamed.rename(path)
    except OSError as error:
        shutil.rmtree(unnamed, ignore_errors=True)
        reason = (error.strerror or "unknown reason").lower()
        raise Unwritable(f"{path} cannot be written: {reason}", hint="choose another place with -o") from error

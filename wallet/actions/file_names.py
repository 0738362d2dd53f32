"""Names of files: giving one in one step, so that it takes nobody else's place, and keeping one as text."""

import errno
import os
from pathlib import Path

_CLAIM = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def name_new(unnamed: Path, path: Path) -> None:
    """Call a file ``path`` unless something is called so, be it made only a moment ago.

    Raises ``FileExistsError`` then, and ``OSError`` when it cannot be done.
    """
    if os.name == "nt":
        unnamed.rename(path)  # which replaces nothing there
        return
    try:
        path.hardlink_to(unnamed)
    except FileExistsError:
        raise
    except OSError:  # a disk without links, such as FAT: an empty file holds the name meanwhile
        os.close(os.open(path, _CLAIM, 0o600))
        try:
            unnamed.replace(path)
        except OSError:
            path.unlink()
            raise
    else:
        unnamed.unlink()


def as_text(name: str) -> str:
    """The name of a file as a record can hold it: a byte that is not UTF-8 (PEP 383) is written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def sync_name(path: Path) -> None:
    """Wait until the name of a file survives a power cut, where the disk can tell.  May raise ``OSError``."""
    from wallet.vault.files import Files  # which most commands that write a file do not need

    try:
        Files().sync_folder(path.parent)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise

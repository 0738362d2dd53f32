"""Reading what the user names: files, folders and standard input, within limits.

A folder stands for the files in it.  Links inside a folder are not followed, so
that a downloaded folder cannot point at the rest of the disk.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wallet.errors import Unreadable, WalletError

FILE_LIMIT = 32 * 1024 * 1024
RUN_LIMIT = 1024 * 1024 * 1024
FILES_LIMIT = 10_000
DEPTH_LIMIT = 16

STDIN = "-"


class Input(NamedTuple):
    """One file's bytes, or why it could not be read."""

    name: str
    data: bytes
    error: WalletError | None = None
    folder: str = ""
    """The folder the user named, when the file was found by walking it."""


def read_all(names: Sequence[str], stdin: BinaryIO) -> Iterator[Input]:
    """Every input in the order named, folders walked in sorted order.

    Never raises: what cannot be read is an :class:`Input` with an error, so
    that one bad file does not stop the others.
    """
    room = RUN_LIMIT
    for count, item in enumerate(_each(names, stdin), start=1):
        room -= len(item.data)
        if room < 0 or count > FILES_LIMIT:
            yield Input(item.name, b"", _too_much(item.name), item.folder)
            return
        yield item


def read_file(path: Path) -> bytes:
    """The bytes of one regular file.

    Raises :class:`~wallet.errors.Unreadable` when it is missing, is no regular
    file, may not be read or is larger than 32 MiB.
    """
    try:
        # Looked at before it is opened: opening a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(f"{path} is not a file", slug="not_a_file")
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {_reason(error)}", slug="no_such_file") from error
    if len(data) > FILE_LIMIT:
        raise Unreadable(f"{path} is larger than 32 MiB; no credential is", slug="too_large")
    return data


def _each(names: Sequence[str], stdin: BinaryIO) -> Iterator[Input]:
    for name in names:
        path = Path(name)
        if name == STDIN:
            yield _from_stdin(stdin)
        elif path.is_dir():
            yield from _from_folder(name, path)
        else:
            yield _one(path, name)


def _from_stdin(stdin: BinaryIO) -> Input:
    data = stdin.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        return Input(STDIN, b"", Unreadable("standard input is larger than 32 MiB; no credential is", slug="too_large"))
    return Input(STDIN, data)


def _from_folder(name: str, folder: Path) -> Iterator[Input]:
    for path in _walk(folder, DEPTH_LIMIT):
        yield _one(path, str(path), folder=name)


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    """Regular files below ``folder``, sorted, hidden ones and links left out."""
    try:
        found = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        return
    for item in found:
        if item.name.startswith(".") or item.is_symlink():
            continue
        if item.is_file(follow_symlinks=False):
            yield folder / item.name
        elif item.is_dir(follow_symlinks=False) and depth:
            yield from _walk(folder / item.name, depth - 1)


def _one(path: Path, name: str, *, folder: str = "") -> Input:
    try:
        return Input(name, read_file(path), None, folder)
    except Unreadable as error:
        return Input(name, b"", error, folder)


def _too_much(name: str) -> Unreadable:
    return Unreadable(
        f"too much at once: stopped before {name}, after {FILES_LIMIT} files or 1 GiB",
        hint="import the folders one by one",
        slug="too_large",
    )


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()

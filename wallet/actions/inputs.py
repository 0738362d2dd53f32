"""Reading what the user names: files, folders and standard input, within limits.

A folder stands for the files in it.  Links inside a folder are not followed, so
that a downloaded folder cannot point at the rest of the disk.
"""

import os
import re
import shlex
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from wallet.codec import limits
from wallet.codec.web import is_web
from wallet.errors import Unreadable, WalletError, reason
from wallet.wording import say

_AT_FIRST = 64 * 1024
"""Bytes that are read of a file at first; most badges are no larger."""
RUN_LIMIT = 1024 * 1024 * 1024
FILES_LIMIT = 10_000
DEPTH_LIMIT = 16
_NAMES_COMPARED = 1_000
"""Files of a folder that a mistyped name is compared with."""

STDIN = "-"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
_HOST_AND_PATH = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,20}/\S")


class StandardInput(Protocol):
    """Standard input, as far as it is read here."""

    def read(self, most: int, /) -> bytes:
        """Up to so many bytes.  May raise :class:`~wallet.errors.Unreadable`."""


class Found(NamedTuple):
    """One input that has not been read yet."""

    name: str
    """For people, and the path of a file."""
    folder: str = ""
    """The folder the user named, when the file was found by walking it."""
    data: bytes | None = None
    """What was read on the way: standard input."""
    empty: bool = False
    """Whether it is a folder without a single file."""
    bundle: bool = False
    """Whether it is a folder that is one bundle."""
    error: Unreadable | None = None
    """Why standard input cannot be read."""


class Input(NamedTuple):
    """One file's bytes, or why it could not be read."""

    name: str
    data: bytes
    error: WalletError | None = None
    folder: str = ""
    """As in :class:`Found`."""


def read_all(names: Sequence[str], stdin: StandardInput) -> Iterator[Input]:
    """Every input in the order named, folders walked in sorted order, up to the limits of one run.

    Never raises: what cannot be read is an :class:`Input` with an error, so
    that one bad file does not stop the others.
    """
    room = RUN_LIMIT
    for count, found in enumerate(find(names, stdin), start=1):
        item = read(found)
        room -= len(item.data)
        if room < 0 or count > FILES_LIMIT:
            yield Input(item.name, b"", _too_much(item.name), item.folder)
            return
        yield item


def read_each(names: Sequence[str], stdin: StandardInput) -> list[Input]:
    """As :func:`read_all`, but raises the error of the first input that cannot be read."""
    found = list(read_all(names, stdin))
    for one in found:
        if one.error is not None:
            raise one.error
    return found


def find(names: Sequence[str], stdin: StandardInput) -> Iterator[Found]:
    """Every input in the order named; folders are walked lazily, in sorted order.

    Only standard input is read here.  Their number is not limited, since a
    caller that takes them one by one needs no limit.  Never raises.
    """
    for name in names:
        path = Path(name)
        if name == STDIN:
            yield _typed_or_sent(stdin)
        elif name and _is_bundle(path):
            yield Found(name, bundle=True)
        elif name and path.is_dir():
            yield from _in_folder(name, path)
        else:
            yield Found(name)


def _typed_or_sent(stdin: StandardInput) -> Found:
    try:
        return Found(STDIN, data=stdin.read(limits.FILE_BYTES + 1))
    except Unreadable as error:
        return Found(STDIN, error=error)


def count(names: Sequence[str]) -> int:
    """How many inputs :func:`find` will give, without reading any."""
    folders = (name for name in names if name not in (STDIN, "") and Path(name).is_dir() and not _is_bundle(Path(name)))
    return len(names) + sum(max(0, sum(1 for _ in _walk(Path(name), DEPTH_LIMIT)) - 1) for name in folders)


def read(found: Found) -> Input:
    """The bytes of one input, or why there are none.  Never raises."""
    try:
        return Input(found.name, _bytes(found), None, found.folder)
    except Unreadable as error:
        return Input(found.name, b"", error, found.folder)


def _bytes(found: Found) -> bytes:
    if found.error is not None:
        raise found.error
    if found.empty:
        raise no_credentials(found.name)
    if found.bundle:
        return _zipped(Path(found.name))
    if found.data is None:
        return _file_or_address(found.name)
    if len(found.data) > limits.FILE_BYTES:
        raise Unreadable(say("standard input is larger than 32 MiB; no credential is"), slug="too_large")
    return found.data


def _file_or_address(name: str) -> bytes:
    """The bytes of a file.  Raises an error of its own for a name that can only be an address."""
    if not name:  # as from an unset shell variable; pathlib would take it for the current folder
        raise Unreadable(say("an empty name names no file"), hint=say("this folder is called ."), slug="no_such_file")
    if is_web(name) and not Path(name).exists():
        hint = say(
            "download what it shows and name the file; or into a wallet: wallet import {value}", value=shlex.quote(name)
        )
        raise Unreadable(
            say("{name} is an address, and only wallet import opens those", name=name[:200]),
            hint=hint,
            slug="address_refused",
        )
    if _SCHEME.match(name) and not Path(name).exists():
        hint = say("download what it shows, then: wallet import FILE")
        raise Unreadable(
            say("{name}: only https:// addresses are asked", name=name[:200]), hint=hint, slug="address_refused"
        )
    try:
        return read_file(Path(name))
    except Unreadable as error:
        if error.kind == "no_such_file" and _HOST_AND_PATH.match(name):
            hint = say("if that is an address: wallet import {address}", address=shlex.quote("https://" + name))
            raise Unreadable(error.message, hint=hint, slug=error.kind) from error
        raise


def read_file(path: Path) -> bytes:
    """The bytes of one regular file.

    Raises :class:`~wallet.errors.Unreadable` when it is missing, is no regular
    file, may not be read or is larger than 32 MiB.
    """
    try:
        # Looked at before it is opened: opening a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(say("{path} is not a file", path=path), slug="not_a_file")
        with path.open("rb") as file:
            data = file.read(_AT_FIRST)  # allocating the whole limit would take longer than reading a badge
            if len(data) == _AT_FIRST:
                data += file.read(limits.FILE_BYTES + 1 - _AT_FIRST)
    except OSError as error:
        message = say("{path} cannot be read: {error}", path=path, error=reason(error))
        raise Unreadable(message, hint=_nearly(path), slug="no_such_file") from error
    if len(data) > limits.FILE_BYTES:
        raise Unreadable(say("{path} is larger than 32 MiB; no credential is", path=path), slug="too_large")
    return data


def _nearly(path: Path) -> str:
    """What to do about a name that nothing can be read under: mostly a letter of it is wrong."""
    from difflib import get_close_matches  # whoever types what is there does not need it

    try:
        names = [] if path.exists() else [entry.name for entry in islice(path.parent.iterdir(), _NAMES_COMPARED)]
    except OSError:
        names = []
    for name in get_close_matches(path.name, names, 1):
        return say("did you mean {name}?", name=shlex.quote(str(path.with_name(name))))
    return say("check the name and that you may read it")


def _is_bundle(folder: Path) -> bool:
    """Whether a folder is what ``wallet share -o FOLDER`` writes."""
    return all((folder / name).is_file() for name in ("manifest.json", "bundle.vp.json"))


def _zipped(folder: Path) -> bytes:
    """A bundle in a folder, packed as a zip file, so that there is one reader and one set of limits."""
    from wallet.share.bundle import LIMITS, packed

    files, room = {}, LIMITS.total
    for path in _walk(folder, DEPTH_LIMIT):
        files[path.relative_to(folder).as_posix()] = read_file(path)
        room -= len(files[path.relative_to(folder).as_posix()])
        if room < 0 or len(files) > LIMITS.members:
            raise Unreadable(say("{folder} is larger than any bundle", folder=folder), slug="too_large")
    return packed(files, datetime(2000, 1, 1, tzinfo=UTC))


def _in_folder(name: str, folder: Path) -> Iterator[Found]:
    empty = True
    for path in _walk(folder, DEPTH_LIMIT):
        yield Found(str(path), name)
        empty = False
    if empty:
        yield Found(name, empty=True)


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


def no_credentials(folder: str) -> Unreadable:
    """The error for a folder in which no file was a credential."""
    return Unreadable(
        say("{folder} holds no credentials", folder=folder),
        hint=say("name the file you downloaded"),
        slug="no_credentials",
    )


def _too_much(name: str) -> Unreadable:
    return Unreadable(
        say(
            "too much at once: stopped before {name}, after {files_limit} files or 1 GiB",
            name=name,
            files_limit=FILES_LIMIT,
        ),
        hint=say("import the folders one by one"),
        slug="too_large",
    )

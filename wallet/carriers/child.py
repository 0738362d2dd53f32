"""Parsers of other makers, run in a process of their own that may not take long, grow large or see our secrets.

The worker is a script beside this module.  It reads the file from standard
input, writes what it found as framed items to standard output, and says why
it found nothing by its exit code.
"""

import os
import struct
import subprocess
import sys
from pathlib import Path
from time import monotonic

from wallet.carriers.base import Patience
from wallet.carriers.worker import ENCRYPTED, MISSING, SECONDS, TOO_LARGE, UNREADABLE
from wallet.errors import Unreadable
from wallet.wording import joined, say

_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP")
"""Environment that a system needs to start a program; nothing else reaches it."""
_OUTPUT_LIMIT = 64 * 1024 * 1024

_AFTER_OTHERS = -1
_REASONS = {
    _AFTER_OTHERS: (
        say("comes after other files that took a minute to read"),
        say("unpack them, and name those that you need"),
        "too_large",
    ),
    UNREADABLE: (say("is damaged"), say("download it again from where you got it"), "container_damaged"),
    ENCRYPTED: (say("asks for a password"), say("save a copy without a password"), "container_encrypted"),
    TOO_LARGE: (
        say("is too large or too complex to read"),
        say("ask for the credential as a file of its own"),
        "too_large",
    ),
    MISSING: (
        say("needs a library that is not installed"),
        say("{name} -m pip install --force-reinstall learner-wallet", name=Path(sys.executable).name),
        "library_missing",
    ),
}


def run(kind: str, data: bytes, name: str, patience: Patience | None = None) -> list[tuple[str, bytes]]:
    """The items (label, bytes) that the worker finds in ``data``, a file of ``kind`` ``pdf``, ``qr`` or ``picture``.

    Raises :class:`~wallet.errors.Unreadable` when it refuses, crashes or takes
    more than ten seconds, or than is left of ``patience``, of which it takes.
    """
    patience = patience or Patience()
    if patience.left <= 0:
        raise _refused(name, _AFTER_OTHERS)
    began = monotonic()
    try:
        return _items(_worked(kind, data, name, min(SECONDS, patience.left)), name)
    finally:
        patience.left -= monotonic() - began


def _worked(kind: str, data: bytes, name: str, seconds: float) -> bytes:
    script = str(Path(__file__).with_name("worker.py"))
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, no text of the input in the command
            [sys.executable, "-I", "-X", "utf8", script, kind],
            input=data,
            capture_output=True,
            timeout=seconds,
            env=environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused(name, TOO_LARGE) from None
    if done.returncode or len(done.stdout) > _OUTPUT_LIMIT:
        raise _refused(name, done.returncode if done.returncode in _REASONS else TOO_LARGE)
    return done.stdout


def environment() -> dict[str, str]:
    """What the worker is told: nobody's folder, as Python would ask for it where none is named.

    That may go to a directory of users in the network, and offline means offline.
    """
    return {key: os.environ[key] for key in _PASSED_ON if key in os.environ} | {"HOME": os.devnull}


def _items(output: bytes, name: str) -> list[tuple[str, bytes]]:
    """Undo the framing: for each item the lengths of label and data, then both."""
    items, place = [], 0
    while place < len(output):
        if len(output) < place + 8:
            raise _refused(name, UNREADABLE)
        label, size = struct.unpack_from(">II", output, place)
        end = place + 8 + label + size
        if end > len(output):
            raise _refused(name, UNREADABLE)
        text = output[place + 8 : place + 8 + label].decode(errors="replace")
        items.append((text, output[place + 8 + label : end]))
        place = end
    return items


def _refused(name: str, reason: int) -> Unreadable:
    what, hint, slug = _REASONS[reason]
    return Unreadable(joined(" ", (name, what)), hint=hint, slug=slug)

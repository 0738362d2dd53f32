"""Running another program: no shell, a time limit, and its complaint as one short line."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import partial

from wallet.errors import NetworkFailed, UsageError
from wallet.wording import say

try:
    import resource
except ImportError:  # on Windows, where no program can be limited so
    resource = None  # type: ignore[assignment]

SECONDS = 15 * 60
LARGEST = 256 * 1024 * 1024
"""Bytes of a file: no wallet has larger ones, and gigabytes of zeros take next to nothing of a repository."""
MOST = 4 * 1024 * 1024 * 1024
"""Bytes that come from a remote at a time: a wallet of a million badges, and no full disk."""
_COMPLAINT = 200
_THAT_IT_ENDED = (
    "fatal: Could not read from remote repository.",
    "fatal: the remote end hung up unexpectedly",
    "fatal: early EOF",
)
"""What git says when it ends; why, it or ssh said before."""


class Outrun(Exception):
    """Another device wrote to the remote in between."""


class Failed(Exception):
    """The program ended with an error; ``complaint`` is what it said, as one line, and ``said`` all of it."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.complaint = _complaint(said)
        super().__init__(self.complaint)


def run(command: Sequence[str], environment: Mapping[str, str], data: bytes = b"", *, largest_file: int = 0) -> bytes:
    """What a program prints; ``largest_file``: the most bytes of any file that it may write, unless 0.

    Raises :class:`Failed`, :class:`~wallet.errors.UsageError` (``no_program``)
    when it is not installed, and :class:`~wallet.errors.NetworkFailed` when it
    takes too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own words; addresses come after "--" or cannot begin with a dash
            list(command),
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=dict(environment),
            # Safe, since no other thread of ours runs meanwhile.
            preexec_fn=partial(_limit_files, largest_file) if largest_file and resource else None,
        )
    except FileNotFoundError as error:
        raise UsageError(
            say("{command} is not installed", command=command[0]),
            hint=say("install {command}", command=command[0]),
            slug="no_program",
        ) from error
    except subprocess.TimeoutExpired as error:
        raise NetworkFailed(
            say("{command} took longer than {seconds} minutes", command=command[0], seconds=SECONDS // 60),
            hint="wallet sync",
        ) from error
    if done.returncode:
        raise Failed(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _limit_files(largest: int) -> None:
    """Let this process and those that it starts write no larger file; a lower limit of the system stays."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest if hard == resource.RLIM_INFINITY else min(largest, hard), hard))


def check_size(name: str, size: int) -> None:
    """Refuse to bring so many bytes from a remote.  Raises :class:`~wallet.errors.NetworkFailed`."""
    if size > MOST:
        raise too_much(name)


def too_much(name: str) -> NetworkFailed:
    """The error for a remote that would give more than any wallet holds."""
    return NetworkFailed(
        say("{name} holds more than {n} MB that is not here: no wallet is so large", name=name, n=MOST // 1_000_000),
        hint=say("look at what is there; if it is yours, copy its packs and keys into the folder of the wallet"),
        slug="remote_too_large",
    )


def unreachable(name: str, failed: Failed) -> NetworkFailed:
    """The error for a remote that does not answer as it should."""
    return NetworkFailed(
        say("{name} cannot be reached: {complaint}", name=name, complaint=failed.complaint),
        hint=say("see that you are online and that the address is right, then run it again"),
    )


def _complaint(said: str) -> str:
    """The last line that says something, without control characters."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    end = next((number for number, line in enumerate(lines) if line in _THAT_IT_ENDED), 0)
    lines = lines[: end or None]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "ERROR"))] or lines
    return plain(fatal[-1] if fatal else say("it gave no reason"))


def plain(text: str) -> str:
    """What another program said, short and without control characters."""
    return "".join(char if char.isprintable() else "?" for char in text)[:_COMPLAINT]

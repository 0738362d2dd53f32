"""Where a copy of the wallet folder can be kept: a git repository or anything that rclone reaches.

Both run as child processes and see only encrypted files.  A remote is not
trusted and does not merge: it only lists, gives and takes files, as
:class:`wallet.vault.merging.Remote` says.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from wallet.errors import UsageError
from wallet.sync.git import Git
from wallet.sync.processes import Outrun
from wallet.sync.rclone import Rclone
from wallet.wording import say

__all__ = ["Git", "Outrun", "Rclone", "Remote", "remote"]


Remote: TypeAlias = Git | Rclone
"""Each does what :class:`wallet.vault.merging.Remote` asks for."""


def remote(name: str, folder: Path, environment: Mapping[str, str], *, ask: bool = True) -> Remote:
    """What ``name`` is: ``drive:wallet`` is rclone's, everything else git's.

    ``folder``: where git may keep its own copy; it belongs to this program
    alone, since whoever can write to a repository can have git run commands.
    ``ask`` False keeps these programs from asking for anything.
    Raises :class:`~wallet.errors.UsageError` for what is neither.
    """
    if not name or name.startswith("-") or "\n" in name:
        raise UsageError(say("that is no address of a remote"), hint="wallet sync git@example.org:me/wallet.git")
    head, colon, _ = name.partition(":")
    is_path = Path(name).exists() or "/" in head or name.endswith(".git")
    if colon and not is_path and "://" not in name and "@" not in head and not name.startswith("ext::"):
        return Rclone(name, environment, ask=ask)
    if name.startswith("ext::"):
        raise UsageError(
            say("git addresses that run a program are not used"), hint="wallet sync git@example.org:me/wallet.git"
        )
    return Git(name if "://" in name or "@" in head else _local(name), folder, environment, ask=ask)


def _local(name: str) -> str:
    """A folder of this computer, in full; the ``~`` of a user who does not exist is a name like any other."""
    with suppress(RuntimeError):
        return str(Path(name).expanduser().absolute())
    return str(Path(name).absolute())

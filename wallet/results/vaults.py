"""The wallet as a folder of sealed files: ``init``, ``status``, ``check``, ``backup``, ``sync`` and their like."""

from datetime import datetime
from typing import NamedTuple


class Created(NamedTuple):
    """``init``: a new wallet and the code that opens it when the passphrase is lost, empty when there is none."""

    wallet: str
    recovery_code: str


class Status(NamedTuple):
    """``status``: what can be said of a wallet, the counts only when it is unlocked."""

    wallet: str
    exists: bool
    locked: bool
    slots: tuple[str, ...] = ()
    """Kinds of key slots, such as ``passphrase`` and ``recovery code``."""
    counts: dict[str, int] | None = None
    """Credentials by verdict, and ``stacks``; None while locked."""
    fingerprint: str = ""
    """Twelve letters to compare between devices."""
    warnings: tuple[str, ...] = ()
    source: str = ""
    """What opened it: ``session``, ``password_file``, ...; empty while locked."""
    expires_in: int | None = None
    """Seconds until a session is over; None when none is running."""
    config: str = ""
    """Where the learner's ``config.toml`` is looked for; it need not exist."""


class SlotShown(NamedTuple):
    """One thing that opens the wallet."""

    slot: str
    """The start of its name, for ``slots remove``."""
    kind: str
    """``passphrase``, ``recovery code``, ``key file``, ``keyring of this computer``."""
    since: datetime | None
    state: str
    """``live``; or why it should go: ``gone``, ``unlisted``, ``older``; or ``missing``."""
    memory_mib: int = 0
    passes: int = 0


class FileProblem(NamedTuple):
    """One thing that is wrong with the files of a wallet."""

    slug: str
    message: str


class Examined(NamedTuple):
    """``check``: how the files of the wallet are."""

    packs: int
    objects: int
    opened: int | None
    """Objects that were opened and are what they should be; None when none were to be."""
    problems: tuple[FileProblem, ...]


class Mended(NamedTuple):
    """``repair``: what was done."""

    put_aside: tuple[str, ...]
    """Files that are in ``lost+found`` now."""
    adopted: tuple[str, ...]
    """Files that have their right names again."""
    rewritten: tuple[str, ...]
    """Files that were made again."""
    adopted_late: int
    """Packs under a replaced key that count from now on."""
    problems: tuple[FileProblem, ...]
    """What is still wrong."""


class Tidied(NamedTuple):
    """``gc``: what became of the packs."""

    before: int
    after: int
    taken_away: int
    waiting: int
    """Replaced packs that stay for other devices."""


class BackedUp(NamedTuple):
    """``backup``: the file that was written."""

    path: str
    files: int
    bytes: int
    credentials: int | None
    """How many it holds; None when the wallet was not unlocked."""
    left_out: tuple[str, ...] = ()
    """Files of the wallet that are damaged, and so not in it."""


class BackupChecked(NamedTuple):
    """``backup verify``: how a backup is."""

    path: str
    files: int
    """Sound files."""
    damaged: tuple[str, ...]
    credentials: int | None = None
    """None when it was not unlocked."""
    lacks: int | None = None
    """Credentials of the wallet that are not in it; None for a backup of another wallet."""
    problems: tuple[str, ...] = ()


class Restored(NamedTuple):
    """``restore``: what came of it."""

    wallet: str
    new: tuple[str, ...]
    """Titles."""
    already_held: int
    removed: tuple[str, ...]
    """Titles of credentials that were removed from the wallet and stay so."""
    damaged: tuple[str, ...]
    made: bool = False
    """Whether there was no wallet before."""


class Synced(NamedTuple):
    """``sync``: what came and went."""

    remote: str
    new: tuple[str, ...]
    """Titles of credentials that another device added."""
    removed: tuple[str, ...]
    """Titles of credentials that another device removed."""
    files_came: int
    files_went: int
    taken_away: int
    """Files at the remote that the wallet needs no more."""
    damaged: tuple[str, ...]
    """Files at the remote that are not what their names say."""
    made: bool = False
    """Whether there was no wallet here before."""

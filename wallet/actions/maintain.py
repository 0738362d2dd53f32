"""Making a wallet, opening it, and saying how it is."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from wallet import vault as vaults
from wallet.errors import NoWallet, UsageError
from wallet.results.vaults import Created, Status
from wallet.settings import Directories
from wallet.vault import Files, KeyFile, Passphrase, Place, RecoveryCode, RootKey, Unlocking, Vault
from wallet.vault.entries import entries
from wallet.vault.opening import Clock
from wallet.vault.slots import KEY_FILE_PREFIX, RECOVERY_PREFIX
from wallet.vault.unlocking import letters
from wallet.wording import say

_CODE, _KEY_FILE = RECOVERY_PREFIX + "1", KEY_FILE_PREFIX + "1"
Keep = Callable[[bytes], Callable[[], None]]
"""Puts a new secret where its owner wants it, and returns what takes it away again."""
_SECRET_LETTERS = 40
"""Shorter texts are passphrases, whatever they begin with."""


def place(folders: Directories) -> Place:
    """Where a wallet, what this computer remembers of it, and its cache are."""
    return Place(folders.wallet, folders.state, folders.cache)


def init(folders: Directories, passphrase: bytes, clock: Clock, keep: Keep | None) -> Created:
    """Make an empty wallet with a passphrase slot and a recovery code, which ``keep`` gets first.

    Without ``keep`` nobody would have the code, and none is made.  Raises
    :class:`~wallet.errors.UsageError` when there is a wallet already.
    """
    where = place(folders)
    with ExitStack() as undoing:

        def keep_text(code: str) -> None:
            if keep is not None:  # slots alone are no wallet, and the next try makes others
                undoing.enter_context(kept_if(lambda: Files().info(where.header) is not None, keep(code_file(code))))

        made = vaults.create(where, chosen(passphrase), clock=clock, keep=keep_text if keep else None)
    return Created(str(folders.wallet), made.recovery_code)


@contextmanager
def kept_if(opens: Callable[[], bool], take_back: Callable[[], None]) -> Iterator[None]:
    """Take a secret back when the block fails and no key slot that it ``opens`` was written.

    Left behind it would be in the way of the next try, and somebody might keep it for the one that opens the wallet.
    """
    try:
        yield
    except BaseException:
        if not opens():
            take_back()
        raise


def code_file(code: str) -> bytes:
    """The content of a file that holds a recovery code."""
    return f"{code}\n".encode()


def check_free(folders: Directories) -> None:
    """Raise what :func:`init` raises where none can be made, before anybody thinks up a passphrase in vain."""
    vaults.check_free(place(folders))


def check_present(folders: Directories) -> None:
    """Raise :class:`~wallet.errors.NoWallet` before anybody is asked for a passphrase in vain."""
    vaults.look(place(folders))


def unlock(folders: Directories, secret: bytes | Unlocking, clock: Clock) -> Vault:
    """The wallet, opened; bytes are whatever a person or a source gave.

    Raises :class:`~wallet.errors.Locked` (``wrong_secret``) after one key
    derivation, and what :func:`wallet.vault.open` raises.
    """
    unlocking = recognised(secret) if isinstance(secret, bytes) else secret
    return vaults.open(place(folders), unlocking, clock=clock)


def root_key(vault: Vault) -> RootKey:
    """What opens the wallet again without a secret, within this process."""
    return RootKey(vault.keys.root, vault.keys.epoch)


def recognised(secret: bytes) -> Unlocking:
    """A passphrase, or the text of a recovery code or a key file: each begins with a word that says so."""
    text = letters(secret.decode("utf-8", "replace"))
    if text.startswith(_CODE) and len(text) >= _SECRET_LETTERS:
        return RecoveryCode(secret.decode("utf-8", "replace"))
    if text.startswith(_KEY_FILE) and len(text) >= _SECRET_LETTERS:
        return KeyFile(secret.decode("utf-8", "replace"))
    return Passphrase(secret)


def chosen(passphrase: bytes) -> bytes:
    """A new passphrase, if it is one.

    Raises :class:`~wallet.errors.UsageError` (``bad_passphrase``) for the text of a recovery code or a
    key file: whatever unlocks with it would take it for that, and never open.
    """
    if not isinstance(recognised(passphrase), Passphrase):
        raise UsageError(
            say("that is a recovery code or a key file, which can be no passphrase"),
            hint=say("choose another passphrase"),
            slug="bad_passphrase",
        )
    return passphrase


def status(folders: Directories, vault: Vault | None, source: str = "", seconds_left: int | None = None) -> Status:
    """How the wallet is, as far as it can be said; ``vault`` is None while it is locked.

    ``source`` says what opened it, and ``seconds_left`` how long it stays open.
    """
    try:
        outside = vaults.look(place(folders))
    except NoWallet:
        return Status(str(folders.wallet), exists=False, locked=False)
    if vault is None:
        warnings = tuple(problem.message for problem in outside.problems)
        return Status(str(folders.wallet), exists=True, locked=True, slots=outside.kinds, warnings=warnings)
    return Status(
        str(folders.wallet),
        exists=True,
        locked=False,
        slots=outside.kinds,
        counts=_counts(vault),
        fingerprint=vault.fingerprint,
        warnings=vault.problems,
        source=source,
        expires_in=seconds_left,
    )


def _counts(vault: Vault) -> dict[str, int]:
    verdicts = Counter(entry.verdict for entry in entries(vault))
    return {"credentials": verdicts.total(), **dict(sorted(verdicts.items())), "stacks": len(vault.objects("stack"))}

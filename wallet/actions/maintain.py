"""Making a wallet, opening it, and saying how it is."""

from collections import Counter

from wallet import vault as vaults
from wallet.errors import NoWallet
from wallet.results import Created, Status
from wallet.settings import Directories
from wallet.vault import Passphrase, Place, Unlocking, Vault
from wallet.vault.entries import entries


def place(folders: Directories) -> Place:
    """Where a wallet, what this computer remembers of it, and its cache are."""
    return Place(folders.wallet, folders.state, folders.cache)


def init(folders: Directories, passphrase: bytes) -> Created:
    """Make an empty wallet with a passphrase slot and a recovery code.

    Raises :class:`~wallet.errors.UsageError` when there is one already.
    """
    made = vaults.create(place(folders), passphrase)
    return Created(str(folders.wallet), made.recovery_code)


def check_present(folders: Directories) -> None:
    """Raise :class:`~wallet.errors.NoWallet` before anybody is asked for a passphrase in vain."""
    vaults.look(place(folders))


def unlock(folders: Directories, secret: bytes | Unlocking) -> Vault:
    """The wallet, opened; bytes are a passphrase.

    Raises :class:`~wallet.errors.Locked` (``wrong_passphrase``) after one key
    derivation, and what :func:`wallet.vault.open` raises.
    """
    unlocking = Passphrase(secret) if isinstance(secret, bytes) else secret
    return vaults.open(place(folders), unlocking)


def status(folders: Directories, vault: Vault | None) -> Status:
    """How the wallet is, as far as it can be said; ``vault`` is None while it is locked."""
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
    )


def _counts(vault: Vault) -> dict[str, int]:
    verdicts = Counter(entry.verdict for entry in entries(vault))
    return {"credentials": verdicts.total(), **dict(sorted(verdicts.items())), "stacks": len(vault.objects("stack"))}

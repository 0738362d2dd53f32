"""Making a wallet, opening it, and saying how it is."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from wallet import vault as vaults
from wallet.results import Created, Status
from wallet.vault import Place, Vault
from wallet.vault.entries import entries


def init(place: Place, passphrase: bytes, now: Callable[[], datetime]) -> Created:
    """Make an empty wallet at ``place`` with a passphrase slot and a recovery code.

    Raises :class:`~wallet.errors.UsageError` when there is one already.
    """
    made = vaults.create(place, passphrase, clock=now)
    return Created(str(place.wallet), made.recovery_code)

"""Opening the wallet that a command names."""

from typing import Any, TypeAlias

from wallet.actions import maintain
from wallet.cli.invocation import Invocation
from wallet.cli.prompts import unlock

Opened: TypeAlias = Any
"""An open vault: passed from action to action, never looked into here."""


def opened(invocation: Invocation) -> Opened:
    """The wallet of this call, unlocked.

    Raises :class:`~wallet.errors.NoWallet` before anybody is asked for a
    passphrase, then as :func:`wallet.cli.prompts.unlock` does.
    """
    folders = invocation.directories()
    maintain.check_present(folders)
    return unlock(invocation, lambda secret: maintain.unlock(folders, secret))

"""Opening the wallet that a command names."""

from typing import Any, NamedTuple, TypeAlias

from wallet.actions import access, find, maintain
from wallet.cli.invocation import Invocation
from wallet.cli.prompts import EITHER, PASSPHRASE, asked, named, with_named
from wallet.errors import Locked

Opened: TypeAlias = Any
"""An open vault: passed from action to action, never looked into here."""


def opened(invocation: Invocation, *, fresh: bool = False) -> Opened:
    """The wallet of this call, unlocked by the first source there is.

    These are what an option, the environment or the configuration names; the
    batch that this call is part of; a session; this computer's keyring; the
    person at the terminal.  ``fresh`` leaves out all that needs no secret: who
    changes what opens a wallet has to be able to open it, and is told at once
    that the recovery code does too.  Raises
    :class:`~wallet.errors.NoWallet` before anybody is asked for a passphrase,
    and :class:`~wallet.errors.Locked`.
    """
    invocation.vault = caught_up(invocation, _opened(invocation, fresh=fresh))
    return invocation.vault


def caught_up(invocation: Invocation, vault: Opened) -> Opened:
    """The same wallet; if devices met that did not know the same, with verdicts that follow from what both know.

    If they had changed the key unknown to each other, it is under one key from then on.
    """
    if vault.apart:
        from wallet.actions.upkeep import unite

        unite(vault)
    if vault.behind:
        from wallet.actions.grounds import Asked
        from wallet.actions.rejudging import catch_up
        from wallet.show.progress import Bar

        bar = Bar(invocation.err, lambda: find.number(vault))
        catch_up(vault, Asked(invocation.clock()), bar.advance)
        bar.hide()
    return vault


def _opened(invocation: Invocation, *, fresh: bool) -> Opened:
    folders = invocation.directories()
    maintain.check_present(folders)
    secret = named(invocation)
    if secret is not None:
        return with_named(invocation, secret, lambda given: maintain.unlock(folders, given, invocation.clock))
    if not fresh:
        vault = without_asking(invocation)
        if vault is not None:
            return vault.vault
    question = EITHER if fresh else PASSPHRASE
    return asked(invocation, lambda typed: maintain.unlock(folders, typed, invocation.clock), question)


class Reopened(NamedTuple):
    """A wallet that could be opened without asking anybody."""

    vault: Opened
    source: str
    seconds_left: int | None


def without_asking(invocation: Invocation) -> Reopened | None:
    """The wallet as a batch, a session or a keyring opens it; None when none of them does."""
    folders = invocation.directories()
    if invocation.batch is not None and invocation.batch.folders == folders:
        return Reopened(maintain.unlock(folders, invocation.batch.key, invocation.clock), "batch", None)
    kept = access.kept_key(folders)
    if kept is None:
        return None
    try:
        vault = maintain.unlock(folders, kept.key, invocation.clock)
    except Locked:  # the key was changed since; it is no error that a shorter way is closed
        access.end_session(folders)
        return None
    if kept.source == "keyring" and access.is_outdated(vault):
        return None  # nothing would ever be written, and a keyring cannot be told to hold back
    return Reopened(vault, kept.source, kept.seconds_left)

"""Keeping a wallet the same on several devices, by way of git or rclone."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from wallet import sync as remotes
from wallet.actions.grounds import Asked
from wallet.actions.maintain import place
from wallet.actions.rejudging import catch_up
from wallet.errors import NetworkFailed, UsageError
from wallet.results.vaults import Synced
from wallet.settings import Directories
from wallet.vault import Place, Vault, merging
from wallet.vault.entries import entries
from wallet.wording import say

TRIES = 3
_ELSEWHERE = re.compile(r"(?:https|ssh)://[A-Za-z0-9]\S*|[A-Za-z0-9][\w.-]*@[A-Za-z0-9][\w.-]*:\S+", re.ASCII)
"""A repository on another computer, as git addresses it."""


class Target(NamedTuple):
    """The remote that the learner means, and how the programs that reach it are run."""

    folders: Directories
    name: str | None
    """None for the one used last."""
    environment: Mapping[str, str]
    ask: bool = True
    """Whether these programs may ask for anything."""

    def remote(self) -> remotes.Remote:
        """The remote.  Raises :class:`~wallet.errors.UsageError` (``no_remote``), without asking it anything."""
        where = place(self.folders)
        chosen = self.name or merging.last_remote(where) or _of_the_folder(where)
        if not chosen:
            raise UsageError(
                say("this wallet has no remote yet"),
                hint=say("wallet sync git@example.org:me/wallet.git, or an rclone remote: wallet sync drive:wallet"),
                slug="no_remote",
            )
        return remotes.remote(chosen, where.memory / "sync.git", self.environment, ask=self.ask)


def sync(vault: Vault, target: Target, asked: Asked, *, accept_rollback: bool = False) -> Synced:
    """Bring this folder and the remote to the same state, and judge what came by what is known here.

    Raises as :meth:`Target.remote`, :class:`~wallet.errors.NetworkFailed`,
    :class:`~wallet.errors.Busy`, and what :func:`wallet.vault.merging.merge` raises.
    """
    with merging.alone(place(target.folders)):
        remote = target.remote()
        done = _synced(vault, remote, accept_rollback=accept_rollback)
        if not catch_up(vault, asked):
            return done
        went = 0
        with suppress(remotes.Outrun):  # then the verdicts go with the next sync
            went = len(merging.merge(vault, remote).went)
        return done._replace(files_went=done.files_went + went)


def _synced(vault: Vault, remote: remotes.Remote, *, accept_rollback: bool) -> Synced:
    before = _titles(vault)
    came, went, taken_away = set[str](), set[str](), set[str]()
    for _ in range(TRIES):
        try:
            done = merging.merge(vault, remote, accept_rollback=accept_rollback)
        except remotes.Outrun:
            continue
        came |= set(done.came)
        went |= set(done.went)
        taken_away |= set(done.taken_away)
        after = _titles(vault)
        new = tuple(sorted(after[ref] for ref in after.keys() - before.keys()))
        removed = tuple(sorted(before[ref] for ref in before.keys() - after.keys()))
        return Synced(remote.name, new, removed, len(came), len(went), len(taken_away), done.damaged)
    raise NetworkFailed(
        say("other devices write to {name} all the time", name=remote.name),
        hint=say("wait a moment, then: wallet sync"),
    )


def clone(target: Target) -> Synced:
    """Make the wallet of this device from a remote; nothing is unlocked."""
    if target.name is None:
        raise UsageError(
            say("there is no wallet here yet"), hint=say("wallet sync REMOTE, or wallet init"), slug="no_remote"
        )
    with merging.alone(place(target.folders)):
        remote = target.remote()
        done = merging.clone(place(target.folders), remote)
        return Synced(remote.name, (), (), len(done.came), 0, 0, done.damaged, made=True)


def _of_the_folder(where: Place) -> str:
    """The address of ``origin`` when the folder is a git repository; read as text, since git would run what it says.

    Another computer's only: whoever can write to the folder could name a repository in it whose hooks git would
    run, or an rclone remote that runs a program.
    """
    try:
        lines = (where.root / ".git" / "config").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    section = ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            section = line
        elif section == '[remote "origin"]' and line.partition("=")[0].strip() == "url":
            address = line.partition("=")[2].strip()
            return address if _ELSEWHERE.fullmatch(address) else ""
    return ""


def _titles(vault: Vault) -> dict[str, str]:
    return {entry.ref: entry.title for entry in entries(vault, achievements=False)}

"""Keeping the wallet sound: checking, mending, tidying up."""

from contextlib import suppress

from wallet import vault as vaults
from wallet.actions.maintain import place, recognised
from wallet.errors import Busy, Damaged, Locked, Unwritable
from wallet.results.vaults import Examined, FileProblem, Mended, Tidied
from wallet.settings import Directories
from wallet.vault import Vault, upkeep


def check(vault: Vault, *, read_data: bool = False) -> Examined:
    """What is wrong with the files of the wallet; with ``read_data`` every object is opened."""
    found = upkeep.check(vault, read_data=read_data)
    return Examined(found.packs, found.objects, found.opened if read_data else None, _said(found.problems))


def repair(vault: Vault, *, accept_rollback: bool = False, adopt_late: bool = False) -> Mended:
    """Mend what can be mended and put aside what cannot; nothing is deleted.

    ``accept_rollback``: what is there counts as the newest state, and what is gone is missed no
    longer.  ``adopt_late``: what was written under a key that was replaced counts, too.
    """
    from wallet.vault import compaction

    done = upkeep.repair(vault, accept_rollback=accept_rollback)
    late = compaction.adopt_late(vault) if adopt_late else 0
    if accept_rollback:
        with suppress(Damaged):  # what keeps anything from being rewritten is among the findings
            compaction.forgo_missing(vault)
    return Mended(done.put_aside, done.adopted, done.rewritten, late, _said(vault.findings))


def check_rescue(folders: Directories, error: Damaged) -> None:
    """Raise ``error`` again unless :func:`rescue` mends what it says, before anybody is asked for a passphrase."""
    vaults.rescued(place(folders), error)


def rescue(folders: Directories, secret: bytes) -> Vault:
    """The wallet, opened although ``wallet.json`` is missing, damaged or another wallet's; it is made again."""
    return vaults.rescue(place(folders), recognised(secret))


def accept_other_wallet(folders: Directories) -> None:
    """Take the wallet that is in the folder now for the one that belongs there."""
    vaults.forget_place(place(folders))


def tidy(vault: Vault, *, at_once: bool = False) -> Tidied:
    """Put everything into as few files as can be, and take replaced ones away when they are old enough."""
    from wallet.vault import compaction

    return Tidied(*compaction.compact(vault, at_once=at_once))


def unite(vault: Vault) -> None:
    """Bring what is under two root keys that one secret opens under one of them, if that can be done now."""
    from wallet.vault import compaction

    if vault.writable:
        with suppress(Busy, Damaged, Locked, Unwritable):
            compaction.unite(vault)


def _said(problems: tuple[vaults.Problem, ...]) -> tuple[FileProblem, ...]:
    return tuple(FileProblem(problem.slug, problem.message) for problem in problems)

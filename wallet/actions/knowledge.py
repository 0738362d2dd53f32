"""Putting together what the checker has at hand, from an evidence folder or from the wallet."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wallet.actions import vocabularies
from wallet.actions.judge import Knowledge
from wallet.actions.vocabularies import AddedContext, library
from wallet.codec.contexts import ContextLibrary
from wallet.keys import Keys
from wallet.model import Document
from wallet.trust.recognition import TrustList

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.vault import Vault

Lookup = Callable[[str], Document | None]


def gather(*sources: Lookup, contexts: Sequence[AddedContext] = ()) -> Knowledge:
    """Knowledge from saved documents; of several copies of one URL the newest is used.

    ``contexts`` are vocabularies besides those that come with the program.
    """

    def newest(url: str) -> Document | None:
        copies = [copy for copy in (source(url) for source in sources) if copy is not None]
        return max(copies, key=lambda copy: copy.fetched_at, default=None)

    return Knowledge(Keys(newest), library(contexts) if contexts else ContextLibrary(), TrustList())


def saved(folder: Path | None, contexts: Sequence[AddedContext] = ()) -> Knowledge:
    """Knowledge from an evidence folder that the checker believes, or from nothing but the credential's own ids.

    Raises :class:`~wallet.errors.Unreadable` with a slug that starts ``evidence_``.
    """
    if folder is None:
        return gather(contexts=contexts)
    from wallet.evidence import read_folder

    return gather(read_folder(folder).lookup, contexts=contexts)


def of_wallet(vault: "Vault", folder: Path | None = None, contexts: Sequence[AddedContext] = ()) -> Knowledge:
    """Knowledge from what the wallet keeps, an evidence folder and contexts besides; raises as :func:`saved`."""
    return saved(folder, (*vocabularies.held(vault), *contexts))

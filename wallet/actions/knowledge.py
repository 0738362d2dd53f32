"""Putting together what the checker has at hand, from an evidence folder or from the wallet."""

from collections.abc import Callable
from pathlib import Path

from wallet.actions.judge import Knowledge
from wallet.codec.contexts import ContextLibrary
from wallet.keys import Keys
from wallet.model import Document
from wallet.trust.recognition import TrustList

Lookup = Callable[[str], Document | None]


def gather(*sources: Lookup) -> Knowledge:
    """Knowledge from saved documents; of several copies of one URL the newest is used."""

    def newest(url: str) -> Document | None:
        copies = [copy for copy in (source(url) for source in sources) if copy is not None]
        return max(copies, key=lambda copy: copy.fetched_at, default=None)

    return Knowledge(Keys(newest), ContextLibrary(), TrustList())


def saved(folder: Path | None) -> Knowledge:
    """Knowledge from an evidence folder that the checker believes, or from nothing but the credential's own ids.

    Raises :class:`~wallet.errors.Unreadable` with a slug that starts ``evidence_``.
    """
    if folder is None:
        return gather()
    from wallet.evidence import read_folder

    return gather(read_folder(folder).lookup)

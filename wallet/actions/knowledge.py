"""Putting together what the checker has at hand, from an evidence folder or from the wallet."""

from collections.abc import Callable

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

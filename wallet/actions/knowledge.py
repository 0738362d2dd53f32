"""Gathering what credentials are judged with: keys, documents and lists from an evidence folder or the wallet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wallet.actions import identity_store, trust_store, vocabularies
from wallet.actions.grounds import Knowledge
from wallet.actions.trust_store import NOBODY, Trust
from wallet.actions.vocabularies import AddedContext, library
from wallet.codec.contexts import ContextLibrary
from wallet.errors import BrokenEvidence, Unreadable
from wallet.keys import Keys
from wallet.model import Document

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.vault.changing import Readable

Lookup = Callable[[str], Document | None]


def gather(*sources: Lookup, contexts: Sequence[AddedContext] = (), trust: Trust = NOBODY) -> Knowledge:
    """Knowledge from documents; of several copies of one URL the newest is used, on a tie the first.

    ``contexts`` are vocabularies besides the bundled ones, and ``trust`` is whom
    the checker relies on.
    """

    def newest(url: str) -> Document | None:
        copies = [copy for copy in (source(url) for source in sources) if copy is not None]
        return max(copies, key=lambda copy: copy.fetched_at, default=None)

    keys = Keys(newest, trust.pins)
    if trust.anchors:
        from wallet.keys.x509 import Anchors

        keys = replace(keys, anchors=Anchors(trust.anchors))
    return Knowledge(keys, library(contexts) if contexts else ContextLibrary(), trust.issuers)


def saved(
    now: datetime,
    folder: Path | None = None,
    contexts: Sequence[AddedContext] = (),
    *besides: Lookup,
    trust: Trust = NOBODY,
) -> Knowledge:
    """Knowledge from an evidence folder, or, without one, only from ``besides``: further places to look up documents.

    A copy in the folder that is dated after ``now`` does not count.  Raises :class:`~wallet.errors.Unreadable`
    with a slug that starts ``evidence_``; looking up what is damaged there raises
    :class:`~wallet.errors.BrokenEvidence`.
    """
    if folder is None:
        return gather(*besides, contexts=contexts, trust=trust)
    from wallet.evidence import read_folder

    enclosed = read_folder(folder, now)

    def lookup(url: str) -> Document | None:
        try:
            return enclosed.lookup(url)
        except Unreadable as error:  # which would be a fault of the credential that is judged
            raise BrokenEvidence(error.message, hint=error.hint, slug=error.kind) from None

    return gather(*besides, lookup, contexts=contexts, trust=trust)


def of_wallet(
    vault: "Readable",
    folder: Path | None = None,
    contexts: Sequence[AddedContext] = (),
    *besides: Lookup,
    trust: Trust = NOBODY,
) -> Knowledge:
    """Knowledge from what the wallet keeps, and what is named besides; raises as :func:`saved`."""
    from wallet.actions.evidence_store import EvidenceStore
    from wallet.actions.history import copies_at

    store = EvidenceStore(vault)
    all_contexts = (*vocabularies.held(vault), *contexts)
    own = trust_store.of_wallet(vault, store)
    found = saved(vault.now(), folder, all_contexts, *besides, store.lookup, trust=trust_store.both(trust, own))
    return found._replace(past=partial(copies_at, store), mine=identity_store.held(vault), accepted=own.accepted)


class Watch:
    """Records the documents that judging looked up, since its answers depend on them."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.asked: dict[str, Document | None] = {}
        """By URL or DID, in the order of asking."""

    def lookup(self, url: str) -> Document | None:
        """Look up as the wrapped lookup does, and record it."""
        self.asked[url] = found = self._lookup(url)
        return found


def watched(knowledge: Knowledge) -> tuple[Knowledge, Watch]:
    """The same knowledge, and a watch that records what is looked up in it."""
    watch = Watch(knowledge.keys.lookup)
    return knowledge._replace(keys=replace(knowledge.keys, lookup=watch.lookup), lists=None), watch

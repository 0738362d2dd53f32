"""Importing: read, judge, keep.  One command makes one commit, so it is all there or not at all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from wallet.actions.entry_fields import entry_fields
from wallet.actions.evidence_store import EvidenceStore, Obtained
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import Input
from wallet.actions.knowledge import Watch, watched
from wallet.actions.reading import Read, Reader, read
from wallet.errors import Interrupted
from wallet.model import Entry
from wallet.results.checking import Failure, LeftOut
from wallet.results.credentials import Added, AddedOne
from wallet.results.servers import Request
from wallet.vault import Item, Vault
from wallet.vault.changing import Change, commit
from wallet.vault.entries import JUDGED, KIND, reference, summary
from wallet.vault.entries import entries as held_entries
from wallet.vault.vault import Register
from wallet.wording import say

if TYPE_CHECKING:  # files are imported without a way to the network
    from wallet.actions.online import Online


def add(
    vault: Vault, inputs: Iterable[Input], knowledge: Knowledge, asked: Asked, online: "Online | None" = None
) -> Added:
    """Keep every credential in ``inputs`` and report what could not be read.

    A credential with a bad verdict is kept all the same: the bytes are the
    learner's, and the verdict is shown.  Bytes that are already held are
    reported as such.  The documents of issuers that the verdicts rest on are
    kept with them, unless the wallet has them; with ``online`` their servers
    are asked for more.  Raises what :meth:`wallet.vault.Vault.add` raises, and
    :class:`~wallet.errors.Interrupted` when that came before anything was kept.
    """
    watching, watch = watched(knowledge)
    one_by_one = Reader(watching, asked, lambda _: None)  # a bundle's own evidence is not ours to believe
    if online is not None:
        one_by_one = one_by_one._replace(settled=lambda once: online.settle(once, watching, asked))
    try:
        outcomes = list(read(inputs, one_by_one))
    except KeyboardInterrupt as interrupt:
        raise Interrupted(say("interrupted before anything was added")) from interrupt
    found = [outcome for outcome in outcomes if isinstance(outcome, Read)]
    requests = tuple(online.requests.values()) if online else ()
    used = [*(online.obtained("import") if online else []), *_used(watch, found)]
    return Added(
        _keep(vault, found, asked.at, used, online.asked() if online else []),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Failure)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, LeftOut)),
        requests,
    )


def _used(watch: Watch, found: list[Read]) -> list[Obtained]:
    """What the checker had saved and checking looked at; what a sharer enclosed is the sharer's word."""
    titles = tuple(dict.fromkeys(one.report.credential.title for one in found if one.report.credential.title))
    documents = (document for document in watch.asked.values() if document is not None)
    return [
        Obtained(document, "import", titles, document.url if document.in_the_open else "")
        for document in documents
        if document.origin == "saved"
    ]


def _keep(
    vault: Vault, found: list[Read], now: datetime, used: list[Obtained], requests: list[Request]
) -> tuple[AddedOne, ...]:
    entries = [entry_of(one, now) for one in found]
    items = [
        Item("credential", one.payload.original, summary(entry)) for one, entry in zip(found, entries, strict=True)
    ]
    evidence = EvidenceStore(vault).items(_unique(used), requests, "import")
    change = Change((*items, *evidence), registers=_outdated(vault, items)) if items else Change()
    if evidence:
        change = _followed(vault, change, {entry.issuer.id for entry in entries}, now)
    kept = commit(vault, change)[: len(items)]
    return tuple(
        AddedOne(one.report.source, replace(entry, ref=reference(put.id)), one.report, put.already_held)
        for one, entry, put in zip(found, entries, kept, strict=True)
    )


def _outdated(vault: Vault, items: Iterable[Item]) -> tuple[Register, ...]:
    """What unsets the verdicts that were noted of credentials before they were removed and now come back."""
    ids = {vault.keys.object_id(item.kind, item.body).hex() for item in items} & vault.holding(JUDGED).keys()
    here = {held.id.hex() for held in vault.objects(KIND, ())} if ids else set()
    return tuple((name, JUDGED, None) for name in sorted(ids - here))


def _followed(vault: Vault, change: Change, issuers: set[str], now: datetime) -> Change:
    """A change with the verdicts of what is held already, by itself or of the issuers whose documents came."""
    from wallet.actions.rejudging import followed

    own = {reference(vault.keys.object_id(item.kind, item.body)) for item in change.items}
    held = (entry for entry in held_entries(vault) if entry.issuer.id in issuers or entry.ref in own)
    return followed(vault, change, held, Asked(now))[0]


def _unique(used: list[Obtained]) -> list[Obtained]:
    """Each document once, as it was come by first."""
    by_place = {(one.document.url, one.document.sha256): one for one in reversed(used)}
    return list(reversed(by_place.values()))


def entry_of(one: Read, now: datetime) -> Entry:
    """The summary that is sealed beside the original; its reference comes from the vault."""
    return Entry(
        ref="", added=now, name=one.payload.name, media_type=one.payload.media_type, **entry_fields(one.report)
    )

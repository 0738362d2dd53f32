"""``wallet refresh``: fetching again what credentials depend on, and reporting what changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from wallet.actions import contexts, due, find, vocabularies
from wallet.actions.evidence_store import EvidenceStore, StoredCopy
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.knowledge import of_wallet
from wallet.actions.online import CONTEXTS, Asker, FetchOptions, Online, unknown_contexts
from wallet.actions.rejudging import followed, verdict_register
from wallet.actions.vocabularies import AddedContext
from wallet.errors import Damaged, NotFound, Unreadable, WalletError
from wallet.keys.documents import published_keys
from wallet.model import Document, Entry
from wallet.report import Check, CheckId, Code, Report, Result
from wallet.results.checking import Failure
from wallet.results.servers import ContextOffer, DocumentChange, Refreshed, Renewed, Request
from wallet.vault import Item, Vault
from wallet.vault.changing import Ahead, Change, commit
from wallet.vault.entries import entries as held_entries
from wallet.vault.vault import Register
from wallet.wording import say

_TOLD = (CheckId.INTEGRITY, CheckId.SIGNER, CheckId.RECOGNITION, CheckId.STATUS)
"""The questions that documents of issuers answer."""


class RefreshOptions(NamedTuple):
    """Options of a refresh."""

    older_than: timedelta | None = None
    """Fetch only what was last seen longer ago than this."""
    http: bool = False
    """Fetch old badges over plain http where they name such an address."""
    accepts: Callable[[ContextOffer], bool] = lambda _: False
    """Whether a vocabulary that was fetched may be kept."""
    done: Callable[[int], None] = lambda _: None
    """As :attr:`wallet.actions.online.FetchOptions.done`."""


class _Case:
    """One credential through a refresh."""

    def __init__(self, entry: Entry, judge: Callable[[Knowledge], Report], knowledge: Knowledge) -> None:
        self.entry = entry
        self.judge = judge
        self.before = self.after = judge(knowledge)


def refresh(vault: Vault, entries: Sequence[Entry], asker: Asker, asked: Asked, options: RefreshOptions) -> Refreshed:
    """Fetch what ``entries`` depend on, keep it, and judge them again.

    What arrived is kept together with the verdicts that follow from it; if this is
    interrupted, first what arrived, then those.  No earlier copy is ever replaced.
    Raises what the vault raises.
    """
    store = EvidenceStore(vault)
    online = _online(asker, store, asked.at, options)
    knowledge = of_wallet(vault, None, (), online.lookup)
    cases, failures = _cases(vault, entries, knowledge, asked)
    vocabulary: list[Item] = []
    try:
        offers = list(_offers(vault, cases, online, knowledge, options, vocabulary))
        if vocabulary:
            knowledge = of_wallet(Ahead(vault, Change(tuple(vocabulary))), None, (), online.lookup)
            for case in cases:
                case.after = case.judge(knowledge)
        _settle(cases, knowledge, online, asked)
        renewed = tuple(_renewed(case) for case in cases)
        registers = _registers(cases, renewed, asked.at)
    except BaseException:  # as Ctrl-C: what arrived is kept, so what follows from it has to be known
        commit(vault, Change((*vocabulary, *_arrived(store, online))), judged=False)
        for case in cases:
            case.after = case.judge(knowledge)
        vault.set_all(_registers(cases, tuple(map(_renewed, cases)), asked.at))
        raise
    change = Change((*vocabulary, *_arrived(store, online)), registers=registers)
    others = _of_the_same(vault, entries) if change.items else []
    commit(vault, followed(vault, change, others, asked)[0] if others else change)
    requests = tuple(online.requests.values())
    changes = tuple(_changes(store, online, requests))
    return Refreshed(asked.at, renewed, requests, changes, tuple(offers), tuple(failures))


def _of_the_same(vault: Vault, chosen: Sequence[Entry]) -> list[Entry]:
    """Other credentials of the same issuers: what arrived counts for them too."""
    refs, issuers = {entry.ref for entry in chosen}, {entry.issuer.id for entry in chosen}
    return [entry for entry in held_entries(vault) if entry.issuer.id in issuers and entry.ref not in refs]


def _arrived(store: EvidenceStore, online: Online) -> list[Item]:
    """What keeps the documents that were fetched, and the outcome of every request that was made."""
    return store.items(online.obtained("refresh"), online.asked(), "refresh")


def _online(asker: Asker, store: EvidenceStore, now: datetime, options: RefreshOptions) -> Online:
    def document(held: StoredCopy) -> Document | None:
        try:
            return store.document(held)
        except (Damaged, NotFound):
            return None

    def readable(url: str) -> StoredCopy | None:
        held = store.newest(url)  # of a damaged copy the server has to send the whole again
        return held if held is not None and document(held) is not None else None

    def fresh(url: str) -> bool:
        held = readable(url)
        return held is not None and options.older_than is not None and now - held.copy.last_seen < options.older_than

    fetching = FetchOptions(options.http, readable, fresh, document, options.done)
    return Online(asker, lambda: now, fetching)


def _cases(
    vault: Vault, entries: Iterable[Entry], knowledge: Knowledge, asked: Asked
) -> tuple[list[_Case], list[Failure]]:
    cases, failures = [], []
    for entry in entries:
        try:
            cases.append(_Case(entry, partial(find.judged, vault, entry, asked=asked), knowledge))
        except WalletError as error:
            failures.append(Failure(find.short(entry), error))
    return cases, failures


def _settle(cases: Sequence[_Case], knowledge: Knowledge, online: Online, asked: Asked) -> None:
    """Ask and judge again, for all credentials together, since many share an issuer."""
    for _ in online.rounds(lambda: (case.after for case in cases), knowledge, asked):
        for case in cases:
            case.after = case.judge(knowledge)


def _offers(
    vault: Vault,
    cases: Sequence[_Case],
    online: Online,
    knowledge: Knowledge,
    options: RefreshOptions,
    accepted: list[Item],
) -> Iterator[ContextOffer]:
    """Vocabularies that are not installed: fetched, and among the ``accepted`` only if the user agrees."""
    named = dict.fromkeys(url for case in cases for url in unknown_contexts(case.before, knowledge))
    urls = list(named)[:CONTEXTS]
    for url, data in zip(urls, online.asides(urls, vocabularies.DOCUMENT_LIMIT), strict=True):
        if data is None:
            continue
        added = AddedContext(url, data)
        try:
            terms = len(contexts.terms(vocabularies.compiled(added).context))
        except Unreadable:
            continue
        offer = ContextOffer(url, sha256(added.data).hexdigest(), terms)
        if options.accepts(offer):
            new, _ = contexts.item(Ahead(vault, Change(tuple(accepted))), url, added.data)
            accepted += [new] if new else []
            offer = offer._replace(kept=True)
        yield offer


def _registers(cases: Sequence[_Case], renewed: Sequence[Renewed], at: datetime) -> tuple[Register, ...]:
    """Verdicts that differ from those that lists show, and what is due to be told."""
    verdicts = (verdict_register(case.entry, case.after) for case in cases)
    told = (due.register(one, at) for one in renewed if one.reasons)
    return (*(one for one in verdicts if one is not None), *told)


def _changes(store: EvidenceStore, online: Online, requests: Iterable[Request]) -> Iterable[DocumentChange]:
    """How the documents that arrived differ from the newest copies held before."""
    for request in requests:
        before, now = store.newest(request.url), online.lookup(request.url)
        if now is None:
            continue
        if before is None:
            yield DocumentChange(request.url, "new")
        elif before.copy.sha256 != now.sha256:
            yield DocumentChange(request.url, "changed", _difference(store.lookup(request.url), now))


def _difference(before: Document | None, now: Document) -> str:
    """What changed, for documents that list keys."""
    old, new = published_keys(before) if before else frozenset(), published_keys(now)
    parts = [say("{n} new", n=len(new - old))] * bool(new - old) + [say("{n} gone", n=len(old - new))] * bool(old - new)
    return say("its keys: {parts}", parts=", ".join(parts)) if parts else ""


def _renewed(case: _Case) -> Renewed:
    told = (check for check in case.after.checks if check.id in _TOLD)
    news = [check for check in told if _is_news(case.before.answer(check.id), check)]
    entry, verdicts = case.entry, (case.before.verdict.value, case.after.verdict.value)
    remarks = tuple(check.message for check in news if check.result is not Result.PASS)
    return Renewed(entry.ref, entry.title, *verdicts, tuple(check.message for check in news), remarks)


def _is_news(before: Check | None, after: Check) -> bool:
    """Whether an answer differs from before in more than its date."""
    codes = before.code if before else None, after.code
    same = codes[0] is after.code or codes == (Code.STATUS_OLD, Code.NOT_WITHDRAWN)
    return not same and after.result is not Result.NOT_APPLICABLE

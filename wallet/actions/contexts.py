"""The JSON-LD contexts that give the words of credentials their meaning: listing, adding, and who needs which.

An official document is kept verbatim and compiled when it is needed, by the
compiler that made the bundled tables.  A URL that is known cannot be given
another text: whoever could do that could change what signed words mean.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from wallet.actions import vocabularies
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import Input
from wallet.actions.judge import judge
from wallet.actions.vocabularies import EDITION, AddedContext, compiled
from wallet.carriers import unwrap
from wallet.codec.contexts import ContextLibrary, LocalContext, Table
from wallet.codec.jsonld import context_urls
from wallet.errors import Unreadable, UsageError
from wallet.model import Payload
from wallet.report import CheckId, Report
from wallet.results.contexts import ContextAdded, ContextLine, ContextUse
from wallet.results.servers import Renewed
from wallet.wording import say

if TYPE_CHECKING:
    from wallet.vault import Item, Vault
    from wallet.vault.changing import Readable

ADDED_LIMIT = 500
_URL = re.compile(r'https?://[^\x00-\x20<>"{}|\\^`\x7f]{1,2000}')


def lines(contexts: ContextLibrary) -> tuple[ContextLine, ...]:
    """Every edition of every context that is installed."""
    return tuple(
        ContextLine(url, table.edition, table.sha256, len(terms(table.context)), table.edition == EDITION)
        for url in contexts.urls()
        for table in contexts.editions(url)
    )


def meaning(url: str, data: bytes) -> Table:
    """The terms of a context document that is to be added under ``url``.

    Raises :class:`~wallet.errors.UsageError` (``bad_url``), and as :func:`compiled`.
    """
    if not _URL.fullmatch(url):
        raise UsageError(
            say("say by which URL credentials name this vocabulary"),
            hint="wallet contexts add FILE --url https://...",
            slug="bad_url",
        )
    return compiled(AddedContext(url, data))


def add(vault: "Vault", url: str, data: bytes, asked: Asked) -> ContextAdded:
    """Keep an official context document, and judge again what the wallet holds.  Raises as :func:`item`."""
    new, added = item(vault, url, data)
    return added if new is None else added._replace(credentials=_changed(vault, asked, items=(new,)))


def item(vault: "Readable", url: str, data: bytes) -> "tuple[Item | None, ContextAdded]":
    """What keeps an official context document under the URL that credentials name it by; None when it is held already.

    Raises as :func:`meaning`, and :class:`~wallet.errors.Unreadable`:
    ``context_known`` for a URL that has another text already, ``too_large``
    for one more after 500 of them.
    """
    from wallet.vault import Item

    table = meaning(url, data)
    known = vocabularies.held(vault)
    held = [sha256(one.data).hexdigest() for one in known if one.url == url]
    held += [edition.sha256 for edition in ContextLibrary().editions(url)]
    if held and table.sha256 not in held:
        raise Unreadable(
            say("{url} is known with another text, and a second meaning for its words would be no safer", url=url),
            hint=say("compare both: wallet contexts list"),
            slug="context_known",
        )
    if not held and len(known) >= ADDED_LIMIT:
        raise Unreadable(
            say("the wallet keeps {added_limit} vocabularies and no more", added_limit=ADDED_LIMIT), slug="too_large"
        )
    new = Item(vocabularies.KIND, url.encode() + b"\n" + data, {"url": url, "sha256": table.sha256})
    return None if held else new, ContextAdded(url, table.sha256, len(terms(table.context)), bool(held))


def remove(vault: "Vault", url: str, asked: Asked) -> int:
    """Take an added context out of the wallet, and judge again what the wallet holds; how many there were."""
    gone = tuple(held.id for held in vault.objects(vocabularies.KIND) if held.summary.get("url") == url)
    if gone:
        _changed(vault, asked, gone=gone)
    return len(gone)


def _changed(
    vault: "Vault", asked: Asked, items: "tuple[Item, ...]" = (), gone: tuple[bytes, ...] = ()
) -> tuple[Renewed, ...]:
    """Change which contexts there are, and the verdicts that follow from it."""
    from wallet.actions.rejudging import rejudge
    from wallet.vault.changing import Change
    from wallet.vault.entries import entries

    return rejudge(vault, Change(items, gone), entries(vault), asked)


def named_in(items: Iterable[Input], knowledge: Knowledge, asked: Asked) -> tuple[ContextUse, ...]:
    """Which contexts the credentials in ``items`` name, whether each is installed, and which edition signatures fit.

    Raises :class:`~wallet.errors.Unreadable` for an item that holds no credential.
    """
    return _used((judge(payload, knowledge, asked) for payload in _payloads(items)), knowledge.contexts)


def originals(vault: "Vault") -> Iterator[Input]:
    """Every credential of the wallet, as it was imported."""
    from wallet.actions import find

    return (Input(entry.name or entry.ref, find.original(vault, entry)) for entry in find.everything(vault).entries)


def _payloads(items: Iterable[Input]) -> Iterator[Payload]:
    for item in items:
        if item.error is not None:
            raise item.error
        yield from unwrap(item.data, item.name)


def _used(reports: Iterable[Report], contexts: ContextLibrary) -> tuple[ContextUse, ...]:
    named: Counter[str] = Counter()
    fitting: dict[str, dict[str, None]] = {}
    for report in chain.from_iterable(map(Report.everything, reports)):
        urls = dict.fromkeys(context_urls(report.outline.document))
        named.update(list(urls))
        unchanged = report.answer(CheckId.INTEGRITY)
        read = unchanged.source.split(", ") if unchanged and report.shown_is_signed else ()
        for url in urls:
            for table in contexts.editions(url):
                if f"{url} ({table.edition})" in read:
                    fitting.setdefault(url, {})[table.edition] = None
    return tuple(
        ContextUse(url, tuple(table.edition for table in contexts.editions(url)), tuple(fitting.get(url, ())), count)
        for url, count in named.items()
    )


def terms(context: LocalContext) -> set[str]:
    """The names that a context defines, those of scoped contexts among them."""
    names: set[str] = set()
    waiting: list[LocalContext] = [context]
    seen: set[int] = set()
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        for layer in here.layers:
            if layer is not None and not isinstance(layer, str):
                names |= layer.terms.keys()
                waiting += [term.scope for term in layer.terms.values() if term.scope is not None]
    return names

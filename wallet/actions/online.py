"""Fetching the documents that credentials name: the only module here that reaches the network.

Judging decides what to fetch.  Each document that a check looked for is asked
of its server, then the credential is judged again, and so on until it looks for
nothing new.  Nothing is fetched for a credential that no document could help,
and status lists only once its signature holds, since until then a stranger may
have written the address.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple, TypeAlias

from wallet import proofs
from wallet.actions import status_lists
from wallet.actions.evidence import check_usable
from wallet.actions.evidence_store import Obtained, StoredCopy
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.judge import BY_ADDRESS
from wallet.actions.knowledge import watched
from wallet.codec import strictjson
from wallet.codec.jsonld import context_urls
from wallet.codec.web import host as host_of
from wallet.codec.web import same_place
from wallet.errors import Unreadable
from wallet.model import Document, Outline
from wallet.net import Failed, Fetched, Fetcher, Network, Outcome, Unchanged, Validators, upgraded
from wallet.proofs.base import Conditions
from wallet.report import CheckId, Code, Report, Result
from wallet.results.servers import Request
from wallet.wording import say

WORKERS = 8
ROUNDS = 8
"""Rounds of documents that lead to further documents: key, list, the key of the list, and some to spare."""
PER_CREDENTIAL = 100
"""Addresses fetched for one credential in one round, parts included."""
PER_RUN = 5_000
_OLD_FORMATS = ("open-badges-1", "open-badges-2", BY_ADDRESS)
"""Those whose ids were often plain http."""
_GUESSES = ("/.well-known/jwt-vc-issuer", "/.well-known/jwks.json")
_GOOD = (Result.PASS, Result.NOTE)


class WantedAddress(NamedTuple):
    """An address that a check looked at, and for which credential."""

    url: str
    title: str
    """Of the credential."""
    old: bool = False
    """Whether the credential is in a format in which plain http was usual."""
    guess: bool = False
    """Whether it is only a usual place of issuers' keys, which no credential names."""


class FetchOptions(NamedTuple):
    """How to fetch."""

    http: bool = False
    """Whether old badges may be fetched over plain http; otherwise https is tried instead."""
    held: Callable[[str], StoredCopy | None] = lambda _: None
    """The newest copy of an address that is held, for conditional requests."""
    fresh: Callable[[str], bool] = lambda _: False
    """Whether the copy of an address is recent enough not to be fetched again."""
    document: Callable[[StoredCopy], Document | None] = lambda _: None
    """The content of a held copy, for when the server says that nothing changed."""
    done: Callable[[int], None] = lambda _: None
    """Called after each request with the number of requests so far."""


Asker: TypeAlias = Fetcher
"""For modules that may not import :mod:`wallet.net` themselves."""


def fetcher(clock: Callable[[], datetime], environment: Mapping[str, str], network: Any = None) -> Fetcher:
    """A fetcher; ``environment`` may name a proxy, and tests pass a ``network`` of their own."""
    return Fetcher(clock, environment, network if isinstance(network, Network) else None)


class Online:
    """One run in which servers are asked, for each address once."""

    def __init__(self, asker: Fetcher, clock: Callable[[], datetime], options: FetchOptions | None = None) -> None:
        self._asker = asker
        self._clock = clock
        self._options = options or FetchOptions()
        self._lock = Lock()
        self._busy: Counter[str] = Counter()
        self._answers: dict[str, Document] = {}
        self._obtained: dict[str, Obtained] = {}
        self.requests: dict[str, Request] = {}
        """Every request by address, in order."""
        self.total = 0

    def lookup(self, url: str) -> Document | None:
        """The document fetched from ``url`` in this run, if any."""
        return self._answers.get(same_place(url))

    def obtained(self, saved_by: str) -> list[Obtained]:
        """Every document fetched in this run, ready to keep."""
        return [one._replace(saved_by=saved_by) for one in self._obtained.values()]

    def aside(self, url: str) -> bytes | None:
        """What is served at ``url``, following redirects; for what is no evidence, such as pages and vocabularies."""
        answer = self._asker.fetch(url, anywhere=True, http=self._options.http)
        failed = isinstance(answer, Failed)
        message = answer.message if isinstance(answer, Failed) else answer.outcome.words
        data = answer.document.data if isinstance(answer, Fetched) else b""
        digest = "" if failed else sha256(data).hexdigest()
        request = Request(url, host_of(url), answer.outcome.value, message, self._clock(), digest, len(data))
        self.requests[f"aside {url}"] = request
        return None if failed else data

    def settle(self, once: Callable[[], Report], knowledge: Knowledge, asked: Asked) -> Report:
        """The report that ``once`` gives after everything that the credential names was fetched."""
        for _ in range(ROUNDS):
            report = once()
            if not self.ask(wanted(report, knowledge, asked)):
                break
        return report

    def ask(self, those: Iterable[WantedAddress]) -> bool:
        """Fetch what was not fetched yet, guesses only when there is nothing else; whether there was anything."""
        fresh: dict[str, WantedAddress] = {}
        for one in those:
            place = same_place(one.url)
            if place not in self.requests and place not in fresh and not self._options.fresh(one.url):
                fresh[place] = one
        named = [one for one in fresh.values() if not one.guess] or list(fresh.values())
        named = named[: max(0, PER_RUN - len(self.requests))]
        self.total += len(named)
        if not named:
            return False
        with ThreadPoolExecutor(min(WORKERS, len(named))) as workers:
            futures = [workers.submit(self._one, one) for one in named]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                workers.shutdown(cancel_futures=True)
                raise
        return True

    def _one(self, one: WantedAddress) -> None:
        """Make one request and record its outcome."""
        held = self._options.held(one.url)
        answer = self._fetch(one, held)
        document = _usable(answer, self._clock())
        with self._lock:
            if isinstance(answer, Unchanged) and held is not None and (same := self._options.document(held)):
                document = replace(same, fetched_at=self._clock())
            self._note(one, answer, document)
        self._options.done(self.total)

    def _fetch(self, one: WantedAddress, held: StoredCopy | None) -> Fetched | Unchanged | Failed:
        host = host_of(one.url)
        if self._busy[host]:
            return Failed(one.url, Outcome.BUSY, say("not asked again after it said so"), self._busy[host])
        validators = Validators(held.etag, held.modified) if held else None
        plain = one.url.lower().startswith("http://") and one.old
        url = upgraded(one.url) if plain and not self._options.http else one.url
        answer = self._asker.fetch(url, validators, http=plain and self._options.http)
        if answer.outcome is Outcome.BUSY and isinstance(answer, Failed):
            self._busy[host] = max(1, answer.retry_after)
        return answer

    def _note(self, one: WantedAddress, answer: Fetched | Unchanged | Failed, document: Document | None) -> None:
        place = same_place(one.url)
        outcome, message = answer.outcome, answer.outcome.words
        if isinstance(answer, Failed):
            message = answer.message
        if document is None and outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
            outcome = Outcome.WRONG_CONTENT
            message = outcome.words
        elif document is not None and outcome is Outcome.GONE:
            outcome, message = Outcome.FETCHED, say("withdrawn: the server says so")
        digest, size = (document.sha256, len(document.data)) if document else ("", 0)
        wait = answer.retry_after if isinstance(answer, Failed) else 0
        about = one.url, host_of(one.url), outcome.value, message, self._clock()
        self.requests[place] = Request(*about, digest, size, wait, one.guess)
        if document is None:
            return
        self._answers[place] = document = replace(document, url=one.url)
        if not isinstance(answer, Unchanged):
            kept = Obtained(document, "", (one.title,) if one.title else ())
            if isinstance(answer, Fetched):
                final = "" if same_place(answer.final) == place else answer.final
                kept = kept._replace(came_from=final, etag=answer.validators.etag, modified=answer.validators.modified)
            self._obtained[place] = kept


def _usable(answer: Fetched | Unchanged | Failed, now: datetime) -> Document | None:
    """The document in an answer, if checks can use it.

    The answer 410 with ``revoked`` counts as a document: it says that a badge is
    withdrawn (Open Badges 2.0, "Hosted verification").
    """
    if isinstance(answer, Failed) and answer.outcome is Outcome.GONE and _says_revoked(answer.body):
        digest = sha256(answer.body).hexdigest()
        return Document(answer.url, answer.body, digest, "application/json", now)
    if not isinstance(answer, Fetched):
        return None
    try:
        check_usable(answer.document.url, answer.document.data)
    except Unreadable:
        return None
    return answer.document


def _says_revoked(body: bytes) -> bool:
    try:
        content = strictjson.loads(body)
    except Unreadable:
        return False
    return isinstance(content, dict) and content.get("revoked") is True


def wanted(report: Report, knowledge: Knowledge, asked: Asked) -> list[WantedAddress]:
    """The addresses that the checks on one credential and its parts look at."""
    found = dict.fromkeys(_wanted(report, knowledge, asked))
    return list(found)[:PER_CREDENTIAL]


def _wanted(report: Report, knowledge: Knowledge, asked: Asked) -> Iterator[WantedAddress]:
    knowledge = knowledge.for_one_input()
    payload = report.outline.payload
    if payload.media_type == "text/uri-list":
        yield WantedAddress(payload.data.decode("ascii"), report.credential.title, old=True)
    for one in report.everything():
        if one.answer(CheckId.INTEGRITY) is None:
            continue  # what cannot be read names nothing
        old = one.outline.format in _OLD_FORMATS
        tied = one.result(CheckId.SIGNER) in _GOOD
        for url, document in _looked_at(one, knowledge, asked):
            guess = document is None and any(place in url for place in _GUESSES)
            if url.startswith(("https://", "http://")) and not (guess and tied):
                yield WantedAddress(url, one.credential.title, old, guess)


def _looked_at(report: Report, knowledge: Knowledge, asked: Asked) -> Iterator[tuple[str, Document | None]]:
    """The addresses that judging one credential looks at: for its proofs, then, if it is unchanged, for its status."""
    outline: Outline = report.outline
    watching, watch = watched(knowledge)
    proofs.check(outline, watching, Conditions(asked.at))
    integrity = report.result(CheckId.INTEGRITY)
    if integrity is Result.FAIL and not any(watch.asked.values()):
        return  # it was changed, and no document can alter that
    if integrity in _GOOD:
        status_lists.check(outline, watching, asked.at)
    yield from watch.asked.items()


def unknown_contexts(report: Report, knowledge: Knowledge) -> list[str]:
    """Vocabularies that keep a credential or a part of it from being read."""
    found = [
        url
        for one in report.everything()
        if any(check.code is Code.CONTEXT_UNKNOWN for check in one.checks)
        for url in context_urls(one.outline.document)
        if url.startswith("https://") and not knowledge.contexts.editions(url)
    ]
    return list(dict.fromkeys(found))[:PER_CREDENTIAL]

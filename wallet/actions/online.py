"""Asking servers for what credentials name: the one action that reaches the network.

What to ask for is found by judging: whatever a check looked for and may use is
asked of its server, the credential is judged again, and what that now looks
for is asked in turn, until there is nothing new.  A credential that no
document could mend is asked nothing about, and lists of withdrawn badges only
once its signature holds: until then its words are a stranger's.
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
from wallet.actions.evidence import check_usable
from wallet.actions.judge import BY_ADDRESS, Asked, Knowledge, check_status
from wallet.actions.knowledge import watched
from wallet.actions.shelf import Held as OnShelf
from wallet.actions.shelf import Obtained
from wallet.codec import strictjson
from wallet.codec.jsonld import context_urls
from wallet.codec.web import host as host_of
from wallet.codec.web import same_place
from wallet.errors import Unreadable
from wallet.model import Document, Outline
from wallet.net import Failed, Fetched, Fetcher, Held, Network, Outcome, Unchanged, upgraded
from wallet.proofs.base import Conditions
from wallet.report import CheckId, Code, Report, Result
from wallet.results.servers import Request
from wallet.wording import say

WORKERS = 8
ROUNDS = 8
"""Documents that lead to further documents: key, list, the key of the list, and some to spare."""
PER_CREDENTIAL = 100
"""Addresses asked for one credential in one round, parts included."""
PER_RUN = 5_000
_OLD_FORMATS = ("open-badges-1", "open-badges-2", BY_ADDRESS)
"""Those whose ids were often plain http."""
_GUESSES = ("/.well-known/jwt-vc-issuer", "/.well-known/jwks.json")
_GOOD = (Result.PASS, Result.NOTE)


class Wanted(NamedTuple):
    """An address that a check looked at, and on whose account."""

    url: str
    title: str
    old: bool = False
    """Whether a credential of a format names it in which plain http was usual."""
    guess: bool = False
    """Whether no credential names it: one of the usual places of issuers' keys."""


class Manner(NamedTuple):
    """How to go about asking."""

    http: bool = False
    """Whether old badges may be asked for over plain http; otherwise https is tried in its place."""
    held: Callable[[str], OnShelf | None] = lambda _: None
    """The newest copy that is held: what a server may compare with, and what is the same as before."""
    fresh: Callable[[str], bool] = lambda _: False
    """Whether the copy at hand is young enough to be left alone."""
    document: Callable[[OnShelf], Document | None] = lambda _: None
    done: Callable[[int], None] = lambda _: None
    """Told how many requests there are so far, whenever one is over."""


Asker: TypeAlias = Fetcher


def fetcher(clock: Callable[[], datetime], environment: Mapping[str, str], network: Any = None) -> Fetcher:
    """What asks servers; ``environment`` may name a proxy, ``network`` is a test's own internet."""
    return Fetcher(clock, environment, network if isinstance(network, Network) else None)


class Online:
    """One occasion on which servers are asked, each address once."""

    def __init__(self, asker: Fetcher, clock: Callable[[], datetime], manner: Manner | None = None) -> None:
        self._asker = asker
        self._clock = clock
        self._manner = manner or Manner()
        self._lock = Lock()
        self._busy: Counter[str] = Counter()
        self._answers: dict[str, Document] = {}
        self._obtained: dict[str, Obtained] = {}
        self.requests: dict[str, Request] = {}
        """Every request by address, in the order of asking."""
        self.total = 0

    def lookup(self, url: str) -> Document | None:
        """What a server gave for ``url`` on this occasion."""
        return self._answers.get(same_place(url))

    def obtained(self, saved_by: str) -> list[Obtained]:
        """Every document that a server gave, ready to keep."""
        return [one._replace(saved_by=saved_by) for one in self._obtained.values()]

    def aside(self, url: str) -> bytes | None:
        """What is served at ``url``, wherever that leads; for what is no evidence, such as a page or a vocabulary."""
        answer = self._asker.fetch(url, anywhere=True, http=self._manner.http)
        failed = isinstance(answer, Failed)
        message = answer.message if isinstance(answer, Failed) else answer.outcome.words
        data = answer.document.data if isinstance(answer, Fetched) else b""
        digest = "" if failed else sha256(data).hexdigest()
        request = Request(url, host_of(url), answer.outcome.value, message, self._clock(), digest, len(data))
        self.requests[f"aside {url}"] = request
        return None if failed else data

    def settle(self, once: Callable[[], Report], knowledge: Knowledge, asked: Asked) -> Report:
        """The report on one thing after everything that it names was asked for."""
        for _ in range(ROUNDS):
            report = once()
            if not self.ask(wanted(report, knowledge, asked)):
                break
        return report

    def ask(self, those: Iterable[Wanted]) -> bool:
        """Ask for what was not asked for yet, guesses only when nothing else is left; whether there was anything."""
        fresh: dict[str, Wanted] = {}
        for one in those:
            place = same_place(one.url)
            if place not in self.requests and place not in fresh and not self._manner.fresh(one.url):
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

    def _one(self, one: Wanted) -> None:
        """One request, and a note of what came of it."""
        held = self._manner.held(one.url)
        answer = self._fetch(one, held)
        document = _usable(answer, self._clock())
        with self._lock:
            if isinstance(answer, Unchanged) and held is not None and (same := self._manner.document(held)):
                document = replace(same, fetched_at=self._clock())
            self._note(one, answer, document)
        self._manner.done(self.total)

    def _fetch(self, one: Wanted, held: OnShelf | None) -> Fetched | Unchanged | Failed:
        host = host_of(one.url)
        if self._busy[host]:
            return Failed(one.url, Outcome.BUSY, say("not asked again after it said so"), self._busy[host])
        validators = Held(held.etag, held.modified) if held else None
        plain = one.url.lower().startswith("http://") and one.old
        url = upgraded(one.url) if plain and not self._manner.http else one.url
        answer = self._asker.fetch(url, validators, http=plain and self._manner.http)
        if answer.outcome is Outcome.BUSY and isinstance(answer, Failed):
            self._busy[host] = max(1, answer.retry_after)
        return answer

    def _note(self, one: Wanted, answer: Fetched | Unchanged | Failed, document: Document | None) -> None:
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
                kept = kept._replace(came_from=final, etag=answer.held.etag, modified=answer.held.modified)
            self._obtained[place] = kept


def _usable(answer: Fetched | Unchanged | Failed, now: datetime) -> Document | None:
    """The document in an answer, if checks can read it.

    A withdrawn badge may be gone and say so: that is the issuer's word too
    (Open Badges 2.0, "Hosted verification": 410 with ``revoked``).
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


def wanted(report: Report, knowledge: Knowledge, asked: Asked) -> list[Wanted]:
    """The addresses that the checks on one credential and its parts look at."""
    found = dict.fromkeys(_wanted(report, knowledge, asked))
    return list(found)[:PER_CREDENTIAL]


def _wanted(report: Report, knowledge: Knowledge, asked: Asked) -> Iterator[Wanted]:
    knowledge = knowledge.for_one_input()
    payload = report.outline.payload
    if payload.media_type == "text/uri-list":
        yield Wanted(payload.data.decode("ascii"), report.credential.title, old=True)
    for one in report.everything():
        if one.answer(CheckId.INTEGRITY) is None:
            continue  # what cannot be read names nothing
        old = one.outline.format in _OLD_FORMATS
        tied = one.result(CheckId.SIGNER) in _GOOD
        for url, document in _looked_at(one, knowledge, asked):
            guess = document is None and any(place in url for place in _GUESSES)
            if url.startswith(("https://", "http://")) and not (guess and tied):
                yield Wanted(url, one.credential.title, old, guess)


def _looked_at(report: Report, knowledge: Knowledge, asked: Asked) -> Iterator[tuple[str, Document | None]]:
    """What the questions about one credential look at: first its proofs, then, if it is unchanged, its status."""
    outline: Outline = report.outline
    watching, watch = watched(knowledge)
    proofs.check(outline, watching, Conditions(asked.at))
    integrity = report.result(CheckId.INTEGRITY)
    if integrity is Result.FAIL and not any(watch.asked.values()):
        return  # changed, whatever its issuer publishes
    if integrity in _GOOD:
        check_status(outline, watching, asked)
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

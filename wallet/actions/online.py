"""Fetching the documents that credentials name: the only module here that reaches the network.

Judging decides what to fetch.  Each document that a check looked for is asked
of its server, then the credential is judged again, and so on until it looks for
nothing new.  Nothing is fetched for a credential that no document could help,
and status lists only once its signature holds, since until then a stranger may
have written the address.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeAlias, TypeVar

from wallet import proofs
from wallet.actions import status_lists
from wallet.actions.evidence import check_usable, may_replace
from wallet.actions.evidence_store import Obtained, StoredCopy
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.knowledge import watched
from wallet.codec import strictjson
from wallet.codec.jsonld import context_urls
from wallet.codec.web import host as host_of
from wallet.codec.web import is_plain, is_web, same_place, upgraded
from wallet.errors import Unreadable
from wallet.model import IN_SEVERAL_DOCUMENTS, Document, Outline
from wallet.net import Failed, Fetched, Fetcher, Network, Outcome, Unchanged, Validators
from wallet.proofs.base import Conditions
from wallet.report import GOOD, CheckId, Code, Report, Result
from wallet.results.servers import Request
from wallet.wording import say

WORKERS = 8
ROUNDS = 8
"""Rounds of documents that lead to further documents: key, list, the key of the list, and some to spare."""
PER_CREDENTIAL = 100
"""Addresses fetched for one credential in one round, parts included."""
PER_RUN = 5_000


class Share(NamedTuple):
    """What may be spent; no request is begun once one of the two is."""

    seconds: float
    """Waiting for answers, over all requests, of which :data:`WORKERS` run at once."""
    bytes: int
    """Of documents, which are all in memory until the end."""


OF_CREDENTIAL = Share(120.0, 32 * 1024 * 1024)
"""For one credential, parts included: whoever issued it says which servers are asked, and they may be slow."""
OF_RUN = Share(600.0 * WORKERS, 128 * 1024 * 1024)
_RUN = "run"
CONTEXTS = 40
"""Vocabularies looked up in one run: the learner is asked about each."""
CONTEXTS_EACH = 8
_GUESSES = ("/.well-known/jwt-vc-issuer", "/.well-known/jwks.json")


class WantedAddress(NamedTuple):
    """An address that a check looked at, and for which credential."""

    url: str
    title: str
    """Of the credential."""
    old: bool = False
    """Whether the credential is in a format in which plain http was usual."""
    guess: bool = False
    """Whether it is only a usual place of issuers' keys, which no credential names."""
    by: str = ""
    """SHA-256 of the credential, which tells whose share is spent."""

    @property
    def place(self) -> str:
        """What it is known by in a run: an address that is never asked must not stand for one that may be."""
        place = same_place(self.url)
        return f"refused {place}" if place.startswith("http://") and not self.old else place


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
    """Called after each request with the number of all that are known to be needed so far."""


Item = TypeVar("Item")
Made = TypeVar("Made")
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
        self._seconds: dict[str, float] = defaultdict(float)
        self._bytes: Counter[str] = Counter()
        self._left: set[tuple[str, str]] = set()
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

    def asked(self) -> list[Request]:
        """The requests that were made, to keep: not those for which nothing was left to spend.

        Of an address that was asked over https in place of plain http, both are kept: what is the same there is
        known not to have been changed on the way.
        """
        made = [one for one in self.requests.values() if one.outcome != Outcome.NOT_ASKED.value]
        sealed = [one for place, one in self.requests.items() if is_plain(one.url) and self._came_sealed(place)]
        return made + [one._replace(url=upgraded(one.url)) for one in sealed]

    def _came_sealed(self, place: str) -> bool:
        document = self._answers.get(place)
        return document is not None and not document.in_the_open

    def aside(self, url: str) -> bytes | None:
        """What is served at ``url``, following redirects; for what is no evidence, such as pages and vocabularies."""
        answer = self._asker.fetch(url, anywhere=True, http=self._options.http)
        failed = isinstance(answer, Failed)
        data = answer.document.data if isinstance(answer, Fetched) else b""
        digest = "" if failed else sha256(data).hexdigest()
        message = _told(answer, in_the_open=is_plain(url))
        request = Request(url, host_of(url), answer.outcome.value, message, self._clock(), digest, len(data))
        self.requests[f"aside {url}"] = request._replace(via=answer.via)
        return None if failed else data

    def asides(self, urls: Sequence[str], limit: int) -> list[bytes | None]:
        """:meth:`aside` for each of ``urls``, several at once; None for what is longer than ``limit``."""

        def within(url: str) -> bytes | None:
            data = self.aside(url)
            return data if data is not None and len(data) <= limit else None

        return _together(within, urls)

    def settle(self, once: Callable[[], Report], knowledge: Knowledge, asked: Asked) -> Report:
        """The report that ``once`` gives after everything that the credential names was fetched."""
        latest = [once()]
        for _ in self.rounds(lambda: latest, knowledge, asked):
            latest[:] = [once()]
        return latest[0]

    def rounds(self, reports: Callable[[], Iterable[Report]], knowledge: Knowledge, asked: Asked) -> Iterator[None]:
        """Ask for what ``reports`` lack, round after round: after each they are to be made anew."""
        for _ in range(ROUNDS):
            if not self.ask(one for report in reports() for one in wanted(report, knowledge, asked)):
                return
            yield

    def ask(self, those: Iterable[WantedAddress]) -> bool:
        """Fetch what was not fetched yet, guesses only when there is nothing else; whether there was anything."""
        fresh: dict[str, WantedAddress] = {}
        for one in those:
            known = one.place in self.requests or one.place in fresh or (one.by, one.place) in self._left
            if not known and not self._options.fresh(one.url):
                fresh[one.place] = one
        named = [one for one in fresh.values() if not one.guess] or list(fresh.values())
        self.total += len(named)
        if not named:
            return False
        _together(self._one, named)
        return True

    def _one(self, one: WantedAddress) -> None:
        """Make one request, if anything is left to spend on it, and record its outcome."""
        with self._lock:
            if why := self._is_spent(one):
                self._leave(one, why)
            held = None if why else self._options.held(one.url)
        if not why:
            self._request(one, held)
        self._options.done(self.total)

    def _request(self, one: WantedAddress, held: StoredCopy | None) -> None:
        begun = monotonic()
        answer = self._fetch(one, held)
        document = _usable(answer, self._clock())
        with self._lock:
            if isinstance(answer, Unchanged) and held is not None and (same := self._options.document(held)):
                document = replace(same, fetched_at=self._clock())
            elif document is not None and held is not None and (before := self._options.document(held)):
                document = document if may_replace(before.data, document.data) else None
            for whose in (one.by, _RUN):
                self._seconds[whose] += monotonic() - begun
                self._bytes[whose] += len(document.data) if document else 0
            self._note(one, answer, document)

    def _is_spent(self, one: WantedAddress) -> str:
        """Why there is nothing left to ask for ``one`` with; empty when there is."""
        if len(self.requests) >= PER_RUN or self._exceeds(OF_RUN, _RUN):
            return say("not asked: too much was asked in this run before; ask again for a part of it")
        if self._exceeds(OF_CREDENTIAL, one.by):
            return say("not asked: too much was asked for this credential before")
        return ""

    def _exceeds(self, share: Share, whose: str) -> bool:
        return self._seconds[whose] >= share.seconds or self._bytes[whose] >= share.bytes

    def _leave(self, one: WantedAddress, why: str) -> None:
        """Record that ``one`` is not asked for its credential, though it may be for another."""
        self._left.add((one.by, one.place))
        not_asked = Request(one.url, host_of(one.url), Outcome.NOT_ASKED.value, why, self._clock(), guess=one.guess)
        self.requests[f"left {one.place}"] = not_asked

    def _fetch(self, one: WantedAddress, held: StoredCopy | None) -> Fetched | Unchanged | Failed:
        host = host_of(one.url)
        if self._busy[host]:
            return Failed(one.url, Outcome.BUSY, say("not asked again after it said so"), self._busy[host])
        validators = Validators(held.etag, held.modified) if held else None
        in_the_open = self._in_the_open(one)
        url = upgraded(one.url) if one.old and not in_the_open else one.url
        answer = self._asker.fetch(url, validators, http=in_the_open)
        if answer.outcome is Outcome.BUSY and isinstance(answer, Failed):
            self._busy[host] = max(1, answer.retry_after)
        return answer

    def _note(self, one: WantedAddress, answer: Fetched | Unchanged | Failed, document: Document | None) -> None:
        in_the_open = self._in_the_open(one)
        outcome, message = answer.outcome, _told(answer, in_the_open=in_the_open)
        if document is None and outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
            outcome = Outcome.WRONG_CONTENT
            message = outcome.words
        elif document is not None and outcome is Outcome.GONE:
            outcome, message = Outcome.FETCHED, say("withdrawn: the server says so")
        digest, size = (document.sha256, len(document.data)) if document else ("", 0)
        wait = answer.retry_after if isinstance(answer, Failed) else 0
        about = one.url, host_of(one.url), outcome.value, message, self._clock()
        self.requests.pop(f"left {one.place}", None)
        self.requests[one.place] = Request(*about, digest, size, wait, one.guess, answer.via)
        if document is None:
            return
        self._answers[one.place] = document = replace(document, url=one.url, in_the_open=in_the_open)
        if not isinstance(answer, Unchanged):
            kept = Obtained(document, "", (one.title,) if one.title else ())
            if in_the_open:
                # Without what the server could compare with: who forged the copy may have copied that from the real
                # one, which would then say, over https, that it is unchanged.
                kept = kept._replace(came_from=one.url)
            elif isinstance(answer, Fetched):
                final = "" if same_place(answer.final) == one.place else answer.final
                kept = kept._replace(came_from=final, etag=answer.validators.etag, modified=answer.validators.modified)
            self._obtained[one.place] = kept

    def _in_the_open(self, one: WantedAddress) -> bool:
        """Whether ``one`` is asked over plain http."""
        return self._options.http and one.old and is_plain(one.url)


def _together(work: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
    """What ``work`` makes of each item, several at once; the first failure, or Ctrl-C, leaves out those not begun."""
    with ThreadPoolExecutor(max(1, min(WORKERS, len(items)))) as workers:
        futures = [workers.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise


def _told(answer: Fetched | Unchanged | Failed, *, in_the_open: bool) -> str:
    """The outcome for people, with what they must know about one that came over plain http."""
    if isinstance(answer, Failed):
        return answer.message
    if in_the_open:
        return say("{outcome}, over plain http: anybody on the way could have changed it", outcome=answer.outcome.words)
    return answer.outcome.words


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
    by = sha256(payload.data).hexdigest()
    if payload.media_type == "text/uri-list":
        yield WantedAddress(payload.data.decode("ascii"), report.credential.title, old=True, by=by)
    for one in report.everything():
        if one.answer(CheckId.INTEGRITY) is None:
            continue  # what cannot be read names nothing
        old = one.outline.format in IN_SEVERAL_DOCUMENTS
        tied = one.result(CheckId.SIGNER) in GOOD
        for url, document in _looked_at(one, knowledge, asked):
            guess = document is None and any(place in url for place in _GUESSES)
            if is_web(url) and not (guess and tied):
                yield WantedAddress(url, one.credential.title, old, guess, by)


def _looked_at(report: Report, knowledge: Knowledge, asked: Asked) -> Iterator[tuple[str, Document | None]]:
    """The addresses that judging one credential looks at: for its proofs, then, if it is unchanged, for its status."""
    outline: Outline = report.outline
    watching, watch = watched(knowledge)
    proofs.check(outline, watching, Conditions(asked.at))
    integrity = report.result(CheckId.INTEGRITY)
    if integrity is Result.FAIL and not any(watch.asked.values()):
        return  # it was changed, and no document can alter that
    if integrity in GOOD:
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
    return list(dict.fromkeys(found))[:CONTEXTS_EACH]

"""One request from its URL to a whole document, redirects included."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import NamedTuple

from wallet import __version__
from wallet.codec.inflate import GZIP, ZLIB, inflate
from wallet.errors import Unreadable
from wallet.model import Document
from wallet.net.addresses import is_public
from wallet.net.outcomes import Failed, Fetched, Limits, Outcome, Stop, Unchanged, Validators
from wallet.net.places import Place, check_name, onward, read
from wallet.net.proxies import open_tunnel, proxy_for
from wallet.net.wire import BLOCK, Connection, Deadline, Endpoint, TimedSocket, connect, endpoints, resolve, secured
from wallet.wording import say

AGENT = f"learner-wallet/{__version__.partition('+')[0]}"
ACCEPT = (
    "application/json, application/ld+json;q=0.9, application/vc;q=0.9, application/jwt;q=0.8, "
    "application/statuslist+jwt;q=0.8, application/vc+jwt;q=0.8, image/png;q=0.6, image/svg+xml;q=0.6, "
    "text/html;q=0.4, */*;q=0.3"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS = {401: Outcome.DENIED, 403: Outcome.DENIED, 404: Outcome.NOT_FOUND, 410: Outcome.GONE, 429: Outcome.BUSY}
_BODY_OF_GONE = 64 * 1024
_LONGEST_WAIT = 7 * 24 * 60 * 60


class Network(NamedTuple):
    """What lies outside; the program always uses these, tests bring a loopback of their own.

    No option, setting or variable of the program reaches these fields.
    """

    lookup: Callable[[str, int], Sequence[Endpoint]] = resolve
    permitted: Callable[[str], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Fetcher:
    """Fetches documents one by one; may be used from several threads at once."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        environment: Mapping[str, str],
        network: Network | None = None,
        limits: Limits | None = None,
    ) -> None:
        """``environment`` may name a proxy; see :mod:`wallet.net.proxies`."""
        self._clock = clock
        self._environment = environment
        self._network = network or Network()
        self._limits = limits or Limits()
        self._tls = self._network.tls()

    def fetch(
        self, url: str, validators: Validators | None = None, *, http: bool = False, anywhere: bool = False
    ) -> Fetched | Unchanged | Failed:
        """What ``url`` serves, or why there is nothing.  Never raises.

        ``validators`` lets the server answer that nothing changed; ``http`` allows
        plain http, also on the way; ``anywhere`` follows redirects to other hosts.
        """
        asked: list[str] = []
        found: Fetched | Unchanged | Failed
        try:
            found = self._fetched(url, validators or Validators(), asked, http=http, anywhere=anywhere)
        except Stop as stop:
            found = stop.at(url)
        return found._replace(via=tuple(dict.fromkeys(host for host in asked if host != asked[0])))

    def _fetched(
        self, url: str, validators: Validators, asked: list[str], *, http: bool, anywhere: bool
    ) -> Fetched | Unchanged:
        """As :meth:`fetch`; each host that was asked is added to ``asked``.  Raises :class:`Stop`."""
        end = Deadline(self._limits.seconds)
        start = place = read(url, http=http)
        for _ in range(self._limits.redirects + 1):
            answer = self._ask(place, validators, asked, end)
            if answer.onward is None:
                return self._outcome(url, place, answer)
            place = onward(start, place, answer.onward, http=http, anywhere=anywhere)
        raise Stop(Outcome.TOO_MANY_REDIRECTS)

    def _outcome(self, url: str, place: Place, answer: "_Answer") -> Fetched | Unchanged:
        if answer.body is None:
            return Unchanged(url)
        digest = sha256(answer.body).hexdigest()
        document = Document(url, answer.body, digest, answer.media_type, self._clock())
        return Fetched(document, place.url, answer.validators)

    def _ask(self, place: Place, validators: Validators, asked: list[str], end: Deadline) -> "_Answer":
        """One request to one place, whose host is added to ``asked`` once it is connected.  Raises :class:`Stop`."""
        try:
            line = self._line(place, end)
        except TimeoutError:
            raise Stop(Outcome.TOO_SLOW) from None
        except OSError:
            raise Stop(Outcome.UNREACHABLE) from None
        asked.append(place.authority)
        try:
            connection = Connection(line, place.authority)
            connection.putrequest("GET", place.target, skip_accept_encoding=True)
            for name, value in _headers(validators):
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as response:
                return _answer(response, self._limits.size, validators)
        except TimeoutError:
            raise Stop(Outcome.TOO_SLOW) from None
        except (HTTPException, OSError, ValueError):  # ValueError: a chunk or length that is no number
            raise Stop(Outcome.BAD_ANSWER, say("it does not follow the rules of HTTP, or was cut short")) from None
        finally:
            line.end()

    def _line(self, place: Place, end: Deadline) -> TimedSocket:
        """A connection to ``place``: to the very address that was checked, so that a second lookup cannot differ."""
        proxy = proxy_for(place, self._environment)
        if proxy is None:
            found = endpoints(place.host, place.port, self._network.lookup, end)
            for endpoint in found:
                if not self._network.permitted(endpoint.address):
                    raise Stop(Outcome.ADDRESS_REFUSED, place.host)
            wire = connect(found, end)
        else:
            check_name(place.host)
            wire = connect(endpoints(proxy.host, proxy.port, self._network.lookup, end), end)
        try:
            if proxy is not None:
                open_tunnel(wire, proxy, place, end)
            return TimedSocket(secured(wire, place.host, self._tls, end) if place.scheme == "https" else wire, end)
        except BaseException:
            wire.close()
            raise


class _Answer(NamedTuple):
    """What one place said."""

    body: bytes | None = None
    """None when the server says that nothing changed, or sends on."""
    onward: str | None = None
    media_type: str = ""
    validators: Validators = Validators()


def _headers(validators: Validators) -> list[tuple[str, str]]:
    """Everything that is sent besides the place itself."""
    sent = [("User-Agent", AGENT), ("Accept", ACCEPT), ("Accept-Encoding", "gzip"), ("Connection", "close")]
    sent += [("If-None-Match", validators.etag)] * bool(validators.etag)
    return sent + [("If-Modified-Since", validators.modified)] * bool(validators.modified)


def _answer(response: HTTPResponse, limit: int, validators: Validators) -> _Answer:
    """The meaning of one response.  Raises :class:`Stop`, and what ``http.client`` raises."""
    status, headers = response.status, response.headers
    if status in _REDIRECTS:
        return _Answer(onward=_one_line(headers, "Location") or "")
    if status == 304 and validators != Validators():
        return _Answer()
    if status == 410:
        raise Stop(Outcome.GONE, body=_body(response, min(limit, _BODY_OF_GONE)))
    if status != 200:
        known = _STATUS.get(status, Outcome.SERVER_ERROR if status >= 500 else Outcome.BAD_ANSWER)
        if status == 503 and headers.get("Retry-After"):
            known = Outcome.BUSY
        raise Stop(known, say("status {status}", status=status), retry_after=_wait(headers))
    media_type = headers.get_content_type() if headers.get("Content-Type") else "application/octet-stream"
    new = Validators(_one_line(headers, "ETag"), _one_line(headers, "Last-Modified"))
    return _Answer(_body(response, limit), media_type=media_type, validators=new)


def _body(response: HTTPResponse, limit: int) -> bytes:
    """The whole body, unpacked, of at most ``limit`` bytes."""
    if (response.length or 0) > limit:
        raise Stop(Outcome.TOO_LARGE)
    blocks, size = [], 0
    while block := response.read(BLOCK):
        blocks.append(block)
        size += len(block)
        if size > limit:
            raise Stop(Outcome.TOO_LARGE)
    if response.length:
        raise Stop(Outcome.BAD_ANSWER, say("it was cut short"))
    return _unpacked(b"".join(blocks), (response.headers.get("Content-Encoding") or "").strip().lower(), limit)


def _unpacked(data: bytes, coding: str, limit: int) -> bytes:
    if coding in ("", "identity"):
        return data
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Stop(Outcome.BAD_ANSWER, say("it is packed in a way that was not asked for"))
    try:
        return inflate(data, limit=limit, wbits=ZLIB if coding == "deflate" else GZIP)
    except Unreadable as error:
        too_large = error.kind == "inflate_too_large"
        raise Stop(Outcome.TOO_LARGE if too_large else Outcome.BAD_ANSWER, error.message) from None


def _one_line(headers: HTTPMessage, name: str) -> str:
    """A header that may be sent back or followed: short, and without what could start another."""
    value = headers.get(name) or ""
    return value if len(value) <= 2048 and value.isascii() and value.isprintable() else ""


def _wait(headers: HTTPMessage) -> int:
    """Seconds of ``Retry-After``; a date, or none, is taken for no number."""
    value = (headers.get("Retry-After") or "").strip()
    return min(int(value), _LONGEST_WAIT) if value.isdecimal() and len(value) < 10 else 0

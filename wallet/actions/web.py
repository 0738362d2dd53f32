"""Badges at an address: what is served there, or what a page there leads to."""

import shlex
from collections.abc import Iterable, Iterator
from time import monotonic

from wallet import formats
from wallet.actions.inputs import Input
from wallet.actions.online import Online
from wallet.carriers import page, unwrap
from wallet.carriers.items import within
from wallet.codec.web import host as host_of
from wallet.errors import NetworkFailed, Unreadable, WalletError
from wallet.model import Payload
from wallet.wording import joined, say

TRIES = 16
"""Requests for one address, before the documents that the badge itself needs."""
SECONDS = 60.0
"""After which no further one is begun: a page may name servers that never answer."""


def inputs(urls: Iterable[str], online: Online) -> Iterator[Input]:
    """The badge at each address, or why there is none.  Never raises."""
    for url in urls:
        yield _Search(url, online).found()


class _Search:
    """From one address to the bytes of a badge."""

    def __init__(self, url: str, online: Online) -> None:
        self.url = url
        self._online = online
        self._asked: set[str] = set()
        self._begun = monotonic()
        self._got_something = False

    def found(self) -> Input:
        """The first document on the way whose content is a credential."""
        for address in (*page.known_places(self.url), self.url):
            data = self._ask(address)
            if data is None:
                continue
            self._got_something = True
            if _is_credential(data, address):
                return Input(address, data)
            inside = self._inside(data, address)
            if inside is not None:
                return inside
        return Input(self.url, b"", self._why_not())

    def _inside(self, data: bytes, address: str) -> Input | None:
        """What a page embeds or links to."""
        if b"<" not in data[:1024]:
            return None
        for text in page.embedded(data):
            if _is_credential(text, address):
                return Input(address, text)
        for link in page.links(data, address):
            for place in (*page.known_places(link), link):
                found = self._ask(place)
                if found is not None and _is_credential(found, place):
                    return Input(place, found)
        return None

    def _ask(self, address: str) -> bytes | None:
        is_late = bool(self._asked) and monotonic() - self._begun > SECONDS
        if address in self._asked or len(self._asked) >= TRIES or is_late:
            return None
        self._asked.add(address)
        return self._online.aside(address)

    def _why_not(self) -> WalletError:
        host = host_of(self.url) or "it"
        if self._got_something:
            return Unreadable(
                say("what {host} shows at that address carries no badge that could be found", host=host),
                hint=say("download the badge from that page, then: wallet import FILE"),
                slug="no_badge_there",
            )
        request = self._online.requests.get(f"aside {self.url}")
        why = request.message if request else say("it was not asked")
        hint: str = say("open it in a browser, download the badge and import that")
        if request and request.outcome == "url_refused" and self.url.lower().startswith("http://"):
            hint = f"wallet import {shlex.quote(self.url)} --allow-http"
        return NetworkFailed(joined(": ", (self.url[:200], why)), hint=hint)


def _is_credential(data: bytes, name: str) -> bool:
    """Whether there is a credential of a known format in ``data``."""
    try:
        return any(_opens(payload) or any(map(_opens, within(payload))) for payload in unwrap(data, name))
    except Unreadable:
        return False


def _opens(payload: Payload) -> bool:
    try:
        formats.open_payload(payload)
    except Unreadable:
        return False
    return True

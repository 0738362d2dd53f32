"""Reading an address to fetch from, and whether a server may redirect from it to another."""

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from wallet.codec.web import REDIRECTORS
from wallet.net.addresses import is_public
from wallet.net.outcomes import Outcome, Stop
from wallet.wording import say

URL_CHARS = 4096
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?\.?")
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f\\<>"{}|^`]')
_AMBIGUOUS = re.compile("[\xdf\u03c2\u200c\u200d]")
"""Letters that the two versions of IDNA spell as different hosts (RFC 5894 7.2)."""
_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion")
_SAFE = "/%:=&?~+!$,;'@()*[]-._"


class Place(NamedTuple):
    """The parts of a URL, in one spelling that no later program can read as another address."""

    scheme: str
    host: str
    """Lower case, in ASCII, without a trailing dot."""
    port: int
    target: str
    """Path and query, as they are sent."""

    @property
    def authority(self) -> str:
        """The host, and the port unless it is the usual one."""
        usual = {"https": 443, "http": 80}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address in its plain spelling."""
        return self.origin + self.target


def read(url: str, *, http: bool = False) -> Place:
    """The place that ``url`` names.

    Only https, and http where ``http`` allows it.  Raises :class:`Stop` with
    ``url_refused`` for everything that two programs could read differently:
    user names, spaces, backslashes, ports and hosts that are not valid.
    """
    if not url or len(url) > URL_CHARS or _FORBIDDEN.search(url):
        raise Stop(Outcome.URL_REFUSED, say("it is too long, or holds characters that no address has"))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Stop(Outcome.URL_REFUSED, say("its host or port is not valid")) from None
    scheme = parts.scheme.lower()
    if scheme not in (("https", "http") if http else ("https",)):
        raise Stop(Outcome.URL_REFUSED, say("it does not begin with https://"))
    if "@" in parts.netloc:
        raise Stop(Outcome.URL_REFUSED, say("it holds a user name"))
    name = parts.hostname or ""
    if port == 0 or ("[" in parts.netloc and ":" not in name):  # in brackets is an address, or nothing known (RFC 3986)
        raise Stop(Outcome.URL_REFUSED, say("its host or port is not valid"))
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
    return Place(scheme, _host(name), port or {"https": 443, "http": 80}[scheme], target)


def _host(name: str) -> str:
    if ":" in name:  # IPv6, which urlsplit has taken out of its brackets and checked
        if "%" in name:  # a zone, which is this computer's own business (RFC 6874)
            raise Stop(Outcome.URL_REFUSED, say("its host name is not valid"))
        return name
    if _AMBIGUOUS.search(name):
        raise Stop(Outcome.URL_REFUSED, say("its host can be spelt in two ways"))
    try:
        found = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        raise Stop(Outcome.URL_REFUSED, say("its host name is not valid")) from None
    if not _HOST.fullmatch(found) or ".." in found:
        raise Stop(Outcome.URL_REFUSED, say("its host name is not valid"))
    return found.removesuffix(".")


def check_name(host: str) -> None:
    """Refuse a host that is private by its name or spells an address, for when a proxy will look it up.

    Raises :class:`Stop` with ``address_refused``.
    """
    last = host.rpartition(".")[2]
    spells_address = ":" in host or last.isdigit() or last.startswith("0x")
    if spells_address and not is_public(host):
        raise Stop(Outcome.ADDRESS_REFUSED, host)
    if not spells_address and ("." not in host or f".{host}".endswith(tuple(f".{name}" for name in _PRIVATE_NAMES))):
        raise Stop(Outcome.ADDRESS_REFUSED, host)


def onward(start: Place, here: Place, location: str, *, http: bool, anywhere: bool) -> Place:
    """Where ``here`` redirects to, if the answer from there may be taken for the one of ``start``.

    A host may redirect to itself, to or from ``www``, and from http to https
    but never back.  To another host only :data:`REDIRECTORS` may redirect, or
    any server when ``anywhere`` says that the answer will be judged by itself:
    an open redirector must not let a stranger speak for its host.  Raises :class:`Stop` with ``redirect_refused``.
    """
    try:
        there = read(urljoin(here.url, location), http=http)
    except (Stop, ValueError):
        raise Stop(Outcome.REDIRECT_REFUSED) from None
    downgrade = here.scheme == "https" and there.scheme != "https"
    elsewhere = _bare(start) not in REDIRECTORS and _bare(start) != _bare(there)
    if not location or downgrade or (elsewhere and not anywhere):
        raise Stop(Outcome.REDIRECT_REFUSED, there.origin)
    return there


def _bare(place: Place) -> str:
    return place.host.removeprefix("www.")

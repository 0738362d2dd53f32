"""Web addresses as servers may read them, which is not always as they are written.

Who answers at an address is its host, and the port unless that is the usual
one of its scheme (RFC 9110 4.2.3).  An address that two programs could read
differently has neither host nor origin: nothing is ever equal to it.
"""

import re
from urllib.parse import quote, urlsplit

_WRITTEN = re.compile(r"(https?)://([^/?#]*)", re.IGNORECASE)
_USUAL = {"https": 443, "http": 80}
_NOWHERE = ("", "", "")
_STEP = re.compile(r"/([^/?#]+)")
_CLIMBS = re.compile(r"/(?:\.|%2e){2}|%2f|%5c|\\", re.IGNORECASE)
REDIRECTORS = frozenset({"w3id.org", "purl.org", "purl.imsglobal.org"})
"""Hosts that exist to redirect, where many have a path: a URL there is meant as the address that it redirects to."""


def climbs(url: str) -> bool:
    """Whether ``url`` may lead elsewhere than it seems: dots that go up (RFC 3986 5.2.4), slashes in disguise."""
    return _CLIMBS.search(url) is not None


def host(url: str) -> str:
    """The host of a web address, as ``name`` or ``name:port``; empty where none can be told, as with a user name."""
    return _read(url)[1]


def site(url: str) -> str:
    """The host of a web address; at one of :data:`REDIRECTORS` with the first step of the path, as somebody's own.

    Empty where neither can be told.
    """
    _, name, rest = _read(url)
    if name not in REDIRECTORS:
        return name
    owner = _STEP.match(rest)
    return f"{name}/{owner[1]}" if owner and not climbs(url) else ""


def origin(url: str) -> str:
    """The scheme and the host of a web address (RFC 6454 section 6.1); empty where none can be told."""
    scheme, name, _ = _read(url)
    return f"{scheme}://{name}" if name else ""


def same_place(url: str) -> str:
    """``url`` in one spelling for addresses that every server must treat alike (RFC 9110 4.2.3), and no more."""
    scheme, name, rest = _read(url)
    return f"{scheme}://{name}{'' if rest.startswith('/') else '/'}{rest}" if name else url


def is_web(identifier: str) -> bool:
    """Whether an identifier is a web address, and no DID or URN; written as issuers do, in lower case."""
    return identifier.startswith(("https://", "http://"))


def is_plain(url: str) -> bool:
    """Whether what is there travels over plain http, where anybody on the way can change it."""
    return url.lower().startswith("http://")


def upgraded(url: str) -> str:
    """``url`` with https in the place of http: the same host, asked in a way that it can answer for."""
    return "https://" + url[len("http://") :] if is_plain(url) else url


def home(issuer: str) -> str:
    """The web address that an issuer's id is, or that of the host its did:web names; empty for ids without a site."""
    if issuer.startswith("did:web:"):
        name = issuer.removeprefix("did:web:").partition(":")[0].replace("%3A", ":")
        return f"https://{quote(name, safe=':')}"  # so that nothing in a name ends it
    return issuer if is_web(issuer) else ""


def _read(url: str) -> tuple[str, str, str]:
    """Scheme and host in lower case, and what comes after; all empty unless the host is written as it is read."""
    written = _WRITTEN.match(url)
    if written is None:
        return _NOWHERE
    try:
        parts = urlsplit(written[0])
        port = parts.port
    except ValueError:
        return _NOWHERE
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    if not name or written[2].lower() not in (name, f"{name}:{port}"):
        return _NOWHERE
    usual = port in (None, _USUAL[parts.scheme])
    return parts.scheme, name if usual else f"{name}:{port}", url[written.end() :]

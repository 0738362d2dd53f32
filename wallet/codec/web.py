"""Web addresses as servers may read them, which is not always as they are written."""

import re
from urllib.parse import urlsplit

_CLIMBS = re.compile(r"/(?:\.|%2e){2}|%2f|%5c|\\", re.IGNORECASE)


def climbs(url: str) -> bool:
    """Whether ``url`` may lead elsewhere than it seems: dots that go up (RFC 3986 5.2.4), slashes in disguise."""
    return _CLIMBS.search(url) is not None


def host(url: str) -> str:
    """The host that ``url`` names, without a port; empty where it names none or is no address at all."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

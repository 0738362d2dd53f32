"""Web addresses as servers may read them, which is not always as they are written."""

import re

_CLIMBS = re.compile(r"/(?:\.|%2e){2}|%2f|%5c|\\", re.IGNORECASE)


def climbs(url: str) -> bool:
    """Whether ``url`` may lead elsewhere than it seems: dots that go up (RFC 3986 5.2.4), slashes in disguise."""
    return _CLIMBS.search(url) is not None

"""Pages on the web that show a badge: where the badge itself may be, and addresses of known sites turned into it.

A page is a stranger's text.  It is only searched for addresses and for
embedded JSON, by patterns that take time linear in its length; nothing of it
is run, and what an address leads to has to be a credential by its own content.
"""

import html
import re
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit, urlunsplit

PAGE_BYTES = 2 * 1024 * 1024
"""As much of a page as is searched."""
TAGS = 5_000
LINKS = 12
SCRIPTS = 8
_TAG = re.compile(rb"<(link|meta|a|img|source|object|embed)\b([^<>]{1,4000}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:-]{1,40}+)\s{0,20}+=\s{0,20}+(?:"([^"]{0,2000}+)"|'([^']{0,2000}+)')""")
_SCRIPT = re.compile(rb"<script\b([^<>]{0,500}+)>", re.IGNORECASE)
_SCRIPT_END = re.compile(rb"</script", re.IGNORECASE)
_JSON_TYPES = ("application/json", "application/ld+json", "application/vc", "application/vc+ld+json", "application/jwt")
_PICTURES = ("og:image", "og:image:secure_url", "twitter:image", "image")
_HINTS = ("assertion", "credential", "badge", "award", "download", "baked", ".png", ".svg", ".json", "verify")
"""What addresses of badges have somewhere in them, and those of most pictures and links have not."""


def embedded(page: bytes) -> Iterator[bytes]:
    """JSON that stands in the page for machines to read, as it stands and with its character references resolved."""
    page = page[:PAGE_BYTES]
    starts = (found for found in _SCRIPT.finditer(page) if b"json" in found[1].lower())
    for start in islice(starts, SCRIPTS):
        end = _SCRIPT_END.search(page, start.end())
        if end is None:
            return
        text = page[start.end() : end.start()].strip()
        yield text
        if b"&" in text:
            yield html.unescape(text.decode("utf-8", "replace")).encode()


def links(page: bytes, address: str) -> list[str]:
    """Addresses in a page that may be its badge, the likeliest first."""
    ranked: list[tuple[int, int, str]] = []
    for place, found in enumerate(islice(_TAG.finditer(page[:PAGE_BYTES]), TAGS)):
        attributes = _attributes(found[2].decode("utf-8", "replace"))
        rank, url = _judged(found[1].decode().lower(), attributes)
        if url and (whole := _whole(url, address)):
            ranked.append((rank, place, whole))
    return list(dict.fromkeys(url for _, _, url in sorted(ranked) if url != address))[:LINKS]


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.lower(): html.unescape(double or single) for name, double, single in found}


def _judged(tag: str, said: dict[str, str]) -> tuple[int, str]:
    """How likely a tag names the badge, lower first, and the address; no address when it surely does not."""
    if tag == "link":
        kind = said.get("type", "").partition(";")[0].strip()
        return (0, said.get("href", "")) if kind in _JSON_TYPES else (9, "")
    if tag == "meta":
        is_picture = said.get("property", said.get("name", said.get("itemprop", ""))).lower() in _PICTURES
        return (3, said.get("content", "")) if is_picture else (9, "")
    url = said.get("href" if tag == "a" else "data" if tag == "object" else "src", "")
    path = url.lower()
    if not any(hint in path for hint in _HINTS):
        return 9, ""
    if tag == "a":
        likely = "download" in said or any(end in path for end in (".json", "assertion", "baked", ".jwt"))
        return 1 if likely else 5, url
    return 4, url


def _whole(url: str, address: str) -> str:
    """An absolute https address, or http one of the same kind as the page's; nothing for any other."""
    try:
        whole = urljoin(address, url.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname or len(whole) > 2000 or not whole.isprintable():
        return ""
    return urlunsplit((*parts[:4], ""))


# Sites whose pages are programs: where they keep the badge is known from what they publish about themselves.

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_CREDLY = re.compile(rf"/(?:badges|earner/earned/badge|go)/({_UUID})(?:/|$)", re.IGNORECASE)
_BADGR = re.compile(r"/public/assertions/([A-Za-z0-9_-]{10,64})(?:/|\.json|$)")
_BADGR_HOSTS = {
    "badgr.com": "api.badgr.io",
    "badgr.io": "api.badgr.io",
    "app.badgr.com": "api.badgr.io",
    "badges.parchment.com": "api.badgr.io",
    "eu.badgr.com": "api.eu.badgr.io",
    "badges.parchment.eu": "api.eu.badgr.io",
    "ca.badgr.com": "api.ca.badgr.io",
    "ca.badges.parchment.com": "api.ca.badgr.io",
    "au.badgr.com": "api.au.badgr.io",
    "au.badges.parchment.com": "api.au.badgr.io",
}


def _credly(host: str, parts: SplitResult) -> list[str]:
    found = _CREDLY.search(parts.path) if host.removeprefix("www.") in ("credly.com", "youracclaim.com") else None
    if not found:
        return []
    place = f"/v1/obi/v2/badge_assertions/{found[1].lower()}"
    return [f"https://api.credly.com{place}", f"https://www.credly.com/api{place}"]


def _badgr(host: str, parts: SplitResult) -> list[str]:
    """The query of these pages is the learner's e-mail address, which nobody needs to be told."""
    found = _BADGR.search(parts.path)
    home = _BADGR_HOSTS.get(host, host if re.fullmatch(r"api\.(?:[a-z]{2}\.)?badgr\.io", host) else "")
    return [f"https://{home}/public/assertions/{found[1]}"] if found and home else []


def _moodle(host: str, parts: SplitResult) -> list[str]:
    folder, found, _ = parts.path.rpartition("/badges/badge.php")
    numbers = parse_qs(parts.query).get("hash", [""])
    if not found or not re.fullmatch(r"[0-9a-f]{40}", numbers[0]):
        return []
    place = f"https://{host}{folder}/badges/assertion.php?b={numbers[0]}"
    return [f"{place}&obversion=2", place]


def _carried(_host: str, parts: SplitResult) -> list[str]:
    """Pages that check a credential carry its address in their own, as VerifierPlus does: ``#verify?vc=https://...``."""
    for said in (parts.fragment.partition("?")[2], parts.query):
        for address in parse_qs(said, max_num_fields=20).get("vc", []):
            if address.startswith("https://") and len(address) <= 2000 and address.isprintable():
                return [address]
    return []


_SITES: tuple[Callable[[str, SplitResult], list[str]], ...] = (_credly, _badgr, _moodle, _carried)


def known_places(address: str) -> list[str]:
    """Where the badge of a page on a known site is; empty for every other page."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        return next((found for site in _SITES if (found := site(host, parts))), [])
    except ValueError:
        return []

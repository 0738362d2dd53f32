"""A portfolio of static pages for any web host: one page for each credential, an index, the files, and QR codes.

Addresses are stable: a page keeps its name for as long as the credential is in
the wallet, so that a printed code goes on leading to it.  The pages say nothing
of when they were made, and the same credentials give the same bytes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.share import page_parts, qr
from wallet.share.bundle import slug
from wallet.share.markup import Markup, page, tag
from wallet.share.page_parts import Shown
from wallet.share.readme import day
from wallet.wording import say

INDEX, LIST = "index.html", "wallet-site.json"
SCHEMA = "wallet-site/1"
OURS = re.compile(r"(?:credentials/|qr/)?[a-z0-9][a-z0-9.-]{0,120}")
"""Names that this program gives to files of a site."""
_MAKER = "put it here, the one whose credentials it shows"


@dataclass(frozen=True, slots=True)
class SiteCredential:
    """One credential of a site."""

    name: str
    """Of its page and its files, without what they end in: see :func:`name`."""
    shown: Shown
    original: bytes


def name(title: str, ref: str) -> str:
    """What the files of a credential are called: readable, and unlike those of any other credential."""
    return f"{slug(title)}-{ref[:6]}"


def files(listed: Sequence[SiteCredential], base_url: str = "") -> dict[str, bytes]:
    """The files of a site by path.

    ``base_url`` is where the site will be, an https address that ends in
    ``/``; without it there are no QR codes.
    """
    codes = {one.name: qr.make(f"{base_url}{one.name}.html") for one in listed} if base_url else {}
    found = {INDEX: _index(listed, codes)}
    for one in listed:
        found[f"{one.name}.html"] = _page(one, codes.get(one.name))
        found[one.shown.path] = one.original
    for at, code in codes.items():
        found[f"qr/{at}.svg"] = qr.svg(code).encode()
        found[f"qr/{at}.png"] = qr.png(code)
    hashes = {path: sha256(data).hexdigest() for path, data in sorted(found.items())}
    return {**found, LIST: (strictjson.dumps({"schema": SCHEMA, "files": hashes}) + "\n").encode()}


def hashes(data: bytes) -> Mapping[str, str]:
    """SHA-256 by path of the files that an earlier run wrote, by its ``wallet-site.json``.

    Raises :class:`~wallet.errors.Unreadable` (``site_list``) when that file is not of such a list.
    """
    try:
        found: Any = strictjson.loads(data)
    except Unreadable:
        found = None
    listed = found.get("files") if isinstance(found, dict) and found.get("schema") == SCHEMA else None
    if not isinstance(listed, dict) or not all(
        OURS.fullmatch(path) and isinstance(listed[path], str) for path in listed
    ):
        raise Unreadable(
            say("the folder's {list} cannot be read", list=LIST),
            hint=say("choose a new folder for the site"),
            slug="site_list",
        )
    return {path: str(found) for path, found in listed.items()}


def _page(one: SiteCredential, code: qr.QrCode | None) -> bytes:
    said = one.shown.credential
    scan = [tag("h3", "Show this page to somebody"), _picture(code)] if code else []
    body = tag(
        "main",
        tag("p", "No signature was checked here.", id="summary", class_="soft", role="status"),
        page_parts.section(1, one.shown, *scan),
        page_parts.elsewhere("the file above"),
    )
    top = tag("p", tag("a", "All credentials", href=INDEX), class_="screen")
    header = tag("header", page_parts.label(_MAKER), top, tag("h1", "A credential"))
    data = page_parts.embedded({"credentials": page_parts.data([one.shown])})
    return page(said.title or "Credential", header, body, script=page_parts.script(), data=data)


def _index(listed: Sequence[SiteCredential], codes: Mapping[str, qr.QrCode]) -> bytes:
    header = tag("header", page_parts.label(_MAKER), tag("h1", "Credentials"))
    items = [tag("li", _line(one), *_code(codes.get(one.name)), class_="card") for one in listed]
    body = tag(
        "main",
        tag("p", "Each page checks the signature of its credential, as far as a page can.", class_="soft"),
        tag("ul", *items, class_="list", role="list"),
        page_parts.elsewhere("a file that you find on its page"),
    )
    return page("Credentials", header, body)


def _line(one: SiteCredential) -> Markup:
    said = one.shown.credential
    issued = said.issued or said.valid_from
    facts = (said.issuer.name or said.issuer.id, f"issued {day(issued)}" if issued else "")
    bounds = (("Begins", said.begins), ("Ends", said.valid_until))
    dates = [tag("p", f"{word} {day(moment)}", class_="soft") for word, moment in bounds if moment]
    link = tag("a", said.title or "(without a title)", href=f"{one.name}.html", dir="auto")
    about = tag("p", ", ".join(part for part in facts if part), class_="soft", dir="auto")
    return tag("div", tag("h2", link), about, *dates)


def _code(code: qr.QrCode | None) -> tuple[Markup, ...]:
    return (_picture(code),) if code else ()


def _picture(code: qr.QrCode) -> Markup:
    """A drawing of this program's own, and for those who do not see it the address that it leads to."""
    return tag("div", Markup(qr.svg(code).strip()), tag("p", code.text, class_="soft file"), class_="code")

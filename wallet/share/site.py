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
from wallet.share.markup import Markup, page, sentence, tag
from wallet.share.page_parts import Shown
from wallet.share.page_words import UNTITLED
from wallet.share.resume import day
from wallet.wording import Catalogue, joined, say

INDEX, LIST = "index.html", "wallet-site.json"
SCHEMA = "wallet-site/1"
OURS = re.compile(r"(?:credentials/|qr/)?[a-z0-9][a-z0-9.-]{0,120}")
"""Names that this program gives to files of a site."""
_LABEL = say(
    "This page was made by the person who put it here, the one whose credentials it shows, and a page can be made to "
    "say anything."
)
_CREDENTIALS = say("Credentials")


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


def files(listed: Sequence[SiteCredential], words: Catalogue, base_url: str = "") -> dict[str, bytes]:
    """The files of a site by path, its pages in the language of ``words``.

    ``base_url`` is where the site will be, an https address that ends in
    ``/``; without it there are no QR codes.
    """
    codes = {one.name: qr.make(f"{base_url}{one.name}.html") for one in listed} if base_url else {}
    found = {INDEX: _index(listed, codes, words)}
    for one in listed:
        found[f"{one.name}.html"] = _page(one, codes.get(one.name), words)
        found[one.shown.path] = one.original
    for at, code in codes.items():
        found[f"qr/{at}.svg"] = qr.svg(code, words).encode()
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


def _page(one: SiteCredential, code: qr.QrCode | None, words: Catalogue) -> bytes:
    told, said = words.text, one.shown.credential
    heading = told(say("A credential"))
    scan = [tag("h3", told(say("Show this page to somebody"))), _picture(code, words)] if code else []
    body = tag(
        "main",
        page_parts.unchecked(words),
        page_parts.section(1, one.shown, words, *scan),
        page_parts.elsewhere(say("With a verifier site that you trust: give it the file above."), words),
    )
    top = tag("p", tag("a", told(say("All credentials")), href=INDEX), class_="screen")
    header = tag("header", page_parts.label(_LABEL, words), top, tag("h1", heading))
    data = page_parts.embedded(page_parts.data([one.shown], words))
    title = said.title or heading
    return page(title, header, body, script=page_parts.script(), data=data, language=words.language)


def _index(listed: Sequence[SiteCredential], codes: Mapping[str, qr.QrCode], words: Catalogue) -> bytes:
    title = words.text(_CREDENTIALS)
    items = [tag("li", _line(one, words), *_code(codes.get(one.name), words), class_="card") for one in listed]
    checks = say("Each page checks the signature of its credential, as far as a page can.")
    site = say("With a verifier site that you trust: give it a file that you find on its page.")
    body = tag(
        "main",
        tag("p", words.text(checks), class_="soft"),
        tag("ul", *items, class_="list", role="list"),
        page_parts.elsewhere(site, words),
    )
    header = tag("header", page_parts.label(_LABEL, words), tag("h1", title))
    return page(title, header, body, language=words.language)


def _line(one: SiteCredential, words: Catalogue) -> Markup:
    said = one.shown.credential
    issued, issuer = day(said.issued or said.valid_from), said.issuer.name or said.issuer.id
    facts: tuple[str, ...] = (issuer, say("issued {day}", day=issued) if issued else "")
    begins = say("Begins {day}", day=day(said.begins)) if said.begins else ""
    ends = say("Ends {day}", day=day(said.valid_until)) if said.valid_until else ""
    return tag(
        "div",
        tag("h2", tag("a", said.title or words.text(UNTITLED), href=f"{one.name}.html", dir="auto")),
        tag("p", sentence(words.text(joined(", ", filter(None, facts)))), class_="soft", dir="auto"),
        *page_parts.unfinished(said, words),
        *(tag("p", sentence(words.text(bound)), class_="soft") for bound in (begins, ends) if bound),
    )


def _code(code: qr.QrCode | None, words: Catalogue) -> tuple[Markup, ...]:
    return (_picture(code, words),) if code else ()


def _picture(code: qr.QrCode, words: Catalogue) -> Markup:
    """A drawing of this program's own, and for those who do not see it the address that it leads to."""
    return tag("div", Markup(qr.svg(code, words).strip()), tag("p", code.text, class_="soft file"), class_="code")

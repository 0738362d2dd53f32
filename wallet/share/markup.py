"""Building HTML from elements: every text is cleaned and escaped where it enters, and no page may load anything."""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from wallet.share.cleaning import clean

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VOID = frozenset({"meta", "img", "input", "link"})


class Markup(str):
    """Text that is markup already, made by :func:`tag`."""

    __slots__ = ()


Child = str | Markup


def tag(name: str, /, *children: Child, **attributes: str) -> Markup:
    """One element; ``class_`` stands for ``class`` and ``_`` within other names for ``-``."""
    stated = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value, limit=10_000_000))}"'
        for key, value in attributes.items()
        if value
    )
    stated += ' alt=""' if name == "img" and not attributes.get("alt") else ""
    return Markup(f"<{name}{stated}>" if name in _VOID else f"<{name}{stated}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Elements and texts after one another."""
    return Markup("".join(one if isinstance(one, Markup) else escape(clean(one)) for one in children))


def sentence(text: str) -> Markup:
    """Text in which no line ends within a day: ``2027-02-20`` has two places where one could."""
    return Markup(_DAY.sub(r"<time>\g<0></time>", escape(clean(text))))


def rows(pairs: Iterable[tuple[str, Child]]) -> Markup:
    """A description list; pairs without a text are left out."""
    return tag("dl", *(part for name, text in pairs if text for part in (tag("dt", name), tag("dd", text, dir="auto"))))


@cache
def asset(name: str) -> str:
    """A style sheet or script that comes with the program."""
    return files("wallet.share.pages").joinpath(name).read_text(encoding="utf-8").strip()


def page(title: str, *body: Child, language: str, script: str = "", data: Markup | None = None) -> bytes:
    """A whole page: one file that may run its one script and style, and load nothing from anywhere."""
    style = asset("page.css")
    scripts = _source(script) if script else "'none'"
    policy = (
        f"default-src 'none'; style-src {_source(style)}; script-src {scripts}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    ran = (Markup(f"<script>{script}</script>"),) if script else ()
    whole = tag("html", head, tag("body", *body, *((data,) if data else ()), *ran), lang=language)
    return f"<!doctype html>\n{whole}\n".encode()


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

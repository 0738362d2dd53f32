"""``index.html`` of a bundle: one file that loads nothing, shows what was signed, and says what it cannot prove.

The page is derived and never believed.  Reading limits and the rules for what
it may carry are in :mod:`wallet.share.page_parts`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wallet.model import JsonObject
from wallet.share import page_parts
from wallet.share.manifest import Manifest, timestamp
from wallet.share.markup import Markup, page, tag
from wallet.share.page_parts import Shown, Signed
from wallet.share.readme import day

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Whole:
    """What a page says about a bundle as a whole."""

    manifest: Manifest
    text: bytes
    """The manifest as it was signed."""
    signed: Signed | None
    """The sender's signature over the presentation, whose id is the hash of that text."""
    accounts: Mapping[str, bytes]
    """What the sender says of it in their own words, by file name."""


def render(shown: Sequence[Shown], whole: Whole) -> bytes:
    """The viewer page of a bundle; the same arguments give the same bytes."""
    said, shown = whole.manifest, page_parts.within(shown)
    title = f"Credentials for {said.audience}" if said.audience else "Credentials"
    number = "one credential" if len(shown) == 1 else f"{len(shown)} credentials"
    body = tag(
        "main",
        tag("p", "No signature was checked here.", id="summary", class_="soft", role="status"),
        *(page_parts.section(number, one) for number, one in enumerate(shown, 1)),
        *_accounts(whole),
        _sender(whole),
        page_parts.elsewhere("bundle.vp.json, or a file of the folder credentials"),
    )
    header = tag(
        "header",
        page_parts.label("sent it"),
        tag("h1", title, dir="auto"),
        tag("p", f"The sender put {number} together on {day(said.created)}.", class_="soft"),
        tag("p", _until(said), id="share", class_="soft"),
    )
    return page(title, header, body, script=page_parts.script(), data=page_parts.embedded(_data(shown, whole)))


def _data(shown: Sequence[Shown], whole: Whole) -> JsonObject:
    until = whole.manifest.expires
    found: JsonObject = {"until": timestamp(until) if until else "", "credentials": page_parts.data(shown)}
    if whole.signed is not None and whole.signed.fits():
        found |= {"manifest": whole.text.decode(), "sender": whole.signed.plain()}
    return found


def _until(said: Manifest) -> str:
    """Nobody may read that a credential ends with the share of it."""
    if said.expires is None:
        return "This share has no end date; each credential has its own dates."
    return (
        f"This share is meant to be checked until {day(said.expires)}. "
        "The credentials in it do not end then: their own dates stand beside each."
    )


def _accounts(whole: Whole) -> Iterator[Markup]:
    """What the sender says that it adds up to: text, and no more than that."""
    for name, data in whole.accounts.items():
        if not name.endswith(".md"):
            continue
        lines = [_plain(line) for line in data.decode("utf-8", "replace").splitlines() if not line.startswith("# ")]
        yield tag(
            "section",
            tag("h2", whole.manifest.purpose or "What it adds up to", id="account", dir="auto"),
            tag("p", "In the sender's own words. Count again from the credentials above.", class_="open"),
            tag("pre", *(part for line in lines for part in (*line, Markup("\n"))), dir="auto"),
            class_="card",
            aria_labelledby="account",
        )


def _plain(line: str) -> tuple[Markup, str]:
    """A line of Markdown as it reads: its indentation, and its text without the escapes."""
    text = line.lstrip(" ")
    return Markup(" " * (len(line) - len(text))), _ESCAPED.sub(r"\1", text)


def _sender(whole: Whole) -> Markup:
    """Who made the bundle, and the reader's own comparison of its files."""
    picking = tag(
        "div",
        tag("h3", "Compare the files"),
        tag(
            "p",
            tag("label", "Choose files of the folder credentials; they are read here and go nowhere:", for_="files"),
            Markup(" "),
            tag("input", type="file", id="files", multiple="multiple"),
        ),
        tag("div", tag("ul"), role="status"),
        id="compare",
        class_="screen",
        hidden="hidden",
    )
    return tag(
        "section",
        tag("h2", "The sender", id="sender-title"),
        tag("p", "Not checkable in this page.", class_="open", data_part="state"),
        tag("dl", tag("dt", "Signed with"), tag("dd", tag("code", whole.manifest.holder))),
        tag("p", "Whoever holds that key made this. Who that is, a key does not tell.", class_="soft"),
        picking,
        id="sender",
        class_="card",
        aria_labelledby="sender-title",
    )

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
from wallet.share.markup import Markup, page, sentence, tag
from wallet.share.page_parts import Shown, Signed
from wallet.share.readme import SITE
from wallet.share.resume import day
from wallet.wording import Catalogue, Message, counted, say

_LABEL = say("This page was made by the person who sent it, and a page can be made to say anything.")
_OWN_WORDS = say("In the sender's own words. Count again from the credentials above.")
_CHOOSE = say("Choose files of the folder credentials; they are read here and go nowhere:")
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


def render(shown: Sequence[Shown], whole: Whole, words: Catalogue) -> bytes:
    """The viewer page of a bundle in the language of ``words``; the same arguments give the same bytes."""
    said, shown = whole.manifest, page_parts.within(shown)
    title = words.text(_title(said))
    body = tag(
        "main",
        page_parts.unchecked(words),
        *(page_parts.section(number, one, words) for number, one in enumerate(shown, 1)),
        *_accounts(whole, words),
        _sender(whole, words),
        page_parts.elsewhere(SITE, words),
    )
    header = tag(
        "header",
        page_parts.label(_LABEL, words),
        tag("h1", title, dir="auto"),
        tag("p", sentence(words.text(_together(said, len(shown)))), class_="soft"),
        tag("p", sentence(words.text(_until(said))), id="share", class_="soft"),
    )
    data = page_parts.embedded(_data(shown, whole, words))
    return page(title, header, body, script=page_parts.script(), data=data, language=words.language)


def _data(shown: Sequence[Shown], whole: Whole, words: Catalogue) -> JsonObject:
    until = whole.manifest.expires
    found: JsonObject = {"until": timestamp(until) if until else "", **page_parts.data(shown, words)}
    if whole.signed is not None and whole.signed.fits():
        found |= {"manifest": whole.text.decode(), "sender": whole.signed.plain()}
    return found


def _title(said: Manifest) -> Message:
    return say("Credentials for {audience}", audience=said.audience) if said.audience else say("Credentials")


def _together(said: Manifest, number: int) -> Message:
    return counted(
        number,
        "The sender put one credential together on {day}.",
        "The sender put {n} credentials together on {day}.",
        day=day(said.created),
    )


def _until(said: Manifest) -> Message:
    """Nobody may read that a credential ends with the share of it."""
    if said.expires is None:
        return say("This share has no end date; each credential has its own dates.")
    return say(
        "This share is meant to be checked until {day}. The credentials in it do not end then: their own dates stand "
        "beside each.",
        day=day(said.expires),
    )


def _accounts(whole: Whole, words: Catalogue) -> Iterator[Markup]:
    """What the sender says that it adds up to: text, and no more than that."""
    for name, data in whole.accounts.items():
        if not name.endswith(".md"):
            continue
        lines = [_plain(line) for line in data.decode("utf-8", "replace").splitlines() if not line.startswith("# ")]
        yield tag(
            "section",
            tag("h2", whole.manifest.purpose or words.text(say("What it adds up to")), id="account", dir="auto"),
            tag("p", words.text(_OWN_WORDS), class_="open"),
            tag("pre", *(part for line in lines for part in (*line, Markup("\n"))), dir="auto"),
            class_="card",
            aria_labelledby="account",
        )


def _plain(line: str) -> tuple[Markup, str]:
    """A line of Markdown as it reads: its indentation, and its text without the escapes."""
    text = line.lstrip(" ")
    return Markup(" " * (len(line) - len(text))), _ESCAPED.sub(r"\1", text)


def _sender(whole: Whole, words: Catalogue) -> Markup:
    """Who made the bundle, and the reader's own comparison of its files."""
    told = words.text
    return tag(
        "section",
        tag("h2", told(say("The sender")), id="sender-title"),
        tag("p", told(say("Not checkable in this page.")), class_="open", data_part="state"),
        tag("dl", tag("dt", told(say("Signed with"))), tag("dd", tag("code", whole.manifest.holder))),
        tag("p", told(say("Whoever holds that key made this. Who that is, a key does not tell.")), class_="soft"),
        _picking(words),
        id="sender",
        class_="card",
        aria_labelledby="sender-title",
    )


def _picking(words: Catalogue) -> Markup:
    """Where the reader can choose files to be compared; hidden until the list of them was checked."""
    return tag(
        "div",
        tag("h3", words.text(say("Compare the files"))),
        tag(
            "p",
            tag("label", words.text(_CHOOSE), for_="files"),
            Markup(" "),
            tag("input", type="file", id="files", multiple="multiple"),
        ),
        tag("div", tag("ul"), role="status"),
        id="compare",
        class_="screen",
        hidden="hidden",
    )

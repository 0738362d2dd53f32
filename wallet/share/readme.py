"""The ``README.txt`` of a bundle: what it is and how to check it, in plain words."""

from collections.abc import Iterator
from textwrap import fill

from wallet.share.cleaning import clean
from wallet.share.manifest import ListedFile, Manifest
from wallet.share.resume import day
from wallet.wording import Catalogue, Message, say

_WIDTH, _NAMES = 78, 18
"""Columns of a line, and of the names of files before what is said of them."""
_UNPROVEN = say(
    "A document that comes with the credentials can say anything, this one too. Check with a program of your own:"
)
SITE = say(
    "With a verifier site that you trust: give it bundle.vp.json, or one of the files in the folder credentials."
)
"""The second way to check, as the page has it too."""
ASK = say("By asking an issuer, at an address that you know from elsewhere.")
_PLACES = (
    ("index.html", say("all of it as a page to read; open it in a web browser"), ""),
    ("credentials/", say("the original files"), ""),
    ("bundle.vp.json", say("the same, under the signature of whoever made this bundle"), ""),
    ("manifest.json", say("all files with their SHA-256; the signature covers this list"), ""),
    (
        "evidence/",
        say(
            "copies of what issuers publish, saved by the sender: a checker does not rely on them to learn who an "
            "issuer is"
        ),
        "evidence",
    ),
    ("accounts/", say("what the sender says these add up to, in their own words"), "account"),
    ("credentials.pdf", say("if there: the same to be read and printed"), ""),
)
"""What a bundle holds: its name, what it is, and of what role a file must be in it for the line to be there."""


def text(manifest: Manifest, words: Catalogue) -> str:
    """Plain text in the language of ``words``, 78 columns but for names that are longer."""
    return "\n\n".join(_parts(manifest, words)) + "\n"


def _parts(manifest: Manifest, words: Catalogue) -> Iterator[str]:
    told = words.text
    shown = [one for one in manifest.files if one.role not in ("evidence", "account")]
    yield told(say("WHAT THIS IS"))
    yield _item("", told(_made(manifest)))
    yield "\n".join(_line(number, one, words) for number, one in enumerate(shown, 1))
    yield told(say("HOW TO CHECK IT"))
    yield _item("", told(_UNPROVEN))
    yield "\n".join(_ways(words))
    yield _item("", told(_expiry(manifest)))
    yield told(say("WHAT IS IN IT"))
    roles = {"", *(one.role for one in manifest.files)}
    yield "\n".join(_item(name.ljust(_NAMES), told(about)) for name, about, role in _PLACES if role in roles)


def _made(manifest: Manifest) -> Message:
    made = day(manifest.created)
    if not manifest.audience:
        return say(
            "Somebody who was awarded these credentials made this bundle for you on {day}. The credentials are the "
            "original files, as the issuers signed them.",
            day=made,
        )
    return say(
        "Somebody who was awarded these credentials made this bundle for you on {day}, for {audience}. The credentials "
        "are the original files, as the issuers signed them.",
        day=made,
        audience=clean(manifest.audience, limit=200),
    )


def _line(number: int, one: ListedFile, words: Catalogue) -> str:
    return f"{number:3}. {clean(one.title, limit=200) or words.text(say('(without a title)'))}\n     {one.path}"


def _ways(words: Catalogue) -> Iterator[str]:
    told = words.text
    yield _item("1. ", told(say("With wallet, a free command-line program that works without a network:")))
    yield "       wallet verify FILE"
    yield _item("   ", told(say("where FILE is the zip file or the folder that holds this text.")))
    yield _item("2. ", told(SITE))
    yield _item("3. ", told(ASK))


def _item(before: str, text: str) -> str:
    """``text`` beside ``before``, its further lines below its first."""
    return fill(text, _WIDTH, initial_indent=before, subsequent_indent=" " * len(before), break_on_hyphens=False)


def _expiry(manifest: Manifest) -> Message:
    if manifest.expires is None:
        return say("The bundle has no end date of its own. Each credential has its own dates.")
    return say(
        "This SHARE is meant to be checked until {day}. The credentials in it do not expire then; their own dates "
        "stand in each.",
        day=day(manifest.expires),
    )

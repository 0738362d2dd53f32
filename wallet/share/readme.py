"""The ``README.txt`` of a bundle: what it is and how to check it, in plain words."""

from datetime import datetime

from wallet.share.cleaning import clean
from wallet.share.manifest import ListedFile, Manifest

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Not by strftime, whose words depend on where the program runs."""

_TEXT = """\
WHAT THIS IS

Somebody who was awarded these credentials made this bundle for you on
{created}{audience}.  The credentials are the original
files, as the issuers signed them.

{credentials}

HOW TO CHECK IT

A document that comes with the credentials can say anything, this one too.
Check with a program of your own:

1. With wallet, a free command-line program that works without a network:
       wallet verify FILE
   where FILE is the zip file or the folder that holds this text.
2. With a verifier site that you trust: give it bundle.vp.json, or one of the
   files in the folder credentials.
3. By asking an issuer, at an address that you know from elsewhere.

{expiry}

WHAT IS IN IT

index.html        all of it as a page to read; open it in a web browser
credentials/      the original files
bundle.vp.json    the same, under the signature of whoever made this bundle
manifest.json     all files with their SHA-256; the signature covers this list
{others}"""
_OTHERS = {
    "evidence": """\
evidence/         copies of what issuers publish, saved by the sender: a checker
                  does not rely on them to learn who an issuer is
""",
    "account": """\
accounts/         what the sender says these add up to, in their own words
""",
}
"""What a bundle may hold besides, by the role of its files."""
_PRINTED = """\
credentials.pdf   if there: the same to be read and printed
"""


def text(manifest: Manifest) -> str:
    """Plain text, 80 columns but for titles."""
    audience = f", for {clean(manifest.audience, limit=200)}" if manifest.audience else ""
    shown = [one for one in manifest.files if one.role not in ("evidence", "account")]
    roles = {one.role for one in manifest.files}
    return _TEXT.format(
        audience=audience,
        created=day(manifest.created),
        credentials="\n".join(_line(number, one) for number, one in enumerate(shown, 1)),
        expiry=_expiry(manifest),
        others="".join(lines for role, lines in _OTHERS.items() if role in roles) + _PRINTED,
    )


def _line(number: int, one: ListedFile) -> str:
    return f"{number:3}. {clean(one.title, limit=200) or '(untitled)'}\n     {one.path}"


def _expiry(manifest: Manifest) -> str:
    if manifest.expires is None:
        return "The bundle has no end date of its own.  Each credential has its own dates."
    return (
        f"This SHARE is meant to be checked until {day(manifest.expires)}.  The credentials in it\n"
        "do not expire then; their own dates stand in each."
    )


def day(moment: datetime | None) -> str:
    """``moment`` as people write a day, the same wherever the program runs; "" for none."""
    return "" if moment is None else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"

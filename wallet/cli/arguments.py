"""Arguments that several commands read alike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from wallet.errors import UsageError
from wallet.wording import say

_UNITS = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
SavedStack: TypeAlias = Annotated[
    str, typer.Argument(metavar="STACK", help="Its name, a unique part of it, or its id.")
]
REF_HELP = say("Its short id, or a unique part of its title.")


def utf8(argument: str) -> str:
    """An argument that is text: the ``parser`` of all that say no other (:mod:`wallet.cli.options`).

    What is not UTF-8 comes from the system as lone surrogates (PEP 383), which no
    record and no document can hold.  Raises :class:`typer.BadParameter`.
    """
    if not argument.isascii() and any("\ud800" <= letter <= "\udfff" for letter in argument):
        raise typer.BadParameter(say("that is not UTF-8 text"))
    return argument


def file_or_text(argument: str) -> str:
    """The ``parser`` of an argument that may name a file, whose name may be any bytes; an address is text."""
    return utf8(argument) if is_url(pasted(argument)) else argument


def url_and_file(argument: str) -> str:
    """The ``parser`` of ``URL=FILE``: a URL may hold ``=``, so the last one counts."""
    url, sign, file = argument.rpartition("=")
    return utf8(url) + sign + file


def moment(text: str | None, now: datetime) -> datetime:
    """A date or an RFC 3339 time in UTC; ``now`` when nothing was asked.

    A date without a time is the end of that day, so that what ends on it is
    still in date.  Raises :class:`~wallet.errors.UsageError`.
    """
    if text is None:
        return now
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= len("2026-05-01"):
            found = found.replace(hour=23, minute=59, second=59)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            say("{text!r} is no date", text=text[:40]), hint=say("write it as 2026-05-01"), slug="bad_date"
        ) from error


def span(text: str) -> timedelta:
    """A length of time: ``7d``, ``12h``, ``2w`` or ``30m``.  Raises :class:`~wallet.errors.UsageError`."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 7 and unit in _UNITS):
        hint = say("write it as 7d: a number and m, h, d or w for minutes, hours, days or weeks")
        raise UsageError(say("{text!r} is no length of time", text=text[:40]), hint=hint, slug="bad_span")
    return timedelta(minutes=int(number) * _UNITS[unit])


def is_url(argument: str) -> bool:
    """Whether an argument names a page on the web."""
    return argument.lower().startswith(("https://", "http://"))


def pasted(argument: str) -> str:
    """An address without the spaces and angle brackets that came along; anything else as it is."""
    bare = argument.strip().removeprefix("<").removesuffix(">").strip()
    return bare if is_url(bare) else argument


def is_file(argument: str) -> bool:
    """Whether an argument names a file rather than a credential of the wallet.

    What exists is a file; so is what looks like one, since a mistyped file
    name must not be searched for among titles.
    """
    return argument == "-" or Path(argument).exists() or bool(Path(argument).suffix) or "/" in argument

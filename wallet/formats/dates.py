"""Dates as credentials write them, in every spelling their formats allowed, as aware UTC times."""

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_BASIC = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[Tt](\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,30}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
"""The basic format of ISO 8601, without separators: eight digits that are written out are a date, not 1970."""
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:[0-5]\dZ", re.ASCII)
"""What nearly all are written as, which the standard library reads in one go."""
_UNIX = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)
_WRITTEN_SECONDS = 9
"""Digits of the seconds since 1970 that are text, which as few as those of a year are not."""


def parse(text: str) -> datetime | None:
    """The moment ``text`` names, or None when it names none.

    ISO 8601 in the profiles of XML Schema and RFC 3339 and in its basic format,
    with or without time and zone (UTC is taken where none is said), and seconds
    since 1970, which Open Badges 1 allowed.  A date alone is its first moment.
    Leap seconds are read as the second before, 24:00 as the first moment of the
    next day.
    """
    text = text.strip()
    if len(text) > 40:
        return None
    try:
        if _USUAL.fullmatch(text):
            return datetime.fromisoformat(text)
        if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
            return _iso(match)
    except (ValueError, OverflowError):
        return None
    return count(text) if len(text) >= _WRITTEN_SECONDS else None


def count(text: str) -> datetime | None:
    """The moment that a number of seconds since 1970 stands for, or None for anything else."""
    try:
        return from_unix(float(text)) if _UNIX.fullmatch(text) else None
    except OverflowError:
        return None


def from_unix(seconds: float) -> datetime:
    """The moment ``seconds`` after 1970.  Raises ``ValueError`` or ``OverflowError`` out of range."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)


def _iso(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    seconds = 59 if second == "60" else int(second or 0)
    microseconds = int((fraction or "0").ljust(6, "0")[:6])
    next_day = hour == "24" and not (int(minute or 0) or seconds or microseconds)
    hours = 0 if next_day else int(hour or 0)
    local = datetime(int(year), int(month), int(day), hours, int(minute or 0), seconds, microseconds, UTC)
    local += timedelta(days=next_day)
    if not zone or zone in "Zz":
        return local
    return local.replace(tzinfo=_zone(zone)).astimezone(UTC)


def _zone(text: str) -> timezone:
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)

"""Arguments that several commands read alike."""

from datetime import UTC, datetime
from pathlib import Path

from wallet.errors import UsageError

REF_HELP = "Its short id, or a unique part of its title."


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
        raise UsageError(f"{text[:40]!r} is no date", hint="write it as 2026-05-01", slug="bad_date") from error


def is_file(argument: str) -> bool:
    """Whether an argument names a file rather than a credential of the wallet.

    What exists is a file; so is what looks like one, since a mistyped file
    name must not be searched for among titles.
    """
    return argument == "-" or Path(argument).exists() or bool(Path(argument).suffix) or "/" in argument

"""Dates and times as XML Schema writes them, which is how credentials and proofs state theirs."""

import re
from datetime import UTC, datetime
from typing import Any

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def date_time(value: Any) -> datetime | None:
    """The moment in UTC that an XML Schema ``dateTime`` names, and None for anything else.

    One without a zone is taken as UTC, as old software wrote it.
    """
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

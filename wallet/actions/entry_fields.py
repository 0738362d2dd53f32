"""The fields of an entry that come from a report, so that lists and stacks need not judge a credential again."""

from datetime import datetime
from typing import Any

from wallet.model import Credential
from wallet.report import Report


def entry_fields(report: Report) -> dict[str, Any]:
    """The fields of an :class:`~wallet.model.Entry` that a report fills."""
    said = report.credential
    return {
        "format": said.format,
        "title": said.title,
        "issuer": said.issuer,
        "issued": said.issued or said.valid_from,
        "valid_until": said.valid_until,
        "verdict": report.verdict.value,
        "checked": report.at,
        "achievements": said.achievements,
        "codes": tuple(check.code.value for check in report.checks),
        "starts": starts(said),
        "shared": said.shared,
    }


def starts(said: Credential) -> datetime | None:
    """When it begins to hold, where that is later than it was issued."""
    return said.valid_from if said.valid_from and said.issued and said.valid_from > said.issued else None

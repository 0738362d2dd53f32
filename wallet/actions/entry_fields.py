"""The fields of an entry that come from a report, so that lists and stacks need not judge a credential again."""

from typing import Any

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
        "starts": said.begins,
        "shared": said.shared,
    }

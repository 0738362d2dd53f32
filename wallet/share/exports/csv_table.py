"""``csv``: one row an achievement (RFC 4180, UTF-8), every cell quoted.

A cell that a spreadsheet would take for a formula begins with an apostrophe,
which spreadsheets show as text.
"""

import csv
import io
from collections.abc import Sequence

from wallet.share.resume import Line

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HEADINGS = (
    "name", "type", "issuer", "issued", "expires", "level", "credits", "unit", "skills", "url", "verdict",
    "checked_at", "ref", "begins",
)  # fmt: skip


def render(lines: Sequence[Line], _name: str = "") -> str:
    """A table with a row of headings."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([cell(text) for text in _cells(line)] for line in lines)
    return out.getvalue()


def cell(text: str) -> str:
    """``text`` so that no spreadsheet computes it."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.name,
        line.kind,
        line.issuer,
        line.issued,
        line.expires,
        f"{line.level.framework} {line.level.value}".strip() if line.level else "",
        str(line.credits.amount) if line.credits else "",
        line.credits.system if line.credits else "",
        "; ".join(name for _, name in line.skills),
        line.url,
        line.verdict.value,
        line.checked,
        line.ref,
        line.begins,
    )

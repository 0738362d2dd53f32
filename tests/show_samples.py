"""Made-up results for the tests of ``show``."""

import io
from datetime import UTC, datetime
from typing import Any

from wallet.actions.find import line
from wallet.model import Achievement, Credential, Entry, Holder, Issuer, Outline, Payload
from wallet.report import Check, Code, Report, check
from wallet.results.credentials import CredentialList
from wallet.show.console import Console

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
GOOD = (
    check(Code.READ, format="Open Badges 3.0 badge"),
    check(Code.SIGNATURE_GOOD),
    check(Code.ISSUER_KEY),
    check(Code.NOT_ON_LIST, issuer=ISSUER),
    check(Code.IN_DATE, date="2027-05-01"),
    check(Code.STATUS_NOT_OFFERED),
    check(Code.NOT_ASKED),
)
UNSIGNED = (GOOD[0], check(Code.UNSIGNED), check(Code.NO_SIGNATURE), *GOOD[3:])
CHANGED = (GOOD[0], check(Code.SIGNATURE_MISMATCH))


class Screen(io.StringIO):
    """A terminal without colours, of a chosen width."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Piped(io.StringIO):
    encoding = "utf-8"


class AsciiPiped(io.StringIO):
    encoding = "ascii"


def screen(width: int = 80) -> Console:
    return Console(Screen(), {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(width)})


def colours(width: int = 80) -> Console:
    return Console(Screen(), {"TERM": "xterm", "COLUMNS": str(width)})


def pipe() -> Console:
    return Console(Piped(), {})


def ascii_pipe() -> Console:
    return Console(AsciiPiped(), {})


def said(console: Console) -> str:
    stream: Any = console.stream
    return str(stream.getvalue())


def credential(**changes: Any) -> Credential:
    fields: dict[str, Any] = {
        "format": "open-badges-3",
        "id": "urn:uuid:1",
        "kind": "badge",
        "title": "Introduction to Data Governance",
        "description": "Where data comes from.\nWho may use it.",
        "issuer": Issuer(ISSUER, "Example University"),
        "holder": Holder("did:example:learner", "Ada"),
        "issued": AT.replace(month=5),
        "valid_from": None,
        "valid_until": AT.replace(year=2027),
        "achievements": (Achievement("urn:a", "Data Governance", "Course", criteria="Pass the exam", tags=("data",)),),
    }
    return Credential(**(fields | changes))


def report(checks: tuple[Check, ...] = GOOD, *, signed: bool = True, parts: Any = (), **changes: Any) -> Report:
    payload = Payload(b"{}", "application/json", "text", "badge.json", b"{}")
    outline = Outline("open-badges-3", payload, {}, None, ISSUER, "", (), (), ())
    return Report("badge.json", outline, credential(**changes), AT, checks, parts, shown_is_signed=signed)


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "ref": "k7wd3abcdefghijklmnopqrstu",
        "format": "open-badges-3",
        "title": "Introduction to Data Governance",
        "issuer": Issuer(ISSUER, "Example University"),
        "issued": AT.replace(month=5),
        "valid_until": None,
        "added": AT,
        "verdict": "verified_with_notes",
        "checked": AT,
        "name": "badge.json",
        "tags": ("work",),
    }
    return Entry(**(fields | changes))


def in_list(entries: tuple[Entry, ...]) -> CredentialList:
    """What ``list`` has to show of some credentials."""
    return CredentialList(entries, tuple(map(line, entries)))

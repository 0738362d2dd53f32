"""``--json``: one document of fixed shape on standard output.

Everything outside ASCII is escaped, so that neither a terminal nor a decoder
with another encoding can be misled by what a credential holds.  Nothing is cut.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from wallet.errors import WalletError
from wallet.model import Json, JsonObject
from wallet.report import Check, Report
from wallet.results import Added, Envelope, Failure, Judged

SCHEMA = "wallet/1"


def document(envelope: Envelope, *, indent: bool) -> str:
    """The text of one ``wallet/1`` document."""
    value = {
        "schema": SCHEMA,
        "command": envelope.command,
        "exit_code": int(envelope.exit_code),
        "data": envelope.data,
        "errors": [error(one) for one in envelope.errors],
    }
    return json.dumps(value, indent=2 if indent else None)


def judged(result: Judged) -> JsonObject:
    """The data of ``verify``."""
    return {
        "results": [_unread(one) if isinstance(one, Failure) else report(one) for one in result.results],
        "summary": result.tally(),
        "left_out": plain(result.left_out),
    }


def added(result: Added) -> JsonObject:
    """The data of ``import``."""
    return {
        "added": [
            {
                "source": one.source,
                "already_held": one.already_held,
                "entry": plain(one.entry),
                "report": report(one.report),
            }
            for one in result.added
        ],
        "failures": plain(result.failures),
        "left_out": plain(result.left_out),
    }


def report(one: Report) -> JsonObject:
    """One report, its parts within it."""
    return {
        "source": one.source,
        "ref": one.ref or None,
        "format": one.credential.format,
        "title": one.credential.title,
        "title_is_signed": one.shown_is_signed,
        "verdict": one.verdict.value,
        "at": time(one.at),
        "checks": [check(answer) for answer in one.checks],
        "role": one.role,
        "pointer": one.pointer,
        "parts": [report(part) for part in one.parts],
    }


def check(answer: Check) -> JsonObject:
    """The answer to one question."""
    return {
        "id": answer.id.value,
        "result": answer.result.value,
        "code": answer.code.value,
        "message": answer.message,
        "source": answer.source or None,
        "as_of": time(answer.as_of),
        "hint": answer.hint or None,
        "also": [code.value for code in answer.also],
    }


def error(one: WalletError) -> JsonObject:
    """One error, with the candidates of an ambiguous reference."""
    found: JsonObject = {"slug": one.kind, "message": one.message, "hint": one.hint}
    if candidates := getattr(one, "candidates", ()):
        found["candidates"] = list(candidates)
    return found


def plain(value: Any) -> Any:
    """A result as JSON: values that name their fields as objects, times in RFC 3339, exact numbers as text."""
    for kind, convert in _CONVERTERS:
        if isinstance(value, kind):
            return convert(value)
    if names := _fields(value):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else _scalar(value)


def time(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, or null."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


_CONVERTERS: tuple[tuple[type, Callable[[Any], Json]], ...] = (
    (Report, report),
    (WalletError, error),
    (datetime, time),
    (Decimal, str),
)


def _fields(value: object) -> tuple[str, ...]:
    if is_dataclass(value):
        return tuple(field.name for field in fields(value))
    return getattr(value, "_fields", ())


def _scalar(value: object) -> Json:
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a document")


def _unread(failure: Failure) -> JsonObject:
    """An input without a verdict, in the shape of those that have one."""
    nothing = dict.fromkeys(("ref", "format", "title"))
    return {
        "source": failure.source,
        **nothing,
        "verdict": "unreadable",
        "checks": [],
        "parts": [],
        "error": error(failure.error),
    }

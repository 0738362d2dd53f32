"""``--json``: one document of fixed shape on standard output.

Everything outside ASCII is escaped, so that neither a terminal nor a decoder
with another encoding can be misled by what a credential holds.  Nothing is cut.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from wallet.errors import ExitCode, WalletError
from wallet.model import Json, JsonObject
from wallet.report import Check, Report
from wallet.results.checking import Failure, LeftOut, Outcome, Tally
from wallet.results.credentials import Added
from wallet.results.servers import Request

SCHEMA = "wallet/1"


class Envelope(NamedTuple):
    """One document before it is serialised."""

    command: str
    exit_code: ExitCode
    data: JsonObject | None
    errors: tuple[WalletError, ...] = ()
    warnings: tuple[str, ...] = ()
    line: int | None = None
    """The line of a batch that it answers."""


def document(envelope: Envelope, *, indent: bool) -> str:
    """The text of one ``wallet/1`` document."""
    value: JsonObject = {
        "schema": SCHEMA,
        "command": envelope.command,
        "exit_code": int(envelope.exit_code),
        "data": envelope.data,
        "errors": [error(one) for one in envelope.errors],
    }
    if envelope.warnings:
        value["warnings"] = list(envelope.warnings)
    if envelope.line is not None:
        value["line"] = envelope.line
    return json.dumps(value, indent=2 if indent else None)


def outcome(one: Outcome, *, explain: bool = False) -> JsonObject:
    """One element of the results of ``verify``, or of its ``left_out``."""
    if isinstance(one, Failure):
        return _unread(one)
    return plain(one) if isinstance(one, LeftOut) else report(one, explain=explain)


def line(one: Outcome, *, explain: bool = False) -> str:
    """One line of ``verify --jsonl``."""
    kind = "left_out" if isinstance(one, LeftOut) else "result"
    return json.dumps({"schema": SCHEMA, "type": kind, **outcome(one, explain=explain)})


def last_line(tally: Tally) -> str:
    """The line that ends ``verify --jsonl``: without it, the answer is not whole."""
    counts = {**tally.counts, "left_out": tally.left_out}
    return json.dumps({"schema": SCHEMA, "type": "summary", "exit_code": int(tally.exit_code), "summary": counts})


def request_line(one: Request) -> str:
    """One line of ``verify --online --jsonl``: what was asked of a server."""
    return json.dumps({"schema": SCHEMA, "type": "request", **plain(one)})


def verified(
    results: list[JsonObject], left_out: list[JsonObject], tally: Tally, requests: Sequence[Request]
) -> JsonObject:
    """The data of ``verify``; ``requests`` is what was asked of servers, nothing unless that was wanted."""
    return {"results": results, "summary": tally.counts, "left_out": left_out, "requests": plain(tuple(requests))}


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
        "requests": plain(result.requests),
    }


def report(one: Report, *, explain: bool = False) -> JsonObject:
    """One report, its parts within it; the steps taken only for who asks for them."""
    return {
        "source": one.source,
        "ref": one.ref or None,
        "format": one.credential.format,
        "title": one.credential.title,
        "title_is_signed": one.shown_is_signed,
        "verdict": one.verdict.value,
        "overall": one.overall.value,
        "issuer": {"id": one.credential.issuer.id, "name": one.credential.issuer.name},
        "holder": plain(one.credential.holder),
        "issued": time(one.credential.issued),
        "valid_from": time(one.credential.valid_from),
        "valid_until": time(one.credential.valid_until),
        "tier": one.tier.value if one.tier else None,
        "at": time(one.at),
        "domains": list(one.audience.domains),
        "challenge": one.audience.challenge or None,
        "checks": [check(answer) for answer in one.checks],
        "role": one.role,
        "pointer": one.pointer,
        "parts": [report(part, explain=explain) for part in one.parts],
        **({"about": dict(one.about)} if one.about else {}),
        **({"evidence": _freshness(one)} if one.is_bundle else {}),
        **({"steps": list(one.steps)} if explain else {}),
    }


def _freshness(one: Report) -> JsonObject:
    """When the documents were saved that the answers about a bundle rest on."""
    oldest, newest = one.freshness or (None, None)
    return {"oldest": time(oldest), "newest": time(newest)}


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
        "key": answer.key or None,
    }


def error(one: WalletError) -> JsonObject:
    """One error, with the input that it is about and the candidates of an ambiguous reference."""
    found: JsonObject = {"slug": one.kind, "message": one.message, "hint": one.hint}
    if one.source:
        found["source"] = one.source
    if candidates := getattr(one, "candidates", ()):
        found["candidates"] = list(candidates)
    return found


def text(value: Json) -> bytes:
    """A file of JSON: indented, ASCII, one final newline."""
    return (json.dumps(value, indent=2) + "\n").encode("ascii")


def plain(value: Any) -> Any:
    """A result as JSON: values that name their fields as objects, times in RFC 3339, exact numbers as text."""
    if type(value) in _SCALARS:  # as most are
        return value
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


_SCALARS = frozenset((str, int, float, bool, type(None)))
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
        "overall": "unreadable",
        "checks": [],
        "parts": [],
        "error": error(failure.error),
    }

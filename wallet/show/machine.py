"""``--json``: one document of fixed shape on standard output.

Everything outside ASCII is escaped, so that neither a terminal nor a decoder
with another encoding can be misled by what a credential holds.
"""

import json
from datetime import datetime
from decimal import Decimal

from wallet.errors import WalletError
from wallet.model import Json, JsonObject
from wallet.results import Envelope

SCHEMA = "wallet/1"


def document(envelope: Envelope, *, indent: bool) -> str:
    """The text of one ``wallet/1`` document."""
    value = {
        "schema": SCHEMA,
        "command": envelope.command,
        "exit_code": int(envelope.exit_code),
        "data": envelope.data,
        "errors": [error_object(error) for error in envelope.errors],
    }
    return json.dumps(value, indent=2 if indent else None, default=_plain)


def error_object(error: WalletError) -> JsonObject:
    """One error, with the candidates of an ambiguous reference."""
    found: JsonObject = {"slug": error.kind, "message": error.message, "hint": error.hint}
    if candidates := getattr(error, "candidates", ()):
        found["candidates"] = list(candidates)
    return found


def time(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, or null."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _plain(value: object) -> Json:
    """Values that JSON has no word for: times, exact numbers, tuples that name their fields."""
    if isinstance(value, datetime):
        return time(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")

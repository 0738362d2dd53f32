"""Judging a text from beginning to end, with saved documents at hand."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from proof_kit import Json

from wallet.actions.judge import Asked, judge
from wallet.actions.knowledge import gather
from wallet.actions.trust_store import NOBODY, Trust
from wallet.carriers import unwrap
from wallet.model import Document
from wallet.report import CheckId, Code, Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def judged(
    data: str | Json,
    asked: Asked | None = None,
    saved: dict[str, Any] | None = None,
    trust: Trust = NOBODY,
    origin: str = "saved",
) -> Report:
    """The report on one credential; ``saved`` are documents by their address, all of one origin."""
    text = data if isinstance(data, str) else json.dumps(data)

    def lookup(url: str) -> Document | None:
        if url not in (saved or {}):
            return None
        held = (saved or {})[url]
        body = held.encode() if isinstance(held, str) else json.dumps(held).encode()
        return Document(url, body, hashlib.sha256(body).hexdigest(), "application/json", NOW, origin)

    (payload,) = unwrap(text.encode(), "file")
    return judge(payload, gather(lookup, trust=trust), asked or Asked(NOW))


def found(report: Report) -> dict[CheckId, Code]:
    """The code of each check."""
    return {check.id: check.code for check in report.checks}

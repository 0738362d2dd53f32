"""Judging a text from beginning to end, with saved documents at hand."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from proof_kit import Json

from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.actions.trust_store import NOBODY, Trust
from wallet.carriers import unwrap
from wallet.keys.past import SavedCopy
from wallet.model import Document
from wallet.report import CheckId, Code, Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEFORE, SINCE = NOW - timedelta(days=60), NOW - timedelta(days=30)


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
        return Document(url, body, sha256(body).hexdigest(), "application/json", NOW, origin)

    (payload,) = unwrap(text.encode(), "file")
    return judge(payload, gather(lookup, trust=trust), asked or Asked(NOW))


def found(report: Report) -> dict[CheckId, Code]:
    """The code of each check."""
    return {check.id: check.code for check in report.checks}


def copy(url: str, data: bytes, first: datetime, last: datetime) -> SavedCopy:
    """A saved document, by when it was first and last seen."""
    return SavedCopy(Document(url, data, sha256(data).hexdigest(), "application/json", last), first)


def knowing(*copies: SavedCopy, past: bool = True) -> Knowledge:
    """Knowledge of these copies, oldest first, for a credential that was held before the second of any."""
    by_url = {one.document.url: [other for other in copies if other.document.url == one.document.url] for one in copies}
    known = gather(lambda url: by_url[url][-1].document if url in by_url else None)
    return (known._replace(past=lambda url: by_url.get(url, [])) if past else known).held_since(BEFORE)


def judged_badge(data: bytes, knowledge: Knowledge, **asked: Any) -> Report:
    """The report on one credential by what is known of its issuer."""
    return judge(unwrap(data, "badge.jwt")[0], knowledge, Asked(NOW, **asked))

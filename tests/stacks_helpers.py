"""Entries for tests of stacks, made of the few facts that a stack looks at."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from wallet.model import Achievement, Alignment, Credits, Entry, Issuer, Level

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def achievement(name: str, identifier: str = "", **facts: Any) -> Achievement:
    return Achievement(id=identifier or f"https://a.example/{name.casefold().replace(' ', '-')}", name=name, **facts)


def entry(ref: str, *achievements: Achievement, **facts: Any) -> Entry:
    defaults: dict[str, Any] = {
        "format": "open-badges-3",
        "title": achievements[0].name if achievements else ref,
        "issuer": Issuer("did:web:school.example", "Example School"),
        "issued": datetime(2025, 5, 1, tzinfo=UTC),
        "valid_until": None,
        "added": NOW,
        "verdict": "verified",
        "checked": NOW,
    }
    return Entry(ref=ref, achievements=achievements, **(defaults | facts))


def named(*names: str) -> list[Entry]:
    """One entry per name, with references a, b, c ..."""
    return [entry(f"ref{i:02d}", achievement(name)) for i, name in enumerate(names)]


def toml(*lines: str, count: Iterable[str] = ()) -> bytes:
    head = ['format = "wallet-stack/1"', 'id = "urn:stack:test"', 'name = "Test"']
    counting = ["[count]", *count] if count else []
    return "\n".join([*head, *lines, *counting]).encode()


__all__ = ["NOW", "Alignment", "Credits", "Level", "achievement", "entry", "named", "toml"]

"""Objects as the head of a pack lists them: one by one, by column, and as JSON.  FORMAT.md, section 4."""

from collections.abc import Sequence
from typing import NamedTuple

from wallet.codec import strictjson
from wallet.model import JsonObject
from wallet.vault.tables import Column


class Stored(NamedTuple):
    """One object as a head lists it: a dot, together with the pack it was born in."""

    id: str
    kind: str
    offset: int
    """From the start of the pack's rest."""
    length: int
    """Of the sealed body."""
    summary: JsonObject
    born: str = ""
    """The pack it came from when it was carried over; empty when it was born here."""


Tables = dict[tuple[str, ...], tuple[list[Stored], list[Column]]]
"""Objects by their kind and the members of their summaries, and those members by column."""


def tabulated(objects: Sequence[Stored]) -> Tables:
    """Objects as tables hold them."""
    groups: dict[tuple[str, ...], list[Stored]] = {}
    for stored in objects:
        groups.setdefault((stored.kind, *stored.summary), []).append(stored)
    found: Tables = {}
    for (kind, *members), group in groups.items():
        key = (kind, *sorted(members))
        values = zip(*[stored.summary.values() for stored in group], strict=True)
        columns = {member: Column([*column]) for member, column in zip(members, values, strict=True)}
        alike, before = found.get(key, ([], [Column() for _ in members]))
        for member, column in zip(key[1:], before, strict=True):
            column.extend(columns[member])
        found[key] = ([*alike, *group], before)
    return found


def as_json(objects: Sequence[Stored]) -> bytes:
    """The ``objs`` of a head."""
    return strictjson.dumps_sorted([_as_json(stored) for stored in objects])


def _as_json(stored: Stored) -> JsonObject:
    value = {
        "id": stored.id,
        "kind": stored.kind,
        "len": stored.length,
        "off": stored.offset,
        "sum": stored.summary,
    }
    return {"born": stored.born, **value} if stored.born else value

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


def as_json(tables: Tables) -> bytes:
    """The ``objs`` of a head, table by table: what every row has in common is written once and filled in."""
    rows = [row for key, (group, columns) in tables.items() for row in _rows(key, group, columns)]
    return f"[{','.join(rows)}]".encode()


def _rows(key: tuple[str, ...], group: Sequence[Stored], columns: Sequence[Column]) -> list[str]:
    ids, _, offsets, lengths, _, births = zip(*group, strict=True)
    born = [f'"born":"{birth}",' if birth else "" for birth in births]
    kind, *members = [strictjson.dumps(name).replace("%", "%%") for name in key]
    summary = ",".join([f"{member}:%s" for member in members])
    row = f'{{%s"id":"%s","kind":{kind},"len":%d,"off":%d,"sum":{{{summary}}}}}'
    values = zip(born, ids, lengths, offsets, *[column.each() for column in columns], strict=True)
    return [row % each for each in values]

"""CTDL in any of its JSON spellings, as nodes.

Terms may be prefixed, bare or full IRIs; nodes embedded or referenced; texts
strings, value objects or language maps.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_PREFIX = re.compile(r"^(?:https?://purl\.org/(?:ctdl|ctdlasn)/terms/|[a-z]*:(?!//)|_:)")
_LIMIT = 20_000


class Node(NamedTuple):
    """One object of the graph."""

    id: str
    """Its ``@id``, or one made up for an object that has none."""
    types: frozenset[str]
    values: dict[str, list[Any]]
    """By plain term; an embedded object is ``{"@id": ...}`` here and a node of its own."""


class Graph:
    """All nodes by id, in the order of the file."""

    def __init__(self, document: Any) -> None:
        self.nodes: dict[str, Node] = {}
        waiting = document if isinstance(document, list) else [document]
        if isinstance(document, dict) and isinstance(document.get("@graph"), list):
            waiting = document["@graph"]
        for item in waiting:
            if isinstance(item, dict):
                self._add(item)

    def _add(self, item: dict[str, Any]) -> str:
        identifier = item.get("@id") if isinstance(item.get("@id"), str) else ""
        identifier = identifier or f"_:made{len(self.nodes)}"
        types = item.get("@type", [])
        names = frozenset(term(one) for one in (types if isinstance(types, list) else [types]) if isinstance(one, str))
        if len(self.nodes) >= _LIMIT:
            return str(identifier)
        known = self.nodes.get(identifier, Node(identifier, frozenset(), {}))
        node = Node(identifier, known.types | names, known.values)
        self.nodes[identifier] = node
        for key, value in item.items():
            if not key.startswith("@"):
                found = [self._value(one) for one in (value if isinstance(value, list) else [value])]
                node.values.setdefault(term(key), []).extend(one for one in found if one is not None)
        return node.id

    def _value(self, value: Any) -> Any:
        """A value, or the id of an object that stands in its place."""
        if not isinstance(value, dict) or "@value" in value or not any(key.startswith("@") for key in value):
            return value
        return {"@id": self._add(value)} if len(value) > 1 or "@id" not in value else value

    def of_type(self, *names: str) -> list[Node]:
        """The nodes of one of these types."""
        return [node for node in self.nodes.values() if not node.types.isdisjoint(names)]

    def refs(self, node: Node, *terms: str) -> list[str]:
        """The ids that any of ``terms`` of ``node`` names, none twice."""
        found = [value for name in terms for value in node.values.get(name, [])]
        ids = [value.get("@id") if isinstance(value, dict) else value for value in found]
        return list(dict.fromkeys(one for one in ids if isinstance(one, str) and one))

    def linked(self, node: Node, *terms: str) -> Iterator[Node]:
        """The nodes of the file that any of ``terms`` names."""
        return (self.nodes[one] for one in self.refs(node, *terms) if one in self.nodes)


def text(node: Node, *terms: str) -> str:
    """The words of the first of ``terms`` that has any, English before others."""
    for name in terms:
        for value in sorted(map(_worded, node.values.get(name, []))):
            if value[1]:
                return value[1]
    return ""


def _worded(value: Any) -> tuple[int, str]:
    """Rank and words of a string, a value object or a language map."""
    if isinstance(value, str):
        return 1, value
    if not isinstance(value, dict):
        return 9, ""
    if isinstance(value.get("@value"), str):
        return (0 if str(value.get("@language", "en")).startswith("en") else 2), value["@value"]
    maps = sorted((0 if key.startswith("en") else 2, words) for key, words in value.items() if isinstance(words, str))
    return maps[0] if maps else (9, "")


def number(node: Node, name: str) -> int | None:
    """A whole number, plain or as a value object; None when there is none."""
    for value in node.values.get(name, []):
        plain = value.get("@value") if isinstance(value, dict) else value
        if isinstance(plain, int) and not isinstance(plain, bool):
            return plain
        if isinstance(plain, str) and plain.isdigit() and len(plain) < 6:
            return int(plain)
    return None


def term(name: str) -> str:
    """The plain name of a term or type: ``ceterms:hasPart`` and its full IRI are ``hasPart``."""
    return _PREFIX.sub("", name)

"""What a signed RDF graph says about a node, wherever in the document it says so.

RDF suites sign statements, not the places where they are written.  If two
objects in a document have the same id, members can be moved from one to the
other and the signature still holds.  Two rules follow:

* A subject is read as the union of all objects that describe it.
* An unsigned credential inside a signed container cannot be separated from its
  neighbours when one of them describes the same subject, or when something in
  it shares its id with something else.  :func:`has_conflicts` tells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from wallet.codec import strictjson
from wallet.codec.jsonld import Places, Walk
from wallet.errors import Refused
from wallet.model import JsonObject, View
from wallet.wording import say

_SUBJECT = "https://www.w3.org/2018/credentials#credentialSubject"
_ACHIEVEMENT = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"
"""The properties under which a credential makes its claims: who achieved, and what."""
_OTHERS = ("#issuer", "#creator", "#endorsement", "#endorsementJwt", "#verifiableCredential")
"""Properties whose values are parties, or credentials that are judged by themselves."""
_STATUS = "https://www.w3.org/2018/credentials#credentialStatus"


def view_of(walk: Walk) -> View:
    """What the statements of ``walk`` say, to be read once its signature holds.

    Raises :class:`~wallet.errors.Refused` (``feature_unsupported``) when two
    different status entries share one id: the graph does not say which of them
    is the document's own.
    """
    conflicting = _conflicting(walk)
    if any(id(node) in conflicting for node in _nodes(walk.tree, _STATUS)):
        raise Refused("feature_unsupported", feature=say("several ways to be withdrawn under one id"))
    return View(
        _Whole(walk.places).credential(walk.tree),
        keyed_by="iri",
        signed=True,
        document=walk.document,
        nodes=walk.nodes,
        conflicting=conflicting,
    )


def part_of(view: View, pointer: str) -> View | None:
    """The part of ``view`` at ``pointer`` (RFC 6901) in its document; None where no signature reaches."""
    element = _at(view.document or view.tree, pointer)
    if view.nodes is None:
        return replace(view, tree=element)
    tree = view.nodes.get(id(element))
    return None if tree is None else replace(view, tree=tree, document=element)


def has_conflicts(view: View) -> bool:
    """Whether the same graph describes anything in this credential differently elsewhere."""
    return bool(view.conflicting) and any(id(node) in view.conflicting for node in _claims(view.tree))


def _claims(tree: JsonObject) -> Iterator[JsonObject]:
    """The nodes below ``tree``, except parties and credentials that are judged by themselves."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for member in node:
            if member[0] != "@" and not member.endswith(_OTHERS):
                found = [value for value in _nodes(node, member) if "@value" not in value]
                yield from found
                waiting += found


def _conflicting(walk: Walk) -> frozenset[int]:
    """``id()`` of the trees of nodes that are described differently elsewhere in the graph.

    For subjects and achievements, an object that only names the node counts as
    a description too: all that several credentials say of one subject may have
    been moved into one of them, leaving only the id in the others.
    """
    subjects = _named(walk, _SUBJECT)
    others = _ids(walk.places.values()) - {id(tree) for trees in subjects for tree in trees}
    return frozenset(others | _ids(subjects) | _ids(_named(walk, _ACHIEVEMENT)))


def _ids(places: Iterable[Sequence[JsonObject]]) -> set[int]:
    """``id()`` of the trees in every group whose trees are not all equal."""
    return {id(tree) for trees in places if _differ(trees) for tree in trees}


def _named(walk: Walk, member: str) -> list[list[JsonObject]]:
    """The values of a property that have an id, grouped by it; those that only name the node are included."""
    found: dict[str, list[JsonObject]] = {}
    for tree in walk.nodes.values():
        for node in _nodes(tree, member):
            if "@id" in node:
                found.setdefault(node["@id"], []).append(node)
    return list(found.values())


def _differ(trees: Sequence[JsonObject]) -> bool:
    return len(trees) > 1 and any(tree != trees[0] for tree in trees[1:])


def _nodes(tree: JsonObject, member: str) -> Iterator[JsonObject]:
    """The nodes that a property has, out of their lists."""
    for value in tree.get(member, ()):
        yield from value.get("@list", (value,))


class _Whole:
    """Nodes as all their descriptions in the default graph together say; each union is made once."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.unions: dict[str, JsonObject] = {}

    def credential(self, tree: JsonObject) -> JsonObject:
        """``tree`` with each of its subjects, and their achievements, once and complete."""
        if _SUBJECT not in tree:
            return tree
        subjects = self.nodes(_nodes(tree, _SUBJECT))
        whole = [
            one | {_ACHIEVEMENT: self.nodes(_nodes(one, _ACHIEVEMENT))} if _ACHIEVEMENT in one else one
            for one in subjects
        ]
        return tree | {_SUBJECT: whole}

    def nodes(self, nodes: Iterator[JsonObject]) -> list[JsonObject]:
        """Each node once, with the values that any of its descriptions gives it."""
        found = {node.get("@id", id(node)): node for node in nodes}
        return [self._whole(node) for node in found.values()]

    def _whole(self, node: JsonObject) -> JsonObject:
        name = node.get("@id")
        if name is None:
            return node
        if name not in self.unions:
            self.unions[name] = _union(self.places.get(("", f"<{name}>"), (node,)))
        return self.unions[name]


def _union(trees: Sequence[JsonObject]) -> JsonObject:
    if len(trees) == 1:
        return trees[0]
    union: dict[str, dict[bytes, Any]] = {}
    for tree in trees:
        for member, values in tree.items():
            if member != "@id":
                union.setdefault(member, {}).update((strictjson.dumps_sorted(value), value) for value in values)
    return {"@id": trees[0]["@id"], **{member: list(values.values()) for member, values in union.items()}}


def _at(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer that was made from this very document, so that every step exists."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document

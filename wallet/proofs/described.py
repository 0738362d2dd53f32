"""What a signed graph says of a node, wherever in the document that stands.

RDF suites sign statements and not the places where they are written: what is
said of a node that has an id may be moved from one place to any other that
describes the same node, and the signature holds.  So what is read of a subject
is what all its places say together, and a credential is not told apart by its
container's signature where other credentials tell of its subject too, or where
something below it goes by the id of something else.
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
"""The nodes at which claims hang: who achieved, and what."""
_OTHERS = ("#issuer", "#creator", "#endorsement", "#endorsementJwt", "#verifiableCredential")
"""Properties whose values are parties, or credentials that are judged by themselves."""
_STATUS = "https://www.w3.org/2018/credentials#credentialStatus"


def view_of(walk: Walk) -> View:
    """What the statements of ``walk`` say, to be read once its signature holds.

    Raises :class:`~wallet.errors.Refused` (``feature_unsupported``) when they
    do not say which status of several under one id is the document's own.
    """
    torn = _torn(walk)
    if any(id(node) in torn for node in _nodes(walk.tree, _STATUS)):
        raise Refused("feature_unsupported", feature=say("several ways to be withdrawn under one id"))
    return View(
        _Whole(walk.places).credential(walk.tree),
        keyed_by="iri",
        signed=True,
        document=walk.document,
        nodes=walk.nodes,
        torn=torn,
    )


def part_of(view: View, pointer: str) -> View | None:
    """The view of what stands at ``pointer`` (RFC 6901) in the document of ``view``; None where that is not signed."""
    element = _at(view.document or view.tree, pointer)
    if view.nodes is None:
        return replace(view, tree=element)
    tree = view.nodes.get(id(element))
    return None if tree is None else replace(view, tree=tree, document=element)


def is_torn(view: View) -> bool:
    """Whether the graph says something else of what this credential tells than stands in it."""
    return bool(view.torn) and any(id(node) in view.torn for node in _told(view.tree))


def _told(tree: JsonObject) -> Iterator[JsonObject]:
    """The nodes below ``tree``, but for parties and credentials of their own."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for member in node:
            if member[0] != "@" and not member.endswith(_OTHERS):
                found = [value for value in _nodes(node, member) if "@value" not in value]
                yield from found
                waiting += found


def _torn(walk: Walk) -> frozenset[int]:
    """``id()`` of the trees of nodes of which something else is told elsewhere.

    What is told of a subject is what credentials about it tell, and that may
    all have been gathered in one of them, while the others only name it.
    """
    subjects = _named(walk, _SUBJECT)
    apart = _ids(walk.places.values()) - {id(tree) for trees in subjects for tree in trees}
    return frozenset(apart | _ids(subjects) | _ids(_named(walk, _ACHIEVEMENT)))


def _ids(places: Iterable[Sequence[JsonObject]]) -> set[int]:
    return {id(tree) for trees in places if _differ(trees) for tree in trees}


def _named(walk: Walk, member: str) -> list[list[JsonObject]]:
    """The values of a property that have an id, each with all its places and those that only name it."""
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
    """Nodes as all their places in the default graph say, each put together once."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.unions: dict[str, JsonObject] = {}

    def credential(self, tree: JsonObject) -> JsonObject:
        """``tree`` with its subjects, and what they achieved, each once and whole."""
        if _SUBJECT not in tree:
            return tree
        subjects = self.nodes(_nodes(tree, _SUBJECT))
        whole = [
            one | {_ACHIEVEMENT: self.nodes(_nodes(one, _ACHIEVEMENT))} if _ACHIEVEMENT in one else one
            for one in subjects
        ]
        return tree | {_SUBJECT: whole}

    def nodes(self, nodes: Iterator[JsonObject]) -> list[JsonObject]:
        """Each node once, with the values that any of its places gives it."""
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
    """The value that a JSON pointer leads to, which was made from the very document."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document

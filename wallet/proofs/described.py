"""What a signed graph says of a node, wherever in the document that stands.

RDF suites sign statements and not the places where they are written: what is
said of a node that has an id may be moved from one place to any other that
describes the same node, and the signature holds.  So what is read of a subject
is what all its places say together, and a credential whose subject is
described elsewhere too is not told apart by its container's signature.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from wallet.codec import strictjson
from wallet.codec.jsonld import Places, Walk
from wallet.model import JsonObject, View

_SUBJECT = "https://www.w3.org/2018/credentials#credentialSubject"
_ACHIEVEMENT = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"
"""The nodes at which claims hang: who achieved, and what."""


def view_of(walk: Walk) -> View:
    """What the statements of ``walk`` say, to be read once its signature holds."""
    torn = frozenset(id(tree) for trees in walk.places.values() if _differ(trees) for tree in trees)
    return View(
        _joined(walk.tree, walk.places),
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
    """Whether the graph says something else of a subject, or of what it achieved, than stands in this credential."""
    subjects = list(_nodes(view.tree, _SUBJECT))
    claims = [node for subject in subjects for node in _nodes(subject, _ACHIEVEMENT)]
    return any(id(node) in view.torn for node in (*subjects, *claims))


def _differ(trees: Sequence[JsonObject]) -> bool:
    return len(trees) > 1 and any(tree != trees[0] for tree in trees[1:])


def _nodes(tree: JsonObject, member: str) -> Iterator[JsonObject]:
    """The nodes that a property has, out of their lists."""
    for value in tree.get(member, ()):
        yield from value.get("@list", (value,))


def _joined(tree: JsonObject, places: Places) -> JsonObject:
    """``tree`` with its subjects, and what they achieved, each once and as all its places in the default graph say."""
    if _SUBJECT not in tree:
        return tree
    subjects = _merged(_nodes(tree, _SUBJECT), places)
    whole = [
        subject | {_ACHIEVEMENT: _merged(_nodes(subject, _ACHIEVEMENT), places)} if _ACHIEVEMENT in subject else subject
        for subject in subjects
    ]
    return tree | {_SUBJECT: whole}


def _merged(nodes: Iterator[JsonObject], places: Places) -> list[JsonObject]:
    """Each node once, with the values that any of its places gives it."""
    found: dict[Any, JsonObject] = {}
    for node in nodes:
        name = node.get("@id", id(node))
        if name not in found:
            found[name] = _union(places.get(("", f"<{name}>"), (node,)))
    return list(found.values())


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

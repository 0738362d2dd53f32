"""What a signed RDF graph says about a node, wherever in the document it says so.

RDF suites sign statements, not the places where they are written.  If two
objects in a document have the same id, members can be moved from one to the
other and the signature still holds.  Three rules follow:

* A subject is read as the union of all objects that describe it.
* What another credential inside the document says about the same subject or
  achievement cannot be told from what the document itself says.
* An unsigned credential inside a signed container cannot be separated from its
  neighbours when something in it shares its id with something else, and only
  in part when they describe the same subject.  :func:`as_far_as_signed` tells.
  Where the holder chose from the statements, its neighbours need not be there
  any more: what such a credential says of a subject with an id, another may have said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from wallet.codec.jsonld import Places, Walk
from wallet.errors import Refused
from wallet.model import JsonObject, View
from wallet.proofs import shared_subjects
from wallet.proofs.trees import (
    ACHIEVEMENTS,
    HELD,
    RECORD,
    SUBJECT,
    VC,
    achieved,
    differ,
    holds_credentials,
    inner_credentials,
    named,
    nodes_of,
    union,
)
from wallet.wording import say

_OTHERS = ("#issuer", "#creator", "#endorsement", "#endorsementJwt", HELD)
"""Properties whose values are parties, or credentials that are judged by themselves."""
_STATUS = VC + "credentialStatus"
_CLAIMS = frozenset((SUBJECT, *ACHIEVEMENTS))


def view_of(walk: Walk, *, selected: bool = False) -> View:
    """What the statements of ``walk`` say, to be read once its signature holds.

    ``selected`` says that there were more, of which the holder keeps some back.

    Raises :class:`~wallet.errors.Refused` (``feature_unsupported``) when two
    different status entries share one id, or when another credential inside
    describes the same subject or achievement: the graph does not say which of
    them is the document's own.
    """
    if _is_plain(walk):
        return View(walk.tree, keyed_by="iri", signed=True, document=walk.document, nodes=walk.nodes)
    subjects = named(walk, SUBJECT)
    shared, unclear = shared_subjects.find(walk, subjects)
    conflicting = _conflicting(walk, subjects) | unclear
    if selected:
        conflicting |= {id(one) for tree in inner_credentials(walk) for one in nodes_of(tree, SUBJECT) if "@id" in one}
    if any(id(node) in conflicting for node in nodes_of(walk.tree, _STATUS)):
        raise Refused("feature_unsupported", feature=say("several ways to be withdrawn under one id"))
    tree = _Whole(walk.places).credential(walk.tree)
    inside = [*inner_credentials(walk)]
    if inside and not _is_record(tree) and not _about([tree], walk.places).isdisjoint(_about(inside, walk.places)):
        feature = say("another credential in it that tells of the same person or thing")
        raise Refused("feature_unsupported", feature=feature)
    return View(
        tree,
        keyed_by="iri",
        signed=True,
        document=walk.document,
        nodes=walk.nodes,
        conflicting=conflicting,
        shared=shared,
    )


def _is_plain(walk: Walk) -> bool:
    """Whether it is one credential that awards one subject one thing, and each node is described in one place only.

    Most badges are so.  Nothing in one can be moved: no node has another description to conflict with or to be
    completed by, and what is awarded is already whole where it stands.
    """
    if any(len(trees) > 1 for trees in walk.places.values()):
        return False
    claims = [member for node in walk.nodes.values() for member in _CLAIMS.intersection(node)]
    if len(claims) != 2:
        return False
    subject = _only(walk.tree, SUBJECT, walk.places)
    return subject is not None and any(_only(subject, member, walk.places) for member in ACHIEVEMENTS)


def _only(tree: JsonObject, member: str, places: Places) -> JsonObject | None:
    """The one node that a property has, if all that is said of it stands there."""
    values = tree.get(member, ())
    if len(values) != 1 or "@list" in values[0]:
        return None
    node: JsonObject = values[0]
    name = node.get("@id")
    return node if name is None or places.get(("", f"<{name}>"), (node,))[0] is node else None


def _is_record(tree: JsonObject) -> bool:
    """Whether it is a transcript of credentials, which by itself states nothing that was achieved."""
    return RECORD in tree.get("@type", ()) and any(map(holds_credentials, nodes_of(tree, SUBJECT)))


def _about(credentials: Iterable[JsonObject], places: Places) -> set[str]:
    """The ids of the subjects of credentials, and of their achievements, wherever those are described."""
    found: set[str] = set()
    known: set[str] = set()
    for one in credentials:
        endorses = any(name.endswith("#EndorsementCredential") for name in one.get("@type", ()))
        for subject in nodes_of(one, SUBJECT):
            if endorses and all(name[0] == "@" or name.endswith("#endorsementComment") for name in subject):
                continue  # an endorsement's comment is no statement that the document could make itself
            name = subject.get("@id", id(subject))
            if name in known:
                continue  # all that is said of it anywhere was looked at
            known.add(name)
            everywhere = places.get(("", f"<{name}>"), (subject,))
            nodes = (subject, *(node for tree in everywhere for node in achieved(tree)))
            found |= {node["@id"] for node in nodes if "@id" in node}
    return found


def part_of(view: View, pointer: str) -> View | None:
    """The part of ``view`` at ``pointer`` (RFC 6901) in its document; None where no signature reaches.

    A signature over a text that holds a credential says what the text is, and nothing of what it holds.
    """
    element = _at(view.document or view.tree, pointer)
    if not isinstance(element, dict):
        return None
    if view.nodes is None:
        return replace(view, tree=element)
    tree = view.nodes.get(id(element))
    return None if tree is None else replace(view, tree=tree, document=element)


def as_far_as_signed(view: View, at: datetime) -> View | None:
    """``view`` of a part as far as the signature around it separates it from its neighbours at ``at``.

    The same view where nothing is left open; None where too much is.
    """
    if id(view.tree) in view.conflicting:
        return None
    subjects = [*nodes_of(view.tree, SUBJECT)] if view.shared else []
    subject = subjects[0] if len(subjects) == 1 else None
    if any(id(node) in view.conflicting or (id(node) in view.shared and node is not subject) for node in _claims(view)):
        return None
    shared = view.shared.get(id(subject))
    if subject is None or shared is None:
        return view
    if shared.begins is not None and shared.begins > at:
        return None
    if shared.awarded and not any(achieved(subject)):
        return None  # what it awards may stand in another, and its title would count beside that
    return replace(view, tree=shared_subjects.separated(view.tree, subject, shared))


def _claims(view: View) -> Iterator[JsonObject]:
    """What ``view`` holds, but for parties and credentials that are judged apart; nothing where all is signed."""
    waiting = [view.tree] if view.conflicting or view.shared else []
    while waiting:
        node = waiting.pop()
        for member in node:
            if member[0] != "@" and not member.endswith(_OTHERS):
                found = [*nodes_of(node, member)]
                yield from found
                waiting += found


def _conflicting(walk: Walk, subjects: Sequence[Sequence[JsonObject]]) -> frozenset[int]:
    """``id()`` of the trees of nodes other than subjects that are described differently elsewhere in the graph.

    For achievements, an object that only names the node counts as a description
    too: all that is said of it may have been moved into another.
    """
    of_subjects = {id(tree) for trees in subjects for tree in trees}
    return frozenset((_ids(walk.places.values()) - of_subjects) | _ids(named(walk, *ACHIEVEMENTS)))


def _ids(places: Iterable[Sequence[JsonObject]]) -> set[int]:
    """``id()`` of the trees in every group whose trees are not all equal."""
    return {id(tree) for trees in places if differ(trees) for tree in trees}


class _Whole:
    """Nodes as all their descriptions in the default graph together say; each union is made once."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.unions: dict[str, JsonObject] = {}

    def credential(self, tree: JsonObject) -> JsonObject:
        """``tree`` with each of its subjects, and their achievements, once and complete."""
        if SUBJECT not in tree:
            return tree
        subjects = self.nodes(nodes_of(tree, SUBJECT))
        whole = [
            one | {member: self.nodes(nodes_of(one, member)) for member in ACHIEVEMENTS if member in one}
            for one in subjects
        ]
        return tree | {SUBJECT: whole}

    def nodes(self, nodes: Iterator[JsonObject]) -> list[JsonObject]:
        """Each node once, with the values that any of its descriptions gives it."""
        found = {node.get("@id", id(node)): node for node in nodes}
        return [self._whole(node) for node in found.values()]

    def _whole(self, node: JsonObject) -> JsonObject:
        name = node.get("@id")
        if name is None:
            return node
        if name not in self.unions:
            self.unions[name] = union(self.places.get(("", f"<{name}>"), (node,)))
        return self.unions[name]


def _at(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer that was made from this very document, so that every step exists."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document

"""Credential Engine pathways (CTDL: Pathway, PathwayComponent, ComponentCondition, Constraint)."""

from typing import Any

from wallet.errors import Unreadable
from wallet.stacks.importers.graph import Graph, Node, number, text
from wallet.stacks.importers.notes import DEPTH, Imported, Notes, Rule, tally
from wallet.wording import say

_CHILDREN = ("hasPart", "hasChild", "isParentOf")
_TOP = ("hasDestinationComponent", "hasRoot")
_CONDITIONS = ("hasCondition", "requiredCondition")
_READ = frozenset(
    (*_CHILDREN, *_TOP, *_CONDITIONS, "isPartOf", "isChildOf", "isRootOf", "isDestinationComponentFor")
) | frozenset(
    ("name", "proxyFor", "sourceData", "targetComponent", "requiredNumber", "hasConstraint", "logicalOperator")
)
_ABOUT = frozenset(
    (
        "description",
        "subjectWebpage",
        "ctid",
        "ownedBy",
        "offeredBy",
        "inLanguage",
        "credentialType",
        "componentCategory",
        "category",
        "keyword",
        "subject",
        "source",
        "codedNotation",
        "identifier",
        "courseCode",
        "dateCreated",
        "dateModified",
    )
)
"""Terms that only describe a part and ask for nothing."""


def recognises(document: Any) -> bool:
    """Whether there is a pathway, or parts of one, in JSON-LD."""
    return bool(Graph(document).of_type("Pathway", "ComponentCondition"))


def read(document: Any) -> Imported:
    """The pathway; raises :class:`~wallet.errors.Unreadable` as :func:`wallet.stacks.importers.convert` tells."""
    graph = Graph(document)
    pathways = graph.of_type("Pathway")
    if not pathways:
        raise Unreadable(say("it holds conditions but no pathway that they belong to"), slug="stack_import_empty")
    return _Reader(graph).pathway(pathways)


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.notes = Notes()
        self.seen: set[str] = set()

    def pathway(self, pathways: list[Node]) -> Imported:
        """The first pathway as a stack."""
        root = pathways[0]
        for other in pathways[1:]:
            self.notes.drop(text(other, "name") or other.id, say("another pathway in the same file"))
        self.seen.add(root.id)
        top = next(self.graph.linked(root, *_TOP), None)
        rules, completion = self._top(root, top)
        rules += self._unreached()
        self._losses(root)
        return self.notes.finish(
            say("CTDL pathway"),
            root.id,
            text(root, "name"),
            rules,
            description=text(root, "description")[:2000].strip(),
            completion_id=completion,
        )

    def _top(self, root: Node, top: Node | None) -> tuple[list[Rule], list[str]]:
        """What the pathway asks for, and the achievements given for finishing it."""
        if top is None:
            return [self.component(one, (root.id,)) for one in self._nobodys_children(root)], []
        self.seen.add(top.id)
        inner = self._within(top, (root.id, top.id))
        if inner:
            return inner, self._ids(top)
        others = [one for one in self._nobodys_children(root) if one.id != top.id]
        return [self.component(one, (root.id, top.id)) for one in others or [top]], self._ids(top) if others else []

    def _nobodys_children(self, root: Node) -> list[Node]:
        """The parts of the pathway that belong to no other part."""
        parts = list(self.graph.linked(root, *_CHILDREN))
        parts += [n for n in self.graph.nodes.values() if root.id in self.graph.refs(n, "isPartOf", "isChildOf")]
        parts = parts or [n for n in self.graph.nodes.values() if _is_component(n)]
        inner = {one.id for node in self.graph.nodes.values() if node is not root for one in self._children(node)}
        return list({one.id: one for one in parts if one.id not in inner and one.id != root.id}.values())

    def _children(self, node: Node) -> list[Node]:
        targets = [t for c in self.graph.linked(node, *_CONDITIONS) for t in self.graph.linked(c, "targetComponent")]
        return [*self.graph.linked(node, *_CHILDREN), *self.graph.linked(node, "targetComponent"), *targets]

    def component(self, node: Node, path: tuple[str, ...]) -> Rule:
        """One part: its own credential, or what it consists of."""
        name, ids = text(node, "name", "codedNotation", "courseCode"), self._ids(node)
        self.seen.add(node.id)
        if node.id in path:
            return self.notes.by_hand(say("{name}: it leads back to itself", name=name or node.id), name)
        if len(path) > DEPTH:
            raise Unreadable(say("its parts are nested too deep"), slug="stack_too_large")
        inner = self._within(node, (*path, node.id))
        if not inner:
            return self._own(node, name, ids)
        rule = self.notes.all(name, inner) | ({"name": name[:200]} if name.strip() else {})
        return self.notes.some(name, 1, [self.notes.by_id(name, ids), rule]) if ids else rule

    def _own(self, node: Node, name: str, ids: list[str]) -> Rule:
        if ids:
            return self.notes.by_id(name, ids)
        if name and not node.types & {"BasicComponent", "Basic"}:
            return self.notes.by_name(name)
        return self.notes.by_hand(name or text(node, "description") or node.id)

    def _within(self, node: Node, path: tuple[str, ...]) -> list[Rule]:
        """What a part asks for beyond itself: its conditions, else all its children."""
        conditions = list(self.graph.linked(node, *_CONDITIONS))
        if conditions:
            return [rule for one in conditions if (rule := self.condition(one, path)) is not None]
        rules = [self.component(one, path) for one in self.graph.linked(node, *_CHILDREN)]
        return rules + self._missing(node, _CHILDREN) + self._constraints(node)

    def condition(self, node: Node, path: tuple[str, ...]) -> Rule | None:
        """``n`` of its targets and of the conditions within it, and its constraints by hand."""
        self.seen.add(node.id)
        if node.id in path or len(path) > DEPTH:
            return self.notes.by_hand(say("a condition that leads back to itself, or lies too deep"))
        name, inside = text(node, "name"), (*path, node.id)
        rules = [self.component(one, inside) for one in self.graph.linked(node, "targetComponent")]
        rules += [r for one in self.graph.linked(node, *_CONDITIONS) if (r := self.condition(one, inside)) is not None]
        rules += self._missing(node, ("targetComponent",))
        wanted = number(node, "requiredNumber")
        if wanted is None and "Or" in _operator(self.graph, node):
            wanted = 1
        by_hand = self._constraints(node)
        if "Not" in _operator(self.graph, node):
            by_hand.append(self.notes.by_hand(say("not: {node}", node=text(node, "description", "name"))))
            rules = []
        if wanted == 0:
            return self._optional(name, rules, by_hand)
        main = [self.notes.some(name, wanted, rules)] if rules else []
        return self.notes.all(name, main + by_hand) if main + by_hand else None

    def _optional(self, name: str, rules: list[Rule], by_hand: list[Rule]) -> Rule | None:
        """A condition that asks for 0 of its parts: they may be shown and are never needed."""
        if by_hand:
            return self.notes.all(name, by_hand)
        if rules:
            self.notes.drop(name or say("a condition"), say("it asks for none of {n}", n=len(rules)))
        return None

    def _constraints(self, node: Node) -> list[Rule]:
        found = list(self.graph.linked(node, "hasConstraint"))
        self.seen.update(one.id for one in found)
        words = [text(one, "description", "name") or _comparison(one) for one in found]
        said = text(node, "description") if not any(words) else "; ".join(w for w in words if w)
        return [self.notes.by_hand(said or say("a constraint that no credential shows"))] if found else []

    def _missing(self, node: Node, terms: tuple[str, ...]) -> list[Rule]:
        """Parts that are named and not in the file."""
        gone = [one for one in self.graph.refs(node, *terms) if one not in self.graph.nodes]
        for one in gone:
            self.notes.drop(one, say("it is named but not in the file; confirm it by hand"))
        return [self.notes.by_hand(say("{one} (not in the file)", one=one)) for one in gone]

    def _ids(self, node: Node) -> list[str]:
        found = self.graph.refs(node, "proxyFor", "sourceData")
        return [one for one in found if ":" in one and " " not in one and not one.startswith("_:")][:50]

    def _unreached(self) -> list[Rule]:
        """Parts that nothing leads to: whether they are needed is for the learner to find out."""
        found = [
            text(node, "name", "description") or node.id
            for node in self.graph.nodes.values()
            if node.id not in self.seen and (_is_component(node) or "ComponentCondition" in node.types)
        ]
        for one in found:
            self.notes.drop(one, say("nothing leads to it from the goal"))
        if not found:
            return []
        return [
            self.notes.by_hand(
                say("see whether these are needed too: {found}", found=", ".join(found)), say("Parts beside the goal")
            )
        ]

    def _losses(self, root: Node) -> None:
        """What the rules do not check, term by term."""
        reached = [self.graph.nodes[one] for one in self.seen if one in self.graph.nodes]
        parts = [node for node in reached if "Constraint" not in node.types]  # those are confirmed by hand
        unread = [name for node in parts for name in node.values if name not in _READ and name not in _ABOUT]
        for one in tally(unread):
            self.notes.drop(text(root, "name") or root.id, say("not checked: {one}", one=one))


def _is_component(node: Node) -> bool:
    plain = {"Credential", "Course", "Certification", "Assessment", "Basic"}
    return any(name.endswith("Component") for name in node.types) or not node.types.isdisjoint(plain)


def _operator(graph: Graph, node: Node) -> str:
    return " ".join(one.rpartition("/")[2].rpartition(":")[2] for one in graph.refs(node, "logicalOperator"))


def _comparison(node: Node) -> str:
    """A constraint in the words it has: ``minGrade EQ D``."""
    parts = []
    for name in ("leftAction", "leftSource", "comparator", "rightAction", "rightSource"):
        for value in node.values.get(name, [])[:5]:
            plain = value.get("@id", value.get("@value", "")) if isinstance(value, dict) else value
            parts.append(str(plain).rpartition("/")[2].rpartition("#")[2] or str(plain))
    return " ".join(parts)

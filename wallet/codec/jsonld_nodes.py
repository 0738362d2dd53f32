"""The walk itself: nodes, lists, graphs and values of a JSON-LD document to quads and tree.

One pass does what the specification does in three (expansion, node map, RDF).
The order of keys does not matter to any of it, so keys are taken as they come.
"""

from dataclasses import replace
from typing import Any, TypeAlias

from wallet.codec.context_terms import IRI
from wallet.codec.contexts import JsonObject, Term, make_term
from wallet.codec.jsonld_contexts import ANOTHER_NAME, PROPERTY, TYPE, Active, Contexts, Kind, hides
from wallet.codec.jsonld_values import (
    I18N,
    RDF,
    escape,
    json_literal,
    language_tag,
    literal,
    native,
    nothing_signed,
    unsigned,
)
from wallet.codec.rdfc import Quad
from wallet.errors import Refused
from wallet.wording import say

Made: TypeAlias = tuple[str, JsonObject]
"""The N-Quads term of a value, and its value in the tree."""

_DEPTH = 80
"""Nodes within nodes; the JSON reader stops at 64, so this only guards against other callers."""
_EXPANDED = 32 * 1024 * 1024
"""Characters of all IRIs that the compact ones of one document expand to."""
_RDF_TYPE = f"<{RDF}type>"
_FIRST, _REST, _NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
_NO_TERM = make_term("")
_UNSUPPORTED = frozenset(("@included", "@nest", "@reverse"))


class Walker:
    """One walk over one document."""

    def __init__(self, contexts: Contexts, *, signed_direction: bool) -> None:
        self.contexts = contexts
        self.signed_direction = signed_direction
        self.quads: list[Quad] = []
        self.open_fields: set[str] = set()
        """Keys and types that have a meaning only by an ``@vocab`` which the document itself sets."""
        self.nodes: dict[int, JsonObject] = {}
        """The tree of every object of the document that is a node, by the object's identity."""
        self.places: dict[tuple[str, str], list[JsonObject]] = {}
        """Graph and id of each node that has one, and its trees wherever it is described."""
        self.directed = False
        self.graph = ""
        """The graph that quads go to; empty for the default one."""
        self.depth = 0
        self.blanks = 0
        self.expanded = 0

    def document(self, document: JsonObject) -> JsonObject:
        """The tree of the whole document (API 5.1.2 step 19; 5.1 step 8 for one that is only ``@graph``)."""
        active = self.contexts.root
        if "@context" in document:
            active = self.contexts.local(active, document["@context"])
        plain = active.object_keys.isdisjoint(document)
        found = [] if plain else [key for key in document if key in active.object_keys]
        if any(active.keywords[key] != "@graph" for key in found):
            raise unsigned(found[0])
        if found and len(document) <= 1 + ("@context" in document):
            tree: JsonObject = {"@graph": self._within("", found[0], document[found[0]], active)}
        else:
            _, tree = self._node(document, active)
        if not self.quads:
            raise nothing_signed()
        return tree

    def _node(self, element: JsonObject, active: Active) -> Made:
        """A node object whose own ``@context`` has been applied (API 5.1.2 steps 10 to 12; 8.2)."""
        types = self._types(element, active)
        kind = active.kinds.get(types)
        within = self._type_scoped(types, active) if kind is None else kind.active
        subject, tree = self._subject(element, within)
        if kind is None:
            kind = self._kind(types, active, within)
        if kind.iris:
            tree["@type"] = [*kind.iris]
        for iri in kind.iris:
            self.quads.append((subject, _RDF_TYPE, f"<{iri}>", self.graph))
        self._properties(element, within, kind.plain_keys, subject, tree)
        self.nodes[id(element)] = tree
        if subject[0] == "<" and len(tree) > 1:
            self.places.setdefault((self.graph, subject), []).append(tree)
        return subject, tree

    def _properties(
        self, element: JsonObject, active: Active, plain: frozenset[str], subject: str, tree: JsonObject
    ) -> None:
        """All keys of a node but those in ``plain``, which have been read already (API 5.1.2 step 13)."""
        quads, graph, terms = self.quads, self.graph, active.terms
        untagged = not (active.language or active.direction)
        for key, value in element.items():
            if key in plain:
                continue
            term = terms.get(key)
            if term is None or not term.predicate:
                if active.keywords.get(key) == "@graph" and "@graph" not in tree:
                    tree["@graph"] = self._within(subject, key, value, active)
                    continue
                term = self._unlisted(key, active)
            coercion, shown = term.coercion, tree.setdefault(term.iri, [])
            if type(value) is str and term.ending and (untagged or coercion):
                quads.append((subject, term.predicate, f'"{escape(value)}{term.ending}', graph))
                shown.append({"@value": value, "@type": coercion} if coercion else {"@value": value})
                continue
            single = type(value) is not list and not term.container and coercion != "@json"
            for target, item in (self._value if single else self._values)(key, value, term, active):
                quads.append((subject, term.predicate, target, graph))
                shown.append(item)
            if not shown:
                del tree[term.iri]

    def _types(self, element: JsonObject, active: Active) -> tuple[str, ...]:
        types: list[Any] = []
        for key in active.type_keys:
            if key in element:
                found = element[key]
                types += found if isinstance(found, list) else [found]
        for name in types:
            if not isinstance(name, str):
                raise unsigned("@type")
        return tuple(types)

    def _kind(self, types: tuple[str, ...], outer: Active, within: Active) -> Kind:
        """What these types stand for around the node, and which keys say something about the node itself."""
        iris = []
        for name in types:
            iris.append(self._vocab_iri(name, outer, name))
            if ":" in name and hides(name, iris[-1]):  # signed alike, but no reader would know it for what it is
                raise Refused("key_not_a_term", field=name[:80])
        plain = within.plain_keys if within is outer else within.plain_keys & outer.plain_keys
        return self.contexts.keep_kind(types, outer, Kind(within, tuple(iris), plain))

    def _type_scoped(self, types: tuple[str, ...], outer: Active) -> Active:
        """The contexts of all types, in code point order of their names (API 5.1.2 step 11)."""
        active = outer
        for name in sorted(set(types)) if len(types) > 1 else types:
            term = outer.terms.get(name)
            if term is not None and term.scope is not None:
                active = self.contexts.derive(active, term.scope, TYPE)
        if active.type_keys != outer.type_keys:
            raise Refused("feature_unsupported", feature=say("a type that renames @type"))
        return active

    def _subject(self, element: JsonObject, active: Active) -> tuple[str, JsonObject]:
        """The node's own term, and its tree so far."""
        found = None
        for key in active.id_keys:
            if key in element:
                if found is not None or not isinstance(element[key], str):
                    raise unsigned(key)
                found = self._iri(element[key], active, key)
        return (f"<{found}>", {"@id": found}) if found else (self._blank(), {})

    def _blank(self) -> str:
        """A blank node under the label that is its canonical one if it stays the only one (RDFC-1.0, 4.3)."""
        self.blanks += 1
        return f"_:c14n{self.blanks - 1}"

    def _unlisted(self, key: str, active: Active) -> Term:
        """The meaning of a key that has no usable term: one from the default vocabulary, or a refusal."""
        if key in _UNSUPPORTED:
            raise Refused("feature_unsupported", feature=key)
        if ":" in key and key not in active.terms:
            raise Refused("key_not_a_term", field=key[:80])
        return make_term(self._vocab_iri(key, active, key))

    def _values(self, key: str, value: Any, term: Term, active: Active) -> list[Made]:
        """All values of one property."""
        if term.coercion == "@json":
            return [(json_literal(value), {"@value": value, "@type": "@json"})]
        if term.container:
            return self._contained(key, value, term, active)
        if type(value) is not list:
            return self._value(key, value, term, active)
        return [made for item in value for made in self._value(key, item, term, active)]

    def _value(self, key: str, item: Any, term: Term, active: Active) -> list[Made]:
        """One item as its values: none for null, several for a set object."""
        if isinstance(item, dict):
            return self._object(key, item, term, active)
        if item is None:
            return []
        if isinstance(item, list):
            raise Refused("feature_unsupported", feature=say("arrays within arrays"))
        if term.scope is not None:
            active = self.contexts.derive(active, term.scope, PROPERTY)
        return [self._scalar(key, item, term, active)]

    def _scalar(self, key: str, item: Any, term: Term, active: Active) -> Made:
        """A string, number or boolean as the term's definition reads it (API 5.3.2)."""
        coercion = term.coercion
        if isinstance(item, str):
            if coercion in ("@id", "@vocab"):
                iri = self._iri(item, active, key) if coercion == "@id" else self._vocab_iri(item, active, key)
                return f"<{iri}>", {"@id": iri}
            if not coercion:
                language = active.language if term.language is None else term.language
                direction = active.direction if term.direction is None else term.direction
                return self._text(item, language, direction, key)
            return literal(escape(item), coercion), {"@value": item, "@type": coercion}
        datatype = "" if coercion in ("@id", "@vocab") else coercion
        return native(item, datatype), {"@value": item, "@type": datatype} if datatype else {"@value": item}

    def _text(self, value: str, language: str, direction: str, key: str) -> Made:
        """A string with the language and direction it has, if any (API 8.2.2 steps 11 to 13)."""
        shown = {"@value": value}
        if language:
            language = shown["@language"] = language_tag(language, key)
        if direction:
            self.directed = True
            shown["@direction"] = direction
            if self.signed_direction:
                return f'"{escape(value)}"^^<{I18N}{language}_{direction}>', shown
        return f'"{escape(value)}"@{language}' if language else f'"{escape(value)}"', shown

    def _object(self, key: str, element: JsonObject, term: Term, active: Active) -> list[Made]:
        """A JSON object as a value, in the context that holds for it (API 5.1.2 steps 7 to 9)."""
        if active.previous is not None and not active.is_reference(element):
            active = active.previous
        if term.scope is not None:
            active = self.contexts.derive(active, term.scope, PROPERTY)
        if "@context" in element:
            active = self.contexts.local(active, element["@context"])
        self.depth += 1
        if self.depth > _DEPTH:
            raise Refused("too_complex")
        if active.object_keys.isdisjoint(element):
            made = [self._node(element, active)]
        else:
            made = self._special(key, element, active)
        self.depth -= 1
        return made

    def _special(self, key: str, element: JsonObject, active: Active) -> list[Made]:
        """An object that is a value, a list, a set or a graph."""
        members = {active.keywords[name]: name for name in element if name in active.object_keys}
        if "@value" in members:
            return self._value_object(key, element, active)
        for keyword in ("@list", "@set"):
            if keyword in members:
                active.check_members(element, {keyword, "@context"})
                items = element[members[keyword]]
                if keyword == "@list" and isinstance(items, list) and any(active.is_set(item) for item in items):
                    raise Refused("feature_unsupported", feature=say("lists of lists"))  # what step 5.2.2 makes of it
                # The context may have been reverted, and with it what the property means (API 5.1.2 step 7).
                made = self._items(key, items, active.terms.get(key, _NO_TERM), active)
                if not made and not isinstance(items, list):
                    raise unsigned(key)
                return made if keyword == "@set" else [self._list(made)]
        return [self._node(element, active)]

    def _value_object(self, key: str, element: JsonObject, active: Active) -> list[Made]:
        """An object with ``@value`` (API 5.1.2 step 14; 8.2.2)."""
        active.check_members(element, {"@value", "@type", "@language", "@direction", "@context"})
        members = {active.keywords[name]: element[name] for name in element}
        value, datatype = members["@value"], members.get("@type")
        if "@type" in members and ("@language" in members or "@direction" in members):
            raise unsigned(key)
        if datatype is not None:
            return self._typed(key, value, datatype, active)
        language = language_tag(members["@language"], key) if "@language" in members else ""
        direction = members.get("@direction", "")
        if direction not in ("", "ltr", "rtl"):
            raise unsigned(key)
        if value is None:  # nothing is said, and what stands beside it is only a language or a direction
            return []
        if isinstance(value, str):
            return [self._text(value, language, direction, key)]
        if isinstance(value, dict | list) or "@language" in members or "@direction" in members:
            raise unsigned(key)
        return [(native(value, ""), {"@value": value})]

    def _typed(self, key: str, value: Any, datatype: Any, active: Active) -> list[Made]:
        if not isinstance(datatype, str):
            raise unsigned(key)
        term = active.terms.get(datatype)
        if datatype == "@json" or (term is not None and term.iri == "@json"):
            return [(json_literal(value), {"@value": value, "@type": "@json"})]
        iri = self._vocab_iri(datatype, active, key)
        if value is None:
            return []
        if isinstance(value, dict | list):
            raise unsigned(key)
        made = literal(escape(value), iri) if isinstance(value, str) else native(value, iri)
        return [(made, {"@value": value, "@type": iri})]

    def _contained(self, key: str, value: Any, term: Term, active: Active) -> list[Made]:
        """The values of a property whose definition names a container (API 5.1.2 steps 13.7 to 13.13)."""
        items = value if isinstance(value, list) else [value]
        if term.container == "@graph":
            return [self._graph_value(key, item, term, active) for item in items if item is not None]
        bare = replace(term, container="")
        if term.container == "@language":
            if isinstance(value, dict):
                return self._language_map(key, value, bare, active)
            return self._values(key, value, bare, active)
        if isinstance(value, list) and any(active.is_set(item) for item in value):
            raise Refused("feature_unsupported", feature=say("lists of lists"))  # what step 5.2.2 makes of the set
        made = [] if value is None else self._items(key, items, bare, active)
        if value is None or (isinstance(value, dict) and not made and not active.is_set(value)):
            return []  # a value object without a value is null as well
        if isinstance(value, dict) and made and "@list" in made[0][1]:
            return made
        return [self._list(made)]

    def _items(self, key: str, items: Any, term: Term, active: Active) -> list[Made]:
        if not isinstance(items, list):
            items = [items]
        return [made for item in items for made in self._value(key, item, term, active)]

    def _list(self, made: list[Made]) -> Made:
        """A list of values as RDF spells it (API 8.3)."""
        if any("@list" in shown for _, shown in made):
            raise Refused("feature_unsupported", feature=say("lists of lists"))
        if not made:
            return _NIL, {"@list": []}
        cells = [self._blank() for _ in made]
        for cell, rest, (target, _) in zip(cells, [*cells[1:], _NIL], made, strict=True):
            self.quads.append((cell, _FIRST, target, self.graph))
            self.quads.append((cell, _REST, rest, self.graph))
        return cells[0], {"@list": [shown for _, shown in made]}

    def _language_map(self, key: str, value: JsonObject, term: Term, active: Active) -> list[Made]:
        """Texts by language (API 5.1.2 step 13.7)."""
        made = []
        direction = active.direction if term.direction is None else term.direction
        for tag, texts in value.items():
            alias = active.terms.get(tag)
            untagged = tag == "@none" or (alias is not None and alias.iri == "@none")
            language = "" if untagged else language_tag(tag, key)
            for text in texts if isinstance(texts, list) else [texts]:
                if text is None:
                    continue
                if not isinstance(text, str):
                    raise unsigned(key)
                made.append(self._text(text, language, direction, key))
        return made

    def _graph_value(self, key: str, item: Any, term: Term, active: Active) -> Made:
        """A node in a graph of its own, such as a proof (API 5.1.2 step 13.11); the graph's name is its value."""
        outer, self.graph = self.graph, self._blank()
        name, shown = self.graph, self._only_node(key, item, term, active)
        self.graph = outer
        return name, shown

    def _within(self, graph: str, key: str, value: Any, active: Active) -> list[JsonObject]:
        """The nodes of an explicit ``@graph``."""
        outer, self.graph = self.graph, graph
        items = value if isinstance(value, list) else [value]
        shown = [self._only_node(key, item, _NO_TERM, active) for item in items]
        self.graph = outer
        return shown

    def _only_node(self, key: str, item: Any, term: Term, active: Active) -> JsonObject:
        """A node with statements of its own; anything else in a graph would not be signed, and is refused."""
        before = len(self.quads)
        if isinstance(item, list):
            raise Refused("feature_unsupported", feature=say("arrays within arrays"))
        made = self._object(key, item, term, active) if isinstance(item, dict) else []
        if not made or (len(self.quads) == before and made[0][1]):
            raise unsigned(key)
        if len(made) > 1 or "@list" in made[0][1] or "@graph" in made[0][1]:
            raise Refused("feature_unsupported", feature=say("sets, lists and graphs within graphs"))
        return made[0][1]

    def _iri(self, value: str, active: Active, key: str) -> str:
        """An identifier: absolute, or compact with a prefix that is defined (API 5.2)."""
        prefix, _, suffix = value.partition(":")
        if suffix[:2] != "//":
            if prefix == "_":
                raise Refused("feature_unsupported", feature=say("blank node identifiers"))
            term = active.terms.get(prefix)
            if term is not None and term.prefix:
                value = term.iri + suffix
                self._grow(len(value))
        if not IRI.fullmatch(value):
            raise unsigned(key)
        return value

    def _vocab_iri(self, value: str, active: Active, key: str) -> str:
        """A term, an IRI, or a word of the default vocabulary (API 5.2)."""
        term = active.terms.get(value)
        if term is not None:
            if term.unsupported == ANOTHER_NAME:
                raise Refused("term_redefined", field=value[:80])
            if term.unsupported:
                raise Refused("feature_unsupported", feature=term.unsupported)
            if not term.predicate:
                raise unsigned(key)
            return term.iri
        head, colon, _ = value.partition(":")
        if colon and (active.vocab is None or head == "_" or head in active.terms or IRI.match(value)):
            return self._iri(value, active, key)
        if active.vocab is None or value[:1] == "@":
            raise unsigned(key)
        iri = active.vocab + value
        self._grow(len(iri))
        if active.open_vocabulary:
            if hides(value, iri):
                raise Refused("term_redefined", field=value[:80])
            self.open_fields.add(value[:80])
        if not IRI.fullmatch(iri):
            raise unsigned(key)
        return iri

    def _grow(self, characters: int) -> None:
        """Count the characters of an expanded IRI: a few characters in the document can stand for many."""
        self.expanded += characters
        if self.expanded > _EXPANDED:
            raise Refused("too_complex")

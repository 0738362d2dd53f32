"""XML from a stranger, read into plain values with no leniency and bounded work.

No document type, no entity and no other encoding than UTF-8 is accepted, so
nothing is fetched, nothing grows, and two programs cannot read different texts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wallet.codec import limits
from wallet.errors import Unreadable
from wallet.wording import say

if TYPE_CHECKING:  # most credentials are no XML
    from xml.parsers.expat import XMLParserType

_SEPARATOR = " "


class Reader(Protocol):
    """Whoever is told what a document holds; any of these raises to end the reading."""

    def doctype(self, name: str, system: str | None, public: str | None, internal_subset: int) -> None:
        """A document type."""

    def entity(self, *_: object) -> None:
        """An entity that is defined, or used and not one of XML's own."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The start of an element: its namespace, a space and its local name."""

    def end(self, tag: str) -> None:
        """The end of an element."""

    def characters(self, text: str) -> None:
        """A piece of text."""


def parser(reader: Reader) -> "XMLParserType":
    """An expat parser that tells ``reader`` everything and fetches nothing.

    It takes UTF-8 whatever the document says: two readers must not disagree on a text.
    """
    from xml.parsers.expat import ParserCreate

    made = ParserCreate("utf-8", _SEPARATOR)
    made.StartDoctypeDeclHandler = reader.doctype
    made.EntityDeclHandler = made.SkippedEntityHandler = reader.entity
    made.StartElementHandler = reader.start
    made.EndElementHandler = reader.end
    made.CharacterDataHandler = reader.characters
    return made


class Element(NamedTuple):
    """One element; names are local ones, without their namespace."""

    name: str
    namespace: str
    attributes: dict[str, str]
    children: "list[Element]"
    texts: list[str]

    @property
    def text(self) -> str:
        """What stands between its tags, white space collapsed."""
        return " ".join("".join(self.texts).split())

    def all(self, *path: str) -> "list[Element]":
        """The elements that a path of local names leads to."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def first(self, *path: str) -> "Element | None":
        """The first of :meth:`all`, if any."""
        return next(iter(self.all(*path)), None)

    def descendants(self) -> "Iterator[Element]":
        """Itself and every element below it."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def loads(data: bytes) -> Element:
    """The root element of an XML document (XML 1.0) in UTF-8.

    Raises :class:`Unreadable` with a slug that starts ``xml_``: for a document
    type or an entity, for what is not well-formed, and beyond the limits of JSON
    on size, depth and number of values.
    """
    if len(data) > limits.JSON_BYTES:
        raise _refused("xml_too_large", say("it is larger than {limit} bytes", limit=limits.JSON_BYTES))
    return _Reader(data).root


class _Reader:
    """One pass over a document."""

    def __init__(self, data: bytes) -> None:
        from xml.parsers.expat import ExpatError

        self._open = [Element("", "", {}, [], [])]
        self._values = 0
        try:
            parser(self).Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        except ExpatError as error:
            where = say("line {lineno}, column {offset}", lineno=error.lineno, offset=error.offset + 1)
            raise _refused("xml_malformed", say("its XML breaks at {where}", where=where)) from None

    @property
    def root(self) -> Element:
        return self._open[0].children[0]

    def doctype(self, *_: object) -> None:
        raise _refused("xml_doctype", say("it defines a document type or entities of its own"))

    entity = doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._values += 1 + len(attributes)
        if self._values > limits.JSON_VALUES:
            raise _refused("xml_too_many_values", say("it holds more than {limit} values", limit=limits.JSON_VALUES))
        if len(self._open) > limits.JSON_DEPTH:
            raise _refused("xml_too_deep", say("it is nested more than {limit} levels deep", limit=limits.JSON_DEPTH))
        namespace, _, name = tag.rpartition(_SEPARATOR)
        local = {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()}
        element = Element(name, namespace, local, [], [])
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].texts.append(text)


def _refused(slug: str, reason: str) -> Unreadable:
    return Unreadable(
        say("not acceptable as XML: {reason}", reason=reason),
        hint=say("ask whoever made the file for a fresh copy"),
        slug=slug,
    )

"""What the terms of one JSON-LD context definition mean (JSON-LD 1.1 API, 4.2 and 5.2)."""

import re
from collections import ChainMap
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from wallet.codec.contexts import PREFIX_ENDS, JsonObject, Term
from wallet.errors import Refused, Unreadable
from wallet.wording import say

KEYWORD = re.compile(r"@[A-Za-z]+")
"""What looks like a keyword is reserved, known or not (API 4.2.2 step 5)."""
IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')
"""An absolute IRI that N-Quads can hold."""
CHAIN = 32
"""Levels of prefixes defined by prefixes, or of contexts within contexts; no honest vocabulary has more."""
_ALIASED = frozenset(("@direction", "@graph", "@id", "@json", "@language", "@list", "@none", "@set", "@type", "@value"))
"""Keywords for which the walk accepts an alias."""
_MEMBERS = frozenset(
    ("@container", "@context", "@direction", "@id", "@index", "@language", "@nest", "@prefix", "@protected")
) | {"@reverse", "@type"}
"""What a term's definition may hold."""
KEYWORDS = _ALIASED | _MEMBERS | {"@base", "@import", "@included", "@preserve", "@propagate", "@version", "@vocab"}


class Meaning(NamedTuple):
    """What a name stands for while IRIs are resolved."""

    iri: str
    """Absolute IRI, keyword, or empty for null."""
    prefix: bool
    """Whether compact IRIs may start with it."""


Surroundings: TypeAlias = Mapping[str, Meaning | Term]
"""The definitions that hold where a context is written, by term; ``@vocab`` is one of them."""


def malformed(reason: str) -> Unreadable:
    """The error for what is not a context."""
    return Unreadable(say("not a JSON-LD context: {reason}", reason=reason), slug="context_malformed")


def over(defined: Surroundings, around: Surroundings) -> Surroundings:
    """``defined`` on top of ``around``, as one flat chain however often this is applied."""
    if not defined:
        return around
    return ChainMap(defined, *(around.maps if isinstance(around, ChainMap) else [around]))  # type: ignore[arg-type]  # only read


class Resolver:
    """Names to IRIs within one definition, which may refer to each other in any order (API 4.2 and 5.2)."""

    def __init__(self, definition: JsonObject, around: Surroundings) -> None:
        self.definition = definition
        self.around = around
        self.needs: dict[str, str | None] = {}
        """Names taken from the surroundings, and their IRIs there; None if undefined."""
        self.open: dict[str, dict[str, str]] = {"iri": {}, "type": {}}
        """By member (``iri`` or ``type``), term to source text: what depends on one of ``needs``."""
        self.known: dict[str, Meaning] = {}
        self.ignored: set[str] = set()
        self.unfinished: list[str] = []
        self.vocab = self._vocab()

    def _vocab(self) -> str | None:
        if "@vocab" not in self.definition:
            outer = self.around.get("@vocab")
            return outer.iri if outer else None
        value = self.definition["@vocab"]
        if value is None:
            self.known["@vocab"] = Meaning("", prefix=False)
            return None
        if not isinstance(value, str):
            raise malformed(say("its @vocab is no text"))
        iri = self.compact_iri(value)
        if iri is None or any(self.needs.values()):
            raise Refused("feature_unsupported", feature=say("an @vocab that is no absolute IRI"))
        self.needs.clear()
        self.known["@vocab"] = Meaning(iri, prefix=False)
        return iri

    def meaning(self, name: str) -> Meaning | None:
        """What a term of this definition stands for; None when its definition must be ignored."""
        if name in self.known:
            return self.known[name]
        if name in self.ignored:
            return None
        if name in self.unfinished or len(self.unfinished) > CHAIN:
            raise malformed(say("its terms refer to each other in a circle"))
        self.unfinished.append(name)
        found = self._define(name)
        self.unfinished.pop()
        if found is None:
            self.ignored.add(name)
        else:
            self.known[name] = found
        return found

    def _define(self, name: str) -> Meaning | None:
        value = self.definition[name]
        simple = value is None or isinstance(value, str)
        if not name or not (simple or isinstance(value, dict)):
            raise malformed(say("a term has no proper definition"))
        source = value if simple else value.get("@reverse", value.get("@id", name))
        if source is None:
            return Meaning("", prefix=False)
        if not isinstance(source, str):
            raise malformed(say("a term's @id is no text"))
        if source not in KEYWORDS and KEYWORD.fullmatch(source):
            return None
        iri = self.own_iri(name) if source == name else self.expand(source)
        if iri not in KEYWORDS and not IRI.fullmatch(iri):
            raise malformed(say("a term stands for no IRI"))
        self.note_open(name, "iri", source)
        usable = simple and not {":", "/"} & set(name) and iri.endswith(PREFIX_ENDS)
        return Meaning(iri, usable if simple else boolean(value, "@prefix", default=False))

    def note_open(self, name: str, member: str, source: str) -> None:
        """Remember ``source`` if it would expand to another IRI in other surroundings."""
        heads = {source, source.partition(":")[0], *(() if ":" in source else ("@vocab",))}
        if any(head in self.needs or head in self.open["iri"] for head in heads):
            self.open[member][name] = source

    def own_iri(self, name: str) -> str:
        """A term without ``@id``: a compact IRI or a word of the vocabulary (API 4.2.2 steps 14 to 17)."""
        prefix, colon, suffix = name.partition(":")
        if prefix and colon:
            found = self.lookup(prefix)
            return found.iri + suffix if found and found.iri else name
        return self._in_vocabulary(name)

    def expand(self, value: str) -> str:
        """The IRI that ``value`` stands for within a context (API 5.2)."""
        if value in KEYWORDS:
            return value
        if value in self.definition or value in self.around or ":" not in value:
            found = self.lookup(value)
            if found:
                return found.iri
        return self.compact_iri(value) or self._in_vocabulary(value)

    def compact_iri(self, value: str) -> str | None:
        """``value`` with its prefix resolved, an absolute IRI as it is, else None."""
        prefix, colon, suffix = value.partition(":")
        if not prefix or not colon:
            return None
        if prefix != "_" and not suffix.startswith("//"):
            found = self.lookup(prefix)
            if found and found.prefix:
                return found.iri + suffix
        return value

    def lookup(self, name: str) -> Meaning | Term | None:
        """A term of this definition, or else of the surroundings, which is then recorded in ``needs``."""
        if name in self.definition and not KEYWORD.fullmatch(name):
            return self.meaning(name)
        found = self.around.get(name)
        self.needs[name] = found.iri if found else None
        return found

    def _in_vocabulary(self, name: str) -> str:
        if self.vocab is None:
            raise malformed(say("a term stands for no IRI"))
        if "@vocab" not in self.definition:
            self.needs["@vocab"] = self.vocab
        return self.vocab + name


def fact(name: str, resolver: Resolver, *, protected: bool) -> JsonObject | None:
    """What a term means, as a table keeps it; None for a term mapped to null (API 4.2.2).

    ``protected`` is what its context says of all terms; only a departure is kept.
    """
    value = resolver.definition[name]
    meaning = resolver.known[name]
    found: JsonObject = {"iri": meaning.iri}
    if meaning.prefix:
        found["prefix"] = True
    if isinstance(value, dict):
        if not value.keys() <= _MEMBERS:
            raise malformed(say("a term's definition holds an unknown member"))
        found.update(_coercion(name, value, resolver))
        found.update(_container(value))
        if (own := boolean(value, "@protected", default=protected)) != protected:
            found["protected"] = own
    elif not meaning.iri:
        return None
    if feature := _unsupported(meaning.iri, value):
        found["unsupported"] = feature
    return found


def boolean(value: JsonObject, member: str, *, default: bool) -> bool:
    """A member that can only be true or false."""
    found = value.get(member, default)
    if not isinstance(found, bool):
        raise malformed(say("{member} is neither true nor false", member=member))
    return found


def language(value: Any) -> str:
    """A language tag in lower case, as other processors write it; empty for null.

    An empty tag is none (RFC 5646 2.1): some write it into what is signed, others drop the text that has it.
    """
    if value == "" or not isinstance(value, str | None):
        raise malformed(say("a language is no text"))
    return (value or "").lower()


def direction(value: Any) -> str:
    """``ltr`` or ``rtl``; empty for null."""
    if value not in (None, "ltr", "rtl"):
        raise malformed(say("a text direction is neither ltr nor rtl"))
    return str(value or "")


def _coercion(name: str, value: JsonObject, resolver: Resolver) -> JsonObject:
    """Datatype, or default language and direction."""
    found: JsonObject = {}
    if "@type" in value:
        coercion = value["@type"]
        if not isinstance(coercion, str):
            raise malformed(say("a term's @type is no text"))
        if coercion not in ("@id", "@vocab", "@json", "@none"):
            source, coercion = coercion, resolver.expand(coercion)
            if not IRI.fullmatch(coercion):
                raise malformed(say("a term's @type is no IRI"))
            resolver.note_open(name, "type", source)
        if coercion != "@none":
            found["type"] = coercion
    elif "@language" in value:
        found["language"] = language(value["@language"])
    if "@direction" in value:
        found["direction"] = direction(value["@direction"])
    return found


def _container(value: JsonObject) -> JsonObject:
    """``@list``, ``@graph`` or ``@language``; ``@set`` changes nothing that is signed."""
    container = value.get("@container", [])
    names = [container] if isinstance(container, str) else container
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise malformed(say("a term's @container is no keyword"))
    if "@index" in value and "@index" not in names:
        raise malformed(say("a term has an @index and no such container"))
    kinds = sorted(set(names) - {"@set"})
    if kinds in ([], ["@list"], ["@graph"], ["@language"]):
        return {"container": kinds[0]} if kinds else {}
    if not set(kinds) <= {"@graph", "@id", "@index", "@type"}:
        raise malformed(say("a term's @container is no container"))
    return {"unsupported": f"{kinds[-1]} maps"}


def _unsupported(iri: str, value: Any) -> str:
    """The feature that keeps the term from being used, if any."""
    if isinstance(value, dict):
        for member in ("@reverse", "@nest", "@index"):
            if member in value:
                if not isinstance(value[member], str):
                    raise malformed(say("a term's {member} is no text", member=member))
                if member == "@nest" and value[member] in KEYWORDS - {member}:
                    raise malformed(say("a term's @nest is another keyword"))  # API 4.2.2 step 21
                if member == "@reverse" and not value.keys().isdisjoint(("@id", "@nest")):
                    raise malformed(say("a term has @reverse and a name of its own"))  # step 13.1
                return member
    return iri if iri in KEYWORDS and iri not in _ALIASED else ""

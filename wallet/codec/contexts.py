"""Compiled JSON-LD contexts: what the terms of a vocabulary mean, as tables that come with the program.

No context is ever fetched.  A table is made from an official document by
:mod:`wallet.codec.context_compiler`, holds facts only and is read when a
document first names its URL.  One URL can have several editions, because
publishers have changed texts in place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from wallet.codec import strictjson
from wallet.codec.jsonld_values import literal_end
from wallet.errors import Unreadable
from wallet.wording import say

SCHEMA = "wallet-context/1"
PREFIX_ENDS = tuple(":/?#[]@")
"""The last character of an IRI that a simple term may be a prefix for (JSON-LD 1.1 API 4.2.2)."""

_BUNDLED = Path(__file__).with_name("context_tables")
_OPEN_BADGES_DRAFT = "w3c-ccg.github.io-vc-ed-plugfest-1-2022-jff-vc-edu-plugfest-1-context.json"
"""The vocabulary of Open Badges 3.0 until November 2022; some issuers went on signing over it for a year."""
_SECP256K1 = "https://w3id.org/security/suites/secp256k1-2019/v1"
ALSO_AT = {
    "https://ns.did.ai/suites/secp256k1-2019/v1": _SECP256K1,
    "https://ns.did.ai/suites/secp256k1-2019/v1/": _SECP256K1,
    "https://schema.org": "https://schema.org/",
}
"""Other URLs that give the very document of a bundled one: where it moved to, or the same by RFC 3986, 6.2.3."""
_BESIDES = {
    "https://w3id.org/citizenship/v4rc1": {"1": "w3id.org-citizenship-v4rc1.json"},
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": {"draft": _OPEN_BADGES_DRAFT},
    "https://imsglobal.github.io/openbadges-specification/context.json": {
        "draft": _OPEN_BADGES_DRAFT,
        "1": "purl.imsglobal.org-spec-ob-v3p0-context.json",
    },
}
"""Editions whose official text is not at that URL in what the index is made from; what others sign over proves them."""
_CONTAINERS = ("", "@list", "@graph", "@language")
_TERMS_KEPT = 1_000_000
"""Terms of derived contexts that are kept in memory, at about 30 bytes each."""

JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """What one term means, in the shape the walk wants it."""

    iri: str
    """Absolute IRI, a keyword for an alias such as ``id``, or empty for a term mapped to null."""
    predicate: str
    """``<iri>``, or empty for a term that cannot be a predicate."""
    coercion: str
    """Datatype IRI, ``@id``, ``@vocab``, ``@json`` or empty."""
    ending: str
    """What follows the text of a literal, ``"`` or ``"^^<datatype>``; empty where the term alone does not decide it."""
    container: str
    """``@list``, ``@graph``, ``@language`` or empty; ``@set`` changes nothing that is signed."""
    language: str | None
    """Language tag in lower case; empty says "none", None leaves it to the context."""
    direction: str | None
    """``ltr`` or ``rtl``; empty says "none", None leaves it to the context."""
    scope: "LocalContext | None"
    """The context that holds within values of this property, or nodes of this type."""
    protected: bool
    prefix: bool
    """Whether compact IRIs may start with the term."""
    unsupported: str
    """The feature that keeps the term from being used, such as ``@reverse``."""

    def with_member(self, member: str, iri: str) -> "Term":
        """This term with another ``iri`` or ``type``."""
        return make_term(
            iri if member == "iri" else self.iri,
            coercion=iri if member == "type" else self.coercion,
            container=self.container,
            language=self.language,
            direction=self.direction,
            scope=self.scope,
            protected=self.protected,
            prefix=self.prefix,
            unsupported=self.unsupported,
        )


def make_term(  # noqa: PLR0913 - as many as a definition has members
    iri: str,
    *,
    coercion: str = "",
    container: str = "",
    language: str | None = None,
    direction: str | None = None,
    scope: "LocalContext | None" = None,
    protected: bool = False,
    prefix: bool = False,
    unsupported: str = "",
) -> Term:
    """A term, with the parts of its N-Quads statements that are always the same prepared once."""
    predicate = "" if not iri or iri[0] == "@" or unsupported else f"<{iri}>"
    ending = ""
    if not (container or scope or language is not None or direction is not None or coercion[:1] == "@"):
        ending = literal_end(coercion)
    return Term(iri, predicate, coercion, ending, container, language, direction, scope, protected, prefix, unsupported)


@dataclass(frozen=True, slots=True)
class Layer:
    """One context definition: the innermost ``{...}`` of a context document."""

    terms: Mapping[str, Term]
    changes: tuple[tuple[str, str | None], ...] = ()
    """``vocab``, ``language`` and ``direction`` where it sets them; None clears."""
    needs: tuple[tuple[str, str | None], ...] = field(default=(), compare=False)
    """Names taken from the surrounding context, and their IRIs when this was compiled; None if undefined then."""
    open: tuple[tuple[str, str, str], ...] = ()
    """``iri`` or ``type``, term and source text: what to resolve again where one of ``needs`` has another IRI."""


@dataclass(frozen=True, slots=True)
class LocalContext:
    """The value of an ``@context``: definitions, URLs of others, and None for null, in order."""

    layers: tuple[Layer | str | None, ...]
    propagate: bool | None = None
    """As written; None for the default of the place where the context is used."""
    inline: bool = field(default=False, compare=False)
    """Whether it is written in the credential itself, so that its author may be hostile."""


@dataclass(frozen=True, slots=True)
class Table:
    """One edition of the context at one URL."""

    url: str
    edition: str
    sha256: str
    """Of the official document, hex."""
    context: LocalContext


@dataclass(slots=True)
class Memory:
    """Active contexts that were derived from installed tables, kept from one document to the next."""

    derived: dict[int, tuple[LocalContext, Any]] = field(default_factory=dict)
    """By identity of the context applied first: that context, and the active context after it."""
    root: Any = None
    """The active context that ``derived`` was derived from, once there is one."""
    kept: int = 0
    """Terms in all of them together."""

    def keep(self, terms: int) -> None:
        """Make room for ``terms`` more.  Documents choose the order of contexts, so without a limit it would grow."""
        self.kept += terms
        if self.kept > _TERMS_KEPT:
            self.derived.clear()
            self.kept = terms


@dataclass(frozen=True, slots=True, eq=False)
class ContextLibrary:
    """Every context that is installed: the bundled ones and those the user added."""

    added: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    _loaded: dict[str, tuple[Table, ...]] = field(default_factory=dict)

    def editions(self, url: str) -> tuple[Table, ...]:
        """The known editions of ``url``, the usual one first; empty when it is not installed."""
        found = self._loaded.get(url)
        if found is None:
            found = self.added.get(url) or _bundled_editions(url)
            if found:
                self._loaded[url] = found
        return found

    def urls(self) -> tuple[str, ...]:
        """Every URL that has an edition, sorted."""
        return tuple(sorted({*_bundled_index(), *self.added}))

    def with_added(self, tables: Iterable[Table]) -> "ContextLibrary":
        """This library and ``tables``.

        Raises :class:`Unreadable` (``context_known``) for a URL that is installed
        already: another text for a known vocabulary would change what is shown.
        """
        added = dict(self.added)
        for table in tables:
            if self.editions(table.url):
                message = say("the vocabulary {url} is installed already", url=table.url[:200])
                raise Unreadable(message, hint=say("wallet contexts list"), slug="context_known")
            added[table.url] = (*added.get(table.url, ()), table)
        return ContextLibrary(added)


def read_table(table: Any, url: str, edition: str) -> Table:
    """The compiled table ``table`` as a value; raises :class:`Unreadable` (``context_table``) when it is damaged."""
    try:
        if table["schema"] != SCHEMA:
            raise _broken(url)
        return Table(url, edition, table["sha256"], _local_context(table, inline=False))
    except (AttributeError, LookupError, TypeError, ValueError):
        raise _broken(url) from None


def read_inline(compiled: Any) -> LocalContext:
    """A compiled context that was written inline in a document."""
    return _local_context(compiled, inline=True)


def _local_context(compiled: JsonObject, *, inline: bool) -> LocalContext:
    """A compiled context; its scoped contexts are listed so that each refers only to those before it."""
    scopes: list[LocalContext] = []
    for scope in compiled["scopes"]:
        scopes.append(LocalContext(_layers(scope["layers"], scopes), scope.get("propagate"), inline))
    return LocalContext(_layers(compiled["layers"], scopes), compiled.get("propagate"), inline)


def _broken(url: str) -> Unreadable:
    return Unreadable(say("the table of the vocabulary {url} is damaged", url=url[:200]), slug="context_table")


def _layers(layers: list[Any], scopes: list[LocalContext]) -> tuple[Layer | str | None, ...]:
    return tuple(layer if layer is None or isinstance(layer, str) else _layer(layer, scopes) for layer in layers)


def _layer(layer: JsonObject, scopes: list[LocalContext]) -> Layer:
    protected = layer.get("protected", False)
    terms = {name: _term(fact, protected, scopes) for name, fact in layer["terms"].items()}
    changes = tuple((name, layer[name]) for name in ("vocab", "language", "direction") if name in layer)
    loose = layer.get("open", {"iri": {}, "type": {}})
    if not (loose["iri"].keys() | loose["type"].keys()) <= terms.keys():
        raise ValueError
    sources = tuple((member, *item) for member in ("iri", "type") for item in loose[member].items())
    return Layer(terms, changes, tuple(layer.get("needs", {}).items()), sources)


def _term(fact: Any, protected: bool, scopes: list[LocalContext]) -> Term:  # noqa: FBT001 - the layer's default
    """A term's facts; a bare string is its IRI, and a prefix if it could be one."""
    if not isinstance(fact, dict):
        iri = fact or ""
        return make_term(iri, protected=protected, prefix=iri.endswith(PREFIX_ENDS))
    scope, container = fact.get("scope"), fact.get("container", "")
    if container not in _CONTAINERS:
        raise ValueError
    return make_term(
        fact["iri"],
        coercion=fact.get("type", ""),
        container=container,
        language=fact.get("language"),
        direction=fact.get("direction"),
        scope=None if scope is None else scopes[scope],
        protected=fact.get("protected", protected),
        prefix=fact.get("prefix", False),
        unsupported=fact.get("unsupported", ""),
    )


def _bundled_editions(url: str) -> tuple[Table, ...]:
    return tuple(
        read_table(strictjson.loads((_BUNDLED / row["file"]).read_bytes()), url, row["edition"])
        for row in _bundled_index().get(url, ())
    )


@cache
def _bundled_index() -> Mapping[str, list[dict[str, str]]]:
    """URL to the files of its editions."""
    found: dict[str, list[dict[str, str]]] = strictjson.loads((_BUNDLED / "index.json").read_bytes())["contexts"]
    for url, files in _BESIDES.items():
        found[url] = [*found.get(url, ()), *({"edition": name, "file": file} for name, file in files.items())]
    return found | {url: found[other] for url, other in ALSO_AT.items() if other in found}

"""Active contexts: which term means what at one place of a document (JSON-LD 1.1 API, 4.1).

Active contexts made from installed tables alone are kept, as a tree below the
empty one in which each step is the identity of the table applied next.  What a
credential brings along is never kept beyond the walk.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from wallet.codec.context_compiler import compile_inline
from wallet.codec.context_terms import CHAIN, IRI, Meaning, over
from wallet.codec.contexts import ContextLibrary, JsonObject, Layer, LocalContext, Memory, Table, Term, read_inline
from wallet.codec.jsonld_values import unsigned
from wallet.errors import Refused, Unreadable
from wallet.wording import say

KEYWORD_NAMES: Final = {
    name: name
    for name in ("@context", "@direction", "@graph", "@id", "@index", "@language", "@list", "@set", "@type", "@value")
}
_SECURITY = "https://w3id.org/security#"
_PROOF_TERMS = {
    name: _SECURITY + name
    for name in (
        "proof",
        "proofPurpose",
        "proofValue",
        "verificationMethod",
        "cryptosuite",
        "jws",
        "previousProof",
        "assertionMethod",
        "DataIntegrityProof",
        "Ed25519Signature2018",
        "Ed25519Signature2020",
        "JsonWebSignature2020",
        "EcdsaSecp256k1Signature2019",
        "MerkleProof2019",
    )
} | {"authentication": _SECURITY + "authenticationMethod"}
"""The terms of signatures: no credential may redefine one of them, or call one of their IRIs by another name."""
_PROOF_IRIS = frozenset(_PROOF_TERMS.values())
_FIXED_NAMES = (
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://w3id.org/vc-revocation-list-2020#",
    "https://purl.imsglobal.org/spec/vcrl/",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement",
    "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#EndorsementCredential",
    "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#endorsement",
)
"""Properties and types that readers look for by name, such as the status: nothing may give them another name."""
_SCHEMES = frozenset(("data", "did", "http", "https", "ipfs", "mailto", "tag", "tel", "urn", "uuid"))
"""Schemes of identifiers: a prefix of such a name would change the identifiers that begin with it."""
_COMMON_ALIASES = {"id": "@id", "type": "@type"}
ANOTHER_NAME: Final = "@alias"
"""In ``unsupported`` of a term by which a credential calls what has a name already: it may be there, but not used."""
_INLINE_IRI_CHARS = 512
_WORK = 1_000_000
"""Terms that may be copied for the contexts of one document, at about 30 bytes each while they are kept."""
_PLAIN = frozenset(("@context", "@id", "@type"))
_TYPES_KEPT = 8
"""The most types of one node that are kept together; honest nodes have two or three."""
_TERMS_A_KIND = 16
"""About as much memory as so many terms takes what is kept for one list of types."""
DOCUMENT, PROPERTY, TYPE = 0, 1, 2
"""Where a context stands: in the document, or in the definition of a property or a type."""


class Kind(NamedTuple):
    """What the types of a node mean at one place of a document."""

    active: "Active"
    """The terms that hold within the node."""
    iris: tuple[str, ...]
    """What its types stand for."""
    plain_keys: frozenset[str]
    """Keys that say something about the node itself, both around it and within."""


@dataclass(slots=True, eq=False)
class Active:
    """The terms that hold at one place of a document, and the contexts that were derived from them."""

    terms: Mapping[str, Term]
    keywords: Mapping[str, str]
    """Keywords and their aliases, to the keyword."""
    vocab: str | None = None
    open_vocabulary: bool = False
    """Whether ``vocab`` was set by the credential itself."""
    language: str = ""
    direction: str = ""
    previous: "Active | None" = None
    """What holds again in nodes below, where this came from a type-scoped context (API 4.1.2, propagation)."""
    lasting: bool = True
    """Whether it was made from installed contexts alone, so that it may be kept."""
    derived: dict[int, tuple[LocalContext, "Active"]] = field(default_factory=dict, init=False)
    """See :class:`wallet.codec.contexts.Memory`."""
    kinds: dict[tuple[str, ...], Kind] = field(default_factory=dict, init=False)
    """What nodes of these types are here; kept by :meth:`Contexts.keep_kind`."""
    id_keys: tuple[str, ...] = ("@id",)
    type_keys: tuple[str, ...] = ("@type",)
    plain_keys: frozenset[str] = _PLAIN
    """Keys of ``@context``, ``@id`` and ``@type``, which say something about a node itself."""
    value_keys: frozenset[str] = frozenset(("@value",))
    object_keys: frozenset[str] = frozenset(KEYWORD_NAMES) - _PLAIN
    """Keys that make an object something other than a plain node."""

    def regroup(self) -> None:
        """Recompute the sets of keys below from ``keywords``."""
        self.id_keys = tuple(key for key, keyword in self.keywords.items() if keyword == "@id")
        self.type_keys = tuple(key for key, keyword in self.keywords.items() if keyword == "@type")
        self.plain_keys = frozenset(key for key, keyword in self.keywords.items() if keyword in _PLAIN)
        self.value_keys = frozenset(key for key, keyword in self.keywords.items() if keyword == "@value")
        self.object_keys = frozenset(self.keywords) - self.plain_keys

    def is_set(self, item: Any) -> bool:
        """Whether this is a set object, by ``@set`` or an alias of it."""
        names = self.object_keys.intersection(item) if isinstance(item, dict) else ()
        return any(self.keywords[name] == "@set" for name in names)

    def is_reference(self, element: JsonObject) -> bool:
        """Whether it is a value object or only an identifier: those keep a type-scoped context (API 5.1.2 step 7)."""
        return (len(element) == 1 and next(iter(element)) in self.id_keys) or not self.value_keys.isdisjoint(element)

    def check_members(self, element: JsonObject, allowed: set[str]) -> None:
        """Refuse a value, list or set object with a member that is not ``allowed``, or with one twice."""
        left = set(allowed)
        for name in element:
            keyword = self.keywords.get(name, "")
            if keyword not in left:
                raise unsigned(name)
            left.remove(keyword)


class Contexts:
    """Makes active contexts for one walk, from installed tables and what the document brings along."""

    def __init__(self, library: ContextLibrary, choice: Mapping[str, Table]) -> None:
        self.library = library
        self.choice = choice
        self.root = _root(library.memory)
        self.editions: dict[str, str] = {}
        """URL to the edition used."""
        self.work = 0

    def local(self, active: Active, context: Any) -> Active:
        """``active`` with the value of an ``@context`` of the document applied."""
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, str):
                active = self.derive(active, self._table(part).context, DOCUMENT)
            elif isinstance(part, dict):
                self._spend(100 + len(part))
                active = self._process(active, self._inline(active, part), DOCUMENT, 0)
            elif part is None:
                raise Refused("term_redefined", field="@context")
            else:
                raise Refused("feature_unsupported", feature=say("a malformed @context"))
        return active

    def derive(self, active: Active, context: LocalContext, place: int) -> Active:
        """``active`` with an installed or scoped context applied (API 4.1.2)."""
        # Identities are multiples of 16 and ``context`` is held in the value, so the sum is unique.
        key = id(context) + place
        found = active.derived.get(key)
        if found is None:
            result = self._process(active, context, place, 0)
            if active.lasting:
                self.library.memory.keep(len(result.terms))
            active.derived[key] = context, result
            return result
        return found[1]

    def keep_kind(self, types: tuple[str, ...], outer: Active, kind: Kind) -> Kind:
        """``kind``, kept for the next node of these ``types`` if all of them are terms of ``outer``.

        Their meanings then follow from its contexts alone, and their names cannot be longer than those of its terms.
        """
        if len(types) <= _TYPES_KEPT and all(name in outer.terms for name in types):
            if outer.lasting:
                self.library.memory.keep(_TERMS_A_KIND)
            outer.kinds[types] = kind
        return kind

    def _table(self, url: str) -> Table:
        editions = self.library.editions(url)
        if not editions:
            raise Refused("context_unknown", url=url[:200])
        table = self.choice.get(url, editions[0])
        self.editions[url] = table.edition
        return table

    def _inline(self, active: Active, context: JsonObject) -> LocalContext:
        try:
            vocabulary = {} if active.vocab is None else {"@vocab": Meaning(active.vocab, prefix=False)}
            return read_inline(compile_inline(context, over(vocabulary, active.terms)))
        except Unreadable:
            raise Refused("feature_unsupported", feature=say("a malformed @context")) from None

    def _process(self, active: Active, context: LocalContext, place: int, depth: int) -> Active:
        if depth > CHAIN:
            raise Refused("too_complex")
        propagate = place != TYPE if context.propagate is None else context.propagate
        result = active
        for layer in context.layers:
            if layer is None:
                result = self._nullified(result, context, place)
            elif isinstance(layer, str):
                result = self._process(result, self._imported(layer), place, depth + 1)
            else:
                result = self._layered(result, layer, context, place)
        if not propagate and result.previous is None:
            result = replace(result, previous=active)
        return result

    def _imported(self, url: str) -> LocalContext:
        """What an installed context includes: the usual edition, whatever was chosen for the document."""
        editions = self.library.editions(url)
        if not editions:
            raise Refused("context_unknown", url=url[:200])
        return LocalContext(editions[0].context.layers, propagate=True)

    def _nullified(self, active: Active, context: LocalContext, place: int) -> Active:
        """The empty context again (API 4.1.2 step 5.1)."""
        if context.inline or (place != PROPERTY and any(term.protected for term in active.terms.values())):
            raise Refused("term_redefined", field="@context")
        return Active({}, KEYWORD_NAMES, lasting=active.lasting)

    def _layered(self, active: Active, layer: Layer, context: LocalContext, place: int) -> Active:
        """``active`` with one context definition on top."""
        self._spend(50 + len(active.terms) + len(layer.terms))
        new = _resolved(layer, active)
        if context.inline:
            taken = {term.iri for term in active.terms.values()}
            new = _without_other_names(active, new, taken)
            _check_inline(active, new, taken)
        terms = dict(active.terms)
        for name, term in new.items():
            old = terms.get(name)
            if old is None or not old.protected or place == PROPERTY:
                terms[name] = term
            elif not _same(old, term):
                raise Refused("term_redefined", field=name[:80])
        result = replace(active, terms=terms, lasting=active.lasting and not context.inline)
        for setting, value in layer.changes:
            if setting == "vocab":
                result.vocab, result.open_vocabulary = value, context.inline
            elif setting == "language":
                result.language = value or ""
            else:
                result.direction = value or ""
        if any(name in active.keywords or term.iri[:1] == "@" for name, term in new.items()):
            aliases = {name: term.iri for name, term in terms.items() if term.iri[:1] == "@"}
            result.keywords = KEYWORD_NAMES | aliases
            result.regroup()
        return result

    def _spend(self, work: int) -> None:
        self.work += work
        if self.work > _WORK:
            raise Refused("too_complex")


def _root(memory: Memory) -> Active:
    """The empty context, which every document begins with; what is derived from it is the memory's."""
    if memory.root is None:
        memory.root = Active({}, KEYWORD_NAMES)
        memory.root.derived = memory.derived
    root: Active = memory.root
    return root


def _same(old: Term, new: Term) -> bool:
    """Whether two definitions agree in all but their protection (API 4.2.2 step 27)."""
    return old == new or old == replace(new, protected=old.protected)


def has_fixed_name(iri: str) -> bool:
    """Whether readers look for ``iri`` by its own name."""
    return iri.startswith(_FIXED_NAMES) and iri[-1] not in "#/"


def hides(name: str, iri: str) -> bool:
    """Whether ``name`` would rename what readers look for by its own name."""
    return has_fixed_name(iri) and re.split("[#/]", iri)[-1] != name


def _without_other_names(active: Active, new: Mapping[str, Term], taken: set[str]) -> Mapping[str, Term]:
    """The terms of an inline context, of which none that is another name of something can be used.

    Some wallets write one context into all their credentials, whatever of it they
    use.  What is not used has no part in what was signed; a prefix may be used
    within any identifier, so none is let through.  ``taken`` are the IRIs that have a name.
    """
    others = {
        name: replace(term, predicate="", unsupported=ANOTHER_NAME)
        for name, term in new.items()
        if term.iri in taken and term.iri[:1] != "@" and not term.prefix and term.scope is None
        if name not in active.terms or active.terms[name].unsupported == ANOTHER_NAME
    }
    return {**new, **others} if others else new


def _check_inline(active: Active, new: Mapping[str, Term], taken: set[str]) -> None:
    """Refuse an inline context that changes a term defined by others.  A credential may only add terms of its own.

    Raises ``Refused``: ``proof_term_remapped`` for the terms of signatures,
    ``term_redefined`` for any other term, alias, keyword or null.
    """
    for name, term in new.items():
        if _PROOF_TERMS.get(name, term.iri) != term.iri or (term.iri in _PROOF_IRIS and name not in _PROOF_TERMS):
            raise Refused("proof_term_remapped")
        old = active.terms.get(name)
        if _COMMON_ALIASES.get(name) == term.iri and old is None:
            continue
        if old is not None:
            changed = not _same(old, term)
        else:
            changed = not term.iri or term.iri[0] == "@" or name.lower() in _SCHEMES
            changed |= term.iri in taken and term.unsupported != ANOTHER_NAME
            if ":" in name[1:-1] or "/" in name:
                # What looks like an IRI can only stand for itself (API 4.2.2 step 14.2.5).
                changed |= term.iri != _expand(name, lambda name: new.get(name) or active.terms.get(name), "", own=True)
        if changed or hides(name, term.iri) or len(term.iri) > _INLINE_IRI_CHARS:
            raise Refused("term_redefined", field=name[:80])


def _resolved(layer: Layer, active: Active) -> Mapping[str, Term]:
    """The terms of ``layer``; those that depend on the surroundings are resolved again if these differ here."""
    if all(_meaning(active, name) == iri for name, iri in layer.needs):
        return layer.terms
    terms = dict(layer.terms)
    vocab = dict(layer.changes).get("vocab", active.vocab)
    for member, name, source in layer.open:
        own = member == "iri" and source == name
        iri = _expand(source, lambda name: terms.get(name) or active.terms.get(name), vocab, own=own)
        if not IRI.fullmatch(iri):
            raise Refused("feature_unsupported", feature=say("a prefix that is no IRI"))
        terms[name] = terms[name].with_member(member, iri)
    return terms


def _meaning(active: Active, name: str) -> str | None:
    if name == "@vocab":
        return active.vocab
    term = active.terms.get(name)
    return term.iri if term else None


def _expand(source: str, lookup: Callable[[str], Term | None], vocab: str | None, *, own: bool) -> str:
    """As :class:`wallet.codec.context_terms.Resolver` does; ``own`` for a term that is its own source."""
    if not own and (whole := lookup(source)):
        return whole.iri
    prefix, colon, suffix = source.partition(":")
    if not colon:
        return f"{vocab or ''}{source}"
    found = None if suffix.startswith("//") else lookup(prefix)
    return found.iri + suffix if found and (own or found.prefix) else source

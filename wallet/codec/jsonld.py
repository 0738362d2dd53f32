"""JSON-LD 1.1 expansion and conversion to RDF in one pass over compiled contexts, dropping nothing silently.

The specification lets a processor drop whatever no context defines, and a
signature over the rest still holds.  Here each such case is refused, so that
nothing unsigned can be taken for signed: ``undefined_term``, ``key_not_a_term``,
``term_redefined``, ``context_order``, ``proof_term_remapped``.  Features that no
credential needs are ``feature_unsupported``.

Clauses: JSON-LD 1.1 API 5.1 (expansion), 5.3 (values), 8.1 and 8.2 (to RDF).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple, TypeAlias

from wallet.codec.contexts import ContextLibrary, JsonObject, Table
from wallet.codec.jsonld_contexts import Contexts, has_fixed_name
from wallet.codec.jsonld_nodes import Walker
from wallet.codec.jsonld_values import as_urdna2015, nothing_signed
from wallet.codec.rdfc import Quad
from wallet.errors import Refused
from wallet.wording import say

Choice: TypeAlias = Mapping[str, Table]
Places: TypeAlias = Mapping[tuple[str, str], Sequence[JsonObject]]

CREDENTIAL_BASES = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
"""One of these comes first in a verifiable credential (VC Data Model 2.0, 4.3)."""
COMBINATIONS = 16
"""Choices of editions that are tried for one document."""
_OF_CREDENTIALS = frozenset(
    "https://www.w3.org/2018/credentials#" + name
    for name in (
        *("credentialSchema", "credentialStatus", "credentialSubject", "evidence", "expirationDate", "holder"),
        *("issuanceDate", "issued", "issuer", "refreshService", "termsOfUse", "validFrom", "validUntil"),
        "verifiableCredential",
    )
)
"""What a credential says of itself (VC Data Model 2.0, section 4)."""


class Walk(NamedTuple):
    """What a document says, as it is signed."""

    quads: tuple[Quad, ...]
    tree: JsonObject
    """The document keyed by absolute IRI: ``@id``, ``@type`` and properties, each a list of nodes and values."""
    editions: tuple[tuple[str, str], ...]
    """URL and edition of each context used."""
    notes: tuple[tuple[str, Mapping[str, str]], ...]
    """Integrity codes, with their details, to report beside a signature that holds."""
    directed: bool
    """Whether any text has a direction; there are two ways to write that as RDF."""
    document: JsonObject
    """What was walked."""
    nodes: Mapping[int, JsonObject]
    """``id()`` of each object in ``document`` that is a node, to its tree."""
    places: Places
    """Graph and N-Quads term of each node with an id, to its trees at every place where it is described."""
    blank_nodes: int
    """How many nodes have no id; their labels count from :data:`wallet.codec.rdfc.FIRST_LABEL`."""


def walk(
    document: Any,
    library: ContextLibrary,
    *,
    choice: Choice | None = None,
    bases: tuple[str, ...] = CREDENTIAL_BASES,
    signed_direction: bool = True,
) -> Walk:
    """Walk ``document``, a node with its ``@context``: a credential without its proof, or a proof alone.

    ``choice`` names the edition to use for a URL, one of :func:`combinations`.
    ``bases`` are the contexts of which one must come first; empty for none.
    ``signed_direction``: texts with a direction are i18n-datatype literals,
    else their direction is dropped and noted.  Raises :class:`Refused`.
    """
    _check_base(document, bases)
    walker = Walker(Contexts(library, choice or {}), signed_direction=signed_direction)
    tree = walker.document(document)
    _check_places(walker.places)
    notes: list[tuple[str, Mapping[str, str]]] = []
    if walker.directed and not signed_direction:
        notes.append(("direction_unsigned", {}))
    if walker.open_fields:
        notes.append(("open_vocabulary", {"fields": ", ".join(sorted(walker.open_fields)[:8])}))
    editions = tuple(walker.contexts.editions.items())
    return Walk(
        tuple(walker.quads),
        tree,
        editions,
        tuple(notes),
        walker.directed,
        document,
        walker.nodes,
        walker.places,
        walker.blanks,
    )


def older_form(walk: Walk) -> Walk | None:
    """The same statements as URDNA2015 wrote them, which JavaScript signed until 2023; None if they are the same."""
    quads = tuple((s, p, as_urdna2015(o) if o[0] == '"' else o, g) for s, p, o, g in walk.quads)
    return None if quads == walk.quads else walk._replace(quads=quads)


def combinations(document: Any, library: ContextLibrary) -> Iterator[Choice]:
    """The ways to choose editions for the contexts that ``document`` names, the usual one first; at most 16."""
    several = {url: editions for url in context_urls(document) if len(editions := library.editions(url)) > 1}
    for tables in islice(product(*several.values()), COMBINATIONS):
        yield dict(zip(several, tables, strict=True))


def context_urls(document: Any) -> Iterator[str]:
    """The URLs of all contexts that ``document`` names, at any depth, as often as it names them."""
    waiting = [(document, False)]
    while waiting:
        value, in_context = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((item, key == "@context") for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((item, in_context) for item in reversed(value))
        elif in_context and isinstance(value, str):
            yield value


def _check_base(document: Any, bases: tuple[str, ...]) -> None:
    if not isinstance(document, dict):
        raise nothing_signed()
    context = document.get("@context")
    first = context[0] if isinstance(context, list) and context else context
    if bases and first not in bases:
        raise Refused("context_order")


def _check_places(places: Places) -> None:
    """Refuse a graph that says in two places what a credential is, when it ends or where its status is.

    The signature would be the same wherever in the document that is written,
    but a reader of the credential looks in one place only.  Other places may
    refer to it and endorse it.
    """
    for trees in places.values():
        if (
            len(trees) > 1
            and any(not _OF_CREDENTIALS.isdisjoint(tree) for tree in trees)
            and sum(map(_tells, trees)) > 1
        ):
            raise Refused("feature_unsupported", feature=say("a credential that is described in two places"))


def _tells(tree: JsonObject) -> bool:
    """Whether one description of a node says more than that somebody endorses it."""
    said = (name for name in tree if name[0] != "@" and not name.endswith("#endorsementComment"))
    return any(said) or any(has_fixed_name(iri) for iri in tree.get("@type", ()))

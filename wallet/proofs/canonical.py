"""Step 7 for embedded proofs: the bytes that are signed, and the values that those bytes stand for.

RDF suites sign the meaning of a document, so their view is the tree made by the
same walk as the signed statements.  JCS suites sign the JSON members as written,
so their view is keyed by plain terms.  They neither read nor check a context, so
none can give a shown name another meaning.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from wallet.codec import jsonld, limits
from wallet.codec.contexts import ContextLibrary
from wallet.codec.jcs import canonicalize as jcs_form
from wallet.codec.rdfc import Work, canonicalize
from wallet.codec.signing_input import hash_data, proof_options
from wallet.errors import Refused
from wallet.model import JsonObject, View
from wallet.proofs.described import view_of
from wallet.report import Check, check
from wallet.wording import say

_SECURITY = "https://w3id.org/security#"
_MEANINGS = {
    "created": "http://purl.org/dc/terms/created",
    "expires": _SECURITY + "expiration",
    "domain": _SECURITY + "domain",
    "challenge": _SECURITY + "challenge",
    "previousProof": _SECURITY + "previousProof",
    "proofPurpose": _SECURITY + "proofPurpose",
    "verificationMethod": _SECURITY + "verificationMethod",
}
"""The IRIs that the members which are checked in step 9 must expand to."""
_MEANT = frozenset(_MEANINGS.values())
_PURPOSES = {
    "assertionMethod": _SECURITY + "assertionMethod",
    "authentication": _SECURITY + "authenticationMethod",
}


class Covered(NamedTuple):
    """A document that a proof may cover, and what is needed to read it."""

    document: JsonObject
    """Without the proof itself."""
    proof: JsonObject
    type_iri: str
    """What the proof's ``type`` must mean."""
    contexts: ContextLibrary
    hash_name: str
    signature_member: str
    """The one member of the proof that is not signed."""
    work: Work | None = None
    """As :attr:`wallet.proofs.base.Known.work`."""

    def spend(self, statements: int) -> None:
        """Count the work of reading so many statements; raises Refused (``too_complex``) when too little is left.

        A value that is written for a JCS suite counts as one: a number takes 7 us.
        """
        if self.work is not None:
            self.work.spend(limits.RDF_STEPS_A_STATEMENT * statements)


class Attempt(NamedTuple):
    """One reading of a document, under which its signature may hold."""

    data: bytes
    """The bytes to verify, to which a detached JWS adds its header."""
    view: View
    compared: str
    """What went into ``data``, for ``--explain``."""
    findings: tuple[Check, ...] = ()
    """What the walk noticed, to be reported beside a signature that holds."""
    editions: str = ""
    """The editions used, for vocabularies that have several."""
    forms: tuple[str | bytes, ...] = ()
    """The canonical forms that ``data`` was made of, the proof options first."""


class Reading(NamedTuple):
    """Proof options and document, walked under the same editions."""

    options: jsonld.Walk
    document: jsonld.Walk
    contexts: ContextLibrary

    def attempt(
        self, data: bytes, compared: str, forms: tuple[str | bytes, ...] = (), *, selected: bool = False
    ) -> Attempt:
        """An attempt with ``data`` as the bytes that this reading would have signed.

        ``selected`` says that its holder chose from what the issuer signed, statement by statement.
        """
        findings = tuple(check(code, source="", as_of=None, **details) for code, details in self.document.notes)
        used = (f"{url} ({name})" for url, name in self.document.editions if len(self.contexts.editions(url)) > 1)
        view = view_of(self.document, selected=selected)
        return Attempt(data, view, compared, findings, ", ".join(used), forms)


def rdfc(covered: Covered) -> Iterator[Attempt]:
    """Every reading worth trying for an RDF suite, the usual one first; raises as :func:`readings`."""
    for reading in readings(covered):
        options, document = (_form(walk, covered) for walk in (reading.options, reading.document))
        yield reading.attempt(*_hashed(document, options, covered.hash_name), (options, document))


def _form(walk: jsonld.Walk, covered: Covered) -> str:
    return canonicalize(walk.quads, hash=covered.hash_name, work=covered.work, blank_nodes=walk.blank_nodes)


def jcs(covered: Covered) -> Iterator[Attempt]:
    """The one reading for a JCS suite (VC DI EdDSA 3.3.2): the document under the proof's own context.

    The document's ``@context`` must begin with that of the proof; what follows
    is not signed and is left out of the view.  Raises :class:`~wallet.errors.Refused`.
    """
    document, proof = covered.document, covered.proof
    covered.spend(_values(document))
    if "@context" in proof:
        own, whole = _as_list(proof["@context"]), _as_list(document.get("@context"))
        if whole[: len(own)] != own:
            raise Refused("proof_malformed", detail=say("its context is not that of the credential"))
        document = {**document, "@context": proof["@context"]}
    forms = jcs_form(proof_options(proof, signature=covered.signature_member)), jcs_form(document)
    data, compared = _hashed(forms[1], forms[0], covered.hash_name)
    yield Attempt(data, View(document, keyed_by="term", signed=True), compared, forms=forms)


def readings(covered: Covered) -> Iterator[Reading]:
    """Proof options and document under each choice of editions, the usual ones first.

    The proof must be of its type, and its members must mean what they are
    called.  Raises :class:`~wallet.errors.Refused` when no reading is possible.
    """
    if covered.work is not None:
        covered.work.check()
    context = contexts_of(covered.document, covered.proof)
    options = proof_options(covered.proof, context, signature=covered.signature_member)
    refusal: Refused | None = None
    readable = False
    for choice in choices([covered.document, options], covered.contexts):
        try:
            meant = jsonld.walk(options, covered.contexts, choice=choice)
            _check_meaning(meant.tree, options, covered.type_iri)
            walks = walks_of(covered.document, covered.contexts, choice)
        except Refused as refused:
            refusal = refusal or refused
            covered.spend(_values(covered.document))
            continue
        readable = True
        for walk in written(walks):
            covered.spend(len(walk.quads))
            yield Reading(meant, walk, covered.contexts)
    if refusal is not None and not readable:
        raise refusal


def _values(value: Any) -> int:
    """How many values a document has: about as many statements as a walk had read when it gave up."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_values, inner))


def _hashed(document: str | bytes, options: str | bytes, hash_name: str) -> tuple[bytes, str]:
    data = hash_data(document, options, hash=hash_name)
    half = len(data) // 2
    return data, f"{hash_name} of the proof options {data[:half].hex()}, of the document {data[half:].hex()}"


def contexts_of(document: JsonObject, proof: JsonObject) -> list[Any]:
    """The contexts that hold within a proof: those of the document, then its own."""
    return [*_as_list(document.get("@context")), *_as_list(proof.get("@context"))]


def _as_list(context: Any) -> list[Any]:
    if context is None:
        return []
    return context if isinstance(context, list) else [context]


def choices(documents: Any, library: ContextLibrary) -> Iterator[jsonld.Choice | None]:
    """The usual editions of vocabularies, then all other combinations, which are worked out only if asked for."""
    yield None
    yield from islice(jsonld.combinations(documents, library), 1, None)


def walks_of(
    document: JsonObject,
    library: ContextLibrary,
    choice: jsonld.Choice | None,
    bases: tuple[str, ...] = jsonld.CREDENTIAL_BASES,
) -> list[jsonld.Walk]:
    """The document's walks: a second one if texts have a direction, which some software signs and some drops.

    Raises Refused.
    """
    walk = jsonld.walk(document, library, choice=choice, bases=bases)
    if not walk.directed:
        return [walk]
    return [walk, jsonld.walk(document, library, choice=choice, bases=bases, signed_direction=False)]


def written(walks: list[jsonld.Walk]) -> Iterator[jsonld.Walk]:
    """Each walk, then each again in the form before RDFC-1.0, if texts have control characters such as tabs."""
    yield from walks
    yield from filter(None, map(jsonld.older_form, walks))


def _check_meaning(tree: JsonObject, options: JsonObject, type_iri: str) -> None:
    """Refuse proof options whose members do not mean what they are called, as when a context redefines them."""
    purpose = _PURPOSES.get(str(options.get("proofPurpose")))
    said = {iri for name, iri in _MEANINGS.items() if options.get(name) not in (None, [])}
    fits = (
        tree.get("@type") == [type_iri]
        and said == _MEANT.intersection(tree)
        and (purpose is None or tree.get(_MEANINGS["proofPurpose"]) == [{"@id": purpose}])
        and tree.get(_MEANINGS["verificationMethod"]) == [{"@id": options.get("verificationMethod")}]
    )
    if not fits:
        raise Refused("proof_term_remapped")

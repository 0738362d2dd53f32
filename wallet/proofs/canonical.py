"""Step 7 for embedded proofs: the bytes that are signed, and the values those bytes stand for.

RDF suites sign what a document means, so the view is the tree that the same
walk made.  JCS suites sign the text's members as they stand; their view is
keyed by plain terms and readers go by plain names, so that a context, which
those suites neither read nor check, cannot give a shown name another meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from wallet.codec import jsonld, rdfc
from wallet.codec.contexts import ContextLibrary
from wallet.codec.signing_input import hash_data, jcs_hash_data
from wallet.errors import Refused
from wallet.model import JsonObject, View
from wallet.report import Check, check

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
"""What the members that policy reads must mean."""
_PURPOSES = {
    "assertionMethod": _SECURITY + "assertionMethod",
    "authentication": _SECURITY + "authenticationMethod",
}
_SIGNATURES = ("proofValue", "jws")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reading of a document under which its signature may hold."""

    data: bytes
    """The hash data, to be signed as it is or behind a JWS header."""
    view: View
    findings: tuple[Check, ...] = ()
    """What the walk noticed and a good signature is to be qualified by."""
    editions: str = ""
    """The editions it was read under, of the vocabularies that have several."""


def rdfc_attempts(
    document: JsonObject, proof: JsonObject, type_iri: str, library: ContextLibrary, hash_name: str
) -> Iterator[Attempt]:
    """Every reading worth trying for an RDF suite, the usual one first.

    ``proof`` must be a ``type_iri``, and its members must mean what they are
    called.  Raises :class:`~wallet.errors.Refused` when no reading is possible.
    """
    options = _options(proof)
    options["@context"] = [*_as_list(document.get("@context")), *_as_list(proof.get("@context"))]
    first_refusal: Refused | None = None
    made = 0
    for choice in _choices([document, options], library):
        try:
            meant = jsonld.walk(options, library, choice=choice)
            _check_meaning(meant.tree, options, type_iri)
            for walk in _walks(document, library, choice):
                data = hash_data(
                    rdfc.canonicalize(walk.quads, hash=hash_name),
                    rdfc.canonicalize(meant.quads, hash=hash_name),
                    hash=hash_name,
                )
                made += 1
                yield _attempt(data, walk, library)
        except Refused as refusal:
            if refusal.code == "too_complex":
                raise  # another edition would only spend the budget again
            first_refusal = first_refusal or refusal
    if first_refusal is not None and not made:
        raise first_refusal


def jcs_attempts(document: JsonObject, proof: JsonObject, hash_name: str) -> Iterator[Attempt]:
    """The one reading for a JCS suite (VC DI EdDSA 3.3.2): the document under the proof's own context.

    The document's ``@context`` must begin with that of the proof; what follows
    is not signed and is left out of the view.  Raises :class:`~wallet.errors.Refused`.
    """
    if "@context" in proof:
        own, whole = _as_list(proof["@context"]), _as_list(document.get("@context"))
        if whole[: len(own)] != own:
            raise Refused("proof_malformed", detail="its context is not that of the credential")
        document = {**document, "@context": proof["@context"]}
    yield Attempt(
        jcs_hash_data(document, _options(proof), hash=hash_name), View(document, keyed_by="term", signed=True)
    )


def _options(proof: JsonObject) -> JsonObject:
    """The proof without its signature; nothing else of a proof may go unsigned."""
    return {name: value for name, value in proof.items() if name not in _SIGNATURES}


def _as_list(context: Any) -> list[Any]:
    if context is None:
        return []
    return context if isinstance(context, list) else [context]


def _choices(documents: list[Any], library: ContextLibrary) -> Iterator[jsonld.Choice | None]:
    """The usual editions, then the other combinations: only asked for when the first do not fit."""
    yield None
    yield from islice(jsonld.combinations(documents, library), 1, None)


def _walks(document: JsonObject, library: ContextLibrary, choice: jsonld.Choice | None) -> Iterator[jsonld.Walk]:
    """A text's direction is signed by some issuers' software and dropped by others'."""
    walk = jsonld.walk(document, library, choice=choice)
    yield walk
    if walk.directed:
        yield jsonld.walk(document, library, choice=choice, signed_direction=False)


def _attempt(data: bytes, walk: jsonld.Walk, library: ContextLibrary) -> Attempt:
    findings = tuple(check(code, source="", as_of=None, **details) for code, details in walk.notes)
    editions = ", ".join(f"{url} ({name})" for url, name in walk.editions if len(library.editions(url)) > 1)
    return Attempt(data, View(walk.tree, keyed_by="iri", signed=True), findings, editions)


def _check_meaning(tree: JsonObject, options: JsonObject, type_iri: str) -> None:
    """Type, purpose and the rest must fit as written and as IRI: one may be forged by redefining the other."""
    purpose = _PURPOSES.get(str(options.get("proofPurpose")))
    fits = (
        tree.get("@type") == [type_iri]
        and all((options.get(name) in (None, [])) is (not tree.get(iri)) for name, iri in _MEANINGS.items())
        and (purpose is None or tree.get(_MEANINGS["proofPurpose"]) == [{"@id": purpose}])
        and tree.get(_MEANINGS["verificationMethod"]) == [{"@id": options.get("verificationMethod")}]
    )
    if not fits:
        raise Refused("proof_term_remapped")

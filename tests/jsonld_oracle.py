"""What PyLD and pyoxigraph, which nobody here wrote, make of a JSON-LD document."""

import json
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyoxigraph
from pyld import jsonld as pyld
from vectors import CONTEXTS

from wallet.codec.contexts import ALSO_AT
from wallet.codec.jsonld_values import XSD, escape
from wallet.codec.rdfc import Quad

Documents = dict[str, Any]


@cache
def official_documents() -> Documents:
    """The official contexts by URL; empty when the shared material is absent."""
    manifest = CONTEXTS / "manifest.json"
    if not manifest.exists():
        return {}
    rows = json.loads(manifest.read_text(encoding="utf-8"))
    texts = {url: json.loads((CONTEXTS / row["file"]).read_text(encoding="utf-8")) for url, row in rows.items()}
    return texts | {url: texts[other] for url, other in ALSO_AT.items()}


def expand(document: Any, contexts: Documents, direction: str | None = "i18n-datatype") -> tuple[set[Quad], list[Any]]:
    """PyLD's quads for ``document``, and the keys it dropped.  Raises whatever PyLD raises."""
    dropped: list[Any] = []
    processor = pyld.JsonLdProcessor(on_property_dropped=dropped.append)
    options = {"documentLoader": loader(contexts), "rdfDirection": direction, "base": None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = processor.to_rdf(document, options)
    quads = {
        (_term(triple["subject"]), _term(triple["predicate"]), _term(triple["object"]), _graph(name))
        for name, triples in dataset.items()
        for triple in triples
    }
    return quads, dropped


def loader(contexts: Documents) -> Any:
    """A PyLD document loader that knows ``contexts`` and no network."""

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": json.loads(json.dumps(contexts[url])),
        }

    return load


def canonical(quads: Iterable[Quad]) -> list[str]:
    """The dataset as pyoxigraph canonicalises it, so that two can be compared."""
    text = "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def _graph(name: str) -> str:
    if name == "@default":
        return ""
    return name if name.startswith("_:") else f"<{name}>"


def _term(term: dict[str, str]) -> str:
    if term["type"] == "IRI":
        return f"<{term['value']}>"
    if term["type"] == "blank node":
        return term["value"]
    text = f'"{escape(term["value"])}"'
    if "language" in term:
        return f"{text}@{term['language']}"
    return text if term["datatype"] == f"{XSD}string" else f"{text}^^<{term['datatype']}>"

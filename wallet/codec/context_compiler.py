"""From a JSON-LD context document to a table of facts (JSON-LD 1.1 API, 4.1).

Every IRI is resolved here, once, so that nothing is left to resolve when a
credential is read.  The same code makes the tables that come with the program
(``python -m wallet.codec.context_compiler MANIFEST FOLDER``), those of contexts
a user adds, and those of contexts written inside a credential.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from wallet.codec import strictjson
from wallet.codec.context_terms import (
    CHAIN,
    KEYWORD,
    KEYWORDS,
    Resolver,
    Surroundings,
    boolean,
    direction,
    fact,
    language,
    malformed,
    over,
)
from wallet.codec.contexts import PREFIX_ENDS, SCHEMA, JsonObject
from wallet.errors import Refused
from wallet.wording import say

_TERMS, _INLINE_TERMS = 50_000, 5_000
"""Definitions, plus characters of URLs, in one context document and in one context written in a credential."""
_LAYERS = 64
_SETTINGS = frozenset(("@version", "@vocab", "@language", "@direction", "@protected", "@propagate"))


def compile_document(document: Any, data: bytes, documents: Mapping[str, Any] | None = None) -> JsonObject:
    """The table of an official context document.

    ``data`` is its text, for the digest; ``documents`` are those it may import,
    by URL.  Raises :class:`Unreadable` (``context_malformed``) or
    :class:`Refused` (``feature_unsupported``, ``term_redefined``, ``too_complex``).
    """
    if not isinstance(document, dict) or "@context" not in document:
        raise malformed(say("it has no @context"))
    compiler = _Compiler(documents or {})
    table, _ = compiler.local_context(document["@context"], {}, 0)
    return {"schema": SCHEMA, "sha256": sha256(data).hexdigest(), **table, "scopes": compiler.scopes}


def compile_inline(context: Any, around: Surroundings) -> JsonObject:
    """The table of a context written in a credential where ``around`` holds.  Raises as :func:`compile_document`."""
    compiler = _Compiler({}, _INLINE_TERMS)
    table, _ = compiler.local_context(context, around, 0)
    return {**table, "scopes": compiler.scopes}


class _Compiler:
    """Collects the scoped contexts of one document, each stored once."""

    def __init__(self, documents: Mapping[str, Any], terms: int = _TERMS) -> None:
        self.documents = documents
        self.terms = terms
        """How many more definitions may be read."""
        self.scopes: list[JsonObject] = []
        self.places: dict[str, int] = {}

    def local_context(self, context: Any, around: Surroundings, depth: int) -> tuple[JsonObject, Surroundings]:
        """The value of an ``@context``, compiled, and the definitions that are in force after it.

        Scoped contexts see every term of their document, even those defined
        further down, since they only apply once all of it has been read.
        """
        if depth > CHAIN:
            raise Refused("too_complex")
        layers: list[Any] = []
        scoped: list[tuple[JsonObject, Any]] = []
        for part in _parts(context):
            self.terms -= 1 + len(part or "")
            if self.terms < 0 or len(layers) >= _LAYERS:
                raise Refused("too_complex")
            if isinstance(part, dict):
                layer, around = _layer(part, around, scoped)
                layers.append(layer)
            else:
                around = {} if part is None else over(self.imported(part, depth), around)
                layers.append(part)
        for found, scope in scoped:
            compiled, _ = self.local_context(scope, around, depth + 1)
            found["scope"] = self.place(compiled)
        result: JsonObject = {"layers": layers}
        if isinstance(context, dict) and "@propagate" in context:
            result["propagate"] = boolean(context, "@propagate", default=True)
        return result, around

    def imported(self, url: str, depth: int) -> Surroundings:
        """What the context at ``url`` defines, as far as it is at hand."""
        document = self.documents.get(url)
        if not isinstance(document, dict):
            return {}
        _, defined = _Compiler(self.documents).local_context(document.get("@context"), {}, depth + 1)
        return defined

    def place(self, scope: JsonObject) -> int:
        """The index at which ``scope`` is stored; equal ones share it."""
        text = strictjson.dumps(scope)
        if text not in self.places:
            self.places[text] = len(self.scopes)
            self.scopes.append(scope)
        return self.places[text]


def _parts(context: Any) -> Iterator[JsonObject | str | None]:
    """The definitions, URLs and nulls of a context in order.

    A definition inside another ``@context`` is a keyword redefined (API 4.2.2
    step 5), although some processors look into it.
    """
    for part in context if isinstance(context, list) else [context]:
        if part is not None and not isinstance(part, dict | str):
            raise malformed(say("it is neither an object nor a URL"))
        yield part


def _layer(
    definition: JsonObject, around: Surroundings, scoped: list[tuple[JsonObject, Any]]
) -> tuple[JsonObject, Surroundings]:
    """One context definition (API 4.1.2 step 5).

    Terms with a scoped context are appended to ``scoped``, to be compiled once
    all terms are known.
    """
    _check_keywords(definition)
    resolver = Resolver(definition, around)
    layer: JsonObject = {}
    protected = boolean(definition, "@protected", default=False)
    if protected:
        layer["protected"] = True
    layer.update(_changes(definition, resolver))
    terms: JsonObject = {}
    for name, value in definition.items():
        if KEYWORD.fullmatch(name) or resolver.meaning(name) is None:
            continue
        found = fact(name, resolver, protected=protected)
        if found and isinstance(value, dict) and "@context" in value:
            scoped.append((found, value["@context"]))
            terms[name] = found
        else:
            terms[name] = _short(found)
    layer["terms"] = terms
    if any(resolver.open.values()):
        layer["needs"] = resolver.needs
        layer["open"] = resolver.open
    return layer, over(resolver.known, around)


def _short(found: JsonObject | None) -> JsonObject | str | None:
    """A bare IRI where nothing else needs saying."""
    if found and found.keys() <= {"iri", "prefix"} and found.get("prefix", False) == found["iri"].endswith(PREFIX_ENDS):
        return str(found["iri"])
    return found


def _check_keywords(definition: JsonObject) -> None:
    for key in definition:
        if not KEYWORD.fullmatch(key) or key in _SETTINGS:
            continue
        if key in ("@import", "@base"):
            raise Refused("feature_unsupported", feature=key)
        if key == "@type" and _is_type_definition(definition[key]):
            continue
        if key in KEYWORDS:
            raise Refused("term_redefined", field=key)
    if definition.get("@version", 1.1) != 1.1:
        raise malformed(say("its @version is not 1.1"))


def _is_type_definition(value: Any) -> bool:
    """``@type`` itself may be made a set and protected, which changes no meaning (API 4.2.2 step 4)."""
    return isinstance(value, dict) and bool(value) and value.keys() <= {"@container", "@protected"}


def _changes(definition: JsonObject, resolver: Resolver) -> Iterator[tuple[str, str | None]]:
    """The vocabulary, language and direction that the definition sets."""
    if "@vocab" in definition:
        yield "vocab", resolver.vocab
    if "@language" in definition:
        yield "language", language(definition["@language"])
    if "@direction" in definition:
        yield "direction", direction(definition["@direction"])


def compile_manifest(manifest: Path) -> dict[str, JsonObject]:
    """Every table and the index over them, by file name.

    ``manifest`` names, by URL, the ``file`` of a document beside it and perhaps
    ``variants``: other texts published at that URL.  ``URL?variant=NAME`` is an
    edition as well.  Texts that several URLs share make one table.
    """
    rows: dict[str, JsonObject] = strictjson.loads(manifest.read_bytes())
    texts = {row["file"]: (manifest.parent / row["file"]).read_bytes() for row in _rows(rows)}
    # Two published contexts define a term twice; every processor takes the last, and so must their tables.
    parsed = {file: json.loads(text) for file, text in texts.items()}
    documents = {url: parsed[row["file"]] for url, row in rows.items()}
    tables: dict[str, JsonObject] = {}
    names: dict[str, str] = {}
    index: dict[str, list[JsonObject]] = {}
    for url, edition, file in _editions(rows):
        table = compile_document(parsed[file], texts[file], documents)
        name = names.setdefault(table["sha256"], f"{_slug(url)}{'' if edition == '1' else '.' + edition}.json")
        tables[name] = table
        index.setdefault(url, []).append({"edition": edition, "file": name})
    return {**tables, "index.json": {"schema": "wallet-contexts/1", "contexts": index}}


def _rows(rows: Mapping[str, JsonObject]) -> Iterator[JsonObject]:
    for row in rows.values():
        yield row
        yield from row.get("variants", ())


def _editions(rows: Mapping[str, JsonObject]) -> Iterator[tuple[str, str, str]]:
    """URL, name of the edition and file, the usual edition of each URL first."""
    for full in sorted(rows):
        url, _, variant = full.partition("?variant=")
        yield url, variant or "1", rows[full]["file"]
        for number, row in enumerate(rows[full].get("variants", ()), 2):
            yield url, str(number), row["file"]


def _slug(url: str) -> str:
    return (
        re.sub(r"[^A-Za-z0-9.]+", "-", url.partition("://")[2]).strip("-").removesuffix(".json").removesuffix(".jsonld")
    )


def main(arguments: list[str]) -> int:
    """Make the tables anew: ``MANIFEST FOLDER``."""
    manifest, folder = Path(arguments[0]), Path(arguments[1])
    for name, table in compile_manifest(manifest).items():
        (folder / name).write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A small vocabulary of our own, with every feature the walk knows, and a credential that uses it."""

from typing import Any

from wallet.codec import jsonld, strictjson
from wallet.codec.context_compiler import compile_document
from wallet.codec.contexts import ContextLibrary, Table, read_table

BASE = "https://vocab.example/base"
EXTRA = "https://vocab.example/extra"
OPEN = "https://vocab.example/open"
LAX = "https://vocab.example/lax"
WORDS = "https://vocab.example/words"
LOOP = "https://vocab.example/loop"
ALIASES = "https://vocab.example/aliases"

XSD = "http://www.w3.org/2001/XMLSchema#"
V = "https://vocab.example/#"

DOCUMENTS: dict[str, Any] = {
    BASE: {
        "@context": {
            "@version": 1.1,
            "@protected": True,
            "id": "@id",
            "type": "@type",
            "value": "@value",
            "v": V,
            "xsd": XSD,
            "name": "v:name",
            "count": {"@id": "v:count", "@type": "xsd:integer"},
            "ratio": {"@id": "v:ratio", "@type": "xsd:double"},
            "plain": {"@id": "v:plain", "@type": "xsd:string"},
            "when": {"@id": "v:when", "@type": "xsd:dateTime"},
            "homepage": {"@id": "v:homepage", "@type": "@id"},
            "kind": {"@id": "v:kind", "@type": "@vocab"},
            "extra": {"@id": "v:extra", "@type": "@json"},
            "steps": {"@id": "v:steps", "@container": "@list"},
            "links": {"@id": "v:links", "@type": "@id", "@container": "@list"},
            "tags": {"@id": "v:tags", "@container": "@set"},
            "label": {"@id": "v:label", "@container": "@language"},
            "motto": {"@id": "v:motto", "@language": "LA"},
            "sign": {"@id": "v:sign", "@language": "ar", "@direction": "rtl"},
            "proof": {"@id": "v:proof", "@type": "@id", "@container": "@graph"},
            "subject": {"@id": "v:subject", "@type": "@id"},
            "nothing": None,
            "Credential": {
                "@id": "v:Credential",
                "@context": {"@protected": True, "title": "v:title", "about": {"@id": "v:about", "@type": "@id"}},
            },
            "Award": {"@id": "v:Award", "@context": {"points": {"@id": "v:points", "@type": "xsd:integer"}}},
            "Deep": {"@id": "v:Deep", "@context": {"@propagate": True, "deep": "v:deep"}},
            "inside": {"@id": "v:inside", "@context": {"name": "v:innerName", "Kept": "v:Kept"}},
            "clean": {"@id": "v:clean", "@context": [None, {"id": "@id", "only": "https://only.example/#only"}]},
            "purpose": {"@id": "v:purpose", "@type": "@vocab", "@context": {"claim": "v:claimPurpose"}},
        }
    },
    EXTRA: {
        "@context": {
            "w": "https://other.example/#",
            "grade": "w:grade",
            "level": {"@id": "w:level", "@type": "ex:Level"},
            "Scoped": {"@id": "w:Scoped", "@context": {"note": {"@id": "ex:note", "@type": "ex:Note"}}},
            "back": {"@reverse": "w:back"},
            "byIndex": {"@id": "w:byIndex", "@container": "@index"},
            "nested": {"@id": "w:nested", "@nest": "@nest"},
        }
    },
    OPEN: {"@context": {"@vocab": "https://open.example/#"}},
    WORDS: {
        "@context": {
            "@vocab": V,
            "whole": {"@type": "@id"},
            "Worded": {"@id": "v:Worded", "@context": {"word": {"@type": "@json"}, "same": "whole", "v:compact": {}}},
            "Turned": {"@id": "https://turned.example/", "@context": {"type": "https://turned.example/type"}},
        }
    },
    ALIASES: {"@context": {"JSON": "@json", "untagged": "@none"}},
    LOOP: {"@context": [LOOP, {"looped": V + "looped"}]},
    LAX: {"@context": {"id": "@id", "type": "@type", "name": "https://lax.example/#name"}},
}


def table(url: str, document: Any, edition: str = "1") -> Table:
    """A table as ``wallet contexts add`` makes it."""
    return read_table(compile_document(document, strictjson.dumps(document).encode()), url, edition)


def library() -> ContextLibrary:
    """The bundled contexts and ours."""
    return ContextLibrary().with_added(table(url, document) for url, document in DOCUMENTS.items())


def walk(members: dict[str, Any], *contexts: Any, **options: Any) -> jsonld.Walk:
    """Walk a document with BASE and ``contexts`` in front of ``members``."""
    return jsonld.walk({"@context": [BASE, *contexts], **members}, library(), bases=(BASE,), **options)

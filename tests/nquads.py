"""N-Quads text to the quads that the canonicalizer takes, for tests that read or type RDF."""

import pyoxigraph

from wallet.codec.rdfc import Quad

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPES = {chr(code): f"\\u{code:04X}" for code in (*range(32), 127)} | _ESCAPES
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def parse(text: str) -> list[Quad]:
    """The quads of N-Quads ``text``, each term spelled canonically."""
    source = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return [(_term(q.subject), _term(q.predicate), _term(q.object), _term(q.graph_name)) for q in source]


def _term(term: object) -> str:
    if isinstance(term, pyoxigraph.DefaultGraph):
        return ""
    if not isinstance(term, pyoxigraph.Literal):
        return str(term)
    text = '"' + "".join(_ESCAPES.get(character, character) for character in term.value) + '"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == _STRING else f"{text}^^{term.datatype}"

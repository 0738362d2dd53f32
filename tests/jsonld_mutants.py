"""Mutants of credentials, and why our walk and PyLD may come to different ends over one.

Each difference must fall under one of the named rules of :func:`explain`,
which are judged by PyLD's own behaviour; ``unexplained`` is a bug here or there.
"""

import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from jsonld_cases import BASE, DOCUMENTS, EXTRA, LAX, OPEN, library
from jsonld_oracle import Documents, canonical, expand, official_documents
from vectors import VECTORS, manifest

from wallet.codec import jsonld, strictjson
from wallet.codec.contexts import ContextLibrary
from wallet.codec.jsonld_values import XSD, double
from wallet.codec.rdfc import Quad, canonicalize
from wallet.errors import Refused, Unreadable

OWN_SEED = {
    "@context": [BASE, EXTRA],
    "id": "urn:example:1",
    "type": ["Credential", "Award"],
    "name": "Ann",
    "title": "Title",
    "points": 3,
    "ratio": 0.5,
    "plain": "p",
    "when": "2020-01-01T00:00:00Z",
    "extra": {"b": [1, 2.5], "a": None},
    "steps": ["a", {"id": "urn:example:2", "name": "b"}],
    "label": {"en": "a", "de": ["b"]},
    "motto": "veritas",
    "kind": "Credential",
    "homepage": "https://a.example/",
    "grade": "A",
    "inside": {"name": "x", "subject": {"name": "y"}},
    "subject": {"id": "urn:example:3", "type": "Deep", "deep": "d", "subject": {"deep": "e"}},
    "proof": {"type": "Award", "name": "p", "purpose": "claim"},
}
SCALARS: tuple[Any, ...] = (
    "text", "", "rel/ative", "https://x.example/", "did:example:1", "_:b0", "v:x", "urn:x y", "Credential", "@id",
    "@json", "2020-01-01T00:00:00Z", 'a\u0007"\\b', "\u20ac", 0, 1, -5, 1.0, 2.5, 1e21, 10**21, 0.1, True, False, None,
)  # fmt: skip
KEYS = (
    "name", "Name", "gpa", "id", "@id", "type", "@type", "@value", "value", "@language", "@list", "@set", "@graph",
    "@index", "@reverse", "@nest", "@included", "@none", "@foo", "v:name", "https://x.example/p", "subject", "proof",
    "credentialSubject", "issuer", "achievement", "description", "steps", "label", "extra", "clean", "inside", "back",
)  # fmt: skip
INLINE: tuple[Any, ...] = (
    {"own": "https://own.example/#own"}, {"name": "https://evil.example/#name"}, {"gpa": None}, {"Type": "@type"},
    {"@vocab": "https://own.example/#"}, {"@language": "en"}, {"gpa": "https://own.example/#gpa"}, OPEN, EXTRA,
    LAX, BASE, None, "https://unknown.example/", {"ex": {"@id": "https://ex.example/#", "@prefix": True}},
    {"@base": "https://b.example/"},
    {"proof": "https://evil.example/#proof"}, {"a": {"@id": "https://own.example/#a", "@context": {"name": None}}},
)  # fmt: skip


_LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Outcome:
    """One mutant, and under what rule the two engines agree or differ."""

    rule: str
    document: Any
    detail: str = ""


def seeds() -> list[tuple[Any, Documents, ContextLibrary]]:
    """Our own document, and every third-party credential that walks; few when the shared material is absent."""
    ours = library()
    found = [(OWN_SEED, DOCUMENTS, ours)]
    official = {**official_documents(), **DOCUMENTS}
    for row in manifest():
        try:
            document = strictjson.loads((VECTORS / row["path"]).read_bytes())
            jsonld.walk({key: value for key, value in document.items() if key != "proof"}, ours)
        except (Unreadable, Refused, AttributeError):
            continue
        if len(json.dumps(document)) < 20_000:
            found.append((document, official, ours))
    return found


def campaign(count: int, seed: int, first: int = 1) -> Iterator[Outcome]:
    """Mutants ``first`` to ``count``, the same ones for the same seed and material."""
    random = Random(seed)
    material = seeds()
    for number in range(1, count + 1):
        document, documents, known = random.choice(material)
        mutant = copy.deepcopy(document)
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            mutate(mutant, random)
        if number >= first:
            yield compare(mutant, documents, known)


def mutate(document: Any, random: Random) -> None:
    """One change at one random place."""
    places = [value for value in _containers(document) if value]
    place = random.choice(places)
    if isinstance(place, list):
        index = random.randrange(len(place))
        change = random.choice((_set_item, _drop_item, _double_item, _shuffle))
        change(place, index, random)
    else:
        random.choice((_set, _set, _remove, _rename, _add, _add, _retype, _reorder, _context))(place, random)


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _containers(item)


def _any_value(random: Random) -> Any:
    scalar = random.choice(SCALARS)
    wrapped = (
        [scalar], {"id": scalar}, {"@value": scalar}, {"@list": [scalar]}, {"@set": [scalar]}, {"type": scalar}, {},
        {"name": scalar}, {"@value": scalar, "@type": random.choice(SCALARS)}, {"@value": scalar, "@language": "EN"},
        [], {"@graph": [{"name": scalar}]}, {"en": scalar}, [[scalar]], [None, scalar],
    )  # fmt: skip
    return random.choice((scalar, scalar, scalar, random.choice(wrapped)))


def _set_item(place: list[Any], index: int, random: Random) -> None:
    place[index] = _any_value(random)


def _drop_item(place: list[Any], index: int, _random: Random) -> None:
    del place[index]


def _double_item(place: list[Any], index: int, _random: Random) -> None:
    place.append(copy.deepcopy(place[index]))


def _shuffle(place: list[Any], _index: int, random: Random) -> None:
    random.shuffle(place)


def _set(place: dict[str, Any], random: Random) -> None:
    place[random.choice(list(place))] = _any_value(random)


def _remove(place: dict[str, Any], random: Random) -> None:
    del place[random.choice(list(place))]


def _rename(place: dict[str, Any], random: Random) -> None:
    key = random.choice(list(place))
    place[random.choice((*KEYS, key.upper(), key + "s", "@" + key))] = place.pop(key)


def _add(place: dict[str, Any], random: Random) -> None:
    place[random.choice(KEYS)] = _any_value(random)


def _retype(place: dict[str, Any], random: Random) -> None:
    key = random.choice(list(place))
    value = place[key]
    place[key] = random.choice(
        ([value], {"@value": value}, {"@list": [value]}, {"@set": value}, str(value), {"id": value})
    )


def _reorder(place: dict[str, Any], random: Random) -> None:
    items = list(place.items())
    random.shuffle(items)
    place.clear()
    place.update(items)


def _context(place: dict[str, Any], random: Random) -> None:
    old = place.get("@context", [])
    old = old if isinstance(old, list) else [old]
    place["@context"] = [*old, copy.deepcopy(random.choice(INLINE))]


def compare(document: Any, documents: Documents, known: ContextLibrary) -> Outcome:
    """Walk and expand ``document``, and name the rule under which the ends agree or differ."""
    try:
        quads: tuple[Quad, ...] | None = jsonld.walk(document, known, bases=()).quads
        refusal = None
    except Refused as error:
        quads, refusal = None, error
    try:
        theirs, dropped = expand(document, documents)
    except Exception as error:  # noqa: BLE001 - PyLD raises what it likes on hostile input
        return _when_they_fail(document, quads, error)
    if refusal is not None:
        return Outcome(explain(document, documents, refusal), document, f"{refusal.code} {refusal.details}")
    if dropped:
        return Outcome("unexplained: PyLD dropped what we did not refuse", document, str(dropped))
    return Outcome(_difference(quads or (), theirs), document)


def _difference(quads: Iterable[Quad], theirs: Iterable[Quad]) -> str:
    """How two walks that went through differ; pyoxigraph would read one of two spellings, so both are compared too."""
    if canonical(quads) == canonical(theirs) and canonicalize(quads) == canonicalize(theirs):
        return "same"
    if canonicalize(_texts_as_numbers(quads)) == canonicalize(theirs):
        return "PyLD writes a text of type double as a number"
    if _without_direction(quads) == _without_direction(theirs):
        return "pyld merges values that differ in direction only"
    return "unexplained: other quads"


def explain(document: Any, documents: Documents, refusal: Refused) -> str:
    """Why we refuse what PyLD takes: the rule's name, once PyLD itself has borne it out."""
    detail = next(iter(refusal.details.values()), "")
    if refusal.code == "undefined_term":
        return _explain_unsigned(document, documents, detail)
    evidence: dict[str, Callable[[], bool]] = {
        "key_not_a_term": lambda: ":" in detail and detail in _keys(document),
        "term_redefined": lambda: _has_inline_context(document),
        "proof_term_remapped": lambda: _has_inline_context(document),
        "context_unknown": lambda: detail not in documents and detail in json.dumps(document),
        "feature_unsupported": lambda: _has_feature(document, detail),
    }
    if refusal.code in evidence and evidence[refusal.code]():
        return refusal.code
    return f"unexplained: {refusal.code}"


def _explain_unsigned(document: Any, documents: Documents, field: str) -> str:
    """``undefined_term`` is right if something there can be taken away and PyLD's quads stay the same."""
    before = _quads(document, documents)
    if isinstance(before, str):
        return before
    if not before:
        return "undefined_term: nothing is signed"
    for probe in _probes(document, field):
        if _quads(probe, documents) == before:
            return "undefined_term"
    if any(_names_no_language(path, _at(document, path), field) for path in _paths(document)):
        return "undefined_term: PyLD writes a language tag that is none"
    if _has_crowded_list(document):
        return "undefined_term: PyLD takes a list or set object with other members"
    return "unexplained: undefined_term"


def _names_no_language(path: tuple[Any, ...], value: Any, field: str) -> bool:
    """Whether this is a language, or a map of texts by language, with a tag that is none (RFC 5646 2.1)."""
    if path[-1:] == ("@language",):
        return not _LANGUAGE.fullmatch(str(value))
    if path[-1:] != (field,) or not isinstance(value, dict) or any(isinstance(one, dict) for one in value.values()):
        return False
    return any(key != "@none" and not _LANGUAGE.fullmatch(key) for key in value)


def _quads(document: Any, documents: Documents) -> list[str] | str:
    try:
        quads, _ = expand(document, documents)
    except Exception:  # noqa: BLE001 - as above
        return "unexplained: the probe cannot be expanded"
    try:
        return canonical(quads)
    except SyntaxError:
        return "undefined_term: PyLD writes an IRI that is none"


def _probes(document: Any, field: str) -> Iterator[Any]:
    """``document`` with one thing taken away or changed, in or beside every place called ``field``."""
    for path in _paths(document):
        around = _at(document, path[:-1]) if path else None
        near = [*around, *around.values()] if isinstance(around, dict) else []
        if (
            path
            and path[0] != "@context"
            and any(str(item)[:80] == field for item in (*near, *path, _at(document, path)))
        ):
            yield _changed(document, path, None)
            value = _at(document, path)
            if isinstance(value, str):
                yield _changed(document, path, value + "x")
                yield _changed(document, path, "another/relative")
            elif isinstance(value, int | float):
                yield _changed(document, path, not value if isinstance(value, bool) else value + 1)


def _changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    found = copy.deepcopy(document)
    parent = _at(found, path[:-1])
    if value is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return found


def _has_crowded_list(document: Any) -> bool:
    """Whether a list or set object has members it may not have (invalid set or list object, API 5.1.2 step 16)."""
    places = [_at(document, path) for path in _paths(document)]
    return any(isinstance(place, dict) and {"@list", "@set"} & place.keys() and len(place) > 1 for place in places)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(item, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _keys(value: Any) -> set[str]:
    return {step for path in _paths(value) for step in path if isinstance(step, str)}


def _has_inline_context(document: Any) -> bool:
    """Whether a context other than by URL stands anywhere, or a URL of ours that redefines a protected term."""
    for path in _paths(document):
        value = _at(document, path)
        if "@context" in path and not isinstance(value, list | str):
            return True
    return False


def _has_one_id_twice(document: Any) -> bool:
    """Whether two objects have the same id; nobody else minds where a node is described."""
    ids = [_at(document, path) for path in _paths(document) if path and path[-1] in ("id", "@id")]
    return len(ids) > len({str(one) for one in ids})


def _has_feature(document: Any, feature: str) -> bool:
    text = json.dumps(document)
    paths = list(_paths(document))
    evidence = {
        "blank node identifiers": '"_:' in text,
        "arrays within arrays": "[[" in text.replace(" ", "")
        or any(isinstance(path[-1], int) and isinstance(_at(document, path), list) for path in paths if path),
        "sets, lists and graphs within graphs": any(word in text for word in ("@set", "@list", "@graph")),
        "lists of lists": sum(map(text.count, ("@list", "@set", "steps", "allowedValue"))) > 1,
        "@index maps": True,
        **dict.fromkeys(("@graph maps", "@id maps", "@type maps"), '"@container"' in text),
        "@reverse": '"@reverse"' in text or '"back"' in text,
        "an @vocab that is no absolute IRI": '"@vocab"' in text,
        "a malformed @context": _has_inline_context(document),
        "a credential that is described in two places": _has_one_id_twice(document),
    }
    return evidence.get(feature, f'"{feature}"' in text)


def _when_they_fail(document: Any, quads: tuple[Quad, ...] | None, error: Exception) -> Outcome:
    if quads is None:
        return Outcome("both refuse", document)
    if isinstance(error, KeyError) and error.args[0] in ("@vocab", "@language", "@direction"):
        return Outcome("PyLD clears a setting that was never made", document)
    root = _root(error)
    if isinstance(root, KeyError) or (isinstance(root, ValueError) and "invalid relative IRI" in str(root)):
        return Outcome("PyLD reads contexts that are not used", document)
    return Outcome(f"unexplained: PyLD raised {getattr(error, 'code', '')}", document, str(error)[:300])


def _root(error: BaseException) -> BaseException:
    return _root(error.__cause__) if error.__cause__ else error


def _texts_as_numbers(quads: Iterable[Quad]) -> list[Quad]:
    """The quads with each literal of a double in the form of a number, as JavaScript has it too."""

    def written(target: str) -> str:
        text, typed, _ = target.partition(f'"^^<{XSD}double>')
        try:
            return f'"{double(float(text[1:]))}"^^<{XSD}double>' if typed else target
        except ValueError:
            return target

    return [(s, p, written(o), g) for s, p, o, g in quads]


def _without_direction(quads: Any) -> set[Any]:
    """Literals without their direction and blank nodes without their labels; enough to tell a merged value."""
    return {
        tuple(part.partition("^^<https://www.w3.org/ns/i18n#")[0] for part in quad if part[:2] != "_:")
        for quad in quads
    }

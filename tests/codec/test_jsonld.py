import re
from typing import Any

import pytest
from jsonld_cases import ALIASES, BASE, DOCUMENTS, EXTRA, LAX, LOOP, OPEN, WORDS, XSD, V, library, table, walk
from jsonld_oracle import canonical, expand

from wallet.codec import jsonld
from wallet.codec.contexts import ContextLibrary
from wallet.codec.jsonld_contexts import Contexts
from wallet.codec.jsonld_values import as_urdna2015, escape
from wallet.codec.rdfc import canonicalize
from wallet.errors import Refused
from wallet.formats.terms import JFF
from wallet.wording import catalogue

ID = "urn:example:1"
PROTECTED = "https://vocab.example/protected"

WALKS: dict[str, dict[str, Any]] = {
    "plain": {"id": ID, "type": "Credential", "name": "Ann"},
    "no id": {"name": "Ann"},
    "several types": {"id": ID, "type": ["Award", "Credential"], "title": "T", "points": 3},
    "type as IRI": {"id": ID, "type": ["https://types.example/T", "v:Compact"], "name": "n"},
    "keywords unaliased": {"@id": ID, "@type": "Credential", "name": "n"},
    "both type keys": {"id": ID, "type": "Credential", "@type": ["Award"], "name": "n"},
    "native": {"count": 5, "ratio": 5, "name": [1, 2.5, True, False, 1e30, 10**22, -7, 0.1, 1e-7]},
    "integral float": {"name": [5.0, 100.0, -3.0], "ratio": [0.1, 12345678901234567890]},
    "typed string": {"when": "2020-01-01T00:00:00Z", "count": ["5", "6"], "ratio": "x"},
    "typed bool": {"count": True},
    "iri": {"homepage": ["https://a.example/", "v:compact", "did:example:1#k", {"id": ID, "name": "n"}]},
    "number for iri": {"homepage": 7},
    "vocab": {"kind": ["Credential", "https://k.example/", "v:compact"]},
    "json": {"extra": {"b": [1, 2.50, None, "\u20ac"], "a": {"": True}}},
    "json null": {"extra": None, "name": "n"},
    "json list": {"extra": [1, {"x": "\x7f\x01"}]},
    "list": {"steps": ["a", 1, {"id": ID, "name": "n"}, None]},
    "empty list": {"steps": []},
    "single list": {"steps": "one"},
    "iri list": {"links": ["https://a.example/", "https://b.example/"]},
    "list object": {"name": {"@list": ["a", "b"]}, "steps": {"@list": ["c"]}},
    "set object": {"name": {"@set": ["a", "b", None]}, "tags": ["x", {"@set": ["y"]}]},
    "null": {"name": None, "tags": [None, "x"], "count": 1},
    "empty array": {"tags": [], "name": "n"},
    "language map": {"label": {"en": "a", "de-AT": ["b", None, "c"], "@none": "d", "fr": None}},
    "language that is a word too": {"label": {"name": "x"}},
    "language map as text": {"label": ["x", "y"]},
    "default language of term": {"motto": ["veritas", {"@value": "plain"}, 4]},
    "direction": {"sign": "x"},
    "number for vocab": {"kind": 7},
    "prefix alone": {"id": "v:", "type": "v:", "homepage": "v:"},
    "objects with contexts": {
        "name": [
            {"@context": {"own": "https://own.example/#own"}, "@value": "x", "@type": "own"},
            {"@context": {"own": "https://own.example/#own"}, "@set": [{"own": "a"}]},
        ],
        "subject": {"@context": {"own": "https://own.example/#own"}, "@list": [{"own": "b"}]},
    },
    "null in graph": {"id": ID, "name": "n", "proof": [None, {"name": "x"}]},
    "null graph": {"name": "n", "proof": None},
    "null list": {"name": "n", "steps": None},
    "single node in list": {"steps": {"id": ID, "name": "n"}},
    "single value in list": {"steps": {"@value": 1}},
    "null value in list": {"name": "n", "steps": {"@value": None}},
    "null values in list": {"steps": [{"@value": None}, {"@value": None, "@type": "xsd:string"}]},
    "empty set in list": {"steps": {"@set": []}},
    "only graph and id": {"id": ID, "@graph": [{"id": "urn:example:4", "name": "m"}]},
    "value object": {
        "name": [
            {"@value": "x"},
            {"@value": "x", "@language": "EN-gb"},
            {"value": 5, "@type": "xsd:integer"},
            {"@value": "x", "@type": "https://t.example/"},
            {"@value": True},
            {"@value": None},
            {"@value": None, "@type": "xsd:string"},
            {"@value": {"a": [1]}, "@type": "@json"},
            {"@value": "x", "@type": None},
            {"@value": "x", "@language": "ar", "@direction": "rtl"},
            {"@value": "left", "@direction": "ltr"},
        ]
    },
    "type of plain strings": {
        "name": [{"@value": value, "@type": "xsd:string"} for value in ("x", 5, 2.5, True)],
        "plain": ["y", 5, 2.5, True, 'a"b', {"@value": "z"}, {"@value": 1}],
    },
    "value object of a type that is a word": {"name": {"@value": "x", "@type": "Credential"}},
    "value object under a coerced term": {"count": {"@value": "x"}, "homepage": {"@value": "x"}},
    "node in node": {"subject": {"id": "urn:example:2", "name": "n", "subject": {"name": "m"}}},
    "same node twice": {"id": ID, "subject": [{"id": ID, "name": "n"}, {"id": ID, "name": "n"}]},
    "graph": {"id": ID, "proof": [{"type": "Award", "name": "p"}, {"id": "urn:example:3", "name": "q"}]},
    "graph in graph": {"id": ID, "proof": {"name": "p", "proof": {"name": "q"}}},
    "explicit graph": {"id": ID, "name": "n", "@graph": [{"id": "urn:example:4", "name": "m"}]},
    "only graph": {"@graph": [{"id": "urn:example:4", "name": "m"}, {"name": "k"}]},
    "type scope": {"id": ID, "type": "Credential", "title": "T", "subject": {"id": "urn:example:2", "name": "n"}},
    "type scope does not propagate": {"type": "Award", "points": 1, "inside": {"name": "x"}},
    "reference keeps type scope": {"type": "Credential", "about": {"id": "urn:example:2"}, "title": "T"},
    "value object keeps type scope": {"type": "Award", "points": {"@value": "5", "@type": "xsd:byte"}},
    "type scope propagates on demand": {"type": "Deep", "deep": "a", "subject": {"deep": "b"}},
    "property scope": {"inside": {"id": ID, "type": "Kept", "name": "x", "subject": {"name": "y"}}},
    "property scope that clears": {"clean": {"id": ID, "only": "x"}},
    "scope over a scalar": {"purpose": ["claim", "Credential"]},
    "escapes": {"name": 'a"b\\c\n\r\t\b\f\x00\x1f\x7f\u2028\u00a0\U0001f600 \u200b'},
    "backslash among what can be printed": {"name": "a\\b"},
    "empty graph": {"id": ID, "name": "n", "proof": {}},
    "empty object": {"name": {}, "count": 1},
    "context in a node": {"name": "n", "subject": {"@context": {"own": "https://own.example/#own"}, "own": "x"}},
    "context of a type in a node": {"name": "n", "subject": {"@context": [EXTRA], "type": "Scoped", "note": "x"}},
}


@pytest.mark.parametrize("members", WALKS.values(), ids=list(WALKS))
def test_quads_are_those_of_the_specification(members: dict[str, Any]) -> None:
    quads, dropped = expand({"@context": [BASE], **members}, DOCUMENTS)
    assert dropped == []
    ours = walk(members).quads
    assert canonical(ours) == canonical(quads)
    assert canonicalize(ours) == canonicalize(quads)


@pytest.mark.parametrize(
    "members",
    [
        {"name": {"@value": {"a": [1]}, "@type": "JSON"}},
        {"label": {"en": "a", "untagged": "b"}},
    ],
)
def test_keywords_by_other_names(members: dict[str, Any]) -> None:
    quads, dropped = expand({"@context": [BASE, ALIASES], **members}, DOCUMENTS)
    assert dropped == []
    assert canonical(walk(members, ALIASES).quads) == canonical(quads)


REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown key": ({"name": "n", "gpa": 4.0}, "undefined_term", "gpa"),
    "unknown key, null": ({"name": "n", "gpa": None}, "undefined_term", "gpa"),
    "unknown key, object": ({"name": "n", "extraInfo": {"name": "x"}}, "undefined_term", "extraInfo"),
    "key in another case": ({"Name": "n", "count": 1}, "undefined_term", "Name"),
    "null term": ({"nothing": "x", "count": 1}, "undefined_term", "nothing"),
    "keyword look-alike": ({"@foo": "x", "count": 1}, "undefined_term", "@foo"),
    "empty key": ({"": "x", "count": 1}, "undefined_term", ""),
    "scoped term outside": ({"title": "x", "count": 1}, "undefined_term", "title"),
    "scoped term below its node": (
        {"type": "Award", "points": 1, "subject": {"points": 2}},
        "undefined_term",
        "points",
    ),
    "unknown type": ({"type": ["Credential", "Fake"], "name": "n"}, "undefined_term", "Fake"),
    "null type": ({"type": None, "name": "n"}, "undefined_term", "@type"),
    "type no text": ({"type": [{"id": ID}], "name": "n"}, "undefined_term", "@type"),
    "type a keyword": ({"type": "@json", "name": "n"}, "undefined_term", "@json"),
    "type an alias": ({"type": "id", "name": "n"}, "undefined_term", "id"),
    "relative id": ({"id": "relative", "name": "n"}, "undefined_term", "id"),
    "relative value": ({"homepage": "page.html"}, "undefined_term", "homepage"),
    "id no text": ({"id": 5, "name": "n"}, "undefined_term", "id"),
    "two ids": ({"id": ID, "@id": ID, "name": "n"}, "undefined_term", "id"),
    "id with a space": ({"id": "https://a.example/a b", "name": "n"}, "undefined_term", "id"),
    "id that ends the IRI": ({"id": "https://a.example/> <urn:x> <urn:y", "name": "n"}, "undefined_term", "id"),
    "vocab word unknown": ({"kind": "nowhere"}, "undefined_term", "kind"),
    "vocab null": ({"kind": "nothing"}, "undefined_term", "kind"),
    "vocab keyword": ({"kind": "@id"}, "undefined_term", "kind"),
    "nothing said": ({}, "undefined_term", "all of it"),
    "only an id": ({"id": ID}, "undefined_term", "all of it"),
    "only null": ({"name": None}, "undefined_term", "all of it"),
    "index": ({"name": "n", "@index": "x"}, "undefined_term", "@index"),
    "index in a value": ({"name": {"@value": "n", "@index": "x"}}, "undefined_term", "@index"),
    "language on a node": ({"name": "n", "@language": "en"}, "undefined_term", "@language"),
    "value on top": ({"@value": "x"}, "undefined_term", "@value"),
    "list on top": ({"@list": ["x"]}, "undefined_term", "@list"),
    "value with a property": ({"name": {"@value": "n", "count": 1}}, "undefined_term", "count"),
    "value twice": ({"name": {"@value": "n", "value": "m"}}, "undefined_term", "value"),
    "value an object": ({"name": {"@value": {"a": 1}}}, "undefined_term", "name"),
    "value of unknown type": ({"name": {"@value": "n", "@type": "Fake"}}, "undefined_term", "name"),
    "value typed and tagged": (
        {"name": {"@value": "n", "@type": "xsd:string", "@language": "en"}},
        "undefined_term",
        "name",
    ),
    "value typed and directed": (
        {"name": {"@value": "n", "@type": "xsd:string", "@direction": "ltr"}},
        "undefined_term",
        "name",
    ),
    "value of no type but tagged": (
        {"name": {"@value": "n", "@type": None, "@language": "en"}},
        "undefined_term",
        "name",
    ),
    "value an array": ({"name": {"@value": ["n"]}}, "undefined_term", "name"),
    "number with direction": ({"name": {"@value": 5, "@direction": "ltr"}}, "undefined_term", "name"),
    "value with types": ({"name": {"@value": "n", "@type": ["xsd:string"]}}, "undefined_term", "name"),
    "typed object": ({"name": {"@value": [1], "@type": "xsd:string"}}, "undefined_term", "name"),
    "number with language": ({"name": {"@value": 5, "@language": "en"}}, "undefined_term", "name"),
    "language no tag": ({"name": {"@value": "n", "@language": "en us> <"}}, "undefined_term", "name"),
    "language null": ({"name": {"@value": "n", "@language": None}}, "undefined_term", "name"),
    "direction unknown": ({"name": {"@value": "n", "@direction": "up"}}, "undefined_term", "name"),
    "language map with object": ({"label": {"en": {"@value": "x"}}}, "undefined_term", "label"),
    "language map with odd tag": ({"label": {"@id": "x"}}, "undefined_term", "label"),
    "list with a property": ({"name": {"@list": ["x"], "count": 1}}, "undefined_term", "count"),
    "list of null value": ({"name": {"@list": {"@value": None}}}, "undefined_term", "name"),
    "graph of a set": (
        {"name": "n", "proof": {"@set": [{"name": "x"}, {"name": "y"}]}},
        "feature_unsupported",
        "sets, lists and graphs within graphs",
    ),
    "list of null object": ({"name": {"@list": None}}, "undefined_term", "name"),
    "only language": ({"count": 1, "name": {"@language": "en"}}, "undefined_term", "@language"),
    "graph of a reference": ({"name": "n", "proof": {"id": ID}}, "undefined_term", "proof"),
    "graph of an identifier": ({"name": "n", "proof": ID}, "undefined_term", "proof"),
    "graph of a number": ({"name": "n", "proof": 5}, "undefined_term", "proof"),
    "graph of a value": ({"name": "n", "proof": {"@value": "x"}}, "undefined_term", "proof"),
    "graph of a list": (
        {"name": "n", "proof": {"@list": ["https://x.example/"]}},
        "feature_unsupported",
        "sets, lists and graphs within graphs",
    ),
    "graph of a graph": (
        {"name": "n", "proof": {"@graph": [{"name": "x"}]}},
        "feature_unsupported",
        "sets, lists and graphs within graphs",
    ),
    "graph member a text": ({"name": "n", "@graph": ["x"]}, "undefined_term", "@graph"),
    "graph member a reference": ({"name": "n", "@graph": [{"id": ID}]}, "undefined_term", "@graph"),
    "absolute key": ({V + "name": "n"}, "key_not_a_term", V + "name"),
    "compact key": ({"v:name": "n"}, "key_not_a_term", "v:name"),
    "unknown compact key": ({"z:name": "n", "count": 1}, "key_not_a_term", "z:name"),
    "blank node id": ({"id": "_:b0", "name": "n"}, "feature_unsupported", "blank node identifiers"),
    "blank node type": ({"type": "_:b0", "name": "n"}, "feature_unsupported", "blank node identifiers"),
    "blank node value": ({"homepage": "_:b0"}, "feature_unsupported", "blank node identifiers"),
    "array in array": ({"name": [["n"]]}, "feature_unsupported", "arrays within arrays"),
    "array in graph": ({"name": "n", "proof": [[{"name": "x"}]]}, "feature_unsupported", "arrays within arrays"),
    "array in list": ({"steps": [["n"]]}, "feature_unsupported", "arrays within arrays"),
    "list in list": ({"steps": [{"@list": ["n"]}]}, "feature_unsupported", "lists of lists"),
    "set in list": ({"steps": ["a", {"@set": ["n"]}]}, "feature_unsupported", "lists of lists"),
    "set in list object": ({"name": {"@list": ["a", {"@set": "n"}]}}, "feature_unsupported", "lists of lists"),
    "list in list object": ({"name": {"@list": [{"@list": ["n"]}]}}, "feature_unsupported", "lists of lists"),
    "nest": ({"@nest": {"name": "n"}}, "feature_unsupported", "@nest"),
    "included": ({"@included": [{"name": "n"}]}, "feature_unsupported", "@included"),
    "reverse": ({"@reverse": {"name": {"id": ID}}}, "feature_unsupported", "@reverse"),
    "number out of range": ({"name": 10**400}, "feature_unsupported", "a number beyond the range of doubles"),
}


@pytest.mark.parametrize(("members", "code", "detail"), REFUSALS.values(), ids=list(REFUSALS))
def test_what_would_be_dropped_is_refused(members: dict[str, Any], code: str, detail: str) -> None:
    with pytest.raises(Refused) as raised:
        walk(members)
    assert (raised.value.code, list(raised.value.details.values())) == (code, [detail])


def test_that_nothing_is_signed_is_told_in_the_language_of_the_reader() -> None:
    with pytest.raises(Refused) as raised:
        walk({})
    assert catalogue({"WALLET_LANGUAGE": "de"}).text(raised.value.details["field"]) == "alles"


LONG = "x" * 300
CUT: dict[str, tuple[dict[str, Any], tuple[Any, ...], str, str]] = {
    "unknown key": ({LONG: "n"}, (), "undefined_term", LONG[:80]),
    "compact key": ({f"v:{LONG}": "n"}, (), "key_not_a_term", f"v:{LONG}"[:80]),
    "word": ({}, ({LONG: None},), "term_redefined", LONG[:80]),
    "protected word": ({}, (PROTECTED, f"{PROTECTED}/again"), "term_redefined", LONG[:80]),
    "vocabulary": ({}, (f"urn:{LONG}",), "context_unknown", f"urn:{LONG}"[:200]),
    "vocabulary of a vocabulary": ({}, (f"{PROTECTED}/more",), "context_unknown", f"urn:{LONG}"[:200]),
}


@pytest.mark.parametrize(("members", "contexts", "code", "quoted"), CUT.values(), ids=CUT)
def test_what_a_refusal_quotes_is_cut(
    members: dict[str, Any], contexts: tuple[Any, ...], code: str, quoted: str
) -> None:
    known = library().with_added(
        [
            table(PROTECTED, {"@context": {LONG: {"@id": "urn:a", "@protected": True}}}),
            table(f"{PROTECTED}/again", {"@context": {LONG: "urn:b"}}),
            table(f"{PROTECTED}/more", {"@context": f"urn:{LONG}"}),
        ]
    )
    with pytest.raises(Refused) as raised:
        jsonld.walk({"@context": [BASE, *contexts], "name": "n", **members}, known, bases=())
    assert (raised.value.code, list(raised.value.details.values())) == (code, [quoted])


def test_the_words_of_a_vocabulary_are_noted_as_far_as_they_can_be_shown() -> None:
    words = [f"{n}{'w' * 79}" for n in range(1, 10)]
    found = walk({word + "w": "x" for word in words}, {"@vocab": "https://own.example/#"})
    assert found.notes == (("open_vocabulary", {"fields": ", ".join(words[:8])}),)


@pytest.mark.parametrize(
    ("key", "feature"),
    [("back", "@reverse"), ("byIndex", "@index maps"), ("nested", "@nest")],
)
def test_terms_of_unsupported_features_are_refused_when_used(key: str, feature: str) -> None:
    assert walk({"name": "n", "grade": "A"}, EXTRA).notes == ()
    with pytest.raises(Refused) as raised:
        walk({"name": "n", key: {"id": ID}}, EXTRA)
    assert (raised.value.code, raised.value.details) == ("feature_unsupported", {"feature": feature})


INLINE = {
    "new term": ({"own": "https://own.example/#own"}, None),
    "same definition again": ({"name": V + "name"}, None),
    "same definition with a scope again": (
        {"inside": {"@id": "v:inside", "@context": {"name": "v:innerName", "Kept": "v:Kept"}}},
        None,
    ),
    "same definition with another scope": (
        {"inside": {"@id": "v:inside", "@context": {"name": "v:name", "Kept": "v:Kept"}}},
        "term_redefined",
    ),
    "usual aliases": ({"id": "@id", "type": "@type"}, None),
    "language": ({"@language": "en"}, None),
    "unused prefix": ({"own": "https://own.example/"}, None),
    "scope of its own": ({"Own": {"@id": "https://o.example/#O", "@context": {"x": "https://o.example/#x"}}}, None),
    "wrapped": ({"@context": {"own": "https://own.example/#own"}}, "term_redefined"),
    "other meaning": ({"name": "https://evil.example/#name"}, "term_redefined"),
    "other type": ({"name": {"@id": V + "name", "@type": "@id"}}, "term_redefined"),
    "another name that is not used": ({"fullName": V + "name"}, None),
    "another name of another type": ({"fullName": {"@id": V + "name", "@type": "@id"}}, None),
    "another name of another name": ({"fullName": V + "name", "nick": "fullName"}, None),
    "another name with a scope": (
        {"fullName": {"@id": V + "name", "@context": {"x": "https://o.example/#x"}}},
        "term_redefined",
    ),
    "another name of a prefix": ({"vocabulary": V}, "term_redefined"),
    "another name of a status": ({"state": "https://www.w3.org/2018/credentials#credentialStatus"}, "term_redefined"),
    "another name of an endorsement": ({"praise": JFF + "endorsement"}, "term_redefined"),
    "another name of what endorses": ({"Praise": JFF + "EndorsementCredential"}, "term_redefined"),
    "null": ({"name": None}, "term_redefined"),
    "new null": ({"own": None}, "term_redefined"),
    "keyword alias": ({"Type": "@type"}, "term_redefined"),
    "alias of a keyword that has none": ({"all": "@set"}, "term_redefined"),
    "id is no id": ({"id": "https://evil.example/#id"}, "term_redefined"),
    "IRI for itself": ({"v:own": {"@id": V + "own", "@type": "@id"}, "urn:x:y": {"@type": "@id"}}, None),
    "IRI for another": ({"https://a.example/": "https://b.example/"}, "term_redefined"),
    "colon first or last": ({":own": "https://own.example/#a", "own:": "https://own.example/#b"}, None),
    "short compact IRI for another": ({"v:o": "https://b.example/"}, "term_redefined"),
    "compact IRI for another": ({"v:own": "https://b.example/"}, "term_redefined"),
    "path": ({"a/b": "https://b.example/"}, "term_redefined"),
    "long": ({"own": "https://own.example/#" + "x" * 491}, None),
    "too long": ({"own": "https://own.example/#" + "x" * 492}, "term_redefined"),
    "signature type": ({"DataIntegrityProof": "https://evil.example/#p"}, "proof_term_remapped"),
    "signature alias": ({"MyProof": "https://w3id.org/security#Ed25519Signature2020"}, "proof_term_remapped"),
    "purpose": ({"assertionMethod": "https://w3id.org/security#authenticationMethod"}, "proof_term_remapped"),
    "signature word as it is": ({"JsonWebSignature2020": "https://w3id.org/security#JsonWebSignature2020"}, None),
    "base": ({"@base": "https://evil.example/"}, "feature_unsupported"),
    "import": ({"@import": EXTRA}, "feature_unsupported"),
    "keyword defined": ({"@id": "https://evil.example/"}, "term_redefined"),
    "relative term": ({"own": "nowhere"}, "feature_unsupported"),
    "circle": ({"a": "b:x", "b": "a:x"}, "feature_unsupported"),
    "number": ({"a": 5}, "feature_unsupported"),
    "unused language": ({"@language": 5}, "feature_unsupported"),
}


@pytest.mark.parametrize(("context", "code"), INLINE.values(), ids=list(INLINE))
def test_a_credential_may_only_add_words(context: Any, code: str | None) -> None:
    if code is None:
        assert walk({"name": "n", "count": 1}, context).quads
        return
    with pytest.raises(Refused) as raised:
        walk({"name": "n", "count": 1}, context)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "members",
    [
        {"fullName": "n"},
        {"fullName": None},
        {"type": "fullName"},
        {"subject": {"fullName": "n"}},
        {"kind": "fullName"},
        {"name": {"@value": "n", "@type": "fullName"}},
        {"subject": {"@context": {"own": "https://own.example/#own"}, "fullName": "n"}},
        {"subject": {"@context": {"nick": "fullName"}, "nick": "n"}},
    ],
)
def test_another_name_of_something_cannot_be_used(members: Any) -> None:
    with pytest.raises(Refused, match=r"^term_redefined$"):
        walk({"count": 1, **members}, {"fullName": V + "name"})


def test_another_name_may_be_there_wherever_credentials_bring_it_along() -> None:
    brought = {"fullName": V + "name"}
    plain = {"count": 1, "subject": {"id": ID, "name": "n"}}
    again = {"count": 1, "subject": {"@context": brought, "id": ID, "name": "n"}}
    for contexts in ((brought,), (brought, brought), (brought, EXTRA), (EXTRA, brought)):
        assert walk(again, *contexts).quads == walk(plain).quads
    with pytest.raises(Refused, match=r"^term_redefined$"):
        walk(plain, brought, {"fullName": "https://evil.example/#name"})


@pytest.mark.parametrize(
    "word",
    [
        "proof", "proofPurpose", "proofValue", "verificationMethod", "cryptosuite", "jws", "previousProof",
        "assertionMethod", "DataIntegrityProof", "Ed25519Signature2018", "Ed25519Signature2020",
        "JsonWebSignature2020", "EcdsaSecp256k1Signature2019", "MerkleProof2019", "authentication",
    ],
)  # fmt: skip
def test_no_credential_says_what_the_words_of_a_signature_mean(word: str) -> None:
    meant = "https://w3id.org/security#" + {"authentication": "authenticationMethod"}.get(word, word)
    for context in ({word: "urn:evil"}, {"mine": meant}):
        with pytest.raises(Refused, match=r"^proof_term_remapped$"):
            jsonld.walk({"@context": context, "@id": ID, "@type": "urn:type"}, library(), bases=())


FIXED = [
    "https://www.w3.org/2018/credentials#validUntil",
    "https://www.w3.org/ns/credentials/status#statusListIndex",
    "https://w3id.org/vc/status-list#statusListIndex",
    "https://w3id.org/vc-revocation-list-2020#revocationListIndex",
    "https://purl.imsglobal.org/spec/vcrl/1EdTechRevocationList",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt",
    JFF + "EndorsementCredential",
    JFF + "endorsement",
]


@pytest.mark.parametrize("iri", FIXED)
def test_no_credential_gives_another_name_to_what_readers_look_for_by_name(iri: str) -> None:
    own = re.split("[#/]", iri)[-1]
    assert walk({"name": "n"}, {own: iri}).quads
    with pytest.raises(Refused) as raised:
        walk({"name": "n"}, {"other": iri})
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": "other"})


def test_the_usual_aliases_let_no_other_word_through() -> None:
    """Where no vocabulary comes first, a document may bring ``id`` and ``type`` along, and nothing behind them."""
    usual = {"id": "@id", "type": "@type"}
    for context, code in (({**usual, "http": V}, "term_redefined"), ({**usual, "jws": "urn:x"}, "proof_term_remapped")):
        with pytest.raises(Refused, match=rf"^{code}$"):
            jsonld.walk({"@context": context, "id": ID, "type": "urn:type"}, library(), bases=())
    assert jsonld.walk({"@context": usual, "id": ID, "type": "urn:type"}, library(), bases=()).quads


SCHEMES = ("data", "did", "http", "https", "ipfs", "mailto", "tag", "tel", "urn", "uuid", "URN")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_credential_makes_a_prefix_of_what_begins_identifiers(scheme: str) -> None:
    with pytest.raises(Refused, match=r"^term_redefined$"):
        walk({"name": "n"}, {scheme: {"@id": "https://evil.example/#", "@prefix": True}})


def test_rules_for_inline_contexts_hold_in_their_scopes_too() -> None:
    evil = {"Own": {"@id": "https://o.example/#O", "@context": {"name": "https://evil.example/#name"}}}
    with pytest.raises(Refused) as raised:
        walk({"subject": {"type": "Own", "name": "n"}}, evil)
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": "name"})
    with pytest.raises(Refused, match=r"^term_redefined$"):
        walk({"own": {"name": "n"}}, {"own": {"@id": "https://o.example/#o", "@context": None}})


@pytest.mark.parametrize("contexts", [(None,), (EXTRA, None), ({"own": {"@id": "urn:own", "@context": None}},)])
def test_a_context_cannot_be_emptied(contexts: tuple[Any, ...]) -> None:
    with pytest.raises(Refused) as raised:
        walk({"name": "n", "own": {"name": "m"}}, *contexts)
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": "@context"})


@pytest.mark.parametrize("context", [5, True, [EXTRA], []])
def test_a_context_is_an_object_or_a_url(context: Any) -> None:
    with pytest.raises(Refused) as raised:
        walk({"name": "n"}, context)
    assert (raised.value.code, raised.value.details) == ("feature_unsupported", {"feature": "a malformed @context"})


def test_protected_terms_stay_what_they_are() -> None:
    with pytest.raises(Refused) as raised:
        walk({"name": "n"}, LAX)
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": "name"})
    assert walk({"name": "n"}, BASE, BASE).quads == walk({"name": "n"}).quads
    later = jsonld.walk({"@context": [LAX, OPEN, LAX], "name": "n"}, library(), bases=())
    assert [quad[1] for quad in later.quads] == ["<https://lax.example/#name>"]


def test_the_base_context_comes_first() -> None:
    known = library()
    for context in (None, [], EXTRA, [EXTRA, BASE], [{"a": "urn:a"}, BASE], [[BASE]], {"a": "urn:a"}):
        with pytest.raises(Refused, match=r"^context_order$"):
            jsonld.walk({"@context": context, "name": "n"}, known, bases=(BASE,))
    with pytest.raises(Refused, match=r"^context_order$"):
        jsonld.walk({"name": "n"}, known)
    assert jsonld.walk({"@context": BASE, "name": "n"}, known, bases=(BASE, EXTRA)).quads


OF_ITSELF = [
    "credentialSchema", "credentialStatus", "credentialSubject", "evidence", "expirationDate", "holder", "issuanceDate",
    "issued", "issuer", "refreshService", "termsOfUse", "validFrom", "validUntil", "verifiableCredential",
]  # fmt: skip


def in_two_places(member: str, inside: dict[str, Any]) -> jsonld.Walk:
    """A node with a member of the data model of credentials, and within it another object with the same id."""
    vc, ob = "https://www.w3.org/2018/credentials#", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    words = {"said": "urn:said", "Kind": "urn:Kind", "inner": {"@id": "urn:inner", "@type": "@id"}}
    named = {name: vc + name for name in ("VerifiableCredential", *OF_ITSELF)}
    context = {**words, **named, "endorsementComment": ob + "endorsementComment"}
    known = library().with_added([table("urn:words", {"@context": context})])
    return jsonld.walk(
        {"@context": "urn:words", "@id": ID, member: "x", "inner": {"@id": ID, **inside}}, known, bases=()
    )


@pytest.mark.parametrize("member", OF_ITSELF)
def test_what_a_credential_says_of_itself_stands_in_one_place(member: str) -> None:
    """VC Data Model 2.0, section 4: whoever reads a credential looks for each of these in one place."""
    with pytest.raises(Refused) as raised:
        in_two_places(member, {"said": "y"})
    assert raised.value.details == {"feature": "a credential that is described in two places"}
    assert in_two_places(member, {}).quads


@pytest.mark.parametrize(
    ("inside", "twice"),
    [
        ({"@type": "VerifiableCredential"}, True),
        ({"@type": "Kind", "said": "y"}, True),
        ({"endorsementComment": "good", "said": "y"}, True),
        ({"@type": "Kind"}, False),
        ({"endorsementComment": "good"}, False),
        ({"@type": "Kind", "endorsementComment": "good"}, False),
    ],
)
def test_other_places_may_refer_to_a_credential_and_endorse_it(inside: dict[str, Any], *, twice: bool) -> None:
    if twice:
        with pytest.raises(Refused, match=r"^feature_unsupported$"):
            in_two_places("issuer", inside)
    else:
        assert in_two_places("issuer", inside).quads
    assert in_two_places("said", inside).quads  # which is no credential


@pytest.mark.parametrize("document", [None, [], "x", 5])
def test_only_objects_are_documents(document: Any) -> None:
    with pytest.raises(Refused, match=r"^undefined_term$"):
        jsonld.walk(document, library(), bases=())


def test_an_unknown_context_is_named() -> None:
    with pytest.raises(Refused) as raised:
        walk({"name": "n"}, "https://unknown.example/v1")
    assert (raised.value.code, raised.value.details) == ("context_unknown", {"url": "https://unknown.example/v1"})


def test_words_of_an_inline_vocabulary_are_noted_and_those_of_an_installed_one_are_not() -> None:
    found = walk({"name": "n", "zest": "x", "type": "Zeal"}, {"@vocab": "https://own.example/#"})
    assert ("_:c14n0", "<https://own.example/#zest>", '"x"', "") in found.quads
    assert found.notes == (("open_vocabulary", {"fields": "Zeal, zest"}),)
    assert walk({"name": "n", "zest": "x"}, OPEN).notes == ()


@pytest.mark.parametrize("name", ["Zeal", "", "2020:x", "a b"])
def test_types_of_a_vocabulary(name: str) -> None:
    document = {"@context": [BASE, OPEN], "id": ID, "type": name}
    if " " in name:
        with pytest.raises(Refused, match=r"^undefined_term$"):
            walk({"id": ID, "type": name}, OPEN)
    else:
        assert canonical(walk({"id": ID, "type": name}, OPEN).quads) == canonical(expand(document, DOCUMENTS)[0])


def test_a_vocabulary_ends_where_null_takes_its_place() -> None:
    assert jsonld.walk({"@context": [OPEN], "zest": "x"}, library(), bases=()).quads
    with pytest.raises(Refused, match=r"^undefined_term$"):
        jsonld.walk({"@context": [OPEN, {"@vocab": None}], "zest": "x"}, library(), bases=())


@pytest.mark.parametrize("vocabulary", ["relative", "", "#x", 5, "v:compact"])
def test_odd_vocabularies_are_refused(vocabulary: Any) -> None:
    with pytest.raises(Refused, match=r"^feature_unsupported$"):
        walk({"name": "n"}, {"@vocab": vocabulary})


def test_direction_is_signed_or_noted() -> None:
    signed = walk({"id": ID, "sign": "x"})
    assert signed.quads == ((f"<{ID}>", f"<{V}sign>", '"x"^^<https://www.w3.org/ns/i18n#ar_rtl>', ""),)
    assert (signed.directed, signed.notes) == (True, ())
    dropped = walk({"id": ID, "sign": "x"}, signed_direction=False)
    assert dropped.quads == ((f"<{ID}>", f"<{V}sign>", '"x"@ar', ""),)
    assert (dropped.directed, dropped.notes) == (True, (("direction_unsigned", {}),))
    assert dropped.tree[V + "sign"] == [{"@value": "x", "@language": "ar", "@direction": "rtl"}]
    assert not walk({"name": "n"}, signed_direction=False).directed


def test_the_tree_says_what_the_quads_say() -> None:
    found = walk(
        {
            "id": ID,
            "type": ["Credential"],
            "name": ["a", None, {"@value": True}, 2.5, {"@value": [1], "@type": "@json"}],
            "count": 5,
            "when": "2020",
            "about": {"id": "urn:s", "homepage": "v:x", "label": {"en": "e"}},
            "steps": ["p", "q"],
            "extra": {"k": [None]},
            "proof": {"name": "sealed"},
            "tags": [],
        }
    )
    assert found.tree == {
        "@id": ID,
        "@type": [V + "Credential"],
        V + "name": [{"@value": "a"}, {"@value": True}, {"@value": 2.5}, {"@value": [1], "@type": "@json"}],
        V + "count": [{"@value": 5, "@type": XSD + "integer"}],
        V + "when": [{"@value": "2020", "@type": XSD + "dateTime"}],
        V + "about": [
            {
                "@id": "urn:s",
                V + "homepage": [{"@id": V + "x"}],
                V + "label": [{"@value": "e", "@language": "en"}],
            }
        ],
        V + "steps": [{"@list": [{"@value": "p"}, {"@value": "q"}]}],
        V + "extra": [{"@value": {"k": [None]}, "@type": "@json"}],
        V + "proof": [{V + "name": [{"@value": "sealed"}]}],
    }
    assert found.editions == ((BASE, "1"),)
    assert walk({"steps": []}).tree[V + "steps"] == [{"@list": []}]


def test_texts_with_a_type_have_no_language_and_those_with_one_keep_it() -> None:
    found = walk({"id": ID, "when": ["2020"], "name": "n", "sign": "s", "count": 1, "kind": 7}, {"@language": "DE"})
    assert found.tree == {
        "@id": ID,
        V + "when": [{"@value": "2020", "@type": XSD + "dateTime"}],
        V + "name": [{"@value": "n", "@language": "de"}],
        V + "sign": [{"@value": "s", "@language": "ar", "@direction": "rtl"}],
        V + "count": [{"@value": 1, "@type": XSD + "integer"}],
        V + "kind": [{"@value": 7}],
    }
    typed = [{"@value": value, "@type": "xsd:byte"} for value in ("1", 1, None)]
    assert walk({"name": typed}).tree[V + "name"] == [{"@value": value, "@type": XSD + "byte"} for value in ("1", 1)]


def test_terms_of_one_iri_are_one_property() -> None:
    found = walk({"id": ID, "a": "1", "b": ["2"]}, {"a": "https://own.example/#x", "b": "https://own.example/#x"})
    assert found.tree["https://own.example/#x"] == [{"@value": "1"}, {"@value": "2"}]


def test_an_address_is_absolute_also_where_its_scheme_is_a_prefix() -> None:
    found = walk({"id": ID, "homepage": ["v://x.example/", "v:x"]})
    assert found.tree[V + "homepage"] == [{"@id": "v://x.example/"}, {"@id": V + "x"}]


def test_a_compact_iri_resolves_where_the_context_stands() -> None:
    prefix = {"ex": {"@id": "https://ex.example/#", "@prefix": True}}
    for members, contexts in (
        ({"level": "1", "subject": {"type": "Scoped", "note": "x"}}, (EXTRA,)),
        ({"level": "1", "subject": {"type": "Scoped", "note": "x"}}, (prefix, EXTRA)),
        ({"level": "1", "subject": {"type": "Scoped", "note": "x"}}, (EXTRA, prefix)),
    ):
        quads, _ = expand({"@context": [BASE, *contexts], **members}, DOCUMENTS)
        assert canonical(walk(members, *contexts).quads) == canonical(quads)


@pytest.mark.parametrize(
    "contexts",
    [
        (WORDS,),
        (WORDS, OPEN),
        (WORDS, {"@vocab": "https://own.example/#"}),
        (WORDS, {"v": {"@id": "https://ex.example/#", "@prefix": True}}),
        ({"v": {"@id": "https://ex.example/#"}}, WORDS),
    ],
)
def test_words_of_a_vocabulary_resolve_where_the_context_stands(contexts: tuple[Any, ...]) -> None:
    members = {"type": "Worded", "word": [1], "same": "x", "v:compact": "y", "@id": ID}
    document = {"@context": [{"type": "@type"}, *contexts], **members}
    quads, _ = expand(document, DOCUMENTS)
    assert canonical(jsonld.walk(document, library(), bases=()).quads) == canonical(quads)


def test_a_vocabulary_that_a_context_sets_is_that_of_its_words_wherever_it_stands() -> None:
    """Also of those beside one that the surroundings define (JSON-LD 1.1 API, 5.2)."""
    own = {"@context": {"@vocab": V, "a": "word", "b": "other"}}
    known = library().with_added([table("urn:own", own)])
    for around in ({}, {"word": "urn:word"}, {"@vocab": "urn:vocabulary:", "word": "urn:word"}):
        document = {"@context": [around, "urn:own"], "@id": ID, "a": "x", "b": "y"}
        quads, _ = expand(document, {**DOCUMENTS, "urn:own": own})
        assert canonical(jsonld.walk(document, known, bases=()).quads) == canonical(quads)


def test_a_word_without_its_vocabulary_is_refused() -> None:
    document = {"@context": [{"type": "@type"}, WORDS, {"@vocab": None}], "type": "Worded", "word": [1]}
    with pytest.raises(Refused, match=r"^feature_unsupported$"):
        jsonld.walk(document, library(), bases=())


def test_a_type_may_not_rename_types() -> None:
    with pytest.raises(Refused) as raised:
        jsonld.walk({"@context": [{"type": "@type"}, WORDS], "type": "Turned"}, library(), bases=())
    assert raised.value.details == {"feature": "a type that renames @type"}


def test_contexts_that_include_each_other_end() -> None:
    with pytest.raises(Refused, match=r"^too_complex$"):
        walk({"name": "n"}, LOOP)


def test_a_document_without_context_says_nothing() -> None:
    with pytest.raises(Refused, match=r"^undefined_term$"):
        jsonld.walk({"name": "n"}, library(), bases=())
    assert jsonld.walk({"@id": ID, "@type": "urn:type"}, library(), bases=()).quads == (
        (f"<{ID}>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<urn:type>", ""),
    )


def test_default_direction_of_a_context() -> None:
    around = {"@direction": "rtl", "@language": "he"}
    document = {"@context": [BASE, around], "id": ID, "name": "n"}
    assert jsonld.walk(document, library(), bases=()).quads[0][2] == '"n"^^<https://www.w3.org/ns/i18n#he_rtl>'
    assert canonical(expand(document, DOCUMENTS)[0]) == canonical(jsonld.walk(document, library(), bases=()).quads)
    document["@context"] = [BASE, around, {"@direction": None}]
    assert jsonld.walk(document, library(), bases=()).quads[0][2] == '"n"@he'


def test_texts_by_language_have_the_direction_of_their_word_or_of_what_is_around_it() -> None:
    words = {
        "greeting": {"@id": "urn:greeting", "@container": "@language"},
        "turned": {"@id": "urn:turned", "@container": "@language", "@direction": "rtl"},
        "plain": {"@id": "urn:plain", "@container": "@language", "@direction": None},
    }
    for around, expected in (({}, ("", "rtl", "")), ({"@direction": "ltr"}, ("ltr", "rtl", ""))):
        document = {"@context": [words, around], **{key: {"he": "x"} for key in words}}
        found = jsonld.walk(document, library(), bases=()).tree
        assert tuple(found[f"urn:{word}"][0].get("@direction", "") for word in words) == expected


def test_a_context_that_includes_an_unknown_one_is_unknown() -> None:
    with pytest.raises(Refused) as raised:
        jsonld.walk({"@context": "https://w3id.org/openbadges/v1", "name": "n"}, library(), bases=())
    assert raised.value.details == {"url": "https://w3id.org/openbadges/legacy-v1"}


def test_copying_of_terms_is_bounded() -> None:
    contexts = Contexts(library(), {})
    contexts.work = 999_900
    with pytest.raises(Refused, match=r"^too_complex$"):
        contexts.local(contexts.root, [BASE, EXTRA])


def test_editions_are_tried_in_turn() -> None:
    known = library().with_added(
        [
            table("https://two.example/", {"@context": {"word": "https://two.example/#old"}}, "1"),
            table("https://two.example/", {"@context": {"word": "https://two.example/#new"}}, "2"),
            table("https://three.example/", {"@context": {"more": "https://three.example/#a"}}, "1"),
            table("https://three.example/", {"@context": {"more": "https://three.example/#b"}}, "2"),
        ]
    )
    document = {"@context": [BASE, "https://two.example/", "https://three.example/"], "word": "w", "more": "m"}
    choices = list(jsonld.combinations(document, known))
    walks = [jsonld.walk(document, known, choice=choice, bases=()) for choice in choices]
    assert [walk.editions[1:] for walk in walks] == [
        (("https://two.example/", first), ("https://three.example/", second)) for first in "12" for second in "12"
    ]
    assert walks[0].quads == jsonld.walk(document, known, bases=()).quads
    assert {walk.quads[0][1] for walk in walks} == {"<https://two.example/#old>", "<https://two.example/#new>"}


def test_no_more_than_sixteen_combinations() -> None:
    urls = [f"https://many.example/{n}" for n in range(6)]
    known = library().with_added(table(url, DOCUMENTS[OPEN], edition) for url in urls for edition in "12")
    assert len(list(jsonld.combinations({"@context": urls}, known))) == 16
    assert list(jsonld.combinations({"a": [{"@context": BASE}, 5]}, known)) == [{}]
    assert list(jsonld.combinations(5, known)) == [{}]


def nested(depth: int, wrap: Any) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap",
    [
        lambda value: {"subject": value} if isinstance(value, dict) else {"name": value},
        lambda value: {"@set": [value]},
        lambda value: {"@context": [BASE], "proof": value} if isinstance(value, dict) else {"name": value},
    ],
)
def test_depth_is_bounded(wrap: Any) -> None:
    assert walk({"subject": {"name": nested(70, wrap)}} if wrap("x").get("@set") else nested(70, wrap)).quads
    with pytest.raises(Refused, match=r"^too_complex$"):
        walk({"name": nested(2000, wrap), "subject": nested(2000, wrap)})


@pytest.mark.parametrize("types", [["Later", "Earlier"], ["Earlier", "Later"]])
def test_of_two_types_the_one_whose_name_comes_later_has_the_last_word(types: list[str]) -> None:
    own = "https://own.example/#"
    scopes = {name: {"@id": own + name, "@context": {"said": own + name.lower()}} for name in ("Later", "Earlier")}
    url = "https://two.example/"
    known = library().with_added([table(url, {"@context": scopes}, "1")])
    found = jsonld.walk({"@context": [BASE, url], "type": types, "said": "x"}, known, bases=(BASE,))
    assert own + "later" in found.tree


def test_eighty_nodes_within_nodes_are_the_most() -> None:
    def within(nodes: int) -> dict[str, Any]:
        return {
            "subject": nested(nodes, lambda inner: {"subject": inner} if isinstance(inner, dict) else {"name": inner})
        }

    assert walk(within(80)).quads
    with pytest.raises(Refused, match=r"^too_complex$"):
        walk(within(81))


def test_an_inline_context_that_does_not_propagate_ends_with_its_node() -> None:
    context = {"@propagate": False, "own": "https://own.example/#own"}
    assert walk({"own": "a"}, context).tree["https://own.example/#own"] == [{"@value": "a"}]
    with pytest.raises(Refused, match=r"^undefined_term$"):
        walk({"own": "a", "subject": {"own": "b"}}, context)


@pytest.mark.parametrize(
    "context",
    [
        nested(100, lambda value: {"a": {"@id": "urn:a", "@context": value if isinstance(value, dict) else {}}}),
        {f"a{n}": f"https://own.example/{n}" for n in range(6000)},
        [{}] * 100_000,
        {"a": {"@id": "urn:a", "@context": [{}] * 1000}},
        {f"p{n}": f"p{n + 1}:x" for n in range(100)},
    ],
    ids=["deep scopes", "many terms", "many contexts", "many layers", "chained prefixes"],
)
def test_work_on_inline_contexts_is_bounded(context: Any) -> None:
    with pytest.raises(Refused) as raised:
        walk({"name": "n"}, context)
    assert raised.value.code in ("too_complex", "feature_unsupported")


def test_a_type_said_often_is_one_type() -> None:
    found = walk({"id": ID, "type": ["Award"] * 50_000, "points": 1})
    assert len(set(found.quads)) == 2


@pytest.mark.parametrize(
    ("around", "context", "work"),
    [
        ({}, {}, 100 + 50),
        ({}, {"own": "urn:own"}, 100 + 1 + 50 + 1),
        ({"a": "urn:a", "b": "urn:b", "c": "urn:c"}, {"own": "urn:own"}, 100 + 1 + 50 + 3 + 1),
        ({}, {"@vocab": "urn:own:"}, 100 + 1 + 50),
    ],
)
def test_each_context_of_a_document_is_counted_with_all_it_defines(
    around: dict[str, Any], context: dict[str, Any], work: int
) -> None:
    contexts = Contexts(library(), {})
    active = contexts.local(contexts.root, around)
    contexts.work = 1_000_000 - work
    contexts.local(active, context)
    contexts.work = 1_000_000 - work + 1
    with pytest.raises(Refused, match=r"^too_complex$"):
        contexts.local(active, context)


def test_vocabularies_may_include_each_other_32_times() -> None:
    def included(times: int) -> jsonld.Walk:
        links = [table(f"urn:link:{n}", {"@context": f"urn:link:{n + 1}"}) for n in range(times)]
        known = library().with_added([*links, table(f"urn:link:{times}", {"@context": {"said": "urn:said"}})])
        return jsonld.walk({"@context": "urn:link:0", "said": "x"}, known, bases=())

    assert included(32).quads
    with pytest.raises(Refused, match=r"^too_complex$"):
        included(33)


def test_an_installed_vocabulary_clears_only_what_is_not_protected() -> None:
    known = library().with_added([table("urn:clear", {"@context": [None, {"said": "urn:said"}]})])
    assert jsonld.walk({"@context": ["urn:clear"], "said": "x"}, known, bases=()).quads
    assert jsonld.walk({"@context": [OPEN, "urn:clear"], "said": "x"}, known, bases=()).quads
    with pytest.raises(Refused, match=r"^undefined_term$"):
        jsonld.walk({"@context": [OPEN, "urn:clear"], "said": "x", "zest": "y"}, known, bases=())
    with pytest.raises(Refused) as raised:
        jsonld.walk({"@context": [BASE, "urn:clear"], "said": "x"}, known, bases=())
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": "@context"})


BARE = "https://vocab.example/bare"
"""Types and properties, and no other names for keywords."""
BARE_WORDS = {
    "Bare": {"@id": V + "Bare", "@context": {"Kind": V + "Kind", "inner": V + "inner"}},
    "about": V + "about",
    "outer": V + "outer",
}


@pytest.mark.parametrize(
    "about",
    [
        {"@value": "x", "@type": "Kind"},
        {"@id": "urn:x"},
        {"@id": "urn:x", "outer": "y"},
        {"@type": "Bare", "inner": "y"},
        {"@set": ["x"]},
        {"@list": ["x"]},
    ],
)
def test_what_keeps_the_context_of_a_type_without_other_names_for_keywords(about: dict[str, Any]) -> None:
    document = {"@context": BARE, "@id": ID, "@type": "Bare", "about": about, "inner": "z"}
    known = library().with_added([table(BARE, {"@context": BARE_WORDS})])
    quads, dropped = expand(document, {**DOCUMENTS, BARE: {"@context": BARE_WORDS}})
    assert dropped == []
    assert canonical(jsonld.walk(document, known, bases=()).quads) == canonical(quads)


@pytest.mark.parametrize("members", [{"@foo": "x"}, {"type": "@foo"}, {"kind": "@foo"}, {"a b": "x"}])
def test_no_vocabulary_makes_words_of_what_is_none(members: dict[str, Any]) -> None:
    document = {"name": "n", **members}
    with pytest.raises(Refused, match=r"^undefined_term$"):
        walk(document, OPEN)


def test_words_that_a_credential_adds_are_of_the_vocabulary_around_them() -> None:
    document = {"@context": [BASE, OPEN, {"own": {"@type": "@id"}}], "id": ID, "own": "urn:x"}
    quads, _ = expand(document, DOCUMENTS)
    assert canonical(jsonld.walk(document, library(), bases=()).quads) == canonical(quads)
    for context in ({"own": "@vocab:x"}, {"own": "@vocab"}):
        with pytest.raises(Refused):
            walk({"own": "x"}, OPEN, context)


def test_the_same_definition_is_the_same_wherever_it_was_made() -> None:
    """One where ``tel`` is a word, though no prefix, and one where it is none."""
    repeated = {"more": {"@id": "urn:more", "@context": {"inner": "tel:1"}}}
    first = {"@context": {"@protected": True, "tel": {"@id": "https://a.example/tel"}, **repeated}}
    known = library().with_added([table("urn:first", first), table("urn:second", {"@context": repeated})])
    document = {"@context": ["urn:first", "urn:second"], "more": {"inner": "x"}}
    assert jsonld.walk(document, known, bases=()).quads
    known = known.with_added([table("urn:third", {"@context": {"more": {"@id": "urn:more", "@context": {}}}})])
    with pytest.raises(Refused, match=r"^term_redefined$"):
        jsonld.walk({**document, "@context": ["urn:first", "urn:third"]}, known, bases=())


def test_a_context_may_give_other_names_to_keywords_and_nothing_else() -> None:
    known = library().with_added([table("urn:names", {"@context": {"id": "@id", "type": "@type", "value": "@value"}})])
    alone = {"@context": "urn:names", "id": ID, "type": "urn:type"}
    assert jsonld.walk(alone, known, bases=()).tree == {"@id": ID, "@type": ["urn:type"]}
    more = {**alone, "@context": ["urn:names", {"said": "urn:said"}], "said": {"value": "x"}}
    assert jsonld.walk(more, known, bases=()).tree["urn:said"] == [{"@value": "x"}]


def test_a_graph_by_two_names_is_refused() -> None:
    known = library().with_added([table("urn:graphs", {"@context": {"said": "urn:said", "graph": "@graph"}})])
    inside = [{"@id": ID, "said": "x"}]
    for name in ("graph", "@graph"):
        document = {"@context": "urn:graphs", "@id": "urn:g", "said": "y", name: inside}
        assert jsonld.walk(document, known, bases=()).tree["@graph"] == [{"@id": ID, "urn:said": [{"@value": "x"}]}]
    with pytest.raises(Refused) as raised:
        jsonld.walk({"@context": "urn:graphs", "said": "y", "graph": inside, "@graph": inside}, known, bases=())
    assert (raised.value.code, raised.value.details) == ("undefined_term", {"field": "@graph"})


@pytest.mark.parametrize("base", ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"])
def test_a_credential_begins_with_the_vocabulary_of_credentials(base: str) -> None:
    document = {"@context": [base], "id": ID, "type": "VerifiableCredential"}
    assert jsonld.walk(document, ContextLibrary()).editions == ((base, "1"),)
    with pytest.raises(Refused, match=r"^context_order$"):
        jsonld.walk({**document, "@context": ["https://w3id.org/security/v1", base]}, ContextLibrary())


MOST = 32 * 1024 * 1024
"""Characters that the compact IRIs of one document may grow to."""


@pytest.mark.parametrize(
    ("context", "member", "word"),
    [
        ({"p": "https://own.example/" + "x" * 490 + "/"}, "homepage", "p:x"),
        ({"@vocab": "https://own.example/" + "x" * 4074 + "/"}, "kind", "w"),
    ],
    ids=["prefix", "vocabulary"],
)
def test_compact_iris_grow_to_32_mebibytes_and_no_further(context: dict[str, str], member: str, word: str) -> None:
    length = len(next(iter(context.values()))) + 1
    assert MOST % length == 0
    found = walk({"id": ID, member: [word] * (MOST // length)}, context)
    assert len(set(found.quads)) == 1
    with pytest.raises(Refused, match=r"^too_complex$"):
        walk({"id": ID, member: [word] * (MOST // length + 1)}, context)


def test_compact_iris_cannot_blow_up() -> None:
    long = {"p": "https://own.example/" + "x" * 480 + "/"}
    with pytest.raises(Refused, match=r"^too_complex$"):
        walk({"homepage": ["p:1"] * 100_000}, long)


def test_what_types_mean_is_kept_for_the_place_where_they_meant_it() -> None:
    known = library()
    deep = {"type": "Deep", "deep": "a", "subject": {"type": "Award", "points": 1}}
    own = {"type": "Deep", "deep": "a", "inside": {"type": ["Award", "Kept"], "points": 1}}
    for document in (deep, own, {"type": "Award", "points": 1}, deep, own):
        whole = {"@context": BASE, **document}
        assert jsonld.walk(whole, known, bases=()) == jsonld.walk(whole, library(), bases=())
    with pytest.raises(Refused, match=r"^undefined_term$"):
        jsonld.walk({"@context": BASE, "type": "Award", "subject": {"points": 1}}, known, bases=())


def test_of_types_nothing_is_kept_that_a_document_chooses_freely() -> None:
    known = library()
    jsonld.walk({"@context": BASE, "type": "Award", "points": 1}, known, bases=())
    kept = known.memory.kept
    for types in (["Award"] * 9, ["https://types.example/T"], ["Award", "v:Compact"]):
        jsonld.walk({"@context": BASE, "type": types, "name": "n"}, known, bases=())
    assert known.memory.kept == kept
    jsonld.walk({"@context": BASE, "type": ["Award", "Award"], "name": "n"}, known, bases=())
    assert known.memory.kept > kept


def test_contexts_are_kept_between_documents_but_not_those_of_the_document() -> None:
    known = library()
    document = {"@context": [BASE, EXTRA], "name": "n", "grade": "A"}
    first = jsonld.walk(document, known, bases=())
    kept = known.memory.kept
    assert kept > 0
    assert jsonld.walk(document, known, bases=()) == first
    jsonld.walk({"@context": [BASE, {"own": "urn:example:own"}], "own": "x"}, known, bases=())
    assert known.memory.kept == kept
    jsonld.walk({"@context": [BASE, {"own": "urn:example:own"}, EXTRA], "own": "x"}, known, bases=())
    assert known.memory.kept == kept
    known.memory.keep(2_000_000)
    assert known.memory.derived == {}
    assert jsonld.walk(document, known, bases=()) == first


@pytest.mark.parametrize(
    ("character", "escaped"),
    [("\\", "\\\\"), ('"', '\\"'), ("\b", "\\b"), ("\t", "\\t"), ("\n", "\\n"), ("\f", "\\f"), ("\r", "\\r"),
     ("\0", "\\u0000"), ("\x1f", "\\u001F"), ("\x7f", "\\u007F"), ("\x80", "\x80"), ("\u2028", "\u2028")],
)  # fmt: skip
def test_a_character_alone_is_escaped(character: str, escaped: str) -> None:
    assert walk({"id": ID, "name": f"a{character}b"}).quads[0][2] == f'"a{escaped}b"'


def test_a_literal_as_it_was_canonicalised_before_rdfc_1_0() -> None:
    """URDNA2015 escaped line feeds, carriage returns, quotes and backslashes alone."""
    text = 'bell \a tab \t page \f back \b delete \x7f feed \n return \r quote " slash \\ \\t \\u0007'
    assert as_urdna2015(escape(text)) == text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace(
        "\r", "\\r"
    )

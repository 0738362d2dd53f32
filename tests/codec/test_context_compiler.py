import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from jsonld_cases import table
from vectors import CONTEXTS, need

from wallet.codec import context_compiler
from wallet.codec.context_compiler import compile_document, compile_inline
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Refused, Unreadable

TABLES = Path(context_compiler.__file__).parent / "context_tables"
V = "https://vocab.example/#"


def compiled(context: Any, documents: Any = None) -> dict[str, Any]:
    return compile_document({"@context": context}, b"{}", documents)


def terms(context: Any) -> Any:
    return compiled(context)["layers"][0]["terms"]


TERMS: dict[str, tuple[dict[str, Any], Any]] = {
    "simple": ({"a": V + "a"}, V + "a"),
    "prefix": ({"a": V}, V),
    "not a prefix in full form": ({"a": {"@id": V}}, {"iri": V}),
    "prefix on demand": ({"a": {"@id": V + "a", "@prefix": True}}, {"iri": V + "a", "prefix": True}),
    "no prefix on demand": ({"a": {"@id": V, "@prefix": False}}, {"iri": V}),
    "alias": ({"a": "@id"}, "@id"),
    "null": ({"a": None}, None),
    "null in full form": ({"a": {"@id": None}}, ""),
    "compact": ({"v": V, "a": "v:x"}, V + "x"),
    "no prefix, hence absolute": ({"v": V + "v", "a": "v:x"}, "v:x"),
    "scheme and authority": ({"https": V, "a": "https://a.example/"}, "https://a.example/"),
    "other term": ({"a": "b", "b": V + "b"}, V + "b"),
    "vocabulary": ({"@vocab": V, "a": {"@type": "@id"}}, {"iri": V + "a", "type": "@id"}),
    "vocabulary word": ({"@vocab": V, "a": "x"}, V + "x"),
    "ignored word": ({"@vocab": V, "b": "@Bar", "a": "b"}, V + "b"),
    "own name": ({"@vocab": V, "a": {"@id": "a"}}, V + "a"),
    "IRI for itself": ({"v": V, "v:a": V + "a", "a": "v:a", "urn:x": "urn:x", "v:": V}, V + "a"),
    "IRI as a term": ({"v": {"@id": V}, "a": V, "v:x": {"@type": "@id"}}, V),
    "datatype": ({"v": V, "a": {"@id": "v:a", "@type": "v:T"}}, {"iri": V + "a", "type": V + "T"}),
    "datatype none": ({"a": {"@id": V + "a", "@type": "@none"}}, V + "a"),
    "json": ({"a": {"@id": V + "a", "@type": "@json"}}, {"iri": V + "a", "type": "@json"}),
    "set": ({"a": {"@id": V + "a", "@container": "@set"}}, V + "a"),
    "list": ({"a": {"@id": V + "a", "@container": ["@list"]}}, {"iri": V + "a", "container": "@list"}),
    "graph set": ({"a": {"@id": V + "a", "@container": ["@graph", "@set"]}}, {"iri": V + "a", "container": "@graph"}),
    "index": ({"a": {"@id": V + "a", "@container": "@index"}}, {"iri": V + "a", "unsupported": "@index maps"}),
    "id graph": ({"a": {"@id": V + "a", "@container": ["@graph", "@id"]}}, {"iri": V + "a", "unsupported": "@id maps"}),
    "language": ({"a": {"@id": V + "a", "@language": "EN"}}, {"iri": V + "a", "language": "en"}),
    "no language": ({"a": {"@id": V + "a", "@language": None}}, {"iri": V + "a", "language": ""}),
    "type beats language": (
        {"a": {"@id": V + "a", "@language": "en", "@type": "@id"}},
        {"iri": V + "a", "type": "@id"},
    ),
    "direction": ({"a": {"@id": V + "a", "@direction": "rtl"}}, {"iri": V + "a", "direction": "rtl"}),
    "no direction": ({"a": {"@id": V + "a", "@direction": None}}, {"iri": V + "a", "direction": ""}),
    "reverse": ({"a": {"@reverse": V + "a"}}, {"iri": V + "a", "unsupported": "@reverse"}),
    "nest": ({"a": {"@id": V + "a", "@nest": "@nest"}}, {"iri": V + "a", "unsupported": "@nest"}),
    "a member for indexes": (
        {"a": {"@id": V + "a", "@container": "@index", "@index": "x"}},
        {"iri": V + "a", "unsupported": "@index"},
    ),
    "type map": ({"a": {"@id": V + "a", "@container": "@type"}}, {"iri": V + "a", "unsupported": "@type maps"}),
    "graph index": (
        {"a": {"@id": V + "a", "@container": ["@index", "@graph"]}},
        {"iri": V + "a", "unsupported": "@index maps"},
    ),
    "alias of a feature": ({"a": "@included"}, {"iri": "@included", "unsupported": "@included"}),
    "protected alone": ({"a": {"@id": V + "a", "@protected": True}}, {"iri": V + "a", "protected": True}),
    "unprotected alone": (
        {"@protected": True, "a": {"@id": V + "a", "@protected": False}},
        {"iri": V + "a", "protected": False},
    ),
}


ALIASED = {"@direction", "@graph", "@id", "@json", "@language", "@list", "@none", "@set", "@type", "@value"}
SETTINGS = {"@propagate", "@protected", "@version", "@vocab"}
OTHERS = SETTINGS | {
    "@base", "@container", "@context", "@import", "@included", "@index", "@nest", "@prefix", "@preserve", "@reverse",
}  # fmt: skip


@pytest.mark.parametrize("keyword", sorted(ALIASED | OTHERS))
def test_a_keyword_by_another_name_is_known_or_named_as_unsupported(keyword: str) -> None:
    known = keyword in ALIASED
    assert terms({"a": keyword})["a"] == (keyword if known else {"iri": keyword, "unsupported": keyword})


@pytest.mark.parametrize("keyword", sorted((ALIASED | OTHERS) - {"@language", "@direction"}))
def test_a_keyword_stays_what_it_is(keyword: str) -> None:
    if keyword in SETTINGS:
        with pytest.raises((Refused, Unreadable)):
            compiled({keyword: {"@id": V}})
    else:
        code = "feature_unsupported" if keyword in ("@base", "@import") else "term_redefined"
        with pytest.raises(Refused) as raised:
            compiled({keyword: V})
        assert (raised.value.code, list(raised.value.details.values())) == (code, [keyword])


@pytest.mark.parametrize(("context", "fact"), TERMS.values(), ids=list(TERMS))
def test_facts_of_a_term(context: Any, fact: Any) -> None:
    assert terms(context)["a"] == fact


def test_what_looks_like_a_keyword_is_ignored() -> None:
    assert terms({"@version": 1.1, "@Foo": V, "a": "@Bar", "b": V + "b", "@type": {"@container": "@set"}}) == {
        "b": V + "b"
    }


def test_a_term_with_a_colon_takes_any_prefix() -> None:
    assert terms({"v": {"@id": V}, "v:x": {"@type": "@id"}})["v:x"] == {"iri": V + "x", "type": "@id"}
    assert terms({"urn:x:y": {"@type": "@id"}})["urn:x:y"] == {"iri": "urn:x:y", "type": "@id"}


def test_settings_of_a_context() -> None:
    layer = compiled({"@vocab": V, "@language": "DE", "@direction": "ltr", "@protected": True})["layers"][0]
    assert layer == {"protected": True, "vocab": V, "language": "de", "direction": "ltr", "terms": {}}
    cleared = compiled({"@vocab": None, "@language": None, "@direction": None})["layers"][0]
    assert cleared == {"vocab": None, "language": "", "direction": "", "terms": {}}


def test_layers_keep_their_order() -> None:
    assert compiled(["https://a.example/", None, {"a": V}])["layers"] == [
        "https://a.example/",
        None,
        {"terms": {"a": V}},
    ]


def test_equal_scopes_are_stored_once_and_see_all_of_their_document() -> None:
    scope = {"x": "v:x", "@propagate": True}
    found = compiled([{"a": {"@id": V + "a", "@context": scope}, "b": {"@id": V + "b", "@context": scope}}, {"v": V}])
    assert found["layers"][0]["terms"] == {"a": {"iri": V + "a", "scope": 0}, "b": {"iri": V + "b", "scope": 0}}
    (only,) = found["scopes"]
    assert only == {
        "layers": [{"terms": {"x": V + "x"}, "needs": {"v": V}, "open": {"iri": {"x": "v:x"}, "type": {}}}],
        "propagate": True,
    }


def test_what_rests_on_names_from_elsewhere_is_kept_open() -> None:
    layer = compiled({"p": "ex:p/", "q": "p:q", "r": {"@id": V, "@type": "ex:T"}, "s": V + "s"})["layers"][0]
    assert layer["needs"] == {"ex": None}
    assert layer["open"] == {"iri": {"p": "ex:p/", "q": "p:q"}, "type": {"r": "ex:T"}}


def test_words_of_a_vocabulary_are_open_only_where_it_comes_from_elsewhere() -> None:
    words = {"a": {"@type": "@id"}, "b": "word", "c": {"@id": "urn:c", "@type": "T"}}
    own = {"a": {"iri": V + "a", "type": "@id"}, "b": V + "word", "c": {"iri": "urn:c", "type": V + "T"}}
    (layer,) = compiled({"@vocab": V, **words})["layers"]
    assert (layer["terms"], layer["needs"].keys()) == (own, {"word", "urn", "T"})
    assert layer["open"] == {"iri": {"b": "word", "c": "urn:c"}, "type": {"c": "T"}}
    (layer,) = compiled({"@vocab": "ex:own/", "b": "word"})["layers"]
    assert (layer["terms"], layer["needs"]) == ({"b": "ex:own/word"}, {"word": None})
    _, layer = compiled([{"@vocab": V}, words])["layers"]
    assert (layer["terms"], layer["needs"]) == (own, {"@vocab": V, "word": None, "urn": None, "T": None})
    assert layer["open"] == {"iri": {"a": "a", "b": "word", "c": "urn:c"}, "type": {"c": "T"}}


def test_nothing_holds_behind_null() -> None:
    assert compiled([{"v": V}, None, {"a": "v:x"}])["layers"][2]["terms"] == {"a": "v:x"}


def test_imports_lend_their_names() -> None:
    documents = {"https://a.example/": {"@context": {"v": V}}, "https://b.example/": "no context"}
    layer = compiled(["https://a.example/", "https://b.example/", {"a": "v:a"}], documents)["layers"][2]
    assert (layer["terms"], layer["needs"]) == ({"a": V + "a"}, {"v": V})


def test_imports_in_a_circle_end() -> None:
    with pytest.raises(Refused, match=r"^too_complex$"):
        compiled("https://a.example/", {"https://a.example/": {"@context": "https://a.example/"}})


MALFORMED = {
    "number": 5,
    "list in list": [[{"a": V}]],
    "boolean": True,
    "version": {"@version": 1.0},
    "empty term": {"": V},
    "term a number": {"a": 5},
    "term a list": {"a": [V]},
    "unknown member": {"a": {"@id": V, "@foo": 1}},
    "id a number": {"a": {"@id": 5}},
    "no IRI": {"a": "nowhere"},
    "no id and no vocabulary": {"a": {}},
    "unclean IRI": {"a": "https://a.example/ b"},
    "type a number": {"a": {"@id": V, "@type": 5}},
    "type no IRI": {"a": {"@id": V, "@type": "v:> <"}},
    "container unknown": {"a": {"@id": V, "@container": "@bag"}},
    "container a number": {"a": {"@id": V, "@container": 5}},
    "container of numbers": {"a": {"@id": V, "@container": [5]}},
    "list and set of languages": {"a": {"@id": V, "@container": ["@list", "@language"]}},
    "language a number": {"a": {"@id": V, "@language": 5}},
    "direction": {"a": {"@id": V, "@direction": "up"}},
    "protected": {"@protected": "yes"},
    "propagate": {"@propagate": 1},
    "prefix": {"a": {"@id": V, "@prefix": "yes"}},
    "circle": {"a": "b:x", "b": "a:x"},
    "blank node": {"_": V, "a": "_:x"},
    "vocabulary a number": {"@vocab": 5},
    "context language": {"@language": 5},
    "empty language": {"a": {"@id": V, "@language": ""}},
    "empty context language": {"@language": ""},
    "nest a number": {"a": {"@id": V, "@nest": 1.0}},
    "nest in another keyword": {"a": {"@id": V, "@nest": "@id"}},
    "index a number": {"a": {"@id": V, "@container": "@index", "@index": 1}},
    "index without a container": {"a": {"@id": V, "@index": "x"}},
    "index in another container": {"a": {"@id": V, "@container": "@set", "@index": "x"}},
    "reverse a number": {"a": {"@reverse": 5}},
    "reverse beside an id": {"a": {"@id": V, "@reverse": V}},
    "reverse in a nest": {"a": {"@nest": "@nest", "@reverse": V}},
    "context direction": {"@direction": "up"},
}


@pytest.mark.parametrize("context", MALFORMED.values(), ids=list(MALFORMED))
def test_malformed_contexts_are_unreadable(context: Any) -> None:
    with pytest.raises(Unreadable) as raised:
        compiled(context)
    assert raised.value.kind == "context_malformed"


KEYWORDS = {
    "a context": ({"@context": {"a": V}}, "@context"),
    "a context in a list": ([{"a": V}, {"@context": {"b": V}}], "@context"),
    "a context in a scope": ({"a": {"@id": V, "@context": {"@context": {"b": V}}}}, "@context"),
    "id": ({"@id": V}, "@id"),
    "type with a scope": ({"@type": {"@context": {}}}, "@type"),
    "type as text": ({"@type": "@id"}, "@type"),
}


@pytest.mark.parametrize(("context", "field"), KEYWORDS.values(), ids=list(KEYWORDS))
def test_keywords_are_not_redefined(context: Any, field: str) -> None:
    with pytest.raises(Refused) as raised:
        compiled(context)
    assert (raised.value.code, raised.value.details) == ("term_redefined", {"field": field})


@pytest.mark.parametrize("document", [None, [], {}, {"context": {}}])
def test_a_document_has_a_context(document: Any) -> None:
    with pytest.raises(Unreadable) as raised:
        compile_document(document, b"")
    assert raised.value.kind == "context_malformed"


@pytest.mark.parametrize("context", [{"@import": V}, {"@base": V}, {"@vocab": "relative"}, {"v": V, "@vocab": "x:y"}])
def test_what_no_vocabulary_needs_is_refused(context: Any) -> None:
    if context.get("@vocab") == "x:y":
        assert compiled(context)["layers"][0]["vocab"] == "x:y"
        return
    with pytest.raises(Refused, match=r"^feature_unsupported$"):
        compiled(context)


def test_a_vocabulary_may_not_rest_on_a_name_from_elsewhere() -> None:
    with pytest.raises(Refused, match=r"^feature_unsupported$"):
        compiled([{"v": V}, {"@vocab": "v:sub/"}])


def test_a_document_of_any_size_ends() -> None:
    with pytest.raises(Refused, match=r"^too_complex$"):
        compiled({f"a{n}": V for n in range(60_000)})


def test_the_manifest_becomes_tables(tmp_path: Path) -> None:
    texts = {
        "a.json": {"@context": {"a": V, "größe": V}},
        "b.json": {"@context": {"a": V + "b"}},
        "c.json": {"@context": {}},
        "d.json": {"@context": {"a": V + "d"}},
    }
    for name, document in texts.items():
        (tmp_path / name).write_text(json.dumps(document))
    rows = {
        "https://one.example/v1": {"file": "a.json", "variants": [{"file": "b.json"}]},
        "https://same.example/v1.json": {"file": "a.json"},
        "https://other.example/X/terms/vX/": {"file": "d.json"},
        "https://one.example/v1?variant=mine": {"file": "c.json"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(rows))
    out = tmp_path / "out"
    out.mkdir()
    assert context_compiler.main([str(tmp_path / "manifest.json"), str(out)]) == 0
    table = (out / "one.example-v1.json").read_text(encoding="utf-8")
    assert "größe" in table  # for whoever compares two of them
    index = json.loads((out / "index.json").read_text())["contexts"]
    assert index == {
        "https://one.example/v1": [
            {"edition": "1", "file": "one.example-v1.json"},
            {"edition": "2", "file": "one.example-v1.2.json"},
            {"edition": "mine", "file": "one.example-v1.mine.json"},
        ],
        "https://other.example/X/terms/vX/": [{"edition": "1", "file": "other.example-X-terms-vX.json"}],
        "https://same.example/v1.json": [{"edition": "1", "file": "one.example-v1.json"}],
    }
    assert sorted(path.name for path in out.iterdir()) == [
        "index.json",
        "one.example-v1.2.json",
        "one.example-v1.json",
        "one.example-v1.mine.json",
        "other.example-X-terms-vX.json",
    ]


def test_the_compiler_runs_as_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr("sys.argv", ["context_compiler", str(tmp_path / "manifest.json"), str(tmp_path)])
    with pytest.raises(SystemExit) as raised:
        runpy.run_path(context_compiler.__file__, run_name="__main__")
    assert raised.value.code == 0
    assert json.loads((tmp_path / "index.json").read_text())["contexts"] == {}


def test_the_bundled_tables_are_what_the_official_documents_say(tmp_path: Path) -> None:
    context_compiler.main([str(need(CONTEXTS / "manifest.json")), str(tmp_path)])
    made, kept = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (tmp_path, TABLES))
    assert {name: kept.pop(name, b"") for name in made} == made
    assert kept.keys() == {"w3id.org-citizenship-v4rc1.json"}  # test_vectors tells that signatures prove it


def test_every_bundled_table_can_be_read() -> None:
    library = ContextLibrary()
    found = [table for url in library.urls() for table in library.editions(url)]
    assert len(found) >= 94
    assert all(len(table.sha256) == 64 and table.context.layers for table in found)


def test_an_added_table_reads_like_a_bundled_one() -> None:
    context = {"@propagate": False, "a": {"@id": V, "@context": {"b": V + "b"}}}
    found = table("https://a.example/", {"@context": context}).context
    assert found.propagate is False
    assert not found.inline
    (layer,) = found.layers
    scope = layer.terms["a"].scope
    assert scope.layers[0].terms["b"].predicate == f"<{V}b>"


def test_the_default_vocabulary_is_no_prefix() -> None:
    with pytest.raises(Unreadable, match="stands for no IRI"):
        compiled({"@vocab": V, "a": "@vocab:x"})


def test_a_prefix_may_rest_on_another_32_times() -> None:
    def chain(links: int) -> dict[str, str]:
        return {f"p{n}": f"p{n + 1}:x/" for n in range(links)} | {f"p{links}": V}

    assert terms(chain(32))["p0"] == V + "x/" * 32
    with pytest.raises(Unreadable, match="in a circle"):
        compiled(chain(33))


def test_contexts_may_stand_within_each_other_32_times() -> None:
    def nested(depth: int) -> dict[str, Any]:
        return {"a": {"@id": V, "@context": nested(depth - 1)}} if depth else {"b": V}

    assert len(compiled(nested(32))["scopes"]) == 32
    with pytest.raises(Refused, match=r"^too_complex$"):
        compiled(nested(33))


def test_a_credential_may_add_five_thousand_definitions() -> None:
    room = 5_000 - 1
    assert compile_inline({f"a{n}": "@id" for n in range(room)}, {})["layers"]
    with pytest.raises(Refused, match=r"^too_complex$"):
        compile_inline({f"a{n}": "@id" for n in range(room + 1)}, {})


def test_sixty_four_layers_are_read_and_one_more_refused() -> None:
    layers = [{f"a{n}": f"{V}{n}"} for n in range(65)]
    assert len(compiled(layers[:64])["layers"]) == 64
    with pytest.raises(Refused, match=r"^too_complex$"):
        compiled(layers)


def test_as_many_definitions_as_are_read_and_one_more() -> None:
    room = 50_000 - 1
    assert len(terms({f"a{n}": "@id" for n in range(room)})) == room
    with pytest.raises(Refused, match=r"^too_complex$"):
        compiled({f"a{n}": "@id" for n in range(room + 1)})

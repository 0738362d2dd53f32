from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from jsonld_cases import DOCUMENTS, OPEN, table

from wallet.codec.contexts import ContextLibrary, Layer, LocalContext, make_term, read_table
from wallet.errors import Unreadable

VC = "https://www.w3.org/ns/credentials/v2"


def test_editions_come_in_order_and_load_once() -> None:
    library = ContextLibrary()
    assert [found.edition for found in library.editions("https://w3id.org/security/suites/ed25519-2020/v1")] == [
        "1",
        "2",
    ]
    assert [found.edition for found in library.editions("https://purl.imsglobal.org/spec/ob/v3p0/context.json")] == [
        "1",
        "dcc-3.0",
        "draft",
    ]
    assert library.editions(VC)[0] is library.editions(VC)[0]
    assert library.editions(VC)[0].url == VC


def test_nothing_that_documents_share_can_be_changed() -> None:
    library = ContextLibrary()
    (table, *_) = library.editions(VC)
    (layer,) = table.context.layers
    assert isinstance(layer, Layer)
    for shared in (library, table, table.context, layer, layer.terms["VerifiableCredential"]):
        with pytest.raises(FrozenInstanceError):
            setattr(shared, fields(shared)[0].name, None)
        assert not hasattr(shared, "__dict__"), "vocabularies have thousands of terms"
    assert not hasattr(library.memory, "__dict__")


def test_an_unknown_url_has_no_editions() -> None:
    assert ContextLibrary().editions("https://unknown.example/") == ()


@pytest.mark.parametrize(
    ("also", "url"),
    [
        ("https://ns.did.ai/suites/secp256k1-2019/v1", "https://w3id.org/security/suites/secp256k1-2019/v1"),
        ("https://ns.did.ai/suites/secp256k1-2019/v1/", "https://w3id.org/security/suites/secp256k1-2019/v1"),
        ("https://schema.org", "https://schema.org/"),
    ],
)
def test_one_document_at_two_urls_is_one_vocabulary(also: str, url: str) -> None:
    library = ContextLibrary()
    (found,) = library.editions(also)
    assert (found.url, found.sha256) == (also, library.editions(url)[0].sha256)
    assert {also, url} <= set(library.urls())
    with pytest.raises(Unreadable):
        library.with_added([table(also, DOCUMENTS[OPEN])])


def test_added_contexts_leave_the_library_as_it_was() -> None:
    library = ContextLibrary()
    added = library.with_added([table("https://a.example/", DOCUMENTS[OPEN])])
    assert library.editions("https://a.example/") == ()
    assert [found.sha256 for found in added.editions("https://a.example/")] == [
        table("https://a.example/", DOCUMENTS[OPEN]).sha256
    ]
    assert set(added.urls()) == {*library.urls(), "https://a.example/"}
    assert added.editions(VC) == library.editions(VC)


@pytest.mark.parametrize("url", [VC, "https://a.example/"])
def test_a_known_context_cannot_be_given_another_text(url: str) -> None:
    library = ContextLibrary().with_added([table("https://a.example/", DOCUMENTS[OPEN])])
    with pytest.raises(Unreadable) as raised:
        library.with_added([table(url, DOCUMENTS[OPEN])])
    assert raised.value.kind == "context_known"


def test_a_long_url_is_cut_where_it_is_named() -> None:
    url = "https://a.example/" + "x" * 300
    library = ContextLibrary().with_added([table(url, DOCUMENTS[OPEN])])
    for refused in (
        lambda: library.with_added([table(url, DOCUMENTS[OPEN])]),
        lambda: read_table({}, url, "1"),
    ):
        with pytest.raises(Unreadable) as raised:
            refused()
        assert raised.value.message.count("x" * 182) == 1
        assert url[:201] not in raised.value.message


def test_a_million_terms_are_remembered_and_one_more_makes_room_for_itself_alone() -> None:
    memory = ContextLibrary().memory
    memory.derived[1] = (LocalContext(()), None)
    memory.keep(1_000_000)
    assert (len(memory.derived), memory.kept) == (1, 1_000_000)
    memory.keep(1)
    assert (len(memory.derived), memory.kept) == (0, 1)


GOOD: dict[str, Any] = {
    "schema": "wallet-context/1",
    "sha256": "0" * 64,
    "layers": [{"terms": {"a": "urn:a"}}],
    "scopes": [],
}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {**GOOD, "schema": "wallet-context/2"},
        {**GOOD, "sha256": None} | {"layers": None},
        {**GOOD, "layers": [5]},
        {**GOOD, "layers": [{}]},
        {**GOOD, "layers": [{"terms": []}]},
        {**GOOD, "layers": [{"terms": {"a": 5}}]},
        {**GOOD, "layers": [{"terms": {"a": {}}}]},
        {**GOOD, "layers": [{"terms": {"a": {"iri": "urn:a", "scope": 0}}}]},
        {**GOOD, "layers": [{"terms": {"a": {"iri": "urn:a", "container": "@index"}}}]},
        {**GOOD, "layers": [{"terms": {}, "open": {"iri": {"a": "x:y"}, "type": {}}}]},
        {**GOOD, "layers": [{"terms": {}, "open": {"iri": {}}}]},
        {**GOOD, "scopes": [{"layers": [{"terms": {"a": {"iri": "urn:a", "scope": 0}}}]}]},
    ],
)
def test_a_damaged_table_is_unreadable(broken: Any) -> None:
    with pytest.raises(Unreadable) as raised:
        read_table(broken, "https://a.example/", "1")
    assert raised.value.kind == "context_table"


def test_terms_know_how_their_values_are_written() -> None:
    assert make_term("urn:a").ending == '"'
    assert make_term("urn:a", coercion="urn:t").ending == '"^^<urn:t>'
    for careful in ({"coercion": "@id"}, {"container": "@list"}, {"language": ""}, {"direction": "ltr"}):
        assert make_term("urn:a", **careful).ending == ""
    assert make_term("urn:a").predicate == "<urn:a>"
    assert [make_term(iri).predicate for iri in ("", "@id")] == ["", ""]
    assert make_term("urn:a", unsupported="@nest").predicate == ""

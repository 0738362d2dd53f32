"""Reading fields: one reader for plain documents and for trees keyed by IRI, lenient but honest."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from wallet.formats import dates
from wallet.formats.base import Fields, id_of, one_or_many, types_of
from wallet.formats.vc_members import spaced
from wallet.model import View

NAME = "https://schema.org/name"


def plain(**node: Any) -> Fields:
    return Fields.of(View(node))


def by_iri(**node: Any) -> Fields:
    return Fields.of(View({NAME if key == "name" else key: value for key, value in node.items()}, "iri"))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "x"),
        (" x \n", "x"),
        ("", ""),
        (5, "5"),
        (["", "x"], "x"),
        ([["x"]], "x"),
        ({"@value": "x"}, "x"),
        ({"@value": 7}, "7"),
        ({"@list": ["x"]}, "x"),
        ({"id": "u"}, "u"),
        ({"en": "one", "fr": "un"}, "one"),
        ({"fr": "un", "en-GB": "one"}, "one"),
        ({"fr": "un", "de": "eins"}, "un"),
        ({"fr": ["un", "une"]}, "un"),
        ([{"@value": "un", "@language": "fr"}, "one"], "one"),
        ([{"@value": "un", "@language": "fr"}, {"@value": "one", "@language": "EN-us"}], "one"),
    ],
)
def test_text_in_a_plain_document(value: Any, words: str) -> None:
    fields = plain(name=value)
    assert (fields.text("name"), fields.problems) == (words, [])


@pytest.mark.parametrize("value", [True, {"x": {}}, {}, {"@value": {}}, {"@value": None}, {"longer-than-a-tag": "x"}])
def test_what_is_no_text_is_empty_and_noted(value: Any) -> None:
    fields = plain(name=value)
    assert (fields.text("name"), fields.problems) == ("", ["name is not text"])


def test_a_problem_is_noted_once_and_shared() -> None:
    fields = plain(issuer={"name": True})
    for _ in range(2):
        fields.child("issuer").text("name")
    assert fields.problems == ["name is not text"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([{"@value": "x"}], "x"),
        ([{"@list": [{"@value": "x"}]}], "x"),
        ([{"@id": "u"}], "u"),
        ([{"@value": "un", "@language": "fr"}, {"@value": "one", "@language": "en"}], "one"),
    ],
)
def test_text_in_a_signed_tree(value: Any, words: str) -> None:
    assert by_iri(name=value).text("name") == words


def test_plain_names_mean_nothing_in_a_signed_tree() -> None:
    tree = Fields.of(View({"name": "forged", "id": "forged", "type": ["forged"], NAME: [{"@value": "true"}]}, "iri"))
    assert (tree.text("name"), tree.id) == ("true", "")
    assert by_iri(**{"@id": "urn:x", "id": "forged"}).id == "urn:x"


def test_language_maps_mean_nothing_in_a_signed_tree() -> None:
    tree = by_iri(name=[{"en": "forged"}])
    assert (tree.text("name"), tree.problems) == ("", ["name is not text"])


def test_types_are_last_parts_of_iris_in_a_signed_tree() -> None:
    tree = by_iri(
        **{"@type": ["https://www.w3.org/2018/credentials#VerifiableCredential", "https://schema.org/Person"]}
    )
    assert tree.types == ("VerifiableCredential", "Person")


def test_children_may_be_bare_ids() -> None:
    fields = plain(issuer=["did:x", {"id": "did:y"}, 5])
    assert [child.id for child in fields.children("issuer")] == ["did:x", "did:y"]
    assert fields.problems == ["issuer is not an object"]
    assert not fields.child("nothing")


@pytest.mark.parametrize(
    ("value", "amount"),
    [(42, "42"), ("4.50", "4.5"), ("1E2", "100"), (0, "0"), ("10", "10"), (1.5, "1.5"), ("-3", "-3")],
)
def test_an_amount_is_read_from_a_number_or_text(value: Any, amount: str) -> None:
    assert str(plain(point=value).amount("point")) == amount


@pytest.mark.parametrize("value", ["many", "NaN", "Infinity", "1e999999", "1e-50", 10**13])
def test_amounts_that_no_line_holds_are_noted(value: Any) -> None:
    fields = plain(point=value)
    assert fields.amount("point") is None
    assert fields.problems == ["point is not a number"]


def test_an_absent_amount_is_no_problem() -> None:
    fields = plain()
    assert (fields.amount("point"), fields.time("issuedOn"), fields.problems) == (None, None, [])
    assert plain(point=Decimal(1)).amount("point") is None


@pytest.mark.parametrize("value", [True, "true", {"@value": True}, [{"@value": "true"}]])
def test_a_flag_is_read_from_a_boolean_or_its_text(value: Any) -> None:
    assert plain(hashed=value).flag("hashed") is True
    assert plain(hashed=False).flag("hashed") is False


def test_the_first_readable_date_counts_and_the_other_is_noted() -> None:
    fields = plain(issuedOn="soon", issued_on="2020-01-01")
    assert fields.time("issuedOn", "issued_on") == datetime(2020, 1, 1, tzinfo=UTC)
    assert (fields.problems, fields.unread_dates) == (["issuedOn is not a date"], ["issuedOn"])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02", datetime(2020, 1, 2, tzinfo=UTC)),
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04", datetime(2020, 1, 2, 3, 4, tzinfo=UTC)),
        ("2020-01-02 03:04:05", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02t03:04:05z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05+02:00", datetime(2020, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05-0230", datetime(2020, 1, 2, 5, 34, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05+02", datetime(2020, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05.1234567", datetime(2020, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1262304000", datetime(2010, 1, 1, tzinfo=UTC)),
        ("1262304000.5", datetime(2010, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        (" 2020-01-02\n", datetime(2020, 1, 2, tzinfo=UTC)),
        ("2020-02-28T24:00:00Z", datetime(2020, 2, 29, tzinfo=UTC)),
        ("2020-01-02T03:04:05.123456789012Z", datetime(2020, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("20200102", datetime(2020, 1, 2, tzinfo=UTC)),
        ("20200102T0304Z", datetime(2020, 1, 2, 3, 4, tzinfo=UTC)),
        ("20200102T030405.5+0200", datetime(2020, 1, 2, 1, 4, 5, 500000, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_every_spelling_that_issuers_use(text: str, moment: datetime) -> None:
    assert dates.parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2015-04-31",
        "2020-13-01",
        "2020-01-02T24:00:01Z",
        "2020-01-02T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2020-01-02T03:04:05+99:99",
        "999999999999",
        "\u0662\u0660\u0662\u0660-01-01",
        "2020-01-02" + " " * 40 + "x",
        "2020-1-2",
        "20201301",
        "20200102T03:04",
        "2025",
        "0",
        "202501",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates.parse(text) is None


@pytest.mark.parametrize("value", [True, False, [False], {"a": 1}, {"en": ""}, {"@value": True}, ["", False]])
def test_what_stands_for_a_date_and_is_no_text_is_no_date(value: Any) -> None:
    fields = plain(expires=value)
    assert fields.time("expires") is None
    assert fields.unread_dates == ["expires"]
    assert "expires is not a date" in fields.problems


@pytest.mark.parametrize("value", [None, "", " ", [], [""], {}, {"@value": ""}, {"@value": None}])
def test_what_says_nothing_where_a_date_belongs_is_none(value: Any) -> None:
    fields = plain(expires=value)
    assert (fields.time("expires"), fields.unread_dates) == (None, [])


def test_a_number_counts_seconds_and_is_no_date_written_out() -> None:
    for number in (20200102, {"@value": 20200102}):
        assert plain(exp=number).time("exp") == datetime(1970, 8, 22, 19, 8, 22, tzinfo=UTC)
    assert plain(exp="20200102").time("exp") == datetime(2020, 1, 2, tzinfo=UTC)


def test_types_are_named_by_what_their_iris_end_with() -> None:
    iris = ["https://e.org/v#Degree", "https://e.org/Badge", "urn:example:Licence", "urn:x:a/b:C", "urn:x:y#D"]
    assert by_iri(**{"@type": iris}).types == ("Degree", "Badge", "Licence", "C", "D")
    assert plain(type=["urn:example:Licence"]).types == ("urn:example:Licence",)


def test_helpers_on_odd_shapes() -> None:
    assert one_or_many({"@set": [1, [2, None]]}) == [1, 2]
    assert types_of({"type": ["a", 1, "a"], "@type": "b"}) == ("a", "b")
    assert [id_of(v) for v in (None, 5, [], [{"id": "x"}], {"@id": "y"}, {"id": 5})] == ["", "", "", "x", "y", ""]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UniversityDegreeCredential", "University Degree Credential"),
        ("StatusList2021Entry", "Status List2021Entry"),
        ("LER-RS VC", "LER-RS VC"),
        ("identity_credential", "identity credential"),
        ("", ""),
    ],
)
def test_type_names_read_as_words(name: str, words: str) -> None:
    assert spaced(name) == words

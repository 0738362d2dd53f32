import pytest

from wallet.codec import limits, strictxml
from wallet.errors import Unreadable


def test_elements_by_their_local_names() -> None:
    root = strictxml.loads(
        b'<a xmlns="urn:x" xmlns:y="urn:y" y:id="1"><y:b> one\n two </y:b><b/><c><b k="v">3</b></c></a>'
    )
    assert (root.name, root.namespace, root.attributes) == ("a", "urn:x", {"id": "1"})
    assert [one.text for one in root.all("b")] == ["one two", ""]
    assert [one.namespace for one in root.all("b")] == ["urn:y", "urn:x"]
    assert [one.text for one in root.all("c", "b")] == ["3"]
    assert root.first("d") is None
    assert root.first("c", "b") is root.all("c", "b")[0]
    assert [one.name for one in root.descendants()] == ["a", "b", "b", "c", "b"]


def test_text_that_is_split_by_other_things() -> None:
    assert strictxml.loads(b"<a>x<!-- no --><![CDATA[<y>]]>&amp;<b>z</b>w</a>").text == "x<y>&w"


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "xml_malformed"),
        (b"<a>", "xml_malformed"),
        (b"<a/><b/>", "xml_malformed"),
        (b"<a b='1' b='2'/>", "xml_malformed"),
        (b"<a>\xff</a>", "xml_malformed"),
        (b"<a>&b;</a>", "xml_malformed"),
        (b"<!DOCTYPE a><a/>", "xml_doctype"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', "xml_doctype"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml_doctype"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml_doctype"),
        (b"<a>" * 65 + b"</a>" * 65, "xml_too_deep"),
        (b"<a>" + b"<b/>" * limits.JSON_VALUES + b"</a>", "xml_too_many_values"),
        (b"<a>" + b'<b c="" d=""/>' * (limits.JSON_VALUES // 3 + 1) + b"</a>", "xml_too_many_values"),
        (b"<a>" + b" " * limits.JSON_BYTES + b"</a>", "xml_too_large"),
    ],
)
def test_whatever_two_programs_could_read_differently_is_refused(data: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        strictxml.loads(data)
    assert caught.value.kind == slug


@pytest.mark.parametrize(
    ("data", "where"),
    [(b"<a></b>", "line 1, column 6"), (b"<a>\n <b></a>", "line 2, column 7"), (b"x", "line 1, column 1")],
)
def test_where_it_breaks_is_told_as_editors_count(data: bytes, where: str) -> None:
    with pytest.raises(Unreadable, match=f"its XML breaks at {where}$"):
        strictxml.loads(data)


def test_at_the_limits() -> None:
    assert strictxml.loads(b"<a>" * 64 + b"</a>" * 64)
    assert strictxml.loads(b"<a>" + b" " * (limits.JSON_BYTES - 7) + b"</a>").text == ""
    assert (
        len(strictxml.loads(b"<a>" + b"<b/>" * (limits.JSON_VALUES - 1) + b"</a>").children) == limits.JSON_VALUES - 1
    )


@pytest.mark.parametrize("claimed", ["ISO-8859-1", "UTF-16", "UTF-7"])
def test_the_encoding_that_a_file_claims_is_not_believed(claimed: str) -> None:
    assert strictxml.loads(f'<?xml version="1.0" encoding="{claimed}"?><a>é</a>'.encode()).text == "é"

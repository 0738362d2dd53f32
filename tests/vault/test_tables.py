import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import Unreadable
from wallet.vault.tables import Column

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=4)
ANYTHING = st.lists(st.one_of(st.text("a\0é", max_size=3), st.none(), st.integers(0, 9), TEXTS), max_size=4)


@given(st.lists(st.one_of(TEXTS, ANYTHING), max_size=4))
def test_a_column_in_pieces_comes_back_from_its_text(pieces: list[list[object]]) -> None:
    column, values = Column(), [value for piece in pieces for value in piece]
    for piece in pieces:
        column.extend(Column(piece))
    text = column.text()
    assert Column(text=text, count=len(values)).values == values
    longer = Column(text=text, count=len(values))
    longer.extend(Column(["more"]))
    assert Column(text=longer.text(), count=len(values) + 1).values == [*values, "more"]


def test_strings_lie_in_a_column_as_they_are() -> None:
    assert Column(["a", "", 'say "é"']).text() == '\0a\0\0say "é"'.encode()
    assert json.loads(Column(["a\0b", ""]).text()) == ["a\0b", ""]
    assert Column(text=b'["a","b"]', count=2).values == ["a", "b"]  # as caches were written before


@pytest.mark.parametrize("text", [b"", b"\0a", b"\0a\0b\0c", b'["a"]', b'{"a":1}', b"["])
def test_a_column_of_another_length_is_refused(text: bytes) -> None:
    with pytest.raises(Unreadable):
        _ = Column(text=text, count=2).values

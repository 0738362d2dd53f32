from itertools import pairwise

import pytest

from wallet.show.layout import abridged, cells, clip, count, hinted, pad, wrap


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("数据", 4), ("e\u0301", 1), ("👩", 2), ("", 0)])
def test_columns_are_counted_not_characters(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("数据治理", 5, "数据…"), ("ab cd", 4, "ab…")],
)
def test_a_cut_text_fits(text: str, width: int, expected: str) -> None:
    assert clip(text, width) == expected
    assert cells(expected) <= width


def test_padding_fills_columns() -> None:
    assert pad("数", 4) == "数  "


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]),
        ("数据治理", 4, ["数据", "治理"]),
        ("数", 1, ["数"]),
    ],
)
def test_wrapping_keeps_every_word(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_counting_things() -> None:
    assert (count(1, "credential"), count(0, "credential"), count(2, "entry", "entries")) == (
        "1 credential",
        "0 credentials",
        "2 entries",
    )


@pytest.mark.parametrize("text", ["\u6f22" * 2000, "x" * 2000, "\U0001f469\u200d\U0001f680" * 700, "e\u0301" * 900])
@pytest.mark.parametrize("width", [1, 2, 7, 78])
def test_a_word_longer_than_a_line_is_broken_in_one_go(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(cells(line) <= width or len(line) == 1 for line in lines)
    assert all(cells(line + after[0]) > width for line, after in pairwise(lines))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("see: wallet list", ["see: wallet list"]),
        ("look at what it holds: wallet list --all", ["look at what it", "holds:", "wallet list --all"]),
        ("wallet trust add did:key:z6Mk", ["wallet trust add did:key:z6Mk"]),
        ("ask the issuer for another one", ["ask the issuer", "for another one"]),
    ],
)
def test_a_command_that_does_not_fit_stands_alone_and_whole(text: str, lines: list[str]) -> None:
    assert hinted(text, 16) == lines


def test_the_start_of_a_digest_says_that_it_goes_on() -> None:
    assert abridged("0123456789abcdef" * 4) == "0123456789abcdef..."

"""The escaper: what no reader can see becomes visible, what people write stays as written."""

import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.show.escaping import FIELD_LIMIT, escape
from wallet.wording import say

HOSTILE = [
    "\x1b[2J\x1b[H",  # clears the screen
    "\x1b]0;VERIFIED\x07",  # retitles the window
    "\x1b]52;c;Y3VybA==\x07",  # writes the clipboard
    "\x1b]8;;http://e\x1b\\here\x1b]8;;\x1b\\",  # a link
    "\x9b31m",  # CSI in one byte
    "\x90q\x9c",  # DCS
    "a\rVERIFIED",
    "a\nVERIFIED",
    "a\tb",
    "a\x08\x08b",
    "a\x00b",
    "a\x7fb",
    "a\x85b",  # NEL
    "Exam\u202eple",  # right-to-left override
    "\u2066a\u2069",
    "a\u061cb",
    "a\u200eb\u200f",
    "a\u2028b\u2029c",
    "Goo\u200bgle",
    "Goo\u2060gle",
    "Goo\ufeffgle",
    "Goo\u00adgle",
    "Goo\u200dgle",  # a joiner where nothing joins
    "Goo\u200cgle",
    "Goo\ufe0fgle",
    "1\ufe0f",  # a styled digit that is no keycap
    "a\u3164b",  # Hangul filler
    "a\u115fb",
    "a\u034fb",
    "a\u2800b",
    "a\U000e0041b",  # a tag
    "a\ufff9b\ufffac\ufffb",
    "a\ue000b",  # private use
    "a\ud800b",  # half a pair
    "a\U0010ffffb",
    "\u0627\u200d\u200d\u0628",  # two joiners where one would do
    "\U0001f469\u200d",  # a joiner with nothing after it
]
HONEST = [
    "",
    "Introduction to Data Governance",
    "Žluťoučký kůň — „úpěl“",
    "数据治理导论",
    "データ・ガバナンス入門",
    "مقدمة في حوكمة البيانات",
    "\u0645\u06cc\u200c\u062e\u0648",  # Persian needs the non-joiner
    "क्\u200dष",  # Devanagari half form
    "ക്\u200d",  # Malayalam final consonant
    "עברית",
    "👩\u200d🎓 graduate",
    "👩🏽\u200d🔬",
    "❤\ufe0f\u200d🔥",
    "1\ufe0f\u20e3",  # keycap
    "葛\U000e0100城",  # variant of an ideograph
    "\u0661\u0662 \u0600",
    r"\u{1b}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_cannot_be_seen_is_written_out(text: str) -> None:
    shown = escape(text)
    assert shown != text
    assert "\\u{" in shown
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)


@pytest.mark.parametrize("text", HONEST, ids=ascii)
def test_what_people_write_stays(text: str) -> None:
    assert escape(text) == text


def test_the_form_names_the_code_point() -> None:
    assert escape("a\x1b[31m\u202e") == r"a\u{1b}[31m\u{202e}"


def test_lines_are_kept_only_where_asked() -> None:
    assert escape("a\nb\tc") == r"a\u{a}b\u{9}c"
    assert escape("a\r\nb\tc\x1b", lines=True) == "a\nb\tc\\u{1b}"
    assert escape("a\rb", lines=True) == r"a\u{d}b"


@pytest.mark.parametrize(("length", "shown"), [(FIELD_LIMIT, FIELD_LIMIT), (FIELD_LIMIT + 1, FIELD_LIMIT + 3)])
def test_a_field_is_cut_at_its_limit(length: int, shown: int) -> None:
    assert len(escape("x" * length)) == shown


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_that_steers_a_terminal_survives(text: str) -> None:
    for lines in (False, True):
        shown = escape(text, lines=lines)
        left = {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202e\u2066\u200b"}
        assert left <= ({"\n", "\t"} if lines else set())
        assert escape(shown, lines=lines) == shown
        shown.encode("utf-8")


def test_the_name_of_a_file_in_a_message_is_escaped_like_any_text() -> None:
    name = PurePosixPath("a\x1b]0;pwned\x07b.json")
    said = escape(say("{path} is larger than {limit} bytes", path=name, limit=5))
    assert said == f"{escape(str(name))} is larger than 5 bytes"
    assert said.isprintable()

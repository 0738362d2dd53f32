import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import bech32m
from wallet.errors import Unreadable

# BIP 350, "Test vectors for Bech32m".
GOOD = [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
]
BAD = [
    "\x201xj0phk",
    "\x7f1g6xzxy",
    "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m",
    "1qyrz8wqd2c9m",
    "y1b0jsk6g",
    "lt1igcx5c0",
    "in1muywd",
    "mm1crxm3i",
    "au1s5cgom",
    "M1VUXWEZ",
    "16plkw9",
    "1p2gdwpf",
]
SECRET = bytes(range(32))


@pytest.mark.parametrize("text", GOOD)
def test_valid_strings_of_bip_350(text: str) -> None:
    prefix, words = bech32m._words(text)
    assert prefix == text.lower().rpartition("1")[0]
    assert len(words) == len(text) - len(prefix) - 7


@pytest.mark.parametrize("text", BAD)
def test_invalid_strings_of_bip_350(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        bech32m.decode(text)
    assert caught.value.kind == "bech32m_malformed"


def test_a_secret_fits_and_upper_case_reads_the_same() -> None:
    text = bech32m.encode("wallet-secret", SECRET)
    assert text.startswith("wallet-secret1")
    assert len(text) == 14 + 52 + 6
    assert bech32m.decode(text) == bech32m.decode(text.upper()) == ("wallet-secret", SECRET)


def test_a_prefix_is_of_any_letters_and_signs() -> None:
    assert bech32m.decode(bech32m.encode("!~", SECRET)) == ("!~", SECRET)
    for foreign in ("\x20", "\x7f"):
        with pytest.raises(Unreadable, match="foreign characters"):
            bech32m.decode(bech32m.encode(foreign, SECRET))


def test_the_length_limit_is_exact() -> None:
    text = bech32m.encode("x", bytes(51))
    assert len(text) == bech32m.LONGEST
    assert bech32m.decode(text) == ("x", bytes(51))
    with pytest.raises(Unreadable, match="too long"):
        bech32m.decode(bech32m.encode("xx", bytes(51)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A1lqfn3a", "mixes upper and lower case"),
        ("a1lqfn3", "too long, too short or has no prefix"),
        ("a1lqfn3q", "checksum is wrong"),
        ("a1lqfn3b", "a character that is not used"),
        ("a12uel5l", "checksum is wrong"),  # bech32, not bech32m
        ("", "too long, too short or has no prefix"),
    ],
)
def test_a_refusal_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        bech32m.decode(text)


def with_words(words: list[int]) -> str:
    checksum = bech32m._polymod([*bech32m._expand("x"), *words, *[0] * 6]) ^ bech32m._BECH32M
    tail = [*words, *(checksum >> 5 * (5 - place) & 31 for place in range(6))]
    return "x1" + "".join(bech32m._ALPHABET[word] for word in tail)


@pytest.mark.parametrize("words", [[0], [0, 1], [0, 0, 0], [31, 31, 31, 31, 31, 31], [0] * 9])
def test_bits_left_over_are_refused(words: list[int]) -> None:
    with pytest.raises(Unreadable, match="bits that belong to no byte"):
        bech32m.decode(with_words(words))


@pytest.mark.parametrize(
    ("words", "data"), [([], b""), ([31, 28], b"\xff"), ([0, 0, 0, 16], b"\0\1"), ([1] * 8, b"\x08\x42\x10\x84\x21")]
)
def test_whole_bytes_are_read(words: list[int], data: bytes) -> None:
    assert bech32m.decode(with_words(words)) == ("x", data)


@given(st.binary(max_size=40), st.text(alphabet="abcxyz-?0123456789", min_size=1, max_size=10))
def test_round_trip(data: bytes, prefix: str) -> None:
    assert bech32m.decode(bech32m.encode(prefix, data)) == (prefix, data)


@given(st.integers(0, 71), st.sampled_from(bech32m._ALPHABET))
def test_one_wrong_character_is_noticed(place: int, character: str) -> None:
    text = bech32m.encode("wallet-secret", SECRET)
    if text[place] == character:
        return
    with pytest.raises(Unreadable):
        bech32m.decode(text[:place] + character + text[place + 1 :])


@given(st.text(max_size=60))
def test_any_text_is_bytes_or_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        bech32m.decode(text)

import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import jcs, strictjson
from wallet.errors import Refused

# RFC 8785 appendix B: IEEE 754 bits and their text.
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_numbers_of_rfc_8785(bits: str, text: str) -> None:
    value = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert jcs.number(value) == text
    assert jcs.canonicalize([value, {"n": value}]) == f'[{text},{{"n":{text}}}]'.encode()


def test_the_sample_of_rfc_8785() -> None:
    # Section 3.2.2: sorted members, escapes, numbers, literals.
    text = (
        rb'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        rb'"string":"\u20ac$\u000F\u000aA' + b"'" + rb'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}'
    )
    assert jcs.canonicalize(strictjson.loads(text)).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA'
        "'"
        'B\\"\\\\\\\\\\"/"}'
    )


def test_members_sort_by_utf16_units() -> None:
    # Section 3.2.3: U+1F600 is D83D DE00 and so comes before U+FB33.
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    value = dict.fromkeys(names, 0)
    in_order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(jcs.canonicalize(value))) == in_order
    assert list(json.loads(jcs.canonicalize([1.5, value]))[1]) == in_order


def test_strings_escape_only_what_must_be() -> None:
    value = '\x00\x07\b\t\n\x0b\f\r\x1f\x7f\u2028"\\/é\U0001f600'
    text = '"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\u2028\\"\\\\/é\U0001f600"'
    assert jcs.canonicalize(value) == text.encode()
    assert jcs.canonicalize({value: 0.5}) == f"{{{text}:0.5}}".encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, b"{}"),
        ([], b"[]"),
        ([{}, [], 0.5, {"a": {}, "b": []}], b'[{},[],0.5,{"a":{},"b":[]}]'),
        (True, b"true"),
        (None, b"null"),
        (7, b"7"),
        ([1.0, -0.0, 1e2], b"[1,0,100]"),
        (1e-7, b"1e-7"),
        ([1.5e300, -2.5e-300], b"[1.5e+300,-2.5e-300]"),
        ([1.5, 0.5, 1e20, 12.0], b"[1.5,0.5,100000000000000000000,12]"),
        ({"b": 2, "a": [True, False, None, -1]}, b'{"a":[true,false,null,-1],"b":2}'),
        ({"t": "12:30:01.5,", "u": ":1.5]"}, b'{"t":"12:30:01.5,","u":":1.5]"}'),
        ([2**53, -(2**53), 2**53 + 2], b"[9007199254740992,-9007199254740992,9007199254740994]"),
        ([10**21, 295147905179352830000], b"[1e+21,295147905179352830000]"),
    ],
)
def test_each_kind_of_value_has_one_canonical_form(value: Any, text: bytes) -> None:
    assert jcs.canonicalize(value) == text


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 295147905179352825856, 10**400, {"n": [10**22 + 1]}])
def test_a_whole_number_is_never_rounded(value: Any) -> None:
    with pytest.raises(Refused) as caught:
        jcs.canonicalize(value)
    assert caught.value.code == "feature_unsupported"
    assert caught.value.details == {"feature": "a whole number that a double cannot hold"}


@pytest.mark.parametrize(
    "value", ["\ud800", {"\udfff": 1}, [math.nan], math.inf, {"a": -math.inf}, ["\ud800", 1.5], {"\ud800": 1.5}]
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(Refused) as caught:
        jcs.canonicalize(value)
    assert caught.value.code == "feature_unsupported"


EXACT = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | EXACT | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(JSON)
def test_canonical_form_is_stable_and_means_the_same(value: Any) -> None:
    text = jcs.canonicalize(value)
    assert json.loads(text, parse_int=float) == value
    assert jcs.canonicalize(strictjson.loads(text)) == text


@given(st.dictionaries(st.text(), st.none()))
def test_order_of_members_does_not_matter(value: dict[str, None]) -> None:
    reordered = dict(reversed(value.items()))
    assert jcs.canonicalize(reordered) == jcs.canonicalize(value)
    names = [name.encode("utf-16-be") for name in json.loads(jcs.canonicalize(value))]
    assert names == sorted(names)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_themselves(value: float) -> None:
    assert float(jcs.number(value)) == value

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import limits, strictjson
from wallet.errors import Unreadable

MIB = 1024 * 1024

HOSTILE = [
    (b"", "json_empty"),
    (b" \r\n\t", "json_empty"),
    (b'{"a":1,"a":1}', "json_duplicate_key"),
    (b'{"a":1,"\\u0061":2}', "json_duplicate_key"),
    (b'[{"b":{"":0,"c":1,"":0}}]', "json_duplicate_key"),
    (b"NaN", "json_not_a_number"),
    (b"[Infinity]", "json_not_a_number"),
    (b'{"a":-Infinity}', "json_not_a_number"),
    (b"1e400", "json_number_overflow"),
    (b"[-1.5e309]", "json_number_overflow"),
    (b"9" * 65, "json_number_too_long"),
    (b"-" + b"9" * 64, "json_number_too_long"),
    (b"0." + b"1" * 63, "json_number_too_long"),
    (b"9" * 5000, "json_number_too_long"),
    (b'"\\ud800"', "json_lone_surrogate"),
    (b'{"\\uDFFF":1}', "json_lone_surrogate"),
    (b'["\\udc00\\ud800"]', "json_lone_surrogate"),
    (b'{"a":{"b":["\\uD83Dx"]}}', "json_lone_surrogate"),
    (b"[" * 65 + b"]" * 65, "json_too_deep"),
    (b'{"a":' * 65 + b"1" + b"}" * 65, "json_too_deep"),
    (b"[" * 10_000 + b"]" * 10_000, "json_too_deep"),
    (b"[" * 100_000 + b"]" * 100_000, "json_too_deep"),
    (b"[" * 100_000, "json_too_deep"),
    (b'{"a":' * 100_000, "json_too_deep"),
    (b"[{" * 40 + b"]}" * 40, "json_too_deep"),
    (b"[" + b"1," * 199_999 + b"1]", "json_too_many_values"),
    (b"[" + b"[]," * 100_000 + b"1]", "json_too_many_values"),
    (b"[" + b'"",' * 3_000_000 + b"0]", "json_too_many_values"),
    (b"[" + b'"\\\\",' * 200_000 + b"0]", "json_too_many_values"),
    (b'\xef\xbb\xbf{"a":1}', "json_bad_encoding"),
    (b'\xff\xfe{\0"\0', "json_bad_encoding"),
    ('{"a":1}'.encode("utf-16-le"), "json_bad_encoding"),
    (b'{"a":"\xe9"}', "json_bad_encoding"),
    (b'"\xed\xa0\x80"', "json_bad_encoding"),
    (b'"\xc0\x80"', "json_bad_encoding"),
    (b'"\0"', "json_bad_encoding"),
    (b'{"a":1}{"a":1}', "json_trailing_data"),
    (b"[1] x", "json_trailing_data"),
    (b"01", "json_trailing_data"),
    (b"{'a':1}", "json_malformed"),
    (b'{"a":1,}', "json_malformed"),
    (b'{"a" 1}', "json_malformed"),
    (b"[1,", "json_malformed"),
    (b'{"a":', "json_malformed"),
    (b'"abc', "json_malformed"),
    (b'"\\x41"', "json_malformed"),
    (b'"\\u12"', "json_malformed"),
    (b'"a\nb"', "json_malformed"),
    (b"+1", "json_malformed"),
    (b".5", "json_malformed"),
    (b"// x\n1", "json_malformed"),
    (b"True", "json_malformed"),
    (b'"' + b'\\"' * 200_000, "json_malformed"),
]


@pytest.mark.parametrize(("data", "slug"), HOSTILE, ids=[f"{i}-{slug}" for i, (_, slug) in enumerate(HOSTILE)])
def test_hostile_documents_are_refused_by_name(data: bytes, slug: str) -> None:
    start = time.process_time()
    with pytest.raises(Unreadable) as caught:
        strictjson.loads(data)
    assert caught.value.kind == slug
    assert caught.value.hint
    assert time.process_time() - start < 1


def test_a_refusal_says_where_and_quotes_only_an_escaped_name() -> None:
    with pytest.raises(Unreadable, match=r"^not acceptable as JSON: expecting value at line 2, column 7$"):
        strictjson.loads(b'{\n "a": secret}')
    with pytest.raises(Unreadable, match="expecting property name enclosed in double quotes at line 1, column 2"):
        strictjson.loads(b"{a:1}")
    with pytest.raises(Unreadable, match="invalid control character at line 1, column 3"):
        strictjson.loads(b'"a\x1bb"')
    with pytest.raises(Unreadable, match="more text follows its end at line 2, column 1"):
        strictjson.loads(b"{}\n{}")
    with pytest.raises(Unreadable) as caught:
        strictjson.loads(
            b'{"\\u001b[2J\xe2\x80\xae' + b"x" * 100 + b'":1,"\\u001b[2J\xe2\x80\xae' + b"x" * 100 + b'":1}'
        )
    assert caught.value.message.isascii()
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 120
    with pytest.raises(Unreadable, match=f"the member '{'n' * 40}' twice"):
        strictjson.loads(b'{"%s":1,"%s":1}' % (b"n" * 41, b"n" * 41))
    with pytest.raises(Unreadable, match="byte 3 is not UTF-8"):
        strictjson.loads(b'"a\xff"')


def test_limits_hold_at_the_limit_and_refuse_one_more() -> None:
    assert strictjson.loads(b"[" * 64 + b"]" * 64)
    assert strictjson.loads(b"[" * 64 + b'"' + b"[" * 500 + b'"' + b"]" * 64)
    assert len(strictjson.loads(b"[" + b"1," * 199_998 + b"1]")) == 199_999
    assert len(strictjson.loads(b"[" + b'"a,[b",' * 199_998 + b"1]")) == 199_999
    assert len(strictjson.loads(b"{" + b",".join(b'"%d":"\\""' % n for n in range(199_999)) + b"}")) == 199_999
    assert strictjson.loads(b"[" + b"0," * 64 + b"0]", values=66)
    with pytest.raises(Unreadable, match="more than 65 values"):
        strictjson.loads(b"[" + b"0," * 64 + b"0]", values=65)
    assert strictjson.loads(b"9" * 64) == 10**64 - 1
    assert strictjson.loads(b"-" + b"9" * 63) == 1 - 10**63
    padded = b"1" + b" " * (limits.JSON_BYTES - 1)
    assert strictjson.loads(padded) == 1
    with pytest.raises(Unreadable) as caught:
        strictjson.loads(padded + b" ")
    assert caught.value.kind == "json_too_large"
    assert strictjson.loads(b"[1]", limit=3) == [1]
    with pytest.raises(Unreadable, match="larger than 3 bytes"):
        strictjson.loads(b"[1] ", limit=3)


def test_brackets_and_quotes_inside_strings_are_no_structure() -> None:
    value = {"a": '[{"' * 200, "b\\": "\\", "c": ['\\"[[[', "]" * 70]}
    assert strictjson.loads(json.dumps(value).encode()) == value


@given(st.lists(st.text(alphabet='\\\\"[]{},ax', max_size=8), max_size=8), st.integers(0, 64))
def test_no_string_hides_or_adds_depth(strings: list[str], depth: int) -> None:
    text = json.dumps(strings).encode() + b" " * limits.JSON_VALUES  # long enough for the exact count
    assert strictjson.loads(b"[" * (depth - 1) + text + b"]" * (depth - 1)) is not None
    for closer in (b"", b"]" * 64):
        with pytest.raises(Unreadable, match="nested more than 64 levels"):
            strictjson.loads(b"[" * 64 + text + closer)


def test_shapes_and_order_survive() -> None:
    text = b'{"b":[1,-0,1.0,1e2,true,false,null,"\\ud83d\\ude00\\u00e9\xc3\xa9"],"a":{"":{}}}'
    value = strictjson.loads(text)
    assert list(value) == ["b", "a"]
    assert [type(item) for item in value["b"]] == [int, int, float, float, bool, bool, type(None), str]
    assert value["b"][7] == "\U0001f600éé"
    assert strictjson.loads(b"9007199254740993") == 2**53 + 1
    assert strictjson.loads(b'"\\\\ud800"') == "\\ud800"


def test_dumps_is_compact_and_keeps_letters() -> None:
    assert (
        strictjson.dumps({"é": [1, 2.5, None], "b": "\x1f\U0001f600"}) == '{"é":[1,2.5,null],"b":"\\u001f\U0001f600"}'
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        strictjson.dumps(math.nan)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**60), 10**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(JSON)
def test_what_dumps_writes_loads_reads(value: Any) -> None:
    assert strictjson.loads(strictjson.dumps(value).encode()) == value
    assert strictjson.loads(json.dumps(value, indent=1).encode()) == value


@given(JSON)
def test_what_is_written_sorted_is_read_as_the_same(value: Any) -> None:
    assert strictjson.loads(strictjson.dumps_sorted(value)) == value


@given(st.lists(st.text() | st.dictionaries(st.text(alphabet='az"\\\x01\x7fé'), st.integers(-(10**60), 10**60))))
def test_members_are_sorted_and_nothing_is_escaped_beyond_need(value: list[Any]) -> None:
    assert (
        strictjson.dumps_sorted(value)
        == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_half_a_character_is_not_written_sorted() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        strictjson.dumps_sorted(["\ud800"])


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0d8e1.- \n', max_size=60).map(str.encode))
def test_any_bytes_are_a_value_or_unreadable(data: bytes) -> None:
    try:
        value = strictjson.loads(data)
    except Unreadable:
        return
    assert value == json.loads(data)

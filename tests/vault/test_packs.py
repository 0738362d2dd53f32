import struct
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.codec import strictjson
from wallet.errors import Damaged, WalletError
from wallet.vault import packs
from wallet.vault.packs import Head, Op, Pack
from wallet.vault.sealing import HEAD_STEP, Keys, canonical, digest, frame
from wallet.vault.stored import Stored, as_json

KEYS = Keys(bytes(range(32)), bytes(range(0xA0, 0xB0)))
BODY = b'{"a":1}'
ID = KEYS.object_id("credential", BODY)
DEV = "00" * 8
OTHER = "ab" * 32


def sealed_body() -> bytes:
    return packs.seal_body(KEYS, ID, BODY, bytes(range(24)))


def head(**changes: Any) -> Head:
    stored = Stored(ID.hex(), "credential", 0, len(sealed_body()), {"title": "x"})
    fields: dict[str, Any] = {
        "dev": DEV, "seq": 1, "hlc": (1_700_000_000_000, 0), "parents": (), "objects": (stored,), "ops": ()
    }  # fmt: skip
    return Head(**(fields | changes))


def build(made: Head) -> bytes:
    return b"".join(packs.build(KEYS, made, [sealed_body()], Random(1).randbytes))


def read(data: bytes) -> Pack:
    return packs.read(KEYS, digest(data), data)


def forged(change: Callable[[dict[str, Any]], object], rest: bytes | None = None) -> bytes:
    """A pack from somebody who holds the key and lets the head say anything."""
    content = sealed_body() + bytes(4096 - packs.PREFIX - 1024 - len(sealed_body())) if rest is None else rest
    value: Any = {
        "v": 1, "dev": DEV, "seq": 1, "hlc": [1_700_000_000_000, 0], "parents": [], "need": [],
        "size": packs.PREFIX + 1024 + len(content), "rest": sha256(content).hexdigest(),
        "objs": [{"id": ID.hex(), "kind": "credential", "off": 0, "len": len(sealed_body()), "sum": {}}],
        "ops": [], "sup": [],
    }  # fmt: skip
    value = change(value) or value
    return b"".join(packs.beginning(KEYS, frame(canonical(value), HEAD_STEP), bytes(24))) + content


def test_pack_of_the_format_vector() -> None:
    body = sealed_body()
    rest = body + bytes(4096 - packs.PREFIX - 1024 - len(body))
    one = head(objects=(Stored(ID.hex(), "credential", 0, len(body), {}),))
    text = packs._head_text(one, sha256(rest).hexdigest(), 4096, as_json(one.objects))
    framed = frame(text, HEAD_STEP, compress=False)
    data = b"".join(packs.beginning(KEYS, framed, bytes(range(24, 48)))) + rest
    assert len(data) == 4096
    assert digest(data) == "5a6c8b4e79227299c05cb0c8680e62cd5f53e4826fdd91a5987a9ea1f2565c22"
    assert read(data).start == packs.PREFIX + 1024
    assert packs.open_body(KEYS, ID, rest[: len(body)]) == BODY


def test_what_is_written_is_read() -> None:
    ops = (
        Op("set", "wallet", "key", {"a": [1, None]}),
        Op("drop", dots=(f"{OTHER}:{ID.hex()}",), at=(5, 6, DEV, 7, 8)),
        Op("set", "x", "y", None, at=(1, 2, DEV, 3, 4)),
    )
    carried = Stored(ID.hex(), "share", 256, 0, {}, born=OTHER)
    made = head(
        parents=(OTHER,),
        objects=(*head().objects, carried),
        ops=ops,
        superseded=(OTHER,),
        marks={DEV: 3},
    )
    data = build(made)
    pack = read(data)
    assert pack.head == made
    where = pack.start + pack.head.objects[0].offset
    assert packs.open_body(KEYS, ID, data[where : where + pack.head.objects[0].length]) == BODY
    assert pack.head.stamp(0) == (1_700_000_000_000, 0, DEV, 1, 0)
    assert pack.head.stamp(1) == (5, 6, DEV, 7, 8)


def test_a_head_lists_each_object_whatever_its_kind_and_summary() -> None:
    awkward = {'a"%s\\': [1, {"\0": None}, ["x", "\0", "y"]], "title": "100 % é\0", "%d": None}
    summaries: list[dict[str, Any]] = [{}, {"title": "x"}, awkward, dict(reversed(awkward.items())), {"title": ["x"]}]
    objects = [
        Stored(f"{number:032x}", kind, 256 * number, 7, summary, OTHER * (number % 2))
        for number, (kind, summary) in enumerate(
            (kind, summary) for kind in ("credential", 'odd "%s\0') for summary in summaries
        )
    ]
    listed = strictjson.loads(as_json(objects))
    expected = [
        {"id": id_, "kind": kind, "len": length, "off": offset, "sum": summary} | ({"born": born} if born else {})
        for id_, kind, offset, length, summary, born in objects
    ]
    assert sorted(listed, key=lambda one: one["id"]) == expected
    assert as_json([]) == b"[]"


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, 4096), (4096, 4096), (4097, 4352), (4352, 4352), (10_000, 10_240), (1 << 20, 1 << 20), (1_100_000, 1_114_112)],
)
def test_sizes_are_padded(length: int, expected: int) -> None:
    assert packs.padded(length) == expected


@given(st.integers(4096, 1 << 28))
def test_padding_costs_little_and_is_stable(length: int) -> None:
    size = packs.padded(length)
    assert length <= size <= length * 1.12
    assert packs.padded(size) == size


@given(st.integers(0, 3000), st.integers(0, 200))
@settings(max_examples=60)
def test_a_pack_is_as_large_as_its_padding_says(extra: int, objects: int) -> None:
    rng = Random(extra)
    stored = tuple(
        Stored(rng.randbytes(16).hex(), "credential", 0, 0, {"t": rng.randbytes(9).hex()}) for _ in range(objects)
    )
    data = b"".join(packs.build(KEYS, head(objects=stored), [bytes(extra)], rng.randbytes))
    pack = read(data)
    assert len(data) == packs.padded(pack.start + extra)


def test_two_packs_of_one_content_differ() -> None:
    rng = Random(3)
    one, other = (b"".join(packs.build(KEYS, head(), [sealed_body()], rng.randbytes)) for _ in range(2))
    assert one != other


def test_another_filler_under_its_true_name_is_noticed() -> None:
    data = build(head())
    for padded_anew in (data[:-1] + bytes((data[-1] ^ 1,)), data + bytes(256), data[:-256]):
        with pytest.raises(Damaged) as caught:
            read(padded_anew)
        assert caught.value.kind == "pack_damaged"


def test_a_foreign_key_is_named() -> None:
    with pytest.raises(Damaged, match="key that this wallet does not hold"):
        packs.read(Keys(bytes(32), KEYS.vault_id), "", build(head()))


def test_a_pack_of_a_newer_version() -> None:
    data = build(head())
    for newer in (data[:7] + b"\2" + data[8:], forged(lambda v: v.update(v=2)), forged(lambda v: v.update(need=["x"]))):
        with pytest.raises(Damaged) as caught:
            read(newer)
        assert caught.value.kind == "too_new"


def test_forging_without_a_fault_gives_a_pack() -> None:
    assert read(forged(lambda _: None)).head.seq == 1
    assert read(forged(lambda v: v.update(later="member"))).head.seq == 1


FAULTS: dict[str, Any] = {
    "array": lambda _: [1],
    "no size": lambda v: v.pop("size") and None,
    "no objs": lambda v: v.pop("objs") and None,
    "dev short": {"dev": "00"},
    "dev upper case": {"dev": "AB" * 8},
    "dev number": {"dev": 5},
    "seq negative": {"seq": -1},
    "seq true": {"seq": True},
    "seq text": {"seq": "1"},
    "seq fraction": {"seq": 1.5},
    "hlc short": {"hlc": [1]},
    "hlc long": {"hlc": [1, 2, 3]},
    "hlc text": {"hlc": ["a", "b"]},
    "hlc null": {"hlc": None},
    "parents object": {"parents": {}},
    "parents text": {"parents": "ab" * 32},
    "parents numbers": {"parents": [1]},
    "parents many": {"parents": [OTHER] * 1025},
    "sup null": {"sup": None},
    "sup short": {"sup": ["00"]},
    "marks list": {"marks": [1]},
    "marks key": {"marks": {"x": 1}},
    "marks value": {"marks": {DEV: "1"}},
    "need text": {"need": "x"},
    "objs object": {"objs": {"a": 1}},
    "obj text": {"objs": ["abcdef"]},
    "obj null": {"objs": [None]},
    "obj empty": {"objs": [{}]},
    "off beyond": lambda v: v["objs"][0].update(off=3000),
    "off negative": lambda v: v["objs"][0].update(off=-1),
    "len beyond": lambda v: v["objs"][0].update(len=1 << 40),
    "len text": lambda v: v["objs"][0].update(len="1"),
    "id short": lambda v: v["objs"][0].update(id="00"),
    "kind number": lambda v: v["objs"][0].update(kind=1),
    "sum text": lambda v: v["objs"][0].update(sum="x"),
    "sum absent": lambda v: v["objs"][0].pop("sum") and None,
    "born short": lambda v: v["objs"][0].update(born="00"),
    "born number": lambda v: v["objs"][0].update(born=7),
    "op text": {"ops": ["set"]},
    "op number": {"ops": [7]},
    "op unknown": {"ops": [{"op": "merge"}]},
    "op empty": {"ops": [{}]},
    "set without key": {"ops": [{"op": "set", "on": "x", "val": 1}]},
    "set on number": {"ops": [{"op": "set", "on": 1, "key": "k", "val": 1}]},
    "drop dots text": {"ops": [{"op": "drop", "dots": "x"}]},
    "drop dot short": {"ops": [{"op": "drop", "dots": ["00:00"]}]},
    "drop dot list": {"ops": [{"op": "drop", "dots": [[1]]}]},
    "at short": {"ops": [{"op": "drop", "dots": [], "at": [1]}]},
    "at text": {"ops": [{"op": "drop", "dots": [], "at": "now"}]},
    "size wrong": {"size": 4095},
    "rest wrong": {"rest": "00" * 32},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_heads_that_say_something_impossible(fault: str) -> None:
    change = FAULTS[fault]
    if isinstance(change, dict):
        changes = change
        change = lambda value: value.update(changes)  # noqa: E731 - the short form of the table above
    with pytest.raises(Damaged) as caught:
        read(forged(change))
    assert caught.value.kind == "pack_damaged"


@pytest.mark.parametrize("plain", [b"", b"{", b"{}", b"null", b'{"v":1,"v":1}', b"[" * 5000, b"\xff", b'{"v":NaN}'])
def test_heads_that_are_no_json_object(plain: bytes) -> None:
    with pytest.raises(Damaged) as caught:
        read(b"".join(packs.beginning(KEYS, frame(plain, HEAD_STEP), bytes(24))) + bytes(3000))
    assert caught.value.kind in ("pack_damaged", "too_new")


@given(st.binary(max_size=200), st.integers(0, 19), st.binary(min_size=1, max_size=4))
@settings(max_examples=200)
def test_files_of_any_bytes_are_only_ever_damage(junk: bytes, place: int, change: bytes) -> None:
    data = build(head())
    for data_ in (junk, data[:place] + change + data[place + len(change) :], data[:20] + junk):
        if data_ != data:
            with pytest.raises(WalletError):
                read(data_)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([DEV, OTHER, ID.hex()]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["op", "on", "id", "at"]), inner),
        max_leaves=6,
    ),
    st.sampled_from(["v", "dev", "seq", "hlc", "parents", "need", "objs", "ops", "sup", "marks"]),
)
@settings(max_examples=300)
def test_any_json_in_any_member_is_a_pack_or_damage(value: Any, member: str) -> None:
    try:
        strictjson.loads(strictjson.dumps(value).encode())
        data = forged(lambda head_: head_.update({member: value}))
    except Exception:  # noqa: BLE001 - not JSON that the wallet writes
        return
    try:
        outcome = type(read(data)).__name__
    except Damaged as error:
        outcome = error.kind
    assert outcome in ("Pack", "pack_damaged", "too_new")


def test_length_of_the_head_beyond_the_file() -> None:
    data = build(head())
    with pytest.raises(Damaged):
        read(data[:16] + struct.pack(">I", 2**32 - 1) + data[20:])

"""Sequences of codes: any sufficient number of frames, in any order, is enough."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.codec import parts
from wallet.errors import Unreadable

LIMIT = 1 << 20


def whole(frames: list[str]) -> list[bytes]:
    return list(parts.assemble(frames, limit=LIMIT).files)


@given(st.binary(max_size=3_000), st.integers(30, 700), st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_frame_in_any_order(data: bytes, letters: int, draw: Random) -> None:
    frames = parts.frames(data, letters)
    assert all(len(frame) <= letters for frame in frames)
    plain = frames[: len(frames) // 2]
    draw.shuffle(plain)
    assert whole(plain) == [data]
    draw.shuffle(frames)
    assert whole(frames + frames[:3]) == [data]


@pytest.mark.parametrize("seed", range(20))
def test_a_third_of_the_frames_may_be_lost(seed: int) -> None:
    """Of two rounds, with every frame lost at a chance of 30 %; a reader that stays sees more rounds still."""
    data = Random(seed).randbytes(8_000)
    frames = parts.frames(data, 620)
    draw = Random(seed + 1000)
    kept = [frame for frame in frames if draw.random() > 0.3]
    assert whole(kept) == [data]


def test_a_few_more_than_the_fragments_are_enough_when_only_mixed_ones_are_seen() -> None:
    data = Random(1).randbytes(8_000)
    frames = parts.frames(data, 620)
    count = len(frames) // 2
    found = parts.assemble(frames[count:], limit=LIMIT)
    assert found.files == (data,) or found.missing[0][1] <= 3


def test_what_is_missing_is_said() -> None:
    frames = parts.frames(Random(2).randbytes(2_000), 300)
    count = len(frames) // 2
    found = parts.assemble(frames[: count - 2], limit=LIMIT)
    assert (found.files, found.missing[0][1:]) == ((), (2, count))


def test_files_are_not_mixed() -> None:
    one, two = (parts.frames(Random(n).randbytes(900), 300) for n in (3, 4))
    found = parts.assemble([*one[:2], *two], limit=LIMIT)
    assert found.files == (Random(4).randbytes(900),)
    assert len(found.missing) == 1


@pytest.mark.parametrize(
    "text",
    ["", "WP1:", "wp1:AAAAAAAA:1-1:00", "WP1:AAAAAAAA:0-1:00", "WP1:AAAAAAAA:1-0:00", "WP1:AAAAAAA:1-1:00",
     "WP1:AAAAAAAA:1-9999:00", "WP1:AAAAAAAA:1-1:::::", "WP1:AAAAAAAA:1-1:" + "0" * 5000],
)  # fmt: skip
def test_what_is_no_frame(text: str) -> None:
    assert parts.parse(text) is None
    assert parts.assemble([text], limit=LIMIT) == parts.Found((), ())


def test_frames_that_lie_are_refused() -> None:
    frames = parts.frames(b"a" * 50, 700)
    header, _, data = frames[0].rpartition(":")
    with pytest.raises(Unreadable) as caught:
        whole([f"{header}:{'00' if data[:2] != '00' else '10'}{data[2:]}"])
    assert caught.value.kind == "parts_damaged"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(Unreadable):
        parts.assemble(parts.frames(bytes(10_000_000), 4_000), limit=LIMIT)


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        parts.frames(Random(0).randbytes(200_000), 60)
    assert caught.value.kind == "too_many_parts"

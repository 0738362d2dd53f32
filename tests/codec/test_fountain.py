"""Sequences of codes: any sufficient number of frames, in any order, is enough."""

import time
import zlib
from base64 import b32encode
from contextlib import suppress
from hashlib import sha256, shake_256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.codec import base45, fountain
from wallet.errors import Unreadable

LIMIT = 1 << 20


def whole(frames: list[str]) -> list[bytes]:
    return list(fountain.assemble(frames, limit=LIMIT).files)


@given(st.binary(max_size=3_000), st.integers(30, 700), st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_frame_in_any_order(data: bytes, letters: int, draw: Random) -> None:
    frames = fountain.frames(data, letters)
    assert all(len(frame) <= letters for frame in frames)
    plain = frames[: len(frames) // 2]
    draw.shuffle(plain)
    assert whole(plain) == [data]
    draw.shuffle(frames)
    assert whole(frames + frames[:3]) == [data]


def test_the_frames_are_those_of_the_format() -> None:
    """Each worked out once more, by what the module says of ``WP1``: codes on paper outlive programs."""
    fallbacks = 0
    for size in range(1, 120):
        data = Random(size).randbytes(size)
        found = [frame.split(":", 3) for frame in fountain.frames(data, 40)]
        plain = [base45.decode(text) for _, _, _, text in found[: len(found) // 2]]
        length, stream = int.from_bytes(b"".join(plain)[:4], "big"), b"".join(plain)[4:]
        assert not any(stream[length:])
        assert zlib.decompress(stream[:length], -15) == data
        name = b32encode(sha256(stream[:length]).digest())[:8]
        count = len(plain)
        for seq, (prefix, written, place, text) in enumerate(found, start=1):
            assert (prefix, written, place) == ("WP1", name.decode(), f"{seq}-{count}")
            if seq > count:
                drawn = shake_256(name + seq.to_bytes(4, "big")).digest((count + 7) // 8)
                mixed = {n for n in range(count) if drawn[n // 8] >> n % 8 & 1}
                fallbacks += not mixed
                expected = bytes(len(plain[0]))
                for n in mixed or {seq % count}:
                    expected = bytes(a ^ b for a, b in zip(expected, plain[n], strict=True))
                assert base45.decode(text) == expected
    assert fallbacks > 3


def test_a_code_holds_more_than_its_heading() -> None:
    assert whole(fountain.frames(b"", 24)) == [b""]
    with pytest.raises(Unreadable, match="more than 300 codes"):
        fountain.frames(b"", 23)


def test_as_few_frames_are_made_as_the_room_in_each_allows() -> None:
    data = Random(6).randbytes(3_000)
    for letters in (200, 300, 620):
        pieces = len(fountain.frames(data, letters)) // 2
        room = (letters - fountain._HEADER) // 3 * 2
        assert (pieces - 1) * room < len(data) + 100, letters


@pytest.mark.parametrize("seed", range(20))
def test_a_third_of_the_frames_may_be_lost(seed: int) -> None:
    """Of two rounds, with every frame lost at a chance of 30 %; a reader that stays sees more rounds still."""
    data = Random(seed).randbytes(8_000)
    frames = fountain.frames(data, 620)
    draw = Random(seed + 1000)
    kept = [frame for frame in frames if draw.random() > 0.3]
    assert whole(kept) == [data]


def test_of_mixed_frames_alone_as_many_as_there_are_parts_lack_at_most_three() -> None:
    data = Random(1).randbytes(8_000)
    frames = fountain.frames(data, 620)
    count = len(frames) // 2
    found = fountain.assemble(frames[count:], limit=LIMIT)
    assert found.files == ()
    assert 0 < found.missing[0].more <= 3


def test_what_is_missing_is_said() -> None:
    frames = fountain.frames(Random(2).randbytes(2_000), 300)
    count = len(frames) // 2
    found = fountain.assemble(frames[: count - 2], limit=LIMIT)
    assert (found.files, found.missing[0][1:]) == ((), (2, count, (count - 1, count)))


def test_files_are_not_mixed() -> None:
    one, two = (fountain.frames(Random(n).randbytes(900), 300) for n in (3, 4))
    found = fountain.assemble([*one[:2], *two], limit=LIMIT)
    assert found.files == (Random(4).randbytes(900),)
    assert len(found.missing) == 1


@pytest.mark.parametrize(
    "text",
    ["", "WP1:", "wp1:AAAAAAAA:1-1:00", "WP1:AAAAAAAA:0-1:00", "WP1:AAAAAAAA:1-0:00", "WP1:AAAAAAA:1-1:00",
     "WP1:AAAAAAAA:1-9999:00", "WP1:AAAAAAAA:1-1:::::", "WP1:AAAAAAAA:1-1:" + "0" * 5000],
)  # fmt: skip
def test_what_is_no_frame(text: str) -> None:
    assert fountain.parse(text) is None
    assert fountain.assemble([text], limit=LIMIT) == fountain.Found(())


def test_a_frame_is_no_longer_than_the_largest_code() -> None:
    whole = "WP1:AAAAAAAA:10-1:" + "0" * 4_278
    assert len(whole) == 4_296
    assert fountain.parse(whole) is not None
    assert fountain.parse(whole.replace("10-1", "100-1")) is None


def test_frames_that_lie_spoil_their_own_sequence_only() -> None:
    frames = fountain.frames(b"a" * 50, 700)
    header, _, data = frames[0].rpartition(":")
    lie = f"{header}:{'00' if data[:2] != '00' else '10'}{data[2:]}"
    other = fountain.frames(b"another", 700)
    found = fountain.assemble([lie, *other], limit=LIMIT)
    assert (found.files, found.damaged) == ((b"another",), (header[4:12],))


def test_no_more_frames_than_can_be_solved_in_a_moment() -> None:
    frame = fountain.frames(b"a", 700)[0]
    assert fountain.assemble([frame] * 2_000, limit=LIMIT).files == (b"a",)
    with pytest.raises(Unreadable, match="more than 2000 codes") as caught:
        fountain.assemble([frame] * 2_001, limit=LIMIT)
    assert caught.value.kind == "too_many_frames"


def test_a_file_takes_at_most_three_hundred_codes() -> None:
    room = 300 * ((60 - 21) // 3 * 2)
    data = Random(7).randbytes(room - 9)  # what cannot be packed takes five bytes more, and four tell its length
    frames = fountain.frames(data, 60)
    assert (len(frames), whole(frames[:300])) == (600, [data])
    with pytest.raises(Unreadable, match="more than 300 codes") as caught:
        fountain.frames(data + b"x", 60)
    assert caught.value.kind == "too_many_parts"
    assert fountain.parse("WP1:AAAAAAAA:1-300:00") is not None
    assert fountain.parse("WP1:AAAAAAAA:1-301:00") is None


@given(st.lists(st.text("WP1:ABCDEFGH0123-%", max_size=60), max_size=30), st.data())
@settings(max_examples=200, deadline=1_000)
def test_whatever_is_read_ends_in_an_answer(texts: list[str], data: st.DataObject) -> None:
    """Frames that were changed at random, and text that looks like frames."""
    frames = fountain.frames(data.draw(st.binary(max_size=400)), data.draw(st.integers(40, 300)))
    changed = [
        frame[: (place := data.draw(st.integers(0, len(frame))))]
        + data.draw(st.text("WP1:AZ09 -", max_size=4))
        + frame[place:]
        for frame in data.draw(st.lists(st.sampled_from(frames), max_size=8))
    ]
    with suppress(Unreadable):
        found = fountain.assemble([*texts, *changed], limit=LIMIT)
        assert all(0 < one.more <= one.of <= fountain.PARTS_LIMIT for one in found.missing)


def test_hostile_frames_do_not_take_long() -> None:
    """The most that may be looked at together: full codes of the most fragments, none of which makes anything whole."""
    draw = Random(5)
    letters = fountain.FRAME_LIMIT - 25
    body = fountain.base45.encode(draw.randbytes(letters // 3 * 2))
    texts = [
        f"WP1:{'ABCDEFGH'[pile]}BCDEFGH:{seq}-{fountain.PARTS_LIMIT}:{body}"
        for pile in range(6)
        for seq in range(1_000, 1_000 + fountain.PARTS_LIMIT + 20)
    ]
    began = time.process_time()
    found = fountain.assemble(texts, limit=LIMIT)
    assert time.process_time() - began < 10
    assert len(found.missing) + len(found.damaged) == 6


def test_a_bomb_is_refused() -> None:
    with pytest.raises(Unreadable):
        fountain.assemble(fountain.frames(bytes(10_000_000), 4_000), limit=LIMIT)


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        fountain.frames(Random(0).randbytes(200_000), 60)
    assert caught.value.kind == "too_many_parts"

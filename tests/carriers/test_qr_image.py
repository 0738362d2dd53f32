"""Pictures of codes that were changed at random, or made to hurt: an answer each, within the limits of the child."""

import io
import time
from contextlib import suppress
from functools import cache
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wallet import carriers
from wallet.carriers import child, worker
from wallet.codec import fountain
from wallet.errors import Unreadable
from wallet.share import qr, qr_sequence

DATA = b'{"credentialSubject": {"n": "' + bytes(range(97, 123)) * 40 + b'"}}'


@cache
def pictures() -> tuple[bytes, ...]:
    """A PNG, a JPEG and a GIF of codes, all of which can be read."""
    codes = qr_sequence.sequence(DATA, max_version=4)
    png = qr.png(qr.make(qr.cw1(DATA)))
    jpeg = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("L").save(jpeg, "JPEG")
    return png, jpeg.getvalue(), qr_sequence.gif(codes, 100)


@pytest.mark.parametrize("number", range(3))
def test_each_kind_of_picture_is_read(number: int) -> None:
    assert [payload.data for payload in carriers.unwrap(pictures()[number], "picture")] == [DATA]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_picture_that_was_changed_ends_in_an_answer(data: st.DataObject) -> None:
    """The child takes a fifth of a second to start, so these are few; ``-m long`` runs many."""
    changed_picture(data)


@pytest.mark.long
@given(st.data())
@settings(max_examples=2_000, deadline=None)
def test_many_pictures_that_were_changed_end_in_answers(data: st.DataObject) -> None:
    changed_picture(data)


def changed_picture(data: st.DataObject) -> None:
    picture = bytearray(data.draw(st.sampled_from(pictures())))
    for place in data.draw(st.lists(st.integers(0, len(picture) - 1), max_size=6)):
        picture[place] = data.draw(st.integers(0, 255))
    changed = bytes(picture[: data.draw(st.integers(8, len(picture)))])
    began = time.monotonic()
    for look in (carriers.unwrap, lambda held, name: child.run("picture", held, name)):
        with suppress(Unreadable):
            look(changed, "picture")
    assert time.monotonic() - began < 2 * child.SECONDS + 5


@given(
    st.lists(st.sampled_from(fountain.frames(DATA, 80)), max_size=30),
    st.text("\n\t WP1:-0A", max_size=20),
    st.integers(0, 80),
)
@settings(max_examples=150, deadline=2_000)
def test_noted_frames_end_in_an_answer(frames: list[str], noise: str, place: int) -> None:
    text = "\n".join([*frames, fountain.PREFIX + noise])
    held = text[:place] + noise + text[place:]
    with suppress(Unreadable):
        assert all(payload.data == DATA for payload in carriers.unwrap(held.encode(), "notes"))


def animation(frames: int, side: int) -> bytes:
    out = io.BytesIO()
    images = [Image.new("1", (side, side), number % 2) for number in range(frames)]
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=20)
    return out.getvalue()


@pytest.mark.parametrize(
    ("frames", "side"), [(worker.FRAMES_LIMIT + 1, 8), (40, 2_000), (1, 7_000)], ids=["frames", "pixels", "one"]
)
def test_animations_have_limits(frames: int, side: int) -> None:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(animation(frames, side), "film.gif")
    assert caught.value.kind == "too_large"


def test_an_animation_without_codes_is_a_picture_without_one() -> None:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(animation(5, 60), "film.gif")
    assert "without a badge or QR code" in caught.value.message


def test_many_sequences_that_are_not_whole_do_not_take_long() -> None:
    names = ("".join(letters) for letters in product("ABCDEFG", repeat=4))
    frames = [f"WP1:{name}{name}:1-300:{'00' * 21}" for name in islice(names, fountain.FRAMES_LIMIT)]
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap("\n".join(frames).encode(), "notes")
    assert caught.value.kind == "parts_missing"
    assert time.process_time() - began < 5

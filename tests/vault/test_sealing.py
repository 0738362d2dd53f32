import hashlib
import unicodedata
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import Damaged, UsageError
from wallet.vault import sealing
from wallet.vault.sealing import BODY_STEP, Keys, Sealer, frame, passphrase_bytes, unframe

ROOT = bytes(range(32))
VAULT_ID = bytes(range(0xA0, 0xB0))
KEYS = Keys(ROOT, VAULT_ID)
NONCE = b"ABCDEFGHIJKLMNOPQRSTUVWX"


@pytest.mark.parametrize(
    ("key", "aad", "sealed"),
    [
        (b"\1" * 32, b"", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (b"\3" * 32, b"c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ],
)
def test_xaes_vectors_of_the_specification(key: bytes, aad: bytes, sealed: str) -> None:
    sealer = Sealer(key)
    made = sealer.seal(NONCE, aad, b"XAES-256-GCM")
    assert made == NONCE + bytes.fromhex(sealed)
    assert sealer.open(aad, made) == b"XAES-256-GCM"


def test_xaes_over_ten_thousand_random_messages() -> None:
    stream = hashlib.shake_128().digest(10_000 * (32 + 24 + 2 + 510))
    place = 0

    def take(size: int) -> bytes:
        nonlocal place
        place += size
        return stream[place - size : place]

    sealed = hashlib.shake_128()
    for _ in range(10_000):
        key, nonce = take(32), take(24)
        plain = take(take(1)[0])
        aad = take(take(1)[0])
        sealed.update(Sealer(key).seal(nonce, aad, plain)[24:])
    assert sealed.hexdigest(32) == "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"


def test_one_sealer_serves_many_nonces() -> None:
    sealer = Sealer(b"\1" * 32)
    first = sealer.seal(bytes(24), b"", b"one")
    sealer.seal(bytes(range(24)), b"", b"two")
    assert sealer.seal(bytes(24), b"", b"one") == first


@pytest.mark.parametrize("place", range(24 + 3 + 16))
def test_every_flipped_byte_is_noticed(place: int) -> None:
    sealed = bytearray(Sealer(ROOT).seal(NONCE, b"label", b"abc"))
    sealed[place] ^= 1
    with pytest.raises(Damaged):
        Sealer(ROOT).open(b"label", bytes(sealed))


@pytest.mark.parametrize("size", range(43))
def test_every_truncation_is_noticed(size: int) -> None:
    sealed = Sealer(ROOT).seal(NONCE, b"label", b"abc")
    with pytest.raises(Damaged):
        Sealer(ROOT).open(b"label", sealed[:size])


def test_a_seal_is_bound_to_its_label() -> None:
    with pytest.raises(Damaged):
        Sealer(ROOT).open(b"head", Sealer(ROOT).seal(NONCE, b"body", b"abc"))


def test_numbers_of_the_format() -> None:
    assert KEYS.key_id.hex() == "c987a1248a09a6f4"
    pack_key = sealing.expand(ROOT, "pack", VAULT_ID)
    assert pack_key.hex() == "fe9d16b9445b09ec20ea8fa6bf76f2dc473436bb707d1bd24b200caf76fb77fa"
    assert KEYS.object_id("credential", b'{"a":1}').hex() == "755456e20f47071b79962af22bf88a08"


def test_keys_do_not_print_themselves() -> None:
    assert ROOT.hex() not in repr(KEYS)
    assert "\\x01\\x02" not in repr(KEYS)


def test_ids_depend_on_kind_and_wallet() -> None:
    other = Keys(bytes(32), VAULT_ID)
    ids = {KEYS.object_id("credential", b"x"), KEYS.object_id("evidence", b"x"), other.object_id("credential", b"x")}
    assert len(ids) == 3


@given(content=st.binary(max_size=2000), step=st.sampled_from([256, 1024]), compress=st.booleans())
def test_frames_hide_lengths_and_give_back_the_content(content: bytes, step: int, *, compress: bool) -> None:
    plain = frame(content, step, compress=compress)
    assert (len(plain) + sealing.OVERHEAD) % step == 0
    assert unframe(plain, step, 2000) == content


def framed(codec: int, packed: bytes, filler: bytes | None = None, length: int | None = None) -> bytes:
    plain = bytes((codec,)) + (len(packed) if length is None else length).to_bytes(4, "big") + packed
    return plain + (bytes(-(len(plain) + 40) % BODY_STEP) if filler is None else filler)


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param(b"", id="empty"),
        pytest.param(framed(0, b"abc")[:-1], id="length off the grid"),
        pytest.param(framed(0, b"abc")[:-1] + b"\1", id="filler not zero"),
        pytest.param(framed(0, b"abc") + bytes(BODY_STEP), id="filler too long"),
        pytest.param(framed(0, b"abc", length=5000), id="length beyond the end"),
        pytest.param(framed(2, b"abc"), id="reserved codec"),
        pytest.param(framed(1, b"abc"), id="not zlib"),
        pytest.param(framed(1, zlib.compress(b"abc") + b"x"), id="after the stream"),
        pytest.param(framed(1, zlib.compress(b"abc" * 99)[:-3]), id="stream cut"),
        pytest.param(framed(1, zlib.compress(bytes(10_001))), id="inflates too far"),
        pytest.param(framed(0, bytes(10_001)), id="raw too large"),
    ],
)
def test_impossible_frames_are_damage(plain: bytes) -> None:
    with pytest.raises(Damaged):
        unframe(plain, BODY_STEP, 10_000)


def test_a_frame_may_be_exactly_as_large_as_the_limit() -> None:
    assert unframe(framed(1, zlib.compress(bytes(10_000))), BODY_STEP, 10_000) == bytes(10_000)
    assert unframe(framed(0, bytes(10_000)), BODY_STEP, 10_000) == bytes(10_000)


def test_passphrases_are_one_in_every_normal_form() -> None:
    text = "pässwörd ﬀ"
    forms = {passphrase_bytes(unicodedata.normalize(form, text).encode()) for form in ("NFC", "NFD")}
    assert forms == {unicodedata.normalize("NFC", text).encode()}
    assert passphrase_bytes("ﬀ".encode()) == "ﬀ".encode()  # compatibility forms stay apart


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1025, b"\xff\xfe", "\u0958".encode() * 200])
def test_passphrases_that_cannot_be(passphrase: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        passphrase_bytes(passphrase)
    assert caught.value.kind == "bad_passphrase"


def test_the_longest_passphrase() -> None:
    assert len(passphrase_bytes(b"x" * 1024)) == 1024
    assert passphrase_bytes("a\u0308".encode() * 512) == "\xe4".encode() * 512  # the form that is stretched counts

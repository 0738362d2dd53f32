"""``wallet qr`` to files and back: what one learner writes, another person's program and our own read."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import sd_kit
from command_desk import Desk, desk, make_desk
from PIL import Image, ImageSequence
from qr_readers import READERS, rasterised

from wallet.carriers import unwrap
from wallet.errors import Unreadable
from wallet.share import qr

__all__ = ["make_desk"]
LINK = b"https://badges.example.org/credentials/statistics"


def unsigned(title: str, about: str) -> bytes:
    """An Open Badge without a signature and without a public address."""
    badge = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": "did:example:1",
        "validFrom": "2024-01-01T00:00:00Z",
        "name": title,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:a", "type": ["Achievement"], "name": title, "description": about,
                "criteria": {"narrative": "z"},
            },
        },
    }  # fmt: skip
    return json.dumps(badge).encode()


LARGE = unsigned("Large", Random(1).randbytes(3_000).hex())


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(tmp_path, monkeypatch).fill()


@pytest.fixture
def large(make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A wallet that holds a badge that one code does not hold."""
    made = make_desk("large")
    monkeypatch.chdir(made.folder)
    assert made("import", made.file("large.json", LARGE)).code == 0
    return made


def titles(reader: Desk, *files: object) -> list[str]:
    """The badges that somebody without a wallet finds in ``files``."""
    said = Desk(reader.folder / "employer")("verify", *files, "--json")
    assert said.data, said.err
    return [result["title"] for result in said.data["results"] if "title" in result]


@pytest.mark.parametrize("form", ["link", "self"])
@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_three_decoders_read_what_is_written(filled: Desk, form: str, suffix: str) -> None:
    path = filled.folder / f"code{suffix}"
    said = filled("qr", "statistics", "--as", form, "-o", path, "--json")
    assert said.code == 0, said.err
    picture = rasterised(path) if suffix == ".svg" else path
    assert {name: read(picture) for name, read in READERS.items()} == dict.fromkeys(READERS, said.data["text"].encode())
    assert (said.data["text"].encode() == LINK) is (form == "link")


def test_the_first_that_will_do_is_chosen(filled: Desk, large: Desk) -> None:
    assert filled("qr", "statistics", "--json").data["form"] == "link"
    assert large("qr", "large", "-o", "x.gif", "--json").data["form"] == "parts"
    large("import", large.file("small.json", unsigned("Small", "b")))
    small = large("qr", "small", "--json").data
    assert (small["form"], small["size"]) == ("raw", len(unsigned("Small", "b")))
    assert "the whole credential" in small["holds"]


@pytest.mark.parametrize("name", ["sheet.png", "sheet.svg", "codes.gif", "folder"])
def test_a_sequence_is_read_back_however_it_is_written(large: Desk, name: str) -> None:
    said = large("qr", "large", "-o", name, "--json")
    assert said.code == 0, said.err
    data, path = said.data, large.folder / name
    assert data["frame_ms"] == (300 if name == "codes.gif" else 0)
    assert len(data["frames"]) == data["parts"] * (2 if name == "codes.gif" else 1)
    assert data["version"] <= (12 if name == "codes.gif" else 20)
    picture = rasterised(path) if path.suffix == ".svg" else path
    assert titles(large, picture) == ["Large"]
    if path.is_dir():
        files = sorted(one.name for one in path.iterdir())
        assert files == [f"part-{n}-of-{data['parts']}.png" for n in range(1, data["parts"] + 1)]
        for file, text in zip(files, data["frames"], strict=True):
            assert {read(path / file) for read in READERS.values()} == {text.encode()}


def test_three_of_ten_frames_may_be_missed(large: Desk) -> None:
    large("qr", "large", "-o", "codes.gif")
    frames = []
    with Image.open(large.folder / "codes.gif") as animation:
        for number, frame in enumerate(ImageSequence.Iterator(animation)):
            frames.append(large.folder / f"seen-{number}.png")
            frame.convert("1").save(frames[-1])
    for seed in range(3):
        draw = Random(seed)
        kept = [frame for frame in frames if draw.random() > 0.3]
        draw.shuffle(kept)
        assert titles(large, *kept) == ["Large"], seed
    assert large("import", *kept).out.splitlines()[0].endswith("already held: Large")


def test_parts_that_are_missing_are_named(large: Desk) -> None:
    parts = large("qr", "large", "-o", "folder", "--json").data["parts"]
    files = sorted((large.folder / "folder").iterdir())
    for command in ("verify", "import"):
        said = large(command, *files[:2], *files[4:])
        assert said.code == 5
        assert f"2 of {parts} parts are missing: 3, 4" in said.err
        assert "name all the pictures at once" in said.err
    one = large("verify", files[0], "--json")
    assert one.document["errors"][0]["slug"] == "parts_missing"
    assert len(one.data["results"]) == 1


def test_a_folder_of_pictures_is_one_credential(large: Desk) -> None:
    large("qr", "large", "-o", "folder")
    (large.folder / "folder" / "other.json").write_bytes(unsigned("Other", "x"))
    assert titles(large, "folder") == ["Other", "Large"]
    said = large("import", "folder")
    assert "already held: Large" in said.out
    assert said.code == 0


def pasted(*texts: str) -> bytes:
    """One picture of several codes, side by side."""
    pictures = []
    for text in texts:
        path = Path(f"{len(pictures)}.png")
        path.write_bytes(qr.png(qr.make(text)))
        pictures.append(Image.open(path))
    page = Image.new("L", (sum(one.width for one in pictures), max(one.height for one in pictures)), 255)
    for number, one in enumerate(pictures):
        page.paste(one, (sum(before.width for before in pictures[:number]), 0))
    page.save("page.png")
    return Path("page.png").read_bytes()


def test_several_codes_in_one_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = unsigned("One", "a"), unsigned("Two", "b")
    left_out: list[str] = []
    data = pasted(qr.cw1(one), "https://example.org/ticket", qr.cw1(two))
    found = unwrap(data, "photo.png", left_out=lambda _, why: left_out.append(why.kind))
    assert {payload.data for payload in found} == {one, two}
    assert left_out == ["badge_by_address"]


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ("VP1-B3ECQDJABQEIRQ5MBDBXBQ6E", "vpqr", "CBOR-LD"),
        ("shc:/5676290952432060346029243740446031222959532654603460292540772804336028", "health_card", "SMART Health"),
        ("openid-credential-offer://?credential_offer_uri=x", "credential_offer", "an offer"),
        ("https://example.org/badge.json", "badge_by_address", "the address of one"),
    ],
)
def test_other_codes_are_named(
    text: str, slug: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unreadable) as caught:
        unwrap(pasted(text), "photo.png")
    assert caught.value.kind == slug
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("more", [(), ("--json",), ("--no-input",)])
def test_without_a_terminal_a_sequence_goes_to_a_file(large: Desk, more: tuple[str, ...]) -> None:
    said = large("qr", "large", "--as", "parts", *more)
    assert said.code == 15
    assert "add -o code.gif" in said.err


def test_what_does_not_fit_says_the_numbers(large: Desk) -> None:
    ref = large("list", "--json").data["credentials"][0]["ref"]
    said = large("qr", "large", "--as", "self", "-o", "code.png")
    assert said.code == 5
    assert "bytes are too many for a QR code" in said.err
    assert f"wallet qr {ref[:6]} --as parts" in said.err
    assert large("qr", "large", "--as", "link", "-o", "code.png").code == 5
    assert large("qr", "--text", "x", "-o", "folder").code == 2
    assert large("qr", "large", "-o", "code.jpg").code == 2
    assert large("qr", "large", "-o", "large.json").code == 2
    assert large("qr", "large", "-o", "code.gif", "--frame-ms", "1").code == 2


@pytest.mark.parametrize(("size", "drawn"), [((80, 24), False), ((200, 60), True)])
def test_a_code_that_is_wider_than_the_terminal_says_what_will_do(
    filled: Desk, size: tuple[int, int], *, drawn: bool
) -> None:
    filled.terminal = True
    said = filled("qr", "statistics", "--as", "self", TERM="xterm", COLUMNS=str(size[0]), LINES=str(size[1]))
    assert (said.code == 0) is drawn
    if not drawn:
        assert "this terminal has 80\nand 24" in said.err
        assert said.err.endswith("\nwallet qr statistics --as parts\n"), "in one piece, to be pasted"


def test_a_proof_to_derive_others_from_never_goes_out(large: Desk) -> None:
    base = sd_kit.base_proof()
    assert large("import", large.file("base.json", json.dumps(base).encode())).code == 0
    said = large("qr", "badge of many", "--as", "parts", "-o", "codes.gif")
    assert said.code == 0, said.err
    (found,) = unwrap((large.folder / "codes.gif").read_bytes(), "codes.gif")
    assert base["proof"]["proofValue"].encode() not in found.data
    assert json.loads(found.data)["proof"]["cryptosuite"] == "ecdsa-sd-2023"

"""``wallet qr`` in real terminals, read off the glass: pictures of xterm and urxvt, given to three decoders."""

from pathlib import Path

import pytest
import zxingcpp
from command_desk import Desk, desk
from PIL import Image
from qr_readers import READERS
from real_terminals import WALLET, Look, Screen, Tmux, screen, wait_for

__all__ = ["screen"]
LINK = b"https://badges.example.org/credentials/statistics"
LARGE, HUGE = (120, 40), (200, 55)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(tmp_path, monkeypatch).fill()


LOOKS = [
    Look("xterm", "dark"),
    Look("xterm", "light", *LARGE),
    Look("xterm", "dark", *HUGE, points=7),
    Look("xterm", "light", tmux=True),
    Look("urxvt", "dark", *LARGE, tmux=True),
    Look("urxvt", "light"),
    Look("urxvt", "light", *HUGE, points=7),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look[:5])))
def test_a_link_is_read_off_the_glass(look: Look, screen: Screen, filled: Desk) -> None:
    with screen.shows(look, f"{WALLET} qr statistics", filled.environment):
        picture = screen.picture(f"{look.terminal}-{look.theme}-{look.columns}-{look.tmux}.png")
    assert {name: read(picture) for name, read in READERS.items()} == dict.fromkeys(READERS, LINK)


@pytest.mark.parametrize(
    "look",
    [Look("xterm", "dark"), Look("urxvt", "light", *LARGE), Look("xterm", "light", *LARGE, tmux=True)],
    ids=lambda look: "-".join(map(str, look[:5])),
)
def test_a_sequence_is_verified_from_pictures_of_the_glass(look: Look, screen: Screen, filled: Desk) -> None:
    """Whoever takes the pictures has no wallet, and takes them when it pleases him."""
    command = f"{WALLET} qr statistics --as parts --frame-ms 400"
    with screen.shows(look, command, filled.environment, waits=False):
        seen: dict[bytes, Path] = {}

        def is_whole() -> bool:
            path = screen.picture(f"part-{len(seen)}.png")
            with Image.open(path) as opened:
                found = zxingcpp.read_barcodes(opened.convert("L"))
            if not found or found[0].bytes in seen:
                return False
            seen[found[0].bytes] = path
            if len(seen) < int(found[0].text.split("-")[1].split(":")[0]):
                return False
            said = Desk(filled.folder / "employer")("verify", *seen.values(), "--json")
            return said.code == 0 and [result.get("title") for result in said.data["results"]] == ["Statistics"]

        wait_for(is_whole, screen.process)


@pytest.mark.parametrize("key", ["q", "C-c", "Up"])
def test_a_key_ends_the_sequence_and_leaves_the_terminal_as_it_was(key: str, tmp_path: Path, filled: Desk) -> None:
    terminal = Tmux(tmp_path)
    try:
        terminal.runs(f"export {' '.join(f'{k}={v}' for k, v in filled.environment.items())}; clear")
        terminal.runs("echo before")
        terminal.type(f"{WALLET} qr statistics --as parts; echo code=$?", "Enter")
        terminal.until("any key ends this")
        assert "echo before" not in terminal.text(), "the codes are on a page of their own"
        terminal.type(key)
        after = terminal.until("code=0")
    finally:
        terminal.end()
    assert "echo before" in after
    assert "read back and equal" in " ".join(after.split())
    assert "any key ends this" not in after

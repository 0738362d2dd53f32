"""The interview in the README, acted out: a learner's tmux on a real screen, a picture of it, and the other side."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_desk import Desk, desk
from real_terminals import Look, Screen, Tmux, screen

__all__ = ["screen"]
README = Path(__file__).parent.parent.parent / "README.md"
_VARYING = (
    (r"did:key:\w+", "did:key:..."),
    (r"\b\d{4}-\d\d-\d\d\b", "YYYY-MM-DD"),
    (r"^[a-z2-7]{6}(?=  )", "refref"),
    (r"\b\d+ characters", "N characters"),
    (r" +", " "),
)


def plain(line: str) -> str:
    """A line without what differs from wallet to wallet, and without the width of columns."""
    for pattern, text in _VARYING:
        line = re.sub(pattern, text, line)
    return line.rstrip()


def acts() -> Iterator[tuple[str, list[str]]]:
    """Each command of the README's interview with the lines that it says."""
    section = README.read_text(encoding="utf-8").partition("## At the interview\n")[2].partition("\n## ")[0]
    for block in re.findall(r"^```console\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL):
        for act in block.strip().split("\n\n"):
            command, *said = act.splitlines()
            yield command.removeprefix("$ "), [plain(line) for line in said]


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(tmp_path, monkeypatch).fill()


def test_the_interview_goes_as_written(screen: Screen, learner: Desk) -> None:
    look = Look("xterm", "dark", 120, 52)
    terminal = Tmux(learner.folder, look.columns, look.lines)
    path = f"{Path(sys.executable).parent}:$PATH"
    try:
        with screen.shows(look, terminal.attach, {}, waits=False):
            terminal.runs(f"export PATH={path} " + " ".join(f"{k}={v}" for k, v in learner.environment.items()))
            (find, found), (show, shown), (check, checked) = acts()
            assert found == [plain(line) for line in terminal.runs(find)][: len(found)]
            assert shown == [plain(line) for line in terminal.runs(show)][: len(shown)]
            screen.picture("interview.png").rename(learner.folder / "shot.png")
            terminal.runs("clear; unset WALLET_DIR WALLET_PASSWORD_FILE; export WALLET_DIR=nowhere")
            assert checked == [plain(line) for line in terminal.runs(check)][: len(checked)]
    finally:
        terminal.end()

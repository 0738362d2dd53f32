"""Real terminals on a screen of their own (Xvfb), to be looked at as a camera would: by pictures of them."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from programs import program

WALLET = f"{shlex.quote(sys.executable)} -m wallet"
PATIENCE = 120
"""Seconds for a command to be done, on a machine that is busy."""
_THEMES = {"dark": ("black", "white"), "light": ("white", "black")}
_FONT = "DejaVu Sans Mono"


class Look(NamedTuple):
    """Which terminal, and how it is set up."""

    terminal: str = "xterm"
    theme: str = "dark"
    columns: int = 80
    lines: int = 24
    tmux: bool = False
    points: int = 9
    more: tuple[str, ...] = ()
    """Further options of the terminal."""

    def argv(self) -> list[str]:
        paper, ink = _THEMES[self.theme]
        colours = ["-bg", paper, "-fg", ink, "-geometry", f"{self.columns}x{self.lines}+0+0"]
        if self.terminal == "xterm":
            return [program("xterm", "xterm"), *colours, "-fa", _FONT, "-fs", str(self.points), *self.more, "-e"]
        font = f"xft:{_FONT}:size={self.points}"
        return [program("urxvt", "rxvt-unicode"), *colours, "+sb", "-fn", font, *self.more, "-e"]


class Screen:
    """A display of its own that terminals are opened on, one after the other."""

    def __init__(self, display: str, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8", "TMUX_TMPDIR": str(folder)}
        for name in ("TMUX", "NO_COLOR", "LINES", "COLUMNS"):
            self.environment.pop(name, None)
        self._import = program("import", "imagemagick")
        self.process: subprocess.Popen[bytes]

    @contextmanager
    def shows(self, look: Look, command: str, environment: Mapping[str, str], *, waits: bool = True) -> Iterator[None]:
        """Run a shell command in a terminal; with ``waits`` the body runs when the command is done."""
        done = self.folder / "done"
        done.unlink(missing_ok=True)
        script = self.folder / "script.sh"
        script.write_text(f"{command}\n: > {shlex.quote(str(done))}\nexec sleep 600\n", encoding="utf-8")
        inner = ["sh", str(script)]
        if look.tmux:
            config = self.folder / "tmux.conf"
            config.write_text('set -g default-terminal "tmux-256color"\nset -g status off\n', encoding="utf-8")
            inner = [program("tmux", "tmux"), "-u", "-f", str(config), "new-session", shlex.join(inner)]
        shown = self.process = subprocess.Popen([*look.argv(), *inner], env=self.environment | dict(environment))
        try:
            if waits:
                wait_for(done.exists, shown)
            time.sleep(0.5)  # until what was written is drawn
            yield
        finally:
            if look.tmux:
                subprocess.run(["tmux", "kill-server"], env=self.environment, check=False, capture_output=True)
            shown.terminate()
            shown.wait(PATIENCE)

    def picture(self, name: str) -> Path:
        """What is to be seen now, as a PNG file."""
        path = self.folder / name
        subprocess.run([self._import, "-window", "root", path], env=self.environment, check=True, timeout=PATIENCE)
        return path


class Tmux:
    """A terminal whose text can be read, of a server of its own."""

    def __init__(self, folder: Path, columns: int = 80, lines: int = 24) -> None:
        self._argv = [program("tmux", "tmux"), "-u", "-S", str(folder / "socket"), "-f", "/dev/null"]
        self.attach = shlex.join([*self._argv, "attach"])
        """The command that shows it in another terminal."""
        shell = "env -u LINES -u COLUMNS PS1='> ' LC_ALL=C.UTF-8 sh"
        self._run("new-session", "-d", "-x", str(columns), "-y", str(lines), shell, ";", "set", "-g", "status", "off")
        self._runs = 0

    def _run(self, *words: str) -> str:
        return subprocess.run([*self._argv, *words], capture_output=True, check=True, text=True).stdout

    def type(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def text(self, history: int = 0) -> str:
        """What is to be seen, and so many lines that were seen before."""
        return self._run("capture-pane", "-p", "-S", str(-history))

    def until(self, words: str) -> str:
        """What is to be seen as soon as a line begins with, or ends with, ``words``."""
        self._wait(lambda line: line.startswith(words) or line.endswith(words))
        return self.text()

    def _wait(self, fits: Callable[[str], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not any(map(fits, self._lines())):
            assert time.monotonic() < end, self.text()
            time.sleep(0.05)

    def _lines(self) -> list[str]:
        return [line.strip() for line in self.text().splitlines()]

    def runs(self, command: str) -> list[str]:
        """The lines that a command says, when the shell asks for the next one."""
        self._runs += 1
        prompt = f"{self._runs}>"
        self.type(f"{command}; PS1='{prompt} '", "Enter")
        self._wait(prompt.__eq__)  # what was typed holds it too, but never on a line of its own
        said = self.text(history=200).rpartition(f"; PS1='{prompt} '")[2]
        return said.strip("\n").splitlines()

    def end(self) -> None:
        self._run("kill-server")


def wait_for(what: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, f"the terminal ended with {process.returncode}"
        assert time.monotonic() < end, "the command was not done in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A display as large as a good monitor."""
    reader, writer = os.pipe()
    argv = [program("Xvfb", "xvfb"), "-displayfd", str(writer), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    server = subprocess.Popen(argv, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        assert number, "no display"
        yield Screen(f":{number}", tmp_path_factory.mktemp("screen"))
    finally:
        server.terminate()
        server.wait(PATIENCE)

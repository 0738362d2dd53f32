"""The pictures of the README: the commands of the demo, run for real and drawn by Rich.

    python tests/pictures.py [FOLDER]

writes them to ``.pictures``; ``tests/test_pictures.py`` says whether they are up
to date.  The clock stands still and all keys are known ones, so that two runs
draw the same.
"""

import io
import os
import random
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

COLUMNS = 80
PICTURES = {
    "import": "import statistics.json databases.json spreadsheets.jwt data-project.png",
    "show": "show statistics",
    "stack": "stack show 'data basics'",
    "verify": "verify bundle.zip",
}
"""A picture for each of these lines, which run in this order."""
BEFORE = {
    "import": ("init",),
    "stack": ("stack import data-basics.toml",),
    "verify": ("share statistics -o bundle.zip --for Acme --yes",),
}


class Screen(io.StringIO):
    """A terminal in colours."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def pictures() -> Iterator[tuple[str, str]]:
    """Each picture's name and content."""
    from command_desk import NOW
    from vault_desk import CHEAP

    from wallet.actions import demo

    cheap = patch("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    with cheap, tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name, data in demo.files(NOW, bytes).items():
            Path(name).write_bytes(data)
        Path("secret").write_text("correct horse\n", encoding="ascii")
        Path("secret").chmod(0o600)
        for name, line in PICTURES.items():
            for earlier in BEFORE.get(name, ()):
                screen(earlier)
            yield name, drawn(name, line, screen(line))


def screen(line: str) -> str:
    """What a command leaves on a terminal."""
    from command_desk import NOW

    from wallet.cli import run
    from wallet.show.console import Streams

    streams = Streams(io.TextIOWrapper(io.BytesIO()), Screen(), Screen())
    places = {"WALLET_DIR": "w", "WALLET_STATE_DIR": "s", "WALLET_CACHE_DIR": "c", "WALLET_PASSWORD_FILE": "secret"}
    code = run(shlex.split(line), streams, {"TERM": "xterm", "COLUMNS": str(COLUMNS), **places}, clock=lambda: NOW)
    assert code == 0, streams.stderr.getvalue()  # type: ignore[attr-defined] # a Screen
    return streams.stdout.getvalue()  # type: ignore[attr-defined,no-any-return] # a Screen


def drawn(name: str, line: str, output: str) -> str:
    """The command and what it wrote, in a window."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    console = Console(file=io.StringIO(), record=True, width=COLUMNS, color_system="truecolor", force_terminal=True)
    console.print(Text(f"$ wallet {line}", style="bold"))
    for shown in Text.from_ansi(output).split():  # broken where a terminal breaks it, at its edge
        for part in shown.divide(range(COLUMNS, len(shown), COLUMNS)):
            console.print(part)
    # Without the fonts that Rich's own frame would fetch: a picture asks no server either.
    frame = re.sub(r"@font-face {{.*?}}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code, ", "")
    return console.export_svg(title="wallet", unique_id=f"wallet-{name}", code_format=frame)


def known(size: int) -> bytes:
    """In place of chance: keys that are no secret, in a wallet that is thrown away."""
    return b"\x07" * size


def main(folder: Path) -> None:
    """Draw all of them."""
    os.urandom = random._urandom = known  # type: ignore[attr-defined] # before any module takes hold of the real one
    folder.mkdir(exist_ok=True)
    for name, content in pictures():
        (folder / f"{name}.svg").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / ".pictures")

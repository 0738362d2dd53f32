"""The command line for tests: a computer with a folder, a wallet that opens cheaply, and one call a command."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from vault_desk import CHEAP

from wallet.actions import demo
from wallet.cli import run
from wallet.show.console import Streams

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When the demo's files were made."""
PLACES = {
    "WALLET_DIR": "w",
    "WALLET_STATE_DIR": "s",
    "WALLET_CACHE_DIR": "c",
    "WALLET_PASSWORD_FILE": "secret",
}


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        return self.document["data"]

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class _Stream(io.StringIO):
    encoding = "utf-8"


class _Screen(_Stream):
    def isatty(self) -> bool:
        return True


class _Keyboard(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


class Desk:
    """``desk("list", "--json")`` runs a command.

    Its clock stands still, and no server can be reached unless ``network`` is given.
    """

    def __init__(self, folder: Path, network: Any = None) -> None:
        self.folder = folder
        self.network = network
        self.terminal = False
        self.at = datetime(2026, 11, 22, 21, tzinfo=UTC)
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {name: str(folder / place) for name, place in PLACES.items()}
        (folder / "secret").write_text("correct horse\n")
        (folder / "secret").chmod(0o600)

    def __call__(self, *argv: object, stdin: bytes = b"", **environment: str) -> Said:
        kind, keys = (_Screen, _Keyboard) if self.terminal else (_Stream, io.TextIOWrapper)
        streams = Streams(keys(io.BytesIO(stdin)), kind(), kind())
        words, known = [str(word) for word in argv], self.environment | environment
        code = run(words, streams, known, clock=lambda: self.at, network=self.network)
        return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # ours

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def fill(self) -> "Desk":
        """With a wallet that holds the demo's four badges and its stack; for a desk that lies in their folder."""
        assert self("init", "--recovery-file", self.folder / "recovery").code == 0
        assert self("import", "statistics.json", "databases.json", "spreadsheets.jwt", "data-project.png").code == 0
        assert self("stack", "import", "data-basics.toml").code == 0
        return self


def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk without a wallet, in the current folder with the demo's badges; for a fixture."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    for name, data in demo.files(NOW, bytes).items():
        (folder / name).write_bytes(data)
    return Desk(folder)


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Makes desks with an empty wallet, each in a folder of its own."""
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)

    def make(name: str = "here", network: Any = None) -> Desk:
        made = Desk(tmp_path / name, network)
        assert made("init").code == 0
        return made

    return make

"""The command line for tests: a folder with the demo's files, a wallet that opens cheaply, and one call a command."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from vault_desk import CHEAP

from wallet.actions import demo
from wallet.cli import run
from wallet.show.console import Streams

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENVIRONMENT = {
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
    def data(self) -> Any:
        return json.loads(self.out)["data"]


class _Stream(io.StringIO):
    encoding = "utf-8"


class Desk:
    """``desk("list", "--json")`` runs a command; the demo's badges lie in the current folder."""

    def __init__(self) -> None:
        for name, data in demo.files(NOW, bytes).items():
            Path(name).write_bytes(data)
        Path("secret").write_text("correct horse\n")
        Path("secret").chmod(0o600)

    def __call__(self, *argv: object, stdin: bytes = b"", **environment: str) -> Said:
        streams = Streams(io.TextIOWrapper(io.BytesIO(stdin)), _Stream(), _Stream())
        code = run([str(word) for word in argv], streams, ENVIRONMENT | environment)
        return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # ours

    def fill(self) -> "Desk":
        """With a wallet that holds the demo's four badges and its stack."""
        assert self("init").code == 0
        assert self("import", "statistics.json", "databases.json", "spreadsheets.jwt", "data-project.png").code == 0
        assert self("stack", "import", "data-basics.toml").code == 0
        return self


def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in ``folder``; for a fixture."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    return Desk()

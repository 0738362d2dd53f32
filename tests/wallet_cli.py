"""The command line of a wallet in a folder of its own, called as a learner calls it."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from vault_desk import CHEAP

from wallet.cli import run
from wallet.show.console import Streams

SECRET = "correct horse\n"


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


class _Stream(io.StringIO):
    encoding = "utf-8"


class Desk:
    """One computer; its clock stands still, and no server can be reached unless ``network`` is given."""

    def __init__(self, folder: Path, network: Any = None) -> None:
        self.folder = folder
        self.network = network
        self.at = datetime(2026, 11, 22, 21, tzinfo=UTC)
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {name: str(folder / place) for name, place in _PLACES.items()}
        (folder / "secret").write_text(SECRET)
        (folder / "secret").chmod(0o600)

    def __call__(self, *argv: str, stdin: bytes = b"") -> Said:
        streams = Streams(io.TextIOWrapper(io.BytesIO(stdin)), _Stream(), _Stream())
        code = run(argv, streams, self.environment, clock=lambda: self.at, network=self.network)
        return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # ours

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)


_PLACES = {
    "WALLET_DIR": "w",
    "WALLET_STATE_DIR": "s",
    "WALLET_CACHE_DIR": "c",
    "WALLET_PASSWORD_FILE": "secret",
}


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)

    def make(name: str = "here", network: Any = None) -> Desk:
        desk = Desk(tmp_path / name, network)
        assert desk("init").code == 0
        return desk

    return make

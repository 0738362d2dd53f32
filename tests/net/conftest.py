"""One internet for each test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from net_server import Internet, internet


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(tmp_path, monkeypatch) as running:
        yield running

"""An internet on this computer, and a college in it that issues badges."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from issuer_kit import College
from net_server import Internet, internet


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def college(net: Internet) -> College:
    """Its site serves its keys and its list of withdrawn badges."""
    found = College()
    net.serve(found.pages())
    return found

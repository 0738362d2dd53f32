from pathlib import Path

import pytest
from vault_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A computer without a wallet, on a path with spaces and letters that are not ASCII."""
    folder = tmp_path / "Żółty folder"
    folder.mkdir()
    return Desk(folder)

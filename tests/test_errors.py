"""Why the system refused, told alike wherever that ends a command."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wallet import evidence
from wallet.errors import Unreadable, reason
from wallet.wording import Message


def test_the_reason_is_the_systems_own_in_lower_case() -> None:
    assert reason(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == os.strerror(errno.ENOSPC).lower()


@pytest.mark.parametrize("error", [OSError(), OSError("who knows"), TimeoutError()])
def test_a_reason_that_nobody_gave_is_told_in_the_readers_language(error: OSError) -> None:
    assert reason(error) == "unknown reason"
    assert isinstance(reason(error), Message)


def test_an_index_that_is_not_there_has_a_reason(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read: no such file or directory"):
        evidence.read_folder(tmp_path, datetime(2026, 1, 1, tzinfo=UTC))

"""Moments as XML Schema writes them, and what is none."""

from datetime import UTC, datetime
from typing import Any

import pytest

from wallet.codec.xsd import date_time

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-30T12:00:00Z", "2026-11-30T12:00:00", "2026-11-30T14:00:00+02:00"])
def test_a_moment_is_told_in_utc_whatever_zone_it_is_written_in(text: str) -> None:
    assert date_time(text) == NOON


@pytest.mark.parametrize(
    "value",
    [None, 1764504000, NOON, ["2026-11-30T12:00:00Z"], "", "2026-11-30", "2026-13-30T12:00:00Z",
     "0001-01-01T00:00:00+14:00", "2026-11-30 12:00:00Z"],
)  # fmt: skip
def test_anything_else_is_no_moment(value: Any) -> None:
    assert date_time(value) is None

"""Third-party credentials and official contexts, read from beside the project when they are there.

Nothing of them is copied into the repository.  A test that needs them calls
:func:`need`, which skips and says what is missing where.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
VECTORS = SHARED / "vectors"
CONTEXTS = SHARED / "contexts"


def need(path: Path) -> Path:
    """``path``, or a skip that names what is missing."""
    if not path.exists():
        pytest.skip(f"needs the shared test material: ../shared/{path.relative_to(SHARED)} is not there")
    return path


@cache
def manifest() -> tuple[dict[str, Any], ...]:
    """The rows of the vector manifest; empty when the vectors are absent."""
    path = VECTORS / "manifest.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))["files"]) if path.exists() else ()


def cases(*kinds: str) -> list[Any]:
    """One parameter per vector of the given kinds, or a single skipped one when absent."""
    rows = [row for row in manifest() if row["kind"] in kinds]
    if not rows:
        reason = "needs the shared test material: ../shared/vectors/manifest.json is not there"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    return [pytest.param(row, id=row["path"]) for row in rows]

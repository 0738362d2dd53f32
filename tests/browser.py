"""Pages opened in a real browser: what a reader finds there, what runs, and what it tries to load."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from programs import PEERS, node_with, program


def opened(*pages: dict[str, Any], seconds: float = 240) -> list[dict[str, Any]]:
    """What ``tests/peers/browser.mjs`` says of each page; skips where there is no browser."""
    node = node_with("playwright-core", "axe-core")
    asked = {"executable": program("chromium", "chromium"), "pages": [_plain(one) for one in pages]}
    done = subprocess.run(
        [node, str(PEERS / "browser.mjs")],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(json.loads(done.stdout))


def serious(found: dict[str, Any]) -> Sequence[Any]:
    """The findings of axe-core that keep somebody from using the page."""
    return [one for one in found["axe"] if one[0] in ("serious", "critical")]


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    return {key: str(Path(value).absolute()) if key == "file" else value for key, value in page.items()}

"""Pages opened in a real browser: what a reader finds there, what runs, and what it tries to load."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from programs import PEERS, node_with, program


class Browser:
    """``tests/peers/browser.mjs``, which goes on running from one test to the next."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def open(self, *pages: dict[str, Any]) -> list[dict[str, Any]]:
        """What it saw on each page."""
        return [self._look(page) for page in pages]

    def _look(self, page: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = page | {"file": str(Path(page["file"]).absolute())}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline() or b'{"failed": "it is gone"}')
        assert "failed" not in answer, answer["failed"]
        return answer


@contextmanager
def running() -> Iterator[Browser]:
    """A browser, until it is no longer needed; skips where there is none."""
    node = node_with("playwright-core", "axe-core")
    command = [node, str(PEERS / "browser.mjs"), program("chromium", "chromium")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Browser(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def serious(found: dict[str, Any]) -> Sequence[Any]:
    """The findings of axe-core that keep somebody from using the page."""
    return [one for one in found["axe"] if one[0] in ("serious", "critical")]

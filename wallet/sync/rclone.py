"""Anything that rclone reaches as a remote: drives, buckets, other computers.

Files are copied one way or the other and never changed: ``--immutable`` makes
rclone refuse to replace one.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from wallet.sync.processes import LARGEST, MOST, Failed, check_size, run, too_much, unreachable

_TOO_MUCH = "max transfer limit reached"
_MISSING = ("directory not found", "object not found")


class Rclone:
    """``drive:folder``, as the learner's own rclone knows it."""

    def __init__(self, name: str, environment: Mapping[str, str], *, ask: bool = True) -> None:
        self.name = name
        self._asking = () if ask else ("--ask-password=false",)
        self._environment = dict(environment)
        self._sizes: dict[str, int] = {}
        """Bytes of each file, as the remote says."""

    def listed(self) -> frozenset[str]:
        """All files below the folder; none when it is not there yet."""
        try:
            out = self._rclone("lsf", "-R", "--files-only", "--format", "sp", "--separator", "/", "--", self.name)
        except Failed as failed:
            if any(words in failed.complaint for words in _MISSING):
                return frozenset()
            raise unreachable(self.name, failed) from failed
        sizes = [line.partition("/") for line in out.decode("utf-8", "replace").splitlines()]
        self._sizes = {name: int(size[:20]) if size.isdecimal() else 0 for size, _, name in sizes if name}
        return frozenset(self._sizes)

    def fetch(self, names: frozenset[str], into: Path) -> None:
        """Copy files from the remote, but none that is too large for a wallet, and not more than may come at a time."""
        fitting = frozenset(name for name in names if self._sizes.get(name, 0) <= LARGEST)
        check_size(self.name, sum(self._sizes.get(name, 0) for name in fitting))
        self._copy(fitting, self.name, str(into), "--max-transfer", f"{MOST}B")  # whatever it said before

    def send(self, files: Mapping[str, Path], gone: frozenset[str]) -> None:
        """Copy files to the remote, then take others away there."""
        if files:
            name, path = next(iter(files.items()))
            root = path.parents[len(Path(name).parts) - 1]
            self._copy(frozenset(files), str(root), self.name)
        if gone:
            self._with_list(gone, "delete", self.name)

    def _copy(self, names: frozenset[str], source: str, target: str, *more: str) -> None:
        if names:
            self._with_list(names, "copy", "--immutable", "--no-traverse", *more, "--", source, target)

    def _with_list(self, names: frozenset[str], verb: str, *words: str) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as listed:
            listed.write("".join(f"{name}\n" for name in sorted(names)))
            listed.flush()
            try:
                self._rclone(verb, "--files-from-raw", listed.name, *words)
            except Failed as failed:
                raise too_much(self.name) if _TOO_MUCH in failed.said else unreachable(self.name, failed) from failed

    def _rclone(self, *words: str) -> bytes:
        return run(("rclone", "--log-level", "ERROR", *self._asking, *words), self._environment)

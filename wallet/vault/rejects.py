"""Files of the packs folder that were read and are no packs, so that they need not be read again each time.

Anybody who can write to the folder can add files of 256 MiB, which take seconds
to hash and, being all zeros, next to no room.  What was found of one counts
as long as its size and times are the same.  It lies in the cache: whatever
forgets that, as check and repair do, reads every file again.
"""

from collections.abc import Mapping
from contextlib import suppress
from os import stat_result
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Damaged, Unreadable
from wallet.vault.files import Files, put_by_way_of
from wallet.vault.place import Place
from wallet.vault.sealing import canonical

MISNAMED, BROKEN, SEALED = "misnamed", "broken", "sealed"
"""Not what its name says; not what its key sealed; true to its name, but of a version or a key that is not at hand."""
_LIMIT = 64 * 1024 * 1024
_FILE = "rejects.json"


class Rejects:
    """Those of one place."""

    def __init__(self, files: Files, place: Place) -> None:
        self._files = files
        self._place = place
        self._found: dict[str, list[Any]] | None = None
        self._changed = False

    def why(self, name: str, info: stat_result) -> str:
        """What was found of a pack file that looks like this; empty when it has to be read."""
        found = self._all().get(name, [])
        return str(found[-1]) if found[:-1] == _looks(info) else ""

    def note(self, name: str, info: stat_result, why: str) -> None:
        """What was found of it."""
        self._all()[name] = [*_looks(info), why]
        self._changed = True

    def forget(self) -> None:
        """Read every file again."""
        self._found, self._changed = {}, False

    def save(self, bad: Mapping[str, Any]) -> None:
        """Keep what is known of those that are still ``bad``; failing to is no error, since it only saves time."""
        if self._changed:
            self._changed = False
            kept = {name: found for name, found in self._all().items() if name in bad}
            with suppress(OSError, Damaged):
                put_by_way_of(self._files, self._place.cached, self._place.cached / _FILE, canonical(kept))

    def _all(self) -> dict[str, list[Any]]:
        if self._found is None:
            self._found = {}
            with suppress(OSError, Unreadable):
                said = strictjson.loads(self._files.read(self._place.cached / _FILE, _LIMIT), limit=_LIMIT)
                lists = said.items() if isinstance(said, dict) else ()
                self._found = {name: found for name, found in lists if isinstance(found, list)}
        return self._found


def _looks(info: stat_result) -> list[str]:
    """Size, number and times: no program can set the last one. As text, since the numbers may be beyond JSON's."""
    return [str(one) for one in (info.st_size, info.st_ino, info.st_mtime_ns, info.st_ctime_ns)]

"""What a place knows of key slots before a secret is tried on them.  FORMAT.md, section 7.

Anybody who can write to the folder can add slots, each of which takes up to a
minute to try.  The wallet's own come first.  Of the others it is remembered
which ones a secret did not open that opens another one: a slot never changes,
and neither does what opens it, so that none has to be tried twice.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial

from wallet.codec import strictjson
from wallet.errors import Damaged, Unreadable
from wallet.vault.files import Files, put_by_way_of
from wallet.vault.place import Place, noted_slots, read_note
from wallet.vault.sealing import canonical

_LIMIT = 64 * 1024
_FILE = "tried.json"


@dataclass(frozen=True)
class Acquaintance:
    """Names of key slots."""

    own: Collection[str] = frozenset()
    """Those that the wallet listed when it was last open here."""
    recall: Callable[[], Mapping[str, frozenset[str]]] = dict
    """Reads :attr:`in_vain`, which a wallet that only its own slots are in does without."""

    @cached_property
    def in_vain(self) -> Mapping[str, frozenset[str]]:
        """Those that a secret did not open, by the name of a slot that it opens."""
        return self.recall()

    def strange(self, opener: str) -> frozenset[str]:
        """Those that do not open with what opens ``opener``; none before something opened."""
        return self.in_vain.get(opener, frozenset()) if opener else frozenset()


def recall(files: Files, place: Place) -> Acquaintance:
    """What is known here; nothing where there is no such memory.  May raise ``OSError``."""
    return Acquaintance(noted_slots(read_note(files, place)), partial(_tried, files, place))


def remember(files: Files, place: Place, before: Acquaintance, opener: str, in_vain: Collection[str]) -> None:
    """Note what was tried in vain, of what is still there; failing to is no error, since it only saves time."""
    if not in_vain or set(in_vain) <= before.strange(opener):
        return
    here = set(files.names(place.slots))
    tried = {**before.in_vain, opener: before.strange(opener).union(in_vain)}
    left = {name: sorted(names & here) for name, names in tried.items() if name in here}
    with suppress(OSError, Damaged):
        put_by_way_of(files, place.memory, place.memory / _FILE, canonical(left))


def _tried(files: Files, place: Place) -> dict[str, frozenset[str]]:
    try:
        said = strictjson.loads(files.read(place.memory / _FILE, _LIMIT), limit=_LIMIT)
    except (OSError, Unreadable):
        return {}
    lists = {name: names for name, names in said.items() if isinstance(names, list)} if isinstance(said, dict) else {}
    return {name: frozenset(one for one in names if isinstance(one, str)) for name, names in lists.items()}

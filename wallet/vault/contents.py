"""What is in the wallet folder now: the cache, the packs that came since, and what is wrong with either."""

import re
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from os import stat_result
from typing import NamedTuple

from wallet.errors import Damaged, reason
from wallet.vault.cache import Cache, Index
from wallet.vault.files import Files, is_regular
from wallet.vault.fold import Frontier, Row, State, fold
from wallet.vault.grounds import NOTHING
from wallet.vault.packs import KEY_ID, PACK_LIMIT, PREFIX, Pack, body_keys, is_name
from wallet.vault.packs import read as read_pack
from wallet.vault.place import Place, Random
from wallet.vault.rejects import BROKEN, MISNAMED, SEALED, Rejects
from wallet.vault.sealing import Keys, digest
from wallet.vault.slots import SLOT_LIMIT, SLOTS_LIMIT
from wallet.vault.slots import read as read_slot
from wallet.wording import say

ARRIVING_SECONDS = 600
"""A broken file younger than this may still be arriving from another device."""
TAIL_PACKS = 64
TAIL_OBJECTS = 256
"""With more packs or objects than this outside the cache, it is written again."""
AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000
"""How far a date may lie in the future before the clock is suspected."""
_ELSEWHERE = ("other_key", "new_key")
"""Findings of packs that another secret opens."""
_FOLDER = re.compile("[0-9a-f]{2}")
"""Name of a folder of packs."""


class Problem(NamedTuple):
    """Something wrong with the folder that did not keep the rest from being read."""

    slug: str
    message: str


class Location(NamedTuple):
    """Where a sealed body lies."""

    pack: str
    offset: int
    length: int


class Contents:
    """The valid packs of a place, folded; reads no more of them than a question needs."""

    def __init__(self, files: Files, place: Place, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._cache = Cache(files, place, keys)
        self._files = files
        self._place = place
        self._keys = keys
        self._clock = clock
        self._rejects = Rejects(files, place)
        self._strays = 0
        self._slots = frozenset(files.names(place.slots))
        """What the keys folder held when the wallet was opened."""
        self._start(self._cache.index())
        self.refresh()

    def _start(self, index: Index | None) -> None:
        self.index = index
        self.frontier = index.frontier if index else Frontier()
        self.bad: dict[str, Problem] = {}
        """Pack files that are not valid, by name."""
        self.late: dict[str, Pack] = {}
        """Valid packs under a replaced root key that the change of key did not carry over."""
        self._tail: list[Pack] = []
        self._state: State | None = None if index else State()
        self._found: dict[str, Row] | None = None

    def refresh(self) -> None:
        """Take in what changed in the folder since the last look."""
        listed = self._listed()
        if not self.frontier.present - self.frontier.superseded <= listed:
            self._start(None)
        self.bad = {name: problem for name, problem in self.bad.items() if name in listed & self.frontier.present}
        fresh = [pack for name in sorted(listed - self.frontier.present) if (pack := self._read(name))]
        if any(_reorders(pack) for pack in fresh) and self.frontier.present:
            self._start(None)
            fresh = [pack for name in sorted(listed) if (pack := self._read(name))]
        self._extend(self._timely(fresh))
        # What another pack holds by now is missed no more when its key is not at hand.
        replaced = self.frontier.superseded
        self.bad = {n: bad for n, bad in self.bad.items() if n not in replaced or bad.slug not in _ELSEWHERE}
        self._rejects.save(self.bad)

    def written(self, pack: Pack) -> None:
        """Take in a pack that was just written here."""
        if _reorders(pack):
            self._start(None)
            self.refresh()
        else:
            self._extend([pack])

    def forget_cache(self) -> None:
        """Read everything from the packs again."""
        self._cache.discard()
        self._rejects.forget()
        self._start(None)
        self.refresh()

    def _timely(self, fresh: Sequence[Pack]) -> list[Pack]:
        """``fresh`` without the packs that came too late, since a replaced key must not change anything any more."""
        retired = self.frontier.retired.union(*(_retires(pack) for pack in fresh))
        timely = [pack for pack in fresh if pack.key_id.hex() not in retired]
        taken_over = self.frontier.superseded.union(*(pack.head.superseded for pack in timely))
        others = [pack for pack in fresh if pack.key_id.hex() in retired]
        self.late = {pack.name: pack for pack in others if pack.name not in taken_over}
        return [*timely, *(pack for pack in others if pack.name in taken_over)]

    def _extend(self, fresh: Sequence[Pack]) -> None:
        if not self.frontier.present:
            self.frontier, self._state = fold(fresh)
        else:
            for pack in fresh:
                self.frontier.add(pack)
            if self._state is not None:
                self._state.add(self._counting(fresh))
        self._tail += fresh
        self._found = None

    def _counting(self, packs: Sequence[Pack]) -> list[Pack]:
        """Those that no other has replaced."""
        return [pack for pack in packs if pack.name not in self.frontier.superseded]

    @property
    def state(self) -> State:
        """Objects and registers, summaries included."""
        if self._state is None:
            held = self._cache.state(self.index) if self.index else None
            if held is None:
                self.forget_cache()
                return self.state
            held.add(self._counting(self._tail))
            self._state = held
        return self._state

    @property
    def objects(self) -> dict[str, Row]:
        """Every object that is present, by id."""
        if self._found is None:
            self._found = self.state.objects()
        return self._found

    @property
    def grounds(self) -> str:
        """What all noted verdicts rest on; empty when some may not follow from it.

        So it is when devices that did not know of each other knew different things.  What is
        missing may change what verdicts rest on, but not the newest packs, when it comes.
        """
        if not self.frontier.heads:
            return NOTHING
        said = set(self.frontier.grounds.values())
        return said.pop() if len(said) == 1 and not self.frontier.absent else ""

    def about_slots(self) -> dict[str, str]:
        """What the wallet itself says of its key slots: file name to ``live`` or ``gone``."""
        return {
            on.removeprefix("slot:"): keys["state"][1]
            for on, keys in self.state.registers.items()
            if on.startswith("slot:") and "state" in keys
        }

    def live_slots(self) -> set[str]:
        """The file names of the key slots that the wallet lists, links among them."""
        return {name for name, state in self.about_slots().items() if state == "live"}

    def slots_told(self) -> bool:
        """Whether anything about key slots may have been said since the cache was written; reads no more for it."""
        return self._state is not None or any(op.on.startswith("slot:") for pack in self._tail for op in pack.head.ops)

    def locate(self, object_id: bytes) -> Location | None:
        """Where an object's body lies, or None when it is not here; avoids parsing summaries where possible."""
        name = object_id.hex()
        if self._state is None and self.index is not None and not any(op.dots for p in self._tail for op in p.head.ops):
            for pack in self._tail:
                for stored in pack.head.objects:
                    if stored.id == name and pack.name not in self.frontier.superseded:
                        return Location(pack.name, pack.start + stored.offset, stored.length)
            cached = self.index.find(object_id)
            return Location(*cached) if cached else None
        row = self.objects.get(name)
        return Location(self.state.packs[row.pack], row.offset, row.length) if row else None

    def stale(self) -> bool:
        """Whether so much lies outside the cache that it should be written again."""
        return len(self._tail) > TAIL_PACKS or sum(len(pack.head.objects) for pack in self._tail) > TAIL_OBJECTS

    def write_cache(self, random: Random) -> None:
        """Bring the cache up to date.  May raise ``OSError``."""
        self._cache.write(self.frontier, self.state, random)
        self.index = self._cache.index()
        self._tail = []

    def problems(self) -> list[Problem]:
        """What is wrong with the set of packs."""
        found = list(self.bad.values())
        aside = {*self.bad, *self.late}
        missing = max(len(self.frontier.absent - aside), self.frontier.gaps() - len(aside))
        if missing > 0:
            found.append(
                Problem("pack_missing", say("packs that others build on are not here: {missing}", missing=missing))
            )
        if self.late:
            found.append(
                Problem("late_old_key", say("packs written with a key that was replaced: {n}", n=len(self.late)))
            )
        if self._strays:
            found.append(
                Problem("stray_file", say("{strays} of the files in packs/ have foreign names", strays=self._strays))
            )
        if self.frontier.forks:
            found.append(
                Problem("device_fork", say("this wallet was written by a copied computer; nothing is lost by it"))
            )
        if self._clock_is_ahead():
            found.append(Problem("clock_ahead", say("something was saved with a date in the future: check this clock")))
        return found

    def _clock_is_ahead(self) -> bool:
        """Whether the last pack was written by a clock that is ahead of this one.

        A writer whose clock is behind that of an earlier pack counts on from it, so whatever was
        written since says that there is nothing to set right any more.
        """
        milliseconds, counter = self.frontier.hlc
        return counter == 0 and milliseconds > self._clock().timestamp() * 1000 + AHEAD_MILLISECONDS

    def every_pack(self) -> list[Pack]:
        """All that count, superseded ones included, read again from the disk."""
        return [pack for name in sorted(self.frontier.present) if (pack := self._read(name))]

    def key_ids(self) -> set[bytes]:
        """The names of the root keys that packs are under that no other has replaced.  May raise ``OSError``."""
        names = self.frontier.present - self.frontier.superseded
        return {self._files.read(self._place.pack(name), PREFIX)[KEY_ID] for name in names}

    def _listed(self) -> set[str]:
        """Names of all pack files, as hashes."""
        found: set[str] = set()
        self._strays = 0
        for folder in self._files.names(self._place.packs):
            names = self._files.names(self._place.packs / folder) if len(folder) == 2 else []
            if not names and is_in_the_way(self._files, self._place, folder):
                self._strays += 1
            for name in names:
                if is_name(name) and name.startswith(folder):
                    found.add(name.removesuffix(".wvp"))
                elif ".wvp" in name:
                    self._strays += 1
        return found

    def _read(self, name: str) -> Pack | None:
        """The pack if it is valid; otherwise a note in :attr:`bad`."""
        try:
            info = self._files.info(self._place.pack(name))
            if info is None:
                return None
            if problem := self._rejected(name, info):
                self.bad[name] = problem
                return None
            data = self._files.read(self._place.pack(name), PACK_LIMIT + 1)
            pack = read_pack(self._keys, name, data) if digest(data) == name else None
        except FileNotFoundError:
            return None  # removed between listing and reading
        except OSError as error:
            slug = "pack_unreadable" if is_regular(self._files, self._place.pack(name)) else "pack_damaged"
            self.bad[name] = Problem(
                slug, say("pack {name} cannot be read: {strerror}", name=name[:12], strerror=reason(error))
            )
            return None
        except Damaged as error:
            self.bad[name] = self._unusable(name, data[KEY_ID], error)
            self._reject(name, info, BROKEN if error.kind == "pack_damaged" else SEALED)
            return None
        if pack is None:
            self.bad[name] = self._misnamed(name)
            self._reject(name, info, MISNAMED)
        return pack

    def _rejected(self, name: str, info: stat_result) -> Problem | None:
        """What is wrong with one that was read before and is no pack, or that cannot be opened now either."""
        why = self._rejects.why(name, info)
        if why != SEALED:
            return self._misnamed(name) if why else None
        prefix = self._files.read(self._place.pack(name), PREFIX)
        try:
            body_keys(self._keys, prefix)
        except Damaged as error:
            return self._unusable(name, prefix[KEY_ID], error)
        return None

    def _reject(self, name: str, info: stat_result | None, why: str) -> None:
        """Remember that, unless the file is so new that it may still be written to, at the same moment even."""
        now = self._clock().timestamp()
        if info and all(abs(now - then) > ARRIVING_SECONDS for then in (info.st_mtime, info.st_ctime)):
            self._rejects.note(name, info, why)

    def _unusable(self, name: str, key_id: bytes, error: Damaged) -> Problem:
        slug, message = error.kind, error.message
        if slug == "no_key" and self._slot_came(key_id):
            slug, message = "new_key", say("what opens its key came after the wallet was opened")
        elif slug == "no_key":
            slug = self._doubted(name)
        return Problem(slug, say("pack {name} cannot be used: {message}", name=name[:12], message=message))

    def _slot_came(self, key_id: bytes) -> bool:
        """Whether a key slot for that root key came since the wallet was opened; of many, not all are looked at."""
        came = sorted({*self._files.names(self._place.slots)} - self._slots)[:SLOTS_LIMIT]
        return any(self._is_for(key_id, name) for name in came)

    def _is_for(self, key_id: bytes, name: str) -> bool:
        with suppress(OSError, Damaged):
            slot = read_slot(name, self._files.read(self._place.slots / name, SLOT_LIMIT + 1))
            return (slot.vault_id, slot.key_id) == (self._keys.vault_id, key_id)
        return False

    def _misnamed(self, name: str) -> Problem:
        slug = self._doubted(name)
        if slug == "pack_arriving":
            return Problem(slug, say("pack {name} is damaged or still arriving", name=name[:12]))
        return Problem(slug, say("pack {name} is damaged", name=name[:12]))

    def _doubted(self, name: str) -> str:
        """The slug for a pack that is not whole or has no key here: while it is new, the rest may be on its way.

        A date in the future makes no file new: it would be on its way until then, and nothing could be mended.
        """
        info = self._files.info(self._place.pack(name))
        new = info is not None and abs(self._clock().timestamp() - info.st_mtime) < ARRIVING_SECONDS
        return "pack_arriving" if new else "pack_damaged"


def is_in_the_way(files: Files, place: Place, name: str) -> bool:
    """Whether something in ``packs/`` that is no folder has the name of one: no pack could be put there."""
    info = files.info(place.packs / name) if _FOLDER.fullmatch(name) else None
    return info is not None and not stat.S_ISDIR(info.st_mode)


def _reorders(pack: Pack) -> bool:
    """Whether it changes what other packs contribute, so that all must be folded again."""
    return bool(pack.head.superseded) or any(op.retires for op in pack.head.ops)


def _retires(pack: Pack) -> set[str]:
    return {op.on.removeprefix("key:") for op in pack.head.ops if op.retires}

"""The sealed, disposable copy of the folded state: FORMAT.md, section 8.

``ids.bin`` finds one object without reading anything else; ``sum.bin`` holds
what lists show.  Whatever is wrong with either, it is as if it were not there.
"""

from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass

from wallet.codec import strictjson
from wallet.errors import Damaged, Unreadable
from wallet.model import JsonObject
from wallet.vault.files import Files, make_folders, put
from wallet.vault.fold import Frontier, Row, State
from wallet.vault.place import Place, Random
from wallet.vault.sealing import Keys

GENERATION = 8
ROW = 32
_CACHE_LIMIT = 1 << 30
_VALUES = 1 << 30


@dataclass(frozen=True, slots=True)
class Index:
    """``ids.bin``: where each object lies, and the shape of the packs it was made from."""

    generation: bytes
    packs: list[str]
    frontier: Frontier
    rows: memoryview
    """32 bytes each, sorted: id 16, pack u32, offset u64, length u32."""

    def find(self, object_id: bytes) -> tuple[str, int, int] | None:
        """Pack, offset and length of the sealed body of an object."""
        count = len(self.rows) // ROW
        place = bisect_left(range(count), object_id, key=lambda i: bytes(self.rows[i * ROW : i * ROW + 16]))
        row = bytes(self.rows[place * ROW : (place + 1) * ROW])
        if place == count or row[:16] != object_id:
            return None
        pack = self.packs[int.from_bytes(row[16:20], "big")]
        return pack, int.from_bytes(row[20:28], "big"), int.from_bytes(row[28:], "big")


class Cache:
    """The cache of one place."""

    def __init__(self, files: Files, place: Place, keys: Keys) -> None:
        self._files = files
        self._folder = place.cached
        self._keys = keys
        self._label = keys.vault_id + place.id

    def write(self, frontier: Frontier, state: State, random: Random) -> None:
        """Replace both files; nobody waits for the disk, since they can be made again.  May raise ``OSError``."""
        make_folders(self._files, self._folder)
        generation = random(GENERATION)
        for name, plain in (("ids", _ids(frontier, state)), ("sum", _sums(state))):
            sealed = self._keys.cache.seal(random(24), self._aad(name, generation), plain)
            temporary = self._folder / f"{name}.{random(8).hex()}.tmp"
            put(self._files, temporary, self._folder / f"{name}.bin", generation + sealed, durable=False)

    def index(self) -> Index | None:
        """What ``ids.bin`` holds, or None when it is absent or of no use."""
        opened = self._open("ids")
        if opened is None:
            return None
        generation, plain = opened
        size = int.from_bytes(plain[:4], "big")
        value = _parsed(plain[4 : 4 + size])
        with suppress(KeyError, TypeError, ValueError):
            return Index(generation, value["packs"], _frontier(value), memoryview(plain)[4 + size :])
        return None

    def state(self, index: Index) -> State | None:
        """What ``sum.bin`` holds, or None when it is absent, of no use or does not belong to ``index``."""
        opened = self._open("sum")
        if opened is None or opened[0] != index.generation:
            return None
        value = _parsed(opened[1])
        with suppress(KeyError, TypeError, ValueError):
            registers = {
                on: {key: (tuple(stamp), held) for key, (stamp, held) in keys.items()}
                for on, keys in value["registers"].items()
            }
            return State(list(index.packs), list(map(Row._make, value["rows"])), set(value["drops"]), registers)
        return None

    def discard(self) -> None:
        """Take the cache away."""
        for name in self._files.names(self._folder):
            with suppress(OSError):
                self._files.remove(self._folder / name)

    def _open(self, name: str) -> tuple[bytes, bytes] | None:
        with suppress(OSError, Damaged):
            data = self._files.read(self._folder / f"{name}.bin", _CACHE_LIMIT)
            generation = data[:GENERATION]
            return generation, self._keys.cache.open(self._aad(name, generation), data[GENERATION:])
        return None

    def _aad(self, name: str, generation: bytes) -> bytes:
        return name.encode() + b"\0" + self._label + generation


def _parsed(plain: bytes) -> JsonObject:
    with suppress(Unreadable):
        value = strictjson.loads(plain, limit=_CACHE_LIMIT, values=_VALUES)
        if isinstance(value, dict):
            return value
    return {}


def _ids(frontier: Frontier, state: State) -> bytes:
    rows = sorted(
        bytes.fromhex(row.id)
        + row.pack.to_bytes(4, "big")
        + row.offset.to_bytes(8, "big")
        + row.length.to_bytes(4, "big")
        for row in state.objects().values()
    )
    header = strictjson.dumps({"packs": state.packs, **_shape(frontier, state)}).encode()
    return len(header).to_bytes(4, "big") + header + b"".join(rows)


def _sums(state: State) -> bytes:
    value = {"rows": state.rows, "drops": sorted(state.drops), "registers": state.registers}
    return strictjson.dumps(value).encode()


def _shape(frontier: Frontier, state: State) -> JsonObject:
    return {
        "heads": sorted(frontier.heads),
        "absent": sorted(frontier.absent),
        "also": sorted(frontier.present.difference(state.packs)),
        "superseded": sorted(frontier.superseded),
        "runs": frontier.runs,
        "forks": sorted(frontier.forks),
        "hlc": list(frontier.hlc),
    }


def _frontier(value: JsonObject) -> Frontier:
    milliseconds, counter = value["hlc"]
    return Frontier(
        heads=set(value["heads"]),
        absent=set(value["absent"]),
        present={*value["packs"], *value["also"]},
        superseded=set(value["superseded"]),
        runs=value["runs"],
        forks=set(value["forks"]),
        hlc=(milliseconds, counter),
    )

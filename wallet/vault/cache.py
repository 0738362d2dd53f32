"""The sealed, disposable copy of the folded state: FORMAT.md, section 8.

Its first part finds one object without reading anything else; the second holds
what lists show.  A file with any fault is treated as absent.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from struct import Struct

from wallet.codec import strictjson
from wallet.errors import Damaged, Unreadable
from wallet.model import JsonObject
from wallet.vault.files import Files, make_folders, put_parts
from wallet.vault.fold import Frontier, Row, State, rows
from wallet.vault.place import Place, Random
from wallet.vault.sealing import Keys
from wallet.vault.tables import Column, Table

GENERATION = 8
PREFIX = GENERATION + 4
ID = 16
_ROW = Struct(">16sIQI")
ROW = _ROW.size
_CACHE_LIMIT = 1 << 30
_VALUES = 1 << 30


@dataclass(frozen=True, slots=True)
class Index:
    """The first part: where each object lies, and the shape of the packs it was made from."""

    generation: bytes
    end: int
    """Where the second part begins, in bytes from the start of the file."""
    packs: list[str]
    frontier: Frontier
    rows: memoryview
    """Sorted, each 32 bytes as ``_ROW`` packs it: id, pack, offset, length."""

    def find(self, object_id: bytes) -> tuple[str, int, int] | None:
        """Pack, offset and length of the sealed body of an object."""
        count = len(self.rows) // ROW
        place = bisect_left(range(count), object_id, key=lambda i: bytes(self.rows[i * ROW : i * ROW + 16]))
        row = bytes(self.rows[place * ROW : (place + 1) * ROW])
        if place == count or row[:16] != object_id:
            return None
        _, pack, offset, length = _ROW.unpack(row)
        return self.packs[pack], offset, length


class Cache:
    """The cache of one place."""

    def __init__(self, files: Files, place: Place, keys: Keys) -> None:
        self._files = files
        self._folder = place.cached
        self._file = place.cached / "cache.bin"
        self._keys = keys
        self._label = keys.vault_id + place.id

    def write(self, frontier: Frontier, state: State, random: Random) -> None:
        """Replace the file; nobody waits for the disk, since it can be made again.  May raise ``OSError``."""
        make_folders(self._files, self._folder)
        generation, nonce, sealer = random(GENERATION), random(24), self._keys.cache
        ids = sealer.seal(random(24), self._aad("ids", generation), _ids(frontier, state))
        sums = sealer.encrypt(nonce, self._aad("sum", generation), _sums(state))
        parts = (generation + len(ids).to_bytes(4, "big"), ids, nonce, sums)
        temporary = self._folder / f"cache.{random(8).hex()}.tmp"
        put_parts(self._files, temporary, lambda: self._file, parts, durable=False)

    def index(self) -> Index | None:
        """What the first part holds, or None when it is absent or of no use; reads nothing else."""
        try:
            prefix = self._files.read(self._file, PREFIX)
        except OSError:
            return None
        generation, size = prefix[:GENERATION], int.from_bytes(prefix[GENERATION:], "big")
        plain = self._open("ids", generation, size, PREFIX)
        value = _parsed(plain[4 : 4 + int.from_bytes(plain[:4], "big")])
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            rows = memoryview(plain)[4 + int.from_bytes(plain[:4], "big") :]
            return Index(generation, PREFIX + size, value["packs"], _frontier(value), rows)
        return None

    def state(self, index: Index) -> State | None:
        """What the second part holds, or None when it is of no use, or the file is another one since ``index``."""
        plain = self._open("sum", index.generation, _CACHE_LIMIT, index.end)
        with suppress(KeyError, TypeError, ValueError, AttributeError, Unreadable):
            return _state(list(index.packs), plain)
        return None

    def discard(self) -> None:
        """Take the cache away."""
        for name in self._files.names(self._folder):
            with suppress(OSError):
                self._files.remove(self._folder / name)

    def _open(self, part: str, generation: bytes, size: int, offset: int) -> bytes:
        """A part of the file, or nothing when it cannot be read."""
        with suppress(OSError, Damaged):
            sealed = self._files.read(self._file, min(size, _CACHE_LIMIT), offset)
            return self._keys.cache.open(self._aad(part, generation), sealed)
        return b""

    def _aad(self, part: str, generation: bytes) -> bytes:
        return part.encode() + b"\0" + self._label + generation


def _parsed(plain: bytes) -> JsonObject:
    with suppress(Unreadable):
        value = strictjson.loads(plain, limit=_CACHE_LIMIT, values=_VALUES)
        if isinstance(value, dict):
            return value
    return {}


def _ids(frontier: Frontier, state: State) -> bytes:
    found = state.objects().values()
    rows = sorted([_ROW.pack(bytes.fromhex(row.id), row.pack, row.offset, row.length) for row in found])
    header = strictjson.dumps({"packs": state.packs, **_shape(frontier, state)}).encode()
    return len(header).to_bytes(4, "big") + header + b"".join(rows)


def _sums(state: State) -> bytes:
    """Parts, each a length (u32be) and its bytes: a JSON header, then per table its numbers, births and columns."""
    state = state.compacted()
    parts = []
    for key, table in state.tables.items():
        rows = sorted((row for row in state.rows if row.table == key), key=lambda row: row.line)
        parts += [_numbers(rows), bytes.fromhex("".join([row.id for row in rows])), _births(rows)]
        parts += [column.text() for column in table.columns]
    header = {
        "drops": sorted(state.drops),
        "registers": state.registers,
        "tables": [[list(key), table.count] for key, table in state.tables.items()],
    }
    parts.insert(0, strictjson.dumps(header).encode())
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _state(packs: list[str], plain: bytes) -> State:
    parts = _parts(plain)
    header = _parsed(next(parts))
    registers = {
        on: {key: (tuple(stamp), held) for key, (stamp, held) in keys.items()}
        for on, keys in header["registers"].items()
    }
    state = State(packs, drops=set(header["drops"]), registers=registers)
    for members, count in header["tables"]:
        key, numbers = tuple(members), memoryview(next(parts)).cast("Q").tolist()
        ids, born = next(parts).hex(), strictjson.loads(next(parts), limit=_CACHE_LIMIT, values=_VALUES)
        names = [ids[start : start + 2 * ID] for start in range(0, len(ids), 2 * ID)]
        if count != len(names):
            raise ValueError
        columns = [Column(text=next(parts), count=count) for _ in key[1:]]
        state.tables[key] = Table(key[0], key[1:], count, columns)
        births = born or [""] * count
        places = numbers[::3], numbers[1::3], numbers[2::3]
        state.rows += rows(zip(names, *places, births, [key] * count, range(count), strict=True))
    return state


def _births(rows: Sequence[Row]) -> bytes:
    """The packs that the rows were born in, as a JSON array; an empty one when none was carried over."""
    births = [row.born for row in rows]
    return strictjson.dumps(births if any(births) else []).encode()


def _numbers(rows: Iterable[Row]) -> bytes:
    """Pack, offset and length of each row, as this computer holds numbers: the cache never leaves it."""
    return array("Q", [number for row in rows for number in (row.pack, row.offset, row.length)]).tobytes()


def _parts(plain: bytes) -> Iterator[bytes]:
    """The parts, one after the other, as :func:`_sums` wrote them; raises ``ValueError`` beyond the last one."""
    place = 0
    while place < len(plain):
        size = int.from_bytes(plain[place : place + 4], "big")
        yield plain[place + 4 : place + 4 + size]
        place += 4 + size
    raise ValueError


def _shape(frontier: Frontier, state: State) -> JsonObject:
    return {
        "heads": frontier.grounds,
        "absent": sorted(frontier.absent),
        "also": sorted(frontier.present.difference(state.packs)),
        "superseded": sorted(frontier.superseded),
        "runs": frontier.runs,
        "marks": frontier.marks,
        "forks": sorted(frontier.forks),
        "retired": sorted(frontier.retired),
        "hlc": list(frontier.hlc),
    }


def _frontier(value: JsonObject) -> Frontier:
    milliseconds, counter = value["hlc"]
    return Frontier(
        heads=set(value["heads"]),
        grounds=dict(value["heads"]),
        absent=set(value["absent"]),
        present={*value["packs"], *value["also"]},
        superseded=set(value["superseded"]),
        runs=value["runs"],
        marks=value["marks"],
        forks=set(value["forks"]),
        retired=set(value["retired"]),
        hlc=(milliseconds, counter),
    )

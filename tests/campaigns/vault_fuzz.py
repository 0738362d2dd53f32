"""Give every reader of a vault file inputs that are nearly right, and see that it only ever says so.

    PYTHONPATH=tests python tests/campaigns/vault_fuzz.py [--count 1000000] [--seed 1]

Half of the inputs are files with bytes changed, cut, doubled or exchanged; the
other half are texts within a seal, changed and sealed again, as somebody would
who holds the key.  Whatever is no :class:`~wallet.errors.WalletError` is
printed and counts as bad; so does an input that takes more than 2 seconds of the processor, and
a process that has taken more than 256 MiB.
"""

import argparse
import io
import os
import random
import resource
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from vault_desk import CHEAP, PASSPHRASE, Desk, credential

from wallet.codec import strictjson
from wallet.errors import WalletError
from wallet.vault import Cost, RecoveryCode, RootKey, backup, packs, place, sealing, sessions, slots, unlocking
from wallet.vault.cache import Cache
from wallet.vault.files import Files
from wallet.vault.fold import fold
from wallet.vault.links import follow, link
from wallet.vault.packs import Head, Op
from wallet.vault.place import Place, Seen
from wallet.vault.sealing import HEAD_STEP, Keys, canonical, digest, frame
from wallet.vault.stored import Stored
from wallet.vault.vault import Vault

SECONDS, MEMORY = 2.0, 256 * 1024
"""Bounds for one input, and KiB for the process."""
KEYS = Keys(bytes(range(1, 33)), bytes(16), 2, (Keys(bytes(range(32)), bytes(16)),))
TOKENS = [
    b"null", b"true", b"-1", b"1.5", b"1e999", b"9007199254740993", b"1" * 70, b'""', b'"\\ud800"', b"[]", b"{}",
    b"[" * 80, b'{"a":' * 80, b'"' + b"ab" * 32 + b'"', b'"' + b"00" * 8 + b'"', b"\x00", b"\xff", b'"op"', b'"at"',
    b",", b":", b"0", b"4294967296", b'"sup"', b'"key:' + b"ab" * 8 + b'"', b'"retired"',
]  # fmt: skip


class Target(NamedTuple):
    """One reader, a good input, and how an input reaches it."""

    read: Callable[[bytes], object]
    sample: bytes
    wrap: Callable[[bytes], bytes] = lambda data: data
    """From what is changed to the file: seals and names it, as its writer would."""


def stored(number: int) -> Stored:
    name = sha256(b"%d" % number).hexdigest()
    return Stored(name[:32], "credential", 256 * number, 256, {"title": f"t{number}", "codes": []}, name * (number % 2))


def head() -> Head:
    other = "ab" * 32
    ops = (
        Op("set", stored(0).id, "tag:x", value=True),
        Op("drop", dots=(f"{other}:{stored(1).id}",), at=(1, 2, "00" * 8, 3, 4)),
        Op("set", f"key:{KEYS.others[0].key_id.hex()}", "retired", value=True),
    )
    objects = tuple(stored(n) for n in range(3))
    return Head("00" * 8, 3, (1_700_000_000_000, 1), (other,), objects, ops, ("cd" * 32,), {"00" * 8: 2})


def pack_file() -> bytes:
    return b"".join(packs.build(KEYS, head(), [os.urandom(768)], os.urandom))


def pack_text() -> bytes:
    data = pack_file()
    end = packs.PREFIX + int.from_bytes(data[16:20], "big")
    opened = KEYS.pack.open(packs._head_label(KEYS), data[packs.PREFIX : end])
    return sealing.unframe(opened, HEAD_STEP, sealing.HEAD_LIMIT).replace(
        sha256(data[end:]).hexdigest().encode(), b"REST"
    )


def pack_of(text: bytes) -> bytes:
    """A pack with any head at all, whose size and hash are true where the text leaves them alone."""
    rest = bytes(3 * 256)
    framed = frame(text.replace(b"REST", sha256(rest).hexdigest().encode()), HEAD_STEP)
    size = packs.PREFIX + len(framed) + sealing.OVERHEAD + len(rest)
    text = text.replace(b'"size":4096', b'"size":%d' % size)
    framed = frame(text.replace(b"REST", sha256(rest).hexdigest().encode()), HEAD_STEP)
    return b"".join(packs.beginning(KEYS, framed, bytes(24))) + rest


def read_pack(data: bytes) -> object:
    """Read it, and fold it if it is one."""
    pack = packs.read(KEYS, digest(data), data)
    _, state = fold([pack, pack])
    return [state.summary(row) for row in state.objects().values()]


def read_slot(data: bytes) -> object:
    """Read a slot or link as the wallet does; Argon2id itself is left out, its bounds are not."""
    slot = slots.read(f"{digest(data)}.json", data)
    if slot.type == "link":
        return follow([KEYS], [slot])
    return unlocking.unlock([slot], RecoveryCode(CODE)) if slot.type == "recovery" else slots.cost_of(slot)


CODE = slots.recovery_code(bytes(32))


class Surroundings:
    """Files that some readers want to find in a folder."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        made = self.desk.create().vault
        made.add([credential(n) for n in range(5)])
        made.set(made.objects("credential")[0].id.hex(), "tag:x", value=True)
        made.drop([made.objects("credential")[1].id])
        made.contents.write_cache(os.urandom)
        self.vault: Vault = made
        self.cache = Cache(Data(), self.desk.place, made.keys)
        backup.write(self.desk.place, folder / "b")
        self.backup = (folder / "b").read_bytes()
        self.computer = sessions.Computer(lambda: 5.0, lambda: "x", lambda _: "tmpfs")
        sessions.begin(folder / "run", self.desk.place, RootKey(bytes(32), 1), bytes(16), 600, self.computer)
        (self.session,) = (folder / "run").iterdir()

    def read_backup(self, data: bytes) -> object:
        (path := self.desk.folder / "changed").write_bytes(data)
        found = backup.read(path)
        return backup.unpack(found, lambda *_: None)

    def backup_of(self, text: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            with zipfile.ZipFile(io.BytesIO(self.backup)) as whole:
                for name in whole.namelist()[:3]:
                    archive.writestr(name, whole.read(name))
            archive.writestr(backup.LIST, text)
        return made.getvalue()

    def backup_text(self) -> bytes:
        with zipfile.ZipFile(io.BytesIO(self.backup)) as whole:
            said = strictjson.loads(whole.read(backup.LIST))
        return canonical({**said, "files": said["files"][:4]})

    def read_session(self, data: bytes) -> object:
        self.session.write_bytes(data)
        self.session.chmod(0o600)
        return sessions.resume(self.session.parent, self.desk.place, bytes(16), self.computer)

    def read_cache(self, name: str, data: bytes) -> object:
        """A cache file that cannot be used is as if it were not there."""
        Data.content = {self.desk.place.cached / "cache.bin": data}
        index = self.cache.index()
        state = self.cache.state(index) if index and name == "sum" else None
        for row in state.objects().values() if state else ():
            state.summary(row)
        return index and [index.find(bytes(16)), index.find(os.urandom(16))]

    def cached(self) -> tuple[bytes, dict[str, bytes]]:
        """The generation of the cache file and its sealed parts."""
        data = (self.desk.place.cached / "cache.bin").read_bytes()
        end = 12 + int.from_bytes(data[8:12], "big")
        return data[:8], {"ids": data[12:end], "sum": data[end:]}

    def cache_plain(self, name: str) -> bytes:
        generation, parts = self.cached()
        return self.vault.keys.cache.open(self.cache._aad(name, generation), parts[name])

    def cache_of(self, name: str, plain: bytes) -> bytes:
        generation, parts = self.cached()
        parts[name] = self.vault.keys.cache.seal(bytes(24), self.cache._aad(name, generation), plain)
        return generation + len(parts["ids"]).to_bytes(4, "big") + parts["ids"] + parts["sum"]


class Data(Files):
    """Reads from memory."""

    content: dict[Path, bytes]

    def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
        return self.content[path][offset : offset + limit]


def seen_text() -> bytes:
    return canonical({"dev": "00" * 8, "marks": {"00" * 8: 3}, "heads": ["ab" * 32], "hlc": [5, 6]})


def targets(around: Surroundings) -> dict[str, Target]:
    at: Place = around.desk.place
    seen_label = place._seen_label(KEYS, at)
    seen = Seen("00" * 8, {"00" * 8: 3}, ("ab" * 32,), (5, 6)).sealed(KEYS, at, bytes(24))
    body_id = bytes(16)
    body = packs.seal_body(KEYS, body_id, b"learning " * 2000, bytes(24))
    passphrase = slots.passphrase_slot(KEYS, PASSPHRASE, Cost(*_values(CHEAP)), bytes(16))
    return {
        "pack file": Target(read_pack, pack_file()),
        "pack head": Target(read_pack, pack_text(), pack_of),
        "body": Target(lambda data: packs.open_body(KEYS, body_id, data), body),
        "frame": Target(lambda data: sealing.unframe(data, 256, 1 << 20), frame(b"learning " * 2000, 256)),
        "inflate": Target(
            lambda data: sealing.unframe(data, 256, 1 << 20),
            zlib.compress(b"learning " * 2000),
            lambda data: _filled(b"\x01" + len(data).to_bytes(4, "big") + data),
        ),
        "slot": Target(read_slot, slots.secret_slot(KEYS, "recovery", bytes(32), bytes(16))),
        "passphrase slot": Target(read_slot, passphrase),
        "link": Target(read_slot, link(KEYS, bytes(24))),
        "recovery code": Target(
            lambda data: unlocking._secret(RecoveryCode(data.decode("utf-8", "replace"))), CODE.encode()
        ),
        "passphrase": Target(sealing.passphrase_bytes, "pässword".encode()),
        "header": Target(lambda data: place.check_header(place.read_header(data), KEYS), place.make_header(KEYS)),
        "place": Target(place.noted_wallet, place.make_note(at, "00" * 16)),
        "seen": Target(lambda data: place.read_seen(KEYS, at, data), seen),
        "seen text": Target(
            lambda data: place.read_seen(KEYS, at, data),
            seen_text(),
            lambda text: KEYS.state.seal(bytes(24), seen_label, frame(text, HEAD_STEP)),
        ),
        "backup": Target(around.read_backup, around.backup),
        "backup text": Target(around.read_backup, around.backup_text(), around.backup_of),
        "session": Target(around.read_session, around.session.read_bytes()),
        **{
            f"cache {name}": Target(
                lambda data, name=name: around.read_cache(name, data),
                around.cache_plain(name),
                lambda plain, name=name: around.cache_of(name, plain),
            )
            for name in ("ids", "sum")
        },
    }


def _values(cost: Cost) -> tuple[int, int, int]:
    return cost.memory, cost.passes, cost.lanes


def _filled(plain: bytes) -> bytes:
    return plain + bytes(-(len(plain) + sealing.OVERHEAD) % 256)


def changed(data: bytes, draw: random.Random) -> bytes:
    """One to four small changes."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        at = draw.randrange(len(made) + 1)
        length = draw.choice((0, 1, 1, 2, 4, 8, 32))
        kind = draw.randrange(8)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            made[at : at + length] = draw.randbytes(length)
        elif kind == 2:
            del made[at:]
        elif kind == 3:
            del made[at : at + length]
        elif kind == 4:
            made[at:at] = made[at : at + draw.choice((1, 16, 200))]
        elif kind == 5:
            made[at : at + length] = draw.choice(TOKENS)
        elif kind == 6:
            made = _value_exchanged(made, draw)
        else:
            made[at : at + 4] = draw.choice((0, 1, 2**31, 2**32 - 1)).to_bytes(4, "big")
    return bytes(made)


def _value_exchanged(made: bytearray, draw: random.Random) -> bytearray:
    """JSON with another value after one of its colons; other bytes as they are."""
    colons = [n for n, byte in enumerate(made[:4000]) if byte == 0x3A]
    if not colons:
        return made
    start = draw.choice(colons) + 1
    end = next((n for n in range(start, len(made)) if made[n] in b",}"), len(made))
    return made[:start] + draw.choice(TOKENS) + made[end:]


def most_memory() -> int:
    """The most that this process has held, in KiB; ``getrusage`` counts what its parent held as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1])


def campaign(count: int, seed: int) -> int:
    draw, bad = random.Random(seed), 0
    outcomes: Counter[str] = Counter()
    slowest: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="wallet-fuzz-") as folder:
        chosen = targets(Surroundings(Path(folder)))
        for target in chosen.values():
            target.read(target.wrap(target.sample))
        names = list(chosen)
        for number in range(count):
            name = names[number % len(names)]
            target = chosen[name]
            data = target.wrap(changed(target.sample, draw))
            start = time.process_time()
            try:
                target.read(data)
                outcomes["accepted"] += 1
            except WalletError:
                outcomes["refused"] += 1
            except Exception as error:  # noqa: BLE001 - what is being looked for
                bad += 1
                print(f"{name}: {type(error).__name__}: {error}: {data[:200]!r}", flush=True)
            took = time.process_time() - start
            slowest[name] = max(slowest[name], took)
            if took > SECONDS:
                bad += 1
                print(f"{name}: {took:.1f} s: {data[:200]!r}", flush=True)
    memory = most_memory()
    worst, seconds = slowest.most_common(1)[0]
    print(f"{count} inputs to {len(names)} readers: {dict(outcomes)}, {bad} bad")
    print(f"slowest {seconds * 1000:.0f} ms ({worst}), memory at most {memory // 1024} MiB")
    return bad + (memory > MEMORY)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=1_000_000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    sys.exit(1 if campaign(asked.count, asked.seed) else 0)

"""The vault's speed as ratios of one run, both sides interleaved; everything on the disk that ``--folder`` names.

    PYTHONPATH=tests python tests/benchmarks/vault.py [--count 10000] [--rounds 7] [--folder DIR]

Prints, for so many credentials of 3.4 KB: importing them against the same bytes
sealed with AES-GCM, written and synced as one file per 1,000; adding and
showing one beyond what a process costs that only starts, and beyond deriving
the key; ``list`` against ``list`` of 10; and how many files ``list`` opens.
Bars: 2.5 times, 15 ms, 15 ms, 1.5 times, 4 files.
"""

import argparse
import gc
import json
import operator
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from vault_desk import CHEAP, PASSPHRASE

from wallet import vault
from wallet.__main__ import GARBAGE_THRESHOLD
from wallet.model import Achievement, Alignment, Entry, Issuer
from wallet.vault import Files, Item, Passphrase, Place, Vault
from wallet.vault.entries import summary

SIZE = 3_400
WORDS = [
    "data",
    "analysis",
    "python",
    "statistics",
    "history",
    "of",
    "art",
    "machine",
    "learning",
    "safety",
    "first",
    "aid",
    "project",
]


def credential(number: int) -> Item:
    """A made-up credential of about 3.4 KB, as varied as real ones are."""
    draw = random.Random(number)
    title = " ".join(draw.choices(WORDS, k=4)).title()
    body = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"urn:uuid:{draw.randbytes(16).hex()}",
        "issuer": {"id": f"did:web:issuer{number % 50}.example", "name": f"Issuer {number % 50}"},
        "credentialSubject": {"achievement": {"name": title, "description": " ".join(draw.choices(WORDS, k=250))}},
        "proof": {"proofValue": draw.randbytes(64).hex() * 3},
    }
    text = json.dumps(body)
    text += " " * (SIZE - len(text))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    alignment = Alignment("ESCO", f"S{number % 300}", title, f"https://example.org/skill/{number % 300}")
    entry = Entry(
        "", "open-badges-3", title, Issuer(f"did:web:issuer{number % 50}.example", f"Issuer {number % 50}", ""),
        now, None, now, "verified", now,
        (Achievement(f"urn:a:{number % 500}", title, "Badge", alignments=(alignment,)),), (), "",
        f"badge{number}.json", "application/json", ("proof_valid",),
    )  # fmt: skip
    return Item("credential", text.encode(), summary(entry))


def limit(items: list[Item], folder: Path) -> None:
    """What no wallet can beat: the same bytes through AES-GCM, one synced file per 1,000."""
    cipher = AESGCM(bytes(32))
    files = Files()
    for start in range(0, len(items), 1000):
        sealed = b"".join(cipher.encrypt(os.urandom(12), item.body, None) for item in items[start : start + 1000])
        handle = files.create(folder / f"{start}.bin")
        files.write(handle, memoryview(sealed))
        files.sync(handle)
        files.close(handle)
    files.sync_folder(folder)


def place(folder: Path) -> Place:
    return Place(folder / "w", folder / "s", folder / "c")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def importing(items: list[Item], root: Path, rounds: int) -> tuple[float, float, float]:
    """Seconds at their best, of the wallet and of the limit, and the median of the ratios of each round."""
    gc.set_threshold(GARBAGE_THRESHOLD)  # as the program itself does
    ours, theirs = [], []
    for number in range(rounds):
        made = vault.create(place(root / f"v{number}"), PASSPHRASE, cost=CHEAP).vault
        (root / f"l{number}").mkdir()
        ours.append(timed(lambda made=made: made.add(items, judged=True)))
        theirs.append(timed(lambda number=number: limit(items, root / f"l{number}")))
        shutil.rmtree(root / f"l{number}")
        if number:
            shutil.rmtree(root / f"v{number}")
    return min(ours), min(theirs), statistics.median(map(operator.truediv, ours, theirs))


def command(root: Path, *words: str) -> Callable[[], object]:
    """A whole process, with its output into a pipe; it finds its modules compiled, as when installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPYCACHEPREFIX": str(root.parent / "compiled"),
        "WALLET_DIR": str(root / "w"),
        "WALLET_STATE_DIR": str(root / "s"),
        "WALLET_CACHE_DIR": str(root / "c"),
        "WALLET_PASSWORD_FILE": str(root / "secret"),
    }
    return lambda: subprocess.run(
        [sys.executable, "-m", "wallet", *words], env=environment, check=True, stdout=subprocess.PIPE
    )


def against(one: Callable[[], object], other: Callable[[], object], rounds: int = 15) -> tuple[float, float]:
    """Medians of both, interleaved, in seconds."""
    pairs = [(timed(one), timed(other)) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def within(root: Path) -> tuple[float, float]:
    """Milliseconds that adding one and showing one take within an opened wallet, everything read from the disk."""
    adding, showing = [], []
    for number in range(15):
        opened, new = vault.open(place(root), Passphrase(PASSPHRASE)), [credential(10_000_000 + number)]
        adding.append(timed(lambda opened=opened, new=new: opened.add(new, judged=True)))
        opened = vault.open(place(root), Passphrase(PASSPHRASE))
        wanted = opened.objects("credential", ())[number * 7].id
        fresh = vault.open(place(root), Passphrase(PASSPHRASE))
        showing.append(timed(lambda fresh=fresh, wanted=wanted: fresh.body(wanted)))
    return statistics.median(adding) * 1000, statistics.median(showing) * 1000


def opening(root: Path) -> float:
    """Milliseconds that opening takes, apart from deriving the key, which is cheap here."""
    return statistics.median(timed(lambda: vault.open(place(root), Passphrase(PASSPHRASE))) for _ in range(15)) * 1000


class Counting(Files):
    """Counts the files that are read."""

    def __init__(self) -> None:
        self.read_files: set[Path] = set()

    def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
        self.read_files.add(path)
        return super().read(path, limit, offset)


def files_of_a_list(root: Path) -> int:
    files = Counting()
    opened: Vault = vault.open(place(root), Passphrase(PASSPHRASE), files=files)
    opened.objects("credential")
    return len([path for path in files.read_files if path.parent.name != "keys"])


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=10_000)
    words.add_argument("--rounds", type=int, default=7, help="How often to import.")
    words.add_argument("--folder", type=Path, default=None)
    chosen = words.parse_args()
    root = Path(tempfile.mkdtemp(dir=chosen.folder))
    try:
        items = [credential(number) for number in range(chosen.count)]
        ours, theirs, median = importing(items, root, chosen.rounds)
        print(
            f"import of {chosen.count} / limit: {ours / theirs:.2f} at best "
            f"({ours * 1000:.0f} ms, {theirs * 1000:.0f} ms), {median:.2f} in the median",
            flush=True,
        )
        large, small = root / "v0", root / "small"
        vault.create(place(small), PASSPHRASE, cost=CHEAP).vault.add(items[:10], judged=True)
        for folder in (large, small):
            (folder / "secret").write_bytes(PASSPHRASE)
            (folder / "secret").chmod(0o600)
            command(folder, "list")()
        print(f"files that a list opens: {files_of_a_list(large)}")
        print(
            "opening, adding one, showing one: {:.1f} ms, {:.1f} ms, {:.1f} ms".format(opening(large), *within(large))
        )
        many, few = against(command(large, "list"), command(small, "list"))
        print(
            f"list of {chosen.count} / list of 10, piped: {many / few:.2f} ({many * 1000:.0f} ms, {few * 1000:.0f} ms)"
        )
        many, few = against(command(large, "list", "--json"), command(small, "list", "--json"), 5)
        print(f"list --json, likewise: {many / few:.2f}")
        many, few = against(command(large, "list", "python", "safety"), command(small, "list", "python", "safety"), 5)
        print(f"search, likewise: {many / few:.2f}")
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()

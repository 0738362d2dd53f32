"""Small wallets for tests: cheap to unlock, with a clock and randomness that a test commands."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wallet import vault
from wallet.errors import Damaged, NoWallet
from wallet.vault import Cost, Created, Files, Item, Passphrase, Place, Vault

CHEAP = Cost(64, 1, 1)
PASSPHRASE = b"correct horse"
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still unless it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class Quick(Files):
    """Does not wait for the disk: what a power cut would do is the business of the tests about power cuts."""

    def sync(self, handle: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


@dataclass
class Desk:
    """One computer: its memory, its cache, and a wallet folder on it."""

    folder: Path
    name: str = "wallet"
    files: Files = field(default_factory=Quick)
    clock: Clock = field(default_factory=Clock)
    random: Callable[[int], bytes] = field(default_factory=lambda: random.Random(7).randbytes)

    @property
    def place(self) -> Place:
        return Place(self.folder / self.name, self.folder / "state", self.folder / "cache")

    @property
    def wallet(self) -> Path:
        return self.folder / self.name

    def exists(self) -> bool:
        """Whether there is a wallet, or what is left of one."""
        try:
            vault.look(self.place)
        except NoWallet:
            return False
        except Damaged:
            pass
        return True

    def create(self) -> Created:
        return vault.create(self.place, PASSPHRASE, cost=CHEAP, clock=self.clock, random=self.random, files=self.files)

    def open(self, passphrase: bytes = PASSPHRASE) -> Vault:
        return vault.open(self.place, Passphrase(passphrase), clock=self.clock, random=self.random, files=self.files)

    def other(self, folder: Path, seed: int = 8) -> "Desk":
        """A second computer with a copy of this wallet folder."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.wallet, folder / self.name)
        return Desk(folder, self.name, random=random.Random(seed).randbytes, clock=self.clock)

    def pack_files(self) -> list[Path]:
        return sorted((self.wallet / "packs").glob("*/*.wvp"))

    def age(self, seconds: float = 3600) -> None:
        """Make every file look as if it had been there for a while."""
        then = self.clock().timestamp() - seconds
        for path in self.all_files():
            os.utime(path, (then, then))

    def all_files(self) -> list[Path]:
        return sorted(path for path in self.wallet.rglob("*") if path.is_file())


def credential(number: int, size: int = 300) -> Item:
    """A made-up credential whose words can be searched for in files."""
    text = f'{{"title":"Findable Title {number}","issuer":"Findable Issuer","text":"{"learning " * (size // 9)}"}}'
    return Item("credential", text.encode(), {"title": f"Findable Title {number}", "issuer": "Findable Issuer"})


def held(opened: Vault) -> dict[bytes, bytes]:
    """Every credential of a wallet, by id."""
    return {one.id: opened.body(one.id) for one in opened.objects("credential")}


def union(*desks: Desk) -> None:
    """What a file sync does: every file that any of them has, everywhere."""
    for source in desks:
        for target in desks:
            if source is not target:
                shutil.copytree(source.wallet, target.wallet, dirs_exist_ok=True)


def items(start: int, stop: int) -> Iterator[Item]:
    return (credential(number) for number in range(start, stop))

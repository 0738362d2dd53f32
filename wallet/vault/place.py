"""Where a wallet is, and what this computer remembers of it.  FORMAT.md, sections 1 and 7.

Memory is kept per place, not per wallet.  So it is noticed when a folder is
swapped for another, and two copies on one computer count as two devices.
"""

import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from wallet.codec import strictjson
from wallet.errors import Damaged, Refused, Unreadable, UsageError
from wallet.model import JsonObject
from wallet.vault.files import Files, check_folder, make_folders, reading
from wallet.vault.fold import Frontier
from wallet.vault.sealing import HEAD_LIMIT, HEAD_STEP, Keys, canonical, digest, frame, unframe
from wallet.wording import say

HEADER_LIMIT = 64 * 1024
SUITE = "xaes256gcm+hkdf-sha256"
_HEADER_KEYS = {"format", "version", "suite", "vault_id", "required", "optional", "mac"}
_OURS = {"keys", "packs", "tmp", "README.txt"}
"""What a wallet that is being made puts into its folder before ``wallet.json``."""
Random = Callable[[int], bytes]


@dataclass(frozen=True)
class Place:
    """The folders of one wallet on this computer; none need exist yet."""

    wallet: Path
    state: Path
    """What is remembered of all wallets; never synced."""
    cache: Path

    @cached_property
    def root(self) -> Path:
        """The wallet folder with symbolic links resolved."""
        return Path(os.path.realpath(self.wallet))

    @cached_property
    def id(self) -> bytes:
        """Sixteen bytes that name this place."""
        return sha256(os.fsencode(self.root)).digest()[:16]

    @property
    def header(self) -> Path:
        """``wallet.json``: what says that this is a wallet."""
        return self.root / "wallet.json"

    @property
    def slots(self) -> Path:
        """Folder of the key slots."""
        return self.root / "keys"

    @property
    def packs(self) -> Path:
        """Folder of the packs."""
        return self.root / "packs"

    @property
    def temporary(self) -> Path:
        """Folder of files that have no final name yet; never synced."""
        return self.root / "tmp"

    @property
    def aside(self) -> Path:
        """Folder of what was found broken; never synced."""
        return self.root / "lost+found"

    @property
    def memory(self) -> Path:
        """Folder of what this computer remembers of this place."""
        return self.state / "places" / self.id.hex()

    @property
    def note(self) -> Path:
        """``place.json``: which wallet was last met here."""
        return self.memory / "place.json"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.memory / "lock"

    @property
    def cached(self) -> Path:
        """Folder of the cache."""
        return self.cache / self.id.hex()

    def relative(self, path: Path) -> str:
        """A path as seen from the wallet folder."""
        return path.relative_to(self.root).as_posix()

    def pack(self, name: str) -> Path:
        """The file of a pack."""
        return self.packs / name[:2] / f"{name}.wvp"


def check_unused(files: Files, place: Place) -> None:
    """Refuse to make a wallet in a folder that is unsafe or holds somebody's files.

    What an interrupted run of ours left is no obstacle.  Raises
    :class:`~wallet.errors.UsageError` (``folder_in_use``) and
    :class:`~wallet.errors.Damaged` (``unsafe_folder``).
    """
    with reading(say("the folder")):
        check_folder(files, place.root)
        if any(not name.startswith(".") and name not in _OURS for name in files.names(place.root)):
            raise UsageError(
                say("{root} holds other files", root=place.root),
                hint=say("choose an empty folder with --wallet"),
                slug="folder_in_use",
            )


def make_wallet_folders(files: Files, place: Place) -> None:
    """Make the folders of a wallet, for the owner alone."""
    for folder in (place.root, place.slots, place.packs, place.temporary):
        make_folders(files, folder)
        files.restrict(folder)


def make_header(keys: Keys) -> bytes:
    """``wallet.json`` of a new wallet."""
    header = {
        "format": "wallet-vault",
        "version": 1,
        "suite": SUITE,
        "vault_id": keys.vault_id.hex(),
        "required": [],
        "optional": [],
    }
    return canonical({**header, "mac": keys.header_mac(header).hex()})


def read_header(data: bytes) -> JsonObject:
    """``wallet.json``, checked as far as it can be without a key.

    Raises :class:`~wallet.errors.Damaged`, slug ``header_damaged`` or ``too_new``.
    """
    try:
        header = strictjson.loads(data, limit=HEADER_LIMIT)
        sound = isinstance(header, dict) and canonical(header) == data and header.get("format") == "wallet-vault"
    except (Unreadable, Refused):
        sound = False
    if not sound:
        raise header_damaged()
    if header.get("version") != 1 or header.get("required") != [] or header.get("suite") != SUITE:
        raise Damaged(
            say("a newer version of wallet made this wallet"),
            hint=say("upgrade wallet on this computer"),
            slug="too_new",
        )
    ids = [header.get("vault_id"), header.get("mac")]
    if set(header) != _HEADER_KEYS or [len(v) if isinstance(v, str) else 0 for v in ids] != [32, 64]:
        raise header_damaged()
    return header  # type: ignore[no-any-return]  # an isinstance check above, out of mypy's sight


def check_header(header: JsonObject, keys: Keys) -> None:
    """Whether ``wallet.json`` is as the holder of the key wrote it.  Raises ``header_damaged``."""
    unsigned = {key: value for key, value in header.items() if key != "mac"}
    if header["mac"] != keys.header_mac(unsigned).hex() or header["vault_id"] != keys.vault_id.hex():
        raise header_damaged()


def header_damaged() -> Damaged:
    """The error for a ``wallet.json`` that is not what was written."""
    return Damaged(say("wallet.json is damaged"), hint="wallet repair", slug="header_damaged")


def make_note(place: Place, vault_id: str, slots: Collection[str] = (), epoch: int = 1) -> bytes:
    """``place.json``: which wallet was last met here, and under a root key of which epoch.

    ``slots`` are the files of its keys folder that it listed as its own.
    """
    path = os.fsencode(place.root).hex()
    return canonical({"epoch": epoch, "path": path, "vault_id": vault_id, "version": 1, "slots": sorted(slots)})


def noted_wallet(data: bytes) -> str:
    """The ``vault_id`` in ``place.json``; empty when it cannot be read: then nothing is remembered."""
    found = _noted(data).get("vault_id")
    return found if isinstance(found, str) else ""


def noted_slots(data: bytes) -> frozenset[str]:
    """The key slots and links in ``place.json``, by their file names; none when it cannot be read."""
    found = _noted(data).get("slots")
    return frozenset(name for name in found if isinstance(name, str)) if isinstance(found, list) else frozenset()


def noted_epoch(data: bytes) -> int:
    """The epoch in ``place.json``; 0 when it cannot be read: then nothing is remembered."""
    found = _noted(data).get("epoch")
    return found if type(found) is int else 0


def _noted(data: bytes) -> JsonObject:
    try:
        note = strictjson.loads(data, limit=HEADER_LIMIT)
    except Unreadable:
        return {}
    return note if isinstance(note, dict) else {}


def read_note(files: Files, place: Place) -> bytes:
    """The bytes of ``place.json``; none before there is one.  May raise ``OSError``."""
    return files.read(place.note, HEADER_LIMIT) if files.info(place.note) else b""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the folder held when this computer last used it, and the name of this computer as a writer."""

    dev: str
    """Eight random bytes, hex: this place as a writer."""
    marks: dict[str, int] = field(default_factory=dict)
    """Highest sequence number seen of each device."""
    heads: tuple[str, ...] = ()
    hlc: tuple[int, int] = (0, 0)

    def after(self, frontier: Frontier, dev: str, aside: Collection[str] = ()) -> "Seen":
        """What is remembered once ``frontier`` was met.

        Packs that are there and do not count now, ``aside``, stay among the newest: should they go, they are missed.
        """
        heads = frontier.heads | {name for name in self.heads if name in aside}
        devices = frontier.devices | self.marks.keys()
        marks = {name: max(frontier.last(name), self.marks.get(name, 0)) for name in devices}
        return Seen(dev, marks, tuple(sorted(heads)), max(frontier.hlc, self.hlc))

    def sealed(self, keys: Keys, place: Place, nonce: bytes) -> bytes:
        """The bytes of ``seen.bin``."""
        value = {"dev": self.dev, "marks": self.marks, "heads": list(self.heads), "hlc": list(self.hlc)}
        return keys.state.seal(nonce, _seen_label(keys, place), frame(canonical(value), HEAD_STEP))


def read_seen(keys: Keys, place: Place, data: bytes) -> Seen:
    """What ``seen.bin`` says.  Raises :class:`~wallet.errors.Damaged`, slug ``seen_damaged``."""
    for own in (keys, *keys.others):  # the root key may have been changed on another device
        with suppress(Damaged, Unreadable, KeyError, TypeError, ValueError, AttributeError):
            plain = unframe(own.state.open(_seen_label(keys, place), data), HEAD_STEP, HEAD_LIMIT)
            value = strictjson.loads(plain, limit=HEAD_LIMIT)
            milliseconds, counter = value["hlc"]
            return Seen(value["dev"], dict(value["marks"]), tuple(value["heads"]), (milliseconds, counter))
    raise Damaged(say("what this computer remembers of the wallet is damaged"), slug="seen_damaged")


def _seen_label(keys: Keys, place: Place) -> bytes:
    return b"seen\0" + keys.vault_id + place.id


def readme() -> bytes:
    """``README.txt``: for whoever finds the folder without the program."""
    return _README.encode()


def fingerprint(vault_id: bytes, heads: set[str]) -> str:
    """Twelve letters that two devices with the same content share."""
    from base64 import b32encode

    content = vault_id + b"".join(bytes.fromhex(name) for name in sorted(heads))
    return b32encode(sha256(content).digest()).decode().lower()[:12]


def slot_file_name(data: bytes) -> str:
    """The name of a slot file, from its content."""
    return digest(data) + ".json"


_README = """\
This folder is an encrypted wallet for learning credentials (format wallet-vault/1).

Keep all of it together. You may copy or sync it: packs/ and keys/ only ever gain
files, and the union of two copies is a sound wallet. tmp/ need not be copied.

To open it on any computer with Python 3.11 or newer:

    pip install learner-wallet
    wallet --wallet THIS_FOLDER list

You need the passphrase, or a recovery code of this wallet (it starts with
"walletrescue1"). Without one of them nobody can read it, and nobody can reset
them.

If files are damaged or missing, wallet says which ones. Put copies of those files
back from a backup or another device; the rest stays readable meanwhile.
"""

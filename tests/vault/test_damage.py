"""Whatever happens to the folder, an answer is right, or a typed error, or comes with a finding."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from vault_desk import PASSPHRASE, Desk, Quick, credential, held, items

from wallet import vault
from wallet.errors import Damaged, Locked, NoWallet, WalletError
from wallet.vault import Cost, Vault, packs, slots
from wallet.vault.outside import FILES_LIMIT
from wallet.vault.sealing import Keys, canonical, digest
from wallet.vault.upkeep import check


@pytest.fixture
def small(desk: Desk) -> Desk:
    """A wallet with two credentials, each in a pack of its own, that has lain there for a while."""
    made = desk.create().vault
    made.add([credential(1)])
    made.add([credential(2)])
    desk.age()
    return desk


def kinds(opened: Vault) -> set[str]:
    opened.objects("credential")
    return {finding.slug for finding in opened.findings}


def assert_safe(desk: Desk, expected: dict[bytes, bytes]) -> set[str]:
    """Open a wallet that something happened to; what it says must be true or be marked as incomplete."""
    try:
        opened = desk.open()
        found = held(opened)
    except WalletError as error:
        return {error.kind if error.kind in TYPED else pytest.fail(error.kind)}
    findings = kinds(opened)
    assert found.items() <= expected.items()
    assert found == expected or findings & INCOMPLETE, findings
    return findings


TYPED = {
    "header_damaged", "header_missing", "slot_damaged", "wrong_secret", "too_new", "pack_damaged", "other_wallet",
    "unsafe_folder", "locked", "no_wallet", "wallet_unreadable",
}  # fmt: skip
INCOMPLETE = {"pack_damaged", "pack_arriving", "pack_missing", "rolled_back", "too_new"}


def forget(desk: Desk) -> None:
    """Another computer, which knows nothing of this wallet yet."""
    shutil.rmtree(desk.folder / "state", ignore_errors=True)
    shutil.rmtree(desk.folder / "cache", ignore_errors=True)


def test_every_byte_of_header_and_slots(small: Desk) -> None:
    expected = held(small.open())
    for path in [small.wallet / "wallet.json", *sorted((small.wallet / "keys").iterdir())]:
        good = path.read_bytes()
        for place in range(len(good)):
            path.write_bytes(good[:place] + bytes((good[place] ^ 1,)) + good[place + 1 :])
            found = assert_safe(small, expected)
            assert found, (path.name, place)
        for size in range(0, len(good), 7):
            path.write_bytes(good[:size])
            assert assert_safe(small, expected), (path.name, size)
        path.write_bytes(good)
    assert assert_safe(small, expected) == set()


def test_bytes_and_lengths_of_packs(small: Desk) -> None:
    expected = held(small.open())
    for path in small.pack_files():
        good = path.read_bytes()
        for place in [*range(24), *range(24, len(good), 257)]:
            path.write_bytes(good[:place] + bytes((good[place] ^ 1,)) + good[place + 1 :])
            assert assert_safe(small, expected) & INCOMPLETE
        for size in (0, 1, 19, 20, 1000, len(good) - 1):
            path.write_bytes(good[:size])
            assert assert_safe(small, expected) & INCOMPLETE
        path.write_bytes(good + b"x")
        assert assert_safe(small, expected) & INCOMPLETE
        path.write_bytes(good)
    assert assert_safe(small, expected) == set()


@pytest.mark.long
def test_everything_that_can_be_done_to_one_file(small: Desk) -> None:
    """Every byte of every file with three masks, every length, and bytes at the end."""
    expected = held(small.open())
    places = [p for p in small.all_files() if p.name != "README.txt"] + sorted(small.place.memory.glob("*.*"))
    tried = 0
    for path in places:
        good = path.read_bytes()
        changes = [good[:n] + bytes((byte ^ mask,)) + good[n + 1 :] for n, byte in enumerate(good) for mask in MASKS]
        changes += [*(good[:size] for size in range(len(good))), good + b"x", good + bytes(4096)]
        for changed in changes:
            path.write_bytes(changed)
            found = assert_safe(small, expected)
            assert found or path.parent == small.place.memory, path.name
            tried += 1
            if path.name == "seen.bin":
                small.open()  # what was remembered is remembered again, and that is all there is to it
        path.write_bytes(good)
        small.age()
    assert tried > 40_000
    forget(small)
    assert assert_safe(small, expected) == set()


MASKS = (0x01, 0x80, 0xFF)


def test_every_byte_of_a_pack_under_its_true_new_name(small: Desk) -> None:
    """Somebody without the key changes a byte and gives the file the name that fits."""
    keys = small.open().keys
    for path in small.pack_files()[:1]:
        good = path.read_bytes()
        for place in range(len(good)):
            changed = good[:place] + bytes((good[place] ^ 1,)) + good[place + 1 :]
            with pytest.raises(Damaged) as caught:
                packs.read(keys, digest(changed), changed)
            assert caught.value.kind in ("pack_damaged", "too_new", "no_key")


def rename_truly(path: Path, data: bytes, root: Path) -> Path:
    name = digest(data)
    target = root / "packs" / name[:2] / f"{name}.wvp"
    target.parent.mkdir(exist_ok=True, mode=0o700)
    path.unlink()
    target.write_bytes(data)
    return target


def test_a_removed_credential_does_not_come_back_by_padding_its_pack_anew(small: Desk) -> None:
    opened = small.open()
    (target,) = [one.id for one in opened.objects("credential") if opened.body(one.id) == credential(1).body]
    origin = opened.contents.locate(target)
    assert origin is not None
    opened.drop([target])
    path = small.place.pack(origin.pack)
    for padding in (b"\0" * 256, os.urandom(4096)):
        copy = small.wallet / "copy"
        copy.write_bytes(path.read_bytes())
        planted = rename_truly(copy, path.read_bytes() + padding, small.wallet)
        found = small.open()
        assert target not in held(found)
        assert "pack_damaged" in kinds(found)
        planted.unlink()


def test_a_deleted_pack_is_missed(small: Desk) -> None:
    frontier = small.open().contents.frontier
    for path in small.pack_files():
        data = path.read_bytes()
        path.unlink()
        slug = "rolled_back" if path.stem in frontier.heads else "pack_missing"
        assert slug in kinds(small.open())
        path.write_bytes(data)
    assert kinds(small.open()) == set()


def test_an_older_copy_is_noticed_and_not_built_upon(small: Desk, tmp_path: Path) -> None:
    shutil.copytree(small.wallet, tmp_path / "old")
    newer = small.open()
    newer.add([credential(3)])
    shutil.rmtree(small.wallet)
    shutil.copytree(tmp_path / "old", small.wallet)
    opened = small.open()
    assert len(held(opened)) == 2
    assert "rolled_back" in kinds(opened)
    before = small.all_files()
    with pytest.raises(Damaged) as caught:
        opened.add([credential(4)])
    assert caught.value.kind == "rolled_back"
    assert small.all_files() == before
    with pytest.raises(Damaged):
        newer.add([credential(4)])  # also whoever had it open
    assert "rolled_back" in kinds(small.open())  # looking does not make it forgotten


def test_a_rollback_heals_when_the_newer_files_arrive(small: Desk, tmp_path: Path) -> None:
    shutil.copytree(small.wallet, tmp_path / "old")
    small.open().add([credential(3)])
    small.wallet.rename(tmp_path / "new")
    shutil.copytree(tmp_path / "old", small.wallet)
    assert "rolled_back" in kinds(small.open())
    shutil.copytree(tmp_path / "new", small.wallet, dirs_exist_ok=True)
    assert kinds(small.open()) == set()
    small.open().add([credential(4)])
    assert len(held(small.open())) == 4


def test_another_wallet_in_the_same_place(small: Desk, tmp_path: Path) -> None:
    stranger = Desk(tmp_path, random=Random(99).randbytes)
    stranger.create()
    shutil.rmtree(small.wallet)
    shutil.copytree(stranger.wallet, small.wallet)
    with pytest.raises(Damaged) as caught:
        small.open()
    assert caught.value.kind == "other_wallet"
    assert "wallet repair --accept-other-wallet" in (caught.value.hint or "")


def test_packs_and_slots_of_another_wallet(small: Desk, tmp_path: Path) -> None:
    expected = held(small.open())
    stranger = Desk(tmp_path, random=Random(99).randbytes)
    stranger.create().vault.add([credential(9)])
    shutil.copytree(stranger.wallet / "packs", small.wallet / "packs", dirs_exist_ok=True)
    shutil.copytree(stranger.wallet / "keys", small.wallet / "keys", dirs_exist_ok=True)
    small.age(0)
    assert assert_safe(small, expected) == {"pack_arriving", "slot_damaged", "slot_unlisted"}
    small.age()
    assert assert_safe(small, expected) == {"pack_damaged", "slot_damaged", "slot_unlisted"}


@pytest.mark.parametrize("memory", [True, False])
def test_every_pair_of_files_exchanged(small: Desk, *, memory: bool) -> None:
    expected = held(small.open())
    files = [path for path in small.all_files() if path.name != "README.txt"]
    for n, one in enumerate(files):
        for other in files[n + 1 :]:
            if not memory:
                forget(small)
            first, second = one.read_bytes(), other.read_bytes()
            one.write_bytes(second)
            other.write_bytes(first)
            small.age()
            assert assert_safe(small, expected), (one.name, other.name)
            one.write_bytes(first)
            other.write_bytes(second)
    small.age()
    assert assert_safe(small, expected) == set()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"version": 2}, id="version"),
        pytest.param({"required": ["x"]}, id="required"),
        pytest.param({"suite": "other"}, id="suite"),
    ],
)
def test_headers_of_a_newer_version(small: Desk, change: dict[str, object]) -> None:
    path = small.wallet / "wallet.json"
    path.write_bytes(canonical(json.loads(path.read_bytes()) | change))
    with pytest.raises(Damaged) as caught:
        small.open()
    assert (caught.value.kind, caught.value.exit_code) == ("too_new", 13)


@pytest.mark.parametrize(
    "change", [{"mac": "00" * 32}, {"optional": ["x"]}, {"vault_id": "00" * 16}, {"mac": 7}, {"x": 1}]
)
def test_headers_that_the_key_did_not_write(small: Desk, change: dict[str, object]) -> None:
    forget(small)
    path = small.wallet / "wallet.json"
    path.write_bytes(canonical(json.loads(path.read_bytes()) | change))
    with pytest.raises(Damaged) as caught:
        small.open()
    assert caught.value.kind in ("header_damaged", "slot_damaged")


def test_a_missing_header_is_not_no_wallet(small: Desk) -> None:
    (small.wallet / "wallet.json").unlink()
    for attempt in (small.open, small.create):
        with pytest.raises(Damaged) as caught:
            attempt()
        assert caught.value.kind == "header_missing"
    assert len(small.pack_files()) == 3


def test_an_empty_folder_is_no_wallet(desk: Desk) -> None:
    desk.wallet.mkdir()
    with pytest.raises(NoWallet):
        desk.open()


def test_all_slots_gone(small: Desk) -> None:
    for path in (small.wallet / "keys").iterdir():
        path.write_bytes(b"{}")
    with pytest.raises(Damaged) as caught:
        small.open()
    assert caught.value.kind == "slot_damaged"


def test_a_damaged_passphrase_slot_leaves_the_recovery_code(desk: Desk) -> None:
    made, code = desk.create()
    made.add([credential(1)])
    for path in (desk.wallet / "keys").iterdir():
        if b"argon2id" in path.read_bytes():
            path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Locked):
        desk.open()
    opened = vault.open(desk.place, vault.RecoveryCode(code), clock=desk.clock)
    assert len(held(opened)) == 1
    assert "slot_damaged" in kinds(opened)


def test_a_slot_that_the_wallet_does_not_list(small: Desk) -> None:
    keys: Keys = small.open().keys
    data = slots.passphrase_slot(keys, b"other", Cost(64, 1, 1), bytes(16))
    (small.wallet / "keys" / f"{digest(data)}.json").write_bytes(data)
    assert kinds(small.open()) == {"slot_unlisted"}
    assert kinds(small.open(b"other")) == {"slot_unlisted"}
    (said,) = small.open().problems
    assert said.endswith(f"to take it away: wallet slots remove {digest(data)[:12]}")
    (small.wallet / "keys" / f"{'0' * 64}.json").write_bytes(data)
    assert any("to put it aside: wallet repair" in message for message in small.open().problems)
    for number in range(40):
        (small.wallet / "keys" / f"{number:02x}{'0' * 62}.json").write_bytes(b"planted")
    assert sum(problem.slug == "slot_unlisted" for problem in small.open().findings) == slots.SLOTS_LIMIT + 1


@pytest.mark.parametrize("planted", [16, 200])
def test_slots_that_anybody_added_keep_nobody_out(small: Desk, tmp_path: Path, planted: int) -> None:
    """Whoever can write to the folder makes many, of a later epoch and with names that come first."""
    vault_id = small.open().keys.vault_id
    new = small.other(tmp_path / "new")
    for number in range(2 * planted):
        fake = Keys(number.to_bytes(32, "big"), vault_id, 9)
        data = slots.passphrase_slot(fake, b"evil", Cost(8, 1, 1), number.to_bytes(16, "big"))
        for desk in (small, new):
            (desk.place.slots / f"{digest(data)}.json").write_bytes(data)
    assert kinds(small.open()) == {"slot_unlisted"}
    left_out = 2 * planted + 2 - FILES_LIMIT
    with pytest.raises(Locked) as caught:
        new.open(b"wrong")
    if left_out > 0:
        assert f"no key slot that was tried fits, and {left_out} were not" in caught.value.message
    else:
        assert caught.value.message == "the passphrase is wrong"
        assert held(new.open()) == held(small.open()), "also where nothing is known of this wallet"
    small.place.header.unlink()
    assert held(vault.rescue(small.place, vault.Passphrase(PASSPHRASE), files=small.files))


def test_what_somebody_planted_slows_down_one_unlocking_only(small: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    small.open()
    fake = Keys(bytes(32), small.open().keys.vault_id, 9)
    data = slots.passphrase_slot(fake, b"evil", Cost(8, 1, 1), bytes(16))
    (small.place.slots / f"{digest(data)}.json").write_bytes(data)
    tried: list[int] = []
    derive = slots.derive
    monkeypatch.setattr(slots, "derive", lambda *given: tried.append(given[2]) or derive(*given))  # type: ignore[func-returns-value] # to do both
    for expected in ([64, 8], [64], [64]):
        tried.clear()
        assert kinds(small.open()) == {"slot_unlisted"}
        assert tried == expected
    for instead in (b"", b"[]", b'{"a":1}', b'{"a":[1]}', b"\xff"):
        (small.place.memory / "tried.json").write_bytes(instead)
        assert kinds(small.open()) == {"slot_unlisted"}
    (small.place.slots / f"{digest(data)}.json").unlink()
    assert kinds(small.open()) == set()


def test_what_is_no_pack_is_read_once(small: Desk) -> None:
    """Files of 256 MiB of zeros take next to no room, and seconds to hash."""
    opened = small.open()
    size = 1 << 20
    key, no_key = opened.keys.key_id, bytes(8)
    contents = [
        b"WVPK" + bytes((0, 0, 0, version)) + name + bytes(size) for version, name in ((1, key), (1, no_key), (2, key))
    ]
    for name, data in [*((digest(data), data) for data in contents), ("0" * 64, bytes(size))]:
        path = small.place.pack(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(data)
    small.age()
    small.clock.at = datetime.now(UTC) + timedelta(days=1)
    first = kinds(small.open())
    assert first >= {"pack_damaged", "too_new"}
    read: list[int] = []

    class Counting(Quick):
        def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
            found = super().read(path, limit, offset)
            read.append(len(found))
            return found

    small.files = Counting()
    assert kinds(small.open()) == first
    assert max(read) < size, "nothing was read again but what is small"
    check(small.open())
    assert max(read) >= size, "who looks for damage reads everything"
    for instead in (b"", b"[]", b'{"a":1,"b":[]}', b"\xff"):
        (small.place.cached / "rejects.json").write_bytes(instead)
        assert kinds(small.open()) == first


def test_a_broken_file_that_is_put_right_is_read_again(small: Desk) -> None:
    """Even where whatever copied it gave it the size and the date that it had."""
    small.clock.at = datetime.now(UTC) + timedelta(days=1)
    expected = held(small.open())
    path = small.place.pack(small.open().contents.locate(min(expected)).pack)
    good, times = path.read_bytes(), path.stat()
    for _ in range(2):
        path.write_bytes(bytes(len(good)))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        opened = small.open()
        assert "pack_damaged" in {problem.slug for problem in opened.findings}
        assert not expected.items() <= held(opened).items()
        path.write_bytes(good)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        opened.add([credential(77)])
        assert "pack_damaged" not in {problem.slug for problem in opened.findings}
        assert held(small.open()).items() >= expected.items()


def test_a_file_still_on_its_way(small: Desk) -> None:
    path = small.pack_files()[0]
    path.write_bytes(path.read_bytes()[:100])
    os.utime(path, (small.clock().timestamp() - 60,) * 2)
    assert "pack_arriving" in kinds(small.open())
    small.clock.forward(minutes=20)
    assert "pack_damaged" in kinds(small.open())


def test_conflict_copies_are_mentioned(small: Desk) -> None:
    path = small.pack_files()[0]
    shutil.copy(path, path.with_name(path.stem + ".sync-conflict-20260301.wvp"))
    assert kinds(small.open()) == {"stray_file"}


def test_a_clock_in_the_future_is_mentioned(small: Desk) -> None:
    small.clock.forward(days=30)
    small.open().add([credential(3)])
    small.clock.forward(days=-30)
    opened = small.open()
    assert kinds(opened) == {"clock_ahead"}
    opened.set("wallet", "name", "later")
    opened.set("wallet", "name", "latest")
    assert small.open().about("wallet") == {"name": "latest"}
    assert kinds(small.open()) == set(), "once the clock is right there is nothing left to set right"


def test_a_copied_machine_is_mentioned(desk: Desk, tmp_path: Path) -> None:
    desk.create().vault.add([credential(1)])
    place, clone = desk.folder, tmp_path / "image"
    shutil.copytree(place, clone)
    desk.open().add([credential(2)])
    shutil.copytree(desk.wallet / "packs", clone / "later")
    shutil.rmtree(place)
    shutil.copytree(clone, place)
    shutil.rmtree(place / "later")
    desk.random = Random(5).randbytes
    desk.open().add([credential(3)])
    shutil.copytree(clone / "later", desk.wallet / "packs", dirs_exist_ok=True)
    assert "device_fork" in kinds(desk.open())
    desk.open().add([credential(4)])
    assert len(held(desk.open())) == 4
    assert len(desk.open().contents.frontier.runs) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 2000, None])
def test_lost_memory_is_no_obstacle(small: Desk, damage: bytes | None) -> None:
    seen = small.place.memory / "seen.bin"
    if damage is None:
        shutil.rmtree(small.place.memory)
    else:
        seen.write_bytes(damage)
    small.random = Random(77).randbytes
    opened = small.open()
    assert len(held(opened)) == 2
    assert kinds(opened) == (set() if damage is None else {"seen_damaged"})
    small.open().add([credential(3)])
    assert kinds(small.open()) == set()
    assert len(held(small.open())) == 3


@pytest.mark.parametrize("name", ["", "keys", "packs", "tmp"])
def test_folders_that_others_may_write_to_are_refused(small: Desk, name: str) -> None:
    opened = small.open()
    (small.wallet / name).chmod(0o777)
    attempt = (lambda: opened.add([credential(3)])) if name == "tmp" else small.open
    with pytest.raises(Damaged) as caught:
        attempt()
    assert caught.value.kind == "unsafe_folder"
    assert "chmod" in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["tmp", "packs", "keys"])
def test_folders_that_are_links_are_refused(small: Desk, tmp_path: Path, name: str) -> None:
    opened = small.open()
    shutil.move(small.wallet / name, tmp_path / "elsewhere")
    (small.wallet / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Damaged) as caught:
        opened.add([credential(3)])
    assert caught.value.kind == "unsafe_folder"


def link_to(path: Path) -> None:
    shutil.move(path, path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("instead", [link_to, fifo, folder])
@pytest.mark.parametrize("which", ["wallet.json", "keys", "packs"])
def test_things_that_are_no_files_are_not_read(small: Desk, which: str, instead: Callable[[Path], None]) -> None:
    expected = held(small.open())
    path = small.wallet / which
    if path.is_dir():
        path = next(file for file in sorted(path.rglob("*")) if file.is_file())
    instead(path)
    assert assert_safe(small, expected)


def test_a_pack_folder_that_is_a_link_is_not_written_to(small: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for number in range(256):
        target = small.wallet / "packs" / f"{number:02x}"
        if not target.exists():
            target.symlink_to(outside)
    refused = set()
    for number in range(3, 9):
        try:
            small.open().add([credential(number)])
        except Damaged as error:
            refused.add(error.kind)
    assert refused == {"unsafe_folder"}
    assert list(outside.iterdir()) == []


def test_damage_in_a_cached_pack_is_found_when_it_is_opened(desk: Desk) -> None:
    made = desk.create().vault
    ids = [one.id for one in made.add(items(0, 300))]
    path = max(desk.pack_files(), key=lambda p: p.stat().st_size)
    good = path.read_bytes()
    where = desk.open().contents.locate(ids[9])
    assert where is not None
    middle = where.offset + where.length // 2
    path.write_bytes(good[:middle] + bytes((good[middle] ^ 1,)) + good[middle + 1 :])
    desk.age()
    with pytest.raises(Damaged) as caught:
        desk.open().body(ids[9])
    assert caught.value.kind == "pack_damaged"
    assert "pack_damaged" in kinds(desk.open())
    path.write_bytes(good)
    assert desk.open().body(ids[9]) == credential(9).body
    assert kinds(desk.open()) == set()


def test_the_other_copy_of_an_object_is_used_when_one_is_damaged(desk: Desk, tmp_path: Path) -> None:
    desk.create()
    laptop = desk.other(tmp_path / "laptop")
    (added,) = desk.open().add([credential(1)])
    laptop.open().add([credential(1)])
    shutil.copytree(laptop.wallet / "packs", desk.wallet / "packs", dirs_exist_ok=True)
    opened = desk.open()
    where = opened.contents.locate(added.id)
    assert where is not None
    desk.place.pack(where.pack).write_bytes(b"junk")
    assert opened.body(added.id) == credential(1).body
    assert desk.open().body(added.id) == credential(1).body


def test_what_was_damaged_since_it_was_listed_is_kept_when_it_is_imported_again(desk: Desk) -> None:
    desk.create().vault.add(items(0, 300))
    path = max(desk.pack_files(), key=lambda p: p.stat().st_size)
    path.write_bytes(b"junk")
    desk.age()
    again = desk.open()
    assert len(again.objects("credential")) == 300, "the cache knows them all"
    added = again.add(items(7, 9))
    assert [one.already_held for one in added] == [False, False]
    assert set(held(desk.open()).values()) == {one.body for one in items(7, 9)}
    assert all(one.already_held for one in desk.open().add(items(7, 9)))

"""Fewer packs, another root key, mending: nothing that was added is lost, and nothing broken is deleted."""

import errno
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from vault_desk import CHEAP, PASSPHRASE, Desk, Quick, credential, held, items, union

from wallet import vault as vaults
from wallet.errors import Damaged, Locked, UsageError, WalletError
from wallet.vault import Passphrase, RecoveryCode, RootKey, Vault, slots
from wallet.vault.access import change_slots, key_slots
from wallet.vault.compaction import adopt_late, compact, forgo_missing, rekey, unite
from wallet.vault.links import link
from wallet.vault.sealing import Keys, canonical, digest
from wallet.vault.upkeep import check, repair

DECRYPT = Path(__file__).with_name("decrypt.py")


def independent(desk: Desk, passphrase: bytes = PASSPHRASE) -> dict[str, str]:
    """What a reader that was written from FORMAT.md alone finds: bodies by id."""
    run = subprocess.run(
        [sys.executable, str(DECRYPT), str(desk.wallet)], input=passphrase, capture_output=True, check=True
    )
    objects = json.loads(run.stdout)["objects"]
    return {key: one["body"] for key, one in objects.items() if one["kind"] == "credential"}


def as_hex(opened: Vault) -> dict[str, str]:
    return {key.hex(): body.hex() for key, body in held(opened).items()}


def new_key(desk: Desk, passphrase: bytes = b"new") -> Vault:
    opened = desk.open()
    return rekey(opened, lambda keys: [slots.passphrase_slot(keys, passphrase, CHEAP, desk.random(16))])


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Five packs: additions, a tag that changed, a note, a removal."""
    made = desk.create().vault
    first, second, _ = (one.id for one in made.add(items(0, 3)))
    made.set(first.hex(), "tag:python", value=True)
    made.set(first.hex(), "note", "old")
    made.add(items(3, 5))
    made.set(first.hex(), "note", "new")
    made.drop([second])
    return desk


def told(opened: Vault) -> object:
    return as_hex(opened), [(one.id, one.summary, one.about) for one in opened.objects("credential")]


def test_compacting_keeps_everything(filled: Desk) -> None:
    before = told(filled.open())
    done = compact(filled.open())
    assert (done.after, done.taken_away, done.waiting) == (1, 0, done.before)
    opened = filled.open()
    assert told(opened) == before
    assert opened.problems == ()
    assert independent(filled) == as_hex(opened)


def test_replaced_packs_go_after_thirty_days(filled: Desk) -> None:
    compact(filled.open())
    before = told(filled.open())
    filled.clock.forward(days=29)
    assert compact(filled.open()).taken_away == 0
    filled.clock.forward(days=2)
    done = compact(filled.open())
    assert (done.before, done.after, done.waiting) == (1, 1, 0)
    assert done.taken_away > 0
    assert len(filled.pack_files()) == 1
    assert told(filled.open()) == before
    assert filled.open().problems == ()
    assert compact(filled.open())[2:] == (0, 0), "nothing is left to do"


def test_compacting_at_once_forgets_what_was_removed(filled: Desk) -> None:
    removed = credential(1).body
    compact(filled.open(), at_once=True)
    assert len(filled.pack_files()) == 1
    assert removed not in held(filled.open()).values()
    filled.open().add([credential(1)])
    assert removed in held(filled.open()).values(), "it can be added again"


def test_a_device_that_was_away_for_a_year(filled: Desk, tmp_path: Path) -> None:
    away = filled.other(tmp_path / "away")
    away.open().add(items(10, 12))
    for _ in range(2):
        filled.open().add(items(20, 21))
        compact(filled.open(), at_once=True)
    union(filled, away)
    filled.age()
    away.age()
    assert told(filled.open()) == told(away.open())
    assert len(held(filled.open())) == 4 + 2 + 1
    assert (filled.open().problems, away.open().problems) == ((), ())


def test_two_devices_compact_at_once(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    before = told(filled.open())
    compact(filled.open())
    other.open().add(items(30, 31))
    compact(other.open(), at_once=True)
    union(filled, other)
    assert told(filled.open()) == told(other.open())
    assert len(held(filled.open())) == len(before[0]) + 1  # type: ignore[index] # a pair


def test_a_large_wallet_becomes_several_packs(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for start in range(40, 50):
        filled.open().add(items(start, start + 1))
    before = told(filled.open())
    monkeypatch.setattr("wallet.vault.packs.BODIES_WRITTEN", 1500)
    assert compact(filled.open(), at_once=True).after > 2
    assert told(filled.open()) == before
    assert filled.open().problems == ()
    compact(filled.open(), at_once=True)
    assert compact(filled.open())[2:] == (0, 0), "they are as few as can be"


@pytest.mark.parametrize("lost", range(3))
def test_one_of_several_new_packs_that_is_lost_takes_nothing_with_it(
    filled: Desk, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """What it replaced is still there, and has to count again before it is called old and taken away."""
    before, packs = told(filled.open()), filled.pack_files()
    monkeypatch.setattr("wallet.vault.packs.BODIES_WRITTEN", 1500)
    compact(filled.open())
    new = [path for path in filled.pack_files() if path not in packs]
    assert len(new) == 3
    new[lost].unlink()
    assert filled.open().incomplete
    repair(filled.open(), accept_rollback=True)
    forgo_missing(filled.open())
    compact(filled.open(), at_once=True)
    assert (told(filled.open()), filled.open().problems) == (before, ())


def test_nothing_is_rewritten_while_something_is_missing(filled: Desk) -> None:
    filled.pack_files()[0].unlink()
    for change in (compact, new_key):
        with pytest.raises(Damaged) as caught:
            change(filled.open() if change is compact else filled)  # type: ignore[operator,arg-type] # as each wants
        assert caught.value.kind in ("mend_first", "rolled_back")


def test_another_root_key_keeps_everything(filled: Desk) -> None:
    before = told(filled.open())
    fresh = new_key(filled)
    assert told(fresh) == before
    opened = filled.open(b"new")
    assert told(opened) == before
    assert opened.problems == ()
    assert independent(filled, b"new") == as_hex(opened)
    with pytest.raises(Locked):
        filled.open()
    opened.add(items(60, 61))
    assert len(held(filled.open(b"new"))) == 5
    compact(filled.open(b"new"), at_once=True)
    assert independent(filled, b"new") == as_hex(filled.open(b"new"))
    assert all(path.read_bytes()[8:16] == opened.keys.key_id for path in filled.pack_files())


def test_nothing_is_written_under_a_key_that_was_replaced_since_the_wallet_was_opened(filled: Desk) -> None:
    """A long import in one terminal, a change of key in another one: what comes too late would not count."""
    slow = filled.open()
    new_key(filled)
    with pytest.raises(Locked) as caught:
        slow.add([credential(9)])
    assert caught.value.kind == "key_changed"
    assert filled.open(b"new").problems == ()
    (filled.wallet / "keys" / f"{digest(b'{}')}.json").write_bytes(b"{}")
    filled.open(b"new").add([credential(9)])
    assert len(held(filled.open(b"new"))) == 5


def test_a_second_change_of_key(filled: Desk) -> None:
    before = told(filled.open())
    new_key(filled)
    opened = filled.open(b"new")
    rekey(opened, lambda keys: [slots.passphrase_slot(keys, b"newer", CHEAP, filled.random(16))])
    again = filled.open(b"newer")
    assert (again.keys.epoch, len(again.keys.others)) == (3, 2)
    assert told(again) == before
    assert independent(filled, b"newer") == as_hex(again)


def test_whoever_holds_the_old_key_changes_nothing_any_more(filled: Desk, tmp_path: Path) -> None:
    """The thief of a copy and of a passphrase writes to the folder after the key was changed."""
    thief = filled.other(tmp_path / "thief")
    new_key(filled)
    before = told(filled.open(b"new"))
    stolen = thief.open()
    stolen.drop([one.id for one in stolen.objects("credential")])
    stolen.add(items(70, 71))
    stolen.set("key:" + filled.open(b"new").keys.key_id.hex(), "retired", value=True)
    union(filled, thief)
    filled.age()
    opened = filled.open(b"new")
    assert told(opened) == before
    assert "late_old_key" in {problem.slug for problem in opened.findings}
    opened.add(items(80, 81))
    assert len(held(filled.open(b"new"))) == 5


def test_a_device_that_did_not_know_of_the_new_key(filled: Desk, tmp_path: Path) -> None:
    away = filled.other(tmp_path / "away")
    new_key(filled)
    away.open().add(items(90, 92))
    union(filled, away)
    opened = filled.open(b"new")
    assert len(held(opened)) == 4
    assert adopt_late(opened) == 1
    assert len(held(filled.open(b"new"))) == 6
    assert "late_old_key" not in {problem.slug for problem in filled.open(b"new").findings}
    assert independent(filled, b"new") == as_hex(filled.open(b"new"))


def test_two_devices_change_the_key_unknown_to_each_other(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    before = told(filled.open())
    new_key(filled)
    new_key(other)
    filled.open(b"new").add(items(100, 101))
    other.open(b"new").add(items(101, 102))
    union(filled, other)
    here, there = filled.open(b"new"), other.open(b"new")
    assert told(here) == told(there)
    assert len(held(here)) == len(before[0]) + 2  # type: ignore[index] # a pair
    assert here.keys.key_id == there.keys.key_id


def test_a_new_key_takes_away_no_slot_of_a_device_whose_packs_are_on_their_way(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    new_key(other, b"theirs").add(items(100, 101))
    for path in (other.wallet / "keys").iterdir():
        shutil.copy(path, filled.wallet / "keys")
    before = {path.name for path in (other.wallet / "keys").iterdir()}
    new_key(filled, b"ours")
    left = {path.name for path in (filled.wallet / "keys").iterdir()}
    assert before < left
    assert len(left) == len(before) + 2, "a slot and a link of each new key, and none of the old one"
    union(filled, other)
    assert held(filled.open(b"theirs")).keys() >= {one.id for one in other.open(b"theirs").objects("credential")}
    assert len(held(filled.open(b"ours"))) == len(held(filled.open(b"theirs"))) - 1


def test_one_device_changes_the_key_more_often_than_the_other(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    before = told(filled.open())
    for desk, passphrases in ((filled, (PASSPHRASE, b"new", b"same")), (other, (PASSPHRASE, b"same"))):
        for old, new in itertools.pairwise(passphrases):
            rekey(desk.open(old), lambda keys, d=desk, p=new: [slots.passphrase_slot(keys, p, CHEAP, d.random(16))])
    filled.open(b"same").add(items(100, 101))
    other.open(b"same").add(items(101, 102))
    union(filled, other)
    here, there = filled.open(b"same"), other.open(b"same")
    assert told(here) == told(there)
    assert len(held(here)) == len(before[0]) + 2  # type: ignore[index] # a pair
    assert {finding.slug for finding in here.findings} <= {"slot_unlisted"}
    assert (here.keys.epoch, here.keys.key_id) == (there.keys.epoch, there.keys.key_id) == (3, here.keys.key_id)
    assert independent(filled, b"same") == as_hex(here)


def test_packs_under_a_key_that_another_passphrase_opens_are_not_called_damaged(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.vault.compaction._carry", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "cut")))
    with pytest.raises(WalletError):
        new_key(filled)
    monkeypatch.undo()
    filled.open(b"new").add(items(110, 111))
    opened = filled.open()
    assert "other_key" in {finding.slug for finding in opened.findings}
    assert "pack_damaged" not in {finding.slug for finding in opened.findings}
    assert opened.incomplete
    (later,) = held(filled.open(b"new")).keys() - held(opened).keys()
    with pytest.raises(Damaged) as caught:
        opened.body(later)
    assert (caught.value.kind, caught.value.hint) == (
        "other_key",
        "use the passphrase that was chosen last: wallet unlock",
    )
    before = {path.name for path in filled.all_files()}
    assert repair(opened).put_aside == ()
    assert before <= {path.name for path in filled.all_files()}
    with pytest.raises(Damaged) as caught:
        compact(filled.open())
    assert (caught.value.kind, caught.value.hint) == (
        "other_key",
        "use the passphrase that was chosen last: wallet unlock; if there is none: wallet repair --accept-rollback",
    )
    assert len(held(filled.open(b"new"))) == 5


def planted(desk: Desk, data: bytes, name: str = "", *, age: float = 3600) -> Path:
    """A file of the packs folder that somebody without a key put there."""
    path = desk.place.pack(name or digest(data))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(data)
    then = desk.clock().timestamp() - age
    os.utime(path, (then, then))
    return path


def test_what_opens_nothing_keeps_nobody_from_another_root_key_for_good(filled: Desk) -> None:
    """A pack and a slot of a key that nobody has: once that slot is removed, the pack is damaged as any other."""
    stranger = Keys(bytes(32), filled.open().keys.vault_id, 9)
    slot = slots.passphrase_slot(stranger, b"nobody's", CHEAP, bytes(16))
    (filled.wallet / "keys" / f"{digest(slot)}.json").write_bytes(slot)
    pack = planted(filled, b"WVPK\0\0\0\1" + stranger.key_id + bytes(20))
    with pytest.raises(Damaged) as caught:
        new_key(filled)
    assert (caught.value.kind, "wallet slots list" in str(caught.value.hint)) == ("other_key", True)
    change_slots(filled.open(), [], [f"{digest(slot)}.json"])
    assert repair(filled.open()).put_aside == (filled.place.relative(pack),)
    assert new_key(filled).problems == ()


def test_what_a_newer_version_wrote_is_not_called_missing_or_damaged(filled: Desk) -> None:
    pack = planted(filled, b"WVPK\0\0\0\2" + bytes(20))
    with pytest.raises(Damaged) as caught:
        new_key(filled)
    assert (caught.value.kind, "move that file away" in str(caught.value.hint)) == ("too_new", True)
    pack.unlink()
    assert new_key(filled).problems == ()


def test_a_date_in_the_future_makes_no_broken_file_arrive_for_ever(filled: Desk) -> None:
    pack = planted(filled, b"cut short", "0" * 64, age=-(10**8))
    assert repair(filled.open()).put_aside == (filled.place.relative(pack),)
    assert new_key(filled).problems == ()


def test_packs_whose_key_slot_came_after_the_wallet_was_opened_are_not_called_damaged(
    filled: Desk, tmp_path: Path
) -> None:
    other = filled.other(tmp_path / "other")
    new_key(other, PASSPHRASE)
    other.age()
    opened = filled.open()
    union(filled, other)
    filled.age()
    assert {problem.slug for problem in repair(opened).problems} >= {"new_key"}
    assert opened.incomplete
    assert {problem.slug for problem in filled.open().findings} == {"slot_unlisted"}, "the old slots"


def test_an_interrupted_change_of_key_opens_with_either_secret(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(filled.open())
    monkeypatch.setattr("wallet.vault.compaction._carry", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "cut")))
    with pytest.raises(WalletError):
        new_key(filled)
    monkeypatch.undo()
    for passphrase, what_to_do in ((PASSPHRASE, "wallet slots remove "), (b"new", "to end it: wallet rekey")):
        opened = filled.open(passphrase)
        assert told(opened) == before
        assert {problem.slug for problem in opened.findings} == {"slot_unlisted"}
        assert all("did not end" in message and what_to_do in message for message in opened.problems)
    filled.open(b"new").add(items(110, 111))
    assert len(held(filled.open(b"new"))) == 5
    repair(filled.open(b"new"))
    assert len(held(filled.open(b"new"))) == 5, "a slot that opens something is not put aside"
    opened = filled.open(b"new")
    rekey(opened, lambda keys: [slots.passphrase_slot(keys, b"newer", CHEAP, filled.random(16))])
    assert len(held(filled.open(b"newer"))) == 5
    assert filled.open(b"newer").problems == ()


def test_two_changes_of_key_with_two_passphrases(filled: Desk, tmp_path: Path) -> None:
    """Of the other's slots, which may be all that opens what was written there, nobody is told that they are old."""
    other = filled.other(tmp_path / "other")
    new_key(filled, b"here")
    new_key(other, b"there")
    other.open(b"there").add([credential(120)])
    union(filled, other)
    for passphrase in (b"here", b"there"):
        told = [one.message for one in filled.open(passphrase).findings if one.slug == "slot_unlisted"]
        of_another = [message for message in told if "of another device" in message]
        assert len(of_another) == 2, "its passphrase and its link"
        assert all("if there is none: wallet slots remove" in message for message in of_another)


@pytest.mark.parametrize("seed", range(4))
def test_a_change_of_key_that_is_tried_again_with_the_same_passphrase(
    filled: Desk, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """What the first try left opens as well; were its key the newest, the new code would not open what is written."""
    filled.random = random.Random(seed).randbytes
    code = filled.random(32)

    def change() -> Vault:
        def made(keys: Keys) -> list[bytes]:
            salts = filled.random(16), filled.random(16)
            return [
                slots.passphrase_slot(keys, b"new", CHEAP, salts[0]),
                slots.secret_slot(keys, "recovery", code, salts[1]),
            ]

        return rekey(filled.open(), made)

    with monkeypatch.context() as full:
        full.setattr("wallet.vault.compaction._carry", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
        code, kept = filled.random(32), code
        with pytest.raises(WalletError):
            change()
    code = kept
    change()
    filled.open(b"new").add(items(110, 111))
    assert filled.open(b"new").keys.epoch == 3
    unlocking = RecoveryCode(slots.recovery_code(code))
    opened = vaults.open(filled.place, unlocking, clock=filled.clock, random=filled.random, files=filled.files)
    assert len(held(opened)) == 5
    assert independent(filled, b"new") == as_hex(opened)


def test_a_slot_of_the_highest_epoch_keeps_nobody_from_another_root_key(filled: Desk) -> None:
    planted = slots.passphrase_slot(Keys(bytes(32), filled.open().keys.vault_id, 2**32), b"planted", CHEAP, bytes(16))
    (filled.wallet / "keys" / f"{digest(planted)}.json").write_bytes(planted)
    assert new_key(filled).keys.epoch == 2
    assert len(held(filled.open(b"new"))) == 4


def test_a_link_that_anybody_added_can_be_found_and_removed(filled: Desk) -> None:
    """Together with a pack it keeps the wallet from being rewritten."""
    vault_id = filled.open().keys.vault_id
    others = Keys(bytes(32), vault_id, 5, (Keys(bytes(31) + b"1", vault_id, 4),))
    planted = link(others, bytes(24))
    (filled.wallet / "keys" / f"{digest(planted)}.json").write_bytes(planted)
    pack = b"WVPK" + (1).to_bytes(4, "big") + others.key_id + bytes(5000)
    path = filled.place.pack(digest(pack))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(pack)
    filled.age()
    with pytest.raises(Damaged, match="another passphrase") as caught:
        compact(filled.open())
    assert caught.value.hint
    assert "wallet slots list" in caught.value.hint
    opened = filled.open()
    found = next(slot for slot in key_slots(opened) if slot.state == "unlisted")
    assert found.name == f"{digest(planted)}.json"
    change_slots(opened, [], [found.name])
    assert repair(filled.open()).problems == ()
    compact(filled.open())
    new_key(filled)
    assert {slot.type for slot in key_slots(filled.open(b"new"))} == {"argon2id"}, "the wallet's own links are no news"


def test_files_in_the_place_of_the_folders_of_packs_are_found_and_put_aside(filled: Desk) -> None:
    """No pack whose name begins so could be written."""
    free = [name for number in range(256) if not (filled.place.packs / (name := f"{number:02x}")).exists()]
    for name in free:
        (filled.place.packs / name).write_bytes(b"planted")
    if os.name == "posix":
        (filled.place.packs / free[0]).unlink()
        (filled.place.packs / free[0]).symlink_to(filled.folder)
    expected = held(filled.open())
    pack = filled.pack_files()[0]
    pack.rename(filled.place.packs / free[1])
    assert "stray_file" in {problem.slug for problem in check(filled.open()).problems}
    done = repair(filled.open())
    assert {f"packs/{name}" for name in free} <= set(done.put_aside)
    assert done.problems == ()
    assert held(filled.open()) == expected, "one of them was a pack of this wallet"
    for number in range(20):
        filled.open().set("wallet", "color", number)


def test_a_lost_link_is_named(filled: Desk) -> None:
    new_key(filled)
    for path in (filled.wallet / "keys").iterdir():
        if json.loads(path.read_bytes())["type"] == "link":
            path.unlink()
    with pytest.raises(Damaged) as caught:
        filled.open(b"new")
    assert caught.value.kind == "link_missing"


@pytest.mark.parametrize("epoch", [2, 9, 2**40, 0, -1, True, "9", None, []])
def test_nobody_makes_a_replaced_key_the_newest(filled: Desk, epoch: object) -> None:
    new_key(filled)
    (path,) = [p for p in (filled.wallet / "keys").iterdir() if json.loads(p.read_bytes())["type"] == "link"]
    said = json.loads(path.read_bytes())
    said["older"][0]["epoch"] = epoch
    forged = canonical(said)
    (filled.wallet / "keys" / f"{digest(forged)}.json").write_bytes(forged)
    opened = filled.open(b"new")
    assert opened.keys.epoch == 2
    assert len(held(opened)) == 4
    assert "slot_unlisted" in {problem.slug for problem in opened.findings}
    path.unlink()
    with pytest.raises(Damaged) as caught:
        filled.open(b"new")
    assert caught.value.kind == "link_missing"


def test_what_is_gone_for_good_can_be_missed_no_longer(filled: Desk, tmp_path: Path) -> None:
    everything = as_hex(filled.open())
    gone = next(
        filled.place.pack(one.name) for one in filled.open().contents.every_pack() if len(one.head.objects) == 2
    )
    other = filled.other(tmp_path / "other")
    for desk in (filled, other):
        (desk.wallet / gone.relative_to(filled.wallet)).rename(tmp_path / f"kept {desk is other}")
    assert "pack_missing" in {problem.slug for problem in filled.open().findings}
    forgo_missing(filled.open())
    left = as_hex(filled.open())
    assert left.items() < everything.items()
    union(filled, other)
    for desk in (filled, other):
        assert (as_hex(desk.open()), desk.open().problems) == (left, ())
    compact(filled.open(), at_once=True)
    new_key(filled)
    assert as_hex(filled.open(b"new")) == left
    union(filled, other)
    shutil.copy(tmp_path / "kept True", other.wallet / gone.relative_to(filled.wallet))
    adopt_late(other.open(b"new"))
    assert as_hex(other.open(b"new")) == everything, "what comes back after all adds what it holds"
    assert not other.open(b"new").incomplete


def test_what_the_disk_does_not_give_out_is_not_put_aside(filled: Desk) -> None:
    pack = filled.pack_files()[0]
    slot = min((filled.wallet / "keys").iterdir())

    class Stubborn(Quick):
        def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
            if path in (pack, slot):
                raise OSError(errno.EIO, "Input/output error", str(path))
            return super().read(path, limit, offset)

    opened = filled.open()
    opened.writer.files = opened.contents._files = Stubborn()
    done = repair(opened)
    assert done.put_aside == ()
    assert "pack_unreadable" in {problem.slug for problem in done.problems}
    assert opened.incomplete
    assert filled.open().problems == ()
    assert len(held(filled.open())) == 4


def test_an_old_slot_that_comes_back_is_named_and_put_aside(filled: Desk, tmp_path: Path) -> None:
    copy = filled.other(tmp_path / "copy")
    opened = filled.open()
    old = [slot.name for slot in key_slots(opened)]
    change_slots(opened, [slots.passphrase_slot(opened.keys, b"new", CHEAP, bytes(16))], old)
    shutil.copytree(copy.wallet / "keys", filled.wallet / "keys", dirs_exist_ok=True)
    opened = filled.open(b"new")
    assert {slot.state for slot in key_slots(opened)} == {"live", "gone"}
    assert "slot_unlisted" in {problem.slug for problem in opened.findings}
    done = repair(opened)
    assert {f"keys/{name}" for name in old} == set(done.put_aside)
    with pytest.raises(Locked):
        filled.open()
    assert (filled.wallet / "lost+found" / old[0]).exists()


def test_an_old_slot_stays_while_the_one_that_replaces_it_is_on_its_way(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    opened = other.open()
    old = [slot.name for slot in key_slots(opened) if slot.type == "argon2id"]
    change_slots(opened, [slots.passphrase_slot(opened.keys, b"new", CHEAP, bytes(16))], old)
    shutil.copytree(other.wallet / "packs", filled.wallet / "packs", dirs_exist_ok=True)
    assert repair(filled.open()).put_aside == ()
    filled.open()
    shutil.copytree(other.wallet / "keys", filled.wallet / "keys", dirs_exist_ok=True)
    assert repair(filled.open(b"new")).put_aside == (f"keys/{old[0]}",)
    assert filled.open(b"new").problems == ()


def test_a_slot_that_is_not_here_is_missed(filled: Desk, tmp_path: Path) -> None:
    """Nobody would look for a recovery code that opens nothing any more before it is needed."""
    whole = filled.other(tmp_path / "whole")
    (recovery,) = (slot.name for slot in key_slots(filled.open()) if slot.type == "recovery")
    (filled.place.slots / recovery).unlink()
    assert [problem.slug for problem in check(filled.open()).problems] == ["slot_missing"]
    assert [(slot.name, slot.state) for slot in key_slots(filled.open())][1:] == [(recovery, "missing")]
    union(whole, filled)
    assert filled.open().problems == ()
    (filled.place.slots / recovery).unlink()
    change_slots(filled.open(), [], [recovery])
    assert filled.open().problems == ()


def test_a_new_key_misses_no_slot_that_it_takes_away(filled: Desk, tmp_path: Path) -> None:
    """Of another device, whose pack that lists it comes later."""
    other = filled.other(tmp_path / "other")
    new_key(other, PASSPHRASE)
    shutil.copytree(other.wallet / "keys", filled.wallet / "keys", dirs_exist_ok=True)
    filled.clock.forward(seconds=1)
    new_key(filled, b"newer")
    shutil.copytree(other.wallet / "packs", filled.wallet / "packs", dirs_exist_ok=True)
    adopt_late(filled.open(b"newer"))
    assert filled.open(b"newer").problems == ()


@pytest.mark.parametrize("kind", ["unlisted", "gone", "unknown"])
def test_what_may_be_nobodys_does_not_count_as_what_opens_the_wallet(filled: Desk, kind: str) -> None:
    opened = filled.open()
    folder = filled.wallet / "keys"
    passphrase, recovery = (
        next(slot.name for slot in key_slots(opened) if slot.type == type_) for type_ in ("argon2id", "recovery")
    )
    kept = (folder / recovery).read_bytes()
    data = kept
    if kind == "unlisted":
        data = slots.secret_slot(opened.keys, "recovery", bytes(32), bytes(16))
    elif kind == "unknown":
        data = canonical(json.loads(kept) | {"type": "passkey"})
        change_slots(opened, [data])
    change_slots(opened, [], [recovery])
    (folder / f"{digest(data)}.json").write_bytes(data)
    opened = filled.open()
    assert len(key_slots(opened)) == 2
    with pytest.raises(UsageError, match="last thing"):
        change_slots(opened, [], [passphrase])
    filled.open()


def test_slots_that_anybody_added_keep_nobody_from_another_passphrase(filled: Desk) -> None:
    opened = filled.open()
    for number in range(20):
        data = slots.secret_slot(opened.keys, "recovery", bytes(32), number.to_bytes(16, "big"))
        (filled.wallet / "keys" / f"{digest(data)}.json").write_bytes(data)
    opened = filled.open()
    old = [slot.name for slot in key_slots(opened) if slot.type == "argon2id"]
    change_slots(opened, [slots.passphrase_slot(opened.keys, b"new", CHEAP, bytes(16))], old)
    assert len(held(filled.open(b"new"))) == 4
    for number in range(slots.SLOTS_LIMIT - 2):
        change_slots(opened, [slots.secret_slot(opened.keys, "keyfile", bytes(32), number.to_bytes(16, "big"))])
    with pytest.raises(UsageError, match="at most 16 key slots"):
        change_slots(opened, [slots.secret_slot(opened.keys, "keyfile", bytes(32), b"x" * 16)])


def test_no_change_leaves_a_wallet_that_nothing_opens(filled: Desk) -> None:
    opened = filled.open()
    every = [slot.name for slot in key_slots(opened)]
    with pytest.raises(UsageError):
        change_slots(opened, [], every)
    many = [slots.secret_slot(opened.keys, "keyfile", bytes(32), bytes([n]) * 16) for n in range(16)]
    with pytest.raises(UsageError):
        change_slots(opened, many)
    assert filled.open().problems == ()


def test_a_root_key_opens_only_its_own_wallet(filled: Desk) -> None:
    opened = filled.open()
    again = vaults.open(filled.place, RootKey(opened.keys.root, 1), files=filled.files)
    assert as_hex(again) == as_hex(opened)
    with pytest.raises(Locked):
        vaults.open(filled.place, RootKey(bytes(32), 1), files=filled.files)
    assert repr(RootKey(b"secret" * 5, 1)).count("secret") == 0


@pytest.mark.parametrize("epoch", [1, 2, 7])
def test_a_slot_that_lies_about_its_epoch_keeps_no_root_key_from_opening(filled: Desk, epoch: int) -> None:
    """Whose slots are the wallet's own is not remembered where a backup of it, say, is opened."""
    opened = new_key(filled)
    about = {"vault_id": opened.keys.vault_id.hex(), "key_id": opened.keys.key_id.hex(), "type": "x", "epoch": epoch}
    for number in range(8):
        planted = canonical({**about, "number": number})
        (filled.wallet / "keys" / f"{digest(planted)}.json").write_bytes(planted)
    shutil.rmtree(filled.place.memory)
    again = vaults.open(filled.place, RootKey(opened.keys.root, 2), clock=filled.clock, files=filled.files)
    assert again.keys.epoch == 2
    assert as_hex(again) == as_hex(opened)
    again.add(items(60, 61))
    filled.open(b"new").add(items(61, 62))


def test_check_reads_everything(filled: Desk) -> None:
    found = check(filled.open(), read_data=True)
    assert (found.objects, found.opened, found.problems) == (4, 4, ())
    path = max(filled.pack_files(), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    filled.age()
    assert "pack_damaged" in {problem.slug for problem in check(filled.open()).problems}


def test_repair_puts_aside_and_deletes_nothing(filled: Desk) -> None:
    opened = filled.open()
    before = {path.relative_to(filled.wallet): path.read_bytes() for path in filled.all_files()}
    lists_slots = min(opened.contents.every_pack(), key=lambda one: one.head.hlc).name  # it lists the key slots
    pack, other = [path for path in filled.pack_files() if path.stem != lists_slots][:2]
    damaged = bytearray(pack.read_bytes())
    damaged[100] ^= 1
    pack.write_bytes(damaged)
    other.rename(other.with_name(other.stem + ".sync-conflict-20260301.wvp"))
    (filled.wallet / "keys" / ("0" * 64 + ".json")).write_bytes(b"{}")
    filled.age()
    done = repair(filled.open(), accept_rollback=True)
    assert done.adopted == (f"packs/{other.parent.name}/{other.stem}.sync-conflict-20260301.wvp",)
    assert sorted(done.put_aside) == sorted(["keys/" + "0" * 64 + ".json", f"packs/{pack.parent.name}/{pack.name}"])
    kept = [path.read_bytes() for path in filled.all_files()]
    assert all(data in kept for name, data in before.items() if name != pack.relative_to(filled.wallet))
    assert bytes(damaged) in kept
    pack.write_bytes(before[pack.relative_to(filled.wallet)])
    assert as_hex(filled.open()) == as_hex(opened), "what comes back from a backup counts again"


@pytest.mark.parametrize("kind", ["pack", "slot"])
@pytest.mark.parametrize("damaged", [0, 1])
def test_a_sound_conflict_copy_takes_the_place_of_what_is_damaged(filled: Desk, kind: str, damaged: int) -> None:
    opened = filled.open()
    passphrase = next(slot.name for slot in key_slots(opened) if slot.type == "argon2id")
    path = filled.pack_files()[0] if kind == "pack" else filled.wallet / "keys" / passphrase
    shutil.copy(path, path.with_name(f"{path.stem}.sync-conflict-20260301-120000-AAAAAAA{path.suffix}"))
    if damaged:
        path.write_bytes(b"junk")
    else:
        path.unlink()
    filled.age()
    done = repair(vaults.open(filled.place, RootKey(opened.keys.root, 1), files=filled.files))
    assert (len(done.adopted), len(done.put_aside), done.problems) == (1, damaged, ())
    assert as_hex(filled.open()) == as_hex(opened)


def test_what_other_programs_put_beside_the_key_slots_stops_no_repair(filled: Desk) -> None:
    for name in (".DS_Store", "._copy.json", "notes.txt"):
        (filled.wallet / "keys" / name).touch()
    done = repair(filled.open())
    assert (len(done.put_aside), done.problems) == (3, ())
    assert filled.open().problems == ()


def test_packs_that_come_before_the_slot_of_their_key_are_not_lost(filled: Desk, tmp_path: Path) -> None:
    """A repair in between took them for a stranger's: they went to lost+found, on every device, and stayed there."""
    other = filled.other(tmp_path / "other")
    new_key(other).add(items(90, 91))
    shutil.copytree(other.wallet / "packs", filled.wallet / "packs", dirs_exist_ok=True)
    now = filled.clock().timestamp()
    for path in filled.pack_files():
        os.utime(path, (now, now))
    assert {problem.slug for problem in filled.open().findings} == {"pack_arriving"}
    assert repair(filled.open()).put_aside == ()
    filled.age()
    assert len(repair(filled.open()).put_aside) == 2
    shutil.copytree(other.wallet / "keys", filled.wallet / "keys", dirs_exist_ok=True)
    assert len(repair(filled.open(b"new")).adopted) == 2
    assert told(filled.open(b"new")) == told(other.open(b"new"))


def test_two_wallets_in_one_folder_take_nothing_from_each_other(filled: Desk, tmp_path: Path) -> None:
    """What a repair put aside for one of them was gone from the other's folder, too: it had no key slot left."""
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", random=random.Random(9).randbytes, clock=filled.clock)
    other.create().vault.add(items(50, 53))
    before = {desk.folder: as_hex(desk.open()) for desk in (filled, other)}
    header = (other.wallet / "wallet.json").read_bytes()
    union(filled, other)
    filled.age()
    done = repair(filled.open())
    assert (done.put_aside, as_hex(filled.open())) == ((), before[filled.folder])
    assert sum("move this file out of keys" in problem.message for problem in done.problems) == 2
    shutil.rmtree(other.wallet)
    shutil.copytree(filled.wallet, other.wallet)
    opened = vaults.rescue(other.place, Passphrase(PASSPHRASE), clock=other.clock, files=other.files)
    assert (as_hex(opened), (other.wallet / "wallet.json").read_bytes()) == (before[other.folder], header)
    assert repair(opened).put_aside == ()
    for slot in {path.name for path in other.wallet.glob("keys/*")} & set(opened.about_slots()):
        (filled.wallet / "keys" / slot).unlink()
    assert repair(filled.open()).put_aside != (), "when its owner has moved out, the rest can go"
    assert filled.open().problems == ()


def set_passphrase(desk: Desk, old: bytes, new: bytes) -> None:
    opened = desk.open(old)
    unite(opened)
    gone = [slot.name for slot in key_slots(opened) if slot.type == "argon2id" and slot.state == "live"]
    change_slots(opened, [slots.passphrase_slot(opened.keys, new, CHEAP, desk.random(16))], gone)


def test_one_passphrase_for_two_keys_can_be_changed_later(filled: Desk, tmp_path: Path) -> None:
    """The next passphrase opened one of the keys only, and what the other device had written was out of reach."""
    other = filled.other(tmp_path / "other")
    new_key(other, b"theirs").add(items(90, 91))
    new_key(filled, b"mine").add(items(80, 81))
    union(filled, other)
    filled.age()
    for one in (b"mine", b"theirs"):
        set_passphrase(filled, one, b"for both")
    before = told(filled.open(b"for both"))
    set_passphrase(filled, b"for both", b"next")
    opened = filled.open(b"next")
    assert (told(opened), opened.problems) == (before, ())
    assert independent(filled, b"next") == as_hex(opened)
    assert not unite(filled.open(b"next"))
    union(filled, other)
    other.age()
    assert told(other.open(b"next")) == before


def test_a_clock_that_was_ahead_keeps_no_replaced_packs_for_years(filled: Desk) -> None:
    """What is written after such a pack counts on from its date, so that no replaced file was ever old enough."""
    filled.clock.forward(days=3650)
    filled.open().add(items(60, 61))
    filled.clock.forward(days=-3650)
    for number in (61, 62, 63):
        filled.open().add(items(number, number + 1))
        compact(filled.open())
        filled.age(0)
    filled.clock.forward(days=29)
    assert compact(filled.open()).taken_away == 0
    filled.clock.forward(days=2)
    done = compact(filled.open())
    assert (done.taken_away > 0, done.waiting) == (True, 0)
    assert len(filled.pack_files()) == done.after


def test_a_slot_of_another_devices_key_that_was_removed_can_be_put_back(filled: Desk, tmp_path: Path) -> None:
    """It was deleted on a hint that was for a stranger's, and with it went all that this device had written since."""
    other = filled.other(tmp_path / "other")
    new_key(other).add(items(90, 91))
    new_key(filled, b"mine").add(items(80, 81))
    union(filled, other)
    filled.age()
    theirs = next(slot for slot in key_slots(filled.open(b"mine")) if slot.state == "unlisted" and slot.type != "link")
    change_slots(filled.open(b"mine"), [], [theirs.name])
    assert not (filled.wallet / "keys" / theirs.name).exists()
    repair(filled.open(b"mine"))
    (filled.wallet / "lost+found" / theirs.name).rename(filled.wallet / "keys" / theirs.name)
    repair(filled.open(b"new"))
    assert as_hex(other.open(b"new")).items() <= as_hex(filled.open(b"new")).items()


def test_links_that_came_along_with_the_folder_lead_nowhere(filled: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "documents"
    outside.mkdir()
    (outside / "diary.txt").touch()
    (filled.wallet / "packs" / "zz").symlink_to(outside)
    assert repair(filled.open()).put_aside == ()
    (filled.wallet / "lost+found").symlink_to(outside)
    planted = filled.pack_files()[0].with_name("planted.desktop")
    planted.touch()
    with pytest.raises(Damaged) as caught:
        repair(filled.open())
    assert caught.value.kind == "unsafe_folder"
    assert [path.name for path in outside.iterdir()] == ["diary.txt"]
    assert planted.exists()


def test_the_newest_pack_is_missed_when_it_was_damaged_and_put_aside(filled: Desk, tmp_path: Path) -> None:
    filled.open().add([credential(9)])
    newest = max(filled.pack_files(), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(b"junk")
    filled.age()
    assert "pack_damaged" in {problem.slug for problem in filled.open().findings}
    assert "rolled_back" in {problem.slug for problem in repair(filled.open()).problems}
    assert filled.open().incomplete
    assert repair(filled.open(), accept_rollback=True).problems == ()
    filled.open().add([credential(10)])
    other = filled.other(tmp_path / "other")
    for desk in (filled, other):
        assert desk.open().problems == (), "nobody counts packs that nobody has"
        compact(desk.open())


def test_a_device_whose_own_packs_came_late_is_not_called_an_older_copy(filled: Desk, tmp_path: Path) -> None:
    other = filled.other(tmp_path / "other")
    other.open().add([credential(9)])
    new_key(filled)
    union(filled, other)
    opened = other.open(b"new")
    assert "rolled_back" not in {problem.slug for problem in opened.findings}
    opened.add([credential(10)])
    union(filled, other)
    for desk in (filled, other):
        assert {problem.slug for problem in desk.open(b"new").findings} - {"slot_unlisted"} == {"late_old_key"}
    adopt_late(filled.open(b"new"))
    union(filled, other)
    assert len(held(other.open(b"new"))) == 6


def test_a_second_conflict_copy_does_not_replace_the_first_one(filled: Desk) -> None:
    pack = filled.pack_files()[0]
    for _ in range(2):
        shutil.copy(pack, pack.with_name("x (conflicted copy).wvp"))
        repair(filled.open())
    assert len(list((filled.wallet / "lost+found").iterdir())) == 2
    assert filled.open().problems == ()


@pytest.mark.parametrize("data", [None, b"junk"])
def test_a_header_is_made_again(filled: Desk, data: bytes | None) -> None:
    header = filled.wallet / "wallet.json"
    before, held_before = header.read_bytes(), as_hex(filled.open())
    header.unlink() if data is None else header.write_bytes(data)
    opened = vaults.rescue(filled.place, Passphrase(PASSPHRASE), clock=filled.clock, files=filled.files)
    assert header.read_bytes() == before
    assert as_hex(opened) == held_before
    header.write_bytes(before.replace(b'"optional":[]', b'"optional":[1]'))
    repair(opened)
    assert header.read_bytes() == before


@pytest.mark.parametrize("passphrase", [PASSPHRASE, b"new"], ids=["same", "new"])
def test_a_copy_from_before_the_key_was_changed_is_noticed_and_not_built_upon(
    filled: Desk, tmp_path: Path, passphrase: bytes
) -> None:
    """What this computer saw since is sealed under the newer key, which the copy does not lead to."""
    shutil.copytree(filled.wallet, tmp_path / "older")
    new_key(filled, passphrase).add(items(50, 51))
    shutil.copytree(filled.wallet, tmp_path / "newer")
    shutil.rmtree(filled.wallet)
    shutil.copytree(tmp_path / "older", filled.wallet)
    for _ in range(2):  # looking does not make it forgotten
        assert {problem.slug for problem in filled.open().findings} == {"rolled_back"}
        with pytest.raises(Damaged, match="an older copy of this wallet was put back") as caught:
            filled.open().add(items(51, 52))
        assert caught.value.kind == "rolled_back"
    shutil.copytree(tmp_path / "newer", filled.wallet, dirs_exist_ok=True)
    assert "rolled_back" not in {problem.slug for problem in filled.open(passphrase).findings}
    shutil.rmtree(filled.wallet)
    shutil.copytree(tmp_path / "older", filled.wallet)
    assert repair(filled.open(), accept_rollback=True).problems == ()
    filled.open().add(items(51, 52))
    assert filled.open().problems == ()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_header_is_made_again_where_something_else_is_in_its_place(filled: Desk, tmp_path: Path, kind: str) -> None:
    if kind != "folder" and os.name != "posix":
        pytest.skip("links and pipes are for others than Windows")
    before = told(filled.open())
    header = filled.place.header
    header.rename(tmp_path / "kept")
    if kind == "folder":
        header.mkdir()
        (header / "something").touch()
    elif kind == "link":
        header.symlink_to(tmp_path / "kept")
    else:
        os.mkfifo(header)
    with pytest.raises(Damaged) as caught:
        filled.open()
    assert (caught.value.kind, caught.value.hint) == ("header_damaged", "wallet repair")
    again = vaults.rescue(filled.place, Passphrase(PASSPHRASE), clock=filled.clock, files=filled.files)
    assert told(again) == before
    assert header.read_bytes() == (tmp_path / "kept").read_bytes()
    assert [path.name for path in filled.place.aside.iterdir()] == ["wallet.json"]


def test_the_header_of_another_wallet_is_replaced(filled: Desk, tmp_path: Path) -> None:
    """As long as the key slots are those of the wallet that was here before."""
    before = told(filled.open())
    stranger = Desk(tmp_path / "stranger", random=random.Random(99).randbytes, clock=filled.clock)
    stranger.folder.mkdir()
    stranger.create()
    shutil.copy(stranger.place.header, filled.place.header)
    with pytest.raises(Damaged) as caught:
        filled.open()
    assert caught.value.kind == "other_wallet"
    again = vaults.rescue(filled.place, Passphrase(PASSPHRASE), clock=filled.clock, files=filled.files)
    assert told(again) == told(filled.open()) == before
    shutil.rmtree(filled.wallet)
    shutil.copytree(stranger.wallet, filled.wallet)
    with pytest.raises(Damaged) as caught:
        vaults.rescue(filled.place, Passphrase(PASSPHRASE), clock=filled.clock, files=filled.files)
    assert caught.value.kind == "other_wallet"


def test_long_names_that_were_taken_before_stop_no_repair(filled: Desk) -> None:
    name = "ż" * 127
    for _ in range(3):
        (filled.wallet / "keys" / name).touch()
        assert repair(filled.open()).put_aside == (f"keys/{name}",)
    assert len(list(filled.place.aside.iterdir())) == 3


def test_an_older_copy_can_be_accepted(filled: Desk, tmp_path: Path) -> None:
    older = filled.other(tmp_path / "older")
    filled.open().add(items(120, 121))
    shutil.rmtree(filled.wallet)
    shutil.copytree(older.wallet, filled.wallet)
    assert "rolled_back" in {problem.slug for problem in repair(filled.open()).problems}
    with pytest.raises(Damaged):
        filled.open().add(items(130, 131))
    assert repair(filled.open(), accept_rollback=True).problems == ()
    filled.open().add(items(130, 131))
    assert len(held(filled.open())) == 5


def test_another_wallet_can_be_accepted(filled: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "elsewhere", random=os.urandom, clock=filled.clock)
    other.folder.mkdir()
    other.create()
    shutil.rmtree(filled.wallet)
    shutil.copytree(other.wallet, filled.wallet)
    with pytest.raises(Damaged):
        filled.open()
    vaults.forget_place(filled.place, files=filled.files)
    assert held(filled.open()) == {}


def test_the_recovery_code_survives_a_new_passphrase(desk: Desk) -> None:
    made = desk.create()
    passphrase = next(slot.name for slot in key_slots(made.vault) if slot.type == "argon2id")
    change_slots(made.vault, [slots.passphrase_slot(made.vault.keys, b"new", CHEAP, bytes(16))], [passphrase])
    opened = vaults.open(desk.place, RecoveryCode(made.recovery_code), files=desk.files)
    assert opened.problems == ()


def test_keys_of_a_later_epoch_name_things_as_the_first_ones_did() -> None:
    first = Keys(bytes(32), bytes(16))
    later = Keys(b"\1" * 32, bytes(16), 2, (first,))
    assert later.object_id("credential", b"x") == first.object_id("credential", b"x")
    assert later.header_mac({"a": 1}) == first.header_mac({"a": 1})
    assert later.key_id != first.key_id

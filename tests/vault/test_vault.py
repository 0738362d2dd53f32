import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from vault_desk import CHEAP, PASSPHRASE, Desk, Quick, credential, held, items, union

from wallet import vault
from wallet.errors import Damaged, Locked, NotFound, NoWallet, Unreadable, UsageError
from wallet.vault import Cost, Item, RecoveryCode
from wallet.vault.packs import Head, Op, build
from wallet.vault.sealing import BODY_LIMIT, digest
from wallet.vault.stored import Stored

DECRYPT = Path(__file__).with_name("decrypt.py")


def independent(desk: Desk, secret: bytes) -> dict[str, Any]:
    """What the reader that knows only FORMAT.md finds in a wallet."""
    run = subprocess.run([sys.executable, DECRYPT, desk.wallet], input=secret, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_nothing_is_there_before_it_is_made(desk: Desk) -> None:
    assert not desk.exists()
    with pytest.raises(NoWallet) as caught:
        desk.open()
    assert caught.value.hint == "make one: wallet init; if you have one elsewhere: wallet help vault"


def test_what_is_added_is_there_byte_for_byte(desk: Desk) -> None:
    made = desk.create().vault
    bodies = [b"", b"\0" * 1000, bytes(range(256)) * 20, "Zażółć {}".encode()]
    added = made.add([Item("credential", body, {"n": n}) for n, body in enumerate(bodies)])
    opened = desk.open()
    assert [opened.body(one.id) for one in added] == bodies
    assert {one.id: one.summary for one in opened.objects("credential")} == {
        one.id: {"n": n} for n, one in enumerate(added)
    }
    assert opened.problems == ()
    assert opened.fingerprint == made.fingerprint


def test_kinds_are_kept_apart(desk: Desk) -> None:
    made = desk.create().vault
    one, other = made.add([Item("credential", b"x", {}), Item("holder-key", b"x", {})])
    assert one.id != other.id
    assert [found.id for found in made.objects("holder-key")] == [other.id]
    assert made.objects("evidence") == ()


def test_the_same_bytes_are_kept_once(desk: Desk) -> None:
    made = desk.create().vault
    first = made.add([credential(1), credential(1), credential(2)])
    assert [one.already_held for one in first] == [False, True, False]
    before = desk.pack_files()
    again = desk.open().add([credential(2), credential(1)])
    assert [one.already_held for one in again] == [True, True]
    assert desk.pack_files() == before
    assert [one.id for one in again] == [first[2].id, first[0].id]


def test_one_command_is_one_pack(desk: Desk) -> None:
    made = desk.create().vault
    before = len(desk.pack_files())
    made.add(items(0, 40))
    assert len(desk.pack_files()) == before + 1


def test_more_than_a_pack_holds_is_split(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallet.vault.writer.BODIES_WRITTEN", 10_000)
    made = desk.create().vault
    before = len(desk.pack_files())
    added = made.add(Item("credential", desk.random(4000), {}) for _ in range(5))
    assert len(desk.pack_files()) == before + 3
    assert len({one.id for one in added}) == 5
    assert desk.open().problems == ()
    assert len(held(desk.open())) == 5


def test_the_largest_body(desk: Desk) -> None:
    made = desk.create().vault
    largest = bytes(BODY_LIMIT)
    assert made.body(made.add([Item("evidence", largest, {})])[0].id) == largest
    with pytest.raises(Unreadable) as caught:
        made.add([credential(1), Item("evidence", largest + b"x", {})])
    assert caught.value.kind == "too_large"
    assert made.objects("credential") == ()


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    made = desk.create().vault
    with pytest.raises(NotFound):
        made.body(bytes(16))


def test_dropped_objects_stay_away_until_they_are_added_again(desk: Desk) -> None:
    made = desk.create().vault
    (added,) = made.add([credential(1)])
    assert made.drop([added.id, bytes(16)]) == 1
    assert made.drop([added.id]) == 0
    opened = desk.open()
    assert opened.objects("credential") == ()
    with pytest.raises(NotFound):
        opened.body(added.id)
    assert opened.add([credential(1)])[0] == (added.id, False)
    assert desk.open().body(added.id) == credential(1).body


def test_registers_hold_the_latest_value(desk: Desk) -> None:
    made = desk.create().vault
    made.set("wallet", "name", "Ada")
    made.set("wallet", "name", "Grace")
    made.set("wallet", "gone", 1)
    made.set("wallet", "gone", None)
    assert desk.open().about("wallet") == {"name": "Grace"}
    assert desk.open().about("nothing") == {}


def test_a_writer_sees_what_another_wrote_meanwhile(desk: Desk) -> None:
    one = desk.create().vault
    other = desk.open()
    one.add([credential(1)])
    assert other.add([credential(1)])[0].already_held
    other.add([credential(2)])
    assert len(held(desk.open())) == 2
    assert desk.open().problems == ()


@pytest.mark.parametrize("secret", [PASSPHRASE, None, "copied"])
def test_the_independent_reader_agrees(desk: Desk, secret: bytes | str | None) -> None:
    made, code = desk.create()
    if isinstance(secret, str):
        secret, code = None, f"\ufeff“{code.upper().replace(' ', '-')}”"
    added = made.add(items(0, 12))
    made.set(added[0].id.hex(), "tag:python", value=True)
    made.drop([added[1].id])
    found = independent(desk, secret or code.encode())
    assert found["slot"] == ("argon2id" if secret else "recovery")
    opened = desk.open()
    assert {key: bytes.fromhex(one["body"]) for key, one in found["objects"].items()} == {
        key.hex(): body for key, body in held(opened).items()
    }
    assert found["objects"][added[0].id.hex()]["sum"] == credential(0).summary
    assert found["registers"][added[0].id.hex()] == {"tag:python": True}
    assert {on for on in found["registers"] if on.startswith("slot:")} == {
        f"slot:{name}" for name in opened.about_slots()
    }


def test_the_recovery_code_opens_and_a_wrong_passphrase_does_not(desk: Desk) -> None:
    made, code = desk.create()
    made.add([credential(1)])
    opened = vault.open(desk.place, RecoveryCode(code.upper().replace(" ", "\n")), clock=desk.clock)
    assert len(held(opened)) == 1
    with pytest.raises(Locked) as caught:
        desk.open(b"incorrect horse")
    assert caught.value.exit_code == 12


def test_what_anybody_can_see(desk: Desk) -> None:
    desk.create()
    outside = vault.look(desk.place)
    assert sorted(outside.kinds) == ["passphrase", "recovery code"]
    assert outside.problems == ()
    assert desk.exists()


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_everything_is_for_the_owner_alone(desk: Desk, umask: int) -> None:
    import os

    old = os.umask(umask)
    try:
        desk.create().vault.add(items(0, 300))
    finally:
        os.umask(old)
    for path in desk.folder.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, path
        assert not path.is_dir() or mode == 0o700, path
    assert (desk.wallet / "wallet.json").read_bytes()


def test_an_existing_folder_becomes_private(desk: Desk) -> None:
    desk.wallet.mkdir(mode=0o755)
    (desk.wallet / ".stfolder").mkdir()
    desk.create()
    assert stat.S_IMODE(desk.wallet.stat().st_mode) == 0o700


def test_nothing_readable_is_in_any_file(desk: Desk) -> None:
    made, code = desk.create()
    made.add(items(0, 300))
    made.set(made.objects("credential")[0].id.hex(), "tag:Findable", "Findable")
    desk.open()
    assert (desk.folder / "cache").exists()
    for path in desk.folder.rglob("*"):
        assert "findable" not in path.name.lower()
        data = path.read_bytes() if path.is_file() else b""
        for word in (b"Findable", b"learning", PASSPHRASE, b"credential", code.replace(" ", "").encode()):
            assert word not in data or path.name == "README.txt", (path, word)


def shape(desk: Desk) -> list[tuple[int, int]]:
    files = [path for path in desk.wallet.rglob("*") if path.is_file()]
    return sorted((path.stat().st_size, len(path.name)) for path in files)


def test_wallets_that_differ_in_one_name_look_alike(tmp_path: Path) -> None:
    shapes = []
    for name in ("Ann", "Bartholomew"):
        folder = tmp_path / name
        folder.mkdir()
        desk = Desk(folder)
        desk.create().vault.add([Item("credential", f'{{"name":"{name}"}}'.encode(), {"title": name})])
        shapes.append(shape(desk))
    assert shapes[0] == shapes[1]


def test_two_computers_come_to_the_same_wallet(desk: Desk, tmp_path: Path) -> None:
    made = desk.create().vault
    (old,) = made.add([credential(0)])
    laptop = desk.other(tmp_path / "laptop")
    laptop_vault = laptop.open()
    made.add([credential(1), credential(2)])
    made.drop([old.id])
    laptop_vault.add([credential(2), credential(3)])
    laptop_vault.set("wallet", "name", "Ada")
    union(desk, laptop)
    one, other = desk.open(), laptop.open()
    assert held(one) == held(other)
    assert len(held(one)) == 3
    assert one.about("wallet") == other.about("wallet") == {"name": "Ada"}
    assert one.fingerprint == other.fingerprint
    assert one.problems == other.problems == ()


def test_adding_again_elsewhere_wins_over_removing(desk: Desk, tmp_path: Path) -> None:
    made = desk.create().vault
    (added,) = made.add([credential(1)])
    laptop = desk.other(tmp_path / "laptop")
    laptop_vault = laptop.open()
    laptop_vault.drop([added.id])
    laptop_vault.add([credential(1)])
    made.drop([added.id])
    union(desk, laptop)
    assert list(held(desk.open())) == list(held(laptop.open())) == [added.id]


def test_cache_is_used_and_can_be_lost(desk: Desk) -> None:
    desk.create().vault.add(items(0, 300))
    cached = desk.place.cached
    assert {path.name for path in cached.iterdir()} == {"cache.bin"}
    expected = held(desk.open())
    assert len(expected) == 300
    good = (cached / "cache.bin").read_bytes()
    middle = good[:200] + bytes((good[200] ^ 1,)) + good[201:]
    for damage in (
        None,
        b"",
        b"x" * 100,
        good[:-1],
        good[:11],
        good[:8] + b"\xff" * 4 + good[12:],
        middle,
        good + b"x",
    ):
        if damage is None:
            (cached / "cache.bin").unlink()
        else:
            (cached / "cache.bin").write_bytes(damage)
        opened = desk.open()
        assert len(opened.objects("credential")) == 300
        assert opened.problems == ()
        desk.open().remember()
        assert desk.open().body(next(iter(expected))) in expected.values()
    assert held(desk.open()) == expected


def test_a_cache_that_is_replaced_meanwhile_does_not_mix(desk: Desk) -> None:
    made = desk.create().vault
    made.add(items(0, 300))
    old, before = (desk.place.cached / "cache.bin").read_bytes(), desk.open()
    made.drop([one.id for one in made.objects("credential")][:290])
    made.add(items(1000, 1300))
    expected = {one.id for one in desk.open().objects("credential")}
    assert len(expected) == 310
    assert len(before.objects("credential")) == 310, "it saw the file of before, and finds another one"
    (desk.place.cached / "cache.bin").write_bytes(old)
    assert {one.id for one in desk.open().objects("credential")} == expected


def test_small_reads_do_not_parse_the_summaries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.create().vault
    ids = [one.id for one in made.add(items(0, 300))]
    monkeypatch.setattr("wallet.vault.cache.Cache.state", lambda *_: pytest.fail("the summaries were read"))
    opened = desk.open()
    assert opened.body(ids[17]) == credential(17).body
    added = opened.add([credential(5), credential(400)])
    assert [one.already_held for one in added] == [True, False]
    assert desk.open().body(added[1].id) == credential(400).body


def test_a_warm_list_opens_no_pack(desk: Desk) -> None:
    desk.create().vault.add(items(0, 300))
    opened: list[str] = []

    class Counting(Quick):
        def read(self, path: Path, limit: int, offset: int = 0) -> bytes:
            opened.append(path.name)
            return super().read(path, limit, offset)

    desk.files = Counting()
    assert len(desk.open().objects("credential")) == 300
    assert [name for name in opened if name.endswith(".wvp")] == []
    assert opened.count("cache.bin") == 3
    assert set(opened) - {path.name for path in desk.place.slots.iterdir()} == {
        "wallet.json", "place.json", "seen.bin", "cache.bin",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["photos.zip", "wallet.txt"])
def test_a_folder_with_other_files_is_not_taken_over(desk: Desk, name: str) -> None:
    desk.wallet.mkdir()
    (desk.wallet / name).touch()
    with pytest.raises(UsageError) as caught:
        desk.create()
    assert caught.value.kind == "folder_in_use"
    assert [path.name for path in desk.wallet.iterdir()] == [name]


def test_a_wallet_is_not_made_over_another(desk: Desk) -> None:
    desk.create().vault.add([credential(1)])
    before = {path: path.read_bytes() for path in desk.all_files()}
    with pytest.raises(UsageError) as caught:
        desk.create()
    assert caught.value.kind == "wallet_exists"
    assert {path: path.read_bytes() for path in desk.all_files()} == before


def test_costs_that_no_reader_accepts_are_not_written(desk: Desk) -> None:
    with pytest.raises(UsageError):
        vault.create(desk.place, PASSPHRASE, cost=Cost(7, 1, 1))
    assert not desk.exists()


def test_a_passphrase_that_cannot_be_is_refused_before_anything_is_made(desk: Desk) -> None:
    with pytest.raises(UsageError):
        vault.create(desk.place, b"", cost=CHEAP)
    assert not desk.wallet.exists()


def test_two_places_of_one_wallet_on_one_computer(desk: Desk) -> None:
    import shutil

    desk.create().vault.add([credential(1)])
    shutil.copytree(desk.wallet, desk.folder / "copy")
    copy = Desk(desk.folder, "copy", random=desk.random)
    copy.open().add([credential(2)])
    desk.open().add([credential(3)])
    union(desk, copy)
    assert len(held(desk.open())) == 3
    assert desk.open().problems == ()


def test_a_restored_computer_takes_a_new_name(desk: Desk, tmp_path: Path) -> None:
    import shutil

    desk.create().vault.add([credential(1)])
    shutil.copytree(desk.folder / "state", tmp_path / "image")
    desk.open().add([credential(2)])
    desk.open().add([credential(3)])
    shutil.rmtree(desk.folder / "state")
    shutil.copytree(tmp_path / "image", desk.folder / "state")
    opened = desk.open()
    opened.add([credential(4)])
    assert len(held(desk.open())) == 4
    assert desk.open().problems == ()


def test_damaged_requests_leave_no_wallet(desk: Desk) -> None:
    (desk.folder / "wallet").write_bytes(b"a file")
    with pytest.raises(Damaged) as caught:
        desk.create()
    assert caught.value.kind == "unsafe_folder"


def compaction(desk: Desk) -> bytes:
    """What another device writes when it gathers everything into one pack."""
    opened = desk.open()
    keys, contents = opened.keys, opened.contents
    state, stored, bodies, offset = contents.state, [], [], 0
    for row in state.rows:
        sealed = desk.place.pack(state.packs[row.pack]).read_bytes()[row.offset : row.offset + row.length]
        born = row.born or state.packs[row.pack]
        stored.append(Stored(row.id, row.table[0], offset, row.length, state.summary(row), born))
        bodies.append(sealed)
        offset += row.length
    ops = [
        Op("set", on, key, value, at=at) for on, keys_ in state.registers.items() for key, (at, value) in keys_.items()
    ]
    ops.append(Op("drop", dots=tuple(sorted(state.drops))))
    marks = {dev: runs[-1][1] for dev, runs in contents.frontier.runs.items()}
    head = Head(
        "99" * 8, 1, (contents.frontier.hlc[0] + 1, 0), tuple(sorted(contents.frontier.heads)),
        tuple(stored), tuple(ops), tuple(state.packs), marks,
    )  # fmt: skip
    return b"".join(build(keys, head, bodies, desk.random))


@pytest.mark.parametrize("count", [5, 300])
def test_a_compaction_by_another_device(desk: Desk, count: int) -> None:
    made = desk.create().vault
    added = made.add(items(0, count))
    made.set(added[1].id.hex(), "note", "kept")
    made.drop([added[0].id])
    before, note = held(desk.open()), desk.open().objects("credential")
    old = desk.pack_files()
    data = compaction(desk)
    target = desk.place.pack(digest(data))
    target.parent.mkdir(exist_ok=True, mode=0o700)
    target.write_bytes(data)
    for _ in range(2):
        opened = desk.open()
        assert held(opened) == before
        assert opened.objects("credential") == note
        assert opened.problems == ()
        for path in old:
            path.unlink(missing_ok=True)
    desk.open().add([credential(0)])
    assert len(held(desk.open())) == count
    assert desk.open().problems == ()


def test_a_cache_that_cannot_be_removed_is_no_obstacle(desk: Desk) -> None:
    desk.create().vault.add(items(0, 300))
    (desk.place.cached / "cache.bin").write_bytes(b"junk")

    class Stuck(Quick):
        def remove(self, path: Path) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        def create(self, path: Path) -> int:
            raise PermissionError(13, "Permission denied", str(path))

    desk.files = Stuck()
    assert len(held(desk.open())) == 300

"""Backups: made, checked, and put back, on this computer and on another one."""

import json
import os
import shutil
import zipfile
from errno import ENOSPC, EROFS
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import College

from wallet.cli import prompts

OTHER = {"WALLET_DIR": "w2", "WALLET_STATE_DIR": "s2", "WALLET_CACHE_DIR": "c2"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def secret(name: str, text: str) -> str:
    Path(name).write_text(text + "\n")
    Path(name).chmod(0o600)
    return name


def refs(desk: Desk, **environment: str) -> list[str]:
    return [one["ref"] for one in desk("list", "--json", **environment).data["credentials"]]


def test_a_backup_needs_no_passphrase(desk: Desk) -> None:
    said = desk("backup", "a.backup", "--json", WALLET_PASSWORD_FILE="")
    assert said.code == 0
    assert said.data["files"] == len([path for path in Path("w").rglob("*") if path.is_file()])
    assert desk("backup", "a.backup").code == 15, "nothing is replaced"
    assert desk("backup", "verify", "a.backup", WALLET_PASSWORD_FILE="").code == 0
    desk("backup", "b.backup")
    assert Path("a.backup").read_bytes() == Path("b.backup").read_bytes()
    assert not list(Path().glob(".*.backup*"))


def test_everything_comes_back_on_another_computer(desk: Desk) -> None:
    desk("backup", "a.backup")
    said = desk("restore", "a.backup", "--json", **OTHER)
    assert (said.code, said.data["made"], len(said.data["new"])) == (0, True, 4)
    assert desk("list", "--json", **OTHER).data == desk("list", "--json").data
    assert desk("stack", "list", "--json", **OTHER).data == desk("stack", "list", "--json").data
    assert desk("check", "--read-data", **OTHER).code == 0


@pytest.mark.parametrize("same", [True, False])
def test_what_is_held_is_judged_by_the_documents_that_a_backup_brings(desk: Desk, *, same: bool) -> None:
    college = College()
    if same:
        shutil.copytree("w", "w2")
    else:
        assert desk("init", **OTHER).code == 0
    assert desk("import", desk.file("badge.jwt", college.badge("Logic")), **OTHER).code == 0
    assert desk("evidence", "add", college.did_url, desk.file("did.json", college.document())).code == 0
    assert desk("backup", "a.backup").code == 0
    assert desk("restore", "a.backup", "--backup-password-file", "secret", **OTHER).code == 0
    found = {one["title"]: one["verdict"] for one in desk("list", "--json", **OTHER).data["credentials"]}
    assert found["Logic"] == "verified_with_notes"


def test_a_folder_with_other_files_is_not_taken_over(desk: Desk) -> None:
    desk("backup", "a.backup")
    Path("w2").mkdir(0o755)
    Path("w2/photos.zip").touch()
    for command in (("init",), ("restore", "a.backup")):
        said = desk(*command, **OTHER)
        assert (said.code, "w2 holds other files" in said.err) == (2, True)
    assert ([path.name for path in Path("w2").iterdir()], Path("w2").stat().st_mode & 0o777) == (["photos.zip"], 0o755)


@pytest.mark.parametrize("done", [0, 3])
def test_a_restore_that_was_interrupted_is_taken_up_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """What it left in the folder is not taken for somebody's files; once there are packs, a repair comes first."""
    from wallet.vault import Files

    rename, left = Files.rename, iter(range(done))

    def killed(files: Files, old: Path, new: Path) -> None:
        if "w2" in new.parts and next(left, None) is None:
            raise KeyboardInterrupt
        rename(files, old, new)

    desk("backup", "a.backup")
    with monkeypatch.context() as patch:
        patch.setattr(Files, "rename", killed)
        assert desk("restore", "a.backup", **OTHER).code == 130
    if done:  # which packs are there depends on their names, and so does what is wrong
        assert desk("repair", **OTHER).code in (0, 1)
    assert desk("restore", "a.backup", **OTHER).code == 0
    assert len(refs(desk, **OTHER)) == 4


def test_a_second_run_adds_nothing(desk: Desk) -> None:
    desk("backup", "a.backup")
    for _ in range(2):
        said = desk("restore", "a.backup", "--json")
        assert (said.code, said.data["new"], said.data["already_held"]) == (0, [], 4)
    desk("restore", "a.backup", **OTHER)
    assert desk("restore", "a.backup", "--json", **OTHER).data["already_held"] == 4


@pytest.mark.parametrize(
    "change", [("password",), ("rekey", "--yes", "--recovery-file", "code")], ids=["password", "key"]
)
def test_a_backup_of_a_newer_state_brings_what_opens_it(desk: Desk, change: tuple[str, ...]) -> None:
    """An older copy was put back, or this is another device: the newer passphrase has to open what comes."""
    assert desk("remove", "spreadsheets", "--yes").code == 0
    shutil.copytree("w", "older")
    new = {"WALLET_PASSWORD_FILE": secret("new", "battery staple")}
    assert desk(*change, "--new-password-file", "new").code == 0
    assert desk("import", "spreadsheets.jwt", **new).code == 0
    assert desk("remove", "databases", "--yes", **new).code == 0
    expected = refs(desk, **new)
    assert desk("backup", "a.backup", **new).code == 0
    for elsewhere in ({}, OTHER):
        shutil.rmtree(elsewhere.get("WALLET_DIR", "w"), ignore_errors=True)
        shutil.copytree("older", elsewhere.get("WALLET_DIR", "w"))
        said = desk("restore", "a.backup", "--backup-password-file", "new", "--json", **elsewhere)
        assert (said.code, len(said.data["new"]), said.data["removed"]) == (0, 1, []), said.err
        assert refs(desk, **elsewhere, **new) == expected
        assert desk("tag", "statistics", "here", **elsewhere, **new).code == 0


def test_a_slot_that_anybody_added_spoils_no_backup(desk: Desk) -> None:
    """It names the key of the wallet, and another epoch."""
    slot = json.loads(next(Path("w/keys").iterdir()).read_bytes())
    about = {"epoch": 7, "key_id": slot["key_id"], "type": "x", "vault_id": slot["vault_id"]}
    for number in range(8):
        data = json.dumps({**about, "z": number}, separators=(",", ":")).encode()
        Path(f"w/keys/{sha256(data).hexdigest()}.json").write_bytes(data)
    assert desk("backup", "a.backup").code == 0
    assert desk("restore", "a.backup").code == 0
    assert desk("backup", "verify", "a.backup", "--read-data").code == 1, "the slots are named"


def test_only_what_is_missing_is_added(desk: Desk) -> None:
    assert desk("backup", "a.backup").code == 0
    desk("import", "databases.json")
    for path in list(Path("w/packs").glob("*/*.wvp"))[1:]:
        path.unlink()
    assert desk("list").code == 13
    assert desk("restore", "a.backup", "--json").code == 0
    assert desk("check", "--read-data").code == 0
    assert len(refs(desk)) == 4


def test_some_credentials_under_a_passphrase_of_their_own(desk: Desk) -> None:
    new = secret("new", "for my second laptop")
    said = desk("backup", "two.backup", "statistics", "databases", "--new-password-file", new, "--json")
    assert (said.code, said.data["credentials"]) == (0, 2)
    assert desk("restore", "two.backup", **OTHER).code == 12, "the wallet's own passphrase does not open it"
    restored = desk("restore", "two.backup", "--json", **OTHER, WALLET_PASSWORD_FILE=new)
    assert sorted(restored.data["new"]) == ["Databases", "Statistics"]
    assert desk("show", "statistics", **OTHER, WALLET_PASSWORD_FILE=new).code == 0


def test_a_disk_that_is_read_only_is_not_full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> int:
        raise OSError(EROFS, os.strerror(EROFS))

    monkeypatch.setattr("wallet.vault.files.Files.create", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    said = desk("backup", "b.backup")
    assert (said.code, said.out) == (15, "")
    assert said.err == (
        "wallet: error: the backup could not be saved: read-only file system\nwallet: hint: choose another place\n"
    )


@pytest.mark.parametrize("line", ["restore two.backup", "backup verify two.backup --read-data"])
def test_the_hints_lead_to_the_passphrase_of_the_backup(desk: Desk, line: str) -> None:
    new = secret("new", "for my second laptop")
    assert desk("backup", "two.backup", "statistics", "--new-password-file", new).code == 0
    for options, elsewhere in (
        (("--no-input",), {}),
        (("--no-input", "--password-file", new), {}),
        (("--backup-password-file", "secret"), {}),
        ((), OTHER),
    ):
        said = desk(*line.split(), *options, **elsewhere)
        assert said.code == 12
        assert "--backup-password-file FILE" in said.err
        assert "wallet password" not in said.err
    assert "wallet: error: two.backup: the passphrase is wrong\n" in said.err
    assert desk(*line.split(), "--backup-password-file", new).code == 0


@pytest.mark.parametrize("line", ["restore a.backup", "backup verify a.backup --read-data"])
def test_who_mistypes_the_passphrase_of_a_backup_is_asked_again(
    desk: Desk, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk("backup", "a.backup").code == 0
    typed = ["wrong", "worse", "worst", "wrong", Path("secret").read_text().strip()]
    monkeypatch.setattr(prompts, "_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    monkeypatch.setattr("time.sleep", lambda _: None)
    nothing = {**OTHER, "WALLET_PASSWORD_FILE": ""}
    said = desk(*line.split(), **nothing)
    assert (said.code, len(typed)) == (12, 2)
    assert "wallet: hint: type it again, or the recovery code of the backup in its place\n" in said.err
    assert desk(*line.split(), **nothing).code == 0
    assert typed == []


def test_a_backup_of_another_wallet_is_merged(desk: Desk) -> None:
    new = secret("new", "other")
    desk("init", **OTHER, WALLET_PASSWORD_FILE=new)
    desk("import", "statistics.json", **OTHER, WALLET_PASSWORD_FILE=new)
    desk("backup", "a.backup")
    said = desk("restore", "a.backup", "--backup-password-file", "secret", "--json", **OTHER, WALLET_PASSWORD_FILE=new)
    assert (said.code, len(said.data["new"]), said.data["already_held"]) == (0, 3, 1)
    again = desk("restore", "a.backup", "--backup-password-file", "secret", "--json", **OTHER, WALLET_PASSWORD_FILE=new)
    assert (again.data["new"], again.data["already_held"]) == ([], 4)
    assert len(refs(desk, **OTHER, WALLET_PASSWORD_FILE=new)) == 4


def test_what_the_backup_lacks_is_counted(desk: Desk) -> None:
    desk("backup", "a.backup")
    said = desk("backup", "verify", "a.backup", "--read-data", "--json")
    assert (said.code, said.data["credentials"], said.data["lacks"]) == (0, 4, 0)
    desk("remove", "statistics", "--yes")
    desk("gc", "--now")
    desk("backup", "b.backup")
    desk("import", "statistics.json")
    said = desk("backup", "verify", "b.backup", "--read-data", "--json")
    assert (said.code, said.data["credentials"], said.data["lacks"]) == (0, 3, 1)


@pytest.mark.parametrize("where", [0, 0.3, 0.6, 0.95])
def test_damage_in_a_backup_is_found_and_the_rest_comes_back(desk: Desk, where: float) -> None:
    desk("backup", "a.backup")
    data = bytearray(Path("a.backup").read_bytes())
    data[int(len(data) * where)] ^= 1
    Path("a.backup").write_bytes(data)
    checked = desk("backup", "verify", "a.backup", "--json")
    assert checked.code in (1, 5)
    if checked.code == 1:
        assert checked.data["damaged"]
        assert desk("restore", "a.backup").code == 1
        assert len(refs(desk)) == 4


@pytest.mark.parametrize(
    ("at", "change"),
    [
        pytest.param(8, b"\x01\x00", id="encrypted"),
        pytest.param(10, b"\x63\x00", id="packed in an unknown way"),
        pytest.param(20, b"\x00\x00\x10\x00\x00\x00\x10\x00", id="beyond the end"),
    ],
)
def test_a_backup_whose_table_of_contents_lies(desk: Desk, at: int, change: bytes) -> None:
    desk("backup", "create", "b")
    data = Path("b").read_bytes()
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)  # the second in the central directory
    Path("b").write_bytes(data[: entry + at] + change + data[entry + at + len(change) :])
    said = desk("backup", "verify", "b", "--json")
    assert said.code == 1
    assert len(said.data["damaged"]) == 1
    assert desk("restore", "b").code == 1


def test_a_backup_of_very_many_files_is_read_in_a_moment(desk: Desk) -> None:
    with zipfile.ZipFile("many.wbk", "w") as archive:
        listed = []
        for number in range(12_000):
            data = str(number).encode()
            digest = sha256(data).hexdigest()
            archive.writestr(f"keys/{digest}.json", data)
            listed.append({"path": f"keys/{digest}.json", "size": len(data), "sha256": digest})
        said = {"schema": "wallet-backup/1", "vault_id": "", "files": listed}
        archive.writestr("backup.json", json.dumps(said))
    began = process_time()
    assert desk("backup", "verify", "many.wbk").code == 0
    assert process_time() - began < 4


def test_a_full_disk_is_not_the_fault_of_the_backup(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("backup", "all.wbk")
    shutil.rmtree("w")

    def full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("wallet.vault.named.put", full)
    said = desk("restore", "all.wbk")
    assert (said.code, "no space left" in said.err) == (15, True)


@pytest.mark.parametrize("command", [("backup", "verify"), ("restore",)])
def test_a_device_or_a_folder_is_no_backup(desk: Desk, command: tuple[str, ...]) -> None:
    for name in ("/dev/zero", ".", "pipe"):
        if name == "pipe":
            os.mkfifo(name)
        assert desk(*command, name).code == 5


def test_what_is_no_backup(desk: Desk) -> None:
    Path("junk").write_bytes(b"PK\x03\x04junk")
    with zipfile.ZipFile("other.zip", "w") as archive:
        archive.writestr("a", b"b")
    for file in ("junk", "other.zip", "statistics.json", "missing"):
        for command in (("backup", "verify", file), ("restore", file)):
            assert desk(*command).code == 5
    shutil.copy("statistics.json", "secret2")


def test_names_in_a_hostile_backup_lead_nowhere(desk: Desk) -> None:
    desk("backup", "a.backup")
    with zipfile.ZipFile("a.backup") as old, zipfile.ZipFile("evil.backup", "w") as evil:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "backup.json":
                data = data.replace(b'"path":"README.txt"', b'"path":"../evil.txt"')
            evil.writestr(info.filename.replace("README.txt", "../evil.txt"), data)
    assert desk("restore", "evil.backup", **OTHER).code == 5
    assert not Path("../evil.txt").exists()
    assert not Path("w2").exists()


def damage(path: Path) -> str:
    """Change one byte of a file of the wallet; its name in a backup."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path.relative_to("w").as_posix()


def largest_pack() -> Path:
    return max(Path("w/packs").glob("*/*.wvp"), key=lambda path: path.stat().st_size)


def test_a_file_that_broke_comes_back_whole(desk: Desk) -> None:
    """What stands under the name of a pack and is not that pack must not keep it from coming back."""
    desk("backup", "a.backup")
    damage(largest_pack())
    assert len(refs(desk)) < 4
    said = desk("restore", "a.backup", "--json")
    assert (said.code, len(said.data["new"])) == (0, 4 - said.data["already_held"])
    assert said.data["new"]
    assert desk("check", "--read-data").code == 0
    assert len(refs(desk)) == 4


def test_one_broken_file_keeps_the_rest_from_no_backup(desk: Desk) -> None:
    desk("tag", "statistics", "kept")
    broken = damage(largest_pack())
    said = desk("backup", "a.backup", "--json")
    assert (said.code, said.data["left_out"]) == (13, [broken])
    assert broken in said.err
    assert desk("backup", "verify", "a.backup").code == 0
    held = len(refs(desk))
    assert desk("restore", "a.backup", **OTHER).code == 0
    assert len(refs(desk, **OTHER)) == held


def test_a_file_that_is_made_meanwhile_is_not_replaced_by_a_backup(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: Path("a.backup").write_bytes(b"precious"))
    refused = desk("backup", "a.backup")
    assert (refused.code, "a.backup exists" in refused.err) == (15, True)
    assert Path("a.backup").read_bytes() == b"precious"
    assert not list(Path().glob(".a.backup.*"))


def test_what_a_sync_renamed_spoils_no_backup(desk: Desk) -> None:
    desk("backup", "before.backup")
    for path in (next(Path("w/keys").glob("*.json")), largest_pack()):
        shutil.copy(path, path.with_name(f"{path.stem}.sync-conflict-20261122{path.suffix}"))
    Path("w/packs/zz").mkdir()
    shutil.copy(largest_pack(), "w/packs/zz")
    assert desk("backup", "a.backup").code == 0
    assert Path("a.backup").read_bytes() == Path("before.backup").read_bytes()


def test_a_backup_is_for_its_owner_alone(desk: Desk) -> None:
    desk("backup", "a.backup")
    assert Path("a.backup").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["import", "verify"])
def test_a_backup_that_is_taken_for_a_credential_is_called_what_it_is(desk: Desk, command: str) -> None:
    desk("backup", "my own.backup")
    said = desk(command, "my own.backup")
    assert (said.code, said.out) == (5, ""), "its files are not gone through one by one"
    assert "my own.backup is a backup of a wallet, not a credential" in said.err
    assert "wallet restore 'my own.backup'" in said.err


def test_what_is_left_out_of_an_archive_is_named_once(desk: Desk) -> None:
    with zipfile.ZipFile("mixed.zip", "w") as file:
        file.write("statistics.json")
        file.writestr("letter.txt", "hello")
    said = desk("import", "mixed.zip")
    assert "left out: mixed.zip!letter.txt: it is no kind of file that holds credentials\n" in said.out
    said = desk("import", "mixed.zip", WALLET_LANGUAGE="de")
    assert "weggelassen: mixed.zip!letter.txt: sie ist keine Art von Datei, die Nachweise enthält\n" in said.out

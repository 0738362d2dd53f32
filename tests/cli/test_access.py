"""Who can open the wallet: passphrases, codes, key files, sessions, batches."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

from wallet.errors import Locked
from wallet.vault import files, sessions

MEMORY = Path("/dev/shm")  # noqa: S108 - the one folder of Linux that is kept in memory


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[str]:
    if not MEMORY.is_dir():
        pytest.skip("needs a folder that is kept in memory: /dev/shm")
    folder = MEMORY / f"wallet-test-{tmp_path.name}-{tmp_path.parent.name}"
    yield str(folder)
    shutil.rmtree(folder, ignore_errors=True)


def secret(name: str, text: str) -> str:
    Path(name).write_text(text + "\n")
    Path(name).chmod(0o600)
    return name


def opens(desk: Desk, file: str) -> int:
    return desk("list", WALLET_PASSWORD_FILE=file).code


def test_a_new_passphrase_replaces_the_old_one(desk: Desk) -> None:
    new = secret("new", "battery staple")
    assert desk("password", "--new-password-file", new).code == 0
    assert opens(desk, new) == 0
    assert opens(desk, "secret") == 12
    assert len(list(Path("w/keys").iterdir())) == 2


def test_a_wrong_passphrase_that_nobody_typed_is_said_to_come_from_where_it_came(desk: Desk) -> None:
    wrong = secret("wrong", "tr0ub4dor")
    command = f"cat {wrong}"
    for options, variables, source in (
        ((), {"WALLET_PASSWORD_FILE": wrong}, "WALLET_PASSWORD_FILE"),
        ((), {"WALLET_PASSWORD_COMMAND": command}, "WALLET_PASSWORD_COMMAND"),
        (("--password-file", wrong), {}, "--password-file"),
        (("--password-command", command), {}, "--password-command"),
    ):
        for line in ("list", "status"):
            said = desk(line, *options, **variables)
            assert said.code == 12
            assert f"the passphrase is wrong\nwallet: hint: it came from {source}: " in said.err


@pytest.mark.parametrize(
    "line",
    [
        "password",
        "slots add passphrase",
        "rekey --yes --recovery-file code.txt",
        "backup create b.backup statistics",
        "backup create b.backup --own-passphrase",
    ],
)
def test_a_new_passphrase_that_is_not_said_is_asked_for_by_its_own_option(desk: Desk, line: str) -> None:
    said = desk(*line.split(), "--no-input")
    assert said.code == 12
    assert "--new-password-file FILE" in said.err
    assert "--password-file" not in said.err


def test_a_forgotten_passphrase(desk: Desk) -> None:
    """The recovery code is typed where the passphrase is asked for."""
    shutil.rmtree("w")
    shutil.rmtree("s")
    assert desk("init", "--recovery-file", "code").code == 0
    new = secret("new", "battery staple")
    assert desk("password", "--new-password-file", new, WALLET_PASSWORD_FILE="code").code == 0
    assert opens(desk, new) == 0
    assert opens(desk, "code") == 0


def test_who_changes_the_passphrase_is_told_at_once_that_the_code_opens_it_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("wallet.cli.prompts._terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda question: asked.append(question) or "correct horse")
    desk.environment.pop("WALLET_PASSWORD_FILE")
    assert desk("list").code == 0
    assert desk("password", "--new-password-file", secret("new", "battery staple")).code == 0
    assert asked == ["Passphrase: ", "Passphrase, or recovery code: "]


def test_a_code_cannot_be_chosen_as_a_passphrase(desk: Desk) -> None:
    """It would be taken for a code wherever it is typed, and never open."""
    desk("slots", "add", "recovery", "--to", "code")
    desk("slots", "add", "keyfile", "--to", "key")
    before = sorted(Path("w/keys").iterdir())
    for file in ("code", "key"):
        for command in (
            ("password", "--new-password-file", file),
            ("slots", "add", "passphrase", "--new-password-file", file),
            ("rekey", "--yes", "--recovery-file", "new code", "--new-password-file", file),
            ("backup", "part", "databases", "--new-password-file", file),
            ("init", "--wallet", "other", "--password-file", file),
        ):
            said = desk(*command)
            assert (said.code, "can be no passphrase" in said.err) == (2, True), (command, said.err)
    assert sorted(Path("w/keys").iterdir()) == before
    assert not any(Path(name).exists() for name in ("new code", "part", "other"))


def test_every_kind_of_slot_can_be_added_used_and_removed(desk: Desk) -> None:
    assert desk("slots", "add", "keyfile", "--to", "key").code == 0
    assert Path("key").stat().st_mode & 0o077 == 0
    assert desk("slots", "add", "recovery", "--to", "code").code == 0
    assert desk("slots", "add", "passphrase", "--new-password-file", secret("second", "second")).code == 0
    for file, kind in (("key", "key file"), ("code", "recovery code"), ("second", "passphrase")):
        assert opens(desk, file) == 0
        assert desk("slots", "check", "--json", WALLET_PASSWORD_FILE=file).data["kind"] == kind
    listed = desk("slots", "list", "--json").data["slots"]
    assert desk("slots", "check", "--json").data in listed, "the same members with the same values"
    assert sorted(slot["kind"] for slot in listed) == [
        "key file",
        "passphrase",
        "passphrase",
        "recovery code",
        "recovery code",
    ]
    assert all(slot["state"] == "live" and slot["since"] for slot in listed)
    assert desk("slots", "remove", "key file").code == 2, "it has to be confirmed"
    assert desk("slots", "remove", "fingerprint").code == 6, "what there is not need not be confirmed"
    assert desk("slots", "remove", "key file", "--yes").code == 0
    assert opens(desk, "key") == 12


def test_what_opens_no_wallet_is_not_asked_for(desk: Desk) -> None:
    for command in ("check", "list"):
        said = desk("slots", command, "--no-input", WALLET_DIR="nowhere", WALLET_PASSWORD_FILE="")
        assert (said.code, "there is no wallet at" in said.err) == (10, True)


def kinds(desk: Desk, **environment: str) -> list[str]:
    return [slot["kind"] for slot in desk("slots", "list", "--json", **environment).data["slots"]]


@pytest.mark.parametrize("file", ["taken", "missing/code"])
def test_a_code_that_cannot_be_kept_is_not_made(desk: Desk, file: str) -> None:
    Path("taken").write_text("precious")
    before = sorted(kinds(desk))
    assert desk("slots", "add", "recovery", "--to", file).code == 15
    assert desk("slots", "add", "keyfile", "--to", file).code == 15
    assert desk("rekey", "--yes", "--new-password-file", "secret", "--recovery-file", file).code == 15
    assert sorted(kinds(desk)) == before
    assert desk("init", "--recovery-file", file, WALLET_DIR="other").code == 15
    assert desk("list", WALLET_DIR="other").code == 10
    assert Path("taken").read_text() == "precious"


@pytest.mark.parametrize(
    "command",
    [
        "slots add recovery --to code",
        "slots add keyfile --to code",
        "rekey --yes --new-password-file secret --recovery-file code",
    ],
)
def test_a_code_is_taken_back_when_what_it_is_for_was_not_made(desk: Desk, command: str) -> None:
    """It would be in the way of the next try, and opens nothing."""
    Path("w/tmp").chmod(0o777)
    assert desk(*command.split()).code == 13
    assert not Path("code").exists()
    Path("w/tmp").chmod(0o700)
    assert desk(*command.split()).code == 0
    assert opens(desk, "code") == 0


def test_a_code_stays_when_its_slot_was_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallet.vault.compaction._carry", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "cut")))
    assert desk("rekey", "--yes", "--new-password-file", "secret", "--recovery-file", "code").code == 15
    assert opens(desk, "code") == 0


@pytest.mark.parametrize("written", [2, 3, 4, 5])
def test_making_a_wallet_can_be_tried_again_wherever_the_disk_was_full(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """So many files fit: to run it again, as the hint says, works, and the code in the file is the one that counts."""
    real, command = files.put, ("init", "--recovery-file", "code")
    left = iter(range(written))

    def put(*one: Any, **how: Any) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "no space left")
        real(*one, **how)

    with monkeypatch.context() as full:
        full.setattr("wallet.vault.creating.put", put)
        said = desk(*command, WALLET_DIR="other")
    if written < 5:
        assert said.code == 15
        assert "then run it again" in said.err
        assert desk(*command, WALLET_DIR="other").code == 0
    assert desk("list", WALLET_DIR="other", WALLET_PASSWORD_FILE="code").code == 0
    assert desk(*command, WALLET_DIR="other").code == 2


def test_a_code_is_taken_back_when_no_wallet_was_made(desk: Desk) -> None:
    Path("other/README.txt").mkdir(parents=True)
    Path("other").chmod(0o700)
    assert desk("init", "--recovery-file", "code", WALLET_DIR="other").code == 15
    assert not Path("code").exists()
    Path("other/README.txt").rmdir()
    assert desk("init", "--recovery-file", "code", WALLET_DIR="other").code == 0
    assert desk("list", WALLET_DIR="other", WALLET_PASSWORD_FILE="code").code == 0


def test_a_code_that_nobody_would_see_is_not_made(desk: Desk) -> None:
    before = sorted(kinds(desk))
    for terminal, words in ((False, ()), (False, ("--json",)), (True, ("--json",))):
        desk.terminal = terminal
        for command in (("slots", "add", "recovery"), ("rekey", "--yes", "--new-password-file", "secret")):
            said = desk(*command, *words, "--no-input", WALLET_PASSWORD_FILE="nothing asks for it")
            assert (said.code, "the new recovery code needs a place to go" in said.err) == (2, True)
        where = {"WALLET_DIR": f"other{len(words)}{terminal}"}
        said = desk("init", "--no-input", *words, **where)
        assert (said.code, "the wallet has no recovery code" in said.err) == (0, True)
        desk.terminal = False
        assert kinds(desk, **where) == ["passphrase"]
    assert sorted(kinds(desk)) == before


@pytest.mark.parametrize(
    "command", ["init --wallet other", "slots add recovery", "rekey --yes --new-password-file secret"]
)
def test_a_code_on_a_terminal_stays_there_when_nobody_is_asked_to_copy_it(desk: Desk, command: str) -> None:
    desk.terminal = True
    said = desk(*command.split(), "--no-input", TERM="xterm-256color")
    assert said.code == 0
    assert "Your recovery code" in said.out
    assert "\x1b[J" not in said.out, "nothing is cleared"
    code = secret("code", said.out[said.out.rindex("wall etre") :])
    assert opens(desk, code) == 0 or command.startswith("init")


@pytest.mark.parametrize("named", ["keyfile", "key file"])
def test_a_kind_goes_by_its_name_and_as_it_reads(desk: Desk, named: str) -> None:
    assert desk("slots", "add", named, "--to", "key", "--json").data["kind"] == "key file"
    assert desk("slots", "remove", named, "--yes", "--json").data["kind"] == "key file"
    assert opens(desk, "key") == 12


def test_the_last_slot_stays(desk: Desk) -> None:
    assert desk("slots", "remove", "recovery code", "--yes").code == 0
    last = desk("slots", "remove", "passphrase", "--yes")
    assert (last.code, "last thing that opens the wallet" in last.err) == (2, True)
    assert opens(desk, "secret") == 0


def test_an_ambiguous_or_unknown_slot_is_not_removed(desk: Desk) -> None:
    desk("slots", "add", "recovery", "--to", "code")
    assert desk("slots", "remove", "recovery code", "--yes").code == 6
    assert desk("slots", "remove", "feed", "--yes").code == 6
    assert desk("slots", "add", "fingerprint").code == 2
    assert desk("slots", "add", "keyfile").code == 2


def test_a_key_file_from_the_configuration(desk: Desk, own_home: Path) -> None:
    desk("slots", "add", "keyfile", "--to", "key")
    config = own_home / "config" / "wallet" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'key_file = "{Path("key").resolve()}"\n')
    assert desk("list", WALLET_PASSWORD_FILE="").code == 0
    assert desk("status", "--json").data["config"] == str(config)
    assert f"settings {config}\n" in desk("status").out


def test_what_is_explained_to_people_is_explained_to_programs(desk: Desk) -> None:
    told = desk("status", "--explain", "--json").data["explained"]
    assert "explained" not in desk("status", "--json").data
    assert all(text in desk("status", "--explain").out for text in told)
    assert len(told) == 3


def test_a_session_opens_the_wallet_for_every_command(desk: Desk, runtime: str) -> None:
    said = desk("unlock", "--for", "2h", "--json", WALLET_RUNTIME_DIR=runtime)
    assert said.data == {"expires_in": 7200}
    unnamed = {"WALLET_PASSWORD_FILE": "", "WALLET_RUNTIME_DIR": runtime}
    assert desk("list", **unnamed).code == 0
    status = desk("status", "--json", **unnamed).data
    assert (status["locked"], status["source"], status["counts"]["credentials"]) == (False, "session", 4)
    assert 7100 < status["expires_in"] <= 7200
    assert desk("lock", "--json", **unnamed).data == {"was_open": True}
    assert desk("list", "--no-input", **unnamed).code == 12
    assert desk("status", "--json", **unnamed).data["locked"] is True


def test_a_session_does_not_change_who_can_open_the_wallet(desk: Desk, runtime: str) -> None:
    desk("unlock", WALLET_RUNTIME_DIR=runtime)
    unnamed = {"WALLET_PASSWORD_FILE": "", "WALLET_RUNTIME_DIR": runtime}
    rekey = ("rekey", "--yes", "--recovery-file", "x")
    for command in (("password",), ("slots", "add", "recovery", "--to", "x"), rekey, ("unlock",)):
        assert desk(*command, "--no-input", **unnamed).code == 12
    assert desk("password", "--new-password-file", secret("new", "n"), WALLET_RUNTIME_DIR=runtime).code == 0
    assert desk("list", "--no-input", **unnamed).code == 12, "a new passphrase ends the session"


def test_a_new_root_key_ends_the_session(desk: Desk, runtime: str) -> None:
    desk("unlock", WALLET_RUNTIME_DIR=runtime)
    new = secret("new", "battery staple")
    rekeyed = desk("rekey", "--yes", "--new-password-file", new, "--recovery-file", "code", WALLET_RUNTIME_DIR=runtime)
    assert rekeyed.code == 0
    assert not list(Path(runtime).glob("*.session"))


def test_a_folder_that_another_user_made_first_keeps_nobody_out(
    desk: Desk, runtime: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lstat = Path.lstat

    def refused(path: Path) -> os.stat_result:
        if path.suffix == ".session":
            raise PermissionError(errno.EACCES, "not yours")
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", refused)
    monkeypatch.setattr(Path, "unlink", lambda path, **_: refused(path))
    named = {"WALLET_RUNTIME_DIR": runtime}
    assert (desk("status", WALLET_PASSWORD_FILE="", **named).code, desk("lock", **named).code) == (0, 0)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"{}"),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"user":', b'"user":1')),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"expires":', b'"expires":99')),
        lambda path: path.chmod(0o644),
        lambda path: (path.unlink(), path.symlink_to("/dev/null")),
    ],
    ids=["empty", "another user", "longer", "readable", "link"],
)
def test_a_session_that_was_tampered_with_is_none(desk: Desk, runtime: str, spoil: object) -> None:
    desk("unlock", WALLET_RUNTIME_DIR=runtime)
    (path,) = Path(runtime).glob("*.session")
    spoil(path)  # type: ignore[operator] # one of the functions above
    assert desk("list", "--no-input", WALLET_PASSWORD_FILE="", WALLET_RUNTIME_DIR=runtime).code == 12
    assert not list(Path(runtime).glob("*.session"))


def test_no_session_on_a_disk(desk: Desk, tmp_path: Path) -> None:
    said = desk("unlock", "--json", WALLET_RUNTIME_DIR=str(tmp_path / "run"))
    assert said.code == 12
    assert json.loads(said.out)["errors"][0]["slug"] == "no_sessions"
    assert desk("unlock", "--for", "13h").code == 2
    assert desk("unlock", "--for", "10s").code == 2


@pytest.mark.parametrize(("kind", "said"), [("tmpfs", "is on a disk"), ("ext4", "this computer has no folder")])
def test_where_only_the_named_folder_is_on_a_disk_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    monkeypatch.setattr(sessions, "_SHARED", tmp_path)
    computer = sessions.Computer(float, lambda: "1", lambda folder: kind if folder == tmp_path else "ext4")
    here = tmp_path / "run"
    here.mkdir()
    with pytest.raises(Locked, match=said) as caught:
        sessions.begin(here, None, None, b"", 60, computer)  # type: ignore[arg-type] # it gets no further
    assert caught.value.kind == "no_sessions"
    assert (f"export WALLET_RUNTIME_DIR={tmp_path}" in (caught.value.hint or "")) is (kind == "tmpfs")


def test_a_batch_derives_one_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from wallet.vault import sealing

    derived: list[int] = []

    def counted(*arguments: object) -> bytes:
        derived.append(1)
        return sealing.derive(*arguments)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr("wallet.vault.slots.derive", counted)
    lines = (
        b"# what there is\nlist --json\n\nwallet show statistics --json\nimport databases.json --json\nstatus --json\n"
    )
    said = desk("batch", stdin=lines)
    assert said.code == 0
    documents = [json.loads(line) for line in said.out.splitlines()]
    assert [one["command"] for one in documents] == ["list", "show", "import", "status"]
    assert documents[3]["data"]["source"] == "batch"
    assert len(derived) == 1


def test_a_batch_stops_at_the_first_failure_unless_told_otherwise(desk: Desk) -> None:
    lines = b"show nothing\nlist --json\n"
    assert (desk("batch", stdin=lines).code, desk("batch", stdin=lines).out) == (6, "")
    said = desk("batch", "--keep-going", stdin=lines)
    assert said.code == 6
    assert json.loads(said.out)["command"] == "list"


def test_a_batch_says_which_line_did_not_end_well(desk: Desk) -> None:
    """By its number and its command; what else stands on the line may be private."""
    lines = b"# first\n\nlist --limit 1\nnote nothing 'my secret'\nlist\nfrob it\n"
    said = desk("batch", stdin=lines)
    assert said.err.splitlines()[-1] == (
        "wallet: warning: line 4 (note) ended with 6; 2 commands after it were not run: --keep-going goes on"
    )
    assert "secret" not in said.err
    said = desk("batch", "--keep-going", "--json", stdin=lines)
    ended = [line for line in said.err.splitlines() if "ended with" in line]
    assert ended == ["wallet: warning: line 4 (note) ended with 6", "wallet: warning: line 6 (frob) ended with 2"]
    assert [one["line"] for one in said.lines] == [3, 4, 5, 6]


def test_a_batch_hands_on_how_to_answer(desk: Desk) -> None:
    """Wherever a command ends: behind ``--`` there are names only."""
    lines = b"import -- databases.json\nbackup all.backup\nshow -- --json\nlist --nonsense\nlist --json\n"
    documents = desk("batch", "--json", "--keep-going", stdin=lines).lines
    assert [(one["command"], one["exit_code"]) for one in documents] == [
        ("import", 0), ("backup create", 0), ("show", 6), ("list", 2), ("list", 0)
    ]  # fmt: skip


def test_a_batch_from_a_keyboard_says_so_and_waits_for_nobody_under_no_input(desk: Desk) -> None:
    desk.terminal = True
    said = desk("batch", stdin=b"list --limit 1\n")
    assert (said.code, "end with Ctrl-D" in said.err) == (0, True)
    said = desk("batch", "--no-input", stdin=b"list\n")
    assert (said.code, "nobody can be asked" in said.err, said.out) == (2, True, "")


def test_a_batch_hands_on_that_nothing_is_asked(desk: Desk) -> None:
    Path("lines").write_text("remove databases\n")
    desk.terminal = True
    said = desk("batch", "lines", "--no-input", stdin=b"y\n")
    assert (said.code, "nobody can be asked" in said.err) == (2, True)
    assert desk("show", "databases").code == 0


@pytest.mark.parametrize(("line", "code"), [(b"list 'x", 2), (b"batch", 2), (b"unlock", 2), (b"init", 2), (b"\xff", 5)])
def test_a_batch_is_checked_before_it_runs(desk: Desk, line: bytes, code: int) -> None:
    said = desk("batch", stdin=b"tell\nlist\n" + line)
    assert (said.code, said.out) == (code, "")


def test_rekey_voids_everything_else_and_keeps_everything(desk: Desk) -> None:
    before = desk("list", "--json").data
    desk("slots", "add", "keyfile", "--to", "key")
    new = secret("new", "battery staple")
    assert desk("rekey", "--new-password-file", new).code == 2, "it has to be confirmed"
    assert desk("rekey", "--yes", "--new-password-file", new).code == 2, "the code needs a place to go"
    done = desk("rekey", "--yes", "--new-password-file", new, "--recovery-file", "code")
    assert (done.code, Path("code").stat().st_mode & 0o077) == (0, 0)
    assert (opens(desk, "secret"), opens(desk, "key")) == (12, 12)
    assert (opens(desk, new), opens(desk, "code")) == (0, 0)
    assert desk("list", "--json", WALLET_PASSWORD_FILE=new).data == before
    assert desk("show", "statistics", WALLET_PASSWORD_FILE=new).code == 0
    assert desk("import", "statistics.json", WALLET_PASSWORD_FILE=new).code == 0
    assert (
        desk("rekey", "--yes", "--new-password-file", new, "--recovery-file", "c2", WALLET_PASSWORD_FILE=new).code == 0
    )
    assert desk("list", "--json", WALLET_PASSWORD_FILE="c2").data == before


def test_the_home_of_a_user_who_does_not_exist_is_a_name_like_any_other(desk: Desk) -> None:
    name = "~nobody-of-that-name/w"
    assert desk("list", "--wallet", name).code == 10
    assert desk("list", "--password-file", name).code == 12
    assert desk("list", WALLET_RUNTIME_DIR=name).code == 0
    assert desk("sync", f"{name}/r").code == 14


def test_a_key_slot_that_is_not_here(desk: Desk) -> None:
    slots = {one["kind"]: one["slot"] for one in desk("slots", "list", "--json").data["slots"]}
    assert desk("slots", "add", "keyfile", "--to", "key").code == 0
    (added,) = {one["slot"] for one in desk("slots", "list", "--json").data["slots"]} - set(slots.values())
    next(Path("w/keys").glob(f"{added}*")).unlink()
    said = desk("check")
    assert (said.code, "wallet slots remove SLOT" in said.out) == (1, True)
    assert "not here" in desk("slots", "list").out
    assert desk("slots", "remove", added, "--yes").code == 0
    assert desk("check").code == 0


def test_who_writes_under_a_passphrase_that_was_replaced_elsewhere_is_told(desk: Desk) -> None:
    """A folder that is synced keeps the old key slots, and may be all that this computer can open."""
    shutil.copytree("w", "other")
    new = secret("new", "battery staple")
    assert desk("rekey", "--yes", "--new-password-file", new, "--recovery-file", "code").code == 0
    assert "another passphrase by now" not in desk("tag", "statistics", "x", "--wallet", "other").err
    shutil.copytree("w", "other", dirs_exist_ok=True)
    said = desk("tag", "statistics", "y", "--wallet", "other")
    assert (said.code, said.err.count("wallet repair --adopt-late")) == (0, 1)
    late = desk("repair", "--adopt-late", "--wallet", "other", WALLET_PASSWORD_FILE=new)
    assert late.code == 0
    tagged = desk("list", "--tag", "y", "--wallet", "other", "--json", WALLET_PASSWORD_FILE=new)
    assert [one["title"] for one in tagged.data["credentials"]] == ["Statistics"]

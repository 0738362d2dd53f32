"""Two devices whose wallet is a plain folder that something else syncs: files merely appear."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import College

HERE: dict[str, str] = {}
THERE = {"WALLET_DIR": "w2", "WALLET_STATE_DIR": "s2", "WALLET_CACHE_DIR": "c2"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A filled wallet, and the same one on a second device."""
    desk = command_desk(tmp_path, monkeypatch).fill()
    shutil.copytree("w", "w2")
    return desk


def meet() -> None:
    """What a file sync does: whatever either has is on both."""
    for one, other in (("w", "w2"), ("w2", "w")):
        for folder in ("keys", "packs"):
            shutil.copytree(Path(one) / folder, Path(other) / folder, dirs_exist_ok=True)


def verdicts(desk: Desk, **device: str) -> dict[str, str]:
    said = desk("list", "--json", "--all", **device)
    assert said.code == 0, said.err
    return {one["title"]: one["verdict"] for one in said.data["credentials"]}


def packs(folder: str = "w") -> set[Path]:
    return {path.relative_to(folder) for path in Path(folder).glob("packs/*/*.wvp")}


@pytest.mark.parametrize("first", ["list", "status", "stack"])
def test_lists_follow_from_what_both_know(desk: Desk, first: str) -> None:
    """One flagged an issuer; the other imported a badge of it meanwhile."""
    college = College()
    assert desk("import", desk.file("badge.jwt", college.badge("Logic")), **HERE).code == 0
    assert desk("trust", "flag", college.did, **THERE).code == 0
    document = desk.file("did.json", college.document())
    assert desk("evidence", "add", college.did_url, document, **THERE).code == 0
    meet()
    for device in (HERE, THERE):
        told = desk(*{"list": ("list",), "status": ("status",), "stack": ("stack", "list")}[first], **device)
        assert (told.code, told.err) == (0, "")
        assert verdicts(desk, **device)["Logic"] == "rejected"
    known = packs() | packs("w2")
    for _ in range(2):  # nothing is judged for ever
        meet()
        assert verdicts(desk, **HERE) == verdicts(desk, **THERE)
    assert packs() == packs("w2") == known
    desk("tag", "logic", "here", **HERE)
    desk("tag", "logic", "there", **THERE)
    meet()
    both = len(packs())
    assert verdicts(desk, **HERE) == verdicts(desk, **THERE)
    assert len(packs()) == len(packs("w2")) == both, "tags judge nothing"


def test_a_wallet_that_cannot_be_written_to_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    college = College()
    desk("import", desk.file("badge.jwt", college.badge("Logic")), **HERE)
    desk("trust", "flag", college.did, **THERE)
    meet()
    with monkeypatch.context() as patch:
        patch.setattr("os.access", lambda *_: False)
        said = desk("list")
        assert said.code == 0
        assert "noted on another device without what is known here" in said.err
        assert len(desk("list", "--json").document["warnings"]) == 1
    assert desk("list").err == ""


def test_what_was_written_with_an_older_key_is_judged_when_it_counts(desk: Desk) -> None:
    college = known(desk, College())
    meet()
    desk("trust", "flag", college.did, **HERE)
    desk.file("new", b"battery staple\n")
    (desk.folder / "new").chmod(0o600)
    options = "--new-password-file", "new", "--recovery-file", "other recovery"
    changed = desk("rekey", "--yes", *options, **HERE)
    assert changed.code == 0, changed.err
    desk("import", desk.file("badge.jwt", college.badge("Logic")), **THERE)
    meet()
    adopted = desk("repair", "--adopt-late", "--password-file", "new")
    assert desk("repair", "--password-file", "new").code == 0, adopted.err
    said = desk("list", "--json", "--password-file", "new")
    assert {one["title"]: one["verdict"] for one in said.data["credentials"]}["Logic"] == "rejected"


def known(desk: Desk, college: College, device: Mapping[str, str] = HERE) -> College:
    """An issuer whose document the wallet has."""
    assert desk("evidence", "add", college.did_url, desk.file("did.json", college.document()), **device).code == 0
    return college


def test_of_a_stack_that_was_edited_on_both_the_last_edit_counts(desk: Desk) -> None:
    for number in range(4):  # whatever the hashes of the files
        for hour, name, device in ((22, "Monday", HERE), (23, "Tuesday", THERE)):
            desk.at = desk.at.replace(hour=hour)
            rules = f"""format = "wallet-stack/1"\nid = "urn:uuid:{number:032d}"\nname = "{name} {number}"
            [[require]]\nmatch = {{ name = "Statistics" }}"""
            assert desk("stack", "import", desk.file("edited.toml", rules.encode()), **device).code == 0
        meet()
        for device in (HERE, THERE):
            names = [one["name"] for one in desk("stack", "list", "--json", **device).data["stacks"]]
            assert f"Tuesday {number}" in names
            assert f"Monday {number}" not in names


def test_who_is_flagged_here_and_trusted_there(desk: Desk) -> None:
    """The later word counts, and every verdict follows from it, also of what was imported meanwhile."""
    college = known(desk, College())
    desk("import", desk.file("one.jwt", college.badge("Logic")))
    meet()
    desk("trust", "flag", college.did, **HERE)
    desk("import", desk.file("two.jwt", college.badge("Ethics")), **HERE)
    desk.at = desk.at.replace(hour=22)
    desk("trust", "add", college.did, **THERE)
    desk("import", desk.file("three.jwt", college.badge("Rhetoric")), **THERE)
    meet()
    here, there = verdicts(desk, **HERE), verdicts(desk, **THERE)
    assert here == there
    assert {here["Logic"], here["Ethics"], here["Rhetoric"]} == {"verified"}
    desk("trust", "flag", college.did, **THERE)
    meet()
    assert {verdicts(desk, **HERE)[title] for title in ("Logic", "Ethics", "Rhetoric")} == {"rejected"}


@pytest.mark.parametrize("how", ["undo", "import"])
def test_what_was_away_while_its_issuer_was_flagged(desk: Desk, how: str) -> None:
    """What a list said of it before it was removed is not what it says when it is back."""
    college = College()
    badge = desk.file("badge.jwt", college.badge("Logic"))
    desk("import", badge)
    known(desk, college)
    before = verdicts(desk)["Logic"]
    assert desk("remove", "logic", "--yes").code == 0
    assert desk("trust", "flag", college.did).code == 0
    assert desk(*{"undo": ("undo",), "import": ("import", badge)}[how]).code in (0, 1)
    assert (before, verdicts(desk)["Logic"]) == ("verified_with_notes", "rejected")


def test_an_import_that_another_command_overtakes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer is flagged between judging a badge and keeping it."""
    from wallet.actions import add as adding

    college = known(desk, College())
    commit = adding.commit

    def late(*args: object, **options: object) -> object:
        monkeypatch.setattr(adding, "commit", commit)
        assert desk("trust", "flag", college.did).code == 0
        return commit(*args, **options)

    monkeypatch.setattr(adding, "commit", late)
    assert desk("import", desk.file("badge.jwt", college.badge("Logic"))).code == 0
    assert verdicts(desk)["Logic"] == "rejected"


def test_a_list_under_an_older_key_writes_nothing_that_comes_late(desk: Desk) -> None:
    college = known(desk, College())
    meet()
    desk("trust", "flag", college.did, **HERE)
    desk.file("new", b"battery staple\n")
    (desk.folder / "new").chmod(0o600)
    assert desk("rekey", "--yes", "--new-password-file", "new", "--recovery-file", "code", **HERE).code == 0
    desk("import", desk.file("badge.jwt", college.badge("Logic")), **THERE)
    meet()
    before = packs("w2")
    said = desk("list", **THERE)
    assert (said.code, packs("w2")) == (13, before)
    assert "noted on another device" in said.err


def test_two_devices_that_changed_the_key_come_together_again(desk: Desk) -> None:
    """Each with another passphrase: nothing of either is lost once one opens both, as the hint says."""
    here, there = HERE | {"WALLET_PASSWORD_FILE": "here"}, THERE | {"WALLET_PASSWORD_FILE": "there"}
    for name, device in (("here", HERE), ("there", THERE)):
        desk.file(name, f"a passphrase for {name}\n".encode())
        (desk.folder / name).chmod(0o600)
        options = "--new-password-file", name, "--recovery-file", f"code {name}"
        assert desk("rekey", "--yes", *options, **device).code == 0
    college = known(desk, College(), here)
    desk("trust", "flag", college.did, **here)
    desk("import", desk.file("badge.jwt", college.badge("Logic")), **there)
    meet()
    assert "wallet password" in desk("repair", **here).out
    assert desk("password", "--new-password-file", "here", **there).code == 0
    meet()
    for device in (HERE, THERE):
        assert desk("repair", "--password-file", "here", **device).code == 0
        assert verdicts(desk, **device, WALLET_PASSWORD_FILE="here")["Logic"] == "rejected"
    before = verdicts(desk, **here)
    desk.file("next", b"the next passphrase\n")
    (desk.folder / "next").chmod(0o600)
    assert desk("password", "--new-password-file", "next", **here).code == 0
    said = desk("check", "--read-data", "--password-file", "next", **HERE)
    assert said.code == 0, "the new passphrase opens what both wrote: " + said.out
    assert verdicts(desk, **HERE, WALLET_PASSWORD_FILE="next") == before
    codes = [desk("list", "--password-file", f"code {name}", **HERE).code for name in ("here", "there")]
    assert 0 in codes, "so does the recovery code of the key that all of it is under"


def test_a_recovery_code_from_before_a_change_of_key_is_told_as_one(desk: Desk) -> None:
    """That it was of another wallet sent its owner looking for the wrong paper."""
    assert desk("rekey", "--yes", "--new-password-file", "secret", "--recovery-file", "new code").code == 0
    said = desk("list", "--password-file", "recovery")
    assert (said.code, "replaced when the key was changed" in said.err) == (12, True)

"""``wallet check``, ``wallet repair`` and ``wallet gc`` as a learner types them."""

import shutil
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def packs() -> list[Path]:
    return sorted(Path("w/packs").glob("*/*.wvp"))


def test_a_sound_wallet(desk: Desk) -> None:
    said = desk("check", "--read-data", "--json")
    assert said.code == 0
    assert said.data["opened"] == said.data["objects"] >= 5
    assert said.data["problems"] == []
    assert "nothing is wrong" in desk("check").out
    assert (desk("repair").code, desk("repair").out) == (0, "nothing is wrong now\n"), "nor does it say that it was"


def test_damage_is_named_put_aside_and_not_deleted(desk: Desk) -> None:
    import os

    path = max(packs(), key=lambda path: path.stat().st_size)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    os.utime(path, (0, 0))
    said = desk("check", "--json")
    assert said.code == 1
    assert "pack_damaged" in {problem["slug"] for problem in said.data["problems"]}
    assert "wallet repair" in desk("check").out
    mended = desk("repair", "--json")
    assert mended.code == 1, "what the file held is still missing"
    assert mended.data["put_aside"] == [f"packs/{path.parent.name}/{path.name}"]
    assert (Path("w/lost+found") / path.name).read_bytes() == bytes(damaged)


def test_a_damaged_file_leads_to_repair_and_to_a_backup(desk: Desk) -> None:
    desk("backup", "a.backup")
    path = max(packs(), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes()[:-1])
    for line, code in (("list", 13), ("check", 1), ("repair", 1), ("list", 13)):
        said = desk(line)
        assert said.code == code
        assert "wallet repair" in said.out + said.err or line == "repair"
        assert "wallet restore FILE" in said.out + said.err
        assert "another device of yours" in said.out + said.err
    assert desk("restore", "a.backup").code == 0
    assert desk("list").code == 0


def test_a_lost_header(desk: Desk) -> None:
    header = Path("w/wallet.json")
    before = header.read_bytes()
    header.unlink()
    refused = desk("list")
    assert (refused.code, "wallet repair" in refused.err) == (13, True)
    assert desk("repair").code == 0
    assert header.read_bytes() == before
    assert desk("list").code == 0


def test_tidying_up(desk: Desk) -> None:
    before = desk("list", "--json").data
    said = desk("gc", "--json")
    assert (said.data["after"], said.data["taken_away"]) == (1, 0)
    assert desk("gc", "--now", "--json").data["taken_away"] > 0
    assert len(packs()) == 1
    assert desk("list", "--json").data == before
    assert "nothing to tidy up" in desk("gc").out


def test_another_wallet_in_the_folder(desk: Desk) -> None:
    Path("w").rename("elsewhere")
    assert desk("init", WALLET_DIR="other").code == 0
    Path("other").rename("w")
    assert desk("list").code == 13
    assert desk("repair", "--accept-other-wallet").code == 0
    assert desk("list").code == 0


@pytest.mark.parametrize("line", ["list", "due", "stack list", "skills"])
def test_a_document_says_what_is_wrong_with_the_wallet(desk: Desk, line: str) -> None:
    assert desk(*line.split(), "--json").document["errors"] == []
    for path in packs()[:1]:
        path.unlink()
    said = desk(*line.split(), "--json")
    assert said.code == said.document["exit_code"] == 13
    assert said.document["errors"]
    for one in said.document["errors"]:
        assert one["slug"] in ("pack_missing", "rolled_back")
        assert one["message"] in said.err
        assert one["hint"] == "wallet check"


def test_what_rests_on_all_that_is_held_says_that_a_part_cannot_be_read(desk: Desk) -> None:
    Path("job.toml").write_text('name = "J"\nskills = ["Statistics"]\n')
    answers = [
        ("list",), ("skills",), ("gap", "job.toml"), ("due",), ("log",), ("tag",), ("export",), ("evidence", "list"),
        ("export", "--as", "csv", "-o", "all.csv", "--force"), ("evidence", "export", "saved"),
        ("trust", "list"), ("identity", "list"), ("contexts", "list"),
        ("export", "--as", "pdf", "-o", "all.pdf", "--yes", "--force"),
    ]  # fmt: skip
    for words in answers:
        assert desk(*words).code == 0, words
    before = set(packs())
    assert desk("tag", "databases", "sql").code == 0
    (broken,) = set(packs()) - before
    broken.write_bytes(broken.read_bytes()[:-1] + b"!")
    shutil.rmtree("saved")
    for words in answers:
        said = desk(*words)
        assert (said.code, broken.stem[:12] in said.err) == (13, True), words
    for words in (("export", "statistics"), ("tag", "statistics", "maths")):
        assert desk(*words).code == 0, words


def test_a_file_that_is_gone_for_good(desk: Desk) -> None:
    """Without a way to say so, every list would end with 13 for ever, and nobody could change the key."""
    for tag in ("one", "two"):
        desk("tag", "statistics", tag)
    sorted(Path("w/packs").glob("*/*"), key=lambda path: path.stat().st_mtime_ns)[-2].unlink()
    said = desk("check")
    assert (said.code, "wallet repair --accept-rollback" in said.out) == (1, True)
    assert [desk(command).code for command in ("repair", "gc", "list")] == [1, 13, 13]
    assert desk("repair", "--accept-rollback").code == 0
    assert [desk(command).code for command in ("check", "gc", "list")] == [0, 0, 0]
    assert {tag for one in desk("list", "--json").data["credentials"] for tag in one["tags"]} == {"two"}

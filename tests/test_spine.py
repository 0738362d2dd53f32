"""The whole product once, as its users meet it: from a badge file to a verdict, a stack, a bundle and a code."""

import io
import json
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from vault_desk import CHEAP

from wallet import vault
from wallet.actions import demo
from wallet.carriers import png
from wallet.cli import run
from wallet.show.console import Streams
from wallet.vault import Place

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BADGES = demo.files(NOW, random.Random(1).randbytes)


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.out)["data"])


Learner = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the demo's badges and a passphrase file in it."""
    for name, data in BADGES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "pw").write_text("correct horse\n")
    (tmp_path / "pw").chmod(0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def learner(folder: Path) -> Learner:
    """Runs a command line in an empty wallet of the learner's."""
    place = Place(folder / "wallet", folder / "state", folder / "cache")
    vault.create(place, b"correct horse", cost=CHEAP)
    environment = {
        "WALLET_DIR": str(place.wallet),
        "WALLET_STATE_DIR": str(place.state),
        "WALLET_CACHE_DIR": str(place.cache),
        "WALLET_PASSWORD_FILE": str(folder / "pw"),
    }

    return lambda *argv: _said(argv, environment)


@pytest.fixture
def stranger(folder: Path) -> Learner:
    """Runs a command line where there is no wallet."""
    return lambda *argv: _said(argv, {"WALLET_DIR": str(folder / "none")})


def _said(argv: Sequence[str], environment: Mapping[str, str]) -> Said:
    streams = Streams(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), _Written(), _Written())
    code = run(argv, streams, environment)
    return Said(code, _text(streams.stdout), _text(streams.stderr))


class _Written(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n")


def _text(stream: io.TextIOBase) -> str:
    stream.flush()
    return str(stream.buffer.getvalue().decode())  # type: ignore[attr-defined] # a _Written


ALL = ("statistics.json", "databases.json", "spreadsheets.jwt", "data-project.png")


# --- keeping -----------------------------------------------------------------


def test_the_originals_come_back_byte_for_byte(learner: Learner, folder: Path) -> None:
    assert learner("import", *ALL).code == 0
    bundle = folder / "bundle.zip"
    assert learner("share", *[n.partition(".")[0].replace("-", " ") for n in ALL], "-o", str(bundle), "--yes").code == 0
    with zipfile.ZipFile(bundle) as archive:
        held = [archive.read(name) for name in archive.namelist() if name.startswith("credentials/")]
    assert sorted(held) == sorted(BADGES[name] for name in ALL)


def test_the_same_file_twice_is_already_held(learner: Learner) -> None:
    learner("import", "statistics.json")
    again = learner("import", "statistics.json", "--json")
    assert again.code == 0
    assert [one["already_held"] for one in again.data["added"]] == [True]
    assert len(learner("list", "--json").data["credentials"]) == 1


def test_nothing_readable_lies_in_the_wallet_folder(learner: Learner, folder: Path) -> None:
    learner("import", *ALL)
    learner("stack", "import", "data-basics.toml")
    for path in (folder / "wallet").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in (b"Statistics", b"Demo College", b"did:key", b"badges.example.org", b"Modules"):
                assert secret not in data, path
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


BAD_INPUTS = {
    "empty": b"",
    "11 MiB of JSON": b'{"a":"' + b"x" * 11 * 1024 * 1024 + b'"}',
    "depth 10,000": b"[" * 10_000 + b"]" * 10_000,
    "NaN": BADGES["statistics.json"][:-1] + b',"n":NaN}',
    "duplicate key": BADGES["statistics.json"][:-1] + b',"name":"Rocket science"}',
    "truncated PNG": BADGES["data-project.png"][:-40],
    "two baked chunks": BADGES["data-project.png"][:-12]
    + png.wrap(BADGES["data-project.png"], BADGES["statistics.json"])[33:],
}


@pytest.mark.parametrize("what", BAD_INPUTS)
def test_a_bad_input_is_named_and_the_others_are_kept(what: str, learner: Learner, folder: Path) -> None:
    (folder / "bad").write_bytes(BAD_INPUTS[what])
    mixed = learner("import", "bad", "statistics.json", "--json")
    assert mixed.code == 5
    assert [one["entry"]["title"] for one in mixed.data["added"]] == ["Statistics"]
    assert "bad" in mixed.err
    before = _contents(folder / "wallet")
    assert learner("import", "bad").code == 5
    assert _contents(folder / "wallet") == before


def test_a_folder_without_credentials_is_an_error(learner: Learner, folder: Path) -> None:
    (folder / "photos").mkdir()
    (folder / "photos" / "notes.txt").write_text("nothing here")
    said = learner("import", "photos")
    assert said.code == 5
    assert "photos holds no credentials" in said.err


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_wrong_passphrase_is_12_after_one_derivation(
    learner: Learner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derived = []
    derive = Argon2id.derive
    monkeypatch.setattr(
        "cryptography.hazmat.primitives.kdf.argon2.Argon2id",
        lambda **how: derived.append(how) or Argon2id(**how),
    )
    assert callable(derive)
    (folder / "pw").write_text("wrong\n")
    said = learner("list")
    assert said.code == 12
    assert len(derived) == 1
    assert "wrong" in said.err


# --- verdicts ----------------------------------------------------------------


def _changed(change: Callable[[dict[str, Any]], None]) -> bytes:
    badge = json.loads(BADGES["statistics.json"])
    change(badge)
    return json.dumps(badge).encode()


def _rekey(badge: dict[str, Any]) -> None:
    badge["https://schema.org/name"] = badge.pop("name")


def _inline(badge: dict[str, Any]) -> None:
    badge["@context"] = [*badge["@context"], {"gpa": "https://example.org/gpa"}]
    badge["gpa"] = "4.0"


EDITS: dict[str, Callable[[dict[str, Any]], None]] = {
    "an undefined property": lambda badge: badge.update(gpa="4.0"),
    "a property re-keyed to its IRI": _rekey,
    "an inline context": _inline,
    "another title": lambda badge: badge.update(name="Rocket science"),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_badge_is_never_verified(what: str, learner: Learner, folder: Path) -> None:
    (folder / "edited.json").write_bytes(_changed(EDITS[what]))
    said = learner("verify", "edited.json", "--json")
    assert said.code == 1
    assert said.data["results"][0]["verdict"] in ("rejected", "cannot_tell")


def test_verify_needs_no_wallet_and_answers_in_order(stranger: Learner, folder: Path) -> None:
    (folder / "edited.json").write_bytes(_changed(EDITS["another title"]))
    said = stranger("verify", "--json", "spreadsheets.jwt", "nowhere.json", "edited.json")
    results: list[dict[str, Any]] = said.data["results"]
    assert said.code == 5
    assert [one["source"] for one in results] == ["spreadsheets.jwt", "nowhere.json", "edited.json"]
    assert [one["verdict"] for one in results] == ["verified_with_notes", "unreadable", "rejected"]


def test_who_has_no_wallet_and_names_nothing_to_check_is_told_to_name_it(stranger: Learner) -> None:
    said = stranger("verify")
    assert (said.code, said.err.count("wallet verify FILE"), "wallet init" in said.err) == (10, 1, False)
    assert "wallet init" in stranger("verify", "statistics").err


def test_strict_turns_notes_into_exit_code_3(learner: Learner) -> None:
    assert learner("verify", "statistics.json").code == 0
    assert learner("verify", "statistics.json", "--strict").code == 3


# --- finding -----------------------------------------------------------------


def test_a_part_of_the_title_is_a_reference_and_ambiguity_lists_the_candidates(learner: Learner) -> None:
    learner("import", *ALL)
    assert learner("show", "statis").code == 0
    said = learner("show", "data", "--json")
    assert said.code == 6
    error = json.loads(said.out)["errors"][0]
    assert error["slug"] == "ambiguous"
    assert len(error["candidates"]) == 2
    assert learner("show", "no such badge").code == 6


# --- stacks, sharing, codes, exports -----------------------------------------


def test_a_stack_counts_what_is_held(learner: Learner) -> None:
    learner("import", *ALL)
    assert learner("stack", "import", "data-basics.toml").code == 0
    shown = learner("stack", "show", "data basics", "--json").data
    assert (shown["state"], shown["have"], shown["need"]) == ("in_progress", 3, 4)
    assert "Presentation" in shown["missing"][0]
    (line,) = learner("stack", "list", "--json").data["stacks"]
    assert (line["have"], line["need"]) == (3, 4)


def test_a_bundle_is_verified_as_an_employer_would_and_tampering_shows(
    learner: Learner, stranger: Learner, folder: Path
) -> None:
    learner("import", *ALL)
    assert learner("share", "statistics", "spreadsheets", "-o", "bundle.zip", "--yes").code == 0
    received = stranger("verify", "--json", "bundle.zip")
    assert received.code == 0
    (result,) = received.data["results"]
    assert [part["title"] for part in result["parts"]] == ["Statistics", "Spreadsheets"]
    _replace_member(folder / "bundle.zip", "credentials/001-statistics.json", BADGES["databases.json"])
    said = stranger("verify", "bundle.zip", "--json")
    assert said.code == 1
    assert said.data["results"][0]["checks"][1]["code"] == "hash_mismatch"


def _replace_member(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    assert name in members
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in (members | {name: data}).items():
            archive.writestr(member, content)


def test_a_code_is_read_back_by_another_program(learner: Learner, folder: Path) -> None:
    import zxingcpp
    from PIL import Image

    learner("import", "statistics.json")
    assert learner("qr", "statistics", "-o", "code.png").code == 0
    with Image.open(folder / "code.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == json.loads(BADGES["statistics.json"])["id"]
    assert learner("qr", "statistics", "-o", "code.svg").code == 0
    assert (folder / "code.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("kind", ["json", "markdown", "json-resume"])
def test_exports_hold_what_is_verified(kind: str, learner: Learner, folder: Path) -> None:
    (folder / "edited.json").write_bytes(_changed(EDITS["another title"]))
    learner("import", "edited.json", "statistics.json")
    said = learner("export", "--as", kind)
    assert said.code == 0
    assert "Statistics" in said.out
    assert "Rocket science" not in said.out
    assert "1 credential left out" in said.err


# --- a real process ----------------------------------------------------------


def _process(*argv: str, **how: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-m", "wallet", *argv], check=False, **how)  # type: ignore[call-overload, no-any-return] # as run takes


def test_the_demo_plays_without_a_terminal_and_without_input() -> None:
    done = _process("demo", "--no-input", stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b"$ wallet verify bundle.zip" in done.stdout
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which this system does not have")
def test_output_that_cannot_be_written_is_15(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _process("verify", "statistics.json", cwd=folder, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 15
    assert b"wallet: error:" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="closed pipes are told apart on POSIX only")
def test_a_closed_pipe_is_silent(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = _process("verify", "statistics.json", cwd=folder, stdout=pipe, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, b"")

"""``wallet contexts`` and ``wallet formats`` at the command line."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from vault_desk import CHEAP

from wallet.actions import demo
from wallet.cli import run
from wallet.show.console import Streams

URL = "https://college.example/terms/v1"


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)["data"]


class _Stream(io.StringIO):
    encoding = "utf-8"


Wallet = Callable[..., Said]


@pytest.fixture
def wallet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wallet:
    """A command line in a folder with a badge that names a vocabulary nobody has, and that vocabulary."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    badge = json.loads(demo.files(datetime(2026, 11, 22, tzinfo=UTC), bytes)["statistics.json"])
    badge["@context"].append(URL)
    Path("badge.json").write_text(json.dumps(badge))
    Path("v1.json").write_text('{"@context": {"gpa": "https://college.example/terms#gpa"}}')
    Path("secret").write_text("correct horse\n")
    Path("secret").chmod(0o600)
    environment = {
        "WALLET_DIR": "w",
        "WALLET_STATE_DIR": "s",
        "WALLET_CACHE_DIR": "c",
        "WALLET_PASSWORD_FILE": "secret",
    }

    def call(*argv: str) -> Said:
        streams = Streams(io.TextIOWrapper(io.BytesIO()), _Stream(), _Stream())
        code = run(argv, streams, environment)
        return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # ours

    return call


def verdict(wallet: Wallet) -> str:
    found: str = wallet("list", "--json").data["credentials"][0]["verdict"]
    return found


def test_lists_follow_which_vocabularies_there_are_in_one_commit(wallet: Wallet) -> None:
    wallet("init")
    wallet("import", "badge.json")
    assert verdict(wallet) == "cannot_tell"
    packs = set(Path("w").rglob("packs/*/*"))
    said = wallet("contexts", "add", "v1.json", "--url", URL).out
    assert "was cannot tell, is now verified with notes" in said
    assert (verdict(wallet), len(set(Path("w").rglob("packs/*/*")) - packs)) == ("verified_with_notes", 1)
    assert "credentials" not in wallet("contexts", "add", "v1.json", "--url", URL).out
    wallet("contexts", "remove", URL)
    assert (verdict(wallet), len(set(Path("w").rglob("packs/*/*")) - packs)) == ("cannot_tell", 2)


def test_a_missing_vocabulary_is_found_added_and_used(wallet: Wallet) -> None:
    wallet("init")
    missing = wallet("contexts", "check", "badge.json")
    assert missing.code == 4
    assert f"missing    {URL}  named by 1 credential" in missing.out.splitlines()
    assert wallet("contexts", "add", "v1.json", "--url", URL).out.startswith(f"added: {URL}, 1 term, SHA-256 ")
    assert wallet("contexts", "check", "badge.json").code == 0
    assert wallet("contexts", "check", "badge.json", "--bundled").code == 4
    wallet("import", "badge.json")
    assert wallet("contexts", "check").code == 0
    assert wallet("contexts", "check", "--bundled").code == 4
    assert wallet("show", "statistics").out.startswith("✓ VERIFIED WITH NOTES")
    assert wallet("verify").code == 0
    assert wallet("contexts", "remove", URL).out == f"removed: {URL}\n"
    assert wallet("verify").code == 4
    again = wallet("contexts", "remove", URL)
    assert (again.code, again.out) == (6, "")
    assert f"you added no vocabulary {URL}\nwallet: hint: see those there are: wallet contexts list" in again.err


def test_a_list_needs_no_wallet_but_shows_what_one_adds(wallet: Wallet) -> None:
    bare = wallet("contexts", "list", "--json").data["contexts"]
    wallet("init")
    wallet("contexts", "add", "v1.json", "--url", URL)
    assert wallet("contexts", "list", "--bundled", "--json").data["contexts"] == bare
    added = [one for one in wallet("contexts", "list", "--json").data["contexts"] if one not in bare]
    assert [(one["url"], one["edition"], one["terms"], one["added"]) for one in added] == [(URL, "added", 1, True)]
    assert f"{URL}  edition added, 1 term, SHA-256 {added[0]['sha256'][:16]}" in wallet("contexts", "list").out


def test_check_of_a_file_needs_no_wallet(wallet: Wallet) -> None:
    uses = wallet("contexts", "check", "badge.json", "--json").data["contexts"]
    assert {"url": URL, "editions": [], "fits": [], "credentials": 1} in uses
    assert wallet("contexts", "check", "v1.json").code == 5


def test_a_context_without_its_url_is_wrong_use(wallet: Wallet) -> None:
    wallet("init")
    said = wallet("contexts", "add", "v1.json")
    assert (said.code, said.out) == (2, "")
    assert "--url" in said.err


def test_formats_are_told_in_text_and_in_json(wallet: Wallet) -> None:
    said = wallet("formats")
    assert (said.code, said.err) == (0, "")
    for word in ("open-badges-3", "eddsa-rdfc-2022", "did:key", "BitstringStatusListEntry", "png"):
        assert word in said.out
    data = wallet("formats", "--json").data
    assert set(data) == {"carriers", "formats", "proofs", "keys", "status", "contexts"}
    assert {"id": "png", "label": "PNG picture"} in data["carriers"]

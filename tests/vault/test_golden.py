"""A wallet of every format version that there ever was opens for ever, here and with the independent reader."""

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from vault_desk import START, Clock, Desk, Quick, credential

from wallet import vault
from wallet.errors import Locked
from wallet.vault import Passphrase, RecoveryCode
from wallet.vault.compaction import compact
from wallet.vault.upkeep import check

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.zip"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def told(request: pytest.FixtureRequest, desk: Desk) -> dict[str, object]:
    """What the wallet holds; the wallet itself is put where ``desk`` expects it."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(desk.wallet)
    for path in (desk.wallet, *desk.wallet.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    desk.clock = Clock(START.replace(year=2031))
    return json.loads(request.param.with_suffix(".json").read_text())  # type: ignore[no-any-return] # our own file


def test_there_is_one_for_every_version() -> None:
    assert [path.stem for path in GOLDEN] == ["wallet-vault-1"]


@pytest.mark.parametrize("secret", ["passphrase", "recovery"])
def test_it_opens_and_holds_what_it_held(desk: Desk, told: dict[str, dict[str, str]], secret: str) -> None:
    kind = Passphrase(str(told[secret]).encode()) if secret == "passphrase" else RecoveryCode(str(told[secret]))
    opened = vault.open(desk.place, kind, clock=desk.clock, files=Quick())
    examined = check(opened, read_data=True)
    assert examined.problems == ()
    assert examined.opened == len(told["bodies"])
    objects = {row.id: row.table[0] for row in opened.contents.objects.values()}
    assert objects == told["kinds"]
    for name, digest in told["bodies"].items():
        assert sha256(opened.body(bytes.fromhex(name))).hexdigest() == digest
    for name, about in told["about"].items():
        assert opened.about(name) == about
    assert opened.fingerprint == told["fingerprint"]


def test_it_can_be_written_to(desk: Desk, told: dict[str, dict[str, str]]) -> None:
    opened = desk.open(str(told["passphrase"]).encode())
    opened.add([credential(99)])
    compact(opened, at_once=True)
    assert len(desk.open(str(told["passphrase"]).encode()).contents.objects) == len(told["bodies"]) + 1
    with pytest.raises(Locked):
        desk.open(str(told["former"]).encode())


@pytest.mark.parametrize("secret", ["passphrase", "recovery"])
def test_the_independent_reader_opens_it(desk: Desk, told: dict[str, dict[str, str]], secret: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("decrypt.py")), str(desk.wallet)]
    run = subprocess.run(command, input=str(told[secret]).encode(), capture_output=True, check=True)
    found = json.loads(run.stdout)
    bodies = {name: sha256(bytes.fromhex(one["body"])).hexdigest() for name, one in found["objects"].items()}
    assert bodies == told["bodies"]
    for name, about in told["about"].items():
        assert {key: value for key, value in found["registers"][name].items() if value is not None} == about

"""The keyring of the system as what opens a wallet; here a dictionary stands for it."""

import errno
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from command_desk import Desk
from command_desk import desk as command_desk

NOTHING_NAMED = {"WALLET_PASSWORD_FILE": ""}


class Keyring(ModuleType):
    """What ``import keyring`` gives on a desktop."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_keyring(self) -> Any:
        return type("Keyring", (), {"__module__": "keyring.backends.SecretService"})()

    def get_password(self, service: str, user: str) -> str | None:
        self._check()
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, secret: str) -> None:
        self._check()
        self.kept[service, user] = secret

    def delete_password(self, service: str, user: str) -> None:
        self._check()
        del self.kept[service, user]

    def _check(self) -> None:
        if self.locked:
            raise RuntimeError("locked")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    made = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def slots(desk: Desk) -> int:
    return len(desk("slots", "list", "--json").data["slots"])


@pytest.mark.usefixtures("keyring")
def test_the_keyring_opens_the_wallet_and_its_secret_is_replaced(desk: Desk) -> None:
    for _ in range(2):
        assert desk("slots", "add", "keyring").code == 0
        assert desk("list", **NOTHING_NAMED).code == 0
        assert slots(desk) == 3


def test_a_secret_that_opens_nothing_does_not_take_the_place_of_one_that_does(
    desk: Desk, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk between the keyring and the key slot."""

    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    for before in (False, True):
        if before:
            assert desk("slots", "add", "keyring").code == 0
        kept = dict(keyring.kept)
        with monkeypatch.context() as full:
            full.setattr("wallet.vault.writer.put", fails)
            assert desk("slots", "add", "keyring").code == 15
        assert keyring.kept == kept
    assert desk("list", **NOTHING_NAMED).code == 0


def test_a_keyring_that_keeps_nothing_is_named(desk: Desk, keyring: Keyring) -> None:
    keyring.locked = True
    said = desk("slots", "add", "keyring")
    assert said.code == 12
    assert "keyring of this computer kept nothing" in said.err
    assert slots(desk) == 2


def test_the_keyring_of_another_computer_stays(desk: Desk, keyring: Keyring) -> None:
    assert desk("slots", "add", "keyring").code == 0
    elsewhere, keyring.kept = keyring.kept, {}
    assert desk("slots", "add", "keyring").code == 0
    here, keyring.kept = keyring.kept, elsewhere
    assert desk("list", **NOTHING_NAMED).code == 0
    keyring.kept = here
    assert desk("list", **NOTHING_NAMED).code == 0


@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_holds_a_replaced_key_does_not_stand_before_the_passphrase(desk: Desk) -> None:
    """Another device changed the key, and a sync brings its files and takes none away."""
    assert desk("slots", "add", "keyring").code == 0
    shutil.copytree("w/keys", "keys")
    assert desk("rekey", "--yes", "--new-password-file", "secret", "--recovery-file", "new").code == 0
    shutil.copytree("keys", "w/keys", dirs_exist_ok=True)
    assert desk("list").code == 0
    said = desk("list", "--no-input", **NOTHING_NAMED)
    assert said.code == 12
    assert "no passphrase" in said.err
    assert desk("slots", "add", "keyring").code == 0
    assert desk("list", "--no-input", **NOTHING_NAMED).code == 0

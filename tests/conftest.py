"""Fences around every test: no sockets, no reading of the developer's own wallet."""

import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import wallet

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes says more about what else the machine does than about the program; benchmarks measure that.
settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure() -> None:
    """Test the program of this folder: with an installed copy of it, no change that is made here would count."""
    tested = Path(wallet.__file__).resolve().parent
    if tested != ROOT / "wallet":
        raise pytest.UsageError(f"these tests would test {tested}; run: python -m pip install -e '.[test]'")


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline means offline: a test that opens a network socket fails where it does."""

    def refuse(self: socket.socket, *_: object) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            raise AssertionError("a test tried to open a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home that is next, an empty folder; most tests leave it so, and ten thousand folders take their time."""
    folder = tmp_path_factory.mktemp("homes")

    def empty() -> Iterator[Path]:
        for number in count():
            home = folder / str(number)
            home.mkdir()
            while home.is_dir() and not any(home.iterdir()):
                yield home

    return empty()


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that no test sees or touches the wallet of whoever runs it."""
    home = next(homes)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name, folder in (
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_RUNTIME_DIR", "run"),
    ):
        monkeypatch.setenv(name, str(home / folder))
    for name in ("WALLET_DIR", "WALLET_PASSWORD_FILE", "WALLET_PASSWORD_COMMAND", "WALLET_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return home


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name byte strings by their parameter: the bytes of an archive differ from one worker to the next."""
    return argname if isinstance(val, bytes) else None

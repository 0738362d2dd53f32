"""Where things live on this computer, and the few choices kept in ``config.toml``.

The configuration is the learner's own file in the learner's own folder, never
one that came along with a wallet or lies in the current folder.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from wallet.errors import UsageError
from wallet.wording import say

APP = "wallet"
CONFIG_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Directories:
    """The folders of one run; none of them need exist."""

    wallet: Path
    """The encrypted wallet: safe to sync, with nothing readable in it."""
    state: Path
    """What this computer remembers of its wallets; never synced."""
    cache: Path
    """Sealed and disposable."""
    runtime: Path
    """Where a wallet that stays unlocked for a while is noted; gone when the computer is switched off."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``config.toml`` may say; everything has a default."""

    wallet: str = ""
    """Folder of the wallet when neither ``--wallet`` nor ``WALLET_DIR`` names one."""
    key_file: str = ""
    """File that opens the wallet when no source of a passphrase is named."""
    name: str = ""
    """The learner's name for resumes; never guessed."""


def load() -> Settings:
    """The choices in the user's ``config.toml``, or the defaults when there is none."""
    return read(configuration())


def configuration() -> Path:
    """The learner's ``config.toml``, which need not exist."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def read(path: Path) -> Settings:
    """The choices in the file at ``path``.

    Raises :class:`~wallet.errors.UsageError` when it is no TOML, or holds a key
    or a value that means nothing: a misspelt choice must not be a silent one.
    """
    try:
        with path.open("rb") as file:
            data = file.read(CONFIG_LIMIT + 1)
    except FileNotFoundError:
        return Settings()
    if len(data) > CONFIG_LIMIT:
        raise _refused(path, say("it is larger than 64 KiB"))
    return _checked(path, data)


def expanded(name: Path | str) -> Path:
    """A path with its ``~`` resolved; as in a shell, that of a user who does not exist is a name like any other."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def directories(chosen: Path | None, settings: Settings, environment: Mapping[str, str]) -> Directories:
    """The folders to use: the option, then ``WALLET_DIR``, then the configuration, then the system's place.

    ``WALLET_STATE_DIR``, ``WALLET_CACHE_DIR`` and ``WALLET_RUNTIME_DIR`` move the others.
    """
    import platformdirs

    def place(named: Path | str | None, usual: Callable[..., Path]) -> Path:
        return expanded(named).absolute() if named else usual(APP, appauthor=False)

    return Directories(
        wallet=place(chosen or environment.get("WALLET_DIR") or settings.wallet, platformdirs.user_data_path),
        state=place(environment.get("WALLET_STATE_DIR"), platformdirs.user_state_path),
        cache=place(environment.get("WALLET_CACHE_DIR"), platformdirs.user_cache_path),
        runtime=_runtime(environment),
    )


def font_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Where the fonts of this computer lie, the user's own before the system's; some need not exist."""
    home, windows = Path(environment.get("HOME") or "/"), environment.get("WINDIR")
    if windows:
        local = environment.get("LOCALAPPDATA")
        own = (Path(local, "Microsoft", "Windows", "Fonts"),) if local else ()
        return (*own, Path(windows, "Fonts"))
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    return (data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def _runtime(environment: Mapping[str, str]) -> Path:
    """The user's own folder for what lasts as long as a login, or else one in memory that is named after the user."""
    if named := environment.get("WALLET_RUNTIME_DIR"):
        return expanded(named).absolute()
    user = os.getuid() if hasattr(os, "getuid") else 0
    usual = Path(environment.get("XDG_RUNTIME_DIR") or f"/run/user/{user}")
    return usual / APP if usual.is_dir() else Path(f"/dev/shm/{APP}-{user}")  # noqa: S108 - its owner is checked


def _checked(path: Path, data: bytes) -> Settings:
    import tomllib

    try:
        found = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(path, say("it is not TOML")) from error
    known = {field.name for field in fields(Settings)}
    for key, value in found.items():
        if key not in known:
            raise _refused(
                path, say("it knows no {key!r}; it may hold {known}", key=key[:80], known=", ".join(sorted(known)))
            )
        if not isinstance(value, str):
            raise _refused(path, say("{key} must be text in quotes", key=key))
    return Settings(**found)


def _refused(path: Path, why: str) -> UsageError:
    return UsageError(
        say("{path} cannot be used: {why}", path=path, why=why),
        hint=say("correct that file or move it away"),
        slug="bad_config",
    )

"""What is handed out: a wheel that works and holds no tests, and a source distribution that makes it."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from wallet import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both; the wheel is made of the source distribution, which therefore lacks nothing."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


@pytest.fixture
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


def ours() -> set[str]:
    """Every file of the package, data included."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "wallet").rglob("*") if path.is_file()}


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    assert wheel.name == f"learner_wallet-{__version__}-py3-none-any.whl"
    held = set(zipfile.ZipFile(wheel).namelist())
    info = {name for name in held if ".dist-info/" in name}
    assert held - info == {name for name in ours() if "__pycache__" not in name}
    for data in (
        "wallet/help/verdicts.md",
        "wallet/locales/de/help/verdicts.md",
        "wallet/share/pages/page.css",
        "wallet/vault/FORMAT.md",
        "wallet/py.typed",
    ):
        assert data in held
    assert any(name.startswith("wallet/codec/context_tables/") for name in held)
    assert not any("test" in name.split("/")[0] for name in held)


def test_the_source_distribution_holds_the_tests_and_pictures_too(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("README.md", "CHANGELOG.md", ".pictures/show.svg", "completions/_wallet", "tests/test_package.py"):
        assert name in held
    assert not any("node_modules" in name or "__pycache__" in name for name in held)


def demo(python: Path | str, folder: Path, **environment: str) -> str:
    """What ``wallet demo`` prints away from the source tree, and where its code came from."""
    probe = (
        "import sys, wallet; print(wallet.__file__); sys.argv[1:] = ['demo']; from wallet.__main__ import main; main()"
    )
    command = [python, "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ | environment)
    return done.stdout


def test_the_demo_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")  # noqa: S202 - built a moment ago
    said = demo(sys.executable, tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert said.startswith(str(tmp_path / "site"))
    assert said.endswith("Now your own: wallet init, then wallet import FILE\n")


@pytest.mark.long
def test_it_installs_with_pip_alone_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Fetches what it depends on from the package index."""
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([programs / "pip", "install", "--quiet", wheel], check=True)
    done = subprocess.run([programs / "wallet", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"wallet {__version__}\n"
    assert "VERIFIED" in demo(programs / "python", tmp_path)

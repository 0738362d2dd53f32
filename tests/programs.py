"""Programs that nobody here wrote, asked by tests: found, or the test is skipped with what to install.

``tests/peers/install`` installs all of them where Debian's packages and npm are
at hand.  CI does that first, so there a missing program is a failure.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from wallet.codec import rdfc
from wallet.settings import font_folders

PEERS = Path(__file__).parent / "peers"
NODE_MODULES = PEERS / "node_modules"


interpreted = pytest.mark.skipif(
    not rdfc.__file__.endswith(".py"), reason="compiled functions do not look up what a test puts in their place"
)
"""Marks a test that puts something of its own in the place of what a compiled build holds fast."""


def program(name: str, package: str) -> str:
    """The path of a program, or a skip that names the Debian package it comes with."""
    return shutil.which(name, path=search_path()) or _absent(f"{name} (Debian package {package})")


def font(name: str, package: str) -> Path:
    """The path of a font file of this computer, or a skip that names the Debian package it comes with."""
    found = (path for folder in font_folders(os.environ) for path in folder.rglob(name))
    return next(found, None) or Path(_absent(f"the font {name} (Debian package {package})"))


def search_path() -> str:
    """Where programs are looked for: beside this Python too, whose environment need not be activated."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def node_with(*packages: str) -> str:
    """The path of Node.js, or a skip when it or one of these npm packages is absent."""
    node = program("node", "nodejs")
    for package in packages:
        if not (NODE_MODULES / package).is_dir():
            _absent(f"the npm package {package}")
    return node


def _absent(what: str) -> str:
    reason = f"needs {what}: run tests/peers/install"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)

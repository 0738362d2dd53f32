"""What each command must not load: start-up time is a promise, kept by imports.

Measured in processes of their own, from the modules that a real run leaves in
``sys.modules``.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "rich", "pygments", "cryptography", "cffi", "qrcode", "zxingcpp", "PIL", "fpdf", "pypdf", "pydantic", "urllib3",
    "keyring", "xml", "sqlite3", "asyncio", "multiprocessing", "unittest", "http", "ssl", "email", "tomllib", "tomli_w",
    "filelock", "zipfile", "markdown_it", "platformdirs",
}  # fmt: skip
REST = ("formats", "proofs", "keys", "status", "trust", "vault", "stacks", "share", "carriers", "codec", "actions")
VALUES = {"wallet.model", "wallet.report", "wallet.results"}

PROBE = """
import sys
from wallet.cli import run
code = run(sys.argv[1:])
sys.stdout.flush()
print(*sorted(sys.modules), file=sys.stderr)
"""


def loaded(*argv: str, folder: Path | None = None) -> set[str]:
    """Every module in memory after ``wallet`` ran with ``argv``, its output going to a pipe."""
    places = {"WALLET_DIR": "w", "WALLET_STATE_DIR": "s", "WALLET_CACHE_DIR": "c", "WALLET_PASSWORD_FILE": "secret"}
    environment = {name: str(folder / place) for name, place in places.items()} if folder else {}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *argv], capture_output=True, text=True, check=False, env=os.environ | environment
    )
    lines = done.stderr.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    return set(lines[-1].split())


def heavy(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & HEAVY


def rooms(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("wallet.")} & set(REST)


def rows(modules: set[str], room: str) -> set[str]:
    """Modules of a table's rows that were loaded; the table itself names them without loading them."""
    named = {"open_badges", "vc_", "clr", "europass", "blockcerts", "data_integrity", "jws", "png", "svg", "bitstring"}
    found = {name for name in modules if name.startswith(f"wallet.{room}.")}
    return {name for name in found if any(name.split(".")[-1].startswith(one) for one in named)}


@pytest.mark.parametrize("argv", [("--version",), ("--help",), (), ("stack",)], ids=" ".join)
def test_the_program_itself_loads_nothing_that_works(argv: tuple[str, ...]) -> None:
    modules = loaded(*argv)
    assert heavy(modules) == set()
    assert rooms(modules) == set()
    assert modules & VALUES == set(), "a value costs more to define than to make"
    assert {name for name in modules if name.startswith("wallet.cli.")} == {
        "wallet.cli.failing",
        "wallet.cli.invocation",
        "wallet.cli.spoken",
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wallet that holds nothing, and its passphrase, for commands run with this folder's environment."""
    folder = tmp_path_factory.mktemp("startup")
    (folder / "secret").write_text("correct horse\n")
    (folder / "secret").chmod(0o600)
    loaded("init", folder=folder)
    return folder


def test_list_reads_no_credential(opened: Path) -> None:
    modules = loaded("list", folder=opened)
    assert heavy(modules) <= {"cryptography", "cffi", "platformdirs", "filelock"}
    for room in ("formats", "proofs", "carriers", "status"):
        assert rows(modules, room) == set(), room
    assert not {name for name in modules if name.startswith("cryptography.x509")}
    assert not {name for name in modules if name.startswith("cryptography.hazmat.primitives.asymmetric.rsa")}


def test_verify_of_a_file_loads_no_vault_and_no_library_it_does_not_need(tmp_path: Path) -> None:
    badge = tmp_path / "badge.json"
    badge.write_text(
        '{"@context": ["https://www.w3.org/ns/credentials/v2",'
        ' "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],'
        ' "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "did:example:1",'
        ' "validFrom": "2024-01-01T00:00:00Z", "name": "x", "credentialSubject":'
        ' {"type": ["AchievementSubject"], "achievement": {"id": "urn:a", "type": ["Achievement"], "name": "x",'
        ' "description": "y", "criteria": {"narrative": "z"}}}}'
    )
    modules = loaded("verify", str(badge), folder=tmp_path)
    assert "wallet.formats.open_badges_3" in modules
    assert heavy(modules) <= {"xml"}, "nothing is signed, so no library for signatures is loaded"
    assert rooms(modules) & {"vault", "stacks", "share"} == set()


def test_completions_come_from_static_scripts() -> None:
    """The scripts start no program: a completion costs what the shell costs."""
    folder = Path(__file__).parent.parent / "completions"
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "$(wallet" not in text
        assert "COMPLETE=" not in text

"""Every example of every command's help, run: in a terminal, and once more for those who do not see it.

The examples name things as a learner would; the wallet here holds what they
name, and each command gets a copy of it, with the files, sites and programs
that belong to them.
"""

import io
import json
import os
import re
import shlex
import shutil
import ssl
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from certificate_kit import make
from command_desk import NOW, PLACES, Desk, Said
from issuer_kit import College
from net_server import internet
from programs import program, search_path
from pseudo import Marked, outside
from sd_kit import sd_jwt
from vault_desk import CHEAP

from wallet.actions import demo
from wallet.cli import COMMANDS, run
from wallet.net import Network
from wallet.show.console import Streams

CODES = {
    "wallet due": 3,
    "wallet due --within 90d --json": 3,
}
"""What ends otherwise than with 0, as documented: something is due."""
DRAWN = {"wallet qr 'data governance'": 15, "wallet qr --text 'hello'": 15}
"""What only eyes and cameras can take is refused, with the option that writes a picture."""
READ = (
    "list", "show", "due", "status", "stack list", "stack show", "stack next", "stack why", "skills", "gap", "log",
    "slots list", "identity list", "trust list", "trust show", "evidence list", "contexts check", "check",
)  # fmt: skip
"""Commands that only look."""
SPOKEN = (*READ, "verify", "tag", "share", "remove", "trust add", "backup create", "help", "refresh", "import")
"""Commands that between them use every part of what is shown."""
ENGLISH = re.compile(r"\b(the|is|are|of|with|you|your|and|to|from|it|has|by|not|been|or|asked)\b")
OWN = re.compile(
    r"wallet [^\n]*|--\S+|\S*[/@:]\S+|with-\d|\S+\.toml|Bachelor of Science"
    r"|.*(\bdemo\b|Two of the three|Passed the|Pass the test).*"
)
"""Commands, addresses and what the samples say stay as they are."""
WRITERS = ("wallet export", "wallet completions", "wallet help", "wallet stack export", "wallet frameworks")
"""Their output is a file, or text or titles of documents: that is in no catalogue."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where a session may be kept
PAGE = "https://college.example/badges/7"
NETWORKED = {"import", "refresh", "verify"}
JOB = {"title": "Analyst", "skills": [{"name": "statistics"}, {"name": "juggling"}]}
GOAL = {"@type": "ComponentCondition", "targetComponent": ["urn:c:A"], "requiredNumber": 1}
PATHWAY = {
    "@graph": [
        {"@type": "Pathway", "@id": "urn:pathway", "name": "Way", "hasDestinationComponent": "urn:c:Goal"},
        {"@type": "CredentialComponent", "@id": "urn:c:Goal", "name": "Goal", "hasCondition": GOAL},
        {"@type": "CredentialComponent", "@id": "urn:c:A", "name": "A", "proxyFor": "https://badges.example/a"},
    ]
}


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Keys(io.TextIOWrapper):
    """What a person types, who agrees to everything."""

    def isatty(self) -> bool:
        return True


def examples(name: str) -> list[str]:
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    assert run([*name.split(), "--help"], streams) == 0
    text = streams.stdout.getvalue()  # type: ignore[attr-defined] # a StringIO
    return [line.strip() for line in text.partition("Example:")[2].strip().splitlines()]


def files(college: College) -> dict[str, bytes]:
    """What lies in the learner's folder."""
    made = demo.files(NOW, bytes)
    registry = {"meta": {"updated": "2026-09-01T00:00:00Z"}, "registry": {college.did: {"name": "Listed College"}}}
    return made | {
        "badge.png": made["data-project.png"],
        "badge.json": made["statistics.json"],
        "new.json": made["databases.json"],
        "transcript.json": made["databases.json"],
        "governance.jwt": college.badge("Data governance"),
        "python.jwt": college.badge("Python basics"),
        "old.jwt": college.badge("Old course", validUntil="2026-12-01T00:00:00Z"),
        "diploma.jwt": sd_jwt().encode(),
        "Downloads/badges/one.json": made["statistics.json"],
        "did.json": college.document(),
        "registry.json": json.dumps(registry).encode(),
        "root.pem": ssl.DER_cert_to_PEM_cert(make("Example root").der).encode(),
        "college-v1.json": b'{"@context": {"gpa": "https://college.example/terms#gpa"}}',
        "terms-v1.json": b'{"@context": {"gpa": "https://college.example/terms#gpa"}}',
        "job.txt": b"statistics\njuggling\n",
        "job.json": json.dumps(JOB).encode(),
        "pathway.jsonld": json.dumps(PATHWAY).encode(),
        "commands.txt": b"list\nstatus\n",
        "resume.json": b'{"basics": {"name": "Ada"}}',
        "cv.tex.j2": b"{% for c in credentials %}{{ c.name }}\n{% endfor %}",
        "new.txt": b"another long passphrase\n",
        "secret.txt": b"a passphrase for the part\n",
        "data-analyst.toml": b'format = "wallet-stack/1"\nid = "urn:analyst"\nname = "Data analyst"\n'
        b'[[require]]\nname = "Python basics"\nmatch = { name = "Python*" }\n'
        b'[[require]]\nname = "Statistics"\nmatch = { name = "Statistics" }\n',
    }


BEFORE = """
init --recovery-file recovery.txt
import statistics.json databases.json spreadsheets.jwt data-project.png
import governance.jwt python.jwt old.jwt diploma.jwt
stack import data-analyst.toml
tag statistics python
note statistics 'ask for a reference'
identity add old@mail.example
trust add did:web:college.example --name 'Example College'
evidence add https://college.example/.well-known/did.json did.json
contexts add terms-v1.json --url https://college.example/terms/v1
slots add keyfile --to wallet.key
backup create wallet.backup
backup create two.backup statistics databases --new-password-file secret.txt
share statistics -o bundle.zip --for Acme --yes
"""
ALSO = {
    "undo": ["remove 'old course' --yes", "remove statistics --yes"],
    "unhide": ["hide 'old course'"],
    "contexts add": ["contexts remove https://college.example/terms/v1"],
    "trust add": ["trust remove 'Example College'"],
}
"""What else has been done before the examples of a command."""


@pytest.fixture(scope="module")
def college() -> College:
    return College()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, college: College) -> Iterator[Path]:
    """A learner's home, for copies."""
    folder = tmp_path_factory.mktemp("home") / "ada"
    desk = Desk(folder)
    for name, data in files(college).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
        for line in BEFORE.strip().splitlines():
            said = desk(*shlex.split(line))
            assert said.code == 0, (line, said.err)
    return folder


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "ada"
    shutil.copytree(filled, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    monkeypatch.setattr("wallet.cli.prompts.ask", lambda *_: b"another long passphrase")
    yield folder
    shutil.rmtree(MEMORY / f"wallet-examples-{os.getpid()}", ignore_errors=True)


@pytest.fixture(scope="module")
def names(filled: Path) -> dict[str, str]:
    """What the examples cannot know of a wallet: references, slots, other disks."""
    desk = Desk(filled)
    refs = {one["title"]: one["ref"][:6] for one in desk("list", "--json", "--all").data["credentials"]}
    slots = {one["kind"]: one["slot"] for one in desk("slots", "list", "--json").data["slots"]}
    return {
        "k7wd3a": refs["Data governance"],
        "q3gubq": refs["Statistics"],
        "3f9a2c10": slots["recovery code"],
        "diploma -o": "bachelor -o",
        "birthDate": "birthdate",
        "/media/stick/wallet.key": "stick.key",
        " && echo ready": "",
        " > wallet-vault.7": "",
    }


def named(names: dict[str, str], line: str) -> str:
    for said, meant in names.items():
        line = line.replace(said, meant)
    return line.replace("~/", f"{Path.cwd()}/")


def played(home: Path, line: str, network: Any, *more: str, language: str = "en") -> Said:
    """One example, typed at a terminal."""
    typed = b"list\n" if line.startswith("wallet batch") else b"y\n" * 9
    streams = Streams(Keys(io.BytesIO(typed), encoding="utf-8"), Terminal(), Terminal())
    environment = {name: str(home / place) for name, place in PLACES.items()} | {
        "HOME": str(home), "PATH": search_path(), "TERM": "xterm", "COLUMNS": "100", "SHELL": "/bin/bash",
        "EDITOR": "true", "WALLET_LANGUAGE": language,
        "XDG_CONFIG_HOME": str(home / ".config"), "WALLET_RUNTIME_DIR": str(home / "run"),
        "RCLONE_CONFIG_DRIVE_TYPE": "alias", "RCLONE_CONFIG_DRIVE_REMOTE": str(home / "drive"),
    }  # fmt: skip
    if line.startswith(("wallet verify bundle.zip", "wallet init")):
        environment["WALLET_DIR"] = str(home / "none")
    if MEMORY.is_dir():
        environment["WALLET_RUNTIME_DIR"] = str(MEMORY / f"wallet-examples-{os.getpid()}")
    code = run(
        [*more, *shlex.split(line)[1:]], streams, environment, clock=lambda: NOW.replace(hour=22), network=network
    )
    if "password" in line or "rekey" in line:
        (home / "secret").write_text("another long passphrase\n")
    return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())  # type: ignore[attr-defined] # Terminals


def refuse(*_: Any, **__: Any) -> Any:
    raise AssertionError("an example that is offline tried to reach a network")


@pytest.fixture
def network(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, college: College
) -> Iterator[Any]:
    """The college's sites for those that ask servers, and nothing at all for the others."""
    if request.getfixturevalue("name") not in NETWORKED:
        yield Network(lookup=refuse, permitted=refuse, tls=refuse)
        return
    with internet(tmp_path, monkeypatch) as running:
        running.serve(college.pages())
        running.page(PAGE, college.badge(place=7))
        yield running.network


def prepared(home: Path, name: str) -> None:
    for line in ALSO.get(name, []):
        assert Desk(home)(*shlex.split(line)).code == 0
    if name == "sync":
        git = program("git", "git")
        program("rclone", "rclone")
        subprocess.run([git, "init", "-q", "--bare", home / "remote.git"], check=True)
        with (home / ".gitconfig").open("a") as file:
            file.write(f'[url "{home}/remote.git"]\n  insteadOf = git@example.org:me/wallet.git\n')
        (home / "drive").mkdir()


def clear(home: Path, line: str) -> None:
    """Take away what an example is going to write: a file that is there is not replaced."""
    written = re.findall(r" -o (\S+)", line) + re.findall(r"backup create (\S+)", line)
    for name in [*written, *(["data-analyst.toml"] if "stack new" in line else [])]:
        (home / name).unlink(missing_ok=True)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_do_what_they_say(name: str, home: Path, names: dict[str, str], network: Any) -> None:
    prepared(home, name)
    for line in examples(name):
        clear(home, line)
        said = played(home, named(names, line), network)
        assert said.code == CODES.get(line, 0), (line, said.err)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_can_be_read_aloud(name: str, home: Path, names: dict[str, str], network: Any) -> None:
    """With ``--plain``: no colours, no symbols, no columns, no tricks with the cursor."""
    prepared(home, name)
    for line in examples(name):
        clear(home, line)
        said = played(home, named(names, line), network, "--plain")
        assert said.code == (CODES | DRAWN).get(line, 0), (line, said.err)
        if "export" in line or "completions" in line or "--man" in line:
            continue  # they write for programs
        for text in (said.out, said.err):
            seen = {char for char in text if unicodedata.category(char) in ("So", "Sm", "Cc")} - set("\n+=<>|~")
            assert not seen, (line, text)
            if "--json" not in line:
                assert not re.search(r"\S  +\S", text), (line, text)


@pytest.mark.parametrize("name", SPOKEN)
def test_the_examples_are_answered_in_german(name: str, home: Path, names: dict[str, str], network: Any) -> None:
    """With the same outcome, no English left between, and ``--json`` as ever."""
    prepared(home, name)
    for line in examples(name):
        clear(home, line)
        asked = named(names, line)
        said = played(home, asked, network, language="de")
        assert said.code == CODES.get(line, 0), (line, said.err)
        if "--json" in line or "--explain" in line or re.search(r"--man", line):
            continue
        for text in (said.out, said.err):
            left = [part for part in OWN.sub("", text).splitlines() if ENGLISH.search(part)]
            assert not left, line
        if name in READ:
            asked += " --json"
            assert played(home, asked, network, language="de").out == played(home, asked, network).out, line


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_say_nothing_that_is_no_message(
    name: str, home: Path, names: dict[str, str], network: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language that puts marks around every message no English is left outside of them."""
    prepared(home, name)
    lines = examples(name)
    monkeypatch.setattr("wallet.show.console.catalogue", lambda _: Marked())
    for line in lines:
        clear(home, line)
        said = played(home, named(names, line), network)
        if "--json" in line or "--explain" in line or line.startswith(WRITERS):
            continue
        for text in (said.out, said.err):
            left = [part for part in OWN.sub("", outside(text)).splitlines() if ENGLISH.search(part)]
            assert not left, line

"""Every command but the three that may ask servers, run with the means to reach any taken away.

The wallet tempts them: its badge names a DID document and a list of withdrawn
badges that are not saved, a hosted badge has an address, and all of it is
checked by each command that judges.
"""

import socket
import ssl
from typing import Any

import pytest
from command_desk import NOW, Desk, make_desk
from issuer_kit import College

from wallet.actions import demo
from wallet.cli import COMMANDS
from wallet.net import Network

__all__ = ["make_desk"]
ASKING = {"refresh"}
"""The one command that does nothing but ask."""
REFUSED = "a command that is offline tried to reach a network"


def refuse(*_: Any, **__: Any) -> Any:
    raise AssertionError(REFUSED)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name can be looked up, no socket opened, nothing encrypted for a server."""
    for name in ("create_connection", "getaddrinfo", "gethostbyname", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)
    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(ssl, "create_default_context", refuse)


BADGE, OTHER, HOSTED = "Statistics", "Databases", "Hosted badge"
RUNS: dict[str, list[list[str]]] = {
    "init": [["init", "--wallet", "another"]],
    "import": [["import", "other.jwt", "hosted.json", "."]],
    "demo": [["demo", "--no-input"]],
    "list": [["list"]],
    "show": [["show", BADGE, "--image"], ["show", HOSTED, "--holder", "x@mail.example"]],
    "verify": [["verify"], ["verify", "badge.jwt", "hosted.json"], ["verify", ".", "--explain", "--jobs", "1"]],
    "due": [["due"]],
    "status": [["status"]],
    "tag": [["tag", BADGE, "mine"]],
    "note": [["note", BADGE, "remark"]],
    "hide": [["hide", BADGE]],
    "unhide": [["unhide", BADGE]],
    "remove": [["remove", BADGE, "--yes"]],
    "undo": [["undo"]],
    "stack new": [["stack", "new", "Goal", "--needs", "SQL*", "-o", "goal.toml"]],
    "stack import": [["stack", "import", "data-basics.toml"]],
    "stack list": [["stack", "list"]],
    "stack show": [["stack", "show", "data basics"]],
    "stack next": [["stack", "next", "data basics"]],
    "stack why": [["stack", "why", "data basics"]],
    "stack check": [["stack", "check", "data basics"]],
    "stack edit": [["stack", "edit", "data basics"]],
    "stack validate": [["stack", "validate", "data-basics.toml"]],
    "stack export": [["stack", "export", "data basics"]],
    "stack share": [["stack", "share", "data basics", "-o", "stack.zip"]],
    "stack remove": [["stack", "remove", "data basics", "--yes"]],
    "skills": [["skills"]],
    "gap": [["gap", "job.txt"]],
    "frameworks": [["frameworks"]],
    "share": [["share", BADGE, "-o", "bundle.zip", "--yes"]],
    "log": [["log"]],
    "export": [["export", "--as", "json-resume"], ["export", BADGE, "--as", "markdown"]],
    "qr": [["qr", BADGE], ["qr", BADGE, "--as", "parts", "-o", "code.gif"]],
    "unlock": [["unlock"]],
    "lock": [["lock"]],
    "batch": [["batch", "commands.txt"]],
    "password": [["password"]],
    "slots list": [["slots", "list"]],
    "slots add": [["slots", "add", "recovery", "--to", "code"]],
    "slots remove": [["slots", "remove", "nothing", "--yes"]],
    "slots check": [["slots", "check"]],
    "rekey": [["rekey", "--yes", "--recovery-file", "code.txt"]],
    "backup create": [["backup", "create", "all.backup"]],
    "backup verify": [["backup", "verify", "all.backup"]],
    "restore": [["restore", "all.backup"]],
    "sync": [["sync", "remote.git"]],
    "check": [["check", "--read-data"], ["check"]],
    "repair": [["repair"]],
    "gc": [["gc"]],
    "identity list": [["identity", "list"]],
    "identity add": [["identity", "add", "you@mail.example"]],
    "identity remove": [["identity", "remove", "you@mail.example"]],
    "trust list": [["trust", "list"]],
    "trust show": [["trust", "show", BADGE]],
    "trust add": [["trust", "add", BADGE], ["trust", "add", "https://college.example"]],
    "trust flag": [["trust", "flag", BADGE]],
    "trust remove": [["trust", "remove", "did:web:college.example"]],
    "trust import": [["trust", "import", "issuers.txt"]],
    "formats": [["formats"]],
    "evidence list": [["evidence", "list"]],
    "evidence show": [["evidence", "show", "did.json"]],
    "evidence export": [["evidence", "export", "saved"]],
    "evidence add": [["evidence", "add", "https://college.example/.well-known/did.json", "did.json"]],
    "contexts list": [["contexts", "list"]],
    "contexts add": [["contexts", "add", "terms.json", "--url", "https://college.example/terms"]],
    "contexts remove": [["contexts", "remove", "https://college.example/terms"]],
    "contexts check": [["contexts", "check"]],
    "help": [["help"], ["help", "vault"], ["help", "list"]],
    "completions": [["completions", "bash"]],
}


@pytest.fixture
def desk(make_desk: type[Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A wallet with badges that need their issuer, and files for every command; its network refuses all."""
    found = make_desk("here")
    found.network = Network(lookup=refuse, permitted=refuse, tls=refuse)
    monkeypatch.chdir(found.folder)
    college = College()
    hosted = college.hosted()
    files = {
        "badge.jwt": college.badge(BADGE, place=7),
        "other.jwt": college.badge(OTHER, place=8),
        "hosted.json": next(iter(hosted.values())),
        "did.json": college.document(),
        "issuers.txt": f"{college.did} College\n".encode(),
        "terms.json": b'{"@context": {"gpa": "https://college.example/terms#gpa"}}',
        "job.txt": b"statistics\ndata\n",
        "commands.txt": b"list\nverify\n",
        "data-basics.toml": demo.files(NOW, bytes)["data-basics.toml"],
    }
    for name, data in files.items():
        found.file(name, data)
    assert found("import", "badge.jwt", "hosted.json").code == 0
    assert found("stack", "import", "data-basics.toml").code == 0
    assert found("identity", "add", "you@mail.example").code == 0
    return found


def test_every_command_is_here() -> None:
    assert set(RUNS) == set(COMMANDS) - ASKING


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.usefixtures("offline")
def test_a_command_needs_no_network(desk: Desk, name: str) -> None:
    for argv in RUNS[name]:
        said = desk(*argv)
        assert said.code != 70, said.err
        assert REFUSED not in said.err
        assert said.code != 2 or name == "stack edit", said.err  # what was meant to run did run


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("argv", [["refresh"], ["verify", "badge.jwt", "--online"], ["import", "https://a.example/"]])
def test_the_three_that_may_ask_do_try(desk: Desk, argv: list[str]) -> None:
    """The fence holds them too, so it would have held the others."""
    said = desk(*argv)
    assert said.code == 70

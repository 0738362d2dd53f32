"""Third-party credentials that need their issuers' servers: nobody can tell without them, and with them it is right.

The stand-in for those servers is served by the test's own internet, and asked
for by ``wallet verify --online``; what has no address on the web comes from an
evidence folder.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from command_desk import Desk, Said
from net_server import CLOCK, internet
from vectors import VECTORS, manifest

from wallet import evidence
from wallet.actions.grounds import Asked
from wallet.actions.inputs import Input
from wallet.actions.knowledge import gather, watched
from wallet.actions.reading import Read, Reader, read
from wallet.codec.web import same_place
from wallet.model import Document
from wallet.report import Verdict

KINDS = (
    "ob1-hosted", "ob2-hosted", "ob2-signed-jws", "ob3-embedded", "ob3-baked", "ob3-jwt", "vc11", "vc20", "vp",
    "clr2", "sdjwt", "statuslist",
)  # fmt: skip


@cache
def stand_in() -> dict[str, bytes]:
    """What the servers serve, by address or DID."""
    folder = VECTORS / "network"
    if not folder.exists():
        return {}
    rows = json.loads((folder / "urls.json").read_text())["urls"].items()
    return {url: (folder / name).read_bytes() for url, name in rows if (folder / name).is_file()}


def looked_for(row: dict[str, Any]) -> list[str]:
    """What judging looks for and the stand-in has, for a credential of which nobody can tell with nothing at hand."""
    held = {same_place(url) for url in stand_in()}
    knowledge, watch = watched(gather(lambda _: None))
    item = Input(row["path"], (VECTORS / row["path"]).read_bytes())
    outcome = next(iter(read([item], Reader(knowledge, Asked(CLOCK), lambda _: None))))
    if not isinstance(outcome, Read) or outcome.report.verdict is not Verdict.CANNOT_TELL:
        return []
    return [url for url in watch.asked if same_place(url) in held]


def needing() -> list[Any]:
    rows = [row for row in manifest() if row["kind"] in KINDS] if stand_in() else []
    found = [(row, urls) for row in rows if (urls := looked_for(row))]
    if not found:
        reason = "needs the shared test material: ../shared/vectors/network is not there"
        return [pytest.param(None, [], marks=pytest.mark.skip(reason=reason), id="absent")]
    return [pytest.param(row, urls, id=row["path"]) for row, urls in found]


def right(row: dict[str, Any]) -> int:
    """The exit code that the manifest's expectation comes to."""
    want = row["expected"]
    if want.get("revoked") is True:
        return 1
    return 0 if want["signature"] == "valid" and want.get("revoked") != "unknown-needs-status-list" else 4


def result(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = said.data["results"][0]
    return found


def code_of(said: Said, question: str) -> str:
    found: str = next(one["code"] for one in result(said)["checks"] if one["id"] == question)
    return found


@pytest.mark.parametrize(("row", "urls"), needing())
def test_nobody_can_tell_without_and_it_is_right_with(
    row: dict[str, Any], urls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(VECTORS / row["path"])
    hosts = {urlsplit(url).hostname or "" for url in stand_in() if "://" in url}
    with internet(tmp_path, monkeypatch, hosts=tuple(sorted(hosts))) as net:
        net.serve({url.replace("http://", "https://"): data for url, data in stand_in().items() if "://" in url})
        desk = Desk(tmp_path / "employer", net.network)
        without = desk("verify", path, "--json")
        assert (without.code, net.looked_up, without.data["requests"]) == (4, [], [])
        online = any("://" in url for url in urls)
        more = ["--online"] if online else ["--evidence", folder(tmp_path, urls)]
        found = desk("verify", path, *more, "--json")
        fetched = {same_place(one["url"]) for one in found.data["requests"] if one["outcome"] == "fetched"}
    if row["expected"]["signature"] == "unsigned":
        # The stand-in has no copy of the badge itself: its class and its issuer alone prove nothing.
        assert found.code == (1 if "invalid" in path and code_of(found, "signer") == "hosted_scope" else 4)
        return
    assert found.code == right(row), result(found)["checks"]
    assert not online or fetched
    assert code_of(found, "integrity") == "signature_good"


def folder(tmp_path: Path, urls: list[str]) -> str:
    """An evidence folder with what the stand-in has under those ids."""
    documents = [
        Document(url, data, sha256(data).hexdigest(), "application/json", CLOCK)
        for url, data in stand_in().items()
        if url in urls
    ]
    place = tmp_path / "saved"
    place.mkdir()
    for name, data in evidence.folder(documents).items():
        (place / name).write_bytes(data)
    return str(place)


HOSTED = {
    # Served at their own addresses, as their issuer would.
    "ob2-hosted/1edtech-basic-assertion.json": 0,
    "ob2-hosted/1edtech-basic-assertion-with-allowed-origins.json": 0,
    "ob2-hosted/1edtech-basic-assertion-with-allowed-origins-valid-starts-with.json": 0,
    "ob2-hosted/1edtech-basic-assertion-with-allowed-origins-invalid-starts-with.json": 1,
    "ob2-hosted/1edtech-basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json": 1,
}


@pytest.mark.parametrize("name", HOSTED)
def test_a_hosted_badge_is_as_good_as_the_issuers_own_copy(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vectors import need

    path = need(VECTORS / name)
    badge = json.loads(path.read_text())
    hosts = {urlsplit(url).hostname or "" for url in stand_in() if "://" in url}
    with internet(tmp_path, monkeypatch, hosts=tuple(sorted(hosts))) as net:
        net.serve({url.replace("http://", "https://"): data for url, data in stand_in().items() if "://" in url})
        address = badge["id"].replace("http://", "https://")
        net.page(address, path.read_bytes())
        desk = Desk(tmp_path / "employer", net.network)
        assert desk("verify", str(path), "--online").code == HOSTED[name]
        net.page(address, json.dumps({**badge, "issuedOn": "2001-01-01T00:00:00Z"}).encode())
        assert desk("verify", str(path), "--online").code == 1
        net.page(address, json.dumps({"id": badge["id"], "revoked": True}).encode())
        assert desk("verify", str(path), "--online").code == 1

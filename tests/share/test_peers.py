"""What is shared, put before verifiers that nobody here wrote, without a network."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from programs import PEERS, node_with
from vectors import VECTORS, need

BOTH = ("verifier-core", "vc")
CHALLENGE, DOMAIN = "n-1", "acme.example"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = command_desk(tmp_path, monkeypatch).fill()
    terms = ("--for", "Acme", "--challenge", CHALLENGE, "--domain", DOMAIN, "--yes")
    assert made("share", "statistics", "data project", "-o", "b", *terms).code == 0
    return made


def verified(*asked: tuple[str, object], challenge: str = CHALLENGE, domain: str = DOMAIN) -> list[bool]:
    """What each peer says of each file."""
    node = node_with("@digitalcredentials/vc", "@digitalcredentials/verifier-core")
    asks = [
        {"peer": peer, "file": str(Path(str(file)).absolute()), "challenge": challenge, "domain": domain}
        for peer, file in asked
    ]
    done = subprocess.run(
        [node, str(PEERS / "verifying.mjs")],
        input=json.dumps(asks).encode(),
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(json.loads(done.stdout))


def changed(path: Path, name: str, change: Callable[[Any], object]) -> Path:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    made = path.with_name(name)
    made.write_text(json.dumps(document), encoding="utf-8")
    return made


CHANGES: dict[str, Callable[[Any], object]] = {
    "id": lambda d: d.update(id="ni:///sha-256;AAAA"),
    "holder": lambda d: d.update(holder="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
    "title": lambda d: d["verifiableCredential"][0].update(name="Other"),
    "fewer": lambda d: d.update(verifiableCredential=d["verifiableCredential"][:1]),
    "unsigned": lambda d: d.pop("proof"),
}


def test_the_presentation_and_each_credential_are_accepted(desk: Desk) -> None:
    assert desk("share", "statistics", "-o", "one", "--challenge", CHALLENGE, "--domain", DOMAIN, "--yes").code == 0
    presentation = json.loads(Path("b/bundle.vp.json").read_text(encoding="utf-8"))
    picture = Path("project.json")
    picture.write_text(json.dumps(presentation["verifiableCredential"][1]), encoding="utf-8")
    files = ("b/bundle.vp.json", "one/bundle.vp.json", "b/credentials/001-statistics.json", picture)
    asked = [(peer, file) for file in files for peer in BOTH]
    assert dict(zip(asked, verified(*asked), strict=True)) == dict.fromkeys(asked, True)


def test_what_was_tampered_with_is_refused_by_them_and_by_us(desk: Desk) -> None:
    signed = Path("b/bundle.vp.json")
    files = [changed(signed, f"{name}.json", change) for name, change in CHANGES.items()]
    files.append(
        changed(Path("b/credentials/001-statistics.json"), "altered.json", lambda d: d["issuer"].update(name="Other"))
    )
    asked = [(peer, file) for file in files for peer in BOTH]
    assert dict(zip(asked, verified(*asked), strict=True)) == dict.fromkeys(asked, False)
    for file in files:
        said = desk("verify", file, "--json")
        refused = (4, "cannot_tell") if file.stem == "unsigned" else (1, "rejected")
        assert (said.code, said.data["results"][0]["verdict"]) == refused, file.name


@pytest.mark.parametrize(
    ("challenge", "domain", "options", "code"),
    [
        ("n-2", DOMAIN, ("--challenge", "n-2"), "purpose_wrong"),
        (CHALLENGE, "other.example", ("--domain", "other.example"), "purpose_wrong"),
    ],
)
def test_another_audience_is_refused_by_them_and_by_us(
    desk: Desk, challenge: str, domain: str, options: tuple[str, str], code: str
) -> None:
    assert verified(("vc", "b/bundle.vp.json"), challenge=challenge, domain=domain) == [False]
    report = desk("verify", "b", "--json", *options).data["results"][0]
    assert (report["verdict"], report["checks"][2]["code"]) == ("rejected", code)


def test_an_ended_share_is_refused_though_the_credentials_stand(desk: Desk) -> None:
    report = desk("verify", "b", "--at", "2027-03-01", "--json").data["results"][0]
    assert (report["verdict"], report["checks"][2]["code"]) == ("rejected", "proof_expired")
    assert {part["verdict"] for part in report["parts"]} == {"verified_with_notes"}


def test_a_file_swapped_for_another_good_one_is_refused(desk: Desk) -> None:
    assert desk("share", "databases", "-o", "c", "--yes").code == 0
    shutil.copy("c/credentials/001-databases.json", "b/credentials/001-statistics.json")
    report = desk("verify", "b", "--json").data["results"][0]
    assert (report["verdict"], report["checks"][1]["code"]) == ("rejected", "hash_mismatch")
    assert "001-statistics.json is not the file that was shared" in report["checks"][1]["message"]


def test_badges_that_others_issued_leave_as_they_came_and_are_accepted(desk: Desk) -> None:
    """Those without a status and with an issuer that is its own key, which need no network."""
    found = need(VECTORS / "ob3-embedded").glob("dcc-v*-didkey-*noStatus-noExpiry*.json")
    sources = [path for path in sorted(found) if "bothSignature" not in path.name]
    assert len(sources) >= 8
    assert desk("import", *sources).code == 0
    refs = {}
    for entry in desk("list", "--json").data["credentials"]:
        refs[entry["name"]] = entry["ref"]
    mine = [(path, refs[path.name]) for path in sources if path.name in refs]
    terms = ("--challenge", CHALLENGE, "--domain", DOMAIN, "--yes")
    for number, (source, ref) in enumerate(mine):
        assert desk("share", ref, "-o", f"v{number}", *terms).code == 0
        assert next(Path(f"v{number}/credentials").iterdir()).read_bytes() == source.read_bytes()
    asked = [
        (peer, file)
        for number in range(len(mine))
        for peer in BOTH
        for file in (f"v{number}/bundle.vp.json", next(Path(f"v{number}/credentials").iterdir()))
    ]
    answers = dict(zip(asked, verified(*asked), strict=True))
    assert [one for one, accepted in answers.items() if not accepted] == []

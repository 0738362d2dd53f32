"""Sharing as it is typed: consent, what leaves, choosing fields, folder or zip, and the record of it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sd_kit
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import TRANSCRIPT_CONTEXTS, College

from wallet.cli import publishing
from wallet.errors import Unwritable


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def share(desk: Desk, *options: object) -> dict[str, object]:
    said = desk("share", *options, "--yes", "--json")
    assert said.code == 0, said.err
    return dict(said.data)


def test_nothing_leaves_unless_somebody_agrees(desk: Desk) -> None:
    said = desk("share", "statistics", "-o", "b.zip")
    assert said.code == 2
    assert "run it again with --yes" in said.err
    assert "will see all that these credentials say" in said.err, "what would leave is shown before the question"
    assert not Path("b.zip").exists()
    assert desk("log", "--json").data["shares"] == []
    assert desk("share", "statistics", "--yes").code == 2, "nowhere to write it"


def test_a_preview_says_what_leaves_and_writes_nothing(desk: Desk) -> None:
    said = desk("share", "statistics", "--preview", "--for", "Acme").out
    assert "Acme will see" in said
    assert "your id: https://badges.example.org" in said
    assert "the credentials do not end then" in said
    assert desk("log").out.startswith("Nothing was shared yet")
    told = desk("share", "statistics", "--preview", "--json").data["leaves"]
    assert any(phrase.startswith("your id: https://badges.example.org") for phrase in told[0]["tells"])


def test_a_preview_says_what_a_token_inside_a_transcript_tells(desk: Desk) -> None:
    """The transcript holds its members as one long text each, in which nothing is found unless it is read."""
    college = College()
    mail = {"type": "IdentityObject", "hashed": False, "identityHash": "ada@mail.example", "identityType": "email"}
    subject = {"id": "did:example:ada", "type": ["AchievementSubject"], "birthDate": "1999-09-09", "identifier": [mail]}
    member = college.badge(credentialSubject=subject, evidence=[{"id": "https://ada.example/work", "type": "Evidence"}])
    enveloped = {"id": f"data:application/vc+jwt,{member.decode()}", "type": "EnvelopedVerifiableCredential"}
    claims = {
        "@context": TRANSCRIPT_CONTEXTS,
        "id": "https://college.example/transcripts/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": college.did, "type": ["Profile"]},
        "validFrom": "2025-01-15T00:00:00Z",
        "name": "Record of studies",
        "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [enveloped]},
    }
    desk("import", desk.file("transcript.jwt", college.token(claims)))
    told = desk("share", "record of studies", "--preview", "--json").data["leaves"][0]["tells"]
    assert told == [
        "your id: did:example:ada",
        "your address: ada@mail.example",
        "your date of birth: 1999-09-09",
        "an e-mail address: ada@mail.example",
        "a link to work of yours: https://ada.example/work",
    ]
    share(desk, "record of studies", "-o", "b.zip")
    assert told == desk("log", "--json").data["shares"][0]["told"]


def test_a_preview_knows_a_birth_date_by_any_spelling_of_its_name(desk: Desk) -> None:
    told = {"schema:birthDate": "2001-02-03", "http://xmlns.com/foaf/0.1/#gender": "f", "student-id": "s17"}
    badge = College().badge("Handwriting", credentialSubject={"type": ["AchievementSubject"], **told})
    desk("import", desk.file("badge.jwt", badge))
    found = desk("share", "handwriting", "--preview", "--json")
    assert found.data["leaves"][0]["tells"] == [
        "your date of birth: 2001-02-03",
        "your gender: f",
        "your student number: s17",
    ]


def test_a_folder_holds_what_the_zip_holds(desk: Desk) -> None:
    share(desk, "statistics", "databases", "-o", "b.zip")
    said = share(desk, "statistics", "databases", "-o", "b")
    with zipfile.ZipFile("b.zip") as archive:
        names = {name for name in archive.namelist() if not name.startswith("evidence/")}
    found = {str(path.relative_to("b")) for path in Path("b").rglob("*") if path.is_file()}
    assert names <= found
    assert said["files"] == len(found)
    assert desk("verify", "b.zip").code == 0
    assert desk("share", "statistics", "-o", "b", "--yes", "--force").code == 15, "a folder is never replaced"
    assert desk("share", "statistics", "-o", "b.zip", "--yes").code == 15
    assert desk("share", "statistics", "-o", "b.zip", "--yes", "--force").code == 0
    assert len(desk("log", "--json").data["shares"]) == 3, "what was not written is not in the record"


def test_for_whom_how_long_and_what_was_asked_are_signed(desk: Desk) -> None:
    terms = ("--for", "Acme", "--expires", "2w", "--challenge", "n-1", "--domain", "a.example")
    said = share(desk, "statistics", "-o", "b", *terms)
    assert said["expires"] == "2026-12-06T21:00:00Z"
    shown = json.loads(Path("b/bundle.vp.json").read_text())
    for proof in shown["proof"]:
        assert (proof["challenge"], proof["domain"], proof["expires"]) == ("n-1", "a.example", "2026-12-06T21:00:00Z")
    manifest = json.loads(Path("b/manifest.json").read_text())
    assert (manifest["audience"], manifest["expires"]) == ("Acme", "2026-12-06T21:00:00Z")
    assert "do not expire then" in " ".join(Path("b/README.txt").read_text().split())
    for bad in ("soon", "0d", "99999d"):
        assert desk("share", "statistics", "-o", "c", "--yes", "--expires", bad).code == 2
    assert share(desk, "statistics", "-o", "c", "--no-expiry")["expires"] is None
    assert "--no-expiry" not in desk("stack", "share", "data basics", "-o", "d", "--expires", "0d").err


def test_nobody_can_read_that_a_credential_ends_with_the_share(desk: Desk) -> None:
    said = desk("share", "statistics", "-o", "b", "--yes")
    texts = [said.out, desk("log").out, Path("b/README.txt").read_text(), desk("share", "statistics", "--preview").out]
    for text in texts:
        for line in text.splitlines():
            assert not ("expire" in line and "not expire" not in line), line
        assert "share" in text.casefold()
    assert "The share is meant to be checked until 2027-02-20; the credentials do not end then." in said.out


def test_the_record_says_who_got_what(desk: Desk) -> None:
    share(desk, "statistics", "-o", "one.zip", "--for", "Acme")
    desk.at = desk.at.replace(day=23)
    share(desk, "databases", "-o", "two.zip")
    newest, first = desk("log", "--json").data["shares"]
    assert (first["audience"], first["path"], first["kind"]) == ("Acme", "one.zip", "bundle")
    assert newest["credentials"][0][1] == "Databases"
    assert len(desk("log", "statistics", "--json").data["shares"]) == 1
    text = desk("log").out
    assert text.index("two.zip") < text.index("one.zip")
    assert "for Acme" in text


@pytest.mark.parametrize(
    "line",
    [
        "share statistics -o {there}/b.zip",
        "share statistics -o {there}/b",
        "share statistics --site {there}/web",
        "stack share data-basics -o {there}/b.zip",
        "export statistics --as pdf -o {there}/a.pdf",
    ],
)
def test_what_could_not_be_written_is_not_in_the_record(desk: Desk, line: str) -> None:
    there = desk.file("no-folder", b"")
    words = ["data basics" if word == "data-basics" else word for word in line.format(there=there).split()]
    said = desk(*words, "--yes")
    assert said.code == 15, said.err
    assert desk("log", "--json").data["shares"] == []


def test_pages_of_which_one_is_out_are_in_the_record(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put = publishing.put

    def full(folder: Path, name: str, data: bytes) -> None:
        if folder.exists():
            raise Unwritable("the disk is full")
        put(folder, name, data)

    monkeypatch.setattr(publishing, "put", full)
    assert desk("share", "statistics", "--site", "web", "--yes").code == 15
    assert [one["kind"] for one in desk("log", "--json").data["shares"]] == ["site"]


def test_fields_of_a_token_are_chosen(desk: Desk) -> None:
    desk.file("degree.jwt", sd_kit.sd_jwt().encode())
    assert desk("import", "degree.jwt").code == 0
    listed = desk("share", "bachelor", "--fields", "--json").data["credentials"][0]["fields"]
    assert {"name": "birthdate", "value": "2001-02-03", "required": False} in listed
    assert "your choice" in desk("share", "bachelor", "--fields").out
    assert "it goes out whole" in desk("share", "statistics", "--fields").out
    assert "you can hide 6 fields" in desk("share", "bachelor", "--preview").out
    said = share(desk, "bachelor", "statistics", "-o", "b.zip", "--hide", "birthdate", "--hide", "street")
    assert said["leaves"][0]["hidden"] == ["birthdate", "address.street"]  # type: ignore[index] # JSON
    with zipfile.ZipFile("b.zip") as archive:
        data = b"".join(archive.read(name) for name in archive.namelist())
        roles = {one["role"] for one in json.loads(archive.read("manifest.json"))["files"]}
    kept, gone = sd_kit.disclosure("given_name", "Ada"), sd_kit.disclosure("birthdate", "2001-02-03")
    assert (kept.encode() in data, gone.encode() in data) == (True, False)
    assert roles == {"credential", "presentation"}
    report = desk("verify", "b.zip", "--json").data["results"][0]
    assert [part["verdict"] for part in report["parts"]] == ["verified_with_notes"] * 2
    assert desk("log", "--json").data["shares"][0]["hidden"] == ["birthdate", "address.street"]
    missed = desk("share", "bachelor", "-o", "c.zip", "--hide", "nickname", "--yes")
    assert missed.code == 6
    pasted = missed.err.strip().rpartition(": wallet ")[2].split()
    assert desk(*pasted).code == 0


def test_a_base_proof_never_leaves(desk: Desk) -> None:
    base = sd_kit.base_proof()
    desk.file("base.json", json.dumps(base).encode())
    desk("import", "base.json")
    assert "your address: ada@example.org" in desk("share", "badge of many", "--preview").out
    share(desk, "badge of many", "-o", "b", "--hide", "identifier")
    for path in Path("b").rglob("*.*"):
        assert b"ada@example.org" not in path.read_bytes()
        assert base["proof"]["proofValue"].encode() not in path.read_bytes()
    assert "ada" not in desk("share", "badge of many", "--preview", "--hide", "identifier").out
    share(desk, "badge of many", "-o", "whole")
    credential = next(Path("whole/credentials").iterdir())
    assert json.loads(credential.read_text())["proof"]["proofValue"] != base["proof"]["proofValue"]
    part = desk("verify", credential, "--json").data["results"][0]
    answers = {one["id"]: one["code"] for one in part["checks"]}
    assert answers["integrity"] == "signature_good"
    assert (answers["validity"], answers["status"]) == ("end_not_shown", "status_not_shown")
    held = desk("show", "badge of many", "--json").data["report"]["checks"]
    assert {"no_end_date", "status_not_offered"} <= {one["code"] for one in held}, "the holder has all of it"
    assert desk("share", "badge of many", "-o", "c", "--hide", "issuer", "--yes").code == 2


def test_saved_documents_of_issuers_go_along(desk: Desk) -> None:
    said = share(desk, "statistics", "-o", "b")
    assert (Path("b/evidence/index.json").exists(), said["evidence"]) == (False, 0), "nothing is saved yet"
    desk("evidence", "add", "https://badges.example.org/status/1", desk.file("s.json", b'{"id":"https://x.example"}'))
    said = share(desk, "statistics", "-o", "c")
    assert isinstance(said["evidence"], int)


def test_where_a_file_lay_stays_here_also_when_it_has_no_title(desk: Desk) -> None:
    home = Path("ada-lovelace")
    home.mkdir()
    home.joinpath("b.json").write_text(
        json.dumps({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]})
    )
    assert desk("import", home.resolve() / "b.json").code == 0
    share(desk, "b.json", "-o", "b.zip")
    with zipfile.ZipFile("b.zip") as archive:
        assert "credentials/001-b-json.json" in archive.namelist()
        told = " ".join(archive.namelist()).encode() + b"".join(map(archive.read, archive.namelist()))
    assert b"ada-lovelace" not in told
    assert "ada-lovelace" not in desk("export", "--include-unverified").out


BASES = ("in a list", "beside another", "in a presentation", "of another suite")


def holding_base(where: str) -> dict[str, Any]:
    """A file with a master copy in it where nobody looks for one first."""
    base = sd_kit.base_proof()
    context, kinds = ["https://www.w3.org/ns/credentials/v2"], ["VerifiablePresentation"]
    bbs = {**base["proof"], "cryptosuite": "bbs-2023", "proofValue": "u2V0C" + "A" * 40}
    found = {
        "in a list": {**base, "proof": [base["proof"]]},
        "beside another": {**base, "proof": [base["proof"], {"type": "SomeProof"}]},
        "in a presentation": {"@context": context, "type": kinds, "verifiableCredential": [base]},
        "of another suite": {**base, "proof": bbs},
    }
    return found[where]


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize(
    "how", [("share", "-o", "x.zip"), ("share", "--site", "site", "--include-unverified"), ("qr", "-o", "x.png")]
)
def test_no_master_copy_goes_out_wherever_it_is(desk: Desk, name: str, how: tuple[str, ...]) -> None:
    held = holding_base(name)
    ref = desk("import", desk.file("base.json", json.dumps(held).encode()), "--json").data["added"][0]["entry"]["ref"]
    command, *options = how
    said = desk(command, ref, *options, *(["--yes"] if command == "share" else []))
    written = [path.read_bytes() for path in Path().rglob("*") if path.is_file() and path.name != "base.json"]
    written += [zipfile.ZipFile(io.BytesIO(data)).read(one) for data in written if data.startswith(b"PK")
                for one in zipfile.ZipFile(io.BytesIO(data)).namelist()]  # fmt: skip
    assert not any(sd_kit.base_proof()["proof"]["proofValue"].encode() in data for data in written)
    if name != "in a list":
        assert said.code == 5
        assert "master copy" in said.err


def test_what_cannot_be_relied_on_is_not_shared_without_a_word(desk: Desk) -> None:
    forged = json.loads(Path("statistics.json").read_text()) | {"name": "Forged"}
    ref = desk("import", desk.file("forged.json", json.dumps(forged).encode()), "--json").data["added"][0]["entry"][
        "ref"
    ]
    asked = desk("share", ref, "-o", "b.zip")
    assert "! who checks it is told: do not rely on this" in asked.err
    assert "warning: Forged" in desk("share", ref, "--preview").err
    told = desk("share", ref, "statistics", "-o", "b.zip", "--yes", "--json")
    assert [one["verdict"] for one in told.data["leaves"]] == ["rejected", "verified_with_notes"]
    assert "who checks it is told: do not rely on this" in told.err
    assert told.err.count("warning") == 1


def test_a_site_that_was_compared_with_nothing_is_said_to_be(desk: Desk) -> None:
    share(desk, "statistics", "-o", "b.zip", "--domain", "a.example", "--challenge", "n-1")
    told = desk("verify", "b.zip").out
    compared = "addressed to: a.example, compared with nothing: add --expect-domain and what you expect"
    assert compared in " ".join(told.split())
    assert "in answer to" not in told
    asked = desk("verify", "b.zip", "--expect-domain", "a.example", "--expect-challenge", "n-1")
    assert asked.code == 0
    assert "addressed to: a.example, as expected" in asked.out
    assert "in answer to: n-1, as expected" in asked.out
    another = desk("verify", "b.zip", "--expect-domain", "b.example")
    assert (another.code, "addressed to: a.example\n" in another.out) == (1, True)
    share(desk, "statistics", "-o", "c.zip")
    assert "addressed to" not in desk("verify", "c.zip").out

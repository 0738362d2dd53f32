"""``wallet export`` as a script calls it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from command_desk import Desk
from command_desk import desk as command_desk
from issuer_kit import LISTED, TRANSCRIPT_CONTEXTS
from proof_kit import V2, Json, make_key, token

from wallet.cli.export import Kind
from wallet.share.exports import EXPORTS


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def test_every_export_can_be_asked_for() -> None:
    assert {*EXPORTS, "pdf", "original"} == set(Kind)


@pytest.mark.parametrize(
    "kind", ["json", "json-resume", "markdown", "text", "csv", "html", "latex", "linkedin", "schema-org", "ler-rs"]
)
def test_every_kind_holds_every_verified_title(desk: Desk, kind: str) -> None:
    said = desk("export", "--as", kind, "--include-unverified", "--json")
    assert said.code == 0
    assert said.data["included"] == 4
    assert "Statistics" in said.data["text"]
    assert said.data["experimental"] is (kind == "ler-rs")
    assert desk("export", "--as", kind).out == desk("export", "--as", kind).out, "the order is stable"


def test_a_resume_is_brought_up_to_date_and_only_once(desk: Desk) -> None:
    Path("resume.json").write_text('{"basics": {"name": "Ada"}, "certificates": [{"name": "Mine"}]}')
    assert desk("export", "--into", "resume.json", "--include-unverified").code == 0
    once = Path("resume.json").read_text()
    assert desk("export", "--into", "resume.json", "--include-unverified").code == 0
    assert Path("resume.json").read_text() == once
    desk.at += timedelta(days=1)
    assert desk("export", "--into", "resume.json", "--include-unverified").code == 0
    assert Path("resume.json").read_text() == once, "the next night has nothing new to say"
    document = json.loads(once)
    assert (document["basics"], len(document["certificates"])) == ({"name": "Ada"}, 5)
    for wrong in (b"[]", b'{"certificates": 1}', b"x"):
        Path("wrong.json").write_bytes(wrong)
        assert desk("export", "--into", "wrong.json").code == 5
        assert Path("wrong.json").read_bytes() == wrong
    missing = desk("export", "--into", "new.json")
    assert (missing.code, missing.err.splitlines()[1]) == (
        5,
        "wallet: hint: begin one: wallet export --as json-resume -o new.json",
    )


def test_a_template(desk: Desk) -> None:
    Path("cv.md.j2").write_text("{% for c in credentials %}* {{ c.name }}\n{% endfor %}")
    assert "* Statistics" in desk("export", "--template", "cv.md.j2", "--include-unverified").out
    Path("bad.txt").write_text("{{ nothing }}")
    assert desk("export", "--template", "bad.txt").code == 5
    assert desk("export", "--template", "cv.md.j2", "--as", "csv").code == 2
    assert desk("export", "--template", "cv.md.j2", "--into", "x").code == 2


def included(desk: Desk, *conditions: str) -> int:
    words = [word for condition in conditions for word in ("--select", condition)]
    said = desk("export", "--include-unverified", "--json", *words)
    assert said.code == 0, said.err
    return int(said.data["included"])


def test_an_export_holds_only_what_fits_every_condition(desk: Desk) -> None:
    desk("tag", "statistics", "python")
    desk("hide", "databases")
    assert included(desk) == 3
    assert included(desk, "hidden=also") == 4
    assert included(desk, "hidden=only") == 1
    assert included(desk, "tag=python") == 1
    assert included(desk, "word=statistics", "since=2000-01-01") == 1
    assert included(desk, "until=2000-01-01") == 0
    assert included(desk, "issuer=nobody") == 0
    assert included(desk, "stack=data basics") == 3
    for wrong in ("tag", "colour=red", "since=yesterday", "verdict=fine", "hidden=maybe"):
        assert desk("export", "--select", wrong).code == 2
    assert desk("export", "--select", "stack=nothing").code == 6


COLLEGE = make_key()


def course(name: str) -> Json:
    return {
        "@context": TRANSCRIPT_CONTEXTS,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": COLLEGE.did, "type": ["Profile"], "name": "College"},
        "name": name,
        "credentialSubject": {"achievement": {"id": f"urn:{name}", "type": ["Achievement"], "name": name}},
    }


def transcript(*courses: str, **more: Json) -> bytes:
    inside = [course(name) for name in courses]
    outer = {**course("Transcript"), "type": ["VerifiableCredential", "ClrCredential"], **more}
    return token({**outer, "credentialSubject": {"verifiableCredential": inside}}, COLLEGE).encode()


def exported(desk: Desk, *options: str) -> tuple[list[str], int]:
    said = desk("export", "transcript", "--json", *options)
    assert said.code == 0, said.err
    return sorted(one["name"] for one in json.loads(said.data["text"])["credentials"]), said.data["left_out"]


@pytest.mark.parametrize("more", [("--as", "text"), ("--into", "resume.json"), ("-o", "empty.json")])
def test_what_nothing_fits_is_said_to_be_empty(desk: Desk, more: tuple[str, ...]) -> None:
    """A mistyped tag would else go unseen for as long as a script runs."""
    Path("resume.json").write_text('{"certificates": []}')
    said = desk("export", *more, "--select", "tag=pyhton")
    assert (said.code, "no credential fits" in said.err) == (0, True)
    assert "no credential fits" not in desk("export", *more, "--force").err


def test_the_credentials_inside_a_transcript_are_exported_too(desk: Desk) -> None:
    assert desk("import", desk.file("t.jwt", transcript("Welding", "Sailing"))).code == 0
    assert exported(desk) == (["Sailing", "Transcript", "Welding"], 0)


def test_a_course_is_worth_no_more_than_the_transcript_that_vouches_for_it(desk: Desk) -> None:
    assert desk("import", desk.file("t.jwt", transcript("Welding", credentialStatus=LISTED))).code == 0
    assert exported(desk) == ([], 2), "nobody can tell whether the transcript was withdrawn"
    assert exported(desk, "--include-unverified") == (["Transcript", "Welding"], 0)


def test_a_course_is_not_said_to_last_longer_than_the_transcript_that_vouches_for_it(desk: Desk) -> None:
    ended = transcript("Welding", validUntil="2026-01-02T00:00:00Z")
    assert desk("import", desk.file("t.jwt", ended)).code == 0
    found = json.loads(desk("export", "transcript", "--as", "json").out)["credentials"]
    assert [one["expires"] for one in found] == ["2026-01-02"] * 2
    resume = json.loads(desk("export", "transcript", "--as", "json-resume").out)
    assert sorted(one["name"] for one in resume["certificates"]) == [
        "Transcript (ended 2026-01-02)",
        "Welding (ended 2026-01-02)",
    ]


def test_a_course_is_not_said_to_begin_sooner_than_the_transcript_that_vouches_for_it(desk: Desk) -> None:
    later = transcript("Welding", validFrom="2027-03-04T00:00:00Z", awardedDate="2026-01-01T00:00:00Z")
    assert desk("import", desk.file("t.jwt", later)).code == 0
    found = json.loads(desk("export", "transcript", "--as", "json", "--include-unverified").out)["credentials"]
    assert [one.get("begins") for one in found] == ["2027-03-04"] * 2


def test_a_presentation_is_no_line_of_a_resume_but_what_it_shows_is(desk: Desk) -> None:
    shown = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": COLLEGE.did, "name": "Transcript"}
    signed = {"@context": V2, "type": "EnvelopedVerifiableCredential"}
    signed["id"] = f"data:application/vc+jwt,{token(course('Welding'), COLLEGE)}"
    data = token({**shown, "verifiableCredential": [signed, course("Forged")]}, COLLEGE).encode()
    assert desk("import", desk.file("p.jwt", data)).code == 0
    assert exported(desk) == (["Welding"], 1)

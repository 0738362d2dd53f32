"""What transcripts and presentations hold counts toward stacks and shows skills, each for what it is worth."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from command_desk import Desk, make_desk
from issuer_kit import LISTED, TRANSCRIPT_CONTEXTS, College
from net_server import Internet
from proof_kit import V2, Json, make_key, token

__all__ = ["make_desk"]

COLLEGE, GUILD, LEARNER = make_key(), make_key(), make_key()
RULES = """format = "wallet-stack/1"
id = "urn:stack:crafts"
name = "Crafts"
[[require]]
any = 2
of = [ {{ match = {{ name = "Welding" }} }}, {{ match = {{ name = "Sailing" }} }}, {{ match = {{ tag = "crafts" }} }} ]
[count]
{count}
"""


@pytest.fixture
def desk(make_desk: type[Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = make_desk("here")
    monkeypatch.chdir(made.folder)
    Path("crafts.toml").write_text(RULES.format(count=""))
    return made


def course(name: str, issuer: Any = COLLEGE, **more: Any) -> Json:
    achievement = {"id": f"urn:{name}", "type": ["Achievement"], "name": name, "tag": [f"{name} skill"]}
    return {
        "@context": TRANSCRIPT_CONTEXTS,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "School"},
        "name": name,
        "credentialSubject": {"achievement": achievement},
        **more,
    }


def sealed(data: str | bytes) -> Json:
    text = data if isinstance(data, str) else data.decode()
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{text}"}


def transcript(*inside: Json, **more: Any) -> bytes:
    outer = {**course("Transcript"), "type": ["VerifiableCredential", "ClrCredential"], **more}
    return token({**outer, "credentialSubject": {"verifiableCredential": list(inside)}}, COLLEGE).encode()


def presentation(*inside: Json) -> bytes:
    shown = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER.did, "name": "Folder"}
    return token({**shown, "verifiableCredential": list(inside)}, LEARNER, typ="vp+jwt").encode()


def forged(text: bytes) -> bytes:
    """The same, with another's signature on it."""
    head, body, _ = text.decode().split(".")
    return f"{head}.{body}.{token(b'{}', GUILD).split('.')[2]}".encode()


def hold(desk: Desk, data: bytes, name: str = "t.jwt") -> None:
    assert desk("import", desk.file(name, data)).code == 0


def have(desk: Desk, *more: object) -> int:
    found: int = desk("stack", "show", "crafts.toml", "--json", *more).data["have"]
    return found


def shows(desk: Desk, skill: str) -> list[tuple[str, bool]]:
    """The credentials that show a skill, and whether each counts."""
    found = {one["name"]: one["evidence"] for one in desk("skills", "--json").data["skills"]}
    return [(one["title"], one["counts"]) for one in found.get(skill, [])]


def test_the_courses_of_a_transcript_count_and_show_their_skills(desk: Desk) -> None:
    assert desk("stack", "check", "crafts.toml").code == 1
    hold(desk, transcript(course("Welding"), course("Sailing")))
    assert desk("stack", "check", "crafts.toml").code == 0
    assert shows(desk, "Welding skill") == [("Welding", True)]
    assert desk("stack", "import", "crafts.toml").code == 0
    assert [one["have"] for one in desk("stack", "list", "--json").data["stacks"]] == [2]
    assert len(desk("list", "--json").data["credentials"]) == 1, "a list is of what was imported"
    Path("job.txt").write_text("- Sailing\n- Cooking\n")
    states = [one["state"] for one in desk("gap", "job.txt", "--json").data["lines"]]
    assert states == ["covered", "missing"]
    desk("hide", "transcript")
    assert (have(desk), shows(desk, "Welding skill")) == (0, [])


def test_the_assertions_of_a_record_of_clr_1_count_as_well(desk: Desk) -> None:
    def earned(name: str) -> Json:
        achievement = {"id": f"urn:{name}", "name": name, "tags": [f"{name} skill"], "issuer": {"id": COLLEGE.did}}
        return {"achievement": achievement, "issuedOn": "2025-02-01T00:00:00Z", "recipient": {}}

    record = {"type": "Clr", "publisher": {"id": COLLEGE.did, "name": "School"}, "assertions": [earned("Welding")]}
    record["signedAssertions"] = [token(earned("Sailing"), COLLEGE)]
    hold(desk, token(record, COLLEGE).encode())
    assert desk("stack", "check", "crafts.toml").code == 0
    assert shows(desk, "Welding skill") == [("Welding", True)]


def test_what_lies_in_the_wallet_by_itself_too_counts_once(desk: Desk) -> None:
    welding = token(course("Welding"), COLLEGE).encode()
    hold(desk, transcript(course("Welding"), sealed(welding)))
    hold(desk, presentation(sealed(welding)), "p.jwt")
    hold(desk, welding, "w.jwt")
    Path("crafts.toml").write_text(RULES.format(count="").replace('"Sailing"', '"Weld*"'))
    assert have(desk) == 1
    assert shows(desk, "Welding skill") == [("Welding", True)]
    left = desk("stack", "show", "crafts.toml", "--json").data["not_counted"]
    assert [one["code"] for one in left if one["title"] == "Welding"] == ["duplicate_of"] * 3


def test_a_good_copy_shows_a_skill_that_a_bad_one_does_not(desk: Desk) -> None:
    hold(desk, transcript(sealed(forged(token(course("Welding"), COLLEGE).encode()))))
    assert (have(desk), shows(desk, "Welding skill")) == (0, [("Welding", False)])
    hold(desk, token(course("Welding"), COLLEGE).encode(), "w.jwt")
    assert (have(desk), shows(desk, "Welding skill")) == (1, [("Welding", True)])


def test_a_course_that_was_tampered_with_does_not_count_in_a_good_transcript(desk: Desk) -> None:
    hold(desk, transcript(sealed(forged(token(course("Welding"), COLLEGE).encode())), course("Sailing")))
    assert have(desk) == 1
    why = desk("stack", "why", "crafts.toml", "transcript", "--json").data["places"]
    assert [[one["code"] for one in place["barred"]] for place in why] == [["rejected"], [], []]
    assert [[one["title"] for one in place["counts"]] for place in why] == [[], ["Sailing"], []]


def test_what_the_learner_says_of_a_transcript_they_do_not_say_of_what_is_in_it(desk: Desk) -> None:
    hold(desk, transcript(course("Welding"), course("Sailing")))
    assert desk("tag", "transcript", "mine").code == 0
    tagged = '{ match = { my_tag = "mine", name = "%s" } }'
    of = ", ".join(tagged % name for name in ("Transcript", "Welding", "Sailing"))
    Path("crafts.toml").write_text(RULES.format(count="").split("of =")[0] + f"of = [ {of} ]\n")
    assert have(desk) == 1


def test_nothing_in_a_transcript_that_was_tampered_with_counts(desk: Desk) -> None:
    hold(desk, forged(transcript(course("Welding"), sealed(token(course("Sailing"), COLLEGE)))))
    assert have(desk) == 0
    assert shows(desk, "Sailing skill") == []


def test_a_course_that_the_transcript_vouches_for_is_worth_no_more_than_it(desk: Desk) -> None:
    hold(desk, transcript(course("Welding"), sealed(token(course("Sailing"), COLLEGE)), credentialStatus=LISTED))
    assert have(desk) == 1, "nobody can tell whether the transcript was withdrawn; Sailing stands by itself"
    assert shows(desk, "Welding skill") == [("Welding", False)]
    (step,) = desk("stack", "next", "crafts.toml", "--json").data["steps"]
    assert [one["kind"] for one in step["of"]] == ["check", "earn"]


def test_a_course_ends_with_the_transcript_that_vouches_for_it(desk: Desk) -> None:
    ended = (desk.at - timedelta(days=1)).isoformat()
    begins = (desk.at + timedelta(days=9)).isoformat()
    hold(desk, transcript(course("Welding"), validUntil=ended))
    hold(desk, transcript(course("Sailing"), validFrom=begins), "later.jwt")
    assert have(desk) == 0
    Path("crafts.toml").write_text(RULES.format(count="not_expired = false"))
    assert have(desk) == 1
    assert have(desk, "--at", (desk.at + timedelta(days=10)).date()) == 2


def test_a_course_begins_when_it_says_and_no_sooner_than_what_vouches_for_it(desk: Desk) -> None:
    later = {"validFrom": (desk.at + timedelta(days=9)).isoformat(), "awardedDate": "2026-01-01T00:00:00Z"}
    hold(desk, presentation(sealed(token(course("Sailing", **later), COLLEGE))))
    assert have(desk) == 0
    hold(desk, transcript(course("Welding"), **later), "later.jwt")
    assert have(desk) == 0
    assert have(desk, "--at", (desk.at + timedelta(days=10)).date()) == 2
    hold(desk, transcript(sealed(token(course("Sailing"), COLLEGE)), **later), "alone.jwt")
    assert have(desk) == 1, "a course with a signature of its own needs no transcript"


def test_no_transcript_completes_what_asks_for_the_issuer_it_names(desk: Desk) -> None:
    """Anybody can make one that names a university: it counted as from there, and stood so in resumes."""
    at, university = "https://university.example/degree", {"id": "did:web:university.example", "name": "University"}
    degree = {**course("Degree"), "issuer": {**university, "type": ["Profile"]}}
    degree["credentialSubject"] = {"achievement": {"id": at, "type": ["Achievement"], "name": "Degree"}}
    own = {**course("Transcript", LEARNER), "type": ["VerifiableCredential", "ClrCredential"]}
    hold(desk, token({**own, "credentialSubject": {"verifiableCredential": [degree]}}, LEARNER).encode())
    rules = RULES.format(count="").split("any = 2")[0]

    def counted(asked: str) -> tuple[int, bool]:
        Path("crafts.toml").write_text(f"{rules}{asked}\n")
        said = desk("stack", "show", "crafts.toml", "--json")
        return said.data["have"], "weak match" in said.err

    assert counted(f'match = {{ name = "Degree", issuer = "{university["id"]}" }}') == (0, False)
    assert counted('match = { name = "Degree", issuer_name = "Univ*" }') == (0, False)
    assert counted(f'match = {{ name = "Degree", issuer = "{LEARNER.did}" }}') == (1, False)
    assert counted(f'id = "{at}"') == (1, True)
    assert counted('match = { name = "Degree" }') == (1, True)
    lines = json.loads(desk("export", "--as", "json").out)["credentials"]
    assert {(one["name"], one["issuer"]["id"]) for one in lines} == {
        ("Degree", LEARNER.did),
        ("Transcript", LEARNER.did),
    }
    hold(desk, transcript(sealed(token(course("Welding", GUILD), GUILD)), course("Sailing")))
    assert counted(f'match = {{ name = "Welding", issuer = "{GUILD.did}" }}') == (1, False)
    assert counted(f'match = {{ name = "Sailing", issuer = "{COLLEGE.did}" }}') == (1, False)


def test_notes_on_the_transcript_are_notes_on_what_it_vouches_for(desk: Desk) -> None:
    Path("crafts.toml").write_text(RULES.format(count='verified = "strict"\nnot_expired = false'))
    assert desk("trust", "add", COLLEGE.did).code == 0
    inside = course("Welding"), sealed(token(course("Sailing"), COLLEGE))
    hold(desk, transcript(*inside, validUntil="2026-01-01T00:00:00Z"))
    codes = {one["title"]: one["code"] for one in desk("stack", "show", "crafts.toml", "--json").data["not_counted"]}
    assert (have(desk), codes["Welding"]) == (1, "not_strict")
    hold(desk, transcript(*inside), "good.jwt")
    assert have(desk) == 2


def test_a_presentation_counts_for_nothing_but_what_others_signed_in_it(desk: Desk) -> None:
    inner = transcript(course("Sailing"))
    hold(desk, presentation(course("Welding"), sealed(inner)))
    assert (have(desk), shows(desk, "Sailing skill")) == (1, [("Sailing", True)])
    Path("any.toml").write_text(RULES.format(count="").replace('"Welding"', '"Folder"'))
    Path("crafts.toml").write_text(Path("any.toml").read_text())
    assert have(desk) == 1, "anybody can make a presentation of any name"


def test_praise_of_an_achievement_and_a_list_of_withdrawn_ones_are_no_achievement(desk: Desk) -> None:
    """An endorsement is often called like what it endorses; it counted beside that, and stood in resumes."""
    praised = {"id": "urn:Welding", "type": ["EndorsementSubject"], "endorsementComment": "Well taught."}
    praise = course("Welding", GUILD, type=["VerifiableCredential", "EndorsementCredential"], credentialSubject=praised)
    entries = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4sIAAAAAAAAAw"}
    listed = course("x", type=["VerifiableCredential", "BitstringStatusListCredential"], credentialSubject=entries)
    hold(desk, token(praise, GUILD).encode(), "praise.jwt")
    hold(desk, token(listed, COLLEGE).encode(), "list.jwt")
    hold(desk, presentation(sealed(token({**praise, "name": "Sailing"}, GUILD))), "p.jwt")
    Path("crafts.toml").write_text(RULES.format(count="").replace('tag = "crafts"', 'name = "*list*"'))
    assert have(desk) == 0
    assert desk("export", "--as", "json", "--json").data["included"] == 0
    hold(desk, token(course("Welding"), COLLEGE).encode())
    assert (have(desk), desk("export", "--as", "json", "--json").data["included"]) == (1, 1)


def test_trusting_who_issued_a_course_is_not_trusting_who_made_the_transcript(desk: Desk) -> None:
    Path("crafts.toml").write_text(RULES.format(count="trusted_only = true").replace("any = 2", "any = 3"))
    hold(desk, transcript(sealed(token(course("Welding", GUILD), GUILD)), course("Sailing")))
    steps = desk("stack", "next", "crafts.toml", "--json").data["steps"]
    ref = steps[0]["near"][:6]
    assert [one["command"] for one in steps[:2]] == [f"wallet trust add {GUILD.did}", f"wallet trust add {ref}"]
    assert all(desk(*one["command"].split()[1:]).code == 0 for one in steps[:2])
    assert have(desk) == 2


def test_the_courses_of_a_file_are_supposed_too(desk: Desk) -> None:
    file = desk.file("t.jwt", transcript(course("Welding"), course("Sailing")))
    said = desk("stack", "check", "crafts.toml", "--with", file)
    assert (said.code, "counted as if the wallet held: Transcript" in said.err) == (0, True)
    assert have(desk) == 0


def test_the_transcript_goes_along_with_what_it_holds(desk: Desk) -> None:
    hold(desk, transcript(course("Welding"), course("Sailing")))
    assert desk("stack", "import", "crafts.toml").code == 0
    said = desk("stack", "share", "crafts", "-o", "s.zip", "--yes", "--json")
    assert [title for _, title in said.data["credentials"]] == ["Transcript"]
    assert desk("verify", "s.zip").code == 0
    assert have(desk) == have(desk, "--with", "s.zip") == 2
    assert desk("export", "--select", "stack=crafts", "--json").data["included"] == 3


def test_a_course_that_was_withdrawn_stops_counting_after_a_refresh(
    make_desk: type[Desk], college: College, net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("there", net.network)
    monkeypatch.chdir(desk.folder)
    Path("crafts.toml").write_text(RULES.format(count=""))
    hold(desk, transcript(sealed(college.badge("Welding", place=7)), course("Sailing")))
    assert have(desk) == 1
    (step,) = desk("stack", "next", "crafts.toml", "--json").data["steps"]
    command = step["of"][0]["command"]
    assert command.startswith("wallet refresh ")
    assert desk(*command.split()[1:]).code == 0
    assert have(desk) == 2
    college.withdrawn.add(7)
    net.serve(college.pages())
    desk.at += timedelta(days=1)
    desk("refresh")
    assert have(desk) == 1
    assert desk("list", "--json").data["credentials"][0]["verdict"].startswith("verified")


def test_of_a_course_that_its_issuer_did_not_sign_it_is_said_whose_it_is_said_to_be(desk: Desk) -> None:
    """Anybody can write a university into a transcript of their own."""
    named, own = course("Welding", GUILD), course("Sailing")
    file = desk.file("t.jwt", transcript(named, own, sealed(token(course("Rowing", GUILD), GUILD))))
    said = desk("verify", file).out
    assert f"said to be from School ({GUILD.did})" in " ".join(said.split())
    assert said.count("said to be from") == 1
    plain = desk("verify", file, "--plain").out
    assert plain.count("said to be from: School") == 1
    desk("verify", file, "--report", "report.html")
    assert Path("report.html").read_text().count("Said to be from") == 1

"""Skills across the wallet, jobs in every file that people have, and the elements of a European micro-credential."""

import json
import time
from decimal import Decimal
from typing import Any

import pytest
from stacks_helpers import NOW, Alignment, Credits, achievement, entry, named

from wallet.errors import Unreadable
from wallet.model import Achievement, Credential, Holder, Issuer
from wallet.stacks import drafting, eu_elements, frameworks, jobs, units
from wallet.stacks.definition import parse
from wallet.stacks.progress import check
from wallet.stacks.skills import Met, WantedSkill, compare, skills

ESCO = "http://data.europa.eu/esco/skill/598de5b0"
SQL = Alignment("ESCO", "S5.6", "SQL", ESCO)


def met(wanted: WantedSkill, *held: Any) -> Met:
    return compare([wanted], held, NOW)[0]


def test_the_same_target_is_one_skill_whoever_shows_it() -> None:
    held = [
        entry("r1", achievement("Databases", alignments=(SQL,), tags=("data",))),
        entry("r2", achievement("Analytics", alignments=(SQL,), tags=("Data",)), verdict="cannot_tell"),
    ]
    found = {skill.name: skill for skill in skills(held, NOW)}
    assert list(found) == ["data", "SQL"]
    assert [(e.copy.ref, e.problem) for e in found["SQL"].evidence] == [("r1", ""), ("r2", "not_verified")]
    assert (found["SQL"].framework, found["data"].framework) == ("ESCO", "free text")
    assert found["SQL"].shown


@pytest.mark.parametrize(
    ("framework", "url", "known"),
    [
        ("", "https://www.onetonline.org/link/summary/15-2051.00", "O*NET"),
        ("CASE framework", "https://casenetwork.example/ims/case/v1p0/CFItems/1", "CASE"),
        ("", "https://credentialengineregistry.org/resources/ce-1", "CTDL"),
        ("Our own", "https://college.example/1", "Our own"),
        ("", "", "free text"),
    ],
)
def test_frameworks_are_known_by_name_or_address(framework: str, url: str, known: str) -> None:
    (skill,) = skills([entry("r1", achievement("A", alignments=(Alignment(framework, "", "X", url),)))], NOW)
    assert skill.framework == known


def test_what_covers_a_skill_and_what_does_not() -> None:
    aligned = entry("r1", achievement("Databases", alignments=(SQL,)))
    assert met(WantedSkill("Querying", (ESCO,)), aligned).state == "covered"
    assert met(WantedSkill("querying", ("S5.6",)), aligned).why == "aligned to it by id"
    assert met(WantedSkill("sql"), aligned).why == "names it as a skill"
    assert met(WantedSkill("DATABASES"), aligned).why == "is called so"
    assert met(WantedSkill("Advanced databases", also=("SQL",)), aligned).state == "partly"
    assert met(WantedSkill("Cooking"), aligned).state == "missing"


def test_a_title_with_all_the_words_is_partly() -> None:
    held = entry("r1", achievement("Python for Data Analysis"))
    assert (met(WantedSkill("data analysis"), held).state, met(WantedSkill("Data analysis in R"), held).state) == (
        "partly",
        "missing",
    )
    assert met(WantedSkill("of the"), held).state == "missing"
    assert met(WantedSkill("C"), entry("r2", achievement("C++ basics"))).state == "missing"


def test_the_stack_of_what_is_missing_asks_for_whole_words() -> None:
    stack = parse(drafting.for_skills("Way", "urn:way", [("R", ())]).encode())
    for title, fits in {"Research": False, "R for beginners": True, "Advanced R": True, "Why R counts": True}.items():
        assert (check(stack, named(title), NOW).state == "complete") == fits, title


def test_only_verified_credentials_cover() -> None:
    unsure = entry("r1", achievement("SQL"), verdict="cannot_tell")
    found = met(WantedSkill("SQL"), unsure)
    assert (found.state, found.why) == ("partly", "it could not be verified: wallet show REF says what it lacks")
    assert met(WantedSkill("SQL"), unsure, entry("r2", achievement("SQL", "urn:2"))).state == "covered"


# --- jobs -----------------------------------------------------------------------

LINES = "# A job\nWe want:\n- SQL\n* Python.\n3) Data storytelling\n\nSQL\n"
TOML = f'skills = ["SQL", {{ name = "Python", id = "{ESCO}", also = ["pandas"] }}]'
RESUME = {"title": "Analyst", "skills": [{"name": "SQL", "level": "Master", "keywords": ["joins"]}, {"name": "Python"}]}
JDX = {
    "@type": "JobPosting",
    "jobTitle": "Analyst",
    "competency": [{"name": {"en": "SQL"}, "url": ESCO}, {"@type": "Competency", "competencyName": "Python"}],
}
HR_OPEN = {
    "positionOpening": {
        "positionQualifications": [{"competencyName": "SQL", "competencyId": "S5.6"}, {"name": "Python"}]
    }
}


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (LINES, "job.txt", ["SQL", "Python", "Data storytelling"]),
        (TOML, "job.toml", ["SQL", "Python"]),
        (json.dumps(RESUME), "job.json", ["SQL", "Python"]),
        (json.dumps(JDX), "job.jsonld", ["SQL", "Python"]),
        (json.dumps(HR_OPEN), "job.json", ["SQL", "Python"]),
        (json.dumps({"schema:skills": ["SQL", "Python"]}), "x", ["SQL", "Python"]),
    ],
)
def test_jobs_in_every_file_that_people_have(data: str, name: str, wanted: list[str]) -> None:
    assert [one.name for one in jobs.read(data.encode(), name)] == wanted


def test_a_line_of_several_skills_behind_a_heading_is_a_list() -> None:
    """A comma alone is within a name, and a colon alone, too."""
    text = b"Skills: SQL, Python ,  statistics.\n- HTML, CSS & accessibility\nISO 9001: audits\n"
    assert [one.name for one in jobs.read(text, "job.txt")] == [
        "SQL", "Python", "statistics", "HTML, CSS & accessibility", "ISO 9001: audits",
    ]  # fmt: skip


def test_ids_and_keywords_come_along() -> None:
    (sql, _) = jobs.read(json.dumps(RESUME).encode(), "j.json")
    assert sql.also == ("joins",)
    assert jobs.read(json.dumps(JDX).encode(), "j")[0].ids == (ESCO,)
    assert jobs.read(TOML.encode(), "j.toml")[1] == WantedSkill("Python", (ESCO,), ("pandas",))


def test_the_number_of_a_skill_within_a_job_is_no_code_of_a_framework() -> None:
    job = json.dumps({"skills": [{"id": "3", "name": "Welding"}, {"@id": ESCO, "id": "4", "name": "Querying"}]})
    welding, querying = jobs.read(job.encode(), "j.json")
    assert (welding.ids, querying.ids) == ((), (ESCO,))
    third = entry("r1", achievement("Databases", alignments=(Alignment("Our own", "3", "Joins", ""),)))
    assert met(welding, third).state == "missing"
    assert jobs.read(b'skill = { name = "Joins", id = "3" }', "j.toml")[0].ids == ("3",), "who writes it means it"


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"\xff\xfe", "job_not_text"),
        (b"", "job_empty"),
        (b"{}", "job_empty"),
        (b" " * (1024 * 1024 + 1), "job_too_large"),
        (b"\n".join(b"skill %d" % n for n in range(501)), "job_too_large"),
        (b"{broken", "json_malformed"),
    ],
)
def test_what_is_no_job_is_refused(data: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        jobs.read(data, "job")
    assert refusal.value.kind.startswith(slug[:4])


def test_broken_toml_is_refused() -> None:
    with pytest.raises(Unreadable, match="not TOML"):
        jobs.read(b"skills = [", "job.toml")


def test_a_long_job_and_a_full_wallet_are_compared_at_once() -> None:
    """Their product took minutes, a dotted key the square of its length and a job's keywords were folded each time."""
    held = [entry(f"r{n:04}", achievement(f"Course {n} on things", tags=(f"tag {n % 50}",))) for n in range(2_000)]
    wanted = [WantedSkill(f"Thing {n}", (f"urn:{n}",)) for n in range(499)]
    wanted.append(WantedSkill("Any", (), tuple(f"word {n}" for n in range(20_000))))
    began = time.process_time()
    assert {one.state for one in compare(wanted, held, NOW)} == {"missing"}
    with pytest.raises(Unreadable, match="more than 100 dots"):
        jobs.read(b"a." * 100_000 + b"b = 1", "job.toml")
    assert time.process_time() - began < 5


# --- the elements of a European micro-credential -----------------------------------


def states(said: Credential, document: Any) -> dict[int, str]:
    return {one.number: one.state for one in eu_elements.elements(said, document)}


def credential(**facts: Any) -> Credential:
    defaults: dict[str, Any] = {
        "format": "open-badges-3",
        "id": "",
        "kind": "",
        "title": "",
        "description": "",
        "issuer": Issuer(""),
        "holder": Holder(),
        "issued": None,
        "valid_from": None,
        "valid_until": None,
    }
    return Credential(**(defaults | facts))


def test_an_empty_credential_carries_nothing() -> None:
    assert set(states(credential(), {}).values()) == {"absent"}
    assert len(states(credential(), {})) == 11
    assert all(one.ask for one in eu_elements.elements(credential(), {}))


def test_a_full_one_carries_all_eleven() -> None:
    earned = Achievement(
        id="", name="A", alignments=(SQL,), credits=Credits(Decimal(4), "ects", earned=True), criteria="exam"
    )
    said = credential(
        title="A", issuer=Issuer("did:x", "College"), holder=Holder("did:me"), issued=NOW, achievements=(earned,)
    )
    document = {
        "issuer": {"address": {"addressCountry": "IE"}},
        "evidence": [{"id": "x"}],
        "mode": "online",
        "eqfLevel": "6",
        "endorsement": [{}, {"id": "e"}],
    }
    assert set(states(said, document).values()) == {"stated"}


def test_what_is_half_said_is_partial() -> None:
    earned = Achievement(
        id="", name="A", description="d", criteria="exam", credits=Credits(Decimal(4), "unstated", earned=True)
    )
    found = states(credential(issuer=Issuer("did:x"), achievements=(earned,)), {})
    assert {number for number, state in found.items() if state == "partial"} == {4, 6, 7, 9, 10}


# --- frameworks ----------------------------------------------------------------------


def test_every_framework_and_unit_has_a_source_and_sane_levels() -> None:
    for one in frameworks.FRAMEWORKS:
        assert one.source
        assert one.lowest <= one.levels[0][0] <= one.levels[-1][0] <= one.highest
        assert frameworks.find(one.name.lower()) is one
    assert {unit.slug for unit in frameworks.UNITS} == set(units.SLUGS)
    assert all(unit.source and unit.meaning for unit in frameworks.UNITS)


@pytest.mark.parametrize("level", ['">=9"', '"AQF >=11"', '"Scottish Credit and Qualifications Framework 13"'])
def test_a_level_that_a_framework_does_not_have_is_refused(level: str) -> None:
    text = f'format = "wallet-stack/1"\nid = "urn:x"\nname = "N"\n[[require]]\nmatch = {{ level = {level} }}\n'
    with pytest.raises(Unreadable) as refusal:
        parse(text.encode())
    assert refusal.value.kind == "stack_impossible"

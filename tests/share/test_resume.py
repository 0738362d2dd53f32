import json
import time
from datetime import UTC, datetime

import pytest
from export_samples import FULL, HOSTILE, credential, item
from markdown_it import MarkdownIt

from wallet.errors import NotFound
from wallet.model import Achievement, Alignment, Issuer
from wallet.report import Verdict
from wallet.share.cleaning import clean
from wallet.share.exports import EXPORTS, fill, render
from wallet.share.resume import Item, lines


def test_the_summary_holds_what_is_stated_and_nothing_else() -> None:
    document = json.loads(render("json", [FULL]))
    assert document == {
        "schema": "wallet-export/1",
        "signed": False,
        "credentials": [
            {
                "ref": "k7",
                "name": "Statistics",
                "type": "MasterDegree",
                "issuer": {"name": "Example University", "id": "did:web:cred.example.edu"},
                "issued": "2025-05-01",
                "expires": "2030-01-02",
                "url": "https://cred.example.edu/1",
                "achievement_id": "https://cred.example.edu/a",
                "level": {"framework": "EQF", "value": "7"},
                "credits": {"amount": "10.5", "system": "ects", "earned": True},
                "skills": [{"framework": "ESCO", "name": "Causal inference"}, {"framework": "", "name": "code-only"}],
                "format": "open-badges-3",
                "verdict": "verified",
                "checked_at": "2026-11-22T12:00:00Z",
            }
        ],
    }
    bare = json.loads(render("json", [item(credential(issued=None, id="urn:uuid:1"))]))
    assert set(bare["credentials"][0]) == {"ref", "name", "issuer", "achievement_id", "format", "verdict", "checked_at"}


def test_a_json_resume_maps_certificates_education_and_skills() -> None:
    resume = json.loads(render("json-resume", [FULL, item(credential("Knots", issued=None, id=""), ref="k8")]))
    certificate, knots = resume["certificates"]
    assert {key: certificate[key] for key in ("name", "date", "issuer", "url")} == {
        "name": "Statistics",
        "date": "2025-05-01",
        "issuer": "Example University",
        "url": "https://cred.example.edu/1",
    }
    assert certificate["x-wallet"]["expires"] == "2030-01-02"
    assert set(knots) == {"name", "issuer", "x-wallet"}
    assert [(e["institution"], e["studyType"], e["endDate"]) for e in resume["education"]] == [
        ("Example University", "MasterDegree", "2025-05-01")
    ]
    assert resume["skills"] == [
        {"name": "ESCO", "keywords": ["Causal inference"], "x-wallet": {"from": "credentials"}},
        {"name": "Skills", "keywords": ["code-only"], "x-wallet": {"from": "credentials"}},
    ]
    assert json.loads(render("json-resume", [])) == {}


def test_a_resume_marks_what_has_ended_and_skills_that_nothing_good_shows() -> None:
    """A theme shows no end and puts skills where no credential stands beside them."""

    def shown(*skills: str, ends: int = 2030, verdict: Verdict = Verdict.VERIFIED) -> Item:
        named = tuple(Alignment("", "", skill, "") for skill in skills)
        return item(credential("A", valid_until=datetime(ends, 1, 2, tzinfo=UTC), alignments=named), verdict)

    held = [shown("SQL"), shown("SQL", "Welding", ends=2020), shown("sql", "Law", verdict=Verdict.CANNOT_TELL)]
    resume = json.loads(render("json-resume", held))
    assert {one["name"] for one in resume["certificates"]} == {"A", "A (ended 2020-01-02)", "A (not verified)"}
    assert resume["skills"][0]["keywords"] == ["Law (not verified)", "SQL", "Welding (ended 2020-01-02)"]
    assert [one["x-wallet"]["skills"] for one in resume["certificates"] if "ended" in one["name"]] == [
        ["SQL", "Welding"]
    ]
    assert [one["name"] for one in json.loads(render("ler-rs", held))["skills"]] == [
        "Law (not verified)",
        "SQL",
        "Welding",
    ]


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_export_says_of_what_is_yet_to_begin_from_when_it_holds(kind: str) -> None:
    later = item(credential("Later", valid_from=datetime(2027, 3, 4, tzinfo=UTC)))
    begun = item(credential("Begun", valid_from=datetime(2026, 3, 4, tzinfo=UTC)))
    assert "2027-03-04" in render(kind, [later]).decode().replace("{-}", "-")
    assert "2026-03-04" not in render(kind, [begun]).decode().replace("{-}", "-")
    assert fill("{{ credentials[0].begins }}", "a.txt", [later]) == b"2027-03-04"


@pytest.mark.parametrize(("year", "kept"), [(999, False), (1000, True), (2999, True), (3000, False)])
def test_a_json_resume_leaves_out_dates_that_its_schema_refuses(year: int, kept: bool) -> None:  # noqa: FBT001 - a parameter of a table
    resume = json.loads(render("json-resume", [item(credential(issued=datetime(year, 2, 3, tzinfo=UTC)))]))
    assert ("date" in resume["certificates"][0]) == kept


def test_markdown_is_a_list_newest_first() -> None:
    newer = item(credential("GIS*", issued=datetime(2026, 1, 1, tzinfo=UTC), id=""), Verdict.CANNOT_TELL, ref="k8")
    assert render("markdown", [FULL, newer]).decode() == (
        "- **GIS\\***, Example University, 2026-01-01 (not verified)\n"
        "- [**Statistics**](<https://cred.example.edu/1>), Example University, 2025-05-01 (until 2030-01-02)\n"
    )
    assert render("markdown", [newer, FULL]) == render("markdown", [FULL, newer])


def test_a_container_is_exported_by_its_members() -> None:
    both = credential()._replace(achievements=(Achievement("", "One"), Achievement("", "Two")))
    assert [line.name for line in lines([item(both)])] == ["One", "Two"]


@pytest.mark.parametrize(
    ("identifier", "url"),
    [("https://cred.example.edu/1", "https://cred.example.edu/1"), ("javascript:alert(1)", ""), ("urn:uuid:1", "")],
)
def test_only_an_https_id_is_a_link(identifier: str, url: str) -> None:
    assert lines([item(credential(id=identifier))])[0].url == url


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["json", "markdown", "json-resume"])
def test_hostile_text_stays_text(kind: str, text: str) -> None:
    said = credential(
        text, issuer=Issuer("did:x", text), kind=text, alignments=(Alignment(text, text, text, text),), id=text
    )
    out = render(kind, [item(said)]).decode()
    assert not [c for c in out if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f" or c in "\u202e\u2028\u2029\ufeff"]
    shown = clean(text) or "(untitled)"
    if EXPORTS[kind].media_type == "application/json":
        document = json.loads(out)
        first = document["credentials" if kind == "json" else "certificates"][0]
        assert first["name"] == (shown if kind == "json" else shown.translate(str.maketrans("<>", "\u2039\u203a")))
    else:
        assert as_plain_text(out) == f"{shown}, {clean(text) or 'did:x'}, 2025-05-01"


def as_plain_text(markdown: str) -> str:
    """What a CommonMark reader with the common extensions shows; fails on anything but one list item of text."""
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable(["strikethrough", "table"]).parse(markdown)
    assert [t.type for t in tokens] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline",
        "paragraph_close", "list_item_close", "bullet_list_close",
    ]  # fmt: skip
    parts = tokens[3].children or []
    assert {p.type for p in parts} <= {"text", "text_special", "strong_open", "strong_close", "link_open", "link_close"}
    links = [p.attrs["href"] for p in parts if p.type == "link_open"]
    assert all(str(link).startswith("https://evil.example") for link in links)
    return "".join(p.content for p in parts if p.type in ("text", "text_special"))


def test_no_row_of_blanks_makes_a_line_of_its_own_of_what_follows() -> None:
    """As in a report, where a title could go on with the words of a better verdict under it."""
    for blank in (" ", "\u00a0", "\u2003", "\u2800", "\u3000", " \u00a0"):
        assert clean(f"Welding{blank * 90}VERIFIED") == "Welding VERIFIED"
    assert clean("a\u00a0b") == "a\u00a0b"


def test_cleaning_is_linear_on_hostile_text() -> None:
    began = time.process_time()
    for text in ("\x1b]" * 500_000, "\x1b[" * 500_000, "\x1b[0;" * 250_000, "\u202e" * 1_000_000):
        clean(text)
    assert time.process_time() - began < 2


def test_cut_text_says_so() -> None:
    assert clean("x" * 2_001) == "x" * 1_999 + "…"
    assert clean("x" * 2_000) == "x" * 2_000


def test_an_unknown_format_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound) as caught:
        render("docx", [])
    assert caught.value.hint == "choose one of: " + ", ".join(EXPORTS)


def test_two_hundred_credentials_are_quick() -> None:
    many = [item(credential(f"Badge {i}"), ref=f"r{i}") for i in range(200)]
    for kind in EXPORTS:
        began = time.process_time()
        render(kind, many)
        assert time.process_time() - began < 0.5

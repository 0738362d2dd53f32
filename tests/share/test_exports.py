"""Two hundred hostile titles through every export, read back by a parser of its kind that nobody here wrote."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from export_samples import FULL, TITLES, credential, item
from markdown_it import MarkdownIt
from pyld import jsonld

from wallet.errors import Unreadable
from wallet.model import Achievement
from wallet.report import Verdict
from wallet.share.exports import EXPORTS, fill, json_resume, render, template
from wallet.share.resume import lines


def hostile(kind: str) -> tuple[str, list[str]]:
    """All titles in one document, and what each has to read as, in the order of the document."""
    every = [
        item(credential(title, kind=title, id="https://a.example/x?y='\"&z=~$"), ref=f"{n:03}")
        for n, title in enumerate(TITLES)
    ]
    return render(kind, every).decode(), [line.name for line in lines(every)]


@pytest.mark.parametrize("kind", EXPORTS)
def test_nothing_invisible_is_left(kind: str) -> None:
    text, _ = hostile(kind)
    allowed = "\r\n" if kind == "csv" else "\n"
    assert not [
        c for c in text if (c < " " and c not in allowed) or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066\u2028\ufeff"
    ]


@pytest.mark.parametrize("kind", EXPORTS)
def test_what_is_not_verified_is_told_apart(kind: str) -> None:
    """And nothing at all is a document too."""
    doubtful, good = (
        render(kind, [item(credential(), verdict)]) for verdict in (Verdict.CANNOT_TELL, Verdict.VERIFIED)
    )
    assert doubtful != good, "say it where not line.verified"
    assert isinstance(render(kind, []), bytes)


@pytest.mark.parametrize("kind", [kind for kind, row in EXPORTS.items() if row.media_type.endswith(("json", "xml"))])
def test_hostile_titles_leave_it_well_formed(kind: str) -> None:
    text, names = hostile(kind)
    if EXPORTS[kind].media_type.endswith("xml"):
        found = {node.text or "" for node in ET.fromstring(text).iter()}  # noqa: S314 - our own
    else:
        found = _strings(json.loads(text))
    angles = str.maketrans("<>", "\u2039\u203a")  # what becomes of them where a theme would take them for a tag
    assert not [name for name in names if not found & {name, name.translate(angles)}]


def _strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(_strings, inner))


def test_a_spreadsheet_computes_nothing() -> None:
    text, names = hostile("csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {14}
    for row, name in zip(rows[1:], names, strict=True):
        assert row[0].removeprefix("'") == name.removeprefix("'")
        assert not any(cell.lstrip(" ")[:1] in tuple("=+-@|%\t\r") and cell for cell in row)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.names: list[str] = []
        self._in_name = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name == "href"}
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("style", "src")]
        if tag == "strong":
            self._in_name = True
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_name = self._in_name and tag != "strong"

    def handle_data(self, data: str) -> None:
        if self._in_name:
            self.names[-1] += data


def test_a_page_shows_text() -> None:
    text, names = hostile("html")
    reader = Reader()
    reader.feed(text)
    assert reader.tags == {"ul", "li", "a", "strong", "span", "time"}
    assert reader.names == names
    assert all(urlsplit(link).scheme == "https" for link in reader.links)


def test_markdown_shows_text() -> None:
    text, names = hostile("markdown")
    reader = Reader()
    reader.feed(MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"]).render(text))
    assert reader.tags == {"ul", "li", "a", "strong"}
    assert reader.names == names
    assert all(urlsplit(link).scheme == "https" for link in reader.links)


@pytest.mark.parametrize("kind", ["markdown", "html", "schema-org"])
def test_what_goes_into_a_site_holds_no_command_of_an_issuer(kind: str) -> None:
    """Makers of sites carry out {{ }} and {% %} before they read the rest."""
    title = "{{ site.token }} {% include x %} {# y #} {{{z}}}"
    text = render(kind, [item(credential(title, kind=title, id="https://a.example/{{x}}"))]).decode()
    assert not re.search("{[{%#]", text)
    if kind == "schema-org":
        assert json.loads(text)["hasCredential"][0]["name"] == title
    else:
        reader = Reader()
        reader.feed(MarkdownIt("commonmark", {"html": True}).render(text) if kind == "markdown" else text)
        assert reader.names == [title]


def test_a_form_gets_every_value_whole() -> None:
    text, names = hostile("linkedin")
    links = [line for line in text.splitlines() if line.startswith("https://www.linkedin.com/profile/add?")]
    assert len(links) == len(names)
    for link, name in zip(links, names, strict=True):
        assert re.fullmatch(r"[A-Za-z0-9:/?&=%._~-]+", link)
        found = parse_qs(urlsplit(link).query)
        assert found["name"] == [name]
        assert (found["issueYear"], found["issueMonth"]) == (["2025"], ["5"])


def test_linked_data_can_stand_in_a_script() -> None:
    text, names = hostile("schema-org")
    assert "<" not in text
    document = json.loads(text)
    assert [one["name"] for one in document["hasCredential"]] == names
    assert {one["@type"] for one in document["hasCredential"]} == {"EducationalOccupationalCredential"}
    (person,) = jsonld.expand({**document, "@context": {"@vocab": "https://schema.org/"}})
    held = person["https://schema.org/hasCredential"]
    assert [one["https://schema.org/name"] for one in held] == [[{"@value": name}] for name in names]
    assert {tuple(one["@type"]) for one in held} == {("https://schema.org/EducationalOccupationalCredential",)}


def test_latex_has_no_command_of_an_issuer() -> None:
    text, names = hostile("latex")
    body = text.partition("\\begin{itemize}\n")[2]
    known = {
        "walletcredential", "end", "textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater",
        "textbar", "textquotedbl", "textasciigrave", "textquotesingle",
    }  # fmt: skip
    assert set(re.findall(r"\\([A-Za-z]+)", body)) <= known
    assert body.count("\\walletcredential") == len(names)
    for line in body.splitlines()[:-1]:
        plain = re.sub(r"\\[{}]", "", line)
        assert plain.count("{") == plain.count("}")


def test_what_is_stated_is_there() -> None:
    assert "2030-01-02" in render("text", [FULL]).decode()
    assert "Skills: Causal inference, code-only" in render("text", [FULL]).decode()
    certificate = json.loads(render("ler-rs", [FULL], "Ada"))
    assert certificate["person"] == {"name": {"formattedName": "Ada"}}
    assert certificate["licensesAndCertifications"][0]["effectiveTimePeriod"]["validTo"] == "2030-01-02"
    person = json.loads(render("schema-org", [FULL], "Ada"))
    assert person["name"] == "Ada"
    assert person["hasCredential"][0]["educationalLevel"]["name"] == "7"
    caution = item(credential(), Verdict.CANNOT_TELL)
    for kind in ("text", "html", "latex", "linkedin"):
        assert "not verified" in render(kind, [caution]).decode()
    assert render("latex", []) == b"% no credentials\n"


MINE = {
    "basics": {"name": "Ada"},
    "certificates": [{"name": "Mine", "x-other": 1}],
    "skills": [{"name": "Juggling"}],
    "meta": {"theme": "even"},
}


def test_merging_into_a_resume_is_idempotent_and_leaves_the_rest() -> None:
    ours = json.loads(render("json-resume", [FULL]))
    once = json_resume.merged(MINE, ours)
    assert json_resume.merged(once, ours) == once
    assert once["certificates"][0] == MINE["certificates"][0]  # type: ignore[index] # a list
    assert [entry["name"] for entry in once["skills"]] == ["Juggling", "ESCO", "Skills"]
    assert (once["basics"], once["meta"]) == (MINE["basics"], MINE["meta"])
    other = json.loads(render("json-resume", [item(credential("Other"), ref="zz")]))
    twice = json_resume.merged(once, other)
    assert [entry["name"] for entry in twice["certificates"]] == ["Mine", "Statistics", "Other"]
    assert [entry["name"] for entry in twice["skills"]] == ["Juggling"], "skills are of what was exported last"


def test_what_goes_by_another_name_now_is_not_merged_twice() -> None:
    before, after = (json.loads(render("json-resume", [item(credential(name))])) for name in ("Badge 7", "Statistics"))
    once = json_resume.merged(json_resume.merged(MINE, before), after, ["k7"])
    assert [entry["name"] for entry in once["certificates"]] == ["Mine", "Statistics"]


def test_two_of_one_name_without_an_id_are_both_merged() -> None:
    days = [datetime(year, 5, 1, tzinfo=UTC) for year in (2024, 2025)]
    both = [credential("English", issued=day)._replace(achievements=(Achievement("", "English"),)) for day in days]
    ours = json.loads(render("json-resume", [item(one) for one in both]))
    assert len(json_resume.merged({}, ours)["certificates"]) == 2


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("a.txt", "{{ credentials[0].name }}", "</script>&_"),
        ("a.html", "<b>{{ credentials[0].name }}</b>", "<b>&lt;/script&gt;&amp;_</b>"),
        ("a.html.j2", "{{ name }}", "&lt;Ada&gt;"),
        ("a.tex.jinja", "\\x{{ '{' }}{{ credentials[0].name }}", "\\x\\{\\textless{}/script\\textgreater{}\\&\\_"),
        (
            "a.md",
            "{% for c in credentials %}- {{ c.name }} {{ c.verified }}\n{% endfor %}",
            "- \\</script\\>\\&\\_ True\n",
        ),
        ("a.html", "{{ credentials[0].skills }}{{ [credentials[0].name] }}", "[][&#x27;&lt;/script&gt;&amp;_&#x27;]"),
        ("a.html", "{{ credentials[0].name | e }}", "&lt;/script&gt;&amp;_"),
        ("a.tex", "{{ credentials[0].name | e }}", "\\&lt;/script\\&gt;\\&amp;\\_"),
        ("a.json", '["{{ name }}\\u0041", {{ name | tojson }}]', '["<Ada>\\u0041", "\\u003cAda\\u003e"]'),
        ("a.yaml", 'a: "{{ credentials[0].issuer }}"', 'a: "Example University"'),
    ],
)
def test_templates_escape_for_what_they_make(file: str, source: str, expected: str) -> None:
    assert fill(source, file, [item(credential("</script>&_"))], "<Ada>").decode() == expected


@pytest.mark.parametrize(
    "source",
    [
        "{{ credentials[0].nothing }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ credentials.append(1) }}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{ 1 / 0 }}",
        "{% include 'x' %}",
        "{{ unclosed",
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'x' * 4000 }}{% endfor %}{% endfor %}",
        "{{ credentials[7].name }}",
        "{{ 1|xmlattr }}",
    ],
)
def test_templates_do_no_harm(source: str) -> None:
    with pytest.raises(Unreadable) as caught:
        template.render(lines([FULL]), "", source, "a.txt")
    assert caught.value.kind == "bad_template"


def test_a_resume_is_what_its_schema_says() -> None:
    """Against the schema's own rules for what we write: types, dates, no null."""
    document: dict[str, Any] = json.loads(hostile("json-resume")[0])
    for entry in document["certificates"]:
        assert set(entry) <= {"name", "date", "issuer", "url", "x-wallet"}
        assert re.fullmatch(r"[12]\d{3}-[01]\d-[0-3]\d", entry["date"])
    assert all(
        isinstance(word, str)
        for skill in json.loads(render("json-resume", [FULL]))["skills"]
        for word in skill["keywords"]
    )
    assert "null" not in json.dumps(document)


def test_what_is_not_verified_says_so_in_a_resume() -> None:
    doubtful, good = (
        json.loads(render("json-resume", [item(credential("Welding"), verdict)]))["certificates"][0]["name"]
        for verdict in (Verdict.CANNOT_TELL, Verdict.VERIFIED)
    )
    assert (doubtful, good) == ("Welding (not verified)", "Welding")

"""Two hundred hostile titles in the programs that people open exports with; nobody here wrote any of them."""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import pytest
from export_samples import FULL, TITLES, credential, item
from programs import NODE_MODULES, PEERS, node_with, program

from wallet.share.exports import render
from wallet.share.resume import Item, lines

ANGLES = str.maketrans("<>", "\u2039\u203a")
ITEMS = [
    item(credential(title, kind="MasterDegree" if n % 2 else title, id="https://a.example/x?y='\"&z=~$"), ref=f"{n:03}")
    for n, title in enumerate(TITLES)
]


def resumed(*argv: object) -> subprocess.CompletedProcess[str]:
    node = node_with("resumed", "jsonresume-theme-even", "@jsonresume/schema")
    script = NODE_MODULES / "resumed" / "bin" / "resumed.js"
    return subprocess.run(
        [node, str(script), *map(str, argv)], cwd=PEERS, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def resume(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("resume") / "resume.json"
    path.write_bytes(render("json-resume", [*ITEMS, FULL], "Ada </script>"))
    return path


def test_resumed_finds_the_resume_valid(resume: Path, tmp_path: Path) -> None:
    assert resumed("validate", resume).returncode == 0
    wrong = json.loads(resume.read_bytes())
    wrong["certificates"][0]["date"] = "2025-05-01T00:00:00Z"
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    assert resumed("validate", tmp_path / "wrong.json").returncode != 0, "the check can fail"


def test_the_schema_finds_the_resume_valid(resume: Path) -> None:
    node = node_with("@jsonresume/schema")
    script = (
        "const {validate} = require('@jsonresume/schema');"
        "const resume = JSON.parse(require('fs').readFileSync(0));"
        "const judge = (one) => validate(one, (errors, valid) => console.log(valid, errors ? errors.length : 0));"
        "judge(resume); judge({...resume, certificates: [{name: null}]});"
    )
    done = subprocess.run(
        [node, "-e", script], cwd=PEERS, input=resume.read_bytes(), capture_output=True, timeout=60, check=True
    )
    assert done.stdout.split() == [b"true", b"0", b"false", b"1"]


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(items: list[Item], folder: Path) -> Elements:
    folder.mkdir()
    (folder / "resume.json").write_bytes(render("json-resume", items))
    out = folder / "page.html"
    done = resumed("render", folder / "resume.json", "--theme", "jsonresume-theme-even", "--output", out)
    assert done.returncode == 0, done.stderr
    return Elements(out.read_text(encoding="utf-8"))


def test_a_theme_that_escapes_nothing_runs_nothing(tmp_path: Path) -> None:
    """jsonresume-theme-even 0.x puts names into its page as they are."""
    mild = page_of([item(credential("Mild", kind="MasterDegree"), ref="1")], tmp_path / "mild")
    hostile = page_of(ITEMS, tmp_path / "hostile")
    assert set(hostile.tags) == set(mild.tags)
    assert hostile.tags["script"] == mild.tags["script"]
    assert hostile.attributes == mild.attributes
    assert all(link.startswith("https://") for link in hostile.links)
    assert "</script><script>alert(1)</script>".translate(ANGLES) in hostile.text


def test_a_spreadsheet_keeps_text_as_text(tmp_path: Path) -> None:
    ssconvert = program("ssconvert", "gnumeric")

    def opened(name: str, data: bytes) -> tuple[list[str], str]:
        """First column as the spreadsheet shows it, and the sheet as it is stored."""
        (tmp_path / f"{name}.csv").write_bytes(data)
        for source, target in ((f"{name}.csv", f"{name}.xlsx"), (f"{name}.xlsx", f"{name}.again.csv")):
            subprocess.run([ssconvert, source, target], cwd=tmp_path, capture_output=True, timeout=60, check=True)
        with zipfile.ZipFile(tmp_path / f"{name}.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        text = (tmp_path / f"{name}.again.csv").read_text(encoding="utf-8")
        return [row[0] for row in csv.reader(io.StringIO(text, newline=""))], sheet

    shown, sheet = opened("ours", render("csv", ITEMS))
    assert "<f" not in sheet.replace("<foo", "")
    for seen, line in zip(shown[1:], lines(ITEMS), strict=True):
        assert seen.removeprefix("'") == line.name.removeprefix("'")
    shown, sheet = opened("raw", b'"name"\r\n"=1+1"\r\n')
    assert "<f>" in sheet, "what we escape is computed when it is not"
    assert shown[1] == "2"


def test_latex_compiles_and_reads_as_it_was_meant(tmp_path: Path) -> None:
    pdflatex, pdftotext = program("pdflatex", "texlive-latex-recommended"), program("pdftotext", "poppler-utils")
    latin = ["".join(char for char in normalize("NFC", title) if char < "\u0100")[:60] for title in TITLES]
    items = [item(credential(title), ref=f"{n:03}") for n, title in enumerate(latin)]
    head = (
        "\\documentclass{article}\\usepackage{cmap}\\usepackage[T1]{fontenc}\\usepackage{hyperref}\n"
        "\\textwidth=90cm\\paperwidth=100cm\\pagestyle{empty}\\begin{document}\n"
    )
    (tmp_path / "a.tex").write_bytes(head.encode() + render("latex", items) + b"\\end{document}\n")
    done = subprocess.run([pdflatex, "-halt-on-error", "a.tex"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    read = subprocess.run([pdftotext, "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    found = re.sub(r"[\s\f]", "", normalize("NFKC", read))
    for line in lines(items):
        entry = f"{line.name}, {line.issuer}, {line.issued}"
        assert re.sub(r"\s", "", normalize("NFKC", entry)) in found

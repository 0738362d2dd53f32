"""Refusals of broken and hostile input, in a language that marks every message: no English stands outside of one.

What the system, another program or a library complains of is quoted in its own words, inside of a message.
"""

import io
import re
import zipfile
from pathlib import Path

import pytest
from command_desk import Desk, desk
from pseudo import Marked, outside

from wallet.stacks.frameworks import FRAMEWORKS, UNITS

ENGLISH = re.compile(
    r"\b(the|is|are|of|with|you|your|and|to|from|it|has|by|not|been|no|more|than|that|which|an|or|asked)\b"
)
DATA = re.compile(r"\S*[/@]\S*|Made up by the demo.*|Passed the demo's exam\.")
"""Addresses, paths, and what the demo's badges say."""
LEVELS = ["; ".join(f"{level} {name}" for level, name in one.levels) for one in FRAMEWORKS]
CITED = " ".join([*LEVELS, *(one.source for one in (*FRAMEWORKS, *UNITS))])
"""What levels are called where they are used, and the titles of sources, stay in the language of their documents."""


def packed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "{}")
    return out.getvalue()


BROKEN = {
    "twice.json": b'{"a":1,"a":2}',
    "two.json": b"{} {}",
    "cut.json": b'{"a":',
    "escape.json": b'{"a":"\\x"}',
    "nan.json": b'{"a":NaN}',
    "bom.json": b"\xef\xbb\xbf{}",
    "deep.json": b"[" * 100 + b"]" * 100,
    "large.json": b'{"a":1e999}',
    "digits.json": b'{"a":' + b"9" * 99 + b"}",
    "utf16.json": b"\xff\xfe{",
    "other.json": b"{}",
    "none.jwt": b"eyJhbGciOiJub25lIn0.e30.",
    "encrypted.jwt": b"eyJhbGciOiJub25lIn0.a.b.c.d",
    "broken.jwt": b"eyJ!.e30.aa",
    "sd.jwt": b"eyJhbGciOiJFUzI1NiJ9.eyJ2Y3QiOiJhIn0.AAAA~WyJhIl0~",
    "up.zip": packed("../x.json"),
    "cut.zip": packed("x.json")[:40],
    "doctype.xml": b"<!DOCTYPE a><a/>",
    "open.xml": b"<a><b></a>",
    "empty.txt": b"",
    "bytes.bin": bytes(range(256)),
    "broken.pdf": b"%PDF-1.4\nxx",
    "broken.png": b"\x89PNG\r\n\x1a\nxx",
    "open.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "context.json": b'{"@context":{"a":{"@id":1}}}',
    "open.toml": b"a = [",
    "wrong.toml": b'format="wallet-stack/1"\nid="urn:x"\nname="x"\n[[require]]\nmach={name="x"}\n',
    "list.txt": b"did:web:a.example A\n",
}
MISTAKES = """
verify FILES
import FILES
verify .
import .
share
contexts check FILES
stack validate FILES
verify statistics.json --expect-issuer Bob
verify statistics.json --trust nobody
verify statistics.json --trust cut.json
verify statistics.json --evidence .
verify statistics.json --at noon
verify statistics.json --report page.doc
verify nowhere.json
contexts add context.json --url https://x.example/v1
contexts add cut.json --url https://x.example/v1
contexts remove https://x.example/v1
stack import open.toml
stack import wrong.toml
stack import other.json
stack show nothing
stack new Goal
stack new Goal --from nowhere
trust add nobody
trust add broken.png
trust import doctype.xml
trust import bytes.bin
trust import list.txt
trust show nobody
evidence add https://a.example/x cut.json
evidence show nowhere
due --within soon
show nothing
show statistics
slots add nothing
slots remove nothing
identity add 12
qr statistics -o picture.doc
share statistics --preview
share statistics -o x.zip --reveal nothing --yes
export statistics --as nothing
export --into cut.json
export --template bytes.bin
export --select nothing
backup verify bytes.bin
restore bytes.bin
sync nowhere:
batch bytes.bin
unlock --for ever
gap bytes.bin
gap open.toml
frameworks
formats
completions tcsh
nothing
list --nothing
show
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A wallet with the demo's badges, beside broken files, in the language of marks."""
    made = desk(tmp_path, monkeypatch).fill()
    for name, data in BROKEN.items():
        made.file(name, data)
    monkeypatch.setattr("wallet.show.console.catalogue", lambda _: Marked())
    return made


def test_no_mistake_is_answered_in_english_outside_of_a_message(here: Desk) -> None:
    for line in MISTAKES.strip().splitlines():
        words = [word for part in line.split() for word in (BROKEN if part == "FILES" else (part,))]
        said = here(*words)
        assert said.out + said.err, line
        left = [
            part
            for text in (said.out, said.err)
            for part in DATA.sub("", outside(text)).splitlines()
            if ENGLISH.search(part) and part.strip(" ()") not in CITED
        ]
        assert left == [], line


GERMAN = {
    "--help": "Bewahre deine Badges und Nachweise auf",
    "export --help": "Die kurze Id oder ein eindeutiger Teil des Titels; ohne Angabe alle.",
    "verify nowhere.json": "Datei oder Ordner nicht vorhanden",
    "list --limit x": "'x' ist keine ganze Zahl",
    "--json list": "--json steht hinter dem Befehl",
    "frameworks": "SCQF  Schottland, Niveaus",
    "gap job.txt": "abgedeckt Statistics",
    "gap  job.txt": "2 fehlen",
    "share statistics --preview": "Wer das bekommt, sieht alles",
    "trust list": "vertrauenswürdig  2026-",
    "log": "ohne Empfänger",
    "status": "Stapel        1",
}
"""Command lines, and a part of what they say in German."""


def test_german_reads_as_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What libraries and systems say too, plurals, and columns that are as wide as the words of the language."""
    made = desk(tmp_path, monkeypatch).fill()
    made.file("job.txt", b"Statistics\nCooking\nSinging\n")
    ref = made("list", "statistics", "--json").data["credentials"][0]["ref"]
    assert made("trust", "add", ref).code == made("share", ref, "-o", "b.zip", "--yes").code == 0
    for line, told in GERMAN.items():
        said = made(*line.split(), WALLET_LANGUAGE="de")
        assert told in " ".join(line.strip() for line in (said.out + said.err).splitlines()), line

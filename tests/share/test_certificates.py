"""Certificates as PDF: what other programs read out of them, and what they must never hold or misprint."""

import io
import logging
import os
import re
import subprocess
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import bidirectional, normalize

import pypdf
import pytest
import zxingcpp
from export_samples import AT, FULL, TITLES, credential
from PIL import Image
from programs import font, program
from pseudo import Marked, outside
from show_samples import CHANGED, GOOD

from wallet.errors import Unreadable
from wallet.model import Achievement, Credential, Holder, Issuer, Outline, Payload
from wallet.report import Check, Report
from wallet.settings import font_folders
from wallet.share import certificates, report_page, report_sheet, typeface
from wallet.share.bundle import Enclosed
from wallet.share.certificates import Occasion
from wallet.share.cleaning import clean
from wallet.share.typeface import Fonts
from wallet.wording import ENGLISH, Catalogue, languages, named

HERE = Fonts(font_folders(os.environ))
NOWHERE = Fonts(())


def report(said: Credential, data: bytes = b'{"x": 1}', checks: tuple[Check, ...] = GOOD) -> Report:
    payload = Payload(data, "application/json", "json", "badge.json", data)
    outline = Outline("open-badges-3", payload, {}, None, said.issuer.id, said.holder.id, (), (), ())
    return Report("badge.json", outline, said, AT, checks, shown_is_signed=checks is GOOD)


def printed(*reports: Report, fonts: Fonts = NOWHERE, words: Catalogue = ENGLISH, **occasion: str) -> bytes:
    enclosed = [
        Enclosed(one.outline.payload.original, "application/json", one.credential.format, one.credential.title)
        for one in reports
    ]
    return certificates.render(list(zip(reports, enclosed, strict=True)), Occasion(AT, **occasion), fonts, words)


def run(*argv: object, cwd: Path) -> str:
    done = subprocess.run(list(map(str, argv)), cwd=cwd, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode()


def pages_of(data: bytes, folder: Path) -> list[str]:
    (folder / "a.pdf").write_bytes(data)
    return run(program("pdftotext", "poppler-utils"), "-layout", "a.pdf", "-", cwd=folder).split("\f")[:-1]


def plain(text: str) -> str:
    """Without what a page does not tell: the breaks of lines, and what has no width."""
    return re.sub(r"[\s\u200d]", "", normalize("NFKC", text))


def objects(node: Any, seen: set[int]) -> Iterator[dict[str, Any]]:
    """Every dictionary of a file."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(inner, seen)


def inert(data: bytes) -> None:
    """Fails where the file could do anything but be looked at."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    for one in objects(reader.trailer, set()):
        assert not {"/JS", "/JavaScript", "/AA", "/A", "/URI", "/Launch", "/AcroForm", "/Annots", "/XFA"} & set(one)
        assert "/OpenAction" not in one or isinstance(one["/OpenAction"], list), "a view, no action"


BIG = os.urandom(3_000).hex().encode()


def test_originals_hang_on_it_byte_for_byte(tmp_path: Path) -> None:
    files = [b'{"a": 1}\r\n', b"\x00\xff" * 40, BIG]
    data = printed(*[report(credential(f"Badge {n}", id=""), one) for n, one in enumerate(files)])
    (tmp_path / "a.pdf").write_bytes(data)
    run(program("pdfdetach", "poppler-utils"), "-saveall", "a.pdf", cwd=tmp_path)
    names = ["001-badge-0.json", "002-badge-1.json", "003-badge-2.json"]
    assert [(tmp_path / name).read_bytes() for name in names] == files
    qpdf = program("qpdf", "qpdf")
    assert "No syntax or stream encoding errors" in run(qpdf, "--check", "a.pdf", cwd=tmp_path)
    assert run(qpdf, "--list-attachments", "a.pdf", cwd=tmp_path).count("-badge-") == 3
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert {name: content[0] for name, content in reader.attachments.items()} == dict(zip(names, files, strict=True))
    related = [one.get_object() for one in reader.trailer["/Root"]["/AF"]]  # type: ignore[index] # a dictionary
    assert [one["/AFRelationship"] for one in related] == ["/Data"] * 3


def test_the_same_credentials_at_the_same_time_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = report(FULL.credential), report(credential("Knots"))
    first = printed(one, other, name="Ada")
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert printed(one, other, name="Ada") == first
    assert printed(other, one, name="Ada") != first


@pytest.mark.parametrize(
    ("said", "data", "expected"),
    [
        (credential(), b"{}", b"https://cred.example.edu/1"),
        (credential(id="urn:uuid:1"), b'{"id": "urn:uuid:1"}', b'{"id": "urn:uuid:1"}'),
        (credential(id=""), b'{"a": "' + b"abc " * 600 + b'"}', b"CW1:"),
    ],
    ids=["link", "itself", "packed"],
)
def test_the_code_on_the_page_reads_as_the_credential(
    said: Credential, data: bytes, expected: bytes, tmp_path: Path
) -> None:
    pages_of(printed(report(said, data)), tmp_path)
    run(program("pdftoppm", "poppler-utils"), "-r", "200", "-png", "a.pdf", "a", cwd=tmp_path)
    picture = next(tmp_path.glob("a-*.png"))
    scanned = run(program("zbarimg", "zbar-tools"), "-q", "--raw", "--oneshot", picture, cwd=tmp_path)
    (read,) = zxingcpp.read_barcodes(Image.open(picture))
    assert scanned.rstrip("\n").encode().startswith(expected)
    assert read.text == scanned.rstrip("\n")


def test_a_credential_that_no_code_holds_is_only_attached(tmp_path: Path) -> None:
    data = printed(report(credential(id=""), BIG))
    assert "Too large for a code: see the" in pages_of(data, tmp_path)[0]
    assert not pypdf.PdfReader(io.BytesIO(data)).pages[0].images


def test_a_page_says_what_is_signed_and_proves_nothing(tmp_path: Path) -> None:
    said = FULL.credential._replace(holder=Holder("did:key:z", "Ada Lovelace"))
    (page,) = pages_of(printed(report(said)), tmp_path)
    for text in (
        "Statistics", "Example University", "did:web:cred.example.edu", "Ada Lovelace", "2025-05-01", "2030-01-02",
        "EQF 7", "10.5 ects", "Causal inference, code-only", "001-statistics.json", sha256(b'{"x": 1}').hexdigest(),
        "Do not rely on this page", "wallet verify FILE.pdf", "proves nothing by itself",
        "WHAT THE SENDER'S CHECK SAID ON 2026-11-22", "VERIFIED WITH NOTES", "Note: unrecognised",
    ):  # fmt: skip
        assert plain(text) in plain(page), text
    (page,) = pages_of(printed(report(said, checks=CHANGED)), tmp_path)
    for text in ("It says it is: Statistics", "DO NOT RELY ON THIS", "FAILED: changed after signing"):
        assert plain(text) in plain(page), text


def test_several_have_a_list_in_front(tmp_path: Path) -> None:
    both = [report(credential("Knots")), report(credential("Sails"))]
    data = printed(*both, name="Ada", audience="Acme")
    front, *rest = pages_of(data, tmp_path)
    for text in ("Credentials of Ada", "2 credentials, put together on 2026-11-22 for Acme", "001-knots.json"):
        assert plain(text) in plain(front)
    assert len(rest) == 2
    assert "DO NOT" not in front
    front = pages_of(printed(*both, report(credential("Sorcery"), checks=CHANGED)), tmp_path)[0]
    assert front.count("DO NOT RELY ON THIS") == 1, "what is not verified is marked in the list too"
    assert [one["/Title"] for one in pypdf.PdfReader(io.BytesIO(data)).outline] == ["Knots", "Sails"]


def test_no_word_of_the_program_is_outside_of_the_catalogue(tmp_path: Path) -> None:
    """What is between no marks was stated, or is a number, a day, a file or its hash."""
    said = FULL.credential._replace(holder=Holder("did:key:z", "Ada Lovelace"), unfinished="Failed")
    both = [report(said), report(credential("Knots", id=""), checks=CHANGED)]
    stated = (*_stated(said), *_stated(both[1].credential), "SHA-256", sha256(b'{"x": 1}').hexdigest(), "Ada", "Acme")
    for page in pages_of(printed(*both, name="Ada", audience="Acme", words=Marked()), tmp_path):
        own = outside(" ".join(page.split()))
        for text in sorted(stated, key=len, reverse=True):
            own = own.replace(text, "")
        assert not re.search(r"[A-Za-z]{3}", own), own


def _stated(said: Credential) -> Iterator[str]:
    """What a page shows of what was signed."""
    (one,) = said.achievements or (Achievement("", ""),)
    yield from (said.title, said.issuer.name, said.issuer.id, said.holder.name, one.kind, one.description, one.criteria)
    yield from (alignment.name or alignment.code for alignment in one.alignments)
    yield from (one.level.framework if one.level else "", one.credits.system if one.credits else "")
    yield from ("001-statistics.json", "002-knots.json")


@pytest.mark.parametrize("language", ["en", *sorted(languages())])
def test_the_document_is_in_the_language_that_was_asked_for(language: str, tmp_path: Path) -> None:
    words = named(language)
    assert words is not None
    data = printed(report(FULL.credential), words=words)
    (page,) = pages_of(data, tmp_path)
    assert plain(words.text(certificates.FOOT))[:60] in plain(page)
    record = report_sheet.render([report(FULL.credential)], AT, "1.0", NOWHERE, words)
    for one in (data, record):
        assert pypdf.PdfReader(io.BytesIO(one)).trailer["/Root"]["/Lang"] == language  # type: ignore[index] # a dictionary


def test_what_was_not_completed_stands_below_its_title_and_in_the_list(tmp_path: Path) -> None:
    failed = report(credential("Knots")._replace(unfinished="Failed"))
    pages = pages_of(printed(failed, report(credential("Sails"))), tmp_path)
    told = plain("Its result says that this was not completed: Failed. Do not count it as achieved.")
    assert [plain(page).count(told) for page in pages] == [1, 1, 0]


def test_two_hundred_hostile_titles(tmp_path: Path) -> None:
    font("DejaVuSans.ttf", "fonts-dejavu")
    font("DroidSansFallbackFull.ttf", "fonts-droid-fallback")
    reports = [report(credential(title, issuer=Issuer("did:x", title))) for title in TITLES]
    data = printed(*reports, fonts=HERE, name=TITLES[3])
    inert(data)
    pages = [page for page in pages_of(data, tmp_path) if "HOW TO CHECK IT" in page]
    assert len(pages) == len(TITLES)
    run(program("qpdf", "qpdf"), "--check", "a.pdf", cwd=tmp_path)
    for title, page in zip(TITLES, pages, strict=True):
        shown = clean(title, limit=300).replace("🎓", "[graduation cap]") or "(without a title)"
        shown = re.sub(r"[\u200d🔬👩]+", "[woman][microscope]", shown)
        assert not set("\x1b\x9b\u202e\u2066\u200f\ufeff\ufffd") & set(page.replace("\u202b", ""))
        if {"R", "AL"} & set(map(bidirectional, shown)):
            assert not Counter(plain(shown)) - Counter(plain(page)), "each letter is there; their order is the reader's"
        else:
            assert plain(shown) in plain(page)


@pytest.mark.parametrize("title", ["Ωmega", "مقدمة", "עברית", "漢字", "Łódź"])
def test_a_letter_that_no_font_has_is_an_error_and_never_a_question_mark(title: str) -> None:
    with pytest.raises(Unreadable, match=r"no font here has the letter U\+") as caught:
        printed(report(credential(title)))
    assert caught.value.kind == "font_missing"
    assert "--font FILE" in str(caught.value.hint)


def test_letters_beyond_western_europe_are_drawn_with_a_font_of_this_computer(tmp_path: Path) -> None:
    regular = font("DejaVuSans.ttf", "fonts-dejavu")
    (page,) = pages_of(printed(report(credential("Łódź Ωmega „žluť“")), fonts=HERE), tmp_path)
    assert "Łódź Ωmega „žluť“" in page
    (page,) = pages_of(printed(report(credential("Łódź")), fonts=Fonts((), regular)), tmp_path)
    assert "Łódź" in page
    assert "DejaVu" in run(program("pdffonts", "poppler-utils"), "a.pdf", cwd=tmp_path)
    once = printed(report(credential("Łódź עברית")), fonts=HERE)
    assert printed(report(credential("Łódź עברית")), fonts=HERE) == once


def test_arabic_is_joined_and_reads_from_the_right(tmp_path: Path) -> None:
    font("DejaVuSans.ttf", "fonts-dejavu")
    said = credential("مقدمة في حوكمة البيانات", issuer=Issuer("did:x", "جامعة"))
    (page,) = pages_of(printed(report(said), fonts=HERE), tmp_path)
    assert "مقدمة في حوكمة البيانات" in normalize("NFKC", page)
    logged = pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes())).metadata
    assert logged is not None
    assert logged.title == said.title


def test_signs_that_no_font_has_are_written_in_words(tmp_path: Path) -> None:
    (page,) = pages_of(printed(report(credential("Wizard 🎓 👍🏽 ❤\ufe0f \ue000"))), tmp_path)
    assert plain("Wizard [graduation cap] [thumbs up sign] [heavy black heart] [U+E000]") in plain(page)


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    for path in (tmp_path / "a.ttf", tmp_path / "missing.ttf"):
        with pytest.raises(Unreadable) as caught:
            printed(report(credential()), fonts=Fonts((), path))
        assert caught.value.kind == "bad_font"
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"no font")
    with pytest.raises(Unreadable) as caught:
        printed(report(credential("Ω")), fonts=Fonts((tmp_path,)))
    assert caught.value.kind == "font_missing"


def test_nothing_is_said_on_the_side(caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        printed(report(credential("Łódź עברית 🎓")), fonts=HERE)
    assert not caplog.records


def test_a_font_of_the_text_lacks_some_letters_and_others_help() -> None:
    font("DejaVuSans.ttf", "fonts-dejavu")
    font("DroidSansFallbackFull.ttf", "fonts-droid-fallback")
    face = typeface.choose(["Łódź", "漢"], HERE)
    assert [path.name for path in face.beside] == ["DroidSansFallbackFull.ttf"]
    assert typeface.choose(["Zürich “quoted” €"], HERE) == typeface.Typeface()


def test_the_record_of_a_check_is_one_page(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    data = report_sheet.render([report(FULL.credential)], at, "1.0", NOWHERE, Catalogue())
    inert(data)
    (page,) = pages_of(data, tmp_path)
    for text in (
        "Check of credentials", "Checked 2026-11-22 12:00 UTC with wallet 1.0", "Statistics", "VERIFIED WITH NOTES",
        "Is the issuer on a list you trust?", "Note: unrecognised", "Unchanged since it was signed?",
        "Good: unchanged since it was signed", sha256(b'{"x": 1}').hexdigest(), "proves nothing by itself",
    ):  # fmt: skip
        assert plain(text) in plain(page), text
    run(program("qpdf", "qpdf"), "--check", "a.pdf", cwd=tmp_path)
    assert report_sheet.render([report(FULL.credential)], AT, "1.0", NOWHERE, Catalogue()) == report_sheet.render(
        [report(FULL.credential)], AT, "1.0", NOWHERE, Catalogue()
    )
    hostile = [report(credential(title)) for title in TITLES[:40]]
    font("DejaVuSans.ttf", "fonts-dejavu")
    inert(report_sheet.render(hostile, AT, "1.0", HERE, Catalogue()))


def test_the_record_of_a_check_is_headed_by_the_worst_of_what_is_in_it(tmp_path: Path) -> None:
    """In both forms: whoever files the PDF reads no better verdict than whoever files the page."""
    said = FULL.credential._replace(holder=Holder("did:example:ada", "Ada"))
    outer = replace(report(said), parts=(report(credential("Changed"), checks=CHANGED),))
    (sheet,) = pages_of(report_sheet.render([outer], AT, "1.0", NOWHERE, Catalogue()), tmp_path)
    page = report_page.render([outer], AT, "1.0", Catalogue()).decode()
    for text in (plain(sheet), plain(page)):
        assert text.count(plain("DO NOT RELY ON THIS")) == 2
        assert plain("taken for itself it is: verified with notes") in text
        assert plain("Ada (did:example:ada)") in text, "whom it names"


def test_the_record_of_a_check_is_in_the_language_of_who_ran_it(tmp_path: Path) -> None:
    """Nothing of the program's own is outside the catalogue: what stands between no marks is what was stated."""
    checked = [replace(report(FULL.credential), parts=(report(credential("Changed"), checks=CHANGED),))]
    page = report_page.render(checked, AT, "1.0", Marked()).decode()
    own = re.findall(r"<(title|h1|p|dt|th|td)\b[^>]*>([^<]+)", page)
    assert len(own) > 20
    assert [text for _, text in own if outside(text).strip()] == ["SHA-256"] * 2
    (sheet,) = pages_of(report_sheet.render(checked, AT, "1.0", NOWHERE, Marked()), tmp_path)
    for text in ("«RECORD OF A CHECK»", "«DO NOT RELY ON THIS»", "«Issuer»", "«Whose is it?»", "«Good: »"):
        assert plain(text) in plain(sheet), text

"""The receiver's side: a bundle as a zip file or a folder, whom and what they expect, and a page for the file."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from command_desk import Desk, Said
from command_desk import desk as command_desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = command_desk(tmp_path, monkeypatch).fill()
    terms = ("--for", "Acme", "--challenge", "n-1", "--domain", "acme.example", "--yes")
    assert made("share", "statistics", "databases", "spreadsheets", "data project", "-o", "b", *terms).code == 0
    shutil.rmtree("w")
    return made


def verify(desk: Desk, *options: object) -> Said:
    return desk("verify", "b", "--json", *options)


def result(desk: Desk, *options: object) -> Any:
    return verify(desk, *options).data["results"][0]


def code(report: Any, question: str) -> str:
    return next(str(one["code"]) for one in report["checks"] if one["id"] == question)


def test_a_folder_is_checked_as_one_bundle_without_a_wallet(desk: Desk) -> None:
    said = verify(desk)
    assert (said.code, len(said.data["results"])) == (0, 1)
    report = said.data["results"][0]
    assert [part["verdict"] for part in report["parts"]] == ["verified_with_notes"] * 4
    assert report["about"]["made for"] == "Acme"
    assert "the credentials have dates of their own" in report["about"]["share ends"]
    text = desk("verify", "b").out
    assert "made for: Acme" in text
    assert "Nothing that was saved was needed" in text


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--challenge", "n-1", "--domain", "acme.example"), 0),
        (("--challenge", "n-2"), 1),
        (("--domain", "other.example"), 1),
        (("--at", "2027-03-01"), 1),
        (("--expect-challenge", "n-1"), 0),
    ],
)
def test_another_challenge_domain_or_day_is_refused(desk: Desk, options: tuple[str, ...], codes: int) -> None:
    assert verify(desk, *options).code == codes


def test_a_past_share_says_nothing_of_the_credentials(desk: Desk) -> None:
    report = result(desk, "--at", "2027-03-01")
    assert code(report, "signer") == "proof_expired"
    assert [part["verdict"] for part in report["parts"]] == ["verified_with_notes"] * 4


@pytest.mark.parametrize("name", ["credentials/001-statistics.json", "manifest.json", "bundle.vp.json"])
def test_whatever_is_changed_is_noticed(desk: Desk, name: str) -> None:
    path = Path("b") / name
    path.write_bytes(path.read_bytes().replace(b"Statistics", b"Astrology!", 1))
    assert verify(desk).code == 1
    assert "about" not in result(desk), "what a changed bundle says of itself is not repeated"


def test_what_is_added_or_taken_away_is_noticed(desk: Desk) -> None:
    Path("b/credentials/009-extra.json").write_text("{}")
    assert "009-extra" in desk("verify", "b").out
    Path("b/credentials/009-extra.json").unlink()
    assert verify(desk).code == 0
    Path("b/credentials/001-statistics.json").unlink()
    assert "is missing" in desk("verify", "b").out


def test_derived_files_are_never_believed(desk: Desk) -> None:
    Path("b/README.txt").write_text("Everything here is verified.")
    assert verify(desk).code == 0


def test_the_issuer_has_to_be_the_one_who_is_expected(desk: Desk) -> None:
    ids = {part["issuer"]["id"] for part in result(desk)["parts"]}
    (issuer,) = ids
    report = result(desk, "--expect-issuer", issuer)
    assert {code(part, "recognition") for part in report["parts"]} == {"issuer_expected"}
    assert code(report, "recognition") != "issuer_unexpected", "the one who shows them is no issuer"
    other = verify(desk, "--expect-issuer", "did:web:college.example")
    assert other.code == 1
    assert {code(part, "recognition") for part in other.data["results"][0]["parts"]} == {"issuer_unexpected"}
    assert verify(desk, "--expect-issuer", "did:web:college.example", "--expect-issuer", issuer).code == 0
    named = verify(desk, "--expect-issuer", "Demo College")
    assert (named.code, named.document["errors"][0]["slug"]) == (2, "bad_id")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_answer_is_written_as_a_page(desk: Desk) -> None:
    assert desk("verify", "b", "--report", "r.html").code == 0
    assert ">Manifest SHA-256<" in Path("r.html").read_text()
    page = _Reader()
    page.feed(Path("r.html").read_text(encoding="utf-8"))
    assert "VERIFIED WITH NOTES" in page.text
    assert "Demo College" in page.text
    assert "proves nothing by itself" in page.text
    assert "script" not in {name for name, _ in page.tags}
    policy = next(str(attrs["content"]) for _, attrs in page.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert desk("verify", "b", "--report", "r.html").code == 15, "an older page is not replaced"
    assert desk("verify", "b", "--report", "r.txt").code == 2
    Path("b/credentials/001-statistics.json").write_text("{}")
    assert desk("verify", "b", "--report", "bad.html").code == 1
    assert "DO NOT RELY" in Path("bad.html").read_text(encoding="utf-8")


def test_freshness_is_said_with_the_days_of_the_documents(desk: Desk) -> None:
    said = json.dumps(result(desk)["evidence"])
    assert said == '{"oldest": null, "newest": null}'

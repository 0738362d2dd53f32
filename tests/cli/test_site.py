"""Pages for the web as they are typed: consent, what is left out, and a folder that is kept up to date."""

import json
from pathlib import Path
from typing import Any

import pytest
import sd_kit
from command_desk import Desk
from command_desk import desk as command_desk

from wallet.share import site

BASE = "https://me.example/badges/"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def publish(desk: Desk, *options: object) -> dict[str, Any]:
    said = desk("share", *options, "--site", "web", "--base-url", BASE, "--yes", "--json")
    assert said.code == 0, said.err
    return dict(said.data)


def there(folder: str = "web") -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_nothing_is_written_unless_somebody_agrees(desk: Desk) -> None:
    said = desk("share", "--site", "web")
    assert said.code == 2
    assert "Everybody on the web will see all that these credentials say" in said.err
    assert "What is sent cannot be called back" in said.err
    assert not Path("web").exists()
    assert desk("log", "--json").data["shares"] == []
    told = desk("share", "--site", "web", "--preview", "--json").data["leaves"]
    assert len(told) == 4
    assert any(phrase.startswith("your id:") for phrase in told[0]["tells"])
    assert not Path("web").exists()


def test_a_page_a_credential_an_index_the_originals_and_the_codes(desk: Desk) -> None:
    made = publish(desk)
    files = there()
    assert {page["url"] for page in made["pages"]} == {BASE + page["path"] for page in made["pages"]}
    for page in made["pages"]:
        name = page["path"].removesuffix(".html")
        assert page["ref"].startswith(name.rpartition("-")[2])
        assert {f"{name}.html", f"qr/{name}.svg", f"qr/{name}.png"} <= set(files)
        assert f'href="{page["path"]}"'.encode() in files["index.html"]
    assert Path("statistics.json").read_bytes() in files.values()
    assert Path("data-project.png").read_bytes() in files.values()
    share = desk("log", "--json").data["shares"][0]
    assert (share["kind"], share["path"], share["audience"]) == ("site", "web", "Everybody on the web")
    assert "pages for the web, seen for as long as they are there" in desk("log").out
    assert "für alle im Web" in desk("log", WALLET_LANGUAGE="de").out
    assert "für: alle im Web" in desk("log", "--plain", WALLET_LANGUAGE="de").out


def test_a_code_leads_to_its_page(desk: Desk) -> None:
    page = publish(desk, "statistics")["pages"][0]
    code = Path("web/qr") / f"{Path(page['path']).stem}.png"
    read = desk("verify", code, "--json")
    assert page["url"] in read.out + read.err


def test_a_second_run_changes_nothing_and_asks_nothing(desk: Desk) -> None:
    publish(desk)
    before = there()
    desk.at = desk.at.replace(year=2027)
    said = desk("share", "--site", "web", "--base-url", BASE)
    assert (said.code, there()) == (0, before)
    assert "web is up to date" in said.out
    assert len(desk("log", "--json").data["shares"]) == 1


def test_only_what_it_made_is_ever_removed(desk: Desk) -> None:
    publish(desk)
    Path("web/cv.pdf").write_bytes(b"%PDF")
    Path("web/qr/mine.png").write_bytes(b"mine")
    edited = next(Path("web").glob("databases-*.html"))
    edited.write_bytes(b"my own words")
    (Path("web") / ".git").mkdir()
    (Path("web") / ".git" / "config").write_text("x")
    made = publish(desk, "statistics")
    files = there()
    assert files["cv.pdf"] == b"%PDF"
    assert files["qr/mine.png"] == b"mine"
    assert files[edited.name] == b"my own words"
    assert sorted(made["left"]) == sorted(["cv.pdf", edited.name, "qr/mine.png"])
    assert len(made["removed"]) == 11
    assert not [name for name in files if name.startswith("spreadsheets")]
    assert "left as it was, not ours: cv.pdf" in desk("share", "statistics", "--site", "web", "--yes").out


def test_a_file_of_somebody_else_is_never_written_over(desk: Desk) -> None:
    Path("web").mkdir()
    Path("web/index.html").write_text("home")
    said = desk("share", "--site", "web", "--yes", "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (15, "not_ours")
    assert there() == {"index.html": b"home"}
    assert desk("log", "--json").data["shares"] == []
    assert desk("share", "--site", "web", "--yes", "--force").code == 0
    Path("web/index.html").unlink()
    Path("web/index.html").symlink_to("/etc/hostname")
    assert desk("share", "--site", "web", "--yes").code == 15
    Path("elsewhere").mkdir()
    Path("linked").mkdir()
    Path("linked/credentials").symlink_to(Path("elsewhere").absolute())
    assert desk("share", "--site", "linked", "--yes").code == 15
    assert list(Path("elsewhere").iterdir()) == []
    assert desk("share", "--site", "statistics.json", "--yes").code == 15


@pytest.mark.parametrize(
    "content", [b"{}", b"no", json.dumps({"schema": site.SCHEMA, "files": {"../x": "0"}}).encode(), b'{"files":{}}']
)
def test_a_list_of_files_that_is_none_stops_it(desk: Desk, content: bytes) -> None:
    publish(desk)
    Path("web/wallet-site.json").write_bytes(content)
    said = desk("share", "--site", "web", "--yes", "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (5, "site_list")


def test_only_verified_ones_unless_more_is_asked_for(desk: Desk) -> None:
    broken = json.loads(Path("statistics.json").read_text())
    broken["name"] = "Rocket science"
    desk.file("broken.json", json.dumps(broken).encode())
    desk("import", "broken.json")
    assert len(publish(desk)["pages"]) == 4
    assert publish(desk)["left_out"] == 1
    assert "1 credential not verified and left out" in desk("share", "--site", "web", "--base-url", BASE).out
    assert desk("share", "rocket", "--site", "other", "--yes").code == 6
    made = publish(desk, "--include-unverified")
    assert len(made["pages"]) == 5
    page = next(Path("web").glob("rocket-science-*.html")).read_text(encoding="utf-8")
    assert "Not checkable in this page. What follows is what the sender says." in page


def test_fields_that_are_hidden_are_nowhere_in_it(desk: Desk) -> None:
    desk.file("degree.jwt", sd_kit.sd_jwt().encode())
    assert desk("import", "degree.jwt").code == 0
    made = publish(desk, "bachelor", "--hide", "birthdate", "--include-unverified")
    assert len(made["pages"]) == 1
    gone = sd_kit.disclosure("birthdate", "2001-02-03").encode()
    assert all(gone not in data and b"2001-02-03" not in data for data in there().values())


@pytest.mark.parametrize(
    "options",
    [
        "--site pages -o b.zip",
        "--site pages --for Acme",
        "--site pages --challenge x",
        "--site pages --domain x",
        "--site pages --as-me",
        "--site pages --fields",
        "--site pages --expires 90d",
        "--site pages --no-expiry",
        "--site pages --pdf",
        "--site pages --font letters.ttf",
        "--site pages --base-url http://me.example",
        "--site pages --base-url https://a@b.example",
        "--site pages --base-url https://me.example/?x",
        f"statistics --base-url {BASE} -o b.zip",
        "statistics --include-unverified -o b.zip",
        "-o b.zip",
    ],
)
def test_what_does_not_go_together_is_refused(desk: Desk, options: str) -> None:
    assert desk("share", *options.split(), "--yes").code == 2
    assert not Path("pages").exists()
    assert not Path("b.zip").exists()


def test_a_drawing_of_an_issuer_never_runs_in_the_learners_name(desk: Desk) -> None:
    badge = Path("spreadsheets.jwt").read_bytes().strip()
    inside = b'<script>alert(1)</script><openbadges:credential verify="%b"/>' % badge
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">%b</svg>'
    desk("remove", "spreadsheets", "--yes")
    assert desk("import", desk.file("badge.svg", drawing % inside)).code == 0
    publish(desk, "spreadsheets")
    [name] = [path.name for path in Path("web/credentials").iterdir()]
    assert name.endswith(".svg.txt"), "a web host serves it as text"
    assert desk("verify", f"web/credentials/{name}").code == 0
    assert desk("share", "spreadsheets", "-o", "b", "--yes").code == 0
    page = Path("b/index.html").read_text(encoding="utf-8")
    assert "credentials/001-spreadsheets.svg" in page
    assert 'href="credentials/001-spreadsheets.svg"' not in page

"""PDF files as they are asked for: consent, the record, and reading them back."""

import io
import json
import zipfile
from pathlib import Path

import pypdf
import pytest
import sd_kit
from command_desk import Desk
from command_desk import desk as command_desk
from programs import font

from wallet.share import qr


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def attached(data: bytes) -> dict[str, bytes]:
    return {name: content[0] for name, content in pypdf.PdfReader(io.BytesIO(data)).attachments.items()}


def test_a_pdf_with_originals_is_a_share_and_asks_like_one(desk: Desk) -> None:
    said = desk("export", "statistics", "--as", "pdf", "-o", "a.pdf", "--for", "Acme")
    assert said.code == 2
    assert "Acme will see all that these credentials say" in said.err
    assert "your id: https://badges.example.org" in said.err
    assert "run it again with --yes" in said.err
    assert not Path("a.pdf").exists()
    assert desk("log", "--json").data["shares"] == []
    assert desk("export", "statistics", "--as", "pdf", "-o", "a.pdf", "--for", "Acme", "--yes").code == 0
    (record,) = desk("log", "--json").data["shares"]
    assert (record["kind"], record["audience"], record["path"]) == ("pdf", "Acme", "a.pdf")
    assert "share without an end date; file " in desk("log").out


def test_what_is_in_a_pdf_is_checked_from_the_pdf(desk: Desk) -> None:
    assert desk("export", "--as", "pdf", "-o", "all.pdf", "--yes").code == 0
    originals = {Path(name).read_bytes() for name in ("statistics.json", "databases.json", "data-project.png")}
    assert originals < set(attached(Path("all.pdf").read_bytes()).values())
    results = desk("verify", "all.pdf", "--json").data["results"]
    assert [one["verdict"] for one in results] == ["verified_with_notes"] * 4
    assert desk("export", "statistics", "--as", "pdf", "-o", "one.pdf", "--yes").code == 0
    assert desk("verify", "one.pdf").code == 0
    assert desk("import", "one.pdf").code == 0
    broken = Path("one.pdf").read_bytes().replace(b"Demo College", b"Fake College")
    Path("broken.pdf").write_bytes(broken)
    assert desk("verify", "broken.pdf").code == 1, "what the signature does not cover is no credential"


def test_only_what_is_verified_is_printed_unless_asked_for(desk: Desk) -> None:
    changed = Path("statistics.json").read_bytes().replace(b"Statistics", b"Sorcery!!!")
    desk.file("changed.json", changed)
    desk("import", "changed.json")
    said = desk("export", "--as", "pdf", "-o", "a.pdf", "--yes", "--json")
    assert (said.data["included"], said.data["left_out"]) == (4, 1)
    assert desk("export", "sorcery", "--as", "pdf", "-o", "b.pdf", "--yes").code == 6
    assert desk("export", "sorcery", "--as", "pdf", "-o", "b.pdf", "--yes", "--include-unverified").code == 0


def test_wrong_use_is_said_before_anything_is_written(desk: Desk) -> None:
    desk.file("taken.pdf", b"mine")
    for argv, code in (
        (("--as", "pdf", "--yes"), 2),
        (("--as", "pdf", "-o", "taken.pdf", "--yes"), 15),
        (("--as", "pdf", "-o", "a.pdf", "--yes", "--font", "missing.ttf"), 5),
        (("--as", "csv", "--font", "a.ttf"), 2),
        (("--as", "csv", "--for", "Acme"), 2),
        (("--into", "resume.json", "--as", "pdf"), 2),
    ):
        assert desk("export", "statistics", *argv).code == code, argv
    assert desk("log", "--json").data["shares"] == []
    assert Path("taken.pdf").read_bytes() == b"mine"
    assert desk("verify", "statistics.json", "--report", "a.txt").code == 2


def test_a_bundle_takes_the_pdf_along(desk: Desk) -> None:
    assert desk("share", "statistics", "data project", "-o", "b.zip", "--pdf", "--yes").code == 0
    with zipfile.ZipFile("b.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    inside = attached(files["credentials.pdf"])
    assert inside == {Path(name).name: data for name, data in files.items() if name.startswith("credentials/")}
    assert desk("verify", "b.zip").code == 0
    assert desk("share", "statistics", "-o", "c", "--pdf", "--yes").code == 0
    Path("c/credentials.pdf").write_bytes(b"anything")
    assert desk("verify", "c").code == 0, "nothing is believed of what is derived"


def test_what_is_hidden_is_not_printed_either(desk: Desk) -> None:
    desk.file("degree.jwt", sd_kit.sd_jwt().encode())
    desk("import", "degree.jwt")
    assert desk("share", "bachelor", "-o", "b", "--pdf", "--hide", "birthdate", "--yes").code == 0
    (data,) = attached(Path("b/credentials.pdf").read_bytes()).values()
    assert sd_kit.disclosure("birthdate", "2001-02-03").encode() not in data
    assert sd_kit.disclosure("given_name", "Ada").encode() in data


def test_a_base_proof_is_not_attached(desk: Desk) -> None:
    desk.file("base.json", json.dumps(sd_kit.base_proof()).encode())
    desk("import", "base.json")
    assert desk("export", "badge of many", "--as", "pdf", "-o", "a.pdf", "--yes", "--include-unverified").code == 0
    (data,) = attached(Path("a.pdf").read_bytes()).values()
    assert sd_kit.base_proof()["proof"]["proofValue"].encode() not in data


def test_one_that_cannot_be_shared_is_named_and_does_not_stop_those_that_can(desk: Desk) -> None:
    base = sd_kit.base_proof()
    desk.file("base.json", json.dumps({**base, "@context": [*base["@context"], "https://unknown.example/v1"]}).encode())
    desk("import", "base.json")
    said = desk("export", "--as", "pdf", "-o", "a.pdf", "--yes", "--json")
    assert (said.code, said.data["included"], said.data["left_out"]) == (0, 4, 1)
    assert desk("share", "--site", "web", "--yes", "--json").data["left_out"] == 1
    ref = next(one["ref"] for one in desk("list", "--json").data["credentials"] if one["verdict"] == "cannot_tell")
    why = "none can be made of it: its vocabulary is not installed: https://unknown.example/v1"
    for line in ("export --as pdf -o b.pdf", "share --site web-of-all"):
        wanted = desk(*line.split(), "--yes", "--json", "--include-unverified")
        assert (wanted.code, wanted.data["left_out"], len(wanted.data["refused"])) == (0, 1, 1)
        assert f"({ref[:6]}): it goes out only as a derived copy, and {why}" in wanted.err
        assert "wallet contexts add FILE" in wanted.err
        assert "context_unknown" not in wanted.err
        assert "not verified" not in desk(*line.replace("b.pdf", "c.pdf").split(), "--yes", "--include-unverified").err
    for line in (f"export {ref} --as pdf -o d.pdf --include-unverified", f"share {ref} -o d.zip"):
        alone = desk(*line.split(), "--yes")
        assert (alone.code, why in alone.err) == (5, True), "whoever asks for it alone is told why it cannot be had"
    assert not list(Path().glob("d.*"))


def test_the_record_of_a_check_as_a_pdf(desk: Desk) -> None:
    desk("share", "statistics", "databases", "-o", "b.zip", "--yes")
    assert desk("verify", "b.zip", "--report", "checked.pdf").code == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader("checked.pdf").pages)
    for words in ("Check of credentials", "Statistics", "Databases", "VERIFIED WITH NOTES", "b.zip"):
        assert words in text
    assert desk("verify", "b.zip", "--report", "checked.pdf").code == 15, "it is never written over"


def test_a_name_that_no_font_has_stops_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallet.cli.sharing.font_folders", lambda _: ())
    monkeypatch.setattr("wallet.cli.verify.font_folders", lambda _: ())
    badge = Path("statistics.json").read_text(encoding="utf-8").replace('"Statistics"', '"\u0141\u00f3d\u017a"')
    desk.file("polish.json", badge.encode())
    desk("import", "polish.json")
    argv = ("export", "\u0141\u00f3d\u017a", "--as", "pdf", "-o", "a.pdf", "--include-unverified", "--yes")
    said = desk(*argv)
    assert said.code == 5
    assert "no font here has the letter U+0141 LATIN CAPITAL LETTER L WITH STROKE" in said.err
    assert "--font FILE.ttf" in said.err
    assert not Path("a.pdf").exists()
    assert desk("log", "--json").data["shares"] == []
    assert desk(*argv, "--font", font("DejaVuSans.ttf", "fonts-dejavu")).code == 0
    said = desk("verify", "polish.json", "--report", "checked.pdf")
    assert said.code == 5
    assert "--report checked.html" in said.err
    assert not Path("checked.pdf").exists()


def test_the_packed_code_on_a_page_is_read_by_verify(desk: Desk) -> None:
    data = Path("statistics.json").read_bytes()
    Path("code.png").write_bytes(qr.png(qr.make(qr.cw1(data))))
    assert desk("verify", "code.png").code == 0


def test_a_page_tells_when_it_was_checked_and_for_which_moment(desk: Desk) -> None:
    assert desk("share", "statistics", "-o", "b.zip", "--yes").code == 0
    desk("verify", "b.zip", "--at", "2026-12-24", "--report", "then.html")
    desk("verify", "b.zip", "--report", "now.html")
    then, now = (Path(f"{name}.html").read_text() for name in ("then", "now"))
    assert f"Checked {desk.at:%Y-%m-%d %H:%M} UTC" in then
    assert "Judged as of 2026-12-24 23:59 UTC." in then
    assert "Judged as of" not in now

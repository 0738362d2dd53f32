"""Two hundred hostile titles and names through the commands, as a script sees them and as a terminal gets them."""

import json
import re
from pathlib import Path

import pytest
from command_desk import Desk, Said
from command_desk import desk as command_desk
from export_samples import TITLES
from programs import font

from wallet.cli.export import Kind

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Whatever moves a cursor, retitles a window, hides or runs backwards."""
SUMMARIES = [kind for kind in Kind if kind not in (Kind.PDF, Kind.ORIGINAL)]


def badge(number: int, text: str) -> bytes:
    return json.dumps(
        {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": f"https://issuer.example/{number}", "type": ["Profile"], "name": text},
            "validFrom": "2026-01-01T00:00:00Z",
            "name": text,
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": f"https://issuer.example/a/{number}",
                    "type": ["Achievement"],
                    "name": text,
                    "description": text,
                    "criteria": {"narrative": text},
                },
            },
        }
    ).encode()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    found = command_desk(tmp_path, monkeypatch)
    (tmp_path / "badges").mkdir()
    for number, title in enumerate(TITLES):
        (tmp_path / "badges" / f"{number:03}.json").write_bytes(badge(number, title))
    assert found("init").code == 0
    found("import", "badges")
    return found


def harmless(said: Said, *codes: int) -> None:
    assert said.code in codes, said.err
    assert "Traceback" not in said.err
    for text in (said.out, said.err):
        found = STEERING.search(text)
        assert found is None, ascii(text[found.start() - 60 : found.end() + 60])


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_no_command_prints_what_steers_a_terminal(desk: Desk, *, terminal: bool) -> None:
    desk.terminal = terminal
    desk.environment["TERM"] = "dumb"  # so that nothing of ours is a control sequence either
    listed = desk("list", "--json").data["credentials"]
    assert len(listed) == len(TITLES)
    for command in (("list",), ("status",), ("due",), ("skills",), ("formats",)):
        harmless(desk(*command), 0, 3)
    for inputs in (("badges",), ()):
        # A bar that counts may be on stderr, and no text of theirs in it
        harmless(desk("verify", *inputs, "--jobs", "1")._replace(err=""), 4)
    harmless(desk("list", "="), 0)
    for entry in listed[:: 1 if not terminal else 4]:
        harmless(desk("show", entry["ref"]), 0)
    harmless(desk("show", "\x1b[2J\u202e"), 6)
    harmless(desk("share", *[entry["ref"] for entry in listed], "-o", "b.zip"), 2)
    harmless(desk("export", "--as", "pdf", "-o", "a.pdf", "--include-unverified"), 2)


def test_every_export_of_them_is_whole(desk: Desk) -> None:
    for kind in SUMMARIES:
        said = desk("export", "--as", kind, "--include-unverified")
        harmless(said._replace(out=said.out.replace("\r\n", "\n")), 0)
        said = desk("export", "--as", kind, "--include-unverified", "--json")
        assert (said.data["included"], said.data["left_out"]) == (len(TITLES), 0)
        said = desk("export", "--as", kind)
        assert "200 credentials left out" in said.err, "none of them is verified"
    Path("all.txt.j2").write_text("{% for c in credentials %}{{ c.name }}|{{ c.issuer }}\n{% endfor %}")
    harmless(desk("export", "--template", "all.txt.j2", "--include-unverified"), 0)


def test_more_than_can_be_read_back_is_not_printed(desk: Desk) -> None:
    font("DejaVuSans.ttf", "fonts-dejavu")
    font("DroidSansFallbackFull.ttf", "fonts-droid-fallback")
    said = desk("export", "--as", "pdf", "-o", "a.pdf", "--include-unverified", "--yes")
    harmless(said, 5)
    assert "a PDF holds 100 credentials" in said.err
    assert not Path("a.pdf").exists()
    assert desk("log", "--json").data["shares"] == []
    refs = [entry["ref"] for entry in desk("list", "--json").data["credentials"]][:100]
    harmless(desk("export", *refs, "--as", "pdf", "-o", "a.pdf", "--include-unverified", "--yes"), 0)
    assert len(desk("verify", "a.pdf", "--json").data["results"]) == 100


def test_a_bundle_of_them_is_made_and_read(desk: Desk) -> None:
    refs = [entry["ref"] for entry in desk("list", "--json").data["credentials"]]
    harmless(desk("share", *refs, "-o", "b.zip", "--yes"), 0)
    harmless(desk("verify", "b.zip"), 4)
    harmless(desk("log"), 0)

"""The words of what leaves the wallet: in the language that was asked for, while what was signed stays as it is."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import proof_kit as kit
import pytest
from browser import Browser, running
from command_desk import Desk
from command_desk import desk as command_desk
from page_kit import badge, is_quiet, page_of, seen, tampered
from pseudo import Marked, outside

from wallet.cli import sharing
from wallet.model import UNFINISHED
from wallet.share import site
from wallet.share.markup import asset
from wallet.share.page_words import FOR_THE_SCRIPT
from wallet.wording import ENGLISH, Catalogue, Translated, languages

SIGNED = re.compile(
    r"Statistics|Databases|Welding|Data basics|Metal, joined|Join two plates|Arc welding|School of Welding|Mark\b|Acme"
    r"|Demo College|Made up by the demo: \w+ for beginners|Passed the demo's exam|(?:did:|https?:|credentials/)\S+"
    r"|SHA-256|wallet verify FILE|[0-9a-f]{64}|[\w.-]+\.(?:json|html|pdf)|credentials/"
)
"""What others said, names, commands and hashes."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = command_desk(tmp_path, monkeypatch).fill()
    key = kit.make_key()
    welding = badge(key)
    welding["credentialSubject"]["result"][0]["status"] = "Failed"
    made.file("x.json", b"{}")
    made.file("welding.json", json.dumps(kit.signed(welding, key, "eddsa-jcs-2022")).encode())
    assert made("import", "welding.json").code == 0
    return made


def share(desk: Desk, *options: object, **environment: str) -> None:
    said = desk("share", *options, "--yes", **environment)
    assert said.code == 0, said.err


def own_words(text: str) -> list[str]:
    """Lines in which something is neither a message nor anybody else's."""
    return [line for line in outside(text).splitlines() if re.search(r"[A-Za-z]{2}", SIGNED.sub("", line))]


def read(page: bytes) -> str:
    """What a page says before its script runs."""
    plain = re.sub(rb"<(script|style)\b.*?</\1>|<meta[^>]*>", b"", page, flags=re.DOTALL).decode()
    return html.unescape(re.sub(r"<[^>]+>", "\n", plain))


def test_no_word_of_a_bundle_is_outside_of_the_catalogue(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "spoken", lambda *_: Marked())
    share(desk, "statistics", "databases", "welding", "-o", "b", "--for", "Acme")
    page = Path("b/index.html").read_bytes()
    assert own_words(read(page)) == []
    assert own_words(Path("b/README.txt").read_text(encoding="utf-8").replace("\n", " ").replace(" " * 6, "\n")) == []
    Path("t.html").write_bytes(tampered(page, lambda data: data["credentials"][0]["signed"].update(signature="AAAA")))
    Path("s.html").write_bytes(tampered(page, lambda data: data.update(manifest="{}", until="2020-01-01")))
    for name in ("b/index.html", "t.html", "s.html"):
        picked = {"pick": [str(Path(one).absolute()) for one in ("statistics.json", "x.json")]}
        [found] = browser.open({"file": name, "wait": True, **(picked if name == "b/index.html" else {})})
        assert is_quiet(found), name
        assert own_words(found["text"] + "\n" + found["title"]) == [], name


def test_no_word_of_a_site_is_outside_of_the_catalogue(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "spoken", lambda *_: Marked())
    share(desk, "statistics", "welding", "--site", "web", "--base-url", "https://me.example/")
    pages = sorted(Path("web").glob("*.html"))
    for page, found in zip(pages, browser.open(*({"file": page} for page in pages)), strict=True):
        assert is_quiet(found)
        assert own_words(read(page.read_bytes()) + found["text"]) == [], page


@pytest.mark.parametrize("language", ["en", *sorted(languages())])
def test_pages_are_in_the_language_of_whoever_makes_them(language: str, desk: Desk, browser: Browser) -> None:
    """By their locale, and marked as such; no signed word changes, and nobody is kept from using them."""
    share(desk, "statistics", "welding", "-o", "b", WALLET_LANGUAGE=language)
    share(desk, "statistics", "welding", "--site", "web", WALLET_LANGUAGE=language)
    pages = [Path("b/index.html"), *sorted(Path("web").glob("*.html"))]
    words = sharing.named(language)
    assert words is not None
    answers = browser.open(*({"file": page, "wait": page.name != "index.html", "axe": True} for page in pages))
    for page, found in zip(pages, answers, strict=True):
        assert is_quiet(found)
        assert found["axe"] == []
        assert found["language"] == language
        assert found["text"].count(words.text(FOR_THE_SCRIPT["own_key"])) == len(found["states"]), page
        assert "Metal, joined." in found["text"] or "welding" not in page.name
    assert words.text(FOR_THE_SCRIPT["same_list"]) in answers[0]["text"]


def test_another_language_can_be_asked_for(desk: Desk) -> None:
    """A German learner applies in English."""
    german, english = "Nachweise für Acme", "Credentials for Acme"
    share(desk, "statistics", "-o", "a", "--for", "Acme", "--language", "en", WALLET_LANGUAGE="de")
    share(desk, "statistics", "-o", "b", "--for", "Acme", "--language", "de_AT.UTF-8")
    assert desk("stack", "share", "data basics", "-o", "c", "--yes", "--language", "de").code == 0
    share(desk, "statistics", "--site", "d", "--language", "de")
    assert english in Path("a/index.html").read_text(encoding="utf-8")
    assert german in Path("b/index.html").read_text(encoding="utf-8")
    assert "WAS DAS IST" in Path("b/README.txt").read_text(encoding="utf-8")
    assert "Warum jeder zählt:" in Path("c/accounts/stack.md").read_text(encoding="utf-8")
    assert 'lang="de"' in Path("d/index.html").read_text(encoding="utf-8")
    refused = desk("share", "statistics", "-o", "e", "--yes", "--json", "--language", "tlh")
    assert (refused.code, refused.document["errors"][0]["slug"]) == (2, "no_such_language")
    assert not Path("e").exists()


def test_what_people_read_of_an_export_is_in_their_language_and_what_programs_read_is_not(desk: Desk) -> None:
    for kind in ("text", "markdown", "html", "latex"):
        options = ("export", "welding", "--as", kind)
        assert "nicht geprüft" not in desk(*options).out
        broken = json.loads(Path("statistics.json").read_text()) | {"name": "Rockets"}
        desk.file("broken.json", json.dumps(broken).encode())
        desk("import", "broken.json")
        said = desk("export", "rockets", "--as", kind, "--include-unverified", "--language", "de")
        assert (said.code, "nicht geprüft" in said.out) == (0, True)
    for kind in ("json", "csv", "json-resume", "linkedin", "schema-org"):
        options = ("export", "rockets", "--as", kind, "--include-unverified")
        assert desk(*options).out == desk(*options, WALLET_LANGUAGE="de").out
        assert desk(*options, "--language", "de").code == 2


# --- the script -----------------------------------------------------------------------------


def test_the_script_has_no_words_of_its_own() -> None:
    code = re.sub(r"(^|\s)//[^\n]*", "", asset("viewer.js"))
    texts = {one or other for one, other in re.findall(r"'((?:[^'\\\n]|\\.)*)'|`([^`]*)`", code)}
    sentences = {text for text in texts if re.search(r"[A-Za-z]{2} [a-z]{2}", re.sub(r"\$\{[^}]*\}", "", text))}
    assert sentences == {"no cryptography here", "another list"}, "what only the makers of the page get to see"


def test_the_script_knows_each_of_its_words_by_name_and_no_other() -> None:
    script = asset("viewer.js")
    assert set(re.findall(r"say\('(\w+)'", script)) <= FOR_THE_SCRIPT.keys()
    unused = {name for name in FOR_THE_SCRIPT if f"'{name}'" not in script}
    assert unused <= {"level"}, "the page alone says that"


def test_the_script_knows_what_is_unfinished_as_the_readers_do() -> None:
    listed = re.search(r"const UNFINISHED = \[(.*?)\]", asset("viewer.js"))
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == UNFINISHED


class Unruly(Catalogue):
    """A language whose words would end the script that holds them, and begin another."""

    language = "qps"

    def text(self, text: str) -> str:
        return f"</script><script>pwned=1</script><!--\u2028{super().text(text)}"


def test_no_word_can_end_the_script_that_holds_it(tmp_path: Path, browser: Browser) -> None:
    key = kit.make_key()
    shown = seen(kit.token(badge(key) | {"name": "{all}{n}"}, key).encode())[1]
    files = {"p.html": page_of(shown, words=Unruly()), **site.files([site.SiteCredential("s", shown, b"")], Unruly())}
    for name in ("index.html", "s.html", "p.html"):
        (tmp_path / name).write_bytes(files[name])
        [found] = browser.open({"file": tmp_path / name, "wait": name != "index.html"})
        assert is_quiet(found)
        assert found["scripts"] == (0 if name == "index.html" else 2)
    assert "{all}{n}" in found["text"], "what was signed is no place to fill in"


# --- what was not completed --------------------------------------------------------------------

TOLD = "Its result says that this was not completed: {}. Do not count it as achieved."


def test_what_was_not_completed_is_said_by_the_page_and_by_its_script(tmp_path: Path, browser: Browser) -> None:
    key = kit.make_key()
    shown, words = [], []
    for status in (*sorted(UNFINISHED), "Completed"):
        for family in ("eddsa-jcs-2022", "eddsa-rdfc-2022", ""):
            made = badge(key)
            made["credentialSubject"]["result"][0]["status"] = status
            data = json.dumps(kit.signed(made, key, family)) if family else kit.token(made, key)
            shown.append(seen(data.encode(), name=f"{len(shown)}.json")[1])
            words.append(TOLD.format(status) if status in UNFINISHED else "")
    page = page_of(*shown)
    assert read(page).count("was not completed: ") == 3 * len(UNFINISHED)
    (tmp_path / "p.html").write_bytes(page)
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True})
    assert [kind for kind, _ in found["states"]] == ["good"] * len(shown)
    for text, said in zip(found["facts"], words, strict=True):
        assert (said in text, "not completed" in text) == (True, bool(said))
    listed = [site.SiteCredential(f"a-{number}", one, b"{}") for number, one in enumerate(shown)]
    assert site.files(listed, ENGLISH)[site.INDEX].count(b"was not completed: ") == 3 * len(UNFINISHED)


def test_of_several_attempts_and_achievements_the_script_looks_at_the_right_ones(
    tmp_path: Path, browser: Browser
) -> None:
    key, documents = kit.make_key(), []
    casting = {"id": "https://a.example/2", "type": ["Achievement"], "name": "Casting", "criteria": {"narrative": "x"}}
    for change in ("again", "another's", "its own"):
        made = badge(key)
        subject = made["credentialSubject"]
        subject["result"][0]["status"] = "Failed"
        if change == "again":
            subject["result"].append({"type": ["Result"], "status": "Completed"})
        else:
            described = {} if change == "its own" else {"resultDescription": []}
            subject["achievement"] = [casting, subject["achievement"] | described]
        documents.append(made)
    pairs = [seen(json.dumps(kit.signed(one, key, "eddsa-jcs-2022")).encode()) for one in documents]
    (tmp_path / "p.html").write_bytes(page_of(*(shown for _, shown in pairs)))
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True})
    told = ["not completed: Failed" in text for text in found["facts"]]
    assert told == [bool(report.credential.unfinished) for report, _ in pairs] == [False, False, True]


def test_every_language_has_the_places_that_the_script_fills_in() -> None:
    for language in languages():
        words = sharing.named(language)
        assert isinstance(words, Translated)
        for text in FOR_THE_SCRIPT.values():
            assert set(re.findall(r"\{\w+\}", words.text(text))) == set(re.findall(r"\{\w+\}", text))

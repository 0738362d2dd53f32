"""The pages in a real browser: right ticks, refusals, nothing loaded, usable by everybody."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import proof_kit as kit
import pytest
from browser import Browser, running, serious
from command_desk import Desk
from command_desk import desk as command_desk
from export_samples import TITLES
from issuer_kit import College
from page_kit import DATA, NOW, badge, is_quiet, page_of, seen, tampered
from vectors import VECTORS, need

from wallet.actions.knowledge import gather
from wallet.errors import WalletError
from wallet.formats import terms
from wallet.model import Document
from wallet.report import Code
from wallet.share import manifest, report_page, site, viewer
from wallet.share.cleaning import clean
from wallet.share.markup import asset
from wallet.share.page_parts import Shown
from wallet.wording import ENGLISH, Catalogue


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return command_desk(tmp_path, monkeypatch).fill()


def share(desk: Desk, *options: object) -> None:
    said = desk("share", *options, "--yes")
    assert said.code == 0, said.err


# --- bundles ---------------------------------------------------------------------


def test_a_good_bundle_is_ticked_and_loads_nothing(desk: Desk, browser: Browser) -> None:
    share(desk, "statistics", "databases", "spreadsheets", "data project", "-o", "b", "--for", "Acme")
    assert list(Path("b").iterdir())
    picked = [str(Path("b/credentials/001-statistics.json").absolute()), desk.file("x.json", b"{}")]
    altered = Path("002-databases.json")
    altered.write_bytes(b"{}")
    [found] = browser.open(
        {"file": "b/index.html", "wait": True, "axe": True, "keys": 6, "pick": [*picked, str(altered.absolute())]}
    )
    assert is_quiet(found)
    assert [kind for kind, _ in found["states"]] == ["good"] * 4
    assert found["sender"] == "good"
    assert found["summary"] == "Signatures of issuers: 4 of 4 checked in this page."
    assert found["compared"] == [
        "001-statistics.json: as it was shared",
        "x.json: not in the list",
        "002-databases.json: changed since it was shared",
    ]
    assert serious(found) == []
    assert found["axe"] == []


def test_the_first_words_are_the_honest_ones_and_no_credential_ends_with_the_share(
    desk: Desk, browser: Browser
) -> None:
    share(desk, "statistics", "-o", "b", "--for", "Acme")
    [found] = browser.open({"file": "b/index.html", "wait": True})
    assert found["first"].startswith("This page was made by the person who sent it, and a page can be made to say any")
    assert (found["title"], found["language"]) == ("Credentials for Acme", "en")
    assert found["share"] == (
        "This share is meant to be checked until 2027-02-20. "
        "The credentials in it do not end then: their own dates stand beside each."
    )
    assert "verified" not in Path("b/index.html").read_text(encoding="utf-8").split("<script")[0].casefold()
    desk.at = datetime(2020, 1, 1, tzinfo=UTC)
    share(desk, "statistics", "-o", "old")
    [over] = browser.open({"file": "old/index.html", "wait": True})
    assert over["share"].startswith("This share was meant to be checked until 2020-03-31. The credentials did not")


def test_it_can_be_walked_with_the_keyboard_alone(desk: Desk, browser: Browser) -> None:
    share(desk, "statistics", "databases", "-o", "b")
    share(desk, "--site", "web")
    bundle, page = browser.open(
        {"file": "b/index.html", "wait": True, "keys": 3},
        {"file": next(Path("web").glob("statistics-*.html")), "wait": True, "keys": 2},
    )
    assert [(where, what) for where, what, _ in bundle["focused"]] == [
        ("A", "credentials/001-statistics.json"), ("A", "credentials/002-databases.json"), ("INPUT", "files"),
    ]  # fmt: skip
    assert [where for where, *_ in page["focused"]] == ["A", "A"]
    assert all(outlined for *_, outlined in bundle["focused"] + page["focused"]), "where one is can be seen"


def test_every_tampering_with_the_page_is_refused(desk: Desk, browser: Browser) -> None:
    share(desk, "statistics", "databases", "spreadsheets", "data project", "-o", "b")
    page = Path("b/index.html").read_bytes()

    def swapped(number: int, member: str, old: str, new: str) -> Callable[[Any], object]:
        def change(data: Any) -> None:
            signed = data["credentials"][number]["signed"]
            assert old in signed[member]
            signed[member] = signed[member].replace(old, new)

        return change

    def retold(data: Any) -> None:
        head, body, signature = data["credentials"][2]["signed"]["document"].split(".")
        claims = json.loads(kit.base64.urlsafe_b64decode(body + "=="))
        claims["name"] = "Rocket science"
        data["credentials"][2]["signed"]["document"] = ".".join((head, kit.b64(claims), signature))

    stranger = kit.make_key()

    def resigned(data: Any) -> None:
        """Another key's good signature, enclosed with its key, under the issuer's name."""
        signed = data["credentials"][0]["signed"]
        options, document = (sha256(signed[part].encode()).digest() for part in ("options", "document"))
        signed["signature"] = kit.b64(stranger.sign(options + document))
        signed["key"] = {"kty": "OKP", "crv": "Ed25519", "x": kit.b64(stranger.public.data)}

    changes = {
        0: swapped(0, "document", '"Statistics"', '"Rocket science"'),
        1: swapped(1, "document", '"Databases"', '"Rocket science"'),
        2: retold,
        3: swapped(3, "options", "2026", "2025"),
    }
    pages = [tampered(page, change) for change in changes.values()]
    pages += [tampered(page, resigned), tampered(page, swapped(0, "signature", "A", "B"))]
    pages.append(tampered(page, swapped(0, "options", "assertionMethod", "keyAgreement")))
    for number, data in enumerate(pages):
        Path(f"t{number}.html").write_bytes(data)
    answers = browser.open(*({"file": f"t{number}.html", "wait": True} for number in range(len(pages))))
    for number, found in enumerate(answers):
        broken = number if number in changes else 0
        kinds = [kind for kind, _ in found["states"]]
        assert kinds == ["bad" if at == broken else "good" for at in range(4)], number
        assert found["facts"][broken] == "", "nothing of it is shown"
        assert "Rocket science" not in found["first"]
        assert "1 of 4 refused" in found["summary"]
        assert is_quiet(found)


def test_another_list_of_files_or_another_sender_is_refused(desk: Desk, browser: Browser) -> None:
    share(desk, "statistics", "-o", "b")
    page = Path("b/index.html").read_bytes()
    other = kit.make_key()

    def renamed(data: Any) -> None:
        data["sender"]["document"] = re.sub(r"did:key:z6Mk\w+(?=> \.\n)", other.did, data["sender"]["document"])

    changes: list[Callable[[Any], object]] = [
        lambda data: data.update(manifest=data["manifest"].replace("Statistics", "Rocket science")),
        lambda data: data["sender"].update(document=data["sender"]["document"].replace("Statistics", "Rockets")),
        renamed,
    ]
    for number, change in enumerate(changes):
        Path(f"t{number}.html").write_bytes(tampered(page, change))
    answers = browser.open(*({"file": f"t{number}.html", "wait": True} for number in range(len(changes))))
    assert [found["sender"] for found in answers] == ["bad"] * 3


def test_the_reasons_of_a_stack_stand_in_the_page_as_the_senders_own(desk: Desk, browser: Browser) -> None:
    said = desk("stack", "share", "data basics", "-o", "st", "--yes")
    assert said.code == 0
    [found] = browser.open({"file": "st/index.html", "wait": True, "axe": True})
    assert is_quiet(found)
    assert ["H2", "Data basics"] in found["headings"]
    text = Path("st/index.html").read_text(encoding="utf-8")
    assert "In the sender&#x27;s own words. Count again from the credentials above." in text
    assert "Why each counts:" in text
    assert found["axe"] == []


# --- what can be checked ------------------------------------------------------------


def test_each_suite_that_a_browser_knows_is_checked_and_shown_alike(tmp_path: Path, browser: Browser) -> None:
    files: dict[str, bytes] = {}
    for kind, family in (("Ed25519", "eddsa-{}-2022"), ("P-256", "ecdsa-{}-2019"), ("P-384", "ecdsa-{}-2019")):
        key = kit.make_key(kind)
        # The kit labels blank nodes by SHA-256 alone, which goes with P-384 only where there are none.
        for form in ("jcs", "rdfc") if kind != "P-384" else ("jcs",):
            files[f"{kind} {form}"] = json.dumps(kit.signed(badge(key), key, family.format(form))).encode()
        files[f"{kind} jws"] = kit.token(badge(key), key).encode()
    key = kit.make_key()
    for name, context in (("Ed25519Signature2020", kit.ED_2020), ("JsonWebSignature2020", kit.JWS_2020)):
        document = badge(key)
        document["@context"].append(context)
        files[name] = json.dumps(kit.signed(document, key, name)).encode()
    page = page_of(*(seen(data, name=name)[1] for name, data in files.items()))
    before_scripts = page.partition(b"<script")[0].decode()
    assert before_scripts.count("Not checked: this page checks with a script, and none ran.") == len(files)
    assert before_scripts.count("Join two plates.") == len(files)
    (tmp_path / "p.html").write_bytes(page)
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True, "axe": True})
    assert is_quiet(found)
    states = dict(zip(files, found["states"], strict=True))
    assert {name: kind for name, (kind, _) in states.items()} == dict.fromkeys(files, "good")
    for text in found["facts"]:
        for part in ("School of Welding", "2024-01-01", "Metal, joined.", "Join two plates.", "Arc welding (S1)"):
            assert part in text
        assert text.endswith("ResultsMark93")
    assert serious(found) == []


def test_what_is_yet_to_begin_says_so_with_a_script_and_without(tmp_path: Path, browser: Browser) -> None:
    key = kit.make_key()
    document = badge(key, awardedDate="2024-01-01T00:00:00Z") | {"validFrom": "2124-03-04T00:00:00Z"}
    report, shown = seen(kit.token(document, key).encode())
    page = page_of(shown)
    assert '<dt>Begins</dt><dd dir="auto">2124-03-04</dd>' in page.partition(b"<script")[0].decode()
    assert ("Begins", "2124-03-04") in report_page.facts(report, Catalogue())
    (tmp_path / "p.html").write_bytes(page)
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True})
    assert "Begins2124-03-04 (not yet)" in found["facts"][0]


def test_a_key_that_the_sender_enclosed_is_called_so(tmp_path: Path, browser: Browser) -> None:
    for kind in ("Ed25519", "RSA"):
        college = College(key=kit.make_key(kind))
        if kind == "RSA":
            numbers = college.key.private.public_key().public_numbers()
            jwk = {"kty": "RSA", "n": kit.b64(numbers.n.to_bytes(256)), "e": "AQAB"}
            method = {
                "id": f"{college.did}#key-1",
                "type": "JsonWebKey",
                "controller": college.did,
                "publicKeyJwk": jwk,
            }
            document = json.dumps(
                {"id": college.did, "verificationMethod": [method], "assertionMethod": [method["id"]]}
            ).encode()
            claims = badge(college.key) | {"issuer": {"id": college.did, "type": ["Profile"], "name": "School"}}
            data = kit.token(claims, college.key, kid=method["id"]).encode()
        else:
            document, data = college.document(), college.badge()
        saved = Document(college.did_url, document, sha256(document).hexdigest(), "application/json", NOW)
        known = gather()
        known = known._replace(keys=replace(known.keys, lookup={college.did_url: saved}.get))
        (tmp_path / f"{kind}.html").write_bytes(page_of(seen(data, known)[1]))
    answers = browser.open(*({"file": tmp_path / f"{kind}.html", "wait": True} for kind in ("Ed25519", "RSA")))
    words = "unchanged since it was signed, with a key that the sender enclosed for did:web:college.example."
    for found in answers:
        assert found["states"] == [
            ["open", f"Checked in this page: {words} Whether the key is theirs, no page can tell."]
        ]
        assert found["summary"].endswith("1 of 1 checked with a key that the sender enclosed.")


def test_what_no_page_can_check_is_said_and_not_ticked(tmp_path: Path, browser: Browser) -> None:
    college = College()
    unknown, _ = seen(college.badge()), None
    assert unknown[1].signed is None, "no key is saved"
    key = kit.make_key()
    broken = kit.signed(badge(key), key, "eddsa-jcs-2022") | {"name": "Rocket science"}
    shown = [unknown[1], seen(json.dumps(broken).encode())[1]]
    (tmp_path / "p.html").write_bytes(page_of(*shown))
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True})
    assert found["states"] == [["open", "Not checkable in this page. What follows is what the sender says."]] * 2
    assert "2 of 2 not checkable in this page" in found["summary"]


def test_a_page_carries_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    key = kit.make_key()
    shown = [seen(kit.token(badge(key) | {"name": f"Badge {number}"}, key).encode())[1] for number in range(3)]
    assert shown[0].signed is not None
    size = len(shown[0].signed.covered.document)
    for limit, carried in ((3 * size, 3), (3 * size - 1, 2), (0, 0)):
        monkeypatch.setattr("wallet.share.page_parts.LIMIT_PAGE", limit)
        page = page_of(*shown)
        match = DATA.search(page)
        assert match
        found = [one["signed"] is not None for one in json.loads(match[2])["credentials"]]
        assert found == [number < carried for number in range(3)]
        assert page.count(b"Not checkable in this page. What follows") == 3 - carried
    monkeypatch.setattr("wallet.share.page_parts.LIMIT_CARRIED", size - 1)
    assert shown[0].checkable() is None


def test_badges_of_others_are_ticked_when_we_find_them_unchanged(tmp_path: Path, browser: Browser) -> None:
    kept: list[Shown] = []
    for path in sorted(need(VECTORS / "ob3-embedded").iterdir()) + sorted((VECTORS / "vc20").iterdir()):
        try:
            report, shown = seen(path.read_bytes(), name=path.name)
        except WalletError:
            continue
        if shown.checkable() is not None and report.checks[2].code is Code.ISSUER_KEY:
            kept.append(shown)
    assert len(kept) > 20
    (tmp_path / "p.html").write_bytes(page_of(*kept))
    [found] = browser.open({"file": tmp_path / "p.html", "wait": True, "axe": True})
    wrong = [(shown.path, state) for shown, state in zip(kept, found["states"], strict=True) if state[0] != "good"]
    assert wrong == []
    heard = [text for name, text in found["headings"] if name == "H2"][: len(kept)]
    differ = [
        pair for pair in zip(heard, (clean(one.credential.title) for one in kept), strict=True) if len({*pair}) > 1
    ]
    assert set(differ) <= {("(without a title)", "Credential")}, "it reads what our own readers read"
    assert is_quiet(found)
    assert serious(found) == []


def test_the_script_means_by_each_name_what_the_readers_mean() -> None:
    script = asset("signed.js")
    tables = [
        json.loads(re.search(rf"const {name} = (\{{.*?\}});", script, re.DOTALL)[1])
        for name in ("TERMS", "OTHER_NAMES")
    ]  # type: ignore[index] # they are there
    meant = {start + name: name for start, names in tables[0].items() for name in names} | tables[1]
    ours = {iri: name for name, iris in terms.IRIS.items() for iri in iris} | {
        "https://w3id.org/security#proofPurpose": "proofPurpose",
        f"{terms.OB3}endorsement": "endorsement",
    }
    assert {iri: name for iri, name in meant.items() if ours.get(iri) != name} == {}


# --- pages for the web ------------------------------------------------------------------


def test_a_site_is_ticked_loads_nothing_and_can_be_used_by_everybody(desk: Desk, browser: Browser) -> None:
    share(desk, "--site", "web", "--base-url", "https://me.example/badges")
    pages = sorted(Path("web").glob("*.html"))
    answers = browser.open(*({"file": page, "wait": page.name != site.INDEX, "axe": True} for page in pages))
    assert len(answers) == 5
    for page, found in zip(pages, answers, strict=True):
        assert is_quiet(found)
        assert found["axe"] == []
        assert found["first"].startswith("This page was made by the person who put it here")
        if page.name != site.INDEX:
            assert [kind for kind, _ in found["states"]] == ["good"]
            assert found["links"][0] == "index.html"
            assert (page.parent / found["links"][1]).is_file()
    index = answers[[page.name for page in pages].index(site.INDEX)]
    assert [link for link in index["links"] if not (Path("web") / link).is_file()] == []
    forged = tampered(pages[0].read_bytes(), lambda data: data["credentials"][0]["signed"].update(signature="AAAA"))
    Path("web/forged.html").write_bytes(forged)
    [found] = browser.open({"file": "web/forged.html", "wait": True})
    assert found["states"][0][0] == "bad"
    assert "Data project" not in found["first"]


def test_a_report_is_a_page_that_everybody_can_use(desk: Desk, browser: Browser) -> None:
    share(desk, "statistics", "databases", "-o", "b")
    assert desk("verify", "b", "--report", "r.html").code == 0
    [found] = browser.open({"file": "r.html", "axe": True})
    assert is_quiet(found)
    assert found["axe"] == []


# --- hostile titles -------------------------------------------------------------------------


def test_two_hundred_hostile_titles_do_nothing(tmp_path: Path, browser: Browser) -> None:
    """Each as a title, an issuer's name and what it took: signed, and what no page can check."""
    key = kit.make_key()
    reports, shown = [], []
    for number, title in enumerate(TITLES):
        document = badge(key)
        document["name"] = document["issuer"]["name"] = title
        document["credentialSubject"]["achievement"]["criteria"] = {"narrative": title}
        data = kit.token(document, key) if number % 2 else json.dumps(kit.signed(document, key, "eddsa-jcs-2022"))
        report, one = seen(data.encode(), name=f"{number}.json")
        reports.append(report)
        shown.append(one if number % 4 < 2 else replace(one, signed=None))
    assert sum(one.signed is not None for one in shown) == 100
    numbered = enumerate(zip(TITLES, shown, strict=True))
    listed = [site.SiteCredential(site.name(title, f"{number:06}"), one, b"{}") for number, (title, one) in numbered]
    files = site.files(listed[:20], ENGLISH)
    worst = manifest.Manifest(NOW, "did:key:z6Mk", (), None, TITLES[3], TITLES[3])
    account = {"stack.md": "\n".join(TITLES).encode("utf-8", "replace")}
    pages = {
        "viewer.html": viewer.render(shown, viewer.Whole(worst, b"{}", None, account), ENGLISH),
        "report.html": report_page.render(reports, NOW, "1", Catalogue()),
        **{name: data for name, data in files.items() if name.endswith(".html")},
    }
    for name, data in pages.items():
        (tmp_path / name).write_bytes(data)
    answers = browser.open(
        *({"file": tmp_path / name, "wait": name not in ("report.html", site.INDEX)} for name in pages)
    )
    for name, found in zip(pages, answers, strict=True):
        assert is_quiet(found), name
        assert found["scripts"] == {"report.html": 0, site.INDEX: 0}.get(name, 2), name
    kinds = [kind for kind, _ in answers[0]["states"]]
    assert kinds == ["good" if one.signed else "open" for one in shown]
    heard = [text for name, text in answers[0]["headings"] if name == "H2"][: len(shown)]
    assert heard == [clean(title) or "Welding" for title in TITLES], (
        "without a name of its own it has its achievement's"
    )


def test_what_the_pages_are_made_of_is_no_code_but_comes_along() -> None:
    found = {path.name for path in files("wallet.share.pages").iterdir() if path.name.endswith((".js", ".css"))}
    assert found == {"page.css", "signed.js", "viewer.js"}
    script = asset("signed.js") + asset("viewer.js")
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "Function(", "fetch", "XMLHttp"):
        assert word not in script, word

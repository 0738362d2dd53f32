"""Vocabularies of the user's own: kept verbatim, used by what comes later, never in place of a known one."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from programs import interpreted
from vault_desk import CHEAP

from wallet import vault as vaults
from wallet.actions import contexts, demo, vocabularies
from wallet.actions.grounds import Asked
from wallet.actions.inputs import Input
from wallet.actions.judge import judge
from wallet.actions.knowledge import of_wallet, saved
from wallet.actions.vocabularies import AddedContext
from wallet.actions.vocabularies import held as added_contexts
from wallet.carriers import unwrap
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Unreadable, UsageError
from wallet.report import Code
from wallet.vault import Passphrase, Place, Vault

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://college.example/terms/v1"
TEXT = b'{"@context": {"gpa": "https://college.example/terms#gpa", "x": {"@id": "urn:x", "@context": {"y": "urn:y"}}}}'
KNOWN = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr("wallet.vault.slots.calibrated", lambda *_: CHEAP)
    place = Place(tmp_path / "w", tmp_path / "s", tmp_path / "c")
    vaults.create(place, b"correct horse")
    return vaults.open(place, Passphrase(b"correct horse"))


@pytest.fixture(scope="module")
def badge() -> bytes:
    """A badge that also names ``URL``, signed where nothing but the demo's words stand."""
    found = json.loads(demo.files(NOW, bytes)["statistics.json"])
    found["@context"].append(URL)
    return json.dumps(found).encode()


def test_what_is_added_is_used_from_then_on(vault: Vault, badge: bytes) -> None:
    added = contexts.add(vault, URL, TEXT, Asked(NOW))
    assert added == (URL, sha256(TEXT).hexdigest(), 3, False, ())
    assert contexts.add(vault, URL, TEXT, Asked(NOW)).already_held
    assert added_contexts(vault) == (AddedContext(URL, TEXT),)
    codes = [judge(unwrap(badge, "x")[0], known, Asked(NOW)).checks[1].code for known in (saved(NOW), of_wallet(vault))]
    assert codes == [Code.CONTEXT_UNKNOWN, Code.SIGNATURE_GOOD]


def test_a_known_url_cannot_be_given_another_text(vault: Vault) -> None:
    contexts.add(vault, URL, TEXT, Asked(NOW))
    for url in (URL, KNOWN):
        with pytest.raises(Unreadable) as raised:
            contexts.add(vault, url, TEXT.replace(b"#gpa", b"#name"), Asked(NOW))
        assert raised.value.kind == "context_known"
    assert len(added_contexts(vault)) == 1


def test_two_urls_may_have_one_text(vault: Vault) -> None:
    contexts.add(vault, URL, TEXT, Asked(NOW))
    contexts.add(vault, URL + "/alias", TEXT, Asked(NOW))
    assert [one.url for one in added_contexts(vault)] == [URL, URL + "/alias"]


def test_what_was_added_can_be_removed(vault: Vault) -> None:
    contexts.add(vault, URL, TEXT, Asked(NOW))
    assert contexts.remove(vault, KNOWN, Asked(NOW)) == 0
    assert contexts.remove(vault, URL, Asked(NOW)) == 1
    assert added_contexts(vault) == ()
    assert not contexts.add(vault, URL, TEXT.replace(b"#gpa", b"#name"), Asked(NOW)).already_held


@interpreted
def test_what_has_come_with_the_program_since_counts_alone(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ContextLibrary, "editions", lambda *_: ())
        contexts.add(vault, KNOWN, TEXT, Asked(NOW))
    assert added_contexts(vault) == ()
    assert of_wallet(vault).contexts.editions(KNOWN) == ContextLibrary().editions(KNOWN)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (b"{", "json_malformed"),
        (b'{"@context": {"a": "urn:a", "a": "urn:b"}}', "json_duplicate_key"),
        (b"[]", "context_malformed"),
        (b"{}", "context_malformed"),
        (b'{"@context": 5}', "context_malformed"),
        (b'{"@context": {"@import": "https://e.example/"}}', "context_unsupported"),
        (b'{"@context": {}}' + b" " * vocabularies.DOCUMENT_LIMIT, "too_large"),
    ],
)
def test_what_is_no_context_is_refused(vault: Vault, text: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as raised:
        contexts.add(vault, URL, text, Asked(NOW))
    assert raised.value.kind == slug
    assert URL in raised.value.message
    assert added_contexts(vault) == ()


@pytest.mark.parametrize(
    "url", ["", "v1", "file:///etc/passwd", "https://", "https://a b", "https://a\nb", "javascript:1"]
)
def test_a_context_goes_by_a_web_address(vault: Vault, url: str) -> None:
    with pytest.raises(UsageError) as raised:
        contexts.add(vault, url, TEXT, Asked(NOW))
    assert raised.value.kind == "bad_url"


def test_there_is_a_limit_to_them(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "ADDED_LIMIT", 1)
    contexts.add(vault, URL, TEXT, Asked(NOW))
    with pytest.raises(Unreadable, match="keeps 1 vocabularies"):
        contexts.add(vault, URL + "/2", TEXT, Asked(NOW))
    assert contexts.add(vault, URL, TEXT, Asked(NOW)).already_held, "what is held already takes no room"


def test_every_edition_is_listed(vault: Vault) -> None:
    contexts.add(vault, URL, TEXT, Asked(NOW))
    found = contexts.lines(of_wallet(vault).contexts)
    assert [one for one in found if one.added] == [(URL, "added", sha256(TEXT).hexdigest(), 3, True)]
    assert [one.edition for one in found if one.url == "https://w3id.org/security/suites/ed25519-2020/v1"] == ["1", "2"]
    assert all(len(one.sha256) == 64 for one in found)
    assert next(one for one in found if one.url == KNOWN).terms > 50


def named(*data: bytes, added: tuple[AddedContext, ...] = ()) -> dict[str, Any]:
    items = [Input(f"{number}.json", one) for number, one in enumerate(data)]
    return {use.url: use[1:] for use in contexts.named_in(items, saved(NOW, None, added), Asked(NOW))}


def test_who_needs_which_and_what_is_missing(badge: bytes) -> None:
    badges = demo.files(NOW, bytes)
    found = named(badge, badges["statistics.json"], badges["data-project.png"], badges["spreadsheets.jwt"])
    ob3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    assert found == {
        KNOWN: (("1",), (), 3),
        ob3: (("1", "2"), ("1",), 4),
        URL: ((), (), 1),
        "https://www.w3.org/2018/credentials/v1": (("1",), (), 1),
        "https://w3id.org/security/suites/ed25519-2020/v1": (("1", "2"), ("1",), 1),
    }
    assert named(badge, added=(AddedContext(URL, TEXT),))[URL] == (("added",), (), 1)


def test_no_edition_is_said_to_fit_what_was_changed() -> None:
    changed = demo.files(NOW, bytes)["statistics.json"].replace(b"Demo", b"Oxford")
    assert {use[1] for use in named(changed).values()} == {()}


def test_checking_a_file_that_is_no_credential_says_so() -> None:
    with pytest.raises(Unreadable):
        named(b"plain text")

"""Nothing that a good verdict rests on can be taken away or broken without the verdict going with it.

For every third-party credential that is accepted: each saved document and each
vocabulary that its checks looked at, its proofs member by member, its token
character by character.
"""

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from programs import interpreted
from test_vectors import ACCEPTED, CLOCK, KINDS, network
from vectors import VECTORS, cases

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.codec.contexts import ContextLibrary, Table
from wallet.errors import Unreadable
from wallet.model import Credential, Document
from wallet.report import Report, Result

BROKEN = (None, b"", b"{}", b"[]", b"null", b"{", b'{"id":"urn:x","type":"Profile"}', b"eyJhbGciOiJub25lIn0.e30.")
"""What a document is replaced by; None for not being saved at all."""
WORSE = {Result.PASS: 0, Result.NOT_APPLICABLE: 0, Result.NOTE: 1, Result.UNKNOWN: 2, Result.FAIL: 2}


class Library:
    """The installed vocabularies, but for one, in whose place stands another or none; and what was asked of it."""

    def __init__(self, *, but: str = "", stands: str = "") -> None:
        self.installed = ContextLibrary()
        self.memory = self.installed.memory
        self.but = but
        self.stands = stands
        self.asked: dict[str, None] = {}

    def editions(self, url: str) -> tuple[Table, ...]:
        self.asked[url] = None
        if url != self.but:
            return self.installed.editions(url)
        return self.installed.editions(self.stands) if self.stands else ()


def judged(data: bytes, saved: dict[str, Document], library: Any, asked: set[str] | None = None) -> Report:
    """The report under what is saved; the addresses that were looked up go to ``asked``."""

    def lookup(url: str) -> Document | None:
        if asked is not None:
            asked.add(url)
        return saved.get(url)

    (payload,) = unwrap(data, "badge")
    return judge(payload, gather(lookup)._replace(contexts=library), Asked(CLOCK))


def accepted(data: bytes, saved: dict[str, Document], library: Any) -> bool:
    try:
        return judged(data, saved, library).verdict in ACCEPTED
    except Unreadable:
        return False


SHARED = ContextLibrary()


@cache
def saved() -> dict[str, Document]:
    """The stand-in without the rows that say the same again: a did:web is found at the address it stands for."""
    return {url: document for url, document in network().items() if not url.startswith("did:web:")}


@pytest.fixture(scope="module")
def vectors() -> dict[str, bytes]:
    """Every vector that is a credential or several, by its path."""
    rows = [case.values[0] for case in cases(*KINDS)]
    if rows == [None]:
        pytest.skip("needs the shared test material: ../shared/vectors/manifest.json is not there")
    found = {row["path"]: (VECTORS / row["path"]).read_bytes() for row in rows}
    return {path: data for path, data in found.items() if opens(data)}


@pytest.fixture(scope="module")
def good(vectors: dict[str, bytes]) -> dict[str, bytes]:
    """Those that are accepted."""
    found = {path: data for path, data in vectors.items() if accepted(data, saved(), SHARED)}
    assert len(found) > 60
    return found


def opens(data: bytes) -> bool:
    try:
        judged(data, {}, SHARED)
    except (Unreadable, ValueError):  # the latter for an archive or list of several
        return False
    return True


def everything(report: Report) -> Iterator[Report]:
    yield report
    for part in report.parts:
        yield from everything(part)


def test_no_saved_document_is_dispensable_that_a_check_names(vectors: dict[str, bytes]) -> None:
    relied_on = 0
    for path, data in vectors.items():
        asked: set[str] = set()
        before = judged(data, saved(), SHARED, asked)
        named = {check.source.partition("#")[0] for report in everything(before) for check in report.checks}
        for url in sorted(asked & saved().keys()):
            relied_on += before.verdict in ACCEPTED and url in named
            for content in BROKEN:
                after = judged(data, replaced(url, content), SHARED)
                if url in named or before.verdict not in ACCEPTED:
                    assert after.verdict not in ACCEPTED, (path, url, content)
                if before.verdict in ACCEPTED:
                    assert_no_better(before, after, (path, url, content))
    assert relied_on > 10


def replaced(url: str, content: bytes | None) -> dict[str, Document]:
    rest = {key: document for key, document in saved().items() if key != url}
    broken = {} if content is None else {url: Document(url, content, "0" * 64, "application/json", CLOCK)}
    return {**rest, **broken}


def assert_no_better(before: Report, after: Report, what: Any) -> None:
    for one, other in zip(before.checks, after.checks, strict=False):
        assert WORSE[other.result] >= WORSE[one.result], (what, other.code)


@interpreted
def test_no_vocabulary_is_dispensable_that_was_read(good: dict[str, bytes]) -> None:
    """Without it something is accepted no longer; with another in its place that, or nothing reads differently."""
    for path, data in good.items():
        library = Library()
        before = said(judged(data, saved(), library))
        for url in library.asked:
            assert before.keys() - said(judged(data, saved(), Library(but=url))).keys(), (path, url)
            for stands in ("https://w3id.org/security/v1", "https://www.w3.org/ns/did/v1"):
                after = said(judged(data, saved(), Library(but=url, stands=stands)))
                assert before.keys() > after.keys() or after == before, (path, url, stands)


def said(report: Report) -> dict[str, Credential]:
    """What the accepted ones among a credential and its parts say, by their places."""
    return {one.pointer: one.credential for one in everything(report) if one.verdict in ACCEPTED}


def test_no_member_of_a_proof_is_dispensable(good: dict[str, bytes]) -> None:
    changed = 0
    for path, data in good.items():
        document = json.loads(data) if data.lstrip().startswith(b"{") else {}
        rest = {name: value for name, value in document.items() if name != "proof"}
        if isinstance(proof := document.get("proof"), dict):
            assert not accepted(json.dumps(rest).encode(), saved(), SHARED), path
            for node in broken_proofs(proof):
                assert not accepted(json.dumps({**rest, "proof": node}).encode(), saved(), SHARED), (path, node)
                changed += 1
    assert changed > 1000


def broken_proofs(proof: dict[str, Any]) -> Iterator[Any]:
    yield from ([], {}, None, "x", [None], [{}])
    for member, value in proof.items():
        rest = {name: value for name, value in proof.items() if name != member}
        yield from (rest, {**rest, member: "x"}, {**rest, member: None}, {**rest, f"{member}x": value})


def test_no_character_of_a_token_is_dispensable(good: dict[str, bytes]) -> None:
    rng, tokens = random.Random(11), [data.strip() for data in good.values() if data.startswith(b"eyJ")]
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    assert len(tokens) > 5
    for data in tokens:
        for place in [*range(0, len(data), len(data) // 60), len(data) - 1]:
            other = rng.choice([letter for letter in letters if letter != data[place]])
            for text in (
                data[:place] + bytes([other]) + data[place + 1 :],
                data[:place],
                data[:place] + data[place + 1 :],
            ):
                assert not accepted(text, saved(), SHARED), text

"""Every third-party credential gets the verdict it should get.

The expectations are those of the vectors' manifest, mapped to checks as the
test below says.  Exceptions are listed one by one, each with its reason.
"""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from vectors import VECTORS, cases, need

from wallet.actions.grounds import Asked
from wallet.actions.inputs import Input
from wallet.actions.knowledge import gather
from wallet.actions.reading import Read, Reader, read
from wallet.model import Document
from wallet.report import CheckId, Code, Report, Result, Verdict
from wallet.results.checking import Failure

CLOCK = datetime(2026, 11, 22, 21, tzinfo=UTC)
KINDS = (
    "ob1-hosted", "ob2-hosted", "ob2-baked", "ob2-signed-jws", "ob3-embedded", "ob3-baked", "ob3-jwt",
    "ob3-endorsement", "clr2", "vc11", "vc20", "vp", "sdjwt", "statuslist", "edc-elm", "blockcerts", "tcp-ler",
    "invalid-input",
)  # fmt: skip
ACCEPTED = {Verdict.VERIFIED, Verdict.VERIFIED_WITH_NOTES}

NO_CREDENTIAL = {
    # What a file holds instead, by how it is named to the user.
    ("statuslist", "not_a_credential"): "a test's composite; tests/status/test_third_party_lists.py takes it apart",
    ("edc-elm", "not_a_credential"): "the description of an organisation",
    ("ob1-hosted", "badge_class"): "no award",
    ("ob1-hosted", "issuer_profile"): "no award",
    ("ob2-hosted", "badge_class"): "no award",
    ("ob2-hosted", "issuer_profile"): "no award",
    ("ob2-hosted", "key_document"): "no award",
    ("ob2-hosted", "revocation_list"): "no award",
    ("ob2-hosted", "achievement"): "no award, but what one may refer to",
    ("ob2-hosted", "not_a_credential"): "an object whose type is empty",
    ("sdjwt", "not_a_credential"): "a plain token, the usual John Doe, under a shared secret",
}
CANNOT_TELL = {
    "ob3-embedded/1edtech-credential-status-revoked.json": "its list of withdrawn badges is in no evidence",
    "vc20/w3c-ecdsa-ecdsa-sd-2023-employ-addSignedSDBase.json": "a base proof is for the holder only",
    "vc20/ssi-bbs2023-signed-derived-document.jsonld": "BBS signatures are not supported",
    "sdjwt/sd-jwt-js-index-L810-ES256.sd-jwt": "the issuer's key is in no evidence; see the test with it",
    "sdjwt/sd-jwt-js-vc-example-L21-ES256.sd-jwt": "the issuer's key is in no evidence; see the test with it",
    "vc11/smart-health-card-example00.jws.jwt": "the issuer's key is in no evidence; see the test with it",
}
"""What nobody could tell from the evidence there is: never accepted, whatever the manifest says."""


@cache
def network() -> dict[str, Document]:
    """The stand-in for the issuers' servers, as saved evidence."""
    folder = VECTORS / "network"
    found = {}
    for url, name in json.loads((folder / "urls.json").read_text())["urls"].items():
        if (folder / name).is_file():
            data = (folder / name).read_bytes()
            found[url] = Document(url, data, sha256(data).hexdigest(), "application/json", CLOCK)
    return found


def outcome(row: dict[str, Any], saved: dict[str, Document]) -> Report | Failure:
    path = VECTORS / row["path"]
    data = path.read_bytes()
    assert sha256(data).hexdigest() == row["sha256"]
    reader = Reader(gather(saved.get), Asked(CLOCK), lambda _: None)
    first = next(iter(read([Input(row["path"], data)], reader)))
    assert isinstance(first, Read | Failure)
    return first.report if isinstance(first, Read) else first


def found(report: Report, check: CheckId) -> tuple[Result, Code]:
    return next((c.result, c.code) for c in report.checks if c.id is check)


@pytest.mark.parametrize("row", cases(*KINDS))
def test_third_party_credential(row: dict[str, Any]) -> None:
    want, path = row["expected"], row["path"]
    got = outcome(row, network())
    if isinstance(got, Failure):
        assert want["parse"] == "error" or (row["kind"], got.error.kind) in NO_CREDENTIAL, got.error.message
        assert row["kind"] != "statuslist" or path.endswith(".case.json"), path
        return
    if want["parse"] == "error" or path in CANNOT_TELL:
        assert got.verdict not in ACCEPTED
        return
    integrity, _ = found(got, CheckId.INTEGRITY)
    match want["signature"]:
        case "valid":
            assert integrity in (Result.PASS, Result.NOTE), got.checks
        case "invalid" if row["kind"] == "blockcerts":  # some need a chain or a profile that no evidence holds
            assert got.verdict not in ACCEPTED, got.checks
        case "invalid":
            assert got.verdict is Verdict.REJECTED, got.checks
        case "unsigned" | "needs-network-key":
            assert integrity is Result.UNKNOWN or got.verdict not in ACCEPTED, got.checks
    if want.get("revoked") is True:
        assert got.verdict is (Verdict.CANNOT_TELL if row["kind"] == "blockcerts" else Verdict.REJECTED), got.checks
    if want["signature"] == "valid" and want.get("expired"):
        assert found(got, CheckId.VALIDITY) == (Result.NOTE, Code.EXPIRED)


@pytest.mark.parametrize("row", cases("ob3-embedded", "ob3-baked", "vc20", "vc11", "ob3-endorsement", "clr2", "vp"))
def test_without_any_evidence_nothing_better_is_claimed(row: dict[str, Any]) -> None:
    """Fail-open guard: taking everything saved away may hide a withdrawal that was never fetched, and nothing else."""
    with_all, without = outcome(row, network()), outcome(row, {})
    if isinstance(without, Report) and without.verdict in ACCEPTED:
        assert isinstance(with_all, Report)
        assert with_all.verdict in ACCEPTED


PUBLISHED_KEYS = {
    "vc11/smart-health-card-example00.jws.jwt": (
        "https://spec.smarthealth.cards/examples/issuer/.well-known/jwks.json",
        "smart-health-card-example-issuer.jwk",
    ),
    "sdjwt/sd-jwt-js-vc-example-L21-ES256.sd-jwt": ("", "sd-jwt-rfc-issuer.jwk"),
    "sdjwt/sd-jwt-js-index-L810-ES256.sd-jwt": ("", "sd-jwt-rfc-issuer.jwk"),
}


@pytest.mark.parametrize("row", [c for c in cases("vc11", "sdjwt") if c.id in {"absent", *PUBLISHED_KEYS}])
def test_with_the_key_that_its_maker_publishes_it_holds(row: dict[str, Any]) -> None:
    address, name = PUBLISHED_KEYS[row["path"]]
    key = json.loads(need(VECTORS / "network" / "keys" / name).read_text())
    header, claims = (_part(row, 0), _part(row, 1))
    address = address or claims["iss"] + "/.well-known/jwks.json"
    data = json.dumps({"keys": [{"kid": header.get("kid"), **key}]}).encode()
    saved = Document(address, data, sha256(data).hexdigest(), "application/json", CLOCK)
    got = outcome(row, {address: saved})
    assert isinstance(got, Report)
    assert found(got, CheckId.INTEGRITY)[0] in (Result.PASS, Result.NOTE), got.checks
    assert found(got, CheckId.SIGNER) == (Result.PASS, Code.ISSUER_DOCUMENT), got.checks


def _part(row: dict[str, Any], number: int) -> dict[str, Any]:
    """A part of a token, read without any of our own code."""
    part = (VECTORS / row["path"]).read_text().split(".")[number]
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return dict(json.loads(raw)) if raw.startswith(b"{") else {}

"""Right mathematics, wrong authority: every signature here holds; who may have made it is another question.

Each case goes through all steps, once as an embedded proof and once as a token.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import pytest
from proof_kit import Json, Key, b64, credential, make_key, signed, token

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.model import Document, Payload
from wallet.report import CheckId, Report, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY, OTHER = make_key(), make_key()
WEB, PLACE = "did:web:issuer.example", "https://issuer.example/.well-known/did.json"
METHOD = f"{WEB}#key-1"
ACCEPTED = {Verdict.VERIFIED, Verdict.VERIFIED_WITH_NOTES}


def method(key: Key = KEY, controller: str = WEB, **members: Any) -> Json:
    multibase = key.did.removeprefix("did:key:")
    return {"id": METHOD, "type": "Multikey", "controller": controller, "publicKeyMultibase": multibase, **members}


def did_document(*listed: Any, **members: Any) -> Json:
    return {"id": WEB, "assertionMethod": [*listed], **members}


class Case(NamedTuple):
    """Who claims to issue, with which key and under which name it is signed, and what is saved of the issuer."""

    issuer: str
    kid: str
    saved: Json | None
    code: str
    key: Key = KEY
    origin: str = "saved"


CASES = {
    "the issuer is the key": Case(KEY.did, KEY.method, None, "issuer_key"),
    "the issuer is another key": Case(OTHER.did, KEY.method, None, "issuer_mismatch"),
    "the issuer lists the key": Case(WEB, METHOD, did_document(method()), "issuer_document"),
    "the issuer lists its name": Case(
        WEB, METHOD, did_document(METHOD, verificationMethod=[method()]), "issuer_document"
    ),
    "listed for nothing": Case(WEB, METHOD, did_document(verificationMethod=[method()]), "method_not_authorised"),
    "listed for something else": Case(WEB, METHOD, did_document(authentication=[method()]), "method_not_authorised"),
    "of another controller": Case(WEB, METHOD, did_document(method(controller=OTHER.did)), "method_not_authorised"),
    "withdrawn": Case(WEB, METHOD, did_document(method(revoked="2025-01-01T00:00:00Z")), "method_not_authorised"),
    "not listed at all": Case(WEB, f"{WEB}#key-2", did_document(method()), "method_not_authorised"),
    "nothing is saved": Case(WEB, METHOD, None, "issuer_not_saved"),
    "the document is another's": Case(WEB, METHOD, {**did_document(method()), "id": OTHER.did}, "issuer_not_saved"),
    "the sharer wrote the document": Case(WEB, METHOD, did_document(method()), "issuer_from_sharer", origin="sharer"),
    "a listed name, another's key": Case(WEB, METHOD, did_document(method()), "", key=OTHER),
    "the signer's own document": Case("https://bank.example", METHOD, did_document(method()), "issuer_not_saved"),
}


def embedded(case: Case, **members: Any) -> bytes:
    named = {"verificationMethod": case.kid, **members}
    return json.dumps(signed(credential(case.issuer), case.key, "eddsa-jcs-2022", **named)).encode()


def compact(case: Case, **header: Any) -> bytes:
    return token(credential(case.issuer), case.key, **{"kid": case.kid, **header}).encode()


def judged(data: bytes, saved: Json | None = None, *, origin: str = "saved", url: str = PLACE) -> Report:
    content = json.dumps(saved).encode()
    copy = Document(url, content, sha256(content).hexdigest(), "application/json", NOW, origin)
    kind = "application/json" if data.startswith(b"{") else "application/jwt"
    lookup = {} if saved is None else {url: copy}
    return judge(Payload(data, kind, "text", "badge", data), gather(lookup.get), Asked(NOW))


def signer(report: Report) -> str:
    return next((check.code.value for check in report.checks if check.id is CheckId.SIGNER), "")


@pytest.mark.parametrize("secure", [embedded, compact])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_good_signature_counts_only_for_whom_its_key_speaks(case: Case, secure: Any) -> None:
    report = judged(secure(case), case.saved, origin=case.origin)
    assert signer(report) == case.code, report.checks
    assert (report.verdict in ACCEPTED) is (case.code in {"issuer_key", "issuer_document"})


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "capabilityInvocation"])
def test_a_signature_for_another_purpose_is_none_for_this(purpose: str) -> None:
    listed = did_document(method(), authentication=[METHOD], keyAgreement=[METHOD], capabilityInvocation=[METHOD])
    report = judged(embedded(CASES["the issuer lists the key"], proofPurpose=purpose), listed)
    assert signer(report) in {"purpose_wrong", "method_not_authorised"}
    assert report.verdict is Verdict.REJECTED


def test_a_signature_past_its_end_is_refused() -> None:
    report = judged(embedded(CASES["the issuer is the key"], expires="2026-11-22T12:00:00Z"))
    assert (signer(report), report.verdict) == ("proof_expired", Verdict.REJECTED)


JWK = {"kty": "OKP", "crv": "Ed25519", "x": b64(KEY.public.data)}
EVIL = "https://evil.example/keys"
HINTS: dict[str, Json] = {
    "the key itself": {"kid": None, "jwk": JWK},
    "the key and the issuer's name for it": {"kid": METHOD, "jwk": JWK},
    "a place of keys": {"kid": None, "jku": EVIL},
    "a place of keys and a name there": {"kid": f"{EVIL}#1", "jku": EVIL},
    "a place of certificates": {"kid": None, "x5u": EVIL},
    "a certificate that is none": {"kid": None, "x5c": [b64(b"leaf")]},
    "a thumbprint": {"kid": None, "x5t#S256": b64(sha256(b"x").digest())},
    "a file": {"kid": "../../../../etc/passwd"},
    "a path": {"kid": "/dev/null"},
    "a query": {"kid": "x' UNION SELECT 'key'--"},
    "a command": {"kid": "key|id"},
    "an empty name": {"kid": ""},
    "another issuer's DID": {"kid": "did:web:evil.example#key-1"},
    "the signer's own DID": {"kid": KEY.method},
    "an address elsewhere": {"kid": EVIL},
    "a name within the issuer's": {"kid": f"{WEB}#"},
    "a list": {"kid": [METHOD]},
    "an object": {"kid": {"id": METHOD}},
}


@pytest.mark.parametrize("hint", HINTS.values(), ids=list(HINTS))
@pytest.mark.parametrize("listed", [None, did_document(method(OTHER))], ids=["nothing saved", "another key listed"])
def test_nothing_in_a_header_makes_a_key_the_issuers(hint: Json, listed: Json | None) -> None:
    data = compact(Case(WEB, "", None, ""), **hint)
    assert judged(data, listed).verdict not in ACCEPTED
    at_evil = {"keys": [{**JWK, "kid": "1"}], "id": "did:web:evil.example", "assertionMethod": [method(controller="")]}
    for url in (EVIL, "https://evil.example/.well-known/did.json", "../../../../etc/passwd"):
        assert judged(data, at_evil, url=url).verdict not in ACCEPTED, url

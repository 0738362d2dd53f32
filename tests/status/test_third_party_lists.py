"""Status lists that others made, through the same steps as any credential."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from proof_kit import make_key
from proof_kit import token as signed_token
from vectors import VECTORS, cases, need

from wallet import formats, proofs, status
from wallet.actions.grounds import Knowledge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.formats.outlines import status_of
from wallet.model import Credential, Document, Outline, Payload
from wallet.proofs.base import Conditions
from wallet.report import Check, Code

CLOCK = datetime(2026, 11, 22, 21, tzinfo=UTC)
PLACEHOLDER = "<STATUS-CREDENTIAL-PATH-PLACEHOLDER>"
ADDRESS = "https://lists.example/1"


def prove(document: Document, knowledge: Knowledge) -> status.ProvedList:
    (payload,) = unwrap(document.data, document.url)
    listed = formats.open_payload(payload)
    proved = proofs.check(listed, knowledge, Conditions(CLOCK))
    credential: Credential = formats.read(proved.view, listed)
    return status.ProvedList(listed, proved, credential)


def answer(case: dict[str, Any]) -> Check:
    """What a case of one list, or several, says about its holder's credential."""
    listed = case["status-credential"]
    tokens = {PLACEHOLDER: listed} if isinstance(listed, str) else {one["id"]: one["content"] for one in listed}
    saved = {}
    for place, token in tokens.items():
        url, data = place.replace(PLACEHOLDER, ADDRESS), token.encode()
        saved[url] = Document(url, data, sha256(data).hexdigest(), "application/jwt", CLOCK)
    holders = json.loads(json.dumps(case["holder-credential"]).replace(PLACEHOLDER, ADDRESS))
    refs = status_of(holders.get("vc", holders))
    outline = Outline("vc-2", Payload(b"", "", "", "", b""), holders, None, "did:key:zIssuer", "", (), refs, ())
    knowledge = gather(saved.get)
    return status.answer(status.Question(outline, CLOCK, saved.get, lambda document: prove(document, knowledge)))


ARGUED = {
    # A verifier's own policy, in which 3 is the good value although the purpose is revocation:
    # by the specification any number but 0 means revoked.
    "waltid-bitstringstatuslist-custom-invalid": Code.NOT_WITHDRAWN,
    "waltid-bitstringstatuslist-custom-valid": Code.REVOKED,
    # Signed with the key of `iss`, while `vc.issuer` names somebody else: nobody can tell whose list it is.
    "waltid-statuslist2021-revoked.07.ebsi": Code.STATUS_BAD_SIGNATURE,
    "waltid-statuslist2021-revoked.42.ebsi": Code.STATUS_BAD_SIGNATURE,
    # No `iss` at all, so the key that signed is nobody's.
    "waltid-tokenstatuslist-unrevoked": Code.STATUS_BAD_SIGNATURE,
    "waltid-bitstringstatuslist-wrong-list-encoding": Code.STATUS_UNREADABLE,
}


@pytest.mark.parametrize("row", [row for row in cases("statuslist") if row.id == "absent" or ".case." in row.id])
def test_a_list_of_another_implementation(row: dict[str, Any]) -> None:
    case = json.loads((VECTORS / row["path"]).read_text())
    found = answer(case)
    as_said = Code.REVOKED if row["expected"]["revoked"] else Code.NOT_WITHDRAWN
    name = row["path"].rpartition("/")[2].removesuffix(".case.json")
    assert found.code is ARGUED.get(name, as_said)


PUBLISHED = {
    # The places that the draft's own test vectors name, in its section on them.
    "encoding1_long": {0: 1, 1993: 1, 25460: 1, 159495: 1, 495669: 1, 554353: 1, 645645: 1, 723232: 1, 854545: 1},
    "encoding2_long": {0: 1, 1993: 2, 25460: 1, 159495: 3, 495669: 1, 554353: 1, 645645: 2, 723232: 1, 854545: 1},
    "encoding2": {0: 1, 1: 2, 2: 0, 3: 3, 4: 0, 5: 1, 6: 0, 7: 1, 8: 1, 9: 2, 10: 3, 11: 3},
    "encoding8": {233478: 0, 52451: 1, 576778: 2, 513575: 3, 468106: 4, 292632: 5, 214947: 6, 182323: 7},
}
ISSUER = make_key()
MEANINGS = {0: Code.NOT_WITHDRAWN, 1: Code.REVOKED, 2: Code.SUSPENDED}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_lists_hold_what_they_are_said_to(name: str) -> None:
    """Each is put into a signed token, since a bare list proves nothing."""
    content = json.loads(need(VECTORS / f"statuslist/ietf-status_list_{name}_json.json").read_text())
    claims = {"iss": ISSUER.did, "sub": ADDRESS, "iat": 1686920170, "status_list": content}
    data = signed_token(claims, ISSUER, typ="statuslist+jwt").encode()
    saved = {ADDRESS: Document(ADDRESS, data, sha256(data).hexdigest(), "application/statuslist+jwt", CLOCK)}
    knowledge = gather(saved.get)
    beside = {1992: 0, 1994: 0} if name.endswith("_long") else {}
    for place, number in {**PUBLISHED[name], **beside}.items():
        refs = status_of({"status": {"status_list": {"idx": place, "uri": ADDRESS}}})
        outline = Outline("sd-jwt-vc", Payload(b"", "", "", "", b""), {}, None, ISSUER.did, "", (), refs, ())
        found = status.answer(status.Question(outline, CLOCK, saved.get, lambda document: prove(document, knowledge)))
        assert found.code is MEANINGS.get(number, Code.STATUS_MESSAGE), place
        assert found.code is not Code.STATUS_MESSAGE or f"{number:#04x}" in found.message

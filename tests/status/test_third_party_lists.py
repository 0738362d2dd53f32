"""Status lists that others made, through the same steps as any credential."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from vectors import VECTORS, cases

from wallet import formats, proofs, status
from wallet.actions.judge import Knowledge
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
    return status.check(outline, CLOCK, saved.get, lambda document: prove(document, knowledge))


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

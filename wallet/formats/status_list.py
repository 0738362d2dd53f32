"""Status lists: what an issuer says of many credentials at once, itself signed and dated.

Bitstring Status List 1.0, its predecessors StatusList2021 and
RevocationList2020, and the Token Status List of the IETF.
"""

from wallet.formats import vc_members
from wallet.formats.base import Fields, Opened, id_of, missing
from wallet.formats.outlines import CREDENTIAL_PURPOSES, credential_outline, proofs_of
from wallet.model import Credential, Holder, Issuer, JsonObject, Outline, Payload, View
from wallet.wording import say

_BITSTRING = "BitstringStatusListCredential"
_DEMANDED = ("encodedList", "statusPurpose")
_TYPES = {
    _BITSTRING,
    "StatusList2021Credential",
    "RevocationList2020Credential",
    "SuspensionList2020Credential",
}
_BARE = {"bits", "lst", "aggregation_uri"}
"""All the members that a list may have that is not inside a token."""


class StatusList:
    """The row for status list credentials and status list tokens."""

    label = say("status list")

    def recognises(self, opened: Opened) -> bool:
        """By type, by the claim of a token, or, for an unsigned list, by its own members."""
        return _is_token_list(opened.document) or not _TYPES.isdisjoint(opened.types)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """As any Verifiable Credential; a token names its issuer in ``iss``, if at all."""
        if not _is_token_list(document):
            return credential_outline("status-list", payload, document, header)
        return Outline(
            format="status-list",
            payload=payload,
            document=document,
            header=header,
            issuer_id=id_of(document.get("iss")),
            holder_id="",
            proofs=proofs_of(payload, document, header),
            status=(),
            parts=(),
            purposes=CREDENTIAL_PURPOSES,
        )

    def read(self, view: View, outline: Outline) -> Credential:
        """Whose list it is, what about and for how long.

        Raises :class:`~wallet.errors.Unreadable` (``required_missing``) for a
        Bitstring Status List without a list or a purpose (2.2): its forerunners
        were written without one, but such a list answers for no credential.
        """
        fields = Fields.of(view)
        if _is_token_list(outline.document):
            return _token(fields, outline)
        listed = fields.child("credentialSubject")
        if _BITSTRING in fields.types and (lacked := next((term for term in _DEMANDED if not listed.text(term)), "")):
            raise missing(lacked)
        purpose = listed.text("statusPurpose")
        return vc_members.credential(
            fields,
            outline,
            vc_members.learners_of(fields),
            title=say("Status list"),
            description=purpose and say("about {purpose}", purpose=purpose),
        )


FORMAT = StatusList()


def _is_token_list(document: JsonObject) -> bool:
    """Whether it is a Status List Token or no more than the list from within one (Token Status List 5.1, 4.2)."""
    listed = document.get("status_list")
    return (isinstance(listed, dict) and "lst" in listed) or {"bits", "lst"} <= document.keys() <= _BARE


def _token(fields: Fields, outline: Outline) -> Credential:
    issued = fields.time("iat")
    return Credential(
        format=outline.format,
        id=fields.text("sub"),
        kind=say("Status List Token"),
        title=say("Status list"),
        description="",
        issuer=Issuer(fields.text("iss")),
        holder=Holder(),
        issued=issued,
        valid_from=fields.time("nbf") or issued,
        valid_until=fields.time("exp"),
        problems=tuple(fields.problems),
        unread_dates=tuple(fields.unread_dates),
    )

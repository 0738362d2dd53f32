"""Endorsements: somebody vouches for a credential, an achievement or an issuer (OB 3.0 B.1.9)."""

from wallet.formats import vc_members
from wallet.formats.base import Fields, Opened
from wallet.formats.outlines import credential_outline
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say


class Endorsement:
    """The row for ``EndorsementCredential``."""

    label = say("Open Badges 3.0 endorsement")

    def recognises(self, opened: Opened) -> bool:
        """By type."""
        return "EndorsementCredential" in opened.types

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """As any Verifiable Credential."""
        return credential_outline("endorsement", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Its comment is the description; the subject is what is endorsed."""
        fields = Fields.of(view)
        learners = vc_members.learners_of(fields)
        comment = fields.child("credentialSubject").text("endorsementComment")
        title = fields.text("name") or "Endorsement"
        return vc_members.credential(fields, outline, learners, title=title, description=comment)


FORMAT = Endorsement()

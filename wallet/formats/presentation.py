"""Verifiable presentations: credentials that their holder shows, with a proof of the holder's own (VCDM 2.0 4.13)."""

from wallet.formats.base import Fields, Opened, id_of
from wallet.formats.outlines import PRESENTATION_PURPOSES, credential_outline
from wallet.model import Credential, Holder, Issuer, JsonObject, Outline, Payload, View
from wallet.wording import counted, say


class Presentation:
    """The row for ``VerifiablePresentation``."""

    label = say("presentation")

    def recognises(self, opened: Opened) -> bool:
        """By type."""
        return "VerifiablePresentation" in opened.types

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """The holder in the issuer's place: it is the holder who signs."""
        found = credential_outline("presentation", payload, document, header)
        holder = id_of(document.get("holder"))
        return found._replace(issuer_id=holder, holder_id=holder, purposes=PRESENTATION_PURPOSES)

    def read(self, view: View, outline: Outline) -> Credential:
        """Who shows how many credentials; what they say is in their own reports."""
        fields = Fields.of(view)
        shown = sum(part.role != "endorsement" for part in outline.parts)
        node = fields.child("holder")
        name = node.text("name")
        return Credential(
            format=outline.format,
            id=fields.id,
            kind="Presentation",
            title=fields.text("name")
            or counted(shown, "Presentation of {n} credential", "Presentation of {n} credentials"),
            description=fields.text("description"),
            issuer=Issuer(node.id, name),
            holder=Holder(node.id, name),
            issued=None,
            valid_from=fields.time("validFrom"),
            valid_until=fields.time("validUntil"),
            problems=tuple(fields.problems),
            unread_dates=tuple(fields.unread_dates),
        )


FORMAT = Presentation()

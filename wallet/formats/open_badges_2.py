"""Open Badges 2.0 and 2.1: an assertion, hosted by its issuer or signed as a compact token."""

from wallet.formats import hosted_badges
from wallet.formats.base import Fields, Opened, types_of
from wallet.model import Credential, Holder, Issuer, JsonObject, Outline, Payload, View
from wallet.wording import say

_CONTEXTS = ("openbadges/v2", "openbadgespec.org/v2", "spec/ob/v2p")


class OpenBadges2:
    """The row for assertions and endorsements of Open Badges 2."""

    label = say("Open Badges 2.0 badge")

    def recognises(self, opened: Opened) -> bool:
        """By its context, and by what only an award or an endorsement has."""
        document = opened.document
        award = "badge" in document and ("recipient" in document or "verification" in document)
        endorsement = "Endorsement" in opened.types and "claim" in document
        return (award or endorsement) and any(mark in item for item in opened.contexts for mark in _CONTEXTS)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """Secured as ``verification`` says."""
        verification = hosted_badges.first_object(document.get("verification", document.get("verify")))
        return hosted_badges.outline("open-badges-2", payload, document, header, verification)

    def read(self, view: View, outline: Outline) -> Credential:
        """The badge and its recipient; an endorsement's comment."""
        fields = Fields.of(view)
        if "Endorsement" in types_of(outline.document):
            return _endorsement(fields, outline)
        if "Assertion" not in fields.types:
            fields.note(say("its type is not Assertion"))
        return hosted_badges.read(fields, outline, holder=hosted_badges.recipient(fields.child("recipient")))


def _endorsement(fields: Fields, outline: Outline) -> Credential:
    """Open Badges 2.0 Endorsement: a comment on a badge, an issuer or an assertion."""
    issuer = fields.child("issuer")
    issued = fields.time("issuedOn")
    return Credential(
        format=outline.format,
        id=fields.id,
        kind="Endorsement",
        title="Endorsement",
        description=fields.child("claim").text("endorsementComment"),
        issuer=Issuer(issuer.id, issuer.text("name"), issuer.text("url")),
        holder=Holder(fields.child("claim").id),
        issued=issued,
        valid_from=issued,
        valid_until=fields.time("expires"),
        problems=tuple(fields.problems),
        unread_dates=tuple(fields.unread_dates),
    )


FORMAT = OpenBadges2()

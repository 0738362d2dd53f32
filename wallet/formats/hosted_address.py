"""A badge of which only the web address is at hand, as pictures were baked before 2014 and as broken ones are.

The address says nothing about the badge.  What does is the issuer's copy, once
saved: it is read in place of the address (:mod:`wallet.actions.judge`).
"""

from wallet.formats import hosted_badges
from wallet.formats.base import Fields, Opened
from wallet.formats.opening import addressed
from wallet.model import BY_ADDRESS, Credential, Holder, Issuer, JsonObject, Outline, Payload, View
from wallet.wording import say


class HostedAddress:
    """The row for badges that are known by their address alone."""

    label = say("address of a hosted badge")

    def recognises(self, opened: Opened) -> bool:
        """When it says where it is, and nothing else."""
        address = opened.document.get("id")
        return isinstance(address, str) and opened.document == addressed(address)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """Secured by the issuer's own copy."""
        return hosted_badges.outline(BY_ADDRESS, payload, document, header, document["verify"])

    def read(self, view: View, outline: Outline) -> Credential:
        """Its address, which stands for all that is not known."""
        fields = Fields.of(view)
        return Credential(
            format=outline.format,
            id=fields.id,
            kind="Assertion",
            title=say("Badge at {id}", id=fields.id),
            description="",
            issuer=Issuer(""),
            holder=Holder(),
            issued=None,
            valid_from=None,
            valid_until=None,
            problems=tuple(fields.problems),
        )


FORMAT = HostedAddress()

"""Open Badges 0.5, 1.0 and 1.1: assertions from before JSON-LD took over, in the spellings they are found in."""

from wallet.formats import hosted_badges
from wallet.formats.base import Fields, Opened
from wallet.model import Credential, Holder, JsonObject, Outline, Payload, View
from wallet.wording import say

_CONTEXTS = ("openbadges/v1", "openbadges.org/1.1", "openbadges/v0")
_AWARD = {"recipient", "verify", "verification", "identity", "issuedOn", "issued_on"}


class OpenBadges1:
    """The row for assertions of Open Badges 0.5 to 1.1."""

    label = say("Open Badges 1 badge")

    def recognises(self, opened: Opened) -> bool:
        """By what only an award has: a badge with a recipient or a way to verify it, or the type of one."""
        document = opened.document
        if "badge" in document:
            return not _AWARD.isdisjoint(document)
        typed = "assertion" in {name.lower() for name in opened.types}
        old = any(mark in item for item in opened.contexts for mark in _CONTEXTS)
        return (typed and old) or document.keys() >= {"recipient", "verify"}

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """Secured as ``verify`` says; 0.5 said nothing, and is unsigned."""
        verification = hosted_badges.first_object(document.get("verify", document.get("verification")))
        return hosted_badges.outline("open-badges-1", payload, document, header, verification)

    def read(self, view: View, outline: Outline) -> Credential:
        """The badge and its recipient."""
        fields = Fields.of(view)
        return hosted_badges.read(fields, outline, holder=_recipient(fields))


FORMAT = OpenBadges1()


def _recipient(fields: Fields) -> Holder:
    """An ``IdentityObject``, or text as 0.5 had it, with its salt beside it."""
    if any(isinstance(value, str) for value in fields.values("recipient")):
        return hosted_badges.recipient_of(fields.text("recipient"), fields.text("salt"))
    return hosted_badges.recipient(fields.child("recipient", "identity"))

"""Open Badges 3.0: an achievement in a Verifiable Credential."""

from wallet.formats import achievements, vc_members
from wallet.formats.base import Fields, Opened
from wallet.formats.outlines import credential_outline, is_selective
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say

_TYPES = {"OpenBadgeCredential", "AchievementCredential"}


class OpenBadges3:
    """The row for ``OpenBadgeCredential`` (OB 3.0 B.1.1 AchievementCredential)."""

    label = say("Open Badges 3.0 badge")

    def recognises(self, opened: Opened) -> bool:
        """By type."""
        return not _TYPES.isdisjoint(opened.types)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """As any Verifiable Credential."""
        return credential_outline("open-badges-3", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Its achievement; one that has no name, as some wallets issue it, goes by its type."""
        fields = Fields.of(view)
        learners = vc_members.learners_of(fields)
        earned = vc_members.achieved(learners, achievements.of_subject)
        if learners and not earned:
            fields.note(say("it names no achievement"))
        title = fields.text("name") or next((one.name for one in earned if one.name), "")
        if learners and not title:
            fields.note(say("its name is not shown") if is_selective(outline) else say("it has no name"))
        description = next((one.description for one in earned if one.description), "")
        return vc_members.credential(
            fields, outline, learners, title=title, description=description, achievements=earned
        )


FORMAT = OpenBadges3()

"""Comprehensive Learner Record 2.0: many credentials of one learner, under one issuer's seal."""

from wallet.codec.sd_jwt import ANYTHING
from wallet.formats import achievements, vc_members
from wallet.formats.base import Fields, Opened
from wallet.formats.outlines import credential_outline, keeps_back
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say


class Clr2:
    """The row for ``ClrCredential``."""

    label = say("Comprehensive Learner Record 2.0")

    def recognises(self, opened: Opened) -> bool:
        """By type."""
        return "ClrCredential" in opened.types

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """The credentials inside are its parts."""
        return credential_outline("clr-2", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """The record as a whole.

        Its ``achievement`` list describes what its credentials and associations
        speak of, which is not to say that all of it was earned; so it counts
        only where the record holds no credentials at all, and keeps none back.
        """
        fields = Fields.of(view)
        learners = vc_members.learners_of(fields)
        holds = any(subject.values("verifiableCredential") for entries in learners for subject in entries)
        may_hold = holds or keeps_back(outline, ANYTHING)
        earned = () if may_hold else vc_members.achieved(learners, achievements.of_subject)
        title = fields.text("name") or say("Learner record")
        return vc_members.credential(fields, outline, learners, title=title, achievements=earned)


FORMAT = Clr2()

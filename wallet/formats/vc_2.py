"""W3C Verifiable Credentials 2.0 of no more specific format."""

from wallet.formats import general
from wallet.formats.base import Opened
from wallet.formats.outlines import credential_outline
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say

CONTEXT = "https://www.w3.org/ns/credentials/v2"


class Vc2:
    """The row for the 2.0 base context."""

    label = say("Verifiable Credential 2.0")

    def recognises(self, opened: Opened) -> bool:
        """By its base context, unless it is only what credentials name."""
        return CONTEXT in opened.contexts and not opened.is_about_credentials

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """What the data model says of every credential."""
        return credential_outline("vc-2", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Name, subject and dates; what it certifies where the subject says so in known terms."""
        return general.read(view, outline)


FORMAT = Vc2()

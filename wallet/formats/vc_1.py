"""W3C Verifiable Credentials 1.0 and 1.1 of no more specific format."""

from wallet.formats import general
from wallet.formats.base import one_or_many, types_of
from wallet.formats.outlines import credential_outline
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say

CONTEXT = "https://www.w3.org/2018/credentials/v1"


class Vc1:
    """The row for the 1.x base context, and for whatever else calls itself a verifiable credential."""

    label = say("Verifiable Credential 1.1")

    def recognises(self, document: JsonObject, _header: JsonObject | None) -> bool:
        """By its base context, or by type or members where the context is missing, as in health cards."""
        named = [item for item in one_or_many(document.get("@context")) if isinstance(item, str)]
        return (
            CONTEXT in named
            or "VerifiableCredential" in types_of(document)
            or ("credentialSubject" in document and "issuer" in document)
        )

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """What the data model says of every credential."""
        return credential_outline("vc-1", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Name, subject and dates; what it certifies where the subject says so in known terms."""
        return general.read(view, outline)


FORMAT = Vc1()

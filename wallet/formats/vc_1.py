"""W3C Verifiable Credentials 1.0 and 1.1 of no more specific format."""

from wallet.formats import general
from wallet.formats.base import Opened, has_type_of_its_own, is_disclosing
from wallet.formats.outlines import credential_outline
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say

CONTEXT = "https://www.w3.org/2018/credentials/v1"


class Vc1:
    """The row for the 1.x base context, and for whatever else calls itself a verifiable credential."""

    label = say("Verifiable Credential 1.1")

    def recognises(self, opened: Opened) -> bool:
        """By its base context, or by type or members where the context is missing, as in health cards.

        The first drafts of SD-JWT VC had the type in ``type``: without a subject such a token is none of the W3C's.
        """
        document = opened.document
        if opened.is_about_credentials:
            return False
        return (
            CONTEXT in opened.contexts
            or ("VerifiableCredential" in opened.types and not _is_early_draft(document, opened.header))
            or ("credentialSubject" in document and "issuer" in document and not has_type_of_its_own(document))
        )

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """What the data model says of every credential."""
        return credential_outline("vc-1", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Name, subject and dates; what it certifies where the subject says so in known terms."""
        return general.read(view, outline)


def _is_early_draft(document: JsonObject, header: JsonObject | None) -> bool:
    return is_disclosing(header) and "credentialSubject" not in document


FORMAT = Vc1()

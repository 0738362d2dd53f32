"""Blockcerts 1 to 3: certificates whose hash, by way of a Merkle tree, stands in a blockchain."""

from dataclasses import replace

from wallet.formats import general, hosted_badges
from wallet.formats.base import Fields, Opened, id_of, missing, types_of
from wallet.formats.outlines import CREDENTIAL_PURPOSES, credential_outline
from wallet.model import (
    Achievement,
    Credential,
    Issuer,
    JsonObject,
    Outline,
    Payload,
    ProofNote,
    StatusRef,
    View,
)
from wallet.wording import say


class Blockcerts:
    """The row for all three generations; the third is a Verifiable Credential, the second an Open Badge."""

    label = say("Blockcerts certificate")

    def recognises(self, opened: Opened) -> bool:
        """By its context, by the type of the third generation, or by the parts of the first without its receipt."""
        typed = not {"BlockcertsCredential", "BlockchainCertificate"}.isdisjoint(opened.types)
        second = "badge" in opened.document and any("blockcerts" in item for item in opened.contexts)
        return typed or second or _is_bare(opened.document)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """Its Merkle receipt is a proof like any other."""
        if "badge" in document:
            return _outline(payload, document, header, _second(document))
        if isinstance(document.get("document"), dict) or _is_bare(document):
            return _outline(payload, document, header, _first(document))
        return credential_outline("blockcerts", payload, document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """As the generation before it or beside it is read."""
        fields = Fields.of(view)
        if "badge" in outline.document:
            return _read_second(fields, outline)
        if "document" in outline.document:
            return _read_first(fields.child("document"), outline)
        if _is_bare(outline.document):
            return _read_first(fields, outline)
        return general.read(view, outline)


FORMAT = Blockcerts()


def _is_bare(document: JsonObject) -> bool:
    """Whether this is what a receipt of the first generation covers: all of Blockcerts 1.1, a document of 1.2."""
    return all(isinstance(document.get(part), dict) for part in ("certificate", "assertion", "recipient"))


def _outline(
    payload: Payload, document: JsonObject, header: JsonObject | None, found: tuple[str, JsonObject]
) -> Outline:
    """Outline of the first two generations from the issuer and the receipt that ``found`` holds."""
    pointer, receipt = found
    certificate = hosted_badges.first_object(document.get("document")) or document
    award = hosted_badges.first_object(certificate.get("badge", certificate.get("certificate")))
    issuer = hosted_badges.first_object(award.get("issuer"))
    verification = hosted_badges.first_object(document.get("verification"))
    key_id = id_of(verification.get("publicKey")) or id_of(verification.get("creator"))
    suite = next(iter(types_of(receipt)), "")
    revoked = id_of(issuer.get("revocationList"))
    return Outline(
        format="blockcerts",
        payload=payload,
        document=document,
        header=header,
        issuer_id=id_of(award.get("issuer")),
        holder_id="",
        proofs=(ProofNote("merkle", suite, key_id, None, "assertionMethod", receipt, pointer),) if receipt else (),
        status=(StatusRef("RevocationList", revoked, id_of(document), "revocation", issuer),) if revoked else (),
        parts=(),
        purposes=CREDENTIAL_PURPOSES,
    )


def _second(document: JsonObject) -> tuple[str, JsonObject]:
    return "/signature", hosted_badges.first_object(document.get("signature"))


def _first(document: JsonObject) -> tuple[str, JsonObject]:
    return "/receipt", hosted_badges.first_object(document.get("receipt"))


def _read_second(fields: Fields, outline: Outline) -> Credential:
    """An Open Badges 2 assertion; the recipient's name stands in an extension."""
    holder = hosted_badges.recipient(fields.child("recipient"))
    named = replace(holder, name=fields.child("recipientProfile").text("name"))
    return hosted_badges.read(fields, outline, holder=named, kind=say("Blockcerts certificate"))


def _read_first(document: Fields, outline: Outline) -> Credential:
    """The first generation, which kept assertion, certificate and recipient apart."""
    certificate, assertion, recipient = (document.child(name) for name in ("certificate", "assertion", "recipient"))
    title = certificate.text("title", "name")
    if not title:
        raise missing(say("certificate name"))
    issuer = certificate.child("issuer")
    names = (recipient.text("givenName"), recipient.text("familyName"))
    issued = assertion.time("issuedOn")
    return Credential(
        format=outline.format,
        id=assertion.id,
        kind=say("Blockcerts certificate"),
        title=title,
        description=certificate.text("description"),
        issuer=Issuer(issuer.id, issuer.text("name"), issuer.text("url")),
        holder=replace(hosted_badges.recipient(recipient), name=" ".join(name for name in names if name)),
        issued=issued,
        valid_from=issued,
        valid_until=assertion.time("expires"),
        achievements=(Achievement(certificate.id, title, description=certificate.text("description")),),
        problems=tuple(document.problems),
        unread_dates=tuple(document.unread_dates),
    )

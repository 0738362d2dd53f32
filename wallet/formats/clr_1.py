"""Comprehensive Learner Record 1.0 (``Clr``): many assertions about one learner, published in one record.

It is of the time of Open Badges 2: plain JSON, or a compact token whose key the
publisher lists (CLR 1.0, 5.6 "Verification").  Assertions stand in it as objects,
which only the record's own signature covers, or as tokens of their own.
"""

from dataclasses import replace
from typing import Any

from wallet.codec import web
from wallet.formats import achievements, hosted_badges
from wallet.formats.base import Fields, Opened, id_of, missing, types_of
from wallet.formats.outlines import parts_of
from wallet.model import Achievement, Credential, Credits, Holder, Issuer, JsonObject, Outline, Payload, StatusRef, View
from wallet.wording import say

_ROLES = {"assertions": "credential", "signedAssertions": "credential"}


class Clr1:
    """The row for a ``Clr`` and for an assertion in one."""

    label = say("Comprehensive Learner Record 1.0")

    def recognises(self, opened: Opened) -> bool:
        """By type and publisher; an assertion by what it has in place of the badge of Open Badges 2.

        It need say neither whose it is nor when it was issued, since the record around it does (CLR 1.0, "Assertion").
        """
        document = opened.document
        awarded = "Assertion" in opened.types or not document.keys().isdisjoint(("recipient", "issuedOn"))
        line = "achievement" in document and awarded
        return _is_record(document) or (line and "badge" not in document and "credentialSubject" not in document)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """The assertions of a record are its parts; a copy without a signature proves nothing."""
        verification = hosted_badges.first_object(document.get("verification"))
        record = _is_record(document)
        achievement = hosted_badges.first_object(document.get("achievement"))
        issuer = document.get("publisher") if record else achievement.get("issuer")
        return Outline(
            format="clr-1",
            payload=payload,
            document=document,
            header=header,
            issuer_id=id_of(issuer),
            holder_id=id_of(document.get("learner")),
            proofs=() if header is None else (hosted_badges.signature_of(payload, header, verification),),
            status=_status(document, issuer),
            parts=tuple(parts_of(payload, document, header, _ROLES)) if record else (),
        )

    def read(self, view: View, outline: Outline) -> Credential:
        """A record says what its assertions say, and no more; those are read one by one."""
        fields = Fields.of(view)
        if _is_record(outline.document):
            holder = _learner(fields.child("learner"))
            return _credential(fields, outline, fields.child("publisher"), holder, fields.text("name"), ())
        achievement = fields.child("achievement")
        if not achievement:
            raise missing("achievement")
        earned = _achievement(achievement, fields)
        issuer = achievement.child("issuer")
        found = _credential(fields, outline, issuer, _recipient(fields.child("recipient")), earned.name, (earned,))
        word = achievements.open_word(one.text("status") for one in fields.children("results")[: achievements.RESULTS])
        return found._replace(achievements=(), shared=True, unfinished=word) if word else found


FORMAT = Clr1()


def _is_record(document: JsonObject) -> bool:
    return "Clr" in types_of(document) and "publisher" in document


def _status(document: JsonObject, issuer: Any) -> tuple[StatusRef, ...]:
    """The issuer's list of what it withdrew (CLR 1.0, ``RevocationList``).

    Where it is not named, the profile that the issuer publishes may name it, as in Open Badges 2.
    What says of itself that it was withdrawn is not taken for good.  It is no
    answer either, since anybody may have written that: a status of no known kind.
    """
    own = (StatusRef("revoked", "", "", "revocation", {}),) if document.get("revoked") else ()
    profile = hosted_badges.first_object(issuer)
    name, named, listed = id_of(document), id_of(issuer), id_of(profile.get("revocationList"))
    if listed:
        return (*own, StatusRef("RevocationList", listed, name, "revocation", profile))
    return (*own, StatusRef("BadgeClass", named, name, "revocation", {})) if web.origin(named) else own


def _credential(
    fields: Fields, outline: Outline, issuer: Fields, holder: Holder, title: str, earned: tuple[Achievement, ...]
) -> Credential:
    """Raises :class:`~wallet.errors.Unreadable` (``required_missing``) without an issuer's id."""
    if not issuer.id:
        raise missing("publisher" if _is_record(outline.document) else "issuer")
    issued = fields.time("issuedOn")
    return Credential(
        format=outline.format,
        id=fields.id,
        kind="Assertion" if earned else say("Learner record"),
        title=title or say("Learner record"),
        description=earned[0].description if earned else "",
        issuer=Issuer(issuer.id, issuer.text("name"), issuer.text("url")),
        holder=holder,
        issued=issued,
        valid_from=issued,
        valid_until=fields.time("expires"),
        achievements=earned,
        problems=tuple(fields.problems),
        unread_dates=tuple(fields.unread_dates),
    )


def _achievement(node: Fields, assertion: Fields) -> Achievement:
    requirement = node.child("requirement")
    amount, offered = assertion.amount("creditsEarned"), node.amount("creditsAvailable")
    earned = None if amount is None else Credits(amount, achievements.UNSTATED, earned=True)
    on_offer = None if offered is None else Credits(offered, achievements.UNSTATED, earned=False)
    return Achievement(
        id=node.id,
        name=node.text("name"),
        kind=node.text("achievementType").removeprefix("ext:"),
        description=node.text("description"),
        criteria=requirement.text("narrative") or requirement.id,
        credits=earned or on_offer,
        alignments=tuple(achievements.alignment(one) for one in node.children("alignments")),
        tags=node.texts("tags"),
    )


def _learner(node: Fields) -> Holder:
    """A profile, which may have an e-mail address besides its id."""
    email, known = node.text("email"), achievements.holder(node)
    return replace(known, identity_hash=f"plain:{email}") if email and not known.identity_hash else known


def _recipient(node: Fields) -> Holder:
    """An ``IdentityObject``; of type ``id`` it is the id itself, unless it is hashed."""
    if "id" in node.types and not node.flag("hashed"):
        return Holder(id=node.text("identity"))
    return hosted_badges.recipient(node)

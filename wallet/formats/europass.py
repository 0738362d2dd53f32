"""European Digital Credentials for Learning, in the terms of the European Learning Model 3.

The XML form of before 2022 is rewritten in these by :mod:`wallet.formats.europass_xml`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from wallet.formats import vc_members
from wallet.formats.base import Fields, Opened, one_or_many, types_of
from wallet.formats.outlines import credential_outline
from wallet.model import Achievement, Alignment, Credential, Credits, JsonObject, Level, Outline, Payload, View
from wallet.wording import say

ACHIEVEMENTS_LIMIT = 1_000
_PARTS_DEPTH = 8
_ECTS = "ects"
_ECTS_CONCEPT = "/education-credit/6fcec5c5af"
_EQF = re.compile(r"/eqf/([1-8])\b", re.ASCII)


class Europass:
    """The row for ``EuropeanDigitalCredential``."""

    label = say("European Digital Credential")

    def recognises(self, opened: Opened) -> bool:
        """By type or context; or by a node of that type in a flattened graph."""
        typed = "EuropeanDigitalCredential" in opened.types
        fits = "VerifiableCredential" in opened.types and any("europa.eu/snb/model" in item for item in opened.contexts)
        return typed or fits or _main(opened.document) is not None

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """As any Verifiable Credential, of the graph's main node where it is flattened."""
        return credential_outline("europass", payload, _main(document) or document, header)

    def read(self, view: View, outline: Outline) -> Credential:
        """Titled by its display parameters, which have the languages; else by what was achieved."""
        fields = Fields.of(view)
        subject = fields.child("credentialSubject")
        learners = vc_members.learners_of(fields)
        earned = vc_members.achieved(learners, _achieved)[:ACHIEVEMENTS_LIMIT]
        display = fields.child("displayParameter")
        title = display.text("title") or next((one.name for one in earned if one.name), "")
        found = vc_members.credential(
            fields, outline, learners, title=title, description=display.text("description"), achievements=earned
        )
        name = (subject.text("fullName") if subject.id == found.holder.id else "") or found.holder.name
        homepage = fields.child("issuer").child("homepage").text("contentURL")
        return found._replace(
            issuer=replace(found.issuer, url=found.issuer.url or homepage),
            holder=replace(found.holder, name=name),
            problems=tuple(fields.problems),
            unread_dates=tuple(fields.unread_dates),
        )


FORMAT = Europass()


def _main(document: JsonObject) -> JsonObject | None:
    """The credential among the nodes of a flattened document; a signed one is left as it is."""
    if "proof" in document:
        return None
    nodes = [node for node in one_or_many(document.get("@graph")) if isinstance(node, dict)]
    return next((node for node in nodes if "EuropeanDigitalCredential" in types_of(node)), None)


def _achieved(subject: Fields) -> tuple[Achievement, ...]:
    return tuple(islice(_earned(subject.children("hasClaim"), _PARTS_DEPTH), ACHIEVEMENTS_LIMIT))


def _earned(claims: list[Fields], depth: int) -> Iterator[Achievement]:
    """Claims about the learner, and the learning achievements that they consist of."""
    for claim in claims:
        yield _achievement(claim)
        if depth:
            parts = [part for part in claim.children("hasPart") if "LearningAchievement" in part.types]
            yield from _earned(parts, depth - 1)


def _achievement(claim: Fields) -> Achievement:
    specified = claim.child("specifiedBy")
    return Achievement(
        id=specified.id or claim.id,
        name=claim.text("title") or specified.text("title"),
        kind=vc_members.kind(claim) if claim.types else "",
        description=claim.text("description") or specified.text("description"),
        level=_level(specified),
        credits=_credits(claim, specified),
        alignments=tuple(_skills(specified)),
    )


def _level(specified: Fields) -> Level | None:
    """European level first, since frameworks are never compared."""
    if match := _EQF.search(specified.child("eqfLevel").id):
        return Level("EQF", match[1])
    national = specified.child("nqfLevel")
    label = national.text("prefLabel", "notation")
    return Level(national.child("inScheme").text("prefLabel", "title") or "NQF", label) if label else None


def _credits(claim: Fields, specified: Fields) -> Credits | None:
    """Credit received, else the credit that its specification offers."""
    for node, term, earned in ((claim, "creditReceived", True), (specified, "creditPoint", False)):
        for points in node.children(term):
            amount = points.amount("point")
            if amount is not None:
                return Credits(amount, _system(points.child("framework")), earned=earned)
    return None


def _system(framework: Fields) -> str:
    label = framework.text("prefLabel", "notation")
    if framework.id.endswith(_ECTS_CONCEPT) or "ects" in label.lower().split():
        return _ECTS
    return f"other:{label}" if label else "unstated"


def _skills(specified: Fields) -> Iterator[Alignment]:
    """Learning outcomes, and the ESCO skills that they name."""
    for outcome in specified.children("learningOutcome"):
        yield Alignment("", "", outcome.text("title"), outcome.id)
        for skill in outcome.children("relatedESCOSkill"):
            yield Alignment("ESCO", "", skill.text("prefLabel"), skill.id)

"""Reading the members that every Verifiable Credential has (VC Data Model 1.1 and 2.0, section 4)."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from wallet.formats.achievements import has_reached, holder, is_settled, unfinished, unfinished_unnamed
from wallet.formats.base import Fields, missing, text_in
from wallet.model import Achievement, Credential, Holder, Issuer, Outline
from wallet.wording import say

_WORD_STARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PLAIN = {"VerifiableCredential", "VerifiablePresentation"}
_NOBODY = Holder()
Learners: TypeAlias = Sequence[Sequence[Fields]]
"""The entries of each subject of a credential."""


def credential(
    fields: Fields,
    outline: Outline,
    learners: Learners,
    *,
    title: str,
    description: str = "",
    achievements: tuple[Achievement, ...] = (),
) -> Credential:
    """The credential that ``fields`` hold of ``learners``, under the ``title`` that its format found.

    Raises :class:`~wallet.errors.Unreadable` (``required_missing``) without an
    issuer or a subject.
    """
    issued_by = issuer(fields)
    if not learners:
        raise missing("credentialSubject")
    subject, alone = learners[0][0], len(learners) == 1
    if not alone:
        fields.note(say("it names several learners"))
    subjects = [entry for entries in learners for entry in entries]
    not_done = {one: word for entry in subjects for one, word in unfinished(entry).items()}
    said = [*not_done.values(), *filter(None, map(unfinished_unnamed, subjects))]
    starts, ends = _dates(fields)
    if len(ends) > 1 and fields.values("expirationDate"):
        fields.note(say("{new} and {old} differ", new="validUntil", old="expirationDate"))
    return Credential(
        format=outline.format,
        id=fields.id,
        kind=kind(fields),
        title=title or kind(fields),
        description=description or fields.text("description"),
        issuer=issued_by,
        holder=holder(subject) if alone else _NOBODY,
        issued=fields.time("awardedDate", "issuanceDate", "issued") or starts,
        valid_from=starts,
        valid_until=min(ends, default=None),
        achievements=tuple(one for one in achievements if one not in not_done) if not_done else achievements,
        image=fields.child("image").id or subject.child("achievement").child("image").id,
        problems=tuple(fields.problems),
        unread_dates=tuple(fields.unread_dates),
        ends_differ=len(ends) > 1,
        shared=not alone or bool(said),
        unfinished=next(iter(said), ""),
        unsaid=_unsaid(fields, subjects if achievements or any(map(has_reached, subjects)) else ()),
    )


def _unsaid(fields: Fields, subjects: Sequence[Fields]) -> tuple[str, ...]:
    """As :attr:`~wallet.model.Credential.unsaid`, where the ``subjects`` are those that achieved something."""
    settled = all(map(is_settled, subjects))
    typed = not _PLAIN.issuperset(fields.types)
    return ("result",) * (not settled) + ("type",) * (not typed)


def achieved(learners: Learners, of: Callable[[Fields], tuple[Achievement, ...]]) -> tuple[Achievement, ...]:
    """What the learner achieved, by ``of`` each subject; of several learners only what all of them did.

    Whose the rest is, the credential shows nobody who holds it.
    """
    first, *others = [[one for subject in entries for one in of(subject)] for entries in learners] or [[]]
    if not others:
        return tuple(first)
    common = set(first).intersection(*others)
    return tuple(one for one in first if one in common)


def learners_of(fields: Fields) -> Learners:
    """The entries of each subject; one that is named in another way, or not at all, may be another learner."""
    found: dict[object, list[Fields]] = {}
    for position, subject in enumerate(fields.children("credentialSubject")):
        who = subject.id or holder(subject)
        found.setdefault(position if who == _NOBODY else who, []).append(subject)
    return list(found.values())


def issuer(fields: Fields) -> Issuer:
    """Who issued it.  Raises :class:`~wallet.errors.Unreadable` (``required_missing``) without an id."""
    issuers = fields.children("issuer")
    if not issuers or not issuers[0].id:
        raise missing("issuer")
    places = [one for one in issuers if one.id == issuers[0].id]  # as many as whoever holds it writes
    if len(places) < len(issuers):
        fields.note(say("it names several issuers; the first is taken"))
    return Issuer(id=places[0].id, name=text_in(places, "name", "legalName"), url=text_in(places, "url"))


def _dates(fields: Fields) -> tuple[datetime | None, set[datetime]]:
    """Start and ends of validity, under the names of either version of the data model; the latest of several starts."""
    starts = fields.times("validFrom") or fields.times("issuanceDate")
    return max(starts, default=None), fields.times("validUntil", "expirationDate")


def kind(fields: Fields) -> str:
    """The most specific type, in words: ``UniversityDegreeCredential`` reads "University Degree Credential"."""
    return next((spaced(name) for name in reversed(fields.types) if name not in _PLAIN), "Credential")


def spaced(name: str) -> str:
    """A type name in camel case as words."""
    return _WORD_STARTS.sub(" ", name).replace("_", " ").strip()

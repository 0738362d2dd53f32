"""The eleven elements that every European micro-credential should state, and which of them a credential does.

Council Recommendation of 16 June 2022 (2022/C 243/02), Annex I.  They tell what
is stated.  Whether it is true is for the verdict to tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wallet.model import Achievement, Credential
from wallet.stacks import units
from wallet.stacks.holdings import framework
from wallet.wording import say

STATED, PARTIAL, ABSENT = "stated", "partial", "absent"
_DEPTH = 24
_NOT_SAID = ("@context", "proof")
"""Members that say nothing of the learning; whatever else stands in a proof, nobody signed."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element and where it is found."""

    number: int
    name: str
    state: str
    """``stated``, ``partial`` or ``absent``."""
    where: str
    """The member that states it, or what there is instead."""
    ask: str = ""
    """What to ask the issuer for, unless it is stated."""


def elements(said: Credential, document: Any) -> tuple[Element, ...]:
    """The eleven mandatory elements; ``document`` is the parsed credential, for what the formats have no field for."""
    members = frozenset(_members(document, 0))
    return tuple(
        _element(number, name, ask, found) for number, (name, ask, found) in enumerate(_rows(said, members), 1)
    )


def _rows(said: Credential, members: frozenset[str]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Name, what to ask for, and state with source of each element in the order of the Annex."""
    issuer, holder, achievements = said.issuer, said.holder, said.achievements
    criteria = any(one.criteria for one in achievements) or "criteria" in members
    partly = (PARTIAL, "criteria") if criteria else (ABSENT, "")
    yield (
        say("identification of the learner"),
        say("your id or name in it"),
        _of("subject", holder.id, holder.name, holder.identity_hash),
    )
    yield say("title of the micro-credential"), say("a title"), _of("name", said.title)
    yield (
        say("country or region of the issuer"),
        say("its address with a country"),
        _in(members, "addressCountry", "countryCode", "country"),
    )
    yield (
        say("awarding body"),
        say("its legal name"),
        _of("issuer", issuer.name) if issuer.name else (PARTIAL if issuer.id else ABSENT, say("issuer id")),
    )
    yield say("date of issuing"), say("the date of the award"), _of("date", str(said.issued or said.valid_from or ""))
    yield say("learning outcomes"), say("learning outcomes or skills, as alignments"), _outcomes(achievements, members)
    yield say("notional workload"), say("credits with their unit (ECTS), or hours"), _workload(achievements, members)
    yield (
        say("level of the learning"),
        say("its EQF or national level, where there is one"),
        _level(achievements, members),
    )
    stated = _in(members, "provenBy", "assessedBy", "result", "resultDescription", "evidence")
    yield say("type of assessment"), say("how it was assessed"), stated if stated[0] == STATED else partly
    stated = _in(members, "mode", "learningSetting", "deliveryType", "modeOfLearning")
    yield (
        say("form of participation"),
        say("whether online, on site or both"),
        stated if stated[0] == STATED else partly,
    )
    yield (
        say("type of quality assurance"),
        say("its accreditation or an endorsement"),
        _in(members, "accreditation", "endorsement", "endorsementJwt"),
    )


def _element(number: int, name: str, ask: str, found: tuple[str, str]) -> Element:
    state, where = found
    return Element(number, name, state, where if state != ABSENT else "", "" if state == STATED else ask)


def _of(where: str, *values: str) -> tuple[str, str]:
    return (STATED, where) if any(values) else (ABSENT, "")


def _in(members: frozenset[str], *names: str) -> tuple[str, str]:
    """Stated by the first of ``names`` that the document has a value for, at any depth."""
    found = next((name for name in names if name in members), "")
    return (STATED, found) if found else (ABSENT, "")


def _outcomes(achievements: tuple[Achievement, ...], members: frozenset[str]) -> tuple[str, str]:
    if any(one.alignments for one in achievements):
        return STATED, "alignment"
    found = _in(members, "learningOutcome", "learningOutcomeSummary")
    if found[0] == STATED:
        return found
    described = any(one.description for one in achievements) or "description" in members
    return (PARTIAL, "description") if described else (ABSENT, "")


def _workload(achievements: tuple[Achievement, ...], members: frozenset[str]) -> tuple[str, str]:
    stated = [one.credits for one in achievements if one.credits is not None]
    if any(units.unit(one.system) != units.UNSTATED for one in stated):
        return STATED, "credits"
    found = _in(members, "volumeOfLearning", "creditPoint", "workload")
    if found[0] == STATED:
        return found
    return (PARTIAL, say("credits without a unit")) if stated else (ABSENT, "")


def _level(achievements: tuple[Achievement, ...], members: frozenset[str]) -> tuple[str, str]:
    frameworks = {framework(a.framework) for one in achievements for a in one.alignments if a.framework}
    if any("eqf" in name or "qualification" in name for name in frameworks):
        return STATED, "alignment"
    found = _in(members, "eqfLevel", "EQFLevel", "nqfLevel", "NQFLevel")
    if found[0] == STATED:
        return found
    return (PARTIAL, say("a level of its own")) if any(one.level for one in achievements) else (ABSENT, "")


def _members(node: Any, depth: int) -> Iterator[str]:
    """The name of every member that holds something, at any depth."""
    if depth > _DEPTH:
        return
    if isinstance(node, list):
        for one in node:
            yield from _members(one, depth + 1)
    elif isinstance(node, dict):
        said = {key: value for key, value in node.items() if key not in _NOT_SAID and not _is_nothing(value)}
        for value in said.values():
            yield from _members(value, depth + 1)
        yield from said


def _is_nothing(value: Any) -> bool:
    return value in (None, "", [], {}) or (isinstance(value, dict) and value.get("@value", "") is None)

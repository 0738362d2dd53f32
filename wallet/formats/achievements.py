"""Achievements as Open Badges 3.0 and CLR 2.0 write them, whichever credential holds them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from wallet.formats.base import Fields, text_in
from wallet.model import UNFINISHED, Achievement, Alignment, Credits, Holder, Level

UNSTATED = "unstated"
"""The system of a bare number of credits: neither specification has a field for it."""
RESULTS = 256
"""Results of one subject that are looked at."""
NAMES = ("name", "ceterms:name", "ceasn:competencyLabel")
"""What an achievement is called; the last two are words of the Credential Engine, written with these prefixes."""
DESCRIPTIONS = ("description", "ceterms:description", "ceasn:competencyText")
_LEVELS = {"PerformanceLevel", "RubricCriterionLevel", "ext:Level"}


class _Result(NamedTuple):
    """What a result says (OB 3.0 B.1.18), and by which description it is to be read."""

    description: str
    level: str
    value: str
    status: str


def of_subject(subject: Fields) -> tuple[Achievement, ...]:
    """What the subject achieved (OB 3.0 B.1.2 AchievementSubject, CLR 2.0 ClrSubject)."""
    nodes, results, earned = subject.children("achievement"), _results(subject), subject.texts("creditsEarned")
    if earned and (len(nodes) > 1 or len(earned) > 1):
        return tuple(_achievement(node, None, results) for node in nodes)  # which earned what is not signed
    amount = subject.amount("creditsEarned")
    return tuple(_achievement(node, _credits(node, amount), results) for node in nodes)


def unfinished(subject: Fields) -> dict[Achievement, str]:
    """Which of the same the results say that the learner did not complete, and in what word of ``UNFINISHED``.

    Of several attempts one that was completed counts: which was the last is not said.
    """
    results = _results(subject) if subject.values("result") else ()
    if UNFINISHED.isdisjoint(one.status for one in results):
        return {}
    nodes = subject.children("achievement")
    words = [_unfinished(node, results, alone=len(nodes) == 1) for node in nodes]
    return {one: word for one, word in zip(of_subject(subject), words, strict=True) if word}


def unfinished_unnamed(subject: Fields) -> str:
    """The same of a subject that does not show what its results are of; empty where nothing is known to be open."""
    if subject.values("achievement") or not subject.values("result"):
        return ""
    return open_word(one.status for one in _results(subject))


def has_reached(subject: Fields) -> bool:
    """Whether it is a subject that reached something, even where it does not show what."""
    return "AchievementSubject" in subject.types or bool(subject.values("result"))


def is_settled(subject: Fields) -> bool:
    """Whether a result says that the learner completed what the subject names: then no other result counts against it.

    Of several achievements the results may be of any.
    """
    if not subject.values("result") or len(subject.values("achievement")) > 1:
        return False
    return any(one.status and one.status not in UNFINISHED for one in _results(subject))


def _unfinished(node: Fields, results: Sequence[_Result], *, alone: bool) -> str:
    own = {one.id for one in node.children("resultDescription")}
    return open_word(one.status for one in results if alone or one.description in own)


def open_word(statuses: Iterable[str]) -> str:
    """The first word of ``UNFINISHED`` where results have no other; empty where one of them has, or none has any."""
    said = [one for one in statuses if one]
    return said[0] if said and UNFINISHED.issuperset(said) else ""


def _achievement(node: Fields, credits_: Credits | None, results: Sequence[_Result]) -> Achievement:
    criteria = node.child("criteria")
    return Achievement(
        id=node.id,
        name=node.text(*NAMES),
        kind=node.text("achievementType").removeprefix("ext:"),
        description=node.text(*DESCRIPTIONS),
        criteria=criteria.text("narrative") or criteria.id,
        level=_level(node, results),
        credits=credits_,
        alignments=tuple(alignment(one) for one in node.children("alignment")),
        tags=node.texts("tag"),
    )


def alignment(node: Fields) -> Alignment:
    """One alignment (OB 3.0 B.1.4; Open Badges 2.0 has the same terms)."""
    return Alignment(
        framework=node.text("targetFramework"),
        code=node.text("targetCode"),
        name=node.text("targetName"),
        url=node.text("targetUrl"),
    )


def _credits(node: Fields, earned: Decimal | None) -> Credits | None:
    """Credits earned, else credits on offer."""
    if earned is not None:
        return Credits(earned, UNSTATED, earned=True)
    offered = node.amount("creditsAvailable")
    return None if offered is None else Credits(offered, UNSTATED, earned=False)


def _results(subject: Fields) -> tuple[_Result, ...]:
    """The results of a subject; one that has an id is one, in however many places it is described."""
    found: dict[str | int, list[Fields]] = {}
    for position, one in enumerate(subject.children("result")[:RESULTS]):
        found.setdefault(one.id or position, []).append(one)
    terms = ("resultDescription", "achievedLevel", "value", "status")
    return tuple(_Result(*(text_in(places, term) for term in terms)) for places in found.values())


def _level(node: Fields, results: Sequence[_Result]) -> Level | None:
    """The level that a result reports, in the words of its description.

    Of several descriptions the first by id, and none of which there are results that differ, as those of two attempts:
    in what order results stand is up to whoever holds them.
    """
    described = _by_id(node.children("resultDescription")) if results else {}
    reported = {result.description for result in results}
    for name, places in sorted(described.items(), key=itemgetter(0)):
        if name not in reported or text_in(places, "resultType") not in _LEVELS:
            continue
        rubric = _by_id(level for one in places for level in one.children("rubricCriterionLevel"))
        of_it = [result for result in results if result.description == name]
        said = {text_in(rubric.get(one.level, ()), "level", "name") or one.value for one in of_it} - {""}
        if len(said) == 1:
            return Level(text_in(places, "name"), said.pop())
    return None


def _by_id(nodes: Iterable[Fields]) -> dict[str, list[Fields]]:
    """All places where each node that has an id is described: how many those are is up to whoever holds it."""
    found: dict[str, list[Fields]] = {}
    for one in nodes:
        if one.id:
            found.setdefault(one.id, []).append(one)
    return found


IDENTITIES = 32
"""Identities of one subject that are looked at."""


def holder(subject: Fields) -> Holder:
    """Whom the subject is: its id, and every identity that can be compared, e-mail first (OB 3.0 B.1.15)."""
    identities = [one for one in subject.children("identifier") if one.text("identityHash")]
    identities.sort(key=lambda one: one.text("identityType") not in ("emailAddress", "email"))
    (hashed, salt), *others = [_identity(one) for one in identities[:IDENTITIES]] or [("", "")]
    parts = (subject.text("givenName", "givenNames", "firstName"), subject.text("familyName", "lastName"))
    return Holder(
        id=subject.id,
        name=subject.text("name") or " ".join(part for part in parts if part),
        identity_hash=hashed,
        salt=salt,
        others=tuple(others),
    )


def _identity(node: Fields) -> tuple[str, str]:
    written = node.text("identityHash")
    hashed = node.flag("hashed") or "$" in written[:10]
    return (written, node.text("salt")) if hashed else (f"plain:{written}", "")

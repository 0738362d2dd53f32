"""Achievements as Open Badges 3.0 and CLR 2.0 write them, whichever credential holds them."""

from wallet.formats.base import Fields
from wallet.model import Achievement, Alignment, Credits, Holder, Level

UNSTATED = "unstated"
"""The system of a bare number of credits: neither specification has a field for it."""
_LEVELS = {"PerformanceLevel", "RubricCriterionLevel", "ext:Level"}


def of_subject(subject: Fields) -> tuple[Achievement, ...]:
    """What the subject achieved (OB 3.0 B.1.2 AchievementSubject, CLR 2.0 ClrSubject)."""
    return tuple(_achievement(node, subject) for node in subject.children("achievement"))


def _achievement(node: Fields, subject: Fields) -> Achievement:
    criteria = node.child("criteria")
    return Achievement(
        id=node.id,
        name=node.text("name"),
        kind=node.text("achievementType").removeprefix("ext:"),
        description=node.text("description"),
        criteria=criteria.text("narrative") or criteria.id,
        level=_level(node, subject),
        credits=_credits(node, subject),
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


def _credits(node: Fields, subject: Fields) -> Credits | None:
    """Credits earned, else credits on offer."""
    earned = subject.amount("creditsEarned")
    if earned is not None:
        return Credits(earned, UNSTATED, earned=True)
    offered = node.amount("creditsAvailable")
    return None if offered is None else Credits(offered, UNSTATED, earned=False)


def _level(node: Fields, subject: Fields) -> Level | None:
    """The level of the first result that reports one, in the words of its description."""
    results = subject.children("result")
    descriptions = {one.id: one for one in node.children("resultDescription") if one.id} if results else {}
    for result in results:
        described = descriptions.get(result.text("resultDescription"))
        if described is None or described.text("resultType") not in _LEVELS:
            continue
        rubric = {level.id: level.text("level", "name") for level in described.children("rubricCriterionLevel")}
        value = rubric.get(result.text("achievedLevel"), "") or result.text("value")
        if value:
            return Level(described.text("name"), value)
    return None


IDENTITIES = 32
"""Identities of one subject that are looked at."""


def holder(subject: Fields) -> Holder:
    """Whom the subject is: its id, and every identity that can be compared, e-mail first (OB 3.0 B.1.15)."""
    identities = [one for one in subject.children("identifier") if one.text("identityHash")]
    identities.sort(key=lambda one: one.text("identityType") not in ("emailAddress", "email"))
    (hashed, salt), *others = [_identity(one) for one in identities[:IDENTITIES]] or [("", "")]
    parts = (subject.text("givenName"), subject.text("familyName"))
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

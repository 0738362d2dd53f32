"""The lines that exports are made of: one for each achievement, cleaned for documents, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wallet.model import Achievement, Credential, Credits, Level
from wallet.report import RELIABLE, Verdict
from wallet.share.cleaning import clean
from wallet.share.links import https_only
from wallet.wording import Message, say


@dataclass(frozen=True, slots=True)
class Item:
    """A credential of the wallet and what checking found."""

    credential: Credential
    verdict: Verdict
    checked: datetime
    ref: str


@dataclass(frozen=True, slots=True)
class Line:
    """One achievement, cleaned for documents; "" and () stand for what is not stated."""

    name: str
    kind: str
    issuer: str
    issuer_id: str
    issued: str
    """``YYYY-MM-DD``."""
    expires: str
    url: str
    """https, or ""."""
    skills: tuple[tuple[str, str], ...]
    """Framework and name of each, without repetitions."""
    level: Level | None
    credits: Credits | None
    achievement_id: str
    ref: str
    format: str
    verdict: Verdict
    checked: str
    """UTC, to the second."""
    ended: bool = False
    """Whether it had ended by then."""
    begins: str = ""
    """The day on which it begins to hold, where that was yet to come."""

    @property
    def verified(self) -> bool:
        """Whether it needs no remark that it is not verified."""
        return counts(self.verdict)


def counts(verdict: Verdict) -> bool:
    """Whether a credential with this verdict is exported unless more is asked for."""
    return verdict in RELIABLE


def stated(members: dict[str, Any]) -> dict[str, Any]:
    """``members`` without those that have no value."""
    return {name: value for name, value in members.items() if value}


def lines(items: Iterable[Item]) -> tuple[Line, ...]:
    """One line per achievement, newest first; the order of ``items`` does not matter."""
    found = [line for item in items for line in _lines(item)]
    found.sort(key=lambda line: (line.name, line.ref))
    return tuple(sorted(found, key=lambda line: line.issued, reverse=True))


def _lines(item: Item) -> Iterable[Line]:
    said = item.credential
    titled = () if said.shared else (Achievement(id="", name=said.title, kind=said.kind),)
    stated = said.achievements or titled  # of several learners the title need not be anybody's
    for one in stated:
        yield Line(
            name=clean(one.name or said.title) or "(untitled)",
            kind=clean(one.kind),
            issuer=clean(said.issuer.name or said.issuer.id),
            issuer_id=clean(said.issuer.id),
            issued=day(said.issued or said.valid_from),
            expires=day(said.valid_until),
            url=https_only(said.id),
            skills=_skills(one),
            level=None if one.level is None else Level(clean(one.level.framework), clean(one.level.value)),
            credits=None if one.credits is None else replace(one.credits, system=clean(one.credits.system)),
            achievement_id=clean(one.id),
            ref=item.ref,
            format=said.format,
            verdict=item.verdict,
            checked=f"{item.checked:%Y-%m-%dT%H:%M:%SZ}",
            begins=_yet_to_come(said.valid_from or said.issued, item.checked),
            ended=said.valid_until is not None and said.valid_until <= item.checked,
        )


def bounds(line: Line) -> tuple[Message, ...]:
    """From when a line holds, where that is yet to come, and until when."""
    begins = (say("from {day}", day=line.begins),) if line.begins else ()
    return (*begins, say("until {day}", day=line.expires)) if line.expires else begins


def _yet_to_come(start: datetime | None, now: datetime) -> str:
    return day(start) if start is not None and start > now else ""


def day(moment: datetime | None) -> str:
    """``moment`` as ``YYYY-MM-DD``, which is read alike in every language; "" for none."""
    return "" if moment is None else moment.date().isoformat()


def _skills(achievement: Achievement) -> tuple[tuple[str, str], ...]:
    found: dict[str, tuple[str, str]] = {}
    for alignment in achievement.alignments:
        name = clean(alignment.name or alignment.code)
        if name:
            found.setdefault(name.casefold(), (clean(alignment.framework), name))
    return tuple(found.values())

"""Skills across what is held, and how they compare with what a job asks for."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from wallet.model import Achievement, Alignment, Entry
from wallet.report import CheckId
from wallet.stacks.folding import fold
from wallet.stacks.holdings import Copy, holdings, passed
from wallet.stacks.matching import why_not_counted
from wallet.stacks.reasons import MESSAGES
from wallet.stacks.rules import Counting
from wallet.wording import say

FREE_TEXT = "free text"
"""Stands for the framework of a free tag, which belongs to none."""
_FRAMEWORKS = (
    ("ESCO", ("esco",)),
    ("O*NET", ("onetonline", "onetcenter", "o*net")),
    ("CASE", ("casenetwork", "/ims/case/", "case ")),
    ("CTDL", ("credentialengineregistry", "credreg.net", "ctdl")),
)
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?", re.UNICODE)
_SMALL = frozenset(("a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "use", "using", "with"))
"""Words that are ignored when a title is compared with a skill."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A holding that shows a skill."""

    copy: Copy
    problem: str = ""
    """Why it would not count today: a code of :data:`wallet.stacks.reasons.MESSAGES`; empty when it does."""

    @property
    def message(self) -> str:
        """``problem`` in words."""
        return MESSAGES[self.problem] if self.problem else ""

    @property
    def weak(self) -> bool:
        """Whether anybody could have issued it: its issuer is on none of the learner's lists."""
        return not passed(self.copy.entry, CheckId.RECOGNITION)


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill and what shows it."""

    name: str
    framework: str
    code: str
    url: str
    evidence: tuple[Evidence, ...]

    @property
    def shown(self) -> bool:
        """Whether a verified holding shows it."""
        return any(not one.problem for one in self.evidence)


def skills(entries: Iterable[Entry], at: datetime) -> tuple[Skill, ...]:
    """Every alignment and tag of what is held, by name; the same target named twice is one skill.

    What shows it is there once, by its best copy, and so is a credential that names it several times.
    """
    found: dict[str, tuple[tuple[str, str, str, str], dict[int, Evidence]]] = {}
    for copies in _held(entries, at):
        new: dict[str, Evidence] = {}
        for one in copies:
            for key, about in _named(one.copy.achievement):
                found.setdefault(key, (about, {}))
                new.setdefault(key, one)
        for key, one in new.items():
            found[key][1].setdefault(id(one.copy.entry), one)
    listed = [Skill(*about, tuple(evidence.values())) for about, evidence in found.values()]
    return tuple(sorted(listed, key=lambda skill: (fold(skill.name), skill.framework, skill.code, skill.url)))


def _held(entries: Iterable[Entry], at: datetime) -> list[list[Evidence]]:
    """The copies of each holding, those first that count, and of them those whose issuer is known."""
    found = []
    for holding in holdings(entries):
        copies = [Evidence(copy, why_not_counted(copy, (Counting(),), at)) for copy in holding.copies]
        if len(copies) > 1:
            copies.sort(key=lambda one: (one.problem != "", one.weak))
        found.append(copies)
    return found


def _named(achievement: Achievement) -> Iterable[tuple[str, tuple[str, str, str, str]]]:
    """Key and name, framework, code, URL of every skill that an achievement names."""
    for one in achievement.alignments:
        name = one.name or one.code or one.url
        if name:
            yield one.url or fold(f"{one.framework}:{one.code or name}"), (name, _framework(one), one.code, one.url)
    for tag in achievement.tags:
        if fold(tag):
            yield f"tag {fold(tag)}", (tag, FREE_TEXT, "", "")


def _framework(alignment: Alignment) -> str:
    """The framework's common name, by what it is called or where its entries are."""
    text = f"{alignment.framework} {alignment.url}".casefold()
    known = next((name for name, signs in _FRAMEWORKS if any(sign in text for sign in signs)), "")
    return known or alignment.framework or FREE_TEXT


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """One skill that a job asks for."""

    name: str
    ids: tuple[str, ...] = ()
    """URLs or codes of frameworks."""
    also: tuple[str, ...] = ()
    """Other words for it, any of which partly shows it."""


@dataclass(frozen=True, slots=True)
class Met:
    """One wanted skill and how far it is covered."""

    wanted: WantedSkill
    state: str
    """``covered``, ``partly`` or ``missing``."""
    evidence: tuple[Evidence, ...]
    why: str
    """For people: what was compared."""

    @property
    def weak(self) -> bool:
        """Whether it is covered by nothing but what anybody could have issued."""
        return self.state == "covered" and all(one.weak for one in self.evidence)


def compare(wanted: Sequence[WantedSkill], entries: Iterable[Entry], at: datetime) -> tuple[Met, ...]:
    """Each wanted skill against what is held, in a time that hardly grows with the product of the two.

    Covered: a verified holding is aligned to its id, or names it as a skill or
    as its own title.  Partly: what would cover it is not verified or has
    ended, or a verified holding's title has all its words.
    """
    held = _Held(_held(entries, at))
    return tuple(_met(one, held.like(one)) for one in map(_Sought.of, wanted))


class _Sought(NamedTuple):
    """A wanted skill as it is looked for in one credential after another."""

    wanted: WantedSkill
    ids: frozenset[str]
    name: str
    """Folded."""
    also: frozenset[str]
    """Folded."""
    words: frozenset[str]

    @classmethod
    def of(cls, wanted: WantedSkill) -> "_Sought":
        """``wanted``, folded once."""
        also = frozenset(map(fold, wanted.also))
        return cls(wanted, frozenset(wanted.ids), fold(wanted.name), also, _words(wanted.name))

    def shown_by(self, copy: Copy) -> str:
        """How ``copy`` shows the skill itself, or ""."""
        if not copy.alignments.isdisjoint(self.ids):
            return say("aligned to it by id")
        if self.name and self.name in copy.skills:
            return say("names it as a skill")
        return say("is called so") if self.name and self.name == copy.name else ""

    def resembled_by(self, copy: Copy) -> str:
        """How ``copy`` comes near the skill, or ""."""
        if not copy.skills.isdisjoint(self.also):
            return say("names a related skill")
        return say("its title has the words") if self.words and self.words <= _words(copy.name) else ""


class _Held:
    """What is held, by what it names: a job asks for hundreds of skills, and a wallet may hold thousands of badges."""

    def __init__(self, held: Sequence[Sequence[Evidence]]) -> None:
        self._held = held
        self._named: dict[str, set[int]] = {}
        self._titled: dict[str, set[int]] = {}
        for number, copies in enumerate(held):
            for copy in (one.copy for one in copies):
                for text in (*copy.alignments, *copy.skills, copy.name):
                    self._named.setdefault(text, set()).add(number)
                for word in _words(copy.name):
                    self._titled.setdefault(word, set()).add(number)

    def like(self, sought: _Sought) -> list[Sequence[Evidence]]:
        """The holdings that could show ``sought`` or resemble it, in order."""
        texts = sought.ids | sought.also | {sought.name}
        found = set[int]().union(*(self._named.get(text, ()) for text in texts))
        if sought.words:
            found |= set.intersection(*(self._titled.get(word, set()) for word in sought.words))
        return [self._held[number] for number in sorted(found)]


def _met(sought: _Sought, held: Sequence[Sequence[Evidence]]) -> Met:
    exact, near = [], []
    for copies in held:
        if shown := _first(copies, sought.shown_by):
            exact.append(shown)
        elif (like := _first(copies, sought.resembled_by)) and not like[0].problem:
            near.append(like)
    good = [one for one in exact if not one[0].problem]
    for state, found in (("covered", good), ("partly", exact), ("partly", near)):
        if found:
            why = found[0][0].message if found is exact else found[0][1]
            return Met(sought.wanted, state, tuple(evidence for evidence, _ in found), why)
    return Met(sought.wanted, "missing", (), say("nothing that you hold names it"))


def _first(copies: Iterable[Evidence], says: Callable[[Copy], str]) -> tuple[Evidence, str] | None:
    """The first of ``copies`` that says something, and what."""
    return next(((one, why) for one in copies if (why := says(one.copy))), None)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - _SMALL

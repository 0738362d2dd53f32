"""Skills: what the wallet shows of them, what a job asks for, and the way from one to the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from wallet.model import Entry
from wallet.results.credentials import EuElement, Shown
from wallet.results.skills import FrameworkLine, Frameworks, Gap, GapLine, SkillEvidence, SkillLine, UnitLine
from wallet.stacks import drafting, jobs
from wallet.stacks.cautions import some
from wallet.stacks.definition import parse
from wallet.stacks.eu_elements import elements
from wallet.stacks.frameworks import FRAMEWORKS, UNITS
from wallet.stacks.skills import Evidence, Met, compare
from wallet.stacks.skills import skills as found_in
from wallet.wording import counted, say

SKILL_WORDS = 8
"""A skill of more words is most likely a sentence around one."""


def skills(entries: Sequence[Entry], at: datetime) -> tuple[SkillLine, ...]:
    """Every skill that a credential names, with what shows it."""
    found = found_in(entries, at)
    return tuple(SkillLine(s.name, s.framework, s.code, s.url, _evidence(s.evidence)) for s in found)


def frameworks() -> Frameworks:
    """The levels and units that rules can ask for, with their sources."""
    return Frameworks(
        tuple(FrameworkLine(f.name, f.place, f.lowest, f.highest, f.levels, f.source) for f in FRAMEWORKS),
        tuple(UnitLine(u.slug, u.name, u.place, u.meaning, u.source) for u in UNITS),
    )


def gap(job: bytes, name: str, entries: Sequence[Entry], at: datetime) -> Gap:
    """A job description against the wallet; raises as :func:`wallet.stacks.jobs.read` does."""
    met = compare(jobs.read(job, name), entries, at)
    lines = tuple(GapLine(one.wanted.name, one.state, one.why, _evidence(one.evidence)) for one in met)
    return Gap(lines, warnings=(*_weak([one.wanted.name for one in met if one.weak]), *_sentences(met)))


def _sentences(met: Sequence[Met]) -> Iterator[str]:
    """What helps whoever saved an advertisement as it stood: what it wants stands in sentences, which nobody awards."""
    long = [one for one in met if one.state == "missing" and len(one.wanted.name.split()) > SKILL_WORDS]
    if long:
        yield counted(
            len(long),
            "{n} of these is a sentence and no skill; write a skill a line, such as SQL, and run it again",
            "{n} of these are sentences and no skills; write a skill a line, such as SQL, and run it again",
        )


def _weak(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield say(
            "weak match: anybody could have issued what covers {named}; none of those issuers is on a list you trust",
            named=some(names),
        )


def missing_stack(job: bytes, name: str, found: Gap, title: str, identifier: str) -> bytes:
    """A rule file for what is not covered yet: a badge for each skill."""
    open_ = {one.name for one in found.lines if one.state != "covered"}
    wanted = [one for one in jobs.read(job, name) if one.name in open_]
    data = drafting.for_skills(title, identifier, [(one.name, one.ids) for one in wanted]).encode()
    parse(data)
    return data


def eu_elements(shown: Shown) -> tuple[EuElement, ...]:
    """Which elements of a European micro-credential a credential carries."""
    found = elements(shown.credential, shown.report.outline.document)
    return tuple(EuElement(one.number, one.name, one.state, one.where, one.ask) for one in found)


def _evidence(found: Sequence[Evidence]) -> tuple[SkillEvidence, ...]:
    entries = ((one, one.copy.entry) for one in found)
    return tuple(
        SkillEvidence(
            entry.ref,
            one.copy.achievement.name or entry.title,
            entry.issuer.name,
            not one.problem,
            one.message,
            one.problem,
        )
        for one, entry in entries
    )

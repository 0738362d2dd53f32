"""Whether one copy of an achievement may count, and whether it fits a requirement.

Both questions answer with the first condition that fails, so that every
"does not count" has its reason.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from wallet.model import Entry
from wallet.report import CheckId, Verdict
from wallet.stacks.holdings import Copy, Holding, fold, framework, level_number, passed, plain_id
from wallet.stacks.rules import AtLevel, Condition, Counting, Either, Leaf, Match, Not, Texts, Within

_RELATIONS = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}


@dataclass(frozen=True, slots=True)
class Miss:
    """The first condition that a copy fails: which, what was wanted, what was found."""

    key: str
    wanted: str
    found: str


def why_not_counted(copy: Copy, count: Counting, at: datetime) -> str:
    """The code that keeps ``copy`` from counting at all at ``at``, or "" when nothing does."""
    entry = copy.entry
    if entry.verdict not in count.verdicts:
        return _verdict_code(entry.verdict)
    if code := _date_code(entry, count, at):
        return code
    if count.trusted_only and not passed(entry, CheckId.RECOGNITION):
        return "issuer_not_trusted"
    if count.mine_only and not passed(entry, CheckId.HOLDER):
        return "not_mine"
    return ""


def _date_code(entry: Entry, count: Counting, at: datetime) -> str:
    issued, oldest = entry.issued, count.issued_within
    if issued is not None and issued > at:
        return "not_yet_valid"
    if count.not_expired and entry.valid_until is not None and entry.valid_until < at:
        return "expired"
    if oldest is None:
        return ""
    if issued is None:
        return "no_issue_date"
    return "too_old" if issued < oldest.before(at) else ""


def _verdict_code(verdict: str) -> str:
    if verdict == Verdict.VERIFIED_WITH_NOTES:
        return "not_strict"
    return "not_verified" if verdict == Verdict.CANNOT_TELL else "rejected"


def fits(leaf: Leaf, copy: Copy, at: datetime) -> Miss | None:
    """None when ``copy`` is what ``leaf`` asks for, else the first condition that fails."""
    if leaf.ids and not any(plain_id(wanted) in copy.ids for wanted in leaf.ids):
        return Miss("id", " or ".join(leaf.ids), copy.achievement.id)
    return misses(leaf.match, copy, at)


def misses(match: Match, copy: Copy, at: datetime) -> Miss | None:
    """The first of the conditions that ``copy`` fails; None when it fits them all."""
    for condition in match.conditions:
        miss = _test(condition, copy, at)
        if miss is not None:
            return miss
    return None


def counting_copy(leaf: Leaf, holding: Holding, counts: tuple[Counting, ...], at: datetime) -> Copy | None:
    """The best copy of ``holding`` that fits ``leaf`` and may count under every one of ``counts``."""
    for copy in holding.copies:
        if fits(leaf, copy, at) is None and not any(why_not_counted(copy, count, at) for count in counts):
            return copy
    return None


def _test(condition: Condition, copy: Copy, at: datetime) -> Miss | None:
    match condition:
        case Texts():
            return _texts(condition, copy)
        case AtLevel():
            return _level(condition, copy)
        case Within(period):
            issued = copy.entry.issued
            recent = issued is not None and period.before(at) <= issued <= at
            return (
                None if recent else Miss("issued_within", period.text, "" if issued is None else f"{issued:%Y-%m-%d}")
            )
        case Either(options):
            found = [misses(option, copy, at) for option in options]
            return None if None in found else found[0]
        case Not(match):
            return Miss("not", "no match", copy.achievement.name) if misses(match, copy, at) is None else None


def _texts(condition: Texts, copy: Copy) -> Miss | None:
    key, wanted = condition.key, condition.wanted
    match key:
        case "name":
            fit = any(glob(pattern, copy.name) for pattern in wanted)
        case "issuer_name":
            fit = any(glob(pattern, copy.issuer_name) for pattern in wanted)
        case "issuer":
            fit = copy.entry.issuer.id in wanted
        case "id":
            fit = any(plain_id(one) in copy.ids for one in wanted)
        case "alignment":
            fit = not copy.alignments.isdisjoint(wanted)
        case _:
            fit = not _folded(key, copy).isdisjoint(map(fold, wanted))
    return None if fit else Miss(key, " or ".join(wanted), _found(key, copy))


def _folded(key: str, copy: Copy) -> frozenset[str]:
    sets = {"skill": copy.skills, "tag": copy.tags, "my_tag": copy.my_tags}
    return sets[key] if key in sets else frozenset({fold(copy.achievement.kind)} - {""})


def _found(key: str, copy: Copy) -> str:
    """What the copy holds under ``key``, for people; original spelling where there is one value."""
    one = {
        "name": copy.achievement.name,
        "issuer": copy.entry.issuer.id,
        "issuer_name": copy.entry.issuer.name,
        "id": copy.achievement.id,
        "type": copy.achievement.kind,
    }
    many = {"alignment": copy.alignments, "skill": copy.skills, "tag": copy.tags, "my_tag": copy.my_tags}
    return one[key] if key in one else ", ".join(sorted(many[key]))


def _level(condition: AtLevel, copy: Copy) -> Miss | None:
    level = copy.achievement.level
    if level is None:
        return Miss("level", condition.text, "")
    found = f"{level.framework} {level.value}"
    number = level_number(level.value)
    same = framework(level.framework) == framework(condition.framework)
    if not same or number is None or not _related(number, condition):
        return Miss("level", condition.text, found)
    return None


def _related(number: Decimal, condition: AtLevel) -> bool:
    return bool(_RELATIONS[condition.relation](number, condition.value))


def glob(pattern: str, text: str) -> bool:
    """Whether all of the folded ``text`` fits ``pattern``; ``*`` is any run, ``?`` any one character.

    Leftmost placing of each run between stars is enough, so the work grows
    with the product of the two lengths at worst, both of them limited.
    """
    first, *rest = fold(pattern).split("*")
    if not text:
        return False
    if not rest:
        return len(first) == len(text) and _place(first, text, 0) == 0
    if _place(first, text[: len(first)], 0) != 0:
        return False
    position, last = len(first), rest.pop()
    for run in rest:
        found = _place(run, text, position)
        if found < 0:
            return False
        position = found + len(run)
    tail = len(text) - len(last)
    return tail >= position and _place(last, text, tail) == tail


def _place(run: str, text: str, start: int) -> int:
    """The first place at or after ``start`` where ``run`` stands in ``text``, or -1."""
    if "?" not in run:
        return text.find(run, start)
    found = re.compile(re.escape(run).replace(r"\?", "."), re.DOTALL).search(text, start)
    return found.start() if found else -1

"""Whether one copy of an achievement may count, and whether it fits a requirement."""

from collections.abc import Iterable
from datetime import datetime
from operator import eq, ge, gt, le, lt

from wallet.model import Entry
from wallet.report import GOOD, CheckId, Code, Verdict, answered, words
from wallet.stacks import units
from wallet.stacks.holdings import Copy, Holding, framework, level_number, passed, plain_id
from wallet.stacks.rules import AtLevel, Condition, Counting, Either, Leaf, Match, Not, Sum, Texts, Within, matches_in

_RELATIONS = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}


def why_not_counted(copy: Copy, counts: Iterable[Counting], at: datetime) -> str:
    """The code of the first of ``counts`` that keeps ``copy`` from counting at all at ``at``, or ""."""
    return next((code for count in counts if (code := _limit_code(copy, count, at))), "")


def _limit_code(copy: Copy, count: Counting, at: datetime) -> str:
    entry = copy.entry
    if entry.verdict not in count.verdicts:
        return _verdict_code(entry)
    if code := _date_code(entry, count, at):
        return code
    if count.trusted_only and not passed(entry, CheckId.RECOGNITION):
        return "issuer_not_trusted" if _is_tied(entry) else _verdict_code(entry)
    if count.mine_only and not passed(entry, CheckId.HOLDER):
        return "not_mine"
    return ""


def _is_tied(entry: Entry) -> bool:
    """Whether its issuer is tied to it; otherwise a list that the issuer is on says nothing about it."""
    if entry.verdict != Verdict.CANNOT_TELL:
        return True
    signer = answered(entry.codes, CheckId.SIGNER)
    return signer is not None and words(signer).result in GOOD


def _date_code(entry: Entry, count: Counting, at: datetime) -> str:
    issued, oldest = entry.issued, count.issued_within
    if any(begins is not None and begins > at for begins in (issued, entry.starts)):
        return "not_yet_valid"
    if count.not_expired and entry.valid_until is not None and entry.valid_until <= at:
        return "expired"
    if oldest is None:
        return ""
    if issued is None:
        return "no_issue_date"
    return "too_old" if issued < oldest.before(at) else ""


def _verdict_code(entry: Entry) -> str:
    """What no signature covers is told apart: nothing that anybody publishes makes it verified."""
    if entry.verdict == Verdict.VERIFIED_WITH_NOTES:
        return "not_strict"
    if entry.verdict != Verdict.CANNOT_TELL:
        return "rejected"
    return "not_signed" if Code.UNSIGNED in entry.codes else "not_verified"


def fits(leaf: Leaf, copy: Copy, at: datetime) -> bool:
    """Whether ``copy`` is what ``leaf`` asks for."""
    if leaf.ids and copy.ids.isdisjoint(map(plain_id, leaf.ids)):
        return False
    return suits(leaf.match, copy, at)


def suits(match: Match, copy: Copy, at: datetime) -> bool:
    """Whether ``copy`` meets every condition; one that lacks the datum asked for does not."""
    return all(test(condition, copy, at) for condition in match.conditions)


def counting_copy(leaf: Leaf, holding: Holding, counts: tuple[Counting, ...], at: datetime) -> Copy | None:
    """The best copy of ``holding`` that fits ``leaf`` and may count under every one of ``counts``."""
    for copy in holding.copies:
        if fits(leaf, copy, at) and not why_not_counted(copy, counts, at):
            return copy
    return None


def counting_amount(form: Sum, holding: Holding, counts: tuple[Counting, ...], at: datetime) -> tuple[Copy, int] | None:
    """The best copy of ``holding`` that may be added to a sum, and its amount in millionths of the sum's unit.

    None where that copy states 0: it adds nothing, and no other copy is asked to say better of the same achievement.
    """
    for copy in holding.copies:
        stated = copy.achievement.credits
        if stated is None or not suits(form.source, copy, at):
            continue
        amount, _ = units.amount_of(stated, form.system, form.unstated_as)
        if amount is not None and not why_not_counted(copy, counts, at):
            return (copy, amount) if amount else None
    return None


def test(condition: Condition, copy: Copy, at: datetime) -> bool:
    """Whether ``copy`` meets one condition at ``at``."""
    match condition:
        case Texts():
            return _texts(condition, copy)
        case AtLevel():
            return _level(condition, copy)
        case Within(period):
            issued = copy.entry.issued
            return issued is not None and period.before(at) <= issued <= at
        case Either(options):
            return any(suits(option, copy, at) for option in options)
        case Not(inner):
            return not suits(inner, copy, at) and not _undecided(inner, copy)


def _undecided(match: Match, copy: Copy) -> bool:
    """Whether any condition of ``match``, at whatever depth, is on what can be read neither for nor against it."""
    return any(_unread(condition, copy) for condition in match.conditions)


def _unread(condition: Condition, copy: Copy) -> bool:
    match condition:
        case Texts(key):
            return key in copy.unread
        case AtLevel():
            level = copy.achievement.level
            if level is None or not level.framework:
                return level is not None  # of whatever framework
            return framework(level.framework) == framework(condition.framework) and level_number(level.value) is None
        case Within():
            return copy.entry.issued is None
        case _:
            return any(_undecided(inner, copy) for inner in matches_in(condition))


def _texts(condition: Texts, copy: Copy) -> bool:
    match condition.key:
        case "name" | "issuer_name" as key:
            text = copy.name if key == "name" else copy.issuer_name
            return any(glob(pattern, text) for pattern in condition.folded)
        case "issuer":
            return "issuer" not in copy.unread and copy.entry.issuer.id in condition.wanted
        case "id":
            return not copy.ids.isdisjoint(map(plain_id, condition.wanted))
        case "alignment":
            return not copy.alignments.isdisjoint(condition.wanted)
        case "type":
            return copy.kind != "" and copy.kind in condition.folded
        case key:
            found = {"skill": copy.skills, "tag": copy.tags, "my_tag": copy.my_tags}[key]
            return not found.isdisjoint(condition.folded)


def _level(condition: AtLevel, copy: Copy) -> bool:
    level = copy.achievement.level
    if level is None or framework(level.framework) != framework(condition.framework):
        return False
    number = level_number(level.value)
    return number is not None and bool(_RELATIONS[condition.relation](number, condition.value))


def glob(pattern: str, text: str) -> bool:
    """Whether all of ``text`` fits ``pattern``, both folded; ``*`` is any run, ``?`` any one character.

    Leftmost placing of each run between stars is enough, so the work grows
    with the product of the two lengths at worst, both of them limited, and of
    that a machine word of the pattern at a time.
    """
    first, *rest = pattern.split("*")
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
    fitting, any_one = _places(run)
    begun, whole = 0, 1 << (len(run) - 1)
    for at in range(start, len(text)):
        begun = (begun << 1 | 1) & fitting.get(text[at], any_one)
        if begun & whole:
            return at - len(run) + 1
    return -1


def _places(run: str) -> tuple[dict[str, int], int]:
    """The places of ``run``, as the bits of a number, where each of its characters fits, and where any other does.

    Shifted by one and masked for each character of a text, they are where the run
    has begun (Baeza-Yates and Gonnet, "A new approach to text searching", 1992).
    """
    any_one = sum(1 << place for place, char in enumerate(run) if char == "?")
    fitting: dict[str, int] = {}
    for place, char in enumerate(run):
        fitting[char] = fitting.get(char, any_one) | 1 << place
    return fitting, any_one

"""What to know about a stack that is met: what counts there by the rules, and may be less than it looks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from wallet.report import RELIABLE, CheckId, Code, answered
from wallet.stacks import wording
from wallet.stacks.holdings import Copy, plain_id
from wallet.stacks.lines import Filled, Line, wanted, weakly_summed
from wallet.stacks.rules import Sum
from wallet.wording import joined, say

_OTHERS = (Code.HOLDER_NOT_YOURS, Code.HOLDER_DIFFERS, Code.HOLDER_MISMATCH)


def cautions(lines: Sequence[Line], awarded: Filled | None, at: datetime) -> Iterator[str]:
    """A sentence for each way in which what counts at ``at`` is weaker than a verified credential of the learner's.

    ``awarded`` is the badge for finishing the stack, where that is held.
    """
    yield from _weak(lines, awarded)
    used = [copy for line in wanted(lines) for copy in line.copies()]
    used += [awarded.copy] if awarded is not None and awarded.copy is not None else []
    if named := _named(used, lambda copy: copy.entry.verdict not in RELIABLE):
        yield say("not verified, and counted because the rules do not ask for that: {named}", named=named)
    if named := _named(used, lambda copy: copy.entry.valid_until is not None and copy.entry.valid_until <= at):
        yield say("ended, and counted because the rules take that too: {named}", named=named)
    if named := _named(used, lambda copy: answered(copy.entry.codes, CheckId.HOLDER) in _OTHERS):
        yield say("not issued to you, as far as can be told: {named}", named=named)
    if named := _named(_alike(used), lambda _: True):
        yield say(
            "counted more than once under different ids, with the same name and from the same issuer: {named}",
            named=named,
        )


def _weak(lines: Sequence[Line], awarded: Filled | None) -> Iterator[str]:
    if weak := [wording.label(line.requirement) for line in wanted(lines) if _is_weak(line)]:
        yield say(
            "weak match: anybody could have issued what fills {named}; none of those issuers is on a list you trust",
            named=some(weak),
        )
    if awarded is not None and awarded.weak:
        yield say("weak match: the badge for finishing comes from an issuer on none of your lists")


def _is_weak(line: Line) -> bool:
    if line.filled_by is not None:
        return line.filled_by.weak
    form = line.requirement.form
    return line.summed is not None and isinstance(form, Sum) and weakly_summed(form, line.summed)


def _alike(used: Iterable[Copy]) -> list[Copy]:
    """Of what counts, that of which another holding has the name and the issuer: perhaps two editions of one badge."""
    by_name: dict[tuple[str, str], dict[str, Copy]] = {}
    for copy in used:
        if copy.name:
            by_name.setdefault((copy.entry.issuer.id, copy.name), {}).setdefault(plain_id(copy.achievement.id), copy)
    return [next(iter(copies.values())) for copies in by_name.values() if len(copies) > 1]


def _named(used: Iterable[Copy], fits: Callable[[Copy], bool]) -> str:
    """The names of those that fit; empty when none does."""
    return some(list(dict.fromkeys((copy.achievement.name or copy.entry.title)[:80] for copy in used if fits(copy))))


def some(names: Sequence[str]) -> str:
    """The first of several names, and a sign that there are more."""
    return joined(", ", [*names[:3], *["..."] * (len(names) > 3)])
